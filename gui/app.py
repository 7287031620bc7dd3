"""Starts the window."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QWidget

from core.resources import resource_dir
from gui import theme
from gui.faults import FaultHandler
from gui.main_window import MainWindow

__all__ = ["run"]


class _Untranslated(QTranslator):
    """What Qt's own Chinese catalogue leaves in English in dialogs of ours."""

    _TEXTS: ClassVar[dict[str, str]] = {
        "Look in:": "位置：",
        "Files of type:": "文件类型：",
        "Folder": "文件夹",
        "Directory:": "文件夹：",
        "Directories": "文件夹",
    }

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:  # None: not translated; "" would be a translation
        return self._TEXTS.get(source)


class _FirstPaint(QObject):
    """Notes when the window was first painted."""

    def __init__(self, window: QWidget, started: float) -> None:
        super().__init__(window)
        self._started = started
        self.seconds: float | None = None
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.seconds is None:
            self.seconds = time.perf_counter() - self._started
            watched.removeEventFilter(self)
        return False


def make_application(arguments: Sequence[str]) -> QApplication:
    """The QApplication with our language, font and style."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(list(arguments))
    app.setApplicationName("Gouji")
    app.setApplicationDisplayName("年报勾稽")
    app.setDesktopFileName("gouji")
    chinese = QLocale(QLocale.Language.Chinese, QLocale.Country.China)
    QLocale.setDefault(chinese)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name in ("qtbase_zh_CN", "qt_zh_CN"):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
    app.installTranslator(_Untranslated(app))
    icon = resource_dir() / "icons" / "gouji.png"
    if icon.exists():
        app.setWindowIcon(QIcon(str(icon)))
    theme.apply(app)
    return app


def run(files: Sequence[str], started: float | None = None) -> int:
    """Show the window with these files and stay until it is closed. `started` is when the program
    was started, on the clock of time.perf_counter."""
    # a thread at work gives the interpreter back to the window five times as soon as by default
    sys.setswitchinterval(0.001)
    app = make_application([sys.argv[0]])
    faults = FaultHandler(app)
    faults.install()
    window = MainWindow()
    first_paint = _FirstPaint(window, started if started is not None else time.perf_counter())
    window.show()
    paths = [Path(f) for f in files]
    if paths:
        # after the first paint: the window shows before anything is read
        QTimer.singleShot(0, lambda: window.open_paths(paths))
    else:
        QTimer.singleShot(50, window.loader.warm_up)
    if target := os.environ.get("GOUJI_SMOKE"):
        from gui.smoke import report_and_quit

        window.settled.connect(
            lambda: report_and_quit(window, Path(target), first_paint.seconds or 0.0)
        )
    return app.exec()
