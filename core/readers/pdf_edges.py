"""Ruled lines → the boxes of cells, table by table.

The geometry is pdfplumber's (`pdfplumber.table`: lines nearly in one place are one, their crossings,
which cells make a table), fed with PDFium's lines. What is added here: lines that stop short of the
next are lengthened, and sides that are missing, where a page break cuts a table or where a table is
drawn open, are closed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from core.readers.pdf_objects import Rule
from core.readers.pdf_page import Run

__all__ = [
    "THIN",
    "TOLERANCE",
    "BoxTuple",
    "TooManyRules",
    "merged_edges",
    "smallest_boxes",
    "table_boxes",
]

Edge = dict[str, Any]  # pdfplumber's: x0, top, x1, bottom, width, height, orientation
Stretch = tuple[float, float, float]  # where a line stands, where it begins, where it ends
BoxTuple = tuple[float, float, float, float]  # x0, top, x1, bottom

#: Lines nearer than this are one line (pdfplumber's default too); in points.
TOLERANCE = 3.0
#: Nothing written fits between two lines nearer than this.
THIN = 6.0
_TALL = 24.0
#: More lines to cross, or more crossings, than this are a drawing, not a table, and take minutes.
MAX_PAIRS = 150_000
MAX_CROSSINGS = 8_000
MAX_RULES = 6_000


class TooManyRules(Exception):
    """The page holds a drawing; its lines are not looked at."""


def table_boxes(
    rules: Sequence[Rule], runs: Sequence[Run]
) -> Iterator[tuple[list[BoxTuple], list[BoxTuple]]]:
    """The boxes of each table's cells and, with them, the horizontal lines really drawn about there.
    A box standing alone (a frame around a text, or the last row of a table) comes out too.

    Raises:
        TooManyRules: where so many lines cross that it can only be a drawing.
    """
    if len(rules) > MAX_RULES:
        raise TooManyRules
    for band in _bands(rules):
        vertical = sum(rule.vertical for rule in band)
        if vertical >= 2 and len(band) > vertical:
            yield from _band_boxes(band, runs)


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


def _band_boxes(
    rules: list[Rule], runs: Sequence[Run]
) -> Iterator[tuple[list[BoxTuple], list[BoxTuple]]]:
    # Here and not above: pdfplumber takes a fifth of a second to import.
    from pdfplumber import table as plumber

    edges = [
        e
        for e in merged_edges(
            [(r.top, r.x0, r.x1) for r in rules if not r.vertical],
            [(r.x0, r.top, r.bottom) for r in rules if r.vertical],
        )
        if max(e["x1"] - e["x0"], e["bottom"] - e["top"]) >= TOLERANCE
    ]
    vertical = sum(e["orientation"] == "v" for e in edges)
    if vertical * (len(edges) - vertical) > MAX_PAIRS:
        raise TooManyRules
    drawn = [(e["x0"], e["top"], e["x1"], e["bottom"]) for e in edges if e["orientation"] == "h"]
    _bridge(edges)
    if added := _missing_sides(edges, runs):
        edges += added
        edges = merged_edges(
            [(e["top"], e["x0"], e["x1"]) for e in edges if e["orientation"] == "h"],
            [(e["x0"], e["top"], e["bottom"]) for e in edges if e["orientation"] == "v"],
        )
    crossings = plumber.edges_to_intersections(edges, TOLERANCE, TOLERANCE)
    if len(crossings) > MAX_CROSSINGS:
        raise TooManyRules
    boxes = smallest_boxes(crossings)
    groups: list[list[BoxTuple]] = plumber.cells_to_tables(boxes)
    used = {box for group in groups for box in group}
    groups += [[box] for box in boxes if box not in used]
    for group in _touching(groups):
        yield group, drawn


def merged_edges(horizontal: Sequence[Stretch], vertical: Sequence[Stretch]) -> list[Edge]:
    """Lines nearly in one place brought together, and those that touch or overlap made one.

    The same as `pdfplumber.table.merge_edges`, to the last bit, without copying every edge several
    times: Chromium paints each side of each cell. A test holds the two against each other.
    """
    return [_edge(Rule(start, at, end, at, False)) for at, start, end in _merged(horizontal)] + [
        _edge(Rule(at, start, at, end, True)) for at, start, end in _merged(vertical)
    ]


def _merged(stretches: Sequence[Stretch]) -> list[Stretch]:
    places: dict[
        float, list[Stretch]
    ] = {}  # the stretches about each place; near ones share a list
    cluster: list[Stretch] = []
    clusters: list[list[Stretch]] = []
    last = -math.inf
    for place in sorted({at for at, _, _ in stretches}):
        if place > last + TOLERANCE:
            cluster = []
            clusters.append(cluster)
        places[place] = cluster
        last = place
    for stretch in stretches:
        places[stretch[0]].append(stretch)
    by_place: dict[float, list[tuple[float, float]]] = {}
    for cluster in clusters:
        average = sum([at for at, _, _ in cluster]) / len(cluster)
        for at, start, end in cluster:
            # Not just `average`: rounding may tell two places apart that should be one, and here
            # nothing is to come out otherwise than from pdfplumber.
            by_place.setdefault(at + (average - at), []).append((start, end))
    out: list[Stretch] = []
    for place in sorted(by_place):
        first, *others = sorted(by_place[place])
        start, end = first
        for other_start, other_end in others:
            if other_start > end + TOLERANCE:
                out.append((place, start, end))
                start, end = other_start, other_end
            elif other_end > end:
                end = other_end
        out.append((place, start, end))
    return out


def smallest_boxes(
    crossings: Mapping[tuple[float, float], Mapping[str, Sequence[Edge]]],
) -> list[BoxTuple]:
    """For each crossing the smallest box of which it is the top left corner.

    The same as `pdfplumber.table.intersections_to_cells`, in a tenth of the time, which was a quarter
    of the time a document took; a test holds the two against each other.
    """
    lines = {
        point: ({id(e) for e in by["v"]}, {id(e) for e in by["h"]})
        for point, by in crossings.items()
    }
    in_column: dict[float, list[float]] = {}
    in_row: dict[float, list[float]] = {}
    for x, y in sorted(lines):
        in_column.setdefault(x, []).append(y)
        in_row.setdefault(y, []).append(x)
    boxes: list[BoxTuple] = []
    done = dict.fromkeys(in_row, 0)  # of each row, the crossings that have been corners
    for x, column in in_column.items():
        for i, y in enumerate(column, 1):
            done[y] += 1
            if box := _smallest(x, y, column[i:], in_row[y][done[y] :], lines):
                boxes.append(box)
    return boxes


def _smallest(
    x: float,
    y: float,
    below: Sequence[float],
    right: Sequence[float],
    lines: Mapping[tuple[float, float], tuple[set[int], set[int]]],
) -> BoxTuple | None:
    vertical, horizontal = lines[x, y]
    for yy in below:
        left_lines, bottom_lines = lines[x, yy]
        if vertical.isdisjoint(left_lines):
            continue
        for xx in right:
            corner = lines.get((xx, yy))
            if corner is None or corner[1].isdisjoint(bottom_lines):
                continue
            right_lines = lines[xx, y]
            if not horizontal.isdisjoint(right_lines[1]) and not corner[0].isdisjoint(
                right_lines[0]
            ):
                return x, y, xx, yy
    return None


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
    """Rules where vertical lines end together and there is none. Lengthens those of the lines that
    end a little before the others."""
    added: list[Edge] = []
    for cluster in _ends_together(vs):
        xs = sorted({v["x0"] for _, v, _ in cluster})
        if len(xs) < 2:
            continue
        first, last = cluster[0][0], cluster[-1][0]
        there = [
            (h["x0"], h["x1"])
            for h in hs
            if first - TOLERANCE <= h["top"] <= last + TOLERANCE
        ]  # fmt: skip
        bare = [
            (x, xx)
            for x, xx in pairwise(xs)
            if not _covered(there, x, xx)
            and not any(
                x < v["x0"] < xx and v["top"] < first - THIN and v["bottom"] > last + THIN
                for v in vs
            )
        ]
        # Downwards if the lines begin here, upwards if they end.
        downwards = sum(1 if end == "top" else -1 for _, _, end in cluster) > 0
        y = first if downwards else last
        # Pairs as far as they end at the same rule: the open cells of one row.
        rows: dict[float, list[tuple[float, float]]] = {}
        for x, xx in bare:
            inside = [
                h["top"]
                for h in hs
                if h["x1"] > x + THIN
                and h["x0"] < xx - THIN
                and (h["top"] > y + TOLERANCE if downwards else h["top"] < y - TOLERANCE)
            ]
            reach = [v["bottom"] if downwards else v["top"] for v in vs if v["x0"] in (x, xx)]
            to = (min if downwards else max)(inside or reach)
            rows.setdefault(to, []).append((x, xx))
        for to, pairs in rows.items():
            low, high = pairs[0][0], pairs[-1][1]
            # Lines that end a little beyond the last rule are just drawn carelessly, unless others
            # of the same row end at a rule.
            if there or abs(to - y) > _TALL or _written(runs, low, min(y, to), high, max(y, to)):
                added += [_edge(Rule(x, y, xx, y, False)) for x, xx in pairs]
                sides = {x for pair in pairs for x in pair}
                for _, v, end in cluster:
                    if v["x0"] in sides and (end == "top") == downwards:
                        v[end] = y
                        v["height"] = v["bottom"] - v["top"]
    return added


def _ends_together(vs: list[Edge]) -> Iterator[list[tuple[float, Edge, str]]]:
    """The ends of vertical lines by height: the height, the line, which end of it."""
    ends = [(v[end], v, end) for v in vs for end in ("top", "bottom")]
    cluster: list[tuple[float, Edge, str]] = []
    for found in sorted(ends, key=lambda e: e[0]):
        if cluster and (
            found[0] - cluster[-1][0] > THIN or found[0] - cluster[0][0] > 2 * THIN
        ):  # fmt: skip
            yield cluster
            cluster = []
        cluster.append(found)
    if cluster:
        yield cluster


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
