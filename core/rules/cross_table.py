"""Between the tables, and between them and chapter six (DOMAIN §2.3: XT and PL)."""

from __future__ import annotations

import re
from decimal import Decimal

from core.finding import Finding, Outcome, Severity
from core.narrative.evaluate import Value, Values
from core.narrative.kinds import readings_of
from core.narrative.model import FeeStatement
from core.rules.context import SheetContext
from core.rules.messages import number
from core.rules.named import NamedRule, SheetCheck
from core.rules.report import Report

__all__ = ["CASES", "FEES", "OUTCOMES", "REGULATIONS", "SETTLED"]

_FEE_BASIS = "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"
FEE = NamedRule(
    id="XT-FEE",
    severity=Severity.WARNING,
    title="信息处理费不超过行政事业性收费",
    says="第六章的信息处理费（元）÷10000 不应大于表一“行政事业性收费”（万元）",
    source=_FEE_BASIS,
)
FEE10 = NamedRule(
    id="XT-FEE10",
    severity=Severity.WARNING,
    title="信息处理费应为10元的整数倍",
    says="按件、按量的收费标准都是10元的整数倍，总额也应是",
    source=_FEE_BASIS,
)
FEE_UNPAID = NamedRule(
    id="XT-FEE-O62",
    severity=Severity.WARNING,
    title="逾期未缴费与收费情况",
    says="表二“申请人逾期未按收费通知要求缴纳费用”有数时，第六章应说到收费通知或信息处理费",
    source=_FEE_BASIS,
)
FEE_NONE = NamedRule(
    id="XT-FEE-NONE",
    severity=Severity.WARNING,
    title="收费情况前后一致",
    says="第六章称未收取信息处理费的，其他各章不应有收取的金额；反之亦然",
    source=_FEE_BASIS,
)
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
_FEE_CELL = "disclosure/fees/amount"
_UNPAID = "requests/otherwise_fee_unpaid"
_SIX = 6


def _fees(context: SheetContext, report: Report) -> None:
    narrative = context.narrative
    if narrative is None or context.form.format != "F2021":
        return
    taken = [f for f in narrative.fees if f.amount > 0 and not f.doubt]
    total = max((f for f in taken if f.chapter == _SIX), key=lambda f: f.amount, default=None)
    if total is not None:
        _fee_total(context, total, report)
    for statement in taken:
        if statement.amount % 10:
            report.add(
                Finding(
                    FEE10.id, Severity.WARNING, Outcome.BROKEN,
                    f"文中写“{statement.quote}”，按规定的标准信息处理费总额应为10元的整数倍，请核实。",
                    anchors=narrative.anchors_of((statement.figure.block,)),
                )
            )  # fmt: skip
        else:
            report.count(FEE10.id, Outcome.HOLDS)
    _none(context, report)
    _unpaid(context, report)


def _fee_total(context: SheetContext, statement: FeeStatement, report: Report) -> None:
    figures, narrative = context.figures, context.narrative
    assert narrative is not None
    amount = figures.values.get(_FEE_CELL)
    if amount is None or _FEE_CELL in figures.blank or "disclosure" in figures.empty_tables:
        report.count(FEE.id, Outcome.CANNOT_CHECK)
        return
    charged = statement.amount / 10_000
    if charged <= amount:
        report.count(FEE.id, Outcome.HOLDS)
        return
    sum_ = f"{number(charged)} > {number(amount)}，差 {number(charged - amount)}"
    report.add(
        Finding(
            FEE.id, Severity.WARNING, Outcome.BROKEN,
            f"第六章写“{statement.quote}”，合{number(charged)}万元，多于{context.plan.places[_FEE_CELL]} "
            f"{number(amount)}万元；信息处理费属于行政事业性收费，同一口径下不应更多，请核实。",
            (_FEE_CELL,), sum_, charged, amount, charged - amount,
            narrative.anchors_of((statement.figure.block,)),
        )
    )  # fmt: skip


def _none(context: SheetContext, report: Report) -> None:
    narrative = context.narrative
    assert narrative is not None
    six = [f for f in narrative.fees if f.chapter == _SIX and not f.doubt]
    elsewhere = [f for f in narrative.fees if 0 < f.chapter < _SIX and not f.doubt]
    bare = [p for p in narrative.passages if p.chapter == _SIX]
    bare_none = len(bare) == 1 and re.fullmatch(r"(?:暂)?(?:无|没有)[。]?", bare[0].text)
    says_none = any(f.amount == 0 for f in six) or bool(bare_none)
    says_some = [f for f in six if f.amount > 0]
    if not says_none and not says_some:
        return
    other = next((f for f in elsewhere if f.amount > 0), None) if says_none else None
    if says_none and not says_some and other is not None:
        text = f"第六章称没有收取信息处理费，而前文写“{other.quote}”，前后不一，请核实。"
    elif says_some and (other := next((f for f in elsewhere if f.amount == 0), None)):
        text = f"第六章写“{says_some[0].quote}”，而前文写“{other.quote}”，前后不一，请核实。"
    elif says_some and (
        other := next(
            (
                f
                for f in elsewhere
                if f.amount > 0 and f.amount not in {s.amount for s in says_some}
            ),
            None,
        )
    ):
        text = f"第六章写“{says_some[0].quote}”，而前文写“{other.quote}”，金额不同，请核实。"
    else:
        report.count(FEE_NONE.id, Outcome.HOLDS)
        return
    assert other is not None
    blocks = dict.fromkeys([other.figure.block, *(f.figure.block for f in six[:1])])
    report.add(
        Finding(
            FEE_NONE.id,
            Severity.WARNING,
            Outcome.BROKEN,
            text,
            anchors=narrative.anchors_of(blocks),
        )
    )


def _unpaid(context: SheetContext, report: Report) -> None:
    evaluation, narrative = context.evaluation, context.narrative
    assert evaluation is not None
    assert narrative is not None
    if f"{_UNPAID}/total" not in context.plan.order:
        return
    value = evaluation.values.total(_UNPAID)
    text = "".join(p.heading + p.text for p in narrative.passages if p.chapter == _SIX)
    if value is None or (value.amount and not text):
        report.count(FEE_UNPAID.id, Outcome.CANNOT_CHECK)
    elif value.amount and not re.search(r"收费通知|处理费|收费|缴费|缴纳|费用", text):
        report.add(
            Finding(
                FEE_UNPAID.id, Severity.WARNING, Outcome.BROKEN,
                f"{context.plan.places[f'{_UNPAID}/total']}为 {number(value.amount)}，说明发出过收费通知，而第六章没有说到收费通知或信息处理费，请补充。",
                value.addresses,
            )
        )  # fmt: skip
    else:
        report.count(FEE_UNPAID.id, Outcome.HOLDS)


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


FEES = SheetCheck((FEE, FEE10, FEE_UNPAID, FEE_NONE), _fees)
CASES = SheetCheck((T3_T2, T3_RATIO), _cases)
REGULATIONS = SheetCheck((CHANGZHANG, NFZERO), _regulations)
OUTCOMES = SheetCheck((OTHERWISE, NOINFO), _outcomes)
SETTLED = SheetCheck((SETTLED_RULE,), _settled)
