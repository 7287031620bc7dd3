"""The figures of a sheet as the rules compute with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from core.facts import FactSheet, GluedRow
from core.quantity import DOUBTFUL, Quantity, State
from core.rules.plan import FormPlan

__all__ = ["Figures"]

_ZERO = Decimal(0)
_MONEY = ("元", "万元", "亿元")


@dataclass(slots=True)
class Figures:
    """`values` has every figure that can be computed with; a blank or a dash counts as 0 there and is
    in `blank` or `dash`. Amounts of money are in the unit the form prints for them, 万元 where it
    prints none. `unreadable` and `absent` (no such cell in the file) have no value. `possible` has, for
    unreadable figures of rows whose cells ran together, all values they can have, `glued` their row;
    `decoded` names, for
    a figure whose reading was chosen among several, the rules that chose it. `empty_tables` are the
    tables without a single figure in them."""

    quantities: dict[str, Quantity] = field(default_factory=dict)
    values: dict[str, Decimal] = field(default_factory=dict)
    empty: dict[str, bool] = field(default_factory=dict)
    blank: set[str] = field(default_factory=set)
    dash: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    possible: dict[str, frozenset[Decimal]] = field(default_factory=dict)
    glued: dict[str, GluedRow] = field(default_factory=dict)
    decoded: dict[str, frozenset[str]] = field(default_factory=dict)
    empty_tables: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, sheet: FactSheet, plan: FormPlan) -> Figures:
        self = cls()
        facts = sheet.facts
        filled, seen = set(), set()
        for address, kind in plan.kinds.items():
            fact = facts.get(address)
            if fact is None:
                self.absent.add(address)
                continue
            quantity = self.quantities[address] = fact.quantity
            if fact.decoded_by:
                self.decoded[address] = fact.decoded_by
            state = quantity.state
            self.empty[address] = state is State.BLANK or state is State.DASH
            table = address[: address.index("/")]
            if kind != "empty":
                seen.add(table)
                if state is not State.BLANK:
                    filled.add(table)
            if quantity.value is not None:
                value = quantity.value
                if kind == "amount" and quantity.unit in _MONEY:
                    value = _amount(quantity, plan.heading_unit[address])
                self.values[address] = value
                if quantity.marks and not DOUBTFUL.isdisjoint(quantity.marks):
                    self.doubtful.add(address)
            elif state is State.BLANK:
                self.values[address] = _ZERO
                self.blank.add(address)
            elif state is State.DASH:
                self.values[address] = _ZERO
                self.dash.add(address)
            else:
                self.unreadable.add(address)
        self.empty_tables = seen - filled
        for row in sheet.glued:
            if self.unreadable.issuperset(row.addresses):
                columns = zip(*row.splits, strict=True)
                for address, texts in zip(row.addresses, columns, strict=False):
                    self.possible[address] = frozenset(map(Decimal, texts))
                    self.glued[address] = row
        return self


def _amount(quantity: Quantity, heading: str) -> Decimal:
    value = quantity.in_ten_thousand_yuan() or _ZERO
    return value * 10_000 if heading == "元" else value
