"""The docks 跨年度核对 and 汇总核对 below the reports, made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget

if TYPE_CHECKING:
    from core.across import AcrossFinding
    from core.export.across import AcrossResults
    from core.verdicts import Verdict
    from gui.across.panel import AcrossPanel
    from gui.main_window import MainWindow

__all__ = ["AcrossDocks"]

_SHARE = 0.32  # of the window's height, at first


class AcrossDocks:
    """`changed` is called when another of their findings is current. Their modules need the checks, and
    are imported with the first of them."""

    def __init__(self, window: MainWindow, changed: Callable[[], None]) -> None:
        self._window = window
        self._changed = changed
        self._docks: dict[str, QDockWidget] = {}

    def check_years(self) -> None:
        from gui.across.years import YearsPanel

        self._show("years", "跨年度核对", YearsPanel)

    def check_units(self) -> None:
        from gui.across.units import UnitsPanel

        self._show("units", "汇总核对", UnitsPanel)

    def _show(self, name: str, title: str, make: Callable[[MainWindow], AcrossPanel]) -> None:
        """A dock below the reports, so that these are in view; it can be taken out of the window."""
        window = self._window
        dock = self._docks.get(name)
        if dock is None:
            dock = QDockWidget(title, window)
            dock.setObjectName(name)
            dock.setAllowedAreas(
                Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea
            )
            panel = make(window)
            panel.current_changed.connect(self._changed)
            dock.setWidget(panel)
            window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
            for other in self._docks.values():
                window.tabifyDockWidget(other, dock)
            self._docks[name] = dock
            height = round(window.height() * _SHARE)
            window.resizeDocks([dock], [height], Qt.Orientation.Vertical)
        dock.show()
        dock.raise_()

    def _panels(self) -> list[AcrossPanel]:
        from gui.across.panel import AcrossPanel

        return [p for d in self._docks.values() if isinstance(p := d.widget(), AcrossPanel)]

    @property
    def has_current(self) -> bool:
        """Whether there is a finding to be judged."""
        return bool(self._docks) and any(p.current is not None for p in self._panels())

    def focused(self) -> AcrossPanel | None:
        """The panel the auditor works in."""
        focus = QApplication.focusWidget()
        if focus is None or not self._docks:
            return None
        return next((p for p in self._panels() if p.isAncestorOf(focus)), None)

    def results(self) -> AcrossResults:
        """What there is to export. Years are told by the reports themselves; who is a 汇总 and who its
        members only where the auditor has had a look at it."""
        from core.export.across import AcrossResults
        from core.rules.policy import EVERY_RULE
        from core.series import audit_series
        from gui.across.units import UnitsPanel
        from gui.across.years import YearsPanel

        sessions = [e.session for e in self._window.cases if e.session is not None]
        cases = [s.case for s in sessions]
        panels = self._panels()
        of_years = next((p for p in panels if isinstance(p, YearsPanel)), None)
        of_units = next((p for p in panels if isinstance(p, UnitsPanel)), None)
        if of_years is not None:
            years = of_years.result()
        else:
            rulebook = self._window.rules.rulebook
            years = audit_series(cases, (), rulebook.policy if rulebook else EVERY_RULE)

        def verdict_of(finding: AcrossFinding) -> Verdict | None:
            keeper = next((s for s in sessions if s.case is finding.subject), None)
            return keeper.verdict_of(finding) if keeper is not None else None

        rollup = of_units.result() if of_units is not None else None
        return AcrossResults(years.findings, rollup, verdict_of)
