"""Reports dragged out of the list of open reports onto something that asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

__all__ = ["Dragged", "ReportDrop", "dragged_reports", "report_mime"]

Dragged = tuple[Path, int]
"""An open report: its file, and which of the file's reports it is, counted from 1."""

_FORMAT = "application/x-gouji-reports"


def report_mime(reports: Iterable[Dragged]) -> QMimeData:
    """A format of our own: dropped elsewhere it is nothing, and never opens a file again."""
    mime = QMimeData()
    lines = (f"{number} {path}" for path, number in reports)
    mime.setData(_FORMAT, "\n".join(lines).encode("utf-8", "surrogatepass"))
    return mime


def dragged_reports(mime: QMimeData) -> list[Dragged]:
    """The open reports that are dragged, [] when it is something else."""
    if not mime.hasFormat(_FORMAT):
        return []
    text = mime.data(_FORMAT).data().decode("utf-8", "surrogatepass")
    parts = [line.partition(" ") for line in text.split("\n")]
    return [(Path(path), int(number)) for number, _, path in parts if path]


class ReportDrop(QObject):
    """Makes a widget take dragged reports: `taken` is called with them."""

    def __init__(self, widget: QWidget, taken: Callable[[list[Dragged]], None]) -> None:
        super().__init__(widget)
        self._taken = taken
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
        if event.type() not in kinds or not isinstance(event, QDropEvent):
            return False
        reports = dragged_reports(event.mimeData())
        if not reports:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self._taken(reports)
        return True
