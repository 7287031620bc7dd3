"""The auditor's verdict on a finding: how it is shown, and the question for its reason."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from core.verdicts import Verdict, VerdictKind

__all__ = ["add_verdicts", "ask_reason", "ask_verdict", "verdict_text"]

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
    def __init__(self, message: str, reason: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("有说明")
        about = QLabel(message)
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


def ask_reason(message: str, reason: str, parent: QWidget | None) -> str:
    """The auditor's reason; "" when he turned back. `message` is what the finding says."""
    dialog = _ReasonDialog(message, reason, parent)
    try:
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return ""
        return dialog.edit.toPlainText().strip()
    finally:
        dialog.deleteLater()


def ask_verdict(
    message: str, kind: VerdictKind, before: Verdict | None, parent: QWidget | None
) -> Verdict | None:
    """The verdict of that kind on a finding, given now; None when the auditor turned back."""
    if kind is not VerdictKind.EXPLAINED:
        return Verdict.now(kind)
    reason = ask_reason(message, before.reason if before else "", parent)
    return Verdict.now(kind, reason) if reason else None


def add_verdicts(
    menu: QMenu, verdict: Verdict | None, judge: Callable[[VerdictKind | None], None]
) -> None:
    """What can be said of the current finding, `verdict` ticked."""
    kinds: list[tuple[str, VerdictKind | None, str]] = [
        ("属实", VerdictKind.CONFIRMED, "Ctrl+1"),
        ("有说明…", VerdictKind.EXPLAINED, "Ctrl+2"),
        ("不是问题", VerdictKind.NOT_A_FAULT, "Ctrl+3"),
        ("取消标记", None, "Ctrl+4"),
    ]
    for text, kind, keys in kinds:
        action = menu.addAction(f"{text}\t{keys}")
        if kind is None:
            action.setEnabled(verdict is not None)
        else:
            action.setCheckable(True)
            action.setChecked(verdict is not None and verdict.kind is kind)
        action.triggered.connect(lambda _checked=False, kind=kind: judge(kind))
