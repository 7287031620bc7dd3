"""T1-DECSUM, T1-GPUNIT, TJF-CELL: what a formula can't say. Figures as in the real reports named."""

from __future__ import annotations

import pytest

from core.finding import CellState, Outcome, Severity
from core.rules import check_sheet
from tests.core.rules.making import make_sheet, of, only

ROWS = ("licensing", "other_services", "penalties", "coercive_measures")


def items(**rows: tuple[str, str, str]) -> dict[str, str]:
    return {
        f"disclosure/{row}/{column}": text
        for row, texts in rows.items()
        for column, text in zip(("previous", "change", "decisions"), texts, strict=True)
    }


def decsum(**rows: tuple[str, str, str]):
    return check_sheet(make_sheet("F2019", items(**rows)))


def test_items_told_for_decisions():
    """real/33."""
    result = decsum(
        licensing=("22", "+1", "23"),
        other_services=("1168", "+173", "1341"),
        penalties=("2", "-2", "0"),
    )
    finding = only(result, "T1-DECSUM")
    assert (finding.severity, finding.outcome) == (Severity.WARNING, Outcome.BROKEN)
    assert "行政许可 22 + 1 = 23；其他对外管理服务事项 1168 + 173 = 1341" in finding.message
    assert finding.addresses == tuple(items(licensing=("", "", ""), other_services=("", "", "")))
    assert result.cells["disclosure/licensing/decisions"] is CellState.WARNING


def test_items_told_for_decisions_with_a_decrease():
    """real/35."""
    finding = only(
        decsum(licensing=("9", "+43", "52"), other_services=("8249", "-1942", "6307")), "T1-DECSUM"
    )
    assert "8249 − 1942 = 6307" in finding.message


@pytest.mark.parametrize(
    "rows",
    [
        {"licensing": ("387", "-302", "5862"), "penalties": ("45", "-10", "236")},  # seed 003
        {"licensing": ("22", "1", "23"), "penalties": ("30", "0", "12")},  # one row alone
        {"licensing": ("1", "0", "1"), "penalties": ("2", "0", "2")},  # small figures are chance
        {"licensing": ("0", "0", "0"), "penalties": ("5", "-5", "0")},  # nothing was decided
        {"licensing": ("", "12", "12"), "penalties": ("", "30", "30")},  # blanks tell nothing
    ],
)
def test_chance_is_no_pattern(rows):
    result = decsum(**rows)
    assert of(result, "T1-DECSUM") == []
    assert result.checked["T1-DECSUM"].holds == 1


def test_unread_items_can_not_be_held_against_decisions():
    assert decsum(licensing=("1O", "1", "23")).checked["T1-DECSUM"].cannot_check == 1
    blank = check_sheet(make_sheet("F2019", others=""))
    assert blank.checked["T1-DECSUM"].cannot_check == 1
    assert "T1-DECSUM" not in check_sheet(make_sheet("F2021")).checked


def procurement(projects: str, amount: str):
    texts = {"disclosure/procurement/projects": projects, "disclosure/procurement/amount": amount}
    return check_sheet(make_sheet("F2019", texts))


@pytest.mark.parametrize(
    ("projects", "amount"),
    [
        ("126", "21207.84 万元"),  # seed 003
        ("6", "251000元"),  # real/01
        ("22", "184719元"),  # real/33
        ("1", "500元"),
        ("2", "3亿元"),
        ("0", "0"),
        ("0", ""),
    ],
)
def test_plausible_procurement_is_silent(projects, amount):
    result = procurement(projects, amount)
    assert of(result, "T1-GPUNIT") == []
    assert result.checked["T1-GPUNIT"].holds == 1


@pytest.mark.parametrize(
    ("projects", "amount", "each"),
    [
        ("236", "80618元", "342元"),  # real/27
        ("3", "180000万元", "60000万元"),
    ],
)
def test_an_implausible_amount_a_project_is_doubtful(projects, amount, each):
    finding = only(procurement(projects, amount), "T1-GPUNIT")
    assert (finding.severity, finding.outcome) == (Severity.WARNING, Outcome.BROKEN)
    assert each in finding.message
    assert amount in finding.message


def test_an_amount_without_unit_is_asked_about():
    """real/13, 14."""
    finding = only(procurement("12", "808"), "T1-GPUNIT")
    assert finding.severity is Severity.INFO
    assert "万元还是元" in finding.message
    neither = only(procurement("2", "700"), "T1-GPUNIT")
    assert neither.severity is Severity.INFO
    impossible = only(procurement("8000", "300"), "T1-GPUNIT")
    assert impossible.severity is Severity.WARNING


def test_an_amount_without_projects_is_another_rule():
    result = procurement("0", "30万元")
    assert of(result, "T1-GPUNIT") == []
    assert only(result, "T1-GP").severity is Severity.WARNING


def test_an_unreadable_amount_can_not_be_judged():
    assert procurement("6", "约30万元").checked["T1-GPUNIT"].cannot_check == 1


# ---- TJF-CELL


def test_a_missing_running_total_is_one_warning():
    """real/54."""
    texts = {
        "statistics/disclosed/value": "2543",
        "statistics/disclosed/cumulative": "",
        "statistics/channel_website/value": "0",
        "statistics/channel_website/cumulative": "",
    }
    result = check_sheet(make_sheet("F2014_fujian", texts))
    finding = only(result, "TJF-CELL")
    assert (finding.severity, finding.outcome) == (Severity.WARNING, Outcome.CANNOT_CHECK)
    assert "“主动公开文件数”、“其中：1、政府网站公开数”" in finding.message
    assert of(result, "CEL-BLANK") == []
    assert result.checked["TJF-CELL"].cannot_check == 2
    assert result.cells["statistics/disclosed/cumulative"] is CellState.CANNOT_CHECK


def test_a_row_blank_in_both_columns_misses_nothing():
    texts = {"statistics/reconsideration/value": "", "statistics/reconsideration/cumulative": ""}
    assert of(check_sheet(make_sheet("F2014_fujian", texts)), "TJF-CELL") == []


def test_the_year_may_equal_the_running_total():
    """real/57."""
    texts = {
        "statistics/disclosed/value": "2543",
        "statistics/disclosed/cumulative": "78967",
        "statistics/channel_website/value": "2543",
        "statistics/channel_website/cumulative": "2543",
    }
    assert check_sheet(make_sheet("F2014_fujian", texts)).findings == ()
