"""What PDFium says of one page: its text as runs of characters with their places, and (by
`pdf_objects`) its ruled lines and pictures.

Everything comes out in the page's *reading frame*: points, origin at the top left of the crop box,
turned so that most of the text stands upright. That is how the page is shown, except on pages whose
content was drawn sideways without a /Rotate entry; :meth:`Frame.shown` leads back to what is shown.

Only PDFium's C interface is used here, since one call per character through a wrapper would cost
more than PDFium itself.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from dataclasses import dataclass, field
from math import pi
from typing import Any

import pypdfium2.raw as c

from core.document import Box, Reading
from core.readers.pdf_calls import characters, quick
from core.readers.pdf_chars import UNIFIED
from core.readers.pdf_objects import Affine, Objects, Rule

__all__ = ["UNMAPPED", "Frame", "LoadedPage", "PageContent", "Run", "read_page"]

UNMAPPED = "\ufffd"
# A gap is a space from so many em on, by how many of the two neighbours are CJK: where the text has
# a space there, and where it has none. Between CJK and digits programs put a quarter of an em of
# their own, and justified lines are stretched everywhere, so that a gap alone means little.
_SPACE = (0.1, 0.6, 0.8)
_NO_SPACE = (0.4, 1.2, 1.2)
_BOLD = re.compile(r"bold|black|heavy|hei|xbs|dbs|biaosong|黑|标宋", re.IGNORECASE)

_origin = quick(c.FPDFText_GetCharOrigin)
_angle = quick(c.FPDFText_GetCharAngle)
_is_generated = quick(c.FPDFText_IsGenerated)
_font_weight = quick(c.FPDFText_GetFontWeight)


class Run:
    """Characters on one baseline, left to right, as far as nothing but ordinary spacing lies between
    them. `chars[i]` (which may begin with a space) stands from `x0[i]` to `x1[i]`; `y` is the
    baseline; `em` the size of a full-width character, at least nearly. `reading` and `shown`, its box
    on the page as shown, are given where it was recognised in a picture."""

    __slots__ = ("chars", "em", "index", "reading", "shown", "x0", "x1", "y")

    def __init__(self, index: int, y: float) -> None:
        self.index = index
        self.y = y
        self.em = 0.0
        self.reading: Reading | None = None
        self.shown: Box | None = None
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

    def read(self, box: Box) -> Box:
        """The way back: a box of the page as shown, in the reading frame."""
        w, h = self.shown_width, self.shown_height
        if self.turns == 0:
            return box
        if self.turns == 1:
            return Box(box.top, w - box.x1, box.bottom, w - box.x0)
        if self.turns == 2:
            return Box(w - box.x1, h - box.bottom, w - box.x0, h - box.top)
        return Box(h - box.bottom, box.x0, h - box.top, box.x1)


@dataclass(slots=True)
class PageContent:
    frame: Frame
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    images: list[Rule] = field(default_factory=list)  # only their boxes
    characters: int = 0
    unmapped: int = 0  # characters for which the font has no Unicode
    is_recognised: bool = False  # a picture with a text laid over it by recognition software
    paths: int = 0

    @property
    def image_share(self) -> float:
        """How much of the page pictures cover, 0…1 (scans may come as many strips)."""
        area = self.frame.width * self.frame.height
        covered = sum((i.x1 - i.x0) * (i.bottom - i.top) for i in self.images)
        return min(1.0, covered / area) if area else 0.0


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
        bold = bool(_BOLD.search(name)) or _font_weight(self.text, index) >= 600
        return name, bold


def read_page(loaded: LoadedPage) -> PageContent:
    """Take everything from a page; the caller holds the lock."""
    count = c.FPDFText_CountChars(loaded.text) if loaded.text else 0
    content = PageContent(_frame(loaded.page, loaded.text, count))
    _read_text(loaded.text, count, content)
    objects = Objects(content.frame.to_reading, content.frame.width, content.frame.height)
    content.runs = [
        run
        for run in content.runs
        if objects.is_seen(loaded.text, run.index, run.middle)
        and (len(run.chars) > 1 or not _is_slanted(loaded.text, run.index))
    ]
    objects.walk(loaded.page)
    content.rules, content.images, content.paths = objects.rules, objects.images, objects.paths
    if content.characters and content.image_share > 0.3:
        objects.count_invisible(loaded.page)
        content.is_recognised = objects.invisible_text > 0.5 * objects.text_objects
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
        angle = _angle(text_page, i)
        if angle >= 0 and not _is_generated(text_page, i):
            # PDFium gives the angle clockwise, in radians.
            found[round(-angle / (pi / 2)) % 4] += 1
    return found.most_common(1)[0][0] if found else None


def _is_slanted(text_page: Any, index: int) -> bool:
    """Whether a character stands at an angle: a watermark across the page."""
    quarter = pi / 2
    angle: float = _angle(text_page, index) % quarter
    return 0.1 < angle < quarter - 0.1


# --- text -------------------------------------------------------------------------------------


def _read_text(text_page: Any, count: int, content: PageContent) -> None:
    a, b, cc, d, e, f = content.frame.to_reading
    upright = content.frame.to_reading[:4] == (1, 0, 0, -1)
    width, lowest = content.frame.width, content.frame.height * 1.05
    ox, oy = ctypes.c_double(), ctypes.c_double()
    ox_ref, oy_ref = ctypes.byref(ox), ctypes.byref(oy)

    runs = content.runs
    x0s: list[float] = []  # the current run's lists
    x1s: list[float] = []
    chars: list[str] = []
    end = baseline = em = y = 0.0
    last_low = -1e9
    space = last_wide = False
    high_surrogate = seen = 0
    for i, code, unmapped, has_box, (left, high, right, low) in characters(text_page, count):
        if (
            low == last_low and 0x4E00 <= code < 0xA000 and y == baseline and upright
            and has_box and not unmapped and chars
        ):  # fmt: skip
            # The quick way for most of any report: an ideograph, the next one on the line.
            x0, x1 = left + e, right + e
            size = x1 - x0
            limit = em if em > size else size
            if -0.5 * limit < x0 - end <= 0.1 * limit and end != x1 >= 0 < size and x0 <= width:
                seen += 1
                x0s.append(x0)
                x1s.append(x1)
                chars.append(chr(code))
                if size > em:
                    em = runs[-1].em = size
                end, last_wide, space = x1, True, False
                continue
        if unmapped:
            char = UNMAPPED
        elif 0x4E00 <= code < 0xA000:
            char = chr(code)
        elif code <= 32 or code == 0xA0 or code == 0x3000 or 0x2000 <= code <= 0x200B:
            if code != 2:  # PDFium's mark for a hyphen at a line's end
                space = True
                continue
            code, char = 0x2D, "-"
        elif 0xD800 <= code < 0xE000:  # where wchar_t has 16 bits
            if code < 0xDC00:
                high_surrogate = code
                continue
            code += 0x10000 - 0xDC00 + ((high_surrogate - 0xD800) << 10)
            char = chr(code) if 0x10000 <= code <= 0x10FFFF else UNMAPPED
        elif code == 0xFFFE:
            code, char = 0x2D, "-"
        elif code == 0xFFFD or code == 0xFFFF or code > 0x10FFFF:
            char = UNMAPPED
        else:
            char = UNIFIED.get(code) or chr(code)
        if not has_box:
            continue
        if upright:
            # In the same font on the same line the baseline needs no asking.
            if low != last_low or y != baseline:
                if not _origin(text_page, i, ox_ref, oy_ref):
                    continue
                y = f - oy.value
                last_low = low
            x0, x1 = left + e, right + e
        else:
            if not _origin(text_page, i, ox_ref, oy_ref):
                continue
            y = b * ox.value + d * oy.value + f
            x0, x1 = a * left + cc * low + e, a * right + cc * high + e
        if x0 > x1:
            x0, x1 = x1, x0
        if x1 < 0 or x0 > width or y < 0 or y > lowest:
            continue  # outside of the crop box: nobody sees it
        seen += 1
        w = x1 - x0
        wide = code >= 0x2E80
        if wide:
            size = w
        elif 48 <= code <= 57:
            size = w * 1.8  # digits are about .55 em wide
        else:
            size = min(abs(high - low) if d else abs(right - left), 2.2 * w) * 0.85

        gap = x0 - end
        limit = em if em > size else size
        if chars:
            if x1 == end and x0 == x0s[-1] and y == baseline and not char.isdigit():
                chars[-1] += char  # one glyph that stands for several characters
                continue
            nearby = 0.3 * limit
            if -nearby < y - baseline < nearby and -0.5 * limit < gap < 1.5 * limit:
                if (
                    gap > 0.1 * limit
                    and gap > (_SPACE if space else _NO_SPACE)[wide + last_wide] * limit
                ):
                    char = " " + char
                x0s.append(x0)
                x1s.append(x1)
                chars.append(char)
                if size > em:
                    em = runs[-1].em = size
                end, last_wide, space = x1, wide, False
                continue
        run = Run(i, y)
        run.em = em = size
        x0s, x1s, chars = run.x0, run.x1, run.chars
        x0s.append(x0)
        x1s.append(x1)
        chars.append(char)
        runs.append(run)
        baseline = y
        end, last_wide, space = x1, wide, False
    content.characters = seen
    content.unmapped = sum([run.text.count(UNMAPPED) for run in runs])
