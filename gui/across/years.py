"""One body over the years: which reports belong together, and what does not follow from the year before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from core.series import SeriesFinding, SeriesResult, audit_series, offered_names
from core.units import SimilarUnits
from gui.across.panel import AcrossPanel, PlaceItem, report_name

if TYPE_CHECKING:
    from core.across import AcrossFinding
    from core.case import Case
    from gui.main_window import MainWindow

__all__ = ["YearsPanel"]

_FIT = QHeaderView.ResizeMode.ResizeToContents
_OFFER = Qt.ItemDataRole.UserRole


class YearsPanel(AcrossPanel):
    """The auditor says which differing names are one body's; nothing is merged by itself."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, "单位、年度")
        self._same: set[tuple[str, ...]] = set()
        self._result = SeriesResult()
        self.series = QTreeWidget()
        self.series.setHeaderHidden(True)
        self.series.setFrameShape(QFrame.Shape.NoFrame)
        self.series.setAccessibleName("参加核对的报告")
        self.series.itemChanged.connect(self._on_offer)
        self.series.itemClicked.connect(self._on_place)
        self.series.itemActivated.connect(self._on_place)
        layout = QVBoxLayout(self.choice)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        title = QLabel("<b>已打开的报告</b>")
        title.setContentsMargins(6, 2, 6, 2)
        layout.addWidget(title)
        layout.addWidget(self.series, 1)
        self.details.setHeaderLabels(["报告", "项目", "数"])
        for column, mode in enumerate((_FIT, QHeaderView.ResizeMode.Stretch, _FIT)):
            self.details.header().setSectionResizeMode(column, mode)
        self.details.setRootIsDecorated(False)
        self.passages = self._make_passages()
        self.pages.addWidget(self.passages)

    def _make_passages(self) -> QTableWidget:
        view = QTableWidget(0, 2)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.verticalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.horizontalHeader().sectionResized.connect(lambda *_: view.resizeRowsToContents())
        view.setAccessibleName("雷同的文字")
        view.cellClicked.connect(self._on_passage)
        return view

    # -- checking -----------------------------------------------------------------------------

    def result(self) -> SeriesResult:
        """Of the reports that are open now, with the names that the auditor says are one body's."""
        return audit_series(self.cases(), self._same, self.policy)

    def _check(self) -> None:
        cases = self.cases()
        offers = offered_names([c for c in cases if c.sheet.title.unit])
        self._same &= {o.names for o in offers}
        self._result = self.result()
        self._fill_series(cases, offers)
        findings = self._result.findings
        self._show_findings(findings, [_about(f) for f in findings])
        self.said.setText(self._in_words())

    def _in_words(self) -> str:
        pairs = sum(len(s.pairs) for s in self._result.series)
        if not pairs and not self._result.findings:
            return "没有同一单位前后相连两年的报告，请再打开上一年或下一年的报告。"
        holds = sum(t.holds for t in self._result.checked.values())
        said = f"前后相连的两年 {pairs} 组，衔接成立 {holds} 项"
        number = len(self._result.findings)
        return f"{said}，下列 {number} 条请核实。" if number else f"{said}，没有发现问题。"

    def _fill_series(self, cases: list[Case], offers: tuple[SimilarUnits, ...]) -> None:
        blocker = QSignalBlocker(self.series)
        self.series.clear()
        if offers:
            head = self._quiet("名称相近，是同一单位请打勾：")
            self.series.addTopLevelItem(head)
        for offer in offers:
            item = QTreeWidgetItem([" ＝ ".join(offer.names)])
            item.setToolTip(0, f"{'　'.join(offer.names)}\n{offer.why}")
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            chosen = offer.names in self._same
            item.setCheckState(0, Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
            item.setData(0, _OFFER, offer.names)
            self.series.addTopLevelItem(item)
        used: set[int] = set()
        for series in self._result.series:
            top = QTreeWidgetItem([series.unit])
            top.setToolTip(0, series.unit)
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.series.addTopLevelItem(top)
            for year in sorted({*series.reports, *series.doubles}):
                several = series.doubles.get(year, ())
                for case in several or (series.reports[year],):
                    word = "（重复）" if several else ""
                    child = PlaceItem([f"{year}年{word}　{case.path.name}"], case)
                    child.setToolTip(0, str(case.path))
                    top.addChild(child)
                    used.add(id(case))
            top.setExpanded(True)
        for case in cases:
            if id(case) not in used:
                self.series.addTopLevelItem(
                    self._quiet(f"{case.path.name}：没有认出单位或年度，不参加")
                )
        blocker.unblock()

    def _on_offer(self, item: QTreeWidgetItem, _column: int) -> None:
        names = item.data(0, _OFFER)
        if not names:
            return
        if item.checkState(0) is Qt.CheckState.Checked:
            self._same.add(tuple(names))
        else:
            self._same.discard(tuple(names))
        self._due.start(0)  # not now: the list is filled anew, and its item is still in use

    # -- what a finding is about --------------------------------------------------------------

    def _show_details(self, finding: AcrossFinding) -> None:
        assert isinstance(finding, SeriesFinding)
        if finding.passages:
            self._show_passages(finding)
            return
        for figure in finding.figures:
            form = figure.case.sheet.form
            quantity = figure.case.sheet.quantity(figure.address)
            label = form.label(figure.address) if form else figure.address
            shown = " ".join(quantity.raw.split()) if quantity else "无此格"
            year = f"{figure.case.sheet.title.year}年"
            item = PlaceItem([year, label, shown or "空白"], figure.case, figure.address)
            item.setToolTip(1, label)
            self.details.addTopLevelItem(item)
        if not finding.figures:
            for case in filter(None, (finding.earlier, finding.subject)):
                self.details.addTopLevelItem(PlaceItem([report_name(case)], case))

    def _show_passages(self, finding: SeriesFinding) -> None:
        before, now = finding.years
        self.passages.setHorizontalHeaderLabels([f"{before}年", f"{now}年"])
        self.passages.setRowCount(len(finding.passages))
        for row, (spot, earlier) in enumerate(finding.passages):
            for column, text in enumerate((earlier.text, spot.text)):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                self.passages.setItem(row, column, item)
        self.pages.setCurrentWidget(self.passages)
        self.passages.resizeRowsToContents()

    def _on_passage(self, row: int, column: int) -> None:
        finding = self._findings[self.list.currentRow()]
        assert isinstance(finding, SeriesFinding)
        spot, earlier = finding.passages[row]
        case = finding.earlier if column == 0 else finding.subject
        if case is not None:
            self._go(case, anchor=(earlier if column == 0 else spot).line.anchor)


def _about(finding: SeriesFinding) -> str:
    before, now = finding.years
    return f"{finding.unit} {now}年" if before == now else f"{finding.unit} {before}→{now}年"
