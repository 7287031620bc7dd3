"""Which reports are one body's: by name and year, in any order; differing names only when the auditor
says so."""

from __future__ import annotations

import pytest

from core.finding import Severity
from core.series import find_series, offered_names
from tests.core.series.making import audit, of, report


def test_in_any_order():
    cases = [report(2023), report(2021), report(2022), report(2022, unit="霖溪县")]
    series = {s.unit: s for s in find_series(cases)}
    assert list(series["清禾县"].reports) == [2021, 2022, 2023]
    assert [(a.sheet.title.year, b.sheet.title.year) for a, b in series["清禾县"].pairs] == [
        (2021, 2022),
        (2022, 2023),
    ]
    assert list(series["霖溪县"].reports) == [2022]


def test_one_name_in_other_characters():
    cases = [report(2021, unit="五原縣和勝鄉"), report(2022, unit="五原县和胜乡")]
    (series,) = find_series(cases)
    assert series.unit == "五原县和胜乡"


@pytest.mark.parametrize(
    "names", [("平潭综合实验区", "平潭综合实验区管委会"), ("岚泽市人民政府", "岚泽市"), ("霜桥镇", "清禾县霜桥镇人民政府")]
)  # fmt: skip
def test_differing_names_are_offered_and_not_merged(names):
    cases = [report(2022, unit=names[0]), report(2023, unit=names[1])]
    assert len(find_series(cases)) == 2
    assert [set(o.names) for o in offered_names(cases)] == [set(names)]
    (series,) = find_series(cases, [names])
    assert list(series.reports) == [2022, 2023]
    assert series.unit == names[1]


def test_groups_that_share_a_name_are_one():
    cases = [report(2021, unit="甲镇"), report(2022, unit="乙镇"), report(2023, unit="丙镇")]
    (series,) = find_series(cases, [("甲镇", "乙镇"), ("乙镇", "丙镇")])
    assert list(series.reports) == [2021, 2022, 2023]


def test_without_a_name_or_year_a_report_is_left_out():
    assert find_series([report(2023, unit="")]) == ()


def test_two_copies_of_a_report_are_said_and_one_is_used():
    """real/10 and 11."""
    row = "requests/carried_forward/total"
    cases = [report(2022, {row: 3}), report(2022, {row: 3}), report(2023)]
    result = audit(*cases)
    (finding,) = of(result, "XU-MISSING")
    assert finding.severity is Severity.INFO
    assert "2022年有2份报告" in finding.message
    assert of(result, "XY-CARRY")


def test_two_differing_reports_on_a_year_are_not_compared():
    row = "requests/carried_forward/total"
    result = audit(report(2022, {row: 3}), report(2022, {row: 4}), report(2023))
    (finding,) = of(result, "XU-MISSING")
    assert "先确定以哪份为准" in finding.message
    assert of(result, "XY-CARRY") == []
