"""Excel and WPS workbooks (xlsx, xls, et) in which a body sends its tables → Document.

What is seen is what is read: hidden sheets, rows and columns are left out, a formula is its stored
result, 12.0 is 12, a cell formatted as a percentage says 12%.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from core.document import Block, Cell, Document, Paragraph, SheetAnchor, Table
from core.readers.errors import Unreadable
from core.readers.workbook_sheets import MOST_CELLS, Grid, xls_sheets, xlsx_sheets

__all__ = ["read_workbook"]


def read_workbook(path: Path, data: bytes, content: Literal["xlsx", "xls"]) -> Document:
    """The tables of a workbook as a Document of kind "workbook".

    Rows without any text part the tables of a sheet; a text alone in its row, at the head of a table
    or across all of it, is a paragraph. Raises Unreadable: encrypted, damaged, empty, too large.
    """
    sheets = xlsx_sheets(data) if content == "xlsx" else xls_sheets(data)
    shown = [s for s in sheets if not s.hidden]
    notes: list[str] = []
    blocks = [b for s in shown for b in _blocks(s)]
    hidden = [s.name for s in sheets if s.hidden and s.texts]
    if not blocks and hidden:  # then they are what was sent
        blocks = [b for s in sheets for b in _blocks(s)]
    elif hidden:
        notes.append(f"隐藏的工作表{'、'.join(f'“{name}”' for name in hidden)}没有读取。")
    if not blocks:
        raise Unreadable("工作簿里没有任何内容，请确认没有选错文件。")
    left_out = [s.name for s in shown if s.left_out]
    if left_out:
        names = "、".join(f"“{name}”" for name in left_out)
        notes.append(f"工作表{names}里隐藏的行、列没有读取。")
    unsaved = sum(s.without_result for s in sheets)
    if unsaved:
        notes.append(
            f"有 {unsaved} 个公式没有存下计算结果，读不出数，请用 Excel 或 WPS 打开这个工作簿、保存后再读。"
        )
    return Document(path, "workbook", tuple(blocks), notes=tuple(notes))


def _blocks(sheet: Grid) -> list[Block]:
    if len(sheet.rows) * len(sheet.columns) > MOST_CELLS:
        raise Unreadable(
            f"工作表“{sheet.name}”有 {len(sheet.rows)} 行 {len(sheet.columns)} 列，"
            "不像年度报告的统计表，没有读取，请确认没有选错文件。"
        )
    blocks: list[Block] = []
    region: list[int] = []
    for row in [*sheet.rows, None]:
        if row is not None and sheet.is_occupied(row):
            region.append(row)
        elif region:
            blocks += _of_region(sheet, region)
            region = []
    return blocks


def _of_region(sheet: Grid, rows: list[int]) -> list[Block]:
    """The paragraphs and tables of rows without an empty one among them."""
    used = [c for c in sheet.columns if any(sheet.is_used(r, c) for r in rows)]
    columns = [c for c in sheet.columns if used[0] <= c <= used[-1]]
    blocks: list[Block] = []
    table: list[int] = []

    def close() -> None:
        if table:
            blocks.append(_table(sheet, table, columns))
            table.clear()

    for row in rows:
        alone = sheet.alone_in(row)
        if alone is not None and (
            (not table and not _begins_table(sheet, alone, row))
            or _spans_all(sheet, alone, columns)
        ):
            close()
            text = " ".join(sheet.texts[alone].split())
            blocks.append(Paragraph(text, SheetAnchor(sheet.name, *alone)))
        else:
            table.append(row)
    close()
    return blocks


def _begins_table(sheet: Grid, at: tuple[int, int], row: int) -> bool:
    """Whether a text alone in its row is a row of the form all the same: one that is merged over
    several rows, or an article of the Regulation (第二十条第（一）项, head of 表一)."""
    return sheet.span(at)[0] > 1 or at[0] != row or _is_article(sheet.texts[at])


def _spans_all(sheet: Grid, at: tuple[int, int], columns: list[int]) -> bool:
    wide = sheet.span(at)[1]
    return (
        wide > 1 and wide >= len(columns) - 1 and not _is_article(sheet.texts[at])
        and sheet.span(at)[0] == 1
    )  # fmt: skip


def _is_article(text: str) -> bool:
    return text.lstrip().startswith("第") and "条" in text[:8]


def _table(sheet: Grid, rows: list[int], columns: list[int]) -> Table:
    """Every place of the grid a cell, merged ones once; places count what is shown only."""
    row_at = {row: i for i, row in enumerate(rows)}
    column_at = {column: i for i, column in enumerate(columns)}
    cells: list[Cell] = []
    for row in rows:
        for column in columns:
            if sheet.is_covered(row, column):
                continue
            down, across = sheet.merged.get((row, column), (1, 1))
            tall = sum(r in row_at for r in range(row, row + down))
            wide = sum(c in column_at for c in range(column, column + across))
            cells.append(
                Cell(
                    row_at[row], column_at[column], sheet.texts.get((row, column), ""),
                    SheetAnchor(sheet.name, row, column), tall, wide,
                )
            )  # fmt: skip
    return Table(tuple(cells))
