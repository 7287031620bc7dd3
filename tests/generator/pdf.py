"""A laid-out report as a digital PDF, by Qt: QTextDocument's tables on QPdfWriter's pages.

Qt would split a row in the middle of a line where a page ends, and draw that line on both pages, as no
word processor does. So tables are cut between rows until every row fits its page.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from tests.generator.grid import Grid, cut, stands_left
from tests.generator.report import LaidOut, Piece

if TYPE_CHECKING:
    from PySide6.QtGui import QPdfWriter, QTextDocument, QTextTable

_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "AR PL UMing CN")
_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "Microsoft YaHei", "SimHei")
_FOOTERS = ("", "{page}", "— {page} —", "第{page}页，共{pages}页")
_MOST_CUTS = 30


def write_pdf(laid_out: LaidOut, target: Path, family: str | None = None) -> Path:
    """Write the report. Needs a Chinese font; raises LookupError where there is none."""
    _application()
    family = family or chinese_family(serif=laid_out.layout.serif)
    writer = _writer(laid_out, target)
    flow = [_Flowing(piece) for piece in laid_out.pieces]
    for _ in range(_MOST_CUTS):
        document = _document(flow, laid_out, family, writer)
        place = _first_split_row(flow, document)
        if place is None:
            break
        _cut(flow, *place)
    _print(document, laid_out, family, writer)
    return target


@dataclass
class _Flowing:
    piece: Piece
    on_new_page: bool = False

    @property
    def grid(self) -> Grid | None:
        return self.piece.grid


def _writer(laid_out: LaidOut, target: Path) -> QPdfWriter:
    from PySide6.QtCore import QMarginsF
    from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter

    layout = laid_out.layout
    writer = QPdfWriter(str(target))
    writer.setResolution(300)
    writer.setTitle(laid_out.report.title)
    margin = QMarginsF(layout.margin, layout.margin, layout.margin, layout.margin)
    size = QPageSize(getattr(QPageSize.PageSizeId, layout.page))
    portrait = QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(size, portrait, margin, QPageLayout.Unit.Millimeter))
    return writer


def _document(
    flow: list[_Flowing], laid_out: LaidOut, family: str, writer: QPdfWriter
) -> QTextDocument:
    from PySide6.QtCore import QSizeF
    from PySide6.QtGui import QTextCursor, QTextDocument, QTextFormat, QTextLength

    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.documentLayout().setPaintDevice(writer)
    font = document.defaultFont()
    font.setFamily(family)
    font.setPointSizeF(laid_out.layout.font_size)
    document.setDefaultFont(font)
    document.setHtml("".join(_html(f, laid_out) for f in flow))
    cursor = QTextCursor(document)
    cursor.beginEditBlock()  # so that it is laid out once
    tables = [f for f in flow if f.grid is not None]
    for frame, flowing in zip(_tables(document), tables, strict=True):
        form = frame.format()
        form.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.PercentageLength, w) for w in _widths(flowing.piece.grid)]
        )
        if flowing.on_new_page:
            form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        frame.setFormat(form)
    cursor.endEditBlock()
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    return document


def _tables(document: QTextDocument) -> list[QTextTable]:
    from PySide6.QtGui import QTextTable

    return [f for f in document.rootFrame().childFrames() if isinstance(f, QTextTable)]


def _widths(grid: Grid) -> list[float]:
    """In percent. HTML can't tell Qt the width of a column that no cell has to itself."""
    first = {"requests": (6, 11, 27), "statistics": (68,), "disclosure": (31,)}.get(grid.key, ())
    rest = (100 - sum(first)) / (grid.width - len(first))
    return [*first, *[rest] * (grid.width - len(first))]


def _first_split_row(flow: list[_Flowing], document: QTextDocument) -> tuple[int, int] | None:
    """Where the first table must be cut because a page ends within one of its cells: index in
    `flow`, and the first row that is not wholly on the page that ends there."""
    layout, height = document.documentLayout(), document.pageSize().height()
    numbers = [i for i, f in enumerate(flow) if f.grid is not None]
    for number, table in zip(numbers, _tables(document), strict=True):
        split = False
        page_of = [0] * table.rows()
        spanning = []
        for row in range(table.rows()):
            for column in range(table.columns()):
                cell = table.cellAt(row, column)
                if (cell.row(), cell.column()) != (row, column):
                    continue
                box = layout.blockBoundingRect(cell.firstCursorPosition().block())
                pages = int(box.top() // height), int((box.bottom() - 1) // height)
                split = split or pages[0] != pages[1]
                if cell.rowSpan() == 1:
                    page_of[row] = max(page_of[row], pages[1])
                else:
                    spanning.append((row, row + cell.rowSpan() - 1))
        if split or any(page_of[first] != page_of[last] for first, last in spanning):
            return number, next((r for r, page in enumerate(page_of) if page > page_of[0]), 0)
    return None


def _cut(flow: list[_Flowing], number: int, row: int) -> None:
    """Put the table on a new page from that row on; the whole of it when its head would be cut off."""
    flowing = flow[number]
    grid = flowing.piece.grid
    if row <= grid.heads and not flowing.on_new_page:
        flowing.on_new_page = True
        return
    first, second = (Piece("table", grid=g) for g in cut(grid, max(row, 1), group="larger"))
    flow[number : number + 1] = [_Flowing(first, flowing.on_new_page), _Flowing(second, True)]


def _print(document: QTextDocument, laid_out: LaidOut, family: str, writer: QPdfWriter) -> None:
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QFont, QPainter

    width, height = document.pageSize().width(), document.pageSize().height()
    footer = _FOOTERS[laid_out.report.year % len(_FOOTERS)]
    painter = QPainter(writer)
    for page in range(document.pageCount()):
        if page:
            writer.newPage()
        painter.save()
        painter.translate(0, -page * height)
        document.drawContents(painter, QRectF(0, page * height, width, height))
        painter.restore()
        painter.setFont(QFont(family, 9))
        gap = laid_out.layout.margin * 0.3 / 25.4 * writer.logicalDpiY()
        below = QRectF(0, height + gap, width, writer.logicalDpiY() * 0.2)
        said = footer.format(page=page + 1, pages=document.pageCount())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, said)
    painter.end()


@cache
def _application() -> object:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication  # not QGuiApplication: pytest-qt wants widgets

    return QApplication.instance() or QApplication(["generator"])


@cache
def chinese_family(*, serif: bool = False) -> str:
    """A Chinese font family that is installed. Raises LookupError when there is none."""
    from PySide6.QtGui import QFontDatabase

    _application()
    known = set(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
    wanted = (*_SERIF, *_SANS) if serif else (*_SANS, *_SERIF)
    for family in (*(f for f in wanted if f in known), *sorted(known)):
        return family
    raise LookupError("no Chinese font is installed")


def _html(flowing: _Flowing, laid_out: LaidOut) -> str:
    piece = flowing.piece
    if piece.grid is not None:
        return "".join(_table(piece.grid)) + "<p></p>"
    text = escape(piece.text)
    if piece.kind == "title":
        return f"<h2 align='center'>{text}</h2>"
    if piece.kind == "heading":
        return f"<p><b>{text}</b></p>"
    if piece.kind == "signature":
        return f"<p align='right'>{text}</p>"
    if piece.kind == "date":
        return f"<p align='center'>{text}</p>"
    return f"<p style='text-indent:{2 * laid_out.layout.font_size}pt'>{text}</p>"


def _table(grid: Grid) -> Iterator[str]:
    yield "<table border='1' cellspacing='0' cellpadding='2' width='100%'"
    yield " style='border-collapse:collapse; border-style:solid'>"
    for row in grid.rows:
        yield "<tr>"
        for item in row:
            spans = f" colspan='{item.columns}'" if item.columns > 1 else ""
            spans += f" rowspan='{item.rows}'" if item.rows > 1 else ""
            align = "left" if stands_left(grid, row, item) else "center"
            text = escape(item.text).replace("\n", "<br>")
            yield f"<td{spans} align='{align}' style='vertical-align:middle'>{text}</td>"
        yield "</tr>"
    yield "</table>"
