"""The slips of people who type figures, what each weighs, and which one turns a figure into another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from core.localise.search import Number

__all__ = ["VALUES_GIVEN", "WEAK", "WEIGHTS", "Slip", "Weight", "slip_between", "weight"]


class Slip(StrEnum):
    TRANSPOSED = "transposed"
    DROPPED = "dropped"
    DOUBLED = "doubled"
    ZERO_MISSING = "zero-missing"
    ZERO_EXTRA = "zero-extra"
    MISREAD = "misread"
    SIGN = "sign"
    BLANK = "blank"
    LAST_YEAR = "last-year"
    LAST_PART = "last-part"
    SMALL_LAST_PART = "small-last-part"
    EXTRA_DIGIT = "extra-digit"
    WRONG_DIGIT = "wrong-digit"
    OTHER = "other"
    SWAPPED = "swapped"
    SWAPPED_FAR = "swapped-far"
    MOVED_UP = "moved-up"
    MOVED_DOWN = "moved-down"
    LINES_EXCHANGED = "lines-exchanged"
    LINES_EXCHANGED_FAR = "lines-exchanged-far"
    LINE_SHIFTED = "line-shifted"
    HEADING_FILLED = "heading-filled"
    CARRIED = "carried"
    CARRIED_FURTHER = "carried-further"
    TOTAL = "total"
    ZERO = "zero"
    DOUBTFUL = "doubtful"
    UNSURE = "unsure"
    AGAINST_STATEMENT = "against-statement"
    WITH_STATEMENT = "with-statement"
    LEFT_BROKEN = "left-broken"
    BREAKS_WARNING = "breaks-warning"
    BREAKS_INFO = "breaks-info"


@dataclass(frozen=True, slots=True)
class Weight:
    """`cost` of a slip, or what is added to the cost of a repair; `reason` for it."""

    cost: float
    reason: str


# One wrong figure costs about 1, so that the number of slips decides first and their kind ranks what is
# equal (Scholtus 2009: a slip that explains the figure beats an arbitrary change). Differences below
# ranking.MARGIN mean nothing: they only fix an order.
WEIGHTS: Mapping[Slip, Weight] = MappingProxyType(
    {
        # one figure
        Slip.TRANSPOSED: Weight(
            1.00, "one δ in nine is a multiple of 9; the digits fit by chance rarely"
        ),
        Slip.ZERO_EXTRA: Weight(1.00, "a factor of ten is hardly chance"),
        Slip.ZERO_MISSING: Weight(1.00, "a factor of ten is hardly chance"),
        Slip.SIGN: Weight(1.00, "the same figure with the other sign is hardly chance"),
        Slip.DOUBLED: Weight(1.00, "a key held too long; the other digits all agree"),
        Slip.LAST_YEAR: Weight(0.85, "two reports agree on the very figure"),
        Slip.LAST_PART: Weight(1.00, "δ is the very figure of the last part"),
        Slip.SMALL_LAST_PART: Weight(
            1.15, "the same with a part of one digit, which δ meets by chance"
        ),
        Slip.DROPPED: Weight(1.05, "ten digits fit in each place, so chance helps a little"),
        Slip.MISREAD: Weight(
            1.05, "the pairs 1/7, 3/8, 0/6, 5/6; δ of ±6 or ±5 in a place is not rare"
        ),
        Slip.BLANK: Weight(0.95, "a blank among figures is more often forgotten than meant as 0"),
        Slip.EXTRA_DIGIT: Weight(1.25, "any digit too many; fits many figures"),
        Slip.WRONG_DIGIT: Weight(1.30, "one of several digits; fits nearly every small δ"),
        Slip.OTHER: Weight(1.50, "no known slip"),
        # several figures in one slip
        Slip.MOVED_UP: Weight(
            1.10, "a value in the row above, the right cell empty (seed 004: 366)"
        ),
        Slip.MOVED_DOWN: Weight(1.20, "the same one row below; eyes slip upwards more often"),
        Slip.SWAPPED: Weight(1.20, "two neighbours exchanged; both figures agree"),
        Slip.SWAPPED_FAR: Weight(1.60, "two figures further apart exchanged"),
        Slip.LINES_EXCHANGED: Weight(1.20, "two neighbouring rows exchanged; all figures agree"),
        Slip.LINES_EXCHANGED_FAR: Weight(1.40, "two rows further apart exchanged"),
        Slip.LINE_SHIFTED: Weight(1.20, "a row entered one column off; all figures agree"),
        Slip.HEADING_FILLED: Weight(1.40, "a figure in a row that takes none, and missing nowhere"),
        Slip.CARRIED: Weight(0.35, "added: a total was computed from the wrong figure"),
        Slip.CARRIED_FURTHER: Weight(
            0.25, "added for every further total: each had to be written wrong"
        ),
        # what else is known of a figure, added
        Slip.TOTAL: Weight(-0.03, "totals are wrong more often than parts (DOMAIN: 总计 ≠ sum)"),
        Slip.ZERO: Weight(0.15, "most zeros are right: there was nothing to type"),
        Slip.DOUBTFUL: Weight(-0.30, "the reading of the cell is not certain"),
        Slip.UNSURE: Weight(-0.50, "times the doubt (1 − confidence) of the recognition"),
        Slip.AGAINST_STATEMENT: Weight(
            0.40, "the text or last year's report says the printed figure"
        ),
        Slip.WITH_STATEMENT: Weight(
            -0.40, "the text or last year's report says the repaired figure"
        ),
        # what a repair does to the other rules, added for each
        Slip.LEFT_BROKEN: Weight(
            0.80, "a rule about these figures stays broken, or an impossible figure"
        ),
        Slip.BREAKS_WARNING: Weight(0.50, "a rule that is a warning would break"),
        Slip.BREAKS_INFO: Weight(0.10, "a rule that is information would break"),
    }
)

# Slips that say themselves what the figures were; for the others any figure would do.
VALUES_GIVEN = frozenset(
    {
        Slip.SWAPPED,
        Slip.SWAPPED_FAR,
        Slip.MOVED_UP,
        Slip.MOVED_DOWN,
        Slip.LINES_EXCHANGED,
        Slip.LINES_EXCHANGED_FAR,
        Slip.LINE_SHIFTED,
    }
)
# Slips that turn so many figures into one another that they explain little.
WEAK = frozenset({Slip.OTHER, Slip.WRONG_DIGIT, Slip.EXTRA_DIGIT, Slip.SMALL_LAST_PART})

_MISREAD = frozenset(
    {("1", "7"), ("7", "1"), ("3", "8"), ("8", "3"), ("0", "6"), ("6", "0"), ("5", "6"), ("6", "5")}
)  # fmt: skip


def weight(slip: Slip) -> float:
    return WEIGHTS[slip].cost


def slip_between(printed: Number, right: Number) -> tuple[Slip, str]:
    """The likeliest slip that makes `printed` of `right`, and how to say it (Chinese, "" for none)."""
    if printed == -right and printed:
        return Slip.SIGN, "正负号写反"
    if not isinstance(printed, int) or not isinstance(right, int) or printed * right < 0:
        return Slip.OTHER, ""
    p, r = str(abs(printed)), str(abs(right))
    if len(p) == len(r):
        return _same_length(p, r)
    if len(p) == len(r) + 1:
        return _one_more(p, r)
    if len(p) + 1 == len(r):
        return _one_less(p, r)
    if printed and right and p.rstrip("0") == r.rstrip("0"):
        n = abs(len(p) - len(r))
        return (
            (Slip.ZERO_EXTRA, f"多写了{n}个0")
            if len(p) > len(r)
            else (Slip.ZERO_MISSING, f"少写了{n}个0")
        )
    return Slip.OTHER, ""


def _same_length(p: str, r: str) -> tuple[Slip, str]:
    different = [i for i, (a, b) in enumerate(zip(p, r, strict=True)) if a != b]
    if len(different) == 2 and different[1] == different[0] + 1:
        i, j = different
        if p[i] == r[j] and p[j] == r[i]:
            return Slip.TRANSPOSED, "相邻两位数字颠倒"
    if len(different) == 1:
        a, b = p[different[0]], r[different[0]]
        if (a, b) in _MISREAD:
            return Slip.MISREAD, f"的数字“{b}”误作“{a}”"
        if len(p) > 1:
            return Slip.WRONG_DIGIT, f"有一位数字写错，“{b}”写成“{a}”"
    return Slip.OTHER, ""


def _one_more(p: str, r: str) -> tuple[Slip, str]:
    for i, digit in enumerate(p):
        if p[:i] + p[i + 1 :] == r and r != "0":
            if digit == "0":
                return Slip.ZERO_EXTRA, "多写了一个0"
            if digit in (p[i - 1 : i], p[i + 1 : i + 2]):
                return Slip.DOUBLED, f"的数字“{digit}”多打了一次"
            return Slip.EXTRA_DIGIT, f"多了一位数字“{digit}”"
    return Slip.OTHER, ""


def _one_less(p: str, r: str) -> tuple[Slip, str]:
    for i, digit in enumerate(r):
        if r[:i] + r[i + 1 :] == p and p != "0":
            if digit == "0":
                return Slip.ZERO_MISSING, "少写了一个0"
            return Slip.DROPPED, f"漏了一位数字“{digit}”"
    return Slip.OTHER, ""
