"""Paints the cells of the form and edits its figures. What there is to paint the model says."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QBrush, QColor, QFont, QKeyEvent, QPainter, QPen, QPolygonF, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from core.case import EditKind
from gui.tables.model import CellView, FormModel, Part
from gui.theme import (
    ACCENT,
    CORRECTION,
    CULPRIT,
    DOUBT,
    HEAD,
    HEAD_TEXT,
    LOOKS,
    MISREAD,
    PARTNER,
    QUIET,
    draw_sign,
)

__all__ = ["FormDelegate"]

Index = QModelIndex | QPersistentModelIndex
PAD = 4
_SELECTED = QColor(29, 95, 168, 40)
_PAPER = QColor("white")


class FormDelegate(QStyledItemDelegate):
    """Figures: fill and sign of their state, a corner where edited, a frame where a finding points.
    Labels: wrapped as on paper."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wrap = QTextOption(Qt.AlignmentFlag.AlignVCenter)
        self._wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)

    # -- painting -----------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view: CellView = index.data(FormModel.CellRole)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setClipRect(rect)
        if view.part is Part.FIGURE:
            self._paint_figure(painter, rect, view, option.font)
        elif view.part is not Part.COVERED:
            self._paint_label(painter, rect, view, option.font)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, _SELECTED)
        if view.culprit:
            painter.setPen(QPen(CULPRIT, 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        elif view.partner:
            painter.setPen(QPen(PARTNER, 2, Qt.PenStyle.DashLine))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        grid = self.parent()
        if isinstance(grid, QAbstractItemView) and grid.currentIndex() == index:
            # also without the focus: the auditor may be in the document and still wants to see it
            painter.setPen(QPen(ACCENT, 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        if view.tried:
            painter.setPen(QPen(_PAPER, 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
            painter.setPen(QPen(ACCENT, 2, Qt.PenStyle.DotLine))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        if view.culprit:
            self._paint_corners(painter, rect)
        painter.restore()

    def _paint_corners(self, painter: QPainter, rect: QRect) -> None:
        """Heavy corners, which also show over the frame of the current cell."""
        arm, thick = min(9, rect.height() // 2), 3
        for x in (rect.left(), rect.right() + 1 - thick):
            for y in (rect.top(), rect.bottom() + 1 - arm):
                painter.fillRect(x, y, thick, arm, CULPRIT)
        for x in (rect.left(), rect.right() + 1 - arm):
            for y in (rect.top(), rect.bottom() + 1 - thick):
                painter.fillRect(x, y, arm, thick, CULPRIT)

    def _paint_figure(self, painter: QPainter, rect: QRect, view: CellView, font: QFont) -> None:
        look = LOOKS[view.state]
        # paper where there is no fill: the view has filled what is selected with its own dark blue
        painter.fillRect(rect, look.fill if look.fill is not None else _PAPER)
        if look.hatched:
            painter.fillRect(rect, QBrush(QColor("#cfd5dc"), Qt.BrushStyle.BDiagPattern))
        side = min(9.0, rect.height() - 8.0)
        if view.state.value == "holds":
            side -= 2
        box = QRectF(rect.left() + 3, rect.top() + 3, side, side)
        if view.culprit:
            draw_sign(painter, box.translated(4, 2), "wedge", CULPRIT)
        else:
            draw_sign(painter, box, look.sign, look.sign_ink)
        if view.absent:
            painter.setPen(QUIET)
            slanted = QFont(font)
            slanted.setItalic(True)
            painter.setFont(slanted)
            painter.drawText(rect.adjusted(PAD, 0, -PAD, 0), _RIGHT, "缺")
            return
        text, ink = view.text, look.ink
        if view.unreadable:  # quoted, so that nobody takes it for a figure we rely on
            text, ink = f"“{text}”", QUIET
            font = QFont(font)
            font.setItalic(True)
        elif view.tried:
            font = QFont(font)
            font.setBold(True)
            font.setItalic(True)
            ink = ACCENT
        elif view.edit is not None or look.sign in ("cross", "exclamation"):
            font = QFont(font)
            font.setBold(True)
        painter.setFont(font)
        painter.setPen(ink)
        room = rect.adjusted(PAD, 0, -PAD - (4 if view.culprit else 1), 0)
        if painter.fontMetrics().horizontalAdvance(text) > room.width():
            text = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideMiddle, room.width()
            )
        painter.drawText(room, _RIGHT, text)
        if view.doubtful:
            self._paint_doubt(painter, rect)
        if view.edit is not None and not view.tried:
            painter.save()
            self._paint_edit_mark(painter, rect, view.edit)
            painter.restore()

    def _paint_doubt(self, painter: QPainter, rect: QRect) -> None:
        """A wavy line below, as under a word that may be misspelt."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(DOUBT, 1.5))
        y = rect.bottom() - 2.0
        points = [
            QPointF(x, y + (1.0 if i % 2 else -1.0))
            for i, x in enumerate(range(rect.left() + PAD, rect.right() - PAD + 1, 3))
        ]
        painter.drawPolyline(QPolygonF(points))
        painter.restore()

    def _paint_edit_mark(self, painter: QPainter, rect: QRect, kind: EditKind) -> None:
        """A correction has a full corner; a misreading an empty one and a dotted line below; what was
        confirmed a small tick."""
        size = 8.0
        right, top = rect.right() + 1.0, float(rect.top())
        corner = QPolygonF(
            [QPointF(right - size, top), QPointF(right, top), QPointF(right, top + size)]
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if kind is EditKind.CONFIRMED:
            painter.setPen(QPen(MISREAD, 1.6))
            painter.drawPolyline(
                QPolygonF(
                    [
                        QPointF(right - 9, top + 5),
                        QPointF(right - 6, top + 8),
                        QPointF(right - 2, top + 3),
                    ]
                )
            )
            return
        if kind is EditKind.CORRECTION:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(CORRECTION)
            painter.drawPolygon(corner)
            return
        painter.setPen(QPen(MISREAD, 1.4))
        painter.setBrush(QColor("white"))
        painter.drawPolygon(corner.translated(-1, 1))
        painter.setPen(QPen(MISREAD, 1.6, Qt.PenStyle.DotLine))
        y = rect.bottom() - 2
        painter.drawLine(rect.left() + PAD, y, rect.right() - PAD, y)

    def _paint_label(self, painter: QPainter, rect: QRect, view: CellView, font: QFont) -> None:
        painter.fillRect(rect, HEAD)
        painter.setPen(HEAD_TEXT)
        head = view.part is Part.HEAD
        font = QFont(font)
        font.setBold(head)
        painter.setFont(font)
        self._wrap.setAlignment(
            Qt.AlignmentFlag.AlignCenter
            if head or rect.width() < 40
            else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        painter.drawText(QRectF(rect.adjusted(PAD, 1, -PAD, -1)), view.text, self._wrap)

    # -- editing ------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setFrame(False)
        editor.setAcceptDrops(False)  # a file dropped here is a file dropped on the window
        editor.setStyleSheet(f"background: white; border: 2px solid {ACCENT.name()};")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        assert isinstance(model, FormModel)
        model.setData(index, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(option.rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter, ↑ and ↓ leave the cell as they do in a spreadsheet."""
        if event.type() == QEvent.Type.KeyPress and isinstance(editor, QLineEdit):
            assert isinstance(event, QKeyEvent)
            keys = Qt.Key
            if event.key() in (keys.Key_Return, keys.Key_Enter, keys.Key_Up, keys.Key_Down):
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
                view = self.parent()
                if isinstance(view, QWidget):
                    view.setFocus()
                    view.keyPressEvent(event)
                return True
        return super().eventFilter(editor, event)


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
