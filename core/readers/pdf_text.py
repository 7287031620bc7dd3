"""Runs of characters → lines → the text of a cell, or paragraphs."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from core.document import Box, Reading
from core.readers.pdf_page import Run
from core.readers.readings import united

__all__ = [
    "Body",
    "Line",
    "around",
    "cell_lines",
    "cell_text",
    "group_lines",
    "is_full",
    "is_number_part",
    "paragraphs",
]


@dataclass(slots=True)
class Line:
    """A line of text; `x0`, `top`, `x1`, `bottom` in the page's reading frame, `first_width` the
    width of its first character. `reading` and `shown`, its box on the page as shown, are given where
    it was recognised in a picture."""

    text: str
    x0: float
    x1: float
    y: float
    em: float
    first_width: float
    page: int = 0
    index: int = 0  # of its first character in the page's text
    font: str = ""
    bold: bool = False
    parts: tuple[tuple[str, float, float], ...] = ()  # where wide gaps divide it: text, x0, x1
    part_readings: tuple[Reading | None, ...] = ()  # of each of `parts`, when recognised
    reading: Reading | None = None
    shown: Box | None = None

    @property
    def top(self) -> float:
        return self.y - 0.88 * self.em

    @property
    def bottom(self) -> float:
        return self.y + 0.14 * self.em

    @property
    def width(self) -> float:
        return self.x1 - self.x0


_PART_GAP = 1.0  # em


def group_lines(runs: Iterable[Run]) -> list[Line]:
    """Runs on one baseline, left to right, as lines from top to bottom."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: (r.y, r.x0[0])):
        if lines and run.y - lines[-1][0].y <= 0.45 * max(run.em, lines[-1][0].em):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [_line(line) for line in lines]


def _line(runs: list[Run]) -> Line:
    if len(runs) > 1:
        runs.sort(key=lambda r: r.x0[0])
        if any(b.x0[0] < a.x1[-1] - 0.3 * a.em for a, b in itertools.pairwise(runs)):
            runs = _untangled(runs)
    if len(runs) == 1:
        return _line_of(runs[0])
    first, last = runs[0], runs[-1]
    em = max(r.em for r in runs)
    text = first.text.lstrip()
    parts: list[tuple[str, float, float]] = []
    readings: list[Reading | None] = []
    pieces = [text]
    part, start = text, first.x0[0]
    of_part = [first.reading]
    for a, b in itertools.pairwise(runs):
        following = b.text.lstrip()
        gap = b.x0[0] - a.x1[-1]
        wide = (following[:1] >= "\u2e80") + (a.chars[-1] >= "\u2e80")
        space = " " if gap > (0.3, 0.8, 1.2)[wide] * em else ""
        pieces.append(space + following)
        if gap > _PART_GAP * em:
            parts.append((part, start, a.x1[-1]))
            readings.append(united(of_part))
            part, start, of_part = following, b.x0[0], [b.reading]
        else:
            part += space + following
            of_part.append(b.reading)
    text = "".join(pieces)
    if parts:
        parts.append((part, start, last.x1[-1]))
        readings.append(united(of_part))
    longest = max(runs, key=lambda r: r.x1[-1] - r.x0[0])
    line = Line(
        text, first.x0[0], max(r.x1[-1] for r in runs), longest.y, em,
        first.x1[0] - first.x0[0], index=min(r.index for r in runs), parts=tuple(parts),
    )  # fmt: skip
    if first.shown is not None:
        line.reading, line.part_readings = united(r.reading for r in runs), tuple(readings)
        line.shown = around(r.shown for r in runs if r.shown is not None)
    return line


def _line_of(run: Run) -> Line:
    """A line of one run, as most are."""
    x0, x1 = run.x0, run.x1
    line = Line(
        run.text.lstrip(), x0[0], x1[-1], run.y, run.em, x1[0] - x0[0], index=run.index
    )  # fmt: skip
    line.reading, line.shown = run.reading, run.shown
    return line


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box around some."""
    found = list(boxes)
    return Box(
        min(b.x0 for b in found), min(b.top for b in found),
        max(b.x1 for b in found), max(b.bottom for b in found),
    )  # fmt: skip


def _untangled(runs: list[Run]) -> list[Run]:
    """Runs that overlap, character by character: text laid down out of order, or the same text laid
    twice, a little apart, to look bold."""
    glyphs = sorted(
        ((x0, x1, char, run) for run in runs for x0, x1, char in zip(run.x0, run.x1, run.chars, strict=True)),
        key=lambda g: g[0],
    )  # fmt: skip
    out: list[Run] = []
    for x0, x1, char, run in glyphs:
        if (
            out
            and out[-1].chars[-1].strip() == char.strip()
            and x0 - out[-1].x0[-1] < 0.25 * run.em
        ):
            continue
        single = Run(run.index, run.y)
        single.em = run.em
        single.x0, single.x1, single.chars = [x0], [x1], [char.strip()]
        out.append(single)
    return out


# --- cells ------------------------------------------------------------------------------------

_NUMBER_PART = frozenset("0123456789.,０１２３４５６７８９．，")


def is_number_part(char: str) -> bool:
    return char in _NUMBER_PART


def cell_lines(runs: Sequence[Run]) -> list[Line]:
    if len(runs) == 1:
        return [_line(list(runs))]
    if upright := _vertical_writing(runs):
        return upright
    return group_lines(runs)


def _vertical_writing(runs: Sequence[Run]) -> list[Line] | None:
    """Columns of characters written downwards, right to left (two or more: a single one reads the
    same line by line). The order is the one in which the file paints them."""
    if len(runs) < 4 or any(len(r.chars) > 1 for r in runs):
        return None
    ordered = sorted(runs, key=lambda r: r.index)
    columns: list[list[Run]] = [[ordered[0]]]
    for a, b in itertools.pairwise(ordered):
        em = max(a.em, b.em)
        if abs(a.x0[0] - b.x0[0]) < 0.5 * em and 0.6 * em < b.y - a.y < 2.5 * em:
            columns[-1].append(b)
        elif b.y < a.y - 0.6 * em and b.x0[0] < a.x0[0] - 0.6 * em:
            columns.append([b])
        else:
            return None
    if len(columns) < 2 or max(map(len, columns)) < 2:
        return None
    return [
        Line(
            "".join(r.chars[0].strip() for r in column), column[0].x0[0], column[0].x1[0],
            column[0].y, column[0].em, column[0].em, index=column[0].index,
        )
        for column in columns
    ]  # fmt: skip


_WORD = re.compile(r"[A-Za-z0-9]+")
_OPENING = frozenset("“‘（《〈「『【〔(")
_CLOSING = frozenset("，。、；：？！”’）》〉」』】〕),.;:%")


def _needed(line: Line, following: Line) -> float:
    """The width of what must go to the next line together: a word, a bracket with what it opens,
    punctuation with what it ends; of a number too long for its cell one digit."""
    text = following.text
    needed = following.first_width
    if is_number_part(line.text[-1:]) and is_number_part(text[:1]):
        return needed
    if word := _WORD.match(text):
        needed *= len(word.group())
    elif text[:1] in _OPENING:
        needed += following.em
    if text[1:2] in _CLOSING:
        needed += following.em
    return needed


def is_full(line: Line, following: Line, lines: Sequence[Line], x0: float, x1: float) -> bool:
    """Whether `line` ends because what follows did not fit any more into the cell from `x0` to `x1`,
    and not because its writer ended it."""
    # The padding is what the lines leave free at the left; a centred short line leaves more, so it
    # counts only up to what padding usually is.
    left = min(other.x0 for other in lines) - x0
    aligned = all(other.x0 - x0 - left < 0.5 for other in lines)
    padding = max(0.0, min(left, (1.2 if aligned else 0.6) * line.em))
    return line.width + _needed(line, following) > x1 - x0 - 2 * padding - 0.1 * line.em


def cell_text(lines: Sequence[Line], x0: float, x1: float) -> str:
    """Lines joined by `\\n`, except where a number was broken because the cell is too narrow."""
    if len(lines) <= 1:
        return lines[0].text if lines else ""
    parts = [lines[0].text]
    for line, following in itertools.pairwise(lines):
        broken = (
            is_number_part(line.text[-1:])
            and is_number_part(following.text[:1])
            and is_full(line, following, lines, x0, x1)
        )
        parts.append(following.text if broken else "\n" + following.text)
    return "".join(parts)


# --- paragraphs -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Body:
    """The measures of running text, by page and over all: where lines begin and end, how far apart
    they are, how large the letters are."""

    left: dict[int, float]
    right: dict[int, float]
    pitch: float
    em: float
    bold: bool  # most of it

    @staticmethod
    def of(lines: Sequence[Line], widths: dict[int, float]) -> Body:
        long = [ln for ln in lines if ln.width > 0.45 * widths[ln.page]] or list(lines)
        sizes = Counter(round(ln.em * 2) / 2 for ln in long)
        em = sizes.most_common(1)[0][0] if sizes else 12.0
        bold = sum(ln.bold for ln in long) > 0.6 * len(long)
        left_all = _edge([ln.x0 for ln in long], 0.25)
        right_all = _edge([ln.x1 for ln in long], 0.85)
        left, right = {}, {}
        for page in widths:
            here = [ln for ln in long if ln.page == page]
            enough = len(here) >= 4
            left[page] = _edge([ln.x0 for ln in here], 0.2) if enough else left_all
            right[page] = _edge([ln.x1 for ln in here], 0.85) if enough else right_all
        gaps = [
            b.y - a.y
            for a, b in itertools.pairwise(lines)
            if a.page == b.page and 0.8 * em < b.y - a.y < 3.5 * em
        ]
        pitch = median(gaps) if gaps else 1.5 * em
        return Body(left, right, pitch, em, bold)


def _edge(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[int(share * (len(ordered) - 1))] if ordered else 0.0


def paragraphs(lines: Sequence[Line], body: Body) -> list[list[Line]]:
    """Consecutive lines (no table between them) as paragraphs."""
    out: list[list[Line]] = []
    for line in lines:
        if out and _continues(out[-1], line, body):
            out[-1].append(line)
        else:
            out.append([line])
    return out


def _centred(line: Line, body: Body) -> bool:
    left, right = body.left[line.page], body.right[line.page]
    return (
        abs((line.x0 + line.x1) / 2 - (left + right) / 2) < 1.2 * line.em
        and line.x0 > left + 1.5 * line.em
    )


def _continues(paragraph: list[Line], line: Line, body: Body) -> bool:
    last = paragraph[-1]
    em = max(last.em, line.em)
    same_page = last.page == line.page
    gap = line.y - last.y
    if abs(last.em - line.em) > 0.12 * em and (last.bold or line.bold or em > 1.2 * body.em):
        return False
    if last.bold != line.bold:
        return False
    limit = 1.3 * max(body.pitch * max(1.0, em / body.em), em)
    if same_page and not 0 < gap <= limit:
        return False
    if last.em > 1.15 * body.em and _centred(last, body) and _centred(line, body):
        return same_page  # a title over two lines
    if line.x0 > body.left[line.page] + 0.8 * line.em and line.x0 > last.x0 + 0.8 * line.em:
        return False
    indented = line.x0 > body.left[line.page] + 0.8 * line.em
    if indented and len(paragraph) == 1 and abs(line.x0 - last.x0) < 0.5 * em:
        # Two lines with the same indent: each begins a paragraph, unless the whole text stands there.
        return False
    needed = max(1.2 * last.em, _needed(last, line))
    return last.x1 + needed + 0.5 * last.em > body.right[last.page]
