"""The pages of a report as picture files, in the window: offered, made one, left alone."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.document import Document
from core.readers import read
from gui.cases.model import EntryState
from gui.exporting import default_target
from gui.main_window import MainWindow
from gui.reading import Cancelled, ReadFailed
from gui.tasks import Loader
from gui.viewer.pages import PagesView
from tests.core.readers.conftest import recogniser  # noqa: F401 - a fixture
from tests.core.readers.recogniser import Recogniser
from tests.core.readers.test_pictures import grid, heading
from tests.core.test_picture_pages import put
from tests.gui import reports

NAMES = ["IMG_0009.jpg", "IMG_0010.jpg", "IMG_0011.jpg", "IMG_0012.jpg"]
PERMITS = reports.PERMITS


class Held(reports.DirectReader):
    """Reads what it is let; waits for the rest until that is given up. `reports` are what the pictures
    show, by name."""

    def __init__(self) -> None:
        self.shows: dict[str, Document] = {}
        self.begun: list[str] = []
        self.given_up: list[str] = []
        self.let = threading.Event()

    def read(
        self, path: Path, cancelled: Callable[[], bool], progressed: Callable[[str], None]
    ) -> Document:
        self.begun.append(path.name)
        while path.name not in self.shows and not self.let.wait(0.01):
            if cancelled():
                self.given_up.append(path.name)
                raise Cancelled
        if path.name in self.shows:
            return replace(self.shows[path.name], path=path)
        raise ReadFailed("没有在文件中找到。")


@pytest.fixture
def reader() -> Held:
    return Held()


@pytest.fixture
def window(
    qtbot: QtBot,
    reader: Held,
    recogniser: Recogniser,  # noqa: F811
    qtmodeltester: ModelTester,
) -> MainWindow:
    def let_go(made: QWidget) -> None:
        assert isinstance(made, MainWindow)
        for entry in made.cases:
            if entry.session is not None:
                entry.session.set_exported()

    made = MainWindow(Loader(reader=reader))
    qtmodeltester.check(made.cases)
    made.resize(1366, 740)
    qtbot.addWidget(made, before_close_func=let_go)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def pages(tmp_path: Path) -> list[Path]:
    return put(tmp_path / "拍照", *NAMES, size=(1240, 1754))


@pytest.fixture
def shown_report(tmp_path: Path) -> Document:
    return read(reports.write(reports.report(), tmp_path, "html", "另"))


def offered(window: MainWindow, qtbot: QtBot, paths: list[Path]) -> None:
    window.open_paths(paths)
    qtbot.waitUntil(window.join_bar.isVisible)


def accept(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.join_bar._yes, Qt.MouseButton.LeftButton)


def test_offered_at_once_while_the_first_is_read(
    window: MainWindow, qtbot: QtBot, pages: list[Path], reader: Held
) -> None:
    offered(window, qtbot, [*pages[::-1], *put(pages[0].parent, "logo.png", size=(200, 200))])
    assert window.join_bar._text.text() == (
        "“IMG_0009.jpg”到“IMG_0012.jpg”这4张图片，像是一份报告的各页。"
    )
    assert [e.state for e in window.cases] == [EntryState.READING] * 5
    assert len(reader.begun) <= 1
    reader.let.set()


def test_accepted_they_are_one_report(
    window: MainWindow,
    qtbot: QtBot,
    pages: list[Path],
    reader: Held,
    shown_report: Document,
) -> None:
    before = sorted((p.name, p.read_bytes()) for p in pages[0].parent.iterdir())
    reader.shows["IMG_0009 等4张"] = shown_report
    offered(window, qtbot, [pages[0].parent])
    qtbot.waitUntil(lambda: bool(reader.begun))
    with qtbot.waitSignal(window.settled, timeout=30_000):
        accept(window, qtbot)
        assert not window.join_bar.isVisible()
        (entry,) = window.cases
        assert window.current_entry() is entry
    assert reader.begun == ["IMG_0009.jpg", "IMG_0009 等4张"]
    assert reader.given_up == ["IMG_0009.jpg"]
    assert list(window.cases) == [entry]
    assert entry.state is EntryState.OPEN
    assert entry.file == "IMG_0009 等4张"
    assert window.workspace() is not None
    assert default_target(entry.path) == pages[0].parent / "IMG_0009 等4张（已勾稽）.docx"
    assert sorted((p.name, p.read_bytes()) for p in pages[0].parent.iterdir()) == before
    assert "4张图片合并为一份" in window.status.text()
    # the pictures can still be opened by themselves
    window.open_paths(pages[:1])
    qtbot.waitUntil(lambda: len(window.cases) == 2)
    reader.let.set()
    qtbot.waitUntil(lambda: window.cases.entry(1).state is EntryState.UNREADABLE)


def test_refused_they_stay(
    window: MainWindow, qtbot: QtBot, pages: list[Path], reader: Held
) -> None:
    offered(window, qtbot, pages)
    qtbot.mouseClick(window.join_bar._no, Qt.MouseButton.LeftButton)
    assert not window.join_bar.isVisible()
    with qtbot.waitSignal(window.settled, timeout=30_000):
        reader.let.set()
    assert not window.join_bar.isVisible()
    assert [e.path for e in window.cases] == pages
    assert reader.begun == NAMES
    window.close_entry(window.cases.entry(3))  # nor a part of what was declined
    assert not window.join_bar.isVisible()
    more = put(pages[0].parent, NAMES[3], "IMG_0013.jpg", size=(1240, 1754))
    offered(window, qtbot, more)  # but with another page it is another offer
    assert "这5张图片" in window.join_bar._text.text()


def test_the_offer_goes_when_reading_is_cancelled(
    window: MainWindow, qtbot: QtBot, pages: list[Path]
) -> None:
    offered(window, qtbot, pages)
    window.status.cancel_clicked.emit()
    qtbot.waitUntil(lambda: len(window.cases) == 0)
    assert not window.join_bar.isVisible()


def test_cancelling_leaves_out_what_was_made_one(
    window: MainWindow, qtbot: QtBot, pages: list[Path], reader: Held
) -> None:
    offered(window, qtbot, pages)
    accept(window, qtbot)
    qtbot.waitUntil(lambda: reader.begun[-1] == "IMG_0009 等4张")
    with qtbot.waitSignal(window.loader.cancelled) as cancelled:
        window.status.cancel_clicked.emit()
    assert [p.name for p in cancelled.args[0]] == ["IMG_0009 等4张"]
    assert len(window.cases) == 0


def test_a_page_that_was_closed_is_not_in_it(
    window: MainWindow, qtbot: QtBot, pages: list[Path], reader: Held
) -> None:
    offered(window, qtbot, pages)
    window.close_entry(window.cases.entry(3))
    assert "这3张图片" in window.join_bar._text.text()
    accept(window, qtbot)
    (entry,) = window.cases
    assert entry.path.name == "IMG_0009 等3张"
    reader.let.set()
    qtbot.waitUntil(lambda: entry.state is EntryState.UNREADABLE)


def test_the_pages_in_an_archive(
    window: MainWindow, qtbot: QtBot, pages: list[Path], tmp_path: Path, reader: Held
) -> None:
    path = tmp_path / "年报.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for page in pages:
            archive.write(page, f"某县/{page.name}")
    offered(window, qtbot, [path])
    accept(window, qtbot)
    (entry,) = window.cases
    assert default_target(entry.path).parent == tmp_path
    reader.let.set()
    qtbot.waitUntil(lambda: entry.state is EntryState.UNREADABLE)


@pytest.mark.parametrize("go_on", [False, True])
def test_what_was_edited_is_not_given_up_unasked(
    window: MainWindow,
    qtbot: QtBot,
    pages: list[Path],
    reader: Held,
    shown_report: Document,
    monkeypatch: pytest.MonkeyPatch,
    go_on: bool,
) -> None:
    reader.shows[NAMES[0]] = shown_report
    reader.let.set()
    with qtbot.waitSignal(window.settled, timeout=30_000):
        window.open_paths(pages)
    first = window.cases.entry(0).session
    assert first is not None
    first.edit({PERMITS: "4321"})
    asked: list[str] = []

    def answer(box: QMessageBox) -> int:
        asked.append(box.text())
        box.buttons()[0 if go_on else 1].click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    assert window.join_bar.isVisible()
    accept(window, qtbot)
    assert asked == ["“IMG_0009.jpg”已经改过，合并后要重新修改，仍要合并吗？"]
    if go_on:
        (entry,) = window.cases
        qtbot.waitUntil(lambda: entry.state is EntryState.UNREADABLE)
    else:
        assert len(window.cases) == 4
        assert first.text(PERMITS) == "4321"
        assert window.join_bar.isVisible()


def test_a_damaged_picture_is_named_and_nothing_is_lost(
    window: MainWindow,
    qtbot: QtBot,
    pages: list[Path],
    reader: Held,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages[2].write_bytes(pages[2].read_bytes()[:3000])
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _p, _t, text: said.append(text))
    offered(window, qtbot, pages)
    accept(window, qtbot)
    assert len(said) == 1
    assert said[0].startswith("“IMG_0011.jpg”：图片文件不完整或已损坏")
    assert [e.path for e in window.cases] == pages
    reader.let.set()


def test_two_reports_are_not_offered_as_one(
    window: MainWindow,
    qtbot: QtBot,
    pages: list[Path],
    reader: Held,
    shown_report: Document,
    tmp_path: Path,
) -> None:
    other = read(reports.write(reports.report(seed=23), tmp_path, "html", "又"))
    reader.shows = {NAMES[0]: shown_report, NAMES[2]: other}
    offered(window, qtbot, pages)
    with qtbot.waitSignal(window.settled, timeout=30_000):
        reader.let.set()
    titles = [window.cases.entry(i).title for i in (0, 2)]
    assert titles[0] != titles[1]
    assert not window.join_bar.isVisible()


def test_without_recognition_nothing_is_offered(
    window: MainWindow,
    qtbot: QtBot,
    pages: list[Path],
    reader: Held,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.scan.missing", lambda: "没有安装文字识别组件。")
    with qtbot.waitSignal(window.settled, timeout=30_000):
        reader.let.set()
        window.open_paths(pages)
    assert not window.join_bar.isVisible()


def test_the_report_is_recognised_page_by_page(
    qtbot: QtBot,
    window: MainWindow,
    pages: list[Path],
    reader: Held,
    recogniser: Recogniser,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recogniser.answers = [heading, grid, grid, grid]

    def read_it(path: Path, *rest: Any) -> Document:
        if path.name.endswith("等4张"):
            return reports.DirectReader().read(path, *rest)
        return Held.read(reader, path, *rest)

    monkeypatch.setattr(reader, "read", read_it)
    offered(window, qtbot, pages)
    with qtbot.waitSignal(window.settled, timeout=30_000):
        accept(window, qtbot)
    (entry,) = window.cases
    assert entry.session is not None
    assert entry.title == "某某县 2024年"
    assert len(entry.session.case.document.page_sizes) == 4
    assert not recogniser.answers
    workspace = window.workspace()
    assert workspace is not None
    assert isinstance(workspace.viewer, PagesView)
