"""A fault of ours must not take the auditor's work with it: it is shown, noted down, and we go on."""

from __future__ import annotations

import os
import sys
import threading
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

__all__ = ["FAULT_IN_SMOKE", "FaultHandler", "note_down"]

FAULT_IN_SMOKE = 3  # exit code
_LOG_LIMIT = 1_000_000  # bytes


class FaultHandler(QObject):
    """Takes over sys.excepthook and threading.excepthook. Lives in the main thread; faults of other
    threads come over as a signal."""

    _raised = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen: set[str] = set()
        self._showing = False
        self._raised.connect(self._show)

    def install(self) -> None:
        sys.excepthook = self.handle
        threading.excepthook = lambda args: self.handle(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def handle(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(130)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        if sys.stderr is not None:
            sys.stderr.write(details)
        self._raised.emit(details)

    def _show(self, details: str) -> None:
        # what goes wrong while painting goes wrong sixty times a second: say it once
        if details in self._seen or self._showing:
            return
        self._seen.add(details)
        log = note_down(details)
        if os.environ.get("GOUJI_SMOKE"):  # nobody is there to press a button
            QApplication.exit(FAULT_IN_SMOKE)
            return
        self._showing = True
        try:
            box = QMessageBox(QApplication.activeWindow())
            box.setIcon(QMessageBox.Icon.Critical)
            box.setWindowTitle("程序出错了")
            box.setText(
                "程序内部出错，刚才的操作可能没有完成。已打开的报告和修改都还在，可以继续。"
            )
            box.setInformativeText(f"请把下面的详细信息发给我们。也记在：{log}" if log else "")
            box.setDetailedText(details)
            box.addButton("继续", QMessageBox.ButtonRole.AcceptRole)
            box.exec()
            box.deleteLater()
        finally:
            self._showing = False


def note_down(details: str) -> Path | None:
    """Add a fault to the log file and say where that is; None when it cannot be written."""
    where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    path = Path(where) / "errors.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _LOG_LIMIT:
            path.unlink()
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now().isoformat(timespec='seconds')}\n{details}\n")
    except OSError:
        return None
    return path
