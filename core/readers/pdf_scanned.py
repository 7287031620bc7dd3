"""What was recognised in a picture, put in the terms of a PDF page: runs of characters and grids in
the page's reading frame, so that lines, cells and tables come about as on any other page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sin
from statistics import median

from core.document import Box, Reading
from core.readers.pdf_edges import BoxTuple
from core.readers.pdf_grid import Fragment, GridCell
from core.readers.pdf_join import is_figure
from core.readers.pdf_page import Frame, Run
from core.scan.model import ScannedCell, ScannedPage, ScannedTable, ScannedText

__all__ = ["Placed", "place"]

# Widths in em, as on printed pages; recognition gives no places of single characters.
_HALF, _SPACE = 0.55, 0.3
_USUAL_EM = 10.0
_SAME_SIZE = 0.15


@dataclass(frozen=True, slots=True)
class Placed:
    frame: Frame
    runs: list[Run]
    fragments: list[Fragment]


def place(scanned: ScannedPage, region: Box, frame: Frame) -> Placed:
    """`scanned` is the picture of `region` (points of the page as shown) of a page with `frame`. The
    frame that comes back is the one in which a page that was scanned turned stands upright."""
    at = _Placing(scanned, region, frame)
    fragments = [at.fragment(table) for table in scanned.tables if table.cells]
    return Placed(at.frame, at.lines(scanned.lines), fragments)


class _Placing:
    def __init__(self, scanned: ScannedPage, region: Box, frame: Frame) -> None:
        self.region = region
        self.scale = (region.x1 - region.x0) / max(1, scanned.width)
        self.turns = scanned.turned // 90 % 4
        size = (frame.shown_width, frame.shown_height)
        width, height = size if self.turns % 2 == 0 else size[::-1]
        self.frame = Frame(frame.to_reading, width, height, -self.turns % 4, *size)
        self.angle = radians(scanned.skew)
        centre = self.frame.read(region)
        self.cx, self.cy = (centre.x0 + centre.x1) / 2, (centre.top + centre.bottom) / 2

    def shown(self, box: Box) -> Box:
        x, y, s = self.region.x0, self.region.top, self.scale
        return Box(x + box.x0 * s, y + box.top * s, x + box.x1 * s, y + box.bottom * s)

    def upright(self, box: Box) -> Box:
        """A box of the picture in the reading frame, deskewed: `box` stands around a sloping one."""
        b = self.frame.read(self.shown(box))
        width, height = b.x1 - b.x0, b.bottom - b.top
        c, s = cos(self.angle), abs(sin(self.angle))
        true_width = max(0.5 * width, (width * c - height * s) / (c * c - s * s))
        true_height = max(0.3 * height, (height * c - width * s) / (c * c - s * s))
        dx, dy = (b.x0 + b.x1) / 2 - self.cx, (b.top + b.bottom) / 2 - self.cy
        c, s = cos(self.angle), sin(self.angle)
        x, y = self.cx + dx * c + dy * s, self.cy - dx * s + dy * c
        return Box(x - true_width / 2, y - true_height / 2, x + true_width / 2, y + true_height / 2)

    # -- lines ---------------------------------------------------------------------------------

    def lines(self, texts: Sequence[ScannedText]) -> list[Run]:
        boxes = [self.upright(text.box) for text in texts]
        sizes = [
            _em_of(text.text, box) for text, box in zip(texts, boxes, strict=True)
        ]  # fmt: skip
        usual = median(sizes) if sizes else _USUAL_EM
        runs = []
        for index, (text, box, em) in enumerate(zip(texts, boxes, sizes, strict=True)):
            if not text.text.strip():
                continue
            if abs(em - usual) <= _SAME_SIZE * usual:
                em = usual
            y = (box.top + box.bottom) / 2 + 0.36 * em
            runs.append(
                _run(
                    index,
                    text.text.strip(),
                    box.x0,
                    box.x1,
                    y,
                    em,
                    text.reading,
                    self.shown(text.box),
                )
            )
        return runs

    # -- tables --------------------------------------------------------------------------------

    def fragment(self, table: ScannedTable) -> Fragment:
        # The recogniser's own frame may be larger or smaller than the picture, and lies elsewhere: what
        # it says of the lines counts, fitted to where the table is.
        whole = self.upright(table.box)
        xs = _fitted(table.xs, whole.x0, whole.x1)
        ys = _fitted(table.ys, whole.top, whole.bottom)
        em = _table_em(table, xs)
        cells: list[GridCell] = []
        figures = _rows_of_figures(table)
        for cell in table.cells:
            if cell.row in figures:
                cell = _without_stray_marks(cell)
            box = (
                xs[cell.column], ys[cell.row],
                xs[cell.column + cell.column_span], ys[cell.row + cell.row_span],
            )  # fmt: skip
            shown = self.shown(cell.box)
            made = GridCell(cell.row, cell.column, cell.row_span, cell.column_span, box)
            made.reading, made.shown = cell.reading, shown
            made.runs = _cell_runs(cell, box, em, shown)
            cells.append(made)
        fragment = Fragment(xs, ys, cells, _ruled(table, xs, ys))
        fragment.is_recognised = True
        return fragment


def _rows_of_figures(table: ScannedTable) -> set[int]:
    """The rows in which figures stand, three at least."""
    counts = Counter(
        cell.row for cell in table.cells if cell.row_span == 1 and is_figure(cell.text)
    )
    return {row for row, count in counts.items() if count >= 3}


def _without_stray_marks(cell: ScannedCell) -> ScannedCell:
    """A doubtful cell that is a figure but for a character or two on a line of their own (what is left
    of a stamp, a smudge) as that figure, still doubtful: else the whole row could not be read."""
    reading = cell.reading
    lines = cell.text.split("\n")
    if reading is None or not reading.doubtful or len(lines) < 2:
        return cell
    figures = [line for line in lines if is_figure(line) and any(map(str.isdigit, line))]
    stray = [line for line in lines if line not in figures]
    if len(figures) != 1 or any(len(line.strip()) > 2 for line in stray):
        return cell
    others = tuple(a for a in reading.alternatives if a != figures[0])
    made = Reading(reading.confidence, True, others)
    return replace(cell, text=figures[0], reading=made)


def _fitted(lines: Sequence[float], start: float, end: float) -> list[float]:
    scale = (end - start) / (lines[-1] - lines[0])
    return [start + (line - lines[0]) * scale for line in lines]


def _ruled(table: ScannedTable, xs: list[float], ys: list[float]) -> list[BoxTuple]:
    """The rules above and below the cells; none where the table is open."""
    found: list[BoxTuple] = []
    for cell in table.cells:
        x0, x1 = xs[cell.column], xs[cell.column + cell.column_span]
        end = cell.row + cell.row_span
        if cell.row > 0 or not table.open_top:
            found.append((x0, ys[cell.row], x1, ys[cell.row]))
        if end < len(ys) - 1 or not table.open_bottom:
            found.append((x0, ys[end], x1, ys[end]))
    return found


def _table_em(table: ScannedTable, xs: list[float]) -> float:
    """The size of a table's letters, from labels that fill the width of their cells: those broken
    into lines."""
    found = [
        (xs[cell.column + cell.column_span] - xs[cell.column] - 4) / _units(max(lines, key=_units))
        for cell in table.cells
        if len(lines := cell.text.split("\n")) > 1 and _units(max(lines, key=_units)) >= 3
    ]
    return min(max(median(found), 6.0), 16.0) if len(found) >= 3 else _USUAL_EM


def _cell_runs(cell: ScannedCell, box: BoxTuple, em: float, shown: Box) -> list[Run]:
    lines = [line.strip() for line in cell.text.split("\n") if line.strip()]
    if not lines:
        return []
    x0, top, x1, bottom = box
    widest = max(map(_units, lines))
    em = min(em, (x1 - x0 - 1) / widest, (bottom - top) / len(lines))
    pitch = min((bottom - top) / len(lines), 1.5 * em)
    y = (top + bottom) / 2 - pitch * (len(lines) - 1) / 2 + 0.36 * em
    runs = []
    for number, line in enumerate(lines):
        half = _units(line) * em / 2
        middle = (x0 + x1) / 2
        reading = cell.reading or Reading(1.0)
        runs.append(
            _run(number, line, middle - half, middle + half, y + number * pitch, em, reading, shown)
        )
    return runs


# --- characters -------------------------------------------------------------------------------


def _width(char: str) -> float:
    return _SPACE if char == " " else 1.0 if char >= "\u2e80" else _HALF


def _units(text: str) -> float:
    """How many em a text is wide, nearly."""
    return max(_HALF, sum(map(_width, text)))


def _em_of(text: str, box: Box) -> float:
    """The size of a line's letters: by its length where it is long enough to tell, else by its height."""
    units = _units(text)
    by_height = 0.85 * (box.bottom - box.top)
    by_width = (box.x1 - box.x0) / units
    return by_width if units >= 6 and 0.6 < by_width / max(by_height, 0.1) < 1.6 else by_height


def _run(
    index: int, text: str, x0: float, x1: float, y: float, em: float, reading: Reading, shown: Box
) -> Run:
    run = Run(index, y)
    run.em, run.reading, run.shown = em, reading, shown
    each = (x1 - x0) / _units(text)
    x, space = x0, ""
    for char in text:
        width = each * _width(char)
        if char.isspace():
            space = " "
        else:
            run.chars.append(space + char)
            run.x0.append(x)
            run.x1.append(x + width)
            space = ""
        x += width
    return run
