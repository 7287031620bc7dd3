"""Generated reports as PDF. They are dear to make and to read, so each is opened once: first it must
be consistent, then one of its figures is changed by an edit. Some are printed with the change too."""

from __future__ import annotations

import pytest

from core.case import Case
from tests.generator.checks import (
    Specimen,
    check_changed,
    check_consistent,
    check_edited,
    chunk_id,
    chunks,
)

PRINTED_CHANGED = 10  # one in so many


@pytest.fixture(autouse=True)
def _qt(qapp):
    """Qt prints the PDFs."""


@pytest.mark.parametrize(("form", "kind", "numbers"), chunks("pdf"), ids=chunk_id)
def test_reports(form, kind, numbers, tmp_path):
    for number in numbers:
        specimen = Specimen(form, kind, number, figures_in_text=True)
        laid_out = specimen.laid_out()
        case = Case.open(specimen.write(tmp_path, laid_out))
        check_consistent(specimen, case, laid_out)
        check_edited(Specimen(form, kind, number, figures_in_text=False), case)
        if number % PRINTED_CHANGED == 0:
            changed = Specimen(form, kind, number, figures_in_text=False)
            address, report = changed.changed()
            case = Case.open(changed.write(tmp_path, changed.laid_out(report)))
            check_changed(changed, case.result, address, report)
