"""统计表: what a formula of the form file can't say (DOMAIN §2.1, TJF-CELL)."""

from __future__ import annotations

from core.finding import Finding, Outcome, Severity
from core.rules.arithmetic import Cause
from core.rules.context import SheetContext
from core.rules.figures import Figures
from core.rules.messages import listing
from core.rules.named import NamedRule, SheetCheck
from core.rules.plan import FormPlan
from core.rules.report import Report

__all__ = ["CUMULATIVE", "missing_cumulatives"]

CELL = NamedRule(
    id="TJF-CELL",
    severity=Severity.ERROR,
    title="本年数不大于历年累计",
    says="本年数不应大于历年累计；本年数已填而历年累计空白为警告",
    source="列名“历年累计”",
)


def missing_cumulatives(plan: FormPlan, figures: Figures) -> frozenset[str]:
    """Running totals left blank beside a figure of the year: even a year's 0 has one."""
    found = set()
    for i in plan.instances:
        if i.rule.id == CELL.id and i.bound in figures.blank:
            year = next(a for a in i.addresses if a != i.bound)
            if year in figures.values and not figures.empty[year]:
                found.add(i.bound)
    return frozenset(a for a in found if a is not None)


def _check(context: SheetContext, report: Report) -> None:
    stopped = [
        c.instance
        for c in context.arithmetic.checked
        if c.cause is Cause.CLAIMED and c.instance.rule.id == CELL.id
    ]
    if not stopped:
        return
    table = context.form.table(stopped[0].rule.table)
    rows = [f"“{table.row_labels[i.addresses[0].split('/')[1]]}”" for i in stopped]
    report.add(
        Finding(
            CELL.id,
            Severity.WARNING,
            Outcome.CANNOT_CHECK,
            f"{table.name}{listing(rows, 4, '行')}填了本年数而历年累计空白，无法核对。",
            tuple(a for i in stopped for a in i.addresses),
        ),
        count=0,  # the instances are tallied with the form's arithmetic
    )


CUMULATIVE = SheetCheck((CELL,), _check)
