"""Rows whose cells ran together (CEL-GLUE): what was read all the same, and what it may say."""

from __future__ import annotations

from collections.abc import Sequence

from core.facts import GluedRow
from core.finding import Change, Finding, Outcome, Severity, Suggestion
from core.formats import FormTable
from core.rules.context import SheetContext
from core.rules.messages import listing, quoted
from core.rules.named import NamedRule

__all__ = ["GLUE", "glued_findings"]

GLUE = NamedRule(
    "CEL-GLUE",
    Severity.WARNING,
    "数字粘连",
    "各格之间的分隔丢失，几格的数字连在一起：只有一种拆法时按其读取，"
    "靠勾稽关系才能选定拆法时该式不再作为依据，仍有多种拆法时无法核对",
    "核对原件",
)
_MOST_WAYS = 5  # that are offered for a row


def glued_findings(context: SheetContext, table: FormTable, lost: Sequence[str]) -> list[Finding]:
    """What is said of a table's rows that ran together. `lost` are its figures that can't be told."""
    own = set(table.addresses)
    rows = [r for r in context.sheet.glued if own.issuperset(r.addresses)]
    read = [r for r in rows if (r.forced or r.chosen_by) and _stands(context, r)]
    findings = []
    if lost:
        findings.append(_lost(context, table, rows, lost))
    if read:
        findings.append(_read(context, table, read))
    return findings


def _stands(context: SheetContext, row: GluedRow) -> bool:
    """Whether none of its figures was changed since."""
    quantities = context.figures.quantities
    return [quantities[a].raw for a in row.addresses if a in quantities] == list(row.likely[0])


def _lost(
    context: SheetContext, table: FormTable, rows: Sequence[GluedRow], lost: Sequence[str]
) -> Finding:
    raws = {_label(table, a): context.figures.quantities[a].raw for a in lost}
    shown = listing([f"{quoted(r, 16)}的{quoted(q)}" for r, q in raws.items()], 4, "行")
    open_ = [r for r in rows if r.splits and set(lost).issuperset(r.addresses)]
    ways = tuple(s for r in open_ for s in _suggestions(table, r))
    hint = "可能的拆法见建议，请取原件核对。" if ways else "请取原件核对。"
    return Finding(
        GLUE.id,
        Severity.WARNING,
        Outcome.CANNOT_CHECK,
        f"{table.name}{shown}丢失了格与格之间的分隔或缺数，不能确定各格是多少，"
        f"涉及的勾稽关系无法核对，{hint}",
        tuple(lost),
        suggestions=ways,
    )


def _suggestions(table: FormTable, row: GluedRow) -> list[Suggestion]:
    """The ways to cut the row, those that keep its sums first; none when there are too many to choose
    from."""
    kept = row.likely if len(row.likely) < len(row.splits) else ()
    ways = kept or row.splits
    if len(ways) > _MOST_WAYS:
        return []
    label = _label(table, row.addresses[0])
    why = f"{table.name}{quoted(label, 16)}的{quoted(row.raw)}可以拆为"
    rest = f"（共{len(ways)}种拆法{'使本行合计相符' if kept else ''}），请看原件选定"
    return [
        Suggestion(
            tuple(Change(a, row.raw, t) for a, t in zip(row.addresses, way, strict=True)),
            f"{why}{'、'.join(way)}{rest}",
            is_reading=True,
        )
        for way in ways
    ]


def _read(context: SheetContext, table: FormTable, rows: Sequence[GluedRow]) -> Finding:
    forced = [r for r in rows if r.forced]
    said = []
    if forced:
        said.append(f"{_shown(table, forced)}（只有这一种拆法）")
    if chosen := [r for r in rows if not r.forced]:
        by = "、".join(sorted({rule for r in chosen for rule in r.chosen_by}))
        said.append(
            f"{_shown(table, chosen)}（按{by}从几种拆法中选定，所用的勾稽关系不再作为核对依据）"
        )
    return Finding(
        GLUE.id,
        Severity.WARNING,
        Outcome.CANNOT_CHECK,
        f"{table.name}丢失了格与格之间的分隔，{'；'.join(said)}，请取原件核对。",
        tuple(a for r in rows for a in r.addresses),
    )


def _shown(table: FormTable, rows: Sequence[GluedRow]) -> str:
    return listing(
        [
            f"{quoted(_label(table, r.addresses[0]), 16)}的{quoted(r.raw)}读作{'、'.join(r.likely[0])}"
            for r in rows
        ],
        3,
        "行",
    )


def _label(table: FormTable, address: str) -> str:
    return table.row_labels[address.split("/")[1]]
