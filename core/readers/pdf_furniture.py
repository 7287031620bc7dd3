"""Page numbers, running heads and feet: what stands on a page and is no part of the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from core.readers.pdf_text import Line

__all__ = ["furniture"]

#: The part of the page's height at either end where furniture stands.
ZONE = 0.115

_NUMBER = re.compile(
    r"[-—–―－·•~～_|]*(?:第?\d{1,4}页?(?:[/／|,，]?(?:共|of)?\d{1,4}页?)?|page\d{1,4}(?:of\d{1,4})?"
    r"|[ivxⅰ-ⅹⅠ-Ⅻ]{1,5})[-—–―－·•~～_|]*",
    re.IGNORECASE,
)
# What browsers print at the top and the bottom of a page.
_BROWSER = re.compile(
    r"(?:https?|file)://\S+.*|\d{1,4}/\d{1,2}/\d{1,4}[,，]?\s*(?:上午|下午)?\d{1,2}:\d{2}.*"
)


def furniture(pages: Mapping[int, Sequence[Line]], heights: Mapping[int, float]) -> set[int]:
    """The `id`s of the lines (those outside tables, top to bottom, by page) that are furniture."""
    found = _counted(pages)
    repeated: Counter[tuple[str, int]] = Counter()
    for page, lines in pages.items():
        for line in _outer(lines, heights[page]):
            text = "".join(line.text.split())
            if _NUMBER.fullmatch(text) or _BROWSER.fullmatch(line.text.strip()):
                found.add(id(line))
            repeated[_key(line)] += 1
    if len(pages) < 2:
        return found
    often = max(2, 0.4 * len(pages))
    for page, lines in pages.items():
        found |= {
            id(line) for line in _outer(lines, heights[page]) if repeated[_key(line)] >= often
        }
    return found


def _counted(pages: Mapping[int, Sequence[Line]]) -> set[int]:
    """Page numbers wherever they stand: the first or last line of every page, a number that grows
    by one a page."""
    found: set[int] = set()
    for position in (0, -1):
        numbers: list[tuple[int, Line]] = []
        for page, lines in pages.items():
            if lines and _NUMBER.fullmatch("".join(lines[position].text.split())):
                digits = re.search(r"\d+", lines[position].text)
                numbers.append((int(digits.group()) - page if digits else -1, lines[position]))
        start = Counter(first for first, _ in numbers if first >= 0).most_common(1)
        if start and start[0][1] >= max(3, 0.6 * len(pages)):
            found |= {id(line) for first, line in numbers if first == start[0][0]}
    return found


def _outer(lines: Sequence[Line], height: float) -> list[Line]:
    top = [ln for ln in lines[:3] if ln.y < ZONE * height]
    bottom = [ln for ln in lines[-3:] if ln.y > (1 - ZONE) * height]
    return top + [ln for ln in bottom if ln not in top]


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", "".join(line.text.split())), round(line.y / 4)
