"""Figures recognised in a picture and not surely: what is said of them, and what else they may say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.case import Case, Edit, EditKind
from core.document import Cell, Document, Paragraph, Reading, Table
from core.finding import CellState, Outcome, Severity
from core.localise import Evidence, localise
from core.localise.text import text_evidence
from core.quantity import Mark, State
from tests.core.rules.making import drawn, form, make_document

FORM = form("F2021")
GOOD = {
    **{
        f"requests/{row}/natural_person": "31" for row in ("received", "granted", "concluded_total")
    },
    **{f"requests/{row}/total": "31" for row in ("received", "granted", "concluded_total")},
}
CELL = "requests/granted/natural_person"


def recognised(texts: dict[str, str], readings: dict[str, Reading]) -> Document:
    """A report on F2021 whose cells were read from a picture: surely but for those in `readings`."""
    tables = {}
    for number, table in enumerate(FORM.tables):
        cells: list[Cell] = []
        for printed, cell in zip(table.cells, drawn(table, texts, number).cells, strict=True):
            reading = readings.get(printed.address or "", Reading(0.999))
            cells.append(replace(cell, reading=reading))
        tables[table.key] = Table(tuple(cells))
    return make_document("F2021", tables=tables)


def case(texts: dict[str, str], **readings: Reading) -> Case:
    return Case(recognised({**GOOD, **texts}, {CELL: readings["cell"]} if readings else {}))


def only(findings, rule: str):
    (found,) = [f for f in findings if f.rule == rule]
    return found


# ---- what is said


def test_a_sure_reading_is_like_any_other():
    sure = case({})
    assert sure.result.checked["T2-ROW"].broken == 0
    assert [f for f in sure.result.findings if f.rule == "CEL-OCR"] == []
    assert sure.sheet.facts[CELL].reading == Reading(0.999)


def test_a_doubtful_figure_is_said_and_computed_with():
    doubt = case({}, cell=Reading(0.5, True, ("37",)))
    assert doubt.sheet.facts[CELL].quantity.marks == {Mark.UNSURE}
    finding = only(doubt.result.findings, "CEL-OCR")
    assert (finding.severity, finding.outcome) == (Severity.WARNING, Outcome.CANNOT_CHECK)
    assert finding.addresses == (CELL,)
    assert "表二从图片识别，有1格不能确定：“（一）予以公开·自然人”读作“31”" in finding.message
    assert doubt.result.checked["T2-ROW"].broken == 0


def test_what_rests_on_a_doubtful_figure_is_one_level_milder():
    plain = only(case({CELL: "37"}).result.findings, "T2-ROW")
    doubt = only(case({CELL: "37"}, cell=Reading(0.5, True)).result.findings, "T2-ROW")
    assert (plain.severity, doubt.severity) == (Severity.ERROR, Severity.WARNING)
    assert "“37”的读法存疑，请核对原件" in doubt.message


def test_ink_that_nobody_can_read_is_no_blank():
    unread = case({CELL: ""}, cell=Reading(0.2, True))
    assert unread.sheet.facts[CELL].quantity.state is State.UNREADABLE
    assert "读不出" in only(unread.result.findings, "CEL-OCR").message
    assert unread.result.cells[CELL] is CellState.CANNOT_CHECK
    assert unread.result.checked["T2-OUT"].cannot_check == 1


@pytest.mark.parametrize("text", ["3O", "3l", "31."])
def test_a_letter_among_digits_is_said_once(text):
    doubt = case({CELL: text}, cell=Reading(0.4, True))
    assert len([f for f in doubt.result.findings if f.rule == "CEL-OCR"]) == 1


# ---- what else it may say


def test_another_reading_that_mends_every_sum_is_offered_first():
    doubt = case({CELL: "37"}, cell=Reading(0.5, True, ("97", "31")))
    found = localise(doubt.sheet, doubt.result)
    for rule in ("T2-ROW", "T2-OUT", "CEL-OCR"):
        index = doubt.result.findings.index(only(doubt.result.findings, rule))
        first = found.suggestions[index][0]
        assert first.is_reading
        assert [(c.address, c.before, c.after) for c in first.changes] == [(CELL, "37", "31")]
        assert "同一图片也可读作“31”" in first.why
        assert "请对照原图" in first.why
        assert first.decided_by == {"T2-ROW", "T2-OUT"}
    assert CELL in found.culprits


def test_a_figure_that_could_not_be_read_may_be_told_by_the_sums():
    doubt = case({CELL: "3O1"}, cell=Reading(0.5, True, ("301", "31")))
    found = localise(doubt.sheet, doubt.result)
    index = doubt.result.findings.index(only(doubt.result.findings, "CEL-OCR"))
    (way,) = found.suggestions[index]
    assert [c.after for c in way.changes] == ["31"]


@pytest.mark.parametrize("others", [(), ("39", "91"), ("x",)])
def test_no_reading_is_made_up(others):
    doubt = case({CELL: "37"}, cell=Reading(0.5, True, others))
    found = localise(doubt.sheet, doubt.result)
    assert not [s for many in found.suggestions.values() for s in many if s.is_reading]


def test_a_figure_that_agrees_is_left_alone():
    doubt = case({}, cell=Reading(0.5, True, ("37",)))
    assert localise(doubt.sheet, doubt.result).suggestions == {}


def test_a_sure_figure_is_not_read_otherwise():
    sure = case({CELL: "37"}, cell=Reading(0.99, False, ("31",)))
    found = localise(sure.sheet, sure.result)
    assert not [s for many in found.suggestions.values() for s in many if s.is_reading]


def test_two_figures_of_one_sum():
    other = "requests/granted/total"
    readings = {CELL: Reading(0.5, True, ("31",)), other: Reading(0.4, True, ("31",))}
    doubt = Case(recognised({**GOOD, CELL: "37", other: "81"}, readings))
    found = localise(doubt.sheet, doubt.result)
    ways = {
        tuple((c.address, c.after) for c in s.changes)
        for many in found.suggestions.values()
        for s in many
        if s.is_reading
    }
    assert ways == {((CELL, "31"), (other, "31"))}


def test_the_doubt_is_evidence():
    doubt = case({CELL: "37"}, cell=Reading(0.5, True))
    assert text_evidence(doubt.ties, doubt.sheet).confidence[CELL] == 0.5
    assert isinstance(text_evidence(doubt.ties, doubt.sheet), Evidence)


# ---- what an auditor does about it


def test_a_reading_chosen_by_the_sums_is_not_confirmed_by_them():
    doubt = case({CELL: "37"}, cell=Reading(0.5, True, ("31",)))
    before = case({}).result.checked["T2-ROW"]
    doubt.set_edits({CELL: Edit("31", EditKind.MISREAD, frozenset({"T2-ROW", "T2-OUT"}))})
    after = doubt.result.checked["T2-ROW"]
    assert (after.holds, after.cannot_check) == (before.holds - 1, before.cannot_check + 1)
    assert doubt.result.cells[CELL] is CellState.CANNOT_CHECK
    assert doubt.corrections == {}


def test_what_the_auditor_has_seen_is_certain():
    doubt = case({}, cell=Reading(0.5, True, ("37",)))
    doubt.set_edits({CELL: Edit("31", EditKind.CONFIRMED)})
    assert doubt.sheet.facts[CELL].quantity.marks == frozenset()
    assert [f for f in doubt.result.findings if f.rule == "CEL-OCR"] == []
    assert doubt.result.cells[CELL] is CellState.HOLDS
    assert doubt.corrections == {}
    doubt.set_edits({CELL: None})
    assert doubt.sheet.facts[CELL].quantity.marks == {Mark.UNSURE}


def test_the_same_text_typed_again_is_no_edit():
    doubt = case({}, cell=Reading(0.5, True))
    doubt.set_edits({CELL: Edit("31")})
    assert doubt.edits == {}
    assert doubt.path == Path(doubt.document.path)


# ---- the text


def test_what_rests_on_unsure_text_is_one_level_milder():
    said = "2023年共收到政府信息公开申请25件。"
    document = make_document("F2021", GOOD, bodies={1: (said,)})
    plain = only(Case(document).result.findings, "NT-REQ")
    blocks = tuple(
        replace(b, reading=Reading(0.6, True)) if isinstance(b, Paragraph) and said in b.text else b
        for b in document.blocks
    )
    doubt = only(Case(replace(document, blocks=blocks)).result.findings, "NT-REQ")
    assert (plain.severity, doubt.severity) == (Severity.ERROR, Severity.WARNING)
    assert doubt.message.endswith("（这段文字由图片识别，不能确定，请核对原件。）")


@pytest.mark.parametrize("text", ["n3", "口", "3l/", "?"])
def test_one_cell_that_says_nothing_does_not_take_its_row_along(text):
    doubt = case({CELL: text}, cell=Reading(0.3, True, ("31",)))
    assert doubt.sheet.facts[CELL].quantity.state is State.UNREADABLE
    assert doubt.sheet.facts["requests/granted/total"].quantity.raw == "31"
    assert not [f for f in doubt.result.findings if f.rule in ("CEL-GLUE", "T2-ROW")]
    found = localise(doubt.sheet, doubt.result)
    assert [c.after for many in found.suggestions.values() for s in many for c in s.changes] == [
        "31"
    ]


def test_nor_in_a_table_without_labels():
    address = "reviews/reconsideration/upheld"
    doubt = Case(recognised({**GOOD, address: "n"}, {address: Reading(0.3, True)}))
    assert doubt.sheet.facts[address].quantity.state is State.UNREADABLE
    assert doubt.sheet.facts["reviews/reconsideration/total"].quantity.raw == "0"
