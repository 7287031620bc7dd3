"""A picture of some page of a report: what it shows is checked, and nothing else is called missing."""

from __future__ import annotations

from dataclasses import replace

from core.finding import Outcome, Severity
from core.recognise import recognise
from core.rules import check_document
from tests.core.rules.making import drawn, form, make_document, without_rows

FORM = form("F2021")


def page(title: str = ""):
    """A page with the first lines of 表二 and the heading above it."""
    table = without_rows(drawn(FORM.table("requests"), {}, 0), range(12, 30))
    whole = make_document("F2021", title=title, kind="pdf")
    heading = next(b for b in whole.blocks if "收到和处理" in getattr(b, "text", ""))
    blocks = (heading, table) if not title else (whole.blocks[0], heading, table)
    return replace(whole, blocks=blocks, converted=b"%PDF-")


def findings(document):
    return check_document(document, recognise(document)).findings


def test_nothing_is_missing_from_a_picture_of_a_page():
    found = findings(page())
    assert {f.outcome for f in found if f.severity is not Severity.INFO} == set()
    said = {f.rule: f.message for f in found if f.outcome is Outcome.CANNOT_CHECK}
    assert said["FMT-CH"].startswith("图片只是报告的一部分（没有报告标题）")
    assert said["FMT-ROWS"].startswith("图片里没有表二的")


def test_a_picture_with_the_title_is_held_to_all_of_a_report():
    found = findings(page("清禾县2023年政府信息公开工作年度报告"))
    assert any(f.rule == "FMT-CH" and f.severity is Severity.ERROR for f in found)


def test_so_is_a_pdf_that_is_no_picture():
    found = findings(replace(page(), converted=None))
    assert not [f for f in found if f.message.startswith("图片")]
