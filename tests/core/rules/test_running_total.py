"""T1-CUM's note: a running total that equals the year's number (seed 003)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.facts import Title
from core.finding import Severity
from core.rules import check_sheet
from tests.core.rules.making import make_sheet, of

ROW = "disclosure/normative_documents"


def noted(unit: str, disclosed: str, total: str):
    sheet = make_sheet("F2019", {f"{ROW}/disclosed": disclosed, f"{ROW}/total_disclosed": total})
    return of(check_sheet(replace(sheet, title=Title("", unit, 2020))), "T1-CUM")


def test_a_county_has_issued_documents_in_other_years():
    (finding,) = noted("隆德县", "2", "2")
    assert finding.severity is Severity.INFO
    assert "同为 2" in finding.message
    assert finding.addresses == (f"{ROW}/total_disclosed", f"{ROW}/disclosed")


@pytest.mark.parametrize(
    ("unit", "disclosed", "total"),
    [
        ("隆德县", "2", "31"),
        ("隆德县", "0", "0"),
        ("上方镇", "2", "2"),
        ("清禾县水务局", "2", "2"),
        ("", "2", "2"),
    ],
)
def test_otherwise_it_is_silent(unit, disclosed, total):
    assert noted(unit, disclosed, total) == []


def test_it_does_not_change_the_tally_of_the_formula():
    sheet = make_sheet("F2019", {f"{ROW}/disclosed": "2", f"{ROW}/total_disclosed": "2"})
    assert check_sheet(sheet).checked["T1-CUM"].holds == 2
