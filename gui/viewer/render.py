"""PDF pages as images and texts, from PDFium in one thread under the lock of core.readers.pdfium.

Files are *read* in a process of their own (gui.reading), so that drawing seldom waits for the lock.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, Signal
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from core.document import Box, PageAnchor

__all__ = ["PageRenderer"]


@cache
def _pool() -> QThreadPool:
    pool = QThreadPool(QCoreApplication.instance())
    pool.setMaxThreadCount(1)
    return pool


class _Job(QRunnable):
    def __init__(self, renderer: PageRenderer, page: int, scale: float) -> None:
        super().__init__()
        self._renderer = renderer
        self._page = page
        self._scale = scale

    def run(self) -> None:
        self._renderer.render_now(self._page, self._scale)


class _DrawPart(QRunnable):
    def __init__(self, renderer: PageRenderer, place: PageAnchor, scale: float) -> None:
        super().__init__()
        self._renderer = renderer
        self._place = place
        self._scale = scale

    def run(self) -> None:
        self._renderer.draw_part_now(self._place, self._scale)


class _ReadText(QRunnable):
    def __init__(self, renderer: PageRenderer, page: int) -> None:
        super().__init__()
        self._renderer = renderer
        self._page = page

    def run(self) -> None:
        self._renderer.read_now(self._page)


class _Close(QRunnable):
    def __init__(self, document: Any) -> None:
        super().__init__()
        self._document = document

    def run(self) -> None:
        from core.readers.pdfium import PDFIUM_LOCK

        with PDFIUM_LOCK:
            self._document.close()


class PageRenderer(QObject):
    """Draws pages of one PDF on request: of the file at `path`, or of `data` where that was made of it."""

    #: page, scale in pixels a point, QImage
    rendered = Signal(int, float, QImage)
    #: page, gui.viewer.page_text.PageText
    text_read = Signal(int, object)
    #: core.document.PageAnchor, QImage
    part_drawn = Signal(object, QImage)
    #: a sentence for the auditor
    failed = Signal(str)

    def __init__(
        self, path: Path, parent: QObject | None = None, data: bytes | None = None
    ) -> None:
        super().__init__(parent)
        self._data = data
        self._part: PageAnchor | None = None
        self._texts_asked: set[int] = set()
        self._path = path
        self._document: Any = None
        self._wanted: dict[int, float] = {}
        self._broken = False

    def request(self, page: int, scale: float) -> None:
        """Ask for a page; a request for the same page at another scale takes its place."""
        if self._wanted.get(page) != scale and not self._broken:
            self._wanted[page] = scale
            _pool().start(_Job(self, page, scale))

    def request_part(self, place: PageAnchor, scale: float) -> None:
        """Ask for a place of a page; a later request takes the place of one that has not begun."""
        if not self._broken:
            self._part = place
            _pool().start(_DrawPart(self, place, scale))

    def request_text(self, page: int) -> None:
        """Ask for the characters of a page; they come once."""
        if page not in self._texts_asked and not self._broken:
            self._texts_asked.add(page)
            _pool().start(_ReadText(self, page))

    def forget(self, pages: range) -> None:
        """Drop requests for pages out of that range that have not begun."""
        for page in [p for p in self._wanted if p not in pages]:
            del self._wanted[page]

    def close(self) -> None:
        """Give the file back; nothing more is drawn."""
        self._broken = True
        self._wanted.clear()
        _pool().waitForDone()
        if self._document is not None:
            _pool().start(_Close(self._document))
            _pool().waitForDone()
            self._document = None

    def render_now(self, page: int, scale: float) -> None:
        """In the pool's thread."""
        if self._wanted.get(page) != scale:
            return
        from core.readers.pdfium import PDFIUM_LOCK

        try:
            with PDFIUM_LOCK:
                image = self._draw(page, scale)
        except Exception as error:
            self._broken = True
            self.failed.emit(f"页面无法显示：{error}")
            return
        self._wanted.pop(page, None)
        self.rendered.emit(page, scale, image)

    def draw_part_now(self, place: PageAnchor, scale: float) -> None:
        """In the pool's thread. A place that can't be drawn is not shown: the page says what is wrong."""
        if self._broken or self._part is not place:
            return
        from core.readers.pdfium import PDFIUM_LOCK

        try:
            with PDFIUM_LOCK:
                image = self._draw(place.page, scale, place.box)
        except Exception:
            return
        self.part_drawn.emit(place, image)

    def read_now(self, page: int) -> None:
        """In the pool's thread. A text that can't be read is an empty one: drawing says what is wrong."""
        if self._broken:
            return
        from core.readers.pdfium import PDFIUM_LOCK
        from gui.viewer.page_text import PageText, read_page_text

        try:
            with PDFIUM_LOCK:
                text = read_page_text(self._opened().raw, page)
        except Exception:
            text = PageText("", ())
        self.text_read.emit(page, text)

    def _opened(self) -> Any:
        """The pypdfium2.PdfDocument."""
        if self._document is None:
            import pypdfium2

            # the bytes, not the file: an open file could not be replaced or moved on Windows
            data = self._data if self._data is not None else self._path.read_bytes()
            self._document = pypdfium2.PdfDocument(data)
        return self._document

    def _draw(self, number: int, scale: float, box: Box | None = None) -> QImage:
        page = self._opened()[number]
        crop = (0.0, 0.0, 0.0, 0.0)
        if box is not None:
            width, height = page.get_size()
            x0, top = max(0.0, box.x0), max(0.0, box.top)
            crop = (x0, max(0.0, height - box.bottom), max(0.0, width - box.x1), top)
        bitmap = page.render(scale=scale, crop=crop, prefer_bgrx=True, maybe_alpha=False)
        size = bitmap.width, bitmap.height, bitmap.stride
        image = QImage(bitmap.buffer, *size, QImage.Format.Format_RGB32).copy()
        bitmap.close()
        page.close()
        return image
