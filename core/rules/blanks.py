"""Empty cells: blanks and dashes (DOMAIN §2.2, CEL-BLANK and CEL-DASH). One finding a table."""

from __future__ import annotations

from collections import Counter

from core.finding import Finding, Outcome, Severity
from core.formats import FormTable
from core.rules.arithmetic import Cause, Checked
from core.rules.context import SheetContext
from core.rules.messages import listing
from core.rules.named import NamedRule, SheetCheck
from core.rules.report import Report

__all__ = ["BLANK", "BLANKS", "DASH"]

BLANK = NamedRule(
    id="CEL-BLANK",
    severity=Severity.INFO,
    title="空白格",
    says="空白格按0计算并提示；同一行中空白与“0”并存为警告；总计空白而各项有数时相关勾稽关系无法核对；整表空白为错误",
    source="国办公开办函〔2021〕30号：数据准确、要素齐备",
)
DASH = NamedRule(
    id="CEL-DASH",
    severity=Severity.INFO,
    title="以符号代替数字",
    says="“/”“—”“无”等按0计算并提示；同一表中与“0”混用为警告",
    source="国办公开办函〔2021〕30号：数据准确、要素齐备",
)


def _check(context: SheetContext, report: Report) -> None:
    for table in context.form.tables:
        addresses = [
            a
            for a in table.addresses
            if table.kinds[a] != "empty" and a in context.figures.quantities
        ]
        if addresses:
            _blanks(context, table, addresses, report)
            _dashes(context, table, addresses, report)


def _blanks(context: SheetContext, table: FormTable, addresses: list[str], report: Report) -> None:
    arithmetic = context.arithmetic
    blank = [a for a in addresses if a in context.figures.blank and a not in arithmetic.claimed]
    if not blank:
        report.count(BLANK.id, Outcome.HOLDS)
        return
    if table.key in context.figures.empty_tables:
        report.add(_not_filled(table, blank, len(context.plan.optional)))
        return
    stopped = [
        c
        for c in arithmetic.checked
        if c.instance.rule.table == table.key
        and c.cause in (Cause.MISSING_TOTAL, Cause.MISSING_PARTS)
    ]
    if stopped:
        report.add(_missing(context, table, blank, stopped))
        return
    mixed = _mixed_rows(context, table)
    if mixed:
        cells = [a for _, parts in mixed for a in parts]
        report.add(
            Finding(
                BLANK.id,
                Severity.WARNING,
                Outcome.BROKEN,
                f"{table.name}{listing([f'“{label}”' for label, _ in mixed], 4, '行')}"
                f"中空白与“0”并存，请核实空白处（{len(cells)}格）是漏填还是0。",
                tuple(cells),
            )
        )
        return
    report.add(
        Finding(
            BLANK.id,
            Severity.INFO,
            Outcome.BROKEN,
            f"{table.name}有{len(blank)}格空白，已按0计算；没有数的格应填“0”。",
            tuple(blank),
        )
    )


def _not_filled(table: FormTable, blank: list[str], optional: int) -> Finding:
    whole = [a for a in table.addresses if table.kinds[a] != "empty"]
    if 2 * len(blank) < len(whole) - optional:
        return Finding(
            BLANK.id,
            Severity.WARNING,
            Outcome.CANNOT_CHECK,
            f"{table.name}只读到{len(blank)}格，且均为空白，无法核对，请查看原件。",
            tuple(blank),
        )
    return Finding(
        BLANK.id,
        Severity.ERROR,
        Outcome.BROKEN,
        f"{table.name}的{len(blank)}格全部空白，表格未填写；没有数的格也应填“0”。",
        tuple(blank),
    )


def _missing(
    context: SheetContext, table: FormTable, blank: list[str], stopped: list[Checked]
) -> Finding:
    """The figures that must be there and aren't, and the checks that could not be done for it."""
    said: list[str] = []
    cells: list[str] = [a for a in context.arithmetic.missing if table.kinds.get(a)]
    totals: dict[str, list[str]] = {}
    for c in stopped:
        total = c.instance.total
        if total is None or c.cause is not Cause.MISSING_TOTAL or total[0] not in cells:
            continue
        row, column = table.row_labels[total[0].split("/")[1]], table.column_labels[total[0]]
        if c.instance.rule.each == "row":
            totals.setdefault(f"行各列有数而“{column}”空白", []).append(f"“{row}”")
        elif len(table.columns) > 1:
            totals.setdefault(f"列各行有数而“{row}”空白", []).append(f"“{column}”")
        else:
            totals.setdefault("项其下各项有数而本项空白", []).append(f"“{row}”")
    for what, names in totals.items():
        unit = what[0]
        said.append(
            f"{listing(names, 3, unit)}{what[1:]}" if len(names) <= 3 else f"有{len(names)}{what}"
        )
    in_totals = {c.instance.total[0] for c in stopped if c.instance.total}
    others = [a for a in cells if a not in in_totals]
    if others:
        said.append(
            f"{listing([context.plan.places[a].removeprefix(table.name) for a in others], 3)}空白"
        )
    parts = [c for c in stopped if c.cause is Cause.MISSING_PARTS]
    if parts:
        wheres = [c.instance.source.where.removeprefix(table.name) or "总数" for c in parts]
        said.append(f"{listing(wheres, 3, '处')}有总数而各项均空白")
        for c in parts:
            cells += [a for a in c.instance.addresses if a in context.figures.blank]
    undone = Counter(c.instance.rule.id for c in stopped)
    checks = "、".join(f"{rule} {n}处" for rule, n in undone.items())
    cells = list(dict.fromkeys(cells))
    rest = len(blank) - len(cells)
    return Finding(
        BLANK.id,
        Severity.WARNING,
        Outcome.CANNOT_CHECK,
        f"{table.name}{'；'.join(said)}，{checks}无法核对。"
        + (f"另有{rest}格空白，已按0计算。" if rest > 0 else ""),
        tuple(cells),
    )


def _mixed_rows(context: SheetContext, table: FormTable) -> list[tuple[str, list[str]]]:
    """Rows in whose parts blanks stand beside explicit zeros, with those blanks. Rows of a single
    figure are held against each other."""
    figures, arithmetic = context.figures, context.arithmetic

    def zero(a: str) -> bool:
        return a in figures.quantities and figures.quantities[a].is_number and not figures.values[a]

    def blank(a: str) -> bool:
        return a in figures.blank and a not in arithmetic.claimed

    rows = context.plan.rows[table.key]
    single_zero = any(len(parts) == 1 and zero(parts[0]) for _, parts in rows)
    return [
        (label, [a for a in parts if blank(a)])
        for label, parts in rows
        if any(map(blank, parts)) and (any(map(zero, parts)) if len(parts) > 1 else single_zero)
    ]


def _dashes(context: SheetContext, table: FormTable, addresses: list[str], report: Report) -> None:
    figures = context.figures
    dashed = [a for a in addresses if a in figures.dash]
    if not dashed:
        report.count(DASH.id, Outcome.HOLDS)
        return
    marks = list(dict.fromkeys(figures.quantities[a].raw.strip() for a in dashed))
    named = "".join(f"“{m}”" for m in marks[:4])
    # A row dashed from end to end says that it doesn't apply; that is no mixture.
    rows = [line.addresses for line in table.lines if len(line.addresses) > 1]
    not_applicable = {a for row in rows if all(b in figures.dash for b in row) for a in row}
    doubtful = [a for a in dashed if a not in not_applicable]
    # Totals may well be 0 where their parts are dashed, as blank parts may have a total.
    zeros = sum(
        figures.quantities[a].is_number and not figures.values[a]
        for a in addresses
        if a not in context.plan.totals
    )
    if doubtful and zeros:
        report.add(
            Finding(
                DASH.id,
                Severity.WARNING,
                Outcome.BROKEN,
                f"{table.name}有{len(doubtful)}格填{named}而另有{zeros}格填“0”，写法不一，"
                f"请核实{named}处应为0还是漏填（计算时按0）。",
                tuple(doubtful),
            )
        )
        return
    report.add(
        Finding(
            DASH.id,
            Severity.INFO,
            Outcome.BROKEN,
            f"{table.name}有{len(dashed)}格填{named}，已按0计算；没有数的格应填“0”。",
            tuple(dashed),
        )
    )


BLANKS = SheetCheck((BLANK, DASH), _check)
