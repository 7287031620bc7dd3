"""What a check of a 汇总 report against its members says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from core.across import AcrossFinding, FigureOf, Numbers, Tallies
from core.case import Case
from core.document import Anchor
from core.finding import Outcome, Severity
from core.rules.messages import number

__all__ = ["CellDifference", "Part", "Report", "RollupFinding"]


@dataclass(frozen=True, slots=True)
class Part:
    """What one member's report puts into a cell; `value` None where it can't be told."""

    member: Case
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell of the 汇总 and the member figures that make it up."""

    address: str
    label: str
    total: Decimal
    added: Decimal
    parts: tuple[Part, ...]

    @property
    def difference(self) -> Decimal:
        return self.total - self.added

    def equation(self, sign: str = "≠") -> str:
        """`160 ≠ 100 + 52，差 8`: members that put nothing in are left out."""
        shown = [number(p.value) for p in self.parts if p.value] or ["0"]
        return f"{number(self.total)} {sign} {' + '.join(shown)}，差 {number(abs(self.difference))}"


@dataclass(frozen=True, kw_only=True)
class RollupFinding(AcrossFinding):
    """`differences` are the cells of a row that don't come out, the total's first."""

    differences: tuple[CellDifference, ...] = ()
    members: tuple[Case, ...] = ()
    anchors: tuple[Anchor, ...] = ()


@dataclass
class Report:
    """Findings and tallies about one 汇总."""

    total: Numbers
    tallies: Tallies = field(default_factory=Tallies)
    findings: list[RollupFinding] = field(default_factory=list)

    def count(self, rule: str, outcome: Outcome, times: int = 1) -> None:
        self.tallies.count(rule, outcome, times)

    def add(
        self,
        rule: str,
        severity: Severity,
        message: str,
        *,
        differences: Iterable[CellDifference] = (),
        members: Iterable[Case] = (),
        anchors: Iterable[Anchor] = (),
        count: int = 1,
        sign: str = "≠",
        left: Decimal | None = None,
        right: Decimal | None = None,
        outcome: Outcome = Outcome.BROKEN,
    ) -> None:
        policy = self.tallies.policy
        if not policy.allows(rule):
            return
        severity = policy.severity(rule, outcome, severity)
        cells = tuple(differences)
        first = cells[0] if cells else None
        if first is not None:
            left, right = first.total, first.added
        self.findings.append(
            RollupFinding(
                rule=rule, severity=severity, outcome=outcome, message=message, subject=self.total.case,
                figures=tuple(
                    FigureOf(case, d.address)
                    for d in cells
                    for case in (self.total.case, *(p.member for p in d.parts if p.value))
                ),
                equation=first.equation(sign) if first else "",
                left=left, right=right,
                difference=left - right if left is not None and right is not None else None,
                differences=cells, members=tuple(members), anchors=tuple(anchors),
            )
        )  # fmt: skip
        self.count(rule, outcome, count)
