"""The figures of one sheet and its broken identities, numbered for the search."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from core.facts import FactSheet
from core.finding import CheckResult, Outcome, Severity
from core.localise.evidence import Evidence
from core.localise.identities import Equation, LinearForm, exact, linear_form
from core.localise.search import Number, System
from core.rules import cells
from core.rules.arithmetic import evaluate
from core.rules.figures import Figures
from core.rules.plan import FormPlan, Instance
from core.rules.statistics import missing_cumulatives

__all__ = ["Changes", "Group", "Problem", "decimal"]

_IMPOSSIBLE = frozenset({cells.INT.id, cells.DEC.id, cells.NEG.id})
Changes = Mapping[int, Number]  # column → new figure
_Condition = Callable[[Mapping[str, Decimal], Mapping[str, bool]], bool]


class Problem:
    """What a sheet's rules say of its figures now, and would say after a change.

    `findings_of` gives the indices of the findings for each broken instance (by `id`); an instance that
    no finding speaks of counts as not checked. `invalid` are the figures no cell may hold (negative or
    broken counts), `findings_of_cell` the findings that say so, by address.
    """

    def __init__(
        self, sheet: FactSheet, plan: FormPlan, result: CheckResult, evidence: Evidence
    ) -> None:
        self.form: LinearForm = linear_form(plan)
        self.plan = plan
        self.evidence = evidence
        self.figures = Figures.of(sheet, plan)
        self.values: list[Number | None] = [
            None if (v := self.figures.values.get(a)) is None else exact(v)
            for a in self.form.addresses
        ]
        self.findings_of: dict[int, list[int]] = {}
        self.holds: dict[int, bool] = {}
        self.broken: list[Instance] = []
        self.findings_of_cell: dict[str, list[int]] = {}
        said: dict[tuple[str, frozenset[str]], list[int]] = {}
        for index, finding in enumerate(result.findings):
            if finding.outcome is Outcome.BROKEN:
                said.setdefault((finding.rule, frozenset(finding.addresses)), []).append(index)
                if finding.rule in _IMPOSSIBLE:
                    for address in finding.addresses:
                        self.findings_of_cell.setdefault(address, []).append(index)
        arithmetic = evaluate(plan, self.figures, missing_cumulatives(plan, self.figures))
        for checked in arithmetic.checked:
            i = checked.instance
            if checked.outcome is Outcome.HOLDS:
                self.holds[id(i)] = True
            elif checked.outcome is Outcome.BROKEN and (i.rule.id, i.every) in said:
                self.holds[id(i)] = False
                self.findings_of[id(i)] = said[i.rule.id, i.every]
                self.broken.append(i)
        self.invalid = frozenset(
            column
            for column, value in enumerate(self.values)
            if value is not None and not self._valid(column, value)
        )

    def severity(self, instance: Instance) -> Severity:
        """How bad it is that this instance is broken now."""
        rule = instance.rule
        if rule.warning_if is not None and self._true(instance, rule.warning_if.holds, {}):
            return Severity.WARNING
        return rule.severity

    def possible(self, column: int, change: Number) -> bool:
        """Whether the figure could be that much more."""
        value = self.values[column]
        return value is not None and self._valid(column, value + change)

    def _valid(self, column: int, value: Number) -> bool:
        kind = self.plan.kinds[self.form.addresses[column]]
        if kind == "change":
            return isinstance(value, int)
        if kind == "amount":
            return value >= 0 and decimal(value) is not None
        return value >= 0 and isinstance(value, int)

    def rules_at(self, columns: Sequence[int] | Changes) -> list[Instance]:
        """The instances that were checked and take part in these figures."""
        seen: dict[int, Instance] = {}
        for column in columns:
            for i in self.form.instances_at[column]:
                if id(i) in self.holds:
                    seen[id(i)] = i
        return list(seen.values())

    def holds_after(self, instance: Instance, changes: Changes) -> bool:
        equation = self.form.equations.get(id(instance))
        if equation is not None:
            return not self.residual(equation, changes)
        return self._true(instance, instance.rule.formula.holds, changes)

    def residual(self, equation: Equation, changes: Changes) -> Number:
        """What the left side of the equation lacks."""
        lacks = equation.constant
        for column, coefficient in equation.coefficients.items():
            value = changes.get(column, self.values[column])
            assert value is not None  # the equation was checked
            lacks -= coefficient * value
        return lacks

    def _true(self, instance: Instance, condition: _Condition, changes: Changes) -> bool:
        values: dict[str, Decimal] = {}
        empty: dict[str, bool] = {}
        for name, address in instance.names:
            column = self.form.column[address]
            values[name] = self.figures.values[address]
            empty[name] = self.figures.empty[address]
            if column in changes:
                new = decimal(changes[column])
                assert new is not None
                values[name] = new
                # in a row that takes no figure, nothing is written as an empty cell
                empty[name] = self.plan.kinds[address] == "empty" and not new
        return condition(values, empty)


class Group:
    """Identities that hang together by their figures, at least one of them broken.

    `residuals` as in search.System; `rows_at` are the indices of the rows a figure is in.
    """

    def __init__(self, problem: Problem, equations: Sequence[Equation]) -> None:
        self.equations = equations
        self.residuals = [problem.residual(e, {}) for e in equations]
        self.rows_at: dict[int, list[int]] = {}
        for index, equation in enumerate(equations):
            for column in equation.coefficients:
                self.rows_at.setdefault(column, []).append(index)
        self.broken = [i for i, r in enumerate(self.residuals) if r]
        self._values = problem.values

    @property
    def system(self) -> System:
        return System([e.coefficients for e in self.equations], self.residuals)

    @property
    def narrowest(self) -> int:
        """The broken row with the fewest figures."""
        return min(self.broken, key=lambda i: len(self.equations[i].coefficients))

    def after(self, changes: Changes) -> dict[int, Number]:
        """The residuals of the rows that `changes` touch."""
        touched: dict[int, Number] = {}
        for column, new in changes.items():
            old = self._values[column]
            assert old is not None
            for index in self.rows_at.get(column, ()):
                coefficient = self.equations[index].coefficients[column]
                residual = touched.get(index, self.residuals[index])
                touched[index] = residual - coefficient * (new - old)
        return touched

    def mended_by(self, changes: Changes) -> bool:
        """Whether `changes` make every row hold."""
        touched = self.after(changes)
        return not any(touched.values()) and all(i in touched for i in self.broken)


def decimal(value: Number) -> Decimal | None:
    """The figure as a decimal; None when it has no finite one."""
    if isinstance(value, int):
        return Decimal(value)
    rest = value.denominator
    for prime in (2, 5):
        while not rest % prime:
            rest //= prime
    return Decimal(value.numerator) / value.denominator if rest == 1 else None
