"""The window: opening by every way, several reports, exporting, closing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QStandardPaths, Qt, QUrl
from PySide6.QtGui import (
    QContextMenuEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.case import Case, EditKind
from core.document import Document
from gui import __version__
from gui.actions import SHORTCUTS
from gui.cases.model import EntryState
from gui.exporting import default_target
from gui.main_window import MainWindow
from gui.reading import Cancelled
from gui.session import Session
from gui.tasks import Loader
from tests.gui import reports
from tests.gui.conftest import errors
from tests.gui.reports import PERMITS, RECEIVED

Open = Callable[..., None]


def mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    return data


def drop(window: MainWindow, data: QMimeData) -> tuple[QDragEnterEvent, QDropEvent]:
    """What Qt sends when something is dragged in and let go."""
    where, action = QPoint(300, 300), Qt.DropAction.CopyAction
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where, action, data, button, none)
    QApplication.sendEvent(window, enter)
    let_go = QDropEvent(QPointF(where), action, data, button, none)
    if enter.isAccepted():
        assert window._overlay.isVisible()
        QApplication.sendEvent(window, let_go)
        assert not window._overlay.isVisible()
    return enter, let_go


def session_of(window: MainWindow) -> Session:
    session = window.current_session()
    assert session is not None
    return session


class Answers:
    """Answers message boxes by the text of a button; notes what they said."""

    def __init__(self) -> None:
        self.buttons: list[str] = []
        self.said: list[str] = []

    def exec(self, box: QMessageBox) -> int:
        self.said.append(f"{box.text()}\n{box.informativeText()}")
        assert self.buttons, f"unexpected dialog: {self.said[-1]}"
        wanted = self.buttons.pop(0)
        button = next(b for b in box.buttons() if b.text() == wanted)
        button.click()
        return 0


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    made = Answers()
    monkeypatch.setattr(QMessageBox, "exec", lambda box: made.exec(box))
    yield made
    assert not made.buttons, f"not asked: {made.buttons}"


@pytest.fixture
def save_to(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answers the save dialog with these names; gives the names that were suggested."""

    def answer(*names: object) -> list[str]:
        waiting, suggested = [str(n) for n in names], []

        def ask(_parent: object, _title: str, start: str, _filter: str) -> tuple[str, str]:
            suggested.append(start)
            return waiting.pop(0), ""

        monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
        return suggested

    return answer


# -- opening -------------------------------------------------------------------------------------


def test_nothing_open_invites(window: MainWindow) -> None:
    assert window._pages.currentWidget() is window._welcome
    assert not window.actions_.export.isEnabled()
    assert not window._dock.isVisible()


def test_a_dropped_report_opens(window: MainWindow, broken_docx: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.settled):
        enter, let_go = drop(window, mime(broken_docx))
    assert enter.isAccepted()
    assert let_go.isAccepted()
    assert session_of(window).path == broken_docx
    assert window._pages.currentWidget() is window.workspace()
    assert "2021年格式" in window.status.report_text()
    assert window.windowTitle().startswith(window.current_entry().title)  # type: ignore[union-attr]


def test_what_is_no_file_is_not_taken(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("一段文字")
    enter, _ = drop(window, data)
    assert not enter.isAccepted()
    assert not window._overlay.isVisible()


def test_the_overlay_goes_when_the_drag_leaves(window: MainWindow, broken_docx: Path) -> None:
    none = Qt.KeyboardModifier.NoModifier
    data = mime(broken_docx)  # the event does not own it
    enter = QDragEnterEvent(
        QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none
    )
    QApplication.sendEvent(window, enter)
    assert window._overlay.isVisible()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window._overlay.isVisible()


def test_no_child_swallows_a_drop(window: MainWindow, open_files: Open, broken_docx: Path) -> None:
    """Qt gives a drag to the first widget under it that accepts drops: it must be the window."""
    open_files(broken_docx)
    workspace = window.workspace()
    assert workspace is not None
    view = workspace.tabs.current_view()
    assert view is not None
    view.select(PERMITS)
    view.body.edit(view.body.currentIndex())
    assert [type(w).__name__ for w in window.findChildren(QWidget) if w.acceptDrops()] == []


def test_a_folder_opens_all_its_reports(
    window: MainWindow, open_files: Open, tmp_path: Path
) -> None:
    folder = tmp_path / "各乡镇"
    (folder / "里层").mkdir(parents=True)
    reports.write(reports.report(seed=1), folder, "docx", "甲")
    reports.write(reports.report(seed=2), folder / "里层", "html", "乙")
    (folder / "~$甲.docx").write_bytes(b"lock")
    (folder / "说明.xyz").write_text("不相干")
    open_files(folder)
    assert [e.path.name for e in window.cases] == ["甲.docx", "乙.html"]
    assert all(e.state is EntryState.OPEN for e in window.cases)
    assert session_of(window).path.name == "甲.docx"


def test_a_folder_without_reports_says_so(
    window: MainWindow, open_files: Open, tmp_path: Path
) -> None:
    open_files(tmp_path)
    assert "没有可以打开的年报" in window.status.text()
    assert len(window.cases) == 0


def test_what_cannot_be_read_has_its_sentence_and_the_others_go_on(
    window: MainWindow, open_files: Open, tmp_path: Path, broken_docx: Path
) -> None:
    bad = tmp_path / "坏.docx"
    bad.write_bytes(b"PK\x03\x04 nothing")
    empty = tmp_path / "空.pdf"
    empty.write_bytes(b"")
    gone = tmp_path / "没有.docx"
    open_files(bad, broken_docx, empty, gone)
    states = [e.state for e in window.cases]
    assert states.count(EntryState.UNREADABLE) == 3
    assert states.count(EntryState.OPEN) == 1
    for entry in window.cases:
        if entry.state is EntryState.UNREADABLE:
            assert len(entry.message) > 5
            assert entry.message.rstrip().endswith("。")
            window._show(entry)
            assert window._message.text() == entry.message
            assert window._pages.currentWidget() is window._message
    assert "3 个文件没有读出来" in window.status.text()


def test_an_open_report_dropped_again_is_shown(
    window: MainWindow, open_files: Open, tmp_path: Path, broken_docx: Path
) -> None:
    other = reports.write(reports.report(), tmp_path, "text", "另一份")
    open_files(broken_docx, other)
    window.step_report(1)
    assert session_of(window).path == other
    session_of(window).edit({PERMITS: "5"})
    drop(window, mime(tmp_path / "." / broken_docx.name))
    assert session_of(window).path == broken_docx
    assert len(window.cases) == 2


def test_a_file_put_right_is_read_again(
    window: MainWindow, open_files: Open, tmp_path: Path, broken_docx: Path
) -> None:
    target = tmp_path / "后补.docx"
    target.write_bytes(b"")
    open_files(target)
    assert window.current_entry().state is EntryState.UNREADABLE  # type: ignore[union-attr]
    shutil.copy(broken_docx, target)
    open_files(target)
    assert window.current_entry().state is EntryState.OPEN  # type: ignore[union-attr]
    assert len(window.cases) == 1


def test_files_are_asked_for(
    window: MainWindow, qtbot: QtBot, broken_docx: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(broken_docx)], ""))
    with qtbot.waitSignal(window.settled):
        window.actions_.open.trigger()
    assert session_of(window).path == broken_docx


def test_the_list_is_a_sound_model(
    window: MainWindow, open_files: Open, broken_docx: Path, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(window.cases)
    open_files(broken_docx)
    session_of(window).edit({PERMITS: "1"})
    summary = window.cases.index(0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert summary == "✗ 错误 3　● 有更正尚未导出"
    assert window.cases_view.grab().width() > 0


class SlowReader(reports.DirectReader):
    """Takes for ever, until it is cancelled."""

    def read(
        self, path: Path, cancelled: Callable[[], bool], progressed: Callable[[str], None]
    ) -> Document:
        while not cancelled():
            pass
        raise Cancelled


def test_reading_can_be_cancelled(qtbot: QtBot, tmp_path: Path, broken_docx: Path) -> None:
    window = MainWindow(Loader(reader=SlowReader()))
    qtbot.addWidget(window)
    window.show()
    window.open_paths([broken_docx, tmp_path / "b.docx"])
    qtbot.waitUntil(lambda: window.status._cancel.isVisible())
    assert "正在读取 1/2" in window.status._reading.text()
    with qtbot.waitSignal(window.settled):
        window.status._cancel.click()
    assert len(window.cases) == 0
    assert "已取消，2 份没有读取" in window.status.text()
    # The thread says that it has nothing more to do a moment after it has said what it left.
    qtbot.waitUntil(lambda: not window.status._cancel.isVisible())
    window.close()


class PagesReader(reports.DirectReader):
    """Says how far it is, and goes on when the window has shown it."""

    def __init__(self) -> None:
        self.seen = Event()

    def read(
        self, path: Path, cancelled: Callable[[], bool], progressed: Callable[[str], None]
    ) -> Document:
        progressed("识别第3页（共12页）")
        self.seen.wait(60)
        return super().read(path, cancelled, progressed)


def test_the_page_being_recognised_is_shown(qtbot: QtBot, broken_docx: Path) -> None:
    reader = PagesReader()
    window = MainWindow(Loader(reader=reader))
    qtbot.addWidget(window)
    window.show()
    window.open_paths([broken_docx])
    told = "识别第3页（共12页）"
    role = Qt.ItemDataRole.AccessibleDescriptionRole
    qtbot.waitUntil(lambda: window.cases.index(0).data(role) == told)
    assert window._message.text() == told
    assert window.cases_view.grab().width() > 0
    with qtbot.waitSignal(window.settled):
        reader.seen.set()
    assert told not in window.cases.index(0).data(role)
    assert session_of(window).path == broken_docx
    window.close()


# -- several reports -----------------------------------------------------------------------------


def test_each_report_has_its_own_history(
    window: MainWindow, open_files: Open, tmp_path: Path, broken_docx: Path
) -> None:
    other = reports.write(reports.report(), tmp_path, "text", "另一份")
    open_files(broken_docx, other)
    first = session_of(window)
    first.edit({PERMITS: "5"})
    assert window.actions_.undo.text() == f"撤销 {first.undo_stack.undoText()}"
    window.step_report(1)
    assert not window.actions_.undo.isEnabled()
    window.step_report(1)
    window.actions_.undo.trigger()
    assert not first.case.edits
    window.actions_.redo.trigger()
    assert first.text(PERMITS) == "5"


def test_undo_by_the_keyboard_selects_one_cell(
    window: MainWindow, open_files: Open, broken_docx: Path, qtbot: QtBot
) -> None:
    """Ctrl is held down then, and Shift with Shift+F8: neither may extend the selection."""
    open_files(broken_docx)
    workspace = window.workspace()
    assert workspace is not None
    assert workspace.current_address == ""  # nothing was chosen yet
    workspace.go_to_broken(True)
    first = workspace.current_address
    session_of(window).edit({first: "5"})
    workspace.go_to_broken(True)
    view = workspace.tabs.current_view()
    assert view is not None
    qtbot.keyClick(view.body, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not session_of(window).case.edits
    assert workspace.tabs.current_view().selected_addresses() == [first]  # type: ignore[union-attr]
    qtbot.keyClick(view.body, Qt.Key.Key_F8)
    qtbot.keyClick(view.body, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert workspace.tabs.current_view().selected_addresses() == [first]  # type: ignore[union-attr]


def test_closing_a_report_forgets_it(
    window: MainWindow, open_files: Open, tmp_path: Path, broken_docx: Path
) -> None:
    other = reports.write(reports.report(), tmp_path, "pdf", "另一份")
    open_files(broken_docx, other)
    window.step_report(1)
    window.actions_.close.trigger()
    assert session_of(window).path == broken_docx
    other.unlink()  # nothing holds it
    window.actions_.close.trigger()
    assert window.current_entry() is None
    assert window._pages.currentWidget() is window._welcome
    assert not window.actions_.undo.isEnabled()
    assert window.windowTitle() == "年报勾稽"


# -- export --------------------------------------------------------------------------------------


def test_export_says_what_is_still_wrong(
    window: MainWindow,
    open_files: Open,
    broken_docx: Path,
    answers: Answers,
    save_to: Callable[..., list[str]],
) -> None:
    open_files(broken_docx)
    session_of(window).edit({PERMITS: "5"})
    suggested = save_to()
    answers.buttons = ["返回修改"]
    window.actions_.export.trigger()
    assert "还有 3 处错误" in answers.said[0]
    for finding in session_of(window).case.result.findings:
        if finding.rule in errors(session_of(window)):
            assert finding.message in answers.said[0]
    assert suggested == []
    assert session_of(window).unsaved


def test_export_writes_the_corrections_and_nothing_else(
    window: MainWindow,
    open_files: Open,
    broken_docx: Path,
    answers: Answers,
    save_to: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_files(broken_docx)
    session = session_of(window)
    before = broken_docx.read_bytes()
    right = str(int(session.text(RECEIVED)) - 1)
    session.edit({RECEIVED: right})
    session.edit({PERMITS: "999999"}, EditKind.MISREAD)
    was = session.case.as_read(PERMITS)
    target = broken_docx.with_name("年报（已勾稽）.docx")
    assert window.isWindowModified()
    suggested = save_to(target)
    answers.buttons = ["仍然导出"]
    window.actions_.export.trigger()
    assert suggested == [str(target)]
    assert default_target(broken_docx) == target
    written = Case.open(target)
    assert written.sheet.quantity(RECEIVED).raw == right  # type: ignore[union-attr]
    assert written.sheet.quantity(PERMITS) == was
    assert broken_docx.read_bytes() == before
    assert not window.isWindowModified()
    assert not session.unsaved
    assert str(target) in window.status.text()
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    window.status._message.linkActivated.emit("folder")
    assert opened == [QUrl.fromLocalFile(str(target.parent))]


def test_the_original_is_never_the_target(
    window: MainWindow,
    open_files: Open,
    tmp_path: Path,
    answers: Answers,
    save_to: Callable[..., list[str]],
) -> None:
    path = reports.write(reports.report(), tmp_path)
    open_files(path)
    before = path.read_bytes()
    suggested = save_to(path, "")
    warned: list[str] = []
    answers.buttons = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QMessageBox, "warning", lambda _p, _t, text: warned.append(text))
        window.actions_.export.trigger()
    assert warned == ["原文件不会被改写，请换一个文件名或文件夹。"]
    assert len(suggested) == 2
    assert path.read_bytes() == before


@pytest.mark.parametrize("kind", ["html", "text", "pdf"])
def test_other_files_export_in_the_official_form(
    window: MainWindow,
    open_files: Open,
    tmp_path: Path,
    kind: str,
    save_to: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QMessageBox, "information", lambda *_args: None)
    open_files(reports.write(reports.report(), tmp_path, kind))  # type: ignore[arg-type]
    session = session_of(window)
    session.edit({PERMITS: "12345"})
    save_to(tmp_path / "新的.docx")
    window.actions_.export.trigger()
    written = Case.open(tmp_path / "新的.docx")
    form = session.case.sheet.form
    assert form is not None
    for address in form.addresses:
        now, then = session.case.sheet.quantity(address), written.sheet.quantity(address)
        assert now is not None
        assert then is not None
        assert now.value == then.value, address


def test_an_export_that_fails_says_why(
    window: MainWindow,
    open_files: Open,
    tmp_path: Path,
    save_to: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_files(reports.write(reports.report(), tmp_path))
    session_of(window).edit({PERMITS: "1"}, EditKind.MISREAD)
    warned: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _p, _t, text: warned.append(text))
    save_to(tmp_path / "没有的文件夹" / "新的.docx")
    window.actions_.export.trigger()
    assert len(warned) == 1
    assert warned[0].endswith("。")


# -- closing -------------------------------------------------------------------------------------


def test_closing_with_unsaved_corrections_asks(
    window: MainWindow, open_files: Open, broken_docx: Path, answers: Answers
) -> None:
    open_files(broken_docx)
    session_of(window).edit({PERMITS: "5"})
    answers.buttons = ["取消"]
    assert not window.close()
    assert "有更正尚未导出" in answers.said[0]
    assert window.isVisible()
    answers.buttons = ["取消"]
    window.actions_.close.trigger()
    assert len(window.cases) == 1
    answers.buttons = ["不保存"]
    assert window.close()


def test_saving_on_the_way_out(
    window: MainWindow,
    open_files: Open,
    tmp_path: Path,
    answers: Answers,
    save_to: Callable[..., list[str]],
) -> None:
    open_files(reports.write(reports.report(), tmp_path))
    session_of(window).edit({RECEIVED: session_of(window).text(RECEIVED) + " "})
    session_of(window).edit({PERMITS: "5"})
    target = tmp_path / "新.docx"
    save_to(target)
    answers.buttons = ["保存"]
    assert window.close()
    assert Case.open(target).sheet.quantity(PERMITS).raw == "5"  # type: ignore[union-attr]


def test_several_unsaved_reports_can_be_let_go_at_once(
    window: MainWindow, open_files: Open, tmp_path: Path, answers: Answers
) -> None:
    paths = [reports.write(reports.report(seed=i), tmp_path, "text", str(i)) for i in range(3)]
    open_files(*paths)
    for entry in window.cases:
        assert entry.session is not None
        entry.session.edit({PERMITS: "54321"})
    answers.buttons = ["不保存", "全部不保存"]
    assert window.close()


def test_a_misreading_does_not_hold_the_window(
    window: MainWindow, open_files: Open, broken_docx: Path
) -> None:
    open_files(broken_docx)
    session_of(window).edit({PERMITS: "5"}, EditKind.MISREAD)
    assert not window.isWindowModified()
    assert window.close()


# -- the rest ------------------------------------------------------------------------------------


def test_the_layout_is_remembered(
    window: MainWindow, open_files: Open, broken_docx: Path, qtbot: QtBot
) -> None:
    open_files(broken_docx)
    workspace = window.workspace()
    assert workspace is not None
    workspace.columns.setSizes([400, 700])
    window.close()
    again = MainWindow(Loader(reader=reports.DirectReader()))
    qtbot.addWidget(again)
    again.show()
    with qtbot.waitSignal(again.settled):
        again.open_paths([broken_docx])
    there = again.workspace()
    assert there is not None
    assert abs(there.columns.sizes()[0] - workspace.columns.sizes()[0]) <= 2
    again.close()


def test_every_key_on_the_help_page_exists(window: MainWindow) -> None:
    keys = {
        key.toString().upper().replace("PGDOWN", "PGDN")
        for action in window.actions()
        + [a for a in vars(window.actions_).values() if hasattr(a, "shortcuts")]
        for key in action.shortcuts()
    }
    in_the_view = {
        "直接输入",
        "F2",
        "双击",
        "Enter",
        "Tab",
        "Esc",
        "Delete",
        "Ctrl+滚轮",
        "左",
        "右",
    }
    for said, _ in SHORTCUTS:
        for key in said.split(" / "):
            assert key in in_the_view or key.upper() in keys, key


def test_copy_goes_by_the_keyboard(
    window: MainWindow, open_files: Open, broken_docx: Path, qtbot: QtBot
) -> None:
    open_files(broken_docx)
    workspace = window.workspace()
    assert workspace is not None
    workspace.tabs.select(RECEIVED)
    window.actions_.copy.trigger()
    assert QGuiApplication.clipboard().text() == session_of(window).text(RECEIVED)
    workspace.step_finding(True)
    workspace.findings.view.setFocus()
    window.actions_.copy.trigger()
    assert workspace.current_finding is not None
    assert QGuiApplication.clipboard().text() == workspace.current_finding.message
    window.actions_.select_all.trigger()
    view = workspace.tabs.current_view()
    assert view is not None
    assert len(view.selected_addresses()) == len(view.model.table.addresses)


def test_a_refused_paste_is_told_and_changes_nothing(
    window: MainWindow, open_files: Open, broken_docx: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warned: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _p, _t, text: warned.append(text))
    open_files(broken_docx)
    workspace = window.workspace()
    assert workspace is not None
    workspace.tabs.select(RECEIVED)
    QGuiApplication.clipboard().setText("\t".join("12345678"))
    window.actions_.paste.trigger()
    assert len(warned) == 1
    assert "超出了表格" in warned[0]
    assert session_of(window).undo_stack.count() == 0


class FaultyReader(reports.DirectReader):
    """A fault of ours."""

    def read(
        self, path: Path, cancelled: Callable[[], bool], progressed: Callable[[str], None]
    ) -> Document:
        raise RuntimeError("试验")


def test_a_fault_of_ours_is_noted_and_the_others_go_on(
    qtbot: QtBot, broken_docx: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(tmp_path / "data"))
    window = MainWindow(Loader(reader=FaultyReader()))
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.settled):
        window.open_paths([broken_docx])
    entry = window.current_entry()
    assert entry is not None
    assert entry.message == "核对这份报告时程序出错。"
    (log,) = (tmp_path / "data").rglob("errors.log")
    assert "RuntimeError: 试验" in log.read_text("utf-8")
    window.close()


def test_the_context_menu_offers_the_kinds_of_edits(
    window: MainWindow, open_files: Open, broken_docx: Path
) -> None:
    open_files(broken_docx)
    workspace = window.workspace()
    assert workspace is not None
    workspace.tabs.select(PERMITS)
    view = workspace.tabs.current_view()
    assert view is not None
    session_of(window).edit({PERMITS: "5"})
    at = view.body.visualRect(view.model.index_of(PERMITS)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.body.mapToGlobal(at))
    QApplication.sendEvent(view.body.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    offered = [a.text() for a in menu.actions()]
    menu.close()
    assert "识读有误（原件无误）(&M)" in offered
    assert "恢复原值(&R)" in offered
    window.actions_.misread.trigger()
    assert session_of(window).case.edits[PERMITS].kind is EditKind.MISREAD
    window.actions_.revert.trigger()
    assert not session_of(window).case.edits


def test_the_version_is_that_of_the_project() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))[
        "project"
    ]
    assert project["version"] == __version__
