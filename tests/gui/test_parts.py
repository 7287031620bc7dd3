"""A file that holds several reports, in the window: an entry each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.case import Case
from core.export import export_docx_report
from core.verdicts import report_identity
from gui.cases.model import EntryState
from gui.main_window import MainWindow
from gui.reading import ReadingProcess
from gui.session import Session
from gui.viewer.marks import Mark
from tests.core.test_parts import laid_out, together, write

Open = Callable[..., None]
NEW = "requests/received/total"


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return write(together(*(laid_out(s, "docx", year=2022 + s) for s in (1, 2))), tmp_path)


@pytest.fixture
def opened(window: MainWindow, two: Path, qtbot: QtBot, qtmodeltester: ModelTester) -> MainWindow:
    qtmodeltester.check(window.cases)
    with qtbot.waitSignal(window.opener.settled, timeout=10_000):
        window.open_paths([two])
    return window


def test_each_report_is_an_entry(opened: MainWindow, two: Path) -> None:
    titles = [laid_out(s, "docx", year=2022 + s).report.title for s in (1, 2)]
    sessions = [e.session for e in opened.cases if e.session is not None]
    assert [s.case.sheet.title.text for s in sessions] == titles
    assert [e.file for e in opened.cases] == [f"{two.name}（第{n}份，共2份）" for n in (1, 2)]
    assert len({e.title for e in opened.cases}) == 2
    for row in range(2):
        entry = opened.cases.entry(row)
        opened._show(entry)
        names = [w.text() for w in opened.findChildren(QLabel) if w.isVisible()]
        assert entry.file in names


def test_dropped_again_it_is_shown_and_not_read(opened: MainWindow, two: Path) -> None:
    opened.open_paths([two])
    assert len(opened.cases) == 2


def test_one_closed_comes_back_alone(opened: MainWindow, two: Path, qtbot: QtBot) -> None:
    first, second = list(opened.cases)
    kept = second.session
    opened.cases.remove(first)
    with qtbot.waitSignal(opened.opener.settled, timeout=10_000):
        opened.open_paths([two])
    assert sorted(e.part for e in opened.cases) == [1, 2]
    assert second.session is kept
    assert all(e.state is EntryState.OPEN for e in opened.cases)


def test_the_reading_process_gives_the_whole_file(two: Path) -> None:
    reader = ReadingProcess()
    try:
        document = reader.read(two)
    finally:
        reader.stop()
    assert len(Case.of_document(document)) == 2


def test_the_export_is_the_whole_file_and_says_so(two: Path, tmp_path: Path) -> None:
    second = Session(Case.open_all(two)[1])
    second.edit({NEW: "77777"})
    made = export_docx_report(second.case, tmp_path / "out.docx")
    assert made.placed == (NEW,)
    assert "2份报告" in made.notes[0]
    first, again = Case.open_all(made.path)
    assert again.sheet.facts[NEW].quantity.value == 77777
    assert first.sheet.facts == Case.open(two).sheet.facts
    texts = [
        [c.text for r in t.rows for c in r.cells] for t in docx.Document(str(made.path)).tables
    ]
    assert sum(t.count("77777") for t in texts) == 1


def test_marks_do_not_cross(two: Path) -> None:
    first, second = Case.open_all(two)
    assert not set(report_identity(first).keys) & set(report_identity(second).keys)


def test_the_pages_open_where_the_report_begins(tmp_path: Path, qtbot: QtBot) -> None:
    from gui.viewer.pages import PagesView
    from tests.generator.pdf import write_pdf

    path = write_pdf(together(*(laid_out(s, "pdf") for s in (1, 2))), tmp_path / "a.pdf")
    first, second = Case.open_all(path)
    tops = []
    for case in (first, second):
        view = PagesView(case)
        view.resize(600, 700)
        qtbot.addWidget(view)
        view.show()
        qtbot.waitExposed(view)
        tops.append(view.verticalScrollBar().value())
        title = case.sheet.title.anchor
        assert title is not None
        page, box = view._where(Mark(title))[0]
        assert 0 <= view._box_rect(page, box).top() < 400
        view.close_document()
    assert tops[0] == 0 < tops[1]


def test_one_of_a_files_reports_is_dragged(opened: MainWindow, two: Path) -> None:
    from gui.cases.drag import dragged_reports

    mime = opened.cases.mimeData([opened.cases.index(1)])
    assert dragged_reports(mime) == [(two, 2)]
    second = opened.cases.entry(1).session
    assert second is not None
    assert (second.case.path, second.case.number) == (two, 2)
