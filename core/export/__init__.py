"""Exports. `export_docx` writes the corrected report: a docx as it was but for the corrected cells,
anything else in the official form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.atomic import WriteError, check_target, write_bytes
from core.export.errors import ExportError
from core.export.report import ExportReport, MadeDocx, NotPlaced

if TYPE_CHECKING:
    from core.case import Case

__all__ = [
    "ExportError", "ExportReport", "MadeDocx", "NotPlaced", "corrected_docx", "export_docx",
    "export_docx_report",
]  # fmt: skip


def export_docx(case: Case, target: Path) -> Path:
    """Write the corrected docx of `case` to `target` and return it. Raises ExportError."""
    return export_docx_report(case, target).path


def export_docx_report(case: Case, target: Path) -> ExportReport:
    """Like :func:`export_docx`, and says which corrections the file can't carry.

    Raises ExportError, and writes nothing, when `target` is not a .docx name, is the source under
    any name, or can't be written, or when the source has changed since it was read.
    """
    if target.suffix.lower() != ".docx":
        raise ExportError(f"导出的文件名应以 .docx 结尾，而不是“{target.name}”。")
    sources = [case.path, *case.document.also]
    try:
        check_target(target, never=sources)
        made = corrected_docx(case)
        write_bytes(target, made.data, never=sources)
    except WriteError as error:
        raise ExportError(str(error)) from error
    return ExportReport(target, made.placed, made.not_placed, made.notes)


def corrected_docx(case: Case) -> MadeDocx:
    """The corrected docx of `case` as bytes. Raises ExportError."""
    if case.document.kind == "docx":
        from core.export.corrected import corrected_package

        made = corrected_package(case)
        part = case.document.part
        if part is None or not made.placed:
            return made
        note = f"原文件里有{part.of}份报告，导出的是整个文件，其中只有第{part.number}份报告的更正。"
        return replace(made, notes=(*made.notes, note))
    from core.export.official import official_docx

    return official_docx(case)
