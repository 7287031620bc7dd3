"""The bar above the table: the sum that fails, in figures."""

from __future__ import annotations

import html

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from core.finding import CellState, Finding
from gui.theme import LOOKS, draw_sign, finding_state

__all__ = ["SumBar"]


class _SignBox(QWidget):
    """A sign in the size of the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = CellState.UNCHECKED
        side = self.fontMetrics().height()
        self.setFixedSize(side, side)

    def show_state(self, state: CellState) -> None:
        self._state = state
        self.setAccessibleName(LOOKS[state].word)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = LOOKS[self._state]
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        draw_sign(painter, box, look.sign, look.sign_ink)
        painter.end()


class SumBar(QWidget):
    """One sentence with a sign; the other findings of the same cell are a click away."""

    more_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = _SignBox()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more = QToolButton()
        self._more.setAutoRaise(True)
        self._more.clicked.connect(self.more_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 4, 3)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumHeight(2 * self.fontMetrics().height() + 10)
        self.setAutoFillBackground(True)
        self.say("")

    def text(self) -> str:
        """What it says, without mark-up."""
        text = self._text.text()
        if self._text.textFormat() is Qt.TextFormat.RichText:
            return html.unescape(text.replace("<b>", "").replace("</b>", ""))
        return text

    def more_text(self) -> str:
        return self._more.text() if not self._more.isHidden() else ""

    def say(self, text: str, state: CellState = CellState.UNCHECKED) -> None:
        """A plain sentence about the current cell."""
        self._show(text, state, 0)

    def show_finding(self, finding: Finding, others: int = 0) -> None:
        """The finding in words with its sum set off; `others` is how many more findings the current
        cell takes part in."""
        message = html.escape(finding.message)
        if finding.equation:
            sum_ = html.escape(finding.equation)
            strong = f"<b>{sum_}</b>"
            message = message.replace(sum_, strong) if sum_ in message else f"{strong}　{message}"
        self._show(
            f"{html.escape(finding.rule)}　{message}", finding_state(finding), others, rich=True
        )

    def _show(self, text: str, state: CellState, others: int, rich: bool = False) -> None:
        look = LOOKS[state]
        self._sign.show_state(state)
        format_ = Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText
        self._text.setTextFormat(format_)
        self._text.setText(text)
        ink = self._text.palette()
        ink.setColor(self._text.foregroundRole(), look.ink)
        self._text.setPalette(ink)
        self._more.setVisible(others > 0)
        self._more.setText(f"另有 {others} 条 ›")
        palette = self.palette()
        fill = look.fill if look.fill is not None else palette.base().color()
        palette.setColor(self.backgroundRole(), fill)
        self.setPalette(palette)
