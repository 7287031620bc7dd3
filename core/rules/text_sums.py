"""Sums within the text: lists of parts, figures told twice, growth (DOMAIN §2.4, NN-SUM, NN-UNIT, NN-MULT,
NN-YOY)."""

from __future__ import annotations

import re

from core.finding import Finding, Outcome, Severity
from core.narrative.kinds import Family, kind
from core.narrative.lists import ListOutcome, PartList
from core.narrative.model import Narrative
from core.narrative.shares import Growth, agrees
from core.narrative.speech import Spoken
from core.rules.context import DocumentContext
from core.rules.messages import number
from core.rules.named import DocumentCheck, NamedRule
from core.rules.report import Report

__all__ = ["GROWTH", "LISTS", "TWICE"]

SUM = NamedRule(
    id="NN-SUM",
    severity=Severity.WARNING,
    title="文中分项之和与总数",
    says="“共N条，其中……”各分项之和不应多于总数；列举完整的应等于总数；以“等”“余”结尾的只查是否多于；各渠道可能重复计算的为提示",
    source="算术",
)
UNIT = NamedRule(
    id="NN-UNIT",
    severity=Severity.WARNING,
    title="数量级",
    says="总数与分项相差整一万倍的，多半是单位“万”写错",
    source="算术",
)
MULT = NamedRule(
    id="NN-MULT",
    severity=Severity.WARNING,
    title="同一数字前后不一",
    says="同一个数在文中出现两次时应相同",
    source="国办公开办函〔2021〕30号：数据准确",
)
YOY = NamedRule(
    id="NN-YOY",
    severity=Severity.WARNING,
    title="增减幅度",
    says="文中同时给出两年的数和增减幅度时，幅度应等于由两数算出的百分比",
    source="算术",
)


# What was made, issued or sent round is counted otherwise than what was published of its own accord.
_WHOLE = re.compile(r"主动公开(?:了|的|各类|各级|本级|有关)*(?:政府|政务)信息")


def _lists(context: DocumentContext, report: Report) -> None:
    narrative = context.narrative
    for each in narrative.lists:
        if each.outcome is ListOutcome.HOLDS:
            report.count(SUM.id, Outcome.HOLDS)
        else:
            report.add(_list_finding(each, narrative))


def _list_finding(each: PartList, narrative: Narrative) -> Finding:
    total, made = each.total.number, each.low
    parts = [narrative.figure(p) for p in each.parts]
    sum_ = " + ".join(p.text.rstrip("条件篇份期则宗起例项部个次人名") or p.text for p in parts)
    whole = narrative.figure(each.total).text
    loose = "余" if any(p.approximation != "exact" for p in parts) else ""
    first, last = each.total, each.parts[-1]
    if first.number.start > last.number.start:
        first, last = each.parts[0], each.total
    said = narrative.quote(first, first)
    rule, severity = SUM.id, Severity.WARNING
    if each.outcome is ListOutcome.MAGNITUDE:
        rule = UNIT.id
        message = f"文中写“{said}”，而所列各项 {sum_} = {number(made)}，与{whole}相差整一万倍，请核实单位“万”。"
    elif each.outcome is ListOutcome.CHANNELS:
        severity = Severity.INFO
        message = f"文中写“{said}”，各渠道 {sum_} = {number(made)}，多于总数{whole}；同一信息可由多个渠道公开，请核实是否重复计算。"
    elif each.outcome is ListOutcome.MORE:
        message = f"文中写“{said}”，所列{len(parts)}项 {sum_} = {number(made)}{loose}，多于总数{whole}，多 {number(made - total.value)}。"
        if len(parts) == 1:
            message = f"文中写“{said}”，其中一项为{parts[0].text}，多于总数{whole}。"
    else:
        message = f"文中写“{said}”，所列{len(parts)}项 {sum_} = {number(made)}{loose}，少于总数{whole}，少 {number(total.value - made)}。"
        if not each.complete:
            message += "如系全部列举，请核实。"
    blocks = (narrative.figure(each.total).block, *(p.block for p in parts))
    return Finding(
        rule,
        severity,
        Outcome.BROKEN,
        message,
        equation=f"{number(total.value)} ≠ {number(made)}，差 {number(abs(total.value - made))}",
        left=total.value,
        right=made,
        difference=total.value - made,
        anchors=narrative.anchors_of(tuple(dict.fromkeys(blocks))),
    )


def _twice(context: DocumentContext, report: Report) -> None:
    """The whole of published information told with two figures; other figures the tables can't judge."""
    narrative, sheet = context.narrative, context.sheet
    published = [
        s
        for s in narrative.spoken
        if s.kind == "statistics_disclosed" and not s.doubt and _WHOLE.search(s.head)
    ]
    _compare(published, "主动公开政府信息", narrative, report)
    form = sheet.form
    judged = form is not None and form.tables and sheet.form_by_labels
    if not judged:
        by_kind: dict[str, list[Spoken]] = {}
        for s in narrative.spoken:
            if s.kind and s.named and not s.doubt and kind(s.kind).family is Family.REQUESTS:
                by_kind.setdefault(s.kind, []).append(s)
        for key, every in by_kind.items():
            if key in ("received", "received_new", "concluded"):
                _compare(every, kind(key).name, narrative, report)


def _compare(every: list[Spoken], name: str, narrative: Narrative, report: Report) -> None:
    if len(every) < 2:
        return
    first = every[0]
    other = next(
        (
            s
            for s in every[1:]
            if s.number.low > first.number.high or s.number.high < first.number.low
        ),
        None,
    )
    if other is None:
        report.count(MULT.id, Outcome.HOLDS)
        return
    a, b = narrative.figure(first), narrative.figure(other)
    report.add(
        Finding(
            MULT.id,
            Severity.WARNING,
            Outcome.BROKEN,
            f"{name}在文中前后不一：“{narrative.quote(first)}”，“{narrative.quote(other)}”，"
            f"{number(a.value)} ≠ {number(b.value)}，差 {number(abs(a.value - b.value))}，请核实。",
            equation=f"{number(a.value)} ≠ {number(b.value)}，差 {number(abs(a.value - b.value))}",
            left=a.value,
            right=b.value,
            difference=a.value - b.value,
            anchors=narrative.anchors_of(tuple(dict.fromkeys((a.block, b.block)))),
        )
    )


def _growth(context: DocumentContext, report: Report) -> None:
    narrative = context.narrative
    for each in narrative.growths:
        now, before = each.now.number.value, each.before.number.value
        change = before - now if each.down else now - before
        if not before or agrees(each.spoken.number, change, before):
            report.count(YOY.id, Outcome.HOLDS if before else Outcome.CANNOT_CHECK)
        else:
            report.add(_growth_finding(each, narrative))


def _growth_finding(each: Growth, narrative: Narrative) -> Finding:
    now, before = each.now.number.value, each.before.number.value
    percent = each.spoken.number
    exact = (before - now if each.down else now - before) * 100 / before
    sum_ = f"（{number(now)} − {number(before)}）÷ {number(before)}"
    if each.down:
        sum_ = f"（{number(before)} − {number(now)}）÷ {number(before)}"
    made = f"{exact:.{max(percent.places, 1)}f}%"
    first = min(each.now, each.before, key=lambda s: s.number.start)
    return Finding(
        YOY.id,
        Severity.WARNING,
        Outcome.BROKEN,
        f"文中写“{narrative.quote(first, each.spoken)}”，而{sum_} = {made}，与{number(percent.value)}%不符，请核实。",
        equation=f"{sum_} = {made} ≠ {number(percent.value)}%",
        left=exact,
        right=percent.value,
        difference=exact - percent.value,
        anchors=narrative.anchors_of((narrative.figure(each.spoken).block,)),
    )


LISTS = DocumentCheck((SUM, UNIT), _lists)
TWICE = DocumentCheck((MULT,), _twice)
GROWTH = DocumentCheck((YOY,), _growth)
