"""Boxes of cells → grids with rows, columns and spans, and the text that stands in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from core.document import Box, Reading
from core.readers.pdf_edges import THIN, TOLERANCE, BoxTuple, table_boxes
from core.readers.pdf_objects import Rule
from core.readers.pdf_page import Run

_DIGITS = frozenset("0123456789.,")

__all__ = ["Fragment", "GridCell", "find_fragments"]


@dataclass(slots=True)
class GridCell:
    """A cell of a grid. `reading` and `shown`, its box on the page as shown, are given where it was
    recognised in a picture."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: BoxTuple
    runs: list[Run] = field(default_factory=list)
    has_image: bool = False
    reading: Reading | None = None
    shown: Box | None = None


@dataclass(slots=True)
class Fragment:
    """What stands of a table on one page. `xs` and `ys` are its lines, the outermost included;
    `open_top`/`open_bottom` tell of a cell at that side whether its rule is missing there."""

    xs: list[float]
    ys: list[float]
    cells: list[GridCell]
    horizontal: list[BoxTuple]  # the rules really drawn
    places: list[list[int]] = field(default_factory=list)
    is_recognised: bool = False  # in a picture

    def __post_init__(self) -> None:
        self.index()

    def index(self) -> None:
        """Note which cell lies where in the grid (-1: none)."""
        self.places = [[-1] * (len(self.xs) - 1) for _ in range(len(self.ys) - 1)]
        # Large cells first, so that a smaller one inside keeps its place.
        order = sorted(
            range(len(self.cells)),
            key=lambda i: -self.cells[i].row_span * self.cells[i].column_span,
        )
        for i in order:
            cell = self.cells[i]
            for r in range(cell.row, cell.row + cell.row_span):
                for col in range(cell.column, cell.column + cell.column_span):
                    self.places[r][col] = i

    @property
    def box(self) -> BoxTuple:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    @property
    def row_count(self) -> int:
        return len(self.ys) - 1

    def cell_at(self, x: float, y: float) -> GridCell | None:
        xs, ys = self.xs, self.ys
        if not (xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1]):
            return None
        row = bisect_right(ys, y, 0, len(ys) - 1) - 1
        column = bisect_right(xs, x, 0, len(xs) - 1) - 1
        found = self.places[row][column]
        return self.cells[found] if found >= 0 else None

    def ruled(self, y: float, x0: float, x1: float) -> bool:
        """Whether a rule is really drawn along most of this stretch."""
        covered = sum(
            max(0.0, min(x1, ex1) - max(x0, ex0))
            for ex0, ey, ex1, _ in self.horizontal
            if abs(ey - y) <= TOLERANCE
        )
        return covered >= 0.5 * (x1 - x0)

    def open_bottom(self, cell: GridCell) -> bool:
        return not self.ruled(cell.box[3], cell.box[0], cell.box[2])

    def open_top(self, cell: GridCell) -> bool:
        return not self.ruled(cell.box[1], cell.box[0], cell.box[2])

    def fitted(self, xs: Sequence[float]) -> Fragment:
        """The same with its sides where `xs` begins and ends: two pages of a scan may differ in size
        by some hundredths, and a photograph's more."""
        scale = (xs[-1] - xs[0]) / (self.xs[-1] - self.xs[0])

        def moved(x: float) -> float:
            return xs[0] + (x - self.xs[0]) * scale

        def box(b: BoxTuple) -> BoxTuple:
            return moved(b[0]), b[1], moved(b[2]), b[3]

        cells = [replace(cell, box=box(cell.box)) for cell in self.cells]
        made = Fragment(
            [moved(x) for x in self.xs], self.ys, cells, [box(b) for b in self.horizontal]
        )
        made.is_recognised = self.is_recognised
        for cell in cells:
            cell.runs = [_moved_run(run, moved) for run in cell.runs]
        return made

    def put(self, run: Run) -> list[Run]:
        """Give a run's characters to the cells they stand in; what stands in none comes back."""
        y = run.middle
        if not self.ys[0] <= y <= self.ys[-1] or run.x1[-1] < self.xs[0] or run.x0[0] > self.xs[-1]:
            return [run]
        left = self.cell_at((run.x0[0] + run.x1[0]) / 2, y)
        if left is not None and (
            len(run.chars) == 1 or self.cell_at((run.x0[-1] + run.x1[-1]) / 2, y) is left
        ):
            left.runs.append(run)
            return []
        rest: list[Run] = []
        start = 0
        cells = [self.cell_at((a + b) / 2, y) for a, b in zip(run.x0, run.x1, strict=True)]
        _keep_numbers_whole(run, cells)
        for i in range(1, len(cells) + 1):
            if i < len(cells) and cells[i] is cells[start]:
                continue
            part, cell = run.part(start, i), cells[start]
            if cell is None:
                rest.append(part)
            else:
                cell.runs.append(part)
            start = i
        return rest

    def put_overflow(self, runs: list[Run]) -> list[Run]:
        """Give text that runs on below (or above) an open side to the open cells: where a page break
        cuts a cell, its lines may end before its text does. What belongs to none comes back."""
        rest = runs
        for below in (True, False):
            edge = self.ys[-1] if below else self.ys[0]
            cells = [
                cell
                for cell in self.cells
                if (cell.box[3] if below else cell.box[1]) == edge
                and (self.open_bottom(cell) if below else self.open_top(cell))
            ]
            if not cells:
                continue
            reached = dict.fromkeys(range(len(cells)), edge)
            remaining: list[Run] = []
            for run in sorted(rest, key=lambda r: r.y if below else -r.y):
                if not any(char >= "\u2e80" for char in run.chars):
                    remaining.append(run)  # a page number, maybe, just below a figure
                    continue
                for i, cell in enumerate(cells):
                    distance = run.middle - reached[i] if below else reached[i] - run.middle
                    if (
                        cell.box[0] <= run.x0[0] + 1
                        and run.x1[-1] - 1 <= cell.box[2]
                        and -0.5 * run.em < distance < 2 * run.em
                    ):
                        cell.runs.append(run)
                        reached[i] = run.middle
                        break
                else:
                    remaining.append(run)
            rest = remaining
        return rest

    def trim_overlaid(self) -> None:
        """Take from a cell what other cells lie on: where a line is missing somewhere, the search for
        the smallest box ends with a larger one. What is left of it stays if it has a text."""
        owned: list[list[tuple[int, int]]] = [[] for _ in self.cells]
        for r, row in enumerate(self.places):
            for column, i in enumerate(row):
                if i >= 0:
                    owned[i].append((r, column))
        kept: list[GridCell] = []
        for cell, places in zip(self.cells, owned, strict=True):
            if len(places) < cell.row_span * cell.column_span:
                if (not cell.runs and not cell.has_image) or not places:
                    continue
                cell.row, cell.column = min(r for r, _ in places), min(k for _, k in places)
                cell.row_span = max(r for r, _ in places) - cell.row + 1
                cell.column_span = max(k for _, k in places) - cell.column + 1
                cell.box = (
                    self.xs[cell.column], self.ys[cell.row],
                    self.xs[cell.column + cell.column_span], self.ys[cell.row + cell.row_span],
                )  # fmt: skip
            kept.append(cell)
        if len(kept) < len(self.cells):
            self.cells = kept
            self.index()

    def drop_open_ends(self) -> None:
        """Drop a first or last row that has no text and no rule at its outer side: the space a page
        break leaves below the last row, as far as the table's outer lines go."""
        for last in (False, True):
            row = self.row_count - 1 if last else 0
            if row == 0 and last:
                return
            here = [c for c in self.cells if c.row == row and c.row_span == 1]
            is_open = self.open_bottom if last else self.open_top
            if any(c.runs or c.has_image or not is_open(c) for c in here):
                continue
            if 2 * sum(c.column_span for c in here) < len(self.xs) - 1:
                continue  # only the rest of a cell that spans rows
            self.cells = [c for c in self.cells if c.row != row or c.row_span > 1]
            for cell in self.cells:
                if last:
                    cell.row_span = min(cell.row_span, row - cell.row)
                elif cell.row > 0:
                    cell.row -= 1
                else:
                    cell.row_span -= 1
            del self.ys[row + 1 if last else row]
            self.index()

    def drop_empty_strips(self) -> None:
        """Unite rows that only blank cells keep apart: between the end of a merged cell and the end
        of the row beside it Chromium leaves an empty strip when a page break stretches that row."""
        row = 0
        while row < self.row_count - 1:
            above = [c for c in self.cells if c.row + c.row_span == row + 1]
            below = [c for c in self.cells if c.row == row + 1]
            across = any(c.runs for c in self.cells if c.row <= row < c.row + c.row_span - 1)
            gone = _blank_beside(below, above)
            if gone is None:
                gone = _blank_beside(above, below)
            # Where nothing begins (or ends) there is no row at all.
            if gone is not None and (across or not below or not above):
                self._unite_rows(row, gone)
            else:
                row += 1

    def _unite_rows(self, row: int, gone: list[tuple[GridCell, list[GridCell]]]) -> None:
        for blank, beside in gone:
            self.cells.remove(blank)
            for kept in beside:
                top, bottom = min(blank.box[1], kept.box[1]), max(blank.box[3], kept.box[3])
                kept.box = (kept.box[0], top, kept.box[2], bottom)
                kept.row = min(kept.row, blank.row)
                kept.row_span += blank.row_span
        for cell in self.cells:
            if cell.row > row:
                cell.row -= 1
            elif cell.row + cell.row_span > row + 1:
                cell.row_span -= 1
        del self.ys[row + 1]
        self.index()


def _moved_run(run: Run, moved: Callable[[float], float]) -> Run:
    made = run.part(0, len(run.chars))
    made.reading, made.shown = run.reading, run.shown
    made.x0, made.x1 = [moved(x) for x in run.x0], [moved(x) for x in run.x1]
    return made


def _keep_numbers_whole(run: Run, cells: list[GridCell | None]) -> None:
    """Where a cell's side goes through a digit, the number is just too wide for its cell: all of it
    belongs where its middle is. Changes `cells`."""
    end = 0
    while end < len(cells):
        start, end = end, end + 1
        while (
            end < len(cells)
            and run.chars[end] in _DIGITS
            and run.chars[end - 1].strip() in _DIGITS
            and abs(run.x0[end] - run.x1[end - 1]) < 0.04 * run.em
        ):
            end += 1
        if all(cell is cells[start] for cell in cells[start:end]):
            continue
        sides = [x for c in cells[start:end] if c is not None for x in (c.box[0], c.box[2])]
        margin = 0.08 * run.em
        if any(
            run.x0[i] + margin < x < run.x1[i] - margin for i in range(start, end) for x in sides
        ):
            middle = (run.x0[start] + run.x1[end - 1]) / 2
            here = [i for i in range(start, end) if run.x0[i] <= middle <= run.x1[i]]
            cells[start:end] = [cells[here[0]] if here else cells[start]] * (end - start)


def _blank_beside(
    blanks: list[GridCell], others: list[GridCell]
) -> list[tuple[GridCell, list[GridCell]]] | None:
    """Each of `blanks` with the cells it lies against, which must be just as wide together; None if
    one has a text or no such neighbours."""
    pairs = []
    for blank in blanks:
        if blank.runs or blank.has_image:
            return None
        end = blank.column + blank.column_span
        beside = [
            o for o in others if blank.column <= o.column and o.column + o.column_span <= end
        ]  # fmt: skip
        if not beside or sum(o.column_span for o in beside) != blank.column_span:
            return None
        pairs.append((blank, beside))
    return pairs


def find_fragments(rules: Sequence[Rule], runs: Sequence[Run]) -> list[Fragment]:
    """The grids the rules make, boxes standing alone included. `runs` tell where something is written.

    Raises:
        TooManyRules: where so many lines cross that it can only be a drawing.
    """
    return [
        fragment
        for boxes, drawn in table_boxes(rules, runs)
        if (fragment := _fragment(boxes, drawn)) is not None
    ]


def _fragment(boxes: list[BoxTuple], drawn: list[BoxTuple]) -> Fragment | None:
    xs = _lines([(b[0], b[2]) for b in boxes])
    ys = _lines([(b[1], b[3]) for b in boxes])
    if len(xs) < 2 or len(ys) < 2:
        return None
    cells: list[GridCell] = []
    column_of = {x: _nearest(xs, x) for x in {x for b in boxes for x in (b[0], b[2])}}
    row_of = {y: _nearest(ys, y) for y in {y for b in boxes for y in (b[1], b[3])}}
    for box in boxes:
        column, row = column_of[box[0]], row_of[box[1]]
        row_span, column_span = row_of[box[3]] - row, column_of[box[2]] - column
        if row_span and column_span:  # else too thin to hold a text
            cells.append(GridCell(row, column, row_span, column_span, box))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    left, right = xs[0] - TOLERANCE, xs[-1] + TOLERANCE
    near = [
        h for h in drawn
        if h[2] > left and h[0] < right and ys[0] - TOLERANCE <= h[1] <= ys[-1] + TOLERANCE
    ]  # fmt: skip
    return Fragment(xs, ys, cells, near)


def _lines(sides: list[tuple[float, float]]) -> list[float]:
    """The grid's lines along one axis. Two between which nothing can be written are one, drawn a
    little apart on the two sides of a merged cell."""
    lines: list[float] = []
    for value in sorted({v for side in sides for v in side}):
        if not lines or value - lines[-1] >= THIN:
            lines.append(value)
    return lines


def _nearest(lines: list[float], value: float) -> int:
    i = bisect_right(lines, value)
    if i == 0:
        return 0
    if i == len(lines) or value - lines[i - 1] <= lines[i] - value:
        return i - 1
    return i
