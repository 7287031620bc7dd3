"""How long the window takes from an edit to its cells painted."""

from __future__ import annotations

import random
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from core.case import Case
from gui.session import Session
from gui.workspace import Workspace

__all__ = ["edit_to_paint"]


def edit_to_paint(path: Path, rounds: int) -> list[float]:
    """Seconds of each of `rounds` edits of a visible figure: checked, all views told, painted."""
    application = QApplication.instance() or QApplication([])
    session = Session(Case.open(path))
    workspace = Workspace(session)
    workspace.resize(1366, 700)
    workspace.show()
    rng = random.Random(1)
    addresses = [a for a in session.case.sheet.facts if a.startswith("requests/")]
    times = []
    for i in range(rounds + 3):
        address = rng.choice(addresses)
        workspace.look_at(address)
        application.processEvents()
        start = time.perf_counter()
        session.edit({address: str(rng.randrange(1000))})
        application.processEvents()
        if i >= 3:
            times.append(time.perf_counter() - start)
    workspace.close_views()
    workspace.close()
    return times
