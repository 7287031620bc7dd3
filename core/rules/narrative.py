"""Figures of the text against the tables (DOMAIN §2.4, NT; §2.3, XT-CH2TEXT)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from core.finding import Finding, Outcome, Severity
from core.narrative.evaluate import Judgement, Value, Values, Verdict
from core.narrative.kinds import Family, Reading, Relation, kind
from core.narrative.model import Claim, Narrative
from core.narrative.numbers import Approximation
from core.narrative.tie import rule_of, severity_of
from core.rules.context import SheetContext
from core.rules.messages import number
from core.rules.named import NamedRule, SheetCheck
from core.rules.report import Report

__all__ = ["READING_POINTS", "TIES"]

_SOURCE = "国办公开办函〔2021〕30号：数据“统得出、报得准、可核查”"
REQ = NamedRule(
    id="NT-REQ",
    severity=Severity.ERROR,
    title="文中的申请数与表二",
    says="文中收到、办理、答复、结转的申请数应与表二中它可能所指的数之一相等；表中为空白、或文字不能确定所指的为警告或不作判断",
    source=_SOURCE,
)
OUT = NamedRule(
    id="NT-OUT",
    severity=Severity.ERROR,
    title="文中的办理结果与表二",
    says="文中予以公开、部分公开、不予公开、无法提供、不予处理、其他处理的件数应与表二相应各项之和相等；表中总计空白而由各列相加的为警告",
    source=_SOURCE,
)
RVLT = NamedRule(
    id="NT-RVLT",
    severity=Severity.WARNING,
    title="文中的复议、诉讼数与表三",
    says="文中行政复议、行政诉讼的件数及其结果应与表三相等；备案数与发生数口径不同，只作提醒",
    source=_SOURCE,
)
DOC = NamedRule(
    id="NT-DOC",
    severity=Severity.WARNING,
    title="文中的主动公开数与表一",
    says="文中规章、行政规范性文件、行政许可、行政处罚、行政强制的件数应与表一相等；本级与全部的口径可能不同，只作提醒",
    source=_SOURCE,
)
ZERO = NamedRule(
    id="NT-ZERO",
    severity=Severity.ERROR,
    title="文中称没有而表中有",
    says="文中称未收到申请（0件）时，表二的新收应为0；称未发生行政复议、行政诉讼时，表三应为0（后者为警告）",
    source=_SOURCE,
)
FOURTEEN = NamedRule(
    id="NT-14",
    severity=Severity.WARNING,
    title="文中的数与统计表",
    says="文中主动公开数、各渠道公开数、会议、培训、人员、查阅点、经费、收费应与《政府信息公开情况统计表》相等",
    source="国办发〔2014〕32号《政府信息公开情况统计表》",
)
CHAPTERS = NamedRule(
    id="XT-CH2TEXT",
    severity=Severity.ERROR,
    title="第二至四章的文字与其下的表",
    says="第二、三、四章中的文字与该章的表一致；轻重与总体情况中的文字相同",
    source=_SOURCE,
)

_TABLES = {"disclosure": "表一", "requests": "表二", "reviews": "表三", "statistics": "统计表"}
_APPLICANTS = (
    "natural_person",
    "enterprise",
    "research_institute",
    "public_welfare",
    "legal_service",
    "other",
)
_LONGEST_QUOTE = 120
_TELLING = 5  # a figure that equals another by chance is small


def _check(context: SheetContext, report: Report) -> None:
    narrative, evaluation = context.narrative, context.evaluation
    if narrative is None or evaluation is None:
        return
    broken: list[Judgement] = []
    for judged in evaluation.judgements:
        rule = rule_of(judged.claim, context.sheet)
        if judged.verdict == Verdict.AGREES:
            report.count(rule, Outcome.HOLDS)
        elif judged.verdict == Verdict.DISAGREES:
            broken.append(judged)
        else:
            report.count(rule, Outcome.CANNOT_CHECK)
    for group in _by_cause(broken, context, evaluation.values):
        finding = _finding(group, context, narrative, evaluation.values)
        report.add(finding, 0)
        for judged in group:
            report.count(rule_of(judged.claim, context.sheet), Outcome.BROKEN)


def _by_cause(
    broken: Iterable[Judgement], context: SheetContext, values: Values
) -> Iterator[list[Judgement]]:
    """Requests told in one sentence that are off by the same amount have one cause; so has all that is
    told of requests where 表二 is zero from end to end; nothing said of both reviews and suits in one
    breath is one statement."""
    groups: dict[object, list[Judgement]] = {}
    zero = all(
        (v := values.total(f"requests/{row}")) is not None and v.amount == 0
        for row in ("received", "brought_forward", "concluded_total")
    )
    for judged in broken:
        claim = judged.claim
        rule = rule_of(claim, context.sheet)
        family = kind(claim.kind).family
        key: object
        if zero and family in (Family.REQUESTS, Family.OUTCOMES):
            key = (claim.passage, claim.chapter)
        elif family is Family.REQUESTS and judged.value is not None:
            key = (rule, claim.passage, claim.sentence, claim.figure.value - judged.value.amount)
        else:
            key = (rule, claim.passage, claim.clause, claim.figure.start)
        groups.setdefault(key, []).append(judged)
    yield from groups.values()


def _finding(
    group: list[Judgement], context: SheetContext, narrative: Narrative, values: Values
) -> Finding:
    first = group[0]
    claim, value = first.claim, first.value
    assert value is not None
    rule = rule_of(claim, context.sheet)
    passage = narrative.passages[claim.passage]
    start = min(j.claim.clause[0] for j in group)
    end = max(j.claim.clause[1] for j in group)
    said = passage.text[start:end].strip("、")
    said = said if len(said) <= _LONGEST_QUOTE else f"{said[: _LONGEST_QUOTE - 1]}…"
    parts = [_contradiction(j, context, values) for j in group]
    message = f"文中写“{said.rstrip('。')}”，{'；'.join(parts)}。{_advice(group)}"
    left, right = claim.figure.value, value.amount
    sign = ">" if kind(claim.kind).relation is Relation.AT_MOST else "≠"
    addresses = tuple(dict.fromkeys(a for j in group if j.value for a in j.value.addresses))
    return Finding(
        rule=rule,
        severity=min(map(severity_of, group), key=lambda s: s.rank),
        outcome=Outcome.BROKEN,
        message=message,
        addresses=addresses,
        equation=f"{_approximately(claim)}{number(left)} {sign} {number(right)}，差 {number(abs(left - right))}",
        left=left,
        right=right,
        difference=left - right,
        anchors=narrative.anchors_of(passage.touched(start, end)),
    )


def _approximately(claim: Claim) -> str:
    approximation = claim.figure.approximation
    return {Approximation.LESS: "近", Approximation.ABOUT: "约", Approximation.MORE: "不少于"}.get(
        approximation, ""
    )


def _contradiction(judged: Judgement, context: SheetContext, values: Values) -> str:
    claim, reading, value = judged.claim, judged.reading, judged.value
    assert reading is not None
    assert value is not None
    said = f"{kind(claim.kind).name} {claim.figure.text}" if claim.number is not None else ""
    what = _of_table(reading, value)
    if claim.number is None:
        text = f"而{what}"
    elif kind(claim.kind).relation is Relation.AT_MOST:
        text = f"{said}，多于{what}"
    else:
        text = f"{said}，而{what}"
    others = []
    for other in claim.readings:
        made = values.of(other)
        if (
            other is not reading
            and made is not None
            and made.amount != value.amount
            and "−" not in other.name
        ):
            others.append(f"“{other.name}”为 {_sum(made)}")
    if others:
        text += f"，{'，'.join(others[:2])}，都不相符"
    hint = _hint(judged, context, values)
    return text + (f"（{hint}）" if hint else "")


def _of_table(reading: Reading, value: Value) -> str:
    address = reading.cells[0].address
    table = _TABLES.get(address.partition("/")[0], "表")
    if address.endswith(("/fees/value", "/special_funds/value")):
        return f"{table}“{reading.name}”为 {number(value.amount / 10_000)}万元"
    return f"{table}“{reading.name}”为 {_sum(value)}"


def _sum(value: Value) -> str:
    """`265 + 47 + 25 = 337`, the figure alone where there is but one."""
    shown = [(s, v) for s, v in value.terms if v] or [(1, Decimal(0))]
    if len(shown) == 1 and shown[0][0] > 0:
        return number(value.amount)
    text = number(shown[0][1])
    for sign, term in shown[1:]:
        text += f" {'−' if sign < 0 else '+'} {number(term)}"
    return f"{text} = {number(value.amount)}"


def _hint(judged: Judgement, context: SheetContext, values: Values) -> str:
    """Which figure of the table the text's figure is, when it is one."""
    claim, reading = judged.claim, judged.reading
    assert reading is not None
    wanted = claim.figure.value
    if claim.number is None or wanted < _TELLING:
        return ""
    figures = context.figures.values
    if reading.cells[0].address.startswith("requests/"):
        rows = [c.address.rpartition("/")[0] for c in reading.cells]
        for cell, row in zip(reading.cells, rows, strict=True):
            made = values.cell(cell)
            if len(rows) > 1 and made is not None and made.amount == wanted:
                return f"{number(wanted)}恰为“{_row_label(row, context)}”一项"
        for column in _APPLICANTS:
            cells = [figures.get(f"{row}/{column}", Decimal(0)) for row in rows]
            if sum(cells, Decimal(0)) == wanted:
                return f"{number(wanted)}恰为“{_column_label(rows[0], column, context)}”一列之数"
        for row in rows:
            for column in _APPLICANTS:
                if figures.get(f"{row}/{column}") == wanted:
                    label = f"{_row_label(row, context)}·{_column_label(row, column, context)}"
                    return f"{number(wanted)}恰为“{label}”一格"
    if reading.cells[0].address.startswith("statistics/"):
        for address, kind_ in context.plan.kinds.items():
            if kind_ == "empty" and figures.get(address) == wanted:
                return f"{number(wanted)}填在了标题行{context.plan.places[address]}中"
    return ""


def _row_label(row: str, context: SheetContext) -> str:
    table, _, key = row.partition("/")
    return context.form.table(table).row_labels.get(key, key)


def _column_label(row: str, column: str, context: SheetContext) -> str:
    table = context.form.table(row.partition("/")[0])
    return table.column_labels.get(f"{row}/{column}", column)


def _advice(group: list[Judgement]) -> str:
    families = {kind(j.claim.kind).family for j in group}
    if any(j.value is not None and not j.value.certain for j in group):
        return "表中有关的格空白或读法存疑，请核对。"
    if families == {Family.REVIEWS}:
        return "请核实口径（发生数或备案数）后改正其一。"
    if families == {Family.DISCLOSURE}:
        return "请核实口径（本级或全部）后改正其一。"
    return "请核实后改正其一。"


_NAMED_POINTS = re.compile(
    r"(?:指定|设立|设置|确定|将|在)(?P<names>[^，。；：等]{2,16}(?:、[^，。；：等]{2,16})+)"
    r"(?:为|作为|设立|设置|设有)[^，。；]{0,16}查阅(?:点|中心|场所|室)"
)


def _reading_points(context: SheetContext, report: Report) -> None:
    """`指定甲、乙为查阅中心` names so many reading points (seed 004)."""
    narrative = context.narrative
    address = "statistics/reading_points/value"
    if narrative is None or address not in context.plan.order:
        return
    for passage in narrative.passages:
        for found in _NAMED_POINTS.finditer(passage.text):
            names = found["names"].split("、")
            figure = context.figures.values.get(address)
            if figure is None or address in context.figures.blank:
                report.count(FOURTEEN.id, Outcome.CANNOT_CHECK)
            elif figure == len(names):
                report.count(FOURTEEN.id, Outcome.HOLDS)
            else:
                report.add(
                    Finding(
                        FOURTEEN.id,
                        Severity.INFO,
                        Outcome.BROKEN,
                        f"文中写“{found.group()}”，列有{len(names)}处，而{context.plan.places[address]}为 {number(figure)}，请核实。",
                        (address,),
                        f"{len(names)} ≠ {number(figure)}，差 {number(abs(len(names) - figure))}",
                        Decimal(len(names)),
                        figure,
                        len(names) - figure,
                        narrative.anchors_of(passage.touched(found.start(), found.end())),
                    )
                )


TIES = SheetCheck((REQ, OUT, RVLT, DOC, ZERO, FOURTEEN, CHAPTERS), _check)
READING_POINTS = SheetCheck((FOURTEEN,), _reading_points)
