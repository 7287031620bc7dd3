"""表一 of F2019: a running total that looks like one year's number (DOMAIN §6 on seed 003, T1-CUM)."""

from __future__ import annotations

from core.finding import Finding, Outcome, Severity
from core.rules.context import SheetContext
from core.rules.messages import number
from core.rules.named import NamedRule, SheetCheck
from core.rules.report import Report
from core.units import Unit, UnitKind, unit_of

__all__ = ["RUNNING_TOTALS"]

CUM = NamedRule(
    id="T1-CUM",
    severity=Severity.ERROR,
    title="对外公开总数量不少于本年新公开数量",
    says="对外公开总数量是历年累计，不应小于本年新公开数量；县级以上政府的两者恰好相等时请核实是否误填为本年数（提示）",
    source="列名“对外公开总数量”",
)

_ROW = "disclosure/normative_documents"
_YEAR, _TOTAL = f"{_ROW}/disclosed", f"{_ROW}/total_disclosed"


def _check(context: SheetContext, report: Report) -> None:
    values, unit = context.figures.values, unit_of(context.sheet.title.unit)
    if _TOTAL not in context.plan.order or not _long_in_office(unit):
        return
    year, total = values.get(_YEAR), values.get(_TOTAL)
    if not year or year != total:
        return
    report.add(
        Finding(
            CUM.id,
            Severity.INFO,
            Outcome.BROKEN,
            f"{context.plan.places[_TOTAL]}与本年新公开数量同为 {number(year)}。对外公开总数量是历年累计，"
            f"{unit.name}历年应有其他规范性文件，请核实是否误填为本年数。",
            (_TOTAL, _YEAR),
        ),
        count=0,  # the instances are tallied with the form's arithmetic
    )


def _long_in_office(unit: Unit) -> bool:
    """Governments of counties and above have issued documents in other years too."""
    return unit.kind is UnitKind.GOVERNMENT


RUNNING_TOTALS = SheetCheck((CUM,), _check)
