"""What the text says counts when cells are told apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.case import Case, Edit
from core.localise import localise
from core.localise.text import text_evidence
from core.narrative import TieState
from core.narrative.numbers import Approximation
from tests.generator.checks import Specimen

RECEIVED = "requests/received/total"


@pytest.fixture
def case(tmp_path) -> Case:
    specimen = Specimen("F2021", "docx", 1, figures_in_text=True)
    return Case.open(specimen.write(tmp_path, specimen.laid_out()))


def test_every_statement_is_about_cells_and_names_its_place(case):
    statements = text_evidence(case.ties, case.sheet).statements
    assert statements
    for statement in statements:
        assert statement.addresses
        assert statement.source.startswith("正文“")
        values = [case.sheet.quantity(a).value or 0 for a in statement.addresses]
        assert sum(values) == statement.value  # the generator's reports agree with their tables
    assert len({(s.addresses, s.value) for s in statements}) == len(statements)
    assert not any(a.endswith("/amount") for s in statements for a in s.addresses)


def test_what_is_unsure_or_rounded_or_no_sum_says_nothing(case):
    tie = next(t for t in case.ties if t.addresses == (RECEIVED,))
    assert len(text_evidence([tie], case.sheet).statements) == 1
    about = replace(tie.figure, approximation=Approximation.ABOUT)
    for other in (
        replace(tie, state=TieState.UNSURE),
        replace(tie, figure=about),
        replace(tie, value=tie.value + 1),
        replace(tie, addresses=()),
        replace(tie, addresses=("no/such/cell",)),
    ):
        assert not text_evidence([other], case.sheet).statements


def test_the_text_decides_between_cells_that_mend_equally_well(case):
    """A total of 表三 is raised: any of its parts could be wrong, but the text still has the old one."""
    address = "reviews/reconsideration/total"
    right = case.sheet.quantity(address).raw
    assert any(t.addresses == (address,) for t in case.ties)
    case.set_edits({address: Edit(str(int(right) + 3))})
    found = localise(case.sheet, case.result, text_evidence(case.ties, case.sheet))
    index = next(i for i, f in enumerate(case.result.findings) if f.rule == "T3-SUM")
    best = found.suggestions[index][0]
    assert [(c.address, c.after) for c in best.changes] == [(address, right)]
    assert "正文“" in best.why
