"""The export of a corrected docx, with the questions it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.export import ExportError, ExportReport, export_docx_report
from core.finding import CellState, Finding
from core.sources import home
from core.verdicts import VerdictKind
from gui.session import Session
from gui.settings import settings
from gui.tasks import call_in_thread
from gui.theme import finding_state

if TYPE_CHECKING:
    from core.export.across import AcrossResults
    from core.export.report_json import ReportDict

__all__ = ["ask_unsaved", "default_target", "export", "export_findings", "export_opinion"]

_LISTED = 6
#: closing a window with several unsaved reports
DISCARD_ALL = QMessageBox.StandardButton.NoToAll


def default_target(source: Path, folder: Path | None = None) -> Path:
    """`<原名>（已勾稽）.docx` beside the source, or in `folder`."""
    return (folder or _folder_of(source)) / f"{source.stem}（已勾稽）.docx"


def _folder_of(source: Path) -> Path:
    """Where exports of a report are put if nothing else is said: beside the auditor's own file, which
    may be an archive; for what was pasted, where reports were opened last."""
    folder = home(source)
    if folder is None:
        last = str(settings().value("open/folder", ""))
        folder = Path(last) if last and Path(last).is_dir() else Path.home()
    return folder


def open_errors(session: Session) -> list[Finding]:
    """Errors that the auditor has neither explained nor put aside."""
    settled = (VerdictKind.EXPLAINED, VerdictKind.NOT_A_FAULT)
    return [
        f
        for f in session.case.result.findings
        if finding_state(f) is CellState.ERROR
        and not ((verdict := session.verdict_of(f)) and verdict.kind in settled)
    ]


def export(session: Session, parent: QWidget) -> ExportReport | None:
    """Ask where to, and write. None when the auditor turned back or it failed (then it was said)."""
    errors = open_errors(session)
    if errors and not _go_on_with(errors, parent):
        return None
    target = _ask_target(session, parent)
    if target is None:
        return None
    try:
        report = call_in_thread(
            parent, "正在导出…", lambda: export_docx_report(session.case, target)
        )
    except ExportError as error:
        QMessageBox.warning(parent, "没有导出", str(error))
        return None
    session.set_exported()
    _say_what_is_missing(report, parent)
    return report


def export_findings(
    sessions: Sequence[Session], parent: QWidget, across: AcrossResults
) -> Path | None:
    """A workbook of what was found in these reports and across them, with the auditor's verdicts. None
    when the auditor turned back or it failed (then it was said)."""
    from core.export.workbook import export_workbook

    def write(reports: Sequence[ReportDict], target: Path, never: Sequence[Path]) -> Path:
        return export_workbook(reports, target, never=never, more=across.sheets())

    names = ("导出核对结果", "核对结果", "Excel 工作簿 (*.xlsx)", ".xlsx")
    return _export_results(sessions, parent, names, write)


def export_opinion(session: Session, parent: QWidget, across: AcrossResults) -> Path | None:
    """The 核对意见 on a report as a docx, with what was found between it and others. None as with
    :func:`export_findings`."""
    from core.export.opinion import export_opinion as write_opinion

    def write(reports: Sequence[ReportDict], target: Path, never: Sequence[Path]) -> Path:
        return write_opinion(reports, target, never=never, across=across.dicts())

    name = f"{session.path.stem}（核对意见）"
    names = ("导出核对意见", name, "Word 文档 (*.docx)", ".docx")
    return _export_results([session], parent, names, write)


def _export_results(
    sessions: Sequence[Session],
    parent: QWidget,
    names: tuple[str, str, str, str],
    write: Callable[[Sequence[ReportDict], Path, Sequence[Path]], Path],
) -> Path | None:
    """`names`: the dialog's title, the file's name, the dialog's filter, the suffix."""
    from core.export.report_json import report_dict

    title, name, kind, suffix = names
    folder = _folder_of(sessions[0].path)
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(folder / f"{name}{suffix}"), kind)
    if not chosen:
        return None
    target = Path(chosen)
    if target.suffix.lower() != suffix:
        target = target.with_name(f"{target.name}{suffix}")
        if target.exists() and not _overwrite(target, parent):
            return None
    reports = [report_dict(s.case, s.verdict_of) for s in sessions]
    sources = [s.path for s in sessions]
    try:
        call_in_thread(parent, "正在导出…", lambda: write(reports, target, sources))
    except ExportError as error:
        QMessageBox.warning(parent, "没有导出", str(error))
        return None
    return target


def _go_on_with(errors: Sequence[Finding], parent: QWidget) -> bool:
    """Say which errors are open; whether to export all the same."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("仍有错误")
    box.setText(f"还有 {len(errors)} 处错误没有消除，仍要导出吗？")
    lines = [f"✗ {f.message}" for f in errors[:_LISTED]]
    if len(errors) > _LISTED:
        lines.append(f"……等 {len(errors)} 处")
    box.setInformativeText("\n".join(lines))
    go_on = box.addButton("仍然导出", QMessageBox.ButtonRole.AcceptRole)
    back = box.addButton("返回修改", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(back)
    box.setEscapeButton(back)
    box.exec()
    return box.clickedButton() is go_on


def _ask_target(session: Session, parent: QWidget) -> Path | None:
    """Where to; never the original itself, whatever it is called."""
    suggestion = default_target(session.path)
    while True:
        chosen, _ = QFileDialog.getSaveFileName(
            parent, "导出修改后的 docx", str(suggestion), "Word 文档 (*.docx)"
        )
        if not chosen:
            return None
        target = Path(chosen)
        if target.suffix.lower() != ".docx":
            target = target.with_name(target.name + ".docx")
            if target.exists() and not _overwrite(target, parent):
                continue
        if not _same_file(target, session.path):
            return target
        QMessageBox.warning(parent, "请换一个文件名", "原文件不会被改写，请换一个文件名或文件夹。")


def _overwrite(target: Path, parent: QWidget) -> bool:
    """For a name the file dialog has not seen in full."""
    Button = QMessageBox.StandardButton
    asked = QMessageBox.question(parent, "文件已存在", f"“{target.name}”已经存在，要替换它吗？")
    return asked == Button.Yes


def _same_file(a: Path, b: Path) -> bool:
    try:
        return a.samefile(b)
    except OSError:
        return a.absolute() == b.absolute()


def _say_what_is_missing(report: ExportReport, parent: QWidget) -> None:
    """Corrections the file could not carry must not be lost from sight."""
    lines = [*map(str, report.not_placed), *report.notes]
    if lines:
        QMessageBox.information(
            parent, "已导出，请注意", "文件已导出，但以下各项请注意：\n\n" + "\n".join(lines)
        )


def ask_unsaved(
    session: Session, parent: QWidget, several: bool = False
) -> QMessageBox.StandardButton:
    """Save, Discard, Cancel, or (with `several` reports to go) NoToAll."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("更正尚未导出")
    box.setText(f"“{session.path.name}”有更正尚未导出。")
    box.setInformativeText("要先导出修改后的 docx 吗？不保存的更正会丢失。")
    save = box.addButton("保存", QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton("不保存", QMessageBox.ButtonRole.DestructiveRole)
    every = box.addButton("全部不保存", QMessageBox.ButtonRole.DestructiveRole) if several else None
    cancel = box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(save)
    box.setEscapeButton(cancel)
    box.exec()
    clicked = box.clickedButton()
    if clicked is save:
        return QMessageBox.StandardButton.Save
    if clicked is discard:
        return QMessageBox.StandardButton.Discard
    if every is not None and clicked is every:
        return DISCARD_ALL
    return QMessageBox.StandardButton.Cancel
