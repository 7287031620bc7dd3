"""Figures taken from the same PDFs and scans by this program and by the usual table tools: how many are
right, and how long it took.

`tests.bench.extraction` says how. The tools live in `.venv-bench` (`make bench-tools`); one that is not
there is named and left out, and so is a printer that is not on the machine. Times are the processor's:
the tools take turns at every file, and a busy machine delays all but charges none.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.extraction import scans
from tests.bench.extraction.alignment import figures_right, number
from tests.bench.extraction.documents import (
    PRINTERS,
    Printed,
    digital,
    missing_printers,
    truth_rows,
)

ROOT = Path(__file__).resolve().parents[2]
WORKER = ROOT / "tests" / "bench" / "extraction" / "worker.py"
TOOL_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
FOLDER = ROOT / "build" / "bench" / "extraction"
RESULTS = FOLDER / "results.json"

ON_TEXT = ("gouji", "pdfplumber", "camelot", "pymupdf", "img2table", "docling")
ON_SCANS = ("gouji", "img2table_ocr", "docling")
NAMES = {
    "gouji": "Gouji", "pdfplumber": "pdfplumber", "camelot": "camelot lattice",
    "pymupdf": "PyMuPDF find_tables", "img2table": "img2table", "img2table_ocr": "img2table",
    "docling": "docling",
}  # fmt: skip
SCANNED = 4  # reports; a tool takes some 15 seconds for each, in six conditions
_PATIENCE = 600.0  # seconds a file


@dataclass
class Score:
    """A tool's work on the files of one condition; seconds are the least of the rounds, summed."""

    figures: int = 0
    reports: int = 0
    right: int = 0
    processor: float = 0.0
    wall: float = 0.0
    failed: list[str] = field(default_factory=list)
    # This program only: its figures by address, and the whole audit's time.
    facts_right: int = 0
    wrong_unmarked: int = 0
    right_marked: int = 0
    audit: float = 0.0


@dataclass
class Results:
    """What `picture` draws; written after every condition, so that an interrupted run is not lost."""

    quick: bool = False
    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    conditions: dict[str, dict[str, Score]] = field(default_factory=dict)

    def write(self) -> None:
        RESULTS.write_text(
            json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


class Tool:
    """A worker process. `missing` says why there is none."""

    def __init__(self, name: str) -> None:
        python = sys.executable if name == "gouji" else str(TOOL_PYTHON)
        self.process: subprocess.Popen[str] | None = None
        if not Path(python).exists():
            self.missing = "make bench-tools installs it"
            return
        self.process = subprocess.Popen(
            [python, str(WORKER), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
        )  # fmt: skip
        said = self._heard()
        self.missing = said.get("missing") or said.get("error") or ""
        self.version = said.get("version", "")

    def extract(self, path: Path) -> dict[str, Any]:
        if self.process is None or self.process.poll() is not None:
            return {"error": "it is not running any more"}
        assert self.process.stdin is not None
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        return self._heard()

    def _heard(self) -> dict[str, Any]:
        assert self.process is not None
        assert self.process.stdout is not None
        limit = threading.Timer(_PATIENCE, self.process.kill)
        limit.start()
        line = self.process.stdout.readline()
        limit.cancel()
        if not line:
            return {"error": f"it ended, or took more than {_PATIENCE:.0f} s"}
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        if self.process is not None:
            assert self.process.stdin is not None
            self.process.stdin.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()


def run(quick: bool) -> Iterator[str]:
    """Lines of a table, as they are measured; the same goes into RESULTS as JSON."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    results = Results(quick)
    absent = missing_printers()
    for printer in absent:
        yield f"{printer} is not on this machine: its PDFs are left out"
    printed = {
        printer: digital(printer, FOLDER / printer, 2 if quick else 6)
        for printer in PRINTERS
        if printer not in absent
    }
    with _Tools(ON_TEXT, results) as tools:
        yield from (f"{NAMES[n]} is left out: {why}" for n, why in results.missing.items())
        for printer, files in printed.items():
            rounds = 1 if quick else 3
            yield from _condition(f"{printer} PDF", files, tools, results, rounds=rounds, warm=True)
    yield from _on_scans(list(printed.values()), quick, results)
    yield f"results: {RESULTS.relative_to(ROOT)}"


def _on_scans(printed: Sequence[list[Printed]], quick: bool, results: Results) -> Iterator[str]:
    if why := scans.missing():
        yield f"scans are left out: {why}"
        return
    if not printed:
        return
    # Every printer's reports in turn, each report once.
    originals = [printed[n % len(printed)][n] for n in range(1 if quick else SCANNED)]
    with _Tools(ON_SCANS, results) as tools:
        for dpi in (200,) if quick else (300, 200, 150):
            for quality in scans.QUALITIES:
                files = scans.scanned(originals, dpi, quality, FOLDER / "scans")
                yield from _condition(
                    f"scan {dpi} dpi {quality}", files, tools, results, rounds=1, warm=False
                )


class _Tools:
    """The tools that are there, by name."""

    def __init__(self, names: Sequence[str], results: Results) -> None:
        self.names, self.results = names, results

    def __enter__(self) -> dict[str, Tool]:
        tools = {name: Tool(name) for name in self.names}
        self.open = {name: tool for name, tool in tools.items() if not tool.missing}
        self.results.versions |= {n: t.version for n, t in self.open.items() if t.version}
        self.results.missing |= {n: t.missing for n, t in tools.items() if t.missing}
        return self.open

    def __exit__(self, *_: object) -> None:
        for tool in self.open.values():
            tool.close()


def _condition(
    name: str,
    files: Sequence[Printed],
    tools: dict[str, Tool],
    results: Results,
    *,
    rounds: int,
    warm: bool,
) -> Iterator[str]:
    scores = {tool: Score() for tool in tools}
    if warm:  # what is loaded at first need is not counted
        for tool in tools.values():
            tool.extract(files[0].path)
    for file in files:
        for tool_name, score in scores.items():
            _add(score, file, _repeated(tools[tool_name], file.path, rounds))
    results.conditions[name] = scores
    results.write()
    base = scores["pdfplumber"].processor if "pdfplumber" in scores else 0.0
    figures = sum(file.figures for file in files)
    yield f"{name}: {len(files)} reports, {figures} figures"
    for tool_name, score in scores.items():
        ratio = f"{score.processor / base:7.2f} x pdfplumber's" if base else ""
        yield (
            f"  {NAMES[tool_name]:<20} {score.right:5} right {score.processor / len(files):8.3f} s"
            f" a report ({score.wall / len(files):.3f} on the wall) {ratio}"
        )
        if tool_name == "gouji":
            yield (
                f"    by address: {score.facts_right} right, {score.right_marked} of them marked"
                f" doubtful; wrong and not marked: {score.wrong_unmarked};"
                f" whole audit {score.audit / len(files):.3f} s"
            )
        yield from (f"    {why}" for why in score.failed)


def _repeated(tool: Tool, path: Path, rounds: int) -> list[dict[str, Any]]:
    """The answers of so many rounds, and, as timeit does it, of more when they are short."""
    answers: list[dict[str, Any]] = []
    while len(answers) < rounds or (rounds > 1 and sum(a["processor"] for a in answers) < 0.5):
        answers.append(tool.extract(path))
        if "error" in answers[-1]:
            break
    return answers


def _add(score: Score, file: Printed, answers: list[dict[str, Any]]) -> None:
    score.figures += file.figures
    score.reports += 1
    if failed := [a["error"] for a in answers if "error" in a]:
        score.failed.append(f"{file.path.name}: {failed[0]}")
        return
    for key in ("processor", "wall", "audit"):
        setattr(score, key, getattr(score, key) + min(answer[key] for answer in answers))
    answer = answers[0]
    score.right += figures_right(list(truth_rows(file.laid_out)), answer["pages"])
    facts = answer.get("facts", {})
    for address, truth in file.laid_out.truth.items():
        fact = facts.get(address)
        if fact is None:
            continue  # not found, which the audit says
        value = None if fact["value"] is None else number(fact["value"])
        if value == truth.value:
            score.facts_right += 1
            score.right_marked += fact["doubtful"]
        elif fact["state"] != "unreadable" and not fact["doubtful"]:
            score.wrong_unmarked += 1
