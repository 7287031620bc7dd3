"""Pages of a PDF that have to be read from their pictures: which they are, and in what order and how
many of them, so that no file takes for ever."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from core import scan
from core.document import Box
from core.readers.pdf_pages import PICTURE_SHARE, PdfPage
from core.readers.pdf_picture import draw, picture_dpi
from core.readers.pdf_scanned import place
from core.readers.pdf_text import group_lines
from core.readers.progress import tell
from core.readers.ruled import looks_ruled

__all__ = ["MAX_SCANNED_PAGES", "MAX_SECONDS", "recognise"]

#: Most pages recognised of one file. A report has some ten; a page takes some seconds.
MAX_SCANNED_PAGES = 40
#: When this has passed, what is left stays unread and is said to be.
MAX_SECONDS = 900.0
_LOOK_DPI = 60.0
_RECOGNISING, _LOOKING = "识别", "查看"

# A picture in a text: only one that can hold a table.
_LEAST_WIDTH, _LEAST_HEIGHT = 0.35, 0.06  # of the page
_LEAST_CELLS = 12


def recognise(document: Any, pages: Sequence[PdfPage]) -> None:
    """Read from their pictures the pages without a text (or with one that can't be right, or that
    another program recognised), and the tables that are pictures in the others. Changes `pages`;
    nothing happens where recognition is not installed."""
    whole = [page for page in pages if _needs_all(page)]
    parts = [(page, box) for page in pages if page not in whole for box in _pictures(page)]
    if not (whole or parts) or scan.missing():
        return
    start = time.monotonic()
    parts = [(page, box) for page, box in parts if looks_ruled(_look(document, page, box))]
    parts = parts[:MAX_SCANNED_PAGES]
    if len(whole) > MAX_SCANNED_PAGES:
        # Pages that can hold the report's tables first, the rest from the front.
        ruled = set()
        for page in whole:
            tell(page.index + 1, len(pages), _LOOKING)
            if looks_ruled(_look(document, page)):
                ruled.add(page.index)
        whole.sort(key=lambda page: (page.index not in ruled, page.index))
        whole = whole[:MAX_SCANNED_PAGES]
    for page in whole:
        if time.monotonic() - start > MAX_SECONDS:
            return
        tell(page.index + 1, len(pages), _RECOGNISING)
        _recognise_page(document, page)
    for page, box in parts:
        if time.monotonic() - start > MAX_SECONDS:
            return
        tell(page.index + 1, len(pages), _RECOGNISING)
        _recognise_part(document, page, box)


def _needs_all(page: PdfPage) -> bool:
    content = page.content
    if content is None:
        return False
    by_others = content.is_recognised and content.image_share >= PICTURE_SHARE
    return page.is_scan or page.lacks_text or by_others


def _pictures(page: PdfPage) -> list[Box]:
    """The boxes (as shown) of the pictures on a page with text that are large enough for a table."""
    content = page.content
    if content is None:
        return []
    frame = content.frame
    return [
        frame.shown(image.x0, image.top, image.x1, image.bottom)
        for image in content.images
        if image.x1 - image.x0 >= _LEAST_WIDTH * frame.width
        and image.bottom - image.top >= _LEAST_HEIGHT * frame.height
    ]


def _size(page: PdfPage) -> tuple[float, float]:
    assert page.content is not None
    return page.content.frame.shown_width, page.content.frame.shown_height


def _look(document: Any, page: PdfPage, box: Box | None = None) -> Any:
    size = _size(page)
    return draw(document, page.index, 2 * _LOOK_DPI, box or Box(0, 0, *size), size, grey=True)


def _recognise_page(document: Any, page: PdfPage) -> None:
    assert page.content is not None
    size = _size(page)
    region = Box(0, 0, *size)
    dpi = picture_dpi(document, page.index, *size)
    scanned = scan.scan_page(draw(document, page.index, dpi, region, size), dpi)
    placed = place(scanned, region, page.content.frame)
    page.is_recognised, page.note = True, scanned.note
    page.content.frame = placed.frame
    page.content.images = []  # the page itself is the picture
    page.fragments = placed.fragments
    page.lines = group_lines(placed.runs)
    for line in page.lines:
        line.page = page.index


def _recognise_part(document: Any, page: PdfPage, box: Box) -> None:
    assert page.content is not None
    size = _size(page)
    dpi = picture_dpi(document, page.index, *size)
    scanned = scan.scan_page(draw(document, page.index, dpi, box, size), dpi)
    placed = place(scanned, box, page.content.frame)
    tables = [
        f for f in placed.fragments if sum(bool(cell.runs) for cell in f.cells) >= _LEAST_CELLS
    ]
    if not tables:
        return  # a photograph, a chart: what is written on it is no part of the report's text
    page.has_picture_tables = True
    page.fragments += tables
    lines = group_lines(placed.runs)
    for line in lines:
        line.page = page.index
    page.lines = sorted([*page.lines, *lines], key=lambda line: line.y)
