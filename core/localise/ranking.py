"""What a change of figures weighs: which slips explain it, and what it does to the other rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from core.finding import Severity
from core.localise.identities import exact, short
from core.localise.problem import Changes, Problem
from core.localise.search import Number
from core.localise.slips import VALUES_GIVEN, WEAK, Slip, slip_between, weight
from core.quantity import State
from core.rules.messages import listing
from core.rules.plan import Instance

__all__ = ["MARGIN", "Repair", "Step", "judge", "line_step"]

#: Repairs whose costs are closer than this are not told apart.
MARGIN = 0.25
_FEW_STEPS = 2  # slips that hang together; more fit by chance
_MANY = 6  # figures beyond which no combination of slips is looked for


@dataclass(frozen=True, slots=True)
class Step:
    """One slip: the figures it touched, what it weighs, and the words for it (Chinese)."""

    slip: Slip
    columns: tuple[int, ...]
    cost: float
    text: str


@dataclass(frozen=True)
class Repair:
    """Figures that mend identities. `changes` is column → new figure; `steps` the slips that explain
    them; `mends` the broken instances that hold afterwards; `statements` the sources that agree;
    `surplus` is by how many the mended sums outnumber the figures that were free to be anything: with
    none over, any figures would have done. `firm` says that the evidence goes beyond guesswork.
    """

    changes: Changes
    steps: tuple[Step, ...]
    cost: float
    mends: tuple[Instance, ...]
    statements: tuple[str, ...] = ()
    surplus: int = 0
    firm: bool = False

    @cached_property
    def key(self) -> tuple[tuple[int, Number], ...]:
        return tuple(sorted(self.changes.items()))

    @cached_property
    def mended(self) -> frozenset[int]:
        """`id` of the instances it mends."""
        return frozenset(map(id, self.mends))

    @property
    def columns(self) -> frozenset[int]:
        return frozenset(self.changes)

    @property
    def order(self) -> tuple[float, int, tuple[tuple[int, Number], ...]]:
        return (round(self.cost, 6), len(self.changes), self.key)


def judge(
    problem: Problem, changes: Changes, steps: tuple[Step, ...] | None = None
) -> Repair | None:
    """The repair that consists of these changes; `steps` where the slip is known. None when a cell can't
    hold its new figure, or a rule that is an error would break."""
    if not all(problem.possible(c, new - (problem.values[c] or 0)) for c, new in changes.items()):
        return None
    if steps is None:
        steps = tuple(_explain(problem, changes))
    cost = sum(step.cost for step in steps)
    mends: list[Instance] = []
    impossible: set[int] = set()
    for instance in problem.rules_at(changes):
        impossible |= {problem.form.column[a] for a in instance.addresses} & problem.invalid
        held, holds = problem.holds[id(instance)], problem.holds_after(instance, changes)
        if held and not holds:
            if instance.rule.severity is Severity.ERROR:
                return None
            broke = Slip.BREAKS_INFO
            if instance.rule.severity is Severity.WARNING:
                broke = Slip.BREAKS_WARNING
            cost += weight(broke)
        elif not held and holds:
            mends.append(instance)
        elif not held and instance.rule.severity is not Severity.INFO:
            cost += weight(Slip.LEFT_BROKEN)
    cost += weight(Slip.LEFT_BROKEN) * len(impossible - changes.keys())
    agreeing: list[str] = []
    for statement in problem.evidence.statements:
        columns = [problem.form.column[a] for a in statement.addresses]
        if any(c in changes for c in columns):
            values = [problem.values[c] for c in columns]
            now = sum(v for v in values if v is not None)
            after = sum(changes.get(c, v or 0) for c, v in zip(columns, values, strict=True))
            said = exact(statement.value)
            if now == said != after:
                cost += weight(Slip.AGAINST_STATEMENT)
            elif after == said != now:
                cost += weight(Slip.WITH_STATEMENT)
                agreeing.append(statement.source)
    deciding = sum(_decides(problem, i) for i in mends)
    surplus = deciding - sum(step.slip not in VALUES_GIVEN for step in steps)
    if any(len(step.columns) > 1 and step.slip not in VALUES_GIVEN for step in steps):
        firm = False  # that a total was computed from a wrong part is a guess
    elif len(steps) == 1:
        firm = surplus > 0 or (deciding > 0 and steps[0].slip not in WEAK)
    else:
        firm = surplus > 0 and len(steps) <= _FEW_STEPS
    return Repair(changes, steps, cost, tuple(mends), tuple(agreeing), surplus, firm)


def _decides(problem: Problem, instance: Instance) -> bool:
    """Whether the rule says what a figure is to be, not only how large it may get."""
    return (
        id(instance) in problem.form.equations
        or problem.plan.kinds[instance.addresses[0]] == "empty"
    )


def line_step(problem: Problem, slip: Slip, changes: Changes) -> Step:
    """A row that was shifted, or two that were exchanged, as one slip."""
    columns = tuple(sorted(changes))
    rows = dict.fromkeys(_row(problem, c) for c in columns)
    said = "整行错了一列" if slip is Slip.LINE_SHIFTED else "两行互换"
    return Step(
        slip, columns, weight(slip), f"{_table(problem, columns[0])}{'与'.join(rows)}{said}"
    )


def _explain(problem: Problem, changes: Changes) -> list[Step]:
    """The cheapest way to make the changes out of slips."""
    if len(changes) > _MANY:
        return [_single(problem, c, changes[c]) for c in changes]
    return _cheapest(problem, changes, tuple(sorted(changes)))


def _cheapest(problem: Problem, changes: Changes, columns: tuple[int, ...]) -> list[Step]:
    if not columns:
        return []
    first = columns[0]
    ways: list[tuple[Step, tuple[int, ...]]] = [
        (_single(problem, first, changes[first]), columns[1:])
    ]
    if len(columns) > 1:
        for other in columns[1:]:
            if (step := _exchange(problem, changes, first, other)) is not None:
                ways.append((step, tuple(c for c in columns[1:] if c != other)))
        for together in problem.form.carried_with(first, columns):
            if (step := _carried(problem, changes, together)) is not None:
                ways.append((step, tuple(c for c in columns if c not in together)))
    plans = [[step, *_cheapest(problem, changes, rest)] for step, rest in ways]
    return min(plans, key=lambda plan: sum(step.cost for step in plan))


def _single(problem: Problem, column: int, new: Number) -> Step:
    address = problem.form.addresses[column]
    evidence, old = problem.evidence, problem.values[column]
    assert old is not None
    slip, said = slip_between(old, new)
    others = [(slip, said)]
    if problem.figures.quantities[address].state is State.BLANK:
        others.append((Slip.BLANK, "漏填"))
    previous = evidence.previous.get(address)
    if previous is not None and exact(previous) == old != new:
        others.append((Slip.LAST_YEAR, "仍是上年的数"))
    if (last := _last_part(problem, column, new)) is not None:
        small = -10 < (problem.values[last] or 0) < 10
        others.append(
            (
                Slip.SMALL_LAST_PART if small else Slip.LAST_PART,
                f"合计漏加了最后一项{_place(problem, last)}",
            )
        )
    if problem.plan.kinds[address] == "empty":
        others = [(Slip.HEADING_FILLED, "不填数的标题行填了数")]
    slip, said = min(others, key=lambda one: weight(one[0]))
    cost = weight(slip) + evidence.weights.get(address, 0.0)
    if not old and slip not in (Slip.BLANK, Slip.LAST_PART, Slip.SMALL_LAST_PART):
        cost += weight(Slip.ZERO)
    if column in problem.form.totals:
        cost += weight(Slip.TOTAL)
    if address in problem.figures.doubtful:
        cost += weight(Slip.DOUBTFUL)
    if address in evidence.confidence:
        cost += weight(Slip.UNSURE) * (1 - evidence.confidence[address])
    return Step(slip, (column,), cost, f"{_place(problem, column)}{said}")


def _last_part(problem: Problem, column: int, new: Number) -> int | None:
    """The last part that is not zero, if the total lacks just that one."""
    for equation in problem.form.totals.get(column, ()):
        if id(equation.instance) in problem.holds:
            last = next((p for p in reversed(equation.parts) if problem.values[p]), None)
            old = problem.values[column]
            if last is not None and old is not None and new - old == problem.values[last]:
                return last
    return None


def _exchange(problem: Problem, changes: Changes, a: int, b: int) -> Step | None:
    x, y = problem.values[a], problem.values[b]
    if changes[a] != y or changes[b] != x:
        return None
    near = b in problem.form.neighbours[a]
    same_line = problem.form.line_of[a] == problem.form.line_of[b]
    if near and not same_line and not (x and y):
        # one figure and one empty cell, one above the other: it was put in the wrong row
        wrong, right = (a, b) if x else (b, a)
        moved, where = (Slip.MOVED_UP, "上") if wrong < right else (Slip.MOVED_DOWN, "下")
        said = f"{_place(problem, right)}的数填到了{where}一行"
        return Step(moved, (a, b), weight(moved), said)
    slip = Slip.SWAPPED if near else Slip.SWAPPED_FAR
    return Step(slip, (a, b), weight(slip), f"{_place(problem, a)}与{_place(problem, b)}互换")


def _carried(problem: Problem, changes: Changes, together: frozenset[int]) -> Step | None:
    part = problem.form.carried[together]
    deltas = {changes[c] - (problem.values[c] or 0) for c in together}
    if len(deltas) > 1:
        return None
    own = _single(problem, part, changes[part])
    cost = own.cost + weight(Slip.CARRIED) + weight(Slip.CARRIED_FURTHER) * (len(together) - 2)
    totals = [_place(problem, c) for c in sorted(together) if c != part]
    return Step(
        own.slip, tuple(sorted(together)), cost, f"{own.text}，{listing(totals, 3)}随之算错"
    )


def _place(problem: Problem, column: int) -> str:
    return problem.form.places[column]


def _table(problem: Problem, column: int) -> str:
    return problem.plan.form.table(problem.form.addresses[column].partition("/")[0]).name


def _row(problem: Problem, column: int) -> str:
    key, row, _ = problem.form.addresses[column].split("/")
    return f"“{short(problem.plan.form.table(key).row_labels[row])}”"
