"""Whether the report says what fees were taken for handling information (FMT-FEE, DOMAIN §0.5)."""

from __future__ import annotations

import re

from core.finding import Finding, Outcome, Severity
from core.rules.context import DocumentContext
from core.rules.messages import quoted
from core.rules.named import DocumentCheck, NamedRule
from core.rules.report import Report

__all__ = ["FEES"]

FEE = NamedRule(
    id="FMT-FEE",
    severity=Severity.WARNING,
    title="信息处理费",
    says="2021年度起第六章应报告收取信息处理费的情况（没有收取也应写明）；只写“无”或没有写到为警告，名称有误或写在别章为提示",
    source="国办公开办函〔2021〕30号 一（六）；《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）",
)

_SAID = re.compile(r"信息(?:公开)?处理费|处理费")
_MEANT = re.compile(r"信息[^。；，,\s]{0,6}费用?|收取[^。；]{0,16}费用?|收费|费用")


def _fees(context: DocumentContext, report: Report) -> None:
    form = context.prescribed or context.sheet.form
    if form is None or form.format != "F2021":
        return
    text = context.prose.chapter(6)
    if text is None or (context.cut is not None and not _SAID.search(text)):
        report.count(FEE.id, Outcome.CANNOT_CHECK)
        return
    if _SAID.search(text):
        report.count(FEE.id, Outcome.HOLDS)
        return
    lines = context.prose.chapters.get(6, ())
    severity = Severity.INFO
    if named := _MEANT.search(text):
        message = f"第六章写到{quoted(named.group())}，应称“信息处理费”"
    elif elsewhere := next((line for line in context.prose.lines if _SAID.search(line.text)), None):
        lines = (elsewhere,)
        message = "信息处理费的情况写在别处，应在第六章“其他需要报告的事项”报告"
    else:
        severity = Severity.WARNING
        flat = re.sub(r"\W", "", text)
        message = "第六章" + (f"只写{quoted(flat)}，" if flat in ("无", "没有", "暂无") else "")
        message += "没有报告收取信息处理费的情况，没有收取也应写明"
    report.add(
        Finding(
            FEE.id, severity, Outcome.BROKEN, f"{message}。",
            anchors=(lines[0].anchor,) if lines else (),
        )
    )  # fmt: skip


FEES = DocumentCheck((FEE,), _fees)
