"""A Document as one flow of texts: cells of tables and lines of text alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.document import Anchor, Block, Paragraph, Reading, Table
from core.labels import is_value

_ODD = 3  # characters of a figure that was read as something else

__all__ = ["Token", "is_figure", "paragraph_tokens", "table_tokens"]


@dataclass(frozen=True, slots=True)
class Token:
    """A cell, or a line of text. `block` is its index in Document.blocks; `row` counts rows within
    the block (-1 for lines of text); `column`, `column_span` are those of a proper grid; `glued` says
    that it was cut out of a run of text that had lost its separators; `reading` that it was recognised
    in a picture."""

    text: str
    anchor: Anchor
    block: int
    row: int = -1
    column: int = -1
    column_span: int = 1
    grid: bool = False
    glued: bool = False
    reading: Reading | None = None


def is_figure(token: Token) -> bool:
    """Whether a cell is one of a figure: by its text, or because a few signs were recognised there and
    not surely, which is how a figure looks that could not be read."""
    if is_value(token.text):
        return True
    odd = token.grid and token.reading is not None and token.reading.doubtful
    text = "".join(token.text.split())
    return odd and (len(text) <= _ODD or (any(c.isdigit() for c in text) and len(text) <= 2 * _ODD))


def table_tokens(blocks: Iterable[tuple[int, Block]]) -> Iterator[Token]:
    """The cells of all tables with proper columns, row by row."""
    for index, block in blocks:
        if isinstance(block, Table) and not block.ragged:
            yield from _cells(index, block)


def paragraph_tokens(blocks: Iterable[tuple[int, Block]]) -> Iterator[Token]:
    """Lines of text and cells of ragged tables, in reading order."""
    for index, block in blocks:
        if isinstance(block, Paragraph):
            if len(block.text) <= 240:
                yield Token(block.text, block.anchor, index, reading=block.reading)
        elif block.ragged:
            yield from _cells(index, block)


def _cells(index: int, table: Table) -> Iterator[Token]:
    for row in table.rows():
        for cell in row:
            yield Token(
                cell.text,
                cell.anchor,
                index,
                cell.row,
                cell.column,
                cell.column_span,
                not table.ragged,
                reading=cell.reading,
            )
