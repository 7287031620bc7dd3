"""The identities of a form as linear equations over numbered figures, worked out once a form."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from core.formats import FormTable
from core.localise.search import Number
from core.rules.plan import FormPlan, Instance

__all__ = ["Equation", "LinearForm", "exact", "linear_form", "short"]

_LABEL = 14  # characters of a label that are shown


@dataclass(frozen=True, slots=True)
class Equation:
    """`Σ coefficients[column] · figure = constant` for one instance of a rule. `parts` and `total` are
    given for `total = a + b + …` and follow the order of the form."""

    instance: Instance
    coefficients: Mapping[int, int]
    constant: Number
    total: int | None
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LinearForm:
    """The columns are the figures of the form in reading order (`addresses`, `column`).

    `equations` by the `id` of their instance, which the plan keeps alive. `carried` are the sets of figures that are
    wrong together when one part is wrong and totals were computed from it: {set: the part}. `totals`
    gives the sums a figure is the total of. `lines` are
    the rows of the tables as columns, `line_of` and `place_of` where a column stands in them;
    `neighbours` the figures left, right, above and below. `instances_at` are the rules a figure is in, `places` names it for a card
    (`表二“（一）予以公开·自然人”`, long row labels cut).
    """

    plan: FormPlan
    addresses: tuple[str, ...]
    column: Mapping[str, int]
    equations: Mapping[int, Equation]
    carried: Mapping[frozenset[int], int]
    totals: Mapping[int, tuple[Equation, ...]]
    lines: tuple[tuple[int, ...], ...]
    neighbours: Mapping[int, frozenset[int]]
    line_of: Mapping[int, int]
    place_of: Mapping[int, int]
    instances_at: tuple[tuple[Instance, ...], ...]
    places: tuple[str, ...]
    _carried_at: Mapping[int, tuple[frozenset[int], ...]]

    def carried_with(self, column: int, among: Collection[int]) -> list[frozenset[int]]:
        """The sets of `carried` that have `column` in them and nothing outside `among`."""
        return [s for s in self._carried_at.get(column, ()) if s.issubset(among)]


_forms: dict[int, LinearForm] = {}


def linear_form(plan: FormPlan) -> LinearForm:
    """The linear form of a plan, made at its first use."""
    form = _forms.get(id(plan))
    if form is None or form.plan is not plan:
        if len(_forms) > 64:
            _forms.clear()
        form = _forms[id(plan)] = _linear_form(plan)
    return form


def exact(value: Decimal) -> Number:
    """A whole number as int, any other as the fraction that it is."""
    number = Fraction(value)
    return int(number) if number.denominator == 1 else number


def _linear_form(plan: FormPlan) -> LinearForm:
    addresses = tuple(plan.order)
    column = {a: i for i, a in enumerate(addresses)}
    equations = {
        id(instance): equation
        for instance in plan.instances
        if (equation := _equation(instance, column)) is not None
    }
    lines = tuple(
        tuple(column[a] for a in line.addresses) for t in plan.form.tables for line in t.lines
    )
    carried = _carried(equations)
    carried_at: dict[int, list[frozenset[int]]] = {}
    totals: dict[int, list[Equation]] = {}
    for together in carried:
        for c in together:
            carried_at.setdefault(c, []).append(together)
    for equation in equations.values():
        if equation.total is not None:
            totals.setdefault(equation.total, []).append(equation)
    return LinearForm(
        plan=plan,
        addresses=addresses,
        column=column,
        equations=equations,
        carried=carried,
        totals={c: tuple(e) for c, e in totals.items()},
        lines=lines,
        neighbours=_neighbours(plan, column),
        line_of={c: i for i, line in enumerate(lines) for c in line},
        place_of={c: i for line in lines for i, c in enumerate(line)},
        instances_at=tuple(tuple(i for i in plan.instances if a in i.every) for a in addresses),
        places=tuple(_place(t, a) for t in plan.form.tables for a in t.addresses),
        _carried_at={c: tuple(sets) for c, sets in carried_at.items()},
    )


def _equation(instance: Instance, column: Mapping[str, int]) -> Equation | None:
    """None for an inequality, and for what is no plain sum (max, iff, implies, a product)."""
    formula = instance.rule.formula
    if formula.operator != "=" or formula.left is None or formula.right is None:
        return None
    at = dict(instance.names)
    coefficients: dict[int, int] = {}
    constant: Number = 0
    for side, terms in ((1, formula.left), (-1, formula.right)):
        for term in terms:
            if term.name:
                c = column[at[term.name]]
                coefficients[c] = coefficients.get(c, 0) + side * term.sign
            else:
                constant -= side * term.sign * exact(term.constant)
    coefficients = {c: v for c, v in coefficients.items() if v}
    total: int | None = None
    parts: tuple[int, ...] = ()
    if instance.total is not None:
        total = column[instance.total[0]]
        parts = tuple(column[a] for a in instance.total[1])
    return Equation(instance, coefficients, constant, total, parts)


def _carried(equations: Mapping[int, Equation]) -> dict[frozenset[int], int]:
    """A part with one of its totals, and with everything that is computed from it."""
    totals: dict[int, dict[int, None]] = {}
    for equation in equations.values():
        if equation.total is not None and equation.instance.rule.severity == "error":
            for part in equation.parts:
                totals.setdefault(part, {})[equation.total] = None
    carried: dict[frozenset[int], int] = {}
    for part, above in totals.items():
        for total in above:
            carried.setdefault(frozenset((part, total)), part)
        reached: dict[int, None] = {}
        todo = list(above)
        while todo:
            total = todo.pop()
            if total not in reached:
                reached[total] = None
                todo.extend(totals.get(total, ()))
        carried.setdefault(frozenset((part, *reached)), part)
    return carried


def _place(table: FormTable, address: str) -> str:
    row = short(table.row_labels[address.split("/")[1]])
    column = f"·{table.column_labels[address]}" if len(table.columns) > 1 else ""
    return f"{table.name}“{row}{column}”"


def short(label: str) -> str:
    """A label cut to what tells it from the others: without its explanation in brackets, or its tail."""
    if len(label) > _LABEL + 2 and (bracket := label.find("（", 4)) > 0:
        label = label[:bracket]
    return label if len(label) <= _LABEL + 2 else f"{label[:_LABEL]}…"


def _neighbours(plan: FormPlan, column: Mapping[str, int]) -> dict[int, frozenset[int]]:
    """Figures side by side in a row, or one above the other with no heading between them."""
    found: dict[int, set[int]] = {c: set() for c in column.values()}

    def pair(a: str, b: str) -> None:
        found[column[a]].add(column[b])
        found[column[b]].add(column[a])

    for table in plan.form.tables:
        drawn_in = {c.address: c.row for c in table.cells if c.address}
        for line in table.lines:
            for a, b in pairwise(line.addresses):
                pair(a, b)
        for upper, lower in pairwise(table.lines):
            together = drawn_in[lower.addresses[0]] == drawn_in[upper.addresses[0]] + 1
            if together and len(upper.addresses) == len(lower.addresses):
                for a, b in zip(upper.addresses, lower.addresses, strict=True):
                    pair(a, b)
    return {c: frozenset(n) for c, n in found.items()}
