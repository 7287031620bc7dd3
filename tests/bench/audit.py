"""How long an audit takes beside the bare parse of the same file by the library underneath, and how long
an edit takes until its cells are painted."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from core.case import Case, Edit

from .timing import compare

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
REAL = Path(__file__).resolve().parents[3] / "shared" / "reports" / "real"


def _python_docx(path: Path) -> Callable[[], object]:
    import docx

    def parse() -> object:
        document = docx.Document(str(path))
        return [[[c.text for c in r.cells] for r in t.rows] for t in document.tables]

    return parse


def _lxml(path: Path) -> Callable[[], object]:
    import lxml.html

    return lambda: lxml.html.fromstring(path.read_bytes()).text_content()


def _pdfium(path: Path) -> Callable[[], object]:
    import pypdfium2

    def parse() -> object:
        with pypdfium2.PdfDocument(path) as pdf:
            return [page.get_textpage().get_text_bounded() for page in pdf]

    return parse


def _pdfplumber(path: Path, pages: list[int] | None) -> Callable[[], object]:
    import pdfplumber

    def parse() -> object:
        with pdfplumber.open(path, pages=pages) as pdf:
            return [page.extract_tables() for page in pdf.pages]

    return parse


def _table_pages(path: Path) -> list[int]:
    from core.document import PageAnchor

    facts = Case.open(path).sheet.facts.values()
    return sorted({f.anchor.page + 1 for f in facts if isinstance(f.anchor, PageAnchor)})


def run(quick: bool) -> list[str]:
    """Lines of a table: file, way, milliseconds, ratio of the whole audit to it."""
    rounds = 3 if quick else 15
    files = [SAMPLES / "qinghe_2024.docx", SAMPLES / "linxi_2019.html", SAMPLES / "qinghe_2024.pdf"]
    files += [
        p for p in (REAL / "01_shanghai_fgt_2019.html", REAL / "04_huaian_2024.pdf") if p.exists()
    ]
    lines = ["审核一份报告与底层库只解析同一文件之比 (audit / bare parse)"]
    for path in files:
        ways: dict[str, Callable[[], object]] = {"audit": lambda path=path: Case.open(path)}  # type: ignore[misc]
        if path.suffix == ".docx":
            ways["python-docx"] = _python_docx(path)
        elif path.suffix == ".html":
            ways["lxml"] = _lxml(path)
        else:
            ways["pypdfium2 text"] = _pdfium(path)
            ways["pdfplumber extract_tables, table pages"] = _pdfplumber(path, _table_pages(path))
            ways["pdfplumber extract_tables, all pages"] = _pdfplumber(path, None)
        times = compare(ways, rounds)
        lines.append(f"  {path.name}: audit {times['audit'] * 1000:.1f} ms")
        lines += [
            f"    {name:<42} {seconds * 1000:8.1f} ms   audit/it = {times['audit'] / seconds:6.2f}"
            for name, seconds in times.items()
            if name != "audit"
        ]
    lines += _edits(rounds)
    return lines


def _edits(rounds: int) -> list[str]:
    """Edit to finding in core, and edit to paint in the window (offscreen)."""
    case = Case.open(SAMPLES / "qinghe_2024.docx")
    rng = random.Random(1)
    addresses = list(case.sheet.facts)
    times = []
    for _ in range(rounds * 20):
        address = rng.choice(addresses)
        start = time.perf_counter()
        case.set_edits({address: Edit(str(rng.randrange(1000)))})
        times.append(time.perf_counter() - start)
    lines = [
        f"修改一格到得出结论 (edit to findings, core): {statistics.median(times) * 1000:.2f} ms 中位"
    ]
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from .window import edit_to_paint

    painted = edit_to_paint(SAMPLES / "qinghe_2024.docx", rounds * 4)
    ordered = sorted(painted)
    lines.append(
        "修改一格到重画完成 (edit to paint, window offscreen): "
        f"{statistics.median(ordered) * 1000:.1f} ms 中位, {ordered[int(len(ordered) * 0.95)] * 1000:.1f} ms 95%"
    )
    return lines
