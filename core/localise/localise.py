"""Which figures are wrong, and what would repair them.

Broken identities are taken in groups that hang together. For each group the smallest sets of figures are
found whose change makes all its identities hold (search), single slips that touch several figures are
tried beside them (moves), and all are ranked by the slips that explain them (ranking). A repair that
consists of independent slips is cut into them, and each finding gets those that mend it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from core.facts import FactSheet
from core.finding import CheckResult, Severity, Suggestion
from core.localise.evidence import Evidence
from core.localise.problem import Problem
from core.localise.ranking import MARGIN, Repair, Step, judge
from core.localise.readings import other_readings
from core.localise.search import Cancelled, Number
from core.localise.slips import WEAK
from core.localise.solve import groups, impossible_figure, solve, without_equation
from core.localise.wording import TOO_MUCH, note, suggestion
from core.rules.plan import plan_of

__all__ = ["Cancelled", "Localisation", "localise"]

_EMPTY: Mapping[int, tuple[Suggestion, ...]] = MappingProxyType({})
_NO_NOTES: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Localisation:
    """What is likely to be wrong.

    `suggestions` and `notes` go by the index of the finding in CheckResult.findings; suggestions are
    best first. A note (Chinese) says how far the evidence goes: that only one figure can be wrong, that
    several repairs are equal, that no figure can be singled out and which take part, that too much is
    wrong. `culprits` are the addresses the evidence does single out.
    """

    suggestions: Mapping[int, tuple[Suggestion, ...]] = field(default_factory=lambda: _EMPTY)
    notes: Mapping[int, str] = field(default_factory=lambda: _NO_NOTES)
    culprits: frozenset[str] = frozenset()

    def attached(self, result: CheckResult) -> CheckResult:
        """`result` with the suggestions in its findings."""
        if not self.suggestions:
            return result
        findings = tuple(
            replace(f, suggestions=self.suggestions[i]) if i in self.suggestions else f
            for i, f in enumerate(result.findings)
        )
        return replace(result, findings=findings)


def localise(
    sheet: FactSheet,
    result: CheckResult,
    evidence: Evidence | None = None,
    *,
    limit: int = 5,
    cancelled: Callable[[], bool] | None = None,
) -> Localisation:
    """Find the likely culprits of `result`'s broken identities, at most `limit` suggestions a finding.

    `result` is the check of this very sheet. Raises Cancelled soon after `cancelled` says so.
    """
    if sheet.form is None:
        return Localisation()
    plan = plan_of(sheet.form)
    readings = other_readings(sheet, plan, result, cancelled)
    problem = Problem(sheet, plan, result, evidence or Evidence())
    if not problem.broken and not problem.invalid:
        return _with_readings(Localisation(), readings, limit)
    ranked: list[list[_Part]] = []
    for group in groups(problem):
        found, whole = solve(problem, group, cancelled)
        ranked.append(_parts(problem, found, whole))
    mended = {i for parts in ranked for part in parts for i in part.repair.mended}
    for instance in problem.broken:
        if id(instance) not in mended and instance.rule.severity is not Severity.INFO:
            ranked.append(_parts(problem, without_equation(problem, instance)))
    repaired = {c for parts in ranked for part in parts for c in part.repair.changes}
    for column in sorted(problem.invalid - repaired):
        ranked.append(_parts(problem, impossible_figure(problem, column)))
    return _with_readings(_result(problem, ranked, limit), readings, limit)


def _with_readings(
    found: Localisation, readings: Mapping[int, tuple[Suggestion, ...]], limit: int
) -> Localisation:
    """Other readings of the same picture before changes of what the report says."""
    if not readings:
        return found
    suggestions = dict(found.suggestions)
    for index, first in readings.items():
        texts = [tuple((c.address, c.after) for c in s.changes) for s in first]
        rest = (
            s
            for s in suggestions.get(index, ())
            if tuple((c.address, c.after) for c in s.changes) not in texts
        )
        suggestions[index] = (*first, *rest)[:limit]
    culprits = found.culprits | {
        c.address for ways in readings.values() if len(ways) == 1 for c in ways[0].changes
    }
    return replace(found, suggestions=MappingProxyType(suggestions), culprits=culprits)


@dataclass(frozen=True, slots=True)
class _Part:
    """An independent piece of a repair; `cost` is that of the whole repair it was cut from, `firm` that
    the evidence for it is, `whole` that with the other pieces everything that hangs together is mended."""

    repair: Repair
    cost: float
    firm: bool
    whole: bool


def _parts(problem: Problem, ranked: list[Repair], whole: bool = True) -> list[_Part]:
    """The pieces of the repairs. Where not the `whole` group is repaired, the rest is unknown, and only a
    slip that says much is firm."""
    parts: dict[tuple[tuple[int, Number], ...], _Part] = {}
    for repair in ranked:
        for piece in _cut(problem, repair):
            firm = piece.firm and (whole or all(step.slip not in WEAK for step in piece.steps))
            parts.setdefault(piece.key, _Part(piece, repair.cost, firm, whole))
    return list(parts.values())


def _cut(problem: Problem, repair: Repair) -> list[Repair]:
    """The repair cut between slips that share no equation."""
    pieces: list[tuple[set[int], list[Step]]] = []
    for step in repair.steps:
        touched = {id(i) for i in problem.rules_at(step.columns) if id(i) in problem.form.equations}
        steps = [step]
        for piece in [p for p in pieces if p[0] & touched]:
            pieces.remove(piece)
            touched |= piece[0]
            steps = [*piece[1], *steps]
        pieces.append((touched, steps))
    if len(pieces) == 1:
        return [repair]
    cut: list[Repair] = []
    for _, steps in pieces:
        columns = sorted(c for step in steps for c in step.columns)
        own = judge(problem, {c: repair.changes[c] for c in columns}, tuple(steps))
        if own is None or not own.mends:
            return [repair]
        cut.append(own)
    return cut


def _result(problem: Problem, ranked: list[list[_Part]], limit: int) -> Localisation:
    suggestions: dict[int, tuple[Suggestion, ...]] = {}
    notes: dict[int, str] = {}
    culprits: set[str] = set()
    parts = sorted(
        (p for many in ranked for p in many),
        key=lambda p: (_far_fetched(p), round(p.cost, 6), p.repair.order),
    )
    for instance in problem.broken:
        mending = _each_once(p for p in parts if id(instance) in p.repair.mended)
        if not mending:
            if id(instance) in problem.form.equations:
                for index in problem.findings_of[id(instance)]:
                    notes[index] = TOO_MUCH
            continue
        best = mending[0]
        equal = [
            p
            for p in mending
            if p.cost < best.cost + MARGIN and _far_fetched(p) == _far_fetched(best)
        ]
        if best.firm and len({p.repair.columns for p in equal}) == 1:
            culprits |= {problem.form.addresses[c] for c in best.repair.columns}
        shown = [p.repair for p in mending]
        for index in problem.findings_of[id(instance)]:
            suggestions[index] = tuple(suggestion(problem, r) for r in shown[:limit])
            if said := note(problem, instance, shown, len(equal), best.whole):
                notes[index] = said
    for column in problem.invalid:
        mending = _each_once(p for p in parts if column in p.repair.changes)
        for index in problem.findings_of_cell.get(problem.form.addresses[column], ()):
            if mending:
                suggestions[index] = tuple(suggestion(problem, p.repair) for p in mending[:limit])
    return Localisation(MappingProxyType(suggestions), MappingProxyType(notes), frozenset(culprits))


def _far_fetched(part: _Part) -> int:
    """By how many slips a repair needs more than two, which explain any finding: one that needs more is
    far-fetched beside one that does not, however well each of its slips is known."""
    return max(0, len(part.repair.steps) - 2)


def _each_once(parts: Iterable[_Part]) -> list[_Part]:
    """Equal repairs of several groups at their lowest cost."""
    once: dict[tuple[tuple[int, Number], ...], _Part] = {}
    for part in parts:
        once.setdefault(part.repair.key, part)
    return list(once.values())
