"""What the window remembers from one day to the next. An ini file everywhere; tests move its folder
with QSettings.setPath."""

from __future__ import annotations

from PySide6.QtCore import QSettings

__all__ = ["settings"]


def settings() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Gouji", "Gouji")
