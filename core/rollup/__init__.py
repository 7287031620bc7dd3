"""A 汇总 report and its members (DOMAIN §2.6, XU).

`guess_rollup` proposes which report is which, `check_rollup` adds the members up; the auditor decides in
between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.across import Numbers, Tallies
from core.case import Case
from core.finding import Outcome, Severity, Tally
from core.rollup.findings import CellDifference, Part, Report, RollupFinding
from core.rollup.guess import RollupGuess, guess_rollup
from core.rollup.sums import check_sums, summed_addresses
from core.rollup.text import check_text
from core.rules import over_units as rules
from core.rules.messages import listing
from core.rules.over_units import ROLLUP_RULES
from core.rules.policy import EVERY_RULE, Policy
from core.series.grouping import same_figures
from core.units import similar_units, unit_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ROLLUP_RULES", "CellDifference", "Part", "RollupFinding", "RollupGuess", "RollupResult",
    "check_rollup", "guess_rollup",
]  # fmt: skip


@dataclass(frozen=True)
class RollupResult:
    """`findings` worst first; `members` are those that were added up, `left_out` those that could not
    be, with the reason; `checked` tallies every rule that applied."""

    total: Case
    members: tuple[Case, ...]
    left_out: tuple[tuple[Case, str], ...] = ()
    findings: tuple[RollupFinding, ...] = ()
    checked: Mapping[str, Tally] = field(default_factory=lambda: MappingProxyType({}))

    def frame(self) -> pd.DataFrame:
        """Every figure that is added up: a row an address; columns 项目, a member each by its name (a
        number where a name comes twice), 成员合计, 汇总, 差. Decimals, None where one can't be told."""
        import pandas as pd

        total = Numbers(self.total)
        addresses = summed_addresses(total)
        columns: dict[str, list[object]] = {"项目": [total.label(a) for a in addresses]}
        names: list[str] = []
        for case in self.members:
            name = case.sheet.title.unit or case.path.stem
            names.append(name if name not in columns else f"{name}（{len(names) + 1}）")
            numbers = Numbers(case)
            columns[names[-1]] = [numbers.get(a) for a in addresses]
        frame = pd.DataFrame(columns, index=pd.Index(addresses, name="地址"), dtype=object)
        frame["成员合计"] = frame[names].fillna(0).sum(axis=1) if names else 0
        frame["汇总"] = pd.Series(
            [total.get(a) for a in addresses], index=frame.index, dtype=object
        )
        frame["差"] = [
            None if whole is None else whole - added
            for whole, added in zip(frame["汇总"], frame["成员合计"], strict=True)
        ]
        return frame


def check_rollup(
    total: Case,
    members: Sequence[Case],
    complete: bool,
    *,
    strict: bool = False,
    expected: Sequence[str] = (),
    policy: Policy = EVERY_RULE,
) -> RollupResult:
    """Hold a 汇总 against its members.

    `complete`: the auditor says that `members` are all there are (the government's own office among
    them); otherwise only that the 汇总 is no smaller is checked. `strict`: the 汇总 states that it adds up
    its members, which makes a difference an error. `expected` are names of bodies that should have a
    report. Members on another year or form are left out, and copies count once.
    """
    report = Report(Numbers(total), Tallies(policy))
    used, left_out = _usable(total, members, report)
    missing = _missing(used, expected, report)
    numbers = [Numbers(c) for c in used]
    whole = complete and not missing and not left_out
    check_sums(report.total, numbers, whole, strict, report)
    check_text(report.total, numbers, whole, report)
    report.findings.sort(
        key=lambda f: (f.severity.rank, f.outcome is Outcome.CANNOT_CHECK, f.rule)
    )  # stable: then in the order of the form
    return RollupResult(
        total, tuple(used), tuple(left_out), tuple(report.findings),
        MappingProxyType(report.tallies.result()),
    )  # fmt: skip


def _usable(
    total: Case, members: Sequence[Case], report: Report
) -> tuple[list[Case], list[tuple[Case, str]]]:
    used: list[Case] = []
    left_out: list[tuple[Case, str]] = []
    year, form = total.sheet.title.year, total.sheet.format
    by_name: dict[str, list[Case]] = {}
    for case in members:
        if case is total:
            continue
        if case.sheet.title.year != year:
            left_out.append((case, f"年度为{case.sheet.title.year or '未知'}"))
        elif case.sheet.format != form or not case.sheet.facts:
            left_out.append((case, "没有同一格式的表格"))
        else:
            by_name.setdefault(unit_of(case.sheet.title.unit).name or str(case.path), []).append(
                case
            )
    for cases in by_name.values():
        if len(cases) > 1:
            name = cases[0].sheet.title.unit
            files = "、".join(f"“{c.path.name}”" for c in cases)
            if all(same_figures(cases[0], c) for c in cases[1:]):
                said = "数据相同，只计一份"
            else:
                said = "数据不同，都没有计入，请先确定以哪份为准"
                left_out += [(c, "同一单位有几份不同的报告") for c in cases]
                cases = []
            report.add(
                rules.MISSING.id, Severity.INFO, f"{name}{year}年有几份报告：{files}，{said}。",
                members=cases,
            )  # fmt: skip
        used += cases[:1]
    others = [(c, why) for c, why in left_out if not why.startswith("同一单位")]
    if others:
        said = listing(
            [f"{c.sheet.title.unit or c.path.name}（{why}）" for c, why in others], 6, "个单位"
        )
        report.add(
            rules.MISSING.id, Severity.WARNING, f"没有计入汇总核对的报告：{said}。",
            members=[c for c, _ in others], count=len(others),
        )  # fmt: skip
    return used, left_out


def _missing(used: Sequence[Case], expected: Sequence[str], report: Report) -> list[str]:
    """Bodies of the list without a report. A name that may be another writing of one that is there is
    not called missing, and said so."""
    there = {unit_of(c.sheet.title.unit).name: c.sheet.title.unit for c in used}
    missing: list[str] = []
    doubtful: list[str] = []
    for name in dict.fromkeys(expected):
        if unit_of(name).name in there:
            report.count(rules.MISSING.id, Outcome.HOLDS)
            continue
        alike = [u for u in there.values() if similar_units((name, u))]
        if alike:
            doubtful.append(f"{name}（是否即{alike[0]}）")
        else:
            missing.append(name)
    year = report.total.case.sheet.title.year
    if missing:
        report.add(
            rules.MISSING.id, Severity.WARNING,
            f"没有找到{year}年报告的单位：{listing(missing, 12, '个单位')}。", count=len(missing),
        )  # fmt: skip
    if doubtful:
        report.add(
            rules.MISSING.id, Severity.INFO,
            f"名称不同、请确认是否同一单位：{listing(doubtful, 6, '个单位')}。",
            count=len(doubtful), outcome=Outcome.CANNOT_CHECK,
        )  # fmt: skip
    return missing
