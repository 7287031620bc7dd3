"""How things look: fonts, colours, and the signs that say the same as the colours.

Every state has a colour *and* a sign, so that a colour-blind auditor or a grey printout can tell them
apart. Signs are drawn as strokes, since not every Chinese font has ✗ and ✓.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QIcon,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPixmap,
)

from core.finding import CellState, Outcome, Severity

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from core.finding import Finding

__all__ = [
    "ACCENT", "CORRECTION", "CULPRIT", "DOUBT", "HEAD", "HEAD_TEXT", "LOOKS", "MISREAD", "PARTNER", "Look", "Sign", "apply",
    "draw_sign", "finding_state", "sign_icon", "sign_text",
]  # fmt: skip

Sign = Literal["cross", "exclamation", "question", "tick", "info", "wedge", "none"]

ACCENT = QColor("#1d5fa8")  # what is current
PARTNER = QColor("#c8640a")  # what takes part in the current finding
CULPRIT = QColor("#8f0f13")  # what is wrong, as far as the evidence goes
HEAD = QColor("#eef1f5")
HEAD_TEXT = QColor("#3a4452")
GRID = QColor("#c3cad3")
CORRECTION = QColor("#1d5fa8")
MISREAD = QColor("#7a3fa0")
DOUBT = QColor("#b36b00")
QUIET = QColor("#6b7684")

FAMILIES = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimSun",
)


@dataclass(frozen=True)
class Look:
    """How a cell state is shown. `word` is its name in the interface."""

    fill: QColor | None
    ink: QColor
    sign: Sign
    sign_ink: QColor
    word: str
    hatched: bool = False


_INK = QColor("#1b1f24")
LOOKS: dict[CellState, Look] = {
    CellState.ERROR: Look(QColor("#fbd9d6"), QColor("#8f0f13"), "cross", QColor("#c4161c"), "错误"),
    CellState.WARNING: Look(QColor("#ffecc2"), QColor("#6b4400"), "exclamation", QColor("#b36b00"), "存疑"),
    CellState.INFO: Look(QColor("#e6f0fb"), _INK, "info", QColor("#3b6ea5"), "提示"),
    CellState.CANNOT_CHECK: Look(QColor("#f3f4f6"), _INK, "question", QColor("#5d6773"), "无法核对", True),
    CellState.HOLDS: Look(QColor("#f0f8f1"), _INK, "tick", QColor("#3c8c4a"), "勾稽成立"),
    CellState.UNCHECKED: Look(None, _INK, "none", QColor("#5d6773"), "没有勾稽关系"),
}  # fmt: skip

_SIGN_TEXT: dict[Sign, str] = {
    "cross": "✗", "exclamation": "!", "question": "?", "tick": "✓", "info": "i", "wedge": "▶", "none": "",
}  # fmt: skip


def sign_text(state: CellState) -> str:
    """The sign as a character, for places that only take text."""
    return _SIGN_TEXT[LOOKS[state].sign]


def finding_state(finding: Finding) -> CellState:
    """The state whose look a finding wears."""
    if finding.outcome is Outcome.CANNOT_CHECK:
        return CellState.CANNOT_CHECK
    return {
        Severity.ERROR: CellState.ERROR,
        Severity.WARNING: CellState.WARNING,
        Severity.INFO: CellState.INFO,
    }[finding.severity]


def draw_sign(painter: QPainter, box: QRectF, sign: Sign, ink: QColor) -> None:
    """Draw a sign into a square box."""
    if sign == "none":
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(ink, max(1.2, box.width() * 0.17))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    x, y, w, h = box.x(), box.y(), box.width(), box.height()
    if sign == "cross":
        inner = box.adjusted(w * 0.15, h * 0.15, -w * 0.15, -h * 0.15)
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())
    elif sign == "tick":
        path = QPainterPath(QPointF(x + w * 0.12, y + h * 0.55))
        path.lineTo(x + w * 0.40, y + h * 0.82)
        path.lineTo(x + w * 0.88, y + h * 0.22)
        painter.drawPath(path)
    elif sign == "wedge":  # points at the figure
        path = QPainterPath(box.topLeft())
        path.lineTo(QPointF(x + w, y + h / 2))
        path.lineTo(box.bottomLeft())
        path.closeSubpath()
        painter.fillPath(path, QBrush(ink))
    else:
        shape = QPainterPath()
        if sign == "exclamation":  # in a triangle
            shape.moveTo(x + w / 2, y)
            shape.lineTo(x + w, y + h)
            shape.lineTo(x, y + h)
            shape.closeSubpath()
        else:
            shape.addEllipse(box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(shape, QBrush(ink))
        painter.setPen(QColor("white"))
        font = QFont(painter.font())
        font.setBold(True)
        font.setPixelSize(max(6, round(h * 0.8)))
        painter.setFont(font)
        lowered = box.adjusted(0, h * 0.18, 0, h * 0.1) if sign == "exclamation" else box
        painter.drawText(lowered, Qt.AlignmentFlag.AlignCenter, _SIGN_TEXT[sign])
    painter.restore()


@cache
def sign_icon(state: CellState) -> QIcon:
    """The sign of a state as an icon."""
    icon = QIcon()
    for size in (16, 32):
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        look = LOOKS[state]
        draw_sign(painter, QRectF(2, 2, size - 4, size - 4), look.sign, look.sign_ink)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def apply(app: QApplication) -> None:
    """Style, palette and font of the whole program. Light whatever the system says: the states' fills
    are made for dark figures on light ground, as on the printed form."""
    app.setStyle("Fusion")
    app.styleHints().setColorScheme(Qt.ColorScheme.Light)
    palette = app.palette()
    palette.setColor(QPalette.ColorRole.Highlight, ACCENT)
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor("white"))
    app.setPalette(palette)
    have = set(QFontDatabase.families())
    font = app.font()
    if family := next((f for f in FAMILIES if f in have), None):
        font.setFamilies([family])
    font.setPointSizeF(max(9.0, font.pointSizeF() if font.pointSizeF() <= 10 else 10.0))
    app.setFont(font)
    app.setStyleSheet(_STYLE)


_STYLE = """
QToolBar { border: 0; border-bottom: 1px solid #c9d0d8; padding: 2px 4px; spacing: 2px; }
QStatusBar { border-top: 1px solid #c9d0d8; }
QStatusBar::item { border: 0; }
QSplitter::handle { background: #d9dee4; }
QSplitter::handle:horizontal { width: 5px; }
QSplitter::handle:vertical { height: 5px; }
QDockWidget::title { padding: 4px 6px; background: #eef1f5; }
"""
