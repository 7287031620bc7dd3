"""Workbooks: what is seen in them is what is read."""

from __future__ import annotations

import datetime
import io
import struct
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.case import Case, Edit
from core.document import Document, Paragraph, SheetAnchor, Table
from core.export import export_docx
from core.finding import Outcome, Severity
from core.readers import Unreadable, read
from tests.core.readers.making import zipped

SAMPLES = Path(__file__).parent / "samples"
XLS = (SAMPLES / "qinghe_2024.xls").read_bytes()
DOCX = Path(__file__).parents[3] / "resources" / "samples" / "qinghe_2024.docx"


def saved(book: Any, folder: Path, name: str = "表.xlsx") -> Path:
    path = folder / name
    book.save(path)
    return path


def one_sheet(folder: Path, *rows: list[object]) -> Document:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return read(saved(book, folder))


def shown(document: Document) -> list[list[list[str]] | str]:
    return [
        b.text if isinstance(b, Paragraph) else [[c.text for c in row] for row in b.rows()]
        for b in document.blocks
    ]


def workbook_of(source: Path, folder: Path, stacked: bool) -> Path:
    """The tables of a docx as a unit sends them: numbers, merged cells, a title above each."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheet, top = book.create_sheet("统计表"), 1
    for number, table in enumerate(read(source).tables, 1):
        if not stacked and number > 1:
            sheet, top = book.create_sheet(f"表{number}"), 1
        sheet.cell(top, 1).value = f"表{number}"
        sheet.merge_cells(start_row=top, end_row=top, start_column=1, end_column=table.column_count)
        top += 1
        for cell in table.cells:
            row, column = top + cell.row, 1 + cell.column
            sheet.cell(row, column).value = (
                float(cell.text) if cell.text.isdecimal() else cell.text or None
            )
            if cell.row_span * cell.column_span > 1:
                sheet.merge_cells(
                    start_row=row, end_row=row + cell.row_span - 1,
                    start_column=column, end_column=column + cell.column_span - 1,
                )  # fmt: skip
        top += table.row_count + 1
    return saved(book, folder)


def copy_sheet(source: Any, target: Any, down: int) -> None:
    for row in source.iter_rows():
        for cell in row:
            if cell.value is not None:
                target.cell(cell.row + down, cell.column).value = cell.value
    for merged in source.merged_cells.ranges:
        merged.shift(0, down)
        target.merge_cells(str(merged))


def of_several(sources: list[Path], folder: Path, order: str) -> Path:
    """The tables of several reports: `sheets`, a sheet each; `in turn`, the first's tables, then the
    second's; `by table`, 表一 of each, then 表二 of each …; `below` each other on one sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    made = []
    for n, source in enumerate(sources, 1):
        one = openpyxl.load_workbook(workbook_of(source, folder, order in ("sheets", "below")))
        made += [(f"{n}乡{i}", i, one[name]) for i, name in enumerate(one.sheetnames)]
    if order == "by table":
        made.sort(key=lambda m: m[1])
    if order == "below":
        top = 0
        target = book.create_sheet("1乡和2乡")
        for n, _, sheet in made:
            target.cell(top + 1, 1).value = f"第{n[0]}号"
            copy_sheet(sheet, target, top + 1)
            top += sheet.max_row + 3
        return saved(book, folder, "各乡.xlsx")
    for name, _, sheet in made:
        copy_sheet(sheet, book.create_sheet(name), 0)
    return saved(book, folder, "各乡.xlsx")


def figures(case: Case) -> dict[str, str]:
    return {a: f.quantity.raw for a, f in case.sheet.facts.items()}


@pytest.mark.parametrize("stacked", [True, False])
def test_the_tables_of_a_report(tmp_path: Path, stacked: bool) -> None:
    case, original = Case.open(workbook_of(DOCX, tmp_path, stacked)), Case.open(DOCX)
    assert figures(case) == figures(original)
    assert case.document.kind == "workbook"
    broken = {
        (f.rule, f.message)
        for f in original.result.findings
        if f.rule.startswith(("T1", "T2", "T3", "TJ"))
    }
    assert broken <= {(f.rule, f.message) for f in case.result.findings}


def test_no_text_is_asked_of_tables(tmp_path: Path) -> None:
    case = Case.open(workbook_of(DOCX, tmp_path, True))
    about_text = [f for f in case.result.findings if f.rule.startswith("FMT-")]
    assert [(f.severity, f.outcome) for f in about_text] == [(Severity.INFO, Outcome.CANNOT_CHECK)]
    assert "没有报告正文" in about_text[0].message
    assert "其中没有" not in about_text[0].message


def test_a_table_that_is_not_there_is_named_and_no_error(tmp_path: Path) -> None:
    path = workbook_of(DOCX, tmp_path, False)
    book = openpyxl.load_workbook(path)
    del book["表3"]
    case = Case.open(saved(book, tmp_path))
    absent = [f for f in case.result.findings if f.rule.startswith("FMT-")]
    assert len(absent) == 1
    assert "其中没有表三" in absent[0].message
    assert not any(f.rule == "FMT-TAB" for f in case.result.findings)


def test_corrections_come_out_in_the_official_form(tmp_path: Path) -> None:
    case = Case.open(workbook_of(DOCX, tmp_path, True))
    case.set_edits({"reviews/reconsideration/upheld": Edit("7351")})
    again = Case.open(export_docx(case, tmp_path / "改.docx"))
    assert figures(again)["reviews/reconsideration/upheld"] == "7351"


@pytest.mark.parametrize("order", ["sheets", "in turn", "by table", "below"])
def test_tables_of_several_bodies_never_come_together(tmp_path: Path, order: str) -> None:
    sources = [DOCX, DOCX.with_name("anping_2023.docx")]
    originals = [figures(Case.open(s)) for s in sources]
    cases = Case.open_all(of_several(sources, tmp_path, order))
    if order == "by table":
        assert len(cases) == 6
        for place, case in enumerate(cases):
            expected = originals[place % 2]
            assert figures(case).items() <= expected.items()
            assert figures(case)
    else:
        assert [figures(c) for c in cases] == originals
    names = [c.document.notes[-1] for c in cases]
    assert len(set(names)) == (1 if order == "below" else len(cases))
    assert "工作表“1乡" in names[0]


@pytest.mark.parametrize("name", ["年报.xls", "年报.et"])
def test_xls(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(XLS)
    case = Case.open(path)
    assert figures(case) == figures(Case.open(DOCX))
    document = case.document
    assert document.notes == (
        "隐藏的工作表“旧数据”没有读取。",
        "工作表“其他”里隐藏的行、列没有读取。",
    )
    assert shown(document)[0] == "清河县2024年政府信息公开工作年度报告统计表"
    assert shown(document)[-1] == [
        ["完成率", "33.5%"], ["日期", "2025年1月20日"], ["件数", "12"],
    ]  # fmt: skip
    last = document.tables[-1].cells[-1].anchor
    assert (last, str(last)) == (SheetAnchor("其他", 3, 1), "工作表“其他” B4")
    assert path.read_bytes() == XLS


def test_what_numbers_look_like(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    values: list[tuple[object, str, str]] = [
        (12.0, "General", "12"), (12, "0", "12"), (0.1 + 0.2, "General", "0.3"),
        (3940.5, "#,##0.00", "3940.5"), (1e15, "General", "1000000000000000"), (-3, "0", "-3"),
        (0.335, "0.0%", "33.5%"), (datetime.datetime(2025, 1, 20), "yyyy-mm-dd", "2025年1月20日"),
        (True, "General", "TRUE"), ("０１", "General", "０１"), ("甲\n乙", "General", "甲\n乙"),
        ("#REF!", "General", "#REF!"),
    ]  # fmt: skip
    for row, (value, number_format, _) in enumerate(values, 1):
        book.active.cell(row, 1).value = "件"
        cell = book.active.cell(row, 2)
        cell.value, cell.number_format = value, number_format
    document = read(saved(book, tmp_path))
    assert shown(document) == [[["件", text] for _, _, text in values]]


def test_tables_titles_and_articles(tmp_path: Path) -> None:
    document = one_sheet(
        tmp_path,
        ["关于报送统计表的函"],
        ["单位：", "件"],
        [],
        ["一、主动公开情况"],
        ["第二十条第（一）项"],
        ["信息内容", "件数"],
        ["规章", None],
        ["二、结转", None],
        ["注：无"],
    )
    assert shown(document) == [
        "关于报送统计表的函",
        [["单位：", "件"]],
        "一、主动公开情况",
        [
            ["第二十条第（一）项", ""], ["信息内容", "件数"], ["规章", ""], ["二、结转", ""],
            ["注：无", ""],
        ],
    ]  # fmt: skip


def test_merged_cells_around_hidden_rows_and_columns(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 5):
        for column in range(1, 5):
            sheet.cell(row, column).value = f"{row}{column}"
    sheet.merge_cells("A1:B3")
    sheet.row_dimensions[1].hidden = True
    sheet.column_dimensions["D"].hidden = True
    document = read(saved(book, tmp_path))
    assert document.notes == ("工作表“Sheet”里隐藏的行、列没有读取。",)
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in table.cells] == [
        ("11", 0, 0, 2, 2), ("23", 0, 2, 1, 1), ("33", 1, 2, 1, 1),
        ("41", 2, 0, 1, 1), ("42", 2, 1, 1, 1), ("43", 2, 2, 1, 1),
    ]  # fmt: skip


def test_only_hidden_sheets_are_what_was_sent(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("表").append(["甲", "1"])
    book["表"].sheet_state = "hidden"
    assert shown(read(saved(book, tmp_path))) == [[["甲", "1"]]]


def test_a_formula_without_a_result_is_no_blank(tmp_path: Path) -> None:
    document = one_sheet(tmp_path, ["甲", 1, 2], ["乙", "=B1+C1", 3])
    assert shown(document) == [[["甲", "1", "2"], ["乙", "=B1+C1", "3"]]]
    (note,) = document.notes
    assert "有 1 个公式没有存下计算结果" in note


# -- what cannot be read -----------------------------------------------------------------------------


def sentence(folder: Path, data: bytes, name: str = "a.xls") -> str:
    path = folder / name
    path.write_bytes(data)
    with pytest.raises(Unreadable) as caught:
        read(path)
    said = str(caught.value)
    assert said.endswith("。")
    assert said.count("。") == 1
    return said


def test_an_encrypted_xls(tmp_path: Path) -> None:
    # MS-XLS: a FilePass record (0x2F) follows BOF; here it takes the place of InterfaceHdr (0xE1)
    bof = XLS.index(struct.pack("<HHH", 0x0809, 16, 0x0600))
    assert XLS[bof + 20 : bof + 22] == b"\xe1\x00"
    assert "密码" in sentence(tmp_path, XLS[: bof + 20] + b"\x2f\x00" + XLS[bof + 22 :])


@pytest.mark.parametrize("length", [2000, 10_000])
def test_a_damaged_xls(tmp_path: Path, length: int) -> None:
    said = sentence(tmp_path, XLS[:length])
    assert "损坏" in said


def a_book() -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["甲", 1])
    book.save(target)
    return target.getvalue()


def test_an_empty_workbook(tmp_path: Path) -> None:
    assert "没有任何内容" in sentence(tmp_path, saved(openpyxl.Workbook(), tmp_path).read_bytes())


def test_a_sheet_that_is_no_form(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.cell(3000, 90).value = 1
    assert "3000 行 90 列" in sentence(tmp_path, saved(book, tmp_path).read_bytes())


def test_dangerous_parts(tmp_path: Path) -> None:
    parts = openpyxl_parts(a_book())
    sheet = parts["xl/worksheets/sheet1.xml"]
    bomb = sheet.replace(b"</sheetData>", b"<row/>" * 3_000_000 + b"</sheetData>")
    assert "不正常" in sentence(tmp_path, zipped({**parts, "xl/worksheets/sheet1.xml": bomb}))
    dtd = b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + sheet
    assert "损坏" in sentence(tmp_path, zipped({**parts, "xl/worksheets/sheet1.xml": dtd}))


def openpyxl_parts(data: bytes) -> dict[str, bytes]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
