"""How much of a text stood already in an earlier one, and where.

Counted is what evaluators call 重复率: the share of the text's characters that lie in runs of at least
ten characters found in the earlier text too. Figures and years do not count as a difference, nor do
punctuation and spaces: a sentence with new numbers in it is a copied sentence. (A ratio of edit
distances would call any two reports half alike: they share their subject and its phrases.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.rules.prose import Line

__all__ = ["Overlap", "Spot", "overlap"]

_RUN = 10
_MOST_PLACES = 12  # of one run of ten that are tried for the longest match
_SENTINELS = 0xE000, 0xF0000  # private use: no text has them, and no two lines the same


@dataclass(frozen=True, slots=True)
class Spot:
    """`line.text[start:end]`."""

    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Overlap:
    """`rate` is 0…1; `passages` pair each repeated run with where it stood before, in reading order."""

    rate: float
    length: int
    passages: tuple[tuple[Spot, Spot], ...]


def overlap(lines: Sequence[Line], earlier: Sequence[Line]) -> Overlap:
    """How much of `lines` is in `earlier`. `length` counts the characters compared; 0 gives rate 0."""
    here, places = _flatten(lines, _SENTINELS[0])
    there, their_places = _flatten(earlier, _SENTINELS[1])
    length = sum(line is not None for line in places)
    known: dict[str, list[int]] = {}
    for i in range(len(there) - _RUN + 1):
        starts = known.setdefault(there[i : i + _RUN], [])
        if len(starts) < _MOST_PLACES:
            starts.append(i)
    passages: list[tuple[Spot, Spot]] = []
    covered = i = 0
    while i + _RUN <= len(here):
        starts = known.get(here[i : i + _RUN], [])
        if not starts:
            i += 1
            continue
        size, start = max((_run(here, i, there, j), -j) for j in starts)
        covered += size
        passages.append((_spot(places, i, size), _spot(their_places, -start, size)))
        i += size
    return Overlap(covered / length if length else 0.0, length, tuple(passages))


_Place = (
    tuple[Line, int, int] | None
)  # a line and the span of its text that one character stands for


def _flatten(lines: Sequence[Line], sentinel: int) -> tuple[str, list[_Place]]:
    chars: list[str] = []
    places: list[_Place] = []
    for number, line in enumerate(lines):
        i, text = 0, line.text
        while i < len(text):
            end = i + 1
            if text[i].isdigit():
                while end < len(text) and (text[end].isdigit() or text[end] in ".,"):
                    end += 1
                chars.append("0")
                places.append((line, i, end))
            elif text[i].isalnum():
                chars.append(text[i])
                places.append((line, i, end))
            i = end
        chars.append(chr(sentinel + number))
        places.append(None)
    return "".join(chars), places


def _run(a: str, i: int, b: str, j: int) -> int:
    size = _RUN
    while i + size < len(a) and j + size < len(b) and a[i + size] == b[j + size]:
        size += 1
    return size


def _spot(places: list[_Place], start: int, size: int) -> Spot:
    first, last = places[start], places[start + size - 1]
    assert first is not None  # a run never holds a sentinel
    assert last is not None
    return Spot(first[0], first[1], last[2])
