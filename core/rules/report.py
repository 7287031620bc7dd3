"""Where checks put what they find, and how a CheckResult is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from core.document import Anchor
from core.finding import CellState, CheckResult, Finding, Outcome, Severity, Tally
from core.rules.policy import EVERY_RULE, Policy

__all__ = ["Report", "combine", "worst"]

_STATES = list(CellState)
_RANK = {state: i for i, state in enumerate(_STATES)}


class Report:
    """Findings and tallies while the checks run, as far as the policy lets them."""

    def __init__(
        self, policy: Policy = EVERY_RULE, unsure: frozenset[Anchor] = frozenset()
    ) -> None:
        """`unsure` are places of the text that were not surely read: what rests on one is one level
        milder (DOMAIN §2.8)."""
        self.policy = policy
        self._unsure = unsure
        self.findings: list[Finding] = []
        self._tallies: dict[str, dict[Outcome, int]] = {}

    def add(self, finding: Finding, count: int = 1) -> None:
        """A finding, tallied `count` times under its rule (0: it is tallied elsewhere)."""
        if not self.policy.allows(finding.rule):
            return
        if self._unsure and not self._unsure.isdisjoint(finding.anchors):
            milder = list(Severity)[min(finding.severity.rank + 1, Severity.INFO.rank)]
            message = f"{finding.message}（这段文字由图片识别，不能确定，请核对原件。）"
            finding = replace(finding, severity=milder, message=message)
        severity = self.policy.severity(finding.rule, finding.outcome, finding.severity)
        if severity is not finding.severity:
            finding = replace(finding, severity=severity)
        self.findings.append(finding)
        if count:
            self.count(finding.rule, finding.outcome, count)

    def count(self, rule: str, outcome: Outcome, times: int = 1) -> None:
        if times > 0 and self.policy.allows(rule):
            tally = self._tallies.setdefault(rule, dict.fromkeys(Outcome, 0))
            tally[outcome] += times

    def tallied(self) -> dict[str, Tally]:
        return {
            rule: Tally(t[Outcome.HOLDS], t[Outcome.BROKEN], t[Outcome.CANNOT_CHECK])
            for rule, t in self._tallies.items()
        }

    def result(
        self, order: Mapping[str, int], cells: Mapping[str, CellState] | None = None
    ) -> CheckResult:
        """Worst first, then in the reading order of the form: `order` of the first address."""
        last = len(order)
        findings = sorted(
            self.findings,
            key=lambda f: (f.sort_key, order.get(f.addresses[0], last) if f.addresses else -1),
        )
        return CheckResult(
            tuple(findings), MappingProxyType(self.tallied()), MappingProxyType(dict(cells or {}))
        )


def worst(states: Iterable[CellState]) -> CellState:
    return min(states, key=_RANK.__getitem__)


def combine(a: CheckResult, b: CheckResult) -> CheckResult:
    """One result of two: findings worst first, tallies added, cells by their worst state.

    Within a rule the order of `a`, then `b`, is kept; both are in the reading order of the form.
    """
    checked = dict(a.checked)
    for rule, t in b.checked.items():
        o = checked.get(rule)
        checked[rule] = (
            Tally(o.holds + t.holds, o.broken + t.broken, o.cannot_check + t.cannot_check)
            if o
            else t
        )
    cells = dict(a.cells)
    for address, state in b.cells.items():
        other = cells.get(address)
        cells[address] = state if other is None or _RANK[state] < _RANK[other] else other
    return CheckResult(
        tuple(sorted((*a.findings, *b.findings), key=lambda f: f.sort_key)),
        MappingProxyType(checked),
        MappingProxyType(cells),
    )
