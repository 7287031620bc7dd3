"""What PDFium says of the objects painted on a page: ruled lines and pictures, form XObjects included,
and what is painted but clipped away."""

from __future__ import annotations

import ctypes
import itertools
from math import hypot
from typing import Any, NamedTuple

import pypdfium2.raw as c

from core.readers.pdf_calls import quick

__all__ = ["Affine", "Objects", "Rule"]

Affine = tuple[float, float, float, float, float, float]  # X = a·x + c·y + e, Y = b·x + d·y + f

#: Thickest line that is still a rule and not a filled area, in points.
RULE_WIDTH = 3.0
_MAX_FORM_DEPTH = 12
# The part of a page's height at either end where something may be painted and clipped away.
_MARGIN = 0.16
_WHITE = 250
_SAME = 0.3  # how far apart pieces of one line may lie across it, in points

_type_of = quick(c.FPDFPageObj_GetType)
_clip_of = quick(c.FPDFPageObj_GetClipPath)
_clip_paths = quick(c.FPDFClipPath_CountPaths)
_clip_segments = quick(c.FPDFClipPath_CountPathSegments)
_clip_segment = quick(c.FPDFClipPath_GetPathSegment)
_point_of = quick(c.FPDFPathSegment_GetPoint)
_bounds_of = quick(c.FPDFPageObj_GetBounds)
_stroke_colour = quick(c.FPDFPageObj_GetStrokeColor)
_fill_colour = quick(c.FPDFPageObj_GetFillColor)
_draw_mode = quick(c.FPDFPath_GetDrawMode)
_segment_count = quick(c.FPDFPath_CountSegments)
_matrix_of = quick(c.FPDFPageObj_GetMatrix)
_stroke_width = quick(c.FPDFPageObj_GetStrokeWidth)
_segment_of = quick(c.FPDFPath_GetPathSegment)
_segment_type = quick(c.FPDFPathSegment_GetType)
_closes = quick(c.FPDFPathSegment_GetClose)
_text_object = quick(c.FPDFText_GetTextObject)
_page_object = quick(c.FPDFPage_GetObject)
_form_object = quick(c.FPDFFormObj_GetObject)


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
            page, c.FPDFPage_CountObjects(page), _page_object, self.to_reading, 0
        )  # fmt: skip

    def _walk(self, parent: Any, count: int, get: Any, to_frame: Affine, depth: int) -> None:
        for i in range(count):
            thing = get(parent, i)
            kind = _type_of(thing)
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
                and _matrix_of(thing, self._matrix_ref)
            ):
                self._walk(
                        thing, c.FPDFFormObj_CountObjects(thing), _form_object,
                        compose(affine(self._matrix), to_frame), depth + 1,
                    )  # fmt: skip

    def is_seen(self, text_page: Any, index: int, y: float) -> bool:
        """Whether the `index`-th character, at height `y`, is not clipped away. Programs that cut a long document into pages may paint
        the neighbouring pages' text in the margins and clip it off (Qt does)."""
        if self._in_text_area(y, y):
            return True
        thing = _text_object(text_page, index)
        clip = self._clip(thing, self.to_reading) if thing else None
        return clip is None or clip[1] - 1 <= y <= clip[3] + 1

    def _in_text_area(self, top: float, bottom: float) -> bool:
        return top > _MARGIN * self.height and bottom < (1 - _MARGIN) * self.height

    def _clip(self, thing: Any, to_frame: Affine) -> tuple[float, float, float, float] | None:
        """The box to which an object is clipped."""
        clip = _clip_of(thing)
        count = _clip_paths(clip) if clip else -1
        if count <= 0:
            return None
        a, b, cc, d, e, f = to_frame
        box: tuple[float, float, float, float] | None = None
        px, py = self._f_refs[:2]
        for path in range(count):
            xs: list[float] = []
            ys: list[float] = []
            for i in range(_clip_segments(clip, path)):
                segment = _clip_segment(clip, path, i)
                if segment and _point_of(segment, px, py):
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
            thing = _page_object(page, i)
            if _type_of(thing) == 1 and c.FPDFTextObj_GetTextRenderMode(thing) == 3:
                self.invisible_text += 1

    def _bounds(self, thing: Any, to_frame: Affine) -> tuple[float, float, float, float] | None:
        if not _bounds_of(thing, *self._f_refs):
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
        if not _draw_mode(thing, self._fill_ref, self._stroke_ref):
            return
        filled, stroked = self._fill.value != 0, self._stroke.value != 0
        if not filled and not stroked:
            return
        seen, white = self._colour(_stroke_colour if stroked else _fill_colour, thing)
        if not seen:
            return
        segments = _segment_count(thing)
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
        width, height = x1 - x0, bottom - top
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        if self.rules:
            last_x0, last_top, last_x1, last_bottom, vertical, last_strong = self.rules[-1]
            is_dot = width <= RULE_WIDTH and height <= RULE_WIDTH
            last_is_dot = last_x1 - last_x0 <= RULE_WIDTH and last_bottom - last_top <= RULE_WIDTH
            if last_strong != strong:
                pass
            elif (
                (vertical or last_is_dot)
                and (is_dot or height > width)
                and abs(x - (last_x0 + last_x1) / 2) < _SAME
                and top <= last_bottom + RULE_WIDTH
                and bottom >= last_top - RULE_WIDTH
            ):
                x = (last_x0 + last_x1) / 2
                self.rules[-1] = Rule(
                    x, min(last_top, top), x, max(last_bottom, bottom), True, strong
                )
                return
            elif (
                (not vertical or last_is_dot)
                and (is_dot or width >= height)
                and abs(y - (last_top + last_bottom) / 2) < _SAME
                and x0 <= last_x1 + RULE_WIDTH
                and x1 >= last_x0 - RULE_WIDTH
            ):
                y = (last_top + last_bottom) / 2
                self.rules[-1] = Rule(min(last_x0, x0), y, max(last_x1, x1), y, False, strong)
                return
        if width >= height:
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
        if not _matrix_of(thing, self._matrix_ref):
            return
        a, b, cc, d, e, f = matrix = compose(affine(self._matrix), to_frame)
        thickness = 0.0
        if stroked and _stroke_width(thing, self._f_refs[0]):
            thickness = self._f[0].value * (hypot(matrix[0], matrix[1]) or 1.0)
        px, py = self._f_refs[:2]
        subpaths: list[list[tuple[float, float]]] = []
        curved: list[bool] = []
        for i in range(count):
            segment = _segment_of(thing, i)
            if not segment or not _point_of(segment, px, py):
                continue
            x, y = self._f[0].value, self._f[1].value
            point = (a * x + cc * y + e, b * x + d * y + f)
            kind = _segment_type(segment)
            if kind == 2 or not subpaths:  # FPDF_SEGMENT_MOVETO
                subpaths.append([point])
                curved.append(False)
            else:
                subpaths[-1].append(point)
                curved[-1] |= kind == 1  # FPDF_SEGMENT_BEZIERTO
            if _closes(segment) and subpaths[-1][0] != point:
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
