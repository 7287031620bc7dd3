"""The files of the benchmark: six reports, each printed by LibreOffice (from docx) and by Chromium
(from HTML), with the truth about every figure.

The layouts are drawn as for the tests, save what would make "the right place" a matter of opinion:
zeros are printed, and every digit is an ordinary one.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core.formats import Form, official_forms
from tests.bench.extraction.alignment import TruthRow
from tests.generator.docx import write_docx
from tests.generator.html import write_html
from tests.generator.layout import Kind, Layout, draw_layout
from tests.generator.report import LaidOut, generate, lay_out

__all__ = ["PRINTERS", "Printed", "digital", "missing_printers", "truth_rows"]

FORM = "F2021"  # 200 figures each
REPORTS = 6
PRINTERS: dict[str, tuple[Kind, tuple[str, ...]]] = {
    "LibreOffice": ("docx", ("soffice", "libreoffice")),
    "Chromium": ("html", ("chromium", "chromium-browser", "google-chrome")),
}


@dataclass(frozen=True)
class Printed:
    """A PDF with the report that it shows."""

    path: Path
    laid_out: LaidOut

    @property
    def figures(self) -> int:
        return len(self.laid_out.truth)


def missing_printers() -> list[str]:
    return [name for name in PRINTERS if _program(name) is None]


def _program(printer: str) -> str | None:
    return next(filter(None, map(shutil.which, PRINTERS[printer][1])), None)


def digital(printer: str, folder: Path, count: int = REPORTS) -> list[Printed]:
    """The reports as that program prints them; it must be installed."""
    kind = PRINTERS[printer][0]
    form = next(f for f in official_forms() if f.key == FORM)
    folder.mkdir(parents=True, exist_ok=True)
    made = [(n, _laid_out(form, kind, n)) for n in range(count)]
    if printer == "LibreOffice":
        sources = [
            write_docx(laid_out, folder / f"{n}.docx", random.Random(n)) for n, laid_out in made
        ]
        for source in sources[1::2]:
            _let_rows_break(source)
        _libreoffice(sources, folder)
    else:
        for n, laid_out in made:
            _chromium(write_html(laid_out, folder / f"{n}.html", random.Random(n)))
    return [Printed(folder / f"{n}.pdf", laid_out) for n, laid_out in made]


def _laid_out(form: Form, kind: Kind, number: int) -> LaidOut:
    report = generate(form, random.Random(f"bench {number}"), extension=True)
    rng = random.Random(f"bench {kind} {number}")
    return lay_out(report, _plain(draw_layout(kind, form, rng), rng), rng)


def _plain(layout: Layout, rng: random.Random) -> Layout:
    return replace(
        layout, zero="0", full_width=False, spans="merged", nested=False, cut="",
        amount_unit="", furniture=False, encoding="utf-8", filler=rng.randint(0, 12),
    )  # fmt: skip


def _let_rows_break(path: Path) -> None:
    """Let page breaks go through rows, as Word does unless told otherwise."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content.replace(b"<w:cantSplit/>", b""))


def _libreoffice(sources: list[Path], folder: Path) -> None:
    profile = (folder / "office-profile").resolve().as_uri()
    _run(
        _program("LibreOffice"), f"-env:UserInstallation={profile}", "--headless", "--convert-to",
        "pdf", "--outdir", str(folder), *map(str, sources),
    )  # fmt: skip


def _chromium(source: Path) -> None:
    _run(
        _program("Chromium"), "--headless", "--disable-gpu", "--no-sandbox",
        f"--user-data-dir={source.parent.resolve() / 'chromium-profile'}", "--no-pdf-header-footer",
        f"--print-to-pdf={source.with_suffix('.pdf')}", source.resolve().as_uri(),
    )  # fmt: skip


def _run(program: str | None, *arguments: str) -> None:
    assert program is not None
    subprocess.run(
        [program, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=600,
        check=True, env=dict(os.environ),
    )  # fmt: skip


def truth_rows(laid_out: LaidOut) -> Iterator[TruthRow]:
    """The rows of the report's tables that have figures, in reading order: the labels before them, the
    last of which is the row's own, and the figures as printed."""
    for piece in laid_out.pieces:
        if piece.grid is None:
            continue
        for row in piece.grid.rows:
            if figures := tuple(item.text for item in row if item.address):
                yield TruthRow(tuple(i.text for i in row if not i.address and i.text), figures)
