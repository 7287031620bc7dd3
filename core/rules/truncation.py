"""Whether a file breaks off before the report ends.

What comes after the break can't be called missing: it may well be in the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.document import Document, Paragraph, Table
from core.facts import FactSheet, TablePresence
from core.formats import Form, FormLine, FormTable
from core.labels import core_label, fold, is_value
from core.rules.headings import identify

__all__ = ["Truncation", "absent_lines", "find_truncation"]

_SENTENCE = re.compile(r"[。；！？!?]")
_LONGEST_CELL = 40


@dataclass(frozen=True, slots=True)
class Truncation:
    """The file breaks off in `table` (None: between or before tables) after `text`; `chapter` is the
    last chapter that was begun (0: none)."""

    table: FormTable | None
    text: str
    chapter: int

    def hides_table(self, form: Form, key: str) -> bool:
        """Whether a table that wasn't found may stand after the break."""
        tables = [t.key for t in form.tables]
        if key not in tables:
            return True
        if self.table is not None:
            return tables.index(key) > tables.index(self.table.key)
        return form.table(key).chapter >= self.chapter


def absent_lines(sheet: FactSheet, table: FormTable) -> list[FormLine]:
    """The lines of a table without any figure in the file, those of extensions left out."""
    return [
        line
        for line in table.lines
        if not line.extension and not any(a in sheet.facts for a in line.addresses)
    ]


def find_truncation(document: Document, sheet: FactSheet) -> Truncation | None:
    """Where the file breaks off: within a table whose last lines are not there, or in the middle of a
    label. None for a file that is whole, and where nothing can be said.

    A docx, PDF or workbook that was cut off can't be opened at all, so one that could be is whole.
    """
    form = sheet.form
    if form is None or not form.tables or document.kind in ("docx", "pdf", "workbook", "joined"):
        return None
    chapters = form.chapters
    headings = identify(sheet.chapters, chapters)
    last_chapter = max((h.place for h in headings), default=0)
    if chapters and last_chapter == len(chapters):
        return None
    tail = _last_text(document)
    prose = len(tail) > _LONGEST_CELL or _SENTENCE.search(tail)
    if prose and not _is_run_on_table(tail, form):
        return None
    table = _broken_table(sheet, form, last_chapter)
    if table is not None and not (prose or _is_within(tail, table, document)):
        table = None
    if table is None and not _is_begun_label(tail, form):
        return None
    return Truncation(table, tail[-_LONGEST_CELL:], last_chapter)


def _last_text(document: Document) -> str:
    for block in reversed(document.blocks):
        if isinstance(block, Paragraph):
            if fold(block.text).strip("|"):
                return " ".join(block.text.split())
        else:
            texts = [c.text for c in block.cells if fold(c.text).strip("|")]
            if texts:
                return " ".join(texts[-1].split())
    return ""


def _is_run_on_table(text: str, form: Form) -> bool:
    """Whether a text without cell borders ends in the middle of a table (real 24)."""
    if _SENTENCE.search(text[-1:]):
        return False
    letters = re.sub(r"\W", "", fold(text))
    return any(
        sum(h in letters for h in {core_label(h) for h in t.heads}) >= 3 for t in form.tables
    )


def _broken_table(sheet: FactSheet, form: Form, last_chapter: int) -> FormTable | None:
    """The last table found, if its last line is not there and nothing of the report follows it."""
    there = [
        t
        for t in form.tables
        if t.key in sheet.tables and sheet.tables[t.key].presence is not TablePresence.MISSING
    ]
    if not there:
        return None
    table = there[-1]
    absent = absent_lines(sheet, table)
    regular = [line for line in table.lines if not line.extension]
    if (
        not absent
        or absent[-1] is not regular[-1]
        or last_chapter > (table.chapter or last_chapter)
    ):
        return None
    return table


def _is_within(tail: str, table: FormTable, document: Document) -> bool:
    """Whether the last text is one of a table's: a cell, a figure, a label or its beginning."""
    if is_value(tail) or (document.blocks and isinstance(document.blocks[-1], Table)):
        return True
    core = core_label(tail)
    labels = (*table.heads, *(n for line in table.lines for n in (line.label, *line.groups)))
    return len(core) >= 2 and any(core_label(label).startswith(core) for label in labels)


def _is_begun_label(tail: str, form: Form) -> bool:
    """Whether a text is the beginning of a label or chapter heading, or a row's label with no figure
    after it."""
    begun, core = fold(tail).lstrip("("), core_label(tail)
    if len(core) < 2 or is_value(tail):  # a figure of another table is no 15.… begun
        return False
    chapters = [n for names in form.chapters for n in names]
    labels = [n for t in form.tables for line in t.lines for n in (line.label, *line.groups)]
    heads = [h for t in form.tables for h in t.heads]
    if any(len(core_label(n)) >= 4 and core_label(n) == core for n in (*labels, *heads)):
        return True
    return any(
        len(form_label) > len(text) and form_label.startswith(text)
        for name in (*chapters, *labels, *heads)
        for form_label, text in ((fold(name).lstrip("("), begun), (core_label(name), core))
    )
