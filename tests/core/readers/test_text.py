from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.document import Document, Paragraph, Table, TextAnchor
from core.readers.decode import decode
from core.readers.errors import Unreadable
from core.readers.text import parse_text, read_text
from core.readers.text_tables import MOST_BLANKS
from tests.core.readers.making import REPORTS

SEEDS, REAL = REPORTS / "seeds", REPORTS / "real"
needs_reports = pytest.mark.skipif(not REPORTS.exists(), reason="no ../shared/reports here")


def read(text: str) -> Document:
    document = parse_text(Path("report.txt"), text)
    check_anchors(document)
    return document


def check_anchors(document: Document) -> None:
    lines = document.text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for anchor, text in _anchored(document):
        assert isinstance(anchor, TextAnchor)
        found = document.text[anchor.start : anchor.end]
        assert found == found.strip()
        assert found.replace("**", "").lstrip("# ") == text
        assert starts[anchor.line] <= anchor.start < starts[anchor.line + 1]


def _anchored(document: Document):
    for block in document.blocks:
        if isinstance(block, Table):
            assert block.ragged
            yield from ((c.anchor, c.text) for c in block.cells)
        else:
            yield block.anchor, block.text


def cells(table: Table) -> list[str]:
    return [c.text for c in table.cells]


def rows(table: Table) -> list[list[str]]:
    return [[c.text for c in row] for row in table.rows()]


def shape(document: Document) -> list:
    return [b.text if isinstance(b, Paragraph) else rows(b) for b in document.blocks]


# -- layouts, generated ----------------------------------------------------------------------------

labels = st.sampled_from([
    "规章", "行政规范性文件", "行政许可", "其他对外管理服务事项", "一、本年新收政府信息公开申请数量",
    "（一）予以公开", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "1.属于国家秘密",
    "2.没有现成信息需要另行制作", "（七）总计", "四、结转下年度继续办理", "規(guī)章", "商业 企业",
    "政府集中采购",
])  # fmt: skip
figures = st.sampled_from(
    ["0", "1", "64", "-302", "+1", "1,234", "12.50", "21207.84 万元", "80618元", "０"]
)
values = st.one_of(figures, st.just(""))
widths = st.shared(st.integers(2, 15), key="width")


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Rows of a label and figures or blanks; every row says at least one figure, at its end."""
    width = draw(widths)
    return [
        [draw(labels), *(draw(values) for _ in range(width - 1)), draw(figures)]
        for _ in range(draw(st.integers(2, 8)))
    ]


HEADING = "二、主动公开政府信息情况"
NEXT = "三、收到和处理政府信息公开申请情况"
PROSE = "2023年，我局共收到政府信息公开申请十件。"


def around(table: str, gap: str) -> str:
    return gap.join([HEADING, table, NEXT, PROSE])


def found_between(document: Document) -> Table:
    first, table, *rest = document.blocks
    assert isinstance(first, Paragraph)
    assert isinstance(table, Table)
    assert first.text == HEADING
    assert [b.text for b in rest if isinstance(b, Paragraph)] == [NEXT, PROSE]
    return table


gaps = st.sampled_from(["\n", "\n\n", "\n \n\n"])


@settings(deadline=None)
@given(tables(), gaps)
def test_tabs(table: list[list[str]], gap: str) -> None:
    written = "\n".join("\t".join(row) for row in table)
    assert rows(found_between(read(around(written, gap)))) == table


@settings(deadline=None)
@given(tables(), gaps, st.booleans())
def test_markdown(table: list[list[str]], gap: str, ruled: bool) -> None:
    lines = [f"| {' | '.join(row)} |" for row in table]
    if ruled:
        lines.insert(1, "|---" * len(table[0]) + "|")
    assert rows(found_between(read(around("\n".join(lines), gap)))) == table


@settings(deadline=None)
@given(tables(), gaps)
def test_bars_between_cells(table: list[list[str]], gap: str) -> None:
    written = "\n".join(" | ".join(row) for row in table)
    assert rows(found_between(read(around(written, gap)))) == table


@settings(deadline=None)
@given(tables(), gaps, st.integers(0, 3))
def test_a_bar_after_every_cell(table: list[list[str]], gap: str, padding: int) -> None:
    written = "\n".join("".join(f"{c} |" for c in row) + "|" * padding for row in table)
    assert rows(found_between(read(around(written, gap)))) == [
        row + [""] * padding for row in table
    ]


@settings(deadline=None)
@given(tables(), gaps, st.integers(0, 9))
def test_one_cell_and_its_bar_a_line(table: list[list[str]], gap: str, padding: int) -> None:
    bars = f"\n{'|' * padding}" if padding else ""
    written = "\n".join("\n".join(f"{c} |".lstrip() for c in row) + bars for row in table)
    found = found_between(read(around(written, gap)))
    assert cells(found) == list(chain.from_iterable(row + [""] * padding for row in table))


@settings(deadline=None)
@given(tables(), gaps, st.booleans())
def test_the_bar_on_a_line_of_its_own(table: list[list[str]], gap: str, broken: bool) -> None:
    def lines(cell: str) -> str:
        whole = cell in ("规章", "行政许可", "商业 企业")
        return cell[:2] + "\n" + cell[2:] if broken and whole and len(cell) > 3 else cell

    table = [
        ["第二十条第（一）项", "0"],
        *table,
    ]  # whether the first cell is broken cannot be known
    written = "\n".join("\n".join(f"{lines(c)}\n|".lstrip("\n") for c in row) for row in table)
    found = found_between(read(around(written, gap)))
    expected = list(chain.from_iterable(table))
    assert [c.replace("\n", "") for c in cells(found)] == expected


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet='|\t\n -0１2规章。：（）)(一、"*#…\u3000\xa0│', max_size=80))
def test_any_text_is_read_and_nothing_said_is_lost(text: str) -> None:
    if not re.search(r"[^\s|│*#-]", text):
        return  # nothing but signs: whether that is a text does not matter
    document = parse_text(Path("x"), text)
    seen = set()
    for anchor, said in _anchored(document):
        assert isinstance(anchor, TextAnchor)
        found = document.text[anchor.start : anchor.end]
        assert said == found or said in found.replace("**", "")
        seen.update(range(anchor.start, anchor.end))
    left = {i for i, c in enumerate(document.text) if c in "012１规章。一"}
    assert left <= seen


@pytest.mark.parametrize("text", ["", " \n\t", "\u3000", "|", "|\n||||\n | |\n", "|---|---|"])
def test_nothing_said_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_text(Path("x"), text)


# -- layouts, written out --------------------------------------------------------------------------


def test_blanks_between_bars_on_their_own_lines() -> None:
    document = read(
        "一、本年新收政府信息公开申请数量 | 25 |\n|\n|\n|\n|\n| 25 |\n二、上年结转政府信息公开申请数量 |\n|\n|\n|\n|\n|\n| 0 |"
    )
    assert shape(document) == [[
        ["一、本年新收政府信息公开申请数量", "25", "", "", "", "", "", "25"],
        ["二、上年结转政府信息公开申请数量", "", "", "", "", "", "", "0"],
    ]]  # fmt: skip


def test_a_row_whose_label_cell_is_blank() -> None:
    document = read(
        "（三）不予公开 | 1.属于国家秘密 | 0 | 1 |\n| 2.其他 | 0 | 2 |\n| 3.危及 | 0 | 3 |"
    )
    assert shape(document) == [[
        ["（三）不予公开", "1.属于国家秘密", "0", "1"], ["", "2.其他", "0", "2"], ["", "3.危及", "0", "3"],
    ]]  # fmt: skip


def test_a_form_left_empty_is_a_table() -> None:
    document = read("信息内容 | 本年制发件数 | 现行有效件数 |\n规章 | | |\n行政规范性文件 | | |")
    assert shape(document) == [[
        ["信息内容", "本年制发件数", "现行有效件数"], ["规章", "", ""], ["行政规范性文件", "", ""],
    ]]  # fmt: skip


def test_labels_broken_over_lines() -> None:
    source = "{}（本列数据的勾稽关系为：第一项加第二项之和，\n等于第三项加第四项之和）\n|\n自然人\n|\n商业\n企业\n|\n0\n|\n5\n|"
    whole = "（本列数据的勾稽关系为：第一项加第二项之和，\n等于第三项加第四项之和）"
    assert cells(read(source.format("")).tables[0]) == [whole, "自然人", "商业\n企业", "0", "5"]
    assert shape(read(source.format("该部分以表格形式报告：\n")))[0] == "该部分以表格形式报告："


def test_cells_of_a_spreadsheet_with_line_breaks_in_quotes() -> None:
    document = read(
        '信息内容\t"本年新\n制作数量"\t对外公开总数量\n规章\t0\t"五\n件"\n规范性文件\t1\t3\n尾'
    )
    assert shape(document) == [
        [
            ["信息内容", "本年新\n制作数量", "对外公开总数量"],
            ["规章", "0", "五\n件"],
            ["规范性文件", "1", "3"],
        ],
        "尾",
    ]


def test_a_head_broken_over_lines_before_a_tab() -> None:
    document = read("（本列数据的勾稽关系为：\n等于第三项加第四项之和）\t申请人情况\t\n规章\t1\t2")
    assert cells(document.tables[0])[0] == "（本列数据的勾稽关系为：\n等于第三项加第四项之和）"


def test_lines_that_only_have_tabs_in_them() -> None:
    document = read(
        "一、\t总体情况\n\t2023年，我局公开信息十条。\n（一）\t主动公开。\n2023年很好。\t\n1.\t加强组织领导"
    )
    assert shape(document) == [
        "一、\t总体情况", "2023年，我局公开信息十条。", "（一）\t主动公开。", "2023年很好。", "1.\t加强组织领导",
    ]  # fmt: skip


def test_bars_around_no_table() -> None:
    document = read(
        "首页 | 政务公开 | 办事服务 | 互动交流\n某县2020年政府信息公开工作年度报告 | "
        + "|" * 350
        + f"\n2021-02-09 发布：某县 | |||||\n|\n|||||||\n{PROSE}\n{HEADING}\n五、存在的主要问题及改进情况 {PROSE} |\n||||\n"
        "附件【年报.docx】 |\n||||\n【关闭窗口】 |"
    )
    assert shape(document) == [
        "首页 | 政务公开 | 办事服务 | 互动交流", "某县2020年政府信息公开工作年度报告", "2021-02-09 发布：某县",
        PROSE, HEADING, "五、存在的主要问题及改进情况", PROSE, "附件【年报.docx】", "【关闭窗口】",
    ]  # fmt: skip


def test_padding_without_end_is_cut() -> None:
    table = read("规章 | 0 | 1 |" + "|" * 1000 + "\n甲 | 1 | 2 |" + "|" * 1000).tables[0]
    assert [len(r) for r in rows(table)] == [3 + MOST_BLANKS] * 2


def test_two_tables_with_prose_between() -> None:
    document = read(
        f"规章 |\n0 |\n6 |\n{NEXT}\n该部分以表格形式报告。表格如下：\n自然人 |\n0 |\n5 |\n"
    )
    assert shape(document) == [
        [["规章", "0", "6"]], NEXT, "该部分以表格形式报告。表格如下：", [["自然人", "0", "5"]],
    ]  # fmt: skip


def test_blank_lines_do_not_end_a_table() -> None:
    document = read("结果维持\t结果纠正\t总计\n\n0\t1\t1\n---\t---\t---\n\n五、存在的主要问题")
    assert shape(document) == [
        [["结果维持", "结果纠正", "总计"], ["0", "1", "1"]],
        "五、存在的主要问题",
    ]


def test_bold_marks_of_markdown_go() -> None:
    document = read(
        "## 一、总体情况\n工作有序。**二是完善制度。**制订流程。\n**规章**\t0\t**12**\n甲\t1\t2"
    )
    assert document.blocks[0] == Paragraph("一、总体情况", TextAnchor(0, 0, 9), True)
    assert shape(document)[1:] == [
        "工作有序。二是完善制度。制订流程。",
        [["规章", "0", "12"], ["甲", "1", "2"]],
    ]


def test_prose_on_one_line_comes_apart_at_its_headings() -> None:
    document = read(
        "报告由总体情况、主动公开政府信息情况等组成。 一、本年度工作的总体情况 (一)主动公开情况。公开信息10条,其中政务类3条。 "
        "(二)依申请公开情况。收到申请1件。 二、主动公开政府信息情况"
    )
    assert shape(document) == [
        "报告由总体情况、主动公开政府信息情况等组成。", "一、本年度工作的总体情况",
        "(一)主动公开情况。公开信息10条,其中政务类3条。", "(二)依申请公开情况。收到申请1件。",
        "二、主动公开政府信息情况",
    ]  # fmt: skip


def test_a_list_inside_a_sentence_stays_in_it() -> None:
    text = "我们将做好以下工作：一、加强组织领导；二、完善制度建设，健全机制；三、提高公开质量，做好年报编制，服务群众。"
    assert shape(read(text)) == [text]


def test_a_table_that_ran_together_stays_whole() -> None:
    text = "一、本年新收政府信息公开申请数量 3 0 0 0 0 0 3 二、上年结转政府信息公开申请数量 0 0 0 0 0 0 0 三、本年度办理结果"
    assert shape(read(text)) == [text]


def test_one_cell_a_line_stays_one_a_line_and_broken_ones_whole() -> None:
    lines = [
        "複(fù)議(yì)\n結(jié)果",
        "5.其他\n方式公开政府信息数",
        "3.危及“\n三安全一稳定”",
        "二、回应解读\n情况",
        "第二十条第(一)项",
        "信息内容",
        "本年新\n制作数量",
        "对外公开总数量",
        "规章",
        "  0",
        " 0",
        "0",
        "甲",
        "1",
        "2",
        *("第二十条第(五)项", "信息内容", "处理决定数量", "行政许可", "0", "5"),
    ]
    document = read("\n\n".join(lines))
    assert shape(document) == [line.strip() for line in lines]
    assert shape(read("\n".join(lines)))[10:12] == ["本年新", "制作数量"]


def test_adjacent_lines_that_are_no_broken_cell() -> None:
    cells = [f"第{n}格" for n in "一二三四五六七八九十"]
    together = [
        ["甲镇2020年政府信息公开工作年度报告", "2021-01-29"],
        ["甲镇2020年政府信息公开", "工作年度报告"],
        ["发布日期：2021-01-29", "一、总体情况"],
        ["甲镇人民政府", "2021年1月22日"],
        ["（一）予以公开", "（二）部分公开"],
        ["行政许可", "0"],
    ]
    document = read("\n\n".join([*cells, *("\n".join(t) for t in together), *cells]))
    assert shape(document) == [*cells, *chain.from_iterable(together), *cells]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-32"]
)
def test_encodings_and_newlines(tmp_path: Path, encoding: str, newline: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(newline.join(["一、总体情况", "规章\t0\t1", "甲\t1\t2"]).encode(encoding))
    document = read_text(path)
    check_anchors(document)
    assert document.text == "一、总体情况\n规章\t0\t1\n甲\t1\t2"
    assert shape(document) == ["一、总体情况", [["规章", "0", "1"], ["甲", "1", "2"]]]


@settings(deadline=None)
@given(st.binary(min_size=64, max_size=400))
def test_garbage_is_no_text(garbage: bytes) -> None:
    decoded = decode(bytes([0x80, 0xFF, 0xFE, 0x81, 0x0F]) + garbage + b"\xff\x80\x81\xff")
    assert decoded is None or decoded.lost


# -- real ones -------------------------------------------------------------------------------------


@needs_reports
@pytest.mark.parametrize(
    "path", sorted([*SEEDS.glob("*.txt"), *REAL.glob("*.txt")]), ids=lambda p: p.stem
)
def test_every_real_text_keeps_all_it_says(path: Path) -> None:
    document = read_text(path)
    check_anchors(document)
    seen: set[int] = set()
    for anchor, _ in _anchored(document):
        assert isinstance(anchor, TextAnchor)
        assert not seen & set(range(anchor.start, anchor.end))
        seen.update(range(anchor.start, anchor.end))
    lost = "".join(
        c for i, c in enumerate(document.text) if i not in seen and c not in "| \t\n\xa0"
    )
    assert set(lost) <= set("-")


def the(name: str) -> Document:
    return read_text(next(p for folder in (SEEDS, REAL) for p in folder.glob(f"{name}_*.txt")))


@needs_reports
@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("000", []), ("001", [55, 278, 60]), ("002", []), ("003", [72, 252, 60]), ("004", []), ("08", []),
        ("12", [88, 52]), ("15", []), ("16", [54, 60]), ("17", [30, 84]), ("20", []), ("24", []), ("25", []),
        ("27", [53]), ("32", [104]), ("33", [53, 43]), ("52", [42]), ("57", []),
    ],
)  # fmt: skip
def test_what_is_a_table_and_what_is_not(name: str, sizes: list[int]) -> None:
    assert [len(t.cells) for t in the(name).tables] == sizes


@needs_reports
def test_zhuoni() -> None:
    document = the("000")
    said = [b.text for b in document.paragraphs]
    chapters = [t for t in said if t[1:2] == "、"]
    assert [c[0] for c in chapters] == list("一二三四五六")
    assert all(len(c) < 20 for c in chapters)
    assert sum("5435" in t for t in said) == 1
    assert "5441" not in document.text
    assert said[0] == "卓尼县人民政府2020年度政府信息公开工作年度报告"


@needs_reports
def test_wuyuan_rows() -> None:
    second = the("001").tables[1]
    figures = [r for r in rows(second) if r.count("0") == 7]
    assert len(figures) == 25
    assert rows(the("001").tables[2])[-1] == ["0"] * 15


@needs_reports
def test_longde_keeps_shifted_rows() -> None:
    first, second, third = the("003").tables
    assert ["政府集中采购", "126", "21207.84 万元", ""] in rows(first)
    assert ["（七）总计".replace("（", "(").replace("）", ") "), *"0000000", "", ""] in rows(second)
    assert rows(third)[-1] == ["0"] * 15


@needs_reports
def test_qufagaiju_blanks() -> None:
    assert [r for r in rows(the("33").tables[1]) if r[-1] == "7"] == [
        ["三、本年度办理结果", "(一)予以公开", "7", "", "", "", "", "", "7"]
    ]
