"""Files are audited in order, and one file's trouble stays its own."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from core import batch
from core.batch import audit, audit_many, default_jobs

T3 = [
    "{}2024年政府信息公开工作年度报告", "四、政府信息公开行政复议、行政诉讼情况", "行政复议\t行政诉讼",
    "结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t未经复议直接起诉\t复议后起诉",
    "\t".join(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2),
    "1\t2\t0\t1\t{}\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0",
]  # fmt: skip


def write_report(path: Path, unit: str = "清河县", total: int = 4) -> Path:
    """A small report; it is right when `total` is 4."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "\n".join([T3[0].format(unit), *T3[1:5], T3[5].format(total)]), encoding="utf-8"
    )
    return path


# Run in the worker processes, which import this module: files named so bring their process down.
_audit = batch._audit


def _deadly(path, with_docx, rulebook):
    if "killer" in path.name:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows kills with any
    if "raiser" in path.name:
        raise RuntimeError("坏\n了")
    return _audit(path, with_docx, rulebook)


def _audit_or_die(path, with_docx=False, rulebook=None):
    batch._audit = _deadly
    return audit(path, with_docx, rulebook)


@pytest.fixture
def deadly(monkeypatch):
    monkeypatch.setattr(batch, "audit", _audit_or_die)
    monkeypatch.setattr(batch, "_audit", _deadly)


# -- auditing ---------------------------------------------------------------------------------------


def reports(folder, count):
    return [write_report(folder / f"{i}.txt", f"第{i}乡", 4 + i % 2) for i in range(count)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order(tmp_path, jobs):
    paths = reports(tmp_path, 6)
    paths.insert(2, tmp_path / "gone.txt")
    seen = []
    results = list(audit_many(paths, jobs, progress=lambda *said: seen.append(said)))
    assert [r.path for r in results] == paths
    assert [r.report["path"] for r in results] == [str(p) for p in paths]
    broken = [any(f["rule"] == "T3-SUM" for f in r.report["findings"]) for r in results]
    assert broken == [False, True, False, False, True, False, True]
    assert [r.report["unreadable"] is None for r in results].count(False) == 1
    assert seen == [(i, 7, p) for i, p in enumerate(paths)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_is_that_files_sentence(tmp_path, deadly, jobs):
    paths = reports(tmp_path, 3)
    paths.insert(1, write_report(tmp_path / "raiser.txt"))
    results = list(audit_many(paths, jobs))
    assert [r.path for r in results] == paths
    assert "程序出错（RuntimeError: 坏 了）" in results[1].report["unreadable"]
    assert [r.report["unreadable"] for i, r in enumerate(results) if i != 1] == [None] * 3


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
def test_a_dying_process_is_that_files_sentence(tmp_path, deadly):
    paths = reports(tmp_path, 7)
    paths.insert(1, write_report(tmp_path / "killer 1.txt"))
    paths.insert(6, write_report(tmp_path / "killer 2.txt"))
    results = list(audit_many(paths, 2))
    assert [r.path for r in results] == paths
    said = [r.report["unreadable"] for r in results]
    assert [i for i, s in enumerate(said) if s] == [1, 6]
    assert "意外中断" in said[1]


@pytest.mark.parametrize("jobs", [1, 2])
def test_stopping(tmp_path, jobs):
    results = []
    for result in audit_many(reports(tmp_path, 8), jobs, cancelled=lambda: len(results) >= 2):
        results.append(result)
    assert len(results) == 2


def test_leaving_early(tmp_path):
    some = audit_many(reports(tmp_path, 4), 2)
    assert next(some).report["unreadable"] is None
    some.close()


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_corrected_docx_comes_along(tmp_path, jobs):
    paths = [*reports(tmp_path, 2), tmp_path / "gone.txt"]
    results = list(audit_many(paths, jobs, with_docx=True))
    assert [r.docx is not None for r in results] == [True, True, False]
    assert results[0].docx[:2] == b"PK"
    assert [r.not_exported for r in results] == ["", "", ""]
    assert next(audit_many(paths, jobs)).docx is None


def test_a_report_that_cannot_be_exported_is_audited_all_the_same(tmp_path, monkeypatch):
    from core.export import ExportError, official

    for error, says in (
        (ExportError("写不了。"), "写不了。"),
        (KeyError("x"), "导出时程序出错（KeyError"),
    ):

        def fail(_case, error=error):
            raise error

        monkeypatch.setattr(official, "official_docx", fail)
        result = audit(write_report(tmp_path / "a.txt"), with_docx=True)
        assert result.report["unreadable"] is None
        assert result.docx is None
        assert says in result.not_exported


def test_default_jobs(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert default_jobs([]) == default_jobs([Path("a.docx")] * 20) == 1
    assert default_jobs([Path("a.docx")] * 120) == 3
    assert default_jobs([Path("a.PDF")] * 6) == 2
    assert default_jobs([Path("a.pdf")] * 500) == 4
    assert default_jobs([Path("a.pdf")] * 2) == 1
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert default_jobs([Path("a.pdf")] * 500) == 1
