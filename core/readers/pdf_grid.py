"""Ruled lines of a page → grids of cells.

Which lines make which cells is worked out by pdfplumber's own functions (`pdfplumber.table`), fed
with PDFium's lines. What is added here: sides that are missing where a page break cuts a table or
where a table is drawn open are closed first, and the cells' boxes become rows, columns and spans.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from core.readers.pdf_page import Rule, Run

__all__ = ["Fragment", "GridCell", "TooManyRules", "find_fragments"]

Edge = dict[str, Any]  # pdfplumber's: x0, top, x1, bottom, width, height, orientation
BoxTuple = tuple[float, float, float, float]

#: Lines nearer than this are one line (pdfplumber's default too); in points.
TOLERANCE = 3.0
#: Nothing written fits between two lines nearer than this.
THIN = 6.0
_TALL = 24.0
#: More crossings than this are a drawing, not a table, and would take minutes.
MAX_CROSSINGS = 60_000
MAX_RULES = 6_000


class TooManyRules(Exception):
    """The page holds a drawing; its lines are not looked at."""


@dataclass(slots=True)
class GridCell:
    row: int
    column: int
    row_span: int
    column_span: int
    box: BoxTuple
    runs: list[Run] = field(default_factory=list)
    has_image: bool = False


@dataclass(slots=True)
class Fragment:
    """What stands of a table on one page. `xs` and `ys` are its lines, the outermost included;
    `open_top`/`open_bottom` tell of a cell at that side whether its rule is missing there."""

    xs: list[float]
    ys: list[float]
    cells: list[GridCell]
    horizontal: list[BoxTuple]  # the rules really drawn
    places: list[list[int]] = field(default_factory=list)

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
        x0, top, x1, bottom = self.box
        if not (x0 <= x <= x1 and top <= y <= bottom):
            return None
        row = min(bisect_right(self.ys, y), len(self.ys) - 1) - 1
        column = min(bisect_right(self.xs, x), len(self.xs) - 1) - 1
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

    def put(self, run: Run) -> list[Run]:
        """Give a run's characters to the cells they stand in; what stands in none comes back."""
        y = run.middle
        left = self.cell_at((run.x0[0] + run.x1[0]) / 2, y)
        right = self.cell_at((run.x0[-1] + run.x1[-1]) / 2, y)
        if left is right:
            if left is None and (
                run.x1[-1] < self.xs[0]
                or run.x0[0] > self.xs[-1]
                or not self.ys[0] <= y <= self.ys[-1]
            ):
                return [run]
            if left is not None:
                left.runs.append(run)
                return []
        rest: list[Run] = []
        start = 0
        cells = [self.cell_at((a + b) / 2, y) for a, b in zip(run.x0, run.x1, strict=True)]
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

    def drop_overlaid(self) -> None:
        """Drop blank cells on which other cells lie: where a line is missing somewhere, the search
        for the smallest box ends with a larger one."""
        self.cells = [
            cell
            for i, cell in enumerate(self.cells)
            if cell.runs or cell.has_image or all(
                self.places[r][c] == i
                for r in range(cell.row, cell.row + cell.row_span)
                for c in range(cell.column, cell.column + cell.column_span)
            )
        ]  # fmt: skip
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

    def _unite_rows(self, row: int, gone: list[tuple[GridCell, GridCell]]) -> None:
        for blank, kept in gone:
            self.cells.remove(blank)
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


def _blank_beside(
    blanks: list[GridCell], others: list[GridCell]
) -> list[tuple[GridCell, GridCell]] | None:
    """Each of `blanks` with the cell of the same width it lies against; None if one has a text or
    no such neighbour."""
    pairs = []
    for blank in blanks:
        if blank.runs or blank.has_image:
            return None
        beside = [
            o for o in others
            if o.column == blank.column and o.column_span == blank.column_span
        ]  # fmt: skip
        if not beside:
            return None
        pairs.append((blank, beside[0]))
    return pairs


def find_fragments(rules: Sequence[Rule], runs: Sequence[Run]) -> list[Fragment]:
    """The grids the rules make, boxes standing alone included (a frame around a text, or the last
    row of a table).

    Raises:
        TooManyRules: where so many lines cross that it can only be a drawing.
    """
    if len(rules) > MAX_RULES:
        raise TooManyRules
    fragments: list[Fragment] = []
    for band in _bands(rules):
        vertical = sum(rule.vertical for rule in band)
        if vertical >= 2 and len(band) > vertical:
            fragments += _band_fragments(band, runs)
    return fragments


def _bands(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules by the strips of the page they stand in, so that the lines of two tables, one below the
    other and almost but not quite as wide, are not taken for the same."""
    bands: list[list[Rule]] = []
    reached = 0.0
    for rule in sorted(rules, key=lambda r: r.top):
        if not bands or rule.top > reached + THIN:
            bands.append([])
        bands[-1].append(rule)
        reached = max(reached, rule.bottom) if len(bands[-1]) > 1 else rule.bottom
    return bands


def _band_fragments(rules: list[Rule], runs: Sequence[Run]) -> list[Fragment]:
    # Here and not above: pdfplumber takes a fifth of a second to import.
    from pdfplumber import table as plumber

    edges: list[Edge] = plumber.merge_edges(
        [_edge(r) for r in rules], TOLERANCE, TOLERANCE, TOLERANCE, TOLERANCE
    )
    edges = [e for e in edges if max(e["x1"] - e["x0"], e["bottom"] - e["top"]) >= TOLERANCE]
    vertical = sum(e["orientation"] == "v" for e in edges)
    if vertical * (len(edges) - vertical) > MAX_CROSSINGS:
        raise TooManyRules
    drawn = [(e["x0"], e["top"], e["x1"], e["bottom"]) for e in edges if e["orientation"] == "h"]
    _bridge(edges)
    if added := _missing_sides(edges, runs):
        edges = plumber.merge_edges(edges + added, TOLERANCE, TOLERANCE, TOLERANCE, TOLERANCE)
    crossings = plumber.edges_to_intersections(edges, TOLERANCE, TOLERANCE)
    boxes: list[BoxTuple] = plumber.intersections_to_cells(crossings)
    groups: list[list[BoxTuple]] = plumber.cells_to_tables(boxes)
    used = {box for group in groups for box in group}
    groups += [[box] for box in boxes if box not in used]
    return [f for group in _touching(groups) if (f := _fragment(group, drawn)) is not None]


def _touching(groups: list[list[BoxTuple]]) -> list[list[BoxTuple]]:
    """Groups of cells that lie against each other are one table, even where no two corners meet;
    not so a table inside a cell of another."""
    out: list[tuple[BoxTuple, list[BoxTuple]]] = []
    for group in groups:
        box = _around(group)
        while True:
            other = next(
                (
                    o
                    for o in out
                    if _near(box, o[0])
                    and not any(_holds(cell, box) for cell in o[1])
                    and not any(_holds(cell, o[0]) for cell in group)
                ),
                None,
            )
            if other is None:
                break
            out.remove(other)
            group = other[1] + group
            box = _around(group)
        out.append((box, group))
    return [group for _, group in out]


def _around(boxes: list[BoxTuple]) -> BoxTuple:
    return (
        min(b[0] for b in boxes), min(b[1] for b in boxes),
        max(b[2] for b in boxes), max(b[3] for b in boxes),
    )  # fmt: skip


def _near(a: BoxTuple, b: BoxTuple) -> bool:
    return (
        a[0] <= b[2] + THIN and b[0] <= a[2] + THIN and a[1] <= b[3] + THIN and b[1] <= a[3] + THIN
    )


def _holds(outer: BoxTuple, inner: BoxTuple) -> bool:
    t = TOLERANCE
    return (
        outer[0] - t <= inner[0] and outer[1] - t <= inner[1]
        and outer[2] + t >= inner[2] and outer[3] + t >= inner[3]
    )  # fmt: skip


def _edge(rule: Rule) -> Edge:
    return {
        "x0": rule.x0, "top": rule.top, "x1": rule.x1, "bottom": rule.bottom,
        "width": rule.x1 - rule.x0, "height": rule.bottom - rule.top,
        "orientation": "v" if rule.vertical else "h",
    }  # fmt: skip


def _bridge(edges: list[Edge]) -> None:
    """Lengthen lines that stop just short of the next one across, as the borders of cells with some
    space between them do. Changes the (freshly merged) edges."""
    for orientation, start, end, at in (("v", "top", "bottom", "x0"), ("h", "x0", "x1", "top")):
        across = [e for e in edges if e["orientation"] != orientation]
        for e in edges:
            if e["orientation"] != orientation:
                continue
            place = e[at]
            near = [
                a[start]
                for a in across
                if a[at] - TOLERANCE <= place <= a[_END[at]] + TOLERANCE
                and e[start] - THIN <= a[start] <= e[end] + THIN
            ]
            if not near:
                continue
            first, last = min(near), max(near)
            if first < e[start] - TOLERANCE and not any(
                abs(n - e[start]) <= TOLERANCE for n in near
            ):
                e[start] = first
            if last > e[end] + TOLERANCE and not any(abs(n - e[end]) <= TOLERANCE for n in near):
                e[end] = last
            e["width"], e["height"] = e["x1"] - e["x0"], e["bottom"] - e["top"]


_END = {"x0": "x1", "top": "bottom"}


def _missing_sides(edges: list[Edge], runs: Sequence[Run]) -> list[Edge]:
    """The outer sides that connected lines lack.

    A page break cuts tables open (Chromium draws no rule there), and many statistical tables have
    no line at the left and the right by custom.
    """
    vertical = [e for e in edges if e["orientation"] == "v"]
    horizontal = [e for e in edges if e["orientation"] == "h"]
    parent = list(range(len(vertical) + len(horizontal)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    offset = len(vertical)
    for i, v in enumerate(vertical):
        x, top, bottom = v["x0"], v["top"] - TOLERANCE, v["bottom"] + TOLERANCE
        for j, h in enumerate(horizontal):
            if top <= h["top"] <= bottom and h["x0"] - TOLERANCE <= x <= h["x1"] + TOLERANCE:
                parent[root(i)] = root(offset + j)
    # Lines without any crossing, all equally long: a row that fills the page from break to break.
    for i, v in enumerate(vertical):
        for k in range(i):
            w = vertical[k]
            if (
                abs(v["top"] - w["top"]) <= TOLERANCE
                and abs(v["bottom"] - w["bottom"]) <= TOLERANCE
            ):
                parent[root(i)] = root(k)
                break
    groups: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for i, e in enumerate(vertical):
        groups.setdefault(root(i), ([], []))[0].append(e)
    for j, e in enumerate(horizontal):
        groups.setdefault(root(offset + j), ([], []))[1].append(e)

    added: list[Edge] = []
    for vs, hs in groups.values():
        if vs and len(vs) + len(hs) >= 3:
            added += _missing_ends(vs, hs, runs)
            added += _missing_flanks(vs, hs, runs)
    return added


def _missing_ends(vs: list[Edge], hs: list[Edge], runs: Sequence[Run]) -> list[Edge]:
    """Rules where vertical lines end together and there is none."""
    ends = sorted(
        [(v["top"], v["x0"], 1) for v in vs] + [(v["bottom"], v["x0"], -1) for v in vs],
        key=lambda end: end[0],
    )
    added: list[Edge] = []
    start = 0
    for i in range(1, len(ends) + 1):
        if i < len(ends) and ends[i][0] - ends[i - 1][0] <= TOLERANCE:
            continue
        cluster, start = ends[start:i], i
        xs = sorted({x for _, x, _ in cluster})
        if len(xs) < 2:
            continue
        ys = [y for y, _, _ in cluster]
        there = [
            (h["x0"], h["x1"])
            for h in hs
            if min(ys) - TOLERANCE <= h["top"] <= max(ys) + TOLERANCE
        ]  # fmt: skip
        bare = [
            (x, xx)
            for x, xx in pairwise(xs)
            if not _covered(there, x, xx)
            and not any(
                x < v["x0"] < xx and v["top"] < min(ys) - THIN and v["bottom"] > max(ys) + THIN
                for v in vs
            )
        ]
        if not bare:
            continue
        # Downwards if the lines begin here, upwards if they end.
        downwards = sum(d for _, _, d in cluster) > 0
        y = min(ys) if downwards else max(ys)
        inside = [
            h["top"]
            for h in hs
            if h["x1"] > xs[0] + THIN
            and h["x0"] < xs[-1] - THIN
            and (h["top"] > y + TOLERANCE if downwards else h["top"] < y - TOLERANCE)
        ]
        reach = [v["bottom"] if downwards else v["top"] for v in vs if v["x0"] in xs]
        to = (min if downwards else max)(inside or reach)
        # Lines that end a little beyond the last rule are just drawn carelessly.
        tall = abs(to - y) > _TALL
        if there or tall or _written(runs, xs[0], min(y, to), xs[-1], max(y, to)):
            added += [_edge(Rule(x, y, xx, y, False)) for x, xx in bare]
    return added


def _missing_flanks(vs: list[Edge], hs: list[Edge], runs: Sequence[Run]) -> list[Edge]:
    """The left and the right side, where rules run on beyond the outermost vertical line."""
    added: list[Edge] = []
    xs = sorted({v["x0"] for v in vs} | {h[k] for h in hs for k in ("x0", "x1")})
    for x, inside in ((xs[0], xs[1:]), (xs[-1], xs[-2::-1])):
        ends = [h["top"] for h in hs if h["x0"] - TOLERANCE <= x <= h["x1"] + TOLERANCE]
        there = [(v["top"], v["bottom"]) for v in vs if abs(v["x0"] - x) <= TOLERANCE]
        if len(ends) < 2 or _covered(there, min(ends), max(ends)):
            continue
        to = next((v for v in inside if abs(v - x) > TOLERANCE), x)
        if there or _written(runs, min(x, to), min(ends), max(x, to), max(ends)):
            added.append(_edge(Rule(x, min(ends), x, max(ends), True)))
    return added


def _written(runs: Sequence[Run], x0: float, top: float, x1: float, bottom: float) -> bool:
    return any(
        top < run.middle < bottom
        and any(x0 < (a + b) / 2 < x1 for a, b in zip(run.x0, run.x1, strict=True))
        for run in runs
    )


def _covered(stretches: Iterable[tuple[float, float]], start: float, end: float) -> bool:
    reached = start + TOLERANCE
    for a, b in sorted(stretches):
        if a > reached + TOLERANCE:
            return False
        reached = max(reached, b)
    return reached >= end - TOLERANCE


def _fragment(boxes: list[BoxTuple], drawn: list[BoxTuple]) -> Fragment | None:
    xs = _lines([(b[0], b[2]) for b in boxes])
    ys = _lines([(b[1], b[3]) for b in boxes])
    if len(xs) < 2 or len(ys) < 2:
        return None
    cells: list[GridCell] = []
    for box in boxes:
        column, row = _nearest(xs, box[0]), _nearest(ys, box[1])
        row_span, column_span = _nearest(ys, box[3]) - row, _nearest(xs, box[2]) - column
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
