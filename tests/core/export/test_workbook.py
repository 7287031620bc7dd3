"""The workbook: three sheets, numbers as numbers, texts as texts whatever they begin with."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from core.export import ExportError, workbook
from core.export.report_json import unreadable_dict
from core.export.workbook import export_workbook, workbook_bytes

EVIL = [
    "=1+1",
    "+1",
    "-302",
    "@SUM(A1)",
    "#N/A",
    '=HYPERLINK("http://x","y")',
    "\t=1",
    "a\x00b\x0b",
]


def report(path="年报.docx", **changes):
    return unreadable_dict(Path(path), "") | {
        "unit": "清河县", "year": 2024, "format": "F2021", "title": "清河县2024年…", "unreadable": None,
        "facts": [
            {"address": "a/b/c", "label": "表一 规章·现行有效件数", "raw": "1,234", "state": "number",
             "value": "1234", "unit": None, "where": "表格1 第3行第4格"},
            {"address": "a/b/d", "label": "表一 收费", "raw": "12.50万元", "state": "number",
             "value": "12.50", "unit": "万元", "where": ""},
            {"address": "a/b/e", "label": "表一 空", "raw": "", "state": "blank", "value": None,
             "unit": None, "where": ""},
        ],
        "findings": [
            {"rule": "T2-BAL", "severity": "error", "outcome": "broken", "message": "3 ≠ 2，差 1",
             "addresses": ["a/b/c", "x/y/z"], "left": "3", "right": "2", "difference": "1",
             "suggestions": [{"changes": [{"address": "a/b/c", "from": "3", "to": "2"}],
                              "why": "少一：3 → 2"}]},
            {"rule": "T2-ROW", "severity": "error", "outcome": "cannot_check", "message": "空白",
             "addresses": [], "left": None, "right": None, "difference": None, "suggestions": []},
        ],
        "checked": {"T2-BAL": {"holds": 6, "broken": 1, "cannot_check": 0}},
    } | changes  # fmt: skip


def sheets(*reports):
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(reports)))
    return {s.title: [[c.value for c in row] for row in s.iter_rows()] for s in book}, book


def test_what_follows_is_indented_below_its_head():
    more = report()["findings"][0] | {"rule": "T2-OUT", "message": "4 ≠ 2，差 2"}
    made = report(findings=[more, *report()["findings"]], follows={0: 2})
    rows, book = sheets(made, made)
    assert [r[3] for r in rows["发现"][1:]] == ["T2-BAL", "T2-ROW", "T2-OUT"] * 2
    sheet = book["发现"]
    indented = [n for n in range(2, 8) if sheet.cell(n, 7).alignment.indent]
    assert indented == [4, 7]
    assert sheet["G4"].alignment.horizontal == "left"  # without it the indent is not shown
    assert [n for n in range(2, 8) if sheet.row_dimensions[n].outlineLevel] == [4, 7]
    # what is folded up hangs on the row above
    assert sheet.sheet_properties.outlinePr.summaryBelow is False


def test_sentences_are_broken_into_lines_and_fit_a_page():
    long = "表二“自然人”列：294 + 11 ≠ 294 + 12，差 1。" * 6
    made = report(findings=[report()["findings"][0] | {"message": long}, report()["findings"][1]])
    _, book = sheets(made)
    sheet = book["发现"]
    assert sheet["G2"].alignment.wrap_text
    assert sheet["G2"].value == long
    assert sheet.row_dimensions[2].height > 3 * sheet.row_dimensions[3].height
    assert all(d.width <= 64 for d in sheet.column_dimensions.values())
    for each in book:
        assert each.page_setup.orientation == "landscape"
        assert each.sheet_properties.pageSetUpPr.fitToPage
        assert each.print_title_rows == "$1:$1"
    assert not book["数据"]["E2"].alignment.wrap_text


def test_what_stands_where():
    rows, book = sheets(report(), unreadable_dict(Path("b.pdf"), "这是扫描件。"))
    assert list(rows) == ["汇总", "发现", "数据"]
    head, first, second = rows["汇总"]
    assert dict(zip(head, first, strict=True)) == {
        "文件": "年报.docx", "填报单位": "清河县", "年度": 2024, "格式": "F2021", "标题": "清河县2024年…",
        "错误": 1, "疑点": 0, "提示": 0, "无法核对": 1, "成立": 6, "未能读取的原因": None,
    }  # fmt: skip
    assert dict(zip(head, second, strict=True)) == dict.fromkeys(head) | {
        "文件": "b.pdf", "未能读取的原因": "这是扫描件。",
    }  # fmt: skip
    assert rows["发现"][1] == [
        "年报.docx", "清河县", 2024, "T2-BAL", "错误", "不符", "3 ≠ 2，差 1", 3, 2, 1,
        "少一：3 → 2",
        "表一 规章·现行有效件数；x/y/z", "a/b/c；x/y/z",
    ]  # fmt: skip
    assert rows["发现"][2][4:6] == ["错误", "无法核对"]
    assert [r[8] for r in rows["数据"][1:]] == [1234, 12.5, None]
    assert [type(r[8]) for r in rows["数据"][1:3]] == [int, float]
    assert rows["数据"][1][6] == "1,234"
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        widths = [sheet.column_dimensions[c.column_letter].width for c in sheet[1]]
        assert all(8 <= w <= 80 for w in widths)


@pytest.mark.parametrize("text", EVIL)
def test_texts_are_never_formulas(text):
    said = text.replace("\x00", "").replace("\x0b", "")
    made = report(unit=text, title=text)
    made["facts"][0] |= {"raw": text, "label": text}
    made["findings"][0] |= {"message": text}
    rows, book = sheets(made)
    assert rows["汇总"][1][1] == rows["汇总"][1][4] == said
    assert rows["发现"][1][6] == said
    assert rows["数据"][1][5] == rows["数据"][1][6] == said
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(c.data_type in "sn" for c in row)
            assert all(c.quotePrefix for c in row if c.value == said and said[0] in "=#")


def test_a_text_longer_than_a_cell():
    rows, _ = sheets(report(title="长" * 40_000))
    assert len(rows["汇总"][1][4]) == 32_767


def test_more_rows_than_a_sheet(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    rows, _ = sheets(report("1.docx"), report("2.docx"))
    assert list(rows) == ["汇总", "发现", "数据", "数据（2）"]
    assert [len(r) for r in rows.values()] == [3, 5, 5, 3]
    assert rows["数据（2）"][0] == rows["数据"][0]


def test_nothing_to_report():
    rows, _ = sheets()
    assert [len(r) for r in rows.values()] == [1, 1, 1]


def test_writing(tmp_path):
    target = tmp_path / "结果.xlsx"
    assert export_workbook([report()], target) == target
    assert openpyxl.load_workbook(target)["汇总"]["A2"].value == "年报.docx"
    with pytest.raises(ExportError, match=r"应以 \.xlsx 结尾"):
        export_workbook([report()], tmp_path / "结果.csv")
    with pytest.raises(ExportError, match="不能写到原文件"):
        export_workbook([report()], target, never=[target])
    with pytest.raises(ExportError, match="不存在"):
        export_workbook([report()], tmp_path / "none" / "a.xlsx")
