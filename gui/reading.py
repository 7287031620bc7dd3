"""Reads files in a process of its own.

Parsing a PDF is seconds of Python; in a thread it would fight the window for the interpreter, could
not be stopped, and a crash of PDFium would take the window with it. The child sends back how far it
is where that takes long, then the Document, or the sentence why there is none. No Qt in here: the child imports this module.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.document import Document

__all__ = ["Cancelled", "ReadFailed", "ReadingProcess"]

_POLL_SECONDS = 0.05


class Cancelled(Exception):
    """The auditor does not want to wait."""


class ReadFailed(Exception):
    """`str(error)` is a sentence for the auditor; `details` a traceback for us, or ""."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.details = details


def _serve(connection: Connection) -> None:
    """The child's main loop: a path comes in, an answer goes out."""
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the parent
    if sys.stdout is None:  # a windowed program on Windows has none; libraries print all the same
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    from core.case import Case
    from core.readers import Unreadable, read
    from core.readers.progress import Progress, reporting_to

    def tell(progress: Progress) -> None:
        connection.send(("progress", str(progress)))

    while True:
        try:
            path = connection.recv()
        except (EOFError, OSError):
            return
        try:
            # also recognised and checked here: what is no report is refused; but a Case does not
            # travel, so the parent makes its own of the Document
            with reporting_to(tell):
                document = read(path)
                Case.of_document(document)
                answer: tuple[str, object] = ("document", document)
        except Unreadable as error:
            answer = ("unreadable", str(error))
        except BaseException:
            answer = ("failed", traceback.format_exc())
        try:
            connection.send(answer)
        except OSError:
            return
        except Exception:
            connection.send(("failed", traceback.format_exc()))


class ReadingProcess:
    """One child that reads one file after the other. Used by one thread."""

    def __init__(self) -> None:
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

    def start(self) -> None:
        """Start the child now, so that its imports are done when the first file comes."""
        if self._process is not None and self._process.is_alive():
            return
        self.stop()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs,), name="gouji-reader", daemon=True)
        process.start()
        theirs.close()
        self._process, self._connection = process, ours

    def read(
        self,
        path: Path,
        cancelled: Callable[[], bool] = lambda: False,
        progressed: Callable[[str], None] = lambda _: None,
    ) -> Document:
        """Read a file. `progressed` is called with what the auditor sees meanwhile (识别第3页（共12页）).
        Raises ReadFailed with a sentence, or Cancelled as soon as `cancelled()`."""
        self.start()
        assert self._connection is not None
        try:
            self._connection.send(path)
            kind, value = "progress", ""
            while kind == "progress":
                if value:
                    progressed(value)
                while not self._connection.poll(_POLL_SECONDS):
                    if cancelled():
                        self.stop()
                        raise Cancelled
                kind, value = self._connection.recv()
        except (EOFError, OSError) as error:
            self.stop()
            sentence = "读取这个文件时，读取程序意外退出；文件可能已损坏。"
            raise ReadFailed(sentence, repr(error)) from error
        if kind == "document":
            return value  # type: ignore[no-any-return]
        if kind == "unreadable":
            raise ReadFailed(value)
        raise ReadFailed("读取这个文件时程序出错，未能读出内容。", value)

    def stop(self) -> None:
        """End the child, whatever it is at."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None
