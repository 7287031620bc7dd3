"""What the checks need to know of a form, worked out once for each form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.formats import Form, FormLine, FormTable, Kind, Rule, RuleInstance
from core.formula import Formula

__all__ = ["FormPlan", "Instance", "plan_of"]

_MONEY = ("亿元", "万元", "元")


@dataclass(frozen=True, slots=True)
class Instance:
    """A rule for one row or column, its addresses looked up.

    `total` is (address of the total, addresses of its parts) for `total = a + b + …`. `bound` is the
    one figure that has to be large enough in an inequality (the stock in `in_force − issued + repealed
    ≥ 0`, the whole in `part ≤ whole`): left blank, the inequality says nothing. `optional` are its
    figures of a provincial extension: where none of them is in the file, the rule does not apply.
    """

    source: RuleInstance
    rule: Rule
    names: tuple[tuple[str, str], ...]
    addresses: tuple[str, ...]
    every: frozenset[str]
    total: tuple[str, tuple[str, ...]] | None
    bound: str | None
    optional: frozenset[str]


@dataclass(frozen=True, slots=True)
class FormPlan:
    """`order` is the reading order; `heading_unit` the unit of money a form prints for a figure ("" if
    none); `places` names each figure (`表二“（一）予以公开·自然人”`); `optional` are the addresses of
    extensions; `totals` are figures that are the sum of others; `rows` groups a table's figures by row,
    the totals of a row left out."""

    form: Form
    order: Mapping[str, int]
    kinds: Mapping[str, Kind]
    instances: tuple[Instance, ...]
    heading_unit: Mapping[str, str]
    places: Mapping[str, str]
    optional: frozenset[str]
    totals: frozenset[str]
    rows: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    lines: Mapping[str, FormLine]


_plans: dict[int, FormPlan] = {}


def plan_of(form: Form) -> FormPlan:
    """The plan of a form, made at its first use. Forms are few and never change."""
    plan = _plans.get(id(form))
    if plan is None:
        if len(_plans) > 64:  # only a program that loads forms again and again gets here
            _plans.clear()
        plan = _plans[id(form)] = _plan(form)  # the plan holds the form, so its id stays its own
    return plan


def _plan(form: Form) -> FormPlan:
    optional = frozenset(
        a for t in form.tables for line in t.lines if line.extension for a in line.addresses
    )
    instances = tuple(
        _instance(source, optional) for rule in form.rules for source in rule.instances
    )
    row_totals = {i.total[0] for i in instances if i.total and i.rule.each == "row"}
    return FormPlan(
        form=form,
        order={a: i for i, a in enumerate(form.addresses)},
        kinds={a: t.kinds[a] for t in form.tables for a in t.addresses},
        instances=instances,
        heading_unit={
            a: _unit(line, t, a) for t in form.tables for line in t.lines for a in line.addresses
        },
        places={a: _place(t, a) for t in form.tables for a in t.addresses},
        optional=optional,
        totals=frozenset(i.total[0] for i in instances if i.total),
        rows={t.key: _rows(t, row_totals) for t in form.tables},
        lines={a: line for t in form.tables for line in t.lines for a in line.addresses},
    )


def _instance(source: RuleInstance, optional: frozenset[str]) -> Instance:
    rule, at = source.rule, source.variables
    total = rule.formula.total()
    bound = _bound(rule.formula)
    return Instance(
        source=source,
        rule=rule,
        names=tuple(at.items()),
        addresses=source.addresses,
        every=frozenset(at.values()),
        total=(at[total[0]], tuple(at[n] for n in total[1])) if total else None,
        bound=at[bound] if bound else None,
        optional=optional.intersection(at.values()),
    )


def _bound(formula: Formula) -> str | None:
    if formula.operator in ("≥", ">"):
        large, small = formula.left, formula.right
    elif formula.operator in ("≤", "<"):
        large, small = formula.right, formula.left
    else:
        return None
    if large is None:
        return None
    named = [t.name for t in large if t.name and t.sign > 0]
    constant = small is not None and not any(t.name for t in small)
    return named[0] if named and (len(named) == 1 or constant) else None


def _unit(line: FormLine, table: FormTable, address: str) -> str:
    if line.unit in _MONEY:
        return line.unit
    head = table.column_labels[address]
    return next((u for u in _MONEY if f"：{u}" in head or f":{u}" in head), "")


def _place(table: FormTable, address: str) -> str:
    row = table.row_labels[address.split("/")[1]]
    if len(table.columns) > 1:
        return f"{table.name}“{row}·{table.column_labels[address]}”"
    return f"{table.name}“{row}”"


def _rows(table: FormTable, totals: set[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows: dict[str, list[str]] = {}
    for address in table.addresses:
        if table.kinds[address] != "empty" and address not in totals:
            rows.setdefault(address.split("/")[1], []).append(address)
    return tuple((table.row_labels[key], tuple(parts)) for key, parts in rows.items())
