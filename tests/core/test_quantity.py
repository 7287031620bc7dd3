"""The text of a cell → a Quantity: what is a figure, what is not, and that nothing is guessed."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.quantity import Mark, State, parse_quantity


@pytest.mark.parametrize(
    ("raw", "value", "marks"),
    [
        ("0", "0", set()),
        ("3119", "3119", set()),
        ("  12 \n", "12", set()),
        ("\u00a07\u3000", "7", set()),
        ("96171.6", "96171.6", set()),
        ("12.50", "12.50", set()),
        ("０", "0", {Mark.FULL_WIDTH}),
        ("１２３", "123", {Mark.FULL_WIDTH}),
        ("1,234", "1234", {Mark.SEPARATOR}),
        ("1，234，567", "1234567", {Mark.SEPARATOR, Mark.FULL_WIDTH}),
        ("1 234", "1234", {Mark.SEPARATOR}),
        ("1'234.5", "1234.5", {Mark.SEPARATOR}),
        ("+1", "1", set()),
        ("-302", "-302", set()),
        ("－302", "-302", {Mark.FULL_WIDTH}),
        ("−302", "-302", set()),
        ("- 302", "-302", set()),
        ("3件", "3", {Mark.UNIT}),
        ("三", "3", {Mark.CHINESE}),
        ("十二", "12", {Mark.CHINESE}),
        ("一百零五", "105", {Mark.CHINESE}),
        ("二〇", "20", {Mark.CHINESE}),
        ("007", "7", {Mark.LEADING_ZEROS}),
    ],
)
def test_numbers(raw, value, marks):
    quantity = parse_quantity(raw)
    assert quantity.state is State.NUMBER
    assert quantity.value == Decimal(value)
    assert quantity.marks == marks
    assert quantity.raw == raw


@pytest.mark.parametrize(
    ("raw", "value", "unit", "in_ten_thousand_yuan"),
    [
        ("21207.84 万元", "21207.84", "万元", "21207.84"),
        ("80618元", "80618", "元", "8.0618"),
        ("251000 元", "251000", "元", "25.1"),
        ("1.2亿元", "1.2", "亿元", "12000"),
        ("3萬元", "3", "万元", "3"),
        ("808", "808", None, "808"),
    ],
)
def test_units_of_money(raw, value, unit, in_ten_thousand_yuan):
    quantity = parse_quantity(raw)
    assert (quantity.value, quantity.unit) == (Decimal(value), unit)
    assert quantity.in_ten_thousand_yuan() == Decimal(in_ten_thousand_yuan)


@pytest.mark.parametrize("raw", ["", " ", "\u00a0", "\u3000\n", "\u200b"])
def test_blank(raw):
    assert parse_quantity(raw).state is State.BLANK


@pytest.mark.parametrize(
    "raw", ["/", "\\", "-", "—", "——", "–", "－", "―", "／", "无", "不适用", "N/A"]
)
def test_dash(raw):
    assert parse_quantity(raw).state is State.DASH


@pytest.mark.parametrize(
    ("raw", "mark"),
    [
        ("200余", Mark.APPROXIMATE),
        ("约30件", Mark.APPROXIMATE),
        ("1O", Mark.LOOKALIKE),
        ("l2", Mark.LOOKALIKE),
        ("O", Mark.LOOKALIKE),
        ("? 0", Mark.STRAY),
        ("0、", Mark.STRAY),
        ("0.", Mark.STRAY),
        ("1,23", Mark.AMBIGUOUS_SEPARATOR),
        ("3 5", Mark.SEVERAL),
        ("3\n5", Mark.SEVERAL),
        ("万元", Mark.UNIT),
    ],
)
def test_what_is_not_plainly_a_number_is_unreadable(raw, mark):
    quantity = parse_quantity(raw)
    assert quantity.state is State.UNREADABLE
    assert quantity.value is None
    assert mark in quantity.marks


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("+12", 12), ("-302", -302), ("－302", -302), ("﹣302", -302), ("(302)", -302), ("（302）", -302),
        ("增12", 12), ("减302", -302), ("減302", -302), ("↑12", 12), ("↓302", -302), ("增加12", 12),
        ("减少302", -302), ("5", 5),
    ],
)  # fmt: skip
def test_signs_of_a_change(raw, value):
    assert parse_quantity(raw, signed=True).value == value


def test_a_bracketed_figure_is_negative_only_in_a_change_cell():
    assert parse_quantity("(302)").state is State.UNREADABLE


@settings(deadline=None)
@given(st.integers(-(10**12), 10**12))
def test_every_integer_reads_back(n):
    assert parse_quantity(str(n)).value == n
    assert parse_quantity(f"{n:,}").value == n
    assert (
        parse_quantity(
            str(n).translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
        ).value
        == n
    )


@settings(deadline=None)
@given(st.text(max_size=12))
def test_never_raises_and_a_value_means_a_number(raw):
    quantity = parse_quantity(raw, signed=True)
    assert (quantity.value is not None) == (quantity.state is State.NUMBER)
    assert quantity.raw == raw
