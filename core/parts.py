"""Several reports in one file: a page or a docx that holds the reports of several bodies or years.

A report begins at a line that is a title of its own (unit, year, 年度报告, nothing else) and has chapters
from 一 on with text or a table below them. A contents page, a title repeated in a page's head, links to
other years' reports have none, and split nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.document import Attachment, Block, Document, Paragraph, Part, Table
from core.facts import Title
from core.formats import official_forms
from core.labels import core_label
from core.parts_sheets import split_sheets
from core.recognise.structure import find_chapters, known_chapter_names, title_at

__all__ = ["split"]

_FEWEST_CHAPTERS = 3
_FEWEST_ROWS = 3  # of a table that is a report's, not a page's furniture
_TEXT = 40  # characters of a paragraph that says something; a line of a contents page has fewer
_LEAST_TEXT = 120


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The blocks from one title line to the next."""

    start: int
    end: int
    title: Title | None  # None for what stands before the first

    def same_report(self, other: _Stretch) -> bool:
        a, b = self.title, other.title
        if a is None or b is None or a.year != b.year:
            return False
        return a.unit == b.unit or not a.unit or not b.unit


def split(document: Document) -> tuple[Document, ...]:
    """The reports of a document, in its order; the document itself when it holds one or none.

    Each is a Document on the same file with the blocks that are its own, anchors unchanged; `part` says
    which it is. What belongs to no report (a page's menu, links) goes with the report before it, at the
    beginning with the first.
    """
    if document.kind == "workbook" and len(sheets := split_sheets(document)) > 1:
        return sheets
    stretches = _stretches(document)
    if len(stretches) < 2:
        return (document,)
    full = [s for s in stretches if s.title is not None and _is_report(document, s)]
    if len(full) < 2:
        return (document,)
    starts = [
        _beginning(full[0], stretches, full),
        *(_beginning(s, stretches, full) for s in full[1:]),
    ]
    if not any(s.title is not None for s in stretches if s.start < starts[0]):
        starts[0] = 0
    ends = [*starts[1:], len(document.blocks)]
    return tuple(
        _part(document, start, end, stretch.title, Part(number, len(full)))
        for number, (start, end, stretch) in enumerate(zip(starts, ends, full, strict=True), 1)
    )


def _stretches(document: Document) -> list[_Stretch]:
    found = [
        (i, title)
        for i, block in enumerate(document.blocks)
        if isinstance(block, Paragraph) and (title := _title(document.blocks, i)) is not None
    ]
    if not found:
        return []
    starts = [(_first_line(document.blocks, i), title) for i, title in found]
    ends = [*(start for start, _ in starts[1:]), len(document.blocks)]
    made = [_Stretch(s, e, t) for (s, t), e in zip(starts, ends, strict=True)]
    if made[0].start > 0:
        made.insert(0, _Stretch(0, made[0].start, None))
    return made


def _title(blocks: Sequence[Block], index: int) -> Title | None:
    """The title that a line is, if it is one as a whole and names a year."""
    block = blocks[index]
    assert isinstance(block, Paragraph)
    title = title_at(block)
    if title is None or title.year is None:
        return None
    if title.unit:
        return title
    before = _line_before(blocks, index)
    return replace(title, unit=before.text.strip()) if before is not None else title


_NAME_LINE = re.compile(
    r"^[^:：、，。•\d]{2,28}(?<=府|室|厅|会|局|委|办|院|处|镇|乡|道|区|县|市|省)$"
)


def _line_before(blocks: Sequence[Block], index: int) -> Paragraph | None:
    """The line above, when it is the body's name of a title in two lines."""
    before = blocks[index - 1] if index else None
    if isinstance(before, Paragraph) and _NAME_LINE.match(re.sub(r"\s", "", before.text)):
        return before
    return None


def _first_line(blocks: Sequence[Block], index: int) -> int:
    block = blocks[index]
    own = title_at(block) if isinstance(block, Paragraph) else None
    in_two = own is not None and not own.unit and _line_before(blocks, index) is not None
    return index - 1 if in_two else index


def _is_report(document: Document, stretch: _Stretch) -> bool:
    """Chapters from 一 on, and below them something that a contents page has not."""
    blocks = document.blocks[stretch.start : stretch.end]
    forms = official_forms()
    labels = {core_label(line.label) for f in forms for t in f.tables for line in t.lines}
    chapters = [  # a table printed as lines of text has numbered labels, too: 一、本年新收…
        c
        for c in find_chapters(replace(document, blocks=blocks), known_chapter_names(forms), ())
        if core_label(c.text) not in labels
    ]
    numbers = list(dict.fromkeys(c.number for c in chapters))
    if not chapters or numbers[0] != 1 or len(numbers) < _FEWEST_CHAPTERS:
        return False
    below = blocks[chapters[0].block + 1 :]
    said = sum(len(b.text) for b in below if isinstance(b, Paragraph) and len(b.text) >= _TEXT)
    return said >= _LEAST_TEXT or any(
        isinstance(b, Table) and b.row_count >= _FEWEST_ROWS for b in below
    )


def _beginning(report: _Stretch, stretches: Sequence[_Stretch], full: Sequence[_Stretch]) -> int:
    """Where a report begins: at its cover or contents, if they stand right before it."""
    start = report.start
    for earlier in reversed(stretches[: stretches.index(report)]):
        if earlier in full or not earlier.same_report(report):
            break
        start = earlier.start
    return start


def _part(document: Document, start: int, end: int, title: Title | None, part: Part) -> Document:
    attachments = tuple(
        Attachment(a.kind, a.name, a.after_block - start)
        for a in document.attachments
        if start <= a.after_block < end or (a.after_block == end == len(document.blocks))
    )
    return replace(
        document,
        blocks=document.blocks[start:end],
        title=title.text if title is not None else "",  # the file's own is that of all of them
        attachments=attachments,
        part=part,
    )
