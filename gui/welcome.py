"""What the middle of the window shows when no report does."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from core.sources import shown
from gui.cases.model import EntryState, OpenReport
from gui.theme import QUIET

__all__ = ["MessagePage", "WelcomePage"]


class WelcomePage(QWidget):
    """An invitation to drop reports here."""

    open_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel("把年报拖到这里")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 2.2)
        font.setBold(True)
        title.setFont(font)
        hint = QLabel(
            "政府信息公开工作年度报告：Word、WPS、PDF、网页、Excel、文本、扫描件或照片，\n"
            "一份、多份、整个文件夹或压缩包都可以。也可以复制报告的内容，在这里粘贴。原文件不会被改动。"
        )
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setStyleSheet(f"color: {QUIET.name()};")
        button = QPushButton("打开文件…")
        button.setMinimumSize(140, 34)
        button.clicked.connect(self.open_clicked)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        for widget in (title, hint):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            layout.addSpacing(12)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor("#fafbfc"))
        painter.setPen(QPen(QColor("#b4bdc8"), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(24, 24, -24, -24), 10, 10)
        painter.end()


class MessagePage(QWidget):
    """A file that is being read, or the sentence why it could not be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        font.setBold(True)
        self._title.setFont(font)
        self._text = QLabel()
        self._path = QLabel()
        self._path.setStyleSheet(f"color: {QUIET.name()};")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 40, 40, 40)
        layout.addStretch(1)
        for label in (self._title, self._text, self._path):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(label)
            layout.addSpacing(8)
        layout.addStretch(2)

    def show_entry(self, entry: OpenReport) -> None:
        reading = entry.state is EntryState.READING
        self._title.setText("正在读取…" if reading else "这个文件没有读出来")
        self._text.setText(entry.message)
        self._path.setText(shown(entry.path))

    def text(self) -> str:
        return self._text.text()
