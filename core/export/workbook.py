"""The results of many reports as an Excel workbook: 汇总 one row a report, 发现 one row a finding, those
that follow from another indented below it, 数据 one row a figure."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.atomic import WriteError, write_bytes
from core.export.errors import ExportError
from core.export.report_json import FindingDict, ReportDict, grouped, suggested
from core.verdicts import VerdictKind

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OUTCOMES", "SEVERITIES", "export_workbook", "plain_text", "workbook_bytes"]

SEVERITIES = {"error": "错误", "warning": "疑点", "info": "提示"}
OUTCOMES = {"broken": "不符", "cannot_check": "无法核对"}
STATES = {"number": "数字", "blank": "空白", "dash": "横线或“无”", "unreadable": "认不出"}

_SUMMARY = [
    "文件", "填报单位", "年度", "格式", "标题", "错误", "疑点", "提示", "无法核对", "成立", "未能读取的原因",
]  # fmt: skip
_FINDINGS = [
    "文件", "填报单位", "年度", "规则", "程度", "结论", "说明", "左边", "右边", "差", "疑似应为",
    "涉及的数据", "地址",
]  # fmt: skip
_VERDICTS = ["认定", "认定理由"]  # there only when the auditor gave some
_FACTS = [
    "文件", "填报单位", "年度", "格式", "地址", "名称", "原文", "状态", "数值", "单位", "位置",
]  # fmt: skip

MOST_ROWS = 1_000_000
"""Rows on one sheet; Excel takes 1,048,576. What is more goes on the next sheet of the same name."""
_MOST_TEXT = 32_767  # of one cell, Excel's limit
_WIDEST = 80
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def export_workbook(
    reports: Sequence[ReportDict],
    target: Path,
    *,
    never: Iterable[Path] = (),
    more: Mapping[str, pd.DataFrame] | None = None,
) -> Path:
    """Write the workbook of these results to `target` (.xlsx); `more` are further sheets by name
    (core.export.across). Raises ExportError."""
    if target.suffix.lower() != ".xlsx":
        raise ExportError(f"工作簿的文件名应以 .xlsx 结尾，而不是“{target.name}”。")
    try:
        return write_bytes(target, workbook_bytes(reports, more), never=never)
    except WriteError as error:
        raise ExportError(str(error)) from error


def workbook_bytes(
    reports: Sequence[ReportDict], more: Mapping[str, pd.DataFrame] | None = None
) -> bytes:
    """The workbook as bytes. Figures are numbers in it; every text is a text, whatever it begins with."""
    import pandas as pd

    def frame(columns: list[str], rows: Iterable[list[Any]]) -> pd.DataFrame:
        # object: a column of whole numbers and blanks would turn into fractions
        return pd.DataFrame(list(rows), columns=columns, dtype=object)

    judged = any("verdict" in f for r in reports for f in r["findings"])
    findings = [row for r in reports for row in _finding_rows(r, judged)]
    follows = {"发现": [follows for _, follows in findings]}
    sheets = {
        "汇总": frame(_SUMMARY, (_summary(r) for r in reports)),
        "发现": frame(
            _FINDINGS + (_VERDICTS if judged else []),
            (row for row, _ in findings),
        ),
        "数据": frame(_FACTS, (row for r in reports for row in _fact_rows(r))),
        **(more or {}),
    }
    stream = io.BytesIO()
    with pd.ExcelWriter(stream, engine="openpyxl") as writer:
        for name, data in sheets.items():
            for number, first in enumerate(range(0, max(len(data), 1), MOST_ROWS), 1):
                title = name if number == 1 else f"{name}（{number}）"
                data[first : first + MOST_ROWS].to_excel(writer, sheet_name=title, index=False)
                _lay_out(writer.sheets[title])
                _indent(writer.sheets[title], follows.get(name, [])[first : first + MOST_ROWS])
    return stream.getvalue()


def _summary(report: ReportDict) -> list[Any]:
    broken = [f["severity"] for f in report["findings"] if f["outcome"] == "broken"]
    unchecked = sum(f["outcome"] == "cannot_check" for f in report["findings"])
    head = [*_text(report["path"], report["unit"]), report["year"], *_text(report["format"] or "")]
    if report["unreadable"] is not None:
        return [*head, "", None, None, None, None, None, *_text(report["unreadable"])]
    return [
        *head, *_text(report["title"]),
        *(broken.count(s) for s in SEVERITIES), unchecked,
        sum(t["holds"] for t in report["checked"].values()), "",
    ]  # fmt: skip


def _finding_rows(report: ReportDict, judged: bool) -> Iterable[tuple[list[Any], bool]]:
    """Each with whether it follows from the one above that does not."""
    labels = {f["address"]: f["label"] for f in report["facts"]}
    for head, below in grouped(report):
        for finding in (head, *below):
            yield _finding_row(report, finding, labels, judged), finding is not head


def _finding_row(
    report: ReportDict, finding: FindingDict, labels: Mapping[str, str], judged: bool
) -> list[Any]:
    return [
        *_text(report["path"], report["unit"]), report["year"],
        *_text(
            finding["rule"], SEVERITIES[finding["severity"]], OUTCOMES[finding["outcome"]],
            finding["message"],
        ),
        *map(_number, (finding["left"], finding["right"], finding["difference"])),
        *_text(
            "\n".join(line.removeprefix("疑似应为：") for line in suggested(finding)),
            "；".join(labels.get(a, a) for a in finding["addresses"]),
            "；".join(finding["addresses"]),
        ),
        *(_verdict(finding) if judged else ()),
    ]  # fmt: skip


def _verdict(finding: FindingDict) -> list[str | None]:
    verdict = finding.get("verdict")
    if verdict is None:
        return [None, None]
    return _text(VerdictKind(verdict["kind"]).chinese, verdict["reason"])


def _fact_rows(report: ReportDict) -> Iterable[list[Any]]:
    for fact in report["facts"]:
        yield [
            *_text(report["path"], report["unit"]), report["year"], *_text(report["format"] or ""),
            *_text(fact["address"], fact["label"], fact["raw"], STATES[fact["state"]]),
            _number(fact["value"]), *_text(fact["unit"] or "", fact["where"]),
        ]  # fmt: skip


def _number(value: str | None) -> int | float | None:
    if value is None:
        return None
    try:
        exact = Decimal(value)
    except InvalidOperation:
        return None
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _text(*texts: str) -> list[str | None]:
    """What cells of a workbook may hold; None for nothing."""
    return [plain_text(t) for t in texts]


def plain_text(text: str) -> str | None:
    """What a cell of a workbook may hold of a text; None for nothing."""
    return _NOT_ALLOWED.sub("", text)[:_MOST_TEXT] or None


def _lay_out(sheet: Any) -> None:
    """Frozen and filterable headings, columns as wide as what they hold, texts that stay texts."""
    from openpyxl.styles import Font

    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    widths: dict[str, int] = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value in (None, ""):
                cell.value = None  # pandas' "" for nothing would count as a text
                continue
            if isinstance(cell.value, str):
                if cell.data_type != "s":  # “=…” taken for a formula, “#N/A” for an error
                    cell.data_type = "s"
                    cell.quotePrefix = True
                width = _width(cell.value)
            else:
                width = len(str(cell.value))
            widths[cell.column_letter] = max(widths.get(cell.column_letter, 0), width)
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = min(max(width + 3, 8), _WIDEST)


def _indent(sheet: Any, follows: Sequence[bool]) -> None:
    """Rows that follow from the one above: indented, and one level down in Excel's outline."""
    from openpyxl.styles import Alignment

    said = _FINDINGS.index("说明") + 1
    for row, below in enumerate(follows, 2):
        if below:
            sheet.cell(row, said).alignment = Alignment(indent=2)
            sheet.row_dimensions[row].outlineLevel = 1
    sheet.sheet_properties.outlinePr.summaryBelow = False


@lru_cache(maxsize=4096)
def _width(text: str) -> int:
    """How many Latin letters wide the longest line of a text is."""
    return max(
        sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line[: _WIDEST * 2])
        for line in text.split("\n")
    )
