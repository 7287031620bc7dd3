"""What the text of a 汇总 says of its members (XU-TEXT, XU-COUNT)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from core.across import Numbers
from core.finding import Outcome, Severity
from core.rollup.findings import Report
from core.rules import over_units as rules
from core.rules.messages import listing, number
from core.rules.prose import Line
from core.units import unit_of

__all__ = ["check_text"]

_REPORTS = re.compile(
    r"(?:公开|发布|公布)?(?:年报|年度报告)[^，。；、\d]{0,6}?(?P<a>\d+)\s*[条份篇]|(?P<b>\d+)\s*[条份篇](?:政府信息公开)?(?:工作)?(?:年报|年度报告)"
)
_ASKED = re.compile(r"申请")
_FEE = re.compile(r"处理费|收费|收取")
_APPROXIMATE = re.compile(r"^\s*[余多]")


def check_text(total: Numbers, members: Sequence[Numbers], complete: bool, report: Report) -> None:
    _units(total, members, report)
    _count(total, members, complete, report)


def _units(total: Numbers, members: Sequence[Numbers], report: Report) -> None:
    for line in total.prose.lines:
        for sentence in re.split(r"(?<=[。；;])", line.text):
            told = list(_named(sentence, members))
            if len(told) < 2:  # a list of bodies, not a mention in passing
                continue
            for member, value, unit in told:
                amounts = _amounts(member, unit, sentence)
                if amounts is None:
                    continue
                if not amounts:
                    report.count(rules.TEXT.id, Outcome.CANNOT_CHECK)
                elif value in amounts:
                    report.count(rules.TEXT.id, Outcome.HOLDS)
                else:
                    _differs(total, member, value, unit, amounts, line, report)


def _differs(
    total: Numbers,
    member: Numbers,
    value: Decimal,
    unit: str,
    amounts: Sequence[Decimal],
    line: Line,
    report: Report,
) -> None:
    name = member.case.sheet.title.unit
    own = listing([number(a) for a in dict.fromkeys(amounts)], 3, "个数").replace("、", "或")
    report.add(
        rules.TEXT.id, Severity.WARNING,
        f"汇总报告文中写{name}{number(value)}{unit}，该单位自己的报告为{own}{unit}，请核实。",
        members=[member.case], anchors=[line.anchor], left=value, right=amounts[0],
    )  # fmt: skip


def _named(sentence: str, members: Sequence[Numbers]) -> Iterator[tuple[Numbers, Decimal, str]]:
    """Members with the figure that stands behind their name."""
    for member in members:
        base = unit_of(member.case.sheet.title.unit).base
        if len(base) < 2:
            continue
        found = re.search(
            rf"{re.escape(base)}(?:人民政府|管委会|办事处)?[^，。；、\d]{{0,8}}?(\d+(?:\.\d+)?)\s*(件|宗|份|元)",
            sentence,
        )
        if found and not _APPROXIMATE.match(sentence[found.end(1) :]):
            yield member, Decimal(found.group(1)), found.group(2)


def _amounts(member: Numbers, unit: str, sentence: str) -> list[Decimal] | None:
    """What a member's own report says of it; None when the sentence is about something else."""
    if unit == "元":
        if not _FEE.search(sentence):
            return None
        return [f.amount for f in member.case.narrative.fees]
    if not _ASKED.search(sentence):
        return None
    rows = ("received", "brought_forward", "concluded_total")
    new, old, done = (member.get(f"requests/{r}/total") for r in rows)
    amounts = [new] if new is not None else []
    if new is not None and old is not None:
        amounts.append(new + old)
    if done is not None:
        amounts.append(done)
    return amounts


def _count(total: Numbers, members: Sequence[Numbers], complete: bool, report: Report) -> None:
    for line in total.prose.lines:
        if found := _REPORTS.search(line.text):
            said = int(found["a"] or found["b"])
            if said in (len(members), len(members) + 1):
                report.count(rules.COUNT.id, Outcome.HOLDS)
            elif not complete and said > len(members):
                report.count(rules.COUNT.id, Outcome.CANNOT_CHECK)
            else:
                report.add(
                    rules.COUNT.id, Severity.INFO,
                    f"汇总报告写“{found.group()}”，而成员有{len(members)}个（加本级{len(members) + 1}个），请核实。",
                    anchors=[line.anchor], left=Decimal(said), right=Decimal(len(members) + 1),
                )  # fmt: skip
            return
