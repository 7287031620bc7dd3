"""Where the cells of a docx table stand: gridSpan, vMerge, hMerge, gridBefore → rows and columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from core.readers.docx_styles import number, val
from core.readers.numbering import W

__all__ = ["Slot", "grid"]

_MOST_SPAN = 200


@dataclass(slots=True)
class Slot:
    """One cell of the grid and the `w:tr` and `w:tc` in which it begins."""

    row: int
    column: int
    column_span: int
    row_span: int
    tr: etree._Element
    tc: etree._Element


def grid(rows: Sequence[tuple[etree._Element, Sequence[etree._Element]]]) -> list[Slot]:
    """The cells of a table given as its rows and their cells; rows deleted in tracked changes are left
    out, and spans that run into others are cut so that no two cells overlap."""
    made: list[Slot] = []
    open_: dict[int, Slot] = {}  # by column, the cell that goes on downwards
    row = -1
    for tr, tcs in rows:
        of_row = tr.find(W + "trPr")
        if of_row is not None and of_row.find(W + "del") is not None:
            continue
        row += 1
        column = _span(of_row.find(W + "gridBefore"), 0) if of_row is not None else 0
        still_open: dict[int, Slot] = {}
        left: Slot | None = None
        for tc in tcs:
            span, merge, joins_left = 1, None, False
            for of_cell in tc.iterchildren(W + "tcPr"):
                for child in of_cell.iterchildren(W + "gridSpan", W + "vMerge", W + "hMerge"):
                    if child.tag == W + "gridSpan":
                        span = _span(child, 1)
                    elif child.tag == W + "vMerge":
                        merge = child
                    else:
                        joins_left = val(child) != "restart"
            if joins_left and left is not None:
                left.column_span += span
                column += span
                continue
            above = open_.get(column)
            if merge is not None and val(merge) != "restart" and above is not None:
                # Its first row decided the width; a wider continuation would overlap.
                above.row_span = row - above.row + 1
                still_open[column] = left = above
                column += span
                continue
            slot = Slot(row, column, span, 1, tr, tc)
            made.append(slot)
            if merge is not None:
                still_open[column] = slot
            left = slot
            column += span
        open_ = still_open
    _keep_apart(made)
    return made


def _keep_apart(slots: Iterable[Slot]) -> None:
    """Narrow cells that overlap others, which only broken spans do."""
    taken: dict[tuple[int, int], Slot] = {}
    for slot in slots:
        for row in range(slot.row, slot.row + slot.row_span):
            for column in range(slot.column, slot.column + slot.column_span):
                if (row, column) in taken:
                    if row == slot.row:
                        slot.column_span = max(1, column - slot.column)
                    else:
                        slot.row_span = row - slot.row
                    break
                taken[row, column] = slot
            else:
                continue
            if row > slot.row:
                break


def _span(element: etree._Element | None, otherwise: int) -> int:
    value = number(element, None)
    return otherwise if value is None else max(otherwise, min(value, _MOST_SPAN))
