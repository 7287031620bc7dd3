"""Reports dragged out of the list of open reports onto something that asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

__all__ = ["ReportDrop", "dragged_reports", "report_mime"]

_FORMAT = "application/x-gouji-reports"


def report_mime(paths: Iterable[Path]) -> QMimeData:
    """A format of our own: dropped elsewhere it is nothing, and never opens a file again."""
    mime = QMimeData()
    mime.setData(_FORMAT, "\n".join(map(str, paths)).encode("utf-8"))
    return mime


def dragged_reports(mime: QMimeData) -> list[Path]:
    """The open reports that are dragged, [] when it is something else."""
    if not mime.hasFormat(_FORMAT):
        return []
    return [Path(line) for line in mime.data(_FORMAT).toStdString().splitlines()]


class ReportDrop(QObject):
    """Makes a widget take dragged reports: `taken` is called with their paths."""

    def __init__(self, widget: QWidget, taken: Callable[[list[Path]], None]) -> None:
        super().__init__(widget)
        self._taken = taken
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
        if event.type() not in kinds or not isinstance(event, QDropEvent):
            return False
        paths = dragged_reports(event.mimeData())
        if not paths:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self._taken(paths)
        return True
