"""Generated reports as docx, HTML and text: every cell is read right, consistent ones bring no error,
and one changed figure breaks exactly the identities it takes part in. PDFs: test_generated_pdf.py."""

from __future__ import annotations

import pytest

from core.case import Case
from tests.generator.checks import Specimen, check_changed, check_consistent, chunk_id, chunks

CHUNKS = [c for kind in ("docx", "html", "text") for c in chunks(kind)]


@pytest.mark.parametrize(("form", "kind", "numbers"), CHUNKS, ids=chunk_id)
def test_consistent_reports(form, kind, numbers, tmp_path):
    for number in numbers:
        specimen = Specimen(form, kind, number, figures_in_text=True)
        laid_out = specimen.laid_out()
        case = Case.open(specimen.write(tmp_path, laid_out))
        check_consistent(specimen, case, laid_out)


@pytest.mark.parametrize(("form", "kind", "numbers"), CHUNKS, ids=chunk_id)
def test_one_figure_changed(form, kind, numbers, tmp_path):
    for number in numbers:
        specimen = Specimen(form, kind, number, figures_in_text=False)
        address, report = specimen.changed()
        case = Case.open(specimen.write(tmp_path, specimen.laid_out(report)))
        check_changed(specimen, case.result, address, report)
