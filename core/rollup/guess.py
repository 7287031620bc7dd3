"""Which of the open reports may be a 汇总, and which its members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.case import Case
from core.units import Level, Unit, UnitKind, unit_of

__all__ = ["RollupGuess", "guess_rollup"]


@dataclass(frozen=True)
class RollupGuess:
    """A guess to put before the auditor; `why` says what it rests on."""

    total: Case
    members: tuple[Case, ...]
    why: str


_BELOW = (UnitKind.DEPARTMENT, UnitKind.TOWN, UnitKind.SUBDISTRICT, UnitKind.ZONE, UnitKind.OFFICE)
_FEWEST = 2


def guess_rollup(cases: Sequence[Case]) -> list[RollupGuess]:
    """Every government among the open reports with at least two that seem to be its members': their
    names begin with its name, or they stand in its folder (or below) and no other government of its
    rank does. The same year only."""
    guesses = []
    by_year: dict[int, list[Case]] = {}
    for case in cases:
        if case.sheet.title.year is not None:
            by_year.setdefault(case.sheet.title.year, []).append(case)
    for year in sorted(by_year):
        guesses += [g for c in by_year[year] if (g := _of(c, by_year[year]))]
    return guesses


def _of(total: Case, cases: Sequence[Case]) -> RollupGuess | None:
    own = _unit(total)
    if own.kind not in (UnitKind.GOVERNMENT, UnitKind.ZONE):
        return None
    named = [c for c in cases if c is not total and _named_below(own, _unit(c))]
    beside = _in_folder(total, own, cases)
    members = [c for c in cases if c in named or c in beside]
    if len(members) < _FEWEST:
        return None
    why = []
    if named:
        why.append(f"{len(named)}个单位的名称以“{own.base}”开头")
    if only := [c for c in beside if c not in named]:
        why.append(f"{len(only)}份报告在同一文件夹")
    return RollupGuess(total, tuple(members), "，".join(why))


def _unit(case: Case) -> Unit:
    return unit_of(case.sheet.title.unit)


def _named_below(own: Unit, other: Unit) -> bool:
    if own.kind is UnitKind.ZONE:
        return other.kind in _BELOW and own.base in other.name and other.base != own.base
    region = own.regions[-1] if own.regions else ""
    if not region or region not in other.regions:
        return False
    if other.kind is UnitKind.GOVERNMENT:
        return other.regions[-1] != region
    return other.kind in _BELOW and _level(other) >= _level(own)


def _level(unit: Unit) -> int:
    return unit.level or Level.COUNTY


def _in_folder(total: Case, own: Unit, cases: Iterable[Case]) -> list[Case]:
    """Reports in its folder or below, if it is the one government of its rank there."""
    folder = total.path.parent
    there = [c for c in cases if folder in (c.path.parent, *c.path.parent.parents)]
    units = {id(c): _unit(c) for c in there}
    higher = [
        c
        for c in there
        if c is not total
        and units[id(c)].kind in (UnitKind.GOVERNMENT, UnitKind.ZONE)
        and _level(units[id(c)]) <= _level(own)
    ]
    if higher or str(folder) in ("", "."):
        return []
    return [c for c in there if c is not total and _may_belong(own, units[id(c)])]


def _may_belong(own: Unit, other: Unit) -> bool:
    """A body below, whose name names no other region of the same rank."""
    if other.kind is UnitKind.GOVERNMENT:
        return _level(other) > _level(own)
    if other.kind not in _BELOW:
        return False
    region = own.regions[-1] if own.regions else ""
    return not other.regions or not region or region in other.regions or _level(own) < Level.COUNTY
