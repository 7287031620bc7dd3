"""NN: the text with itself, slips of writing, names of others."""

from __future__ import annotations

import pytest

from tests.core.narrative.telling import told


@pytest.mark.parametrize(
    ("text", "said", "sum_"),
    [
        ("共制作信息5435条，其中概况类信息23条，政务动态信息2597条，信息公开目录总量1229条，发布30条，通过其他方式公开1562条。",
         [("NN-SUM", "warning")], "23 + 2597 + 1229 + 30 + 1562 = 5441，多于总数5435条，多 6"),
        ("主动公开政府信息3200余条。其中，政务动态信息1600余条，社会公益信息660条，其他类1365条。",
         [("NN-SUM", "warning")], "1600余 + 660 + 1365 = 3625余，多于总数3200余条"),
        ("主动公开政府信息306条。通过政府网站公开政府信息数216条，通过微信公开政府信息数22条，其他方式公开政府信息数299条。",
         [("NN-SUM", "info")], "216 + 22 + 299 = 537"),
        ("主动公开政府信息173769万条，其中网站75656条、公众号98113条。", [("NN-UNIT", "warning")], "75656 + 98113 = 173769"),
        ("公开政府信息171条：政务公开领域信息124条，工作动态34条，政策文件2条。", [("NN-SUM", "warning")], "124 + 34 + 2 = 160，少于总数171条，少 11"),
        ("主动公开政务信息217条，其中，门户网站公开125条，微信公众号公开92条。", [], ""),
        ("发布各类政府信息61条。其中重点领域信息公开5条，通过政务新媒体发布信息39条。", [], ""),
        ("全年发布信息987条，其中重要政策信息31条、民生信息25条等。", [], ""),
    ],
)  # fmt: skip
def test_sums(text, said, sum_):
    found = told(text)
    assert found.said() == said
    if said:
        assert sum_ in found.finding(said[0][0]).message


@pytest.mark.parametrize(
    ("texts", "broken"),
    [
        (("我单位主动公开政府信息84条。", "2021年，中心累计主动公开政府信息72条。"), True),
        (("我县主动公开政府信息84条。", "全年共主动公开政府信息84条。"), False),
        (("我县主动公开政府信息84条。", "通过政府网站主动公开政府信息72条。"), False),
        (
            ("我县主动公开政府信息84条。", "全县共制作发布信息3143条，政务新媒体共发布信息758条。"),
            False,
        ),
        (("我县主动公开政府信息1.5万条。", "全年主动公开政府信息15000条。"), False),
        (("我县主动公开政府信息80余条。", "全年主动公开政府信息84条。"), False),
        (("2020年主动公开政府信息70条。", "2021年主动公开政府信息84条。"), False),
        (("主动公开政府信息84条，其中主动公开规范性文件4条。",), False),
    ],
)
def test_one_figure_told_twice(texts, broken):
    assert told(texts).said("NN-MULT") == ([("NN-MULT", "warning")] if broken else [])


def test_requests_told_twice_where_no_table_says_which():
    texts = ("全年收到政府信息公开申请12件。", "（二）全年收到政府信息公开申请21件。")
    assert told(texts, key="F2008").said("NN-MULT") == [("NN-MULT", "warning")]
    assert told(texts[:1], key="F2008").said("NN-MULT") == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("受理政府信息公开申请117件，办结171件，办结率100%。", "NN-RATE100"),
        ("由2020年的20条增至30条，增长60%。", "NN-YOY"),
        ("全年通过“疫情防控”专栏推送信息11余条。", "NN-APPROX"),
        ("全年发布动态信息　　　条，制作专题3个。", "NN-PLACE"),
        ("按照“”对全县政务新媒体进行集约整合，提升运行质效。", "NN-PLACE"),
        ("全年共组织召开政务公开工作推进会____次，推动落实。", "NN-PLACE"),
        ("根据XX县人民政府办公室的要求，认真做好信息公开工作。", "NN-PLACE"),
        ("一是加强领导。三是完善制度。三是强化监督。", "NN-ENUM"),
        ("一是加强领导。二是完善制度。四是优化平台。四是强化监督。", "NN-ENUM"),
        (
            "认真落实政府信息公开工作各项要求，认真落实政府信息公开工作各项要求，成效明显。",
            "NN-DUPPHRASE",
        ),
        ("推进决策公开。<!--[if !supportLists]-->二、加强解读工作。", "NN-MARKUP"),
        ("政府网站&nbsp;公开栏目更新及时。", "NN-MARKUP"),
        ("政务公开工作????取得成效。", "NN-MARKUP"),
    ],
)
def test_slips(text, rule):
    assert rule in {r for r, _ in told(text).said()}


@pytest.mark.parametrize(
    "text",
    [
        "全年发放资料200余份，发布信息1.5万余条，培训50多人次。",
        "一是加强领导；二是完善制度；三是强化监督。",
        "一是加强领导：一是明确分工，二是压实责任；二是完善制度；三是强化监督。",
        "实事求是地讲，一是一、二是二，公开就要彻底。",
        "不断优化“政务公开”专栏，做到“应公开尽公开”，“以公开为常态”。",
        "依据《中华人民共和国政府信息公开条例》（国务院令第711号）办理。",
        "所有办理件，均按时办结；依申请公开件，均依法答复。",
        "公开、公平、公正、便民；公开透明、公开透明是基本要求。",
        "（一）概述。（二）主动公开情况。",
        "为什么公开？公开什么？怎么公开？",
    ],
)
def test_no_slips(text):
    rules = {"NN-PLACE", "NN-ENUM", "NN-APPROX", "NN-DUPPHRASE", "NN-MARKUP"}
    assert {r for r, _ in told(text).said()} & rules == set()


def test_page_furniture_is_no_placeholder():
    texts = (
        "来源:原创     发布时间:2023-01-31 13:24    浏览次数:次",
        "【字体：大 中 小】 打印 文号：〔〕号",
    )
    assert told(texts).said("NN-PLACE") == []


@pytest.mark.parametrize(
    ("unit", "text", "quoted"),
    [
        (
            "卓尼县人民政府",
            "政务公开办公室具体负责协调、监督全区政务公开工作。",
            "监督全区政务公开工作",
        ),
        ("五原县和胜乡", "规范年报内容，提高办事处年报的发布质量。", "提高办事处年报的发布质量"),
        ("五原县和胜乡", "成立了由分管副主任任组长的专项工作组。", "分管副主任"),
        ("清禾县霜桥镇", "我乡高度重视政务公开工作。", "我乡"),
        ("清禾县", "我镇高度重视政务公开工作。", "我镇"),
        ("清禾县霜桥镇", "我局认真落实各项要求。", "我局"),
        ("清禾县水务局", "我委认真落实各项要求。", "我委"),
        ("清禾县水务局", "我镇认真落实各项要求。", "我镇"),
        (
            "迎宾路街道办事处",
            "受理公民、法人和其他组织向市政府及市政府办公室提出的政府信息公开申请。",
            "向市政府",
        ),
    ],
)
def test_names_of_other_bodies(unit, text, quoted):
    found = told(text, unit=unit)
    assert found.said("NN-UNITNAME") == [("NN-UNITNAME", "warning")]
    assert quoted in found.finding("NN-UNITNAME").message


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("隆德县", "学习《全区政府网站管理细则》，落实自治区、市要求，全区排名靠前。"),  # 自治区
        ("金安区", "我区推进全区政务公开工作，各乡镇、街道办事处和经济开发区积极配合。"),
        ("清禾县霜桥镇", "我镇在全县考核中名列前茅，我县通报表扬。"),
        ("清禾县水务局", "我局配合全县、全市政务公开工作。"),
        ("清禾县", "我办、县政府办公室指导各乡镇、街道办事处做好公开工作，各镇主动公开。"),
        ("岚泽市", "指导县（市、区）推进全市工作，我市成效明显。"),
        ("上方镇", "按照国家和省、市、区的要求，推进我镇工作。"),
        ("白云区棠景街道办事处", "我街、我街道、本办事处认真落实，办事处年报按时发布。"),
        ("桐乡市", "全市各镇、街道收到信息公开申请。"),
    ],
)
def test_names_that_are_right(unit, text):
    assert told(text, unit=unit).said("NN-UNITNAME") == []


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("卓尼县人民政府", "在浙江省杭州市西湖区人民政府门户网站公开信息。"),
        ("卓尼县人民政府", "通过《今日定安》公开信息，扩大宣传。"),
        ("金安区", "全市主动公开政府信息2345条。"),
        ("卓尼县人民政府", "临洮县各部门认真落实信息公开要求。"),
    ],
)
def test_foreign_places(unit, text):
    assert told(text, unit=unit).said("NN-FOREIGN") == [("NN-FOREIGN", "warning")]


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("卓尼县人民政府", "甘肃省人民政府、甘南藏族自治州政府部署，卓尼县政府门户网站更新。"),
        (
            "卓尼县人民政府",
            "赴浙江省杭州市西湖区政务公开办学习考察，与天津市和平区政府开展东西部协作。",
        ),
        ("随县经济开发区", "认真落实《条例》和县政府的要求。"),
        ("金安区", "全市考核排名第一，全市统一部署。"),
        ("淮安市人民政府", "指导涟水县政府、清江浦区政府推进试点。"),
        ("霜桥镇", "在浙江省杭州市西湖区人民政府门户网站公开信息。"),  # whose town isn't known
    ],
)
def test_places_at_home_or_visited(unit, text):
    assert told(text, unit=unit).said("NN-FOREIGN") == []
