"""The prose of a report as passages: one comparable text each, every character of which leads back to
its place in the document.

What belongs to a table of the form is left out, be it printed in lines of text; a paragraph that a page
break cut in two is one passage.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

from core.document import Document, Paragraph, TextAnchor
from core.facts import FactSheet

__all__ = ["Passage", "normalised", "passages"]

_to_simplified = OpenCC("t2s")
# Punctuation that NFKC makes ASCII, kept in its Chinese form: a comma is never part of a figure then.
_PUNCTUATION = {
    ",": "，", "(": "（", ")": "）", ":": "：", ";": "；", "?": "？", "!": "！", "[": "〔", "]": "〕",
    "【": "〔", "】": "〕", "﹝": "〔", "﹞": "〕", '"': "”", "＂": "”", "〈": "《", "〉": "》", "<": "《",
    ">": "》", "～": "~", "─": "—", "－": "-", "−": "-", "–": "-", "·": "·",
}  # fmt: skip
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:，\d{3})+(?!\d)")
_PINYIN = re.compile(r"（[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿɡ]+）", re.IGNORECASE)
_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad*")
_SENTENCE_END = frozenset("。！？；：」”）")
_NUMBERED = re.compile(
    r"(?:（?[一二三四五六七八九十\d]{1,3}[）、.．]|第[一二三四五六七八九十]+[章部条])"
)
_LISTED = re.compile(
    r"(?:（?[一二三四五六七八九十\d]{1,2}[）、.．])?[^。；]{2,40}\d[万余]*[条件篇份期次项个人][^。；]{0,20}[；。]?$"
)
_SHORTEST_BROKEN_LINE = 20  # a line at least this long without an end goes on in the next block
_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` is simplified, without white space and pinyin, its punctuation Chinese. `blocks[i]` and
    `offsets[i]` say where character i stands: the index in Document.blocks and the offset in that
    Paragraph's text. `heading` is the sub-heading above ("" if none), `chapter` the number of the
    chapter it stands in (0: before the first)."""

    text: str
    blocks: array[int]
    offsets: array[int]
    heading: str = ""
    chapter: int = 0

    def place(self, start: int, end: int) -> tuple[int, int, int]:
        """(block, start, end) of `text[start:end]`; what runs into a second block ends with the first."""
        block = self.blocks[start]
        last = end - 1
        while last > start and self.blocks[last] != block:
            last -= 1
        return block, self.offsets[start], self.offsets[last] + 1

    def touched(self, start: int, end: int) -> tuple[int, ...]:
        """The blocks that `text[start:end]` stands in."""
        return tuple(dict.fromkeys(self.blocks[start:end]))


@lru_cache(maxsize=16384)
def _character(char: str) -> str:
    if char in _INVISIBLE:
        return ""
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    folded = unicodedata.normalize("NFKC", char)
    return "".join(_PUNCTUATION.get(c, c) for c in folded)


@lru_cache(maxsize=16384)
def _simplified(char: str) -> str:
    return str(_to_simplified.convert(char))


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _fold(text: str, block: int) -> tuple[list[str], list[int], list[int]]:
    chars: list[str] = []
    offsets: list[int] = []
    gap = False
    for offset, raw in enumerate(text):
        for char in _character(raw):
            if char.isspace():
                gap = True
                continue
            # White space goes, but for one space between two figures or two words of Latin letters.
            if gap and chars and _is_latin(chars[-1]) and _is_latin(char):
                chars.append(" ")
                offsets.append(offset)
            gap = False
            chars.append(char)
            offsets.append(offset)
        if not raw.strip():
            gap = True
    joined = "".join(chars)
    simple = _to_simplified.convert(joined)
    if len(simple) != len(joined):
        simple = "".join(s if len(s := _simplified(c)) == 1 else c for c in joined)
    chars = list(simple)
    # From the end, so that places found earlier stay right.
    for found in reversed(list(_THOUSANDS.finditer(simple))):
        for at in range(found.end() - 1, found.start(), -1):
            if chars[at] == "，":
                chars[at] = ","
    for found in reversed(list(_PINYIN.finditer(simple))):
        del chars[found.start() : found.end()], offsets[found.start() : found.end()]
    return chars, [block] * len(chars), offsets


def normalised(text: str) -> str:
    """`text` as a passage has it."""
    return "".join(_fold(text, 0)[0])


def passages(document: Document, sheet: FactSheet) -> tuple[Passage, ...]:
    """The prose of a report in reading order; headings are in `Passage.heading`, not passages."""
    return tuple(_passages(document, sheet))


def _passages(document: Document, sheet: FactSheet) -> Iterator[Passage]:
    tables = _in_tables(document, sheet)
    headings = {c.block: c.number for c in sheet.chapters}
    chapter, heading = 0, ""
    chars: list[str] = []
    blocks: list[int] = []
    offsets: list[int] = []

    def collected() -> Iterator[Passage]:
        if chars:
            yield Passage("".join(chars), array("l", blocks), array("l", offsets), heading, chapter)
            chars.clear()
            blocks.clear()
            offsets.clear()

    for index, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            yield from collected()
            continue
        spans = tables.get(index)
        if spans == ():
            yield from collected()
            continue
        own_chars, own_blocks, own_offsets = _fold(block.text, index)
        if spans:
            keep = [i for i, o in enumerate(own_offsets) if not any(a <= o < b for a, b in spans)]
            own_chars = [own_chars[i] for i in keep]
            own_offsets = [own_offsets[i] for i in keep]
            own_blocks = own_blocks[: len(keep)]
        text = "".join(own_chars)
        if not text:
            continue
        is_chapter = index in headings and len(text) <= 2 * _LONGEST_HEADING
        if index in headings:
            yield from collected()
            chapter, heading = headings[index] or chapter + 1, ""
        if is_chapter and not _ends_sentence(text):
            heading = text
            continue
        if _is_heading(text):
            yield from collected()
            heading = text
            continue
        if chars and not _goes_on(chars, text):
            yield from collected()
        chars += own_chars
        blocks += own_blocks
        offsets += own_offsets
    yield from collected()


def _is_heading(text: str) -> bool:
    return (
        len(text) <= _LONGEST_HEADING
        and bool(_NUMBERED.match(text))
        and not re.search(r"[，；]|\d+[件条次份个]", text)
        and (
            text[-1] not in _SENTENCE_END
            or text[-1] in "：）”"
            or text.endswith(("情况。", "方面。"))
        )
    )


def _ends_sentence(text: str) -> bool:
    return "。" in text[:-1]


def _goes_on(chars: list[str], following: str) -> bool:
    """Whether a paragraph goes on in the next block."""
    last = chars[-1]
    if last in "：；" and _LISTED.match(following):
        return True  # 其中： and its items, a paragraph each
    return (
        len(chars) >= _SHORTEST_BROKEN_LINE
        and last not in _SENTENCE_END
        and not _NUMBERED.match(following)
    )


def _in_tables(document: Document, sheet: FactSheet) -> Mapping[int, tuple[tuple[int, int], ...]]:
    """Blocks of text that the form's tables were read from: () for a whole block, else the spans of its
    text that hold a table (one that had run together with the prose)."""
    places: dict[object, int] = {
        b.anchor: i for i, b in enumerate(document.blocks) if isinstance(b, Paragraph)
    }
    lines = [
        (b.anchor.start, b.anchor.end, i)
        for i, b in enumerate(document.blocks)
        if isinstance(b, Paragraph) and isinstance(b.anchor, TextAnchor)
    ]
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for key in {a.partition("/")[0] for a in sheet.facts}:
        whole: set[int] = set()
        parts: dict[int, list[int]] = {}
        for fact in sheet.in_table(key):
            anchor = fact.anchor
            if anchor in places:
                whole.add(places[anchor])
            elif isinstance(anchor, TextAnchor):
                for start, end, index in lines:
                    if start <= anchor.start and anchor.end <= end:
                        parts.setdefault(index, []).extend(
                            (anchor.start - start, anchor.end - start)
                        )
        if whole:
            found |= dict.fromkeys(range(min(whole), max(whole) + 1), ())
        for index, ends in parts.items():
            if found.get(index) != ():
                found[index] = (*found.get(index, ()), (min(ends), max(ends)))
    return found
