"""The benchmark's table as an SVG, for the README.

    python -m tests.bench.extraction.picture [RESULTS.json [PICTURE.svg]]

Without arguments: of the run that is kept beside this file, to where the README shows it.
"""

from __future__ import annotations

import json
import sys
from html import escape
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
PICTURE = HERE.parents[2] / "resources" / "manual" / "bench.svg"

_COLUMNS = (
    ("gouji", "Gouji"), ("pdfplumber", "pdfplumber"), ("camelot", "camelot"),
    ("pymupdf", "PyMuPDF"), ("img2table", "img2table"),
)  # fmt: skip
_LABEL, _COLUMN, _ROW, _TOP, _MARGIN = 196, 132, 46, 78, 20
_INK, _FAINT, _LINE, _OWN = "#1f2328", "#656d76", "#d0d7de", "#ddf4ff"


def drawing(results: dict[str, Any]) -> str:
    """A row for each kind of file; for each tool how many figures are right, and its time: a multiple of
    pdfplumber's, or seconds a report where pdfplumber reads nothing."""
    rows = [(name, scores) for name, scores in results["conditions"].items() if scores]
    width = _LABEL + _COLUMN * len(_COLUMNS) + 2 * _MARGIN
    notes = _notes(results, rows)
    bottom = _TOP + _ROW * len(rows)
    height = bottom + 16 + 18 * len(notes) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="Segoe UI, Helvetica, Arial, sans-serif" font-size="13">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<rect x="{_MARGIN + _LABEL}" y="34" width="{_COLUMN}" height="{bottom - 34}" fill="{_OWN}"/>',
        _text(_MARGIN, 22, "Figures read right, and time taken", weight="600", size=15),
    ]
    for number, (_, title) in enumerate(_COLUMNS):
        parts.append(_text(_centre(number), 60, title, anchor="middle", weight="600"))
    for index, (name, scores) in enumerate(rows):
        y = _TOP + index * _ROW
        figures = max(score["figures"] for score in scores.values())
        parts.append(
            f'<line x1="{_MARGIN}" x2="{width - _MARGIN}" y1="{y}" y2="{y}" stroke="{_LINE}"/>'
        )
        parts.append(_text(_MARGIN, y + 20, name[0].upper() + name[1:], weight="600"))
        parts.append(_text(_MARGIN, y + 37, f"{figures:,} figures", colour=_FAINT, size=11))
        for number, (tool, _) in enumerate(_COLUMNS):
            score = scores.get(tool) or scores.get(f"{tool}_ocr")
            x = _centre(number)
            if score is None:
                parts.append(_text(x, y + 28, "–", anchor="middle", colour=_FAINT))
                continue
            best = score["right"] == max(s["right"] for s in scores.values())
            parts.append(
                _text(
                    x, y + 20, f"{score['right']:,}", anchor="middle", weight="600" if best else ""
                )
            )
            said = _time(score, scores)
            parts.append(_text(x, y + 37, said, anchor="middle", colour=_FAINT, size=11))
    for index, note in enumerate(notes):
        parts.append(_text(_MARGIN, bottom + 24 + 18 * index, note, colour=_FAINT, size=11))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _centre(column: int) -> float:
    return _MARGIN + _LABEL + _COLUMN * (column + 0.5)


def _time(score: dict[str, Any], scores: dict[str, Any]) -> str:
    if base := scores.get("pdfplumber", {}).get("processor"):
        ratio = score["processor"] / base
        if ratio == 1:
            return f"1 × ({base / score['reports']:.2f} s a report)"
        return f"{ratio:.2f} ×" if ratio < 1 else f"{ratio:.1f} ×"
    return f"{score['processor'] / score['reports']:.1f} s a report"


def _notes(results: dict[str, Any], rows: list[tuple[str, Any]]) -> list[str]:
    names = {"camelot": "camelot", "pymupdf": "PyMuPDF", "img2table": "img2table"}
    versions = [
        f"{names.get(tool, tool)} {version}"
        for tool, version in results["versions"].items()
        if not tool.endswith("_ocr")
    ]
    scans = [scores["gouji"] for name, scores in rows if name.startswith("scan")]
    notes = [
        "Six reports, printed by two programs; four scanned (bad: turned, blurred, noisy, stamped, JPEG).",
        "Tables cut by the end of a page were joined for every tool. –: reads no scans.",
        "Processor time, cores added up; × as long as pdfplumber (extract_tables over every page).",
        f"{', '.join(versions)}; img2table with RapidOCR on scans. docling needs models from the net.",
    ]
    if scans:
        figures, right = sum(s["figures"] for s in scans), sum(s["facts_right"] for s in scans)
        notes.append(
            f"Of {figures:,} figures on scans Gouji has {figures - right:,} wrong, "
            f"{sum(s['wrong_unmarked'] for s in scans)} of these unmarked; it marks "
            f"{sum(s['right_marked'] for s in scans):,} right ones as doubtful too."
        )
    return notes


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", weight: str = "", colour: str = _INK,
    size: int = 13,
) -> str:  # fmt: skip
    bold = f' font-weight="{weight}"' if weight else ""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{colour}" '
        f'font-size="{size}"{bold}>{escape(text)}</text>'
    )


def main() -> int:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else PICTURE
    target.write_text(drawing(json.loads(source.read_text(encoding="utf-8"))), encoding="utf-8")
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
