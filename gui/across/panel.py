"""What the checks of several reports have in common: the choice of reports, the findings, and what a
finding is about, from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QBrush, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QSplitter,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.finding import CellState, Outcome, Severity
from gui.findings.sign_delegate import SignDelegate
from gui.theme import LOOKS, QUIET, sign_icon

if TYPE_CHECKING:
    from core.across import AcrossFinding
    from core.case import Case
    from core.document import Anchor
    from gui.main_window import MainWindow

__all__ = ["AcrossPanel", "PlaceItem", "in_figures", "report_name"]

_OF_RULE = "双击查看这条规则的说明"
_WAIT = 250  # ms after the last change until everything is checked again
_STATES = {
    Severity.ERROR: CellState.ERROR,
    Severity.WARNING: CellState.WARNING,
    Severity.INFO: CellState.INFO,
}


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
        layout.addWidget(self.said)
        layout.addWidget(self.list, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        for widget in (self.choice, middle, self.pages):
            self.split.addWidget(widget)
        self.split.setChildrenCollapsible(False)
        for i, stretch in enumerate((2, 5, 5)):
            self.split.setStretchFactor(i, stretch)
        self.split.setSizes([240, 560, 540])
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
        view = QTableWidget(0, 4)
        view.setHorizontalHeaderLabels(["级别", about, "规则", "说明"])
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
        header.sectionResized.connect(lambda *_: view.resizeRowsToContents())
        view.currentCellChanged.connect(lambda row, *_: self._on_row(row))
        view.cellDoubleClicked.connect(self._on_double_clicked)
        copy = QAction("复制列出的全部", view)
        copy.triggered.connect(self.copy)
        view.addAction(copy)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        return view

    # -- checking -----------------------------------------------------------------------------

    def cases(self) -> list[Case]:
        """Of the open reports, in the order of the list."""
        return [e.session.case for e in self._window.cases if e.session is not None]

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

    # -- findings -----------------------------------------------------------------------------

    def _show_findings(self, findings: Sequence[AcrossFinding], names: Sequence[str]) -> None:
        """`names` say beside each finding what it is about. The current one stays current."""
        row = self.list.currentRow()
        kept = self._findings[row].id if 0 <= row < len(self._findings) else ""
        self._findings = findings
        blocker = QSignalBlocker(self.list)
        self.list.setRowCount(len(findings))
        for i, (finding, name) in enumerate(zip(findings, names, strict=True)):
            broken = finding.outcome is Outcome.BROKEN
            state = _STATES[finding.severity] if broken else CellState.CANNOT_CHECK
            look = LOOKS[state]
            for column, text in enumerate((look.word, name, finding.rule, finding.message)):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                item.setToolTip(text if column in (1, 3) else _OF_RULE if column == 2 else "")
                if column == 0:
                    item.setIcon(sign_icon(state))
                    item.setForeground(QBrush(look.ink))
                self.list.setItem(i, column, item)
        self.list.resizeRowsToContents()
        now = next((i for i, f in enumerate(findings) if f.id == kept), 0 if findings else -1)
        self.list.setCurrentCell(now, 3)
        blocker.unblock()
        self._on_row(now)

    def _on_row(self, row: int) -> None:
        self.details.clear()
        self.pages.setCurrentWidget(self.details)
        if 0 <= row < len(self._findings):
            self._show_details(self._findings[row])

    def _on_double_clicked(self, row: int, column: int) -> None:
        if column == 2:
            self._window.show_manual(self._findings[row].rule)

    def _show_details(self, finding: AcrossFinding) -> None:
        raise NotImplementedError

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
