"""A recogniser that says what it is told to: where it is asked, and what becomes of its answers, can be
tested without recognising anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.document import Box, Reading
from core.scan import ScannedCell, ScannedPage, ScannedTable

SURE, UNSURE = Reading(0.99), Reading(0.4, True, ("18",))


@dataclass
class Recogniser:
    """Gives out `answers` page by page, made for the size of the picture; notes what it was shown."""

    answers: list[Callable[[int, int], ScannedPage]] = field(default_factory=list)
    shown: list[tuple[tuple[int, ...], float]] = field(default_factory=list)

    def __call__(self, image: Any, dpi: float) -> ScannedPage:
        self.shown.append((image.shape, dpi))
        made = self.answers.pop(0)(image.shape[1], image.shape[0])
        assert (made.width, made.height) == (image.shape[1], image.shape[0])
        return made


def table(
    rows: Sequence[Sequence[str]], box: Box, *, unsure: Sequence[str] = (), **kind: bool
) -> ScannedTable:
    """A plain grid in `box` (pixels)."""
    count = len(rows[0])
    xs = [box.x0 + (box.x1 - box.x0) * i / count for i in range(count + 1)]
    ys = [box.top + (box.bottom - box.top) * i / len(rows) for i in range(len(rows) + 1)]
    cells = [
        ScannedCell(
            r, c, 1, 1, Box(xs[c], ys[r], xs[c + 1], ys[r + 1]), text,
            (UNSURE if text in unsure else SURE) if text else None,
        )
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]  # fmt: skip
    return ScannedTable(box, tuple(xs), tuple(ys), tuple(cells), **kind)
