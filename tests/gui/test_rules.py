"""The auditor's own rules in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from core.rulebook import load_rulebook
from gui.main_window import MainWindow
from gui.session import Session
from gui.tasks import Loader
from tests.gui import reports
from tests.gui.conftest import errors
from tests.gui.reports import PERMITS, RECEIVED

Open = Callable[..., None]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "本省.toml"
    path.write_text('name = "本省"\noff = ["T3-SUM"]\n[severity]\n"T2-ROW" = "info"\n', "utf-8")
    return path


def session_of(window: MainWindow) -> Session:
    session = window.current_session()
    assert session is not None
    return session


def ask_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def test_what_is_open_is_checked_again_and_edits_stay(
    window: MainWindow, open_files: Open, broken_docx: Path, book: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    open_files(broken_docx)
    assert errors(session_of(window)) == ["T2-BAL", "T2-ROW", "T3-SUM"]
    session_of(window).edit({PERMITS: "3"})
    ask_for(book, monkeypatch)
    window.actions_.use_rules.trigger()
    assert errors(session_of(window)) == ["T2-BAL"]
    assert session_of(window).text(PERMITS) == "3"
    assert session_of(window).unsaved
    workspace = window.workspace()
    assert workspace is not None
    assert workspace.session is session_of(window)
    assert "T3-SUM" not in [f.rule for f in workspace.findings.findings()]
    assert window.actions_.drop_rules.text() == "停用自定规则“本省”"
    window.actions_.drop_rules.trigger()
    assert errors(session_of(window)) == ["T2-BAL", "T2-ROW", "T3-SUM"]
    assert session_of(window).text(PERMITS) == "3"
    assert not window.actions_.drop_rules.isEnabled()
    right = str(int(session_of(window).text(RECEIVED)) - 1)
    session_of(window).edit({RECEIVED: right})
    window.actions_.undo.trigger()
    assert session_of(window).text(RECEIVED) != right


def test_reports_opened_later_are_held_to_them_too(
    window: MainWindow, open_files: Open, broken_docx: Path, book: Path
) -> None:
    assert window.rules.use(book)
    open_files(broken_docx)
    assert errors(session_of(window)) == ["T2-BAL"]


def test_they_are_remembered(
    broken_docx: Path, window: MainWindow, book: Path, qtbot: QtBot
) -> None:
    window.rules.use(book)
    second = MainWindow(Loader(reader=reports.DirectReader()))
    qtbot.addWidget(second)
    with qtbot.waitSignal(second.settled):
        second.open_paths([broken_docx])
    assert errors(session_of(second)) == ["T2-BAL"]
    second.rules.drop()
    third = MainWindow(Loader(reader=reports.DirectReader()))
    qtbot.addWidget(third)
    assert third.rules.restore() == ""
    assert third.rules.rulebook is None


def test_what_is_wrong_is_said_with_its_line_and_nothing_changes(
    window: MainWindow, open_files: Open, broken_docx: Path, book: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    open_files(broken_docx)
    window.rules.use(book)
    wrong = book.with_name("错的.toml")
    wrong.write_text('name = "x"\n\noff = ["T2-BALL"]\n', "utf-8")
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *a: told.append(a[2]))
    ask_for(wrong, monkeypatch)
    window.actions_.use_rules.trigger()
    assert told == ["错的.toml 第3行：没有编号为 T2-BALL 的规则，是否为 T2-BAL。"]
    assert window.rules.name == "本省"
    assert errors(session_of(window)) == ["T2-BAL"]


def test_a_remembered_file_that_is_gone_is_said(
    window: MainWindow, book: Path, broken_docx: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.rules.use(book)
    book.unlink()
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *a: told.append(a[2]))
    second = MainWindow(Loader(reader=reports.DirectReader()))
    qtbot.addWidget(second)
    with qtbot.waitSignal(second.settled):
        second.open_paths([broken_docx])
    assert len(told) == 1
    assert told[0].startswith("上次使用的自定规则没有载入：本省.toml")
    assert errors(session_of(second)) == ["T2-BAL", "T2-ROW", "T3-SUM"]


def test_the_template_changes_nothing(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for(tmp_path / "样本", monkeypatch)
    window.actions_.rules_template.trigger()
    loaded = load_rulebook(tmp_path / "样本.toml")
    assert not loaded.policy.off
    assert not loaded.added
