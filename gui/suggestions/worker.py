"""Works out suggestions in a thread, after every edit anew.

A thread, not a process as for reading: it is 1 to 30 ms of Python as a rule, 200 ms with several slips
in one table. Measured while such a long one ran: a key typed into a cell took 0.4 ms, 28 ms at worst
(0.3 and 4 without). It begins when the edit is painted and is cancelled by the next one. No QObject is
touched in the thread: the main thread looks whether it is done.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QTimer, Signal

from core.case import Case
from core.localise import Cancelled, Localisation, localise
from core.localise.text import text_evidence
from core.localise.years import with_last_year
from gui.session import Session

__all__ = ["Localiser"]

_REST_MS = 30  # after an edit, until its cells are painted and a key held down is up
_POLL_MS = 10


class _Task:
    """One run for one state of a report. Sheet, result and ties never change, so the thread may read them."""

    def __init__(self, case: Case, last_year: Case | None) -> None:
        self._sheet, self._result, self._ties = case.sheet, case.result, case.ties
        self._last_year = last_year.sheet if last_year else None
        self.found: Localisation | None = None
        self.error: BaseException | None = None
        self.cancelled = False
        self._thread = threading.Thread(target=self._run, name="gouji-localise", daemon=True)
        self._thread.start()

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def wait(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        try:
            evidence = text_evidence(self._ties, self._sheet)
            if self._last_year is not None:
                evidence = with_last_year(evidence, self._sheet, self._last_year)
            self.found = localise(
                self._sheet, self._result, evidence, cancelled=lambda: self.cancelled
            )
        except Cancelled:
            pass
        except BaseException as error:
            self.error = error


class Localiser(QObject):
    """The suggestions for a session as it stands; None while they are not known."""

    #: `localisation` is known
    found = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: _Task | None = None
        self.localisation: Localisation | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._begin)
        self._poll = QTimer(self)
        self._poll.setInterval(_POLL_MS)
        self._poll.timeout.connect(self._collect)
        session.moved.connect(self.start)
        self.start()

    def start(self) -> None:
        """What was known is stale, what is being worked out is not wanted any more: begin anew."""
        self._drop()
        self.localisation = None
        self._rest.start()

    def stop(self) -> None:
        """For good."""
        self._session.moved.disconnect(self.start)
        self._rest.stop()
        task = self._task
        self._drop()
        if task is not None:
            task.wait()

    def _drop(self) -> None:
        self._poll.stop()
        if self._task is not None:
            self._task.cancelled = True
            self._task = None

    def _begin(self) -> None:
        self._task = _Task(self._session.case, self._session.last_year())
        self._poll.start()

    def _collect(self) -> None:
        task = self._task
        if task is None or not task.done:
            return
        self._drop()
        if task.error is not None:
            raise task.error
        self.localisation = task.found
        self.found.emit()
