"""FMT-PERIOD, FMT-BLANKPERIOD, FMT-YEAR."""

from __future__ import annotations

import pytest

from core.finding import Severity
from tests.core.rules.making import make_document, of, only, structure

W, I = Severity.WARNING, Severity.INFO  # noqa: E741
TITLE = "清禾县2023年政府信息公开工作年度报告"
PERIOD = "统计期限为2023年1月1日至2023年12月31日。"


def of_period(*opening: str, **more):
    return structure(make_document(opening=opening, title=more.pop("title", TITLE), **more))


@pytest.mark.parametrize(
    "text",
    [
        "本报告所列数据的统计期限自2023年1月1日起，至2023年12月31日止。",
        "统计期限自 2023 年 1 月 1 日起至 2023 年 12 月 31 日止",  # seed 003
        "本年度报告中所列数据统计期限从2023年1月1日到12月31日止。",  # real/01
        "报告所列统计期限自2023年1月1日至2023年12月31日。",  # real/04
        "统计时间为2023年度（1月1日至12月31日）。",
        "统计期限：2023年1月1日—12月31日",
        "所列数据截至2023年12月31日。",
    ],
)
def test_a_period_is_found_in_many_wordings(text):
    result = of_period(text)
    assert of(result, "FMT-PERIOD") == []
    assert result.checked["FMT-PERIOD"].holds == 1
    assert result.checked["FMT-BLANKPERIOD"].holds == 1


@pytest.mark.parametrize("text", ["", "截止2023年12月底，公开信息12条。", "全年工作报告如下。"])
def test_no_period_is_information(text):
    finding = only(of_period(text), "FMT-PERIOD")
    assert finding.severity is I


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("统计期限为202020年1月1日至2020年12月31日。", "202020年"),  # real/09
        ("统计期限自2023年1月1日至2023年12月31止。", "12月31"),  # real/18
        ("统计期限20231月1日至202312月31日。", "20231月1日"),  # real/40
        ("统计期限自202311日至20231231日。", "20231231日"),  # real/50
        ("2024122日", "2024122日"),  # seed 004, its signature
    ],
)
def test_a_broken_date_is_doubtful(text, wrong):
    finding = only(of_period(text), "FMT-PERIOD")
    assert finding.severity is W
    assert f"“{wrong}”" in finding.message


def test_a_period_over_two_years_is_doubtful():
    finding = only(of_period("统计期限为2022年1月1日至2023年12月31日。"), "FMT-PERIOD")
    assert finding.severity is W
    assert "不是一个年度" in finding.message


@pytest.mark.parametrize(
    "text", ["本报告数据的统计期限自至。", "统计期限自 年 月 日至 年 月 日。", "统计期限为：自至"]
)
def test_a_period_left_blank_is_doubtful(text):
    result = of_period(text)
    assert only(result, "FMT-BLANKPERIOD").severity is W  # real/55
    assert of(result, "FMT-PERIOD") == []


def test_a_period_may_stand_after_the_break():
    document = make_document(
        opening=(), headings=("一、总体情况",), ending=("二、主动公开政府信",), kind="text",
        tables=dict.fromkeys(("disclosure", "requests", "reviews")),
    )  # fmt: skip
    result = structure(document)
    assert of(result, "FMT-PERIOD") == []


# ---- FMT-YEAR


def of_year(
    text: str, *, title: str = TITLE, opening: tuple[str, ...] = (PERIOD,), chapter: int = 1
):
    usual = "主动公开、依申请公开、政府信息管理、平台建设、监督保障情况如下。"
    return structure(make_document(title=title, opening=opening, bodies={chapter: (usual, text)}))


@pytest.mark.parametrize(
    "text",
    [
        "2023年，我县主动公开政府信息12条，比2022年增加3条。",
        "2022年，我县公开政府信息9条；2023年增长33%。",  # a comparison
        "自2008年以来，我县历年公开信息5000条。",
        "2024年，我县将公开各类信息。",
        "根据《2022年政务公开工作要点分工》，2023年公开信息。",  # quoted titles do not count… as years
        "2022年12月印发的规划。",
    ],
)
def test_lone_other_years_are_normal(text):
    assert [f for f in of(of_year(text), "FMT-YEAR") if f.severity is W] == []


def test_the_years_work_told_of_another_year_is_doubtful():
    """real/18: “2022年…” inside the report on 2023."""
    finding = only(of_year("2022年，我镇主动公开政府信息12条。"), "FMT-YEAR")
    assert finding.severity is W
    assert "2022年,我镇主动公开政府信息12条" in finding.message


def test_last_years_fee_sentence_left_in_is_doubtful():
    document = make_document(
        title=TITLE, opening=(PERIOD,), ending=("2022年，本单位未收取信息处理费。",)
    )
    assert only(structure(document), "FMT-YEAR").severity is W


def test_plans_speak_of_the_next_year():
    result = of_year("2024年，我县主动公开信息要增加。存在问题，加以改进。", chapter=5)
    assert of(result, "FMT-YEAR") == []


def test_title_and_period_must_agree():
    result = of_year("", opening=("统计期限为2022年1月1日至2022年12月31日。",))
    finding = only(result, "FMT-YEAR")
    assert finding.severity is W
    assert finding.message == "标题为2023年，统计期限为2022年。"


def test_most_of_the_text_must_speak_of_the_year():
    text = "2022年召开会议。2022年5月培训。2022年10月检查。"
    finding = only(of_year(text), "FMT-YEAR")
    assert "正文多说2022年（3处" in finding.message


def test_published_before_the_year_was_over():
    finding = only(of_year("", opening=("发布日期：2023-01-20", PERIOD)), "FMT-YEAR")
    assert finding.severity is W
    assert "早于2023年度结束" in finding.message


def test_key_points_of_an_earlier_year_are_information():
    """Seed 004 cites those of 2018 in its report on 2019."""
    finding = only(
        of_year("根据《清禾县2022年政务公开工作要点分解方案》精神，开展工作。"), "FMT-YEAR"
    )
    assert finding.severity is I
    assert of(of_year("根据《清禾县2023年政务公开工作要点》，开展工作。"), "FMT-YEAR") == []
