"""How well scans are read: figures right, wrong and doubtful by condition, and seconds a page.

    python -m tests.bench.scans [--quick] [--folder DIR] [--conditions NAME…]

Reports with all sorts of figures (one to five digits, zeros, blanks, dashes, decimals, negative ones) are
printed to PDF by Qt and, where they are installed, by LibreOffice and Chromium, scanned in every
condition of tests/generator/scanning.py, and read. The truth is the PDF's own text.
"""

from __future__ import annotations

import argparse
import logging
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from core.formats import Form
from tests.generator.checks import FORMS
from tests.generator.docx import write_docx
from tests.generator.figures import Figures
from tests.generator.html import write_html
from tests.generator.layout import Layout
from tests.generator.pdf import write_pdf
from tests.generator.report import generate, lay_out

CASES = (
    (300, "clean"), (200, "clean"), (150, "clean"), (200, "stored"), (150, "stored"), (200, "tilted"), (150, "tilted"), (200, "poor"), (150, "poor"),
    (200, "speckled"), (200, "fax"), (200, "shaded"), (200, "phone"), (200, "stamped"), (200, "stamped grey"),
    (150, "stamped grey"), (100, "poor"),
)  # fmt: skip
_DASHES = str.maketrans(dict.fromkeys("—－–−―-一", "-"))
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass
class Tally:
    """`wrong` without doubt is what must not be; `lost` are cells of which the table has none."""

    right: int = 0
    right_doubtful: int = 0
    wrong: int = 0
    wrong_doubtful: int = 0
    lost: int = 0
    labels: int = 0
    labels_right: int = 0
    pages: int = 0
    seconds: float = 0.0
    # (file, page, truth, read, confidence, doubtful, truth among the alternatives)
    misread: list[tuple[str, int, str, str, float, bool, bool]] = field(default_factory=list)

    @property
    def figures(self) -> int:
        return self.right + self.wrong + self.wrong_doubtful + self.right_doubtful + self.lost


def make_documents(folder: Path, rounds: int = 2) -> list[Path]:
    """PDFs of reports, by each of the printers that are here."""
    made = []
    for key in ("F2021", "F2019"):
        for kind in ("pdf", "docx", "html"):
            for number in range(rounds):
                made += _document(folder, key, kind, number)
    return made


def _document(folder: Path, key: str, kind: str, number: int) -> list[Path]:
    rng = random.Random(f"{key}{kind}{number}")
    form = FORMS[key]
    layout = Layout(
        kind,  # type: ignore[arg-type]
        zero=rng.choice(("0", "0", "", "—", "/", "-")),
        font_size=rng.choice((9, 10, 11, 12)),
        serif=rng.random() < 0.5,
        separator=rng.choice(("", "", ",")),
        brackets=rng.choice(("（{}）", "({})")),
        zero_totals=True,
    )
    report = generate(form, rng, size="city")
    report = report.with_figures(_all_sorts(form, report.figures, rng))
    laid_out = lay_out(report, layout, random.Random(1))
    target = folder / f"{key}_{kind}_{number}"
    pdf = target.with_suffix(".pdf")
    if kind == "pdf":
        write_pdf(laid_out, pdf)
        return [pdf]
    if kind == "docx":
        office = shutil.which("soffice")
        if office is None:
            return []
        source = write_docx(laid_out, target.with_suffix(".docx"), rng)
        command = [office, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]  # fmt: skip
    else:
        browser = shutil.which("chromium") or shutil.which("google-chrome")
        if browser is None:
            return []
        source = write_html(laid_out, target.with_suffix(".html"), rng)
        # A row that a page end cuts has no whole text on either page to compare with.
        style = b"<style>tr{break-inside:avoid}table{border-collapse:collapse;width:100%}"
        source.write_bytes(source.read_bytes().replace(b"<style>", style, 1))
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={pdf}", str(source)]  # fmt: skip
    subprocess.run(command, timeout=180, capture_output=True, check=False)
    return [pdf] if pdf.exists() else []


def _all_sorts(form: Form, figures: Figures, rng: random.Random) -> dict[str, Decimal]:
    """Figures that need not add up: what matters is how they look."""
    made = {}
    for address, value in figures.items():
        if value is None:
            continue
        kind, chance = form.kind(address), rng.random()
        if chance < 0.35:
            made[address] = value
        elif chance < 0.5:
            made[address] = Decimal(rng.randint(0, 9))
        elif chance < 0.9:
            made[address] = Decimal(rng.randint(1, 10 ** rng.randint(1, 5)))
        else:
            made[address] = Decimal(0)
        if kind == "change" and rng.random() < 0.5:
            made[address] = -abs(made[address])
        if address.endswith("amount"):
            made[address] = Decimal(rng.randint(100, 999_999)) / 100
    return made


def measure(pdf: Path, page: int, dpi: float, condition: str, tally: Tally) -> None:
    """Scan and read one page, and count."""
    import numpy as np

    from core.scan import scan_page
    from tests.generator import scanning

    tables = scanning.true_tables(pdf, page)
    if sum(map(len, tables)) < 8:
        return
    seed = sum(map(ord, pdf.stem)) + page
    scan = scanning.damaged(
        scanning.rasterise(pdf, page, dpi), scanning.CONDITIONS[condition], seed
    )
    began = time.perf_counter()
    read = scan_page(scan.image, dpi)
    tally.seconds += time.perf_counter() - began
    tally.pages += 1
    back = np.linalg.inv(scan.matrix)
    cells = []
    for table in read.tables:
        for cell in table.cells:
            u, v, w = back @ (
                (cell.box.x0 + cell.box.x1) / 2,
                (cell.box.top + cell.box.bottom) / 2,
                1.0,
            )
            cells.append((u / w, v / w, cell))
    for true in (cell for table in tables for cell in table):
        x0, top, x1, bottom = true.box
        inside = [c for x, y, c in cells if x0 < x < x1 and top < y < bottom]
        if len(inside) != 1:
            tally.lost += 1
            tally.misread.append(
                (pdf.stem, page, true.text, f"{len(inside)} cells", 0.0, False, False)
            )
            continue
        (cell,) = inside
        text, truth = _plain(cell.text), _plain(true.text)
        if _HAN.search(true.text.replace("一", "")):
            tally.labels += 1
            tally.labels_right += text == truth
            continue
        doubtful = cell.reading is not None and cell.reading.doubtful
        if text == truth:
            tally.right_doubtful += doubtful
            tally.right += not doubtful
            continue
        tally.wrong_doubtful += doubtful
        tally.wrong += not doubtful
        others = cell.reading.alternatives if cell.reading else ()
        sure = cell.reading.confidence if cell.reading else 1.0
        offered = truth in map(_plain, others)
        tally.misread.append((pdf.stem, page, true.text, cell.text, sure, doubtful, offered))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split())


def documents_pages(pdf: Path) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


HEAD = f"{'':18}{'figures':>8}{'right':>7}{'doubtful':>9}{'wrong':>7}{'of them':>8}{'offered':>8}{'lost':>6}{'labels':>9}{'s/page':>8}"  # fmt: skip


def line(name: str, t: Tally) -> str:
    offered = sum(m[6] for m in t.misread)
    return (
        f"{name:18}{t.figures:8}{t.right + t.right_doubtful:7}{t.right_doubtful:9}"
        f"{t.wrong + t.wrong_doubtful:7}{t.wrong_doubtful:8}{offered:8}{t.lost:6}"
        f"{t.labels_right / max(1, t.labels):9.1%}{t.seconds / max(1, t.pages):8.2f}"
    )


def run(
    quick: bool = False,
    folder: Path | None = None,
    conditions: Sequence[str] = (),
    pages: int | None = None,
) -> Iterator[str]:
    """The table, line by line: figures, right ones, doubtful among these, wrong ones, doubtful among
    these, wrong ones whose truth was offered as an alternative, cells lost."""
    from core.scan import missing

    if missing():
        yield missing()
        return
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as own:
        if folder is None:
            files = make_documents(Path(own), 1 if quick else 2)
        else:
            files = sorted(folder.glob("*.pdf"))
        places = [(f, p) for f in files for p in range(documents_pages(f))]
        if pages is not None:
            random.Random(0).shuffle(places)
            places = places[:pages]
        yield f"{len(files)} reports"
        yield HEAD
        for dpi, condition in CASES:
            name = f"{dpi} {condition}"
            if conditions and name not in conditions:
                continue
            if quick and name not in ("200 clean", "150 poor"):
                continue
            tally = Tally()
            for pdf, page in places:
                measure(pdf, page, dpi, condition, tally)
            yield line(name, tally)
            for m in tally.misread:
                if not m[5]:
                    yield f"    not marked: {m}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scans")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--folder", type=Path, help="PDFs to use instead of making some")
    parser.add_argument("--pages", type=int, help="so many pages of them, drawn by chance")
    parser.add_argument("--conditions", nargs="*", default=[], help="such as “150 poor”")
    arguments = parser.parse_args()
    for text in run(arguments.quick, arguments.folder, arguments.conditions, arguments.pages):
        print(text, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
