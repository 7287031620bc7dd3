"""Between the tables, and what they make of the text's verdicts (DOMAIN §2.3: XT and PL)."""

from __future__ import annotations

import re
from decimal import Decimal

from core.finding import Finding, Outcome, Severity
from core.narrative.evaluate import Value, Values
from core.narrative.kinds import readings_of
from core.rules.context import SheetContext
from core.rules.messages import number
from core.rules.named import NamedRule, SheetCheck
from core.rules.report import Report

__all__ = ["CASES", "OUTCOMES", "REGULATIONS", "SETTLED"]

T3_T2 = NamedRule(
    id="XT-T3-T2",
    severity=Severity.WARNING,
    title="有复议诉讼而无申请",
    says="表三有案件时，表二的新收、结转、办结一般不全为0（上年也没有申请的为疑）",
    source="复议、诉讼一般由申请引起",
)
T3_RATIO = NamedRule(
    id="XT-T3-RATIO",
    severity=Severity.INFO,
    title="复议诉讼多于办结",
    says="行政复议与未经复议直接起诉之和一般不大于本年与上年办结数之和",
    source="合理性",
)
CHANGZHANG = NamedRule(
    id="XT-CHANGZHANG",
    severity=Severity.WARNING,
    title="规章的制定权",
    says="规章只能由国务院部门、省级政府、设区的市和自治州的政府制定；县、乡镇、街道、部门的表一中规章应为0",
    source="《中华人民共和国立法法》",
)
NFZERO = NamedRule(
    id="XT-NFZERO",
    severity=Severity.INFO,
    title="现行有效规范性文件为0",
    says="县级以上政府现行有效的行政规范性文件一般不为0",
    source="合理性",
)
OTHERWISE = NamedRule(
    id="PL-O6",
    severity=Severity.WARNING,
    title="其他处理偏多",
    says="（六）其他处理超过办理结果总计的20%且不少于5件的，应了解情况",
    source="国办公开办函〔2019〕60号 一（三）",
)
NOINFO = NamedRule(
    id="PL-NOINFO",
    severity=Severity.INFO,
    title="本机关不掌握偏多",
    says="“本机关不掌握相关政府信息”超过办理结果总计60%的提示",
    source="合理性",
)
SETTLED_RULE = NamedRule(
    id="PL-SETTLED",
    severity=Severity.WARNING,
    title="“均获维持”“均已审结”与表三",
    says="文中称均获维持、均已审结、零败诉的，表三的尚未审结、结果纠正应为0",
    source="算术",
)

_SHARE_OTHERWISE = Decimal("0.20")
_LEAST_OTHERWISE = 5
_SHARE_NOINFO = Decimal("0.60")


def _total(values: Values, *addresses: str) -> Value | None:
    """The sum of some rows' totals, None when one can't be told."""
    found = [values.total(*a.rsplit("/", 1)) for a in addresses]
    known = [v for v in found if v is not None]
    if len(known) < len(found):
        return None
    return Value(
        sum((v.amount for v in known), Decimal(0)),
        tuple((1, v.amount) for v in known),
        all(v.certain for v in known),
        tuple(a for v in known for a in v.addresses),
    )


def _cases(context: SheetContext, report: Report) -> None:
    if "reviews/reconsideration/total" not in context.plan.order:
        return
    values = context.values
    reviews = _total(
        values,
        "reviews/reconsideration/total",
        "reviews/litigation_direct/total",
        "reviews/litigation_after_reconsideration/total",
    )
    asked = _total(
        values,
        "requests/received/total",
        "requests/brought_forward/total",
        "requests/concluded_total/total",
    )
    direct = _total(values, "reviews/reconsideration/total", "reviews/litigation_direct/total")
    done = _total(values, "requests/concluded_total/total")
    if reviews is None or asked is None or direct is None or done is None:
        report.count(T3_T2.id, Outcome.CANNOT_CHECK)
        report.count(T3_RATIO.id, Outcome.CANNOT_CHECK)
        return
    if reviews.amount and not asked.amount:
        report.add(
            Finding(
                T3_T2.id, Severity.WARNING, Outcome.BROKEN,
                f"表三的行政复议、行政诉讼共 {number(reviews.amount)} 件，而表二的新收、上年结转、办理结果总计均为 0；若上年也没有申请，请核实案件从何而来。",
                (*reviews.addresses, *asked.addresses),
            )
        )  # fmt: skip
        return
    report.count(T3_T2.id, Outcome.HOLDS)
    if direct.amount <= done.amount:
        report.count(T3_RATIO.id, Outcome.HOLDS)
        return
    report.add(
        Finding(
            T3_RATIO.id, Severity.INFO, Outcome.CANNOT_CHECK,
            f"行政复议与未经复议直接起诉共 {number(direct.amount)} 件，多于本年办结的 {number(done.amount)} 件；上年办结数不在本报告中，请对照上年核实。",
            (*direct.addresses, *done.addresses),
        )
    )  # fmt: skip


_LAWMAKING = ("province", "state", "city")


def _regulations(context: SheetContext, report: Report) -> None:
    narrative = context.narrative
    rows = [a for a in context.plan.order if a.startswith("disclosure/regulations/")]
    if narrative is None or not rows:
        return
    body, figures = narrative.body, context.figures
    _normative(context, report)
    unread = not set(rows) <= figures.values.keys() or "disclosure" in figures.empty_tables
    if unread or not (body.level or body.kind):
        report.count(CHANGZHANG.id, Outcome.CANNOT_CHECK)
        return
    given = [a for a in rows if figures.values[a] > 0]
    state = (
        body.kind == "department"
        and not body.level
        and re.search(r"部$|委员会$|总局$|署$", body.unit)
    )
    may = (
        state
        or (body.kind in ("government", "office") and body.level in _LAWMAKING)
        or body.kind == ""
    )
    if not given or may:
        report.count(CHANGZHANG.id, Outcome.HOLDS)
        return
    table = context.form.table("disclosure")
    said = "，".join(f"{table.column_labels[a]} {number(figures.values[a])}" for a in given)
    who = f"“{body.unit}”" if body.unit else f"{body.own or '本单位'}一级的机关"
    report.add(
        Finding(
            CHANGZHANG.id, Severity.WARNING, Outcome.BROKEN,
            f"{table.name}“{table.row_labels['regulations']}”：{said}。{who}没有规章制定权，请核实是否把规章制度或规范性文件填作规章。",
            tuple(given),
        )
    )  # fmt: skip


def _normative(context: SheetContext, report: Report) -> None:
    address = "disclosure/normative_documents/in_force"
    narrative, figures = context.narrative, context.figures
    assert narrative is not None
    body = narrative.body
    if address not in context.plan.order or body.kind not in ("government", "office"):
        return
    if body.level not in ("county", "city", "province"):
        return
    if address not in figures.values or address in figures.blank:
        report.count(NFZERO.id, Outcome.CANNOT_CHECK)
    elif figures.values[address] == 0:
        report.add(
            Finding(
                NFZERO.id, Severity.INFO, Outcome.BROKEN,
                f"{context.plan.places[address]}为 0；县级以上政府一般都有现行有效的行政规范性文件，请核实。",
                (address,),
            )
        )  # fmt: skip
    else:
        report.count(NFZERO.id, Outcome.HOLDS)


def _outcomes(context: SheetContext, report: Report) -> None:
    if "requests/concluded_total/total" not in context.plan.order:
        return
    values = context.values
    done = values.total("requests/concluded_total")
    (reading,) = readings_of(context.form, "otherwise")[:1] or (None,)
    otherwise = values.of(reading) if reading else None
    missing = values.total("requests/unavailable_not_held")
    if done is None or otherwise is None or missing is None:
        report.count(OTHERWISE.id, Outcome.CANNOT_CHECK)
        report.count(NOINFO.id, Outcome.CANNOT_CHECK)
        return
    if otherwise.amount >= _LEAST_OTHERWISE and otherwise.amount > done.amount * _SHARE_OTHERWISE:
        report.add(
            Finding(
                OTHERWISE.id, Severity.WARNING, Outcome.BROKEN,
                f"表二（六）其他处理 {number(otherwise.amount)} 件，占办理结果总计 {number(done.amount)} 件的"
                f"{_percent(otherwise.amount, done.amount)}，超过20%，请了解情况。",
                (*otherwise.addresses, *done.addresses),
            )
        )  # fmt: skip
    else:
        report.count(OTHERWISE.id, Outcome.HOLDS)
    if missing.amount > done.amount * _SHARE_NOINFO and done.amount:
        report.add(
            Finding(
                NOINFO.id, Severity.INFO, Outcome.BROKEN,
                f"表二“本机关不掌握相关政府信息” {number(missing.amount)} 件，占办理结果总计 {number(done.amount)} 件的"
                f"{_percent(missing.amount, done.amount)}，超过60%，容易引起争议。",
                (*missing.addresses, *done.addresses),
            )
        )  # fmt: skip
    else:
        report.count(NOINFO.id, Outcome.HOLDS)


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{part * 100 / whole:.1f}%" if whole else "全部"


def _settled(context: SheetContext, report: Report) -> None:
    narrative = context.narrative
    if narrative is None or "reviews/reconsideration/total" not in context.plan.order:
        return
    labels = context.form.table("reviews")
    for statement in narrative.settled:
        cells = [
            (f"reviews/{row}/{column}", value)
            for row in statement.rows
            for column in statement.columns
            if (value := context.values.total(f"reviews/{row}", column)) is not None
        ]
        if len(cells) < len(statement.rows) * len(statement.columns):
            report.count(SETTLED_RULE.id, Outcome.CANNOT_CHECK)
            continue
        against = [(a, v.amount) for a, v in cells if v.amount > 0]
        if not against:
            report.count(SETTLED_RULE.id, Outcome.HOLDS)
            continue
        said = "、".join(
            f"{labels.row_labels[a.split('/')[1]]}{labels.column_labels[a]} {number(v)}"
            for a, v in against
        )
        report.add(
            Finding(
                SETTLED_RULE.id, Severity.WARNING, Outcome.BROKEN,
                f"文中写“{statement.quote}”，而表三有{said}，请核实。",
                tuple(a for a, _ in against),
                anchors=narrative.anchors_of((statement.figure.block,)),
            )
        )  # fmt: skip


CASES = SheetCheck((T3_T2, T3_RATIO), _cases)
REGULATIONS = SheetCheck((CHANGZHANG, NFZERO), _regulations)
OUTCOMES = SheetCheck((OTHERWISE, NOINFO), _outcomes)
SETTLED = SheetCheck((SETTLED_RULE,), _settled)
