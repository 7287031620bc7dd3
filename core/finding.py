"""What a check says: findings, tallies, and the state of every cell.

A rule instance holds, is broken, or cannot be checked; only the last two make findings (DOMAIN §2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from core.document import Anchor

__all__ = [
    "CellState", "Change", "CheckResult", "Finding", "Outcome", "Severity", "Suggestion", "Tally",
]  # fmt: skip


class Severity(StrEnum):
    """DOMAIN §2: E impossible or broken, W doubtful, I information."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Outcome(StrEnum):
    HOLDS = "holds"
    BROKEN = "broken"
    CANNOT_CHECK = "cannot_check"


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of a suggestion: `before` and `after` as cell texts."""

    address: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`is_reading`: not the report is thought to be wrong, but the way it was read. `decided_by` are then
    the rules that speak for this reading, and are no evidence once it is taken."""

    changes: tuple[Change, ...]
    why: str
    is_reading: bool = False
    decided_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing an auditor should know.

    `message` is a Chinese sentence with the figures in it, fit for a letter. `equation` is the sum
    alone (`3119 + 34 ≠ 3050 + 102，差 1`), for the bar above the table; "" where there is none.
    `addresses` are all figures that take part, in the order of the sum. `left`, `right`, `difference`
    (left − right) are given for arithmetic. `anchors` are places in the text outside the form's cells.
    """

    rule: str
    severity: Severity
    outcome: Outcome
    message: str
    addresses: tuple[str, ...] = ()
    equation: str = ""
    left: Decimal | None = None
    right: Decimal | None = None
    difference: Decimal | None = None
    anchors: tuple[Anchor, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def sort_key(self) -> tuple[int, int, str]:
        return (self.severity.rank, self.outcome is Outcome.CANNOT_CHECK, self.rule)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a rule held, was broken, could not be checked."""

    holds: int = 0
    broken: int = 0
    cannot_check: int = 0

    def plus(self, outcome: Outcome) -> Tally:
        return Tally(
            self.holds + (outcome is Outcome.HOLDS),
            self.broken + (outcome is Outcome.BROKEN),
            self.cannot_check + (outcome is Outcome.CANNOT_CHECK),
        )


class CellState(StrEnum):
    """How a cell is to be lit, worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    CANNOT_CHECK = "cannot_check"
    HOLDS = "holds"  # takes part in at least one identity and all of them hold
    UNCHECKED = "unchecked"  # takes part in none


_NO_CELLS: Mapping[str, CellState] = MappingProxyType({})
_NO_TALLIES: Mapping[str, Tally] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All findings, worst first; the tally of every rule that applied; the state of every address."""

    findings: tuple[Finding, ...] = ()
    checked: Mapping[str, Tally] = field(default_factory=lambda: _NO_TALLIES)
    cells: Mapping[str, CellState] = field(default_factory=lambda: _NO_CELLS)

    def findings_at(self, address: str) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if address in f.addresses)

    def count(self, severity: Severity) -> int:
        """Broken findings of that severity."""
        return sum(f.severity is severity and f.outcome is Outcome.BROKEN for f in self.findings)
