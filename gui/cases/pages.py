"""The file made of the pictures of a report's pages, with the questions it takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from gui.cases.model import OpenReport
from gui.tasks import call_in_thread

__all__ = ["report_of"]


def report_of(entries: Sequence[OpenReport], parent: QWidget) -> Path | None:
    """The file that core.picture_pages makes of the entries' pictures, in this order. None when the
    auditor turned back or it failed (then it was said)."""
    from core.picture_pages import make_report
    from core.readers import Unreadable

    edited = [e for e in entries if e.session is not None and e.session.case.edits]
    if edited and not _go_on_without(edited, parent):
        return None
    pages = list(dict.fromkeys(e.path for e in entries))
    try:
        return call_in_thread(parent, "正在合并图片…", lambda: make_report(pages))
    except Unreadable as error:
        QMessageBox.warning(parent, "没有合并", str(error))
        return None


def _go_on_without(edited: Sequence[OpenReport], parent: QWidget) -> bool:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("有修改")
    box.setText(
        f"{'、'.join(f'“{e.file}”' for e in edited)}已经改过，合并后要重新修改，仍要合并吗？"
    )
    go_on = box.addButton("仍然合并", QMessageBox.ButtonRole.AcceptRole)
    back = box.addButton("不合并", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(back)
    box.setEscapeButton(back)
    box.exec()
    return box.clickedButton() is go_on
