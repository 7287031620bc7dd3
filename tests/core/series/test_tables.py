"""XY rules on tables, at least half of them with the figures of real reports."""

from __future__ import annotations

import pytest

from core.case import Edit
from core.finding import Outcome, Severity
from tests.core.series.making import audit, of, report, tally

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741
IN, OUT = "requests/brought_forward", "requests/carried_forward"
NORM, REGS = "disclosure/normative_documents", "disclosure/regulations"


def carried(year_out: dict, year_in: dict, years=(2023, 2024)):
    before = report(years[0], {f"{OUT}/{c}": v for c, v in year_out.items()})
    return audit(before, report(years[1], {f"{IN}/{c}": v for c, v in year_in.items()}))


SUQIAN = {"natural_person": 118, "enterprise": 3, "total": 121}


# ---- XY-CARRY, XY-CARRYCOL


def test_carry_holds_in_total_and_columns():
    """宿迁市 2023 → 2024."""
    result = carried(SUQIAN, SUQIAN)
    assert tally(result, "XY-CARRY") == (1, 0, 0)
    assert tally(result, "XY-CARRYCOL") == (6, 0, 0)


@pytest.mark.parametrize("years", [(2019, 2020), (2020, 2021), (2021, 2022)])
def test_carry_broken(years):
    result = carried(SUQIAN, {"natural_person": 115, "enterprise": 3, "total": 118}, years)
    (finding,) = of(result, "XY-CARRY")
    assert (finding.severity, finding.outcome) == (E, Outcome.BROKEN)
    assert finding.equation == "118 ≠ 121，差 3"
    assert (finding.left, finding.right, finding.difference) == (118, 121, -3)
    assert "自然人 115 ≠ 118" in finding.message
    assert of(result, "XY-CARRYCOL") == []  # one cause, one finding
    assert tally(result, "XY-CARRYCOL") == (5, 1, 0)
    told = [(f.case.sheet.title.year, f.address) for f in finding.figures]
    assert told[:2] == [(years[1], f"{IN}/total"), (years[0], f"{OUT}/total")]
    assert (years[1], f"{IN}/natural_person") in told


def test_columns_may_be_sorted_otherwise():
    result = carried(SUQIAN, {"natural_person": 117, "enterprise": 4, "total": 121})
    assert of(result, "XY-CARRY") == []
    (finding,) = of(result, "XY-CARRYCOL")
    assert finding.severity is W
    assert "自然人 117 ≠ 118、商业企业 4 ≠ 3" in finding.message


@pytest.mark.parametrize("text", ["1l8", "一百余"])
def test_unreadable_can_not_be_checked(text):
    result = carried(SUQIAN, {"total": text})
    assert of(result, "XY-CARRY") == []
    assert tally(result, "XY-CARRY") == (0, 0, 1)


def test_a_total_left_blank_can_not_be_checked_and_blank_rows_are_zero():
    result = carried({"natural_person": 5, "total": ""}, {"natural_person": 5, "total": 5})
    assert tally(result, "XY-CARRY") == (0, 0, 1)
    blank = dict.fromkeys(("natural_person", "enterprise", "total"), "")
    assert tally(carried(blank, {"total": 0}), "XY-CARRY") == (1, 0, 0)


def test_a_doubtful_figure_is_no_error():
    result = carried(SUQIAN, {"natural_person": "0115", "total": "0118"})
    assert of(result, "XY-CARRY")[0].severity is W


def test_a_correction_is_looked_at():
    before, now = report(2023, {f"{OUT}/total": 121}), report(2024, {f"{IN}/total": 118})
    assert of(audit(before, now), "XY-CARRY")
    now.set_edits({f"{IN}/total": Edit("121")})
    assert of(audit(before, now), "XY-CARRY") == []


def test_years_apart_and_other_bodies_are_not_compared():
    result = audit(
        report(2021, {f"{OUT}/total": 5}), report(2023, {f"{IN}/total": 7}),
        report(2022, {f"{OUT}/total": 9}, unit="霖溪县"),
    )  # fmt: skip
    assert result.findings == ()
    assert result.checked == {}


# ---- XY-VALID, XY-CUM, XY-CUM21


def documents(row: str, before: tuple, now: tuple, years=(2023, 2024)):
    columns = {
        2021: ("issued", "repealed", "in_force"),
        2019: ("made", "disclosed", "total_disclosed"),
    }
    made = []
    for year, values in zip(years, (before, now), strict=True):
        names = columns[2021 if year > 2020 else 2019]
        made.append(report(year, {f"{row}/{c}": v for c, v in zip(names, values, strict=True)}))
    return audit(*made)


@pytest.mark.parametrize(
    ("row", "before", "now"),
    [
        (REGS, (0, 0, 11), (2, 1, 12)),  # 宿迁市 2024
        (REGS, (2, 1, 12), (3, 0, 15)),  # 宿迁市 2025
        (NORM, (0, 0, 597), (50, 227, 420)),
        (NORM, (50, 227, 420), (61, 59, 422)),
        (NORM, (0, 0, 665), (88, 55, 698)),  # 平潭 2022
    ],
)
def test_stock_goes_on(row, before, now):
    assert tally(documents(row, before, now), "XY-VALID") == (2, 0, 0)


def test_stock_does_not_go_on():
    result = documents(NORM, (0, 0, 698), (40, 95, 470))
    (finding,) = of(result, "XY-VALID")
    assert finding.severity is W
    assert finding.equation == "470 ≠ 698 + 40 − 95，差 173"
    assert (finding.left, finding.right) == (470, 643)
    assert len(finding.figures) == 4


def test_running_total_of_the_form_of_2019():
    """平潭 2020: 89 + 77 = 166, and 规章 0 + 0 ≠ 7."""
    assert tally(documents(NORM, (0, 0, 89), (77, 77, 166), (2019, 2020)), "XY-CUM") == (2, 0, 0)
    (finding,) = of(documents(REGS, (0, 0, 0), (0, 0, 7), (2019, 2020)), "XY-CUM")
    assert finding.severity is W
    assert finding.equation == "7 ≠ 0 + 0，差 7"


def test_between_the_forms_it_is_information():
    result = documents(NORM, (2, 2, 31), (4, 1, 40), (2020, 2021))
    (finding,) = of(result, "XY-CUM21")
    assert finding.severity is I
    assert finding.equation == "40 ≠ 31 + 4 − 1，差 6"
    assert tally(documents(NORM, (2, 2, 31), (4, 1, 34), (2020, 2021)), "XY-CUM21") == (2, 0, 0)


# ---- XY-ITEM


def items(previous: int, change: str, then: int):
    head = "disclosure/licensing"
    return audit(
        report(2019, {f"{head}/previous": previous, f"{head}/change": change}),
        report(2020, {f"{head}/previous": then}),
    )


def test_items_go_on():
    assert tally(items(396, "0", 396), "XY-ITEM") == (5, 0, 0)  # 平潭
    assert tally(items(387, "-302", 85), "XY-ITEM") == (5, 0, 0)
    (finding,) = of(items(387, "-302", 387), "XY-ITEM")
    assert finding.severity is W
    assert finding.equation == "387 ≠ 387 − 302，差 302"
    assert "表一“行政许可”的项目数量" in finding.message


# ---- XY-PEND, XY-Q


def test_pending_cases_go_on():
    row = "reviews/reconsideration"
    before = report(2023, {f"{row}/pending": 37, f"{row}/total": 37})
    result = audit(before, report(2024, {f"{row}/upheld": 12, f"{row}/total": 12}))
    (finding,) = of(result, "XY-PEND")
    assert finding.severity is I
    result = audit(before, report(2024, {f"{row}/upheld": 40, f"{row}/total": 40}))
    assert tally(result, "XY-PEND") == (3, 0, 0)


def statistics(**rows):
    return {f"statistics/{r}/value": v for r, v in rows.items()}


def test_concluded_within_what_was_asked():
    before = report(2015, statistics(applications=10, applications_concluded=8))
    fits = report(2016, statistics(applications=5, applications_concluded=7))
    assert tally(audit(before, fits), "XY-Q") == (1, 0, 0)
    more = report(2016, statistics(applications=5, applications_concluded=8))
    (finding,) = of(audit(before, more), "XY-Q")
    assert finding.severity is I
    assert finding.equation == "8 > 5 + 10 − 8，差 1"


def test_what_is_carried_into_2019_has_no_source():
    before = report(2018, statistics(applications=10))
    (finding,) = of(audit(before, report(2019, {f"{IN}/total": 2})), "XY-Q")
    assert (finding.severity, finding.outcome) == (I, Outcome.CANNOT_CHECK)
    assert of(audit(before, report(2019)), "XY-Q") == []


# ---- XY-JUMP


@pytest.mark.parametrize(
    ("old", "new", "jumps"),
    [(30, 150, True), (30, 149, False), (150, 30, True), (21, 104, False), (20, 400, False),
     (51, 0, True), (50, 0, False), (0, 500, False), (400, 20, False)],
)  # fmt: skip
def test_five_times(old, new, jumps):
    address = "disclosure/penalties/decisions"
    result = audit(report(2022, {address: old}), report(2023, {address: new}))
    found = of(result, "XY-JUMP")
    assert bool(found) is jumps
    if jumps:
        assert found[0].severity is W
        assert f"{old} → {new}" in found[0].message


def test_jumps_of_a_year_are_one_finding():
    before = report(
        2022, {"disclosure/penalties/decisions": 30, "disclosure/licensing/decisions": 500}
    )
    (finding,) = of(audit(before, report(2023, {"disclosure/penalties/decisions": 300})), "XY-JUMP")
    assert "行政处罚" in finding.message
    assert "行政许可" in finding.message
    assert len(finding.figures) == 4


def test_a_jump_across_forms():
    before = report(2018, statistics(applications=400))
    (finding,) = of(audit(before, report(2019)), "XY-JUMP")
    assert "400 → 0" in finding.message


# ---- XY-SAME


def test_a_table_copied_whole():
    figures = {
        "disclosure/licensing/decisions": 5862, "disclosure/penalties/decisions": 236,
        f"{NORM}/in_force": 31, f"{NORM}/issued": 0,
    }  # fmt: skip
    (finding,) = of(audit(report(2022, figures), report(2023, figures)), "XY-SAME")
    assert finding.severity is W
    assert "表一与2022年逐格相同（3格有数" in finding.message
    other = figures | {"disclosure/penalties/decisions": 237}
    assert of(audit(report(2022, figures), report(2023, other)), "XY-SAME") == []


def test_a_few_equal_figures_may_be_chance():
    figures = {f"{NORM}/in_force": 3}
    (finding,) = of(audit(report(2022, figures), report(2023, figures)), "XY-SAME")
    assert finding.severity is I
    assert "巧合" in finding.message


def test_zeros_are_no_copy():
    assert of(audit(report(2022), report(2023)), "XY-SAME") == []


# ---- TJF-CUM


def fujian(year: int, value: object, cumulative: object):
    row = "statistics/disclosed"
    site = "statistics/channel_website"
    figures = {
        f"{row}/value": value, f"{row}/cumulative": cumulative,
        f"{site}/value": value, f"{site}/cumulative": cumulative,
    }  # fmt: skip
    return report(year, figures, key="F2014_fujian", unit="平潭综合实验区管委会")


def test_running_totals_of_fujian():
    """平潭 2014: 76424 + 2543 = 78967; 2013: 4359 + 72804 ≠ 76424."""
    result = audit(fujian(2013, 4359, 76424), fujian(2014, 2543, 78967))
    holds, broken, _ = tally(result, "TJF-CUM")
    assert (holds > 10, broken) == (True, 0)
    result = audit(fujian(2012, 739, 72804), fujian(2013, 4359, 76424))
    assert {f.equation for f in of(result, "TJF-CUM")} == {"76424 ≠ 72804 + 4359，差 739"}
    assert of(result, "TJF-CUM")[0].severity is E


def test_a_missing_running_total_can_not_be_checked():
    result = audit(fujian(2013, 4359, ""), fujian(2014, 2543, 78967))
    assert of(result, "TJF-CUM") == []
    assert tally(result, "TJF-CUM")[2] >= 2


def test_cases_against_what_both_years_concluded():
    """XT-T3-RATIO, of which one report alone can't tell."""
    done = {f"requests/{r}/total": 9 for r in ("received", "granted", "concluded_total")}

    def cases(number: int):
        return {f"reviews/reconsideration/{c}": number for c in ("upheld", "total")}

    before = report(2023, done)
    assert of(audit(before, report(2024, done | cases(18))), "XT-T3-RATIO") == []
    (finding,) = of(audit(before, report(2024, done | cases(19))), "XT-T3-RATIO")
    assert finding.severity is I
    assert finding.equation == "19 + 0 > 9 + 9，差 1"
