"""FMT-DATE: the last day by kind of body (DOMAIN §0.2), and where a report gives its date."""

from __future__ import annotations

import pytest

from core.finding import Outcome, Severity
from tests.core.rules.making import make_document, of, structure

E, W = Severity.ERROR, Severity.WARNING


def judged(unit: str, year: int, date: str, *, said: str = "", key: str = "F2021"):
    title = f"{unit}{year}年政府信息公开工作年度报告"
    opening = (
        f"发布日期：{date}",
        f"统计期限为{year}年1月1日至{year}年12月31日。联系电话：0399-6123456。{said}",
    )
    result = structure(make_document(key, title=title, opening=opening))
    found = of(result, "FMT-DATE")
    return found[0].severity if found else result.checked["FMT-DATE"]


def holds(tally) -> bool:
    return getattr(tally, "holds", 0) == 1


@pytest.mark.parametrize(
    ("unit", "year", "date", "expected"),
    [
        # departments
        ("红桥区政务服务办", 2022, "2023-01-31", None),
        ("红桥区政务服务办", 2022, "2023-02-16", E),  # real/16
        ("天镇县信访局", 2021, "2022-02-11", E),  # real/42
        ("清禾县人民医院", 2021, "2022-02-11", W),  # perhaps no 行政机关
        ("清禾县发展和改革委员会", 2021, "2022-02-11", E),
        # towns and sub-districts, "参照"
        ("大五里镇", 2020, "2021-01-29", None),  # real/08
        ("杨林镇", 2023, "2024-03-26", W),  # real/19
        ("广州市白云区人民政府棠景街道办事处", 2021, "2022-01-24", None),  # real/20
        ("济川街道", 2023, "2024-04-26", W),
        # governments: the 汇总 report's step, then 31 March
        ("清禾县", 2023, "2024-02-20", None),
        ("清禾县", 2023, "2024-02-21", W),
        ("清禾县人民政府", 2023, "2024-03-31", W),
        ("清禾县人民政府", 2023, "2024-04-01", E),
        ("宿迁市", 2024, "2025-03-10", None),
        ("宿迁市", 2024, "2025-03-11", W),
        ("江苏省人民政府", 2024, "2025-03-31", None),
        ("江苏省人民政府", 2024, "2025-04-01", E),
        ("岚泽市", 2024, "2025-03-01", None),  # of unknown level: the later step
        ("上海市人民政府办公厅", 2021, "2022-01-31", None),
        ("清禾县人民政府办公室", 2021, "2022-02-10", E),  # nothing says it is the county's 汇总
        # bodies with no date of their own in the notices
        ("随县经济开发区", 2021, "2022-02-10", W),
        # before 2019 there was one date for all
        ("清禾县水务局", 2016, "2017-03-31", None),
        ("清禾县水务局", 2016, "2017-04-01", E),
        ("金安区", 2013, "2014-01-15", None),  # seed 002
        # more than a year late: the page may have been moved
        ("清禾县水务局", 2021, "2024-05-06", W),
    ],
)
def test_last_day(unit, year, date, expected):
    key = "F2021" if year > 2020 else "F2019" if year > 2018 else "F2014"
    got = judged(unit, year, date, key=key)
    assert got is expected if expected else holds(got)


def test_a_report_that_mixes_office_and_county_is_doubtful():
    """Seed 000: “全县” and “我办”, 9 February."""
    assert (
        judged("卓尼县人民政府", 2020, "2021-02-09", said="全县各部门，结合我办统计。", key="F2019")
        is W
    )
    assert holds(judged("卓尼县人民政府", 2020, "2021-02-09", said="全县各部门。", key="F2019"))
    assert (
        judged("卓尼县人民政府办公室", 2020, "2021-02-09", said="结合我办统计。", key="F2019") is E
    )
    assert judged("卓尼县人民政府办公室", 2020, "2021-02-09", said="全县，我办。", key="F2019") is W


@pytest.mark.parametrize("unit", ["某单位", "国家税务总局清禾县税务局"])
def test_a_body_whose_date_is_not_known_can_not_be_checked(unit):
    assert judged(unit, 2022, "2023-02-10").cannot_check == 1
    assert judged(unit, 2022, "2023-04-10") is W


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (
            ["来源:原创     发布时间:2023-02-16 13:24    浏览次数:次"],
            "发布时间2023年2月16日",
        ),  # real/15
        (["文号: 公开日期: 2023-02-16"], "公开日期2023年2月16日"),  # seed 004
        (["公开日期：", "2023-02-16"], "公开日期2023年2月16日"),
        (["2023-02-16 发布:清禾县人民政府办公室 点击数:"], "标题下的日期2023年2月16日"),  # seed 000
        (["生成日期: 2023-02-16"], "生成日期2023年2月16日"),  # seed 002
        (["2023.2.16"], "标题下的日期2023年2月16日"),
    ],
)
def test_where_the_date_stands(lines, says):
    opening = (*lines, "统计期限为2022年1月1日至2022年12月31日。")
    document = make_document(title="清禾县水务局2022年政府信息公开工作年度报告", opening=opening)
    (finding,) = of(structure(document), "FMT-DATE")
    assert finding.message.startswith(says)
    assert finding.anchors


@pytest.mark.parametrize(
    "signed", ["2023年2月16日", "清禾县水务局2023年2月16日", "二〇二三年二月十六日"]
)
def test_a_signature_alone_is_less_certain(signed):
    document = make_document(
        title="清禾县水务局2022年政府信息公开工作年度报告",
        ending=("未收取信息处理费。", "清禾县水务局", signed),
    )
    (finding,) = of(structure(document), "FMT-DATE")
    assert finding.severity is W
    assert "落款日期2023年2月16日" in finding.message


def test_the_date_of_publication_goes_before_the_signature():
    document = make_document(
        title="清禾县水务局2022年政府信息公开工作年度报告",
        opening=("发布日期：2023-01-19", "统计期限为2022年1月1日至2022年12月31日。"),
        ending=("未收取信息处理费。", "2023年2月16日"),
    )
    assert structure(document).checked["FMT-DATE"].holds == 1


@pytest.mark.parametrize(
    "line",
    [
        "生效时间：2023-02-16",
        "统计时间：2022年12月31日",
        "发布日期：2023-02-30",  # there is no such day
        "2023年2月16日，召开政务公开工作会议。",
    ],
)
def test_other_dates_are_not_the_reports(line):
    document = make_document(
        title="清禾县水务局2022年政府信息公开工作年度报告",
        opening=(line, "统计期限为2022年1月1日至2022年12月31日。"),
    )
    tally = structure(document).checked["FMT-DATE"]
    assert (tally.broken, tally.cannot_check) == (0, 1)
    assert of(structure(document), "FMT-DATE") == []


def test_without_a_date_nothing_is_said():
    result = structure(make_document())
    assert of(result, "FMT-DATE") == []
    assert result.checked["FMT-DATE"].cannot_check == 1


def test_the_message_can_go_into_a_letter():
    document = make_document(
        title="天镇县信访局2021年政府信息公开工作年度报告", opening=("发布日期：2022-02-11",)
    )
    (finding,) = of(structure(document), "FMT-DATE")
    assert finding.outcome is Outcome.BROKEN
    assert finding.message == "发布日期2022年2月11日，部门的报告应在2022年1月31日前公布。"
