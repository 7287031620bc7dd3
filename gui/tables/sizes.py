"""How wide the columns of a form are and how tall its rows, for the room there is."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics

from gui.tables.delegate import PAD
from gui.tables.model import FormModel

__all__ = ["column_widths", "row_heights"]


def column_widths(model: FormModel, metrics: QFontMetrics, room: int) -> list[int]:
    """Columns of figures get what a figure needs, group labels little, row labels the rest."""
    em = metrics.horizontalAdvance("国")
    figures: set[int] = set()
    groups: dict[int, int] = {}
    labels: set[int] = set()
    for column in range(model.columnCount()):
        alone = [c for c in model.table.cells if c.column == column and c.column_span == 1]
        texts = [c for c in alone if not c.address]
        if any(
            c.column <= column < c.column + c.column_span for c in model.table.cells if c.address
        ):
            figures.add(column)
        elif texts and all(c.row_span > 1 for c in texts):
            # a tall group can be read downwards, a short one needs some width
            shortest = min(c.row_span / max(1, len(c.text)) for c in texts)
            groups[column] = round(em * (1.1 if shortest > 0.8 else 4.2)) + 2 * PAD
        elif texts and all(len(c.text) <= 4 for c in texts):
            groups[column] = round(em * 3) + 2 * PAD
        else:
            labels.add(column)
    least, most = round(em * 3.3), round(em * (6.5 if len(figures) > 3 else 12))
    wanted_label = round(em * 15)
    least_label = round(em * 9)
    most_label = round(em * 34)
    rest = room - sum(groups.values())
    figure = (rest - wanted_label * len(labels)) // max(1, len(figures))
    if not labels:
        most = round(em * 8)
    figure = min(most, max(least, figure))
    label = 0
    if labels:
        label = (rest - figure * len(figures)) // len(labels)
        label = min(most_label, max(least_label, label))
    return [figure if c in figures else groups.get(c, label) for c in range(model.columnCount())]


def row_heights(model: FormModel, font: QFont, widths: list[int]) -> list[int]:
    """Every row as tall as its labels need when they wrap to these widths."""
    bold = QFont(font)
    bold.setBold(True)
    metrics = QFontMetrics(bold)
    heights = [metrics.height() + 6] * model.rowCount()
    flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere

    def needed(text: str, width: int) -> int:
        box = QRect(0, 0, max(8, width - 2 * PAD), 10_000)
        return metrics.boundingRect(box, flags, text).height() + 6

    for cell in model.table.cells:
        if cell.text and cell.row_span == 1:
            width = sum(widths[cell.column : cell.column + cell.column_span])
            heights[cell.row] = max(heights[cell.row], needed(cell.text, width))
    for cell in model.table.cells:  # merged labels may need their last row taller
        if cell.text and cell.row_span > 1:
            width = sum(widths[cell.column : cell.column + cell.column_span])
            rows = range(cell.row, cell.row + cell.row_span)
            lacking = needed(cell.text, width) - sum(heights[r] for r in rows)
            for i, row in enumerate(rows):
                if lacking > 0:
                    heights[row] += lacking // len(rows) + (i < lacking % len(rows))
    return heights
