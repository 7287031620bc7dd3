"""One body over the years (DOMAIN §2.5, XY).

`find_series` groups open reports by the names of their bodies, `offered_names` says which differing
names the auditor might want to have as one, `check_series` holds each year against the one before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from core.across import Numbers, Tallies
from core.case import Case
from core.finding import Outcome, Severity, Tally
from core.rules import over_years as rules
from core.rules.over_years import SERIES_RULES
from core.rules.policy import EVERY_RULE, Policy
from core.series.findings import Report, SeriesFinding
from core.series.grouping import Series, find_series, offered_names, same_figures
from core.series.overlap import Overlap, Spot, overlap
from core.series.tables import check_tables
from core.series.text import check_texts

__all__ = [
    "SERIES_RULES", "Overlap", "Series", "SeriesFinding", "SeriesResult", "Spot", "audit_series",
    "check_series", "find_series", "offered_names", "overlap",
]  # fmt: skip


@dataclass(frozen=True)
class SeriesResult:
    """`findings` worst first, then by body and year; `checked` tallies every rule that applied."""

    series: tuple[Series, ...] = ()
    findings: tuple[SeriesFinding, ...] = ()
    checked: Mapping[str, Tally] = field(default_factory=lambda: MappingProxyType({}))


def check_series(
    cases: Sequence[Case], same: Iterable[Collection[str]] = (), policy: Policy = EVERY_RULE
) -> list[SeriesFinding]:
    """The findings of :func:`audit_series`."""
    return list(audit_series(cases, same, policy).findings)


def audit_series(
    cases: Sequence[Case], same: Iterable[Collection[str]] = (), policy: Policy = EVERY_RULE
) -> SeriesResult:
    """Hold every report against the one of the year before, as far as it is among the open ones.

    `cases` in any order; `same` are groups of names that the auditor says are one body's. The figures are
    those of the cases as they stand, edits included.
    """
    series = find_series(cases, same)
    tallies = Tallies(policy)
    findings: list[SeriesFinding] = []
    numbers = {id(c): Numbers(c) for c in cases}
    for each in series:
        findings += _doubles(each, numbers, tallies)
        for earlier, later in each.pairs:
            before, now = numbers[id(earlier)], numbers[id(later)]
            report = Report(each.unit, before, now, tallies)
            check_tables(before, now, report)
            check_texts(before, now, report)
            findings += report.findings
    findings.sort(
        key=lambda f: (f.severity.rank, f.outcome is Outcome.CANNOT_CHECK, f.unit, f.years, f.rule)
    )
    return SeriesResult(series, tuple(findings), MappingProxyType(tallies.result()))


def _doubles(
    series: Series, numbers: Mapping[int, Numbers], tallies: Tallies
) -> list[SeriesFinding]:
    """Several reports on one year (real/10 and 11 are the same report)."""
    found = []
    for year, cases in series.doubles.items():
        names = "、".join(f"“{c.path.name}”" for c in cases)
        alike = all(same_figures(cases[0], c) for c in cases[1:])
        kept = (
            "表内数据相同，取其中一份核对"
            if alike
            else "表内数据不同，该年不与前后年核对，请先确定以哪份为准"
        )
        first = numbers[id(cases[0])]
        report = Report(series.unit, first, first, tallies)
        report.add(
            rules.DOUBLE.id, Severity.INFO,
            f"{series.unit}{year}年有{len(cases)}份报告：{names}，{kept}。",
        )  # fmt: skip
        found += report.findings
    return found
