"""The auditor's verdicts: given in the list, kept over closing, shown and filtered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.finding import CellState, Finding
from core.store import StoreError
from core.verdicts import VerdictKind
from gui.exporting import open_errors
from gui.findings import verdicts
from gui.findings.model import FindingsModel
from gui.findings.panel import FindingsPanel
from gui.main_window import MainWindow
from gui.theme import QUIET
from gui.workspace import Workspace
from tests.gui.reports import RECEIVED

Open = Callable[..., None]


def choose(panel: FindingsPanel, row: int = 0) -> Finding:
    finding = panel.findings()[row]
    panel.set_current(finding)
    panel.chosen.emit(finding)
    return finding


def said(panel: FindingsPanel, row: int = 0) -> str:
    text = panel.view.model().index(row, 3).data()
    assert isinstance(text, str)
    return text


def panel_of(window: MainWindow) -> FindingsPanel:
    workspace = window.workspace()
    assert workspace is not None
    return workspace.findings


def test_verdicts_are_shown_and_taken_back(workspace: Workspace) -> None:
    panel = workspace.findings
    assert panel.view.isColumnHidden(3)
    choose(panel)
    panel.judge(VerdictKind.CONFIRMED)
    assert said(panel) == "✓ 属实"
    assert not panel.view.isColumnHidden(3)
    panel.judge(None)
    assert said(panel) == ""
    assert panel.view.isColumnHidden(3)


def test_what_is_no_fault_is_grey_and_can_be_hidden(
    workspace: Workspace, qtmodeltester: ModelTester
) -> None:
    panel = workspace.findings
    number = len(panel.findings())
    put_aside = choose(panel)
    ink = panel.view.model().index(0, 2).data(Qt.ItemDataRole.ForegroundRole)
    assert ink is None
    panel.judge(VerdictKind.NOT_A_FAULT)
    ink = panel.view.model().index(0, 2).data(Qt.ItemDataRole.ForegroundRole)
    assert ink.color() == QUIET
    assert panel._no_faults.text() == "不是问题 1"
    panel._no_faults.click()
    assert len(panel.findings()) == number - 1
    assert put_aside not in panel.findings()
    assert panel._hidden_note.text() == "（已隐藏 1 条）"
    panel._no_faults.click()
    assert put_aside in panel.findings()
    qtmodeltester.check(panel._model)


def test_an_explanation_needs_its_reason(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    panel = workspace.findings
    choose(panel)
    typed = ""

    def answer(dialog: verdicts._ReasonDialog) -> int:
        assert not dialog.ok.isEnabled()
        qtbot.keyClicks(dialog.edit, typed)
        assert dialog.ok.isEnabled() is bool(typed.strip())
        dialog.accept() if typed.strip() else dialog.reject()
        return dialog.result()

    monkeypatch.setattr(verdicts._ReasonDialog, "exec", answer)
    typed = "  "
    panel.judge(VerdictKind.EXPLAINED)
    assert panel.view.isColumnHidden(3)
    typed = "KJ: city"
    panel.judge(VerdictKind.EXPLAINED)
    assert said(panel) == "※ 已说明：KJ: city"


def test_verdicts_are_there_again(
    window: MainWindow, open_files: Open, broken_docx: Path, tmp_path: Path, data_folder: Path
) -> None:
    open_files(broken_docx)
    judged = choose(panel_of(window), 1)
    window.actions_.put_aside.trigger()
    assert (data_folder / "gouji.sqlite3").exists()
    window.close_current()
    moved = tmp_path / "elsewhere.docx"
    broken_docx.rename(moved)
    open_files(moved)
    panel = panel_of(window)
    row = next(i for i, f in enumerate(panel.findings()) if f.message == judged.message)
    assert said(panel, row) == "○ 不是问题"
    assert not said(panel, 0)


def test_a_verdict_goes_with_the_figure_it_was_given_on(workspace: Workspace) -> None:
    session, panel = workspace.session, workspace.findings
    row = next(i for i, f in enumerate(panel.findings()) if RECEIVED in f.addresses)
    choose(panel, row)
    panel.judge(VerdictKind.NOT_A_FAULT)
    session.edit({RECEIVED: "987654"})
    assert panel.view.isColumnHidden(3)
    session.undo_stack.undo()
    assert [v.kind for v in panel._model.verdicts()] == [VerdictKind.NOT_A_FAULT]


def test_settled_errors_do_not_hold_up_the_export(workspace: Workspace) -> None:
    panel, session = workspace.findings, workspace.session
    number = len(open_errors(session))
    state = panel.view.model().index(0, 0).data(FindingsModel.StateRole)
    assert state == CellState.ERROR
    choose(panel)
    panel.judge(VerdictKind.CONFIRMED)
    assert len(open_errors(session)) == number
    panel.judge(VerdictKind.NOT_A_FAULT)
    assert len(open_errors(session)) == number - 1


def test_keys_and_menu(workspace: Workspace, window: MainWindow, open_files: Open,
                       broken_docx: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    open_files(broken_docx)
    panel = panel_of(window)
    panel.view.setFocus()
    panel.view.selectionModel().setCurrentIndex(
        panel.view.model().index(0, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    qtbot.keyClick(panel.view, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert said(panel) == "✓ 属实"
    menus: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, *_: menus.append(menu))
    where = panel.view.visualRect(panel.view.model().index(0, 2)).center()
    panel.view.customContextMenuRequested.emit(where)
    marked = next(a for a in menus[0].actions() if a.text().startswith("属实"))
    assert marked.isChecked()
    next(a for a in menus[0].actions() if a.text().startswith("取消标记")).trigger()
    assert said(panel) == ""


def test_a_verdict_that_can_not_be_kept_is_not_given(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = workspace.findings
    choose(panel)

    def fail(*_: object) -> None:
        raise StoreError("数据文件读写失败。")

    warned: list[str] = []
    monkeypatch.setattr(workspace.session.verdict_of, "set", fail)
    monkeypatch.setattr(QMessageBox, "warning", lambda *a: warned.append(a[2]))
    panel.judge(VerdictKind.CONFIRMED)
    assert warned == ["数据文件读写失败。标记没有改动。"]
    assert said(panel) == ""


def test_without_a_place_to_keep_them_work_goes_on(
    window: MainWindow, open_files: Open, broken_docx: Path, data_folder: Path
) -> None:
    data_folder.rmdir()
    data_folder.write_text("not a folder")
    sentences: list[str] = []
    window.opener.said.connect(sentences.append)
    open_files(broken_docx)
    assert len(sentences) == 1
    assert sentences[0].endswith("关闭后不会保留。")
    choose(panel_of(window))
    panel_of(window).judge(VerdictKind.CONFIRMED)
    assert said(panel_of(window)) == "✓ 属实"


def test_the_workbook_of_findings_carries_the_verdicts(
    window: MainWindow, open_files: Open, broken_docx: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    open_files(broken_docx)
    judged = choose(panel_of(window))
    window.actions_.put_aside.trigger()
    target = tmp_path / "结果"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.actions_.export_findings.trigger()
    book = openpyxl.load_workbook(tmp_path / "结果.xlsx")
    rows = [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]
    row = next(r for r in rows if judged.message in r)
    assert "不是问题" in row
    target = tmp_path / "意见"
    window.actions_.export_opinion.trigger()
    opinion = docx.Document(str(tmp_path / "意见.docx"))
    assert any("1 条经审核认定不是问题" in p.text for p in opinion.paragraphs)
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *a: told.append(a[2]))
    target = tmp_path / "missing" / "x.xlsx"
    window.actions_.export_findings.trigger()
    assert len(told) == 1
