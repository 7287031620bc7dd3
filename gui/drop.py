"""Files dropped on the window: what of a drag we take, and the sign that says “let go”."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.theme import ACCENT

__all__ = ["DropOverlay", "dropped_paths"]


def dropped_paths(mime: QMimeData) -> list[Path]:
    """The local files and folders of a drag."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


class DropOverlay(QWidget):
    """Lies over a whole widget while files hover over it; takes no events itself."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAcceptDrops(False)
        self.hide()

    def appear(self) -> None:
        self.cover()
        self.raise_()
        self.show()

    def cover(self) -> None:
        """To be called when the widget below has another size."""
        over = self.parentWidget()
        assert over is not None
        self.setGeometry(over.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(255, 255, 255, 215))
        painter.setPen(QPen(ACCENT, 3, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), 12, 12)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 2.2)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(ACCENT)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "松开以打开")
        painter.end()
