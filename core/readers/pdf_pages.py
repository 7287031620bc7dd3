"""One page of a PDF as far as it can be read alone: its grids with the text in them, and its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.document import Box
from core.readers.pdf_edges import BoxTuple, TooManyRules
from core.readers.pdf_grid import Fragment, find_fragments
from core.readers.pdf_objects import Rule
from core.readers.pdf_page import (
    UNMAPPED,
    Frame,
    LoadedPage,
    PageContent,
    Run,
    read_page,
)
from core.readers.pdf_picture import pixels
from core.readers.pdf_text import Line, group_lines
from core.readers.pdf_trust import (
    INK_DPI,
    blank_cells,
    inked,
    is_garbled,
    kinds_of,
    lacks_characters,
)
from core.readers.pdfium import PDFIUM_LOCK

__all__ = ["PICTURE_SHARE", "PdfPage", "load_page"]

# Below this many characters a page that is mostly picture is a scan with something stamped on it
# (scanning apps print their name).
_FEW_CHARACTERS = 40
#: What part of a page pictures must cover for it to be a scan.
PICTURE_SHARE = 0.4
# How many cells without a character must show something.
_INKED_CELLS = 3


@dataclass(slots=True)
class PdfPage:
    index: int
    content: PageContent | None  # None: PDFium could not load the page
    lines: list[Line] = field(default_factory=list)
    fragments: list[Fragment] = field(default_factory=list)
    is_drawing: bool = False
    is_garbled: bool = False  # its text is not what is seen on it
    lacks_text: bool = False  # … or some of what is seen has no text
    is_recognised: bool = False  # lines and fragments come from its picture
    has_picture_tables: bool = False  # tables among them come from a picture on it
    note: str = ""  # of the recognition

    @property
    def is_scan(self) -> bool:
        """Whether it is a picture whose text nobody has given."""
        content = self.content
        if content is None or self.is_recognised or content.characters >= _FEW_CHARACTERS:
            return False
        return content.image_share >= PICTURE_SHARE or (
            not content.characters and bool(content.images or content.paths > 50)
        )

    @property
    def is_written(self) -> bool:
        """Whether its text, given or recognised, is taken over."""
        content = self.content
        if content is None or self.is_recognised:
            return content is not None
        return content.characters > 0 and not self.is_scan and not self.is_garbled


def load_page(document: Any, index: int) -> PdfPage:
    with PDFIUM_LOCK, LoadedPage(document, index) as loaded:
        if not loaded:
            return PdfPage(index, None)
        content = read_page(loaded)
        page = PdfPage(index, content)
        rest = _tables(page, content)
        page.lines = group_lines(rest)
        for line in page.lines:
            line.page = index
            line.font, line.bold = loaded.font(line.index)
    kinds = kinds_of(content.runs)
    page.is_garbled = is_garbled(kinds)
    page.lacks_text = page.is_garbled or lacks_characters(kinds, page.fragments)
    if not page.lacks_text:
        _find_hidden_ink(document, page, content.frame)
    return page


def _find_hidden_ink(document: Any, page: PdfPage, frame: Frame) -> None:
    """Cells that give no character but show something hold characters nobody can read."""
    blank = blank_cells(page.fragments)
    if len(blank) < _INKED_CELLS:
        return
    size = (frame.shown_width, frame.shown_height)
    picture, width, _ = pixels(document, page.index, INK_DPI, Box(0, 0, *size), size, grey=True)
    found = inked(picture, width, [frame.shown(*cell.box) for cell in blank])
    if len(found) >= _INKED_CELLS:
        page.lacks_text = True
        for i in found:
            x0, top, x1, bottom = blank[i].box
            run = Run(0, (top + bottom) / 2)
            run.em, run.x0, run.x1, run.chars = 1.0, [x0 + 2], [x1 - 2], [UNMAPPED]
            blank[i].runs = [run]


def _tables(page: PdfPage, content: PageContent) -> list[Run]:
    """Find the page's grids and put the text into them; the rest of the text comes back."""
    try:
        fragments = find_fragments([r for r in content.rules if r.strong], content.runs)
        if not fragments and any(not r.strong for r in content.rules):
            # Cells that show only as coloured areas or by white lines between them.
            fragments = [f for f in find_fragments(content.rules, content.runs) if len(f.xs) > 2]
    except TooManyRules:
        page.is_drawing = True
        return content.runs
    if not fragments:
        return content.runs
    # The smallest first: a table inside a frame takes its text before the frame does.
    fragments.sort(key=lambda f: (f.xs[-1] - f.xs[0]) * (f.ys[-1] - f.ys[0]))
    rest = content.runs
    for fragment in fragments:
        rest = [part for run in rest for part in fragment.put(run)]
        for image in content.images:
            cell = fragment.cell_at((image.x0 + image.x1) / 2, (image.top + image.bottom) / 2)
            if cell is not None and _inside(image, cell.box):  # not a background of the page
                cell.has_image = True
    page.fragments = [f for f in fragments if any(cell.runs or cell.has_image for cell in f.cells)]
    for fragment in page.fragments:
        rest = fragment.put_overflow(rest)
        fragment.trim_overlaid()
        fragment.drop_open_ends()
        fragment.drop_empty_strips()
    return rest


def _inside(image: Rule, box: BoxTuple) -> bool:
    slack = 5.0
    return (
        image.x0 > box[0] - slack and image.top > box[1] - slack
        and image.x1 < box[2] + slack and image.bottom < box[3] + slack
    )  # fmt: skip
