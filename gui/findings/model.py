"""The findings of one report as a table model, worst first, and its filter by kind."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
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
from core.verdicts import Verdict, VerdictKind
from gui.findings.verdicts import verdict_text
from gui.session import Session
from gui.theme import LOOKS, QUIET, finding_state, sign_icon

__all__ = ["GROUPS", "FindingsFilter", "FindingsModel", "same_finding"]

Index = QModelIndex | QPersistentModelIndex

#: the kinds of findings in the order they are listed
GROUPS = (CellState.ERROR, CellState.WARNING, CellState.CANNOT_CHECK, CellState.INFO)
_HEADS = ("级别", "规则", "说明", "标记")


def same_finding(a: Finding, b: Finding) -> bool:
    """Whether two findings are one, before and after an edit."""
    return a.rule == b.rule and a.addresses == b.addresses and a.anchors == b.anchors


class FindingsModel(QAbstractTableModel):
    """Columns: kind, rule, message, verdict. FindingRole gives the Finding, StateRole its CellState,
    VerdictRole the auditor's Verdict or None."""

    #: other verdicts are shown now
    verdicts_shown = Signal()

    FindingRole = Qt.ItemDataRole.UserRole + 1
    StateRole = Qt.ItemDataRole.UserRole + 2
    VerdictRole = Qt.ItemDataRole.UserRole + 3

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._verdict_of = session.verdict_of
        self._take(_sorted(session.case.result.findings))
        session.moved.connect(self._on_moved)
        session.verdicts_changed.connect(self._on_verdicts_changed)

    def _take(self, findings: list[Finding]) -> None:
        self._findings = findings
        self._verdicts: list[Verdict | None] = [self._verdict_of(f) for f in findings]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._findings)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        finding = self._findings[index.row()]
        state = finding_state(finding)
        verdict = self._verdicts[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            said = verdict_text(verdict) if verdict else ""
            return (LOOKS[state].word, finding.rule, finding.message, said)[index.column()]
        if role == self.FindingRole:
            return finding
        if role == self.StateRole:
            return state
        if role == self.VerdictRole:
            return verdict
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
        for finding in self._findings:
            number[finding_state(finding)] += 1
        return number

    def verdicts(self) -> list[Verdict]:
        """Those given on the findings listed."""
        return [v for v in self._verdicts if v is not None]

    def row_of(self, finding: Finding) -> int:
        return next((i for i, f in enumerate(self._findings) if same_finding(f, finding)), -1)

    def _on_moved(self, moved: Moved) -> None:
        new = _sorted(moved.after.findings)
        old = self._findings
        if len(new) == len(old) and all(map(same_finding, new, old)):
            old_verdicts = self._verdicts
            self._take(new)
            if self._verdicts != old_verdicts:
                self._tell_verdicts()
            for row, (was, now) in enumerate(zip(old, new, strict=True)):
                if was != now:  # other figures in the same sum
                    self.dataChanged.emit(self.index(row, 0), self.index(row, len(_HEADS) - 1))
            return
        self.beginResetModel()
        self._take(new)
        self.endResetModel()

    def _on_verdicts_changed(self) -> None:
        self._verdicts = [self._verdict_of(f) for f in self._findings]
        self._tell_verdicts()

    def _tell_verdicts(self) -> None:
        if self._findings:
            last = len(self._findings) - 1
            self.dataChanged.emit(self.index(0, 0), self.index(last, len(_HEADS) - 1))
        self.verdicts_shown.emit()


def _sorted(findings: tuple[Finding, ...]) -> list[Finding]:
    return sorted(findings, key=lambda f: (GROUPS.index(finding_state(f)), *f.sort_key))


class FindingsFilter(QSortFilterProxyModel):
    """Hides kinds of findings, and those that are not faults in the auditor's judgement."""

    def __init__(self, model: FindingsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hidden: set[CellState] = set()
        self._hides_no_faults = False
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
