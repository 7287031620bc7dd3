"""The help pages fit any screen."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea

from gui.main_window import MainWindow


def test_the_page_of_keys_fits_the_screen(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[bool, bool, str]] = []
    room = window.screen().availableSize()

    def look(dialog: QDialog) -> int:
        page = dialog.findChild(QScrollArea)
        fits = dialog.height() < room.height() and dialog.width() < room.width()
        text = page.widget()
        assert isinstance(text, QLabel)
        shown.append((fits, text.height() >= text.sizeHint().height(), text.text()))
        return 0

    monkeypatch.setattr(QDialog, "exec", look)
    window.actions_.shortcuts.trigger()
    ((fits, whole, said),) = shown
    assert fits
    assert whole
    assert "Ctrl+4" in said
