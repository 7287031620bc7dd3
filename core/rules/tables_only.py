"""A file that carries a report's tables without its text: a workbook, an attachment, a pasted range, a
picture of one page."""

from __future__ import annotations

from core.document import Document
from core.facts import FactSheet, TablePresence
from core.finding import Finding, Outcome, Severity

__all__ = ["is_excerpt", "is_tables_only", "what_was_not_checked"]

_MOST_TEXT = 500
"""Characters: headings, units and notes of three tables; the shortest reports have some 1,500."""


def is_excerpt(document: Document, sheet: FactSheet) -> bool:
    """Whether a file is a picture of some page of a report: the first one would bear the title."""
    is_picture = document.kind == "pdf" and document.converted is not None
    return is_picture and not sheet.title.text


def is_tables_only(document: Document, sheet: FactSheet) -> bool:
    """Whether a file has tables of a form and is not meant to have anything else.

    In a workbook the title of the report may stand above them, and headings; another file with those
    is a report that lacks its text.
    """
    if sheet.form is None or not sheet.form_by_labels or document.kind == "text":
        return False
    if is_excerpt(document, sheet):
        return True
    if sum(len(p.text) for p in document.paragraphs) > _MOST_TEXT:
        return False
    named = bool(sheet.title.text) and "统计表" not in sheet.title.text
    return document.kind == "workbook" or not (named or sheet.chapters)


def what_was_not_checked(document: Document, sheet: FactSheet, rule: str) -> Finding:
    """Said once, instead of a finding for each thing that a text would have to say."""
    form = sheet.form
    absent = [
        table.name
        for table in (form.tables if form is not None else ())
        if (reading := sheet.tables.get(table.key)) is None
        or reading.presence is TablePresence.MISSING
    ]
    if is_excerpt(document, sheet):
        message = (
            "图片只是报告的一部分（没有报告标题），只核对其中的统计表，章节和正文里的数字没有核对"
        )
    else:
        message = "文件里只有统计表、没有报告正文，标题、章节和正文里的数字没有核对"
    if absent:
        message += f"；其中没有{'、'.join(absent)}"
    return Finding(rule, Severity.INFO, Outcome.CANNOT_CHECK, f"{message}。")
