"""Statements that there was nothing, and sentences that only look like them."""

from __future__ import annotations

import pytest

from core.narrative.negations import find_negations


def none_of(text: str, heading: str = "") -> set[str]:
    return {k for n in find_negations(text, heading) for k in n.kinds}


@pytest.mark.parametrize(
    "text",
    [
        "截止12月底，暂未有依申请公开情况。", "2022年度我镇未收到任何形式的依申请公开政府信息。",
        "街道未收到任何公民、法人和其他组织提出的公开政府信息的申请；", "未接到任何形式的信息公开申请。", "2022年我无依申请公开事项。",
        "未收到依申请公开事项.", "2021年度未收到政府信息依申请公开。", "全年没有收到政府信息公开申请，", "依申请公开情况：无。",
        "没有收到公民、法人和其他组织关于政府信息公开的申请。", "2022年，我镇未收到政府信息公开申请。", "未受理申请。",
    ],
)  # fmt: skip
def test_no_requests(text):
    assert "received" in none_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "无依申请公开超期答复情况。", "申请人无正当理由逾期不补正的，不再处理其政府信息公开申请。", "未依法答复政府信息公开申请3件。",
        "没有及时答复政府信息公开申请的，予以通报。", "未收到申请人的投诉。", "无需提出政府信息公开申请即可查询。", "不予公开政府信息。",
        "未收到有关政府信息公开行政复议的申请。", "没有不予公开的政府信息。", "未按时办结政府信息公开申请1件。",
    ],
)  # fmt: skip
def test_no_statement_about_requests(text):
    assert "received" not in none_of(text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("本年度无申请行政复议、提起行政诉讼和申诉的情况。", {"reconsideration", "litigation"}),
        ("我区2013年度未发生针对有关政府信息公开事务的行政复议和行政诉讼案件。", {"reconsideration", "litigation"}),
        ("未收到有关政府信息公开行政复议的申请。", {"reconsideration"}),
        ("未发生行政诉讼。", {"litigation"}),
        ("没有因政府信息公开引起的行政复议和行政诉讼事件。", {"reconsideration", "litigation"}),
        ("未因信息公开行政复议和提起行政诉讼情况。", {"reconsideration", "litigation"}),
        ("行政复议、行政诉讼均为零。", {"reconsideration", "litigation"}),
        ("未出现申请行政复议", {"reconsideration"}),
        ("未发生因政府信息公开引发的行政诉讼案件。", {"litigation"}),
        ("未发生依申请公开、行政复议和行政诉讼情况", {"received", "reconsideration", "litigation"}),
        ("无因政府信息公开引发的行政复议败诉案件", set()),
        ("未经复议直接起诉3件", set()),
        ("没有发生被行政复议机关纠错的情况", set()),
        ("不服答复的，可以申请行政复议", set()),
        ("未及时答辩的行政诉讼案件", set()),
    ],
)  # fmt: skip
def test_reviews(text, kinds):
    assert none_of(text) & {"received", "reconsideration", "litigation"} == kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("无上年结转的申请。", "brought_forward"), ("上年也没有结转。", "brought_forward"), ("无上年结转", "brought_forward"),
        ("，无结转下年度继续办理的申请。", "carried_forward"), ("无下年度结转。", "carried_forward"), ("没有结转到下一年度的申请。", "carried_forward"),
        ("没有收取任何费用。", "no_fee"), ("未收取信息处理费。", "no_fee"), ("对政府信息公开均未实行收费。", "no_fee"), ("依申请提供政府信息暂不收费。", "no_fee"),
        ("2021年我单位无信息管理费用情况。", "no_fee"), ("信息处理费为0元。", "no_fee"), ("未产生信息处理费", "no_fee"),
    ],
)  # fmt: skip
def test_stocks_and_fees(text, kind):
    assert none_of(text) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "没有违规收费情况。",
        "没有费用减免。",
        "没有向申请人发出收费通知。",
        "未按收费通知要求缴纳费用的，不再处理。",
    ],
)
def test_no_statement_about_fees(text):
    assert none_of(text) == set()


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("（二）政府信息公开事务支出情况", {"statistics_special_funds"}), ("（三）依申请公开政府信息收费情况", {"no_fee"}),
        ("（四）减免情况", set()), ("（二）依申请公开情况", {"received"}), ("四、行政复议、行政诉讼情况", {"cases"}), ("（一）宣传情况", set()),
    ],
)  # fmt: skip
def test_nothing_under_a_heading(heading, kind):
    assert none_of("未产生上述情况。", heading) == kind
    assert none_of("无。", heading) == kind
    assert none_of("无违规情况，各项工作正常。", heading) == set()
