"""Labels → addresses on hand-made documents: the layouts of DOMAIN §4 one by one."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from core.document import Cell, CellAnchor, Document, Paragraph, ParagraphAnchor, Table, TextAnchor
from core.facts import TablePresence
from core.formats import official_forms
from core.labels import core_label, fold, is_value
from core.quantity import Mark, State
from core.recognise import recognise

FORMS = {form.key: form for form in official_forms()}


def grid(number, *rows, ragged=False):
    """A Table from rows of texts; `text→n` spans n columns."""
    cells = []
    for r, row in enumerate(rows):
        column = 0
        for i, written in enumerate(row):
            text, _, span = written.partition("→")
            width = int(span or 1)
            cells.append(Cell(r, column, text, CellAnchor(number, r, i), column_span=width))
            column += width
    return Table(tuple(cells), ragged=ragged)


def document(*blocks):
    made = tuple(
        Paragraph(b, ParagraphAnchor(i)) if isinstance(b, str) else b for i, b in enumerate(blocks)
    )
    return Document(Path("x.docx"), "docx", made)


def drawn(form_key, table_key, figures):
    """The form's own drawing as a Table with those figures (address → text; others "0")."""
    table = FORMS[form_key].table(table_key)
    cells = tuple(
        Cell(
            c.row, c.column, figures.get(c.address, "0") if c.address else c.text,
            CellAnchor(0, c.row, c.column), c.row_span, c.column_span,
        )
        for c in table.cells
    )  # fmt: skip
    return Table(cells)


def values(sheet, *addresses):
    return [sheet.facts[a].quantity.value for a in addresses]


@pytest.mark.parametrize("key", [k for k, f in FORMS.items() if f.tables])
def test_every_form_reads_its_own_drawing(key):
    form = FORMS[key]
    figures = {a: str(i + 1) for i, a in enumerate(form.addresses)}
    tables = [drawn(key, t.key, figures) for t in form.tables]
    sheet = recognise(document("某镇2024年政府信息公开工作年度报告", *tables))
    assert sheet.form is form
    assert {a: f.quantity.raw for a, f in sheet.facts.items()} == figures
    for reading in sheet.tables.values():
        assert reading.presence is TablePresence.FOUND
        assert (reading.missing, reading.renamed, reading.strays) == ((), (), ())


def test_columns_that_shift_from_row_to_row():
    """real/01: the value columns of 表一 do not lie under each other."""
    sheet = recognise(
        document(
            grid(
                0,
                ["信息内容", "本年新\n制作数量", "本年新\n公开数量→2", "对外公开总数量"],
                ["规章", "13", "13→2", "524"],
                ["信息内容", "上一年项目数量", "本年增/减→2", "处理决定数量"],
                ["行政许可", "7→2", "-2", "9"],
                ["行政事业性收费", "1→2", "+1→2"],
                ["政府集中采购", "6→2", "251000元→2"],
            )
        )
    )
    assert sheet.format == "F2019"
    assert values(
        sheet,
        "disclosure/regulations/total_disclosed",
        "disclosure/licensing/change",
        "disclosure/licensing/decisions",
        "disclosure/fees/change",
    ) == [524, -2, 9, 1]
    assert sheet.facts["disclosure/procurement/amount"].quantity.unit == "元"


REQUEST_HEAD = [
    ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况"],
    ["自然人", "法人或其他组织", "总计"],
    ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
]


def test_padding_cells_around_the_figures():
    """seed 003: page-broken rows have an empty cell before and after their figures."""
    sheet = recognise(
        document(
            grid(
                0,
                *REQUEST_HEAD,
                ["一、本年新收政府信息公开申请数量", "1", "2", "3", "4", "5", "6", "21"],
                ["二、上年结转政府信息公开申请数量", "", "1", "0", "0", "0", "0", "0", "1", ""],
                ["", "", "6.属于四类过程性信息", "7", "", "", "", "", "", "7"],
                ragged=True,
            )
        )
    )
    row = [f"requests/brought_forward/{c}" for c in FORMS["F2021"].table("requests").columns]
    assert values(sheet, *row) == [1, 0, 0, 0, 0, 0, 1]
    process = "requests/refused_process_information/"
    assert values(sheet, process + "natural_person", process + "total") == [7, 7]
    assert sheet.facts[process + "other"].quantity.state is State.BLANK


def test_head_word_is_no_row():
    """The head 其他 with a stray 0 beside it (seed 001) must not become the row 3.其他."""
    rows = [*REQUEST_HEAD[:2], [*REQUEST_HEAD[2], "0"]]
    labels = [li.label for li in FORMS["F2021"].table("requests").lines]
    rows += [[label, "1", "0", "0", "0", "0", "0", "1"] for label in labels]
    sheet = recognise(document(grid(0, *rows, ragged=True)))
    assert sheet.form is FORMS["F2021"]
    assert values(sheet, "requests/otherwise_other/natural_person") == [1]


def test_23_rows_and_25_rows_are_told_apart_by_their_labels():
    for key in ("F2021", "F2021_23rows"):
        tables = [drawn(key, t.key, {}) for t in FORMS[key].tables]
        assert recognise(document(*tables)).form is FORMS[key]


def test_a_row_with_too_few_figures_is_not_guessed():
    lines = [
        "本年制发件数",
        "本年废止件数",
        "现行有效件数",
        "规章",
        "1",
        "行政规范性文件",
        "1",
        "2",
        "3",
    ]
    sheet = recognise(document(*lines, "行政许可", "5", "行政处罚", "6"))
    quantity = sheet.facts["disclosure/regulations/issued"].quantity
    assert quantity.state is State.UNREADABLE
    assert quantity.marks == {Mark.GLUED}
    assert values(
        sheet, "disclosure/normative_documents/in_force", "disclosure/licensing/decisions"
    ) == [3, 5]


def test_glued_figures_are_never_one_number():
    """real/24: 规章555 is three cells that lost their separators."""
    text = (
        "二、主动公开政府信息情况第二十条第（一）项信息内容本年新制作数量本年新公开数量对外公开总数量"
        "规章555规范性文件（指有文号的文件）141414第二十条第（五）项"
    )
    sheet = recognise(document("某开发区2019年政府信息公开工作年度报告", text))
    assert sheet.format == "F2019"
    assert sheet.tables["disclosure"].presence is TablePresence.UNREADABLE
    assert {f.quantity.state for f in sheet.facts.values()} == {State.UNREADABLE}
    assert sheet.facts["disclosure/normative_documents/made"].quantity.raw == "141414"


def test_a_table_run_together_with_its_spaces_left():
    """real/57: one paragraph, but every figure stands alone."""
    text = (
        "某区政府信息公开情况统计表 指标名称 计量单位 2014年度 历年累计 主动公开文件数 条 25 780 "
        "其中：1、政府网站公开数 条 25 780 2、政府公报公开数 条 0 0 受理依申请公开信息总数 条 1 1"
    )
    sheet = recognise(document(text))
    assert sheet.form is FORMS["F2014_fujian"]
    assert values(
        sheet,
        "statistics/disclosed/value",
        "statistics/channel_website/cumulative",
        "statistics/channel_gazette/value",
        "statistics/applications/value",
    ) == [25, 780, 0, 1]


def test_prose_with_many_labels_is_no_table():
    prose = (
        "全年收到申请10件，其中自然人8件、商业企业2件，予以公开6件，部分公开1件，不予公开1件，无法提供1件，"
        "不予处理1件，其他处理0件，总计10件，结转下年度继续办理0件；行政许可5件，行政处罚3件，行政强制0件。"
    )
    sheet = recognise(document("某镇2021年政府信息公开工作年度报告", prose))
    assert not sheet.facts
    assert not sheet.form_by_labels


def test_an_extra_row_is_kept_and_said():
    sheet = recognise(
        document(
            grid(
                0,
                ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
                ["规章", "0", "0", "0"],
                ["规范性文件（指有文号的）", "2", "2", "19"],
                ["其他主动公开文件", "186", "86", "255"],
                ["行政许可", "8", "5", "93"],
            )
        )
    )
    strays = sheet.tables["disclosure"].strays
    assert [(s.kind, s.label, s.texts) for s in strays] == [
        ("row", "其他主动公开文件", ("186", "86", "255"))
    ]
    assert values(sheet, "disclosure/normative_documents/total_disclosed") == [19]


def test_an_extra_cell_is_kept_and_said():
    head = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    rows = [
        ["规章", "0", "0", "0"],
        ["行政许可", "4"],
        ["行政处罚", "1"],
        ["行政事业性收费", "0", "0"],
    ]
    sheet = recognise(document(grid(0, head, *rows)))
    assert values(sheet, "disclosure/fees/amount") == [0]
    assert [s.texts for s in sheet.tables["disclosure"].strays] == [("0",)]


@pytest.mark.parametrize(
    ("printed", "unit", "year"),
    [
        ("隆德县 2020 年政府信息公开工作年度报告", "隆德县", 2020),
        ("2019年上海市人民政府办公厅政府信息公开工作年度报告", "上海市人民政府办公厅", 2019),
        ("2022年度螅镇政府信息公开工作年度报告", "螅镇", 2022),
        ("卓尼县人民政府2020年度政府信息公开工作年度报告", "卓尼县人民政府", 2020),
        ("金安区2013年政府信息公开年报", "金安区", 2013),
        ("2025年政府信息公开工作年度报告", "", 2025),
        ("五原縣和勝鄉(xiāng)2021年政府信息公開工作年度報(bào)告", "五原县和胜乡", 2021),
    ],
)
def test_titles(printed, unit, year):
    title = recognise(document(printed, "一、总体情况", "正文。")).title
    assert (title.unit, title.year) == (unit, year)


def test_a_title_broken_over_lines():
    title = recognise(
        document("清禾县人民政府", "2024年政府信息公开工作年度报告", "一、总体情况")
    ).title
    assert (title.unit, title.year) == ("清禾县人民政府", 2024)


def test_year_from_the_period_when_the_title_is_lost():
    text = "本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。比2021年增加，比2020年、2020年、2020年增加。"
    assert recognise(document(text)).title.year == 2022


def test_form_by_year_only_when_there_are_no_tables():
    sheet = recognise(
        document("某县2020年政府信息公开工作年度报告", "一、总体情况", "二、主动公开政府信息情况")
    )
    assert (sheet.format, sheet.form_by_labels) == ("F2019", False)
    assert {r.presence for r in sheet.tables.values()} == {TablePresence.MISSING}


def test_chapters_are_not_the_rows_of_the_table():
    form = FORMS["F2021"]
    sheet = recognise(
        document(
            "一、总体情况", "正文", "二、主动公开政府信息情况", drawn("F2021", "disclosure", {}),
            "三、收到和处理政府信息公开申请情况", drawn("F2021", "requests", {}),
            "四、政府信息公开行政复议、行政诉讼情况", drawn("F2021", "reviews", {}),
            "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
        )
    )  # fmt: skip
    assert [c.text for c in sheet.chapters] == [names[0] for names in form.chapters]


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("（三） 不予公开", "不予公开"),
        ("1、属于国家秘密", "属于国家秘密"),
        ("其中：1、政府网站公开数", "政府网站公开数"),
        ("（二）部分公开(区分处理的,只计这一情形,不计其他情形)", "部分公开"),
        ("商 业 企\n业", "商业企业"),
        ("總計", "总计"),
        ("規(guī)章", "规章"),
        ("本年收费金额（单位：万元）", "本年收费金额"),
        ("规范性文件(指各行政机关印发的", "规范性文件"),
        ("18.其它", "其他"),
    ],
)
def test_core_of_a_label(text, core):
    assert core_label(text) == core


def test_fold_keeps_what_tells_labels_apart():
    assert fold("（一）予以公开") != fold("（二）予以公开")
    assert fold("其它 处理") == fold("其他处理")


@pytest.mark.parametrize(
    "text", ["0", "", "—", "1,234", "21207.84 万元", "O", "200余", "+1", "? 0"]
)
def test_values(text):
    assert is_value(text)


@pytest.mark.parametrize(
    "text", ["3.其他", "第二十条第（一）项", "总计", "2019年度", "1.财政预决算", "其他"]
)
def test_labels_are_no_values(text):
    assert not is_value(text)


def test_figures_carry_the_place_they_came_from():
    table = drawn("F2021", "reviews", {})
    sheet = recognise(document(table))
    anchors = {f.anchor for f in sheet.facts.values()}
    assert anchors == {c.anchor for c in table.cells if c.text == "0"}
    assert sheet.facts["reviews/litigation_direct/pending"].quantity.value == Decimal(0)


def test_two_rows_run_into_one_cell_are_read_as_neither():
    """At a page end a PDF may lose the rule between two rows: `0` and `1` must not become `01`."""
    table = drawn("F2021", "requests", {})
    first, second = "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”"
    cells = tuple(
        replace(c, text=f"{first}\n{second}") if c.text == first else c for c in table.cells
    )
    sheet = recognise(document(Table(tuple(c for c in cells if c.text != second))))
    assert "requests/refused_forbidden_by_law/total" not in sheet.facts
    assert sheet.tables["requests"].missing == (first, second)


def test_a_row_cut_wrong_between_lines_of_text_is_still_whole():
    """With a cell a line, a reader can take the last figure for the beginning of the next row."""
    cells = (
        "指标名称 | 2017年度 | 历年累计\n受理依申请公开信息总数||13\n87|对申请的答复总数||13|87|"
    )
    rows = [[cell.strip() for cell in row.split("|")] for row in cells.split("\n")]
    made = []
    for r, row in enumerate(rows):
        for column, text in enumerate(row):
            line = len(made)  # a cell a line
            made.append(Cell(r, column, text, TextAnchor(line, 10 * line, 10 * line + len(text))))
    sheet = recognise(document(Table(tuple(made), ragged=True)))
    assert values(sheet, "statistics/applications/value", "statistics/applications/cumulative") == [
        13,
        87,
    ]


def test_a_running_number_before_the_next_label_is_no_figure():
    rows = [["序号", "统计指标", "单位", "统计数"], ["1", "一、主动公开情况", "——", ""]]
    rows += [
        ["2", "（一）主动公开政府信息数", "条", "7"],
        ["3", "其中：主动公开规范性文件数", "条", "5"],
    ]
    sheet = recognise(document(grid(0, *rows, ragged=True)))
    assert values(sheet, "statistics/disclosed/value", "statistics/disclosed_normative/value") == [
        7,
        5,
    ]
