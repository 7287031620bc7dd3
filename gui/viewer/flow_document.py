"""The paragraphs and tables of a Document as a QTextDocument, and where in it each of them stands."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from core.case import Case
from core.document import Anchor, Cell, Paragraph, Table
from core.quantity import State, parse_quantity
from gui.theme import QUIET

__all__ = ["FlowDocument", "Span"]

_LONGEST_HEADING = 60  # characters; a longer one has run together with what follows it


@dataclass(frozen=True, slots=True)
class Span:
    """Where a paragraph or cell stands in the QTextDocument: positions [start, end]. `text` is what
    stands there, `block` the index of its paragraph or table in Document.blocks."""

    anchor: Anchor
    start: int
    end: int
    cell: bool
    text: str
    block: int


class FlowDocument:
    """Builds `document`; `spans` are in reading order."""

    def __init__(self, case: Case, font: QFont) -> None:
        source, sheet = case.document, case.read_sheet
        self.document = QTextDocument()
        self.document.setUndoRedoEnabled(False)
        self.document.setDefaultFont(font)
        self.document.setDocumentMargin(14)
        self.spans: list[Span] = []
        self._cursor = QTextCursor(self.document)
        chapters = {chapter.block for chapter in sheet.chapters}
        self._cursor.beginEditBlock()
        self._block = 0
        for index, block in enumerate((*source.blocks, None)):
            self._block = index
            for attachment in source.attachments:
                if attachment.after_block == index:
                    word = "图片" if attachment.kind == "image" else "附件"
                    self._note(f"〔{word}：{attachment.name}〕")
            if isinstance(block, Table):
                self._table(block)
            elif block is not None:
                is_title = block.anchor == sheet.title.anchor
                self._paragraph(block, block.heading or index in chapters, is_title)
        self._cursor.endEditBlock()

    def _open_block(self, block: QTextBlockFormat, char: QTextCharFormat) -> None:
        """Go to a new block, or into the empty one that stands there at first and after a table."""
        cursor = self._cursor
        if cursor.position() == 0 or (cursor.atBlockStart() and cursor.block().length() == 1):
            cursor.setBlockFormat(block)
            cursor.setBlockCharFormat(char)
        else:
            cursor.insertBlock(block, char)
        cursor.setCharFormat(char)

    def _paragraph(self, paragraph: Paragraph, heading: bool, is_title: bool) -> None:
        block, char = QTextBlockFormat(), QTextCharFormat()
        block.setLineHeight(115, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        block.setBottomMargin(4)
        if len(paragraph.text) > _LONGEST_HEADING:
            pass
        elif is_title:
            block.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            block.setTopMargin(8)
            block.setBottomMargin(12)
            char.setFontWeight(QFont.Weight.Bold)
            char.setProperty(QTextFormat.Property.FontSizeAdjustment, 2)
        elif heading:
            block.setTopMargin(8)
            char.setFontWeight(QFont.Weight.Bold)
            char.setProperty(QTextFormat.Property.FontSizeAdjustment, 1)
        self._open_block(block, char)
        start = self._cursor.position()
        text = _soft_breaks(paragraph.text)
        self._cursor.insertText(text, char)
        end = self._cursor.position()
        self.spans.append(Span(paragraph.anchor, start, end, False, text, self._block))

    def _note(self, text: str) -> None:
        char = QTextCharFormat()
        char.setForeground(QUIET)
        char.setFontItalic(True)
        self._open_block(QTextBlockFormat(), char)
        self._cursor.insertText(text, char)

    def _table(self, table: Table) -> None:
        rows, columns = table.row_count, table.column_count
        if not rows or not columns:
            return
        self._open_block(QTextBlockFormat(), QTextCharFormat())
        made = self._cursor.insertTable(rows, columns, _table_format(table))
        taken: set[tuple[int, int]] = set()
        for cell in table.cells:
            covered = {
                (r, c)
                for r in range(cell.row, cell.row + cell.row_span)
                for c in range(cell.column, cell.column + cell.column_span)
            }
            if not covered & taken:
                taken |= covered
                if len(covered) > 1:
                    made.mergeCells(cell.row, cell.column, cell.row_span, cell.column_span)
                _fill(made, cell)
            else:  # two cells in one place, by a slip of the file: nothing may vanish from sight
                there = made.cellAt(cell.row, cell.column).lastCursorPosition()
                there.insertText("\u2028" + _soft_breaks(cell.text.strip()))
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        for cell in table.cells:  # positions are known only now that all cells have their text
            at = made.cellAt(cell.row, cell.column)
            start, end = at.firstCursorPosition().position(), at.lastCursorPosition().position()
            self.spans.append(Span(cell.anchor, start, end, True, cell.text, self._block))


def _table_format(table: Table) -> QTextTableFormat:
    style = QTextTableFormat()
    style.setBorder(1)
    style.setBorderBrush(QColor("#9aa3ad"))
    style.setBorderStyle(QTextTableFormat.BorderStyle.BorderStyle_Solid)
    style.setBorderCollapse(True)
    style.setCellSpacing(0)
    style.setCellPadding(3)
    style.setTopMargin(6)
    style.setBottomMargin(10)
    if not table.ragged:
        weights = _column_weights(table)
        percent = QTextLength.Type.PercentageLength
        # 99: at 100 the border makes it wider than the view
        style.setWidth(QTextLength(percent, 99))
        style.setColumnWidthConstraints(
            [QTextLength(percent, 100 * weight / sum(weights)) for weight in weights]
        )
    return style


def _column_weights(table: Table) -> list[float]:
    """How wide columns are to be beside each other. Left to itself, a QTextTable gives figures the room
    that labels need."""
    weights = []
    for column in range(table.column_count):
        alone = [c for c in table.cells if c.column == column and c.column_span == 1]
        figures = [c for c in alone if _is_figure(c)]
        words = [c for c in alone if not _is_figure(c)]
        longest = max((len(c.text.strip()) for c in figures), default=0)
        label = max((len(c.text.strip()) / min(c.row_span, 4) for c in words), default=0.0)
        if len(figures) >= len(words):  # heads above figures take two lines
            weights.append(max(3.0, longest, min(label / 2, 6.0)))
        else:
            weights.append(max(3.5, min(label, 14.0)))
    return weights


def _is_figure(cell: Cell) -> bool:
    return parse_quantity(cell.text).state is not State.UNREADABLE


def _fill(table: QTextTable, cell: Cell) -> None:
    cursor = table.cellAt(cell.row, cell.column).firstCursorPosition()
    block = QTextBlockFormat()
    side = Qt.AlignmentFlag.AlignHCenter if _is_figure(cell) else Qt.AlignmentFlag.AlignLeft
    block.setAlignment(side)
    cursor.setBlockFormat(block)
    text = _soft_breaks(cell.text.strip())
    cursor.insertText(text or ("〔图片〕" if cell.has_image else ""))


def _soft_breaks(text: str) -> str:
    """Line breaks inside a paragraph or cell as soft ones, so that it stays one block."""
    return text.replace("\r\n", "\n").replace("\n", "\u2028")
