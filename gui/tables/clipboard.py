"""Ranges of the form to and from Excel, WPS and Word, as tab-separated text and as an HTML table."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QModelIndex, Qt

from core.quantity import State, clean, parse_quantity
from gui.tables.model import FormModel

__all__ = ["PasteError", "PastePlan", "mime_of", "parse_rows", "plan_paste"]


class PasteError(Exception):
    """Why a range cannot be pasted here; `str(error)` is a sentence for the auditor."""


@dataclass(frozen=True)
class PastePlan:
    """What a paste would write: texts by address. `skipped` counts labels that were left alone."""

    texts: dict[str, str]
    skipped: int


# -- copy ----------------------------------------------------------------------------------------


def mime_of(model: FormModel, indexes: Sequence[QModelIndex]) -> QMimeData:
    """The smallest rectangle around `indexes`; what is not selected in it stays empty. Merged cells say
    their text once, at their top left."""
    chosen = {(i.row(), i.column()) for i in indexes}
    rows = range(min(r for r, _ in chosen), max(r for r, _ in chosen) + 1)
    columns = range(min(c for _, c in chosen), max(c for _, c in chosen) + 1)
    plain: list[str] = []
    rich: list[str] = ["<table>"]
    for row in rows:
        texts: list[str] = []
        rich.append("<tr>")
        for column in columns:
            cell = model.owner(row, column)
            here = cell is not None and (cell.row, cell.column) == (row, column)
            text = ""
            if here and (row, column) in chosen:
                shown = model.index(row, column).data(Qt.ItemDataRole.DisplayRole)
                text = " ".join(str(shown or "").split())
            texts.append(text)
            if here and cell is not None:
                down = min(cell.row_span, rows.stop - row)
                across = min(cell.column_span, columns.stop - column)
                spans = (f' rowspan="{down}"' if down > 1 else "") + (
                    f' colspan="{across}"' if across > 1 else ""
                )
                rich.append(f"<td{spans}>{html.escape(text)}</td>")
            elif cell is None or _starts_outside(cell.row, cell.column, rows, columns, row, column):
                rich.append("<td></td>")
        plain.append("\t".join(texts))
        rich.append("</tr>")
    rich.append("</table>")
    mime = QMimeData()
    mime.setText("\n".join(plain))
    mime.setHtml("".join(rich))
    return mime


def _starts_outside(
    cell_row: int, cell_column: int, rows: range, columns: range, row: int, column: int
) -> bool:
    """Whether a covered place needs a cell of its own, its merged cell beginning outside the range."""
    return cell_row not in rows or cell_column not in columns


# -- paste ---------------------------------------------------------------------------------------


def parse_rows(text: str) -> list[list[str]]:
    """The rows of tab-separated text as spreadsheets write it, cells with line breaks in quotes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.endswith("\n"):
        text = text[:-1]
    if not text:
        return []
    reader = csv.reader(io.StringIO(text), delimiter="\t", quotechar='"', strict=False)
    rows = [[" ".join(cell.split()) for cell in row] for row in reader]
    return [row or [""] for row in rows]


def plan_paste(
    model: FormModel, rows: Sequence[Sequence[str]], selected: Sequence[QModelIndex]
) -> PastePlan:
    """Where the cells of a clipboard go: its top left on the selection's. A single cell fills the whole
    selection. Labels are skipped; anything that would shift or lose a figure is refused.

    Raises PasteError; then nothing is to be changed.
    """
    if not rows or not any(cell for row in rows for cell in row):
        raise PasteError("剪贴板里没有可以粘贴的文字。")
    if not selected:
        raise PasteError("请先选中要粘贴到的单元格。")
    if len(rows) == 1 and len(rows[0]) == 1 and len(selected) > 1:
        return _fill(model, rows[0][0], selected)
    top = min(i.row() for i in selected)
    left = min(i.column() for i in selected)
    texts: dict[str, str] = {}
    skipped = 0
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            place = f"粘贴内容第 {i + 1} 行第 {j + 1} 列"
            cell = model.owner(top + i, left + j)
            if cell is None:
                if text:
                    raise PasteError(
                        f"{place}的“{text}”超出了表格，没有粘贴。请从对应的单元格开始。"
                    )
                continue
            origin = (cell.row, cell.column) == (top + i, left + j)
            if not cell.address:
                if text and _is_figure(text) and clean(text) != clean(cell.text):
                    raise PasteError(
                        f"{place}的“{text}”会落在表头“{cell.text or '空格'}”上，没有粘贴。"
                        "请从对应的数据格开始。"
                    )
                skipped += bool(text)
            elif not origin:
                if text:
                    raise PasteError(
                        f"{place}的“{text}”会落在合并单元格里，没有粘贴。两边的列数不一致。"
                    )
            else:
                _refuse_words(text, place)
                texts[cell.address] = text
    if not texts:
        raise PasteError("这里都是表头，没有可以粘贴的数据格。")
    return PastePlan(texts, skipped)


def _fill(model: FormModel, text: str, selected: Sequence[QModelIndex]) -> PastePlan:
    _refuse_words(text, "剪贴板")
    addresses = [a for a in map(model.address, selected) if a]
    if not addresses:
        raise PasteError("这里都是表头，没有可以粘贴的数据格。")
    return PastePlan(dict.fromkeys(addresses, text), len(selected) - len(addresses))


def _is_figure(text: str) -> bool:
    return parse_quantity(text, signed=True).state in (State.NUMBER, State.DASH)


def _refuse_words(text: str, place: str) -> None:
    """A text without any figure in a figure's cell means that the range stands a column off."""
    quantity = parse_quantity(text, signed=True)
    if quantity.state is State.UNREADABLE and not any(c.isdigit() for c in clean(text)):
        raise PasteError(f"{place}的“{text}”不是数字，没有粘贴。")
