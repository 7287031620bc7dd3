"""Reads the cells of the tables of a page.

Every cell is looked at by its ink, not by a text detector, which likes to miss lone digits; what has no
ink is blank. All lines of ink of the page are read in one pass; cells that may hold a figure and are not beyond
doubt are read once more, cut out otherwise, and the two readings must agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from core.document import Reading
from core.scan import engine
from core.scan.engine import Line
from core.scan.ink import CellInk, InkLine, ink_of
from core.scan.judge import Doubts, as_figure, figure_like, figure_of, judged, judged_text
from core.scan.model import ScannedCell, ScannedTable
from core.scan.picture import Grey, Picture
from core.scan.rules import Grid

__all__ = ["read_tables"]

# How a line is cut out, in heights of the line and of a character: paper above and beside it, and
# how high the piece is at least. The second is wider, so that the characters come out smaller.
_FIRST, _SECOND = (0.18, 0.3, 1.0), (0.6, 1.0, 1.0)
_CERTAIN = 0.995  # what is read as surely as that is not read again
_USUAL = 10.5  # points: the height of a character where the page does not tell
_WORDS = frozenset("乙了口")  # look like figures, but may stand in a label
# How far a stroke leans that is a slash, and one that may be (CellInk.lean).
_SLASH, _LEANS = 0.88, 0.65
_FAINT = 205  # of 255: lighter than ink, darker than paper
_STRAY = 5  # characters
_UNREAD = 0.5  # of a digit's advance: more ink than that beside a text is another digit
_UNDER_STAMP = 0.02  # share of a text's place that a stamp has to cover


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell and where its lines are in the list of all."""

    grid: int
    ink: CellInk
    first: int

    @property
    def lines(self) -> slice:
        return slice(self.first, self.first + len(self.ink.lines))


def read_tables(
    grids: Sequence[Grid], picture: Picture, size: tuple[int, int]
) -> list[ScannedTable]:
    """The tables with their texts; `size` (width, height) is that of the picture as given."""
    places: list[_Place] = []
    count = 0
    for number, grid in enumerate(grids):
        for slot in grid.slots:
            ink = ink_of(slot, picture)
            places.append(_Place(number, ink, count))
            count += len(ink.lines)
    em = _character_height([p.ink for p in places], picture)
    first = _read(places, em, _FIRST)
    figures = [p for p in places if p.ink.lines and _may_be_figure(first[p.lines])]
    unsure = [
        p for p in figures if min(as_figure(li).confidence for li in first[p.lines]) < _CERTAIN
    ]
    again = {p.first: list(first[p.lines]) for p in figures}
    again |= zip((p.first for p in unsure), _read_each(unsure, em, _SECOND), strict=True)
    advance = _advance(figures, first)
    cells: list[list[ScannedCell]] = [[] for _ in grids]
    for place in places:
        text, reading = _judge(
            place, first[place.lines], again.get(place.first), em, advance, picture
        )
        slot = place.ink.slot
        box = picture.given(slot.x0, slot.top, slot.x1, slot.bottom, size)
        cells[place.grid].append(
            ScannedCell(slot.row, slot.column, slot.row_span, slot.column_span, box, text, reading)
        )
    cells = [_words_among_figures(own) for own in cells]
    return [
        ScannedTable(
            box=picture.given(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1], size),
            xs=grid.xs,
            ys=grid.ys,
            cells=tuple(own),
            open_top=grid.open_top,
            open_bottom=grid.open_bottom,
        )
        for grid, own in zip(grids, cells, strict=True)
    ]


def _character_height(inks: Sequence[CellInk], picture: Picture) -> float:
    """Of a digit or a bit more, in pixels."""
    low, high = picture.pixels(5), picture.pixels(25)
    heights = [line.height for ink in inks for line in ink.lines if low <= line.height <= high]
    return float(np.percentile(heights, 75)) if heights else picture.pixels(_USUAL)


def _crop(ink: CellInk, line: InkLine, em: float, how: tuple[float, float, float]) -> Grey:
    above, beside, least = how
    if len(ink.lines) > 1:
        ink = ink.alone(line)
    return ink.crop(line, above * max(line.height, em / 2), beside * em, least * em * 1.15)


def _read(places: Sequence[_Place], em: float, how: tuple[float, float, float]) -> list[Line]:
    return engine.read([_crop(p.ink, line, em, how) for p in places for line in p.ink.lines])


def _read_each(
    places: Sequence[_Place], em: float, how: tuple[float, float, float]
) -> list[list[Line]]:
    lines = iter(_read(places, em, how))
    return [[next(lines) for _ in p.ink.lines] for p in places]


def _may_be_figure(lines: Sequence[Line]) -> bool:
    text = "".join(line.text for line in lines)
    if any(c.confidence > 0.9 and c.text in _WORDS for li in lines for c in li.characters):
        return False
    if not any("\u4e00" <= c <= "\u9fff" for c in text):
        return True  # a lone letter is a misread digit
    # A single sign that the model is not sure of is rather a digit than a word.
    return figure_like(text) or (len(text) <= 2 and min(li.confidence for li in lines) < 0.8)


def _advance(places: Sequence[_Place], first: Sequence[Line]) -> float | None:
    """How wide a digit is on this page, in heights of a digit, from its figures of several digits."""
    widths = []
    for p in places:
        for ink, line in zip(p.ink.lines, first[p.lines], strict=True):
            text = figure_of(line.text)
            if len(text) >= 2 and text.isdigit() and line.confidence > 0.9:
                widths += [ink.width / (len(text) - 0.15) / ink.height] * len(text)
    return float(np.median(widths)) if len(widths) >= 8 else None


def _room(ink: CellInk, texts: Sequence[str], advance: float | None) -> tuple[int, int] | None:
    """How many digits the ink is wide enough for: fewest, most. Only where there is nothing else."""
    if advance is None or not all(t.isdigit() for t in texts):
        return None
    few = most = 0
    for line, text in zip(ink.lines, texts, strict=True):
        wide = line.width / (advance * line.height)
        # The ink of n digits is n advances less the white at both ends; a 1 is mostly white, and fonts
        # differ a little.
        most += max(1, int(wide * 1.06 + 0.95))
        least = max(1, int(np.ceil(wide * 0.94 - 0.15)))
        if text and wide > len(text) - _white(text[0]) - _white(text[-1]) + _UNREAD:
            least = max(least, len(text) + 1)  # a digit was struck out, or lost beside one
        few += least
    return few, most


def _white(digit: str) -> float:
    """How much of a digit's advance is white at one side of it."""
    return 0.3 if digit == "1" else 0.08


def _judge(
    place: _Place,
    first: Sequence[Line],
    second: Sequence[Line] | None,
    em: float,
    advance: float | None,
    picture: Picture,
) -> tuple[str, Reading | None]:
    ink = place.ink
    if not ink.lines:
        return ("", Reading(0.0, True)) if _faint(ink, picture) else ("", None)
    if second is None:
        text, reading = judged_text(first)
        if ink.touches and len(text) <= _STRAY and not all("\u4e00" <= c <= "\u9fff" for c in text):
            # What a dark stamp over a figure reads like. Labels as short as that are words.
            reading = replace(reading, doubtful=True)
        return text, reading
    texts = [figure_of(line.text) for line in first]
    lean = ink.lean(ink.lines[0]) if len(ink.lines) == 1 else 0.0
    doubts = Doubts(
        stamped=_stamped(ink, picture),
        cut=ink.touches,
        slash=lean > _SLASH,
        leans=_LEANS < lean <= _SLASH,
        dash=len(ink.lines) == 1 and ink.flat(ink.lines[0], em),
        comma=any(ink.hangs(line) for line in ink.lines),
        digits=_room(ink, texts, advance),
    )
    return judged(first, second, doubts)


def _words_among_figures(cells: Sequence[ScannedCell]) -> list[ScannedCell]:
    """A short word where all others of its row and column are figures is doubtful, however sure: a stamp
    reads like a character."""
    rows: dict[int, list[bool]] = {}
    columns: dict[int, list[bool]] = {}
    for c in cells:
        if c.text:
            rows.setdefault(c.row, []).append(figure_like(c.text))
            columns.setdefault(c.column, []).append(figure_like(c.text))
    made = []
    for c in cells:
        if c.reading and not c.reading.doubtful and len(c.text) <= 3 and not figure_like(c.text):
            beside, above = rows[c.row], columns[c.column]
            if 2 * sum(beside) >= len(beside) and 2 * sum(above) >= len(above):
                c = replace(c, reading=replace(c.reading, doubtful=True))
        made.append(c)
    return made


def _stamped(ink: CellInk, picture: Picture) -> bool:
    if picture.stamp is None:
        return False
    return any(
        picture.stamp[line.top : line.bottom, line.x0 : line.x1].mean() > _UNDER_STAMP
        for line in ink.lines
    )


def _faint(ink: CellInk, picture: Picture) -> bool:
    """Whether something stands in a cell that is too light for ink: grey, not of the paper's grain."""
    if ink.paper.size == 0:
        return False
    smooth = cv2.blur(ink.paper, (3, 3))
    inset = max(1, round(picture.pixels(1.5)))
    inner = smooth[inset:-inset, inset:-inset]
    if picture.stamp is not None:
        slot = ink.slot
        red = picture.stamp[slot.top : slot.bottom, slot.x0 : slot.x1].astype(np.uint8)
        stamp = cv2.dilate(red, np.ones((7, 7), np.uint8))[inset:-inset, inset:-inset]  # fmt: skip
        inner = np.where(stamp[: inner.shape[0], : inner.shape[1]] > 0, 255, inner)
    return float((inner < _FAINT).sum()) > picture.pixels(1.4) ** 2
