"""FMT-CONTACT, FMT-MIRROR, FMT-LAYOUT."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from core.facts import TablePresence, TableReading
from core.finding import Severity
from core.recognise import recognise
from core.rules import check_document
from tests.core.rules.making import make_document, of, only, structure

W, I = Severity.WARNING, Severity.INFO  # noqa: E741


def opened(*texts: str):
    period = "统计期限为2023年1月1日至2023年12月31日。"
    return structure(make_document(opening=(period, *texts)))


@pytest.mark.parametrize(
    "text",
    [
        "如有疑问，请与隆德县电子政务中心联系（地址：行政中心1号楼330室，联系电话：0954-6017831）。",  # seed 003
        "邮编：223001，电话：0517-83605210，电子邮箱：gkb@report.example",  # as real/04
        "联系电话：010-65123456",
        "联系电话 (021)62345678",
        "咨询电话：6012345",
        "联系地址：和畅路18号",
        "联系人手机 13912345678，联系时间为工作日",
    ],
)
def test_contact_is_given(text):
    result = opened(text)
    assert of(result, "FMT-CONTACT") == []
    assert result.checked["FMT-CONTACT"].holds == 1


@pytest.mark.parametrize(
    "text", ["", "通过“12345”便民服务热线回应6件。", "全年公开信息6543210条。"]
)  # seed 001
def test_no_contact_is_information(text):
    assert only(opened(text), "FMT-CONTACT").severity is I


def test_a_number_of_odd_length_is_information():
    finding = only(opened("联系电话：0954-60178"), "FMT-CONTACT")
    assert finding.severity is I
    assert "“0954-60178”" in finding.message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("uedbet官网登录", "uedbet"),
        ("365bet体育在线", "365bet"),
        ("www.qinghe88.com人民政府办公室编制", "www.qinghe88.com人民政府"),
        ("????，公开????信息", "????"),
        ("和勝鄉(xiāng)政務(wù)公開領(lǐng)導(dǎo)小組關(guān)于發(fā)布" * 5, "拼音"),  # seed 001
        (
            "縣城南區工委、管委高度重視政府信息公開工作，嚴格按照條例要求，積極安排部署，結合工作實際"
            * 40,
            "繁体字",
        ),
    ],
)
def test_a_copy_is_told_from_the_original(text, says):
    finding = only(opened(text), "FMT-MIRROR")
    assert finding.severity is W
    assert says in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "为什么？？",
        "县政府网站（www.qinghe.example）",
        "重(chóng)复",
        "公开彩票公益金使用情况",
        "参加中国—南亚博览会，实施百万博士计划，坚持应公开必发布",
        "持续打击跨境网络博彩，整治棋牌游戏和老虎机",
    ],
)
def test_an_original_is_silent(text):
    result = opened(text)
    assert of(result, "FMT-MIRROR") == []
    assert result.checked["FMT-MIRROR"].holds == 1


def test_tables_that_lost_their_layout_are_said_once():
    """real/24, 25."""
    document = make_document()
    sheet = recognise(document)
    lost = {k: TableReading(k, TablePresence.UNREADABLE) for k in ("disclosure", "requests")}
    sheet = replace(sheet, tables=MappingProxyType({**sheet.tables, **lost}))
    result = check_document(document, sheet)
    finding = only(result, "FMT-LAYOUT")
    assert finding.severity is I
    assert finding.message.startswith("表一、表二的行列或分隔已散乱")
    assert (result.checked["FMT-LAYOUT"].broken, result.checked["FMT-LAYOUT"].holds) == (2, 1)
    assert structure(document).checked["FMT-LAYOUT"].holds == 3
