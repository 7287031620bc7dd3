"""Between the workspace and the card: which suggestions are shown, tried out and taken over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QSplitter, QWidget

from core.case import EditKind, Moved
from core.finding import CellState, Finding, Outcome, Suggestion
from core.formats import Form
from core.localise import Localisation
from gui.findings.model import same_finding
from gui.settings import settings
from gui.suggestions.card import SuggestionCard
from gui.suggestions.choices import choice, effect, mending, try_out
from gui.suggestions.worker import Localiser

if TYPE_CHECKING:
    from gui.workspace import Workspace

__all__ = ["SuggestionDesk"]

_LAYOUT = "window/card"  # in the settings: how wide the card is
_LIT = (CellState.ERROR, CellState.WARNING)
_MODIFIERS = (Qt.Key.Key_Alt, Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Meta)


class SuggestionDesk(QObject):
    """Follows what the workspace looks at. `beside` puts the card next to the findings."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._session = workspace.session
        self.card = SuggestionCard(workspace)
        self.card.hide()  # until something is known
        self._shown: tuple[Localisation, Finding] | None = None
        self._hovered = -1
        self._walked = False  # the current choice was made so by the auditor, and is tried out
        self._trying = False
        self._told = False
        self._marked: frozenset[str] = frozenset()
        self.localiser = Localiser(self._session, self)
        self.localiser.found.connect(self._on_found)
        self._session.moved.connect(self._on_moved)
        self._session.revisited.connect(self._on_revisited)
        workspace.focus_changed.connect(self._refresh)
        self.card.hovered.connect(self._on_hovered)
        self.card.chosen.connect(self._on_chosen)
        self.card.taken.connect(self.take_over)
        self.card.dismissed.connect(self._on_dismissed)

    def beside(self, findings: QWidget) -> QSplitter:
        row = QSplitter(Qt.Orientation.Horizontal)
        row.addWidget(findings)
        row.addWidget(self.card)
        row.setChildrenCollapsible(False)
        row.setStretchFactor(0, 6)
        row.setStretchFactor(1, 5)
        row.setSizes([600, 500])
        state = settings().value(_LAYOUT)
        if isinstance(state, QByteArray):
            row.restoreState(state)
        row.splitterMoved.connect(lambda *_: settings().setValue(_LAYOUT, row.saveState()))
        return row

    def stop(self) -> None:
        """The workspace is being closed."""
        self._try(None)
        self.localiser.stop()

    # -- what is shown ------------------------------------------------------------------------

    def _on_moved(self, moved: Moved) -> None:
        # what is shown is stale, and stays to be read until there is something new, but not taken
        self._end_trial()
        self._shown = None
        self._mark(a for a in self._marked if moved.after.cells.get(a) in _LIT)

    def _mark(self, culprits: Iterable[str]) -> None:
        self._marked = frozenset(culprits)
        self._workspace.tabs.set_culprits(self._marked)

    def _on_found(self) -> None:
        localisation = self.localiser.localisation
        assert localisation is not None
        self._mark(localisation.culprits)
        self.card.setVisible(bool(localisation.suggestions or localisation.notes))
        self._refresh()

    def _refresh(self) -> None:
        """What is looked at has changed, or more is known of it."""
        localisation = self.localiser.localisation
        finding = self._workspace.current_finding
        if localisation is None:
            if finding is None:
                self.card.show_nothing("")
            return
        if finding is None:
            self._end_trial()
            self._shown = None
            self.card.show_nothing("选中出错的一格或一条结果，这里列出可能的改法。")
            return
        if self._shown is not None:
            known, shown = self._shown
            if known is localisation and same_finding(shown, finding):
                return
        self._end_trial()
        self._shown = (localisation, finding)
        self._show(localisation, finding)

    def _show(self, localisation: Localisation, finding: Finding) -> None:
        findings = self._session.case.result.findings
        index = next((i for i, f in enumerate(findings) if same_finding(f, finding)), -1)
        suggestions = localisation.suggestions.get(index, ())
        if not suggestions:
            suggestions = mending(self._session.case, localisation, finding)
        note = localisation.notes.get(index, "")
        form = self._session.case.sheet.form
        if suggestions and form is not None:
            table = finding.addresses[0].partition("/")[0]
            choices = [choice(form, s, table) for s in suggestions]
            self.card.show_choices(choices, note, _singled_out(localisation, suggestions[0]))
        elif note:
            self.card.show_nothing(note)
        elif finding.outcome is Outcome.BROKEN and form is not None and finding.rule in _sums(form):
            self.card.show_nothing("没有找到改少数几格就能成立的办法，请逐格核对原件。")
        else:
            self.card.show_nothing("这一条没有可以推算的改法。")

    # -- trying out ---------------------------------------------------------------------------

    def step(self, forward: bool) -> None:
        """Alt+↓ and Alt+↑: try out the next choice."""
        if self._shown is None or not self.card.choices:
            self._say_nothing_to_take()
            return
        if not self._walked and self.card.current >= 0 and forward:
            self.card.choose(self.card.current)  # the first one was current, but not tried out
        else:
            self.card.step(forward)

    def _on_hovered(self, number: int) -> None:
        self._hovered = number
        self._try_current()

    def _on_chosen(self, number: int) -> None:
        self._walked = number >= 0
        self._try_current()
        changes = self.card.choices[number].suggestion.changes if self._walked else ()
        self._workspace.tabs.reveal(
            changes[0].address if changes else self._workspace.current_address
        )

    def _on_dismissed(self) -> None:
        self._end_trial()
        self._workspace.tabs.reveal(self._workspace.current_address)
        self._workspace.tabs.focus_table()

    def _try_current(self) -> None:
        number = self._hovered
        if number < 0 and self._walked:
            number = self.card.current
        live = self._shown is not None and 0 <= number < len(self.card.choices)
        self._try(self.card.choices[number].suggestion if live else None)

    def _end_trial(self) -> None:
        self._hovered = -1
        self._walked = False
        self._try(None)

    def _try(self, suggestion: Suggestion | None) -> None:
        if suggestion is None and not self._trying:
            return
        case = self._session.case
        trial = try_out(case, suggestion) if suggestion is not None else None
        self._workspace.tabs.set_trial(trial)
        self.card.say_effect(effect(case, trial) if trial is not None else "")
        if (trial is not None) is not self._trying:
            self._trying = trial is not None
            app = QApplication.instance()
            assert app is not None
            if self._trying:
                app.installEventFilter(self)
            else:
                app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While something is tried out, any key other than ours ends it; Esc does nothing else."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            ours = watched is self.card or event.key() in _MODIFIERS
            if not ours and isinstance(watched, QWidget):
                self._end_trial()
                self._workspace.tabs.reveal(self._workspace.current_address)
                return event.key() == Qt.Key.Key_Escape
        return False

    # -- taking over --------------------------------------------------------------------------

    def take_over(self, number: int | None = None) -> None:
        """Put a choice's figures in the cells: the current one, or the one with that number (from 0).
        One edit, one undo step."""
        if self._typing():
            self._workspace.said.emit("请先按 Enter 确认或按 Esc 取消正在输入的内容。")
            return
        choices = self.card.choices if self._shown is not None else ()
        if not choices:
            self._say_nothing_to_take()
            return
        if number is None:
            number = self.card.current
        if number < 0:
            self._workspace.said.emit(
                f"有 {len(choices)} 种可能的改法，请用 Alt+1…{len(choices)} 或 Alt+↓ 选定一种。"
            )
            return
        if number >= len(choices):
            self._workspace.said.emit(f"只有 {len(choices)} 种可能的改法。")
            return
        self._take(choices[number].suggestion)

    def _take(self, suggestion: Suggestion) -> None:
        first = suggestion.changes[0]
        if len(suggestion.changes) == 1:
            now = first.before.strip() or "（空白）"
            what = f"{self._session.name(first.address)} {now} → {first.after or '（空白）'}"
        else:
            what = f"{len(suggestion.changes)} 格"
        self._end_trial()
        texts = {c.address: c.after for c in suggestion.changes}
        kind = EditKind.MISREAD if suggestion.is_reading else None
        caption = f"{'改判' if kind else '采用建议'} {what}"
        if self._session.edit(texts, kind, caption, suggestion.decided_by):
            self._workspace.look_at(first.address)
            self._workspace.tabs.focus_table()
            self._workspace.said.emit(f"已采用建议：{what}（Ctrl+Z 撤销）")
            self._told = True

    def _on_revisited(self) -> None:
        """Undone or done again: what was said of it is no longer true."""
        if self._told:
            self._told = False
            self._workspace.said.emit("")

    def _typing(self) -> bool:
        focus = QApplication.focusWidget()
        return isinstance(focus, QLineEdit) and self._workspace.tabs.isAncestorOf(focus)

    def _say_nothing_to_take(self) -> None:
        waiting = self.localiser.localisation is None
        self._workspace.said.emit(
            "正在推算可能的改法，请稍候。" if waiting else "这里没有可以采用的改法。"
        )


def _sums(form: Form) -> set[str]:
    """The ids of the rules that are formulas of the form."""
    return {rule.id for rule in form.rules}


def _singled_out(localisation: Localisation, best: Suggestion) -> bool:
    """Whether the evidence goes for the best suggestion, not only for some of them."""
    return all(c.address in localisation.culprits for c in best.changes)
