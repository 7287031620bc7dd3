"""XT and PL: between the tables, and between them and chapter six."""

from __future__ import annotations

import pytest

from tests.core.narrative.telling import requests, reviews, told

FEE = "disclosure/fees/amount"
QUIET = "按规定办理各项工作。"


def fees(six: str, amount: str = "12.5", one: str = QUIET, **more: int):
    return told(one, {FEE: amount, **requests(**more)}, year=2024, six=six)


@pytest.mark.parametrize(
    ("six", "amount", "broken"),
    [
        ("全年收取政府信息公开信息处理费3940元。", "25861", False),
        ("全年收取政府信息公开信息处理费3940元。", "0.394", False),
        ("全年收取政府信息公开信息处理费3940元。", "0.39", True),
        ("收取信息处理费0.394万元。", "0.3", True),
        ("收取行政事业性收费3940元。", "0", False),
        ("信息处理费收费标准为每件100元。", "0", False),
        ("全年未收取信息处理费。", "0", False),
    ],
)
def test_fees_are_among_the_charges(six, amount, broken):
    found = fees(six, amount)
    assert found.said("XT-FEE") == ([("XT-FEE", "warning")] if broken else [])
    if broken:
        assert found.finding("XT-FEE").addresses == (FEE,)


def test_charges_left_blank_can_not_be_compared():
    found = fees("收取信息处理费3940元。", "")
    assert found.said("XT-FEE") == []
    assert found.tally("XT-FEE") == (0, 0, 1)


@pytest.mark.parametrize(
    ("amount", "broken"), [("2950", False), ("380", False), ("3945", True), ("2231", True)]
)
def test_tariffs_go_by_whole_tens(amount, broken):
    found = fees(f"全年收取信息处理费{amount}元。")
    assert found.said("XT-FEE10") == ([("XT-FEE10", "warning")] if broken else [])


@pytest.mark.parametrize(
    ("unpaid", "six", "broken"),
    [
        (2, "没有其他需要报告的事项。", True), (2, "发出收费通知3件，未收取信息处理费。", False), (0, "没有其他需要报告的事项。", False), (1, "无。", True),
    ],
)  # fmt: skip
def test_unpaid_fees_were_asked_for(unpaid, six, broken):
    found = fees(
        six, received=9, concluded_total=9, otherwise_fee_unpaid=unpaid, granted=9 - unpaid
    )
    assert found.said("XT-FEE-O62") == ([("XT-FEE-O62", "warning")] if broken else [])


@pytest.mark.parametrize(
    ("one", "six", "broken"),
    [
        ("收取信息处理费3940元。", "未收取信息处理费。", True),
        ("收取信息处理费3940元。", "无。", True),
        ("办理过程中没有收取任何费用。", "收取信息处理费3940元。", True),
        ("收取信息处理费3940元。", "全年收取信息处理费3490元。", True),
        ("收取信息处理费3940元。", "全年收取信息处理费3940元。", False),
        ("办理过程中没有收取任何费用。", "未收取信息处理费。", False),
        (QUIET, "收取信息处理费3940元。", False),
        ("2022年收取信息处理费3940元。", "未收取信息处理费。", False),
        ("收取行政事业性收费3940万元。", "未收取信息处理费。", False),
    ],
)
def test_one_and_six_tell_the_same(one, six, broken):
    found = fees(six, "500000", one)
    assert found.said("XT-FEE-NONE") == ([("XT-FEE-NONE", "warning")] if broken else [])


def test_cases_without_any_request():
    found = told(QUIET, reviews(reconsideration=(1, 0, 0, 0)))
    assert found.said("XT-T3-T2", "XT-T3-RATIO") == [("XT-T3-T2", "warning")]
    held = told(
        QUIET,
        reviews(reconsideration=(1, 0, 0, 0)) | requests(received=3, concluded_total=3, granted=3),
    )
    assert held.tally("XT-T3-T2") == (1, 0, 0)
    assert told(QUIET).tally("XT-T3-T2") == (1, 0, 0)
    assert told(QUIET, without=("reviews",)).tally("XT-T3-T2") == (0, 0, 1)


def test_more_cases_than_answers_need_last_year_s_report():
    many = reviews(reconsideration=(3, 0, 0, 0), litigation_direct=(1, 0, 0, 0))
    found = told(QUIET, many | requests(received=3, concluded_total=3, granted=3))
    assert found.tally("XT-T3-RATIO") == (0, 0, 1)
    assert "共 4 件，多于本年办结的 3 件" in found.finding("XT-T3-RATIO").message
    assert told(QUIET, many | requests(received=4, concluded_total=4, granted=4)).tally(
        "XT-T3-RATIO"
    ) == (1, 0, 0)


REGULATIONS = {
    "disclosure/regulations/in_force": "6",
    "disclosure/normative_documents/in_force": "3",
}


@pytest.mark.parametrize(
    ("unit", "broken"),
    [
        ("尼勒克县木斯镇", True), ("松木塘镇", True), ("随县经济开发区", True), ("隆德县", True), ("清禾县水务局", True), ("武汉市生态环境局", True),
        ("金安区", True), ("桐乡市", True), ("淮安市人民政府", False), ("上海市人民政府办公厅", False), ("湖北省", False), ("财政部", False),
        ("恩施土家族苗族自治州", False), ("岚泽市", False),
    ],
)  # fmt: skip
def test_who_can_make_regulations(unit, broken):
    found = told(QUIET, REGULATIONS, unit=unit)
    assert found.said("XT-CHANGZHANG") == ([("XT-CHANGZHANG", "warning")] if broken else [])
    assert told(QUIET, unit=unit).tally("XT-CHANGZHANG")[0] == 1


def test_a_town_known_by_its_words():
    found = told("结合我镇实际，汇报我镇政府信息公开工作。", REGULATIONS, unit="")
    assert found.said("XT-CHANGZHANG") == [("XT-CHANGZHANG", "warning")]
    assert told(QUIET, REGULATIONS, unit="").tally("XT-CHANGZHANG") == (0, 0, 1)


@pytest.mark.parametrize(
    ("unit", "valid", "said"),
    [("隆德县", "0", True), ("隆德县", "2", False), ("上方镇", "0", False), ("清禾县水务局", "0", False), ("淮安市人民政府", "0", True)],
)  # fmt: skip
def test_governments_have_documents_in_force(unit, valid, said):
    found = told(QUIET, {"disclosure/normative_documents/in_force": valid}, unit=unit)
    assert found.said("XT-NFZERO") == ([("XT-NFZERO", "info")] if said else [])


@pytest.mark.parametrize(
    ("otherwise", "total", "broken"),
    [(469, 3521, False), (1486, 13810, False), (4, 21, False), (4, 10, False), (5, 20, True), (5, 25, False), (30, 100, True)],
)  # fmt: skip
def test_many_otherwise_processed(otherwise, total, broken):
    figures = requests(
        received=total, concluded_total=total, otherwise_other=otherwise, granted=total - otherwise
    )
    assert told(QUIET, figures).said("PL-O6") == ([("PL-O6", "warning")] if broken else [])


@pytest.mark.parametrize(
    ("missing", "total", "said"), [(61, 100, True), (60, 100, False), (0, 0, False)]
)
def test_much_that_is_not_held(missing, total, said):
    figures = requests(
        received=total, concluded_total=total, unavailable_not_held=missing, granted=total - missing
    )
    assert told(QUIET, figures).said("PL-NOINFO") == ([("PL-NOINFO", "info")] if said else [])


PENDING = reviews(reconsideration=(5, 0, 0, 2), litigation_direct=(8, 0, 0, 1))
CORRECTED = reviews(reconsideration=(5, 1, 0, 0), litigation_direct=(8, 0, 0, 0))
CLOSED = reviews(reconsideration=(5, 0, 2, 0), litigation_direct=(8, 0, 0, 0))


@pytest.mark.parametrize(
    ("text", "figures", "broken"),
    [
        ("信息公开类行政复议7件，诉讼9件，均获维持，继续保持零败诉的记录。", PENDING, 1),  # real 01
        ("信息公开类行政复议6件，诉讼8件，均获维持。", CORRECTED, 1),
        ("信息公开类行政复议7件，诉讼8件，均已结案。", CLOSED, 0),  # real 65
        ("信息公开类行政复议7件，诉讼9件，均已审结。", PENDING, 1),
        ("行政诉讼9件，保持零败诉。", PENDING, 0),
        ("行政复议6件，无被纠错情形。", CORRECTED, 1),
        ("行政诉讼8件，无一败诉，行政复议6件。", CORRECTED, 0),
        ("行政复议7件，已审结的5件均获维持，其余正在审理。", PENDING, 0),
        ("行政诉讼9件，尚未审结1件，其余均获维持。", PENDING, 0),
        ("政府信息公开申请均已办结。", PENDING, 0),
        ("办理提案35件，均已办结。", PENDING, 0),
    ],
)
def test_all_settled(text, figures, broken):
    found = told(text, figures | requests(received=90, concluded_total=90, granted=90))
    assert found.said("PL-SETTLED") == [("PL-SETTLED", "warning")] * broken
