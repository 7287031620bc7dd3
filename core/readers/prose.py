"""Telling prose and chapter headings from the cells of a table, for the readers that must decide.

What a heading *means* is the recogniser's business; here it only matters that it is no cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

__all__ = ["is_chapter_heading", "is_prose", "is_prose_layout", "plain", "split_at_headings"]

_NUMERAL = "[一二三四五六七八九十]"
_PINYIN = re.compile(r"\([a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿêɡ]{1,7}\)")
_SPACE = re.compile(r"\s+")
# The six chapters of DOMAIN §0.4 with the wordings met, simplified and traditional. Rows of the
# tables that are numbered the same way (一、本年新收…, 一、主动公开情况) must not match.
_CHAPTER = re.compile(
    rf"{_NUMERAL}、(?:"
    r".{0,12}[总總][体體](?:情况|情況)"
    r"|.{0,6}主[动動]公[开開]政府信息(?:的)?(?:工作)?(?:情况|情況)"
    r"|.{0,6}收到和[处處]理.{0,4}政府信息公[开開]申[请請](?:的)?(?:情况|情況)"
    r"|.{0,24}行政(?:法)?[复復複][议議].{0,16}(?:情况|情況)"
    r"|.{0,14}存在(?:的)?.{0,4}(?:问题|問題).{0,16}"
    r"|其(?:他|它)(?:需要|[应應][当當])?[报報]告(?:的)?事[项項])[:：。]?"
)
# Words that chapter and section headings of every form end with.
_HEADING_WORDS = re.compile(
    r"(?:情况|情況|事项|事項|问题|問題|措施|统计表|統計表|概述|总体|總體|工作|打算|安排|说明|說明|附表)"
)
_SENTENCE_ENDS = "。！？!?；;"
_INLINE_HEADING = re.compile(rf"(?:(?<=[。！？；!?;\]])|(?<=\s))(?={_NUMERAL}、)")
# After a full stop and a blank, any numbering begins a paragraph: Chinese sets no blank there itself.
_ENUMERATED = re.compile(
    rf"(?<=[。！？；!?;])\s+(?=[（(]{_NUMERAL}[)）]|{_NUMERAL}(?:是|、)|\d{{1,2}}[、.．](?!\d))"
)
_WORD = re.compile(r"\S{4,40}")
_CLAUSE = re.compile(r"[^。；;！!？?\s]{2,40}")
_HEADING_THEN_TEXT = re.compile(rf"({_NUMERAL}、[^\s。；;！!？?]{{2,38}})\s+(?=\S)")


def plain(text: str) -> str:
    """`text` without white space, pinyin in brackets and Markdown signs."""
    return _SPACE.sub("", _PINYIN.sub("", text.replace("**", "").lstrip("# ")))


def is_chapter_heading(text: str) -> bool:
    """Whether `text`, alone on its line, is one of the chapter headings of the official forms."""
    bare = plain(text)
    return len(bare) <= 50 and _CHAPTER.fullmatch(bare) is not None


def is_prose(text: str) -> bool:
    """Whether `text` is a sentence or more, which no cell of an official form is: the longest labels
    met in the wild have some 95 characters and no full stop (DOMAIN §4, the Hubei labels)."""
    said = plain(text)
    if len(said) > 160:
        return True
    if len(said) > 24 and "。" in said:
        return True
    return len(said) >= 6 and said[-1:] in "。：:；;"


def is_prose_layout(texts: Sequence[str]) -> bool:
    """Whether a table with cells of these texts only lays out a page: few cells, one of them an
    article. A form with a long note below it has many cells and stays a table."""
    if sum(1 for t in texts if t.strip()) > 12:
        return False
    return any(len(t) > 300 and t.count("。") >= 3 for t in texts)


def split_at_headings(text: str) -> list[tuple[int, int]]:
    """Spans of the paragraphs in a line of prose whose line breaks were lost.

    A paragraph begins at `一、` … `十、` where a sentence or a blank ends, if heading words follow, and
    at any numbering after a full stop and a blank; what follows a heading after a blank is a
    paragraph of its own. Spans are stripped, not empty.
    """
    starts = {0, *(found.end() for found in _ENUMERATED.finditer(text))}
    first = len(text) - len(text.lstrip("#* "))
    for found in _INLINE_HEADING.finditer(text):
        at = found.start()
        if at > first and _announces_heading(text, at):
            starts.add(at)
    bounds = [*sorted(starts), len(text)]
    spans: list[tuple[int, int]] = []
    for start, end in pairwise(bounds):
        head = _HEADING_THEN_TEXT.match(text, start, end)
        if (
            head
            and _HEADING_WORDS.search(head.group(1)[-6:])
            and _is_sentence(text[head.end() : min(end, head.end() + 120)])
        ):
            spans += [(start, head.end(1)), (head.end(), end)]
        else:
            spans.append((start, end))
    return [s for s in (_stripped(text, *span) for span in spans) if s[0] < s[1]]


def _is_sentence(text: str) -> bool:
    """Whether `text` reads on like prose rather than like the next cells of a row."""
    text = text.strip()
    return text in ("无", "无。", "無", "無。") or any(c in "。，,；;" for c in text)


def _announces_heading(text: str, at: int) -> bool:
    before = text[max(0, at - 40) : at]
    if before[-1].isspace() and before.rstrip()[-1:] not in _SENTENCE_ENDS:
        # A mere blank: only the known chapters, or rows of a flattened table would be cut up.
        head = _WORD.match(text, at)
        return head is not None and is_chapter_heading(head.group())
    head = _CLAUSE.match(text, at)
    return head is not None and _HEADING_WORDS.search(head.group()) is not None


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
