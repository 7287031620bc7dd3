"""The numbers Word and WPS set before paragraphs by themselves: `一、`, `（一）`, `1.`.

They stand in no run, yet the reader of the report sees them, and a chapter heading numbered this way
would be no heading without.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

__all__ = ["Numbering", "W"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = W + "val"
_LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_BANKER = "零壹贰叁肆伍陆柒捌玖"


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    gap: str = ""  # what stands between number and text


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """The lists of a document. Ask for the paragraphs in document order: each asking counts."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        if root is None:
            return
        abstract: dict[str, _List] = {}
        for element in root.iterchildren(W + "abstractNum"):
            made = _List()
            for level in element.iterchildren(W + "lvl"):
                made.levels[_int(level.get(W + "ilvl"), 0)] = _level(level)
            abstract[str(element.get(W + "abstractNumId"))] = made
        for element in root.iterchildren(W + "num"):
            of = element.find(W + "abstractNumId")
            shared = abstract.get(str(of.get(_VAL)) if of is not None else "")
            if shared is None:
                continue
            overrides = list(element.iterchildren(W + "lvlOverride"))
            if overrides:
                # Overridden lists count for themselves; the others go on where their kin stopped.
                shared = _List(dict(shared.levels))
                for override in overrides:
                    at = _int(override.get(W + "ilvl"), 0)
                    own = override.find(W + "lvl")
                    new = _level(own) if own is not None else shared.levels.get(at, _Level())
                    start = override.find(W + "startOverride")
                    if start is not None:
                        new = _Level(
                            _int(start.get(_VAL), new.start), new.format, new.text, new.gap
                        )
                    shared.levels[at] = new
            self._lists[str(element.get(W + "numId"))] = shared

    def __bool__(self) -> bool:
        return bool(self._lists)

    def label(self, list_id: str, depth: int) -> str:
        """The number of the next paragraph of that list and level, "" for bullets."""
        found = self._lists.get(list_id)
        if found is None or not 0 <= depth < _LEVELS:
            return ""
        level = found.levels.get(depth, _Level())
        count = found.counts[depth]
        found.counts[depth] = level.start if count is None else count + 1
        found.counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        if level.format in ("bullet", "none"):
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            upper = found.levels.get(at, _Level())
            value = found.counts[at]
            return _formatted(upper.start if value is None else value, upper.format)

        text = re.sub(r"%([1-9])", number, level.text)
        return text + level.gap if text else ""


def _level(element: etree._Element) -> _Level:
    def value(name: str) -> str:
        child = element.find(W + name)
        return "" if child is None else str(child.get(_VAL, ""))

    suffix = value("suff")
    format_ = value("numFmt") or "decimal"
    text = value("lvlText")
    # `1.` before a figure must not become one with it; after `一、` no gap is seen.
    gap = " " if suffix != "nothing" and text[-1:].isascii() else ""
    return _Level(_int(value("start"), 1), format_, text, gap)


def _int(text: str | None, otherwise: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return otherwise


def _formatted(number: int, format_: str) -> str:
    made = _FORMATS.get(format_)
    if made is None or not 0 < number < 1000:
        return str(number)
    return made(number)


def _chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十, 105 → 一百零五."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = _DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def _banker(number: int) -> str:
    swap = {**dict(zip(_DIGITS, _BANKER, strict=True)), "十": "拾", "百": "佰"}
    return "".join(swap.get(c, c) for c in _chinese(number))


def _letters(number: int, first: str) -> str:
    times, at = divmod(number - 1, 26)
    return chr(ord(first) + at) * (times + 1)


def _roman(number: int) -> str:
    steps = (
        (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    )  # fmt: skip
    text = ""
    for value, sign in steps:
        text += sign * (number // value)
        number %= value
    return text


def _ringed(number: int) -> str:
    return chr(0x245F + number) if number <= 20 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "chineseLegalSimplified": _banker,
    "ideographLegalTraditional": _banker,
    "upperLetter": lambda n: _letters(n, "A"),
    "lowerLetter": lambda n: _letters(n, "a"),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "decimalEnclosedCircle": _ringed,
    "decimalEnclosedCircleChinese": _ringed,
    "decimalFullWidth": lambda n: "".join(chr(ord(d) + 0xFEE0) for d in str(n)),
    "decimalZero": lambda n: f"{n:02}",
}
