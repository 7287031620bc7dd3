"""The rule manual: a page for each rule, opened from a finding or from the help menu."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from core.export import ExportError
from core.manual import export_manual, family_of, page_html, rule_ids
from gui.tasks import call_in_thread
from gui.theme import QUIET

if TYPE_CHECKING:
    from core.rulebook import Rulebook

__all__ = ["ManualDialog"]


class ManualDialog(QDialog):
    """Stays open beside the window. The pages are made from the rules in force."""

    def __init__(self, rulebook: Rulebook | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("规则手册")
        self.setModal(False)
        self.rulebook = rulebook
        self.rules = QListWidget()
        self.rules.setFrameShape(QFrame.Shape.NoFrame)
        self.rules.setAccessibleName("规则编号")
        self.rules.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setAccessibleName("规则说明")
        ids = rule_ids(rulebook)
        for family, of_family in groupby(ids, key=family_of):
            head = QListWidgetItem(family)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            head.setForeground(QBrush(QUIET))
            self.rules.addItem(head)
            for rule in of_family:
                item = QListWidgetItem(f"　{rule}")
                item.setData(Qt.ItemDataRole.UserRole, rule)
                self.rules.addItem(item)
        self.rules.currentItemChanged.connect(self._on_item)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.rules)
        split.addWidget(self.page)
        split.setStretchFactor(1, 1)
        split.setSizes([250, 630])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        export = buttons.addButton("导出整本手册…", QDialogButtonBox.ButtonRole.ActionRole)
        export.clicked.connect(self.export)
        export.setAutoDefault(False)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(split, 1)
        layout.addWidget(buttons)
        self.resize(880, 600)

    def show_rule(self, rule: str) -> None:
        """The page of a rule; the first one's when there is none of that id."""
        items = [self.rules.item(i) for i in range(self.rules.count())]
        pages = [i for i in items if i.data(Qt.ItemDataRole.UserRole)]
        item = next((i for i in pages if i.data(Qt.ItemDataRole.UserRole) == rule), pages[0])
        blocker = QSignalBlocker(self.rules)
        self.rules.setCurrentItem(item)
        blocker.unblock()
        self._on_item(item)

    def _on_item(self, item: QListWidgetItem | None) -> None:
        rule = item.data(Qt.ItemDataRole.UserRole) if item else None
        if rule:
            self.page.setHtml(page_html(rule, self.rulebook))

    def export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "导出规则手册", "规则手册.html", "网页 (*.html)"
        )
        if not name:
            return
        target = Path(name)
        if target.suffix.lower() not in (".html", ".htm"):
            target = target.with_name(f"{target.name}.html")
        try:
            call_in_thread(self, "正在导出…", lambda: export_manual(target, self.rulebook))
        except ExportError as error:
            QMessageBox.warning(self, "没有导出", str(error))
