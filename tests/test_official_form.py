"""The official blank form of 2021, filled in, read, corrected and exported: the export shows the corrected
figures and differs from what was opened in the corrected cells only."""

from __future__ import annotations

import random
import shutil
import subprocess
import zipfile
from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from core.case import Case, Edit, EditKind
from core.export import export_docx
from core.finding import Severity
from core.formats import official_forms
from tests.generator.figures import consistent_figures
from tests.generator.naive import broken

BLANK = (
    Path(__file__).parents[2] / "shared" / "reports" / "real" / "00_official_template_F2021.docx"
)
FORM = next(f for f in official_forms() if f.key == "F2021")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PROSE = {
    "政府信息公开工作年度报告格式模板": "清禾县2024年政府信息公开工作年度报告",
    "（文字描述）": "清禾县认真做好主动公开、依申请公开、政府信息管理、平台建设和监督保障各项工作。",
    "（文字描述，收取信息处理费情况在此处报告。）": "清禾县2024年未收取信息处理费。",
}
RIGHT = consistent_figures(FORM, random.Random(4), size="county")
# What the auditor has to find: wrong figures, and None for one that was left blank.
WRONG: dict[str, Decimal | None] = {
    "requests/granted/natural_person": RIGHT["requests/granted/natural_person"] + 7,
    "requests/concluded_total/total": None,
    "requests/carried_forward/enterprise": RIGHT["requests/carried_forward/enterprise"] + 1,
    "reviews/reconsideration/total": RIGHT["reviews/reconsideration/total"] + 30,
    "disclosure/normative_documents/in_force": Decimal(0),
}

pytestmark = pytest.mark.skipif(
    not BLANK.exists(), reason=f"no {BLANK.parent}: the official form is not here"
)


def value_cells(document: etree._Element) -> dict[str, etree._Element]:
    """The `w:tc` of every address: the form's drawing is that of the docx, row by row."""
    cells = {}
    for table, tbl in zip(FORM.tables, document.iter(W + "tbl"), strict=True):
        rows = tbl.findall(W + "tr")
        for r, row in enumerate(rows):
            addresses = [c.address for c in table.cells if c.row == r and c.address]
            if addresses:
                cells |= zip(addresses, row.findall(W + "tc")[-len(addresses) :], strict=True)
    return cells


def fill_in(target: Path, figures: dict[str, Decimal | None]) -> Path:
    """Type the figures and a line of prose a chapter into the blank form, as one does in Word."""
    with (
        zipfile.ZipFile(BLANK) as blank,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as filled,
    ):
        for entry in blank.infolist():
            data = blank.read(entry)
            if entry.filename == "word/document.xml":
                document = etree.fromstring(data)
                look = document.find(f".//{W}tbl//{W}rPr")
                for t in document.iter(W + "t"):
                    t.text = PROSE.get(t.text, t.text)
                for address, tc in value_cells(document).items():
                    paragraph = tc.find(W + "p")
                    for run in paragraph.findall(W + "r"):
                        paragraph.remove(run)
                    if figures[address] is not None:
                        run = etree.SubElement(paragraph, W + "r")
                        run.append(deepcopy(look))
                        etree.SubElement(run, W + "t").text = f"{figures[address]:f}"
                data = etree.tostring(
                    document, xml_declaration=True, encoding="UTF-8", standalone=True
                )
            filled.writestr(entry, data)
    return target


@pytest.fixture
def opened(tmp_path):
    return Case.open(fill_in(tmp_path / "清禾县2024.docx", RIGHT | WRONG))


def correct(case: Case) -> None:
    case.set_edits({address: Edit(f"{RIGHT[address]:f}") for address in WRONG})


def texts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as package:
        document = etree.fromstring(package.read("word/document.xml"))
    return {a: "".join(tc.itertext()) for a, tc in value_cells(document).items()}


def test_filled_in_right_nothing_is_wrong(tmp_path):
    case = Case.open(fill_in(tmp_path / "report.docx", dict(RIGHT)))
    assert (case.sheet.format, case.sheet.title.unit, case.sheet.title.year) == (
        "F2021",
        "清禾县",
        2024,
    )
    assert {a: f.quantity.value for a, f in case.sheet.facts.items()} == RIGHT
    assert case.result.count(Severity.ERROR) == 0
    tallies = {
        rule: t.holds for rule, t in case.result.checked.items() if rule[:2] in ("T1", "T2", "T3")
    }
    assert tallies == {"T2-BAL": 7, "T2-OUT": 7, "T2-ROW": 25, "T3-SUM": 3, "T1-IMPLPREV": 2}


def test_its_errors_are_found(opened):
    read = {a: f.quantity.value for a, f in opened.sheet.facts.items()}
    assert read == RIGHT | WRONG
    given = {
        a: v for a, v in read.items() if v is not None
    }  # what needs the blank can't be checked
    expected = {(b.rule, frozenset(b.addresses)) for b in broken(FORM, given)}
    found = {
        (f.rule, frozenset(f.addresses))
        for f in opened.result.findings
        if f.severity is Severity.ERROR
    }
    assert found == expected
    assert opened.result.checked["T2-BAL"].cannot_check == 1


def test_corrected_and_exported(opened, tmp_path):
    source = opened.path.read_bytes()
    correct(opened)
    assert opened.result.count(Severity.ERROR) == 0

    target = export_docx(opened, tmp_path / "更正.docx")

    assert opened.path.read_bytes() == source, "the original is never written to"
    again = Case.open(target)
    assert {a: f.quantity.value for a, f in again.sheet.facts.items()} == RIGHT
    assert again.result.count(Severity.ERROR) == 0
    before, after = texts(opened.path), texts(target)
    assert {a for a in before if before[a] != after[a]} == WRONG.keys()


def test_export_differs_in_the_corrected_cells_only(opened, tmp_path):
    correct(opened)
    target = export_docx(opened, tmp_path / "更正.docx")
    with zipfile.ZipFile(opened.path) as source, zipfile.ZipFile(target) as export:
        assert source.namelist() == export.namelist()
        for name in source.namelist():
            if name != "word/document.xml":
                assert source.read(name) == export.read(name), name
        trees = [
            etree.fromstring(package.read("word/document.xml")) for package in (source, export)
        ]
    for tree in trees:
        for address, tc in value_cells(tree).items():
            if address in WRONG:
                assert [child.tag for child in tc] == [W + "tcPr", W + "p"]
                tc.remove(tc.find(W + "p"))
    assert etree.tostring(trees[0], method="c14n") == etree.tostring(trees[1], method="c14n")


def test_corrected_figures_keep_the_look_of_their_cells(opened, tmp_path):
    correct(opened)
    target = export_docx(opened, tmp_path / "更正.docx")
    with zipfile.ZipFile(opened.path) as source, zipfile.ZipFile(target) as export:
        before, after = (
            value_cells(etree.fromstring(package.read("word/document.xml")))
            for package in (source, export)
        )
    for address, value in WRONG.items():
        if value is not None:
            (old,), (new,) = (list(cells[address].iter(W + "r")) for cells in (before, after))
            assert etree.tostring(old.find(W + "rPr")) == etree.tostring(new.find(W + "rPr")), (
                address
            )


def test_a_misread_figure_is_no_correction(opened, tmp_path):
    source = opened.path.read_bytes()
    address = "requests/granted/natural_person"
    opened.set_edits({address: Edit(f"{RIGHT[address]:f}", EditKind.MISREAD)})
    target = export_docx(opened, tmp_path / "更正.docx")
    assert target.read_bytes() == source


def test_rendered_it_looks_like_the_original(opened, tmp_path):
    """By LibreOffice: as many pages, and every word but the corrected figures in its place."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    import pdfplumber

    correct(opened)
    export = export_docx(opened, tmp_path / "更正.docx")
    command = [
        office, f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless",
        "--convert-to", "pdf", "--outdir", str(tmp_path / "pdf"), str(opened.path), str(export),
    ]  # fmt: skip
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=300)
    pages = []
    for path in (opened.path, export):
        with pdfplumber.open(tmp_path / "pdf" / f"{path.stem}.pdf") as pdf:
            pages.append([page.extract_words() for page in pdf.pages])
    assert len(pages[0]) == len(pages[1])
    places = [
        {(n, round(w["top"]), w["text"]) for n, page in enumerate(words) for w in page}
        for words in pages
    ]
    gone, new = places[0] - places[1], places[1] - places[0]
    assert {text for _, _, text in new} <= {f"{RIGHT[a]:f}" for a in WRONG}
    assert {text for _, _, text in gone} <= {f"{v:f}" for v in WRONG.values() if v is not None}
