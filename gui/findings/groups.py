"""The findings of a report as they are listed: worst first, and below each what follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.case import Case
from core.consequence import case_consequences, culprits_of
from core.finding import CellState, Finding
from core.localise import Localisation
from gui.theme import finding_state

__all__ = ["GROUPS", "Group", "grouped", "kept", "same_finding"]

#: the kinds of findings in the order they are listed
GROUPS = (CellState.ERROR, CellState.WARNING, CellState.CANNOT_CHECK, CellState.INFO)


_QUOTE = re.compile("“[^”]*”")


def same_finding(a: Finding, b: Finding) -> bool:
    """Whether two findings are one, before and after an edit."""
    return a.rule == b.rule and _key(a) == _key(b)


def _key(finding: Finding) -> tuple[object, ...]:
    """What an edit does not change. Several may be about the same cells or none, in the same paragraph:
    the first thing they quote (a row, a sentence) tells them apart."""
    said = finding.message
    if finding.addresses:
        quote = _QUOTE.search(said)
        said = quote.group() if quote else ""
    return finding.rule, finding.addresses, finding.anchors, said


@dataclass(frozen=True)
class Group:
    """`cause` is the cell all of it may come from, in words; "" where that is not known."""

    head: Finding
    below: tuple[Finding, ...] = ()
    cause: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (self.head, *self.below)

    @property
    def note(self) -> str:
        if not self.below:
            return ""
        said = f"另有 {len(self.below)} 条随之而来"
        return f"{said}，疑同出于{self.cause}" if self.cause else said


def grouped(case: Case, localisation: Localisation) -> list[Group]:
    """What is listed of a case, with what is known of its wrong figures."""
    findings = case.result.findings
    follows = case_consequences(case, localisation)
    attached = localisation.attached(case.result).findings
    below: dict[int, list[Finding]] = {}
    for child, head in follows.items():
        below.setdefault(head, []).append(findings[child])
    return _sorted(
        Group(
            finding,
            tuple(_worst_first(below.get(i, ()))),
            _cause(case, culprits_of(attached[i], localisation.culprits)),
        )
        for i, finding in enumerate(findings)
        if i not in follows
    )


def kept(groups: Sequence[Group], before: Sequence[Group]) -> list[Group]:
    """`groups` of figures that were just edited, where nothing is known yet of which are wrong, with what
    was known `before`: so that the list does not jump twice."""
    heads = {_key(g.head) for g in groups}
    above = {_key(f): g for g in before if _key(g.head) in heads for f in g.below}
    moved: dict[object, list[Finding]] = {}
    rest = []
    for group in groups:
        was = above.get(_key(group.head))
        if was is None or group.below or _worse(group.head, was.head):
            rest.append(group)
        else:
            moved.setdefault(_key(was.head), []).append(group.head)
    causes = {_key(g.head): g.cause for g in before}
    return [
        Group(g.head, tuple(_worst_first((*g.below, *more))), g.cause or causes[_key(g.head)])
        if (more := moved.get(_key(g.head)))
        else g
        for g in rest
    ]


def _worse(a: Finding, b: Finding) -> bool:
    return GROUPS.index(finding_state(a)) < GROUPS.index(finding_state(b))


def _cause(case: Case, culprits: tuple[str, ...]) -> str:
    form = case.sheet.form
    if form is None or not culprits:
        return ""
    names = [form.label(a) for a in culprits]
    return f"“{names[0]}”一格" if len(names) == 1 else f"“{names[0]}”等 {len(names)} 格"


def _sorted(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda g: _order(g.head))


def _worst_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[int, int, int, str]:
    return (GROUPS.index(finding_state(finding)), *finding.sort_key)
