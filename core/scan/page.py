"""One page from picture to ScannedPage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.document import Box
from core.scan import engine
from core.scan.cells import read_tables
from core.scan.engine import Line, Quad
from core.scan.judge import judged_text
from core.scan.model import ScannedPage, ScannedTable, ScannedText
from core.scan.picture import Grey, Picture, prepared, straightened, turned
from core.scan.rules import Grid, find_grids

__all__ = ["scan"]

_DETECT_DPI = 110.0
_TRIED = 6  # lines read to see which way up the page is
_UPRIGHT = 0.85  # how surely lines that stand upright are read
_LONG = 2.5  # how many times as long as high a line is that tells how the page lies
_CLEARLY = 0.1  # how much better another way up must be
_LEGIBLE = 0.4  # mean confidence below which a line is no text
_SHAKY = 0.7

NOTHING = "这一页上没有认出文字。"
SHAKY = "这一页太模糊，或是手写的，认出的文字不可靠，请对照原件。"


def scan(image: NDArray[np.uint8], dpi: float) -> ScannedPage:
    height, width = image.shape[:2]
    picture = prepared(image, dpi)
    picture, quads, turn = _upright(picture)
    before = picture
    picture, skew = straightened(picture, _slope(quads))
    grids = find_grids(picture)
    tables = [t for t in read_tables(grids, picture, (width, height)) if _has_text(t)]
    lines, shaky = _lines(quads, before, picture, grids, (width, height))
    note = ""
    if not lines and not tables:
        note = NOTHING
    elif shaky or _mostly_doubtful(tables):
        note = SHAKY
    return ScannedPage(width, height, turn, skew, tuple(tables), tuple(lines), note)


def _has_text(table: ScannedTable) -> bool:
    return any(c.text for c in table.cells)


def _mostly_doubtful(tables: Sequence[ScannedTable]) -> bool:
    read = [c.reading for t in tables for c in t.cells if c.reading]
    return len(read) >= 8 and sum(r.doubtful for r in read) > 0.5 * len(read)


# -- which way up ----------------------------------------------------------------------------------


def _upright(picture: Picture) -> tuple[Picture, list[Quad], int]:
    """The page upright, its lines of text, and by how much it was turned clockwise."""
    quads = _found(picture)
    sizes = np.array([_size(q) for q in quads]) if quads else np.empty((0, 2))
    wide = float(sizes[sizes[:, 0] > _LONG * sizes[:, 1], 0].sum())
    tall = float(sizes[sizes[:, 1] > _LONG * sizes[:, 0], 1].sum())
    turn = 0
    sureness = _sureness(picture, quads)
    if tall > wide and sureness < _UPRIGHT:
        aside = turned(picture, 1)
        found = _found(aside)
        sideways = max(_sureness(aside, found), _sureness(aside, found, upside_down=True))
        if sideways > sureness + _CLEARLY:
            picture, turn, quads = aside, 90, found
            sureness = _sureness(picture, quads)
    if sureness < _UPRIGHT and _sureness(picture, quads, upside_down=True) > sureness + _CLEARLY:
        picture, turn = turned(picture, 2), turn + 180
        quads = _found(picture)
    return picture, quads, turn


def _found(picture: Picture) -> list[Quad]:
    return engine.find_lines(picture.grey, min(1.0, _DETECT_DPI / picture.dpi))


def _size(quad: Quad) -> tuple[float, float]:
    """Width and height: of the rectangle around it, as far as the page is nearly upright."""
    extent = quad.max(axis=0) - quad.min(axis=0)
    return float(extent[0]), float(extent[1])


def _sureness(picture: Picture, quads: Sequence[Quad], *, upside_down: bool = False) -> float:
    """How well lines of text can be read this way up: some that are not too short to tell and not too
    long to be quick."""

    def unlikeness(quad: Quad) -> float:
        short, long = sorted(_size(quad))
        return abs(float(np.log((long + 1) / (short + 1) / 7)))

    pieces = [_cut(picture.grey, quad) for quad in sorted(quads, key=unlikeness)[:_TRIED]]
    if upside_down:
        pieces = [np.ascontiguousarray(p[::-1, ::-1]) for p in pieces]
    scores = []
    for piece, line in zip(pieces, engine.read(pieces), strict=True):
        # A line lying on its side is read as one or two odd signs, sometimes with confidence.
        long, short = max(piece.shape), min(piece.shape)
        certain = sum(c.confidence for c in line.characters)
        scores.append(certain / max(len(line.characters), 0.4 * long / short, 1.0))
    return float(np.mean(scores)) if scores else 0.0


def _mean_confidence(lines: Sequence[Line]) -> float:
    every = [c.confidence for line in lines for c in line.characters]
    return float(np.mean(every)) if every else 0.0


def _cut(grey: Grey, quad: Quad) -> Grey:
    """The line straightened out of a page that may be skew."""
    width = max(8, round(float(np.linalg.norm(quad[1] - quad[0]))))
    height = max(8, round(float(np.linalg.norm(quad[3] - quad[0]))))
    there = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), there)
    return np.asarray(cv2.warpPerspective(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)  # fmt: skip


def _slope(quads: Sequence[Quad]) -> float | None:
    """Of the lines of text, weighted by their length."""
    slopes, weights = [], []
    for quad in quads:
        width, height = _size(quad)
        run = quad[1] - quad[0] + quad[2] - quad[3]
        if width > 5 * height or (width > 3 * height and run[0] > 0):
            slopes.append(float(run[1] / max(1.0, run[0])))
            weights.append(width)
    if not slopes or sum(weights) < 200:
        return None
    order = np.argsort(slopes)
    passed = np.cumsum(np.array(weights)[order])
    return float(slopes[order[int(np.searchsorted(passed, passed[-1] / 2))]])


# -- lines outside the tables ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    """A line as the detector found it: where it lies on the straight page, and as given."""

    place: Box
    given: Box
    line: Line


def _lines(
    quads: Sequence[Quad], before: Picture, after: Picture, grids: Sequence[Grid], size: tuple[int, int]
) -> tuple[list[ScannedText], bool]:  # fmt: skip
    """The lines of text outside the tables in reading order, and whether they are read badly. `before`
    is the page the quads are found on, `after` the same straightened."""
    straight = after.matrix @ np.linalg.inv(before.matrix)
    outside: list[tuple[Quad, Box]] = []
    for quad in quads:
        corners = cv2.perspectiveTransform(quad[None].astype(np.float64), straight)[0]
        (x0, top), (x1, bottom) = corners.min(axis=0), corners.max(axis=0)
        place = Box(float(x0), float(top), float(x1), float(bottom))
        if not any(_inside(place, grid) for grid in grids):
            outside.append((quad, place))
    read = engine.read([_cut(before.grey, quad) for quad, _ in outside])
    found = []
    sureness = []
    for (quad, place), line in zip(outside, read, strict=True):
        sureness.append(_mean_confidence([line]))
        if sureness[-1] >= _LEGIBLE and line.text.strip():
            (x0, top), (x1, bottom) = quad.min(axis=0), quad.max(axis=0)
            given = before.given(float(x0), float(top), float(x1), float(bottom), size)
            found.append(_Found(place, given, line))
    texts = [_joined(row) for row in _rows(found)]
    return texts, bool(sureness) and float(np.median(sureness)) < _SHAKY


def _inside(place: Box, grid: Grid) -> bool:
    x, y = (place.x0 + place.x1) / 2, (place.top + place.bottom) / 2
    return grid.xs[0] <= x <= grid.xs[-1] and grid.ys[0] <= y <= grid.ys[-1]


def _rows(found: Sequence[_Found]) -> list[list[_Found]]:
    """Pieces of one line together, if no wide gap parts them; from top to bottom, left to right."""
    rows: list[list[_Found]] = []
    for piece in sorted(found, key=lambda f: f.place.top + f.place.bottom):
        middle = (piece.place.top + piece.place.bottom) / 2
        if rows and abs(middle - _middle(rows[-1])) < 0.4 * (piece.place.bottom - piece.place.top):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    parts: list[list[_Found]] = []
    for row in rows:
        row.sort(key=lambda f: f.place.x0)
        for i, piece in enumerate(row):
            height = piece.place.bottom - piece.place.top
            if i and piece.place.x0 - row[i - 1].place.x1 < 1.5 * height:
                parts[-1].append(piece)
            else:
                parts.append([piece])
    return parts


def _middle(row: Sequence[_Found]) -> float:
    return float(np.mean([(f.place.top + f.place.bottom) / 2 for f in row]))


def _joined(row: Sequence[_Found]) -> ScannedText:
    text, reading = judged_text([Line(tuple(c for f in row for c in f.line.characters))])
    boxes = [f.given for f in row]
    box = Box(
        min(b.x0 for b in boxes), min(b.top for b in boxes),
        max(b.x1 for b in boxes), max(b.bottom for b in boxes),
    )  # fmt: skip
    return ScannedText(text, box, reading)
