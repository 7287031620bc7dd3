"""A report read from PDF, HTML or text as a docx in the official form.

The narrative in its order, headings, the form's tables as they are drawn, with the figures as the
case has them: corrected, as printed, and, where our reading was wrong, as the source really says.
What goes where is decided in :mod:`core.export.flow`, how it looks in :mod:`core.export.wordstyle`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.style import WD_STYLE_TYPE

from core.document import Table
from core.export.flow import Drawn, Style, Words, flow_of, printed
from core.export.report import MadeDocx
from core.export.wordgrid import GridCell, draw_grid, draw_paragraph
from core.export.wordstyle import (
    CELL,
    SECTION,
    SIGNATURE,
    SMALL_CELL,
    TEXT_WIDTH,
    set_page,
    set_properties,
    set_styles,
    timeless,
)  # fmt: skip
from core.formats import FormCell, FormTable

if TYPE_CHECKING:
    from core.case import Case

__all__ = ["official_docx"]

_STYLES = {
    Style.TITLE: "Title",
    Style.CHAPTER: "Heading 1",
    Style.SECTION: SECTION,
    Style.BODY: "Normal",
    Style.SIGNATURE: SIGNATURE,
}
_MANY_COLUMNS = 9  # from here on a table is set in the small size
_VALUE_WEIGHT = 5.0  # widths are shared out by weights: about the characters a line should hold


def official_docx(case: Case) -> MadeDocx:
    """The file; it carries every correction. The same case gives the same bytes."""
    document = docx.Document()
    set_page(document)
    set_styles(document)
    pieces, site = flow_of(case)
    figures = printed(case)
    style = {s.name: s.style_id for s in document.styles if s.type is WD_STYLE_TYPE.PARAGRAPH}
    end = document.element.body[-1]  # the section's properties
    after_table = False
    for piece in [*pieces, None]:
        if after_table and not isinstance(piece, Words):
            # Word joins tables that nothing parts, and wants a paragraph behind the last.
            end.addprevious(draw_paragraph("", style[CELL]))
        if isinstance(piece, Words):
            end.addprevious(draw_paragraph(piece.text, style[_STYLES[piece.style]]))
        elif isinstance(piece, Drawn):
            end.addprevious(_form_table(piece.table, figures, style))
        elif piece is not None:
            end.addprevious(_source_table(piece.table, style))
        after_table = not isinstance(piece, Words)
    set_properties(document, case.sheet.title.text)
    stream = io.BytesIO()
    document.save(stream)
    return MadeDocx(
        timeless(stream.getvalue()),
        tuple(case.corrections),
        notes=_notes(case, pieces, figures, site),
    )


def _notes(
    case: Case, pieces: list[Any], figures: Mapping[str, str], site: bool
) -> tuple[str, ...]:
    notes = []
    if pictures := sum(a.kind == "image" for a in case.document.attachments):
        notes.append(f"原文件中有 {pictures} 张图片没有写入。")
    drawn = {p.table.key for p in pieces if isinstance(p, Drawn)}
    for key, reading in case.sheet.tables.items():
        if key not in drawn or not case.sheet.form:
            continue
        name = case.sheet.form.table(key).name
        if reading.missing:
            rows = "、".join(f"“{label}”" for label in reading.missing[:5])
            notes.append(
                f"{name}中没有读到的 {len(reading.missing)} 行按规定的表式画出、留空，请对照原件："
                f"{rows}{' 等' if len(reading.missing) > 5 else ''}。"
            )
        if lost := sum(f.quantity.raw.strip() != "" and not figures[f.address]
                       for f in case.sheet.in_table(key)):  # fmt: skip
            notes.append(f"{name}中有 {lost} 格的内容分不开，留空，请对照原件。")
        if reading.strays:
            extra = "；".join(" ".join((s.label, *s.texts)).strip() for s in reading.strays[:5])
            more = " 等" if len(reading.strays) > 5 else ""
            notes.append(
                f"{name}中有 {len(reading.strays)} 处内容规定的表式里没有位置，"
                f"没有写入：{extra}{more}。"
            )
    if site:
        notes.append("报告以外的网页内容（导航、信息栏、页脚等）没有写入。")
    return tuple(notes)


# ---------------------------------------------------------------------------------------------------
# Tables


def _form_table(table: FormTable, figures: Mapping[str, str], style: Mapping[str, str]) -> Any:
    """The table of the form with its figures. Rows of an extension nobody has filled are left out."""
    empty = {
        a.split("/")[1]
        for line in table.lines
        if line.extension and not any(x in figures for x in line.addresses)
        for a in line.addresses
    }
    out = {c.row for c in table.cells if c.address and c.address.split("/")[1] in empty}
    rows = [r for r in range(table.row_count) if r not in out]
    new_row = {r: i for i, r in enumerate(rows)}
    heads = _head_rows(table)
    lines = {c.row for c in table.cells if c.address}
    wordy = {c.column for c in table.cells if _is_name(c, lines) and len(c.text) > 10}
    columns = table.column_count
    cells = []
    for cell in table.cells:
        covered = [new_row[r] for r in range(cell.row, cell.row + cell.row_span) if r in new_row]
        if not covered:
            continue
        whole = cell.column_span == columns
        cells.append(
            GridCell(
                row=covered[0],
                column=cell.column,
                row_span=len(covered),
                column_span=cell.column_span,
                text=figures.get(cell.address, "") if cell.address else cell.text,
                align="left"
                if whole or (cell.column in wordy and _is_name(cell, lines))
                else "center",
                shaded=whole,
                keep=cell.row not in lines,
            )
        )
    size = style[SMALL_CELL if columns >= _MANY_COLUMNS else CELL]
    return draw_grid(cells, _shared(_form_weights(table)), size, heads)


def _is_name(cell: FormCell, lines: set[int]) -> bool:
    """Whether it is the label of one line of figures."""
    return cell.address is None and cell.row_span == 1 and cell.row in lines


def _head_rows(table: FormTable) -> int:
    """How many rows of heads stand over the whole table; none in 表一, where each block has its own."""
    first = min(c.row for c in table.cells if c.address)
    heads = [c for c in table.cells if c.row < first]
    return 0 if any(c.column_span == table.column_count for c in heads) else first


def _form_weights(table: FormTable) -> list[float]:
    """A weight for every column: figures the same, labels by the longest text of their own."""
    weights = []
    for column in range(table.column_count):
        own = [
            c for c in table.cells if c.column <= column < c.column + c.column_span and c.address
        ]
        texts = [len(c.text) for c in table.cells if c.column == column and c.column_span == 1]
        weights.append(_VALUE_WEIGHT if own else min(max(max(texts, default=4) * 0.8, 5.5), 17.0))
    return weights


def _source_table(table: Table, style: Mapping[str, str]) -> Any:
    """A table of the source as it is; rows of unknown columns are filled up to the widest."""
    columns = max(1, table.column_count)
    cells = [
        GridCell(
            c.row, c.column, c.row_span, c.column_span, c.text.strip(),
            "left" if len(c.text) > 12 else "center",
        )
        for c in table.cells
    ]  # fmt: skip
    longest = [
        max((len(c.text) for c in table.cells if c.column == k and c.column_span == 1), default=4)
        for k in range(columns)
    ]
    size = style[SMALL_CELL if columns >= _MANY_COLUMNS else CELL]
    return draw_grid(cells, _shared([min(max(n, 3), 20) for n in longest]), size)


def _shared(weights: list[float]) -> list[int]:
    total = sum(weights)
    widths = [int(TEXT_WIDTH * w / total) for w in weights]
    widths[-1] += TEXT_WIDTH - sum(widths)
    return widths
