"""The register of administrative divisions (GB/T 2260): provinces, prefectures, counties.

`resources/divisions.csv` has code and name; the code says what lies in what.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from core.resources import resource_dir

__all__ = ["Division", "Divisions", "divisions"]


@dataclass(frozen=True, slots=True)
class Division:
    """`code` has 2 digits for a province, 4 for a prefecture, 6 for a county."""

    code: str
    name: str

    @property
    def level(self) -> Literal["province", "city", "county"]:
        if len(self.code) == 2:
            return "province"
        return "city" if len(self.code) == 4 else "county"

    def within(self, other: Division) -> bool:
        return self.code.startswith(other.code)


_LAST = re.compile(r"[省市县区州盟旗]")
_SUFFIX = re.compile(
    r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|新区|省|市|州|盟|县|区|旗)$"
)


class Divisions:
    """`names` are all full names, `short_names` those without 省, 市, 县 that are still two characters long."""

    def __init__(self, every: tuple[Division, ...]) -> None:
        self.names: Mapping[str, tuple[Division, ...]] = _by(every, lambda d: d.name)
        self.short_names: Mapping[str, tuple[Division, ...]] = _by(every, short_name)
        self._lengths = sorted({len(n) for n in self.names}, reverse=True)

    def found_in(self, text: str) -> list[tuple[int, str]]:
        """(place, full name) of every division that a text names in full."""
        found: list[tuple[int, str]] = []
        for end in (m.end() for m in _LAST.finditer(text)):
            after = found[-1][0] + len(found[-1][1]) if found else 0
            for length in self._lengths:
                start = end - length
                if start >= after and text[start:end] in self.names:
                    found.append((start, text[start:end]))
                    break
        return found

    def of_unit(self, unit: str) -> Division | None:
        """The smallest division in the name of a body; None when none is named or several are meant."""
        named = [n for _, n in self.found_in(unit)]
        if not named:
            candidates = self.short_names.get(unit, ())
            return candidates[0] if len(candidates) == 1 else None
        chosen = self.names[named[-1]]
        for outer in named[:-1]:
            inside = tuple(d for d in chosen if any(d.within(o) for o in self.names[outer]))
            chosen = inside or chosen
        return chosen[0] if len(chosen) == 1 else None


def short_name(division: Division) -> str:
    """卓尼 for 卓尼县; the full name where nothing but one character would be left."""
    short = _SUFFIX.sub("", division.name)
    return short if len(short) >= 2 else division.name


def _by(
    every: tuple[Division, ...], key: Callable[[Division], str]
) -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for division in every:
        found.setdefault(key(division), []).append(division)
    return {name: tuple(ds) for name, ds in found.items()}


@cache
def divisions() -> Divisions:
    """The register, read once."""
    with (resource_dir() / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row and not row[0].startswith("#")]
    return Divisions(tuple(Division(code, name) for code, name in rows))
