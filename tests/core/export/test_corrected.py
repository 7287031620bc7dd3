"""A corrected docx is the original package with the corrected cells' text changed and nothing else."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

import docx
import pytest
from lxml import etree

from core.case import Case, Edit, EditKind
from core.export import ExportError, export_docx, export_docx_report
from core.export.wordcells import cells
from core.export.xmlspans import parse
from core.finding import Outcome, Severity
from tests.core.export.packages import document, members, package, paragraph
from tests.generator.checks import FORMS, Specimen
from tests.links import symlink

REPORTS = Path(__file__).parents[3].parent / "shared" / "reports"
TITLE = "清河县2024年政府信息公开工作年度报告"
REVIEWS = [
    ["行政复议", "行政诉讼"],
    ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "未经复议直接起诉", "复议后起诉"],
    ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2,
]
SPANS = [[5, 10], [1, 1, 1, 1, 1, 5, 5], [1] * 10]
UPHELD, TOTAL = "reviews/reconsideration/upheld", "reviews/reconsideration/total"


def reviews_body(figures: list[str], figure=paragraph) -> str:
    """A report that consists of 表三."""

    def cell(content: str, span: int, merge: str = "") -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>{content}</w:tc>'

    rows = []
    for r, (texts, spans) in enumerate(zip(REVIEWS, SPANS, strict=True)):
        row = ""
        if r == 2:
            row = "".join(cell("<w:p/>", 1, "<w:vMerge/>") for _ in range(5))
        for text, span in zip(texts, spans, strict=True):
            down = '<w:vMerge w:val="restart"/>' if r == 1 and span == 1 else ""
            row += cell(paragraph(text), span, down)
        rows.append(f"<w:tr>{row}</w:tr>")
    rows.append("<w:tr>" + "".join(cell(figure(f), 1) for f in figures) + "</w:tr>")
    heading = paragraph("四、政府信息公开行政复议、行政诉讼情况")
    return f"{paragraph(TITLE)}{heading}<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl><w:p/>"


FIGURES = ["1", "2", "0", "1", "5", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0"]


def reviews_case(folder: Path, **shape) -> Case:
    path = folder / "source.docx"
    path.write_bytes(package(document(reviews_body(FIGURES)), **shape))
    return Case.open(path)


def main_part(path: Path, name: str = "word/document.xml") -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def assert_only_cells_differ(source: Path, made: Path, anchors) -> None:
    was, now = members(source.read_bytes()), members(made.read_bytes())
    assert [said for said, _ in was] == [said for said, _ in now]
    differing = [said[0] for (said, raw), (_, other) in zip(was, now, strict=True) if raw != other]
    assert differing == (["word/document.xml"] if anchors else [])

    def outside(xml: bytes) -> list[bytes]:
        by_anchor = cells(parse(xml))
        parts, done = [], 0
        for start, end in sorted((by_anchor[a].start, by_anchor[a].end) for a in anchors):
            parts.append(xml[done:start])
            done = end
        return [*parts, xml[done:]]

    assert outside(main_part(source)) == outside(main_part(made))


# -- the main job -----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", FORMS)
@pytest.mark.parametrize("number", range(4))
def test_generated_reports(tmp_path, key, number):
    specimen = Specimen(key, "docx", number, figures_in_text=True)
    source = specimen.write(tmp_path, specimen.laid_out())
    before = source.read_bytes()
    case = Case.open(source)
    rng = random.Random(number)
    chosen = rng.sample(list(case.sheet.facts), min(12, len(case.sheet.facts)))
    case.set_edits({a: Edit(str(rng.randint(0, 99999))) for a in chosen})

    report = export_docx_report(case, tmp_path / "更正.docx")

    assert report.not_placed == ()
    assert set(report.placed) == set(case.corrections)
    assert source.read_bytes() == before
    anchors = [case.read_sheet.facts[a].anchor for a in case.corrections]
    assert_only_cells_differ(source, report.path, anchors)
    again = Case.open(report.path)
    assert {a: f.quantity for a, f in again.sheet.facts.items()} == {
        a: f.quantity for a, f in case.sheet.facts.items()
    }
    assert [f.message for f in again.result.findings] == [f.message for f in case.result.findings]


def test_the_whole_path_on_the_official_form(tmp_path):
    """Acceptance 5: the official blank docx filled in, read, broken, corrected, exported."""
    blank = REPORTS / "real" / "00_official_template_F2021.docx"
    if not blank.exists():
        pytest.skip(f"{blank} is not here")
    filled = tmp_path / "filled.docx"
    case = Case.open(blank)
    figures = dict.fromkeys(case.sheet.form.addresses, "0")
    for row in ("received", "granted", "concluded_total"):
        figures |= {f"requests/{row}/natural_person": "31", f"requests/{row}/total": "31"}
    figures["requests/received/total"] = "13"  # the slip
    # Filled in as a person does: Word gives what is typed the paragraph mark's formatting.
    form = docx.Document(str(blank))
    tables = [t._tbl for t in form.tables]
    for address, text in figures.items():
        anchor = case.read_sheet.facts[address].anchor
        tc = tables[anchor.table].tr_lst[anchor.row].tc_lst[anchor.cell]
        docx.table._Cell(tc, None).paragraphs[0].add_run(text)
    form.save(str(filled))

    case = Case.open(filled)
    assert {f.rule for f in case.result.findings if f.severity is Severity.ERROR
            and f.outcome is Outcome.BROKEN} >= {"T2-BAL", "T2-ROW"}  # fmt: skip
    moved = case.set_edits({"requests/received/total": Edit("31")})
    assert "requests/received/total" in moved.figures
    assert case.result.count(Severity.ERROR) == 0
    made = export_docx(case, tmp_path / "corrected.docx")

    assert_only_cells_differ(
        filled, made, [case.read_sheet.facts["requests/received/total"].anchor]
    )
    old, new = (etree.fromstring(main_part(p)) for p in (filled, made))
    changed = [
        (a.text, b.text)
        for a, b in zip(old.iter(), new.iter(), strict=True)
        if (a.tag, a.attrib, a.text, a.tail) != (b.tag, b.attrib, b.text, b.tail)
    ]
    assert changed == [("13", "31")]
    assert Case.open(made).result.count(Severity.ERROR) == 0


def test_misreadings_are_not_written(tmp_path):
    case = reviews_case(tmp_path)
    case.set_edits({UPHELD: Edit("9", EditKind.MISREAD), TOTAL: Edit("4")})
    report = export_docx_report(case, tmp_path / "out.docx")
    assert report.placed == (TOTAL,)
    again = Case.open(report.path)
    assert again.sheet.quantity(UPHELD).raw == "1"
    assert again.sheet.quantity(TOTAL).raw == "4"


def test_nothing_corrected_is_the_same_file(tmp_path):
    case = reviews_case(tmp_path)
    made = export_docx(case, tmp_path / "out.docx")
    assert made.read_bytes() == case.path.read_bytes()


@pytest.mark.parametrize(
    "shape",
    [
        {"part": "parts/正文.xml"},
        {"streamed": True, "wide": True},
        {"method": zipfile.ZIP_STORED, "first": True, "comment": b"c"},
    ],
    ids=str,
)
def test_legal_packages(tmp_path, shape):
    case = reviews_case(tmp_path, **shape)
    case.set_edits({TOTAL: Edit("4")})
    again = Case.open(export_docx(case, tmp_path / "out.docx"))
    assert again.sheet.quantity(TOTAL).raw == "4"


def test_utf_16(tmp_path):
    path = tmp_path / "source.docx"
    text = document(reviews_body(FIGURES)).decode().replace("UTF-8", "UTF-16")
    path.write_bytes(package(text.encode("utf-16")))
    case = Case.open(path)
    case.set_edits({TOTAL: Edit("4")})
    made = export_docx(case, tmp_path / "out.docx")
    assert main_part(made) == text.replace("<w:t>5</w:t>", "<w:t>4</w:t>").encode("utf-16")


# -- what can't be placed ---------------------------------------------------------------------------


def test_a_row_the_file_has_not(tmp_path):
    case = reviews_case(tmp_path)
    other = "requests/received/total"
    case.set_edits({other: Edit("3"), TOTAL: Edit("4")})
    report = export_docx_report(case, tmp_path / "out.docx")
    assert report.placed == (TOTAL,)
    (lost,) = report.not_placed
    assert (lost.address, lost.text) == (other, "3")
    assert (
        str(lost)
        == f"“{case.sheet.form.label(other)}”更正为“3”没有写入：原文件的表格里没有这一格。"
    )


def test_a_cell_that_says_something_else_by_now(tmp_path):
    case = reviews_case(tmp_path)
    case.set_edits({UPHELD: Edit("2"), TOTAL: Edit("4")})
    body = reviews_body(["7", *FIGURES[1:]])  # somebody saved the file in between
    case.path.write_bytes(package(document(body)))
    report = export_docx_report(case, tmp_path / "out.docx")
    assert report.placed == (TOTAL,)
    assert "写着“7”，与读到的“1”" in report.not_placed[0].reason
    assert Case.open(report.path).sheet.quantity(UPHELD).raw == "7"


def test_a_cell_that_holds_two_figures(tmp_path):
    case = reviews_case(tmp_path)
    facts = dict(case.read_sheet.facts)
    facts[UPHELD] = replace(
        facts[UPHELD], anchor=facts[TOTAL].anchor, quantity=facts[TOTAL].quantity
    )
    sheet = replace(case.read_sheet, facts=MappingProxyType(facts))

    def exported(corrections):
        shared = SimpleNamespace(
            path=case.path, document=case.document, read_sheet=sheet, sheet=sheet,
            corrections=corrections,
        )  # fmt: skip
        return export_docx_report(shared, tmp_path / "out.docx")

    report = exported({TOTAL: Edit("4")})
    assert facts[UPHELD].label in report.not_placed[0].reason
    report = exported({TOTAL: Edit("4"), UPHELD: Edit("4")})
    assert set(report.placed) == {TOTAL, UPHELD}
    assert Case.open(report.path).sheet.quantity(TOTAL).raw == "4"


# -- what is refused --------------------------------------------------------------------------------


def test_targets(tmp_path):
    case = reviews_case(tmp_path)
    case.set_edits({TOTAL: Edit("4")})
    before = case.path.read_bytes()
    link = tmp_path / "link.docx"
    linked = symlink(link, case.path)
    (tmp_path / "d.docx").mkdir()
    for target, says in (
        (case.path, "不能写到原文件"),
        *([(link, "不能写到原文件")] if linked else []),
        (tmp_path / "out.doc", r"应以 \.docx 结尾"),
        (tmp_path / "out", r"应以 \.docx 结尾"),
        (tmp_path / "none" / "out.docx", "不存在"),
        (tmp_path / "d.docx", "是文件夹"),
    ):
        with pytest.raises(ExportError, match=says):
            export_docx(case, target)
    assert case.path.read_bytes() == before
    there = ["d.docx", *(["link.docx"] if linked else []), "source.docx"]
    assert sorted(p.name for p in tmp_path.iterdir()) == there
    assert export_docx(case, tmp_path / "OUT.DOCX").exists()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (Path.unlink, "可能已被移动或删除"),
        (lambda p: p.write_bytes(p.read_bytes()[:300]), "改动过或已经损坏"),
        (lambda p: p.write_bytes(package(b"<w:document>")), "与一般的 docx 不同"),
        (lambda p: zipfile.ZipFile(p, "w").close(), "改动过或已经损坏"),
    ],
)  # fmt: skip
def test_a_source_that_is_gone_or_spoilt(tmp_path, spoil, says):
    case = reviews_case(tmp_path)
    case.set_edits({TOTAL: Edit("4")})
    spoil(case.path)
    with pytest.raises(ExportError, match=says):
        export_docx(case, tmp_path / "out.docx")
    assert not (tmp_path / "out.docx").exists()


def test_python_docx_opens_it(tmp_path):
    case = reviews_case(tmp_path)
    case.set_edits({TOTAL: Edit("4")})
    made = docx.Document(io.BytesIO(export_docx(case, tmp_path / "out.docx").read_bytes()))
    assert made.tables[0].rows[3].cells[4].text == "4"
    assert len(made.tables) == 1


def test_a_signature_that_no_longer_holds_is_said(tmp_path):
    case = reviews_case(tmp_path)
    with zipfile.ZipFile(case.path, "a") as file:
        file.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    untouched = export_docx_report(case, tmp_path / "a.docx")
    assert untouched.notes == ()
    case.set_edits({"reviews/reconsideration/total": Edit("7")})
    report = export_docx_report(case, tmp_path / "b.docx")
    assert report.placed
    assert report.notes == ("原文件带有数字签名，改动之后签名不再有效，正式使用前请重新签名。",)
