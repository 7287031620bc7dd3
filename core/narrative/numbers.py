"""Figures in a passage: `3200余条`, `1.8万条`, `三件`, `33.9%`, `近百分之九十`.

A figure is a numeral with a unit of counting or money, or a percentage. Years, dates, document and
telephone numbers, ordinals, and what stands in titles and quotation marks are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.quantity import parse_quantity

__all__ = ["COUNTED", "Approximation", "Number", "find_numbers", "quoted_spans"]


class Approximation(StrEnum):
    """How a figure is meant (DOMAIN §2.4, tolerance)."""

    EXACT = "exact"
    MORE = "more"  # 余, 多, 以上: at least this, below the next round number
    LESS = "less"  # 近, 不足
    ABOUT = "about"  # 约, 左右: within 5 %


@dataclass(frozen=True, slots=True)
class Number:
    """A figure at `text[start:end]`, from the numeral to its unit and what follows of 余, 以上 (a 近 or 约
    before it is not in the span). `value` has 万 and 亿 multiplied out and 万元 turned into 元; `printed`
    is the value of the numeral alone, `places` its decimals. `unit` is "" for a bare numeral and "%" for
    a percentage."""

    start: int
    end: int
    value: Decimal
    unit: str
    approximation: Approximation
    printed: Decimal
    places: int
    chinese: bool = False

    @property
    def low(self) -> Decimal:
        """The least that the figure can mean."""
        if self.approximation is Approximation.LESS:
            return self.value - self._step
        if self.approximation is Approximation.ABOUT:
            return self.value * Decimal("0.95")
        return self.value

    @property
    def high(self) -> Decimal:
        """The most that it can mean; not itself included for MORE."""
        if self.approximation is Approximation.MORE:
            return self.value + self._step
        if self.approximation is Approximation.ABOUT:
            return self.value * Decimal("1.05")
        return self.value

    @property
    def _step(self) -> Decimal:
        """The unit of its last digit that isn't 0: 100 for 3200, 1 for 11."""
        value = self.value.normalize()
        exponent = value.as_tuple().exponent
        return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)

    def admits(self, value: Decimal) -> bool:
        """Whether a counted value agrees with the figure."""
        if self.approximation is Approximation.MORE:
            return self.low <= value < self.high
        if self.approximation is Approximation.LESS:
            return self.low < value <= self.high
        return self.low <= value <= self.high


# What files are counted by; to the rules they are all the same (DOMAIN §2.4).
COUNTED = frozenset("件条宗份起个例篇项期则部")
_UNITS = (
    "个百分点", "亿元", "万元", "千元", "元", "人次", "件次", "条次", "场次", "万人", "件", "条", "宗", "份", "起",
    "个", "例", "篇", "项", "期", "次", "场", "批", "名", "位", "人", "部", "则", "张", "户", "家", "卷", "册", "类",
    "种", "处", "套", "幅", "小时", "分钟", "天", "%", "‰",
)  # fmt: skip
_UNIT = "|".join("个(?!月|工作日|小时|自然日|百分)" if u == "个" else u for u in _UNITS)
_MONEY = {"元": 1, "千元": 1000, "万元": 10_000, "亿元": 100_000_000}
_SCALES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_ARABIC = re.compile(
    r"(?P<numeral>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<more>余|多)?(?P<scale>[百千万亿])?(?P<also>余|多)?"
    rf"(?P<unit>{_UNIT})?(?P<after>余|多|左右|上下|以上)?"
)
_PERCENT = re.compile(
    r"百分之(?P<numeral>\d+(?:\.\d+)?|[〇零一二三四五六七八九十百点]+)(?P<after>左右|以上)?"
)
_CHINESE = re.compile(
    r"(?<![第〇零一二两三四五六七八九十百千万几数每逐\d余多])"
    r"(?P<numeral>[一二两三四五六七八九十百千万][〇零一二两三四五六七八九十百千万]*)(?P<more>余|多)?"
    r"(?P<unit>人次|件|宗|起|例|条|次|份|期|场|篇|名|万元|元)"
)
# 一起, 一件件, 一次性, 一条龙: no figures.
_IDIOM = re.compile(
    r"一(?:起(?!行政|诉讼|复议)|次性|条[龙线心]|件事|份力|[件条次期场]一|([件条次份])\1)|[百千万](?:名|条|件)"
)
_BEFORE = re.compile(
    r"(?:(?P<less>将?近|不足|不到|接近)|(?P<about>大约|约为|约|大概)|"
    r"(?P<more>超过了?|突破了?|高于|多于|不少于|不低于|至少|逾|超))$"
)
# A numeral behind one of these is part of a name, a date, an article, a telephone number.
_NOT_BEHIND = re.compile(r"[第A-Za-z\d.〔/\-—№+×·]$")
_NOT_BEFORE = re.compile(
    r"年|月|日(?!均)|号|时|点(?!击)|分(?!公司)|楼|室|路|[A-Za-z\d〕/\-—×·]|％|周年|届|级|岁|度"
)
_TITLES = re.compile(
    r"《[^》]*》|“[^”]*”|「[^」]*」|〔[^〕]*〕|https?：?//[\w./?=&-]+|[\w.]+@[\w.]+"
)
_BARE_BEHIND = frozenset("数量为共计达有到理结复讼议开")
_BARE_END = re.compile(r"[，。；、！）]|$")


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Where titles, quotations, document numbers and addresses of the web stand."""
    return [m.span() for m in _TITLES.finditer(text)]


def find_numbers(text: str) -> tuple[Number, ...]:
    """The figures of a passage's text in reading order."""
    return tuple(sorted(_find(text), key=lambda n: n.start))


def _find(text: str) -> Iterator[Number]:
    quoted = quoted_spans(text)

    def in_quotes(at: int) -> bool:
        return any(a <= at < b for a, b in quoted)

    taken: list[tuple[int, int]] = []
    for found in _PERCENT.finditer(text):
        if in_quotes(found.start()):
            continue
        printed = _percent(found["numeral"])
        if printed is not None:
            taken.append(found.span())
            kind = _approximation(text, found.start(), found["after"])
            places = -min(int(printed.as_tuple().exponent), 0)
            yield Number(*found.span(), printed, "%", kind, printed, places)
    for found in _ARABIC.finditer(text):
        start = found.start()
        if in_quotes(start) or any(a <= start < b for a, b in taken):
            continue
        if _NOT_BEHIND.search(text, max(0, start - 5), start):
            continue
        unit = found["unit"] or ""
        end = found.end()
        if not unit:
            if found["scale"] or found["more"] or found["also"]:
                continue
            if text[start - 1 : start] not in _BARE_BEHIND:
                continue
            if _NOT_BEFORE.match(text, end) or not _BARE_END.match(text, end):
                continue
        yield _arabic(text, found, unit)
    for found in _CHINESE.finditer(text):
        start = found.start()
        if in_quotes(start) or _IDIOM.match(text, start):
            continue
        value = parse_quantity(found["numeral"]).value
        if value is not None:
            unit = found["unit"]
            kind = _approximation(text, start, found["more"])
            yield Number(*found.span(), *_money(value, unit), kind, value, 0, chinese=True)


def _arabic(text: str, found: re.Match[str], unit: str) -> Number:
    numeral = found["numeral"].replace(",", "")
    printed = Decimal(numeral)
    value = printed * _SCALES.get(found["scale"] or "", 1)
    more = found["more"] or found["also"] or found["after"]
    kind = _approximation(text, found.start(), more)
    places = len(numeral.partition(".")[2])
    return Number(found.start(), found.end(), *_money(value, unit), kind, printed, places)


def _money(value: Decimal, unit: str) -> tuple[Decimal, str]:
    return (value * _MONEY[unit], "元") if unit in _MONEY else (value, unit)


def _approximation(text: str, start: int, after: str | None) -> Approximation:
    if after in ("余", "多", "以上"):
        return Approximation.MORE
    if after in ("左右", "上下"):
        return Approximation.ABOUT
    before = _BEFORE.search(text, max(0, start - 4), start)
    if before is None:
        return Approximation.EXACT
    if before["less"]:
        return Approximation.LESS
    return Approximation.ABOUT if before["about"] else Approximation.MORE


def _percent(numeral: str) -> Decimal | None:
    if numeral[0].isdigit():
        return Decimal(numeral)
    whole, _, part = numeral.partition("点")
    value = parse_quantity(whole).value
    if value is None or not part:
        return value
    digits = [parse_quantity(c).value for c in part]
    if any(d is None for d in digits):
        return None
    return Decimal(f"{value}.{''.join(str(d) for d in digits)}")
