"""Reports of one body over years, as open cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.case import Case
from core.series import SeriesFinding, SeriesResult, audit_series
from tests.core.rules.making import make_document

UNIT = "清禾县"


def form_of(year: int) -> str:
    return "F2021" if year > 2020 else "F2019" if year > 2018 else "F2014"


def report(
    year: int,
    figures: Mapping[str, object] | None = None,
    *,
    unit: str = UNIT,
    key: str | None = None,
    said: Sequence[str] = (),
    **more,
) -> Case:
    """A case; `figures` by address (or by row, for its total), everything else 0; `said` stands in
    chapter one."""
    texts = {a: str(v) for a, v in (figures or {}).items()}
    title = f"{unit}{year}年政府信息公开工作年度报告"
    key = key or form_of(year)
    if key in ("F2019", "F2021"):
        more.setdefault(
            "bodies", {1: ("主动公开、依申请公开、政府信息管理、平台建设、监督保障。", *said)}
        )
    elif said:
        more.setdefault("opening", tuple(said))
    return Case(make_document(key, texts, title=title, **more))


def audit(*cases: Case, same=()) -> SeriesResult:
    return audit_series(cases, same)


def of(result: SeriesResult, rule: str) -> list[SeriesFinding]:
    return [f for f in result.findings if f.rule == rule]


def tally(result: SeriesResult, rule: str) -> tuple[int, int, int]:
    t = result.checked[rule]
    return t.holds, t.broken, t.cannot_check
