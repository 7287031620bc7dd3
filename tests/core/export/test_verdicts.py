"""Verdicts in the JSON and the workbook: there when given, and otherwise nothing is new."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import openpyxl
import pytest

from core.case import Case
from core.export.report_json import report_dict
from core.export.workbook import workbook_bytes
from core.resources import resource_dir
from core.store import CaseVerdicts
from core.verdicts import Verdict, VerdictKind

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
def case():
    return Case.open(resource_dir() / "samples" / "qinghe_2024.docx")


def test_json(case):
    verdicts = CaseVerdicts(case)
    finding = case.result.findings[0]
    verdicts.set(finding, Verdict(VerdictKind.EXPLAINED, "口径不同", AT))

    plain, told = report_dict(case), report_dict(case, verdicts)
    assert all("verdict" not in f for f in plain["findings"])
    given = [f for f in told["findings"] if "verdict" in f]
    assert [f["message"] for f in given] == [finding.message]
    assert given[0].pop("verdict") == {
        "kind": "explained",
        "reason": "口径不同",
        "at": "2026-01-05T09:00:00+00:00",
    }
    assert told == plain


def test_workbook(case):
    verdicts = CaseVerdicts(case)
    first, second = case.result.findings[:2]
    verdicts.set(first, Verdict(VerdictKind.EXPLAINED, "=口径不同", AT))
    verdicts.set(second, Verdict(VerdictKind.NOT_A_FAULT, at=AT))

    def rows(report):
        book = openpyxl.load_workbook(io.BytesIO(workbook_bytes([report])))
        return [[c.value for c in row] for row in book["发现"].iter_rows()]

    plain, told = rows(report_dict(case)), rows(report_dict(case, verdicts))
    assert "认定" not in plain[0]
    assert told[0] == [*plain[0], "认定", "认定理由"]
    assert [row[:-2] for row in told] == plain
    assert [row[-2:] for row in told[1:3]] == [["已说明", "=口径不同"], ["不是问题", None]]
    assert all(row[-2:] == [None, None] for row in told[3:])
