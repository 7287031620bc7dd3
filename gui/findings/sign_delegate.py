"""The column of signs in a list of findings."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

__all__ = ["SignDelegate"]


class SignDelegate(QStyledItemDelegate):
    """The sign stands beside the first line of a tall row, as its word does."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.decorationAlignment = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        height = option.fontMetrics.height()
        option.decorationSize.setHeight(height)  # the icon in the middle of the line
