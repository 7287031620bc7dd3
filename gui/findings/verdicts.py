"""The auditor's verdict on a finding: how it is shown, and the question for its reason."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from core.finding import Finding
from core.verdicts import Verdict, VerdictKind

__all__ = ["ask_reason", "verdict_text"]

_SIGNS = {
    VerdictKind.CONFIRMED: "✓",
    VerdictKind.EXPLAINED: "※",
    VerdictKind.NOT_A_FAULT: "○",
}


def verdict_text(verdict: Verdict) -> str:
    """`※ 已说明：…`; signs that every Chinese font has."""
    word = f"{_SIGNS[verdict.kind]} {verdict.kind.chinese}"
    return f"{word}：{' '.join(verdict.reason.split())}" if verdict.reason else word


class _ReasonDialog(QDialog):
    def __init__(self, finding: Finding, reason: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("有说明")
        about = QLabel(finding.message)
        about.setWordWrap(True)
        self.edit = QPlainTextEdit(reason)
        self.edit.setPlaceholderText("填写理由，例如：口径为市本级，已与填报单位核实。")
        self.edit.setTabChangesFocus(True)
        self.edit.selectAll()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.edit.textChanged.connect(self._refresh)
        layout = QVBoxLayout(self)
        layout.addWidget(about)
        layout.addWidget(self.edit, 1)
        layout.addWidget(buttons)
        self.resize(520, 260)
        self.edit.setFocus()
        self._refresh()

    def _refresh(self) -> None:
        self.ok.setEnabled(bool(self.edit.toPlainText().strip()))


def ask_reason(finding: Finding, reason: str, parent: QWidget | None) -> str:
    """The auditor's reason; "" when he turned back."""
    dialog = _ReasonDialog(finding, reason, parent)
    try:
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return ""
        return dialog.edit.toPlainText().strip()
    finally:
        dialog.deleteLater()
