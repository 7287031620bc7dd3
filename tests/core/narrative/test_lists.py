"""Lists of parts, percentages and growth within the text."""

from __future__ import annotations

import pytest

from core.narrative.lists import ListOutcome
from tests.core.narrative.telling import told

HOLDS, MORE, FEWER = ListOutcome.HOLDS, ListOutcome.MORE, ListOutcome.FEWER
CHANNELS, MAGNITUDE = ListOutcome.CHANNELS, ListOutcome.MAGNITUDE


def lists(*text: str) -> list[tuple[str, ListOutcome, int]]:
    """(total, outcome, number of parts)."""
    narrative = told(text).narrative
    return [(narrative.figure(x.total).text, x.outcome, len(x.parts)) for x in narrative.lists]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # real 08, 20, 24, 57 and pages met on the way
        ("主动公开政务信息共217条。目前渠道主要包括政府门户网站和微信公众号等，其中，门户网站公开125条，微信公众号公开92条。", ("217条", HOLDS, 2)),
        ("主动公开政府信息306条，其中：组织机构类信息11条、工作动态类信息36条、行政执法类信息116条、财政预决算信息12条、政府工作报告2条、年度报告1条、其他信息128条。",
         ("306条", HOLDS, 7)),
        ("主动公开政府信息78条，其中政府网站公开政府信息数28条，政务微信公开政府信息数1条，其他方式公开政府信息数49条。", ("78条", HOLDS, 3)),
        ("2014年主动公开政府信息 2543条。其中，区管委会及区直各部门主动公开政府信息1687条，占66%。各乡镇主动公开政府信息856条，占34%。", ("2543条", HOLDS, 2)),
        ("主动公开政府信息总数171条：基层政务公开领域信息124条，工作动态34条，预算决算4条，应急预案3条，政策文件2条，其他政府信息4条。", ("171条", HOLDS, 6)),
        ("发布信息3300余条。其中，通过网络平台发布信息3100余条，线下媒体发布200余条。", ("3300余条", HOLDS, 2)),
        ("办理依申请公开答复52件，其中予以公开及部分公开43件、因本机关不掌握相关情况等无法提供6件、信访举报投诉类申请及重复申请等不予处理3件。", ("52件", HOLDS, 3)),
        ("收到政府信息依申请公开9件，上年转结1件，其中网络申请数5件，信函申请数5件。", ("9件", HOLDS, 2)),
        ("收到依申请公开14件（其中信件申请10件，网络申请4件），已办结12件。", ("14件", HOLDS, 2)),
        ("公开信息200条，网站访问量3万人次，其中政策文件120条、民生信息80条。", ("200条", HOLDS, 2)),
    ],
)  # fmt: skip
def test_lists_that_come_out(text, expected):
    assert expected in lists(text)
    assert all(outcome is HOLDS for _, outcome, _ in lists(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # seeds 000 and 003, real 57 and 01
        ("共制作信息5435条，其中概况类信息23条，政务动态信息2597条，信息公开目录总量1229条，网站总访问量达483578人次，维护专题专栏2个共发布30条，通过其他方式公开1562条；全年平稳。",
         ("5435条", MORE, 5)),
        ("主动公开政府信息 3200 余条。其中，政务动态信息 1600 余条，权力配置信息 31 条，政府公报 4 期，社会公益信息 660 条，其他类 1365 条。", ("3200余条", MORE, 5)),
        ("答复申请805件。予以公开及部分公开258件；不予公开35件；无法提供265件；不予处理158件；其他处理0件。", ("805件", FEWER, 5)),
        ("主动公开政府信息306条，其中：机构职能类信息11条、工作动态类信息36条、其他信息128条。", ("306条", FEWER, 3)),
        ("公开政府信息171条：政务公开领域信息124条，工作动态34条，政策文件2条。", ("171条", FEWER, 3)),
        ("主动公开政务信息217条，其中，门户网站公开125条，微信公众号公开91条。", ("217条", FEWER, 2)),
        ("行政复议351件，其中结果维持72件，结果纠正64件，其他结果178件，尚未审结38件。", ("351件", MORE, 4)),
        ("收到政府信息公开申请12件，其中自然人9件，法人或其他组织2件。", ("12件", FEWER, 2)),
        ("公开政府信息130条，包括网站35条，媒体80条，公众号243条。", ("130条", MORE, 3)),
        ("公开政府信息12条，其中政策文件类20条。", ("12条", MORE, 1)),
        ("主动公开政府信息306条。通过政府网站公开政府信息数216条，通过微信公开政府信息数22条，其他方式公开政府信息数299条。", ("306条", CHANNELS, 3)),
        ("主动公开政府信息173769万条，其中网站75656条、公众号98113条。", ("173769万条", MAGNITUDE, 2)),
    ],
)  # fmt: skip
def test_lists_that_do_not(text, expected):
    assert expected in lists(text)


def test_a_list_whose_total_stands_in_an_earlier_paragraph():
    found = lists(
        "全年主动公开政府信息 2543条。",
        "我区主动公开政府信息的主要类别有：机构职能类信息594条，政策类信息281条，国土资源、环保能类98条，其他应主动公开的信息1946条。",
    )
    assert found == [("2543条", MORE, 4)]


def test_a_list_of_paragraphs():
    assert lists(
        "主动公开政府信息310条，其中：",
        "1.政策文件类100条；",
        "2.工作动态类150条；",
        "3.其他60条。",
    ) == [("310条", HOLDS, 3)]
    assert lists(
        "主动公开政府信息300条，其中：",
        "1.政策文件类100条；",
        "2.工作动态类150条；",
        "3.其他60条。",
    ) == [("300条", MORE, 3)]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("新收依申请公开1647件，自然人1381件、法人或者其他组织266件。", HOLDS),
        ("新收依申请公开1647件，自然人1382件、法人或者其他组织266件。", MORE),
        ("新收依申请公开1647件，自然人1380件、法人或者其他组织266件。", FEWER),
        ("新收依申请公开1647件，上年结转1件，自然人1382件、法人或者其他组织266件。", HOLDS),
    ],
)
def test_both_kinds_of_applicants_make_the_whole(text, outcome):
    assert [found[1] for found in lists(text)] == [outcome]


@pytest.mark.parametrize(
    "text",
    [
        # seed 001: two of many; lists left open; parts of different kinds
        "发布各类政府信息61条。其中重点领域信息公开5条，通过政务新媒体发布信息39条，通过热线回应社会关切6件。",
        "全年发布信息987条，其中重要政策信息31条、民生信息25条等。",
        "主动公开政府信息余1.53万条。其中，通过门户网站公开信息5836条，开展互动访谈24期；通过微博微信公开信息8226条，发布短信302期。",
        "收到政府信息公开申请25件，其中办结20件，自然人申请15件。",
        "收到政府信息公开申请100件（上年结转5件），其中办结98件，结转下年7件。",
        "行政复议13件，其中维持6件，纠正6件。",
        "公开政策文件87件，解读20篇，其中图解12篇、视频6篇。",
        "共收到申请20件，较上年增加5件，其中网络申请12件。",
        "举办培训3次，培训120人次，其中领导干部30人次。",
        "公开信息500条，解读材料20篇，其中政府网站300条，微信100条。",
    ],
)  # fmt: skip
def test_near_misses(text):
    assert [found for found in lists(text) if found[1] is not HOLDS] == []


def rates(text: str, **figures: str) -> list[tuple[str, str]]:
    return told(text).said("NT-RATE", "NN-RATE100", "NN-YOY")


@pytest.mark.parametrize(
    "text",
    [
        "主动公开政府信息2543条。其中部门1687条，占66%；乡镇856条，占34%。",
        "答复政府信息公开申请805件，不予处理158件，占19.6%。",
        "共受理3件政府信息公开申请，办结3件，办结率100%。",
        "收到政府信息公开申请120件，答复100件，其中予以公开50件，占41.7%。",
        "办结664件，予以公开257件（占38.7%）。",
        "予以公开258件，占805件的32.0%。",
        "按时答复率100%。",
        "受理政府信息公开申请12件，答复10件，按时答复率100%。",
        "12345热线受理诉求4218件，办结4200件，办结率100%。",
        "由2019年的20件增至30件，增长50%。",
        "回应留言由上年的30条降至20条，下降33.3%。",
        "90%以上事项实现网上可办，80%以上的事项可“不见面”办理。",
        "办结率约95%，受理政府信息公开申请100件，办结96件。",
    ],
)
def test_percentages_that_hold(text):
    assert rates(text) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("答复政府信息公开申请805件。予以公开及部分公开258件，占33.9%。", "NT-RATE"),
        ("主动公开政府信息2543条，其中部门1687条，占61%。", "NT-RATE"),
        ("办结政府信息公开申请664件，予以公开257件（占36%）。", "NT-RATE"),
        ("受理政府信息公开申请117件，办结171件，办结率100%。", "NN-RATE100"),
        ("受理政府信息公开申请120件，办结90件，办结率80%。", "NT-RATE"),
        ("政务新媒体发布信息由2020年的20条增至30条，增长60%。", "NN-YOY"),
        ("2021年举办培训30次，比2020年的20次增长33.3%。", "NN-YOY"),
        ("意见征集由上年的30次降至20次，下降50%。", "NN-YOY"),
    ],
)
def test_percentages_that_break(text, rule):
    assert rates(text) == [(rule, "warning")]


def test_a_quotient_cut_off_is_information():
    found = told("答复政府信息公开申请805件。不予公开35件，占4.34%。")
    assert found.said("NT-RATE") == [("NT-RATE", "info")]
    assert "四舍五入应为4.35%" in found.finding("NT-RATE").message


def test_shares_of_the_tables():
    figures = {
        "requests/granted/total": "585", "requests/partly_granted/total": "0", "requests/refused_state_secret/total": "73",
        "requests/concluded_total/total": "1000", "requests/received/total": "990", "requests/brought_forward/total": "10",
    }  # fmt: skip
    text = "共办理政府信息公开申请1000件，其中予以公开或部分公开占58.5%、不予公开占{}%。"
    assert told(text.format("7.3"), figures).said("NT-RATE") == []
    assert told(text.format("8.3"), figures).said("NT-RATE") == [("NT-RATE", "warning")]
