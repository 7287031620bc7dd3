"""A report and the file with its tables, in the window: offered, joined, exported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.case import Case
from core.export import export_docx_report
from gui.main_window import MainWindow
from gui.viewer.flow import FlowView
from tests.core.test_joining import NEW, halves
from tests.generator.report import LaidOut

Open = Callable[..., None]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, LaidOut]:
    return halves(tmp_path)


@pytest.fixture
def offered(
    window: MainWindow,
    files: tuple[Path, Path, LaidOut],
    open_files: Open,
    qtmodeltester: ModelTester,
) -> MainWindow:
    qtmodeltester.check(window.cases)
    open_files(*files[:2])
    return window


def test_two_that_belong_together_are_offered(
    offered: MainWindow, files: tuple[Path, Path, LaidOut]
) -> None:
    text, tables, _ = files
    bar = offered.join_bar
    assert bar.isVisible()
    assert f"“{text.name}”没有统计表，“{tables.name}”只有统计表" in bar._text.text()
    assert len(offered.cases) == 2  # and nothing has happened


def test_joined_they_are_one_report(
    offered: MainWindow, files: tuple[Path, Path, LaidOut], qtbot: QtBot, tmp_path: Path
) -> None:
    text, tables, laid = files
    second = offered.cases.entry(1).session
    assert second is not None
    second.edit({NEW: "4321"})
    qtbot.mouseClick(offered.join_bar._yes, Qt.MouseButton.LeftButton)
    (entry,) = offered.cases
    assert not offered.join_bar.isVisible()
    assert entry.file == f"{text.name} + {tables.name}"
    assert offered.current_entry() is entry
    session = entry.session
    assert session is not None
    assert session.text(NEW) == "4321"
    assert session.unsaved
    workspace = offered._workspaces[entry]
    viewer = workspace.viewer
    assert isinstance(viewer, FlowView)
    shown = viewer.document().toPlainText()
    assert laid.report.title in shown
    fact = session.case.read_sheet.facts[NEW]
    assert fact.anchor is not None
    assert viewer._find(fact.anchor) is not None  # the cell is found in the view
    made = export_docx_report(session.case, tmp_path / "out.docx")
    again = Case.open(made.path)
    assert again.sheet.facts[NEW].quantity.value == 4321
    assert [c.number for c in again.sheet.chapters] == [1, 2, 3, 4, 5, 6]


def test_what_is_declined_is_not_offered_again(offered: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(offered.join_bar._no, Qt.MouseButton.LeftButton)
    offered.join_bar.refresh()
    assert not offered.join_bar.isVisible()
    assert len(offered.cases) == 2


def test_an_offer_goes_with_its_file(offered: MainWindow) -> None:
    offered.close_entry(offered.cases.entry(1))
    assert not offered.join_bar.isVisible()


def test_other_rules_check_it_again(offered: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    qtbot.mouseClick(offered.join_bar._yes, Qt.MouseButton.LeftButton)
    book = tmp_path / "某省.toml"
    book.write_text('off = ["FMT-LEN"]\n', encoding="utf-8")
    assert offered.rules.use(book)
    (entry,) = offered.cases
    assert entry.session is not None
    assert entry.session.case.rulebook is not None
    assert entry.session.case.document.also
