"""GOUJI_SMOKE: a packaged program proves that it starts and reads, writes down what it saw, and quits."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QGuiApplication

from gui.cases.model import EntryState

if TYPE_CHECKING:
    from gui.main_window import MainWindow

__all__ = ["report_and_quit"]

_SETTLE_MS = 300  # lets the report be painted before we say that it was


def report_and_quit(window: MainWindow, target: Path, seconds_to_window: float) -> None:
    """Write the JSON described in the developers' page, whole or not at all, and quit with 0."""
    QTimer.singleShot(_SETTLE_MS, lambda: _write(window, target, seconds_to_window))


def _write(window: MainWindow, target: Path, seconds_to_window: float) -> None:
    sessions = [e.session for e in window.cases if e.session is not None]
    said = {
        "opened": [str(s.path) for s in sessions],
        "formats": [s.case.sheet.format for s in sessions],
        "findings": sum(len(s.case.result.findings) for s in sessions),
        "unreadable": {
            str(e.path): e.message for e in window.cases if e.state is EntryState.UNREADABLE
        },
        "platform": QGuiApplication.platformName(),
        "seconds_to_window": round(seconds_to_window, 3),
    }
    temporary = target.with_name(target.name + ".tmp")
    temporary.write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(temporary, target)
    window.close()
    QCoreApplication.exit(0)
