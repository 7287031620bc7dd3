"""The search against trying every set of figures."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.localise.search import Budget, Cancelled, Number, System, repairs


def any_change(column: int, change: Number) -> bool:
    return True


def solution(system: System, columns: tuple[int, ...]) -> dict[int, Fraction] | None:
    """The one way to solve the system by these columns, by Gauss; None when there is none or many."""
    rows = [
        [Fraction(row.get(c, 0)) for c in columns] + [Fraction(r)]
        for row, r in zip(system.rows, system.residuals, strict=True)
    ]
    done = 0
    for k in range(len(columns)):
        pivot = next((i for i in range(done, len(rows)) if rows[i][k]), None)
        if pivot is None:
            return None
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [v / rows[done][k] for v in rows[done]]
        for i, row in enumerate(rows):
            if i != done:
                rows[i] = [a - row[k] * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    if any(row[-1] for row in rows[done:]):
        return None
    return {c: rows[i][-1] for i, c in enumerate(columns)}


def every_set(system: System, size: int) -> set[frozenset[tuple[int, Fraction]]]:
    columns = sorted({c for row in system.rows for c in row})
    found = set()
    for chosen in combinations(columns, size):
        changes = solution(system, chosen)
        if changes and all(changes.values()):
            found.add(frozenset(changes.items()))
    return found


@st.composite
def systems(draw: st.DrawFn) -> System:
    """Sums as in the tables: each of up to 8 figures in some of up to 5 identities, some figures changed."""
    columns = draw(st.integers(2, 8))
    rows = []
    for _ in range(draw(st.integers(1, 5))):
        members = draw(st.sets(st.integers(0, columns - 1), min_size=2, max_size=5))
        rows.append({c: draw(st.sampled_from((1, 1, 1, -1))) for c in sorted(members)})
    changed = draw(st.dictionaries(st.integers(0, columns - 1), st.integers(-20, 20), max_size=3))
    residuals = [sum(v * changed.get(c, 0) for c, v in row.items()) for row in rows]
    return System(rows, residuals)


@given(systems())
@settings(max_examples=300, deadline=None)
def test_finds_every_smallest_set_and_no_other(system: System) -> None:
    if system.solved:
        assert list(repairs(system, 1, Budget(1000), possible=any_change)) == []
        return
    for size in (1, 2, 3):
        found = [
            frozenset((c, Fraction(d)) for c, d in changes.items())
            for changes in repairs(system, size, Budget(10_000), possible=any_change)
        ]
        assert len(found) == len(set(found)), "a set is listed once"
        wanted = every_set(system, size)
        assert set(found) <= wanted
        if wanted:
            # a set whose part solves the system already is no minimal one and may be left out
            smaller = [w for s in range(1, size) for w in every_set(system, s)]
            assert {
                w for w in wanted if not any(dict(s).keys() < dict(w).keys() for s in smaller)
            } <= set(found)
            break


def test_one_figure_in_two_sums() -> None:
    system = System([{0: 1, 1: 1, 2: -1}, {1: 1, 3: 1, 4: -1}], [5, 5])
    assert list(repairs(system, 1, Budget(10), possible=any_change)) == [{1: 5}]


def test_turns_down_what_a_figure_cannot_be() -> None:
    system = System([{0: 1, 1: -1}], [-3])
    assert list(repairs(system, 1, Budget(10), possible=lambda c, d: d > 0)) == [{1: 3}]


def test_halves_are_told_as_fractions() -> None:
    system = System([{0: 1, 1: 1}, {0: 1, 1: -1}], [1, 0])
    (changes,) = repairs(system, 2, Budget(10), possible=any_change)
    assert changes == {0: Fraction(1, 2), 1: Fraction(1, 2)}


def test_an_empty_budget_says_so() -> None:
    system = System([{0: 1, 1: 1}, {2: 1, 3: 1}, {4: 1, 5: 1}], [1, 2, 3])
    budget = Budget(2)
    found = list(repairs(system, 3, budget, possible=any_change))
    assert budget.exhausted
    assert len(found) < 8
    whole = Budget(100)
    assert len(list(repairs(system, 3, whole, possible=any_change))) == 8
    assert not whole.exhausted


def test_stops_when_asked() -> None:
    system = System([{i: 1, i + 1: 1} for i in range(0, 12, 2)], [1] * 6)
    with pytest.raises(Cancelled):
        list(repairs(system, 6, Budget(10_000, cancelled=lambda: True), possible=any_change))
