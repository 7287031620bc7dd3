"""The rule manual in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from core.manual import rule_ids
from gui.main_window import MainWindow
from gui.manual import ManualDialog

Open = Callable[..., None]


def shown(window: MainWindow) -> str:
    assert window._manual is not None
    assert window._manual.isVisible()
    return window._manual.page.toPlainText()


def test_a_finding_leads_to_the_page_of_its_rule(
    window: MainWindow, open_files: Open, broken_docx: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_files(broken_docx)
    workspace = window.workspace()
    assert workspace is not None
    panel = workspace.findings
    index = panel.view.model().index(1, 1)
    panel.view.doubleClicked.emit(index)
    assert shown(window).startswith(index.data())
    menus: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, *_: menus.append(menu))
    first = panel.view.model().index(0, 1)
    panel.view.customContextMenuRequested.emit(panel.view.visualRect(first).center())
    next(a for a in menus[0].actions() if a.text().startswith("查看规则")).trigger()
    assert shown(window).startswith(first.data())
    panel.step(True)
    finding = workspace.current_finding
    assert finding is not None
    window.actions_.manual.trigger()
    assert shown(window).startswith(finding.rule)


def test_every_rule_is_listed_and_has_its_page(qtbot: QtBot) -> None:
    dialog = ManualDialog(None)
    qtbot.addWidget(dialog)
    items = [dialog.rules.item(i) for i in range(dialog.rules.count())]
    rules = [rule for i in items if (rule := i.data(Qt.ItemDataRole.UserRole))]
    assert rules == list(rule_ids())
    for item in items:
        if item.data(Qt.ItemDataRole.UserRole):
            dialog.rules.setCurrentItem(item)
            text = dialog.page.toPlainText()
            assert text.startswith(item.data(Qt.ItemDataRole.UserRole))
            assert "不符的例子" in text


def test_the_pages_are_those_of_the_rules_in_force(window: MainWindow, tmp_path: Path) -> None:
    window.actions_.manual.trigger()
    assert "已停用" not in shown(window)
    window._manual.show_rule("T3-SUM")
    book = tmp_path / "r.toml"
    book.write_text('off = ["T3-SUM"]\n', "utf-8")
    window.rules.use(book)
    window.show_manual("T3-SUM")
    assert "已停用" in shown(window)


def test_the_whole_manual_can_be_exported(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = ManualDialog(None)
    qtbot.addWidget(dialog)
    target = tmp_path / "手册"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog.export()
    text = (tmp_path / "手册.html").read_text("utf-8")
    assert all(f'id="{rule}"' in text for rule in rule_ids())
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *a: told.append(a[2]))
    target = tmp_path / "missing" / "x.html"
    dialog.export()
    assert len(told) == 1
