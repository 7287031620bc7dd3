"""The picture of a PDF's page, as it is shown, at the resolution recognition works best with."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as c

from core.document import Box
from core.readers.pdfium import PDFIUM_LOCK

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["draw", "picture_dpi", "pixels"]

_LEAST_DPI, _USUAL_DPI, _MOST_DPI = 150.0, 200.0, 300.0
_MOST_PIXELS = 12_000_000
_LARGE = 0.3  # share of the page


def picture_dpi(document: Any, index: int, width: float, height: float) -> float:
    """The resolution at which to draw a page of `width` × `height` points: that of the picture it
    consists of, so that no pixel is made up, within what makes sense; 200 for any other page."""
    dpi = _USUAL_DPI
    with PDFIUM_LOCK:
        page = c.FPDF_LoadPage(document, index)
        if page:
            dpi = _largest_dpi(page, width * height) or _USUAL_DPI
            c.FPDF_ClosePage(page)
    dpi = min(max(dpi, _LEAST_DPI), _MOST_DPI)
    most: float = 72 * (_MOST_PIXELS / max(1.0, width * height)) ** 0.5
    return min(dpi, most)


def _largest_dpi(page: Any, area: float) -> float:
    sides = [ctypes.c_float() for _ in range(4)]
    best, found = _LARGE * area, 0.0
    meta = c.FPDF_IMAGEOBJ_METADATA()
    for i in range(c.FPDFPage_CountObjects(page)):
        thing = c.FPDFPage_GetObject(page, i)
        if c.FPDFPageObj_GetType(thing) != c.FPDF_PAGEOBJ_IMAGE or not c.FPDFPageObj_GetBounds(
            thing, *map(ctypes.byref, sides)
        ):
            continue
        left, low, right, high = (s.value for s in sides)
        covered = abs((right - left) * (high - low))
        if covered >= best and c.FPDFImageObj_GetImageMetadata(thing, page, ctypes.byref(meta)):
            best, found = covered, float(max(meta.horizontal_dpi, meta.vertical_dpi))
    return found


def draw(
    document: Any,
    index: int,
    dpi: float,
    region: Box,
    size: tuple[float, float],
    grey: bool = False,
) -> NDArray[np.uint8]:
    """Draw `region` (points of the page as shown, which is `size` large) of a page at `dpi`, with
    annotations: H×W×3 (RGB), or H×W. White where PDFium cannot."""
    import numpy as np

    made, width, height = pixels(document, index, dpi, region, size, grey)
    drawn = np.frombuffer(made, np.uint8)
    if grey:
        return drawn.reshape(height, width)
    return np.ascontiguousarray(drawn.reshape(height, width, 4)[:, :, :3])


def pixels(
    document: Any, index: int, dpi: float, region: Box, size: tuple[float, float], grey: bool
) -> tuple[bytearray, int, int]:
    """The same as plain bytes, one a pixel or four (RGBx), row by row; width and height."""
    scale = dpi / 72
    width = max(1, round((region.x1 - region.x0) * scale))
    height = max(1, round((region.bottom - region.top) * scale))
    each = 1 if grey else 4
    made = bytearray(b"\xff") * (width * height * each)
    kind = c.FPDFBitmap_Gray if grey else c.FPDFBitmap_BGRx
    flags = c.FPDF_ANNOT | (c.FPDF_GRAYSCALE if grey else c.FPDF_REVERSE_BYTE_ORDER)
    with PDFIUM_LOCK:
        page = c.FPDF_LoadPage(document, index)
        if page:
            buffer = (ctypes.c_ubyte * len(made)).from_buffer(made)
            bitmap = c.FPDFBitmap_CreateEx(width, height, kind, buffer, width * each)
            c.FPDF_RenderPageBitmap(
                bitmap, page, -round(region.x0 * scale), -round(region.top * scale),
                round(size[0] * scale), round(size[1] * scale), 0, flags,
            )  # fmt: skip
            c.FPDFBitmap_Destroy(bitmap)
            c.FPDF_ClosePage(page)
    return made, width, height
