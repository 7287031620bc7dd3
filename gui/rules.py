"""The auditor's own rules: loaded from a TOML file, remembered, and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from gui.settings import settings

if TYPE_CHECKING:
    from core.rulebook import Rulebook
    from gui.main_window import MainWindow

__all__ = ["OwnRules"]

_KEY = "rules/path"
_FILTER = "规则文件 (*.toml);;所有文件 (*)"


class OwnRules(QObject):
    """The rulebook in force, None for the built-in rules alone."""

    #: other rules are in force: what is open has to be checked again
    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.rulebook: Rulebook | None = None
        self._restored = False

    @property
    def name(self) -> str:
        book = self.rulebook
        if book is None:
            return ""
        return book.name or (book.path.name if book.path else "")

    def ask(self) -> None:
        """Which file to use from now on."""
        folder = str(Path(str(settings().value(_KEY, ""))).parent)
        name, _ = QFileDialog.getOpenFileName(self._window, "使用自定规则", folder, _FILTER)
        if name:
            self.use(Path(name))

    def use(self, path: Path) -> bool:
        """Load a file; what is wrong with it is said, and then the rules stay as they are."""
        from core.rulebook import RulebookError, load_rulebook

        try:
            self.rulebook = load_rulebook(path)
        except RulebookError as error:
            QMessageBox.warning(self._window, "没有使用这份规则", str(error))
            return False
        settings().setValue(_KEY, str(path.absolute()))
        self.changed.emit()
        return True

    def restore(self) -> str:
        """Load the file of last time. A sentence when that can't be done, else ""."""
        name = str(settings().value(_KEY, ""))
        if self._restored or not name or self.rulebook is not None:
            return ""
        self._restored = True
        from core.rulebook import RulebookError, load_rulebook

        try:
            self.rulebook = load_rulebook(Path(name))
        except RulebookError as error:
            return f"上次使用的自定规则没有载入：{error}"
        return ""

    def drop(self) -> None:
        """Back to the built-in rules alone."""
        settings().remove(_KEY)
        if self.rulebook is not None:
            self.rulebook = None
            self.changed.emit()

    def save_template(self) -> None:
        """Write a file that changes nothing and explains every key."""
        from core.atomic import WriteError, write_bytes
        from core.rulebook import template

        name, _ = QFileDialog.getSaveFileName(
            self._window, "保存规则文件样本", "自定规则.toml", _FILTER
        )
        if not name:
            return
        path = Path(name) if Path(name).suffix else Path(f"{name}.toml")
        try:
            write_bytes(path, template().encode("utf-8"))
        except WriteError as error:
            QMessageBox.warning(self._window, "没有保存", str(error))
