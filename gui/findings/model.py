"""The findings of one report as a tree model, worst first, and its filter by kind."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QFont, QIcon

from core.case import Moved
from core.finding import CellState, Finding
from core.localise import Localisation
from core.verdicts import Verdict, VerdictKind
from gui.findings.groups import GROUPS, Group, grouped, kept, same_finding
from gui.findings.verdicts import verdict_text
from gui.session import Session
from gui.theme import LOOKS, QUIET, finding_state, sign_icon

__all__ = ["GROUPS", "FindingsFilter", "FindingsModel", "same_finding"]

Index = QModelIndex | QPersistentModelIndex

_HEADS = ("级别", "规则", "说明", "标记")
_TOP = 0  # the internal id of a head; what stands below one has its row + 1


class FindingsModel(QAbstractItemModel):
    """Two levels: heads, and below each what follows from it. Columns: kind, rule, message, verdict.
    FindingRole gives the Finding, StateRole its CellState, VerdictRole the auditor's Verdict or None,
    NoteRole how many findings stand below ("" for none)."""

    #: other verdicts are shown now
    verdicts_shown = Signal()

    FindingRole = Qt.ItemDataRole.UserRole + 1
    StateRole = Qt.ItemDataRole.UserRole + 2
    VerdictRole = Qt.ItemDataRole.UserRole + 3
    NoteRole = Qt.ItemDataRole.UserRole + 4

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._take(grouped(session.case, Localisation()))
        session.moved.connect(self._on_moved)
        session.verdicts_changed.connect(self._on_verdicts_changed)

    def _take(self, groups: list[Group]) -> None:
        self._groups = groups
        self._judge()

    def _judge(self) -> None:
        verdict_of = self._session.verdict_of
        self._verdicts: list[list[Verdict | None]] = [
            [verdict_of(f) for f in group.findings] for group in self._groups
        ]

    # -- structure ----------------------------------------------------------------------------

    def index(self, row: int, column: int = 0, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)

    def parent(self, index: Index | None = None) -> Any:
        """Of an index; without one the QObject's."""
        if index is None:
            return super().parent()
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _TOP)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() != _TOP or parent.column() > 0:
            return 0
        return len(self._groups[parent.row()].below)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(_HEADS)

    def _place(self, index: Index) -> tuple[int, int]:
        """Which group, and which of its findings."""
        if index.internalId() == _TOP:
            return index.row(), 0
        return index.internalId() - 1, index.row() + 1

    def index_of(self, finding: Finding) -> QModelIndex:
        for row, group in enumerate(self._groups):
            for at, each in enumerate(group.findings):
                if same_finding(each, finding):
                    top = self.index(row)
                    return top if at == 0 else self.index(at - 1, 0, top)
        return QModelIndex()

    # -- what is shown ------------------------------------------------------------------------

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, at = self._place(index)
        group = self._groups[row]
        finding, verdict = group.findings[at], self._verdicts[row][at]
        state = finding_state(finding)
        if role == Qt.ItemDataRole.DisplayRole:
            said = verdict_text(verdict) if verdict else ""
            return (LOOKS[state].word, finding.rule, finding.message, said)[index.column()]
        if role == self.FindingRole:
            return finding
        if role == self.StateRole:
            return state
        if role == self.VerdictRole:
            return verdict
        if role == self.NoteRole:
            return group.note if at == 0 else ""
        if verdict is not None and verdict.kind is VerdictKind.NOT_A_FAULT:
            if role == Qt.ItemDataRole.ForegroundRole:
                return QBrush(QUIET)
            if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
                return QIcon(sign_icon(state).pixmap(32, QIcon.Mode.Disabled))
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return sign_icon(state)
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 0:
            return QBrush(LOOKS[state].ink)
        if role == Qt.ItemDataRole.FontRole and index.column() == 0 and state is CellState.ERROR:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 2:
            return finding.message
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 1:
            return "双击查看这条规则的说明"
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 3 and verdict is not None:
            return f"{verdict_text(verdict)}（{verdict.at:%Y-%m-%d %H:%M}）"
        return None

    def counts(self) -> dict[CellState, int]:
        number = dict.fromkeys(GROUPS, 0)
        for group in self._groups:
            for finding in group.findings:
                number[finding_state(finding)] += 1
        return number

    def verdicts(self) -> list[Verdict]:
        """Those given on the findings listed."""
        return [v for many in self._verdicts for v in many if v is not None]

    # -- what changes -------------------------------------------------------------------------

    def show_consequences(self, localisation: Localisation) -> None:
        """It is known now which figures are wrong."""
        self._show(grouped(self._session.case, localisation))

    def _on_moved(self, _moved: Moved) -> None:
        self._show(kept(grouped(self._session.case, Localisation()), self._groups))

    def _show(self, new: list[Group]) -> None:
        old = self._groups
        if not _alike(old, new):
            self.beginResetModel()
            self._take(new)
            self.endResetModel()
            return
        old_verdicts = self._verdicts
        self._take(new)
        if self._verdicts != old_verdicts:
            self._tell_verdicts()
        for row, (was, now) in enumerate(zip(old, new, strict=True)):
            if was != now:  # other figures in the same sum
                self._tell(row)

    def _on_verdicts_changed(self) -> None:
        self._judge()
        self._tell_verdicts()

    def _tell_verdicts(self) -> None:
        for row in range(len(self._groups)):
            self._tell(row)
        self.verdicts_shown.emit()

    def _tell(self, row: int) -> None:
        last = len(_HEADS) - 1
        top = self.index(row)
        self.dataChanged.emit(top, self.index(row, last))
        if below := self.rowCount(top):
            self.dataChanged.emit(self.index(0, 0, top), self.index(below - 1, last, top))


def _alike(a: list[Group], b: list[Group]) -> bool:
    """Whether the same findings stand in the same places."""
    return len(a) == len(b) and all(
        len(g.findings) == len(h.findings) and all(map(same_finding, g.findings, h.findings))
        for g, h in zip(a, b, strict=True)
    )


class FindingsFilter(QSortFilterProxyModel):
    """Hides kinds of findings, and those that are not faults in the auditor's judgement. A head stays in
    view for what is shown below it."""

    def __init__(self, model: FindingsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hidden: set[CellState] = set()
        self._hides_no_faults = False
        self.setRecursiveFilteringEnabled(True)
        self.setSourceModel(model)

    def set_shown(self, state: CellState, shown: bool) -> None:
        if shown:
            self._hidden.discard(state)
        else:
            self._hidden.add(state)
        self.invalidate()

    def set_no_faults_shown(self, shown: bool) -> None:
        self._hides_no_faults = not shown
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        index = self.sourceModel().index(row, 0, parent)
        if self._hides_no_faults:
            verdict = index.data(FindingsModel.VerdictRole)
            if verdict is not None and verdict.kind is VerdictKind.NOT_A_FAULT:
                return False
        return not self._hidden or index.data(FindingsModel.StateRole) not in self._hidden
