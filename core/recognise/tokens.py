"""A Document as one flow of texts: cells of tables and lines of text alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.document import Anchor, Block, Document, Paragraph, Reading, Table, TextAnchor
from core.formats import Form, FormTable
from core.labels import core_label, simplify

__all__ = ["Token", "paragraph_tokens", "run_on_tokens", "table_tokens"]


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


# A paragraph that holds a whole table without its cell borders (real 24, 57) ---------------------

_NUMBER = r"[+-]?\d[\d,.]*(?:\s*万?元)?"
_FIGURE = re.compile(rf"{_NUMBER}|[—–\-/]+")
_AFTER_LABEL = re.compile(
    rf"\s*(?:[（(][^（）()]*[)）])?\s*(?:(?:条|件|次|篇|个|人次|人|万元|元)(?=[\s\d]))?\s*"
    rf"((?:{_NUMBER}|[—–\-/])(?:\s+(?:{_NUMBER}|[—–/](?!\S)))*)(?![\d、.．）)])"
)
_BEFORE_LABEL = re.compile(
    r"(?:其中[:：])?(?:\d+[、.．]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])?$"
)


def run_on_tokens(document: Document, form: Form) -> list[Token]:
    """Tokens of the paragraphs in which a table of `form` has run together, [] where there is none.

    A paragraph counts only when at least three of a table's column heads stand in it: prose never
    has those.
    """
    tokens: list[Token] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph) and len(block.text) > 40:
            folded = re.sub(r"\W", "", simplify(block.text))
            for table in form.tables:
                heads = {c for c in map(core_label, table.heads) if len(c) >= 3}
                if sum(h in folded for h in heads) >= min(3, len(heads)):
                    tokens += _split(block, index, table)
    return tokens


def _split(paragraph: Paragraph, index: int, table: FormTable) -> list[Token]:
    text = paragraph.text
    letters = [i for i, c in enumerate(text) if c.isalnum()]
    folded = "".join(_one(text[i]) for i in letters)
    tokens: list[Token] = []
    position = 0
    for line in table.lines:
        names = [core_label(n) for n in (line.label, *line.aliases) if n]
        places = [(p, -len(n), n) for n in names if n and (p := folded.find(n, position)) >= 0]
        if not places:
            continue
        start, _, name = min(places)
        position = start + len(name)
        first, after = letters[start], letters[position - 1] + 1
        lead = _BEFORE_LABEL.search(text[:first])
        tokens.append(_token(paragraph, index, lead.start() if lead else first, after))
        if found := _AFTER_LABEL.match(text, after):
            tokens += [
                _token(paragraph, index, m.start(), m.end())
                for m in _FIGURE.finditer(text, found.start(1), found.end(1))
            ]
    return tokens


def _one(char: str) -> str:
    simple = simplify(char)
    return simple if len(simple) == 1 else char


def _token(paragraph: Paragraph, index: int, start: int, end: int) -> Token:
    anchor: Anchor = paragraph.anchor
    if isinstance(anchor, TextAnchor):
        anchor = TextAnchor(anchor.line, anchor.start + start, anchor.start + end)
    return Token(paragraph.text[start:end], anchor, index, glued=True)
