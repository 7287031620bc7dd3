"""The claims of a text held against the tables; runs again at every edit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.facts import FactSheet
from core.narrative.kinds import Cell, Reading, Relation, kind
from core.narrative.model import Claim
from core.quantity import DOUBTFUL, Quantity, State

__all__ = ["Judgement", "Value", "Values", "Verdict", "judge"]

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Value:
    """What the cells of a reading make. `terms` are (sign, figure) of each cell; `certain`: all of them
    are figures printed in the table, none is a blank, a dash, a doubtful reading or added up from
    parts. `addresses` are those that the figures stand at."""

    amount: Decimal
    terms: tuple[tuple[int, Decimal], ...]
    certain: bool
    addresses: tuple[str, ...]


class Verdict(StrEnum):
    """What came of a claim."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    DOUBTED = "doubted"  # disagrees, but may speak of something else
    UNREAD = "unread"  # the figures of the tables can't be told
    NO_CELL = "no_cell"  # the form has no such figure


@dataclass(frozen=True, slots=True)
class Judgement:
    """`reading` and `value` are those that agree, else the plainest one."""

    claim: Claim
    verdict: Verdict
    reading: Reading | None = None
    value: Value | None = None


class Values:
    """The figures of a sheet as the text's claims use them."""

    def __init__(self, sheet: FactSheet) -> None:
        self._facts = sheet.facts
        self._present = sheet.form_by_labels
        self._filled: dict[str, bool] = {}
        self._known: dict[str, Value | None] = {}

    def of(self, reading: Reading) -> Value | None:
        """What a reading makes; None when one of its figures can't be told."""
        amount = _ZERO
        terms: list[tuple[int, Decimal]] = []
        addresses: list[str] = []
        certain = True
        for cell in reading.cells:
            value = self.cell(cell)
            if value is None:
                return None
            amount += cell.sign * value.amount
            terms.append((cell.sign, value.amount))
            certain = certain and value.certain
            addresses += value.addresses
        return Value(amount, tuple(terms), certain, tuple(addresses))

    def total(self, row: str, column: str = "total") -> Value | None:
        """The 总计 of a row (`requests/received`), added up from its parts where it is blank."""
        address = f"{row}/{column}"
        parts = (
            tuple(a for a in self._facts if a.startswith(f"{row}/") and a != address)
            if column == "total" and row.startswith("requests/")
            else ()
        )
        return self.cell(Cell(address, parts))

    def cell(self, cell: Cell) -> Value | None:
        if cell.address not in self._known:
            self._known[cell.address] = self._read(cell)
        return self._known[cell.address]

    def _read(self, cell: Cell) -> Value | None:
        if not self._present or not self._is_filled(cell.address.partition("/")[0]):
            return None
        quantity = self._quantity(cell.address)
        if quantity is not None and quantity.value is not None:
            amount = _amount(cell.address, quantity)
            certain = not quantity.marks & DOUBTFUL
            return Value(amount, ((1, amount),), certain, (cell.address,))
        if quantity is not None and quantity.state is State.UNREADABLE:
            return None
        parts = [(a, q) for a in cell.parts if (q := self._quantity(a)) is not None]
        if any(q.state is State.UNREADABLE for _, q in parts):
            return None
        given = [(a, q.value) for a, q in parts if q.value is not None]
        if given:
            amount = sum((v for _, v in given), _ZERO)
            nonzero = tuple(a for a, v in given if v) or (cell.address,)
            return Value(amount, ((1, amount),), False, nonzero)
        if quantity is None:
            return None
        return Value(_ZERO, ((1, _ZERO),), False, (cell.address,))

    def _quantity(self, address: str) -> Quantity | None:
        fact = self._facts.get(address)
        return fact.quantity if fact is not None else None

    def _is_filled(self, table: str) -> bool:
        """Whether there is any figure in a table; one left empty says nothing."""
        if table not in self._filled:
            self._filled[table] = any(
                f.quantity.value is not None
                for a, f in self._facts.items()
                if a.startswith(f"{table}/")
            )
        return self._filled[table]


def _amount(address: str, quantity: Quantity) -> Decimal:
    """Counts as they are; money of the 统计表, which is in 万元, in 元."""
    assert quantity.value is not None
    if address in ("statistics/fees/value", "statistics/special_funds/value"):
        return (quantity.in_ten_thousand_yuan() or _ZERO) * 10_000
    return quantity.value


def judge(claims: Iterable[Claim], values: Values) -> tuple[Judgement, ...]:
    """Every claim against every reading that its words admit."""
    return tuple(_judge(claim, values) for claim in claims)


def _judge(claim: Claim, values: Values) -> Judgement:
    if not claim.readings:
        return Judgement(claim, Verdict.NO_CELL)
    first: tuple[Reading, Value] | None = None
    unread = False
    for reading in claim.readings:
        value = values.of(reading)
        if value is None:
            unread = True
            continue
        if _agrees(claim, value.amount):
            return Judgement(claim, Verdict.AGREES, reading, value)
        first = first or (reading, value)
    if first is None or unread:
        return Judgement(claim, Verdict.UNREAD, claim.readings[0])
    verdict = Verdict.DOUBTED if claim.doubt else Verdict.DISAGREES
    return Judgement(claim, verdict, *first)


def _agrees(claim: Claim, amount: Decimal) -> bool:
    if kind(claim.kind).relation is Relation.AT_MOST:
        return claim.figure.value <= amount
    if claim.number is None:
        return amount == claim.figure.value
    return claim.number.admits(amount)
