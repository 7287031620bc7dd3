"""Which chapter of the official format a heading of the report is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from core.document import Document, Paragraph
from core.facts import Chapter
from core.labels import core_label, fold

__all__ = ["NUMERALS", "Heading", "identify", "stands_in_text"]

NUMERALS = "〇一二三四五六七八九十"
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and the official chapter it is (1…), 0 when it is none. `worded` says whether it has the
    words of the format or of the notices; words around them do no harm (本年度…的总体情况)."""

    chapter: Chapter
    place: int
    worded: bool


def identify(
    chapters: Sequence[Chapter], official: Sequence[tuple[str, ...]]
) -> tuple[Heading, ...]:
    """Headings in reading order; those of a table of contents are left out.

    A heading is known by its words, else by its number when no other heading claims that chapter.
    """
    chapters = _without_contents(chapters)
    names = [tuple(core_label(n) for n in chapter) for chapter in official]
    places: list[tuple[int, bool]] = []
    for chapter in chapters:
        core = core_label(chapter.text)
        exact = [i for i, ns in enumerate(names, 1) if any(n in core for n in ns)]
        if exact:
            places.append((chapter.number if chapter.number in exact else exact[0], True))
            continue
        likeness = [max(SequenceMatcher(None, core, n).ratio() for n in ns) for ns in names]
        best = max(likeness, default=0.0)
        places.append((likeness.index(best) + 1 if best >= _ALIKE else 0, False))
    claimed = {place for place, _ in places}
    for i, (chapter, (place, _)) in enumerate(zip(chapters, places, strict=True)):
        if not place and 1 <= chapter.number <= len(names) and chapter.number not in claimed:
            places[i] = chapter.number, False
            claimed.add(chapter.number)
    return tuple(
        Heading(chapter, place, worded)
        for chapter, (place, worded) in zip(chapters, places, strict=True)
    )


def _without_contents(chapters: Sequence[Chapter]) -> Sequence[Chapter]:
    """Leave out headings listed one after another in front that come again later."""
    cores = [core_label(c.text) for c in chapters]
    run = 1
    while (
        run < len(chapters)
        and chapters[run].block - chapters[run - 1].block <= 1
        and cores[run] not in cores[:run]
    ):
        run += 1
    if run >= 3 and set(cores[:run]) <= set(cores[run:]):
        return chapters[run:]
    return chapters


def stands_in_text(document: Document, number: int, names: Sequence[str]) -> bool:
    """Whether `二、主动公开政府信息情况` stands anywhere in the text, be it within a paragraph."""
    wanted = [fold(f"{NUMERALS[number]}、{name}") for name in names]
    for block in document.blocks:
        texts = [block.text] if isinstance(block, Paragraph) else [c.text for c in block.cells]
        if any(w in fold(t) for t in texts for w in wanted):
            return True
    return False
