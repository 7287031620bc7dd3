"""One table of the form as a table model: labels where the form has labels, figures where it has figures.

The model states everything that is to be seen of a cell (:class:`CellView`); the delegate only paints it.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.case import EditKind, Moved
from core.facts import TablePresence
from core.finding import CellState, CheckResult
from core.formats import FormCell, FormTable
from core.quantity import State, parse_quantity
from gui.session import Session
from gui.tables.doubts import doubt_words
from gui.theme import LOOKS, finding_state, sign_text

__all__ = ["CellView", "FormModel", "Part", "Trial"]

Index = QModelIndex | QPersistentModelIndex
_TOOLTIP_FINDINGS = 4


class Part(Enum):
    """What a cell of the form is."""

    HEAD = auto()  # a label in a row of labels
    LABEL = auto()  # a label beside figures
    FIGURE = auto()
    COVERED = auto()  # lies under a merged cell


@dataclass(frozen=True, slots=True)
class CellView:
    """What is to be seen of a cell. `absent`: the report has no such cell (a blank one is there, and
    empty). `unreadable`: there is a text, but no figure can be told from it. `partner`: takes part in
    the finding that is looked at. `culprit`: the evidence says that this is the wrong one. `tried`: the
    text is not in the report, it is being tried out. `doubtful`: recognised in a picture, not surely."""

    part: Part
    text: str
    state: CellState = CellState.UNCHECKED
    edit: EditKind | None = None
    absent: bool = False
    unreadable: bool = False
    partner: bool = False
    culprit: bool = False
    tried: bool = False
    doubtful: bool = False


@dataclass(frozen=True)
class Trial:
    """Texts by address as they might be, and what the checks would say; nothing of it is in the case."""

    texts: Mapping[str, str]
    result: CheckResult


_COVERED = CellView(Part.COVERED, "")


class FormModel(QAbstractTableModel):
    """Rows and columns as the form is drawn (`FormTable.cells`)."""

    CellRole = Qt.ItemDataRole.UserRole + 1
    AddressRole = Qt.ItemDataRole.UserRole + 2

    def __init__(self, session: Session, table: FormTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.table = table
        self._rows, self._columns = table.row_count, table.column_count
        self._owners: dict[tuple[int, int], FormCell] = {
            (row, column): cell
            for cell in table.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }
        self._places: dict[str, FormCell] = {c.address: c for c in table.cells if c.address}
        figure_rows = {c.row for c in table.cells if c.address}
        self._labels = {
            (c.row, c.column): CellView(Part.LABEL if c.row in figure_rows else Part.HEAD, c.text)
            for c in table.cells
            if not c.address
        }
        self._partners: frozenset[str] = frozenset()
        self._culprits: frozenset[str] = frozenset()
        self._trial: Trial | None = None
        #: the kind of the next edit typed into a cell; None: as Session.edit decides
        self.next_kind: EditKind | None = None
        session.moved.connect(self._repaint)

    # -- shape --------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._columns

    def owner(self, row: int, column: int) -> FormCell | None:
        """The cell of the form that covers a place of the grid."""
        return self._owners.get((row, column))

    def address(self, index: Index) -> str | None:
        """The address of a figure's cell, also from a place under its merged cell."""
        cell = self._owners.get((index.row(), index.column())) if index.isValid() else None
        return cell.address if cell else None

    def index_of(self, address: str) -> QModelIndex:
        cell = self._places.get(address)
        return self.index(cell.row, cell.column) if cell else QModelIndex()

    @property
    def frozen_rows(self) -> int:
        """How many rows of heads stand on top and hold for the whole table; 0 where each block of the
        table has heads of its own."""
        heads = {row for (row, _), view in self._labels.items() if view.part is Part.HEAD}
        first_figure = min(c.row for c in self._places.values())
        crossing = any(c.row < first_figure < c.row + c.row_span for c in self.table.cells)
        return first_figure if all(row < first_figure for row in heads) and not crossing else 0

    @property
    def presence(self) -> TablePresence:
        reading = self.session.case.sheet.tables.get(self.table.key)
        return reading.presence if reading else TablePresence.MISSING

    # -- cells --------------------------------------------------------------------------------

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        cell = self._owners.get((index.row(), index.column()))
        if cell and cell.address and (cell.row, cell.column) == (index.row(), index.column()):
            return usual | Qt.ItemFlag.ItemIsEditable
        return usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        place = (index.row(), index.column())
        cell = self._owners.get(place)
        if cell is None or (cell.row, cell.column) != place:
            return _COVERED if role == self.CellRole else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.session.text(cell.address) if cell.address else cell.text
        if role == self.CellRole:
            return self._figure(cell.address) if cell.address else self._labels[place]
        if role == self.AddressRole:
            return cell.address
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tooltip(cell.address) if cell.address else html.escape(cell.text) or None
        if role == Qt.ItemDataRole.AccessibleTextRole and cell.address:
            look = LOOKS[self.session.state(cell.address)]
            doubt = " 疑似有误" if cell.address in self._culprits else ""
            return (
                f"{self.session.name(cell.address)} {self.session.text(cell.address)} {look.word}"
                f"{doubt}"
            )
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        address = self.address(index)
        if role != Qt.ItemDataRole.EditRole or address is None:
            return False
        text = str(value).strip()
        if text == self.session.text(address).strip():
            return False  # left as it was: no edit
        return self.session.edit({address: text}, self.next_kind)

    def _figure(self, address: str) -> CellView:
        case = self.session.case
        edit = case.edits.get(address)
        quantity, state = case.sheet.quantity(address), self.session.state(address)
        tried = False
        if self._trial is not None:
            state = self._trial.result.cells.get(address, CellState.UNCHECKED)
            tried = address in self._trial.texts
            if tried:
                quantity = parse_quantity(self._trial.texts[address], signed=True)
        return CellView(
            Part.FIGURE,
            " ".join(quantity.raw.split()) if quantity else "",
            state,
            edit.kind if edit else None,
            absent=quantity is None,
            unreadable=quantity is not None and quantity.state is State.UNREADABLE,
            partner=address in self._partners,
            culprit=address in self._culprits and self._trial is None,
            tried=tried,
            doubtful=not tried and self.session.is_doubtful(address),
        )

    def _tooltip(self, address: str) -> str:
        case = self.session.case
        lines = [f"<b>{html.escape(self.session.name(address))}</b>"]
        read, edit = case.as_read(address), case.edits.get(address)
        now = case.sheet.quantity(address)
        if edit is not None:
            was = "没有这一格" if read is None else _spoken(read.raw)
            if edit.kind is EditKind.CONFIRMED:
                lines.append(f"识别为{was}，已对照原图确认")
            else:
                word = "识读有误，改正为" if edit.kind is EditKind.MISREAD else "更正为"
                lines.append(f"原读：{was} → {word}：{_spoken(edit.text)}")
            if edit.decided_by:
                rules = "、".join(sorted(edit.decided_by))
                lines.append(f"读法按 {rules} 选定，这些勾稽关系不再作为核对依据，请对照原图")
        elif read is None:
            lines.append("报告中没有找到这一格")
        else:
            lines.append(f"原文：{_spoken(read.raw)}")
        if (words := doubt_words(case.sheet.facts.get(address))) and edit is None:
            lines.append(html.escape(words))
        if now is not None and now.state is State.UNREADABLE:
            lines.append("不能确认为一个数字")
        elif now is not None and now.state is State.DASH:
            lines.append("以横线或“无”填写，不是数字 0")
        fact = case.read_sheet.facts.get(address)
        if fact is not None and fact.anchor is not None:
            lines.append(f"位置：{html.escape(str(fact.anchor))}")
        state = self.session.state(address)
        lines.append(f"{sign_text(state)} {LOOKS[state].word}")
        if address in self._culprits:
            lines.append("各条勾稽关系合起来看，疑似这一格有误")
        findings = case.result.findings_at(address)
        for finding in findings[:_TOOLTIP_FINDINGS]:
            sign = sign_text(finding_state(finding))
            lines.append(f"{sign} {html.escape(finding.rule)}：{html.escape(finding.message)}")
        if len(findings) > _TOOLTIP_FINDINGS:
            lines.append(f"……另有 {len(findings) - _TOOLTIP_FINDINGS} 条")
        return "<p style='white-space:pre-wrap'>" + "<br>".join(lines) + "</p>"

    # -- what moves ---------------------------------------------------------------------------

    def set_partners(self, addresses: Iterable[str]) -> None:
        """Mark the cells of the finding that is looked at."""
        new = frozenset(addresses)
        changed = new ^ self._partners
        self._partners = new
        self._touch(changed)

    def set_culprits(self, addresses: Iterable[str]) -> None:
        """Mark the cells that are wrong, as far as the evidence goes."""
        new = frozenset(addresses)
        changed = new ^ self._culprits
        self._culprits = new
        self._touch(changed)

    def set_trial(self, trial: Trial | None) -> None:
        """Show the cells as they would be; None: as they are."""
        shown, self._trial = self._trial, trial
        now = self.session.case.result.cells
        changed: set[str] = set(self._culprits)
        for one in (shown, trial):
            if one is not None:
                changed |= one.texts.keys()
                changed |= {a for a, s in one.result.cells.items() if now.get(a) is not s}
        self._touch(changed)

    def is_recognised(self) -> bool:
        """Whether figures of this table were read from a picture."""
        return any(
            fact.reading is not None
            for fact in self.session.case.read_sheet.in_table(self.table.key)
        )

    def _repaint(self, moved: Moved) -> None:
        self._touch(moved.figures | moved.states)

    def _touch(self, addresses: Iterable[str]) -> None:
        rows: dict[int, list[int]] = {}
        for address in addresses:
            if cell := self._places.get(address):
                rows.setdefault(cell.row, []).append(cell.column)
        # row by row, so that a view repaints no more than these cells
        for row, columns in rows.items():
            self.dataChanged.emit(self.index(row, min(columns)), self.index(row, max(columns)))

    # -- ranges -------------------------------------------------------------------------------

    def edit_texts(self, texts: Mapping[str, str], caption: str) -> bool:
        """Put texts in several cells as one undo step."""
        return self.session.edit(texts, caption=caption)

    def value_indexes(self) -> list[QModelIndex]:
        """The cells of figures in reading order."""
        cells = sorted(self._places.values(), key=lambda c: (c.row, c.column))
        return [self.index(c.row, c.column) for c in cells]


def _spoken(text: str) -> str:
    shown = " ".join(text.split())
    return html.escape(f"“{shown}”") if shown else "（空白）"
