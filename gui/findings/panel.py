"""The list of findings: signs, rules and messages, with a button for each kind."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QMessageBox,
    QStyle,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.finding import CellState, Finding
from core.store import StoreError
from core.verdicts import Verdict, VerdictKind
from gui.findings.model import GROUPS, FindingsFilter, FindingsModel, same_finding
from gui.findings.sign_delegate import SignDelegate
from gui.findings.verdicts import ask_reason
from gui.session import Session
from gui.theme import LOOKS, QUIET, sign_icon

__all__ = ["FindingsPanel"]

_MARGIN = QStyle.PixelMetric.PM_FocusFrameHMargin


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
        self._rows_due = QTimer(self)
        self._rows_due.setSingleShot(True)
        self._rows_due.setInterval(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_head())
        self.view = self._make_view()
        self._rows_due.timeout.connect(self._fit_rows)
        layout.addWidget(self.view, 1)
        self._nothing = QLabel("没有发现问题：已核对的勾稽关系全部成立。")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setStyleSheet(f"color: {QUIET.name()};")
        layout.addWidget(self._nothing, 1)
        self._model.modelReset.connect(self._refresh)
        self._model.verdicts_shown.connect(self._refresh)
        self._filter.layoutChanged.connect(self._rows_due.start)
        self._filter.rowsInserted.connect(self._rows_due.start)
        self._refresh()

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

    def _make_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self._filter)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setShowGrid(False)
        view.setAlternatingRowColors(True)
        view.setWordWrap(True)
        view.setTabKeyNavigation(False)
        view.setAcceptDrops(False)
        # light, so that signs and colours of a selected row can still be seen
        view.setStyleSheet(
            "QTableView { selection-background-color: #cfe0f3; selection-color: black; }"
        )
        view.setIconSize(QSize(13, 13))
        view.setItemDelegateForColumn(0, SignDelegate(view))
        view.setAccessibleName("核对结果")
        view.verticalHeader().hide()
        view.verticalHeader().setMinimumSectionSize(view.fontMetrics().height() + 6)
        header = view.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        em = view.fontMetrics().horizontalAdvance("国")
        header.setMinimumSectionSize(em * 2)
        header.resizeSection(0, em * 6 + 22)
        header.resizeSection(1, em * 9)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(3, em * 12)
        header.sectionResized.connect(lambda *_: self._rows_due.start())
        view.selectionModel().currentRowChanged.connect(self._on_current)
        view.clicked.connect(self._on_clicked)
        view.doubleClicked.connect(self._on_double_clicked)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._menu)
        view.installEventFilter(self)
        return view

    # -- current finding ----------------------------------------------------------------------

    def set_current(self, finding: Finding | None) -> None:
        """Show a finding as current; None for none."""
        self._current = finding
        selection = self.view.selectionModel()
        blocker = QSignalBlocker(selection)
        row = self._model.row_of(finding) if finding else -1
        index = self._filter.mapFromSource(self._model.index(row, 0)) if row >= 0 else QModelIndex()
        if index.isValid():
            flags = selection.SelectionFlag.ClearAndSelect | selection.SelectionFlag.Rows
            selection.setCurrentIndex(index, flags)
            self.view.scrollTo(index)
        else:
            selection.clear()
        blocker.unblock()
        self.view.viewport().update()

    def findings(self) -> list[Finding]:
        """Those shown, in their order."""
        return [
            self._filter.index(row, 0).data(FindingsModel.FindingRole)
            for row in range(self._filter.rowCount())
        ]

    def step(self, forward: bool) -> None:
        """Choose the next or previous finding shown, going round at the ends."""
        shown = self.findings()
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
        self.view.setColumnHidden(3, not verdicts)
        hidden = sum(number.values()) - self._filter.rowCount()
        self._hidden_note.setText(f"（已隐藏 {hidden} 条）" if hidden else "")
        some = sum(number.values()) > 0
        self.view.setVisible(some)
        self._nothing.setVisible(not some)
        if not some and not any(t.holds for t in self._session.case.result.checked.values()):
            self._nothing.setText("没有可以核对的数据。")
        self._rows_due.start()

    def _fit_rows(self) -> None:
        """Every row as tall as its message. (resizeRowsToContents asks for every role of every cell
        and would cost more than the checks.)"""
        view, metrics = self.view, self.view.fontMetrics()
        width = view.columnWidth(2) - 2 * view.style().pixelMetric(_MARGIN) - 4
        box = QRect(0, 0, max(40, width), 10_000)
        for row, finding in enumerate(self.findings()):
            text = metrics.boundingRect(box, Qt.TextFlag.TextWordWrap, finding.message)
            height = text.height() + 6
            if view.rowHeight(row) != height:
                view.setRowHeight(row, height)

    # -- verdicts -----------------------------------------------------------------------------

    def judge(self, kind: VerdictKind | None) -> None:
        """Give the auditor's verdict on the current finding, or take it back (None)."""
        finding = self._current
        if finding is None or self._model.row_of(finding) < 0:
            return
        before = self._session.verdict_of(finding)
        if kind is None and before is None:
            return
        verdict = None
        if kind is VerdictKind.EXPLAINED:
            reason = ask_reason(finding, before.reason if before else "", self)
            if not reason:
                return
            verdict = Verdict.now(kind, reason)
        elif kind is not None:
            verdict = Verdict.now(kind)
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
            self._add_verdicts(menu, index.data(FindingsModel.VerdictRole))
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

    def _add_verdicts(self, menu: QMenu, verdict: Verdict | None) -> None:
        kinds: list[tuple[str, VerdictKind | None, str]] = [
            ("属实", VerdictKind.CONFIRMED, "Ctrl+1"),
            ("有说明…", VerdictKind.EXPLAINED, "Ctrl+2"),
            ("不是问题", VerdictKind.NOT_A_FAULT, "Ctrl+3"),
            ("取消标记", None, "Ctrl+4"),
        ]
        for text, kind, keys in kinds:
            action = menu.addAction(f"{text}\t{keys}")
            if kind is None:
                action.setEnabled(verdict is not None)
            else:
                action.setCheckable(True)
                action.setChecked(verdict is not None and verdict.kind is kind)
            action.triggered.connect(lambda _checked=False, kind=kind: self.judge(kind))

    def copy(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self._copy([index.data(FindingsModel.FindingRole)])

    def _copy(self, findings: list[Finding]) -> None:
        QGuiApplication.clipboard().setText("\n".join(f.message for f in findings))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._rows_due.start()
        return False
