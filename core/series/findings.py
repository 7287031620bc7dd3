"""What a check of a series of years says, and where it is put while the rules run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from core.across import AcrossFinding, FigureOf, Numbers, Tallies
from core.case import Case
from core.finding import Outcome, Severity
from core.series.overlap import Spot

__all__ = ["Report", "SeriesFinding"]


@dataclass(frozen=True, kw_only=True)
class SeriesFinding(AcrossFinding):
    """`unit` is the body, `years` the year before and the year. `passages` pair what stands in this
    year's text with what stood in the last one's, to be shown side by side."""

    unit: str
    years: tuple[int, int]
    earlier: Case | None = None
    passages: tuple[tuple[Spot, Spot], ...] = ()


class _Term(Protocol):
    @property
    def of(self) -> Numbers: ...
    @property
    def address(self) -> str: ...


class Report:
    """Findings and tallies about one pair of years."""

    def __init__(self, unit: str, before: Numbers, now: Numbers, tallies: Tallies) -> None:
        self.unit, self.before, self.now = unit, before, now
        self.findings: list[SeriesFinding] = []
        self._tallies = tallies

    def count(self, rule: str, outcome: Outcome, times: int = 1) -> None:
        self._tallies.count(rule, outcome, times)

    def add(
        self,
        rule: str,
        severity: Severity,
        message: str,
        terms: Iterable[_Term] = (),
        *,
        outcome: Outcome = Outcome.BROKEN,
        count: int = 1,
        equation: str = "",
        left: Decimal | None = None,
        right: Decimal | None = None,
        passages: tuple[tuple[Spot, Spot], ...] = (),
    ) -> None:
        policy = self._tallies.policy
        if not policy.allows(rule):
            return
        severity = policy.severity(rule, outcome, severity)
        difference = left - right if left is not None and right is not None else None
        self.findings.append(
            SeriesFinding(
                rule=rule, severity=severity, outcome=outcome, message=message,
                subject=self.now.case, earlier=self.before.case,
                figures=tuple(FigureOf(t.of.case, t.address) for t in terms),
                equation=equation, left=left, right=right, difference=difference, unit=self.unit,
                years=(self.before.year, self.now.year), passages=passages,
            )
        )  # fmt: skip
        self.count(rule, outcome, count)
