"""The 核对意见 as a docx: what was found in some reports, in sentences that can go into a letter, with what
would repair it and what the auditor has made of it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import docx

from core.atomic import WriteError, write_bytes
from core.export.errors import ExportError
from core.export.report_json import FindingDict, ReportDict
from core.export.wordgrid import without_controls
from core.export.wordstyle import set_page, set_properties, set_styles, timeless
from core.verdicts import VerdictKind

__all__ = ["export_opinion", "opinion_docx"]

_PARTS = (
    ("不符合的", "error", "broken"),
    ("存疑、请核实的", "warning", "broken"),
    ("无法核对的", "", "cannot_check"),
    ("提示", "info", "broken"),
)
_MOST_WAYS = 3
_NUMBERS = "一二三四五六七八九十"


def export_opinion(
    reports: Sequence[ReportDict], target: Path, *, never: Iterable[Path] = ()
) -> Path:
    """Write the opinion on these reports to `target` (.docx). Raises ExportError."""
    if target.suffix.lower() != ".docx":
        raise ExportError(f"核对意见的文件名应以 .docx 结尾，而不是“{target.name}”。")
    try:
        return write_bytes(target, opinion_docx(reports), never=never)
    except WriteError as error:
        raise ExportError(str(error)) from error


def opinion_docx(reports: Sequence[ReportDict]) -> bytes:
    """One part a report: the findings by how certain they are. What the auditor has marked as no fault is
    left out and counted. The same results give the same bytes."""
    document = docx.Document()
    set_page(document)
    set_styles(document)
    title = "政府信息公开工作年度报告核对意见"
    document.add_paragraph(title, "Title")
    for number, report in enumerate(reports):
        if number:
            document.add_page_break()  # type: ignore[no-untyped-call]
        _write(document, report)
    set_properties(document, title)
    stream = io.BytesIO()
    document.save(stream)
    return timeless(stream.getvalue())


def _write(document: Any, report: ReportDict) -> None:
    name = report["title"] or Path(report["path"]).name
    document.add_paragraph(without_controls(f"《{name}》"), "Heading 1")
    if report["unreadable"] is not None:
        document.add_paragraph(without_controls(f"未能读取：{report['unreadable']}"))
        return
    findings = [f for f in report["findings"] if not _put_aside(f)]
    left_out = len(report["findings"]) - len(findings)
    holds = sum(t["holds"] for t in report["checked"].values())
    document.add_paragraph(
        f"共核对 {holds + _tally(report, 'broken') + _tally(report, 'cannot_check')} 项，"
        f"成立 {holds} 项，不符 {_tally(report, 'broken')} 项，"
        f"无法核对 {_tally(report, 'cannot_check')} 项。"
        + (f"另有 {left_out} 条经审核认定不是问题，未列入。" if left_out else "")
    )
    if not findings:
        document.add_paragraph("没有需要反馈的问题。")
    part = 0
    for heading, severity, outcome in _PARTS:
        chosen = [
            f
            for f in findings
            if f["outcome"] == outcome and (not severity or f["severity"] == severity)
        ]
        if not chosen:
            continue
        document.add_paragraph(f"{_NUMBERS[part]}、{heading}（{len(chosen)} 条）", "Heading 1")
        part += 1
        before: list[str] = []
        for number, finding in enumerate(chosen, 1):
            document.add_paragraph(
                without_controls(f"{number}.{finding['message']}〔{finding['rule']}〕")
            )
            ways = _ways(finding)
            repairs = ["疑似应为：同上一条。"] if ways and ways == before else ways
            before = ways
            for line in (*repairs, *_verdict(finding)):
                document.add_paragraph(without_controls(line))


def _ways(finding: FindingDict) -> list[str]:
    """What would repair it, the likeliest few: a letter is no place for every possibility. Numbered
    otherwise than the findings."""
    ways = [s["why"] for s in finding["suggestions"][:_MOST_WAYS]]
    if len(ways) < 2:
        return [f"疑似应为：{way}。" for way in ways]
    return ["疑似应为以下之一：", *(f"（{n}）{way}。" for n, way in enumerate(ways, 1))]


def _tally(report: ReportDict, outcome: str) -> int:
    return sum(
        t["broken"] if outcome == "broken" else t["cannot_check"]
        for t in report["checked"].values()
    )


def _put_aside(finding: FindingDict) -> bool:
    verdict = finding.get("verdict")
    return verdict is not None and verdict["kind"] == VerdictKind.NOT_A_FAULT


def _verdict(finding: FindingDict) -> list[str]:
    verdict = finding.get("verdict")
    if verdict is None:
        return []
    reason = f"：{verdict['reason']}" if verdict["reason"] else ""
    return [f"审核认定：{VerdictKind(verdict['kind']).chinese}{reason}"]
