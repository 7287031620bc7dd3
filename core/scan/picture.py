"""The picture of a page made fit for reading: of a bounded size, grey, the stamp and the shades taken
out, upright and straight; and how its pixels go back to those of the picture as given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.document import Box

__all__ = ["Grey", "Picture", "prepared", "straightened", "turned"]

Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]  # 3×3, homogeneous

MOST_PIXELS = 12_000_000
_LEAST_DPI, _WORKING_DPI = 190.0, 220.0
_A4_INCHES = 11.7
_STEEPEST = np.tan(np.deg2rad(12))


@dataclass(frozen=True)
class Picture:
    """`grey` is dark on white. `stamp` is what was red, where the page is in colour. `matrix` takes
    pixels of the picture as given to those here; `dpi` is that of these pixels."""

    grey: Grey
    stamp: NDArray[np.bool_] | None
    matrix: Matrix
    dpi: float

    def pixels(self, points: float) -> float:
        """A length in points (1/72 inch), in pixels here."""
        return points * self.dpi / 72

    def given(self, x0: float, top: float, x1: float, bottom: float, size: tuple[int, int]) -> Box:
        """The rectangle of the picture as given (width, height) around one of this picture."""
        corners = np.array([[[x0, top], [x1, top], [x1, bottom], [x0, bottom]]], np.float64)
        back = cv2.perspectiveTransform(corners, np.linalg.inv(self.matrix))[0]
        low = np.clip(back.min(axis=0), 0, size)
        high = np.clip(back.max(axis=0), 0, size)
        return Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def prepared(image: NDArray[np.uint8], dpi: float) -> Picture:
    """Of a working size, grey, evenly lit."""
    height, width = image.shape[:2]
    longest = max(height, width)
    inches = longest / dpi if dpi >= 50 else 0.0
    if not (1.5 <= inches <= 25) or (inches < 3 and longest > 1500):
        # Not known, or a camera's or a screen's fancy: a page, or else something from a screen.
        dpi = max(96.0, longest / _A4_INCHES)
    scale = min(1.0, (MOST_PIXELS / (height * width)) ** 0.5)
    if dpi * scale < _LEAST_DPI:
        scale = min(_WORKING_DPI / dpi, (MOST_PIXELS / (height * width)) ** 0.5, 4.0)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if scale < 1:
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    grey, stamp = _without_red(image)
    grey = _without_specks(grey)
    if scale > 1:
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC).astype(np.uint8)
        if stamp is not None:
            stamp = cv2.resize(stamp.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    dpi *= scale
    return Picture(_evenly_lit(grey, dpi), stamp, np.diag([scale, scale, 1.0]), dpi)


def _without_red(image: NDArray[np.uint8]) -> tuple[Grey, NDArray[np.bool_] | None]:
    """A red stamp is all but white in the red channel, while black, grey and blue ink stay as dark as
    they are in grey."""
    if image.ndim == 2:
        return image, None
    image = np.ascontiguousarray(image[:, :, :3])
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    red = image[:, :, 0]
    reddish = red.astype(np.int16) - image[:, :, 1:].max(axis=2) > 35
    stamp = cv2.morphologyEx(reddish.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    if not stamp.any():
        return grey.astype(np.uint8), None
    # Only around the red: elsewhere the red channel of a JPEG is coarser than its grey. There the stamp's
    # own lightness counts as white.
    near = cv2.dilate(stamp, np.ones((7, 7), np.uint8)) > 0
    paper = float(np.median(red[stamp > 0]))
    lifted = np.clip(red.astype(np.float32) * (255 / max(paper * 0.95, 1.0)), 0, 255)
    clean = np.where(near, np.maximum(grey, lifted.astype(np.uint8)), grey).astype(np.uint8)
    return clean, stamp > 0


def _without_specks(grey: Grey) -> Grey:
    """Single dark pixels on the paper, painted over where there are many; strokes stay as they are."""
    smooth = cv2.medianBlur(grey, 5)
    odd = np.asarray((smooth.astype(np.int16) - grey) > 60, np.uint8)
    if float(odd.mean()) < 0.001:
        return grey
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        np.asarray(grey < smooth.astype(np.int16) - 40, np.uint8), connectivity=8
    )
    small = stats[:, cv2.CC_STAT_AREA] <= 3
    small[0] = False
    specks = small[labels]
    if float(specks.mean()) < 0.001:
        return grey
    return np.where(specks, smooth, grey).astype(np.uint8)


def _evenly_lit(grey: Grey, dpi: float) -> Grey:
    """The paper made white: each pixel over the lightness of the paper around it, then stretched so
    that the ink is black."""
    height, width = grey.shape
    step = max(1, round(dpi / 25))
    small = cv2.resize(grey, (max(8, width // step), max(8, height // step)), interpolation=cv2.INTER_AREA)  # fmt: skip
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (15, 15)))  # fmt: skip
    paper = cv2.GaussianBlur(paper, (0, 0), 4)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    flat = cv2.divide(grey, np.maximum(paper, 1), scale=250)
    dark = float(np.percentile(flat[::3, ::3], 0.5))
    if dark < 180:  # else there is hardly any ink: noise must not be stretched
        flat = np.clip((flat.astype(np.float32) - dark) * (245 / max(1.0, 245 - dark)), 0, 255)
    return flat.astype(np.uint8)


def turned(picture: Picture, quarter_turns: int) -> Picture:
    """Turned clockwise."""
    for _ in range(quarter_turns % 4):
        height = picture.grey.shape[0]
        turn = np.array([[0, -1, height], [1, 0, 0], [0, 0, 1]], np.float64)
        stamp = None if picture.stamp is None else np.ascontiguousarray(np.rot90(picture.stamp, -1))
        grey = np.ascontiguousarray(np.rot90(picture.grey, -1))
        picture = replace(picture, grey=grey, stamp=stamp, matrix=turn @ picture.matrix)
    return picture


def straightened(picture: Picture, slope: float | None) -> tuple[Picture, float]:
    """The page with its ruled lines (or, without any, its lines of text, whose `slope` is given)
    horizontal and vertical, and by how many degrees it was skew. A photographed page is
    skew by another angle at the top than at the bottom: both are put right."""
    height, width = picture.grey.shape
    across, down = _segments(picture)
    if len(across) >= 3:
        tilt = _slopes(across)
    elif slope is not None:
        tilt = (slope, 0.0)
    else:
        return picture, 0.0
    lean = _slopes(down) if len(down) >= 3 else (-tilt[0], 0.0)
    middle_x, middle_y = width / 2, height / 2

    def horizontal(y: float) -> NDArray[np.float64]:
        """The line that goes through the middle of the page at this height: a·x + b·y + c = 0."""
        s = tilt[0] + tilt[1] * (y - middle_y)
        return np.array([s, -1.0, y - s * middle_x])

    def vertical(x: float) -> NDArray[np.float64]:
        s = lean[0] + lean[1] * (x - middle_x)
        return np.array([-1.0, s, x - s * middle_y])

    corners = []
    for h, v in ((0, 0), (0, 1), (1, 1), (1, 0)):
        point = np.cross(horizontal(h * height), vertical(v * width))
        corners.append(point[:2] / point[2])
    there = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    straight = cv2.getPerspectiveTransform(np.array(corners, np.float32), there)
    worst = np.abs(np.array(corners) - there).max()
    degrees = float(np.degrees(np.arctan(tilt[0])))
    if worst < 1.0:
        return picture, degrees
    grey = cv2.warpPerspective(picture.grey, straight, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)  # fmt: skip
    stamp = picture.stamp
    if stamp is not None:
        stamp = cv2.warpPerspective(stamp.astype(np.uint8), straight, (width, height), flags=cv2.INTER_NEAREST) > 0  # fmt: skip
    return replace(
        picture, grey=grey.astype(np.uint8), stamp=stamp, matrix=straight @ picture.matrix
    ), degrees


def _segments(picture: Picture) -> tuple[NDArray[Any], NDArray[Any]]:
    """The long straight strokes: rows of (place, slope, weight), place being the height at which a
    near-horizontal one crosses the middle of the page (left to right: a near-vertical one)."""
    shrink = min(1.0, 180 / picture.dpi)
    small = cv2.resize(picture.grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(small)[0]
    height, width = picture.grey.shape
    if found is None:
        return np.empty((0, 3)), np.empty((0, 3))
    lines = found.reshape(-1, 4) / shrink
    dx, dy = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    x, y = (lines[:, 0] + lines[:, 2]) / 2, (lines[:, 1] + lines[:, 3]) / 2
    length = np.hypot(dx, dy)
    # Rules are cut in pieces by those across them; strokes of characters are shorter still.
    long = length > picture.pixels(14)
    flat = long & (np.abs(dy) < _STEEPEST * np.abs(dx))
    steep = long & (np.abs(dx) < _STEEPEST * np.abs(dy))
    h = dy[flat] / dx[flat]
    v = dx[steep] / dy[steep]
    return (
        np.column_stack([y[flat] + h * (width / 2 - x[flat]) - height / 2, h, length[flat] ** 2]),
        np.column_stack(
            [x[steep] + v * (height / 2 - y[steep]) - width / 2, v, length[steep] ** 2]
        ),
    )


def _slopes(segments: NDArray[Any]) -> tuple[float, float]:
    """Slope in the middle and its change per pixel: what fits most of the strokes (by their weights),
    then least squares over those that fit. The change stays 0 where too few strokes bear it out."""
    place, slope, weight = segments.T
    order = np.argsort(slope)
    middle = slope[order[np.searchsorted(np.cumsum(weight[order]), weight.sum() / 2)]]
    fit = np.array([middle, 0.0])
    if len(place) >= 6 and np.ptp(place) > 300:
        longest = np.argsort(-weight)[:60]
        i, j = np.triu_indices(len(longest), 1)
        i, j = longest[i], longest[j]
        apart = np.abs(place[i] - place[j]) > np.ptp(place) / 4
        i, j = i[apart], j[apart]
        change = (slope[j] - slope[i]) / (place[j] - place[i])
        tries = np.column_stack([slope[i] - change * place[i], change])
        tries = np.vstack([fit[None], tries[:400]])
        miss = np.abs(slope[None] - tries[:, :1] - tries[:, 1:] * place[None])
        support = ((miss < 0.01) * weight[None]).sum(axis=1)
        support[0] *= 1.1  # the same slope everywhere, unless another fits clearly better
        fit = tries[int(support.argmax())]
    for allowed in (0.012, 0.006):
        kept = np.abs(slope - fit[0] - fit[1] * place) < allowed
        if not kept.any():
            break
        p, s, w = place[kept], slope[kept], weight[kept]
        if len(p) >= 6 and np.ptp(p) > 300:
            fit = np.polyfit(p, s, 1, w=np.sqrt(w))[::-1]
        else:
            fit = np.array([np.average(s, weights=w), 0.0])
    return float(fit[0]), float(fit[1])
