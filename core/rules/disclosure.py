"""表一: what a formula of the form file can't say (DOMAIN §2.1, T1-DECSUM and T1-GPUNIT)."""

from __future__ import annotations

from decimal import Decimal

from core.finding import Finding, Outcome, Severity
from core.rules.context import SheetContext
from core.rules.messages import number
from core.rules.named import NamedRule, SheetCheck
from core.rules.report import Report

__all__ = ["DECISIONS", "PROCUREMENT"]

DECSUM = NamedRule(
    id="T1-DECSUM",
    severity=Severity.WARNING,
    title="处理决定数量疑为事项数",
    says="处理决定数量是本年办件量，不是“上一年项目数量 + 本年增/减”；两行以上恰好相等时请核实",
    source="列名“处理决定数量”；湖北省2020年表注“指2020年办件量”",
)
GPUNIT = NamedRule(
    id="T1-GPUNIT",
    severity=Severity.INFO,
    title="采购总金额的单位",
    says="采购总金额的表头没有单位，格内应注明；平均每个项目不在0.05万至20000万元之间为警告",
    source="列名“采购总金额”；合理性",
)

_ROWS = ("licensing", "other_services", "penalties", "coercive_measures")
# Two equal small figures are chance: one of the rows must have at least this many decisions.
_TELLING = 10
_PROJECTS, _AMOUNT = "disclosure/procurement/projects", "disclosure/procurement/amount"
_SMALLEST, _LARGEST = Decimal("0.05"), Decimal(20_000)  # 万元 a project


def _decisions(context: SheetContext, report: Report) -> None:
    columns = ("previous", "change", "decisions")
    rows = [
        cells
        for row in _ROWS
        if (cells := tuple(f"disclosure/{row}/{c}" for c in columns))[2] in context.plan.order
        and cells[0] in context.plan.order
    ]
    figures = context.figures
    read = [cells for cells in rows if all(figures.values.get(a) is not None for a in cells)]
    equal = []
    for cells in read:
        previous, change, decisions = (figures.values[a] for a in cells)
        if (
            decisions
            and decisions == previous + change
            and not any(figures.empty[a] for a in cells)
        ):
            equal.append(cells)
    if not rows:
        return
    if len(equal) < 2 or all(figures.values[cells[2]] < _TELLING for cells in equal):
        unread = len(read) < len(rows) or "disclosure" in figures.empty_tables
        report.count(DECSUM.id, Outcome.CANNOT_CHECK if unread else Outcome.HOLDS)
        return
    table = context.form.table("disclosure")
    sums = []
    for cells in equal:
        previous, change, decisions = (figures.values[a] for a in cells)
        sign = "−" if change < 0 else "+"
        sums.append(
            f"{table.row_labels[cells[0].split('/')[1]]} "
            f"{number(previous)} {sign} {number(abs(change))} = {number(decisions)}"
        )
    report.add(
        Finding(
            DECSUM.id,
            Severity.WARNING,
            Outcome.BROKEN,
            f"{table.name}有{len(equal)}行的处理决定数量恰等于上一年项目数量与本年增/减之和："
            f"{'；'.join(sums)}。处理决定数量应填本年办件量，请核实是否误填为事项数。",
            tuple(a for cells in equal for a in cells),
        )
    )


def _procurement(context: SheetContext, report: Report) -> None:
    figures = context.figures
    if _AMOUNT not in context.plan.order or _PROJECTS not in context.plan.order:
        return
    if "disclosure" in figures.empty_tables or not {_AMOUNT, _PROJECTS} <= figures.values.keys():
        report.count(GPUNIT.id, Outcome.CANNOT_CHECK)
        return
    projects, amount = figures.values[_PROJECTS], figures.values[_AMOUNT]
    unit = figures.quantities[_AMOUNT].unit
    place = context.plan.places[_AMOUNT]
    if amount <= 0 or (unit and projects <= 0):  # T1-GP speaks of the one without the other
        report.count(GPUNIT.id, Outcome.HOLDS)
        return
    each = amount / projects if projects > 0 else None
    if unit:
        assert each is not None
        if _SMALLEST <= each <= _LARGEST:
            report.count(GPUNIT.id, Outcome.HOLDS)
            return
        text = (
            f"{place}为{figures.quantities[_AMOUNT].raw.strip()}，{number(projects)}个项目平均每个"
            f"{_money(each)}，请核实金额、单位或项目数。"
        )
        severity = Severity.WARNING
    else:
        severity = Severity.INFO
        text = f"{place}为 {number(amount)}，没有注明单位，请核实是万元还是元"
        if each is not None:
            text += (
                f"（{number(projects)}个项目，若为万元平均每个{_money(each)}，"
                f"若为元平均每个{_money(each / 10_000)}）"
            )
            if not (_plausible(each) or _plausible(each / 10_000)):
                severity = Severity.WARNING
                text += "，两种单位都不合常理"
        text += "。"
    report.add(Finding(GPUNIT.id, severity, Outcome.BROKEN, text, (_PROJECTS, _AMOUNT)))


def _plausible(each: Decimal) -> bool:
    return _SMALLEST <= each <= _LARGEST


def _money(amount: Decimal) -> str:
    """An amount in 万元 for a sentence: 元 where it is small."""
    if amount < 1:
        return f"{number(round(amount * 10_000, 0 if amount >= Decimal('0.001') else 2))}元"
    return f"{number(round(amount, 2))}万元"


DECISIONS = SheetCheck((DECSUM,), _decisions)
PROCUREMENT = SheetCheck((GPUNIT,), _procurement)
