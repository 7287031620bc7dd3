"""What PDFium says of one page: its text as runs of characters with their places, its ruled lines,
its pictures.

Everything comes out in the page's *reading frame*: points, origin at the top left of the crop box,
turned so that most of the text stands upright. That is how the page is shown, except on pages whose
content was drawn sideways without a /Rotate entry; :meth:`Frame.shown` leads back to what is shown.

Only PDFium's C interface is used here, since one call per character through a wrapper would cost
more than PDFium itself.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from collections import Counter
from dataclasses import dataclass, field
from math import hypot, pi
from typing import Any, NamedTuple

import pypdfium2.raw as c

from core.document import Box
from core.readers.pdf_chars import UNIFIED

__all__ = ["Frame", "LoadedPage", "PageContent", "Rule", "Run", "read_page"]

Affine = tuple[float, float, float, float, float, float]  # X = a·x + c·y + e, Y = b·x + d·y + f

#: Thickest line that is still a rule and not a filled area, in points.
RULE_WIDTH = 3.0
UNMAPPED = "\ufffd"
_MAX_FORM_DEPTH = 12
# The part of a page's height at either end where something may be painted and clipped away.
_MARGIN = 0.16
# A gap is a space from so many em on, by how many of the two neighbours are CJK: where the text has
# a space there, and where it has none. Between CJK and digits programs put a quarter of an em of
# their own, and justified lines are stretched everywhere, so that a gap alone means little.
_SPACE = (0.1, 0.6, 0.8)
_NO_SPACE = (0.4, 1.2, 1.2)
_WHITE = 250
_BOLD = re.compile(r"bold|black|heavy|hei|xbs|dbs|biaosong|黑|标宋", re.IGNORECASE)


class Run:
    """Characters on one baseline, left to right, as far as nothing but ordinary spacing lies between
    them. `chars[i]` (which may begin with a space) stands from `x0[i]` to `x1[i]`; `y` is the
    baseline; `em` the size of a full-width character, at least nearly."""

    __slots__ = ("chars", "em", "index", "x0", "x1", "y")

    def __init__(self, index: int, y: float) -> None:
        self.index = index
        self.y = y
        self.em = 0.0
        self.x0: list[float] = []
        self.x1: list[float] = []
        self.chars: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self.chars)

    @property
    def middle(self) -> float:
        """The height of the characters' middle: what decides in which row they stand."""
        return self.y - 0.36 * self.em

    def part(self, start: int, end: int) -> Run:
        run = Run(self.index + start, self.y)
        run.em = self.em
        run.x0, run.x1, run.chars = self.x0[start:end], self.x1[start:end], self.chars[start:end]
        return run


class Rule(NamedTuple):
    """A horizontal or vertical line. Not `strong`: the border of a coloured area or a white line,
    which only count where a page has nothing better."""

    x0: float
    top: float
    x1: float
    bottom: float
    vertical: bool
    strong: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """The way from PDF user space to the reading frame, and from there to the page as shown."""

    to_reading: Affine
    width: float
    height: float
    turns: int  # quarter turns, clockwise, from the reading frame to the page as shown
    shown_width: float
    shown_height: float

    def shown(self, x0: float, top: float, x1: float, bottom: float) -> Box:
        w, h = self.shown_width, self.shown_height
        if self.turns == 0:
            return Box(x0, top, x1, bottom)
        if self.turns == 1:
            return Box(w - bottom, x0, w - top, x1)
        if self.turns == 2:
            return Box(w - x1, h - bottom, w - x0, h - top)
        return Box(top, h - x1, bottom, h - x0)


@dataclass(slots=True)
class PageContent:
    frame: Frame
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    images: list[Rule] = field(default_factory=list)  # only their boxes
    characters: int = 0
    unmapped: int = 0  # characters for which the font has no Unicode
    invisible: int = 0  # text objects painted invisibly, as recognition software does over a scan
    text_objects: int = 0
    paths: int = 0

    @property
    def image_share(self) -> float:
        """How much of the page the largest picture covers, 0…1."""
        area = self.frame.width * self.frame.height
        largest = max(((i.x1 - i.x0) * (i.bottom - i.top) for i in self.images), default=0.0)
        return min(1.0, largest / area) if area else 0.0


class LoadedPage:
    """A page held open; falsy when PDFium cannot load it. The caller holds the lock."""

    def __init__(self, document: Any, index: int) -> None:
        self.page = c.FPDF_LoadPage(document, index)
        self.text = c.FPDFText_LoadPage(self.page) if self.page else None
        self._name = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()

    def __bool__(self) -> bool:
        return bool(self.page)

    def __enter__(self) -> LoadedPage:
        return self

    def __exit__(self, *_: object) -> None:
        if self.text:
            c.FPDFText_ClosePage(self.text)
        if self.page:
            c.FPDF_ClosePage(self.page)

    def font(self, index: int) -> tuple[str, bool]:
        """The font of the page's `index`-th character: its name and whether it is a bold one, by its
        weight or, as is usual in Chinese documents, by its kind (黑体, 小标宋)."""
        size = c.FPDFText_GetFontInfo(
            self.text, index, self._name, len(self._name), ctypes.byref(self._flags)
        )
        raw = self._name.raw[: max(0, min(size, len(self._name)) - 1)]
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", errors="replace")
        name = name.partition("+")[2] or name
        bold = bool(_BOLD.search(name)) or c.FPDFText_GetFontWeight(self.text, index) >= 600
        return name, bold


def read_page(loaded: LoadedPage) -> PageContent:
    """Take everything from a page; the caller holds the lock."""
    count = c.FPDFText_CountChars(loaded.text) if loaded.text else 0
    content = PageContent(_frame(loaded.page, loaded.text, count))
    _read_text(loaded.text, count, content)
    objects = _Objects(content)
    content.runs = [run for run in content.runs if objects.is_seen(loaded.text, run)]
    objects.walk_page(loaded.page)
    if content.characters and content.image_share > 0.3:
        content.invisible = objects.count_invisible(loaded.page)
    return content


# --- the frame --------------------------------------------------------------------------------


def _quarter(turns: int, left: float, bottom: float, right: float, top: float) -> Affine:
    """User space to a frame turned clockwise by `turns` quarters, origin top left, y downwards."""
    return (
        (1, 0, 0, -1, -left, top),
        (0, 1, 1, 0, -bottom, -left),
        (-1, 0, 0, 1, right, -bottom),
        (0, -1, -1, 0, top, right),
    )[turns]


def _frame(page: Any, text_page: Any, count: int) -> Frame:
    box = c.FS_RECTF()
    c.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
    left, right = sorted((box.left, box.right))
    bottom, top = sorted((box.bottom, box.top))
    rotation = c.FPDFPage_GetRotation(page) % 4
    upright = _text_turns(text_page, count)
    reading = rotation if upright is None else upright
    width, height = right - left, top - bottom
    shown = (height, width) if rotation % 2 else (width, height)
    read = (height, width) if reading % 2 else (width, height)
    return Frame(
        _quarter(reading, left, bottom, right, top), *read, (rotation - reading) % 4, *shown
    )


def _text_turns(text_page: Any, count: int) -> int | None:
    """How many quarters the page must be turned clockwise for most of its text to stand upright."""
    if not count:
        return None
    found: Counter[int] = Counter()
    for i in range(0, count, max(1, count // 24)):
        angle = c.FPDFText_GetCharAngle(text_page, i)
        if angle >= 0 and not c.FPDFText_IsGenerated(text_page, i):
            # PDFium gives the angle clockwise, in radians.
            found[round(-angle / (pi / 2)) % 4] += 1
    return found.most_common(1)[0][0] if found else None


# --- text -------------------------------------------------------------------------------------


def _read_text(text_page: Any, count: int, content: PageContent) -> None:
    a, b, cc, d, e, f = content.frame.to_reading
    width, height = content.frame.width, content.frame.height
    unicode_of, box_of = c.FPDFText_GetUnicode, c.FPDFText_GetLooseCharBox
    origin_of, is_unmapped = c.FPDFText_GetCharOrigin, c.FPDFText_HasUnicodeMapError
    rect, ox, oy = c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    rect_ref, ox_ref, oy_ref = ctypes.byref(rect), ctypes.byref(ox), ctypes.byref(oy)

    runs = content.runs
    run: Run | None = None
    end = baseline = em = 0.0
    space = False
    high_surrogate = 0
    for i in range(count):
        code = unicode_of(text_page, i)
        if code <= 32 or code == 0xA0 or code == 0x3000 or 0x2000 <= code <= 0x200B:
            if code != 2:  # PDFium's mark for a hyphen at a line's end
                space = True
                continue
            code = 0x2D
        elif 0xD800 <= code < 0xE000:  # where wchar_t has 16 bits
            if code < 0xDC00:
                high_surrogate = code
                continue
            code = 0x10000 + ((high_surrogate - 0xD800) << 10) + (code - 0xDC00)
            if not 0x10000 <= code <= 0x10FFFF:
                code = 0xFFFD
        elif code == 0xFFFE:
            code = 0x2D
        if not box_of(text_page, i, rect_ref) or not origin_of(text_page, i, ox_ref, oy_ref):
            continue
        left, right, low, high = rect.left, rect.right, rect.bottom, rect.top
        x, y = ox.value, oy.value
        x0, x1 = a * left + cc * low + e, a * right + cc * high + e
        y = b * x + d * y + f
        if x0 > x1:
            x0, x1 = x1, x0
        if x1 < 0 or x0 > width or y < 0 or y > height * 1.05:
            continue  # outside of the crop box: nobody sees it
        content.characters += 1
        if is_unmapped(text_page, i) or (code >= 0xFFFD and code <= 0xFFFF):
            char = UNMAPPED
            content.unmapped += 1
        else:
            char = UNIFIED.get(code) or chr(code)
        w = x1 - x0
        if code >= 0x2E80:
            size = w
        elif 48 <= code <= 57:
            size = w * 1.8  # digits are about .55 em wide
        else:
            size = min(abs(high - low) if d else abs(right - left), 2.2 * w) * 0.85

        if run is not None:
            gap = x0 - end
            limit = em if em > size else size
            if -0.3 * limit < y - baseline < 0.3 * limit and -0.5 * limit < gap < 1.5 * limit:
                wide = (char >= "\u2e80") + (run.chars[-1] >= "\u2e80")
                if gap > (_SPACE if space else _NO_SPACE)[wide] * limit:
                    char = " " + char
                run.x0.append(x0)
                run.x1.append(x1)
                run.chars.append(char)
                if size > em:
                    em = run.em = size
                end = x1
                space = False
                continue
        run = Run(i, y)
        run.em = em = size
        run.x0.append(x0)
        run.x1.append(x1)
        run.chars.append(char)
        runs.append(run)
        end, baseline, space = x1, y, False


# --- lines and pictures ------------------------------------------------------------------------


class _Objects:
    """Walks a page's objects, form XObjects included."""

    def __init__(self, content: PageContent) -> None:
        self.content = content
        self.rules = content.rules
        self._f = [ctypes.c_float() for _ in range(4)]
        self._f_refs = [ctypes.byref(v) for v in self._f]
        self._u = [ctypes.c_uint() for _ in range(4)]
        self._u_refs = [ctypes.byref(v) for v in self._u]
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._fill_ref, self._stroke_ref = ctypes.byref(self._fill), ctypes.byref(self._stroke)
        self._matrix = c.FS_MATRIX()
        self._matrix_ref = ctypes.byref(self._matrix)

    def walk_page(self, page: Any) -> None:
        self._walk(
            page, c.FPDFPage_CountObjects(page), c.FPDFPage_GetObject,
            self.content.frame.to_reading, 0,
        )  # fmt: skip

    def _walk(self, parent: Any, count: int, get: Any, to_frame: Affine, depth: int) -> None:
        kind_of = c.FPDFPageObj_GetType
        content = self.content
        for i in range(count):
            thing = get(parent, i)
            kind = kind_of(thing)
            if kind == 1:  # FPDF_PAGEOBJ_TEXT, by far the most frequent
                content.text_objects += 1
            elif kind == 2:  # FPDF_PAGEOBJ_PATH
                content.paths += 1
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
                        _compose(_affine(self._matrix), to_frame), depth + 1,
                    )  # fmt: skip

    def is_seen(self, text_page: Any, run: Run) -> bool:
        """Whether a run is not clipped away. Programs that cut a long document into pages may paint
        the neighbouring pages' text in the margins and clip it off (Qt does)."""
        if self._in_text_area(run.middle, run.middle):
            return True
        thing = c.FPDFText_GetTextObject(text_page, run.index)
        clip = self._clip(thing, self.content.frame.to_reading) if thing else None
        return clip is None or clip[1] - 1 <= run.middle <= clip[3] + 1

    def _in_text_area(self, top: float, bottom: float) -> bool:
        margin = _MARGIN * self.content.frame.height
        return top > margin and bottom < self.content.frame.height - margin

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

    def count_invisible(self, page: Any) -> int:
        """Text objects in render mode 3 (invisible)."""
        found = 0
        for i in range(c.FPDFPage_CountObjects(page)):
            thing = c.FPDFPage_GetObject(page, i)
            if c.FPDFPageObj_GetType(thing) == 1 and c.FPDFTextObj_GetTextRenderMode(thing) == 3:
                found += 1
        return found

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
        frame = self.content.frame
        x0, x1, top, bottom = (
            max(0, x0),
            min(frame.width, x1),
            max(0, top),
            min(frame.height, bottom),
        )
        if x1 > x0 and bottom > top:
            self.content.images.append(Rule(x0, top, x1, bottom, False))

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
        """A thin box as the line in its middle."""
        frame = self.content.frame
        if x1 < 0 or bottom < 0 or x0 > frame.width or top > frame.height:
            return
        if x1 - x0 >= bottom - top:
            y = (top + bottom) / 2
            self.rules.append(Rule(max(x0, 0), y, min(x1, frame.width), y, False, strong))
        else:
            x = (x0 + x1) / 2
            self.rules.append(Rule(x, max(top, 0), x, min(bottom, frame.height), True, strong))

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
        a, b, cc, d, e, f = matrix = _compose(_affine(self._matrix), to_frame)
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


def _affine(matrix: Any) -> Affine:
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _compose(first: Affine, then: Affine) -> Affine:
    a, b, cc, d, e, f = first
    ta, tb, tc, td, te, tf = then
    return (
        a * ta + b * tc, a * tb + b * td,
        cc * ta + d * tc, cc * tb + d * td,
        e * ta + f * tc + te, e * tb + f * td + tf,
    )  # fmt: skip
