"""Opening reports: what the Loader reads becomes entries of the list, with a session or a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.cases.model import CasesModel, EntryState, OpenReport
from gui.faults import note_down
from gui.records import Records
from gui.tasks import Loader

if TYPE_CHECKING:
    from core.case import Case
    from core.rulebook import Rulebook
    from gui.session import Session

__all__ = ["Opener"]


class Opener(QObject):
    """Fills a CasesModel. gui.session is imported with the first report: the window shows before."""

    #: an entry (OpenReport) the auditor wants to see: dropped again, or the first of a batch
    wanted = Signal(object)
    #: an entry (OpenReport) is open now, or has its sentence
    resolved = Signal(object)
    #: there are more entries than before, which are still to be read
    listed = Signal()
    #: a sentence for the auditor
    said = Signal(str)
    #: every file asked for is open or has its sentence
    settled = Signal()

    def __init__(self, cases: CasesModel, loader: Loader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cases = cases
        self._loader = loader
        self.records = Records()
        loader.queued.connect(self._on_queued)
        loader.page_progress.connect(self._on_page_progress)
        loader.opened.connect(self._on_opened)
        loader.failed.connect(self._on_failed)
        loader.cancelled.connect(self._on_cancelled)
        loader.nothing_in.connect(self._on_nothing_in)
        loader.idle.connect(self._on_idle)

    def open_paths(self, paths: Iterable[Path]) -> None:
        """Open files and folders; one that is open already is shown again."""
        new = []
        for path in paths:
            known = self._cases.find(path)
            if known is None:
                new.append(path)
            elif known.state is EntryState.UNREADABLE:
                self._cases.remove(known)  # perhaps it has been put right meanwhile
                new.append(path)
            else:
                self.wanted.emit(known)
        if new:
            self._loader.load(new)

    def _on_queued(self, paths: list[Path]) -> None:
        added = [self._cases.add(path) for path in paths if self._cases.find(path) is None]
        first = added[0] if added else self._cases.find(paths[0])
        if first is not None:
            self.wanted.emit(first)
        self.listed.emit()

    def _on_page_progress(self, path: Path, sentence: str) -> None:
        entry = self._reading(path)
        if entry is not None:
            self._cases.set_progress(entry, sentence)

    def _on_opened(self, path: Path, case: Case) -> None:
        part = case.document.part
        if part is None or part.number == 1:
            entry = self._reading(path)
        elif self._cases.find(path) is None or self._cases.find(path, part.number) is not None:
            return  # closed while it was read, or still open from an earlier time
        else:
            entry = self._cases.add(path, part.number)
            if part.number == part.of:
                self.said.emit(f"“{path.name}”里有{part.of}份报告，已在列表中分开列出。")
        if entry is not None:
            self._cases.set_open(entry, self._session(case))
            self.resolved.emit(entry)

    def check_again(self, entry: OpenReport, rulebook: Rulebook | None) -> None:
        """A session of its own for other rules, with the edits of the present one."""
        from core.case import Case

        old = entry.session
        if old is not None and old.case.rulebook is not rulebook:
            new = self._session(Case(old.case.document, rulebook))
            new.take_over_from(old)
            self._cases.set_open(entry, new)

    def join(self, entry: OpenReport, tables: OpenReport) -> None:
        """Give `entry` a session of its text and the other's tables, with the edits of both."""
        from core.case import Case
        from core.joining import join

        one, other = entry.session, tables.session
        if one is None or other is None:
            return
        document = join(one.case.document, other.case.document)
        new = self._session(Case(document, one.case.rulebook))
        new.take_over_from(one)
        new.take_over_from(other)
        self._cases.set_open(entry, new)
        self.said.emit(
            f"已把“{tables.file}”的统计表并入“{entry.path.name}”，两个原文件都没有改动。"
        )

    def open_instead(self, path: Path, pages: Iterable[Path]) -> OpenReport:
        """Read a file made of others, which are not read any more. The new entry."""
        self._loader.leave_out(pages)
        entry = self._cases.add(path)
        self._loader.load([path])
        return entry

    def _session(self, case: Case) -> Session:
        from core.store import StoreError
        from gui.session import Session

        store = self.records.store()
        while self.records.notes:
            self.said.emit(self.records.notes.pop())
        try:
            return Session(case, self, store)
        except StoreError as error:
            self.said.emit(f"{error}这份报告以前的标记没有读出来。")
            return Session(case, self)

    def _on_failed(self, path: Path, sentence: str, details: str) -> None:
        if details:  # our fault, not the file's
            note_down(f"{path}\n{details}")
        entry = self._reading(path)
        if entry is not None:
            self._cases.set_unreadable(entry, sentence)
            self.resolved.emit(entry)

    def _reading(self, path: Path) -> OpenReport | None:
        """The entry that waits for a path; None when it was closed meanwhile, or dropped twice."""
        entry = self._cases.find(path)
        return entry if entry is not None and entry.state is EntryState.READING else None

    def _on_cancelled(self, paths: list[Path]) -> None:
        for path in paths:
            entry = self._reading(path)
            if entry is not None:
                self._cases.remove(entry)
        self.said.emit(f"已取消，{len(paths)} 份没有读取。")

    def _on_nothing_in(self, folder: Path) -> None:
        self.said.emit(f"文件夹“{folder.name}”里没有可以打开的年报。")

    def _on_idle(self) -> None:
        unreadable = [e for e in self._cases if e.state is EntryState.UNREADABLE]
        if unreadable and len(self._cases) > 1:
            self.said.emit(f"{len(unreadable)} 个文件没有读出来，原因见左边的列表。")
        self.settled.emit()
