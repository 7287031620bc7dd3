"""What the commands of the window do to the report in view, or to the list the auditor works in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

if TYPE_CHECKING:
    from core.verdicts import VerdictKind
    from gui.main_window import MainWindow
    from gui.tables.view import FormView

__all__ = ["ReportCommands"]


class ReportCommands:
    """Each does nothing where there is nothing to do it to."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def copy(self) -> None:
        if (panel := self._window.across.focused()) is not None:
            panel.copy_current()
            return
        workspace = self._window.workspace()
        if workspace is None:
            return
        view = workspace.tabs.current_view()
        if workspace.findings.view.hasFocus():
            workspace.findings.copy()
        elif view is not None:
            view.copy()

    def paste(self) -> None:
        """Into the form; where there is none, or in the list of reports, as a new report."""
        view = self._form_view()
        if view is None or self._window.cases_view.hasFocus():
            self._window.open_clipboard()
        else:
            view.paste()

    def say_not_pasted(self, sentence: str) -> None:
        QMessageBox.warning(self._window, "没有粘贴", sentence)

    def select_all(self) -> None:
        view = self._form_view()
        if view is not None:
            view.select_all()

    def _form_view(self) -> FormView | None:
        workspace = self._window.workspace()
        return workspace.tabs.current_view() if workspace else None

    def judge(self, kind: VerdictKind | None) -> None:
        """Of the panel the auditor works in, else of the report."""
        if (panel := self._window.across.focused()) is not None:
            panel.judge(kind)
        elif workspace := self._window.workspace():
            workspace.findings.judge(kind)

    def mark_misread(self) -> None:
        if workspace := self._window.workspace():
            workspace.mark_misread()

    def mark_correction(self) -> None:
        if workspace := self._window.workspace():
            workspace.mark_correction()

    def confirm_reading(self) -> None:
        if workspace := self._window.workspace():
            workspace.confirm_reading()

    def revert(self) -> None:
        if workspace := self._window.workspace():
            workspace.revert()

    def go_to_broken(self, forward: bool) -> None:
        if workspace := self._window.workspace():
            workspace.go_to_broken(forward)

    def step_finding(self, forward: bool) -> None:
        if workspace := self._window.workspace():
            workspace.step_finding(forward)

    def zoom(self, steps: int) -> None:
        if workspace := self._window.workspace():
            workspace.viewer.zoom_by(steps)

    def zoom_fit(self) -> None:
        if workspace := self._window.workspace():
            workspace.viewer.zoom_fit()
