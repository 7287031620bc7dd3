"""A workbook that carries a report's tables without its text."""

from __future__ import annotations

from core.document import Document
from core.facts import FactSheet, TablePresence
from core.finding import Finding, Outcome, Severity

__all__ = ["is_tables_only", "what_was_not_checked"]

_MOST_TEXT = 500
"""Characters: headings, units and notes of three tables; the shortest reports have some 1,500."""


def is_tables_only(document: Document, sheet: FactSheet) -> bool:
    """Whether a file has tables of a form and is not meant to have anything else."""
    return (
        document.kind == "workbook"
        and sheet.form is not None
        and sheet.form_by_labels
        and sum(len(p.text) for p in document.paragraphs) <= _MOST_TEXT
    )


def what_was_not_checked(sheet: FactSheet, rule: str) -> Finding:
    """Said once, instead of a finding for each thing that a text would have to say."""
    form = sheet.form
    absent = [
        table.name
        for table in (form.tables if form is not None else ())
        if (reading := sheet.tables.get(table.key)) is None
        or reading.presence is TablePresence.MISSING
    ]
    message = "工作簿里只有统计表、没有报告正文，标题、章节和正文里的数字没有核对"
    if absent:
        message += f"；其中没有{'、'.join(absent)}"
    return Finding(rule, Severity.INFO, Outcome.CANNOT_CHECK, f"{message}。")
