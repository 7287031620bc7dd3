"""What was found across reports: in the JSON, the workbook, the command line's exit code."""

from __future__ import annotations

import io
import json
import random
from datetime import UTC, datetime

import docx
import openpyxl
import pytest

from core.cli import main
from core.export.across import (
    AcrossResults,
    across_dict,
    findings_frame,
    rollup_frames,
    series_dict,
)
from core.export.opinion import opinion_docx
from core.export.report_json import report_dict
from core.export.workbook import workbook_bytes
from core.rollup import check_rollup
from core.series import audit_series
from core.store import CaseVerdicts, Store
from core.verdicts import Verdict, VerdictKind
from tests.core.series.making import report
from tests.generator.layout import Layout
from tests.generator.report import generate, lay_out
from tests.generator.samples import form_named
from tests.generator.samples_prose import ANPING
from tests.generator.text import write_text

IN, OUT = "requests/brought_forward/total", "requests/carried_forward/total"
VERDICT = Verdict(VerdictKind.EXPLAINED, "机构改革", datetime(2026, 1, 5, tzinfo=UTC))


@pytest.fixture
def result():
    return audit_series([report(2023, {OUT: 121}), report(2024, {IN: 118})])


def sheet(data: bytes, name: str) -> list[list[object]]:
    return [
        [c.value for c in row] for row in openpyxl.load_workbook(io.BytesIO(data))[name].iter_rows()
    ]


def test_a_finding_across_years(result):
    (finding,) = result.findings
    said = across_dict(finding, VERDICT)
    assert said["figures"] == [
        {"path": "report.html", "address": IN},
        {"path": "report.html", "address": OUT},
    ]
    assert (said["rule"], said["years"], said["unit"]) == ("XY-CARRY", [2023, 2024], "清禾县")
    assert (said["left"], said["right"], said["difference"]) == ("118", "121", "-3")
    assert said["verdict"]["reason"] == "机构改革"
    whole = series_dict(result)
    assert whole["checked"]["XY-CARRY"] == {"holds": 0, "broken": 1, "cannot_check": 0}
    assert "verdict" not in whole["findings"][0]
    json.dumps(whole)


def test_the_sheet_of_findings(result):
    data = workbook_bytes([], {"跨年": findings_frame([(f, VERDICT) for f in result.findings])})
    head, row = sheet(data, "跨年")
    assert dict(zip(head, row, strict=True)) == {
        "单位": "清禾县", "年度": "2023—2024", "规则": "XY-CARRY", "程度": "错误", "结论": "不符",
        "说明": result.findings[0].message, "左边": 118, "右边": 121, "差": -3, "认定": "已说明",
        "认定理由": "机构改革",
    }  # fmt: skip


def test_the_sheets_of_a_rollup():
    members = [
        report(2023, {OUT: 2, "disclosure/fees/amount": "0.5"}, unit=f"清禾县{n}局") for n in "水民"
    ]
    rollup = check_rollup(
        report(2023, {OUT: 5, "disclosure/fees/amount": 1}), members, complete=True
    )
    (finding,) = rollup.findings
    frames = rollup_frames(rollup, {finding.id: VERDICT})
    data = workbook_bytes([], frames)
    assert sheet(data, "汇总发现")[1][2] == "XU-SUM"
    head, *rows = sheet(data, "汇总核对")
    assert head == ["地址", "项目", "清禾县水局", "清禾县民局", "成员合计", "汇总", "差"]
    assert next(r for r in rows if r[0] == OUT)[2:] == [2, 2, 4, 5, 1]
    assert next(r for r in rows if r[0] == "disclosure/fees/amount")[2:] == [0.5, 0.5, 1, 1, 0]


def test_a_verdict_follows_a_finding_across_years(result, tmp_path):
    store = Store(tmp_path)
    (finding,) = result.findings
    CaseVerdicts(finding.subject, store).set(finding, VERDICT)
    (again,) = audit_series([report(2024, {IN: 118}), report(2023, {OUT: 121})]).findings
    assert CaseVerdicts(again.subject, store)(again) == VERDICT
    (other,) = audit_series([report(2023, {OUT: 122}), report(2024, {IN: 118})]).findings
    assert CaseVerdicts(other.subject, store)(other) is None
    store.close()


def test_everything_across_reports_for_the_documents(result):
    members = [report(2023, {OUT: 2}, unit=f"清禾县{n}局") for n in "水民"]
    rollup = check_rollup(report(2023, {OUT: 5}), members, complete=True)
    (year,), (sum_,) = result.findings, rollup.findings
    verdicts = {year.id: VERDICT, sum_.id: Verdict(VerdictKind.NOT_A_FAULT)}
    across = AcrossResults(result.findings, rollup, lambda f: verdicts.get(f.id))
    assert list(across.sheets()) == ["跨年", "汇总发现", "汇总核对"]
    assert "机构改革" in sheet(workbook_bytes([], across.sheets()), "跨年")[1]
    assert AcrossResults().sheets() == {}
    assert AcrossResults().dicts() == []

    opinion = opinion_docx([report_dict(year.subject)], across.dicts())
    lines = [p.text for p in docx.Document(io.BytesIO(opinion)).paragraphs]
    at = next(i for i, line in enumerate(lines) if "与上年度报告核对（1 条）" in line)
    assert lines[at + 1] == f"1.（不符合）{year.message}〔XY-CARRY〕"
    assert lines[at + 2] == "审核认定：已说明：机构改革"
    assert not any(sum_.message in line for line in lines)  # put aside
    other = opinion_docx([report_dict(members[0])], [d | {"path": "x"} for d in across.dicts()])
    lines = [p.text for p in docx.Document(io.BytesIO(other)).paragraphs]
    assert not any("与上年度" in line for line in lines)


# ---- the command line


def written(folder, year: int, **figures: int):
    """A consistent report of 安坪县, but for these figures."""
    made = generate(
        form_named("F2021"), random.Random(year), place=ANPING, year=year, extension=True,
        figures_in_text=False,
    )  # fmt: skip
    zero = dict.fromkeys(made.figures, made.figures[IN] * 0)
    changed = made.with_figures(zero | {k: made.figures[IN] * 0 + v for k, v in figures.items()})
    path = folder / f"{year}.txt"
    write_text(lay_out(changed, Layout("text"), random.Random(1)), path, random.Random(1))
    return path


def column(row: str, number: int) -> dict[str, int]:
    """A figure of 表二 that is in order by itself, for 自然人 and 总计."""
    return {f"requests/{row}/{c}": number for c in ("natural_person", "total")}


def test_the_command_line_compares_years(tmp_path, capsys):
    written(tmp_path, 2022, **column("received", 3), **column("carried_forward", 3))
    fits = column("brought_forward", 3) | column("granted", 3) | column("concluded_total", 3)
    written(tmp_path, 2023, **fits)
    book, said = tmp_path / "out" / "b.xlsx", tmp_path / "out" / "r.json"
    book.parent.mkdir()
    assert main(["audit", str(tmp_path), "--json", str(said), "--xlsx", str(book)]) == 0
    series = json.loads(said.read_text(encoding="utf-8"))["series"]
    assert series["checked"]["XY-CARRY"] == {"holds": 1, "broken": 0, "cannot_check": 0}

    less = {a: v - 1 for a, v in fits.items()}
    written(tmp_path, 2023, **less)
    assert main(["audit", str(tmp_path), "--json", str(said), "--xlsx", str(book)]) == 1
    data = json.loads(said.read_text(encoding="utf-8"))
    assert not any(f["severity"] == "error" for r in data["reports"] for f in r["findings"])
    assert [f["rule"] for f in data["series"]["findings"] if f["severity"] == "error"] == [
        "XY-CARRY"
    ]
    assert any(row[2] == "XY-CARRY" for row in sheet(book.read_bytes(), "跨年"))
    capsys.readouterr()
    assert main(["audit", str(tmp_path)]) == 1
    assert "× 错误 XY-CARRY 安坪县：" in capsys.readouterr().out


def test_other_reports_are_not_read_again(tmp_path):
    written(tmp_path, 2022)
    said = tmp_path / "r.json"
    assert main(["audit", str(tmp_path / "2022.txt"), "--json", str(said)]) == 0
    assert "series" not in json.loads(said.read_text(encoding="utf-8"))
