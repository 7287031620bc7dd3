"""Ruled tables on a straight, evenly lit page: its lines, the grid they make, and its cells, united where
no line stands between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from core.scan.picture import Grey, Picture

__all__ = ["Grid", "Slot", "find_grids"]

Mask = NDArray[np.uint8]

_DARK = 185  # of 255; rules thinner than a pixel are grey
_ACROSS, _DOWN = 13.0, 9.5  # points: what a rule is at least; strokes of characters are shorter
_THICKEST = 3.0  # points
_BLACK, _FAINT = 75, 30  # how much darker than its surroundings
_GAP = 6.0  # points: what may be missing of a rule
_SURE = 30.0  # points: longer than any stroke of a character
_TRUSTED = 90.0  # points: what is that long is a rule by itself
_MOST_SLOTS = 6_000
_NEAR = 3.0  # points: rules this close are one
_RULED = 0.6  # share of a side that has to be drawn


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell: its place in the grid, and its inside in pixels (rules left out)."""

    row: int
    column: int
    row_span: int
    column_span: int
    x0: int
    top: int
    x1: int
    bottom: int


@dataclass(frozen=True)
class Grid:
    """A table's lines, in pixels, outermost included, and its cells, row by row. `open_top`
    (`open_bottom`): the outermost line above (below) is not drawn, the table goes on beyond it."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    slots: tuple[Slot, ...]
    open_top: bool
    open_bottom: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    """`at` is its middle across, `start`…`end` along."""

    at: float
    start: int
    end: int
    thick: float


def find_grids(picture: Picture) -> list[Grid]:
    """From top to bottom."""
    px = picture.pixels
    dark = np.asarray(picture.grey < _DARK, np.uint8)
    h_found = _strokes(picture.grey, px, _ACROSS)
    v_found = _strokes(picture.grey.T, px, _DOWN)
    # A stamp's ring is straight for a while, but thicker than rules are.
    rules = [r.thick for r in (*h_found, *v_found) if r.end - r.start >= px(_TRUSTED)]
    if rules:
        most = 2.5 * float(np.median(rules)) + 1
        h_found, v_found = (
            [r for r in found if r.thick <= most or r.end - r.start > px(4 * _SURE)]
            for found in (h_found, v_found)
        )
    h_rules = _believed(h_found, v_found, dark, px)
    v_rules = _believed(v_found, h_rules, dark.T, px)
    grids = []
    for hs, vs in _together(h_rules, v_rules, px(_NEAR) * 1.5):
        grid = _grid(hs, vs, picture)
        if grid is not None:
            grids.append(grid)
    return sorted(_without_nested(grids), key=lambda g: (g.ys[0], g.xs[0]))


def _strokes(grey: Grey, px: Callable[[float], float], shortest: float) -> list[_Rule]:
    """The horizontal strokes: narrow, darker than what is above and below them (so that neither the
    dark around a photographed page nor the shadow of a stamp counts), and long: at least `shortest`
    points where they are black, longer where they are faint."""
    smooth = cv2.blur(np.ascontiguousarray(grey), (3, 1))
    across = np.ones((round(px(_THICKEST)) + 2, 1), np.uint8)
    contrast = cv2.subtract(cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, across), smooth)
    # A skew line passes from one row of pixels to the next.
    contrast = cv2.dilate(contrast, np.ones((3, 1), np.uint8))
    seeds = _long(contrast > _BLACK, px(shortest)) | _long(contrast > _FAINT, px(_SURE))
    # A black stroke goes on where it is faint.
    _, labels, stats, centres = cv2.connectedComponentsWithStats(
        _long(contrast > _FAINT, px(shortest)), connectivity=8
    )
    rules = []
    for i in np.unique(labels[seeds > 0]):
        if i:
            x, _y, width, _height, area = (int(v) for v in stats[i])
            rules.append(_Rule(float(centres[i][1]), x, x + width, max(1.0, area / width - 2)))
    return _bridged(rules, px)


def _long(mask: NDArray[np.bool_], length: float) -> Mask:
    kernel = np.ones((1, round(length)), np.uint8)
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel), np.uint8)


def _bridged(rules: list[_Rule], px: Callable[[float], float]) -> list[_Rule]:
    """Pieces of one line with gaps too small for a row or a column of a table between them, joined."""
    joined: list[_Rule] = []
    for rule in sorted(rules, key=lambda r: r.start):
        for i, r in enumerate(joined):
            if abs(r.at - rule.at) < px(0.8) and rule.start - r.end < px(_GAP):
                at = np.average([r.at, rule.at], weights=[r.end - r.start, rule.end - rule.start])
                joined[i] = _Rule(
                    float(at), r.start, max(r.end, rule.end), max(r.thick, rule.thick)
                )
                break
        else:
            joined.append(rule)
    return joined


def _believed(
    rules: list[_Rule], others: Sequence[_Rule], dark: Mask, px: Callable[[float], float]
) -> list[_Rule]:
    """Without the strokes that may be of a character or a stamp. A long rule needs nothing; one of middling
    length begins or ends at another, or continues one; a short one runs from one to another and
    has nothing at its sides."""
    long = [r for r in rules if r.end - r.start >= px(_TRUSTED)]
    others = [o for o in others if o.end - o.start >= px(_SURE)] or others
    kept = list(long)
    for rule in rules:
        length = rule.end - rule.start
        if length >= px(_TRUSTED):
            continue
        continues = any(abs(r.at - rule.at) < px(1.0) for r in long)
        ends = [_meets(rule, end, others, px(1.5)) for end in (rule.start, rule.end)]
        if length >= px(_SURE):
            if continues or any(ends):
                kept.append(rule)
        elif all(ends) and _unbroken(rule, others, dark, px(1.5)) and (continues or _alone(rule, dark, px)):  # fmt: skip
            kept.append(rule)
    return kept


def _meets(rule: _Rule, place: int, others: Sequence[_Rule], near: float) -> _Rule | None:
    """The rule across that begins or ends the stroke at that place."""
    for o in others:
        if abs(o.at - place) <= near + o.thick and o.start - near <= rule.at <= o.end + near:
            return o
    return None


def _unbroken(rule: _Rule, others: Sequence[_Rule], dark: Mask, near: float) -> bool:
    """Whether no white is left between the stroke's ends and the rules it meets there."""
    low, high = max(0, round(rule.at - 1)), round(rule.at + 1) + 1
    first = _meets(rule, rule.start, others, near)
    last = _meets(rule, rule.end, others, near)
    if first is None or last is None:
        return False
    gaps = ((round(first.at), rule.start), (rule.end, round(last.at)))
    return all(dark[low:high, max(0, a) : b].any(axis=0).all() for a, b in gaps if a < b)


def _alone(rule: _Rule, dark: Mask, px: Callable[[float], float]) -> bool:
    """Whether the paper along the stroke is white on one side, and mostly so on the other (but at its
    very ends)."""
    inset, half, band = round(px(1.5)), rule.thick / 2 + 2, max(2, round(px(2.0)))
    start, end = rule.start + inset, rule.end - inset
    above = round(rule.at - half)
    below = round(rule.at + half) + 1
    sides = (dark[max(0, above - band) : max(0, above), start:end], dark[below : below + band, start:end])  # fmt: skip
    inked = sorted(float(side.mean()) if side.size else 0.0 for side in sides)
    return inked[0] < 0.04 and inked[1] < 0.3


def _together(
    across: list[_Rule], down: list[_Rule], near: float
) -> list[tuple[list[_Rule], list[_Rule]]]:
    """Rules that touch, directly or through others."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, h in enumerate(across):
        for j, v in enumerate(down, len(across)):
            if (
                h.start - near <= v.at <= h.end + near
                and v.start - near <= h.at <= v.end + near
            ):  # fmt: skip
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[_Rule], list[_Rule]]] = {}
    for i, rule in enumerate((*across, *down)):
        groups.setdefault(root(i), ([], []))[i >= len(across)].append(rule)
    return list(groups.values())


def _places(rules: Sequence[_Rule], near: float) -> list[float]:
    """Where the lines of the grid are: rules close together are one, weighted by their length."""
    places: list[list[_Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if places and rule.at - places[-1][-1].at <= near:
            places[-1].append(rule)
        else:
            places.append([rule])
    return [
        float(np.average([r.at for r in group], weights=[r.end - r.start for r in group]))
        for group in places
    ]


def _grid(across: list[_Rule], down: list[_Rule], picture: Picture) -> Grid | None:
    near = picture.pixels(_NEAR)
    if not across or not down:
        return None
    ys, xs = _places(across, near), _places(down, near)
    # The sides may be open: two rules or more that run on beyond the last one across them.
    reach = picture.pixels(6)
    top, bottom = sorted(r.start for r in down)[:2][-1], sorted(r.end for r in down)[-2:][0]
    left, right = sorted(r.start for r in across)[:2][-1], sorted(r.end for r in across)[-2:][0]
    open_top, open_bottom = ys[0] - top > reach, bottom - ys[-1] > reach
    ys = [float(top)] * open_top + ys + [float(bottom)] * open_bottom
    xs = [float(left)] * (xs[0] - left > reach) + xs + [float(right)] * (right - xs[-1] > reach)
    if len(xs) < 2 or len(ys) < 2 or (len(xs) == 2 and len(ys) == 2):
        return None
    if len(xs) * len(ys) > _MOST_SLOTS:  # graph paper, a halftone
        return None
    if xs[-1] - xs[0] < picture.pixels(50) or ys[-1] - ys[0] < picture.pixels(12):
        return None
    spans = _united(xs, ys, across, down, picture)
    half = max(1.0, float(np.median([r.thick for r in (*across, *down)])) / 2) + 1
    slots = tuple(
        Slot(
            row, column, rows, columns,
            round(xs[column] + half), round(ys[row] + half),
            round(xs[column + columns] - half) + 1, round(ys[row + rows] - half) + 1,
        )
        for row, column, rows, columns in spans
    )  # fmt: skip
    return Grid(tuple(xs), tuple(ys), slots, open_top, open_bottom)


def _covered(rules: Sequence[_Rule], at: float, start: float, end: float, near: float) -> bool:
    """Whether rules are drawn along that side of a cell."""
    inset = min(near, (end - start) / 4)
    start, end = start + inset, end - inset
    parts = sorted(
        (max(start, r.start), min(end, r.end))
        for r in rules
        if abs(r.at - at) <= near * 1.5 and r.end > start and r.start < end
    )
    total, reached = 0.0, start
    for a, b in parts:
        total += max(0.0, b - max(a, reached))
        reached = max(reached, b)
    return total >= _RULED * (end - start)


def _floats(dark: Mask, at: float, start: float, end: float, px: Callable[[float], float]) -> bool:
    """Whether what is drawn at `at` between the rules at `start` and `end` touches neither: a stroke of
    a character that happens to stand where the line between two rows or columns runs on at both sides."""
    low, high = max(0, round(at - px(0.7))), round(at + px(0.7)) + 1
    part = dark[low:high, round(start + px(1.2)) : round(end - px(1.2)) + 1]
    inside: NDArray[np.bool_] = np.asarray(part.any(axis=0)).ravel()
    white = round(px(1.0))
    return len(inside) > 3 * white and not inside[:white].any() and not inside[-white:].any()


def _united(
    xs: list[float], ys: list[float], across: list[_Rule], down: list[_Rule], picture: Picture
) -> list[tuple[int, int, int, int]]:
    """Cells as (row, column, row_span, column_span), row by row: slots with no rule between them, made
    up to rectangles."""
    px = picture.pixels
    near = px(_NEAR)
    dark = np.asarray(picture.grey < _DARK, np.uint8)
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def root(slot: tuple[int, int]) -> tuple[int, int]:
        while owner[slot] != slot:
            slot = owner[slot]
        return slot

    def unite(a: tuple[int, int], b: tuple[int, int]) -> None:
        a, b = sorted((root(a), root(b)))
        owner[b] = a

    for r, (top, bottom) in enumerate(pairwise(ys)):
        for c in range(1, columns):
            if not _covered(down, xs[c], top, bottom, near) or _floats(
                dark.T, xs[c], top, bottom, px
            ):
                unite((r, c - 1), (r, c))
    for c, (left, right) in enumerate(pairwise(xs)):
        for r in range(1, rows):
            if not _covered(across, ys[r], left, right, near) or _floats(
                dark, ys[r], left, right, px
            ):
                unite((r - 1, c), (r, c))
    while True:
        groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for slot in owner:
            groups.setdefault(root(slot), []).append(slot)
        grown = False
        spans = []
        for members in groups.values():
            top, bottom = min(r for r, _ in members), max(r for r, _ in members)
            left, right = min(c for _, c in members), max(c for _, c in members)
            spans.append((top, left, bottom - top + 1, right - left + 1))
            if (bottom - top + 1) * (right - left + 1) > len(members):
                grown = True
                for r in range(top, bottom + 1):
                    for c in range(left, right + 1):
                        unite((top, left), (r, c))
        if not grown:
            return sorted(spans)


def _without_nested(grids: list[Grid]) -> list[Grid]:
    """Of grids that overlap, the one with more cells: the other is a frame around it, or a stamp's."""
    kept: list[Grid] = []
    for grid in sorted(grids, key=lambda g: -len(g.slots)):
        inside = any(
            grid.xs[0] < other.xs[-1] and other.xs[0] < grid.xs[-1]
            and grid.ys[0] < other.ys[-1] and other.ys[0] < grid.ys[-1]
            for other in kept
        )  # fmt: skip
        if not inside:
            kept.append(grid)
    return kept
