"""The text of a report by its chapters, without its tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from core.document import Anchor, Document, Paragraph
from core.facts import FactSheet
from core.formats import Form
from core.labels import simplify
from core.rules.headings import Heading, identify

__all__ = ["Line", "Prose", "prose_of", "words"]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, in simplified characters and with single spaces."""

    text: str
    block: int
    anchor: Anchor


@dataclass(frozen=True)
class Prose:
    """All lines of prose, and those of each chapter of the form the report is held to, headings left
    out. `last_heading` is the block of the last chapter heading, -1 when there is none."""

    lines: tuple[Line, ...]
    chapters: Mapping[int, tuple[Line, ...]]
    last_heading: int

    @cached_property
    def whole(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def chapter(self, place: int) -> str | None:
        """The text of a chapter, None when the report has no such chapter."""
        lines = self.chapters.get(place)
        return None if lines is None else "\n".join(line.text for line in lines)

    def before_chapter(self, place: int) -> tuple[Line, ...]:
        """The lines in front of a chapter; all of them when the report has none such."""
        lines = self.chapters.get(place)
        if lines is None:
            return self.lines
        later = {id(line) for i in self.chapters if i >= place for line in self.chapters[i]}
        kept = [line for line in self.lines if id(line) not in later]
        end = min((line.block for line in lines), default=None)
        return tuple(line for line in kept if end is None or line.block <= end)


def prose_of(document: Document, sheet: FactSheet, form: Form | None) -> Prose:
    """The prose of a report. `form` is the one whose chapters the report is held to; None: it has none, and `chapters` goes by
    the report's own numbers."""
    headings: Sequence[Heading] = (
        identify(sheet.chapters, form.chapters)
        if form is not None
        else [Heading(c, c.number, False) for c in sheet.chapters]
    )
    by_block: dict[int, list[Heading]] = {}
    for heading in headings:
        by_block.setdefault(heading.chapter.block, []).append(heading)
    lines: list[Line] = []
    chapters: dict[int, list[Line]] = {}
    place = 0
    for index, block in enumerate(document.blocks):
        texts = (
            [(block.text, block.anchor)]
            if isinstance(block, Paragraph)
            else [(c.text, c.anchor) for c in block.cells if "。" in c.text]
        )
        for text, anchor in texts:
            said = simplify(text)
            for part, opened in _parts(said, by_block.get(index, ())):
                if opened is not None:
                    place = opened
                    chapters.setdefault(place, [])
                if part:
                    line = Line(part, index, anchor)
                    lines.append(line)
                    if place:
                        chapters[place].append(line)
    chapters.pop(0, None)
    return Prose(
        tuple(lines),
        MappingProxyType({p: tuple(found) for p, found in chapters.items()}),
        max(by_block, default=-1),
    )


def _parts(text: str, headings: Sequence[Heading]) -> list[tuple[str, int | None]]:
    """What of a paragraph belongs to which chapter: (text, the chapter that begins with it or None)."""
    parts: list[tuple[str, int | None]] = []
    opened: int | None = None
    rest = text
    for heading in headings:
        found = re.search(_loosely(heading.chapter.text), rest)
        if found is None:  # the heading is all there is, worded otherwise
            parts.append((rest if len(rest) > 60 else "", opened))
            rest = ""
        else:
            before = re.sub(
                r"[一二三四五六七八九十]{1,2}\s*[、.,，]\s*$", "", rest[: found.start()]
            )
            if before.strip("、,. ") or opened is not None:
                parts.append((before.strip(), opened))
            rest = rest[found.end() :]
        opened = heading.place
    parts.append((rest.strip(" 。:："), opened))
    return parts


def _loosely(heading: str) -> str:
    """A pattern for a heading's characters, with any spaces and punctuation between them."""
    return r"[\s、，,]*".join(re.escape(c) for c in heading if not re.match(r"[\s、，,]", c))


def words(text: str) -> int:
    """How many 字 a text has: each Chinese character, and each run of letters or digits; signs do not
    count."""
    return len(re.findall(r"[A-Za-z0-9.%+]+|[\u3400-\u9fff]", text))
