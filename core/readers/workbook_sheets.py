"""The sheets of a workbook as texts on a grid, from xlsx (openpyxl) and xls (xlrd)."""

from __future__ import annotations

import io
import os
import warnings
import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any

from core.readers.errors import Unreadable
from core.readers.ooxml import DAMAGED, Package

__all__ = ["MOST_CELLS", "Grid", "xls_sheets", "xlsx_sheets"]

MOST_CELLS = 20_000
"""Of one sheet. The longest form has 84 rows of 3 cells; a long list of other things is no report."""
_MOST_XML = 12 * 1024 * 1024  # of all parts that are unpacked; parsed it takes 50 times as much
_MOST_XLS = 24 * 1024 * 1024
_LOCKED = "工作簿设有打开密码，请在 Excel 或 WPS 里输入密码打开、取消密码并另存后再打开。"
_TOO_LARGE = "工作簿大得不正常，不像年度报告的统计表，没有读取，请确认没有选错文件。"
_NOT_READ = "工作簿读不出来，文件可能已损坏，请用 Excel 或 WPS 打开后另存为 xlsx 再打开。"

At = tuple[int, int]


@dataclass
class Grid:
    """A sheet. Rows and columns count from 0. `texts` has what is not empty, by place; `merged` rows
    and columns of merged cells by their top left place."""

    name: str
    hidden: bool
    texts: dict[At, str]
    merged: dict[At, At] = field(default_factory=dict)
    hidden_rows: Collection[int] = ()
    hidden_columns: Collection[int] = ()
    without_result: int = 0
    """How many formulas have no stored result; their text is the formula."""

    def __post_init__(self) -> None:
        # A merged cell whose first row or column is hidden begins at the first one shown.
        for at in [*self.merged]:
            (row, column), (down, across) = at, self.merged[at]
            rows = [r for r in range(row, row + down) if r not in self.hidden_rows]
            columns = [c for c in range(column, column + across) if c not in self.hidden_columns]
            if rows and columns and (rows[0], columns[0]) != at:
                here = rows[0], columns[0]
                self.merged[here] = (row + down - here[0], column + across - here[1])
                del self.merged[at]
                if at in self.texts:
                    self.texts[here] = self.texts.pop(at)

    @cached_property
    def rows(self) -> list[int]:
        """The rows shown, up to the last with a text."""
        last = max((row for row, _ in self.texts), default=-1)
        return [row for row in range(last + 1) if row not in self.hidden_rows]

    @cached_property
    def columns(self) -> list[int]:
        last = max((column for _, column in self.texts), default=-1)
        return [column for column in range(last + 1) if column not in self.hidden_columns]

    @property
    def left_out(self) -> bool:
        """Whether there is text in hidden rows or columns."""
        return any(r in self.hidden_rows or c in self.hidden_columns for r, c in self.texts)

    @cached_property
    def _cover(self) -> dict[At, At]:
        """By place: the merged cell that lies over it."""
        return {
            (r, c): at
            for at, (down, across) in self.merged.items()
            if at in self.texts or down * across < 1000
            for r in range(at[0], min(at[0] + down, at[0] + 2000))
            for c in range(at[1], min(at[1] + across, at[1] + 500))
        }

    def is_covered(self, row: int, column: int) -> bool:
        """Whether a merged cell that begins elsewhere lies over this place."""
        return self._cover.get((row, column), (row, column)) != (row, column)

    def is_used(self, row: int, column: int) -> bool:
        return self._cover.get((row, column), (row, column)) in self.texts

    @cached_property
    def _columns_used(self) -> dict[int, set[At]]:
        """By row: the places of the texts that stand in it or reach into it."""
        found: dict[int, set[At]] = {}
        for row, column in self.texts:
            if row in self.hidden_rows or column in self.hidden_columns:
                continue
            down, _ = self.span((row, column))
            for r in range(row, min(row + down, row + 2000)):
                found.setdefault(r, set()).add((row, column))
        return found

    def is_occupied(self, row: int) -> bool:
        return row in self._columns_used

    def alone_in(self, row: int) -> At | None:
        """The place of the only text of a row."""
        there = self._columns_used.get(row, set())
        return next(iter(there)) if len(there) == 1 else None

    def span(self, at: At) -> At:
        return self.merged.get(at, (1, 1))


def _text(value: object, number_format: str) -> str:
    """What a cell shows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        number = Decimal(format(value, ".15g"))  # as many digits as Excel has
        percent = "%" in number_format.split(";")[0]
        shown = format(number * 100 if percent else number, "f")
        if "." in shown:
            shown = shown.rstrip("0").rstrip(".")
        return f"{shown}%" if percent else shown
    if isinstance(value, (datetime, date)):
        day = f"{value.year}年{value.month}月{value.day}日"
        clock = value.time() if isinstance(value, datetime) else time()
        return day if clock == time() else f"{day}{clock:%H:%M}"
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()


# ---------------------------------------------------------------------------------------------------
# xlsx


def xlsx_sheets(data: bytes) -> list[Grid]:
    """The worksheets of an xlsx. Raises Unreadable."""
    formulas = _check_parts(data)
    results = _opened(data, results=True)
    written = _opened(data, results=False) if formulas else None
    return [_xlsx_sheet(sheet, written) for sheet in results.worksheets]


def _opened(data: bytes, results: bool) -> Any:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions it does not keep
        try:
            return load_workbook(io.BytesIO(data), data_only=results, keep_links=False)
        except MemoryError:
            raise
        except Exception as error:  # ValueError, KeyError, TypeError …: it trusts what it reads
            raise Unreadable(_NOT_READ) from error


def _check_parts(data: bytes) -> bool:
    """Refuse what is dangerous or too large to parse; whether there is a formula."""
    package = Package(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [
            i for i in archive.infolist() if i.filename.lower().endswith((".xml", ".rels", ".vml"))
        ]
    if sum(i.file_size for i in parts) > _MOST_XML:
        raise Unreadable(_TOO_LARGE)
    formulas = False
    for part in parts:
        content = package.read(part.filename) or b""  # counts what really comes out
        if b"<!DOCTYPE" in content:
            raise Unreadable(DAMAGED)
        formulas = formulas or b"<f>" in content or b"<f " in content
    return formulas


def _xlsx_sheet(sheet: Any, written: Any) -> Grid:
    texts: dict[At, str] = {}
    lost = 0
    formulas = written[sheet.title] if written is not None else None
    for row in sheet.iter_rows():
        for cell in row:
            text = _text(cell.value, cell.number_format or "")
            if not text and formulas is not None:
                source = formulas.cell(cell.row, cell.column)
                if source.data_type == "f" and cell.value is None:
                    text = f"={str(getattr(source.value, 'text', source.value)).lstrip('=')}"
                    lost += 1
            if text:
                texts[cell.row - 1, cell.column - 1] = text
    merged = {
        (r.min_row - 1, r.min_col - 1): (r.max_row - r.min_row + 1, r.max_col - r.min_col + 1)
        for r in sheet.merged_cells.ranges
    }
    columns: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden:
            columns.update(range((dimension.min or 1) - 1, min(dimension.max or 1, 1000)))
    rows = {number - 1 for number, d in sheet.row_dimensions.items() if d.hidden}
    return Grid(sheet.title, sheet.sheet_state != "visible", texts, merged, rows, columns, lost)


# ---------------------------------------------------------------------------------------------------
# xls


def xls_sheets(data: bytes) -> list[Grid]:
    """The worksheets of an xls. Raises Unreadable."""
    import xlrd

    if len(data) > _MOST_XLS:
        raise Unreadable(_TOO_LARGE)
    try:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=nowhere)
            return [_xls_sheet(book, sheet) for sheet in book.sheets()]
    except MemoryError:
        raise
    except xlrd.XLRDError as error:
        raise Unreadable(_LOCKED if "encrypted" in str(error).lower() else _NOT_READ) from error
    except (
        Exception
    ) as error:  # AssertionError, struct.error, IndexError …: it trusts what it reads
        raise Unreadable(_NOT_READ) from error


def _xls_sheet(book: Any, sheet: Any) -> Grid:
    import xlrd

    texts: dict[At, str] = {}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            value: object = cell.value
            if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            if cell.ctype == xlrd.XL_CELL_DATE:
                value = _date(cell.value, book.datemode, xlrd.xldate_as_datetime)
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                value = bool(cell.value)
            elif cell.ctype == xlrd.XL_CELL_ERROR:
                value = xlrd.error_text_from_code.get(cell.value, "#错误")
            if text := _text(value, _format_of(book, cell.xf_index)):
                texts[row, column] = text
    merged = {(r0, c0): (r1 - r0, c1 - c0) for r0, r1, c0, c1 in sheet.merged_cells}
    rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
    columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    return Grid(sheet.name, sheet.visibility != 0, texts, merged, rows, columns)


def _date(value: float, mode: int, convert: Callable[[float, int], datetime]) -> object:
    try:
        return convert(value, mode)
    except (ValueError, OverflowError):  # a number that is no day, formatted as one
        return value


def _format_of(book: Any, index: int | None) -> str:
    formats: Mapping[int, Any] = book.format_map
    try:
        return str(formats[book.xf_list[index].format_key].format_str)
    except (KeyError, IndexError, TypeError):
        return ""
