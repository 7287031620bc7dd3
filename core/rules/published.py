"""When a report was published: the date its page, or its signature, gives."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from core.document import Anchor
from core.rules.prose import Prose

__all__ = ["PublicationDate", "find_publication"]


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """`label` is what the report calls it (发布日期, 落款日期 …). `stated` says that it is called the date
    of publication, not that of writing or signing."""

    date: datetime.date
    label: str
    stated: bool
    anchor: Anchor

    def __str__(self) -> str:
        return f"{self.label}{self.date.year}年{self.date.month}月{self.date.day}日"


_DIGITS = "〇一二三四五六七八九"
_DATE = r"(?P<y>20\d\d)(?P<s>[-/.年])\s*(?P<m>1[0-2]|0?[1-9])(?:(?P=s)|月)\s*(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)日?"
_CHINESE_DATE = re.compile(
    r"二[〇○零OΟo0](?P<y>[〇○零OΟo0一二三四五六七八九]{2})年(?P<m>[一二三四五六七八九十]{1,2})月"
    r"(?P<d>[一二三四五六七八九十]{1,3})日"
)
# The first is the best known; each is looked for in the whole text before the next.
_LABELS: tuple[tuple[str, bool], ...] = (
    (r"发布日期|发布时间|公开日期|公开时间|公布日期|公布时间|发表时间|上网日期|上网时间", True),
    (
        r"发文日期|生成日期|成文日期|印发日期|制发日期|编制日期|信息日期|填报日期|更新时间|(?<!\w)日期|(?<!\w)时间",
        False,
    ),
)
_LABELLED = tuple(
    (re.compile(rf"(?<!生效)(?<!废止)(?<!截止)(?P<label>{names})\s*[:：]?\s*{_DATE}"), stated)
    for names, stated in _LABELS
)
_LABEL_ALONE = tuple(
    (re.compile(rf"^\W*(?P<label>{names})\s*[:：]?\W*$"), stated) for names, stated in _LABELS
)
_BYLINE = re.compile(
    rf"^{_DATE}(?:\s*\d\d?:\d\d(?::\d\d)?)?\s*(?:发布|来源|作者|点击|浏览|字号|【|$)"
)
_SIGNATURE = re.compile(rf"^(?P<who>[^，。；:：\d]{{0,30}}){_DATE}$")
_ALONE = re.compile(rf"^\W*{_DATE}\W*$")
_LONGEST = 160


def find_publication(prose: Prose) -> PublicationDate | None:
    """The date of publication, None where the report gives none.

    A labelled date comes first, then one in the line under the title, then that of the signature.
    """
    lines = [line for line in prose.lines if len(line.text) <= _LONGEST]
    for (labelled, stated), (alone, _) in zip(_LABELLED, _LABEL_ALONE, strict=True):
        for i, line in enumerate(lines):
            if (found := labelled.search(line.text)) and (date := _date(found)):
                return PublicationDate(date, found["label"], stated, line.anchor)
            if (found := alone.match(line.text)) and i + 1 < len(lines):
                after = _ALONE.match(lines[i + 1].text)
                if after and (date := _date(after)):
                    return PublicationDate(date, found["label"], stated, lines[i + 1].anchor)
    first = min((line.block for c in prose.chapters.values() for line in c), default=None)
    for line in lines:
        if first is not None and line.block >= first:
            break
        if (found := _BYLINE.match(line.text)) and (date := _date(found)):
            return PublicationDate(date, "标题下的日期", True, line.anchor)
    for line in reversed(lines):
        if line.block < prose.last_heading:
            break
        if date := _signed(line.text):
            return PublicationDate(date, "落款日期", False, line.anchor)
    return None


def _signed(text: str) -> datetime.date | None:
    if found := _SIGNATURE.match(text):
        return _date(found)
    if (found := _CHINESE_DATE.search(text)) and len(text) <= 40 and text.endswith("日"):
        year = 2000 + int("".join(str(_digit(c)) for c in found["y"]))
        return _valid(year, _count(found["m"]), _count(found["d"]))
    return None


def _date(found: re.Match[str]) -> datetime.date | None:
    return _valid(int(found["y"]), int(found["m"]), int(found["d"]))


def _valid(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _digit(char: str) -> int:
    return max(_DIGITS.find(char), 0)


def _count(text: str) -> int:
    """`二十三` → 23."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _digit(text)
    return 10 * (_digit(tens) if tens else 1) + (_digit(ones) if ones else 0)
