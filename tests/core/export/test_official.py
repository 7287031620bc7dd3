"""A report from HTML, text or PDF comes out in the official form, nothing of it lost or made up."""

from __future__ import annotations

import io
import random
import re
import zipfile
from dataclasses import replace
from types import MappingProxyType

import docx
import pytest
from docx.oxml.ns import qn

from core.case import Case, Edit, EditKind
from core.export import corrected_docx, export_docx, export_docx_report
from core.export.flow import Drawn, Kept, Style, Words, flow_of
from core.formats import official_forms
from core.quantity import Mark, Quantity, State
from tests.generator.checks import FORMS, Specimen

T3 = [
    "四、政府信息公开行政复议、行政诉讼情况",
    "行政复议\t行政诉讼",
    "结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t未经复议直接起诉\t复议后起诉",
    "\t".join(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2),
    "1\t2\t0\t1\t5\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0",
]
UPHELD, TOTAL = "reviews/reconsideration/upheld", "reviews/reconsideration/total"


def opened(folder, lines, suffix=".txt") -> Case:
    path = folder / f"source{suffix}"
    path.write_text("\n".join(lines), encoding="utf-8")
    return Case.open(path)


def texts(case: Case) -> list[str]:
    return [p.text for p in flow_of(case)[0] if isinstance(p, Words)]


def folded(text: str) -> str:
    return re.sub(r"\s", "", text)


# -- round trips ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["html", "text", "pdf"])
@pytest.mark.parametrize("key", FORMS)
@pytest.mark.parametrize("number", range(3))
def test_generated_reports(tmp_path, kind, key, number):
    """Exported and opened again: the same title, chapters, figures, and nothing else to find."""
    specimen = Specimen(key, kind, number, figures_in_text=True)
    laid_out = specimen.laid_out()
    case = Case.open(specimen.write(tmp_path, laid_out))
    rng = random.Random(number)
    chosen = rng.sample(list(case.sheet.facts), min(8, len(case.sheet.facts)))
    case.set_edits({a: Edit(str(rng.randint(0, 99999))) for a in chosen})

    again = Case.open(export_docx(case, tmp_path / "out.docx"))

    assert again.sheet.form == case.sheet.form
    assert again.sheet.title.text == case.sheet.title.text
    assert [(c.number, c.text) for c in again.sheet.chapters] == [
        (c.number, c.text) for c in case.sheet.chapters
    ]
    for address, fact in case.sheet.facts.items():
        assert again.sheet.facts[address].quantity.value == fact.quantity.value
        assert again.sheet.facts[address].quantity.state == fact.quantity.state
    # All the narrative, in its order; one table of the form each.
    said = folded("\n".join(p.text for p in again.document.paragraphs))
    at = -1
    for block in case.document.paragraphs:
        if len(block.text) > 40:
            at = said.index(folded(block.text), at + 1)
    assert len(again.document.tables) == len(specimen.form.tables)


def test_the_same_case_gives_the_same_bytes(tmp_path):
    specimen = Specimen("F2021", "html", 1, figures_in_text=True)
    path = specimen.write(tmp_path, specimen.laid_out())
    first, second = (corrected_docx(Case.open(path)).data for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = docx.Document(io.BytesIO(first)).core_properties
    assert properties.title == specimen.report.title
    assert (properties.author, properties.comments, properties.created) == ("", "", None)


# -- the form as it is drawn ------------------------------------------------------------------------


@pytest.mark.parametrize("form", [f for f in official_forms() if f.tables], ids=lambda f: f.key)
def test_every_form_is_drawn_as_it_is(tmp_path, form):
    specimen = Specimen(form.key, "html", 0, figures_in_text=True)
    case = Case.open(specimen.write(tmp_path, specimen.laid_out()))
    made = docx.Document(str(export_docx(case, tmp_path / "out.docx")))
    for table, drawn in zip(form.tables, made.tables, strict=True):
        rows = [
            [
                (c.tcPr.gridSpan.val if c.tcPr.gridSpan is not None else 1, c.vMerge)
                for c in r.tc_lst
            ]
            for r in drawn._tbl.tr_lst
        ]
        kept = {line.addresses[0] for line in table.lines if not line.extension}
        kept |= {a for a in case.sheet.facts if a in table.addresses}
        gone = sum(not kept & set(line.addresses) for line in table.lines)
        assert len(rows) == table.row_count - gone
        assert all(sum(span for span, _ in row) == table.column_count for row in rows)
        merged = sum(c.row_span > 1 for c in table.cells)
        assert sum(v == "restart" for row in rows for _, v in row) == merged
        labels = {c.text for c in table.cells if not c.address}
        assert labels >= {c.text for r in drawn.rows for c in r.cells} - {
            f.quantity.raw for f in case.sheet.facts.values()
        }
        # A4 between the margins, and borders all around.
        widths = [int(g.get(qn("w:w"))) for g in drawn._tbl.tblGrid]
        assert sum(widths) == round((210 - 28 - 26) / 25.4 * 1440)
        assert min(widths) > 500
        assert len(drawn._tbl.tblPr.find(qn("w:tblBorders"))) == 6


def test_heads_are_repeated_and_fonts_are_chinese(tmp_path):
    specimen = Specimen("F2021", "html", 0, figures_in_text=True)
    case = Case.open(specimen.write(tmp_path, specimen.laid_out()))
    made = docx.Document(str(export_docx(case, tmp_path / "out.docx")))
    repeated = [
        [r.trPr.find(qn("w:tblHeader")) is not None for r in t._tbl.tr_lst] for t in made.tables
    ]
    assert [sum(r) for r in repeated] == [0, 3, 3]
    assert repeated[1][:3] == [True] * 3
    fonts = {
        s.name: s.element.rPr.rFonts.get(qn("w:eastAsia"))
        for s in made.styles
        if s.name in {p.style.name for p in made.paragraphs} | {"表格文字", "表格小字"}
    }
    assert fonts["Normal"] == "仿宋"
    assert fonts["Heading 1"] == "黑体"
    assert None not in fonts.values()
    used = {
        p.style.name for t in made.tables for r in t.rows for c in r.cells for p in c.paragraphs
    }
    assert used == {"表格文字", "表格小字"}


# -- figures ----------------------------------------------------------------------------------------


def test_edits(tmp_path):
    """A correction is in the export; so is what the original says where we had misread it."""
    case = opened(tmp_path, ["清河县2024年政府信息公开工作年度报告", *T3])
    case.set_edits({UPHELD: Edit("3", EditKind.MISREAD), TOTAL: Edit("６ 件")})
    report = export_docx_report(case, tmp_path / "out.docx")
    assert report.placed == (TOTAL,)
    cells = docx.Document(str(report.path)).tables[0].rows[3].cells
    assert [c.text for c in cells][:5] == ["3", "2", "0", "1", "６ 件"]


def test_a_table_that_was_typed_in_stands_in_its_chapter(tmp_path):
    lines = [
        "清河县2024年政府信息公开工作年度报告", "一、总体情况", "一年来，各项工作平稳有序。",
        "二、主动公开政府信息情况", "见附件。", "三、收到和处理政府信息公开申请情况", "见附件。", *T3,
    ]  # fmt: skip
    case = opened(tmp_path, lines)
    case.set_edits(
        {"disclosure/licensing/decisions": Edit("12"), "requests/received/total": Edit("3")}
    )
    order = [
        p.table.key if isinstance(p, Drawn) else p.text[:2]
        for p in flow_of(case)[0]
        if isinstance(p, Drawn) or p.style is Style.CHAPTER
    ]
    assert order == ["一、", "二、", "disclosure", "三、", "requests", "四、", "reviews"]


def test_a_table_nobody_could_read_stays_as_it_was(tmp_path):
    row = "规章555规范性文件141414第二十条第（五）项信息内容上一年项目数量本年增/减处理决定数量行政许可000"
    lines = [
        "清河县2019年政府信息公开工作年度报告", "一、总体情况", "一年来，各项工作平稳有序。",
        "二、主动公开政府信息情况", f"第二十条第（一）项信息内容本年新制作数量本年新公开数量对外公开总数量{row}",
    ]  # fmt: skip
    case = opened(tmp_path, lines)
    assert not any(isinstance(p, Drawn) for p in flow_of(case)[0])
    assert any(row in t for t in texts(case))


# -- what belongs to the report ---------------------------------------------------------------------


def test_the_site_around_the_report_is_left_out(tmp_path):
    lines = [
        "当前位置：首页 > 信息公开年报", "索引号：003226443/202501-00001",
        "清河县2024年政府信息公开工作年度报告", "发布时间：2025-01-22 来源：政府办 浏览次数：12",
        "根据条例要求，现公布本年度报告。", "一、总体情况", "一年来，各项工作平稳有序。",
        "来源：各乡镇报送的数据。", *T3, "五、存在的主要问题及改进情况", "不足是打印本页的功能还不完善，将予改进。" * 3,
        "六、其他需要报告的事项", "无。", "清河县人民政府", "2025年1月20日", "【打印本页】 【关闭窗口】",
        "版权所有：清河县人民政府", "ICP备00000000号",
    ]  # fmt: skip
    case = opened(tmp_path, lines)
    pieces, site = flow_of(case)
    assert site
    assert texts(case) == [t for t in lines[2:] if "\t" not in t and t not in lines[-5 + 2 :]
                           and not t.startswith(("发布时间", "1"))]  # fmt: skip
    assert [p.text for p in pieces if isinstance(p, Words) and p.style is Style.SIGNATURE] == [
        "清河县人民政府", "2025年1月20日",
    ]  # fmt: skip
    report = export_docx_report(case, tmp_path / "out.docx")
    assert any("没有写入" in note for note in report.notes)


def test_other_tables(tmp_path):
    """The page's metadata table goes; a table within the report stays."""
    rows = "".join(
        f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in (("平台", "条数"), ("网站", "216"))
    )
    html = (
        "<html><body><table><tr><td>索引号</td><td>0012</td></tr><tr><td>发布机构</td><td>政府办</td></tr>"
        "</table><h1>清河县2024年政府信息公开工作年度报告</h1><h2>一、总体情况</h2><p>各平台公开情况如下。</p>"
        f"<table>{rows}</table><h2>二、主动公开政府信息情况</h2><p>见下表。</p></body></html>"
    )
    case = opened(tmp_path, [html], ".html")
    kept = [p.table for p in flow_of(case)[0] if isinstance(p, Kept)]
    assert [[c.text for c in t.cells] for t in kept] == [["平台", "条数", "网站", "216"]]
    made = docx.Document(str(export_docx(case, tmp_path / "out.docx")))
    assert [[c.text for c in r.cells] for r in made.tables[0].rows] == [
        ["平台", "条数"],
        ["网站", "216"],
    ]


def test_a_heading_that_ran_into_its_text(tmp_path):
    text = "一、总体情况 一年来，各项工作平稳有序。"
    case = opened(tmp_path, ["清河县2024年政府信息公开工作年度报告", text, *T3])
    said = [(p.text, p.style) for p in flow_of(case)[0] if isinstance(p, Words)]
    assert said[1:3] == [
        ("一、总体情况", Style.CHAPTER), ("一年来，各项工作平稳有序。", Style.BODY),
    ]  # fmt: skip


def test_control_characters_do_not_stop_it(tmp_path):
    case = opened(
        tmp_path,
        ["清河县2024年政府信息公开工作年度报告", "一、总体情况", "平稳\x0b有\x01序。", *T3],
    )
    made = docx.Document(str(export_docx(case, tmp_path / "out.docx")))
    assert "平稳有序。" in [p.text for p in made.paragraphs]


def test_what_the_form_has_no_place_for_is_said(tmp_path):
    lines = [*T3[:4], T3[4]]
    extra = opened(tmp_path, ["清河县2024年政府信息公开工作年度报告", *lines])
    assert export_docx_report(extra, tmp_path / "out.docx").notes == ()
    specimen = Specimen("F2021", "html", 0, figures_in_text=True)
    path = specimen.write(tmp_path, specimen.laid_out())
    page = path.read_bytes()
    encoding = "utf-8" if b"utf-8" in page.lower() else "gb18030"
    row = re.search(
        r"<tr[^>]*>(?:(?!</tr>).)*4.保护第三方合法权益(?:(?!</tr>).)*</tr>",
        page.decode(encoding),
        re.S,
    )
    path.write_bytes(page.decode(encoding).replace(row.group(), "").encode(encoding))
    report = export_docx_report(Case.open(path), tmp_path / "out2.docx")
    assert any("没有读到的 1 行" in n and "保护第三方合法权益" in n for n in report.notes)


def test_cells_that_cannot_be_told_apart_are_left_blank_and_said(tmp_path):
    case = opened(tmp_path, ["清河县2024年政府信息公开工作年度报告", *T3])
    facts = dict(case.sheet.facts)
    glued = Quantity(State.UNREADABLE, "12 051", None, None, frozenset({Mark.GLUED}))
    facts[UPHELD] = replace(facts[UPHELD], quantity=glued)
    case.sheet = replace(case.sheet, facts=MappingProxyType(facts))
    report = export_docx_report(case, tmp_path / "out.docx")
    assert report.notes == ("表三中有 1 格的内容分不开，留空，请对照原件。",)
    assert docx.Document(str(report.path)).tables[0].rows[3].cells[0].text == ""
