"""Where the window keeps what has to survive closing: core.store in the user's own folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

if TYPE_CHECKING:
    from core.store import Store

__all__ = ["Records", "data_folder"]


def data_folder() -> Path:
    """The per-user folder of the program; tests put another in its place."""
    place = QStandardPaths.StandardLocation.AppDataLocation
    return Path(QStandardPaths.writableLocation(place))


class Records:
    """Opens the Store when it is first asked for."""

    def __init__(self) -> None:
        self._store: Store | None = None
        self._tried = False
        self.notes: list[str] = []  # sentences for the auditor, to be said once

    def store(self) -> Store | None:
        """None when the file can't be used: work goes on, and `notes` says what is lost by it."""
        if not self._tried:
            from core.store import Store, StoreError

            self._tried = True
            try:
                self._store = Store(data_folder())
                self.notes += self._store.notes
            except StoreError as error:
                self.notes.append(f"{error}这次对核对结果的标记关闭后不会保留。")
        return self._store

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
        self._store, self._tried = None, False
