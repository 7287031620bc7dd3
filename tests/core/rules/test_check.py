"""combine, named_rules, and the words figures are put into."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.finding import CellState, CheckResult, Finding, Outcome, Severity, Tally
from core.formats import official_forms
from core.formula import Formula
from core.rules import check_document, check_sheet, combine
from core.rules.check import named_rules
from core.rules.messages import equation, listing, number, quoted
from tests.core.rules.making import make_document, make_sheet


def finding(rule: str, severity: Severity, outcome: Outcome = Outcome.BROKEN) -> Finding:
    return Finding(rule, severity, outcome, rule)


def test_combine_merges_findings_tallies_and_cells():
    a = CheckResult(
        (finding("B", Severity.WARNING), finding("A", Severity.INFO)),
        {"A": Tally(1, 1, 0), "B": Tally(0, 1, 0)},
        {"x": CellState.INFO, "y": CellState.HOLDS, "z": CellState.CANNOT_CHECK},
    )
    b = CheckResult(
        (
            finding("C", Severity.ERROR),
            finding("A", Severity.WARNING),
            finding("A", Severity.WARNING, Outcome.CANNOT_CHECK),
        ),
        {"A": Tally(2, 1, 1)},
        {"x": CellState.ERROR, "y": CellState.UNCHECKED, "w": CellState.HOLDS},
    )
    result = combine(a, b)
    assert [(f.rule, str(f.severity), f.outcome) for f in result.findings] == [
        ("C", "error", Outcome.BROKEN),
        ("A", "warning", Outcome.BROKEN),
        ("B", "warning", Outcome.BROKEN),
        ("A", "warning", Outcome.CANNOT_CHECK),
        ("A", "info", Outcome.BROKEN),
    ]
    assert result.checked == {"A": Tally(3, 2, 1), "B": Tally(0, 1, 0)}
    assert result.cells == {
        "x": CellState.ERROR,
        "y": CellState.HOLDS,
        "z": CellState.CANNOT_CHECK,
        "w": CellState.HOLDS,
    }


def test_combine_with_nothing_changes_nothing():
    result = check_sheet(make_sheet("F2021", {"requests/received/total": "3"}))
    for both in (combine(result, CheckResult()), combine(CheckResult(), result)):
        assert both.findings == result.findings
        assert both.checked == result.checked
        assert both.cells == result.cells


def test_every_rule_id_in_a_result_is_known():
    known = named_rules().keys() | {r.id for f in official_forms() for r in f.rules}
    for form in official_forms():
        document = make_document(form.key) if form.tables else make_document("F2008", headings=[])
        sheet = make_sheet(form.key)
        checked = check_document(document, sheet).checked.keys() | check_sheet(sheet).checked.keys()
        assert checked <= known


def test_every_named_rule_says_what_it_is():
    for rule_id, rule in named_rules().items():
        assert rule.id == rule_id
        assert rule.title
        assert rule.says
        assert rule.source


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("3", "3"), ("3.0", "3"), ("3.50", "3.5"), ("-0", "0"), ("1E+3", "1000"), ("0.0001", "0.0001"),
        ("-302", "-302"), ("21207.84", "21207.84"), ("3985758", "3985758"),
    ],
)  # fmt: skip
def test_numbers_are_written_plainly(value, text):
    assert number(Decimal(value)) == text


@pytest.mark.parametrize(
    ("source", "values", "text"),
    [
        ("a + b = c + d", (3119, 34, 3050, 102), "3119 + 34 ≠ 3050 + 102，差 1"),
        ("a - b + c >= 0", (3, 5, 0), "3 − 5 + 0 < 0，差 2"),
        ("a - b + c >= 0", (3, -5, -9), "3 + 5 − 9 < 0，差 1"),
        ("a <= b", (5, 3), "5 > 3，差 2"),
        ("a = b + c + d + e + f", (4, 0, 1, 0, 0, 2), "4 ≠ 1 + 2，差 1"),
        ("a = b + c + d + e + f", (4, 0, 0, 0, 0, 0), "4 ≠ 0，差 4"),
        ("a >= max(b, c)", (0, 76, 290), "0 < 290，差 290"),
        ("a > 2", (1,), "1 ≤ 2，差 1"),
        ("iff(a = 0, b = 0)", (1, 0), ""),
    ],
)
def test_sums_are_written_in_figures(source, values, text):
    formula = Formula.compile(source)
    given = dict(zip(formula.names, map(Decimal, values), strict=True))
    assert equation(formula, given) == text


def test_lists_and_quotations_are_cut():
    assert listing(["甲", "乙"]) == "甲、乙"
    assert listing(list("甲乙丙丁"), 3, "行") == "甲、乙等4行"
    assert quoted("一\n二") == "“一 二”"
    assert quoted("三" * 40, 10) == f"“{'三' * 9}…”"
