"""A suggestion as the card shows it, and what it would do."""

from __future__ import annotations

import html
from dataclasses import dataclass

from core.case import Case
from core.finding import Finding, Outcome, Severity, Suggestion
from core.formats import Form
from core.localise import Localisation
from core.rules.plan import plan_of
from gui.findings.model import same_finding
from gui.tables.model import Trial

__all__ = ["Choice", "choice", "effect", "try_out"]

_MENDED = "；改后"  # stands in Suggestion.why between the slip and what it mends


@dataclass(frozen=True)
class Choice:
    """`headline` and `detail` are rich text: now → then; the slip in full and the sums it mends."""

    suggestion: Suggestion
    headline: str
    detail: str


def choice(form: Form, suggestion: Suggestion, table: str) -> Choice:
    """`table` is the key of the table in view: its name need not be said."""
    slip, mended, rest = suggestion.why.partition(_MENDED)
    detail = f"改后{rest}" if mended else ""
    first = suggestion.changes[0]
    shown = _now_then(first.before, first.after)
    headline = f"{html.escape(_name(form, first.address, table))}　<b>{shown}</b>"
    if len(suggestion.changes) == 1:
        place = plan_of(form).places[first.address]
        said = slip.removeprefix(place).rpartition("：")[0].strip()
        if said:
            headline += f"　{html.escape(said)}"
    else:
        second = suggestion.changes[1]
        also = (
            f"{_name(form, second.address, table)}　<b>{_now_then(second.before, second.after)}</b>"
        )
        headline += f"，{also}"
        if more := len(suggestion.changes) - 2:
            headline += f"，另有 {more} 格"
        detail = f"{slip}。{detail}" if detail else slip
    return Choice(suggestion, headline, html.escape(detail))


def _name(form: Form, address: str, table: str) -> str:
    key = address.partition("/")[0]
    label = form.label(address)
    return label.removeprefix(f"{form.table(key).name} ") if key == table else label


def _now_then(before: str, after: str) -> str:
    return " → ".join(html.escape(" ".join(t.split()) or "空白") for t in (before, after))


def try_out(case: Case, suggestion: Suggestion) -> Trial:
    """The figures and cells as they would be; the case stays as it is."""
    texts = {c.address: c.after for c in suggestion.changes}
    _, result = case.tried(texts)
    return Trial(texts, result)


def mending(case: Case, localisation: Localisation, finding: Finding) -> tuple[Suggestion, ...]:
    """For a finding that is no sum of the form (the text says otherwise): the suggestions to other
    findings about its figures that would settle it too."""
    touching = {
        s.changes: s
        for _, suggestions in sorted(localisation.suggestions.items())
        for s in suggestions
        if any(c.address in finding.addresses for c in s.changes)
    }
    return tuple(
        s
        for s in touching.values()
        if not any(same_finding(finding, f) for f in try_out(case, s).result.findings)
    )


def effect(case: Case, trial: Trial) -> str:
    """In a sentence: which lights go out, which go on, which stay."""
    before, after = _broken(case.result.findings), _broken(trial.result.findings)
    mended = [f for f in before if not any(same_finding(f, g) for g in after)]
    new = [f for f in after if not any(same_finding(f, g) for g in before)]
    said = [f"{len(mended)} 条不符消除"] if mended else ["没有不符因此消除"]
    if new:
        said.append(f"新出现 {len(new)} 条（{'、'.join(dict.fromkeys(f.rule for f in new))}）")
    addresses = set(trial.texts)
    left = [f for f in after if addresses & set(f.addresses) and f not in new]
    if left:
        said.append(f"这些格子仍有 {len(left)} 条")
    return "，".join(said)


def _broken(findings: tuple[Finding, ...]) -> list[Finding]:
    return [f for f in findings if f.outcome is Outcome.BROKEN and f.severity is not Severity.INFO]
