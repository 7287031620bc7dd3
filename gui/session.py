"""One open report for the window: the only QObject around a Case.

Everything that changes a figure goes through :meth:`Session.edit`, which pushes an undo command; the
command comes back through :meth:`Session.apply`, and views repaint from the `moved` signal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from core.case import Case, Edit, EditKind
from core.finding import CellState, Finding
from core.quantity import Mark
from core.store import CaseVerdicts, Store
from core.verdicts import KnowsItself, Verdict
from gui.commands import EditCommand

if TYPE_CHECKING:
    from core.narrative import Tie

__all__ = ["Session"]


class Session(QObject):
    """A Case with an undo history and signals."""

    #: core.case.Moved, after every change
    moved = Signal(object)
    #: addresses (list[str]) an undo or redo has just changed, for the views to go there
    revisited = Signal(object)
    #: whether corrections are not exported yet
    unsaved_changed = Signal(bool)
    #: the auditor gave a verdict on a finding, or took one back
    verdicts_changed = Signal()

    def __init__(
        self, case: Case, parent: QObject | None = None, store: Store | None = None
    ) -> None:
        super().__init__(parent)
        self.case = case
        self.verdict_of = CaseVerdicts(case, store)
        #: asks for last year's report of the same body, where it is open too
        self.last_year: Callable[[], Case | None] = lambda: None
        self.undo_stack = QUndoStack(self)
        self._exported: dict[str, Edit] = {}
        self._was_unsaved = False
        self._pushing = False

    @property
    def path(self) -> Path:
        return self.case.path

    # -- changing figures ---------------------------------------------------------------------

    def edit(
        self,
        texts: Mapping[str, str],
        kind: EditKind | None = None,
        caption: str = "",
        decided_by: frozenset[str] = frozenset(),
    ) -> bool:
        """Put texts in cells as one undo step. Without a kind, a cell keeps the kind of the edit it
        has, else a doubtful reading becomes a misreading, any other a correction. `decided_by`: see core.case.Edit. False when nothing would
        change."""
        edits = self.case.edits
        changes: dict[str, Edit | None] = {}
        for address, text in texts.items():
            old = edits.get(address)
            usual = EditKind.MISREAD if self.is_doubtful(address) else EditKind.CORRECTION
            wanted = kind or (old.kind if old else usual)
            if wanted is EditKind.CONFIRMED and text != self.text(address):
                wanted = EditKind.CORRECTION  # the picture does say so, and the report is wrong
            changes[address] = Edit(text, wanted, decided_by)
        return self._push(changes, caption)

    def is_doubtful(self, address: str) -> bool:
        """Whether a figure was recognised in a picture, and nobody has looked whether rightly."""
        quantity = self.case.sheet.quantity(address)
        return quantity is not None and not quantity.marks.isdisjoint({Mark.UNSURE, Mark.DECODED})

    def confirm(self, addresses: Iterable[str]) -> bool:
        """The auditor has compared doubtful figures with the picture: they are read rightly."""
        edits = self.case.edits
        chosen: dict[str, Edit | None] = {}
        for address in addresses:
            if self.is_doubtful(address):
                old = edits.get(address)
                kind = old.kind if old else EditKind.CONFIRMED
                chosen[address] = Edit(self.text(address), kind)
        return self._push(chosen, f"确认识别无误 {self._names(list(chosen))}") if chosen else False

    def revert(self, addresses: Iterable[str]) -> bool:
        """Take edits back: the figures as they were read."""
        edits = self.case.edits
        chosen = [a for a in addresses if a in edits]
        return self._push(dict.fromkeys(chosen, None), f"恢复原值 {self._names(chosen)}")

    def set_kind(self, addresses: Iterable[str], kind: EditKind) -> bool:
        """Say of edits in force which kind they are."""
        edits = self.case.edits
        chosen = {a: Edit(edits[a].text, kind) for a in addresses if a in edits}
        word = "标为识读有误" if kind is EditKind.MISREAD else "标为更正"
        return self._push(dict(chosen), f"{word} {self._names(list(chosen))}")

    def _push(self, changes: Mapping[str, Edit | None], caption: str) -> bool:
        edits = self.case.edits
        after: dict[str, Edit | None] = {}
        for address, edit in changes.items():
            confirmed = edit is not None and edit.kind is EditKind.CONFIRMED
            if edit is not None and not confirmed and self._says_as_read(address, edit.text):
                edit = None
            if edits.get(address) != edit:
                after[address] = edit
        if not after:
            return False
        before = {a: edits.get(a) for a in after}
        self._pushing = True
        try:
            command = EditCommand(
                self.apply, before, after, caption or self._caption(before, after)
            )
            self.undo_stack.push(command)
        finally:
            self._pushing = False
        return True

    def apply(self, changes: Mapping[str, Edit | None]) -> None:
        """The door undo commands come through; nothing else calls it."""
        moved = self.case.set_edits(changes)
        self.moved.emit(moved)
        if not self._pushing:
            self.revisited.emit(list(changes))
        self._tell_unsaved()

    def _says_as_read(self, address: str, text: str) -> bool:
        read = self.case.as_read(address)
        return text == (read.raw if read else "")

    # -- verdicts -----------------------------------------------------------------------------

    def set_verdict(self, finding: Finding | KnowsItself, verdict: Verdict | None) -> None:
        """Give a verdict on a finding, or on one about several reports that is shown with this one, or
        take it back (None). Raises core.store.StoreError."""
        self.verdict_of.set(finding, verdict)
        self.verdicts_changed.emit()

    def take_over_from(self, other: Session) -> None:
        """The edits of another session of the same report, and what of them is exported. They can't be
        undone step by step any more, but cell by cell."""
        form = self.case.sheet.form
        known = set(form.addresses) if form else set()
        self.case.set_edits({a: e for a, e in other.case.edits.items() if a in known})
        self._exported = dict(other._exported)
        self._tell_unsaved()

    # -- what there is to export --------------------------------------------------------------

    @property
    def unsaved(self) -> bool:
        """Whether the corrections differ from those last exported."""
        return dict(self.case.corrections) != self._exported

    def set_exported(self) -> None:
        self._exported = dict(self.case.corrections)
        self._tell_unsaved()

    def _tell_unsaved(self) -> None:
        if self.unsaved != self._was_unsaved:
            self._was_unsaved = not self._was_unsaved
            self.unsaved_changed.emit(self._was_unsaved)

    # -- asking -------------------------------------------------------------------------------

    def text(self, address: str) -> str:
        """What the cell says now; "" when the report has no such cell."""
        quantity = self.case.sheet.quantity(address)
        return quantity.raw if quantity else ""

    def state(self, address: str) -> CellState:
        return self.case.result.cells.get(address, CellState.UNCHECKED)

    @property
    def ties(self) -> tuple[Tie, ...]:
        """The figures of the text and what they are tied to, as the figures stand now."""
        return self.case.ties

    def name(self, address: str) -> str:
        form = self.case.sheet.form
        return form.label(address) if form else address

    @property
    def checked_something(self) -> bool:
        """False when there was nothing to check: that must not look as if all were well."""
        result = self.case.result
        return bool(result.findings) or any(t.holds for t in result.checked.values())

    def _names(self, addresses: list[str]) -> str:
        return self.name(addresses[0]) if len(addresses) == 1 else f"{len(addresses)} 格"

    def _caption(self, before: Mapping[str, Edit | None], after: Mapping[str, Edit | None]) -> str:
        if len(after) > 1:
            return f"修改 {len(after)} 格"
        ((address, edit),) = after.items()
        was = before[address]
        old = was.text if was else self._as_read_text(address)
        new = edit.text if edit else self._as_read_text(address)
        return f"{self.name(address)} {_shown(old)} → {_shown(new)}"

    def _as_read_text(self, address: str) -> str:
        read = self.case.as_read(address)
        return read.raw if read else ""


def _shown(text: str) -> str:
    return " ".join(text.split()) or "（空白）"
