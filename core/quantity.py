"""The text of one cell → a Quantity.

Zero, a number, a blank, a dash and an unreadable text are five different things to an auditor, and
they stay different here. Nothing is guessed: a text that is not plainly a number is *unreadable*, and
what stands in its way is named in :attr:`Quantity.marks` (DOMAIN §2.2, CEL).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

__all__ = ["DOUBTFUL", "Mark", "Quantity", "State", "clean", "parse_quantity"]


class State(StrEnum):
    """What a cell holds. The values are those of the JSON (`facts[].state`)."""

    NUMBER = "number"
    BLANK = "blank"
    DASH = "dash"
    UNREADABLE = "unreadable"


class Mark(StrEnum):
    """What an auditor should know of the way a figure was written (DOMAIN §2.2)."""

    SEPARATOR = "separator"  # thousands separators: 1,234
    AMBIGUOUS_SEPARATOR = "ambiguous-separator"  # 1,23
    FULL_WIDTH = "full-width"  # １２
    CHINESE = "chinese"  # 三, 十二
    UNIT = "unit"  # 21207.84 万元
    APPROXIMATE = "approximate"  # 200余
    LOOKALIKE = "lookalike"  # letters among digits: O, l, S
    STRAY = "stray"  # `? 0`, `0.`, `0、`
    LEADING_ZEROS = "leading-zeros"
    SEVERAL = "several"  # several numbers in one cell
    GLUED = "glued"  # separators between cells were lost (set by the recogniser)
    DEDUPLICATED = "deduplicated"  # repeated texts were removed (set by the recogniser)
    UNSURE = "unsure"  # recognised in a picture, and not surely (set by the recogniser)
    DECODED = "decoded"  # one of several possible readings, chosen because the sums then hold


DOUBTFUL = frozenset(
    {
        Mark.LEADING_ZEROS, Mark.GLUED, Mark.DEDUPLICATED, Mark.LOOKALIKE, Mark.STRAY, Mark.SEVERAL,
        Mark.UNSURE, Mark.DECODED,
    }
)  # fmt: skip
"""A number with one of these was read, but not with certainty (DOMAIN §2.8)."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """What one cell says.

    `raw` is the cell's text as read; `value` is given only for State.NUMBER. `unit` is the unit found
    inside the cell (`万元`, `元`, `件` …), never one from a heading; `value` is in that unit.
    """

    state: State
    raw: str
    value: Decimal | None = None
    unit: str | None = None
    marks: frozenset[Mark] = frozenset()

    @property
    def is_number(self) -> bool:
        return self.state is State.NUMBER

    def in_ten_thousand_yuan(self) -> Decimal | None:
        """The value in 万元 when the cell names a unit of money, else as it stands."""
        if self.value is None:
            return None
        if self.unit == "元":
            return self.value / 10_000
        if self.unit == "亿元":
            return self.value * 10_000
        return self.value


DASHES = frozenset("/\\-—–－―─﹣−⁄∕")
DASH_WORDS = frozenset(
    {"无", "無", "无此项", "無此項", "不适用", "不適用", "n/a", "na", "none", "nil"}
)
UNITS = (
    "亿元", "万元", "億元", "萬元", "元", "人次", "件次", "件", "条", "條", "宗", "次", "人", "个", "個",
    "篇", "项", "項", "份", "起", "册", "期", "场", "户",
)  # fmt: skip
_UNIT = re.compile(rf"(?:{'|'.join(UNITS)})$")
_SIMPLIFIED_UNIT = {"億元": "亿元", "萬元": "万元", "條": "条", "個": "个", "項": "项"}
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([,' ])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_OTHER_COMMA = re.compile(r"[+-]?\d+(?:[,']\d+)+")
_SEVERAL = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[\s、;|]+[+-]?\d+(?:\.\d+)?)+")
_STRAY = re.compile(r"[?·•*`'\"|_.、,;:。]*\s*([+-]?\d+(?:\.\d+)?)\s*[?·•*`'\"|_.、,;:。]*")
_LOOKALIKE = re.compile(r"(?=.*[\dOoQ])[+-]?[\dOoQlI丨|SBZ.]+", re.ASCII | re.DOTALL)
_APPROXIMATE = re.compile(r"余|馀|餘|多|约|約|近|左右|以上|以下|不足|上下|超过")
_SIGN_WORDS = re.compile(r"^(增加|增|减少|減少|减|減|↑|↓)")
_CHINESE_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "两": 2, "兩": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7,
    "捌": 8, "玖": 9, "○": 0,
}  # fmt: skip
_CHINESE_POWERS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_CHINESE_BLOCKS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    """`text` in NFKC with every kind of minus as `-` and one space for each run of white space."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    for dash in "−﹣–":
        text = text.replace(dash, "-")
    return _SPACE.sub(" ", text).strip()


def parse_quantity(raw: str, *, signed: bool = False) -> Quantity:
    """Read the text of one cell.

    `signed` is for 本年增/减 cells, where `(302)`, `增12`, `减302`, `↓302` carry a sign and a figure
    without one is positive (DOMAIN CEL-SIGN). Never raises.
    """
    text = clean(raw)
    if not text:
        return Quantity(State.BLANK, raw)
    if all(c in DASHES for c in text.replace(" ", "")) or text.lower() in DASH_WORDS:
        return Quantity(State.DASH, raw)

    marks: set[Mark] = set()
    if any(unicodedata.east_asian_width(c) == "F" and not c.isspace() for c in raw):
        marks.add(Mark.FULL_WIDTH)

    unit: str | None = None
    if found := _UNIT.search(text):
        unit = _SIMPLIFIED_UNIT.get(found.group(), found.group())
        marks.add(Mark.UNIT)
        text = text[: found.start()].rstrip()

    negative = False
    if signed:
        if word := _SIGN_WORDS.match(text):
            negative = word.group() in ("减少", "減少", "减", "減", "↓")
            text = text[word.end() :].lstrip()
        elif text.startswith("(") and text.endswith(")") and text[1:-1].strip().isdigit():
            negative, text = True, text[1:-1].strip()
    text = re.sub(r"^([+-]) +", r"\1", text)

    def number(value: Decimal) -> Quantity:
        signed_value = -value if negative else value
        return Quantity(State.NUMBER, raw, signed_value, unit, frozenset(marks))

    def unreadable(*more: Mark) -> Quantity:
        return Quantity(State.UNREADABLE, raw, None, unit, frozenset(marks | set(more)))

    if not text:  # only a unit: somebody left the figure out
        return unreadable()
    if _APPROXIMATE.search(text):
        return unreadable(Mark.APPROXIMATE)
    if _PLAIN.fullmatch(text):
        digits = text.lstrip("+-").partition(".")[0]
        if len(digits) > 1 and digits.startswith("0"):
            marks.add(Mark.LEADING_ZEROS)
        return number(Decimal(text))
    if _GROUPED.fullmatch(text):
        marks.add(Mark.SEPARATOR)
        return number(Decimal(re.sub(r"[,' ]", "", text)))
    if _OTHER_COMMA.fullmatch(text):
        return unreadable(Mark.AMBIGUOUS_SEPARATOR)
    if _SEVERAL.fullmatch(text):
        return unreadable(Mark.SEVERAL)
    if _STRAY.fullmatch(text):
        return unreadable(Mark.STRAY)
    if (value := _chinese_number(text)) is not None:
        marks.add(Mark.CHINESE)
        return number(Decimal(value))
    if _LOOKALIKE.fullmatch(text.replace(" ", "")):
        return unreadable(Mark.LOOKALIKE)
    return unreadable()


def _chinese_number(text: str) -> int | None:
    """`十二` → 12, `一百零五` → 105, `二〇` → 20; None when it is no Chinese numeral."""
    known = _CHINESE_DIGITS.keys() | _CHINESE_POWERS.keys() | _CHINESE_BLOCKS.keys()
    if not text or not all(c in known for c in text):
        return None
    if all(c in _CHINESE_DIGITS for c in text):
        return int("".join(str(_CHINESE_DIGITS[c]) for c in text))
    total = section = digit = 0
    for c in text:
        if c in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[c]
        elif c in _CHINESE_POWERS:
            section += (digit or 1) * _CHINESE_POWERS[c]
            digit = 0
        else:
            total = (total + section + digit) * _CHINESE_BLOCKS[c]
            section = digit = 0
    return total + section + digit
