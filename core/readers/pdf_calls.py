"""PDFium's small functions, called often.

A page has thousands of characters and path segments, and to ask for each of them through pypdfium2's
declarations costs several times what PDFium's answer does: ctypes checks every argument against its
declared type and lets go of the interpreter's lock. :func:`quick` gives the same function without
either. In return nobody checks its arguments: handles must be what a declared or quick function gave,
what is to be filled in `ctypes.byref(…)`, and numbers ints that fit a C int. Only for functions that
answer at once. As ever, the caller holds the lock of `pdfium`.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

import pypdfium2.raw as c

__all__ = ["characters", "quick"]


def quick(function: Any) -> Any:
    """The C function behind one of pypdfium2's."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(function.restype)(address)


_unicode = quick(c.FPDFText_GetUnicode)
_unmapped = quick(c.FPDFText_HasUnicodeMapError)
_loose_box = quick(c.FPDFText_GetLooseCharBox)

_CHUNK = 1024
_boxes = (c.FS_RECTF * _CHUNK)()
_box_refs = [ctypes.byref(_boxes, i * ctypes.sizeof(c.FS_RECTF)) for i in range(_CHUNK)]

Character = tuple[int, int, int, int, tuple[float, float, float, float]]


def characters(text_page: Any, count: int) -> Iterator[Character]:
    """Each character of a text page: its index, its code, whether the font has none for it, whether
    it has a box, and the loose box: left, top, right, bottom in user space."""
    return chain.from_iterable(
        _chunk(text_page, range(start, min(start + _CHUNK, count)))
        for start in range(0, count, _CHUNK)
    )


def _chunk(text_page: Any, indices: range) -> Iterator[Character]:
    page = repeat(text_page)
    codes = map(_unicode, page, indices)
    unmapped = map(_unmapped, page, indices)
    found = list(map(_loose_box, page, indices, _box_refs))
    # Unpacked at once: the next chunk overwrites the boxes.
    boxes = struct.unpack(f"{4 * len(indices)}f", memoryview(_boxes)[: len(indices)])
    sides = iter(boxes)
    return zip(
        indices, codes, unmapped, found, zip(sides, sides, sides, sides, strict=True), strict=True
    )
