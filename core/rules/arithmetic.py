"""The identities of the form files, applied to the figures of a sheet (DOMAIN §2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from core.finding import Finding, Outcome, Severity
from core.rules.figures import Figures
from core.rules.messages import equation, shown
from core.rules.plan import FormPlan, Instance
from core.rules.report import Report

__all__ = ["Arithmetic", "Cause", "Checked", "evaluate", "report_broken"]


_ZERO = Decimal(0)
_MOST_SUMS = 20_000


class Cause(Enum):
    """Why an instance can't be checked, or how it can be although figures are unread."""

    UNREAD = auto()  # a figure is unreadable or not in the file
    EMPTY_TABLE = auto()  # the whole table was left blank
    MISSING_TOTAL = auto()  # a blank stands where a figure must be
    MISSING_PARTS = auto()  # the total is given, none of its parts is
    CLAIMED = auto()  # a blank another check speaks for
    DECODING = auto()  # it holds because a reading was chosen so
    EVERY_SPLIT = auto()  # of an instance that is broken: whatever the unread figures are


@dataclass(frozen=True, slots=True)
class Checked:
    instance: Instance
    outcome: Outcome
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Every instance that applies, and the blanks that are missing figures rather than zeros.

    `missing` is in the form's order. `claimed` are blanks that a check of their own reports (TJF-CELL).
    """

    checked: tuple[Checked, ...]
    missing: tuple[str, ...]
    claimed: frozenset[str]


def evaluate(plan: FormPlan, figures: Figures, claimed: frozenset[str] = frozenset()) -> Arithmetic:
    """Check all instances.

    Blanks and dashes count as 0. A blank total whose parts add up to something is *missing*: nothing
    that it takes part in can be checked. The same for the blank figure that an inequality rests on.
    """
    values, blank = figures.values, figures.blank
    missing: set[str] = set()
    if blank:
        for i in plan.instances:
            if i.total is not None:
                if i.total[0] in blank and any(values.get(a) for a in i.total[1]):
                    missing.add(i.total[0])
            elif i.bound in blank and i.every <= values.keys() and not _holds(i, figures):
                missing.add(i.bound)
        missing -= claimed
    checked = [
        Checked(i, *_outcome(i, figures, missing, claimed))
        for i in plan.instances
        if not (i.optional and i.optional <= figures.absent)
    ]
    in_order = sorted(missing, key=plan.order.__getitem__)
    return Arithmetic(tuple(checked), tuple(in_order), claimed)


def _outcome(
    instance: Instance, figures: Figures, missing: set[str], claimed: frozenset[str]
) -> tuple[Outcome, Cause | None]:
    every = instance.every
    if not (every.isdisjoint(figures.unreadable) and every.isdisjoint(figures.absent)):
        if figures.possible and not _can_hold(instance, figures):
            return Outcome.BROKEN, Cause.EVERY_SPLIT
        return Outcome.CANNOT_CHECK, Cause.UNREAD
    if instance.rule.table in figures.empty_tables and not _looks_for_empty(instance):
        return Outcome.CANNOT_CHECK, Cause.EMPTY_TABLE
    if not every.isdisjoint(missing):
        return Outcome.CANNOT_CHECK, Cause.MISSING_TOTAL
    if not every.isdisjoint(claimed):
        return Outcome.CANNOT_CHECK, Cause.CLAIMED
    if instance.total is not None:
        total, parts = instance.total
        if (
            figures.values[total]
            and all(figures.empty[a] for a in parts)
            and not figures.blank.isdisjoint(parts)
        ):
            return Outcome.CANNOT_CHECK, Cause.MISSING_PARTS
    if not _holds(instance, figures):
        return Outcome.BROKEN, None
    if figures.decoded and any(
        instance.rule.id in figures.decoded.get(a, ()) for a in instance.addresses
    ):
        return Outcome.CANNOT_CHECK, Cause.DECODING
    return Outcome.HOLDS, None


def _can_hold(instance: Instance, figures: Figures) -> bool:
    """Whether some of the figures that rows run together can have make an equation hold; each figure is
    taken for itself, so this errs towards True, as it does for anything but a plain equation."""
    formula, at = instance.rule.formula, dict(instance.names)
    row = figures.glued.get(instance.addresses[0])
    if row is not None and instance.every <= set(row.addresses):
        empty = dict.fromkeys(at, False)
        return any(
            formula.holds({n: Decimal(cells[a]) for n, a in at.items()}, empty)
            for cells in (dict(zip(row.addresses, way, strict=True)) for way in row.splits)
        )
    if formula.operator != "=" or formula.left is None or formula.right is None:
        return True
    sums = []
    for side in (formula.left, formula.right):
        reached = {_ZERO}
        for term in side:
            address = at[term.name] if term.name else ""
            if not address:
                values = frozenset({term.constant})
            elif address in figures.values:
                values = frozenset({figures.values[address]})
            else:
                values = figures.possible.get(address, frozenset())
            if not values or len(reached) * len(values) > _MOST_SUMS:
                return True
            reached = {r + term.sign * v for r in reached for v in values}
        sums.append(reached)
    return not sums[0].isdisjoint(sums[1])


def _looks_for_empty(instance: Instance) -> bool:
    """Whether the rule is about a cell that has to stay empty (TJ-DASH)."""
    return "empty(" in instance.rule.formula.source


def _holds(instance: Instance, figures: Figures) -> bool:
    values = {name: figures.values[a] for name, a in instance.names}
    empty = {name: figures.empty[a] for name, a in instance.names}
    return instance.rule.formula.holds(values, empty)


def report_broken(arithmetic: Arithmetic, plan: FormPlan, figures: Figures, report: Report) -> None:
    """Tally every instance; a finding for each broken one."""
    for c in arithmetic.checked:
        if c.cause is Cause.EVERY_SPLIT:
            report.add(_every_split(c.instance))
        elif c.outcome is Outcome.BROKEN:
            report.add(_finding(c.instance, plan, figures))
        else:
            report.count(c.instance.rule.id, c.outcome)


def _finding(instance: Instance, plan: FormPlan, figures: Figures) -> Finding:
    rule, formula = instance.rule, instance.rule.formula
    values = {name: figures.values[a] for name, a in instance.names}
    severity = rule.severity
    if rule.warning_if is not None and rule.warning_if.holds(
        values, {name: figures.empty[a] for name, a in instance.names}
    ):
        severity = Severity.WARNING
    sides = formula.sides(values)
    sum_ = equation(formula, values)
    if sum_:
        message = f"{instance.source.where}：{sum_}{_empties(instance, figures)}。"
    else:
        message = f"{instance.source.where}：{_named_figures(instance, plan, figures)}。"
    message += f"{rule.says}。"
    doubtful = [a for a in instance.addresses if a in figures.doubtful]
    if doubtful:
        if severity is Severity.ERROR:
            severity = Severity.WARNING
        raw = "、".join(f"“{figures.quantities[a].raw.strip()}”" for a in doubtful[:3])
        message += f"其中{raw}的读法存疑，请核对原件。"
    return Finding(
        rule=rule.id,
        severity=severity,
        outcome=Outcome.BROKEN,
        message=message,
        addresses=instance.addresses,
        equation=sum_,
        left=sides[0] if sides else None,
        right=sides[1] if sides else None,
        difference=sides[0] - sides[1] if sides else None,
    )


def _every_split(instance: Instance) -> Finding:
    return Finding(
        rule=instance.rule.id,
        severity=Severity.WARNING,
        outcome=Outcome.BROKEN,
        message=f"{instance.source.where}：几格的数字连在一起，但无论怎样拆分都不能使本式成立，"
        f"请核对原件。{instance.rule.says}。",
        addresses=instance.addresses,
    )


def _empties(instance: Instance, figures: Figures) -> str:
    if not figures.blank.isdisjoint(instance.every):
        return "（空白按0计）"
    dashes = [a for a in instance.addresses if a in figures.dash]
    return f"（“{figures.quantities[dashes[0]].raw.strip()}”按0计）" if dashes else ""


def _named_figures(instance: Instance, plan: FormPlan, figures: Figures) -> str:
    """`采购项目数量 5，采购总金额 0`: the figures of a condition that has no two sides."""
    table = plan.form.table(instance.rule.table)
    parts = []
    for address in instance.addresses:
        row, column = table.row_labels[address.split("/")[1]], table.column_labels[address]
        name = {"row": column, "column": row, "table": f"{row}·{column}"}[instance.rule.each]
        parts.append(f"{name} {shown(figures.quantities[address], figures.values[address])}")
    return "，".join(parts)
