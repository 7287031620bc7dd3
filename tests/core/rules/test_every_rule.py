"""Every rule of every form file, once holding and once broken; and any one cell of a consistent report."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.finding import CellState, Outcome, Severity
from core.formats import RuleInstance, official_forms
from core.rules import check_sheet
from core.rules.messages import number
from tests.core.rules.making import form, make_sheet
from tests.generator.figures import consistent_figures
from tests.generator.naive import Broken, broken

EVERY_INSTANCE = [
    pytest.param(f.key, n, i, id=f"{f.key}-{rule.id}-{n}-{i}")
    for f in official_forms()
    for n, rule in enumerate(f.rules)
    for i in range(len(rule.instances))
]
# A named check says more of T1-CUM than its formula: a running total equal to the year's number.
NOTE = ("T1-CUM", Severity.INFO)
# Values that break one rule or another when a single cell of a table of zeros takes them.
BREAKING = ("7", "150", "-3")


def naive_findings(key: str, texts: dict[str, str]) -> set[tuple[str, str, frozenset[str]]]:
    """(rule, severity, addresses) of what a table of zeros with those texts breaks, by Python's eval."""
    chosen = form(key)
    figures = {a: Decimal(0) for a in chosen.addresses if chosen.kind(a) != "empty"}
    figures |= {a: Decimal(t) for a, t in texts.items()}
    return {as_naive(b) for b in broken(chosen, figures, ("error", "warning", "info"))}


def as_naive(b: Broken) -> tuple[str, str, frozenset[str]]:
    return b.rule, b.severity, frozenset(b.addresses)


def breaking_cell(key: str, instance: RuleInstance) -> dict[str, str]:
    """One cell that breaks the instance when all others are 0, found by the naive evaluation."""
    chosen = form(key)
    zeros = {a: Decimal(0) for a in chosen.addresses if chosen.kind(a) != "empty"}
    for address in instance.addresses:
        for text in BREAKING:
            for b in broken(chosen, zeros | {address: Decimal(text)}, ("error", "warning", "info")):
                if b.formula == instance.rule.formula.source and set(b.addresses) == set(
                    instance.addresses
                ):
                    return {address: text}
    raise AssertionError(f"nothing breaks {instance.rule.id}")


def arithmetic(key: str, texts: dict[str, str]) -> set[tuple[str, str, frozenset[str]]]:
    ids = {r.id for r in form(key).rules}
    return {
        (f.rule, str(f.severity), frozenset(f.addresses))
        for f in check_sheet(make_sheet(key, texts)).findings
        if f.rule in ids and f.outcome is Outcome.BROKEN
    }


@pytest.mark.parametrize("key", [f.key for f in official_forms()])
def test_zeros_hold_everywhere(key):
    result = check_sheet(make_sheet(key))

    assert result.findings == ()
    instances: dict[str, int] = {}
    for rule in form(key).rules:
        instances[rule.id] = instances.get(rule.id, 0) + len(rule.instances)
    assert {r: result.checked[r].holds for r in instances} == instances
    assert all(t.broken == t.cannot_check == 0 for t in result.checked.values())


@pytest.mark.parametrize(("key", "rule", "which"), EVERY_INSTANCE)
def test_each_instance_breaks(key, rule, which):
    instance = form(key).rules[rule].instances[which]
    texts = breaking_cell(key, instance)

    result = check_sheet(make_sheet(key, texts))

    finding = next(
        f
        for f in result.findings
        if (f.rule, f.addresses) == (instance.rule.id, instance.addresses)
        and f.message.endswith(f"{instance.rule.says}。")
    )
    assert finding.outcome is Outcome.BROKEN
    assert finding.message.startswith(instance.where)
    (text,) = texts.values()
    assert number(abs(Decimal(text))) in finding.message
    if instance.rule.formula.operator:
        assert finding.equation
        assert finding.equation in finding.message
        assert finding.difference == finding.left - finding.right != 0
    worst = min(
        (
            f
            for f in result.findings
            if f.outcome is Outcome.BROKEN and texts.keys() & set(f.addresses)
        ),
        key=lambda f: f.severity.rank,
    )
    assert result.cells[next(iter(texts))] is CellState(str(worst.severity))
    assert arithmetic(key, texts) == naive_findings(key, texts)


@pytest.mark.parametrize("key", ["F2014", "F2014_fujian", "F2019", "F2021", "F2021_23rows"])
@settings(deadline=None)
@given(seed=st.integers(0, 2**32), data=st.data())
def test_one_changed_cell_breaks_exactly_what_it_takes_part_in(key, seed, data):
    chosen = form(key)
    figures = consistent_figures(chosen, random.Random(seed))
    texts = {a: f"{v:f}" for a, v in figures.items()}
    clean = check_sheet(make_sheet(key, texts))
    assert {f.severity for f in clean.findings} <= {Severity.INFO}

    address = data.draw(st.sampled_from(sorted(figures)))
    shift = data.draw(st.sampled_from((1, 2, 9, 10, 100, -1)))
    changed = figures | {address: max(figures[address] + shift, Decimal(0))}
    texts[address] = f"{changed[address]:f}"
    ids = {r.id for r in chosen.rules}
    result = check_sheet(make_sheet(key, texts))
    found = {
        (f.rule, str(f.severity), frozenset(f.addresses))
        for f in result.findings
        if f.rule in ids and f.outcome is Outcome.BROKEN and (f.rule, f.severity) != NOTE
    }

    expected = {as_naive(b) for b in broken(chosen, changed, ("error", "warning", "info"))}
    before = {as_naive(b) for b in broken(chosen, figures, ("error", "warning", "info"))}
    assert found == expected
    assert all(address in addresses for _, _, addresses in expected - before)
    states = {"error": CellState.ERROR, "warning": CellState.WARNING, "info": CellState.INFO}
    for _, severity, addresses in expected:
        for a in addresses:
            assert list(CellState).index(result.cells[a]) <= list(CellState).index(states[severity])
    untouched = set(chosen.addresses) - {a for _, _, every in expected for a in every}
    assert not any(result.cells[a] is CellState.ERROR for a in untouched)
