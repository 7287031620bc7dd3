"""A window for each test, with settings of its own and a reader that needs no other process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from core.case import Case
from core.finding import Outcome, Severity
from gui import records
from gui.main_window import MainWindow
from gui.session import Session
from gui.tasks import Loader
from gui.workspace import Workspace
from tests.gui import reports


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Noise of the offscreen platform, not a fault of the window."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def _own_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    QSettings.setPath(
        QSettings.Format.IniFormat,
        QSettings.Scope.UserScope,
        str(tmp_path_factory.mktemp("settings")),
    )


@pytest.fixture(autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where verdicts are kept."""
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setattr(records, "data_folder", lambda: folder)
    return folder


@pytest.fixture(autouse=True)
def _no_dialog_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialog nobody answers would hang the run; a test that expects one puts its answer here."""

    def unexpected(box: QMessageBox) -> int:
        raise AssertionError(f"unexpected dialog: {box.text()} {box.informativeText()}")

    monkeypatch.setattr(QMessageBox, "exec", unexpected)


@pytest.fixture(scope="session")
def qapp(qapp_cls: type) -> object:
    """The application with the program's own style and font."""
    from gui.app import make_application

    return qapp_cls.instance() or make_application(["tests"])


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    def let_go(made: QWidget) -> None:
        """What a test left unsaved is nobody's business."""
        assert isinstance(made, MainWindow)
        for entry in made.cases:
            if entry.session is not None:
                entry.session.set_exported()

    made = MainWindow(Loader(reader=reports.DirectReader()))
    made.resize(1366, 740)
    qtbot.addWidget(made, before_close_func=let_go)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def open_files(window: MainWindow, qtbot: QtBot) -> Callable[..., None]:
    """Open files in the window and wait until each is open or has its sentence."""

    def open_(*paths: Path) -> None:
        with qtbot.waitSignal(window.settled, timeout=30_000):
            window.open_paths(paths)

    return open_


@pytest.fixture
def broken_docx(tmp_path: Path) -> Path:
    """A docx with the errors of reports.ERRORS."""
    return reports.write(reports.with_errors(reports.report()), tmp_path)


@pytest.fixture
def session(broken_docx: Path, qapp: object) -> Session:
    return Session(Case.open(broken_docx))


@pytest.fixture
def workspace(session: Session, qtbot: QtBot) -> Iterator[Workspace]:
    made = Workspace(session)
    made.resize(1170, 660)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close_views()


def errors(session: Session) -> list[str]:
    """The rules of the errors that are open."""
    return sorted(
        f.rule
        for f in session.case.result.findings
        if f.severity is Severity.ERROR and f.outcome is Outcome.BROKEN
    )
