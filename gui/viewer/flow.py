"""The view for docx, HTML and text: flowing text with tables, marks in it, and clicks on figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QTextEdit, QToolTip, QWidget

from core.case import Case
from core.document import Anchor, Paragraph, TextAnchor
from gui.viewer.flow_document import FlowDocument, Span
from gui.viewer.marks import Mark, Place, paint_marks
from gui.viewer.ties import TiedFigure, paint_underline

__all__ = ["FlowView"]


class FlowView(QTextEdit):
    """A read-only text that knows which figure stands where."""

    #: the address of a figure that was clicked
    figure_clicked = Signal(str)
    #: a figure of the text that was clicked (gui.viewer.ties.TiedFigure)
    tie_clicked = Signal(object)
    #: zoom or page changed; a short text says to what
    status_changed = Signal(str)

    def __init__(self, case: Case, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName("报告原文")
        self.viewport().setMouseTracking(True)
        self._source = case.document
        self._addresses: dict[Anchor, str] = {}
        for fact in case.read_sheet.facts.values():
            if fact.anchor is not None:
                self._addresses.setdefault(fact.anchor, fact.address)
        flow = FlowDocument(case, self.font())
        flow.document.setParent(self)
        self.setDocument(flow.document)
        self._spans = flow.spans
        self._by_anchor = {span.anchor: span for span in reversed(self._spans)}
        self._paragraphs = {span.block: span for span in self._spans if not span.cell}
        self._ties: dict[tuple[int, int], TiedFigure] = {}  # by start and end
        self._marked: list[tuple[int, int, bool, bool]] = []  # start, end, is a cell, is current
        self._target: tuple[int, int, bool] | None = None  # kept in view until the auditor scrolls
        self._zoom = 0
        self._pressed: QPointF | None = None
        self.verticalScrollBar().actionTriggered.connect(self._let_go)

    # -- marks --------------------------------------------------------------------------------

    def show_marks(self, marks: Sequence[Mark], scroll: bool = True) -> None:
        """Mark places, and bring the current one (else the first) into view."""
        before, self._marked = self._marked, []
        self._update_marked(before)
        target: tuple[int, int, bool] | None = None
        for mark in marks:
            found = self._find(mark.anchor)
            if found is None:
                continue
            self._marked.append((*found, mark.current))
            if target is None or mark.current:
                target = found
        if scroll and target is not None:
            self._target = target
            self._bring_into_view(target)
        self._update_marked(self._marked)

    def _update_marked(self, places: Sequence[tuple[int, int, bool, bool]]) -> None:
        """Have the viewport painted anew where marks stand; all of it would take as long as an edit."""
        dx, dy = -self.horizontalScrollBar().value(), -self.verticalScrollBar().value()
        for start, end, is_cell, _ in places:
            for rect in self._rects(start, end, is_cell):
                box = rect.translated(dx, dy).toAlignedRect().adjusted(-2, -2, 2, 2)
                self.viewport().update(box)

    def _let_go(self, _action: int) -> None:
        self._target = None

    def show_ties(self, figures: Sequence[TiedFigure]) -> None:
        """Underline these figures of the text, and no others."""
        before = self._ties
        self._ties = {}
        for figure in figures:
            if found := self._find_place(figure.place):
                self._ties[found] = figure
        changed = [
            at
            for at in before.keys() | self._ties.keys()
            if (was := before.get(at)) is None
            or (now := self._ties.get(at)) is None
            or was.state is not now.state
        ]
        self._update_marked([(start, end, False, False) for start, end in changed])

    def _find_place(self, place: Place) -> tuple[int, int] | None:
        """Positions count UTF-16 units and know `\\r\\n` as one character; a Place does neither."""
        span = self._paragraphs.get(place.block)
        block = self._source.blocks[place.block] if span else None
        if span is None or not isinstance(block, Paragraph):
            return None
        first, last = (_units(block.text[:at]) for at in (place.start, place.end))
        return (span.start + first, span.start + last) if first < last else None

    def _find(self, anchor: Anchor | Place) -> tuple[int, int, bool] | None:
        """Start, end and whether it is a cell, of the place an anchor names."""
        if isinstance(anchor, Place):
            found = self._find_place(anchor)
            return (*found, False) if found else None
        if span := self._by_anchor.get(anchor):
            return span.start, span.end, span.cell
        if not isinstance(anchor, TextAnchor):
            return None
        for span in self._spans:
            whole = span.anchor
            if not isinstance(whole, TextAnchor) or not whole.start <= anchor.start <= whole.end:
                continue
            if anchor.end > whole.end:
                continue
            wanted = self._source.text[anchor.start : anchor.end]
            offset = anchor.start - whole.start
            if not wanted or span.text[offset : offset + len(wanted)] != wanted:
                # the paragraph's text is not the source letter by letter (marks of emphasis are gone)
                offset = span.text.find(wanted) if wanted else -1
            if offset < 0:
                return span.start, span.end, span.cell
            return span.start + offset, span.start + offset + len(wanted), False
        return None

    def _rects(self, start: int, end: int, is_cell: bool) -> Iterator[QRectF]:
        """In document coordinates: one for a cell, one a line for text."""
        layout = self.document().documentLayout()
        block = self.document().findBlock(start)
        united = QRectF()
        while block.isValid() and block.position() <= end:
            box = layout.blockBoundingRect(block)
            if is_cell:
                united = united.united(box)
            else:
                lines = block.layout()
                origin = box.topLeft()
                for i in range(lines.lineCount()):
                    line = lines.lineAt(i)
                    first = max(start - block.position(), line.textStart())
                    last = min(end - block.position(), line.textStart() + line.textLength())
                    if first > last or (first == last and start != end):
                        continue
                    x0, x1 = _x(line.cursorToX(first)), _x(line.cursorToX(last))
                    natural = QRectF(x0, line.y(), max(4.0, x1 - x0), line.height())
                    yield natural.translated(origin).adjusted(-2, 0, 2, 0)
            block = block.next()
        if is_cell and not united.isNull():
            yield united.adjusted(-2, -2, 2, 2)

    def _bring_into_view(self, place: tuple[int, int, bool]) -> None:
        rects = list(self._rects(*place))
        if not rects:
            return
        box = rects[0]
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        height, width = self.viewport().height(), self.viewport().width()
        top = box.top() - vertical.value()
        if top < 30 or top + box.height() > height - 30:
            vertical.setValue(round(box.center().y() - height / 2))
        left = box.left() - horizontal.value()
        if left < 0 or left + box.width() > width:
            horizontal.setValue(round(box.center().x() - width / 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The text flows anew; what was shown stays in view."""
        super().resizeEvent(event)
        if self._target is not None:
            self._bring_into_view(self._target)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._marked and not self._ties:
            return
        dirty = QRectF(event.rect())
        dx, dy = -self.horizontalScrollBar().value(), -self.verticalScrollBar().value()
        lines = [
            (moved, figure)
            for (start, end), figure in self._ties.items()
            for rect in self._rects(start, end, False)
            if (moved := rect.translated(dx, dy)).intersects(dirty)
        ]
        boxes = [
            (moved, current)
            for start, end, is_cell, current in self._marked
            for rect in self._rects(start, end, is_cell)
            if (moved := rect.translated(dx, dy)).intersects(dirty)
        ]
        painter = QPainter(self.viewport())
        paint_marks(painter, boxes)
        for box, figure in lines:
            paint_underline(painter, [box.adjusted(2, 0, -2, -1)], figure.state)
        painter.end()

    # -- clicks -------------------------------------------------------------------------------

    def tie_at(self, point: QPointF) -> TiedFigure | None:
        """The underlined figure at a point of the viewport; the shortest where one is inside another."""
        shifted = QPointF(
            point.x() + self.horizontalScrollBar().value(),
            point.y() + self.verticalScrollBar().value(),
        )
        position = self.document().documentLayout().hitTest(shifted, Qt.HitTestAccuracy.FuzzyHit)
        under = [
            (end - start, figure)
            for (start, end), figure in self._ties.items()
            if start <= position <= end
            and any(rect.contains(shifted) for rect in self._rects(start, end, False))
        ]
        return min(under, key=lambda pair: pair[0])[1] if under else None

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            figure = self.tie_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), figure.why if figure else "", self.viewport())
            return True
        return super().viewportEvent(event)

    def address_at(self, point: QPointF) -> str:
        """The address of the figure at a point of the viewport, or ""."""
        shifted = QPointF(
            point.x() + self.horizontalScrollBar().value(),
            point.y() + self.verticalScrollBar().value(),
        )
        layout: QAbstractTextDocumentLayout = self.document().documentLayout()
        position = layout.hitTest(shifted, Qt.HitTestAccuracy.FuzzyHit)
        if position < 0:
            return ""
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        table = cursor.currentTable()
        if table is not None:
            start = table.cellAt(cursor).firstCursorPosition().position()
            span = next((s for s in self._spans if s.cell and s.start == start), None)
        else:
            box = layout.blockBoundingRect(cursor.block())
            if not box.adjusted(-4, -2, 4, 2).contains(shifted):
                return ""
            span = next(
                (s for s in self._spans if not s.cell and s.start <= position <= s.end), None
            )
        return self._address_in(span, position) if span else ""

    def _address_in(self, span: Span, position: int) -> str:
        if address := self._addresses.get(span.anchor):
            return address
        whole = span.anchor
        if not isinstance(whole, TextAnchor):
            return ""
        at = whole.start + position - span.start
        inside = [
            (anchor, address)
            for anchor, address in self._addresses.items()
            if isinstance(anchor, TextAnchor)
            and whole.start <= anchor.start
            and anchor.end <= whole.end
        ]
        for anchor, address in inside:
            if anchor.start <= at <= anchor.end:
                return address
        return inside[0][1] if len(inside) == 1 else ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._pressed is None or self.textCursor().hasSelection():
            return
        moved = (event.position() - self._pressed).manhattanLength()
        if moved >= QApplication.startDragDistance():
            return
        if figure := self.tie_at(event.position()):
            self.tie_clicked.emit(figure)
        elif address := self.address_at(event.position()):
            self.figure_clicked.emit(address)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if event.buttons() == Qt.MouseButton.NoButton:
            at = event.position()
            over = self.tie_at(at) is not None or bool(self.address_at(at))
            shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(shape)

    # -- zoom ---------------------------------------------------------------------------------

    def zoom_by(self, steps: int) -> None:
        steps = min(12, max(-4, self._zoom + steps)) - self._zoom
        if steps:
            self._zoom += steps
            self.zoomIn(steps)
            self.status_changed.emit(self.status())

    def zoom_fit(self) -> None:
        """Back to the usual size; the text flows to the width by itself."""
        self.zoom_by(-self._zoom)

    def status(self) -> str:
        return f"{100 + 10 * self._zoom}%"

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        self._target = None
        super().wheelEvent(event)

    def close_document(self) -> None:
        """Nothing to give back."""


def _units(text: str) -> int:
    """How many positions of a QTextDocument a text takes."""
    text = text.replace("\r\n", "\n")
    return len(text) + sum(char > "\uffff" for char in text)


def _x(value: object) -> float:
    """QTextLine.cursorToX gives a number or (number, cursor), as the binding pleases."""
    return float(value[0]) if isinstance(value, tuple | list) else float(value)  # type: ignore[arg-type]
