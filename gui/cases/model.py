"""The open reports as a list model."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from core.finding import CellState
from core.sources import home, shown
from gui.cases.drag import report_mime
from gui.theme import LOOKS, finding_state, sign_text

if TYPE_CHECKING:
    from gui.session import Session

__all__ = ["CasesModel", "EntryState", "OpenReport", "counts"]

Index = QModelIndex | QPersistentModelIndex


class EntryState(IntEnum):
    READING = auto()
    OPEN = auto()
    UNREADABLE = auto()


@dataclass(eq=False)
class OpenReport:
    """One line of the list. `message` is the sentence why a file could not be read, or, while it is
    being read, how far that is. `part` counts the reports of a file that holds several, from 1."""

    path: Path
    state: EntryState = EntryState.READING
    session: Session | None = None
    message: str = ""
    part: int = 1
    identity: str = field(default="", repr=False)

    @property
    def title(self) -> str:
        """Unit and year where the report tells them, else the file's name."""
        if self.session is not None:
            title = self.session.case.sheet.title
            if title.unit and title.year:
                return f"{title.unit} {title.year}年"
            if title.unit or title.text:
                return title.unit or title.text
            document = self.session.case.document
            if document.part is not None and document.title:  # the sheet it is from
                return document.title
        return self.path.name if home(self.path) is not None else shown(self.path)

    @property
    def file(self) -> str:
        """The file's name, and which of its reports this is when it holds several."""
        return self.session.case.name if self.session is not None else self.path.name


def counts(session: Session) -> dict[CellState, int]:
    """How many findings of each kind a report has."""
    result = dict.fromkeys(
        (CellState.ERROR, CellState.WARNING, CellState.CANNOT_CHECK, CellState.INFO), 0
    )
    for finding in session.case.result.findings:
        result[finding_state(finding)] += 1
    return result


def _identity(path: Path) -> str:
    """What makes two paths the same file."""
    try:
        return os.path.normcase(path.resolve())
    except OSError:
        return os.path.normcase(path.absolute())


class CasesModel(QAbstractListModel):
    """OpenReports, in the order they were opened. EntryRole gives the OpenReport itself."""

    EntryRole = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[OpenReport] = []

    # -- the model ----------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == self.EntryRole:
            return entry
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (shown(entry.path), entry.message or _summary(entry))))
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return entry.message or _summary(entry)
        return None

    # -- dragging a report to where one is asked for -------------------------------------------

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        entries = (self._entries[i.row()] for i in indexes)
        return report_mime((e.path, e.part) for e in entries)

    # -- entries ------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[OpenReport]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, row: int) -> OpenReport:
        return self._entries[row]

    def find(self, path: Path, part: int = 1) -> OpenReport | None:
        """The entry of a file, or of another than its first report."""
        identity = _identity(path)
        return next((e for e in self._entries if (e.identity, e.part) == (identity, part)), None)

    def index_of(self, entry: OpenReport) -> QModelIndex:
        return self.index(self._entries.index(entry))

    def add(self, path: Path, part: int = 1) -> OpenReport:
        """A new entry, at the end; a further report of a file right behind those before it."""
        row = len(self._entries)
        if part > 1 and (before := self.find(path, part - 1)) is not None:
            row = self._entries.index(before) + 1
        self.beginInsertRows(QModelIndex(), row, row)
        entry = OpenReport(path, part=part, identity=_identity(path))
        self._entries.insert(row, entry)
        self.endInsertRows()
        return entry

    def remove(self, entry: OpenReport) -> None:
        row = self._entries.index(entry)
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._entries[row]
        self.endRemoveRows()

    def set_progress(self, entry: OpenReport, message: str) -> None:
        entry.message = message
        self.touch(entry)

    def set_open(self, entry: OpenReport, session: Session) -> None:
        entry.state, entry.session, entry.message = EntryState.OPEN, session, ""
        session.moved.connect(lambda _moved: self.touch(entry))
        session.unsaved_changed.connect(lambda _unsaved: self.touch(entry))
        self.touch(entry)

    def set_unreadable(self, entry: OpenReport, message: str) -> None:
        entry.state, entry.message = EntryState.UNREADABLE, message
        self.touch(entry)

    def touch(self, entry: OpenReport) -> None:
        """Something about the entry is shown otherwise now."""
        if entry in self._entries:
            index = self.index_of(entry)
            self.dataChanged.emit(index, index)


def _summary(entry: OpenReport) -> str:
    if entry.session is None:
        return "正在读取…"
    parts = [
        f"{sign_text(state)} {LOOKS[state].word} {n}"
        for state, n in counts(entry.session).items()
        if n and state is not CellState.INFO
    ]
    if entry.session.unsaved:
        parts.append("● 有更正尚未导出")
    if not parts and not entry.session.checked_something:
        return "? 没有可以核对的数据"
    return "　".join(parts) or "✓ 没有发现问题"
