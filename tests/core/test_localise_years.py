"""Last year's report as evidence: its figures left standing, and what it carried forward."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

from core.document import Document, Paragraph, ParagraphAnchor, Table
from core.finding import CheckResult
from core.formats import official_forms
from core.localise import Evidence, localise
from core.localise.years import with_last_year
from core.recognise import recognise
from core.rules import check_sheet
from tests.core.test_recognise import drawn
from tests.generator.figures import consistent_figures

FORM = next(f for f in official_forms() if f.key == "F2021")


def sheet_of(figures, year):
    texts = {a: str(v) for a, v in figures.items()}
    blocks: list[Paragraph | Table] = [
        Paragraph(f"清禾县{year}年政府信息公开工作年度报告", ParagraphAnchor(0))
    ]
    blocks += [drawn("F2021", t.key, texts) for t in FORM.tables]
    return recognise(Document(Path("x.docx"), "docx", tuple(blocks)))


def checked(sheet) -> CheckResult:
    return check_sheet(sheet)


def test_what_was_carried_forward_speaks_for_what_was_brought_forward():
    figures = consistent_figures(FORM, random.Random(3), size="county")
    before = sheet_of(figures, 2023)
    carried = before.quantity("requests/carried_forward/total").value
    now = sheet_of(figures, 2024)
    evidence = with_last_year(Evidence(), now, before)
    (statement,) = evidence.statements
    assert statement.addresses == ("requests/brought_forward/total",)
    assert statement.value == carried
    assert str(carried) in statement.source
    assert evidence.previous["requests/received/total"] == figures["requests/received/total"]


def test_last_years_figure_left_standing_is_named_as_that():
    """A cell in two sums, so that its right value follows; what the slip was only last year can tell."""
    last = consistent_figures(FORM, random.Random(5), size="county")
    this = consistent_figures(FORM, random.Random(11), size="county")
    address = next(
        a
        for a in this
        if a.startswith("requests/granted/") and not a.endswith("total") and this[a] != last[a] > 0
    )
    wrong = sheet_of(this | {address: last[address]}, 2024)
    result = checked(wrong)
    evidence = with_last_year(Evidence(), wrong, sheet_of(last, 2023))
    best = [s[0] for s in localise(wrong, result, evidence).suggestions.values()]
    assert best
    for suggestion in best:
        assert [(c.address, Decimal(c.after)) for c in suggestion.changes] == [
            (address, this[address])
        ]
        assert "上年" in suggestion.why
    without = [s[0].why for s in localise(wrong, result).suggestions.values()]
    assert not any("上年" in why for why in without)
