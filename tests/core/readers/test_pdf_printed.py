"""The PDF reader on whole reports, printed by Qt, Chromium and LibreOffice and by a county office.

Every cell of every table must come out in its place with its spans and its text. Tables cross pages
at places that change with the number of sentences before them, inside rows and groups too.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.document import Document, PageAnchor, Table
from core.readers.pdf import read_pdf
from tests.core.readers import pdf_reports
from tests.core.readers.pdf_reports import Report, compact, differences, report, to_html

REPORTS = Path(__file__).resolve().parents[4] / "shared" / "reports"

COLLAPSED = (
    "@page{{size:{page};margin:{margin}}} body{{font-family:'{font}';font-size:{size}pt}}"
    "table{{border-collapse:collapse}} td{{border:{border};padding:4px;text-align:{align}}}"
)


@pytest.fixture(scope="module")
def font(qapp: Any) -> str:
    """A font with Chinese in it: Qt would print boxes without one."""
    from PySide6.QtGui import QFontDatabase

    families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    if not families:
        pytest.skip("no Chinese font on this machine")
    wanted = ("Noto Serif CJK SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei")
    return next((name for name in wanted if name in families), families[0])


def check(document: Document, written: Report, *, exact: bool = True) -> None:
    assert differences(document, written, exact=exact) == []
    assert not any(table.ragged for table in document.tables)
    # Traditional 戶 stands in PDFs for 户 where a font shows both with one glyph.
    prose = compact("".join(p.text for p in document.paragraphs)).replace("戶", "户")
    expected = compact("".join(c.lstrip("# ") for c in written.content if isinstance(c, str)))
    assert prose == expected
    pages = [
        c.anchor.page for t in document.tables for c in t.cells if isinstance(c.anchor, PageAnchor)
    ]
    assert max(pages) < len(document.page_sizes)
    for table in document.tables:
        for cell in table.cells:
            assert isinstance(cell.anchor, PageAnchor)
            width, height = document.page_sizes[cell.anchor.page]
            box = cell.anchor.box
            assert 0 <= box.x0 < box.x1 <= width
            assert 0 <= box.top < box.bottom <= height


QT_PAGES = [
    ("A4", (25, 25, 25, 25), 11, False),
    ("A5", (10, 15, 10, 20), 8, False),
    ("B5", (20, 20, 20, 20), 9, False),
    ("Letter", (15, 10, 15, 10), 10, True),
]
QT_TABLES = {
    "collapsed": 'border="1" cellspacing="0" style="border-collapse:collapse;border-style:solid;'
    'border-color:black"',
    "spaced": 'border="1"',
}


@pytest.mark.parametrize("form", [2014, 2019, 2021])
@pytest.mark.parametrize("style", QT_TABLES)
@pytest.mark.parametrize("seed", range(4))
def test_printed_by_qt(form: int, style: str, seed: int, font: str, tmp_path: Path) -> None:
    page, margins, size, landscape = QT_PAGES[seed % len(QT_PAGES)]
    written = report(seed, form)
    source = to_html(written, "td{padding:2px}", QT_TABLES[style], thead=seed % 2 == 1)
    path = pdf_reports.qt_pdf(
        source, tmp_path / "report.pdf", page=page, margins_mm=margins, size_pt=size,
        landscape=landscape, font=font,
    )  # fmt: skip
    check(read_pdf(path), written)


@pytest.mark.parametrize("filler", range(0, 44, 4))
def test_wherever_the_page_breaks(filler: int, font: str, tmp_path: Path) -> None:
    """Sentence by sentence the tables move down over the page break."""
    written = report(7, 2021, filler)
    source = to_html(written, "td{padding:2px}", QT_TABLES["collapsed"])
    check(read_pdf(pdf_reports.qt_pdf(source, tmp_path / "report.pdf", font=font)), written)


CHROMIUM = {
    "a4": (COLLAPSED, "A4", "20mm", 12, "1px solid #000", "center", {}),
    "header": (COLLAPSED, "A4", "25mm", 10.5, "1px solid #000", "center", {"header": True}),
    "landscape": (COLLAPSED, "A4 landscape", "15mm", 11, "1.5pt solid #000", "left", {}),
    "dotted": (COLLAPSED, "A4", "15mm", 9, "1px dotted #333", "right", {}),
    "double": (COLLAPSED, "B5", "15mm", 10, "3px double #000", "center", {}),
    "a3": (COLLAPSED, "A3", "20mm", 16, "1px solid #999", "center", {}),
}


@pytest.mark.parametrize(
    ("form", "style"), list(zip([2021, 2019, 2021, 2019, 2014, 2021], CHROMIUM, strict=True))
)
def test_printed_by_chromium(form: int, style: str, font: str, tmp_path: Path) -> None:
    css, page, margin, size, border, align, options = CHROMIUM[style]
    written = report(form % 10 + len(style), form)
    source = to_html(
        written,
        css.format(page=page, margin=margin, size=size, border=border, align=align, font=font),
    )
    path = pdf_reports.chromium_pdf(source, tmp_path / "report.pdf", **options)
    check(read_pdf(path), written)


@pytest.mark.parametrize(("seed", "attributes"), [(3, "border=1 cellspacing=0"), (5, "border=1")])
def test_printed_by_chromium_with_borders_round_every_cell(
    seed: int, attributes: str, font: str, tmp_path: Path
) -> None:
    """Where a page break cuts rows of a table whose borders are not collapsed, Chromium ends the
    cells that span rows too early and leaves holes: rows and figures are there all the same."""
    written = report(seed, 2021)
    css = f"@page{{size:A4;margin:20mm}} body{{font-family:'{font}';font-size:11pt}} td{{padding:3px}}"
    source = to_html(written, css, attributes, thead=seed % 2 == 1)
    path = pdf_reports.chromium_pdf(source, tmp_path / "report.pdf")
    check(read_pdf(path), written, exact=False)


@pytest.mark.parametrize(
    ("form", "seed", "options"),
    [
        (2014, 0, {}),
        (2019, 2, {"size_pt": 10.5, "margin_cm": 2.0}),
        (2021, 1, {"repeat_header": True}),
        (2021, 4, {"allow_split": False, "size_pt": 9, "margin_cm": 3.2}),
    ],
)
def test_printed_by_libreoffice(
    form: int, seed: int, options: dict[str, Any], tmp_path: Path
) -> None:
    pdf_reports.libreoffice()
    written = report(seed, form)
    path = pdf_reports.docx(written, tmp_path / "report.docx", **options)
    check(read_pdf(pdf_reports.libreoffice_pdf(path, tmp_path)), written)


# --- a real one -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def huaian() -> tuple[Document, dict[str, Any]]:
    path = REPORTS / "real" / "04_huaian_2024.pdf"
    if not path.exists():
        pytest.skip("no real reports beside the checkout")
    truth = json.loads((REPORTS / "real" / "truth" / "04_huaian_2024.json").read_text("utf-8"))
    return read_pdf(path), truth


def figures(table: Table) -> list[list[Decimal]]:
    """The rows of a table as far as they hold figures only, the labels left out."""
    rows = []
    for row in table.rows():
        values = []
        for cell in row:
            text = compact(cell.text)
            if text.replace(".", "", 1).isdigit():
                values.append(Decimal(text))
        if values:
            rows.append(values)
    return rows


def test_every_figure_of_huaian(huaian: tuple[Document, dict[str, Any]]) -> None:
    document, truth = huaian
    disclosure, requests, reviews = document.tables
    t1 = truth["t1"]
    expected = [t1["reg"], t1["norm"], *([t1[key]] for key in ("lic", "pun", "coe", "fee"))]
    assert figures(disclosure) == [[Decimal(str(v)) for v in row] for row in expected]
    assert figures(requests) == truth["t2"]
    assert figures(reviews) == [truth["t3"]]


def test_layout_of_huaian(huaian: tuple[Document, dict[str, Any]]) -> None:
    document, _ = huaian
    disclosure, requests, reviews = document.tables
    assert (disclosure.row_count, disclosure.column_count) == (14, 4)
    assert (requests.row_count, requests.column_count) == (28, 10)
    assert (reviews.row_count, reviews.column_count) == (4, 15)
    groups = {
        compact(c.text): (c.row, c.row_span) for c in requests.cells if c.row_span > 1 and c.row > 2
    }
    assert groups == {
        "三、本年度办理结果": (5, 22),
        "（三）不予公开": (7, 8),
        "（四）无法提供": (15, 3),  # cut by the page break: （四）无 | 法提供
        "（五）不予处理": (18, 5),
        "（六）其他处理": (23, 3),
    }
    headings = [p.text for p in document.paragraphs if p.heading]
    assert [h[0] for h in headings[1:]] == list("一二三四五六")
    assert document.page_sizes == ((595.0, 842.0),) * 6
    assert document.notes == ()
    assert not any(p.text.strip("-— ").isdigit() for p in document.paragraphs)
