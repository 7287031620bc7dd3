"""What a document view marks, and how marks are painted in every view alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.document import Anchor
from gui.theme import ACCENT, PARTNER

__all__ = ["Mark", "Place", "paint_marks"]


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a paragraph: `Document.blocks[block].text[start:end]`."""

    block: int
    start: int
    end: int

    @property
    def key(self) -> tuple[int, int, int]:
        """In reading order."""
        return self.block, self.start, self.end


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the document. `current`: the one the auditor looks at; the others take part in the
    finding."""

    anchor: Anchor | Place
    current: bool = False


_CURRENT_FILL = QColor(255, 221, 64, 90)
_PARTNER_FILL = QColor(255, 190, 110, 60)


def paint_marks(painter: QPainter, boxes: Iterable[tuple[QRectF, bool]]) -> None:
    """Paint boxes (rectangle, whether current): the current one framed full, the others dashed."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for box, current in sorted(boxes, key=lambda b: b[1]):
        if current:
            painter.setPen(QPen(ACCENT, 2))
            painter.setBrush(_CURRENT_FILL)
        else:
            painter.setPen(QPen(PARTNER, 1.5, Qt.PenStyle.DashLine))
            painter.setBrush(_PARTNER_FILL)
        painter.drawRoundedRect(box, 2, 2)
    painter.restore()
