"""Generated reports in the formats that others are made of: workbooks, pages saved as one file, and,
where LibreOffice is, old Word files. Every cell is read right, and consistent reports bring no error."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from core.case import Case
from core.readers import read
from core.readers.decode import decode
from tests.core.readers.test_mhtml import chrome, explorer
from tests.core.readers.wordml import wordml
from tests.generator.checks import FORMS, Specimen, check_consistent
from tests.generator.workbook import write_workbook

NUMBERS = range(900, 906)  # none that the other tests read
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.parametrize("form", FORMS)
def test_workbooks(form: str, tmp_path: Path) -> None:
    for number in NUMBERS:
        specimen = Specimen(form, "docx", number, figures_in_text=True)
        laid_out = specimen.laid_out()
        source = read(specimen.write(tmp_path, laid_out))
        book = write_workbook(source, tmp_path / "report.xlsx", random.Random(specimen.seed))
        (case,) = Case.open_all(book)
        check_consistent(specimen, case, laid_out)


@pytest.mark.parametrize("form", FORMS)
def test_pages_saved_as_one_file(form: str, tmp_path: Path) -> None:
    for number in NUMBERS:
        specimen = Specimen(form, "html", number, figures_in_text=True)
        laid_out = specimen.laid_out()
        decoded = decode(specimen.write(tmp_path, laid_out).read_bytes())
        assert decoded is not None
        page = decoded.text
        path = tmp_path / "report.mht"
        path.write_bytes(chrome(page) if number % 2 else explorer(page, "gb18030", "gb2312"))
        check_consistent(specimen, Case.open(path), laid_out)


@pytest.mark.parametrize("form", FORMS)
def test_word_2003_xml(form: str, tmp_path: Path) -> None:
    for number in NUMBERS:
        specimen = Specimen(form, "docx", number, figures_in_text=True)
        laid_out = specimen.laid_out()
        path = tmp_path / "report.doc"
        path.write_bytes(wordml(specimen.write(tmp_path, laid_out).read_bytes()))
        check_consistent(specimen, Case.open(path), laid_out)


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here to make old Word files with")
@pytest.mark.parametrize(("suffix", "filter"), [("doc", "MS Word 97"), ("rtf", "Rich Text Format")])
def test_old_word_files(suffix: str, filter: str, tmp_path: Path) -> None:
    assert OFFICE is not None
    made = {}
    for form in FORMS:
        for number in NUMBERS[:2]:
            specimen = Specimen(form, "docx", number, figures_in_text=True)
            laid_out = specimen.laid_out()
            path = tmp_path / f"{form}_{number}.docx"
            specimen.write(tmp_path, laid_out).rename(path)
            made[path] = specimen, laid_out
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [OFFICE, profile, "--headless", "--convert-to", f"{suffix}:{filter}", "--outdir", tmp_path, *made],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    for path, (specimen, laid_out) in made.items():
        check_consistent(specimen, Case.open(path.with_suffix(f".{suffix}")), laid_out)
