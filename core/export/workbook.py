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
# Where findings are told: columns that are broken into lines, and those that may be cut off.
_SENTENCES = {
    "文件": 36, "说明": 64, "疑似应为": 60, "认定理由": 30, "涉及的数据": 30, "地址": 20,
}  # fmt: skip
_ASIDE = ("涉及的数据", "地址", "文件")
_LINE, _MOST_LINES = 15, 10  # points; Excel's own height of a line
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
    """Frozen and filterable headings, columns as wide as what they hold, sentences on several lines,
    texts that stay texts; on paper across, as wide as the page."""
    from openpyxl.styles import Alignment, Border, Font, Side

    line = Border(bottom=Side("hair"))
    heads = {cell.column_letter: cell.value for cell in sheet[1]}
    told = "说明" in heads.values()
    widest = {c: _SENTENCES.get(h, _WIDEST) if told else _WIDEST for c, h in heads.items()}
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _set_page(sheet)
    widths: dict[str, int] = {}
    for row in sheet.iter_rows():
        lines = 1
        for cell in row:
            if cell.value in (None, ""):
                cell.value = None  # pandas' "" for nothing would count as a text
                continue
            if isinstance(cell.value, str):
                if cell.data_type != "s":  # “=…” taken for a formula, “#N/A” for an error
                    cell.data_type = "s"
                    cell.quotePrefix = True
                width = _width(cell.value)
                if told and heads[cell.column_letter] not in _ASIDE:
                    lines = max(lines, _lines(cell.value, widest[cell.column_letter]))
            else:
                width = len(str(cell.value))
            widths[cell.column_letter] = max(widths.get(cell.column_letter, 0), width)
        if told and row[0].row > 1:
            for cell in row:  # in lines, or a long text would run over the next cells
                cell.alignment = Alignment(vertical="top", wrap_text=isinstance(cell.value, str))
                cell.border = line
            # said, since not every program works it out when it opens a file
            sheet.row_dimensions[row[0].row].height = _LINE * min(lines, _MOST_LINES) + 2
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = min(max(width + 3, 8), widest[letter])


def _set_page(sheet: Any) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_title_rows = "1:1"


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of that width, some room left at their ends. Quotation marks
    and the like count as wide, as they are in Chinese fonts."""
    room = max(1, width - 4)
    return sum(
        max(1, -(-sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) // room))
        for line in text.split("\n")
    )


def _indent(sheet: Any, follows: Sequence[bool]) -> None:
    """Rows that follow from the one above: indented, and one level down in Excel's outline."""
    from openpyxl.styles import Alignment

    said = _FINDINGS.index("说明") + 1
    for row, below in enumerate(follows, 2):
        if below:
            sheet.cell(row, said).alignment = Alignment(
                horizontal="left", vertical="top", wrap_text=True, indent=2
            )
            sheet.row_dimensions[row].outlineLevel = 1
    sheet.sheet_properties.outlinePr.summaryBelow = False


@lru_cache(maxsize=4096)
def _width(text: str) -> int:
    """How many Latin letters wide the longest line of a text is."""
    return max(
        sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line[: _WIDEST * 2])
        for line in text.split("\n")
    )
