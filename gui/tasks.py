"""Work that takes long, off the main thread; its results and errors come back as signals."""

from __future__ import annotations

import queue
import traceback
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QEventLoop, QObject, QRunnable, Qt, QThread, QThreadPool, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from gui.reading import Cancelled, ReadFailed, ReadingProcess

if TYPE_CHECKING:
    from core.document import Document
    from core.rulebook import Rulebook

__all__ = ["Loader", "Reader", "call_in_thread"]

T = TypeVar("T")


class Reader(Protocol):
    """What reads files for the Loader: gui.reading.ReadingProcess, or a stand-in in tests."""

    def start(self) -> None: ...
    def read(
        self, path: Path, cancelled: Callable[[], bool], progressed: Callable[[str], None]
    ) -> Document: ...
    def stop(self) -> None: ...


class Loader(QThread):
    """Opens files one after the other: reads them, recognises the form, checks. Paths may be folders and archives."""

    #: a batch grew: paths (list[Path]) that will be opened
    queued = Signal(object)
    #: a folder (Path) in which there is no report
    nothing_in = Signal(object)
    #: how many are done, of how many, and the path (Path) being read now
    progress = Signal(int, int, object)
    #: the path (Path) being read, and how far that is: 识别第3页（共12页）
    page_progress = Signal(object, str)
    #: path (Path), case (core.case.Case); once for every report of a file that holds several
    opened = Signal(object, object)
    #: path (Path), a sentence for the auditor, a traceback or ""
    failed = Signal(object, str, str)
    #: paths (list[Path]) that were not opened because the auditor cancelled
    cancelled = Signal(object)
    #: nothing left to do
    idle = Signal()

    def __init__(self, parent: QObject | None = None, reader: Reader | None = None) -> None:
        super().__init__(parent)
        self.rulebook: Rulebook | None = None  # the auditor's own rules
        self._reader: Reader = reader or ReadingProcess()
        self._inbox: queue.SimpleQueue[list[Path] | None] = queue.SimpleQueue()
        self._unwanted: set[Path] = set()
        self._cancelling = False
        self._stopping = False

    # -- called from the main thread -----------------------------------------------------------

    def load(self, paths: Iterable[Path]) -> None:
        self._cancelling = False
        self._inbox.put(list(paths))
        if not self.isRunning():
            self.start()

    def warm_up(self) -> None:
        """Get the reading process and the modules a first file needs ready."""
        self.load(())

    def cancel(self) -> None:
        """Stop reading now; what is not open yet stays closed."""
        self._cancelling = True

    def leave_out(self, paths: Iterable[Path]) -> None:
        """Do not read these files: what has been begun is given up, without a word."""
        self._unwanted |= set(paths)

    def shut_down(self) -> None:
        self._cancelling = self._stopping = True
        self._inbox.put(None)
        self.wait()

    # -- in the thread -------------------------------------------------------------------------

    def run(self) -> None:
        try:
            self._reader.start()
            while not self._stopping:
                batch = self._inbox.get()
                if batch is None:
                    break
                self._work(batch)
                if self._inbox.empty():
                    self.idle.emit()
        finally:
            self._reader.stop()

    def _work(self, batch: list[Path]) -> None:
        from core.case import Case  # takes a while the first time
        from core.parts import split

        waiting = self._expanded(batch)
        done = 0
        while waiting:
            if waiting[0] in self._unwanted:
                del waiting[0]
                continue
            if self._cancelling:
                waiting += self._drained()
                self.cancelled.emit([path for path in waiting if path not in self._unwanted])
                return
            path = waiting.pop(0)
            self.progress.emit(done, done + 1 + len(waiting), path)
            try:
                document = self._reader.read(
                    path,
                    partial(self._is_given_up, path),
                    partial(self.page_progress.emit, path),
                )
                cases = [Case(part, self.rulebook) for part in split(document)]
            except Cancelled:
                waiting.insert(0, path)
                continue
            except ReadFailed as error:
                self.failed.emit(path, str(error), error.details)
            except Exception:
                self.failed.emit(path, "核对这份报告时程序出错。", traceback.format_exc())
            else:
                for case in cases:
                    self.opened.emit(path, case)
            done += 1
            # more may have been dropped meanwhile: they join the count
            while not self._inbox.empty():
                more = self._inbox.get()
                if more is None:
                    self._stopping = True
                    return
                waiting += self._expanded(more)

    def _is_given_up(self, path: Path) -> bool:
        return self._cancelling or path in self._unwanted

    def _drained(self) -> list[Path]:
        """Batches that were not begun; cancelling is for them too."""
        rest: list[Path] = []
        while not self._inbox.empty():
            batch = self._inbox.get()
            if batch is None:
                self._stopping = True
            else:
                rest += batch
        return rest

    def _expanded(self, batch: list[Path]) -> list[Path]:
        from core.sources import collect  # the readers' modules, with the first file

        files: list[Path] = []
        for path in batch:
            inside = collect([path])
            if inside == [path] and path.is_dir():
                self.nothing_in.emit(path)
            else:
                files += [file for file in inside if file not in files]
        self._unwanted.difference_update(files)  # asked for again
        if files:
            self.queued.emit(list(files))
        return files


class _Call(QRunnable):
    class Signals(QObject):
        done = Signal()

    def __init__(self, function: Callable[[], object]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.signals = self.Signals()
        self.result: object = None
        self.error: BaseException | None = None
        self._function = function

    def run(self) -> None:
        try:
            self.result = self._function()
        except BaseException as error:
            self.error = error
        self.signals.done.emit()


def call_in_thread(parent: QWidget, text: str, function: Callable[[], T]) -> T:
    """Run `function` in a thread while the window repaints but takes no input; a dialog with `text`
    shows when it takes long. Raises what `function` raises."""
    call = _Call(function)
    loop = QEventLoop()
    call.signals.done.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
    dialog = QProgressDialog(text, "", 0, 0, parent)
    dialog.setCancelButton(None)
    dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
    dialog.setMinimumDuration(300)
    dialog.setValue(0)
    QThreadPool.globalInstance().start(call)
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    dialog.close()
    dialog.deleteLater()
    if call.error is not None:
        raise call.error
    return call.result  # type: ignore[return-value]
