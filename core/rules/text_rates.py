"""Percentages of the text (DOMAIN §2.4, NT-RATE and NN-RATE100)."""

from __future__ import annotations

from core.finding import Finding, Outcome, Severity
from core.narrative.model import Narrative
from core.narrative.tie import JudgedShare, rule_of_share
from core.rules.context import SheetContext
from core.rules.messages import number
from core.rules.named import NamedRule, SheetCheck
from core.rules.report import Report

__all__ = ["RATES"]

RATE = NamedRule(
    id="NT-RATE",
    severity=Severity.WARNING,
    title="占比与比率",
    says="文中的占比、办结率应等于由它自己的两个数、或由表中的数算出的百分比，误差不超过所印末位的一半；因截尾而差不到一个末位的为提示",
    source="算术",
)
RATE100 = NamedRule(
    id="NN-RATE100",
    severity=Severity.WARNING,
    title="办结率100%与所述件数",
    says="称办结率（答复率）100%时，办结件数应等于受理件数（或加上年结转、减结转下年）",
    source="算术",
)


def _check(context: SheetContext, report: Report) -> None:
    narrative, evaluation = context.narrative, context.evaluation
    if narrative is None or evaluation is None:
        return
    for judged in evaluation.shares:
        rule = rule_of_share(judged.share)
        if judged.holds is None:
            report.count(rule, Outcome.CANNOT_CHECK)
        elif judged.holds:
            report.count(rule, Outcome.HOLDS)
        else:
            report.add(_finding(judged, rule, narrative))


def _finding(judged: JudgedShare, rule: str, narrative: Narrative) -> Finding:
    share, percent = judged.share, judged.share.percent
    exact = judged.part * 100 / judged.base
    places = max(percent.places, 1 if percent.places == 0 else percent.places)
    made = f"{exact:.{places}f}%"
    said = narrative.quote(share.part or share.spoken, share.spoken)
    printed = narrative.figure(share.spoken).text
    sum_ = f"{number(judged.part)} ÷ {number(judged.base)} = {made}"
    if judged.rounding:
        severity = Severity.INFO
        message = (
            f"文中写“{said}”，{sum_}，四舍五入应为{exact:.{percent.places}f}%，印作{printed}。"
        )
    else:
        severity = Severity.WARNING
        whole = "（总数取自表二）" if judged.of_table else ""
        message = f"文中写“{said}”，而{sum_}{whole}，与{printed}不符，请核实。"
    return Finding(
        rule,
        severity,
        Outcome.BROKEN,
        message,
        judged.addresses,
        f"{sum_} ≠ {printed}",
        exact.quantize(percent.printed) if percent.places else exact,
        percent.value,
        exact - percent.value,
        narrative.anchors_of((narrative.figure(share.spoken).block,)),
    )


RATES = SheetCheck((RATE, RATE100), _check)
