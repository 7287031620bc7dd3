"""A report whose tables are in a second file: offered when it is plain, and made one."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from core.atomic import WriteError
from core.case import Case, Edit
from core.document import OtherFileAnchor
from core.export import ExportError, export_docx_report
from core.joining import join, join_offers
from core.readers import read
from tests.core.test_parts import SUFFIXES, WRITERS, laid_out
from tests.generator.report import LaidOut, Piece

KINDS = list(WRITERS)
NEW = "requests/received/total"


def written(laid: LaidOut, path: Path, kind: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    target = path.with_suffix(SUFFIXES[kind])
    WRITERS[kind](laid, target, random.Random(0))
    return target


def without_tables(laid: LaidOut, *more: Piece) -> LaidOut:
    return replace(laid, pieces=(*(p for p in laid.pieces if p.kind != "table"), *more))


def only_tables(laid: LaidOut, *before: Piece) -> LaidOut:
    return replace(laid, pieces=(*before, *(p for p in laid.pieces if p.kind == "table")))


def halves(
    folder: Path,
    kinds=("html", "docx"),
    names=("年报", "附件1"),
    seed=1,
    form="F2021",
    year=2024,
    more=(),
) -> tuple[Path, Path, LaidOut]:
    one, other = (laid_out(seed, k, form, year) for k in kinds)
    return (
        written(without_tables(one, *more), folder / names[0], kinds[0]),
        written(only_tables(other), folder / names[1], kinds[1]),
        one,
    )


def said(case: Case) -> list[tuple[str, str, str]]:
    return [(f.rule, str(f.severity), f.message) for f in case.result.findings]


@pytest.mark.parametrize(("form", "year"), [("F2021", 2024), ("F2019", 2020), ("F2014", 2016)])
@pytest.mark.parametrize("other", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_joined_it_is_the_whole_report(kind, other, form, year, tmp_path):
    text, tables, laid = halves(tmp_path, (kind, other), form=form, year=year)
    case = Case(join(read(text), read(tables)))
    assert {a: f.quantity.value for a, f in case.sheet.facts.items()} == {
        a: p.value for a, p in laid.truth.items()
    }
    assert case.sheet.title.text == laid.report.title
    broken = [f.message for f in case.result.findings if f.outcome == "broken"]
    if form != "F2014":
        (outside,) = [m for m in broken if "应在正文中以表格列出" in m]
        assert outside.startswith(f"表一、表二、表三在另一个文件“{tables.name}”里")
        broken.remove(outside)
    assert broken == [
        f.message for f in whole(laid, tmp_path).result.findings if f.outcome == "broken"
    ]
    assert case.name == f"{text.name} + {tables.name}"


def whole(laid: LaidOut, folder: Path) -> Case:
    return Case.open(written(laid, folder / "whole" / "a", laid.layout.kind))


@pytest.mark.parametrize("other", ["docx", "html"])
def test_tables_stand_in_their_chapters_and_know_their_file(other, tmp_path):
    text, tables, _ = halves(tmp_path, ("docx", other))
    case = Case(join(read(text), read(tables)))
    for chapter, key in enumerate(("disclosure", "requests", "reviews"), 2):
        start = case.sheet.chapters[chapter - 1].block
        end = case.sheet.chapters[chapter].block
        anchors = {f.anchor for f in case.sheet.in_table(key)}
        home = [
            i
            for i, b in enumerate(case.document.blocks)
            if any(c.anchor in anchors for c in getattr(b, "cells", ()))
        ]
        assert home
        assert all(start < i < end for i in home)
    places = {c.anchor: c.text for t in read(tables).tables for c in t.cells}
    for fact in case.sheet.facts.values():
        assert isinstance(fact.anchor, OtherFileAnchor)
        assert places[fact.anchor.place].strip() == fact.quantity.raw.strip()
    assert str(fact.anchor).startswith(f"“{tables.name}”表格")


def test_its_export_is_a_whole_report(tmp_path):
    text, tables, laid = halves(tmp_path, ("docx", "docx"))
    before = text.read_bytes(), tables.read_bytes()
    case = Case(join(read(text), read(tables)))
    case.set_edits({NEW: Edit("4321")})
    for source in (text, tables):
        with pytest.raises((ExportError, WriteError)):
            export_docx_report(case, source)
    made = export_docx_report(case, tmp_path / "out.docx")
    again = Case.open(made.path)
    wanted = {a: p.value for a, p in laid.truth.items()} | {NEW: 4321}
    assert {a: f.quantity.value for a, f in again.sheet.facts.items()} == wanted
    assert len(again.sheet.chapters) == 6
    assert (text.read_bytes(), tables.read_bytes()) == before


# ---- the offer


def offers(*paths: Path) -> list[tuple[str, str, str]]:
    cases = [Case.open(p) for p in paths]
    return [(o.text.path.name, o.tables.path.name, o.why) for o in join_offers(cases)]


def test_a_file_that_the_report_names(tmp_path):
    named = Piece("text", "附件：2024年数据统计表.docx")
    text, tables, _ = halves(tmp_path, names=("年报", "2024年数据统计表"), more=(named,))
    assert offers(text, tables) == [(text.name, tables.name, "正文提到附件“2024年数据统计表.docx”")]


def test_the_same_unit_and_year(tmp_path):
    one = laid_out(1, "html")
    head = Piece("text", f"{one.report.place.unit}2024年政府信息公开情况统计表")
    text = written(without_tables(one), tmp_path / "a", "html")
    tables = written(only_tables(laid_out(1, "docx"), head), tmp_path / "elsewhere" / "b", "docx")
    assert offers(text, tables) == [(text.name, tables.name, "单位和年度相同")]
    wrong = Piece("text", f"{one.report.place.unit}2023年政府信息公开情况统计表")
    written(only_tables(laid_out(1, "docx"), wrong), tmp_path / "elsewhere" / "b", "docx")
    assert offers(text, tables) == []
    other = Piece("text", "青箬县2024年政府信息公开情况统计表")
    written(only_tables(laid_out(1, "docx"), other), tmp_path / "elsewhere" / "b", "docx")
    assert offers(text, tables) == []


def test_names_that_are_alike_in_one_folder(tmp_path):
    text, tables, _ = halves(tmp_path, ("html", "text"), ("清禾县年报正文", "清禾县年报（统计表）"))
    assert offers(text, tables) == [(text.name, tables.name, "在同一文件夹，文件名相近")]
    moved = tmp_path / "x" / tables.name
    moved.parent.mkdir()
    tables.rename(moved)
    assert offers(text, moved) == []


def test_nothing_is_offered_where_two_are_as_likely(tmp_path):
    text, tables, _ = halves(tmp_path, ("html", "text"), ("清禾县年报正文", "清禾县年报（统计表）"))
    second = tables.with_name("清禾县年报（附表）.txt")
    second.write_bytes(tables.read_bytes())
    assert offers(text, tables, second) == []


def test_whole_reports_are_left_alone(tmp_path):
    made = [laid_out(s, "docx") for s in (1, 2)]
    paths = [written(m, tmp_path / f"年报{i}", "docx") for i, m in enumerate(made)]
    text, tables, _ = halves(tmp_path / "h", names=("年报", "附件"))
    assert offers(*paths) == []
    assert offers(paths[0], tables) == []
    assert offers(text, paths[0]) == []


def workbook(laid: LaidOut, path: Path) -> Path:
    """Its tables, a sheet each."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, piece in enumerate(p for p in laid.pieces if p.grid is not None):
        sheet = book.create_sheet(f"表{number + 1}")
        taken: set[tuple[int, int]] = set()
        for r, row in enumerate(piece.grid.rows, 1):
            c = 1
            for item in row:
                while (r, c) in taken:
                    c += 1
                sheet.cell(r, c, item.text)
                last = r + item.rows - 1, c + item.columns - 1
                taken |= {(i, j) for i in range(r, last[0] + 1) for j in range(c, last[1] + 1)}
                if item.rows > 1 or item.columns > 1:
                    sheet.merge_cells(
                        start_row=r, start_column=c, end_row=last[0], end_column=last[1]
                    )
    book.save(path)
    return path


def test_tables_sent_as_a_workbook(tmp_path):
    laid = laid_out(1, "docx")
    name = "2024年统计数据"
    text = written(
        without_tables(laid, Piece("text", f"附件：{name}.xlsx")), tmp_path / "a", "docx"
    )
    tables = workbook(laid, tmp_path / f"{name}.xlsx")
    assert offers(text, tables) == [(text.name, tables.name, f"正文提到附件“{name}.xlsx”")]
    case = Case(join(read(text), read(tables)))
    assert {a: f.quantity.value for a, f in case.sheet.facts.items()} == {
        a: p.value for a, p in laid.truth.items()
    }
    assert str(case.sheet.facts[NEW].anchor).startswith(f"“{name}.xlsx”工作表")
    broken = [f for f in case.result.findings if f.outcome == "broken"]
    assert [f.rule for f in broken] == ["FMT-TABIMG"]
    made = export_docx_report(case, tmp_path / "out.docx")
    assert {a: f.quantity.value for a, f in Case.open(made.path).sheet.facts.items()} == {
        a: p.value for a, p in laid.truth.items()
    }
