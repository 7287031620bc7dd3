"""The 核对意见: every finding in its part, with suggestion and verdict; what is no fault is left out."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from core.case import Case
from core.export.errors import ExportError
from core.export.opinion import export_opinion, opinion_docx
from core.export.report_json import report_dict, unreadable_dict
from core.verdicts import Verdict, VerdictKind

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "samples" / "qinghe_2024.docx"


@pytest.fixture(scope="module")
def case():
    return Case.open(SAMPLE)


def paragraphs(path: Path) -> list[str]:
    return [p.text for p in docx.Document(str(path)).paragraphs]


def test_says_what_was_found_and_what_would_repair_it(case, tmp_path):
    report = report_dict(case)
    lines = paragraphs(export_opinion([report], tmp_path / "意见.docx"))
    assert "《清禾县2024年政府信息公开工作年度报告》" in lines
    errors = [f for f in report["findings"] if f["severity"] == "error"]
    assert f"一、不符合的（{len(errors) - 1} 条，另有 1 条随之而来）" in lines
    for finding in report["findings"]:
        assert any(finding["message"] in line for line in lines)
    assert any("20 → 11" in line for line in lines)
    # Its ways are numbered otherwise than the findings, and are not told again for the next one.
    assert any(line.startswith("（1）") for line in lines)
    assert not any(line.startswith("（4）") for line in lines)
    assert "疑似应为：同上一条。" in lines
    numbered = [line for line in lines if line[:1].isdigit()]
    assert len(numbered) == len(report["findings"]) - 1


def test_what_follows_stands_below_its_head(case, tmp_path):
    report = report_dict(case)
    document = docx.Document(str(export_opinion([report], tmp_path / "意见.docx")))
    at = next(i for i, p in enumerate(document.paragraphs) if p.text.startswith("随之而来："))
    below = document.paragraphs[at]
    assert below.text.endswith("〔T2-OUT〕")
    assert below.paragraph_format.left_indent
    above = [p.text for p in document.paragraphs[:at] if p.text[:1].isdigit()]
    assert above[-1].endswith("〔T2-ROW〕")
    # the same repair is not told again, and what is put aside takes nothing with it
    assert document.paragraphs[at + 1].text[:1].isdigit()
    head = next(f for f in case.result.findings if f.rule == "T2-ROW")
    put_aside = Verdict(VerdictKind.NOT_A_FAULT)
    marked = report_dict(case, lambda f: put_aside if f.message == head.message else None)
    lines = paragraphs(export_opinion([marked], tmp_path / "意见.docx"))
    assert not any(head.message in line for line in lines)
    assert any(line[:1].isdigit() and line.endswith("〔T2-OUT〕") for line in lines)
    assert not any(line.startswith("随之而来") for line in lines)


def test_verdicts_are_told_and_what_is_no_fault_is_left_out(case, tmp_path):
    first, second, *_ = case.result.findings
    verdicts = {
        id(first): Verdict(VerdictKind.EXPLAINED, "已核对原始台账"),
        id(second): Verdict(VerdictKind.NOT_A_FAULT),
    }
    report = report_dict(case)
    marked = report_dict(case, lambda f: verdicts.get(id(_same(case, f))))
    lines = paragraphs(export_opinion([marked], tmp_path / "意见.docx"))
    assert "审核认定：已说明：已核对原始台账" in lines
    assert not any(second.message in line for line in lines)
    assert any("1 条经审核认定不是问题" in line for line in lines)
    assert len(report["findings"]) == len(marked["findings"])


def _same(case, finding):
    return next(f for f in case.result.findings if f.message == finding.message)


def test_an_unreadable_report_keeps_its_sentence(tmp_path):
    report = unreadable_dict(tmp_path / "空.pdf", "文件是空的。")
    assert "未能读取：文件是空的。" in paragraphs(export_opinion([report], tmp_path / "意见.docx"))


def test_a_report_in_order_is_said_to_be(tmp_path):
    clean = report_dict(Case.open(SAMPLE.with_name("anping_2023.docx")))
    clean["findings"] = []
    assert "没有需要反馈的问题。" in paragraphs(export_opinion([clean], tmp_path / "意见.docx"))


def test_the_same_results_give_the_same_bytes(case):
    assert opinion_docx([report_dict(case)]) == opinion_docx([report_dict(case)])


def test_only_a_docx_and_never_a_source(case, tmp_path):
    with pytest.raises(ExportError, match="docx"):
        export_opinion([], tmp_path / "意见.xlsx")
    with pytest.raises(ExportError, match="原文件"):
        export_opinion([report_dict(case)], SAMPLE, never=[SAMPLE])


def test_doubts_about_our_own_reading_are_no_advice(case, tmp_path):
    report = report_dict(case)
    for fact in report["facts"][:2]:
        fact["reading"] = {"confidence": "0.5", "doubtful": True, "alternatives": []}
    ways = [s for f in report["findings"] for s in f["suggestions"]]
    for way in ways:
        way["is_reading"] = True
    lines = paragraphs(export_opinion([report], tmp_path / "意见.docx"))
    assert any(line.startswith("注意：有 2 格数字由图片识别，尚未对照原图确认") for line in lines)
    assert ways
    assert not any("疑似应为" in line for line in lines)
