"""The list of open reports as it is seen: name, file, and what was found in each."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.finding import CellState
from gui.cases.model import CasesModel, EntryState, OpenReport, counts
from gui.theme import ACCENT, LOOKS, QUIET, draw_sign

__all__ = ["CasesView"]

_PAD = 6


class _Delegate(QStyledItemDelegate):
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        metrics = option.fontMetrics
        entry: OpenReport = index.data(CasesModel.EntryRole)
        lines = 3
        if entry.state is EntryState.UNREADABLE:
            view = self.parent()
            assert isinstance(view, QAbstractItemView)
            box = QRect(0, 0, view.viewport().width() - 2 * _PAD, 1000)
            text = metrics.boundingRect(box, Qt.TextFlag.TextWordWrap, entry.message)
            lines = 1 + min(4, -(-text.height() // metrics.height()))
        return QSize(80, lines * (metrics.height() + 1) + 2 * _PAD)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry: OpenReport = index.data(CasesModel.EntryRole)
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, QColor("#dce8f5"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), ACCENT)
        painter.setPen(QColor("#e1e5ea"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        box = rect.adjusted(_PAD + 2, _PAD, -_PAD, -_PAD)
        bold = QFont(option.font)
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        line = QRect(box.left(), box.top(), box.width(), metrics.height())
        painter.setFont(bold)
        unsaved = entry.session is not None and entry.session.unsaved
        if unsaved:
            painter.setPen(ACCENT)
            painter.drawText(line, Qt.AlignmentFlag.AlignRight, "●")
        painter.setPen(QColor("#1b1f24"))
        room = line.width() - (metrics.horizontalAdvance("● ") if unsaved else 0)
        painter.drawText(
            line,
            Qt.AlignmentFlag.AlignLeft,
            metrics.elidedText(entry.title, Qt.TextElideMode.ElideMiddle, room),
        )
        painter.setFont(option.font)
        metrics = option.fontMetrics
        line.translate(0, metrics.height() + 1)
        if entry.state is EntryState.UNREADABLE:
            painter.setPen(LOOKS[CellState.ERROR].ink)
            rest = QRect(line.left(), line.top(), line.width(), box.bottom() - line.top() + 1)
            painter.drawText(rest, Qt.TextFlag.TextWordWrap, entry.message)
            painter.restore()
            return
        painter.setPen(QUIET)
        name = metrics.elidedText(entry.file, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, name)
        line.translate(0, metrics.height() + 1)
        if entry.session is None:
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft, entry.message or "正在读取…")
        elif not entry.session.checked_something:
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft, "? 没有可以核对的数据")
        else:
            self._paint_counts(painter, line, counts(entry.session), metrics)
        painter.restore()

    def _paint_counts(
        self, painter: QPainter, line: QRect, number: dict[CellState, int], metrics: QFontMetrics
    ) -> None:
        shown = [
            s for s in (CellState.ERROR, CellState.WARNING, CellState.CANNOT_CHECK) if number[s]
        ]
        x = float(line.left())
        side = metrics.ascent() * 0.85
        for state in shown or [CellState.HOLDS]:
            look = LOOKS[state]
            top = line.top() + (line.height() - side) / 2
            draw_sign(painter, QRectF(x, top, side, side), look.sign, look.sign_ink)
            x += side + 3
            text = str(number[state]) if shown else "没有发现问题"
            painter.setPen(look.ink if shown else QUIET)
            painter.drawText(QRectF(x, line.top(), line.right() - x, line.height()), text)
            x += metrics.horizontalAdvance(text) + 10


class CasesView(QListView):
    """Asks to close a report by `close_requested`, to show its context menu by `menu_requested`."""

    close_requested = Signal(object)
    menu_requested = Signal(object, QPoint)

    def __init__(self, model: CasesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.setAccessibleName("已打开的年报")
        self.setAcceptDrops(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)

    def current(self) -> OpenReport | None:
        index = self.currentIndex()
        return index.data(CasesModel.EntryRole) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self.current()
        if event.key() == Qt.Key.Key_Delete and entry is not None:
            self.close_requested.emit(entry)
            return
        super().keyPressEvent(event)

    def _menu(self, position: QPoint) -> None:
        index = self.indexAt(position)
        if index.isValid():
            entry = index.data(CasesModel.EntryRole)
            self.menu_requested.emit(entry, self.viewport().mapToGlobal(position))
