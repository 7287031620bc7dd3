"""Bodies by their names: those of DOMAIN and of the real reports, and names that may be one body's."""

from __future__ import annotations

import pytest

from core.units import Level, UnitKind, similar_units, unit_of


@pytest.mark.parametrize(
    ("name", "kind", "level", "base"),
    [
        ("卓尼县人民政府", "government", Level.COUNTY, "卓尼县"),
        ("金安区", "government", Level.COUNTY, "金安区"),
        ("六安市金安区", "government", Level.COUNTY, "金安区"),
        ("淮安市人民政府", "government", Level.CITY, "淮安市"),
        ("迁安市人民政府", "government", Level.COUNTY, "迁安市"),  # 县级市
        ("岚泽市", "government", None, "岚泽市"),  # in no list: its level can't be told
        ("临夏回族自治州人民政府", "government", Level.CITY, "临夏回族自治州"),
        ("和田地区行政公署", "government", Level.CITY, "和田地区"),
        ("内蒙古自治区人民政府", "government", Level.PROVINCE, "内蒙古自治区"),
        ("鄂尔多斯市达拉特旗", "government", Level.COUNTY, "达拉特旗"),
        ("浦东新区人民政府", "government", Level.COUNTY, "浦东新区"),
        ("上海市人民政府办公厅", "office", Level.PROVINCE, "上海市政府办公室"),
        ("清禾县府办", "office", Level.COUNTY, "清禾县政府办公室"),
        ("五原县和胜乡", "town", Level.TOWN, "和胜乡"),
        ("五原縣和勝鄉(xiāng)", "town", Level.TOWN, "和胜乡"),
        ("大五里镇", "town", Level.TOWN, "大五里镇"),
        ("霜桥镇人民政府党政综合办公室", "town", Level.TOWN, "霜桥镇"),
        ("广州市白云区人民政府棠景街道办事处", "subdistrict", Level.TOWN, "棠景街道"),
        ("济川街道", "subdistrict", Level.TOWN, "济川街道"),
        ("随县经济开发区", "zone", Level.COUNTY, "经济开发区"),
        ("平潭综合实验区管委会", "zone", None, "平潭综合实验区"),
        ("清禾县市场监督管理局", "department", Level.COUNTY, "市场监督管理局"),
        ("天津市红桥区政务服务办公室", "department", Level.COUNTY, "政务服务办"),
        ("武汉市生态环境局", "department", Level.CITY, "生态环境局"),
        ("区发改局", "department", None, "区发改局"),
        ("国家税务总局清禾县税务局", "vertical", None, "国家税务总局清禾县税务局"),
        ("", "unknown", None, ""),
    ],
)
def test_kind_and_level(name, kind, level, base):
    unit = unit_of(name)
    assert (unit.kind, unit.level, unit.base) == (UnitKind(kind), level, base)


@pytest.mark.parametrize(
    ("name", "can"),
    [
        ("宿迁市人民政府", True),
        ("上海市人民政府办公厅", True),  # publishes the government's own figures
        ("甘南藏族自治州", True),
        ("尼勒克镇", False),
        ("随县经济开发区", False),
        ("隆德县", False),
        ("宿迁市教育局", False),
        ("岚泽市", None),
        ("某单位", None),
    ],
)
def test_who_may_make_regulations(name, can):
    assert unit_of(name).can_make_regulations is can


@pytest.mark.parametrize(
    ("names", "offered"),
    [
        (["平潭综合实验区", "平潭综合实验区管委会"], True),
        (["岚泽市人民政府", "岚泽市"], True),
        (["上方镇", "衢州市衢江区上方镇人民政府"], True),
        (["清禾县发改局", "清禾县发展和改革局"], True),
        (["霖溪县人民政府办公室", "霖溪县"], True),
        (["清禾县", "霖溪县"], False),
        (["清禾县城关镇", "安坪县城关镇"], False),
        (["清禾县民政局", "清禾县水务局"], False),
        (["清禾县水务局", "清禾县"], False),
        (["清禾县民政局", "安坪县民政局"], False),
        (["五原县 和胜乡", "五原縣和勝鄉"], False),  # one name, nothing to offer
    ],
)
def test_what_is_offered(names, offered):
    assert bool(similar_units(names)) is offered


def test_a_name_that_may_be_of_two_is_offered_with_each():
    offers = {o.names for o in similar_units(["清禾县城关镇", "安坪县城关镇", "城关镇"])}
    assert offers == {("城关镇", "清禾县城关镇"), ("城关镇", "安坪县城关镇")}


def test_three_names_of_one_body_are_one_offer():
    (offer,) = similar_units(["上方镇", "衢江区上方镇", "衢州市衢江区上方镇人民政府"])
    assert len(offer.names) == 3
