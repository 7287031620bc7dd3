"""The tables of a form, one tab each, with the state of each on its tab."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from core.case import Moved
from core.facts import TablePresence, TableReading
from core.finding import CellState
from core.formats import FormTable
from gui.session import Session
from gui.tables.model import FormModel, Trial
from gui.tables.snippet import SnippetBar
from gui.tables.view import FormView
from gui.theme import LOOKS, sign_icon

__all__ = ["FormTabs"]

_WORST_FIRST = list(CellState)


class _Page(QWidget):
    """A table under a line that says what recognition could not do with it."""

    def __init__(self, session: Session, table: FormTable, parent: QWidget) -> None:
        super().__init__(parent)
        self.view = FormView(FormModel(session, table, self), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.snippet = SnippetBar(session, self) if self.view.model.is_recognised() else None
        if words := _words(table, session.case.sheet.tables.get(table.key)):
            note = QLabel(words)
            note.setWordWrap(True)
            look = LOOKS[CellState.WARNING]
            fill = look.fill.name() if look.fill else "white"
            note.setStyleSheet(f"background: {fill}; color: {look.ink.name()}; padding: 5px 8px;")
            layout.addWidget(note)
        if self.snippet is not None:
            layout.addWidget(self.snippet)
            self.view.current_changed.connect(self.snippet.show_figure)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)


def _words(table: FormTable, reading: TableReading | None) -> str:
    presence = reading.presence if reading else TablePresence.MISSING
    note = f"（{reading.note}）" if reading and reading.note else ""
    if presence is TablePresence.MISSING:
        return (
            f"报告正文里没有找到{table.name}（{table.heading}），下面的格子都空缺，不是 0。{note}"
            "可以照原件手工录入，录入后照常核对。"
        )
    if presence is TablePresence.UNREADABLE:
        return (
            f"{table.name}（{table.heading}）在报告里，但其中的数字无法确认，没有猜测。{note}"
            "可以照原件手工录入，录入后照常核对。"
        )
    return ""


class FormTabs(QTabWidget):
    """All tables of the form of one report. The address under the cursor is one for all tabs."""

    #: the address under the cursor of the tab shown, "" on a label
    current_changed = Signal(str)
    #: a figure was clicked that was current already
    clicked = Signal(str)
    said = Signal(str)
    refused = Signal(str)
    menu_requested = Signal(QPoint)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setDocumentMode(True)
        self._pages: dict[str, _Page] = {}
        self._marked: dict[str, tuple[str, CellState]] = {}
        form = session.case.sheet.form
        for table in form.tables if form else ():
            page = _Page(session, table, self)
            self._pages[table.key] = page
            self.addTab(page, table.name)
            page.view.current_changed.connect(self.current_changed)
            page.view.clicked.connect(self.clicked)
            page.view.said.connect(self.said)
            page.view.refused.connect(self.refused)
            page.view.menu_requested.connect(self.menu_requested)
        self.currentChanged.connect(lambda _i: self.current_changed.emit(self.current_address()))
        session.moved.connect(self._on_moved)
        self._mark_tabs(self._pages)

    def views(self) -> list[FormView]:
        return [page.view for page in self._pages.values()]

    def current_view(self) -> FormView | None:
        page = self.currentWidget()
        return page.view if isinstance(page, _Page) else None

    def is_recognised(self) -> bool:
        """Whether figures were read from pictures."""
        return any(page.snippet is not None for page in self._pages.values())

    def close_pictures(self) -> None:
        """Give up the pictures of figures; none is shown any more."""
        for page in self._pages.values():
            if page.snippet is not None:
                page.snippet.close_document()

    def focus_table(self) -> None:
        """Give the keyboard to the table, so that what is typed goes into the current cell."""
        view = self.current_view()
        if view is not None:
            view.body.setFocus()

    def current_address(self) -> str:
        view = self.current_view()
        return view.current_address() if view else ""

    def has(self, address: str) -> bool:
        """Whether the form has that figure."""
        page = self._pages.get(address.partition("/")[0])
        return page is not None and page.view.model.index_of(address).isValid()

    def select(self, address: str) -> bool:
        """Make a figure current, its tab shown. False when the form has no such figure."""
        if not self.has(address):
            return False
        page = self._pages[address.partition("/")[0]]
        if self.currentWidget() is not page:
            # the tab's old cell is none of anybody's business on the way
            self.blockSignals(True)
            self.setCurrentWidget(page)
            self.blockSignals(False)
        page.view.select(address)
        return True

    def reveal(self, address: str) -> None:
        """Scroll to a figure of the table shown, without going there."""
        view = self.current_view()
        if view is not None and (index := view.model.index_of(address)).isValid():
            view.body.scrollTo(index)

    def set_partners(self, addresses: Iterable[str]) -> None:
        chosen = frozenset(addresses)
        for view in self.views():
            view.model.set_partners(chosen)

    def set_culprits(self, addresses: Iterable[str]) -> None:
        chosen = frozenset(addresses)
        for view in self.views():
            view.model.set_culprits(a for a in chosen if self.has(a))

    def set_trial(self, trial: Trial | None) -> None:
        for view in self.views():
            view.model.set_trial(trial)

    # -- broken cells -------------------------------------------------------------------------

    def broken_addresses(self) -> list[str]:
        """Errors in reading order over all tabs, then warnings and figures that were not surely read."""
        every = self._in_reading_order()
        cells = self._session.case.result.cells
        errors = [a for a in every if cells.get(a) is CellState.ERROR]
        doubtful = [
            a
            for a in every
            if cells.get(a) is CellState.WARNING
            or (cells.get(a) is not CellState.ERROR and self._session.is_doubtful(a))
        ]
        return errors + doubtful

    def _in_reading_order(self) -> list[str]:
        return [
            address
            for view in self.views()
            for index in view.model.value_indexes()
            if (address := view.model.address(index))
        ]

    def next_broken(self, forward: bool) -> str:
        """The broken cell after (before) the current one, going round; "" when nothing is broken."""
        broken = self.broken_addresses()
        if not broken:
            return ""
        here = self.current_address()
        if here in broken:
            return broken[(broken.index(here) + (1 if forward else -1)) % len(broken)]
        if not here:
            return broken[0 if forward else -1]
        order = {a: i for i, a in enumerate(self._in_reading_order())}
        at = order[here]
        if forward:
            return next((a for a in broken if order[a] > at), broken[0])
        return next((a for a in reversed(broken) if order[a] < at), broken[-1])

    # -- tabs ---------------------------------------------------------------------------------

    def _on_moved(self, moved: Moved) -> None:
        self._mark_tabs({a.partition("/")[0] for a in moved.states} & self._pages.keys())

    def _mark_tabs(self, keys: Iterable[str]) -> None:
        result = self._session.case.result
        for key in keys:
            page = self._pages[key]
            index = self.indexOf(page)
            table = page.view.model.table
            states = [s for a, s in result.cells.items() if a.startswith(key + "/")]
            worst = min(states, key=_WORST_FIRST.index, default=CellState.UNCHECKED)
            presence = page.view.model.presence
            broken = sum(s in (CellState.ERROR, CellState.WARNING) for s in states)
            text = table.name
            if presence is TablePresence.MISSING:
                text += "（缺）"
            if broken:
                text += f" {broken}格"
            if worst is CellState.UNCHECKED and presence is not TablePresence.FOUND:
                worst = CellState.CANNOT_CHECK
            if self._marked.get(key) == (text, worst):
                continue
            self._marked[key] = (text, worst)
            self.setTabText(index, text)
            self.setTabIcon(index, sign_icon(worst))
            number = f"，{broken} 格有错误或存疑" if broken else ""
            self.setTabToolTip(
                index, f"{table.name}：{table.heading}（{LOOKS[worst].word}{number}）"
            )
