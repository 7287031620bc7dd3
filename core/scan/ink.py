"""The ink inside the cells of a table: where lines of text stand, and what of it may be overlooked."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.scan.picture import Grey, Picture
from core.scan.rules import Slot

__all__ = ["CellInk", "InkLine", "ink_of"]

_DARK = 165  # of 255
_SPECK = 0.35  # square points: smaller dots are dirt; the point of 12.50 at 9 pt has 1
_SPLIT = 0.9  # points of white between two lines
_FLAT = 6.0  # points: what is lower than half of that is no line of its own (一, the strokes of 二)


@dataclass(frozen=True, slots=True)
class InkLine:
    """A line of text in a cell, in pixels of the page: the rectangle around its ink."""

    x0: int
    top: int
    x1: int
    bottom: int

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.bottom - self.top


@dataclass(frozen=True)
class CellInk:
    """`paper` is the inside of the cell, what belongs to its rules painted white; `dark` its ink without
    specks. `lines` from top to bottom; none where the cell is blank. `touches`: ink goes on under a
    rule, so that something of the text may be hidden by it."""

    slot: Slot
    paper: Grey
    dark: NDArray[np.bool_]
    lines: tuple[InkLine, ...]
    touches: bool

    def _of(self, line: InkLine) -> NDArray[np.bool_]:
        return self.dark[
            line.top - self.slot.top : line.bottom - self.slot.top,
            line.x0 - self.slot.x0 : line.x1 - self.slot.x0,
        ]

    def lean(self, line: InkLine) -> float:
        """How far the ink is one straight stroke that leans like /, as a share: a model that knows lines of
        text, not lone signs, takes it for a 1. In forty fonts / is above 0.89, on the worst pages above
        0.67; an upright 1 is below 0.6, one in italics below 0.86."""
        y, x = np.nonzero(self._of(line))
        if x.size < 8 or line.width < 0.22 * line.height or np.ptp(x) == 0 or np.ptp(y) == 0:
            return 0.0
        return max(0.0, -float(np.corrcoef(x, y)[0, 1]))

    def flat(self, line: InkLine, em: float) -> bool:
        """Whether the ink is nothing but a level stroke: a dash."""
        part = self._of(line)
        low = line.height < 0.3 * em and line.width > 2 * line.height
        short = (
            line.height < 0.2 * em and line.width > 1.4 * line.height
        )  # - of a narrow font, blurred
        return (low or short) and float(part.mean()) > 0.6

    def hangs(self, line: InkLine) -> bool:
        """Whether a small mark reaches below the digits, as a comma does and a point doesn't."""
        part = np.asarray(self._of(line), np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
        tall = [y + h for _, y, _, h, _ in stats[1:] if h > 0.6 * line.height]
        small = [y + h for _, y, _, h, _ in stats[1:] if h < 0.45 * line.height and y > 0.4 * line.height]  # fmt: skip
        return bool(tall and small) and min(small) - float(np.median(tall)) > 0.07 * line.height

    def crop(self, line: InkLine, above: float, beside: float, least: float) -> Grey:
        """The line with so many pixels of paper around it, at least `least` pixels high, white
        where the cell ends."""
        high = max(line.height + 2 * above, least)
        middle = (line.top + line.bottom) / 2 - self.slot.top
        top, bottom = round(middle - high / 2), round(middle + high / 2)
        left = round(line.x0 - self.slot.x0 - beside)
        right = round(line.x1 - self.slot.x0 + beside)
        height, width = self.paper.shape
        part = self.paper[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
        return np.pad(
            part,
            ((max(0, -top), max(0, bottom - height)), (max(0, -left), max(0, right - width))),
            constant_values=255,
        )

    def alone(self, line: InkLine) -> CellInk:
        """With nothing but this line: what stands above and below it painted white."""
        paper = np.full_like(self.paper, 255)
        gap = 2
        top = max(0, line.top - self.slot.top - gap)
        bottom = line.bottom - self.slot.top + gap
        paper[top:bottom] = self.paper[top:bottom]
        return CellInk(self.slot, paper, self.dark, (line,), self.touches)


def ink_of(slot: Slot, picture: Picture) -> CellInk:
    px = picture.pixels
    top, bottom = max(0, slot.top), max(0, slot.bottom)
    left, right = max(0, slot.x0), max(0, slot.x1)
    paper = picture.grey[top:bottom, left:right].copy()
    if paper.size:
        paper = _on_white(paper)
    if paper.shape[0] < 4 or paper.shape[1] < 4:
        return CellInk(slot, paper, paper < 0, (), False)
    dark = np.asarray(paper < _DARK, np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    height, width = paper.shape
    least = max(2.0, _SPECK * px(1) ** 2)
    thin = px(1.6) + 1
    kept = np.zeros(count, bool)
    touches = False
    for i in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[i])
        edge = x == 0 or y == 0 or x + w == width or y + h == height
        along = (h <= thin and (y <= 1 or y + h >= height - 1)) or (
            w <= thin and (x <= 1 or x + w >= width - 1)
        )
        if along and edge and area >= least:
            # What is left of a rule, or the very edge of a character that a rule cuts.
            paper[labels == i] = 255
            continue
        if area < least:
            continue
        kept[i] = True
        touches |= edge
    clean = kept[labels]
    return CellInk(slot, paper, clean, _lines(clean, slot, px(_SPLIT), px(_FLAT)), touches)


def _on_white(paper: Grey) -> Grey:
    """A shaded cell as if its paper were white; white text on a dark ground turned round."""
    ground = float(np.median(paper))
    if ground < 110:
        paper, ground = np.asarray(255 - paper, np.uint8), 255 - ground
    if ground < 235:
        paper = np.clip(paper.astype(np.float32) * (250 / max(ground, 1.0)), 0, 255).astype(
            np.uint8
        )
    return paper


def _lines(dark: NDArray[np.bool_], slot: Slot, split: float, flat: float) -> tuple[InkLine, ...]:
    rows = np.flatnonzero(dark.any(axis=1))
    if rows.size == 0:
        return ()
    cuts = np.flatnonzero(np.diff(rows) > max(1.0, split)) + 1
    runs = [[int(part[0]), int(part[-1]) + 1] for part in np.split(rows, cuts)]
    high = max(flat, max(b - a for a, b in runs))
    merged = True
    while merged and len(runs) > 1:  # the strokes of 二 and 三, the dots of ；, accents
        merged = False
        for i in sorted(range(len(runs)), key=lambda k: runs[k][1] - runs[k][0]):
            if runs[i][1] - runs[i][0] >= 0.45 * high:
                break
            gaps = [
                (runs[j][0] - runs[i][1] if j > i else runs[i][0] - runs[j][1], j)
                for j in (i - 1, i + 1)
                if 0 <= j < len(runs)
            ]
            gap, j = min(gaps)
            together = max(runs[i][1], runs[j][1]) - min(runs[i][0], runs[j][0])
            if gap < 0.5 * high and together < 1.3 * high:
                low, up = min(i, j), max(i, j)
                runs[low : up + 1] = [[runs[low][0], runs[up][1]]]
                merged = True
                break
    lines = []
    for a, b in runs:
        columns = np.flatnonzero(dark[a:b].any(axis=0))
        x0, x1 = int(columns[0]), int(columns[-1]) + 1
        lines.append(InkLine(slot.x0 + x0, slot.top + a, slot.x0 + x1, slot.top + b))
    return tuple(lines)
