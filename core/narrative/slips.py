"""Slips of writing: placeholders left unfilled, jumps in an enumeration, phrases doubled, residue of Word
and HTML, an approximation behind an exact figure (DOMAIN §2.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.document import Document, Paragraph
from core.narrative.numbers import Approximation
from core.narrative.passages import Passage
from core.narrative.speech import Spoken

__all__ = ["Slip", "approximations", "doubled", "jumps", "markup", "placeholders"]


@dataclass(frozen=True, slots=True)
class Slip:
    """`block` and `text`: where it stands and the words around it; `what` names it."""

    block: int
    what: str
    text: str


_UNITS = "条|件|次|篇|份|期|场|人次|名|个|项|万元|元"
_VERBS = "发布|公开|收到|受理|答复|办结|办理|举办|召开|组织|开展|制发|制定|编发|解读|回应|收取|共|新收|达|培训"
_PLACEHOLDERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            "数字空缺",
            rf"(?:{_VERBS})[\u4e00-\u9fff]{{0,10}}(?:[ \u3000\xa0_]{{2,}}|_+|[xX×＊]{{1,4}}|\(\s*\)|（\s*）)(?:{_UNITS})(?![a-zA-Z例款目])",
        ),
        (
            "数字空缺",
            r"(?:主动公开|公开|发布)(?:了|各类|政府|政务)*信息(?:共|共计|总计)?条[，。；、]",
        ),
        ("引号内空缺", r"[“\"]\s*[”\"](?![”\"])|““\s*””|‘\s*’|《\s*》"),
        (
            "占位符未填",
            r"(?<![A-Za-z])[xX]{2,4}(?=[年月日省市县区镇乡局街条件次元号办单人])|[×＊]{2,}|〇〇〇|○○|(?<=[年月日省市县区镇乡局为共计])_{2,}|_{4,}|【\s*】|〔\s*〕号|（\s*(?:填写|此处|请填)[^）]*）",
        ),
        ("日期空缺", r"20\d\d年[ \u3000_]{1,}月|(?<!\d)年[ \u3000_]+月[ \u3000_]+日"),
    )
)
_EMPTY_BRACKETS = re.compile(r"(?<=[\u4e00-\u9fff])[（(]\s*[）)](?=[\u4e00-\u9fff，。；、])")
_MARKUP: tuple[re.Pattern[str], ...] = tuple(
    re.compile(p)
    for p in (
        r"<!--|-->|\[if !?\w+\]|\[endif\]", r"&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|mdash|#\d{2,5});?",
        r"</?(?:br|p|span|div|o:p|font|strong|td|tr)\b[^>]*>", r"mso-[a-z-]+|font-family\s*:", r"(?<![?？])[?？]{3,}(?![?？])|[?？]{4,}",
        r"\ufffd+", r"错误！(?:未找到|未定义)|Error! (?:Bookmark|Reference)", r"\{\{[^}]*\}\}|\$\{[^}]*\}", r"\\u[0-9a-f]{4}",
    )
)  # fmt: skip
_NUMERALS = "一二三四五六七八九十"
_ITEM = re.compile(
    r"(?<![第之统唯万千百十一二三四五六七八九])([一二三四五六七八九十])(是)(?![一二三])"
)
_REPEATED = re.compile(r"(.{10,60}?)[，。；、]?\1")
_FURNITURE = re.compile(
    r"浏览次数|点击数|阅读次数|打印|字号|字体|索引号|文号|发布日期|信息来源|当前位置|关闭窗口|主题词|生效|废止时间"
)


def _sentences_of(document: Document, blocks: Sequence[int]) -> Iterator[tuple[int, str]]:
    for index in blocks:
        block = document.blocks[index]
        if isinstance(block, Paragraph) and not _FURNITURE.search(block.text):
            yield index, block.text


def _around(text: str, start: int, end: int) -> str:
    first = max(text.rfind("。", 0, start), text.rfind("，", 0, start), start - 16) + 1
    return " ".join(text[first : min(len(text), end + 12)].split())


def placeholders(document: Document, blocks: Sequence[int]) -> Iterator[Slip]:
    """Unfilled places in the prose of some blocks."""
    for index, text in _sentences_of(document, blocks):
        if len(text) < 12:
            continue
        taken: list[tuple[int, int]] = []
        for what, pattern in _PLACEHOLDERS:
            for found in pattern.finditer(text):
                if not any(a < found.end() and found.start() < b for a, b in taken):
                    taken.append(found.span())
                    yield Slip(index, what, _around(text, *found.span()))
        for found in _EMPTY_BRACKETS.finditer(text):
            yield Slip(index, "括号内空缺", _around(text, *found.span()))


def markup(document: Document, blocks: Sequence[int]) -> Iterator[Slip]:
    """What Word, HTML or a lost encoding left in the prose."""
    for index in blocks:
        block = document.blocks[index]
        if isinstance(block, Paragraph):
            for pattern in _MARKUP:
                if found := pattern.search(block.text):
                    yield Slip(index, found.group(), _around(block.text, *found.span()))
                    break


def jumps(passages: Sequence[Passage]) -> Iterator[Slip]:
    """`一是…三是…`: an enumeration that jumps, repeats or begins late, within one chapter section."""
    counts: list[int] = []  # the last number of each list that may still go on, the innermost last
    section: tuple[int, str] | None = None
    for passage in passages:
        here = (passage.chapter, passage.heading)
        if here != section:
            section, counts = here, []
        for found in _ITEM.finditer(passage.text):
            number = _NUMERALS.index(found.group(1)) + 1
            if number == 1:
                counts.append(1)
                continue
            outer = next((i for i in reversed(range(len(counts))) if counts[i] + 1 == number), None)
            if outer is not None:
                del counts[outer + 1 :]
                counts[outer] = number
                continue
            block, start = passage.blocks[found.start()], found.start()
            said = (
                f"“{_NUMERALS[counts[-1] - 1]}是”之后是“{found.group()}”"
                if counts
                else f"没有“一是”而有“{found.group()}”"
            )
            yield Slip(block, said, passage.text[start : start + 16])
            counts = [*counts[:-1], number]


def doubled(passages: Sequence[Passage]) -> Iterator[Slip]:
    """A phrase of ten characters or more that stands twice in a row."""
    for passage in passages:
        for found in _REPEATED.finditer(passage.text):
            phrase = found.group(1)
            if len({c for c in phrase if "\u4e00" <= c <= "\u9fff"}) >= 6:
                yield Slip(passage.blocks[found.start()], "重复", phrase.strip("，。；、"))


def approximations(spoken: Sequence[Spoken], passages: Sequence[Passage]) -> Iterator[Slip]:
    """`11余条`: 余 or 多 behind a figure that is exact to its last digit."""
    for s in spoken:
        number = s.number
        text = passages[s.passage].text[number.start : number.end]
        if (
            number.approximation is Approximation.MORE
            and re.search(r"\d[余多]", text)
            and number.places == 0
            and number.printed % 10
            and number.printed > 10
        ):
            yield Slip(passages[s.passage].blocks[number.start], text, text)
