"""A 汇总 report and its members: who they are, and which cells don't add up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTreeWidgetItem,
    QVBoxLayout,
)

from core.rollup import RollupFinding, RollupResult, check_rollup, guess_rollup
from gui.across.panel import AcrossPanel, PlaceItem, in_figures, report_name
from gui.cases.drag import Dragged, ReportDrop

if TYPE_CHECKING:
    from core.across import AcrossFinding
    from core.case import Case
    from gui.main_window import MainWindow

__all__ = ["UnitsPanel"]


class UnitsPanel(AcrossPanel):
    """What is guessed from names and folders the auditor puts right; after that nothing is guessed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, "汇总报告")
        self._total: Case | None = None
        self._members: list[Case] = []
        self._none = False  # the auditor wants no report to be the 汇总
        self._chosen = False  # the auditor has said who the members are
        self._expected: list[str] = []
        self.total = QComboBox()
        self.total.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.total.setMinimumContentsLength(10)
        self.total.setAccessibleName("汇总报告")
        self.total.activated.connect(self._on_total)
        self.members = QListWidget()
        self.members.setFrameShape(QFrame.Shape.NoFrame)
        self.members.setAccessibleName("成员单位")
        self.members.itemChanged.connect(self._on_member)
        self.members.setToolTip("也可以从左边的报告列表拖到这里")
        ReportDrop(self.total, self._on_total_dropped)
        ReportDrop(self.members.viewport(), self._on_members_dropped)
        self.why = QLabel()
        self.why.setWordWrap(True)
        self.complete = QCheckBox("成员齐全")
        self.complete.setToolTip(
            "打勾：成员齐全，包括政府办公室等本级单位，汇总数应等于各成员之和。\n不打勾：只核对汇总数不小于已打开的各成员之和。"
        )
        self.strict = QCheckBox("不等即错误")
        self.strict.setToolTip(
            "打勾：汇总报告写明由各成员相加，不相等按错误列出；不打勾：按存疑列出。"
        )
        self.expected = QPushButton("应报名单…")
        self.expected.clicked.connect(self._ask_expected)
        for box in (self.complete, self.strict):
            box.toggled.connect(self.check)
        row = QHBoxLayout()
        row.addWidget(QLabel("汇总报告"))
        row.addWidget(self.total, 1)
        layout = QVBoxLayout(self.choice)
        layout.setContentsMargins(6, 2, 2, 2)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.why)
        layout.addWidget(self.members, 1)
        below = QHBoxLayout()
        for widget in (self.complete, self.strict, self.expected):
            below.addWidget(widget)
        layout.addLayout(below)
        self.opinion = self.add_export(
            "汇总的核对意见…", "把汇总报告本身的和与成员核对的结果导出为核对意见（docx）",
            self._export_opinion,
        )  # fmt: skip
        self.list.setColumnHidden(1, True)  # the 汇总 is named beside
        self.details.setHeaderLabels(["项目、单位", "数"])
        self.details.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.details.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    # -- who is who ---------------------------------------------------------------------------

    def _refresh_choice(self) -> None:
        """Reports may have come or gone; what the auditor has said stays."""
        cases = [c for c in self.cases() if c.sheet.title.year is not None]
        guesses = guess_rollup(cases)
        if not self._none and not any(c is self._total for c in cases):
            self._total, self._chosen = (guesses[0].total if guesses else None), False
        guess = next((g for g in guesses if g.total is self._total), None)
        if not self._chosen:
            self._members = list(guess.members) if guess else []
        self._members = [m for m in self._members if any(m is c for c in cases)]
        self._fill_totals(cases)
        self._fill_members(cases)
        guessed = guess is not None and not self._chosen
        self.why.setText(f"按{guess.why}推定，可改。" if guess and guessed else "")
        self.why.setVisible(guessed)

    def _fill_totals(self, cases: Iterable[Case]) -> None:
        blocker = QSignalBlocker(self.total)
        self.total.clear()
        self.total.addItem("（请选择）", None)
        for case in cases:
            self.total.addItem(report_name(case), case)
            self.total.setItemData(
                self.total.count() - 1, str(case.path), Qt.ItemDataRole.ToolTipRole
            )
            if case is self._total:
                self.total.setCurrentIndex(self.total.count() - 1)
        blocker.unblock()

    def _fill_members(self, cases: Iterable[Case]) -> None:
        blocker = QSignalBlocker(self.members)
        at = self.members.verticalScrollBar().value()
        self.members.clear()
        year = self._total.sheet.title.year if self._total else None
        for case in cases:
            if self._total is None or case is self._total or case.sheet.title.year != year:
                continue
            item = QListWidgetItem(report_name(case))
            item.setToolTip(str(case.path))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            ours = any(case is m for m in self._members)
            item.setCheckState(Qt.CheckState.Checked if ours else Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, case)
            self.members.addItem(item)
        self.members.verticalScrollBar().setValue(at)
        blocker.unblock()

    def _on_total(self, index: int) -> None:
        self._total, self._chosen = self.total.itemData(index), False
        self._none = self._total is None
        self.check()

    def _on_member(self, item: QListWidgetItem) -> None:
        case = item.data(Qt.ItemDataRole.UserRole)
        self._members = [m for m in self._members if m is not case]
        if item.checkState() is Qt.CheckState.Checked:
            self._members.append(case)
        self._chosen = True
        self._due.start(0)  # not now: the list is filled anew, and its item is still in use

    def _on_total_dropped(self, reports: list[Dragged]) -> None:
        for case in self.cases():
            if (case.path, case.number) in reports and case.sheet.title.year is not None:
                self._total, self._chosen, self._none = case, False, False
                break
        else:
            return
        self.check()

    def _on_members_dropped(self, reports: list[Dragged]) -> None:
        """Reports of another year than the 汇总's are no members of it."""
        year = self._total.sheet.title.year if self._total else None
        refused = []
        for case in self.cases():
            fits = year is not None and case is not self._total and case.sheet.title.year == year
            dragged = (case.path, case.number) in reports
            if dragged and not fits:
                refused.append(report_name(case))
            elif dragged and not any(case is m for m in self._members):
                self._members.append(case)
                self._chosen = True
        self.check()
        if refused:
            names = "、".join(refused)
            self.said.setText(
                f"没有加入：{names}。只有与汇总报告同一年度的其他报告才能作为成员。"
                if year is not None
                else f"没有加入：{names}。请先选定汇总报告。"
            )

    def _ask_expected(self) -> None:
        text, said = QInputDialog.getMultiLineText(
            self,
            "应报单位名单",
            "应当有报告的单位，每行一个，可从 Excel、WPS 粘贴：",
            "\n".join(self._expected),
        )
        if said:
            self._expected = [name for line in text.splitlines() if (name := line.strip())]
            self.check()

    # -- checking -----------------------------------------------------------------------------

    def result(self) -> RollupResult | None:
        """Of the reports that are open now; None where it is not said who is the 汇总 and who its
        members."""
        self._refresh_choice()
        return self._result()

    def _result(self) -> RollupResult | None:
        if self._total is None or not self._members:
            return None
        return check_rollup(
            self._total,
            self._members,
            self.complete.isChecked(),
            strict=self.strict.isChecked(),
            expected=self._expected,
            policy=self.policy,
        )

    def _check(self) -> None:
        self._refresh_choice()
        self.opinion.setEnabled(self._total is not None)
        number = len(self._expected)
        self.expected.setText(f"应报名单（{number}）…" if number else "应报名单…")
        if self._total is None or not self._members:
            self._show_findings((), ())
            self.said.setText(
                "请打开汇总报告和各成员单位的报告，在左边选定汇总报告，并勾选它的成员单位。"
                if self._total is None
                else "请在左边勾选成员单位。"
            )
            return
        result = self._result()
        assert result is not None
        name = report_name(self._total)
        self._show_findings(result.findings, [name] * len(result.findings))
        holds = sum(t.holds for t in result.checked.values())
        said = f"{len(result.members)} 个成员单位，核对成立 {holds} 项"
        count = len(result.findings)
        tail = f"下列 {count} 条请核实。" if count else "没有发现问题。"
        self.said.setText(f"{said}，{tail}")

    def _export_opinion(self) -> None:
        if self._total is not None:
            self._window.export_opinion(self._total)

    # -- what a finding is about --------------------------------------------------------------

    def _show_details(self, finding: AcrossFinding) -> None:
        assert isinstance(finding, RollupFinding)
        for cell in finding.differences:
            apart = f"汇总 {in_figures(cell.total)}，成员合计 {in_figures(cell.added)}，差 {in_figures(cell.difference)}"
            top = QTreeWidgetItem([cell.label, apart])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.details.addTopLevelItem(top)
            whole = PlaceItem(
                [f"汇总　{report_name(finding.subject)}", in_figures(cell.total)],
                finding.subject, cell.address,
            )  # fmt: skip
            top.addChild(whole)
            for part in cell.parts:
                top.addChild(
                    PlaceItem(
                        [report_name(part.member), in_figures(part.value)],
                        part.member,
                        cell.address,
                    )
                )
            top.setExpanded(len(finding.differences) == 1)
        if not finding.differences:
            for case in finding.members or (finding.subject,):
                self.details.addTopLevelItem(PlaceItem([report_name(case), case.path.name], case))
