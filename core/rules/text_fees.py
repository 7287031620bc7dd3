"""信息处理费: what the chapters say of it, and the tables (DOMAIN §2.3, XT-FEE)."""

from __future__ import annotations

import re

from core.finding import Finding, Outcome, Severity
from core.narrative.model import FeeStatement
from core.rules.context import SheetContext
from core.rules.messages import number
from core.rules.named import NamedRule, SheetCheck
from core.rules.report import Report

__all__ = ["FEES"]

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


FEES = SheetCheck((FEE, FEE10, FEE_UNPAID, FEE_NONE), _fees)
