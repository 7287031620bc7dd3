"""The lines of a text, sorted by what separates cells on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from core.readers.prose import is_chapter_heading, is_prose

__all__ = ["NUMBERED", "PIPES", "Lines", "Span"]

LineKind = Literal["blank", "text", "tab", "pipe"]

PIPES = "|｜│┃"
_PIPE = re.compile(f"[{PIPES}]")
# What begins a new label or paragraph.
NUMBERED = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、]"
)
_ENUMERATOR = re.compile(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.]?|[（(]?\d{1,2}[)）、.．]|[•●▪◆■□○·*-])"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text without white space at its ends; `start == end` for a blank cell."""

    line: int
    start: int
    end: int
    in_row: bool = False
    """Whether it stands behind a separator on its line and so is a cell for sure."""

    @property
    def blank(self) -> bool:
        return self.start == self.end


class Lines:
    def __init__(self, text: str) -> None:
        self.text = text
        self.bounds: list[tuple[int, int]] = []
        self.kinds: list[LineKind] = []
        start = 0
        for line in text.split("\n"):
            self.bounds.append((start, start + len(line)))
            self.kinds.append(_kind(line))
            start += len(line) + 1

    def __len__(self) -> int:
        return len(self.bounds)

    def raw(self, line: int) -> str:
        return self.text[slice(*self.bounds[line])]

    def said(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def span(self, line: int, start: int, end: int, in_row: bool = False) -> Span:
        """The stretch from `start` to `end`, stripped; a blank one stands at its end."""
        stretch = self.text[start:end]
        stripped = stretch.strip()
        if not stripped:
            return Span(line, end, end, in_row)
        start += len(stretch) - len(stretch.lstrip())
        return Span(line, start, start + len(stripped), in_row)

    def whole(self, line: int) -> Span:
        return self.span(line, *self.bounds[line])

    def between_pipes(self, line: int) -> Iterator[Span]:
        """What stands before, between and after the pipes of `line`."""
        start, stop = self.bounds[line]
        begin = start
        for pipe in _PIPE.finditer(self.text, start, stop):
            yield self.span(line, begin, pipe.start(), begin > start)
            begin = pipe.end()
        yield self.span(line, begin, stop, True)

    def spaced(self) -> bool:
        """Whether blank lines stand between almost all lines (layout c)."""
        groups, size = [0, 0], 0
        for kind in (*self.kinds, "blank"):
            if kind != "blank":
                size += 1
            elif size:
                groups[size > 1] += 1
                size = 0
        alone, together = groups
        return alone >= 10 and alone >= 0.7 * (alone + together)


def _kind(line: str) -> LineKind:
    if not line.strip():
        return "blank"
    if _PIPE.search(line):
        return "pipe"
    if "\t" not in line.strip(" \u3000\xa0").lstrip("\t"):
        return "text"
    cells = [c.strip() for c in line.split("\t")]
    said = [c for c in cells if c]
    if len(said) == 1 and (is_prose(said[0]) or is_chapter_heading(said[0])):
        return "text"  # a tab left over at the end of a paragraph
    numbered = len(said) == 2 and _ENUMERATOR.fullmatch(said[0])
    if numbered and len(cells) - cells.index(said[0]) == 2:
        return "text"  # `一、<tab>总体情况`: a numbered paragraph out of a word processor
    return "tab"
