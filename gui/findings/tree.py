"""The list of findings as it looks: wrapped messages, and below them how many follow."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from gui.findings.model import FindingsModel
from gui.findings.sign_delegate import SignDelegate
from gui.theme import QUIET

__all__ = ["MESSAGE", "VERDICT", "FindingsTree"]

MESSAGE, VERDICT = 2, 3  # columns
_MARGIN = QStyle.PixelMetric.PM_FocusFrameHMargin
_ROOM = 6  # pixels above and below a message

Index = QModelIndex | QPersistentModelIndex


class FindingsTree(QTreeView):
    """Rows as tall as their messages at the width the column has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlternatingRowColors(True)
        self.setExpandsOnDoubleClick(False)  # a double click on a rule shows its page
        self.setAcceptDrops(False)
        self.setWordWrap(True)
        # light, so that signs and colours of a selected row can still be seen
        self.setStyleSheet(
            "QTreeView { selection-background-color: #cfe0f3; selection-color: black;"
            " show-decoration-selected: 1; }"
        )
        self.setIconSize(QSize(13, 13))
        self.setIndentation(16)
        self.setItemDelegateForColumn(0, SignDelegate(self))
        self.setItemDelegateForColumn(MESSAGE, _MessageDelegate(self))
        header = self.header()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(0)
        self._due.timeout.connect(self.doItemsLayout)
        header.sectionResized.connect(lambda *_: self._due.start())

    def fit_rows(self) -> None:
        """The column may have another width soon."""
        self._due.start()

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """The arrow beside the first line of a tall row, as sign and words are."""
        line = QRect(rect)
        line.setHeight(min(rect.height(), self.fontMetrics().height() + _ROOM))
        super().drawBranches(painter, line, index)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._due.start()
        return super().viewportEvent(event)


class _MessageDelegate(QStyledItemDelegate):
    """A message on as many lines as it takes, and a quiet line below it for what follows."""

    def __init__(self, view: FindingsTree) -> None:
        super().__init__(view)
        self._view = view
        self._heights: dict[tuple[str, int], int] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self._view
        width = view.columnWidth(MESSAGE) - 2 * view.style().pixelMetric(_MARGIN) - 4
        metrics = view.fontMetrics()
        height = self._height(index.data(), max(40, width), metrics)
        if index.data(FindingsModel.NoteRole):
            height += metrics.lineSpacing()
        return QSize(width, max(height, metrics.height()) + _ROOM)

    def _height(self, message: str, width: int, metrics: QFontMetrics) -> int:
        known = self._heights.get((message, width))
        if known is None:
            if len(self._heights) > 4000:
                self._heights.clear()
            box = QRect(0, 0, width, 10_000)
            known = metrics.boundingRect(box, Qt.TextFlag.TextWordWrap, message).height()
            self._heights[message, width] = known
        return known

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        note = index.data(FindingsModel.NoteRole)
        if not note:
            return
        margin = self._view.style().pixelMetric(_MARGIN) + 1
        below = QRect(option.rect)
        below.setTop(below.bottom() - self._view.fontMetrics().lineSpacing() - 2)
        below.adjust(margin, 0, -margin, 0)
        painter.save()
        painter.setFont(self._view.font())
        painter.setPen(QUIET)
        text = self._view.fontMetrics().elidedText(note, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()
