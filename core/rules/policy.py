"""Which rules an auditor has switched off, and the severities he gave others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from core.finding import Outcome, Severity
from core.narrative.model import Tie, TieState

__all__ = ["EVERY_RULE", "Policy"]

_NONE: Mapping[str, Severity] = MappingProxyType({})


@dataclass(frozen=True)
class Policy:
    """`off` are the ids of rules that say and count nothing; `severities` give the broken findings of a
    rule another severity, whatever it was."""

    off: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=lambda: _NONE)

    def severity(self, rule: str, outcome: Outcome, usual: Severity) -> Severity:
        """That of a finding; one that could not be checked keeps its own."""
        return self.severities.get(rule, usual) if outcome is Outcome.BROKEN else usual

    def allows(self, rule: str) -> bool:
        return rule not in self.off

    def tie(self, tie: Tie) -> Tie:
        """A tie as it is shown: unsure where its rule is switched off, for nobody asks whether the two
        agree; that it leads from the text to the cell is of use all the same."""
        if not self.allows(tie.rule):
            return replace(tie, state=TieState.UNSURE, why=f"规则 {tie.rule} 已停用，没有核对")
        if tie.state is TieState.DISAGREES and tie.rule in self.severities:
            return replace(tie, severity=self.severities[tie.rule])
        return tie


EVERY_RULE = Policy()
