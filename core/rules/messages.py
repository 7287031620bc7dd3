"""How figures, sums and places are put into words (Chinese, fit for a letter)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from core.formula import Formula, Sum
from core.quantity import Quantity, State

__all__ = ["equation", "listing", "number", "quoted", "shown"]

_MANY_TERMS = 4  # a side with more terms is shown without its zeros


def number(value: Decimal) -> str:
    """Whole numbers without decimals, others without trailing zeros, never an exponent."""
    if value == value.to_integral_value():
        return f"{value:.0f}" if value else "0"
    return f"{value.normalize():f}"


def equation(formula: Formula, values: Mapping[str, Decimal]) -> str:
    """`3119 + 34 ≠ 3050 + 102，差 1` for a broken comparison, "" for another condition."""
    sides = formula.sides(values)
    if sides is None:
        return ""
    left, right = sides
    return (
        f"{_side(formula.left, left, values)} {formula.broken_sign} "
        f"{_side(formula.right, right, values)}，差 {number(abs(left - right))}"
    )


def _side(terms: Sum | None, value: Decimal, values: Mapping[str, Decimal]) -> str:
    if terms is None:
        return number(value)
    signed = [(t.sign, t.sign * (values[t.name] if t.name else t.constant)) for t in terms]
    if len(signed) > _MANY_TERMS:
        signed = [(s, v) for s, v in signed if v] or [(1, Decimal(0))]
    text = number(signed[0][1])
    for sign, v in signed[1:]:
        minus = v < 0 or (not v and sign < 0)
        text += f" {'−' if minus else '+'} {number(abs(v))}"
    return text


def shown(quantity: Quantity, value: Decimal) -> str:
    """A figure in a sentence: its value, or that its cell is empty."""
    if quantity.state is State.BLANK:
        return "空白"
    if quantity.state is State.DASH:
        return f"“{quantity.raw.strip()}”"
    return number(value)


def quoted(text: str, limit: int = 30) -> str:
    """`“text”` on one line, cut where it is long."""
    flat = " ".join(text.split())
    return f"“{flat if len(flat) <= limit else flat[: limit - 1] + '…'}”"


def listing(names: Sequence[str] | Iterable[str], limit: int = 6, counter: str = "格") -> str:
    """`甲、乙、丙` — with more than `limit` of them `甲、乙…等9格`."""
    every = list(names)
    if len(every) <= limit:
        return "、".join(every)
    return f"{'、'.join(every[: limit - 1])}等{len(every)}{counter}"
