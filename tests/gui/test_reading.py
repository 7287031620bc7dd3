"""The process that reads files, and what becomes of its faults."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core import scan
from core.case import Case
from gui.reading import Cancelled, ReadFailed, ReadingProcess
from gui.tasks import Loader
from tests.core.readers.raw_pdf import Page, pdf
from tests.gui import reports

# Held fast, a child cannot have finished before what is to be seen happens.
can_hold = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be held here")


@pytest.fixture
def process() -> Iterator[ReadingProcess]:
    made = ReadingProcess()
    yield made
    made.stop()


def test_a_document_comes_back_whole(process: ReadingProcess, broken_docx: Path) -> None:
    document = process.read(broken_docx)
    assert document == Case.open(broken_docx).document
    again = process.read(broken_docx)  # the same child
    assert again == document


def test_what_is_unreadable_comes_back_as_its_sentence(
    process: ReadingProcess, tmp_path: Path, broken_docx: Path
) -> None:
    bad = tmp_path / "坏.docx"
    bad.write_bytes(b"")
    with pytest.raises(ReadFailed) as failure:
        process.read(bad)
    assert str(failure.value).endswith("。")
    assert failure.value.details == ""
    no_report = tmp_path / "菜谱.txt"
    no_report.write_text("番茄两个，鸡蛋三个，先炒蛋，再炒番茄。" * 5, "utf-8")
    with pytest.raises(ReadFailed, match="确认这是年度报告"):
        process.read(no_report)
    assert process.read(broken_docx).kind == "docx"


def test_a_child_that_dies_is_replaced(process: ReadingProcess, broken_docx: Path) -> None:
    process.read(broken_docx)
    child = process._process
    assert child is not None
    assert child.pid is not None
    os.kill(child.pid, signal.SIGTERM)
    child.join()
    assert process.read(broken_docx).kind == "docx"


@can_hold
def test_a_child_that_dies_while_reading_is_told(
    process: ReadingProcess, broken_docx: Path
) -> None:
    process.read(broken_docx)
    child = process._process
    assert child is not None
    assert child.pid is not None
    os.kill(child.pid, signal.SIGSTOP)

    def kill_it() -> bool:
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        return False

    with pytest.raises(ReadFailed, match="意外退出"):
        process.read(broken_docx, kill_it)


@can_hold
def test_cancelling_does_not_wait(process: ReadingProcess, broken_docx: Path) -> None:
    process.read(broken_docx)
    child = process._process
    assert child is not None
    assert child.pid is not None
    os.kill(child.pid, signal.SIGSTOP)  # reads for ever
    with pytest.raises(Cancelled):
        process.read(broken_docx, lambda: True)
    assert process._process is None
    assert process.read(broken_docx).kind == "docx"


def test_progress_comes_page_by_page(process: ReadingProcess, tmp_path: Path) -> None:
    if lacking := scan.missing():
        pytest.skip(lacking)
    path = tmp_path / "扫描.pdf"
    path.write_bytes(pdf([Page().image(0, 0, 595, 842)] * 2))
    told: list[str] = []
    with pytest.raises(ReadFailed, match="没有认出文字"):
        process.read(path, progressed=told.append)
    assert told == ["识别第1页（共2页）", "识别第2页（共2页）"]


def test_the_loader_with_the_real_process(qtbot: QtBot, broken_docx: Path, tmp_path: Path) -> None:
    bad = tmp_path / "坏.pdf"
    bad.write_bytes(b"%PDF-1.7 nothing else")
    loader = Loader()
    opened: list[object] = []
    failed: list[str] = []
    loader.opened.connect(lambda path, case: opened.append((path, case)))
    loader.failed.connect(lambda _path, sentence, _details: failed.append(sentence))
    with qtbot.waitSignal(loader.idle, timeout=60_000):
        loader.load([bad, broken_docx])
    loader.shut_down()
    assert len(failed) == 1
    assert failed[0].endswith("。")
    ((path, case),) = opened  # type: ignore[misc]
    assert path == broken_docx
    assert isinstance(case, Case)
    assert case.sheet.format == "F2021"


def test_the_window_lives_while_files_are_read(qtbot: QtBot, tmp_path: Path) -> None:
    """The event loop turns while a batch of PDFs is read and checked."""
    paths = [reports.write(reports.report(seed=i), tmp_path, "pdf", str(i)) for i in range(3)]
    loader = Loader()
    gaps: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(now - last)
        last = now

    from PySide6.QtCore import QTimer

    timer = QTimer()
    timer.timeout.connect(tick)
    timer.start(5)
    with qtbot.waitSignal(loader.idle, timeout=60_000):
        loader.load(paths)
    timer.stop()
    loader.shut_down()
    assert len(gaps) > 20  # no time limit in a test; a frozen loop gives a handful
