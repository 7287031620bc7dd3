"""Small figures with which an identity holds, and with which it breaks: found, not written down, so that
a rule added in a form file has its examples at once."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from core.facts import Fact, FactSheet, TablePresence, TableReading, Title
from core.finding import Finding, Outcome
from core.formats import Form, Kind, Rule, RuleInstance
from core.quantity import parse_quantity
from core.rules.check import check_sheet
from core.rules.messages import number

__all__ = ["FormulaExample", "formula_examples"]

_TRIES = 4000
_ZERO = Decimal(0)
_Values = dict[str, Decimal | None]  # None: a blank cell


@dataclass(frozen=True)
class FormulaExample:
    """Figures of one row or column, by label, and what the rule says of them ("" when it holds)."""

    where: str
    figures: tuple[tuple[str, str], ...]
    message: str = ""
    equation: str = ""


def formula_examples(form: Form, rule: Rule) -> tuple[FormulaExample, FormulaExample]:
    """(one that holds, one that breaks), the second as the rule itself reports it when it is run.

    Raises LookupError for a rule that nothing breaks, or nothing satisfies.
    """
    instance = rule.instances[0]
    kinds = {name: form.kind(address) for name, address in instance.variables.items()}
    rng = random.Random(f"{form.key} {rule.id} {rule.formula.source}")
    holding, breaking = _pair(rule, kinds, rng)
    finding = _run(form, instance, breaking)
    return (
        FormulaExample(instance.where, _shown(form, instance, holding)),
        FormulaExample(
            instance.where, _shown(form, instance, breaking), finding.message, finding.equation
        ),
    )


def _holds(rule: Rule, values: _Values) -> bool:
    return rule.formula.holds(
        {n: v if v is not None else _ZERO for n, v in values.items()},
        {n: v is None for n, v in values.items()},
    )


def _pair(rule: Rule, kinds: Mapping[str, Kind], rng: random.Random) -> tuple[_Values, _Values]:
    """Figures that hold, and the same with one changed that don't; the more of them aren't 0 the better."""
    names = list(kinds)
    best: tuple[_Values, _Values] | None = None
    most = -1
    for attempt in range(_TRIES):
        large = attempt > _TRIES // 4  # small figures are easier to follow
        values = {n: _draw(kinds[n], rng, large) for n in names}
        if len(names) > 6:  # a long sum is clearer with a few figures in it
            few = set(rng.sample(names, 4))
            values = {n: v if n in few else _ZERO for n, v in values.items()}
        if rule.formula.operator == "=":
            values = _solved(rule, values)
        if not (all(_allowed(kinds[n], v) for n, v in values.items()) and _holds(rule, values)):
            continue
        filled = sum(bool(v) for v in values.values())
        if filled > most and (broken := _broken(rule, kinds, values)) is not None:
            best, most = (values, broken), filled
        if most >= min(4, len(names)):
            break
    if best is None:
        raise LookupError(f"no figures hold or break {rule.id}: {rule.formula.source}")
    return best


def _solved(rule: Rule, values: _Values) -> _Values:
    """One figure changed so that both sides are equal."""
    sides = rule.formula.sides({n: v or _ZERO for n, v in values.items()})
    for terms, sign in ((rule.formula.left, -1), (rule.formula.right, 1)):
        for term in terms or ():
            if sides is not None and term.name and term.sign > 0:
                changed = (values[term.name] or _ZERO) + sign * (sides[0] - sides[1])
                if changed >= 0:
                    return values | {term.name: changed}
    return values


def _broken(rule: Rule, kinds: Mapping[str, Kind], holding: _Values) -> _Values | None:
    """One figure changed, by as little as breaks it; None when no single one does."""
    for delta in (1, -1, 2, -2, 10, 100, -100, 300):
        for name in holding:
            values = holding | {name: (holding[name] or _ZERO) + delta}
            if _allowed(kinds[name], values[name]) and not _holds(rule, values):
                return values
    for name in holding:
        for value in (_ZERO, Decimal(5), Decimal(366)):
            if not _holds(rule, values := holding | {name: value}):
                return values
    return None


def _draw(kind: Kind, rng: random.Random, large: bool) -> Decimal | None:
    if kind == "empty":
        return None
    if kind == "change":
        return Decimal(rng.randint(-9, 9))
    return Decimal(rng.randint(100, 200) if large and rng.random() < 0.3 else rng.randint(1, 20))


def _allowed(kind: Kind, value: Decimal | None) -> bool:
    return value is None or kind == "change" or value >= 0


def _run(form: Form, instance: RuleInstance, values: _Values) -> Finding:
    """What the rule says of these figures in a report that is 0 everywhere else."""
    given = {instance.variables[n]: v for n, v in values.items()}
    facts = {}
    for address in form.addresses:
        kind = form.kind(address)
        value = given.get(address, None if kind == "empty" else _ZERO)
        text = "" if value is None else number(value)
        quantity = parse_quantity(text, signed=kind == "change")
        facts[address] = Fact(address, form.label(address), quantity)
    sheet = FactSheet(
        title=Title(year=form.years[0]),
        form=form,
        format=form.format,
        facts=MappingProxyType(facts),
        tables=MappingProxyType(
            {t.key: TableReading(t.key, TablePresence.FOUND) for t in form.tables}
        ),
    )
    for finding in check_sheet(sheet).findings:
        if (finding.rule, finding.addresses) == (instance.rule.id, instance.addresses) and (
            finding.outcome is Outcome.BROKEN
        ):
            return finding
    raise LookupError(f"{instance.rule.id} says nothing of {given}")


def _shown(form: Form, instance: RuleInstance, values: _Values) -> tuple[tuple[str, str], ...]:
    """The figures that matter, by the label an auditor knows; of a long sum only those that aren't 0."""
    rows: Sequence[tuple[str, Decimal | None]] = [
        (form.label(instance.variables[n]), v) for n, v in values.items()
    ]
    if len(rows) > 6:
        rows = [r for r in rows if r[1]]
    return tuple((label, "（空白）" if v is None else number(v)) for label, v in rows)
