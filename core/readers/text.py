"""Plain text, as copied from a page or converted from something else.

What separated the cells is guessed from the text itself (DOMAIN §4, layouts b–e):

* tabs: one row a line;
* `|` between cells, with or without one at the ends of a line (Markdown and its like): one row a
  line;
* `|` *after* every cell, line ends meaning nothing: several cells a line, one cell a line, or the
  `|` on a line of its own.

One cell a line without any separator stays one Paragraph a line. Every Table is `ragged`: the order
of the cells and the blanks among them are sure, rows and columns are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from core.document import Block, Document, Paragraph, Table, TextAnchor
from core.readers.decode import decode
from core.readers.errors import Unreadable
from core.readers.prose import plain, split_at_headings
from core.readers.text_lines import NUMBERED, Lines, Span
from core.readers.text_tables import Zone

__all__ = ["parse_text", "read_text"]

# A short line of Chinese: no sentence, no figure, no date, nothing of a page's head.
_PART_OF_LABEL = re.compile(
    r"(?!.*(?:\d{4}|[报報]告|年[报報]|[发發]布|[来來]源))(?:\d{1,2}[.．、])?[（(]?[\u4e00-\u9fff]"
    r"[\u4e00-\u9fff\d（）()、，,/“”\"]{0,19}"
)


def read_text(path: Path) -> Document:
    """Read a plain text file.

    Raises:
        Unreadable: no text in any known encoding, or nothing but white space.
    """
    decoded = decode(path.read_bytes())
    if decoded is None:
        raise Unreadable("这个文件不是文本，里面的内容认不出来，请确认没有选错文件。")
    return parse_text(path, decoded.text, decoded.notes)


def parse_text(path: Path, source: str, notes: tuple[str, ...] = ()) -> Document:
    """`source` (already decoded) as a Document. Raises Unreadable when it is blank."""
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Unreadable("文件里没有任何文字，请重新下载或向填报单位索取。")
    blocks = tuple(_blocks(Lines(text)))
    if not blocks:
        raise Unreadable("文件里只有分隔线，没有任何文字，请重新下载或向填报单位索取。")
    return Document(path, "text", blocks, text=text, notes=notes)


def _blocks(lines: Lines) -> Iterator[Block]:
    spaced = lines.spaced()
    pending: list[Span] = []
    at = 0
    while at < len(lines):
        if lines.kinds[at] in ("pipe", "tab"):
            at, found = Zone(lines, pending).read(at)
            for is_table, pieces in groupby(found, key=lambda piece: isinstance(piece, Table)):
                if is_table:
                    yield from (piece for piece in pieces if isinstance(piece, Table))
                else:
                    spans = [piece for piece in pieces if isinstance(piece, Span)]
                    yield from _paragraphs(lines, spans, spaced)
            pending = []
        else:
            if lines.kinds[at] == "text":
                pending.append(lines.whole(at))
            at += 1
    yield from _paragraphs(lines, pending, spaced)


def _paragraphs(lines: Lines, spans: Sequence[Span], spaced: bool) -> Iterator[Paragraph]:
    at = 0
    while at < len(spans):
        span = spans[at]
        together = _broken_cell(lines, spans, at) if spaced else 1
        last = spans[at + together - 1]
        stretch = lines.text[span.start : last.end]
        at += together
        for start, end in split_at_headings(stretch):
            anchor = TextAnchor(span.line, span.start + start, span.start + end)
            said = stretch[start:end]
            shown = re.sub(r"^#{1,6}\s+", "", said.replace("**", "")).strip()
            if shown:
                yield Paragraph(shown, anchor, heading=said.startswith("#") and shown != said)


def _broken_cell(lines: Lines, spans: Sequence[Span], at: int) -> int:
    """How many lines from `at` on are one cell broken over lines, where every other cell stands
    between blank lines: `本年新` / `制作数量`."""
    count = 1
    while (
        at + count < len(spans)
        and count < 4
        and spans[at + count].line == spans[at + count - 1].line + 1
    ):
        count += 1
    if at + count < len(spans) and spans[at + count].line == spans[at + count - 1].line + 1:
        return 1
    if at and spans[at - 1].line == spans[at].line - 1:
        return 1
    said = [plain(lines.said(s)) for s in spans[at : at + count]]
    whole = not any(NUMBERED.match(line) for line in said[1:])
    return count if whole and all(map(_PART_OF_LABEL.fullmatch, said)) else 1
