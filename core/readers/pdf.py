"""PDF → Document.

PDFium gives characters and lines (`pdf_page`), ruled lines become grids (`pdf_grid`), grids on
consecutive pages become tables (`pdf_join`), the rest becomes paragraphs (`pdf_text`) without the
page furniture (`pdf_furniture`). No page is parsed twice and none goes through pdfminer. Pages whose
text is not given, or can't be trusted (`pdf_trust`), are read from their pictures (`pdf_recognise`).
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import pypdfium2.raw as c

from core import scan
from core.document import Attachment, Block, Document, PageAnchor, Paragraph
from core.readers.errors import Unreadable
from core.readers.pdf_furniture import furniture
from core.readers.pdf_grid import Fragment
from core.readers.pdf_join import JoinedTable
from core.readers.pdf_page import Frame
from core.readers.pdf_pages import PICTURE_SHARE, PdfPage, load_page
from core.readers.pdf_recognise import MAX_SCANNED_PAGES, MAX_SECONDS, recognise
from core.readers.pdf_text import Body, Line, around, paragraphs
from core.readers.pdf_unruled import split_unruled, unruled_table
from core.readers.pdfium import PDFIUM_LOCK
from core.readers.readings import united

__all__ = ["MAX_PAGES", "read_pdf"]

#: A report has some ten pages, one of a whole province some hundred.
MAX_PAGES = 600
_ATTACHED_SHARE = 0.03
# How much of a file's end may hold its last %%EOF: some servers append to what they send.
_TAIL = 65536

_SCAN = "这是扫描件或图片做成的 PDF，里面没有文字"
_NO_ENCODING = "这份 PDF 里的字读出来是乱码（字体没有正确的文字编码）"
_INSTEAD = "请改用 Word 版、由 Word 或 WPS 直接导出的 PDF，或网页版的报告。"
_NOTHING_SEEN = "文件里只有图片，从中没有认出文字"
_DAMAGED = "PDF 文件已损坏或不完整，无法打开，请重新下载或请对方重新发送后再试。"
_TRUNCATED = "PDF 文件不完整（结尾部分缺失），可能没有下载或复制完，请重新取得这份文件后再试。"
_PASSWORD = (
    "PDF 设有打开密码，无法读取，请先用密码打开并另存为不加密的 PDF，或向对方索取不加密的文件。"
)
_NO_PAGES = "PDF 里一页也没有，请重新取得这份文件后再试。"


def read_pdf(path: Path, data: bytes | None = None) -> Document:
    """Read a PDF's paragraphs and tables in reading order: the file at `path`, or `data` that was made
    of it.

    Every anchor is a PageAnchor in points of the page as shown (crop box, /Rotate applied), origin
    at the top left; `page_sizes` is in the same frame. A table that crosses pages is one Table; a
    cell or paragraph that does has the box of the piece its text begins in.

    Raises:
        Unreadable: password needed, damaged or cut off, no pages, no text, more than MAX_PAGES.
        OSError: the file cannot be read at all.
    """
    if data is None:
        data = path.read_bytes()
    with _opened(data) as document:
        with PDFIUM_LOCK:
            count = c.FPDF_GetPageCount(document)
            title = _title(document)
        if count == 0:
            raise Unreadable(_NO_PAGES)
        if count > MAX_PAGES:
            raise Unreadable(
                f"这份 PDF 有 {count} 页，超过了 {MAX_PAGES} 页的上限，请只取其中年度报告的部分另存后再试。"
            )
        pages = [load_page(document, index) for index in range(count)]
        recognise(document, pages)
    return _assemble(path, pages, title)


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """The FPDF_DOCUMENT of `data`. Not by PdfDocument, which tells a file without pages from a broken
    or locked one by an error code that may be left over from another file."""
    with PDFIUM_LOCK:
        document = c.FPDF_LoadMemDocument64(data, len(data), None)
        error = c.FPDF_GetLastError()
    if not document:
        locked = error in (c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY)
        raise Unreadable(_PASSWORD if locked else _DAMAGED)
    try:
        # PDFium rebuilds a file whose end is missing from what is there, and says nothing.
        if b"%%EOF" not in data[-_TAIL:]:
            raise Unreadable(_TRUNCATED)
        yield document
    finally:
        with PDFIUM_LOCK:
            c.FPDF_CloseDocument(document)


def _title(document: Any) -> str:
    size = c.FPDF_GetMetaText(document, b"Title", None, 0)
    buffer = ctypes.create_string_buffer(size)
    c.FPDF_GetMetaText(document, b"Title", buffer, size)
    return buffer.raw.decode("utf-16-le", errors="replace").strip("\0 \t\r\n")


# --- the whole --------------------------------------------------------------------------------

_CONTINUED = re.compile(
    r"[（(]?(?:续表|续上表|接上页|表[一二三]?[（(]?续[）)]?|续)[一二三\d]{0,2}[）)]?"
)


def _assemble(path: Path, pages: list[PdfPage], title: str) -> Document:
    contents = [page.content for page in pages]
    if not any(contents):
        raise Unreadable(_DAMAGED)
    written = [p for p in pages if p.is_written]
    if not written:
        raise Unreadable(_nothing_written(pages))
    if not any(p.lines or p.fragments for p in written):
        raise Unreadable(_nothing_seen(written))

    heights = {p.index: p.content.frame.height for p in pages if p.content}
    widths = {p.index: p.content.frame.width for p in pages if p.content}
    for page in pages:
        if not page.is_written:
            page.lines, page.fragments = [], []
    unwanted = furniture({p.index: p.lines for p in written}, heights)
    frames = {p.index: p.content.frame for p in pages if p.content}
    items = _joined(pages, frames, unwanted)

    body = Body.of([item for item in items if isinstance(item, Line)], widths)
    blocks: list[Block] = []
    starts: list[tuple[int, float]] = []  # where each block begins: page, top
    unruled: list[int] = []
    for is_text, group in groupby(items, key=lambda item: isinstance(item, Line)):
        if not is_text:
            for table in group:
                assert isinstance(table, JoinedTable)
                blocks.append(table.table())
                starts.append((table.pages[0], table.top))
            continue
        lines = [line for line in group if isinstance(line, Line)]
        for part in split_unruled(lines):
            if part.is_table:
                blocks.append(unruled_table(part.lines, frames))
                starts.append((part.lines[0].page, part.lines[0].top))
                unruled.append(part.lines[0].page)
                continue
            for paragraph in paragraphs(part.lines, body):
                blocks.append(_paragraph(paragraph, body, frames))
                starts.append((paragraph[0].page, paragraph[0].top))
    sizes = [(0.0, 0.0)] * len(pages)
    for index, frame in frames.items():
        sizes[index] = (frame.shown_width, frame.shown_height)
    return Document(
        path=path,
        kind="pdf",
        blocks=tuple(blocks),
        title=title,
        attachments=tuple(_pictures(pages, starts)),
        notes=tuple(_notes(pages, sorted(set(unruled)))),
        page_sizes=tuple(sizes),
    )


def _joined(
    pages: list[PdfPage], frames: dict[int, Frame], unwanted: set[int]
) -> list[Line | JoinedTable]:
    """Lines and tables in reading order, pieces of tables joined over the page breaks."""
    items: list[Line | JoinedTable] = []
    for page in pages:
        here: list[tuple[float, Line | Fragment]] = [
            (line.top, line) for line in page.lines if id(line) not in unwanted
        ]
        here += [(fragment.ys[0], fragment) for fragment in page.fragments]
        here.sort(key=lambda pair: pair[0])
        for position, (_, thing) in enumerate(here):
            if isinstance(thing, Line):
                following = here[position + 1][1] if position + 1 < len(here) else None
                if (
                    position == 0
                    and isinstance(following, Fragment)
                    and _CONTINUED.fullmatch("".join(thing.text.split()))
                ):
                    continue  # 续表 above the rest of a table
                items.append(thing)
                continue
            frame = frames[page.index]
            last = items[-1] if items else None
            if (
                isinstance(last, JoinedTable)
                and last.pages[-1] == page.index - 1
                and last.add(page.index, frame, thing)
            ):
                continue
            items.append(JoinedTable.of(page.index, frame, thing))
    out: list[Line | JoinedTable] = []
    for item in items:
        if isinstance(item, JoinedTable) and item.is_single_box:
            out += item.given_back()  # a frame around a text, no table
        elif isinstance(item, Line) or item.has_text:
            out.append(item)
    return out


def _paragraph(lines: list[Line], body: Body, frames: dict[int, Frame]) -> Paragraph:
    text = lines[0].text
    for line in lines[1:]:
        latin = text[-1:].isascii() and text[-1:].isalnum() and line.text[:1].isascii()
        text += (" " if latin and line.text[:1].isalnum() else "") + line.text
    first = [line for line in lines if line.page == lines[0].page]
    box = around(
        line.shown or frames[line.page].shown(line.x0, line.top, line.x1, line.bottom)
        for line in first
    )  # fmt: skip
    em = max(line.em for line in lines)
    stands_out = em > 1.14 * body.em or (all(line.bold for line in lines) and not body.bold)
    heading = stands_out and len(lines) <= 3 and len(text) <= 80
    reading = united(line.reading for line in lines)
    return Paragraph(text, PageAnchor(lines[0].page, box), heading, reading)


def _pictures(pages: list[PdfPage], starts: list[tuple[int, float]]) -> Iterator[Attachment]:
    for page in pages:
        content = page.content
        if content is None:
            continue
        area = content.frame.width * content.frame.height
        for number, image in enumerate(content.images):
            if (image.x1 - image.x0) * (image.bottom - image.top) < _ATTACHED_SHARE * area:
                continue
            before = sum(start < (page.index, image.top) for start in starts)
            yield Attachment("image", f"第{page.index + 1}页图片{number + 1}", before)


def _notes(pages: list[PdfPage], unruled: list[int]) -> Iterator[str]:
    broken = [p.index for p in pages if p.content is None]
    if broken:
        yield f"{_named(broken)}已损坏，没有读出来。"
    yield from _notes_of_scans(pages)
    unmapped = [p.index for p in pages if p.is_written and not p.is_recognised
                and p.content and p.content.unmapped]  # fmt: skip
    if unmapped:
        yield f"{_named(unmapped)}有些字的字体没有文字编码，读不出来，以“\ufffd”代替。"
    if unruled:
        yield f"{_named(unruled)}有没有表格线的数据，只能按文字的先后读取，请对照原件核对。"
    drawings = [p.index for p in pages if p.is_drawing]
    if drawings:
        yield f"{_named(drawings)}线条太多，像是图纸，没有按表格读取。"


def _notes_of_scans(pages: list[PdfPage]) -> Iterator[str]:
    if read := [p.index for p in pages if p.is_recognised]:
        yield f"{_named(read)}的文字是从图片中识别出来的，可能有错，请对照原件核对。"
    if tables := [p.index for p in pages if p.has_picture_tables]:
        yield f"{_named(tables)}的表格是图片，其中的文字是识别出来的，可能有错，请对照原件核对。"
    for page in pages:
        if page.note:
            yield f"{_named([page.index])}：{page.note}"
    lacking = scan.missing()
    most = f"一份文件最多识别 {MAX_SCANNED_PAGES} 页、{MAX_SECONDS / 60:.0f} 分钟，这些页没有识别。"
    why = lacking or most
    if unread := [p.index for p in pages if p.is_scan]:
        yield f"{_named(unread)}主要是图片，没有读出来：{why}"
    if garbled := [p.index for p in pages if p.is_garbled and not p.is_recognised]:
        yield f"{_named(garbled)}的文字读出来是乱码，没有读取：{why}"
    inked = [
        p.index
        for p in pages
        if p.lacks_text and not (p.is_garbled or p.is_recognised)
    ]  # fmt: skip
    if inked:
        yield f"{_named(inked)}的表格里有只见图形、没有文字的数字，没有读出来：{why}"
    by_others = [
        p.index
        for p in pages
        if p.content and p.content.is_recognised and not p.is_scan and not p.is_recognised
        and p.content.image_share >= PICTURE_SHARE
    ]  # fmt: skip
    if by_others:
        yield f"{_named(by_others)}是扫描件，文字由别的软件识别而来，可能有错，请对照原件核对。"


def _nothing_written(pages: list[PdfPage]) -> str:
    garbled = any(p.is_garbled for p in pages)
    lacking = scan.missing()
    why = f"；{lacking.removesuffix('。')}" if lacking else ""
    return f"{_NO_ENCODING if garbled else _SCAN}{why}，{_INSTEAD}"


def _nothing_seen(pages: list[PdfPage]) -> str:
    notes = list(dict.fromkeys(p.note.removesuffix("。") for p in pages if p.note))
    why = f"（{notes[0]}）" if len(notes) == 1 and "没有认出" not in notes[0] else ""
    return f"{_NOTHING_SEEN}{why}，请换一份更清楚的扫描件，或改用 Word 版的报告。"


def _named(pages: Sequence[int]) -> str:
    """`第1、3–5页`."""
    parts: list[str] = []
    start = previous = -2
    for page in [*pages, -1]:
        if page == previous + 1 and previous >= 0:
            previous = page
            continue
        if previous >= 0:
            parts.append(f"{start + 1}" if start == previous else f"{start + 1}–{previous + 1}")
        start = previous = page
    return f"第{'、'.join(parts)}页"
