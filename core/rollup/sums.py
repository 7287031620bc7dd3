"""Each cell of a 汇总 against the sum of its members' (XU-SUM, XU-LOW, XU-T1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from core.across import Numbers
from core.finding import Outcome, Severity
from core.formats import FormTable
from core.rollup.findings import CellDifference, Part, Report
from core.rules import over_units as rules
from core.rules.messages import listing, number

__all__ = ["check_sums", "summed_addresses"]

_SUMMED = ("requests", "reviews")
# What of 表一 can be added up; the items of 上一年项目数量 are each body's own list.
_OF_DISCLOSURE = (
    "regulations/", "normative_documents/", "licensing/decisions", "other_services/decisions",
    "penalties/decisions", "coercive_measures/decisions", "fees/amount",
)  # fmt: skip


def summed_addresses(total: Numbers) -> tuple[str, ...]:
    """The figures of a 汇总 that its members' add up to, in the order of the form."""
    if total.form is None:
        return ()
    return tuple(a for a in total.form.addresses if _rule_of(a))


def _rule_of(address: str) -> str:
    table, _, rest = address.partition("/")
    if table in _SUMMED:
        return rules.SUM.id
    if table == "disclosure" and rest.startswith(_OF_DISCLOSURE):
        return rules.T1.id
    return ""


def check_sums(
    total: Numbers, members: Sequence[Numbers], complete: bool, strict: bool, report: Report
) -> None:
    """`complete`: no member is missing. `strict`: the 汇总 says that it adds up its members, so that a
    difference is an error."""
    if total.form is None or not members:
        return
    for table in total.form.tables:
        rows: dict[str, list[str]] = {}
        for address in table.addresses:
            if _rule_of(address):
                rows.setdefault(address.split("/")[1], []).append(address)
        for row, addresses in rows.items():
            _row(table, row, addresses, (total, members, complete, strict), report)


def _row(
    table: FormTable,
    row: str,
    addresses: Sequence[str],
    between: tuple[Numbers, Sequence[Numbers], bool, bool],
    report: Report,
) -> None:
    total, members, complete, strict = between
    own = _rule_of(addresses[0])
    rule = own if complete or own == rules.T1.id else rules.LOW.id
    differences: list[CellDifference] = []
    for address in addresses:
        outcome, difference = _cell(address, total, members, complete)
        if difference is None:
            report.count(rule, outcome)
        else:
            differences.append(difference)
    if not differences:
        return
    differences.sort(key=lambda d: not d.address.endswith("/total"))  # stable: the total first
    severity = Severity.WARNING
    doubtful = any(n.doubtful(d.address) for d in differences for n in (total, *members))
    if (rule == rules.LOW.id or (rule == rules.SUM.id and strict)) and not doubtful:
        severity = Severity.ERROR
    sign = "≠" if complete else "<"
    said = listing([f"{_column(table, d)}{d.equation(sign)}" for d in differences[:4]], 4, "格")
    more = f"，另有{len(differences) - 4}格不符" if len(differences) > 4 else ""
    parts = _told(differences[0].parts)
    report.add(
        rule, severity,
        f"{table.name}“{table.row_labels[row]}”汇总与{len(members)}个成员之和不符：{said}{more}"
        f"（{_column(table, differences[0]).strip() or '成员'}：{parts}）。",
        differences=differences, members=[m.case for m in members], count=len(differences), sign=sign,
    )  # fmt: skip


def _cell(
    address: str, total: Numbers, members: Sequence[Numbers], complete: bool
) -> tuple[Outcome, CellDifference | None]:
    whole = total.get(address)
    if whole is None:
        return Outcome.CANNOT_CHECK, None
    parts = tuple(Part(m.case, m.get(address) if m.has(address) else None) for m in members)
    added = sum((p.value for p in parts if p.value is not None), Decimal(0))
    unknown = any(p.value is None for p in parts)
    if whole < added or (complete and whole != added and not unknown):
        return Outcome.BROKEN, CellDifference(address, total.label(address), whole, added, parts)
    return (Outcome.CANNOT_CHECK if unknown else Outcome.HOLDS), None


def _column(table: FormTable, difference: CellDifference) -> str:
    return f"{table.column_labels[difference.address]} " if len(table.columns) > 1 else ""


def _told(parts: Iterable[Part]) -> str:
    filled = [p for p in parts if p.value]
    named = [
        f"{p.member.sheet.title.unit} {number(p.value)}" for p in filled if p.value is not None
    ]
    return listing(named, 8, "个单位") if named else "均为0"
