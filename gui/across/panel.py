"""What the checks of several reports have in common: the choice of reports, the findings, and what a
finding is about, from left to right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QGuiApplication, QHideEvent, QIcon, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QMessageBox,
    QSplitter,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.finding import CellState, Outcome, Severity
from core.rules.policy import EVERY_RULE, Policy
from core.store import StoreError
from core.verdicts import Verdict, VerdictKind
from gui.findings.sign_delegate import SignDelegate
from gui.findings.verdicts import add_verdicts, ask_verdict, verdict_text
from gui.theme import LOOKS, QUIET, sign_icon

if TYPE_CHECKING:
    from core.across import AcrossFinding
    from core.case import Case
    from core.document import Anchor
    from gui.main_window import MainWindow
    from gui.session import Session

__all__ = ["AcrossPanel", "PlaceItem", "in_figures", "report_name"]

_OF_RULE = "双击查看这条规则的说明"
_VERDICT = 4  # the column
_INK = LOOKS[CellState.UNCHECKED].ink
_WAIT = 250  # ms after the last change until everything is checked again
_STATES = {
    Severity.ERROR: CellState.ERROR,
    Severity.WARNING: CellState.WARNING,
    Severity.INFO: CellState.INFO,
}


def _state(finding: AcrossFinding) -> CellState:
    broken = finding.outcome is Outcome.BROKEN
    return _STATES[finding.severity] if broken else CellState.CANNOT_CHECK


def report_name(case: Case) -> str:
    """`某市 2024年`, else the file's name."""
    title = case.sheet.title
    return f"{title.unit} {title.year}年" if title.unit and title.year else case.path.name


def in_figures(value: Decimal | None) -> str:
    if value is None:
        return "无法读出"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class PlaceItem(QTreeWidgetItem):
    """A line that leads to a place in a report."""

    def __init__(self, texts: Sequence[str], case: Case, address: str = "") -> None:
        super().__init__(list(texts))
        self.case = case
        self.address = address


class AcrossPanel(QWidget):
    """A subclass fills `choice`, checks in `_check` and calls `_show_findings`, and fills `details` in
    `_show_details`. Everything is checked again when a report is opened, closed or edited."""

    #: another finding is current, or none
    current_changed = Signal()

    def __init__(self, window: MainWindow, about: str) -> None:
        super().__init__(window)
        self._window = window
        self._findings: Sequence[AcrossFinding] = ()
        self.choice = QWidget()
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setContentsMargins(6, 2, 6, 2)
        self.list = self._make_list(about)
        self.details = QTreeWidget()
        self.details.setFrameShape(QFrame.Shape.NoFrame)
        # a label's end (its column) tells as much as its beginning
        self.details.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.details.setAccessibleName("所涉及的数据")
        self.details.header().setStretchLastSection(False)
        self.details.itemClicked.connect(self._on_place)
        self.details.itemActivated.connect(self._on_place)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.details)
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.top = QHBoxLayout()
        self.top.setContentsMargins(0, 0, 4, 0)
        self.top.addWidget(self.said, 1)
        self.add_export("导出核对结果…", "把列出的各条与各报告的核对结果导出为一个工作簿（xlsx）",
                        lambda: window.export_findings())  # fmt: skip
        layout.addLayout(self.top)
        layout.addWidget(self.list, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        for widget in (self.choice, middle, self.pages):
            self.split.addWidget(widget)
        self.split.setChildrenCollapsible(False)
        for i, stretch in enumerate((2, 6, 4)):
            self.split.setStretchFactor(i, stretch)
        self.split.setSizes([240, 660, 440])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(_WAIT)
        self._due.timeout.connect(self.check)
        for signal in (
            window.cases.rowsInserted,
            window.cases.rowsRemoved,
            window.cases.dataChanged,
        ):
            signal.connect(self._on_reports_changed)

    def sizeHint(self) -> QSize:
        return QSize(1000, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(400, 140)

    def _make_list(self, about: str) -> QTableWidget:
        view = QTableWidget(0, _VERDICT + 1)
        view.setHorizontalHeaderLabels(["级别", about, "规则", "说明", "标记"])
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setShowGrid(False)
        view.setAlternatingRowColors(True)
        view.setTabKeyNavigation(False)
        view.setStyleSheet(
            "QTableView { selection-background-color: #cfe0f3; selection-color: black; }"
        )
        view.setIconSize(QSize(13, 13))
        view.setItemDelegateForColumn(0, SignDelegate(view))
        view.setAccessibleName("核对结果")
        view.verticalHeader().hide()
        header = view.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        em = view.fontMetrics().horizontalAdvance("国")
        for column, width in enumerate((em * 6 + 6, em * 11, em * 8)):
            header.resizeSection(column, width)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(_VERDICT, em * 10)
        view.setColumnHidden(_VERDICT, True)
        header.sectionResized.connect(lambda *_: view.resizeRowsToContents())
        view.currentCellChanged.connect(lambda row, *_: self._on_row(row))
        view.cellDoubleClicked.connect(self._on_double_clicked)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._menu)
        return view

    def add_export(self, text: str, tip: str, act: Callable[[], object]) -> QToolButton:
        """A button beside what is said of the findings."""
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.clicked.connect(lambda: act())
        self.top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return button

    # -- checking -----------------------------------------------------------------------------

    def cases(self) -> list[Case]:
        """Of the open reports, in the order of the list."""
        return [e.session.case for e in self._window.cases if e.session is not None]

    @property
    def policy(self) -> Policy:
        """Which rules the auditor wants."""
        rulebook = self._window.rules.rulebook
        return rulebook.policy if rulebook is not None else EVERY_RULE

    def check(self) -> None:
        """Check the reports as they stand now."""
        self._due.stop()
        self._check()

    def _check(self) -> None:
        raise NotImplementedError

    def _on_reports_changed(self) -> None:
        if self.isVisible():
            self._due.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.check()

    def hideEvent(self, event: QHideEvent) -> None:
        self._due.stop()
        super().hideEvent(event)
        self.current_changed.emit()

    # -- findings -----------------------------------------------------------------------------

    def _show_findings(self, findings: Sequence[AcrossFinding], names: Sequence[str]) -> None:
        """`names` say beside each finding what it is about. The current one stays current."""
        row = self.list.currentRow()
        kept = self._findings[row].id if 0 <= row < len(self._findings) else ""
        self._findings = findings
        blocker = QSignalBlocker(self.list)
        self.list.setRowCount(len(findings))
        for i, (finding, name) in enumerate(zip(findings, names, strict=True)):
            look = LOOKS[_state(finding)]
            texts = (look.word, name, finding.rule, finding.message, "")
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                item.setToolTip(text if column in (1, 3) else _OF_RULE if column == 2 else "")
                self.list.setItem(i, column, item)
        self._show_verdicts()
        self.list.resizeRowsToContents()
        now = next((i for i, f in enumerate(findings) if f.id == kept), 0 if findings else -1)
        self.list.setCurrentCell(now, 3)
        blocker.unblock()
        self._on_row(now)

    def _show_verdicts(self) -> None:
        """What is no fault is grey, as in the list of one report's findings."""
        verdicts = [self.verdict_of(f) for f in self._findings]
        for row, (finding, verdict) in enumerate(zip(self._findings, verdicts, strict=True)):
            state = _state(finding)
            aside = verdict is not None and verdict.kind is VerdictKind.NOT_A_FAULT
            sign = sign_icon(state)
            text = verdict_text(verdict) if verdict else ""
            at = f"（{verdict.at:%Y-%m-%d %H:%M}）" if verdict else ""
            for column in range(_VERDICT + 1):
                item = self.list.item(row, column)
                assert item is not None
                ink = QBrush(QUIET if aside else LOOKS[state].ink if column == 0 else _INK)
                item.setForeground(ink)
                if column == 0:
                    font = item.font()
                    font.setBold(state is CellState.ERROR)
                    item.setFont(font)
                    item.setIcon(QIcon(sign.pixmap(32, QIcon.Mode.Disabled)) if aside else sign)
                elif column == _VERDICT:
                    item.setText(text)
                    item.setToolTip(f"{text}{at}")
        self.list.setColumnHidden(_VERDICT, not any(verdicts))

    def _on_row(self, row: int) -> None:
        self.details.clear()
        self.pages.setCurrentWidget(self.details)
        if 0 <= row < len(self._findings):
            self._show_details(self._findings[row])
        self.current_changed.emit()

    @property
    def current(self) -> AcrossFinding | None:
        """The current finding, while the panel is in view."""
        row = self.list.currentRow()
        return self._findings[row] if self.isVisible() and 0 <= row < len(self._findings) else None

    def _on_double_clicked(self, row: int, column: int) -> None:
        if column == 2:
            self._window.show_manual(self._findings[row].rule)

    def _show_details(self, finding: AcrossFinding) -> None:
        raise NotImplementedError

    # -- verdicts -----------------------------------------------------------------------------

    def _session(self, finding: AcrossFinding) -> Session | None:
        """That of the report the finding is shown with, which keeps the verdict on it."""
        sessions = (e.session for e in self._window.cases if e.session is not None)
        return next((s for s in sessions if s.case is finding.subject), None)

    def verdict_of(self, finding: AcrossFinding) -> Verdict | None:
        session = self._session(finding)
        return session.verdict_of(finding) if session is not None else None

    def judge(self, kind: VerdictKind | None) -> None:
        """Give the auditor's verdict on the current finding, or take it back (None)."""
        finding = self.current
        session = self._session(finding) if finding is not None else None
        if finding is None or session is None:
            return
        before = session.verdict_of(finding)
        verdict = ask_verdict(finding.message, kind, before, self) if kind is not None else None
        if verdict is None and (kind is not None or before is None):
            return
        try:
            session.set_verdict(finding, verdict)
        except StoreError as error:
            QMessageBox.warning(self, "没有保存", f"{error}标记没有改动。")
            return
        self._show_verdicts()
        self.list.resizeRowsToContents()

    def _menu(self, position: QPoint) -> None:
        row = self.list.rowAt(position.y())
        menu = QMenu(self)
        if row >= 0:
            finding = self._findings[row]
            self.list.setCurrentCell(row, 3)
            add_verdicts(menu, self.verdict_of(finding), self.judge)
            menu.addSeparator()
            menu.addAction(
                f"查看规则 {finding.rule}", lambda: self._window.show_manual(finding.rule)
            )
            menu.addSeparator()
        one = menu.addAction("复制这一条", self.copy_current)
        one.setEnabled(row >= 0)
        menu.addAction("复制列出的全部", self.copy)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list.viewport().mapToGlobal(position))

    def copy_current(self) -> None:
        if (finding := self.current) is not None:
            QGuiApplication.clipboard().setText(finding.message)

    def copy(self) -> None:
        """The messages of all findings listed."""
        QGuiApplication.clipboard().setText("\n".join(f.message for f in self._findings))

    # -- leading to the reports ---------------------------------------------------------------

    def _on_place(self, item: QTreeWidgetItem, _column: int = 0) -> None:
        if isinstance(item, PlaceItem):
            self._go(item.case, item.address)

    def _go(self, case: Case, address: str = "", anchor: Anchor | None = None) -> None:
        self._window.show_place(case, address, anchor)

    def _quiet(self, text: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([text])
        item.setForeground(0, QBrush(QUIET))
        item.setToolTip(0, text)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        return item
