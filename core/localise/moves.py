"""Slips that touch several figures at once, proposed one by one and tested by the caller: two figures or
two rows exchanged, a row shifted by a column, a part whose totals were computed from it.

As a number of changed figures they are expensive; as what somebody did they are one mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from core.localise.identities import Equation
from core.localise.problem import Changes, Group, Problem
from core.localise.search import Number
from core.localise.slips import Slip

__all__ = ["carried", "line_moves", "swaps"]

_FEW = 3  # figures in a row: with so few, "shifted" and "exchanged" say nothing


def swaps(problem: Problem, group: Group) -> Iterator[Changes]:
    """Exchanges of two different figures that mend the narrowest broken row: of two in one row or column
    of a table with several columns, of two neighbours in any."""
    row = group.narrowest
    coefficients = group.equations[row].coefficients
    residual = group.residuals[row]
    for a in coefficients:
        for b in _in_reach(problem, a):
            if b in coefficients and b <= a:
                continue
            x, y = problem.values[a], problem.values[b]
            if x is None or y is None or x == y:
                continue
            if (coefficients[a] - coefficients.get(b, 0)) * (y - x) == residual:
                yield {a: y, b: x}


def _in_reach(problem: Problem, column: int) -> Iterator[int]:
    """In a long list such as the 统计表, two figures that fit by chance are always found: there only
    neighbours count."""
    form = problem.form
    line, place = form.lines[form.line_of[column]], form.place_of[column]
    if len(line) <= _FEW:
        yield from form.neighbours[column]
        return
    yield from (c for c in line if c != column)
    for other in form.lines:
        if (
            len(other) == len(line)
            and other is not line
            and _table(problem, other[place]) == _table(problem, column)
        ):
            yield other[place]


def _table(problem: Problem, column: int) -> str:
    return problem.form.addresses[column].partition("/")[0]


def carried(problem: Problem, group: Group) -> Iterator[Changes]:
    """A part and the totals computed from it, all wrong by the same amount, where that mends the
    narrowest broken row."""
    row = group.narrowest
    coefficients = group.equations[row].coefficients
    residual = group.residuals[row]
    for together in problem.form.carried:
        net = sum(coefficients.get(c, 0) for c in together)
        if not net or residual % net:
            continue
        change = residual // net
        if all(problem.possible(c, change) for c in together):
            yield {c: (problem.values[c] or 0) + change for c in sorted(together)}


def line_moves(problem: Problem, group: Group, row: int) -> Iterator[tuple[Slip, Changes]]:
    """Rows of a table exchanged, and rows shifted by a column, where that mends the broken row with
    index `row`. For tables with several columns."""
    coefficients, residual = group.equations[row].coefficients, group.residuals[row]
    lines = [
        (index, line)
        for index, line in enumerate(problem.form.lines)
        if len(line) > _FEW
        and any(c in group.rows_at for c in line)
        and all(problem.values[c] is not None for c in line)
    ]
    for (i, upper), (j, lower) in combinations(lines, 2):
        if len(upper) != len(lower):
            continue
        change: Number = 0
        pairs = []
        for a, b in zip(upper, lower, strict=True):
            difference = _value(problem, b) - _value(problem, a)
            if difference:
                pairs.append((a, b))
                change += difference * (coefficients.get(a, 0) - coefficients.get(b, 0))
        if change == residual and len(pairs) > 1:  # one pair is an exchange of two figures
            exchanged: dict[int, Number] = {}
            for a, b in pairs:
                exchanged[a], exchanged[b] = _value(problem, b), _value(problem, a)
            yield Slip.LINES_EXCHANGED if j == i + 1 else Slip.LINES_EXCHANGED_FAR, exchanged
    for _, line in lines:
        if any(c in coefficients for c in line):
            for changes in _shifts(problem, group, line):
                change = sum(
                    coefficients.get(c, 0) * (v - _value(problem, c)) for c, v in changes.items()
                )
                if change == residual:
                    yield Slip.LINE_SHIFTED, changes


def _shifts(problem: Problem, group: Group, line: tuple[int, ...]) -> Iterator[Changes]:
    """The row moved back by one column, to the left or to the right; the figure that comes free is what
    the row's own sum asks for. With the total and without it."""
    own = next((e for e in group.equations if set(e.coefficients) == set(line)), None)
    if own is None or own.total is None:
        return
    parts = tuple(c for c in line if c != own.total)
    for window in (line, parts):
        for source, target, free in (
            (window[1:], window[:-1], window[-1]),
            (window[:-1], window[1:], window[0]),
        ):
            changes = {t: _value(problem, s) for s, t in zip(source, target, strict=True)}
            changes[free] = 0
            changes[free] = _missing(problem, own, changes, free)
            changes = {c: v for c, v in changes.items() if v != problem.values[c]}
            if len(changes) > 1 and all(
                problem.possible(c, v - _value(problem, c)) for c, v in changes.items()
            ):
                yield changes


def _missing(problem: Problem, equation: Equation, changes: Changes, free: int) -> Number:
    residual = problem.residual(equation, changes)
    return residual * equation.coefficients[free]  # a sum's coefficients are 1 and −1


def _value(problem: Problem, column: int) -> Number:
    value = problem.values[column]
    assert value is not None
    return value
