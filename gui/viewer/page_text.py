"""The characters of a PDF page with their boxes, to find a place of a paragraph on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.document import Box

__all__ = ["PageText", "bare", "read_page_text"]

_REACHES = (24, 10)  # how much of the text around a figure is to be the same, in characters


@dataclass(frozen=True, slots=True)
class PageText:
    """`text[i]`, no white space among it, stands in `boxes[i]`, in points of the page as shown."""

    text: str
    boxes: tuple[Box, ...]

    def within(self, box: Box) -> PageText:
        """What stands in a box."""
        kept = [
            i
            for i, b in enumerate(self.boxes)
            if box.contains((b.x0 + b.x1) / 2, (b.top + b.bottom) / 2)
        ]
        return PageText("".join(self.text[i] for i in kept), tuple(self.boxes[i] for i in kept))

    def find(self, paragraph: str, start: int, end: int) -> list[Box]:
        """The boxes (one a line) of `paragraph[start:end]`; none where it does not stand there, or
        might be in two places. `paragraph` is without white space too."""
        for reach in (len(paragraph), *_REACHES):
            before = paragraph[max(0, start - reach) : start]
            wanted = before + paragraph[start : end + reach]
            at = self.text.find(wanted)
            if at >= 0:
                if self.text.find(wanted, at + 1) >= 0:
                    return []
                first = at + len(before)
                return _by_lines(self.boxes[first : first + end - start])
        return []


def bare(text: str, start: int, end: int) -> tuple[str, int, int]:
    """A text without white space, and where `text[start:end]` is then."""
    parts = [_without_space(t) for t in (text[:start], text[start:end], text[end:])]
    return "".join(parts), len(parts[0]), len(parts[0]) + len(parts[1])


def read_page_text(document: Any, index: int) -> PageText:
    """Of the `index`-th page of an FPDF_DOCUMENT, as the reader saw it. The caller holds PDFIUM_LOCK."""
    from core.readers.pdf_page import LoadedPage, Run, read_page

    with LoadedPage(document, index) as loaded:
        if not loaded:
            return PageText("", ())
        content = read_page(loaded)
    lines: list[list[Run]] = []
    for run in sorted(content.runs, key=lambda r: (r.y, r.x0[0])):
        if lines and run.y - lines[-1][0].y <= 0.45 * max(run.em, lines[-1][0].em):
            lines[-1].append(run)
        else:
            lines.append([run])
    text: list[str] = []
    boxes: list[Box] = []
    for line in lines:
        for run in sorted(line, key=lambda r: r.x0[0]):
            for chars, x0, x1 in zip(run.chars, run.x0, run.x1, strict=True):
                box = content.frame.shown(x0, run.y - 0.88 * run.em, x1, run.y + 0.14 * run.em)
                for char in _without_space(chars):
                    text.append(char)
                    boxes.append(box)
    return PageText("".join(text), tuple(boxes))


def _without_space(text: str) -> str:
    return "".join(text.split())


def _by_lines(boxes: tuple[Box, ...]) -> list[Box]:
    lines: list[Box] = []
    for box in boxes:
        if lines and lines[-1].top < (box.top + box.bottom) / 2 < lines[-1].bottom:
            last = lines[-1]
            lines[-1] = Box(
                min(last.x0, box.x0), min(last.top, box.top),
                max(last.x1, box.x1), max(last.bottom, box.bottom),
            )  # fmt: skip
        else:
            lines.append(box)
    return lines
