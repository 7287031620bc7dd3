"""What an audit found, in the JSON of the command line (schema 1). A stable contract."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NotRequired, TypedDict

from core.sources import shown
from core.verdicts import Verdict, VerdictDict, VerdictOf, verdict_dict

if TYPE_CHECKING:
    from pathlib import Path

    from core.case import Case
    from core.export.across import SeriesDict
    from core.facts import Fact
    from core.finding import Finding, Suggestion

__all__ = [
    "SCHEMA", "FindingDict", "Payload", "ReadingDict", "ReportDict", "grouped", "payload", "report_dict", "suggested",
    "unreadable_dict",
]  # fmt: skip

SCHEMA = 1


class ReadingDict(TypedDict):
    """How a figure was recognised in a picture: `confidence` 0…1 as a decimal string, whether somebody
    has to look, and what else the picture may say."""

    confidence: str
    doubtful: bool
    alternatives: list[str]


class FactDict(TypedDict):
    """`value` is a decimal string, null unless `state` is "number"; `where` names the place in the
    file for a person, "" for a figure that was typed in. `reading` is there only for a figure that was
    recognised in a picture, `decoded_by` only for one whose reading those rules chose (CEL-GLUE)."""

    address: str
    label: str
    raw: str
    state: str
    value: str | None
    unit: str | None
    where: str
    reading: NotRequired[ReadingDict]
    decoded_by: NotRequired[list[str]]


ChangeDict = TypedDict("ChangeDict", {"address": str, "from": str, "to": str})


class SuggestionDict(TypedDict):
    """`is_reading` is there, and true, only where not the report is thought to be wrong, but the way it
    was read."""

    changes: list[ChangeDict]
    why: str
    is_reading: NotRequired[bool]


class FindingDict(TypedDict):
    """`verdict` is there only when the auditor gave one."""

    rule: str
    severity: str
    outcome: str
    message: str
    addresses: list[str]
    left: str | None
    right: str | None
    difference: str | None
    suggestions: list[SuggestionDict]
    verdict: NotRequired[VerdictDict]


class TallyDict(TypedDict):
    holds: int
    broken: int
    cannot_check: int


class ReportDict(TypedDict):
    """`unreadable` is the one sentence why nothing could be read; then everything else is empty.
    `follows` (core.consequence, by index in `findings`), there when something does, is for the documents;
    the JSON has it not."""

    path: str
    title: str
    unit: str
    year: int | None
    format: str | None
    facts: list[FactDict]
    findings: list[FindingDict]
    checked: dict[str, TallyDict]
    unreadable: str | None
    follows: NotRequired[dict[int, int]]


class Payload(TypedDict):
    """`series` is there only when several reports of one body were among them."""

    schema: int
    reports: list[ReportDict]
    series: NotRequired[SeriesDict]


def payload(reports: list[ReportDict], series: SeriesDict | None = None) -> Payload:
    """The whole of the JSON."""
    said: Payload = {"schema": SCHEMA, "reports": [_without_follows(r) for r in reports]}
    if series is not None:
        said["series"] = series
    return said


def _without_follows(report: ReportDict) -> ReportDict:
    kept = report.copy()
    kept.pop("follows", None)
    return kept


def grouped(report: ReportDict) -> list[tuple[FindingDict, list[FindingDict]]]:
    """The findings in their order, each with those that follow from it."""
    follows = report.get("follows", {})
    findings = report["findings"]
    below: dict[int, list[FindingDict]] = {}
    for child in sorted(follows):
        below.setdefault(follows[child], []).append(findings[child])
    return [(f, below.get(i, [])) for i, f in enumerate(findings) if i not in follows]


def report_dict(case: Case, verdict_of: VerdictOf | None = None) -> ReportDict:
    """One report as it stands, edits included; its findings with suggestions, best first, and with the
    verdicts that `verdict_of` gives (core.store.CaseVerdicts)."""
    from core.consequence import case_consequences
    from core.localise import localise
    from core.localise.text import text_evidence

    title = case.sheet.title
    evidence = text_evidence(case.ties, case.sheet)
    localisation = localise(case.sheet, case.result, evidence)
    result = localisation.attached(case.result)
    said: ReportDict = {
        "path": shown(case.path),
        "title": title.text,
        "unit": title.unit,
        "year": title.year,
        "format": case.sheet.format,
        "facts": [_fact(f) for f in case.sheet.facts.values()],
        "findings": [_finding(f, verdict_of(f) if verdict_of else None) for f in result.findings],
        "checked": {
            rule: {"holds": t.holds, "broken": t.broken, "cannot_check": t.cannot_check}
            for rule, t in result.checked.items()
        },
        "unreadable": None,
    }
    if follows := case_consequences(case, localisation):
        said["follows"] = dict(follows)
    return said


def suggested(finding: FindingDict) -> list[str]:
    """The suggestions of a finding in words, a line each: `疑似应为：…`, or several to choose from."""
    ways = [s["why"] for s in finding["suggestions"]]
    if len(ways) < 2:
        return [f"疑似应为：{way}" for way in ways]
    return ["疑似应为以下之一：", *(f"{n}. {way}" for n, way in enumerate(ways, 1))]


def unreadable_dict(path: Path, sentence: str) -> ReportDict:
    """A file that could not be read, and why."""
    return {
        "path": shown(path),
        "title": "",
        "unit": "",
        "year": None,
        "format": None,
        "facts": [],
        "findings": [],
        "checked": {},
        "unreadable": sentence,
    }


def _fact(fact: Fact) -> FactDict:
    quantity = fact.quantity
    said: FactDict = {
        "address": fact.address,
        "label": fact.label,
        "raw": quantity.raw,
        "state": quantity.state.value,
        "value": _decimal(quantity.value),
        "unit": quantity.unit,
        "where": "" if fact.anchor is None else str(fact.anchor),
    }
    if (reading := fact.reading) is not None:
        said["reading"] = {
            "confidence": f"{reading.confidence:.3f}",
            "doubtful": reading.doubtful,
            "alternatives": list(reading.alternatives),
        }
    if fact.decoded_by:
        said["decoded_by"] = sorted(fact.decoded_by)
    return said


def _finding(finding: Finding, verdict: Verdict | None) -> FindingDict:
    said: FindingDict = {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "outcome": finding.outcome.value,
        "message": finding.message,
        "addresses": list(finding.addresses),
        "left": _decimal(finding.left),
        "right": _decimal(finding.right),
        "difference": _decimal(finding.difference),
        "suggestions": [_suggestion(s) for s in finding.suggestions],
    }
    if verdict is not None:
        said["verdict"] = verdict_dict(verdict)
    return said


def _suggestion(suggestion: Suggestion) -> SuggestionDict:
    said: SuggestionDict = {
        "changes": [
            {"address": c.address, "from": c.before, "to": c.after} for c in suggestion.changes
        ],
        "why": suggestion.why,
    }
    if suggestion.is_reading:
        said["is_reading"] = True
    return said


def _decimal(value: Decimal | None) -> str | None:
    """12.50 stays 12.50; never an exponent."""
    return None if value is None else format(value, "f")
