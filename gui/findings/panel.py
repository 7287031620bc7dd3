"""The list of findings: signs, rules and messages, with a button for each kind."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QMessageBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.finding import CellState, Finding
from core.localise import Localisation
from core.store import StoreError
from core.verdicts import VerdictKind
from gui.findings.model import GROUPS, FindingsFilter, FindingsModel, same_finding
from gui.findings.tree import MESSAGE, VERDICT, FindingsTree
from gui.findings.verdicts import add_verdicts, ask_verdict
from gui.session import Session
from gui.theme import LOOKS, QUIET, sign_icon

__all__ = ["FindingsPanel"]


class FindingsPanel(QWidget):
    """Says which finding was chosen; `set_current` shows one without saying so."""

    chosen = Signal(object)
    #: the page of a rule (its id) is wanted
    rule_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = FindingsModel(session, self)
        self._filter = FindingsFilter(self._model, self)
        self._current: Finding | None = None
        self._folded: list[Finding] = []  # heads the auditor has folded up
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_head())
        self.view = self._make_view()
        layout.addWidget(self.view, 1)
        self._nothing = QLabel("没有发现问题：已核对的勾稽关系全部成立。")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setStyleSheet(f"color: {QUIET.name()};")
        layout.addWidget(self._nothing, 1)
        self._filter.modelReset.connect(self._on_reset)
        self._model.verdicts_shown.connect(self._refresh)
        self._on_reset()

    def _on_reset(self) -> None:
        """The list is another one: what was current still is."""
        self._refresh()
        if self._current is not None:
            self.set_current(self._current)

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(6, 3, 6, 3)
        title = QLabel("<b>核对结果</b>")
        head.addWidget(title)
        self._buttons: dict[CellState, QToolButton] = {}
        for state in GROUPS:
            button = QToolButton()
            button.setIcon(sign_icon(state))
            button.setIconSize(QSize(12, 12))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setCheckable(True)
            button.setChecked(True)
            button.setAutoRaise(True)
            button.setToolTip(f"显示或隐藏“{LOOKS[state].word}”")
            button.toggled.connect(self._toggler(state))
            self._buttons[state] = button
            head.addWidget(button)
        self._no_faults = QToolButton()
        self._no_faults.setCheckable(True)
        self._no_faults.setChecked(True)
        self._no_faults.setAutoRaise(True)
        self._no_faults.setToolTip("显示或隐藏标为“不是问题”的各条")
        self._no_faults.toggled.connect(self._on_no_faults_toggled)
        head.addWidget(self._no_faults)
        self._hidden_note = QLabel()
        self._hidden_note.setStyleSheet(f"color: {QUIET.name()};")
        head.addWidget(self._hidden_note)
        head.addStretch(1)
        return head

    def _toggler(self, state: CellState) -> Callable[[bool], None]:
        def toggle(shown: bool) -> None:
            self._filter.set_shown(state, shown)
            self._refresh()

        return toggle

    def _on_no_faults_toggled(self, shown: bool) -> None:
        self._filter.set_no_faults_shown(shown)
        self._refresh()

    def _make_view(self) -> FindingsTree:
        view = FindingsTree()
        view.setModel(self._filter)
        view.setAccessibleName("核对结果")
        header = view.header()
        em = view.fontMetrics().horizontalAdvance("国")
        header.setMinimumSectionSize(em * 2)
        header.resizeSection(0, em * 6 + 22 + 2 * view.indentation())
        header.resizeSection(1, em * 9)
        header.setSectionResizeMode(MESSAGE, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(VERDICT, em * 12)
        view.selectionModel().currentRowChanged.connect(self._on_current)
        view.clicked.connect(self._on_clicked)
        view.doubleClicked.connect(self._on_double_clicked)
        view.collapsed.connect(self._on_collapsed)
        view.expanded.connect(self._on_expanded)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._menu)
        return view

    # -- what is folded up --------------------------------------------------------------------

    def show_consequences(self, localisation: Localisation) -> None:
        """It is known now which figures are wrong, and what comes of that."""
        self._model.show_consequences(localisation)

    def _on_collapsed(self, index: QModelIndex) -> None:
        self._folded.append(index.data(FindingsModel.FindingRole))

    def _on_expanded(self, index: QModelIndex) -> None:
        opened = index.data(FindingsModel.FindingRole)
        self._folded = [f for f in self._folded if not same_finding(f, opened)]

    def _unfold(self) -> None:
        """Everything but what the auditor has folded up."""
        view = self.view
        blocker = QSignalBlocker(view)
        view.expandAll()
        for row in range(self._filter.rowCount()):
            index = self._filter.index(row, 0)
            finding = index.data(FindingsModel.FindingRole)
            if any(same_finding(f, finding) for f in self._folded):
                view.collapse(index)
        blocker.unblock()
        some = any(
            self._filter.rowCount(self._filter.index(row, 0))
            for row in range(self._filter.rowCount())
        )
        view.setRootIsDecorated(some)

    # -- current finding ----------------------------------------------------------------------

    def set_current(self, finding: Finding | None) -> None:
        """Show a finding as current; None for none."""
        self._current = finding
        selection = self.view.selectionModel()
        blocker = QSignalBlocker(selection)
        found = self._model.index_of(finding) if finding else QModelIndex()
        index = self._filter.mapFromSource(found) if found.isValid() else QModelIndex()
        if index.isValid():
            flags = selection.SelectionFlag.ClearAndSelect | selection.SelectionFlag.Rows
            selection.setCurrentIndex(index, flags)
            self.view.scrollTo(index)  # opens what is above it
        else:
            selection.clear()
        blocker.unblock()
        self.view.viewport().update()

    def findings(self, folded: bool = True) -> list[Finding]:
        """Those listed, in their order, each before what follows from it; on request without what is
        folded up."""
        listed = []
        for row in range(self._filter.rowCount()):
            head = self._filter.index(row, 0)
            listed.append(head.data(FindingsModel.FindingRole))
            if folded or self.view.isExpanded(head):
                listed += [
                    self._filter.index(below, 0, head).data(FindingsModel.FindingRole)
                    for below in range(self._filter.rowCount(head))
                ]
        return listed

    def step(self, forward: bool) -> None:
        """Choose the next or previous finding in view, going round at the ends."""
        shown = self.findings(folded=False)
        if not shown:
            return
        at = next(
            (i for i, f in enumerate(shown) if self._current and same_finding(f, self._current)),
            None,
        )
        if at is None:
            at = 0 if forward else len(shown) - 1
        else:
            at = (at + (1 if forward else -1)) % len(shown)
        self.set_current(shown[at])
        self.chosen.emit(shown[at])

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self._current = index.data(FindingsModel.FindingRole)
            self.chosen.emit(self._current)

    def _on_clicked(self, index: QModelIndex) -> None:
        finding = index.data(FindingsModel.FindingRole)
        if self._current is not finding:
            return  # _on_current has said it
        self.chosen.emit(finding)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if index.column() == 1:
            self.rule_wanted.emit(index.data())

    def _refresh(self) -> None:
        number = self._model.counts()
        for state, button in self._buttons.items():
            button.setText(f"{LOOKS[state].word} {number[state]}")
            button.setVisible(number[state] > 0)
        verdicts = self._model.verdicts()
        no_faults = sum(v.kind is VerdictKind.NOT_A_FAULT for v in verdicts)
        self._no_faults.setText(f"不是问题 {no_faults}")
        self._no_faults.setVisible(no_faults > 0)
        self.view.setColumnHidden(VERDICT, not verdicts)
        hidden = sum(number.values()) - len(self.findings())
        self._hidden_note.setText(f"（已隐藏 {hidden} 条）" if hidden else "")
        some = sum(number.values()) > 0
        self.view.setVisible(some)
        self._nothing.setVisible(not some)
        if not some and not any(t.holds for t in self._session.case.result.checked.values()):
            self._nothing.setText("没有可以核对的数据。")
        self._unfold()
        self.view.fit_rows()

    # -- verdicts -----------------------------------------------------------------------------

    def judge(self, kind: VerdictKind | None) -> None:
        """Give the auditor's verdict on the current finding, or take it back (None)."""
        finding = self._current
        if finding is None or not self._model.index_of(finding).isValid():
            return
        before = self._session.verdict_of(finding)
        verdict = ask_verdict(finding.message, kind, before, self) if kind is not None else None
        if verdict is None and (kind is not None or before is None):
            return
        try:
            self._session.set_verdict(finding, verdict)
        except StoreError as error:
            QMessageBox.warning(self, "没有保存", f"{error}标记没有改动。")

    # -- copying ------------------------------------------------------------------------------

    def _menu(self, position: QPoint) -> None:
        index = self.view.indexAt(position)
        menu = QMenu(self)
        if index.isValid():
            self._current = index.data(FindingsModel.FindingRole)
            add_verdicts(menu, index.data(FindingsModel.VerdictRole), self.judge)
            menu.addSeparator()
            rule = index.data(FindingsModel.FindingRole).rule
            menu.addAction(f"查看规则 {rule}", lambda: self.rule_wanted.emit(rule))
            menu.addSeparator()
        one = QAction("复制这一条", menu)
        one.setEnabled(index.isValid())
        one.triggered.connect(lambda: self._copy([index.data(FindingsModel.FindingRole)]))
        every = QAction("复制列出的全部", menu)
        every.triggered.connect(lambda: self._copy(self.findings()))
        menu.addActions([one, every])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.view.viewport().mapToGlobal(position))

    def copy(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self._copy([index.data(FindingsModel.FindingRole)])

    def _copy(self, findings: list[Finding]) -> None:
        QGuiApplication.clipboard().setText("\n".join(f.message for f in findings))
