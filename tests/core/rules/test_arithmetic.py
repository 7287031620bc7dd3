"""Identities: sums in figures, blanks that are missing figures, figures that can't be read."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType

import pytest

from core.facts import FactSheet, TablePresence, TableReading
from core.finding import CellState, Outcome, Severity
from core.quantity import Mark, Quantity, State, parse_quantity
from core.rules import check_sheet
from tests.core.rules.making import form, make_sheet, of, only

PARTS = (
    "natural_person",
    "enterprise",
    "research_institute",
    "public_welfare",
    "legal_service",
    "other",
)


def row(name: str, *texts: str) -> dict[str, str]:
    """A row of 表二: six applicants and the total."""
    return {f"requests/{name}/{c}": t for c, t in zip((*PARTS, "total"), texts, strict=True)}


def test_the_sum_is_shown_in_figures():
    texts = {
        "requests/received/total": "3119",
        "requests/received/natural_person": "3119",
        "requests/brought_forward/total": "34",
        "requests/brought_forward/natural_person": "34",
        "requests/granted/total": "3050",
        "requests/granted/natural_person": "3051",
        "requests/concluded_total/total": "3050",
        "requests/concluded_total/natural_person": "3051",
        "requests/carried_forward/total": "102",
        "requests/carried_forward/natural_person": "102",
    }
    result = check_sheet(make_sheet("F2021", texts))

    finding = only(result, "T2-BAL")
    assert finding.equation == "3119 + 34 ≠ 3050 + 102，差 1"
    assert finding.message == (
        "表二“总计”列：3119 + 34 ≠ 3050 + 102，差 1。"
        "一、本年新收 + 二、上年结转 应等于 三、（七）总计 + 四、结转下年度继续办理。"
    )
    assert finding.addresses == (
        "requests/received/total",
        "requests/brought_forward/total",
        "requests/concluded_total/total",
        "requests/carried_forward/total",
    )
    assert (finding.left, finding.right, finding.difference) == (3153, 3152, 1)
    assert {f.equation for f in of(result, "T2-ROW")} == {"3050 ≠ 3051，差 1"}


def test_zeros_are_left_out_of_a_long_side_only():
    long = check_sheet(make_sheet("F2021", row("granted", "4", "0", "2", "0", "0", "0", "7")))
    assert of(long, "T2-ROW")[0].equation == "7 ≠ 4 + 2，差 1"
    assert of(long, "T2-OUT")[0].equation == "0 ≠ 4，差 4"
    short = check_sheet(make_sheet("F2021", {"reviews/reconsideration/total": "3"}))
    assert only(short, "T3-SUM").equation == "3 ≠ 0 + 0 + 0 + 0，差 3"
    nothing = check_sheet(make_sheet("F2021", {"requests/granted/total": "3"}))
    assert only(nothing, "T2-ROW").equation == "3 ≠ 0，差 3"


def test_a_negative_stock_shows_the_sign_that_is_true():
    result = check_sheet(
        make_sheet(
            "F2021",
            {
                "disclosure/normative_documents/in_force": "3",
                "disclosure/normative_documents/issued": "5",
            },
        )
    )
    finding = only(result, "T1-IMPLPREV")
    assert finding.equation == "3 − 5 + 0 < 0，差 2"
    assert finding.difference == -2


def test_a_negative_change_is_subtracted():
    texts = {"disclosure/licensing/previous": "300", "disclosure/licensing/change": "-302"}
    finding = only(check_sheet(make_sheet("F2019", texts)), "T1-ITEMNEG")
    assert finding.equation == "300 − 302 < 0，差 2"


def test_a_condition_names_its_figures():
    result = check_sheet(make_sheet("F2019", {"disclosure/procurement/projects": "5"}))
    finding = only(result, "T1-GP")
    assert finding.message.startswith("表一“政府集中采购”：采购项目数量 5，采购总金额 0。")
    assert finding.equation == ""
    assert finding.left is None
    blank = check_sheet(
        make_sheet(
            "F2019",
            {"disclosure/procurement/projects": "5", "disclosure/procurement/amount": ""},
        )
    )
    assert "采购总金额 空白" in only(blank, "T1-GP").message


def test_a_total_above_its_parts_is_only_a_warning_where_pending_cases_have_no_row():
    above = check_sheet(make_sheet("F2014", {"statistics/reconsideration/value": "2"}))
    assert only(above, "TJ-V").severity is Severity.WARNING
    below = check_sheet(make_sheet("F2014", {"statistics/reconsideration_upheld/value": "2"}))
    assert only(below, "TJ-V").severity is Severity.ERROR


def test_a_zero_in_a_heading_row_is_only_a_warning():
    zero = check_sheet(make_sheet("F2014", {"statistics/heading_1/value": "0"}))
    assert only(zero, "TJ-DASH").severity is Severity.WARNING
    figure = check_sheet(make_sheet("F2014", {"statistics/heading_1/value": "366"}))
    assert only(figure, "TJ-DASH").severity is Severity.ERROR
    assert "366" in only(figure, "TJ-DASH").message
    for text in ("——", "/", ""):
        assert check_sheet(make_sheet("F2014", {"statistics/heading_1/value": text})).findings == ()


def test_an_amount_is_compared_in_the_unit_of_its_heading():
    texts = {
        "statistics/fees_waived/value": "0.5万元",
        "statistics/fees_waived/cumulative": "6000",
    }
    assert of(check_sheet(make_sheet("F2014_fujian", texts)), "TJF-CELL") == []
    texts["statistics/fees_waived/cumulative"] = "4000元"
    assert only(check_sheet(make_sheet("F2014_fujian", texts)), "TJF-CELL").left == Decimal(5000)


def test_blanks_and_dashes_count_as_zero():
    texts = row("received", "25", "", "", "", "", "", "25") | row(
        "granted", "24", "/", "/", "/", "/", "/", "24"
    )
    texts |= row("concluded_total", "24", "", "", "", "", "", "24")
    texts |= row("carried_forward", "1", "", "", "", "", "", "1")
    result = check_sheet(make_sheet("F2021", texts))
    assert [f for f in result.findings if f.severity is Severity.ERROR] == []
    assert result.checked["T2-ROW"].holds == 25


def test_a_broken_sum_says_that_blanks_were_taken_for_zeros():
    result = check_sheet(make_sheet("F2021", row("granted", "4", "", "", "", "", "", "5")))
    assert "5 ≠ 4，差 1（空白按0计）。" in of(result, "T2-ROW")[0].message
    result = check_sheet(make_sheet("F2021", row("granted", "4", "/", "0", "0", "0", "0", "5")))
    assert "5 ≠ 4，差 1（“/”按0计）。" in of(result, "T2-ROW")[0].message


def test_a_dashed_total_is_a_zero_and_not_missing():
    result = check_sheet(make_sheet("F2021", row("granted", "4", "0", "0", "0", "0", "0", "/")))
    assert only(result, "T2-ROW").equation == "0 ≠ 4，差 4"


# ---- missing figures


def test_blank_totals_are_missing_and_not_zero():
    """As real 01: outcome rows without their total, the column's own total given."""
    texts = {"requests/" + r: "" for r in ROWS_2021} | row("received", *"7", *"00000", "7")
    texts |= row("granted", "4", "", "1", "", "", "", "") | row(
        "partly_granted", "2", "", "", "", "", "", ""
    )
    texts |= row("concluded_total", "6", "", "1", "", "", "", "7")
    texts["requests/received/natural_person"] = "6"
    texts["requests/received/research_institute"] = "1"
    result = check_sheet(make_sheet("F2021", texts))

    assert of(result, "T2-ROW") == of(result, "T2-OUT") == of(result, "T2-BAL") == []
    assert result.checked["T2-ROW"].cannot_check == 2
    assert result.checked["T2-ROW"].holds == 23
    assert result.checked["T2-OUT"].cannot_check == 1
    assert result.checked["T2-OUT"].holds == 6
    assert result.checked["T2-BAL"].holds == 7
    finding = only(result, "CEL-BLANK")
    assert (finding.severity, finding.outcome) == (Severity.WARNING, Outcome.CANNOT_CHECK)
    assert "“（一）予以公开”" in finding.message
    assert "T2-ROW 2处" in finding.message
    assert "T2-OUT 1处" in finding.message
    assert finding.addresses == ("requests/granted/total", "requests/partly_granted/total")
    assert result.cells["requests/granted/total"] is CellState.CANNOT_CHECK
    assert result.cells["requests/granted/natural_person"] is CellState.HOLDS  # T2-OUT
    assert result.cells["requests/concluded_total/total"] is CellState.HOLDS


ROWS_2021 = tuple(dict.fromkeys(a.split("/")[1] for a in form("F2021").table("requests").addresses))


def test_a_missing_total_stops_every_check_it_takes_part_in():
    texts = row("received", "3", "0", "0", "0", "0", "0", "") | row("granted", *"3", *"00000", "3")
    texts |= row("concluded_total", "3", "0", "0", "0", "0", "0", "3")
    result = check_sheet(make_sheet("F2021", texts))
    assert {f.rule for f in result.findings} == {"CEL-BLANK"}
    assert result.checked["T2-ROW"].cannot_check == 1
    assert result.checked["T2-BAL"].cannot_check == 1


def test_a_blank_total_of_blank_parts_is_zero():
    texts = {f"requests/{r}": "" for r in ROWS_2021} | row("received", *"3000003")
    texts |= row("granted", *"3000003") | row("concluded_total", *"3000003")
    result = check_sheet(make_sheet("F2021", texts))
    assert result.checked["T2-ROW"].holds == 25
    assert only(result, "CEL-BLANK").severity is Severity.INFO


def test_a_total_whose_parts_are_all_blank_has_no_parts():
    texts = row("received", "", "", "", "", "", "", "3") | row(
        "carried_forward", "", "", "", "", "", "", "3"
    )
    result = check_sheet(make_sheet("F2021", texts))
    assert of(result, "T2-ROW") == []
    assert result.checked["T2-ROW"].cannot_check == 2
    assert result.checked["T2-BAL"].holds == 7
    assert "有总数而各项均空白" in only(result, "CEL-BLANK").message


def test_a_blank_part_among_zeros_does_not_excuse_the_total():
    result = check_sheet(make_sheet("F2021", row("granted", "", "0", "0", "0", "0", "0", "3")))
    assert only(result, "T2-ROW").outcome is Outcome.BROKEN


def test_the_blank_whole_of_an_inequality_is_missing():
    texts = {
        "disclosure/normative_documents/disclosed": "5",
        "disclosure/normative_documents/made": "5",
        "disclosure/normative_documents/total_disclosed": "",
    }
    result = check_sheet(make_sheet("F2019", texts))
    assert of(result, "T1-CUM") == []
    assert result.checked["T1-CUM"].cannot_check == 1
    assert only(result, "CEL-BLANK").outcome is Outcome.CANNOT_CHECK
    stock = {
        "disclosure/regulations/issued": "2",
        "disclosure/regulations/in_force": "",
        "disclosure/regulations/repealed": "0",
    }
    assert of(check_sheet(make_sheet("F2021", stock)), "T1-IMPLPREV") == []


def test_a_blank_deduction_of_an_inequality_is_zero():
    stock = {
        "disclosure/regulations/issued": "2",
        "disclosure/regulations/in_force": "1",
        "disclosure/regulations/repealed": "",
    }
    assert only(check_sheet(make_sheet("F2021", stock)), "T1-IMPLPREV").outcome is Outcome.BROKEN


# ---- figures that can't be read, or are not there


def test_an_unreadable_figure_stops_its_checks_and_no_others():
    result = check_sheet(make_sheet("F2021", {"requests/granted/enterprise": "1O"}))
    assert result.checked["T2-ROW"].cannot_check == 1
    assert result.checked["T2-OUT"].cannot_check == 1
    assert result.checked["T2-BAL"].cannot_check == 0
    assert [f.rule for f in result.findings] == ["CEL-OCR"]
    assert result.cells["requests/granted/enterprise"] is CellState.CANNOT_CHECK
    assert result.cells["requests/granted/natural_person"] is CellState.HOLDS


def test_a_missing_row_stops_its_checks_silently():
    result = check_sheet(make_sheet("F2021", without=["requests/partly_granted"]))
    assert result.findings == ()
    assert result.checked["T2-OUT"].cannot_check == 7
    assert result.checked["T2-ROW"].cannot_check == 1
    assert result.cells["requests/partly_granted/total"] is CellState.CANNOT_CHECK


def test_a_missing_table_is_tallied():
    readings = {"reviews": TableReading("reviews", TablePresence.MISSING)}
    result = check_sheet(make_sheet("F2021", without=["reviews"], readings=readings))
    assert result.findings == ()
    assert result.checked["T3-SUM"].cannot_check == 3
    assert result.cells["reviews/reconsideration/total"] is CellState.CANNOT_CHECK


def test_a_row_of_an_extension_that_is_not_there_does_not_count():
    topics = [line.addresses[0] for line in form("F2014").tables[0].lines if line.extension]
    result = check_sheet(make_sheet("F2014", without=topics))
    assert "TJ-Q4" not in result.checked
    assert result.cells["statistics/topic_01/value"] is CellState.UNCHECKED
    fujian = check_sheet(make_sheet("F2014_fujian", without=["statistics/fees_waived"]))
    assert fujian.checked["TJF-CELL"].holds == len(form("F2014_fujian").tables[0].lines) - 1


def test_an_empty_table_can_not_be_checked():
    texts = {f"requests/{r}": "" for r in ROWS_2021}
    result = check_sheet(make_sheet("F2021", texts))
    assert result.checked["T2-ROW"].cannot_check == 25
    assert result.checked["T2-OUT"].cannot_check == 7
    assert result.checked["T2-BAL"].cannot_check == 7
    assert result.checked["T3-SUM"].holds == 3


@pytest.mark.parametrize("mark", [Mark.LEADING_ZEROS, Mark.GLUED])
def test_a_doubtful_figure_never_makes_an_error(mark):
    sheet = make_sheet("F2021", {"reviews/reconsideration/total": "5"})
    doubtful = Quantity(State.NUMBER, "05", Decimal(5), None, frozenset({mark}))
    result = check_sheet(sheet.with_quantities({"reviews/reconsideration/total": doubtful}))
    finding = only(result, "T3-SUM")
    assert finding.severity is Severity.WARNING
    assert "读法存疑" in finding.message


def test_a_sheet_without_a_form_has_nothing_to_check():
    sheet = make_sheet("F2021")
    assert check_sheet(FactSheet(sheet.title, None, None, MappingProxyType({}))).findings == ()
    assert check_sheet(make_sheet("F2008")).checked == {}


def test_the_worst_comes_first_then_reading_order():
    texts = {
        "reviews/litigation_direct/total": "1",
        "reviews/reconsideration/total": "1",
        "requests/received/total": "1",
        "disclosure/fees/amount": "3元",
    }
    result = check_sheet(make_sheet("F2021", texts))
    of_tables = [f for f in result.findings if not f.rule.startswith("XT-")]
    assert [(f.rule, f.addresses[0]) for f in of_tables] == [
        ("T2-BAL", "requests/received/total"),
        ("T2-ROW", "requests/received/total"),
        ("T3-SUM", "reviews/reconsideration/total"),
        ("T3-SUM", "reviews/litigation_direct/total"),
        ("CEL-UNIT", "disclosure/fees/amount"),
    ]


def test_editing_puts_the_light_out():
    sheet = make_sheet("F2021", row("granted", *"3000004") | row("concluded_total", *"3000003"))
    assert of(check_sheet(sheet), "T2-ROW")
    mended = sheet.with_quantities({"requests/granted/total": parse_quantity("3")})
    assert of(check_sheet(mended), "T2-ROW") == []
