"""The examples of rules that are no formula: small reports out of `resources/manual.toml`, and what the
rules really say of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from core.across import AcrossFinding
from core.case import Case
from core.finding import Finding, Outcome, Severity, Tally
from core.formats import Form, official_forms
from core.manual.specimen import Specimen, make_document
from core.resources import resource_dir
from core.rollup import check_rollup
from core.series import audit_series

__all__ = ["Example", "examples_of", "has_examples"]


@dataclass(frozen=True)
class Example:
    """`lines` say in Chinese what is in the report or reports (what is not said is as it should be),
    `figures` pair labels with cell texts; `message` is what the rule says, "" when it holds."""

    lines: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    message: str = ""
    severity: Severity | None = None
    outcome: Outcome | None = None
    tally: Tally = field(default_factory=Tally)


@cache
def _written() -> Mapping[str, Any]:
    text = (resource_dir() / "manual.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def has_examples(rule: str) -> bool:
    return rule in _written()


def examples_of(rule: str) -> tuple[Example, Example]:
    """(one that holds, one that breaks) of a rule that :func:`has_examples`.

    Raises LookupError when the rule says something of the first, or nothing of the second.
    """
    written = _written()[rule]
    holds, breaks = (_run(rule, written[key]) for key in ("holds", "breaks"))
    if holds.message:
        raise LookupError(f"{rule}: {holds.message}")
    if not breaks.message:
        raise LookupError(f"{rule}: says nothing of its broken example")
    return holds, breaks


def _run(rule: str, written: Mapping[str, Any]) -> Example:
    if "reports" in written:
        specimens = [_specimen(r) for r in written["reports"]]
        result = audit_series([_case(s) for s in specimens])
        return _example(rule, specimens, result.findings, result.checked, years=True)
    if "total" in written:
        whole = _specimen(written["total"])
        specimens = [_specimen(r) for r in written["members"]]
        rollup = check_rollup(
            _case(whole), [_case(s) for s in specimens], bool(written.get("complete")),
            expected=written.get("expected", ()),
        )  # fmt: skip
        example = _example(rule, [whole, *specimens], rollup.findings, rollup.checked, units=True)
        more = (
            [f"应有报告的单位：{'、'.join(written['expected'])}"] if "expected" in written else []
        )
        return Example(
            (*example.lines, *more), example.figures, example.message, example.severity,
            example.outcome, example.tally,
        )  # fmt: skip
    specimen = _specimen(written)
    case = _case(specimen)
    return _example(rule, [specimen], case.result.findings, case.result.checked)


def _specimen(written: Mapping[str, Any]) -> Specimen:
    return Specimen(**written)


def _form(specimen: Specimen) -> Form:
    return next(f for f in official_forms() if f.key == specimen.form)


def _case(specimen: Specimen) -> Case:
    return Case(make_document(specimen, _form(specimen)))


def _example(
    rule: str,
    specimens: Sequence[Specimen],
    findings: Sequence[Finding | AcrossFinding],
    checked: Mapping[str, Tally],
    *,
    years: bool = False,
    units: bool = False,
) -> Example:
    found = sorted(
        (f for f in findings if f.rule == rule), key=lambda f: f.outcome is Outcome.CANNOT_CHECK
    )
    lines: list[str] = []
    figures: list[tuple[str, str]] = []
    for specimen in specimens:
        which = f"{specimen.reporting_year}年" if years else specimen.unit if units else ""
        told = _told(specimen, with_year=not years)
        lines += [f"{which}：{line}" if which else line for line in told]
        labels = _form(specimen).labels
        figures += [
            (f"{which} {labels[a]}".strip(), t or "（空白）") for a, t in specimen.figures.items()
        ]
    first = found[0] if found else None
    return Example(
        tuple(lines), tuple(figures), first.message if first else "", first.severity if first else None,
        first.outcome if first else None, checked.get(rule, Tally()),
    )  # fmt: skip


def _told(specimen: Specimen, *, with_year: bool) -> list[str]:
    """What is special in a report, in words."""
    said: list[str] = []
    if specimen.raw:
        lines = [line for line in specimen.raw.strip().splitlines() if line.strip()]
        said += lines[:6] if len(lines) <= 8 else [*lines[:4], "……", *lines[-3:]]
        return said
    if specimen.title:
        said.append(f"标题：{specimen.title}")
    elif specimen.unit != "清禾县":
        said.append(f"标题：{specimen.unit}{specimen.reporting_year}年政府信息公开工作年度报告")
    if with_year and (specimen.form != "F2021" or specimen.year):
        said.append(f"{specimen.reporting_year}年度，{_form(specimen).name}")
    said += [f"“{text}”" for text in specimen.opening or ()]
    if specimen.headings is not None:
        said.append(f"章节：{'；'.join(specimen.headings)}")
    for number, texts in specimen.chapters.items():
        times = specimen.times.get(number, 1)
        more = f"（重复{times}次）" if times > 1 else ""
        said += [f"第{'一二三四五六'[int(number) - 1]}章：“{text}”{more}" for text in texts]
        if not texts:
            said.append(f"第{'一二三四五六'[int(number) - 1]}章没有内容")
    said += [f"表中“{old}”一行写作“{new}”" for old, new in specimen.labels.items()]
    labels = _form(specimen).labels
    said += [f"“{labels[a]}”后面多出一格：{text}" for a, text in specimen.extra.items()]
    if specimen.without:
        tables = {t.key: t.name for t in _form(specimen).tables}
        said.append(f"没有{'、'.join(tables[t] for t in specimen.without)}")
    said += [f"附件：{name}" for name in specimen.files]
    return said
