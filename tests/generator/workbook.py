"""A report typed into a workbook: its paragraphs and tables one below the other, figures as numbers."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import openpyxl

from core.document import Document, Paragraph, Table

__all__ = ["write_workbook"]


def write_workbook(document: Document, target: Path, rng: random.Random) -> Path:
    """What a docx says, as xlsx. Drawn: the column it begins in, whether paragraphs are merged over the
    width, empty rows around tables, and how each number is stored (whole, fraction, text)."""
    book = openpyxl.Workbook()
    sheet = book.active
    first, merged, gap = rng.choice((1, 1, 2)), rng.random() < 0.5, rng.choice((0, 1, 2))
    width = max(t.column_count for t in document.tables)
    row = 1
    for block in document.blocks:
        if isinstance(block, Paragraph):
            sheet.cell(row, first).value = block.text
            if merged:
                _merge(sheet, row, first, 1, width)
            row += 1
            continue
        row += gap
        _table(sheet, block, row, first, rng)
        row += block.row_count + gap
    book.save(target)
    return target


def _table(sheet: Any, table: Table, top: int, left: int, rng: random.Random) -> None:
    for cell in table.cells:
        row, column = top + cell.row, left + cell.column
        sheet.cell(row, column).value = _stored(cell.text, rng)
        if cell.row_span > 1 or cell.column_span > 1:
            _merge(sheet, row, column, cell.row_span, cell.column_span)


def _merge(sheet: Any, row: int, column: int, down: int, across: int) -> None:
    sheet.merge_cells(
        start_row=row, end_row=row + down - 1, start_column=column, end_column=column + across - 1
    )


def _stored(text: str, rng: random.Random) -> object:
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 12:
        return rng.choice((int(text), int(text), float(text), text))
    return text
