"""Figures in a sentence: what is one, what is none, and how loosely it is meant."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.narrative.numbers import Approximation, find_numbers
from core.narrative.passages import normalised


def figures(text: str) -> list[tuple[str, str, str]]:
    return [(f"{n.value:f}", n.unit, str(n.approximation)) for n in find_numbers(normalised(text))]


@pytest.mark.parametrize(
    ("text", "value", "unit", "approximation"),
    [
        ("主动公开政府信息 3200 余条", "3200", "条", "more"),
        ("制作信息5435条", "5435", "条", "exact"),
        ("公开信息 1.53 万条", "15300", "条", "exact"),
        ("主动公开政府信息1.8万余条", "18000", "条", "more"),
        ("访问量达483,578人次", "483578", "人次", "exact"),
        ("访问量达４８３，５７８人次", "483578", "人次", "exact"),
        ("受理依申请公开三件", "3", "件", "exact"),
        ("受理申请十二件", "12", "件", "exact"),
        ("发放资料近300份", "300", "份", "less"),
        ("约200条", "200", "条", "about"),
        ("200条左右", "200", "条", "about"),
        ("超过1000条", "1000", "条", "more"),
        ("90%以上事项", "90", "%", "more"),
        ("办结率百分之九十九点五", "99.5", "%", "exact"),
        ("近百分之90", "90", "%", "less"),
        ("占33.9％", "33.9", "%", "exact"),
        ("采购21207.84 万元", "212078400", "元", "exact"),
        ("微信公众号2443条", "2443", "条", "exact"),
        ("申请数量为0，", "0", "", "exact"),
        ("新收0宗", "0", "宗", "exact"),
    ],
)
def test_a_figure(text, value, unit, approximation):
    ((found, its_unit, its_kind),) = figures(text)
    assert Decimal(found) == Decimal(value)
    assert (its_unit, its_kind) == (unit, approximation)


@pytest.mark.parametrize(
    "text",
    [
        "2020年12月31日", "国办公开办函〔2021〕30号", "衢政办通[2019]119号", "（国务院令第711号）", "第二十条第（五）项",
        "电话：0517-83605210", "邮编：223001", "“12345”便民服务热线", "发布“创新12条”", "《关于稳增长的30条措施》",
        "一是加强领导", "一次性告知", "一起推进", "24值班制", "1+N矩阵", "在6个月内提起", "http://www.example.gov.cn/2021/12件",
        "1、主动公开", "第3件", "数十条",
    ],
)  # fmt: skip
def test_no_figure(text):
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "admitted", "refused"),
    [
        ("290余条", (290, 299), (289, 300)),
        ("3200余条", (3200, 3299), (3199, 3300)),
        ("11余条", (11,), (12, 10)),
        ("3万余条", (30_000, 39_999), (40_000,)),
        ("近3000条", (2999, 2001, 3000), (3001, 2000)),
        ("约200条", (190, 210), (189, 211)),
        ("200条", (200,), (199, 201)),
    ],
)
def test_tolerance(text, admitted, refused):
    (number,) = find_numbers(text)
    assert all(number.admits(Decimal(v)) for v in admitted)
    assert not any(number.admits(Decimal(v)) for v in refused)


def test_several_in_a_sentence():
    assert figures("收到12件，答复11件（含上年结转2件）、占91.7%") == [
        ("12", "件", "exact"), ("11", "件", "exact"), ("2", "件", "exact"), ("91.7", "%", "exact"),
    ]  # fmt: skip
    assert find_numbers("")[:1] == ()
    assert find_numbers("近3件")[0].approximation is Approximation.LESS
