"""Paragraphs and tables with merged cells, as `w:p` and `w:tbl`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

__all__ = ["GridCell", "draw_grid", "draw_paragraph", "without_controls"]

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARGIN = 57  # twentieths of a point, left and right of a cell's text; as in the official template
_PAD = 28
_SHADE = "DEEAF6"


@dataclass(frozen=True, slots=True)
class GridCell:
    """`align` is "center" or "left"; `shaded` marks a heading that runs over the whole width; `keep`
    keeps the row on one page with the next."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    align: str = "center"
    shaded: bool = False
    keep: bool = False


def without_controls(text: str) -> str:
    """`text` without the characters that XML can't hold (some PDFs have them)."""
    return _NOT_XML.sub("", text)


def draw_grid(
    cells: Sequence[GridCell], widths: Sequence[int], style: str, head_rows: int = 0
) -> Any:
    """A `w:tbl` of these cells.

    `widths` are the columns' in twentieths of a point, `style` the id of the paragraph style of all
    texts, `head_rows` how many rows are repeated on every page. Cells must cover the grid; what they
    leave open is drawn empty.
    """
    height = max((c.row + c.row_span for c in cells), default=0)
    owner = {
        (r, k): c
        for c in cells
        for r in range(c.row, c.row + c.row_span)
        for k in range(c.column, min(c.column + c.column_span, len(widths)))
    }
    table = _element("w:tbl")
    table.append(_table_properties(sum(widths)))
    grid = _element("w:tblGrid")
    for width in widths:
        grid.append(_element("w:gridCol", w=str(width)))
    table.append(grid)
    for r in range(height):
        row = _element("w:tr")
        properties = _element("w:trPr")
        properties.append(_element("w:cantSplit"))
        if r < head_rows:
            properties.append(_element("w:tblHeader"))
        row.append(properties)
        column = 0
        while column < len(widths):
            cell = owner.get((r, column)) or GridCell(r, column, 1, 1, "")
            span = min(cell.column + cell.column_span, len(widths)) - column
            row.append(_cell(cell, r, span, sum(widths[column : column + span]), style))
            column += span
        table.append(row)
    return table


def draw_paragraph(text: str, style: str, align: str = "", *, keep: bool = False) -> Any:
    """A `w:p` of one run. `style` is the id of its style; `keep` keeps it on a page with the next."""
    paragraph = _element("w:p")
    layout = _element("w:pPr")
    layout.append(_element("w:pStyle", val=style))
    if keep:
        layout.append(_element("w:keepNext"))
    if align:
        layout.append(_element("w:jc", val=align))
    paragraph.append(layout)
    if text := without_controls(text):
        run = _element("w:r")
        words = _element("w:t")
        words.text = text
        if text != text.strip():
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(words)
        paragraph.append(run)
    return paragraph


def _cell(cell: GridCell, row: int, span: int, width: int, style: str) -> Any:
    tc = _element("w:tc")
    properties = _element("w:tcPr")
    properties.append(_element("w:tcW", w=str(width), type="dxa"))
    if span > 1:
        properties.append(_element("w:gridSpan", val=str(span)))
    if cell.row_span > 1:
        properties.append(_element("w:vMerge", val="restart" if row == cell.row else "continue"))
    if cell.shaded:
        properties.append(_element("w:shd", val="clear", color="auto", fill=_SHADE))
    properties.append(_element("w:vAlign", val="center"))
    tc.append(properties)
    lines = cell.text.split("\n") if row == cell.row else [""]
    for line in lines:
        tc.append(draw_paragraph(line, style, cell.align, keep=cell.keep))
    return tc


def _table_properties(total: int) -> Any:
    properties = _element("w:tblPr")
    properties.append(_element("w:tblW", w=str(total), type="dxa"))
    properties.append(_element("w:jc", val="center"))
    borders = _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="000000"))
    properties.append(borders)
    properties.append(_element("w:tblLayout", type="fixed"))
    margins = _element("w:tblCellMar")
    for side, width in (("top", _PAD), ("left", _MARGIN), ("bottom", _PAD), ("right", _MARGIN)):
        margins.append(_element(f"w:{side}", w=str(width), type="dxa"))
    properties.append(margins)
    return properties


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
