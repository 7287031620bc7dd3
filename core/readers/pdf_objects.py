"""What PDFium says of the objects painted on a page: ruled lines and pictures, form XObjects included,
and what is painted but clipped away."""

from __future__ import annotations

import ctypes
import itertools
from math import hypot
from typing import Any, NamedTuple

import pypdfium2.raw as c

__all__ = ["Affine", "Objects", "Rule"]

Affine = tuple[float, float, float, float, float, float]  # X = a·x + c·y + e, Y = b·x + d·y + f

#: Thickest line that is still a rule and not a filled area, in points.
RULE_WIDTH = 3.0
_MAX_FORM_DEPTH = 12
# The part of a page's height at either end where something may be painted and clipped away.
_MARGIN = 0.16
_WHITE = 250
_SAME = 0.3  # how far apart pieces of one line may lie across it, in points


class Rule(NamedTuple):
    """A horizontal or vertical line. Not `strong`: the border of a coloured area or a white line,
    which only count where a page has nothing better."""

    x0: float
    top: float
    x1: float
    bottom: float
    vertical: bool
    strong: bool = True


class Objects:
    """The objects of one page in its reading frame. :meth:`walk` fills the lists."""

    def __init__(self, to_reading: Affine, width: float, height: float) -> None:
        self.to_reading, self.width, self.height = to_reading, width, height
        self.rules: list[Rule] = []
        self.images: list[Rule] = []  # only their boxes
        self.text_objects = 0
        self.invisible_text = 0  # in render mode 3
        self.paths = 0
        self._f = [ctypes.c_float() for _ in range(4)]
        self._f_refs = [ctypes.byref(v) for v in self._f]
        self._u = [ctypes.c_uint() for _ in range(4)]
        self._u_refs = [ctypes.byref(v) for v in self._u]
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._fill_ref, self._stroke_ref = ctypes.byref(self._fill), ctypes.byref(self._stroke)
        self._matrix = c.FS_MATRIX()
        self._matrix_ref = ctypes.byref(self._matrix)

    def walk(self, page: Any) -> None:
        self._walk(
            page, c.FPDFPage_CountObjects(page), c.FPDFPage_GetObject, self.to_reading, 0
        )  # fmt: skip

    def _walk(self, parent: Any, count: int, get: Any, to_frame: Affine, depth: int) -> None:
        kind_of = c.FPDFPageObj_GetType
        for i in range(count):
            thing = get(parent, i)
            kind = kind_of(thing)
            if kind == 1:  # FPDF_PAGEOBJ_TEXT, by far the most frequent
                self.text_objects += 1
            elif kind == 2:  # FPDF_PAGEOBJ_PATH
                self.paths += 1
                self._path(thing, to_frame)
            elif kind == 3:  # FPDF_PAGEOBJ_IMAGE
                self._image(thing, to_frame)
            elif (
                kind == 5  # FPDF_PAGEOBJ_FORM
                and depth < _MAX_FORM_DEPTH
                and c.FPDFPageObj_GetMatrix(thing, self._matrix_ref)
            ):
                self._walk(
                        thing, c.FPDFFormObj_CountObjects(thing), c.FPDFFormObj_GetObject,
                        compose(affine(self._matrix), to_frame), depth + 1,
                    )  # fmt: skip

    def is_seen(self, text_page: Any, index: int, y: float) -> bool:
        """Whether the `index`-th character, at height `y`, is not clipped away. Programs that cut a long document into pages may paint
        the neighbouring pages' text in the margins and clip it off (Qt does)."""
        if self._in_text_area(y, y):
            return True
        thing = c.FPDFText_GetTextObject(text_page, index)
        clip = self._clip(thing, self.to_reading) if thing else None
        return clip is None or clip[1] - 1 <= y <= clip[3] + 1

    def _in_text_area(self, top: float, bottom: float) -> bool:
        return top > _MARGIN * self.height and bottom < (1 - _MARGIN) * self.height

    def _clip(self, thing: Any, to_frame: Affine) -> tuple[float, float, float, float] | None:
        """The box to which an object is clipped."""
        clip = c.FPDFPageObj_GetClipPath(thing)
        count = c.FPDFClipPath_CountPaths(clip) if clip else -1
        if count <= 0:
            return None
        a, b, cc, d, e, f = to_frame
        box: tuple[float, float, float, float] | None = None
        px, py = self._f_refs[:2]
        for path in range(count):
            xs: list[float] = []
            ys: list[float] = []
            for i in range(c.FPDFClipPath_CountPathSegments(clip, path)):
                segment = c.FPDFClipPath_GetPathSegment(clip, path, i)
                if segment and c.FPDFPathSegment_GetPoint(segment, px, py):
                    x, y = self._f[0].value, self._f[1].value
                    xs.append(a * x + cc * y + e)
                    ys.append(b * x + d * y + f)
            if xs:
                here = (min(xs), min(ys), max(xs), max(ys))
                box = here if box is None else (
                    max(box[0], here[0]), max(box[1], here[1]),
                    min(box[2], here[2]), min(box[3], here[3]),
                )  # fmt: skip
        return box

    def count_invisible(self, page: Any) -> None:
        """Count the text painted invisibly, as recognition software lays it over a scan."""
        for i in range(c.FPDFPage_CountObjects(page)):
            thing = c.FPDFPage_GetObject(page, i)
            if c.FPDFPageObj_GetType(thing) == 1 and c.FPDFTextObj_GetTextRenderMode(thing) == 3:
                self.invisible_text += 1

    def _bounds(self, thing: Any, to_frame: Affine) -> tuple[float, float, float, float] | None:
        if not c.FPDFPageObj_GetBounds(thing, *self._f_refs):
            return None
        left, low, right, high = (v.value for v in self._f)
        a, b, cc, d, e, f = to_frame
        xs = [a * left + cc * low + e, a * right + cc * high + e]
        ys = [b * left + d * low + f, b * right + d * high + f]
        if a and cc:  # neither upright nor turned by a quarter: the other two corners count too
            xs += [a * left + cc * high + e, a * right + cc * low + e]
            ys += [b * left + d * high + f, b * right + d * low + f]
        return min(xs), min(ys), max(xs), max(ys)

    def _image(self, thing: Any, to_frame: Affine) -> None:
        if (box := self._bounds(thing, to_frame)) is None:
            return
        x0, top, x1, bottom = box
        if min(x1 - x0, bottom - top) <= RULE_WIDTH / 2:  # some converters draw rules as pictures
            self._bar(x0, top, x1, bottom, True)
            return
        x0, x1 = max(0, x0), min(self.width, x1)
        top, bottom = max(0, top), min(self.height, bottom)
        if x1 > x0 and bottom > top:
            self.images.append(Rule(x0, top, x1, bottom, False))

    def _colour(self, getter: Any, thing: Any) -> tuple[bool, bool]:
        """Whether the colour can be seen at all, and whether it is white."""
        if not getter(thing, *self._u_refs):
            return True, False
        red, green, blue, alpha = (v.value for v in self._u)
        return alpha > 10, red >= _WHITE and green >= _WHITE and blue >= _WHITE

    def _path(self, thing: Any, to_frame: Affine) -> None:
        if not c.FPDFPath_GetDrawMode(thing, self._fill_ref, self._stroke_ref):
            return
        filled, stroked = self._fill.value != 0, self._stroke.value != 0
        if not filled and not stroked:
            return
        seen, white = self._colour(
            c.FPDFPageObj_GetStrokeColor if stroked else c.FPDFPageObj_GetFillColor, thing
        )
        if not seen:
            return
        segments = c.FPDFPath_CountSegments(thing)
        if segments <= 5 and (segments == 2 or not stroked):
            # A plain line or a plain rectangle: its box says it all.
            if (box := self._bounds(thing, to_frame)) is None:
                return
            x0, top, x1, bottom = box
            if not self._in_text_area(top, bottom) and (clip := self._clip(thing, to_frame)):
                x0, top = max(x0, clip[0]), max(top, clip[1])
                x1, bottom = min(x1, clip[2]), min(bottom, clip[3])
                if x1 < x0 or bottom < top:
                    return
            if min(x1 - x0, bottom - top) <= RULE_WIDTH:
                self._bar(x0, top, x1, bottom, not white)
            elif not stroked and not white:
                self._sides(x0, top, x1, bottom, False)
            elif stroked and not (x1 - x0 > RULE_WIDTH * 4 and bottom - top > RULE_WIDTH * 4):
                self._bar(x0, top, x1, bottom, not white)  # a thick line
            return
        self._segments(thing, segments, stroked, filled, white, to_frame)

    def _bar(self, x0: float, top: float, x1: float, bottom: float, strong: bool) -> None:
        """A thin box as the line in its middle. Dots and dashes painted one after the other become
        one line at once: a dotted table has thousands."""
        if x1 < 0 or bottom < 0 or x0 > self.width or top > self.height:
            return
        last = self.rules[-1] if self.rules else None
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        is_dot = max(x1 - x0, bottom - top) <= RULE_WIDTH
        if last is not None and last.strong == strong:
            last_is_dot = max(last.x1 - last.x0, last.bottom - last.top) <= RULE_WIDTH
            middle = (last.x0 + last.x1) / 2
            if (
                (last.vertical or last_is_dot)
                and (is_dot or bottom - top > x1 - x0)
                and abs(x - middle) < _SAME
                and top <= last.bottom + RULE_WIDTH
                and bottom >= last.top - RULE_WIDTH
            ):
                self.rules[-1] = Rule(
                    middle, min(last.top, top), middle, max(last.bottom, bottom), True, strong
                )
                return
            height = (last.top + last.bottom) / 2
            if (
                (not last.vertical or last_is_dot)
                and (is_dot or x1 - x0 >= bottom - top)
                and abs(y - height) < _SAME
                and x0 <= last.x1 + RULE_WIDTH
                and x1 >= last.x0 - RULE_WIDTH
            ):
                self.rules[-1] = Rule(
                    min(last.x0, x0), height, max(last.x1, x1), height, False, strong
                )
                return
        if x1 - x0 >= bottom - top:
            self.rules.append(Rule(max(x0, 0), y, min(x1, self.width), y, False, strong))
        else:
            self.rules.append(Rule(x, max(top, 0), x, min(bottom, self.height), True, strong))

    def _sides(self, x0: float, top: float, x1: float, bottom: float, strong: bool) -> None:
        for y in (top, bottom):
            self._bar(x0, y, x1, y, strong)
        for x in (x0, x1):
            self._bar(x, top, x, bottom, strong)

    def _segments(
        self, thing: Any, count: int, stroked: bool, filled: bool, white: bool, to_frame: Affine
    ) -> None:
        if not c.FPDFPageObj_GetMatrix(thing, self._matrix_ref):
            return
        a, b, cc, d, e, f = matrix = compose(affine(self._matrix), to_frame)
        thickness = 0.0
        if stroked and c.FPDFPageObj_GetStrokeWidth(thing, self._f_refs[0]):
            thickness = self._f[0].value * (hypot(matrix[0], matrix[1]) or 1.0)
        px, py = self._f_refs[:2]
        subpaths: list[list[tuple[float, float]]] = []
        curved: list[bool] = []
        for i in range(count):
            segment = c.FPDFPath_GetPathSegment(thing, i)
            if not segment or not c.FPDFPathSegment_GetPoint(segment, px, py):
                continue
            x, y = self._f[0].value, self._f[1].value
            point = (a * x + cc * y + e, b * x + d * y + f)
            kind = c.FPDFPathSegment_GetType(segment)
            if kind == 2 or not subpaths:  # FPDF_SEGMENT_MOVETO
                subpaths.append([point])
                curved.append(False)
            else:
                subpaths[-1].append(point)
                curved[-1] |= kind == 1  # FPDF_SEGMENT_BEZIERTO
            if c.FPDFPathSegment_GetClose(segment) and subpaths[-1][0] != point:
                subpaths[-1].append(subpaths[-1][0])
        # Two outlines filled with a hole between them are a frame: Chromium draws borders so.
        frame_like = filled and not stroked and len(subpaths) > 1
        for points, has_curves in zip(subpaths, curved, strict=True):
            if has_curves or len(points) < 2:
                continue
            if stroked:
                for (x, y), (xx, yy) in itertools.pairwise(points):
                    self._stroke_line(x, y, xx, yy, thickness, not white)
                continue
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
            if min(x1 - x0, bottom - top) <= RULE_WIDTH:
                self._bar(x0, top, x1, bottom, not white)
            elif not white and all(
                abs(x - xx) < 0.5 or abs(y - yy) < 0.5
                for (x, y), (xx, yy) in itertools.pairwise(points)
            ):
                self._sides(x0, top, x1, bottom, frame_like)

    def _stroke_line(
        self, x: float, y: float, xx: float, yy: float, thickness: float, strong: bool
    ) -> None:
        half = thickness / 2
        if abs(y - yy) < 0.5:
            if abs(x - xx) >= thickness:
                self._bar(min(x, xx), (y + yy) / 2, max(x, xx), (y + yy) / 2, strong)
            elif thickness > RULE_WIDTH:  # a short, very thick line is a bar the other way
                self._bar((x + xx) / 2, y - half, (x + xx) / 2, y + half, strong)
        elif abs(x - xx) < 0.5:
            if abs(y - yy) >= thickness:
                self._bar((x + xx) / 2, min(y, yy), (x + xx) / 2, max(y, yy), strong)
            elif thickness > RULE_WIDTH:
                self._bar(x - half, (y + yy) / 2, x + half, (y + yy) / 2, strong)


def affine(matrix: Any) -> Affine:
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def compose(first: Affine, then: Affine) -> Affine:
    a, b, cc, d, e, f = first
    ta, tb, tc, td, te, tf = then
    return (
        a * ta + b * tc, a * tb + b * td,
        cc * ta + d * tc, cc * tb + d * td,
        e * ta + f * tc + te, e * tb + f * td + tf,
    )  # fmt: skip
