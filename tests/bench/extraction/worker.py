"""One tool in a process of its own: reads paths, one a line, and answers each with what the tool took
from the file and how long it took, as a line of JSON.

    python tests/bench/extraction/worker.py TOOL

Runs in the tool's own environment, so at the top only the standard library is imported. The first line
it writes says that the tool is there, with its version, or why not.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Pages = list[list[list[list[Any]]]]  # pages → tables → rows → cells: text, or None
Extract = Callable[[str], dict[str, Any]]


class Unavailable(Exception):
    """The tool can't be run here; the message says why."""


def gouji() -> Extract:
    root = str(Path(__file__).resolve().parents[3])
    sys.path[0] = root
    from core.case import Case
    from core.readers import read

    def extract(path: str) -> dict[str, Any]:
        document = read(Path(path))
        done = _clock()
        pages: Pages = [[]]
        for table in document.tables:
            pages[0].append([[cell.text for cell in row] for row in table.rows()])
        facts = {
            address: {
                "state": str(fact.quantity.state),
                "value": None if fact.quantity.value is None else str(fact.quantity.value),
                "doubtful": fact.reading is not None and fact.reading.doubtful,
            }
            for address, fact in Case(document).sheet.facts.items()
        }
        return {"pages": pages, "facts": facts, "until": done}

    return extract


def pdfplumber() -> Extract:
    import pdfplumber

    def extract(path: str) -> dict[str, Any]:
        with pdfplumber.open(path) as pdf:
            return {"pages": [page.extract_tables() for page in pdf.pages]}

    return extract


def camelot() -> Extract:
    import camelot

    def extract(path: str) -> dict[str, Any]:
        pages: dict[int, list[Any]] = {}
        # With the usual 15 it misses the short lines of small tables.
        found = camelot.read_pdf(
            path, pages="all", flavor="lattice", line_scale=40, suppress_stdout=True
        )
        for table in found:
            pages.setdefault(table.page, []).append(table.df.values.tolist())
        return {"pages": [pages[page] for page in sorted(pages)]}

    return extract


def pymupdf() -> Extract:
    import pymupdf

    def extract(path: str) -> dict[str, Any]:
        with pymupdf.open(path) as document:
            return {
                "pages": [
                    [table.extract() for table in page.find_tables().tables] for page in document
                ]
            }

    return extract


def img2table() -> Extract:
    return _img2table(lambda: None)


def img2table_ocr() -> Extract:
    def engine() -> Any:
        try:
            from img2table.ocr import RapidOCR

            return RapidOCR()
        except ImportError as error:
            raise Unavailable(f"its RapidOCR: {error}") from None

    return _img2table(engine)


def _img2table(engine: Callable[[], Any]) -> Extract:
    from img2table.document import PDF

    ocr = engine()

    def extract(path: str) -> dict[str, Any]:
        found = PDF(path).extract_tables(ocr=ocr)
        return {
            "pages": [
                [[_once(row) for row in table.content.values()] for table in found[page]]
                for page in sorted(found)
            ]
        }

    def _once(row: list[Any]) -> list[Any]:
        """Merged cells are given once for every column; they have the same box."""
        seen: dict[tuple[int, ...], Any] = {}
        for cell in row:
            box = cell.bbox
            seen.setdefault((box.x1, box.y1, box.x2, box.y2), cell.value)
        return list(seen.values())

    return extract


def docling() -> Extract:
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        from docling.document_converter import DocumentConverter
    except ImportError:
        raise Unavailable("not installed; it would have to download its models") from None

    converter = DocumentConverter()
    try:
        converter.initialize_pipeline("pdf")
    except Exception as error:
        raise Unavailable(f"its models are not there: {error}") from None

    def extract(path: str) -> dict[str, Any]:
        document = converter.convert(path).document
        pages: dict[int, list[Any]] = {}
        for table in document.tables:
            rows = [[cell.text for cell in row] for row in table.data.grid]
            pages.setdefault(table.prov[0].page_no, []).append(rows)
        return {"pages": [pages[page] for page in sorted(pages)]}

    return extract


TOOLS: dict[str, tuple[str, Callable[[], Extract]]] = {
    "gouji": ("", gouji),
    "pdfplumber": ("pdfplumber", pdfplumber),
    "camelot": ("camelot-py", camelot),
    "pymupdf": ("pymupdf", pymupdf),
    "img2table": ("img2table", img2table),
    "img2table_ocr": ("img2table", img2table_ocr),
    "docling": ("docling", docling),
}


def _clock() -> tuple[float, float]:
    """Seconds: on the wall, and of the processors, child processes' included."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = time.process_time() + children.ru_utime + children.ru_stime
    return time.perf_counter(), spent


def main() -> int:
    # What the libraries print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(**what: Any) -> None:
        answers.write(json.dumps(what, ensure_ascii=False) + "\n")
        answers.flush()

    distribution, make = TOOLS[sys.argv[1]]
    try:
        extract = make()
        version = importlib.metadata.version(distribution) if distribution else ""
    except (ImportError, Unavailable) as error:
        answer(missing=f"{error}")
        return 0
    answer(version=version)
    for line in sys.stdin:
        start = _clock()
        try:
            found = extract(line.rstrip("\n"))
        except Exception as error:  # a tool that fails on a file has read nothing
            answer(error=f"{type(error).__name__}: {error}"[:300])
            continue
        end = _clock()
        until = found.pop("until", end)
        answer(
            **found, wall=until[0] - start[0], processor=until[1] - start[1],
            audit=end[1] - start[1],
        )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
