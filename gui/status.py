"""The status bar: messages, progress with a way out, and what the report in view is."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget

from core.finding import CellState, Severity
from gui.theme import LOOKS, sign_text

if TYPE_CHECKING:
    from gui.session import Session

__all__ = ["StatusBar"]

_SHOWN_FOR = 12_000  # ms


class StatusBar(QStatusBar):
    """`say` for sentences, `show_progress` while files are read, `show_session` for the report."""

    cancel_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._message = QLabel()
        self._message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._message.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._message.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._message.linkActivated.connect(self._on_link)
        self._reading = QLabel()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(140)
        self._bar.setTextVisible(False)
        self._cancel = QToolButton()
        self._cancel.setText("取消")
        self._cancel.clicked.connect(self.cancel_clicked)
        self._report = QLabel()
        self._report.setTextFormat(Qt.TextFormat.RichText)
        self.addWidget(self._message, 1)
        for widget in (self._reading, self._bar, self._cancel, self._report):
            self.addPermanentWidget(widget)
        self.hide_progress()
        self._clear = QTimer(self)
        self._clear.setSingleShot(True)
        self._clear.setInterval(_SHOWN_FOR)
        self._clear.timeout.connect(self._message.clear)
        self._link: Callable[[], None] | None = None

    # -- messages -----------------------------------------------------------------------------

    def say(self, sentence: str) -> None:
        self._link = None
        self._message.setText(html.escape(sentence))
        self._message.setToolTip(sentence)
        self._clear.start()

    def say_exported(self, path: Path, open_folder: Callable[[Path], None]) -> None:
        """Stays until something else is said."""
        self._clear.stop()
        self._link = lambda: open_folder(path)
        self._message.setText(
            f"已导出：{html.escape(str(path))}　<a href='folder'>打开所在文件夹</a>"
        )
        self._message.setToolTip(str(path))

    def text(self) -> str:
        return self._message.text()

    def _on_link(self, _target: str) -> None:
        if self._link is not None:
            self._link()

    # -- progress -----------------------------------------------------------------------------

    def show_progress(self, done: int, total: int, path: Path) -> None:
        self._bar.setRange(0, total if total > 1 else 0)
        self._bar.setValue(done)
        number = f"{done + 1}/{total}" if total > 1 else ""
        name = self._reading.fontMetrics().elidedText(path.name, Qt.TextElideMode.ElideMiddle, 220)
        self._reading.setText(f"正在读取 {number} {name}")
        for widget in (self._reading, self._bar, self._cancel):
            widget.show()

    def hide_progress(self) -> None:
        for widget in (self._reading, self._bar, self._cancel):
            widget.hide()

    # -- the report in view -------------------------------------------------------------------

    def show_session(self, session: Session | None) -> None:
        if session is None:
            self._report.clear()
            return
        sheet, result = session.case.sheet, session.case.result
        name = sheet.form.name if sheet.form else "未识别格式"
        if sheet.form is not None and not sheet.form_by_labels and sheet.form.tables:
            name += "（按年度推定）"
        holds = sum(t.holds for t in result.checked.values())
        cannot = sum(t.cannot_check for t in result.checked.values())
        parts = [
            f"<span style='color:{LOOKS[state].ink.name()}'>{sign_text(state)} {word} {n}</span>"
            for state, word, n in (
                (CellState.HOLDS, "成立", holds),
                (CellState.ERROR, "错误", result.count(Severity.ERROR)),
                (CellState.WARNING, "存疑", result.count(Severity.WARNING)),
                (CellState.CANNOT_CHECK, "无法核对", cannot),
            )
        ]
        self._report.setText(f"{html.escape(name)}　│　{'　'.join(parts)}　")
        self._report.setToolTip(
            "格式；成立和无法核对的是逐项核对的次数，错误和存疑的是下方核对结果的条数"
        )

    def report_text(self) -> str:
        return self._report.text()
