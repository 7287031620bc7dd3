"""Which of the open reports are one body's, year by year."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from core.case import Case
from core.units import SimilarUnits, similar_units, unit_of

__all__ = ["Series", "find_series", "offered_names", "same_figures"]


@dataclass(frozen=True)
class Series:
    """The reports of one body. `unit` is its name in the latest; `reports` by year, the earliest first;
    `doubles` has the years with several reports, all of them: `reports` has such a year only when their
    figures agree."""

    unit: str
    reports: Mapping[int, Case]
    doubles: Mapping[int, tuple[Case, ...]]

    @property
    def pairs(self) -> tuple[tuple[Case, Case], ...]:
        """(the year before, the year), for years that follow each other."""
        return tuple(
            (self.reports[y - 1], c) for y, c in self.reports.items() if y - 1 in self.reports
        )


def find_series(cases: Iterable[Case], same: Iterable[Collection[str]] = ()) -> tuple[Series, ...]:
    """Group reports by the names of their bodies, in any order; those without a name or a year are left
    out. `same` are groups of names that the auditor says are one body's (see :func:`offered_names`)."""
    leader: dict[str, str] = {}
    for group in same:
        names = sorted(unit_of(n).name for n in group)
        heads = {leader.get(n, n) for n in names}
        for name in [n for n, head in leader.items() if head in heads] + names:
            leader[name] = min(heads)
    bodies: dict[str, dict[int, list[Case]]] = {}
    for case in cases:
        title = case.sheet.title
        name = unit_of(title.unit).name
        if name and title.year is not None:
            bodies.setdefault(leader.get(name, name), {}).setdefault(title.year, []).append(case)
    return tuple(_series(by_year) for _, by_year in sorted(bodies.items()))


def _series(by_year: Mapping[int, list[Case]]) -> Series:
    reports: dict[int, Case] = {}
    doubles: dict[int, tuple[Case, ...]] = {}
    for year, found in sorted(by_year.items()):
        if len(found) > 1:
            doubles[year] = tuple(found)
        if len(found) == 1 or all(same_figures(found[0], c) for c in found[1:]):
            reports[year] = found[0]
    latest = by_year[max(by_year)][0]
    return Series(latest.sheet.title.unit, MappingProxyType(reports), MappingProxyType(doubles))


def same_figures(a: Case, b: Case) -> bool:
    """Whether two reports say the same in all their tables; without tables, in all their text."""
    if not a.sheet.facts and not b.sheet.facts:
        x, y = ([re.sub(r"\W", "", p.text) for p in c.document.paragraphs] for c in (a, b))
        return x == y
    told, other = ({f.address: f.quantity.value for f in c.sheet.facts.values()} for c in (a, b))
    return told == other


def offered_names(cases: Sequence[Case]) -> tuple[SimilarUnits, ...]:
    """Names among the open reports that may be one body's, for the auditor to say."""
    return similar_units(dict.fromkeys(c.sheet.title.unit for c in cases))
