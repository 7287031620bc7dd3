"""Slips of writing (DOMAIN §2.4, NN-PLACE, NN-APPROX, NN-ENUM, NN-DUPPHRASE, NN-MARKUP)."""

from __future__ import annotations

from collections.abc import Iterable

from core.finding import Finding, Outcome, Severity
from core.narrative import slips
from core.rules.context import DocumentContext
from core.rules.messages import listing, quoted
from core.rules.named import DocumentCheck, NamedRule
from core.rules.report import Report

__all__ = ["SLIPS"]

PLACE = NamedRule(
    id="NN-PLACE",
    severity=Severity.WARNING,
    title="空缺未填",
    says="文中不应留有未填的空缺：“发布   条”、空引号、空括号、XX、××、____",
    source="历年公开的报告",
)
APPROX = NamedRule(
    id="NN-APPROX",
    severity=Severity.INFO,
    title="确数后加“余”",
    says="“余”“多”应接在整数之后；“11余条”这样的写法提示核实",
    source="历年公开的报告",
)
ENUM = NamedRule(
    id="NN-ENUM",
    severity=Severity.INFO,
    title="列举次序",
    says="“一是……二是……”应连续，不跳号、不重号",
    source="历年公开的报告",
)
DUPPHRASE = NamedRule(
    id="NN-DUPPHRASE",
    severity=Severity.INFO,
    title="文字重复",
    says="十个字以上的词句不应紧接着重复",
    source="历年公开的报告",
)
MARKUP = NamedRule(
    id="NN-MARKUP",
    severity=Severity.INFO,
    title="残留的代码",
    says="文中不应残留网页或文字处理软件的代码、连续问号等乱码",
    source="历年公开的报告",
)


def _check(context: DocumentContext, report: Report) -> None:
    narrative = context.narrative
    blocks = list(dict.fromkeys(b for p in narrative.passages for b in p.blocks))

    def say(
        rule: NamedRule,
        found: Iterable[slips.Slip],
        before: str,
        after: str = "。",
        *,
        quote: bool = True,
    ) -> None:
        every = list(found)
        if not every:
            report.count(rule.id, Outcome.HOLDS)
            return
        shown = [f"{quoted(s.text, 40)}" if quote else s.what for s in every]
        report.add(
            Finding(
                rule.id,
                rule.severity,
                Outcome.BROKEN,
                f"{before}{listing(dict.fromkeys(shown), 4, '处')}{after}",
                anchors=narrative.anchors_of(tuple(dict.fromkeys(s.block for s in every))),
            ),
            len(every),
        )

    say(PLACE, slips.placeholders(context.document, blocks), "文中有空缺未填：", "，请补全。")
    say(
        APPROX,
        slips.approximations(narrative.spoken, narrative.passages),
        "确数之后又用“余”：",
        "，请核实是确数还是约数。",
    )
    say(ENUM, slips.jumps(narrative.passages), "列举的次序有误：", quote=False)
    say(DUPPHRASE, slips.doubled(narrative.passages), "文字紧接着重复：")
    say(MARKUP, slips.markup(context.document, blocks), "文中残留代码或乱码：")


SLIPS = DocumentCheck((PLACE, APPROX, ENUM, DUPPHRASE, MARKUP), _check)
