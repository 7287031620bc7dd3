"""Undo commands. They keep texts and addresses, never a widget or a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QUndoCommand

from core.case import Edit

__all__ = ["EditCommand"]

Edits = Mapping[str, Edit | None]


class EditCommand(QUndoCommand):
    """The edits of some addresses before and after one act of the auditor."""

    def __init__(
        self, apply: Callable[[Edits], None], before: Edits, after: Edits, caption: str
    ) -> None:
        super().__init__(caption)
        self._apply = apply
        self._before = dict(before)
        self._after = dict(after)

    def redo(self) -> None:
        self._apply(self._after)

    def undo(self) -> None:
        self._apply(self._before)
