"""Pictures inside a docx or HTML file that show a table: recognised, and the tables put where the
pictures stand. A report's tables must be text (FMT-TABIMG); this reads them all the same.

A picture is looked at twice: cheaply whether rules cross on it, so that photographs and charts cost
next to nothing, and only then for its text.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_to_bytes

from core import scan
from core.document import (
    Attachment,
    Block,
    Box,
    Cell,
    Document,
    Paragraph,
    PictureAnchor,
    Reading,
    Table,
)
from core.readers.errors import Unreadable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from core.scan import ScannedCell, ScannedPage, ScannedTable

__all__ = ["MAX_PICTURES", "PictureTables", "image_source", "picture_bytes"]

#: Most pictures of one file whose text is recognised.
MAX_PICTURES = 12
_MAX_BYTES = 30 * 1024 * 1024
_LEAST_WIDTH, _LEAST_HEIGHT = 300, 100  # pixels: less can't hold a table that can be read
_PAGE_WIDTH, _PAGE_HEIGHT = 700, 900
_LEAST_CELLS = 12
_TEXT_WIDTH = 6.3  # inches: what a picture across a page's text has
_DATA = re.compile(r"data:image/[\w.+-]+(?:;[\w=.-]+)*,", re.IGNORECASE)


class PictureTables:
    """The pictures of one file that may be tables. They are noted while the file is read, and looked
    at when it is known that the file is more than a row of scanned pages. `notes` are sentences
    about them."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._places: list[tuple[int, str, Callable[[], bytes | None]]] = []
        self._recognised = 0

    def note(self, name: str, get: Callable[[], bytes | None], before: int) -> bool:
        """Note a picture that stands before the `before`-th block, if it may be a table. `name` is that
        of a PictureAnchor, `get` gives its bytes, or None. Says whether it was noted."""
        if scan.missing() or not _is_large(get(), _LEAST_WIDTH, _LEAST_HEIGHT):
            return False
        self._places.append((before, name, get))
        return True

    def pages(self) -> list[bytes]:
        """Those of the pictures that are large enough for a page of a report, each once."""
        found = [data for _, _, get in self._places if (data := get())]
        return [data for data in dict.fromkeys(found) if _is_large(data, _PAGE_WIDTH, _PAGE_HEIGHT)]

    def insert(self, blocks: list[Block], attachments: list[Attachment]) -> None:
        """Put what the tables among the pictures say into `blocks`, and what stands behind it further
        down in `attachments`. Changes both."""
        known: dict[str, list[Block]] = {}
        shift = 0
        for before, name, get in self._places:
            if name not in known:
                known[name] = self._read(name, get)
            at = before + shift
            blocks[at:at] = known[name]
            shift += len(known[name])
            if known[name]:
                attachments[:] = [
                    replace(a, after_block=a.after_block + len(known[name]))
                    if a.after_block > at
                    else a
                    for a in attachments
                ]

    def _read(self, name: str, get: Callable[[], bytes | None]) -> list[Block]:
        from core.readers.progress import tell
        from core.readers.ruled import looks_ruled

        data = get()
        if not data:
            return []
        try:
            pixels, scale = _pixels(data)
        except Unreadable:
            return []  # a format nobody draws tables in, or spoilt: Word would not show it either
        if not looks_ruled(pixels if pixels.ndim == 2 else pixels.min(axis=2)):
            return []
        if self._recognised >= MAX_PICTURES:
            self._say(f"图片形式的表格太多，只识别了前 {MAX_PICTURES} 幅。")
            return []
        self._recognised += 1
        tell(self._recognised, 0, "识别", "幅图片")
        dpi = max(72.0, pixels.shape[1] / _TEXT_WIDTH)
        blocks = _blocks(scan.scan_page(pixels, dpi), name, scale)
        if blocks:
            self._say("文档里有图片形式的表格，其中的文字是识别出来的，可能有错，请对照原件核对。")
        return blocks

    def _say(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def _is_large(data: bytes | None, width: int, height: int) -> bool:
    """Whether `data` is a picture of at least so many pixels."""
    import io

    from PIL import Image

    from core.readers.pictures import guarded

    if not data or len(data) > _MAX_BYTES:
        return False
    try:
        with guarded(), Image.open(io.BytesIO(data)) as image:
            return image.width >= width and image.height >= height
    except Unreadable:
        return False


def _pixels(data: bytes) -> tuple[NDArray[np.uint8], float]:
    """The picture's first frame, upright, and how many of its pixels one of these is wide."""
    import io

    import numpy as np
    from PIL import Image

    from core.readers.pictures import flat, guarded, within

    with guarded(), Image.open(io.BytesIO(data)) as image:
        size = within(*image.size)
        wide = image.width
        if image.format == "JPEG":
            image.draft("RGB" if image.mode != "L" else "L", size)
        image.load()
        made = flat(image)
        made.thumbnail(size, reducing_gap=2.0)
        return np.asarray(made), wide / made.width


def _blocks(scanned: ScannedPage, name: str, scale: float) -> list[Block]:
    tables = [t for t in scanned.tables if sum(bool(cell.text) for cell in t.cells) >= _LEAST_CELLS]
    if not tables:
        return []

    def anchor(box: Box) -> PictureAnchor:
        return PictureAnchor(
            name, Box(box.x0 * scale, box.top * scale, box.x1 * scale, box.bottom * scale)
        )

    placed: list[tuple[float, Block]] = [
        (line.box.top, Paragraph(line.text, anchor(line.box), reading=line.reading))
        for line in scanned.lines
    ]
    placed += [(table.box.top, _table(table, anchor)) for table in tables]
    return [block for _, block in sorted(placed, key=lambda pair: pair[0])]


def _table(table: ScannedTable, anchor: Callable[[Box], PictureAnchor]) -> Table:
    return Table(
        tuple(
            Cell(
                cell.row, cell.column, _whole(cell.text), anchor(cell.box), cell.row_span,
                cell.column_span, reading=_reading(cell),
            )
            for cell in table.cells
        )
    )  # fmt: skip


def _reading(cell: ScannedCell) -> Reading | None:
    reading = cell.reading
    if reading is None or not reading.alternatives:
        return reading
    return Reading(
        reading.confidence, reading.doubtful, tuple(_whole(text) for text in reading.alternatives)
    )


def _whole(text: str) -> str:
    """A number over two lines of a narrow cell is one."""
    lines = text.split("\n")
    if len(lines) > 1 and all(re.fullmatch(r"[\d.,，]+", line) for line in lines):
        widest = max(map(len, lines))
        if all(len(line) == widest for line in lines[:-1]) and widest >= 2:
            return "".join(lines)
    return text


# --- where the pictures are -------------------------------------------------------------------


def image_source(page: Path, source: str) -> bytes | None:
    """The bytes of an `img` of an HTML page at `page`: given in its `src`, or saved beside it (in
    `年报_files`, say). Nothing is fetched from elsewhere, and nothing outside of the page's folder."""
    if found := _DATA.match(source):
        coded = source[found.end() :]
        if len(coded) > 2 * _MAX_BYTES:
            return None
        try:
            in_base64 = found[0].lower().endswith(";base64,")
            return base64.b64decode(unquote(coded)) if in_base64 else unquote_to_bytes(coded)
        except (binascii.Error, ValueError):
            return None
    name = unquote(source.split("?", 1)[0].split("#", 1)[0]).replace("\\", "/")
    parts = name.split("/")
    if not name or name.startswith("/") or ":" in name or ".." in parts or "\0" in name:
        return None
    file = page.parent.joinpath(*parts)
    try:
        if not file.is_file() or not 0 < file.stat().st_size <= _MAX_BYTES:
            return None
        if not file.resolve().is_relative_to(page.parent.resolve()):
            return None
        return file.read_bytes()
    except OSError:
        return None


def picture_bytes(document: Document, picture: str) -> bytes | None:
    """The bytes of the picture that a PictureAnchor of `document` names; None where it is gone."""
    try:
        if document.kind == "docx":
            from core.readers.ooxml import Package

            return Package(document.converted or document.path.read_bytes()).read(picture)
        if document.kind == "html":
            from lxml import html as lxml_html

            number = int(picture.removeprefix("图片"))
            root = lxml_html.document_fromstring(document.html)
            for count, element in enumerate(root.iter("img"), 1):
                if count == number:
                    return image_source(document.path, str(element.get("src") or ""))
    except (OSError, ValueError, Unreadable):
        return None
    return None
