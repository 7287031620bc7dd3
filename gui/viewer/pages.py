"""A PDF as its pages: only those in sight are drawn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip, QWidget

from core.case import Case
from core.document import Box, PageAnchor, Paragraph
from gui.theme import QUIET
from gui.viewer.marks import Mark, Place, paint_marks
from gui.viewer.page_text import PageText, bare
from gui.viewer.render import PageRenderer
from gui.viewer.ties import TiedFigure, paint_underline

__all__ = ["PagesView"]

_GAP = 10
_GROUND = QColor("#dfe3e8")
_KEEP = 3  # pages kept drawn before and after those in sight


def _beginning(case: Case) -> PageAnchor | None:
    """Where a report begins that is not the first in its file."""
    part = case.document.part
    if part is None or part.number == 1:
        return None
    for block in case.document.blocks:
        if isinstance(block, Paragraph) and isinstance(block.anchor, PageAnchor):
            return block.anchor
    return None


class PagesView(QAbstractScrollArea):
    """Pages one below the other, zoomed to the width until the auditor zooms."""

    figure_clicked = Signal(str)
    #: a figure of the text that was clicked (gui.viewer.ties.TiedFigure)
    tie_clicked = Signal(object)
    status_changed = Signal(str)

    def __init__(self, case: Case, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptDrops(False)
        self.setAccessibleName("报告原文")
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(40)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._sizes = case.document.page_sizes or ((595.0, 842.0),)
        self._figures: dict[int, list[tuple[Box, str]]] = {}
        for fact in case.read_sheet.facts.values():
            if isinstance(fact.anchor, PageAnchor):
                self._figures.setdefault(fact.anchor.page, []).append(
                    (fact.anchor.box, fact.address)
                )
        self._scale = 1.0  # pixels a point
        self._fit = True
        self._tops: list[float] = []
        self._images: dict[int, tuple[float, QImage]] = {}
        self._marks: list[tuple[int, Box, bool]] = []
        self._shown: Sequence[Mark] = ()
        self._blocks = case.document.blocks
        self._begins = _beginning(case)  # to be shown first, until it was
        self._ties: list[tuple[int, TiedFigure]] = []  # with the page its paragraph begins on
        self._texts: dict[int, PageText] = {}
        self._places: dict[Place, list[tuple[int, Box]]] = {}  # page and box of each line
        self._failure = ""
        self._pressed: QPointF | None = None
        self._renderer = PageRenderer(case.path, self, case.document.converted)
        self._renderer.rendered.connect(self._on_rendered)
        self._renderer.failed.connect(self._on_failed)
        self._renderer.text_read.connect(self._on_text_read)
        self.verticalScrollBar().valueChanged.connect(lambda _v: self._say_status())
        self._arrange()

    # -- geometry -----------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Lay the pages out at the present scale."""
        widest = max(w for w, _ in self._sizes)
        if self._fit:
            self._scale = max(0.2, (self.viewport().width() - 2 * _GAP) / widest)
        heights = [h * self._scale + _GAP for _, h in self._sizes]
        self._tops = [_GAP + t for t in accumulate([0.0, *heights[:-1]])]
        total = _GAP + sum(heights)
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setPageStep(self.viewport().height())
        vertical.setRange(0, max(0, round(total - self.viewport().height())))
        width = widest * self._scale + 2 * _GAP
        horizontal.setPageStep(self.viewport().width())
        horizontal.setRange(0, max(0, round(width - self.viewport().width())))
        self.viewport().update()
        self._say_status()

    def _page_rect(self, page: int) -> QRectF:
        """Of a page, in the viewport."""
        width, height = (side * self._scale for side in self._sizes[page])
        room = max(self.viewport().width(), max(w for w, _ in self._sizes) * self._scale + 2 * _GAP)
        x = (room - width) / 2 - self.horizontalScrollBar().value()
        return QRectF(x, self._tops[page] - self.verticalScrollBar().value(), width, height)

    def _visible(self) -> range:
        top = self.verticalScrollBar().value()
        first = max(0, bisect_right(self._tops, top) - 1)
        last = max(first, bisect_right(self._tops, top + self.viewport().height()) - 1)
        return range(first, last + 1)

    def _box_rect(self, page: int, box: Box) -> QRectF:
        origin = self._page_rect(page).topLeft()
        s = self._scale
        return QRectF(
            origin.x() + box.x0 * s,
            origin.y() + box.top * s,
            (box.x1 - box.x0) * s,
            (box.bottom - box.top) * s,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        at_top = self.verticalScrollBar().value() == 0
        middle = self._middle()
        self._arrange()
        if not at_top:
            self._go_to_middle(middle)
        elif self._begins is not None:
            where, self._begins = self._begins, None
            top = self._tops[where.page] + where.box.top * self._scale - 4 * _GAP
            self.verticalScrollBar().setValue(round(top))

    def _middle(self) -> tuple[int, float]:
        """The page in the middle of the view and how far down in it, in points."""
        y = self.verticalScrollBar().value() + self.viewport().height() / 2
        page = max(0, bisect_right(self._tops, y) - 1) if self._tops else 0
        return page, (y - self._tops[page]) / self._scale if self._tops else 0.0

    def _go_to_middle(self, middle: tuple[int, float]) -> None:
        page, points = middle
        y = self._tops[page] + points * self._scale - self.viewport().height() / 2
        self.verticalScrollBar().setValue(round(y))

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), _GROUND)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        visible = self._visible()
        ratio = self.devicePixelRatioF()
        self._renderer.forget(visible)
        for page in visible:
            rect = self._page_rect(page)
            painter.fillRect(rect, Qt.GlobalColor.white)
            scale, image = self._images.get(page, (0.0, None))
            if image is not None:
                painter.drawImage(rect, image)
            elif not self._failure:
                painter.setPen(QUIET)
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, f"第 {page + 1} 页…")
            if scale != self._scale * ratio and not self._failure:
                self._renderer.request(page, self._scale * ratio)
        boxes = [
            (self._box_rect(page, box).adjusted(-1, -1, 1, 1), current)
            for page, box, current in self._marks
            if page in visible
        ]
        paint_marks(painter, boxes)
        self._paint_ties(painter, visible)
        if self._failure:
            painter.setPen(QColor("#8f0f13"))
            box = self.viewport().rect().adjusted(20, 20, -20, -20)
            painter.drawText(box, Qt.TextFlag.TextWordWrap, self._failure)
        painter.end()

    def _paint_ties(self, painter: QPainter, visible: range) -> None:
        for begins, figure in self._ties:
            # its paragraph may go on over the page
            if begins not in visible and begins + 1 not in visible:
                continue
            for page in (begins, begins + 1):
                self._want_text(page)
            for page, box in self._lines_of(figure.place):
                if page in visible:
                    paint_underline(painter, [self._box_rect(page, box)], figure.state)

    def _on_rendered(self, page: int, scale: float, image: QImage) -> None:
        self._images[page] = (scale, image)
        visible = self._visible()
        near = range(visible.start - _KEEP, visible.stop + _KEEP)
        for far in [p for p in self._images if p not in near]:
            del self._images[far]
        self.viewport().update()

    def _on_failed(self, sentence: str) -> None:
        self._failure = sentence
        self.viewport().update()

    # -- marks and clicks ---------------------------------------------------------------------

    def show_marks(self, marks: Sequence[Mark], scroll: bool = True) -> None:
        """Mark places, and bring the current one (else the first) into view."""
        self._shown = marks
        if scroll and marks:
            target = next((m for m in marks if m.current), marks[0])
            where = self._where(target) or self._paragraph_of(target)
            if where:
                self._bring_into_view(*where[0])
        self._resolve_marks()

    def _resolve_marks(self) -> None:
        """Find the boxes of the marks shown; those of the text are known once its page was read."""
        before = self._marks
        self._marks = [
            (page, box, mark.current)
            for mark in self._shown
            for page, box in self._where(mark)
            if page < len(self._sizes)
        ]
        if self._marks != before:
            self.viewport().update()

    def _where(self, mark: Mark) -> list[tuple[int, Box]]:
        if isinstance(mark.anchor, PageAnchor):
            return [(mark.anchor.page, mark.anchor.box)]
        return self._lines_of(mark.anchor) if isinstance(mark.anchor, Place) else []

    def _paragraph_of(self, mark: Mark) -> list[tuple[int, Box]]:
        """Where to look while the characters of the page are not read yet."""
        if not isinstance(mark.anchor, Place):
            return []
        anchor = self._blocks[mark.anchor.block].anchor  # type: ignore[union-attr]
        return [(anchor.page, anchor.box)] if isinstance(anchor, PageAnchor) else []

    # -- figures of the text ------------------------------------------------------------------

    def show_ties(self, figures: Sequence[TiedFigure]) -> None:
        """Underline these figures of the text, and no others."""
        before = [(f.place, f.state) for _, f in self._ties]
        self._ties = []
        for figure in figures:
            block = self._blocks[figure.place.block]
            if isinstance(block, Paragraph) and isinstance(block.anchor, PageAnchor):
                self._ties.append((block.anchor.page, figure))
        if before != [(f.place, f.state) for _, f in self._ties]:
            self.viewport().update()

    def _want_text(self, page: int) -> None:
        if page not in self._texts and page < len(self._sizes):
            self._renderer.request_text(page)

    def _on_text_read(self, page: int, text: PageText) -> None:
        self._texts[page] = text
        self._places.clear()
        self._resolve_marks()
        self.viewport().update()

    def _lines_of(self, place: Place) -> list[tuple[int, Box]]:
        """Page and box of every line a place of the text stands in; none where it was not found or
        its page is not read yet (then it is asked for)."""
        if place not in self._places:
            self._places[place] = self._search(place)
        return self._places[place]

    def _search(self, place: Place) -> list[tuple[int, Box]]:
        block = self._blocks[place.block]
        if not isinstance(block, Paragraph) or not isinstance(block.anchor, PageAnchor):
            return []
        page, box = block.anchor.page, block.anchor.box
        self._want_text(page)
        if page not in self._texts:
            return []
        text, start, end = bare(block.text, place.start, place.end)
        here = self._texts[page].within(box)
        if found := here.find(text, start, end):
            return [(page, line) for line in found]
        # on the next page, when the paragraph goes on there
        rest = len(here.text)
        if not text.startswith(here.text) or start < rest:
            return []
        self._want_text(page + 1)
        following = self._texts.get(page + 1)
        lines = following.find(text[rest:], start - rest, end - rest) if following else []
        return [(page + 1, line) for line in lines]

    def tie_at(self, point: QPointF) -> TiedFigure | None:
        """The underlined figure at a point of the viewport; the shortest where one is inside another."""
        visible = self._visible()
        under = [
            figure
            for begins, figure in self._ties
            if begins in visible or begins + 1 in visible
            for page, box in self._lines_of(figure.place)
            if page in visible and self._box_rect(page, box).adjusted(-2, -2, 2, 3).contains(point)
        ]
        return min(under, key=lambda f: f.place.end - f.place.start) if under else None

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            figure = self.tie_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), figure.why if figure else "", self.viewport())
            return True
        return super().viewportEvent(event)

    def _bring_into_view(self, page: int, box: Box) -> None:
        rect = self._box_rect(page, box)
        view = self.viewport().rect()
        if rect.top() < 30 or rect.bottom() > view.height() - 30:
            bar = self.verticalScrollBar()
            bar.setValue(round(bar.value() + rect.center().y() - view.height() / 2))
        if rect.left() < 0 or rect.right() > view.width():
            bar = self.horizontalScrollBar()
            bar.setValue(round(bar.value() + rect.center().x() - view.width() / 2))

    def address_at(self, point: QPointF) -> str:
        """The address of the figure at a point of the viewport, or ""."""
        for page in self._visible():
            rect = self._page_rect(page)
            if rect.contains(point):
                x, y = (point.x() - rect.x()) / self._scale, (point.y() - rect.y()) / self._scale
                for box, address in self._figures.get(page, ()):
                    if box.contains(x, y):
                        return address
        return ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        moved = (event.position() - self._pressed).manhattanLength()
        if moved >= QApplication.startDragDistance():
            return
        if figure := self.tie_at(event.position()):
            self.tie_clicked.emit(figure)
        elif address := self.address_at(event.position()):
            self.figure_clicked.emit(address)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        over = self.tie_at(at) is not None or bool(self.address_at(at))
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        step = {
            Qt.Key.Key_PageDown: bar.pageStep() - 40,
            Qt.Key.Key_PageUp: 40 - bar.pageStep(),
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_Up: -bar.singleStep(),
        }.get(Qt.Key(event.key()))
        if step is not None:
            bar.setValue(bar.value() + step)
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(0)
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)

    # -- zoom ---------------------------------------------------------------------------------

    def zoom_by(self, steps: int) -> None:
        middle = self._middle()
        self._fit = False
        self._scale = min(6.0, max(0.2, self._scale * 1.15**steps))
        self._arrange()
        self._go_to_middle(middle)

    def zoom_fit(self) -> None:
        """The whole width of a page."""
        middle = self._middle()
        self._fit = True
        self._arrange()
        self._go_to_middle(middle)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def status(self) -> str:
        percent = round(self._scale * 72 / 96 * 100)
        return f"第 {self._middle()[0] + 1}/{len(self._sizes)} 页　{percent}%"

    def _say_status(self) -> None:
        self.status_changed.emit(self.status())

    def close_document(self) -> None:
        """Give the file back."""
        self._renderer.close()
