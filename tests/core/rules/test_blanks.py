"""CEL-BLANK and CEL-DASH: one finding a table, as severe as it has to be."""

from __future__ import annotations

import pytest

from core.finding import CellState, Outcome, Severity
from core.rules import check_sheet
from tests.core.rules.making import form, make_sheet, of, only

REQUESTS = {a.rpartition("/")[0]: "" for a in form("F2021").table("requests").addresses}
APPLICANTS = ("enterprise", "research_institute", "public_welfare", "legal_service", "other")


def filled(natural_person: str, total: str, blank: str = "") -> dict[str, str]:
    """Two rows that agree, with blanks for the applicants that had nothing (real 33)."""
    return {
        f"requests/{r}/{c}": t
        for r in ("received", "granted", "concluded_total")
        for c, t in [("natural_person", natural_person), ("total", total)]
        + [(c, blank) for c in APPLICANTS]
    }


def test_blanks_beside_figures_and_totals_are_legal():
    result = check_sheet(make_sheet("F2021", REQUESTS | filled("25", "25")))
    finding = only(result, "CEL-BLANK")
    assert (finding.severity, finding.outcome) == (Severity.INFO, Outcome.BROKEN)
    assert f"有{175 - 6}格空白" in finding.message
    assert result.cells["requests/received/enterprise"] is CellState.INFO
    assert result.cells["requests/received/total"] is CellState.HOLDS


def test_a_zero_total_beside_blank_parts_is_legal():
    texts = REQUESTS | filled("25", "25") | {"requests/brought_forward/total": "0"}
    assert only(check_sheet(make_sheet("F2021", texts)), "CEL-BLANK").severity is Severity.INFO


def test_blanks_among_zeros_of_the_same_row_are_doubtful():
    texts = {"requests/granted/other": "", "requests/granted/enterprise": ""}
    finding = only(check_sheet(make_sheet("F2021", texts)), "CEL-BLANK")
    assert (finding.severity, finding.outcome) == (Severity.WARNING, Outcome.BROKEN)
    assert finding.addresses == ("requests/granted/enterprise", "requests/granted/other")
    assert "“（一）予以公开”" in finding.message


def test_a_whole_blank_row_beside_zeros_elsewhere_is_legal():
    result = check_sheet(make_sheet("F2021", {"disclosure/regulations": ""}))
    assert only(result, "CEL-BLANK").severity is Severity.INFO


def test_a_row_of_one_figure_is_held_against_the_others_of_its_kind():
    result = check_sheet(make_sheet("F2021", {"disclosure/licensing": ""}))
    finding = only(result, "CEL-BLANK")
    assert finding.severity is Severity.WARNING
    assert "“行政许可”" in finding.message
    statistics = check_sheet(make_sheet("F2014", {"statistics/meetings/value": ""}))
    assert only(statistics, "CEL-BLANK").severity is Severity.WARNING
    no_zeros = {
        "disclosure/licensing": "",
        "disclosure/penalties": "4",
        "disclosure/coercive_measures": "5",
        "disclosure/fees": "6",
    }
    assert only(check_sheet(make_sheet("F2021", no_zeros)), "CEL-BLANK").severity is Severity.INFO


def test_a_table_left_blank_is_an_error():
    result = check_sheet(make_sheet("F2021", REQUESTS))
    finding = only(result, "CEL-BLANK")
    assert (finding.severity, finding.outcome) == (Severity.ERROR, Outcome.BROKEN)
    assert finding.message.startswith("表二的175格全部空白，表格未填写")
    assert len(finding.addresses) == 175
    assert all(result.cells[a] is CellState.ERROR for a in finding.addresses)


def test_each_table_has_its_own_finding():
    result = check_sheet(make_sheet("F2021", others=""))
    assert [f.message[:2] for f in of(result, "CEL-BLANK")] == ["表一", "表二", "表三"]


def test_heading_rows_of_the_statistics_are_meant_to_be_empty():
    result = check_sheet(make_sheet("F2014"))
    assert of(result, "CEL-BLANK") == []
    empty = check_sheet(make_sheet("F2014", others=""))
    assert only(empty, "CEL-BLANK").severity is Severity.ERROR


def test_a_few_blank_cells_of_a_torn_table_are_no_empty_table():
    lines = [line.addresses[0].rpartition("/")[0] for line in form("F2021").table("requests").lines]
    result = check_sheet(make_sheet("F2021", REQUESTS, without=lines[2:]))
    finding = only(result, "CEL-BLANK")
    assert (finding.severity, finding.outcome) == (Severity.WARNING, Outcome.CANNOT_CHECK)


def test_missing_totals_of_many_rows_are_counted():
    rows = ("granted", "partly_granted", "unavailable_not_held", "otherwise_other")
    texts = {f"requests/{r}/natural_person": "2" for r in rows}
    texts |= {f"requests/{r}/total": "" for r in rows}
    texts |= {"requests/concluded_total": "8", "requests/received": "8"}
    finding = only(check_sheet(make_sheet("F2021", texts)), "CEL-BLANK")
    assert "有4行各列有数而“总计”空白" in finding.message
    assert finding.addresses == tuple(
        a for a in form("F2021").addresses if a.endswith("/total") and a.split("/")[1] in rows
    )


def test_a_missing_total_of_the_statistics_is_named():
    texts = {"statistics/applications/value": "", "statistics/applications_online/value": "4"}
    finding = only(check_sheet(make_sheet("F2014", texts)), "CEL-BLANK")
    assert "“（一）收到申请数”" in finding.message
    assert "TJ-Q1 1处" in finding.message


# ---- dashes


@pytest.mark.parametrize("mark", ["/", "—", "无", "不适用", "N/A"])
def test_one_mark_for_every_empty_cell_is_information(mark):
    texts = {a: mark if t == "" else t for a, t in (REQUESTS | filled("25", "25", mark)).items()}
    finding = only(check_sheet(make_sheet("F2021", texts)), "CEL-DASH")
    assert finding.severity is Severity.INFO
    assert f"“{mark}”" in finding.message


def test_marks_and_zeros_in_one_table_are_doubtful():
    finding = only(check_sheet(make_sheet("F2021", {"requests/granted/other": "/"})), "CEL-DASH")
    assert finding.severity is Severity.WARNING
    assert finding.addresses == ("requests/granted/other",)
    assert "143格填“0”" in finding.message


def test_a_row_that_does_not_apply_may_be_dashed_from_end_to_end():
    result = check_sheet(make_sheet("F2021", {"disclosure/regulations": "/"}))
    assert only(result, "CEL-DASH").severity is Severity.INFO
    assert result.checked["T1-IMPLPREV"].holds == 2


def test_dashes_in_heading_rows_belong_there():
    assert check_sheet(make_sheet("F2014", {"statistics/heading_3": "——"})).findings == ()


def test_zero_totals_of_dashed_parts_are_legal():
    texts = {a: "/" for a in form("F2021").addresses if a.startswith("requests/")}
    texts |= {a: "0" for a in texts if a.endswith("/total") or "concluded_total" in a}
    assert only(check_sheet(make_sheet("F2021", texts)), "CEL-DASH").severity is Severity.INFO
