"""One report as it is worked on: document, form and findings side by side, and the links between them.

What the auditor looks at is one address and one finding; every view shows these two, and a click in
any of them changes them for all.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QToolButton, QVBoxLayout, QWidget

from core.case import EditKind, Moved
from core.document import Anchor
from core.finding import CellState, Finding, Outcome, Severity
from core.sources import shown
from gui.findings.bar import SumBar
from gui.findings.model import same_finding
from gui.findings.panel import FindingsPanel
from gui.findings.sums import holding_sums
from gui.session import Session
from gui.suggestions.desk import SuggestionDesk
from gui.tables.tabs import FormTabs
from gui.theme import LOOKS, finding_state
from gui.viewer import make_view
from gui.viewer.marks import Mark, Place
from gui.viewer.ties import TiedFigure, tied_figures

__all__ = ["Workspace"]


class Workspace(QWidget):
    """The views of one Session."""

    #: a sentence for the auditor
    said = Signal(str)
    #: a context menu of the form is wanted at a global position
    menu_requested = Signal(QPoint)
    #: the current cell, or what is done to it, changed
    focus_changed = Signal()
    #: the page of a rule (its id) is wanted
    rule_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._address = ""
        self._finding: Finding | None = None
        self._tied: TiedFigure | None = None  # the figure of the text that is looked at
        self._leading = False  # we are moving the views ourselves
        self.viewer = make_view(session.case, self)
        self.bar = SumBar(self)
        self.tabs = FormTabs(session, self)
        self.findings = FindingsPanel(session, self)
        self.suggestions = SuggestionDesk(self)
        self._lay_out()
        self.viewer.figure_clicked.connect(self._on_figure_clicked)
        self.viewer.tie_clicked.connect(self._on_tie_clicked)
        self.tabs.current_changed.connect(self._on_cell)
        self.tabs.clicked.connect(self._on_cell_again)
        self.tabs.said.connect(self.said)
        self.tabs.menu_requested.connect(self.menu_requested)
        self.findings.chosen.connect(self._on_finding)
        self.findings.rule_wanted.connect(self.rule_wanted)
        self.bar.more_clicked.connect(self._next_finding_of_cell)
        self.suggestions.localiser.found.connect(self._on_localised)
        session.moved.connect(self._on_moved)
        session.revisited.connect(self._on_revisited)
        self._tie_text()
        self._describe()

    # -- layout -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        form_side = QWidget(self)
        form_layout = QVBoxLayout(form_side)
        form_layout.setContentsMargins(0, 0, 0, 0)
        form_layout.setSpacing(0)
        form_layout.addWidget(self.bar)
        if words := self._why_no_form():
            label = QLabel(words)
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setMargin(24)
            form_layout.addWidget(label, 1)
            self.tabs.hide()
        else:
            form_layout.addWidget(self.tabs, 1)
        self.columns = QSplitter(Qt.Orientation.Horizontal, self)
        self.columns.addWidget(self._viewer_side())
        self.columns.addWidget(form_side)
        self.columns.setChildrenCollapsible(False)
        self.columns.setStretchFactor(0, 5)
        self.columns.setStretchFactor(1, 6)
        self.rows = QSplitter(Qt.Orientation.Vertical, self)
        self.rows.addWidget(self.columns)
        self.rows.addWidget(self.suggestions.beside(self.findings))
        self.rows.setChildrenCollapsible(False)
        self.rows.setStretchFactor(0, 4)
        self.rows.setStretchFactor(1, 1)
        self.columns.setSizes([500, 620])
        self.rows.setSizes([520, 150])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.rows)

    def _viewer_side(self) -> QWidget:
        side = QWidget(self)
        head = QHBoxLayout()
        head.setContentsMargins(8, 2, 4, 2)
        name = QLabel(self.session.case.name)
        name.setToolTip(shown(self.session.path))
        name.setMinimumWidth(40)
        status = QLabel(self.viewer.status())
        self.viewer.status_changed.connect(status.setText)
        head.addWidget(name, 1)
        head.addWidget(status)
        for text, tip, act in (
            ("－", "缩小（Ctrl+滚轮）", lambda: self.viewer.zoom_by(-1)),
            ("＋", "放大（Ctrl+滚轮）", lambda: self.viewer.zoom_by(1)),
            ("适合", "适合宽度（Ctrl+0）", self.viewer.zoom_fit),
        ):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(tip)
            button.setAutoRaise(True)
            button.clicked.connect(act)
            head.addWidget(button)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        for words in self.session.case.document.notes:
            note = QLabel(words)
            note.setWordWrap(True)
            note.setContentsMargins(8, 2, 8, 2)
            layout.addWidget(note)
        layout.addWidget(self.viewer, 1)
        return side

    def _why_no_form(self) -> str:
        """In words, when there is no table to show."""
        sheet = self.session.case.sheet
        if sheet.form is None:
            return (
                "没有认出这份报告用的是哪一种统计表，所以右边没有表格。\n\n"
                "文字部分能核对的，见下方的核对结果。"
            )
        if not sheet.form.tables:
            return (
                f"{sheet.form.name}没有全国统一的统计表，所以右边没有表格。\n\n"
                "文字部分能核对的，见下方的核对结果。"
            )
        return ""

    def save_layout(self) -> tuple[QByteArray, QByteArray]:
        return self.columns.saveState(), self.rows.saveState()

    def restore_layout(self, state: tuple[QByteArray, QByteArray]) -> None:
        self.columns.restoreState(state[0])
        self.rows.restoreState(state[1])

    # -- what is looked at --------------------------------------------------------------------

    @property
    def current_address(self) -> str:
        return self._address

    @property
    def current_finding(self) -> Finding | None:
        return self._finding

    def look_at(self, address: str, finding: Finding | None = None) -> None:
        """Show a figure, and the finding it is looked at for, everywhere."""
        self._leading = True
        try:
            self.tabs.select(address)
        finally:
            self._leading = False
        self._look(address, finding, scroll=True)

    def look_at_text(self, anchor: Anchor) -> None:
        """Bring a place of the text into view."""
        self._look("", None, scroll=False)
        self.viewer.show_marks([Mark(anchor, True)])

    def _look(
        self, address: str, finding: Finding | None, scroll: bool, tied: TiedFigure | None = None
    ) -> None:
        self._address = address
        self._tied = tied
        findings = self.session.case.result.findings_at(address) if address else ()
        if tied is not None:
            finding = finding or next((f for f in findings if _is_about(f, tied)), None)
        elif finding is None and findings:
            kept = self._finding
            finding = next((f for f in findings if kept and same_finding(f, kept)), findings[0])
        self._finding = finding
        self.tabs.set_partners(tied.addresses if tied else finding.addresses if finding else ())
        self.findings.set_current(finding)
        self.viewer.show_marks(self._marks(), scroll)
        self._describe()
        self.focus_changed.emit()

    def _marks(self) -> list[Mark]:
        facts = self.session.case.read_sheet.facts
        marks: list[Mark] = []
        if self._finding is not None:
            for address in self._finding.addresses:
                fact = facts.get(address)
                if fact is not None and fact.anchor is not None and address != self._address:
                    marks.append(Mark(fact.anchor))
            first = not self._finding.addresses  # no cell to look at: the first place in the text
            places = self._places_of(self._finding)
            marks += [Mark(a, first and not i) for i, a in enumerate(places)]
        marks += [
            Mark(f.place)
            for f in self._tied_figures
            if self._address in f.addresses and f is not self._tied
            if Mark(f.place) not in marks
        ]
        here = facts.get(self._address)
        if self._tied is not None:
            marks.append(Mark(self._tied.place, True))
        if here is not None and here.anchor is not None:
            marks.append(Mark(here.anchor, self._tied is None))
        return marks

    def _places_of(self, finding: Finding) -> Sequence[Anchor | Place]:
        """What a finding is about in the text: the very figures, else the paragraphs."""
        figures = [f.place for f in self._tied_figures if _is_about(finding, f)]
        return figures or finding.anchors

    def _tie_text(self) -> None:
        self._tied_figures = tied_figures(self.session.ties)
        self.viewer.show_ties(self._tied_figures)

    def _describe(self) -> None:
        """The bar: the current finding's sum, or what can be said of the current cell."""
        if self._tied is not None:
            state = finding_state(self._finding) if self._finding else self._tied.state
            self.bar.say(self._tied.why, state)
        elif self._finding is not None:
            others = 0
            if self._address:
                others = len(self.session.case.result.findings_at(self._address)) - 1
            self.bar.show_finding(self._finding, max(0, others))
        elif self._address:
            state = self.session.state(self._address)
            name = self.session.name(self._address)
            sums = holding_sums(self.session.case, self._address)
            said = [f.why for f in self._tied_figures if self._address in f.addresses]
            if state is CellState.HOLDS and sums:
                self.bar.say("　".join(sums + said), state)
            elif said:
                self.bar.say(f"{name}：{'　'.join(said)}", state)
            else:
                self.bar.say(f"{name}：{_STATE_WORDS.get(state, LOOKS[state].word)}", state)
        else:
            self._describe_report()

    def _describe_report(self) -> None:
        result = self.session.case.result
        broken = self.tabs.broken_addresses()
        if broken:
            worst = self.session.state(broken[0])
            words = "牵涉不成立的勾稽关系" if worst is CellState.ERROR else "存疑"
            self.bar.say(f"有 {len(broken)} 格{words}，按 F8 逐格查看。", worst)
        elif result.count(Severity.ERROR) or result.count(Severity.WARNING):
            worst = CellState.ERROR if result.count(Severity.ERROR) else CellState.WARNING
            self.bar.say("表格以外有问题，见下方的核对结果，按 F7 逐条查看。", worst)
        elif any(f.outcome is Outcome.CANNOT_CHECK for f in result.findings):
            words = "有无法核对的内容，见下方的核对结果，按 F7 逐条查看。"
            self.bar.say(words, CellState.CANNOT_CHECK)
        elif any(tally.holds for tally in result.checked.values()):
            self.bar.say("点一格，这里显示它的勾稽关系。")
        else:
            self.bar.say("")

    # -- from the views -----------------------------------------------------------------------

    def _on_cell(self, address: str) -> None:
        if not self._leading:
            self._look(address, None, scroll=True)

    def _on_cell_again(self, address: str) -> None:
        if address == self._address:
            self.viewer.show_marks(self._marks(), True)

    def _on_figure_clicked(self, address: str) -> None:
        self._leading = True
        try:
            self.tabs.select(address)
        finally:
            self._leading = False
        self._look(address, None, scroll=False)

    def _on_tie_clicked(self, tied: TiedFigure) -> None:
        """The cells it is tied to, as a finding's cells are shown; what the tie says in the bar."""
        here = next((a for a in tied.addresses if self.tabs.has(a)), "")
        finding = next((f for f in self.session.case.result.findings if _is_about(f, tied)), None)
        if here:
            self._leading = True
            try:
                self.tabs.select(here)
            finally:
                self._leading = False
        self._look(here, finding, scroll=False, tied=tied)

    def _on_finding(self, finding: Finding) -> None:
        first = next((a for a in finding.addresses if self.tabs.has(a)), "")
        if first:
            self.look_at(first, finding)
        else:
            self._look("", finding, scroll=True)

    def _next_finding_of_cell(self) -> None:
        findings = self.session.case.result.findings_at(self._address)
        if not findings:
            return
        at = next(
            (
                i
                for i, f in enumerate(findings)
                if self._finding is not None and same_finding(f, self._finding)
            ),
            -1,
        )
        self._look(self._address, findings[(at + 1) % len(findings)], scroll=False)

    def _on_moved(self, moved: Moved) -> None:
        self._tie_text()
        kept = self._finding
        findings = moved.after.findings
        still = next((f for f in findings if kept and same_finding(f, kept)), None)
        tied = next(
            (f for f in self._tied_figures if self._tied and f.place == self._tied.place), None
        )
        if still is None and kept is not None and not self._address and tied is None:
            self._look("", None, scroll=False)
        else:
            self._look(self._address, still, scroll=False, tied=tied)

    def _on_localised(self) -> None:
        if (localisation := self.suggestions.localiser.localisation) is not None:
            self.findings.show_consequences(localisation)

    def _on_revisited(self, addresses: list[str]) -> None:
        if addresses:
            self.look_at(addresses[0])

    # -- commands of the window ---------------------------------------------------------------

    def go_to_broken(self, forward: bool) -> None:
        """F8 and Shift+F8."""
        address = self.tabs.next_broken(forward)
        if address:
            self.look_at(address)
            self.tabs.focus_table()
            return
        others = sum(
            f.outcome is Outcome.BROKEN and f.severity is not Severity.INFO
            for f in self.session.case.result.findings
        )
        self.said.emit(
            f"表格里没有出错或存疑的格子；另有 {others} 条问题见下方核对结果（F7）。"
            if others
            else "表格里没有出错或存疑的格子。"
        )

    def step_finding(self, forward: bool) -> None:
        """F7 and Shift+F7."""
        self.findings.step(forward)

    def target_addresses(self) -> list[str]:
        """The figures a command is for: those selected."""
        view = self.tabs.current_view()
        return view.selected_addresses() if view else []

    def mark_misread(self) -> None:
        """Selected edits become misreadings; on a figure not edited yet, the editor opens for one."""
        edited = [a for a in self.target_addresses() if a in self.session.case.edits]
        if edited:
            self.session.set_kind(edited, EditKind.MISREAD)
        elif self._address and (view := self.tabs.current_view()):
            self.said.emit("请输入原件上的数字；这一格记为识读有误，不算更正报告。")
            view.edit_as(EditKind.MISREAD)

    def mark_correction(self) -> None:
        self.session.set_kind(self.target_addresses(), EditKind.CORRECTION)

    def confirm_reading(self) -> None:
        """The selected figures are what the picture shows."""
        if self.session.confirm(self.target_addresses()):
            self.said.emit("已确认识别无误（Ctrl+Z 撤销）。")
        else:
            self.said.emit("选中的格子没有识别存疑的。")

    def revert(self) -> None:
        if not self.session.revert(self.target_addresses()):
            self.said.emit("选中的格子没有改动过。")

    def close_views(self) -> None:
        """Give the file back."""
        self.suggestions.stop()
        self.viewer.close_document()
        self.tabs.close_pictures()


def _is_about(finding: Finding, tied: TiedFigure) -> bool:
    """Whether a finding says of a figure of the text that a table says otherwise."""
    return any(
        tie.rule == finding.rule
        and tie.state == "disagrees"
        and set(tie.addresses) <= set(finding.addresses)
        and tie.figure.text in finding.message
        for tie in tied.ties
    )


_STATE_WORDS = {
    CellState.HOLDS: "所参与的勾稽关系全部成立",
    CellState.UNCHECKED: "不参与任何勾稽关系",
    CellState.CANNOT_CHECK: "所参与的勾稽关系无法核对",
}
