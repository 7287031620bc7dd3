"""CEL rules of single cells: each cell once, by its most telling rule."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from core.document import TextAnchor
from core.facts import Stray, TablePresence, TableReading
from core.finding import CellState, Outcome, Severity
from core.quantity import Mark, Quantity, State
from core.rules import check_document, check_sheet
from tests.core.rules.making import form, make_document, make_sheet, of, only

CELL = "disclosure/penalties/decisions"
E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741
BROKEN, CANNOT = Outcome.BROKEN, Outcome.CANNOT_CHECK


@pytest.mark.parametrize(
    ("text", "rule", "severity", "outcome"),
    [
        ("1.5", "CEL-DEC", E, BROKEN),
        ("-3", "CEL-NEG", E, BROKEN),
        ("-1.5", "CEL-INT", E, BROKEN),
        ("见附件", "CEL-INT", W, CANNOT),
        ("件", "CEL-INT", W, CANNOT),
        ("3件", "CEL-UNIT", I, BROKEN),
        ("3万元", "CEL-UNIT", W, BROKEN),
        ("1,234", "CEL-SEP", I, BROKEN),
        ("1，234", "CEL-SEP", I, BROKEN),
        ("1,23", "CEL-SEP", W, CANNOT),
        ("１２", "CEL-FW", I, BROKEN),
        ("十二", "CEL-FW", I, BROKEN),
        ("1O", "CEL-OCR", W, CANNOT),
        ("l2", "CEL-OCR", W, CANNOT),
        ("? 0", "CEL-OCR", W, CANNOT),
        ("3、", "CEL-OCR", W, CANNOT),
        ("0 0", "CEL-EXTRA", W, CANNOT),
        ("200余", "CEL-APPROX", E, BROKEN),
        ("约30", "CEL-APPROX", E, BROKEN),
        ("2000000000", "CEL-HUGE", W, BROKEN),
        ("007", "CEL-HUGE", W, BROKEN),
    ],
)
def test_a_cell_is_reported_once(text, rule, severity, outcome):
    result = check_sheet(make_sheet("F2021", {CELL: text}))

    assert [f.rule for f in result.findings] == [rule]
    finding = result.findings[0]
    assert (finding.severity, finding.outcome) == (severity, outcome)
    assert finding.addresses == (CELL,)
    assert finding.message.startswith("表一“行政处罚·本年处理决定数量”")
    assert finding.message.endswith("。")
    tally = result.checked[rule]
    assert (tally.broken, tally.cannot_check) == ((1, 0) if outcome is BROKEN else (0, 1))
    expected = CellState(str(severity)) if outcome is BROKEN else CellState.CANNOT_CHECK
    assert result.cells[CELL] is expected


@pytest.mark.parametrize("text", ["0", "12", "5.0", "999999999", "+3", " 7 ", "\xa04"])
def test_a_plain_number_is_silent(text):
    assert check_sheet(make_sheet("F2021", {CELL: text})).findings == ()


@pytest.mark.parametrize("text", ["-302", "－302", "(302)", "减302", "+12", "增12"])
def test_a_change_may_be_signed(text):
    texts = {"disclosure/licensing/previous": "400", "disclosure/licensing/change": text}
    texts["disclosure/licensing/decisions"] = "9"
    rules = {f.rule for f in check_sheet(make_sheet("F2019", texts)).findings}
    assert rules <= {"CEL-FW"}


def test_a_change_is_whole():
    texts = {"disclosure/licensing/previous": "40", "disclosure/licensing/change": "-1.5"}
    assert only(check_sheet(make_sheet("F2019", texts)), "CEL-DEC").severity is E


@pytest.mark.parametrize(
    ("text", "rule", "severity"),
    [
        ("3.25", None, None),
        ("-3", "CEL-NEG", E),
        ("3.25万元", "CEL-UNIT", I),
        ("32500元", "CEL-UNIT", W),
        ("3件", "CEL-UNIT", W),
        ("20000000000", "CEL-HUGE", W),
    ],
)
def test_an_amount_under_a_heading_with_its_unit(text, rule, severity):
    result = check_sheet(make_sheet("F2021", {"disclosure/fees/amount": text}))
    assert [(f.rule, f.severity) for f in result.findings] == ([(rule, severity)] if rule else [])


def test_an_amount_in_another_unit_is_shown_as_it_is_taken():
    result = check_sheet(make_sheet("F2021", {"disclosure/fees/amount": "32500元"}))
    assert "3.25 万元" in only(result, "CEL-UNIT").message


def test_an_amount_without_a_unit_in_its_heading_may_have_any():
    for text in ("21207.84 万元", "2500000元", "1,200,000元"):
        texts = {"disclosure/procurement/projects": "6", "disclosure/procurement/amount": text}
        result = check_sheet(make_sheet("F2019", texts))
        assert only(result, "CEL-UNIT").severity is I
        assert {f.severity for f in result.findings} == {I}


def test_ten_thousand_million_yuan_is_no_slip():
    texts = {
        "disclosure/procurement/projects": "6000",
        "disclosure/procurement/amount": "2120784000元",
    }
    assert of(check_sheet(make_sheet("F2019", texts)), "CEL-HUGE") == []


def test_a_way_of_writing_is_one_finding_a_table():
    result = check_sheet(make_sheet("F2021", others="０"))
    assert [f.rule for f in result.findings] == ["CEL-FW"] * 3
    assert "175格" in result.findings[1].message
    assert result.checked["CEL-FW"].broken == 200
    mixed = check_sheet(make_sheet("F2021", {"requests/granted": "１"}))
    assert len(only(mixed, "CEL-FW").addresses) == 7


def test_figures_glued_together_are_one_finding_a_table():
    glued = Quantity(State.UNREADABLE, "640020470", None, None, frozenset({Mark.GLUED}))
    sheet = make_sheet("F2021")
    received = [a for a in form("F2021").addresses if a.startswith("requests/received/")]
    carried = [a for a in form("F2021").addresses if a.startswith("requests/carried_forward/")]
    result = check_sheet(sheet.with_quantities(dict.fromkeys(received + carried, glued)))

    finding = only(result, "CEL-GLUE")
    assert (finding.severity, finding.outcome) == (W, CANNOT)
    assert finding.addresses == (*received, *carried)
    assert "“640020470”" in finding.message
    assert [f.rule for f in result.findings] == ["CEL-GLUE"]
    assert result.checked["T2-BAL"].cannot_check == 7


def test_deduplicated_text_is_one_finding_a_table():
    lost = Quantity(State.UNREADABLE, "", None, None, frozenset({Mark.DEDUPLICATED}))
    sheet = make_sheet("F2019")
    result = check_sheet(sheet.with_quantities(dict.fromkeys(form("F2019").addresses, lost)))
    assert [f.rule for f in result.findings] == ["CEL-DEDUP"] * 3
    assert all(t.holds == t.broken == 0 for r, t in result.checked.items() if r.startswith("T"))


@pytest.mark.parametrize(("note", "rule"), [("deduplicated", "CEL-DEDUP"), ("", "CEL-GLUE")])
def test_a_table_of_which_nothing_was_read_is_said(note, rule):
    reading = TableReading("reviews", TablePresence.UNREADABLE, note=note)
    sheet = make_sheet("F2021", without=["reviews"], readings={"reviews": reading})
    assert [f.rule for f in check_sheet(sheet).findings] == [rule]
    typed = {
        a: Quantity(State.NUMBER, "0", Decimal(0))
        for a in form("F2021").addresses
        if a.startswith("reviews/")
    }
    assert check_sheet(sheet.with_quantities(typed)).findings == ()


def test_heading_rows_are_left_to_their_own_rule():
    result = check_sheet(make_sheet("F2014", {"statistics/heading_1/value": "-1.5"}))
    assert [f.rule for f in result.findings] == ["TJ-DASH"]


# ---- CEL-EXTRA


def extra(stray: Stray, texts: dict[str, str] | None = None):
    sheet = make_sheet("F2021", texts)
    table = stray.address.partition("/")[0] or "requests"
    reading = TableReading(table, TablePresence.FOUND, strays=(stray,))
    sheet = replace(sheet, tables=dict(sheet.tables) | {table: reading})
    return check_document(make_document("F2021"), sheet)


def test_an_extra_cell_with_the_same_figure_is_information():
    stray = Stray("cell", "行政事业性收费", ("0",), "disclosure/fees/amount", TextAnchor(3, 9, 10))
    result = extra(stray)
    finding = only(result, "CEL-EXTRA")
    assert (finding.severity, finding.outcome) == (I, BROKEN)
    assert finding.anchors == (TextAnchor(3, 9, 10),)
    assert result.cells["disclosure/fees/amount"] is CellState.INFO
    assert result.checked["CEL-EXTRA"].holds == 2


def test_an_extra_cell_with_another_figure_is_doubtful():
    stray = Stray("cell", "行政事业性收费", ("8",), "disclosure/fees/amount")
    assert only(extra(stray), "CEL-EXTRA").severity is W
    many = Stray("cell", "（一）予以公开", ("4",), "requests/granted/natural_person")
    texts = {"requests/granted/natural_person": "4", "requests/granted/total": "4"}
    assert only(extra(many, texts), "CEL-EXTRA").severity is W


def test_a_zero_in_the_heads_is_information():
    assert only(extra(Stray("cell", "总计", ("0",))), "CEL-EXTRA").severity is I
    assert only(extra(Stray("cell", "总计", ("12",))), "CEL-EXTRA").severity is W
