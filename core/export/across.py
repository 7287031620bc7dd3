"""What was found across reports, for the JSON and the workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from core.export.report_json import TallyDict
from core.export.workbook import OUTCOMES, SEVERITIES, plain_text
from core.sources import shown
from core.verdicts import Verdict, VerdictDict, verdict_dict

if TYPE_CHECKING:
    import pandas as pd

    from core.across import AcrossFinding
    from core.finding import Tally
    from core.rollup import RollupResult
    from core.series import SeriesResult

__all__ = [
    "YEARS_SHEET", "AcrossDict", "AcrossResults", "SeriesDict", "findings_frame", "rollup_frames",
    "series_dict",
]  # fmt: skip

YEARS_SHEET = "跨年"


class FigureDict(TypedDict):
    path: str
    address: str


class AcrossDict(TypedDict):
    """`path` is the report it is about (the later year's, the 汇总), `years` and `unit` those of a
    series; `figures` all that take part, each with its file."""

    rule: str
    severity: str
    outcome: str
    message: str
    path: str
    unit: str
    years: list[int]
    figures: list[FigureDict]
    left: str | None
    right: str | None
    difference: str | None
    verdict: NotRequired[VerdictDict]


class SeriesDict(TypedDict):
    """`series` of the JSON: bodies with several reports, and what was found across their years."""

    findings: list[AcrossDict]
    checked: dict[str, TallyDict]


def series_dict(result: SeriesResult) -> SeriesDict:
    return {
        "findings": [across_dict(f) for f in result.findings],
        "checked": tally_dicts(result.checked),
    }


def tally_dicts(checked: Mapping[str, Tally]) -> dict[str, TallyDict]:
    return {
        rule: {"holds": t.holds, "broken": t.broken, "cannot_check": t.cannot_check}
        for rule, t in checked.items()
    }


def across_dict(finding: AcrossFinding, verdict: Verdict | None = None) -> AcrossDict:
    title = finding.subject.sheet.title
    years = getattr(finding, "years", (title.year,) if title.year is not None else ())
    said: AcrossDict = {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "outcome": finding.outcome.value,
        "message": finding.message,
        "path": shown(finding.subject.path),
        "unit": title.unit,
        "years": list(dict.fromkeys(years)),
        "figures": [{"path": shown(f.case.path), "address": f.address} for f in finding.figures],
        "left": _decimal(finding.left),
        "right": _decimal(finding.right),
        "difference": _decimal(finding.difference),
    }
    if verdict is not None:
        said["verdict"] = verdict_dict(verdict)
    return said


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


_COLUMNS = [
    "单位",
    "年度",
    "规则",
    "程度",
    "结论",
    "说明",
    "左边",
    "右边",
    "差",
    "认定",
    "认定理由",
]


def findings_frame(
    findings: Sequence[tuple[AcrossFinding, Verdict | None]],
) -> pd.DataFrame:
    """A sheet of findings across reports, for export_workbook's `more`."""
    import pandas as pd

    return pd.DataFrame([_row(f, v) for f, v in findings], columns=_COLUMNS, dtype=object)


def _row(finding: AcrossFinding, verdict: Verdict | None) -> list[Any]:
    said = across_dict(finding)
    return [
        plain_text(said["unit"]),
        "—".join(map(str, said["years"])),
        said["rule"],
        SEVERITIES[said["severity"]],
        OUTCOMES[said["outcome"]],
        plain_text(said["message"]),
        *(
            None if v is None else float(v)
            for v in (finding.left, finding.right, finding.difference)
        ),
        verdict.kind.chinese if verdict else None,
        plain_text(verdict.reason) if verdict else None,
    ]


def rollup_frames(
    result: RollupResult, verdict_of: Mapping[str, Verdict] | None = None
) -> dict[str, pd.DataFrame]:
    """The sheets 汇总发现 and 汇总核对 (each cell with its members) for export_workbook's `more`.
    `verdict_of` are verdicts by finding id."""
    import pandas as pd

    frame = result.frame().reset_index()
    cells = {plain_text(str(c)): [_cell(v) for v in frame[c]] for c in frame.columns}
    verdicts = verdict_of or {}
    return {
        "汇总发现": findings_frame([(f, verdicts.get(f.id)) for f in result.findings]),
        "汇总核对": pd.DataFrame(cells, dtype=object),
    }


@dataclass(frozen=True)
class AcrossResults:
    """What was found across the open reports: over the `years`, and in a `rollup` where the auditor has
    said which report is the 汇总; `verdict_of` gives his verdict on such a finding."""

    years: Sequence[AcrossFinding] = ()
    rollup: RollupResult | None = None
    verdict_of: Callable[[AcrossFinding], Verdict | None] = lambda _: None

    def sheets(self) -> dict[str, pd.DataFrame]:
        """For export_workbook's `more`; {} for nothing."""
        sheets = {}
        if self.years:
            sheets[YEARS_SHEET] = findings_frame([(f, self.verdict_of(f)) for f in self.years])
        if self.rollup is not None:
            verdicts = {f.id: v for f in self.rollup.findings if (v := self.verdict_of(f))}
            sheets |= rollup_frames(self.rollup, verdicts)
        return sheets

    def dicts(self) -> list[AcrossDict]:
        """For export_opinion's `across`."""
        of_rollup = self.rollup.findings if self.rollup is not None else ()
        return [across_dict(f, self.verdict_of(f)) for f in (*self.years, *of_rollup)]


def _cell(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return plain_text(value) if isinstance(value, str) else value
