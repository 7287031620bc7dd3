"""The 核对意见 as a docx: what was found in some reports, in sentences that can go into a letter, with what
would repair it and what the auditor has made of it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
from docx.shared import Pt

from core.atomic import WriteError, write_bytes
from core.export.errors import ExportError
from core.export.report_json import FindingDict, ReadingDict, ReportDict, grouped
from core.export.wordgrid import without_controls
from core.export.wordstyle import set_page, set_properties, set_styles, timeless
from core.verdicts import VerdictDict, VerdictKind

if TYPE_CHECKING:
    from core.export.across import AcrossDict

__all__ = ["export_opinion", "opinion_docx"]

_PARTS = (
    ("不符合的", "error", "broken"),
    ("存疑、请核实的", "warning", "broken"),
    ("无法核对的", "", "cannot_check"),
    ("提示", "info", "broken"),
)
_ACROSS = (("XY-", "与上年度报告核对"), ("XU-", "与各成员单位的报告核对"))
_WORDS = {"error": "不符合", "warning": "存疑", "info": "提示"}
_MOST_WAYS = 3
_SURE: ReadingDict = {"confidence": "1", "doubtful": False, "alternatives": []}
_BELOW = Pt(32)  # two characters
_NUMBERS = "一二三四五六七八九十"


def export_opinion(
    reports: Sequence[ReportDict],
    target: Path,
    *,
    never: Iterable[Path] = (),
    across: Sequence[AcrossDict] = (),
) -> Path:
    """Write the opinion on these reports to `target` (.docx); `across` is what was found between them and
    others. Raises ExportError."""
    if target.suffix.lower() != ".docx":
        raise ExportError(f"核对意见的文件名应以 .docx 结尾，而不是“{target.name}”。")
    try:
        return write_bytes(target, opinion_docx(reports, across), never=never)
    except WriteError as error:
        raise ExportError(str(error)) from error


def opinion_docx(reports: Sequence[ReportDict], across: Sequence[AcrossDict] = ()) -> bytes:
    """One part a report: the findings by how certain they are, those that follow from another below it,
    then what of `across` is about that report. What the auditor has marked as no fault is left out and
    counted. The same results give the same bytes."""
    document = docx.Document()
    set_page(document)
    set_styles(document)
    title = "政府信息公开工作年度报告核对意见"
    document.add_paragraph(title, "Title")
    for number, report in enumerate(reports):
        if number:
            document.add_page_break()  # type: ignore[no-untyped-call]
        _write(document, report, [a for a in across if a["path"] == report["path"]])
    set_properties(document, title)
    stream = io.BytesIO()
    document.save(stream)
    return timeless(stream.getvalue())


def _write(document: Any, report: ReportDict, across: Sequence[AcrossDict]) -> None:
    name = report["title"] or Path(report["path"]).name
    document.add_paragraph(without_controls(f"《{name}》"), "Heading 1")
    if report["unreadable"] is not None:
        document.add_paragraph(without_controls(f"未能读取：{report['unreadable']}"))
        return
    groups = _still_open(report)
    between = [a for a in across if not _put_aside(a)]
    shown = sum(1 + len(below) for _, below in groups) + len(between)
    left_out = len(report["findings"]) + len(across) - shown
    holds = sum(t["holds"] for t in report["checked"].values())
    document.add_paragraph(
        f"共核对 {holds + _tally(report, 'broken') + _tally(report, 'cannot_check')} 项，"
        f"成立 {holds} 项，不符 {_tally(report, 'broken')} 项，"
        f"无法核对 {_tally(report, 'cannot_check')} 项。"
        + (f"另有 {left_out} 条经审核认定不是问题，未列入。" if left_out else "")
    )
    if unsure := sum(f.get("reading", _SURE)["doubtful"] for f in report["facts"]):
        document.add_paragraph(
            f"注意：有 {unsure} 格数字由图片识别，尚未对照原图确认，涉及这些格子的结论请先核对原件。"
        )
    if not shown:
        document.add_paragraph("没有需要反馈的问题。")
    part = 0
    for heading, severity, outcome in _PARTS:
        chosen = [
            (head, below)
            for head, below in groups
            if head["outcome"] == outcome and (not severity or head["severity"] == severity)
        ]
        if not chosen:
            continue
        _head(document, part, heading, len(chosen), sum(len(below) for _, below in chosen))
        part += 1
        before: list[str] = []
        for number, (head, below) in enumerate(chosen, 1):
            before = _finding(document, f"{number}.", head, before)
            for finding in below:
                _follower(document, finding, head)
    for rules, heading in _ACROSS:
        told = [a for a in between if a["rule"].startswith(rules)]
        if told:
            _head(document, part, heading, len(told), 0)
            part += 1
        for number, said in enumerate(told, 1):
            _say(document, f"{number}.（{_word(said)}）{said['message']}〔{said['rule']}〕")
            for line in _verdict(said):
                _say(document, line)


def _still_open(report: ReportDict) -> list[tuple[FindingDict, list[FindingDict]]]:
    """What is not put aside; without its head a finding stands for itself."""
    groups: list[tuple[FindingDict, list[FindingDict]]] = []
    for head, below in grouped(report):
        rest = [f for f in below if not _put_aside(f)]
        if _put_aside(head):
            groups += [(f, []) for f in rest]
        else:
            groups.append((head, rest))
    return groups


def _head(document: Any, part: int, heading: str, count: int, below: int) -> None:
    more = f"，另有 {below} 条随之而来" if below else ""
    document.add_paragraph(f"{_NUMBERS[part]}、{heading}（{count} 条{more}）", "Heading 1")


def _finding(document: Any, mark: str, finding: FindingDict, before: list[str]) -> list[str]:
    """Writes it and returns its ways to mend it; those `before` need not be told again."""
    _say(document, f"{mark}{finding['message']}〔{finding['rule']}〕")
    ways = _ways(finding)
    repairs = ["疑似应为：同上一条。"] if ways and ways == before else ways
    for line in (*repairs, *_verdict(finding)):
        _say(document, line)
    return ways


def _follower(document: Any, finding: FindingDict, head: FindingDict) -> None:
    """Below its head, whose repair is mostly its own."""
    mark = f"随之而来{_apart(finding, head)}："
    _say(document, f"{mark}{finding['message']}〔{finding['rule']}〕", True)
    told = [s["why"] for s in head["suggestions"][:_MOST_WAYS]]
    known = bool(finding["suggestions"]) and finding["suggestions"][0]["why"] in told
    for line in (*([] if known else _ways(finding)), *_verdict(finding)):
        _say(document, line, True)


def _say(document: Any, text: str, below: bool = False) -> None:
    paragraph = document.add_paragraph(without_controls(text))
    if below:
        paragraph.paragraph_format.left_indent = _BELOW
    if text.endswith("："):
        paragraph.paragraph_format.keep_with_next = True


def _apart(finding: FindingDict, head: FindingDict) -> str:
    """How certain it is, where its head is of another kind."""
    return "" if _word(finding) == _word(head) else f"（{_word(finding)}）"


def _word(finding: FindingDict | AcrossDict) -> str:
    return _WORDS[finding["severity"]] if finding["outcome"] == "broken" else "无法核对"


def _ways(finding: FindingDict) -> list[str]:
    """What would repair it, the likeliest few: a letter is no place for every possibility, nor for
    doubts about our own reading. Numbered otherwise than the findings."""
    ways = [s["why"] for s in finding["suggestions"] if "is_reading" not in s][:_MOST_WAYS]
    if len(ways) < 2:
        return [f"疑似应为：{way}。" for way in ways]
    return ["疑似应为以下之一：", *(f"（{n}）{way}。" for n, way in enumerate(ways, 1))]


def _tally(report: ReportDict, outcome: str) -> int:
    return sum(
        t["broken"] if outcome == "broken" else t["cannot_check"]
        for t in report["checked"].values()
    )


def _put_aside(finding: FindingDict | AcrossDict) -> bool:
    verdict: VerdictDict | None = finding.get("verdict")
    return verdict is not None and verdict["kind"] == VerdictKind.NOT_A_FAULT


def _verdict(finding: FindingDict | AcrossDict) -> list[str]:
    verdict: VerdictDict | None = finding.get("verdict")
    if verdict is None:
        return []
    reason = f"：{verdict['reason']}" if verdict["reason"] else ""
    return [f"审核认定：{VerdictKind(verdict['kind']).chinese}{reason}"]
