"""Reports for the tests of the window: written by the generator, with errors where a test wants some."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

from core.case import Case
from core.document import Document
from core.formats import Form, official_forms
from core.readers import Unreadable, read
from gui.reading import Cancelled, ReadFailed
from tests.generator.docx import write_docx
from tests.generator.html import write_html
from tests.generator.layout import Kind, Layout
from tests.generator.pdf import write_pdf
from tests.generator.report import GeneratedReport, generate, lay_out
from tests.generator.text import write_text

RECEIVED = "requests/received/natural_person"
BROUGHT = "requests/brought_forward/natural_person"
THIRD_PARTY = "requests/refused_third_party/enterprise"
DIRECT_TOTAL = "reviews/litigation_direct/total"
PERMITS = "disclosure/licensing/decisions"

#: what is added to the consistent figures: T2-BAL and T2-ROW break, and T3-SUM
ERRORS: Mapping[str, int] = {RECEIVED: 1, DIRECT_TOTAL: 1}


def form_named(key: str) -> Form:
    return next(f for f in official_forms() if f.key == key)


def report(key: str = "F2021", seed: int = 17) -> GeneratedReport:
    """A consistent report of a county with figures other than 0, the same one every time."""
    return generate(
        form_named(key), random.Random(seed), size="county", figures_in_text=False, extension=False
    )


def with_errors(made: GeneratedReport, errors: Mapping[str, int] = ERRORS) -> GeneratedReport:
    """The report with something added to some figures."""
    return made.with_figures(
        {address: made.figures[address] + Decimal(more) for address, more in errors.items()}
    )


def write(made: GeneratedReport, folder: Path, kind: Kind = "docx", name: str = "年报") -> Path:
    laid_out = lay_out(made, Layout(kind), random.Random(1))
    rng = random.Random(1)
    if kind == "docx":
        return write_docx(laid_out, folder / f"{name}.docx", rng)
    if kind == "html":
        return write_html(laid_out, folder / f"{name}.html", rng)
    if kind == "text":
        return write_text(laid_out, folder / f"{name}.txt", rng)
    return write_pdf(laid_out, folder / f"{name}.pdf")


class DirectReader:
    """Reads in the loader's own thread: the reading process has tests of its own."""

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass

    def read(
        self, path: Path, cancelled: Callable[[], bool], progressed: Callable[[str], None]
    ) -> Document:
        if cancelled():
            raise Cancelled
        try:
            document = read(path)
            Case.of_document(document)  # refuses what is none
            return document
        except Unreadable as error:
            raise ReadFailed(str(error)) from error
