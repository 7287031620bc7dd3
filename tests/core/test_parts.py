"""Several reports in one file are told apart; what only looks like several is not."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from core.case import Case
from core.document import Document, Paragraph, ParagraphAnchor, Part
from core.parts import split
from core.readers import read
from tests.core.rules.making import make_document
from tests.generator import prose
from tests.generator.docx import write_docx
from tests.generator.html import write_html
from tests.generator.layout import Layout
from tests.generator.report import LaidOut, Piece, generate, lay_out
from tests.generator.samples import form_named
from tests.generator.text import write_text

WRITERS = {"docx": write_docx, "html": write_html, "text": write_text}
SUFFIXES = {"docx": ".docx", "html": ".html", "text": ".txt"}
REPORTS = Path(__file__).parents[2].parent / "shared" / "reports"


def laid_out(seed: int, kind: str, form: str = "F2021", year: int = 2024, **more) -> LaidOut:
    rng = random.Random(seed)
    place = prose.draw_place(rng, "county")
    report = generate(form_named(form), rng, place=place, year=year, extension=False)
    return lay_out(report, Layout(kind, **more), random.Random(seed))


def together(*made: LaidOut, between: tuple[Piece, ...] = ()) -> LaidOut:
    """One file with all of their pieces."""
    pieces = list(made[0].pieces)
    for each in made[1:]:
        pieces += [*between, *each.pieces]
    return replace(made[0], pieces=tuple(pieces))


def write(laid: LaidOut, folder: Path) -> Path:
    kind = laid.layout.kind
    target = folder / f"年报{SUFFIXES[kind]}"
    WRITERS[kind](laid, target, random.Random(0))
    return target


def agrees(case: Case, laid: LaidOut) -> None:
    assert case.sheet.title.text == laid.report.title
    read_ = {a: f.quantity.value for a, f in case.sheet.facts.items()}
    assert read_ == {a: p.value for a, p in laid.truth.items()}


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("seeds", [(1, 2), (3, 4, 5)])
def test_each_report_is_one_of_its_own(kind, seeds, tmp_path):
    made = [laid_out(s, kind, year=2021 + s % 3) for s in seeds]
    cases = Case.open_all(write(together(*made), tmp_path))
    assert len(cases) == len(made)
    for number, (case, laid) in enumerate(zip(cases, made, strict=True), 1):
        agrees(case, laid)
        assert case.document.part == Part(number, len(made))
        assert f"第{number}份，共{len(made)}份" in case.name
        alone = Case.open(write(laid, tmp_path))
        assert [(f.rule, f.message) for f in case.result.findings] == [
            (f.rule, f.message) for f in alone.result.findings
        ]
    assert {c.path for c in cases} == {cases[0].path}
    assert Case.open(write(together(*made), tmp_path)).document.part == Part(1, len(made))


def test_two_years_of_one_body(tmp_path):
    a, b = laid_out(1, "html", "F2019", 2020), laid_out(1, "html", "F2021", 2021)
    first, second = Case.open_all(write(together(a, b), tmp_path))
    assert (first.sheet.format, second.sheet.format) == ("F2019", "F2021")
    agrees(first, a)
    agrees(second, b)


def test_figures_know_their_place_in_the_file(tmp_path):
    made = [laid_out(s, "docx") for s in (1, 2)]
    path = write(together(*made), tmp_path)
    second = Case.open_all(path)[1]
    whole = read(path)
    texts = {c.anchor: c.text for t in whole.tables for c in t.cells}
    for fact in second.sheet.facts.values():
        assert texts[fact.anchor].strip() == fact.quantity.raw.strip()


@pytest.mark.parametrize("kind", WRITERS)
def test_one_report_is_one(kind, tmp_path):
    laid = laid_out(7, kind, **({"furniture": True} if kind == "html" else {}))
    document = read(write(laid, tmp_path))
    assert split(document) == (document,)
    assert Case.open_all(document.path)[0].document.part is None


def lines(*texts: str) -> tuple[Piece, ...]:
    return tuple(Piece("text", t) for t in texts)


def contents(laid: LaidOut) -> tuple[Piece, ...]:
    """A cover and a contents page."""
    headings = [p.text for p in laid.pieces if p.kind == "heading"]
    return (
        Piece("title", laid.report.title), *lines("目　录"),
        *lines(*(f"{h} {i}" for i, h in enumerate(headings, 1))), *lines(*headings),
    )  # fmt: skip


@pytest.mark.parametrize("kind", WRITERS)
def test_a_contents_page_is_no_report(kind, tmp_path):
    laid = laid_out(8, kind)
    path = write(replace(laid, pieces=(*contents(laid), *laid.pieces)), tmp_path)
    assert len(Case.open_all(path)) == 1


def test_covers_and_contents_go_with_their_reports(tmp_path):
    made = [laid_out(s, "docx") for s in (1, 2)]
    made = [replace(m, pieces=(*contents(m), *m.pieces)) for m in made]
    path = write(together(*made), tmp_path)
    cases = Case.open_all(path)
    assert [len(c.document.blocks) for c in cases] == [
        len(read(write(m, tmp_path)).blocks) for m in made
    ]


@pytest.mark.parametrize("kind", WRITERS)
def test_links_to_other_reports_are_no_reports(kind, tmp_path):
    laid = laid_out(9, kind)
    unit = laid.report.place.unit
    links = lines(*(f"{unit}{y}年政府信息公开工作年度报告" for y in (2023, 2022, 2021)))
    for pieces in (
        (*links, *laid.pieces),
        (*laid.pieces, *links),
        (*laid.pieces[:6], *links, *laid.pieces[6:]),
    ):
        assert len(Case.open_all(write(replace(laid, pieces=pieces), tmp_path))) == 1


@pytest.mark.parametrize("style", ["tabs", "pipes", "lines"])
def test_a_title_at_the_head_of_every_page_is_no_report(style, tmp_path):
    """Even where the labels of a table printed as lines of text (一、本年新收…) follow it."""
    laid = laid_out(10, "text", style=style)
    head = Piece("text", laid.report.title)
    pieces = [p for each in laid.pieces for p in (head, each)]
    assert len(Case.open_all(write(replace(laid, pieces=tuple(pieces)), tmp_path))) == 1


def test_links_between_two_reports_belong_to_neither_title(tmp_path):
    made = [laid_out(s, "html") for s in (1, 2)]
    links = lines("上一篇：没有了", "清禾县2019年政府信息公开工作年度报告")
    cases = Case.open_all(write(together(*made, between=links), tmp_path))
    assert [c.sheet.title.text for c in cases] == [m.report.title for m in made]


def test_attachments_go_with_their_report():
    from core.document import Attachment

    a, b = make_document(), make_document(title="霖溪县2023年政府信息公开工作年度报告")
    both = Document(
        Path("x.docx"), "docx", a.blocks + b.blocks,
        attachments=(Attachment("image", "一", 3), Attachment("file", "二", len(a.blocks) + 2)),
    )  # fmt: skip
    first, second = split(both)
    assert [(x.name, x.after_block) for x in first.attachments] == [("一", 3)]
    assert [(x.name, x.after_block) for x in second.attachments] == [("二", 2)]


def test_a_title_in_two_lines():
    a, b = make_document(), make_document(title="2023年政府信息公开工作年度报告")
    name = Paragraph("霖溪县人民政府", ParagraphAnchor(900))
    both = Document(Path("x.docx"), "docx", (*a.blocks, name, *b.blocks))
    cases = Case.of_document(both)
    assert [c.sheet.title.unit for c in cases][1] == "霖溪县人民政府"


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the collected reports are not on this machine")
def test_every_real_file_holds_one():
    for path in sorted((*REPORTS.glob("real/*.*"), *REPORTS.glob("seeds/*.txt"))):
        if path.suffix in (".docx", ".html", ".txt"):
            assert len(split(read(path))) == 1, path.name


# ---- on the command line


def test_the_command_line_gives_each(tmp_path, capsys):
    from core.cli import main

    made = [laid_out(s, "html", year=2022 + s) for s in (1, 2)]
    path = write(together(*made), tmp_path)
    target, out = tmp_path / "out.json", tmp_path / "docx"
    assert main([str(path), "--json", str(target), "--docx", str(out), "--jobs", "1"]) == 0
    reports = json.loads(target.read_text(encoding="utf-8"))["reports"]
    assert [r["title"] for r in reports] == [m.report.title for m in made]
    assert {r["path"] for r in reports} == {str(path)}
    assert sorted(p.name for p in out.iterdir()) == ["年报.docx", "年报_2.docx"]
    for file, laid in zip(sorted(out.iterdir()), made, strict=True):
        assert Case.open(file).sheet.title.text == laid.report.title
    assert main([str(path)]) == 0
    said = capsys.readouterr().out
    assert "（第1份，共2份）" in said
    assert "共 1 个文件、2 份报告" in said


def test_a_docx_stays_one(tmp_path, capsys):
    from core.cli import main

    path = write(together(*(laid_out(s, "docx") for s in (1, 2))), tmp_path)
    assert main([str(path), "--docx", str(tmp_path / "out")]) == 0
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["年报.docx"]
    assert len(Case.open_all(tmp_path / "out" / "年报.docx")) == 2
    assert "已随第1份写出" in capsys.readouterr().out


def test_years_in_one_file_are_compared(tmp_path, capsys):
    from core.cli import main

    a, b = laid_out(1, "html", year=2022), laid_out(1, "html", year=2023)
    path = write(together(a, b), tmp_path)
    main([str(path), "--json", "-"])
    assert json.loads(capsys.readouterr().out)["series"]["checked"]["XY-CARRY"]
