"""The repairs of one group of identities that hang together, and of a rule that no sum decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from core.finding import Severity
from core.localise.identities import Equation
from core.localise.moves import carried, line_moves, swaps
from core.localise.problem import Changes, Group, Problem
from core.localise.ranking import MARGIN, Repair, Step, judge, line_step
from core.localise.search import Budget, Cancelled, Number, System, repairs
from core.localise.slips import Slip, weight
from core.rules.plan import Instance

__all__ = ["groups", "impossible_figure", "solve", "without_equation"]

_LARGEST = 5  # figures in a set; more slips at once than anybody would follow
_NODES = 6_000  # of each search
_SETS = 200  # equal sets looked at; beyond them nothing is told apart anyway
_CHEAPEST = 0.9  # no slip of its own weighs less, evidence aside


def groups(problem: Problem) -> Iterator[Group]:
    """The equations that must hold, joined where they share figures; those with a broken one. Equations
    that are only warnings join where they are broken."""
    equations = [
        e
        for i in problem.plan.instances
        if (e := problem.form.equations.get(id(i))) is not None
        and id(i) in problem.holds
        and (
            i.rule.severity is Severity.ERROR
            or (i.rule.severity is Severity.WARNING and not problem.holds[id(i)])
        )
    ]
    for together in _joined(equations):
        if any(not problem.holds[id(e.instance)] for e in together):
            yield Group(problem, together)


def _joined(equations: Sequence[Equation]) -> list[list[Equation]]:
    parent = list(range(len(equations)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[int, int] = {}
    for index, equation in enumerate(equations):
        for column in equation.coefficients:
            parent[root(index)] = root(first.setdefault(column, index))
    groups: dict[int, list[Equation]] = {}
    for index, equation in enumerate(equations):
        groups.setdefault(root(index), []).append(equation)
    return list(groups.values())


# ---------------------------------------------------------------------------------------------------
# Repairs of one group


class _Found:
    """The repairs of a group, each once, at its lowest cost. `expected` are the broken identities that
    are to hold afterwards; one that a repair doesn't touch costs as much as one it leaves broken.
    Raises Cancelled from :meth:`add` when `cancelled` says so."""

    def __init__(
        self,
        problem: Problem,
        expected: Iterable[Equation] = (),
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._problem = problem
        self._cancelled = cancelled
        self._expected = {id(e.instance) for e in expected}
        self._repairs: dict[tuple[tuple[int, Number], ...], Repair] = {}

    def add(
        self, changes: Changes, steps: tuple[Step, ...] | None = None, *, surplus: bool = False
    ) -> None:
        """With `surplus`, only if it has some: as many figures as identities mend anything."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        repair = judge(self._problem, changes, steps)
        if (
            repair is not None
            and (repair.mends or not self._problem.invalid.isdisjoint(changes))
            and (repair.surplus > 0 or not surplus)
        ):
            untouched = self._expected - {id(i) for i in self._problem.rules_at(changes)}
            if untouched:
                cost = repair.cost + weight(Slip.LEFT_BROKEN) * len(untouched)
                repair = replace(repair, cost=cost)
            known = self._repairs.get(repair.key)
            if known is None or repair.cost < known.cost:
                self._repairs[repair.key] = repair

    @property
    def best(self) -> float:
        return min((r.cost for r in self._repairs.values()), default=float("inf"))

    def ranked(self) -> list[Repair]:
        return sorted(self._repairs.values(), key=lambda r: r.order)


def solve(
    problem: Problem, group: Group, cancelled: Callable[[], bool] | None
) -> tuple[list[Repair], bool]:
    """The repairs of a group, best first, and whether they repair all of it."""
    found = _Found(problem, [group.equations[i] for i in group.broken], cancelled)
    _whole(problem, group, found, cancelled)
    warnings = [e for e in group.equations if e.instance.rule.severity is Severity.WARNING]
    if warnings and len(warnings) < len(group.broken):
        # a warning may be broken rightly; then the errors alone are to be mended
        errors = [e for e in group.equations if e.instance.rule.severity is Severity.ERROR]
        for part in _joined(errors):
            smaller = Group(problem, part)
            if smaller.broken:
                _whole(problem, smaller, found, cancelled)
    whole = found.best < float("inf")
    if not whole:
        _signatures(problem, group, found)
    return found.ranked(), whole


def _whole(
    problem: Problem, group: Group, found: _Found, cancelled: Callable[[], bool] | None
) -> None:
    """Repairs that mend the whole group, the likely ones first, so that they bound the rest."""
    _one_slip(problem, group, found)
    _smallest_sets(problem, group, found, (1, 2), Budget(_NODES, cancelled))
    if found.best > 2 * _CHEAPEST + MARGIN:
        _line_and_more(problem, group, found, Budget(_NODES, cancelled))
    sizes = range(3, min(_LARGEST, len(group.broken)) + 1)
    _smallest_sets(problem, group, found, sizes, Budget(_NODES, cancelled))


def _one_slip(problem: Problem, group: Group, found: _Found) -> None:
    """The slips that touch several figures and mend the whole group."""
    for changes in swaps(problem, group):
        if group.mended_by(changes):
            found.add(changes)
    for changes in carried(problem, group):
        if group.mended_by(changes):
            found.add(changes)
    for slip, changes in line_moves(problem, group, group.narrowest):
        if group.mended_by(changes):
            found.add(changes, (line_step(problem, slip, changes),))


def _smallest_sets(
    problem: Problem, group: Group, found: _Found, sizes: Iterable[int], budget: Budget
) -> None:
    for size in sizes:
        if size * _CHEAPEST > found.best + MARGIN or budget.exhausted:
            break
        sets = repairs(group.system, size, budget, possible=problem.possible)
        for changes in islice(sets, _SETS):
            found.add(_new_values(problem, changes), surplus=size > 2)


def _line_and_more(problem: Problem, group: Group, found: _Found, budget: Budget) -> None:
    """A row exchanged or shifted, and up to two figures wrong beside it."""
    for step, changes, after in _line_steps(problem, group):
        residuals = [after.get(i, r) for i, r in enumerate(group.residuals)]
        if not any(residuals):
            continue
        rest = System(group.system.rows, residuals)
        for size in (1, 2):
            if step.cost + size * _CHEAPEST > found.best + MARGIN:
                break
            for more in repairs(rest, size, budget, possible=problem.possible):
                if not more.keys() & changes.keys():
                    _add_both(problem, found, changes, step, _new_values(problem, more))


def _line_steps(
    problem: Problem, group: Group
) -> Iterator[tuple[Step, Changes, dict[int, Number]]]:
    """Row moves after which at least two identities fewer are broken, and the residuals they leave."""
    tried = set()
    for row in group.broken:
        for slip, changes in line_moves(problem, group, row):
            key = tuple(sorted(changes.items()))
            if key in tried:
                continue
            tried.add(key)
            after = group.after(changes)
            gained = sum(bool(group.residuals[i]) - bool(r) for i, r in after.items())
            if gained >= 2:
                yield line_step(problem, slip, changes), changes, after


def _add_both(problem: Problem, found: _Found, line: Changes, step: Step, more: Changes) -> None:
    rest = judge(problem, more)
    if rest is not None:
        found.add({**line, **more}, (step, *rest.steps))


def _signatures(problem: Problem, group: Group, found: _Found) -> None:
    """Too much is wrong to repair all of it: single figures, and rows moved, that mend every identity
    they are in, at least two of them."""
    for column, rows in group.rows_at.items():
        # what each identity asks of this figure
        asked = {
            Fraction(group.residuals[r]) / group.equations[r].coefficients[column] for r in rows
        }
        if len(rows) > 1 and len(asked) == 1 and any(asked):
            change = asked.pop()
            if change.denominator == 1:
                found.add(_new_values(problem, {column: int(change)}))
    for step, changes, after in _line_steps(problem, group):
        if not any(after.values()):
            found.add(changes, (step,))


def _new_values(problem: Problem, changes: Mapping[int, Number]) -> dict[int, Number]:
    return {c: (problem.values[c] or 0) + d for c, d in sorted(changes.items())}


# ---------------------------------------------------------------------------------------------------
# Inequalities and rows that take no figure


def without_equation(problem: Problem, instance: Instance) -> list[Repair]:
    """Repairs of a broken rule that no sum decides: only slips that have one way back are offered."""
    found = _Found(problem)
    columns = [problem.form.column[a] for a in instance.addresses]
    headings = [c for c in columns if problem.plan.kinds[problem.form.addresses[c]] == "empty"]
    for column in headings:
        found.add({column: 0})
        for other in problem.form.neighbours[column]:
            value = problem.values[column]
            if value and problem.values[other] == 0:
                found.add({column: 0, other: value})
    if not headings and instance.rule.formula.operator in ("≤", "≥", "<", ">"):
        for column in columns:
            for value in _undone(problem.values[column]):
                if problem.possible(column, value - (problem.values[column] or 0)):
                    found.add({column: value})
            for other in problem.form.neighbours[column]:
                a, b = problem.values[column], problem.values[other]
                if a is not None and b is not None and a != b:
                    found.add({column: b, other: a})
    return [r for r in found.ranked() if id(instance) in r.mended]


def _undone(value: Number | None) -> Iterator[Number]:
    """What `value` may have been before a slip that leaves one way back."""
    if not isinstance(value, int) or not value:
        return
    digits = str(abs(value))
    for i in range(len(digits) - 1):
        a, b = digits[i], digits[i + 1]
        if a != b and not (i == 0 and b == "0"):
            yield int(digits[:i] + b + a + digits[i + 2 :])
        if a == b:
            yield int(digits[:i] + digits[i + 1 :])
    yield value * 10
    if value % 10 == 0:
        yield value // 10
    yield -value


def impossible_figure(problem: Problem, column: int) -> list[Repair]:
    """The figure with the other sign, where no cell may hold the one it has."""
    found = _Found(problem)
    found.add({column: -(problem.values[column] or 0)})
    return found.ranked()
