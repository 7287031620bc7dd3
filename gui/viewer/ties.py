"""Figures of the text that speak of figures in the tables: how they are underlined, in every view alike.

The line says the same as its colour: unbroken where text and table agree, wavy where they don't (in
the colour of the finding's severity), dashed where it is not sure that they speak of the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from core.finding import CellState, Severity
from gui.theme import LOOKS
from gui.viewer.marks import Place

if TYPE_CHECKING:
    from core.narrative.model import Tie

__all__ = ["TiedFigure", "paint_underline", "tied_figures"]

_UNSURE_INK = QColor("#6b7684")
_INK = {state: look.sign_ink for state, look in LOOKS.items()} | {
    CellState.CANNOT_CHECK: _UNSURE_INK
}
_BROKEN = {
    Severity.ERROR: CellState.ERROR,
    Severity.WARNING: CellState.WARNING,
    Severity.INFO: CellState.INFO,
}
_RANK = (*_BROKEN.values(), CellState.CANNOT_CHECK, CellState.HOLDS)  # the worst first


@dataclass(frozen=True, slots=True)
class TiedFigure:
    """One place in the text with all its ties, the worst first. `state` is HOLDS, ERROR, WARNING or INFO
    (some table says otherwise) or CANNOT_CHECK."""

    place: Place
    ties: tuple[Tie, ...]

    @property
    def state(self) -> CellState:
        return _state(self.ties[0])

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(a for tie in self.ties for a in tie.addresses))

    @property
    def why(self) -> str:
        """What it was held against and what came of it, for the bar and the tool tip."""
        return "；".join(dict.fromkeys(map(_sentence, self.ties)))


def tied_figures(ties: Iterable[Tie]) -> list[TiedFigure]:
    """Ties by their places, in reading order."""
    by_place: dict[Place, list[Tie]] = {}
    for tie in ties:
        figure = tie.figure
        by_place.setdefault(Place(figure.block, figure.start, figure.end), []).append(tie)
    return [
        TiedFigure(place, tuple(sorted(there, key=lambda t: _RANK.index(_state(t)))))
        for place, there in sorted(by_place.items(), key=lambda item: item[0].key)
    ]


def _state(tie: Tie) -> CellState:
    if tie.state == "disagrees":
        return _BROKEN[tie.severity]
    return CellState.CANNOT_CHECK if tie.state == "unsure" else CellState.HOLDS


def _sentence(tie: Tie) -> str:
    """`正文“258件”与表中“予以公开与部分公开”275 不符`."""
    said = f"正文“{tie.figure.text}”"
    if tie.state == "unsure" or tie.value is None:
        return f"{said}：{tie.why or '无法核对'}"
    if tie.state == "agrees":
        return f"{said}与{_in_words(tie)}相符"
    apart = f"，差 {_plain(abs(tie.figure.value - tie.value))}"
    told = tie.figure.unit != "%" and tie.figure.approximation == "exact"
    return f"{said}与{_in_words(tie)}不符{apart if told else ''}"


def _in_words(tie: Tie) -> str:
    assert tie.value is not None
    if tie.figure.unit == "%":  # recomputed
        return f" {tie.why} = {_plain(round(tie.value, 2))}% "
    place = "表中" if tie.addresses else ""
    return f"{place}“{tie.why}” {_plain(tie.value)} "


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def paint_underline(painter: QPainter, boxes: Sequence[QRectF], state: CellState) -> None:
    """Underline boxes (one a line of text) just below their lower edge."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(_INK[state], 1.6)
    if state is CellState.CANNOT_CHECK:
        pen.setDashPattern([3, 2])
    painter.setPen(pen)
    for box in boxes:
        y = box.bottom()
        if state in _BROKEN.values():
            painter.drawPath(_wave(box.left(), box.right(), y))
        else:
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
    painter.restore()


def _wave(left: float, right: float, y: float) -> QPainterPath:
    step, height = 2.5, 1.6
    path = QPainterPath(QPointF(left, y))
    x, up = left, True
    while x < right:
        x += step
        path.lineTo(min(x, right), y - height if up else y + height)
        up = not up
    return path
