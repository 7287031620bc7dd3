"""Tables without lines: rows of figures kept apart by nothing but space.

Which column a figure belongs to is not guessed: the cells come out in their order, in a ragged table,
as from a plain text, and whoever reads it has to count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.document import Cell, PageAnchor, Table
from core.readers.pdf_join import is_figure
from core.readers.pdf_page import Frame
from core.readers.pdf_text import Line

__all__ = ["Part", "split_unruled", "unruled_table"]

#: Other lines (the rest of a long label) that may stand between two rows of figures.
_BETWEEN = 3


@dataclass(frozen=True, slots=True)
class Part:
    lines: list[Line]
    is_table: bool


def split_unruled(lines: Sequence[Line]) -> list[Part]:
    """`lines` (no ruled table between them) as running text and runs of rows of figures."""
    rows = [i for i, line in enumerate(lines) if _is_row(line)]
    out: list[Part] = []
    done = 0
    while rows:
        end = 1
        while end < len(rows) and rows[end] - rows[end - 1] <= _BETWEEN + 1:
            end += 1
        run, rows = rows[:end], rows[end:]
        if len(run) < 2:
            continue
        out.append(Part(list(lines[done : run[0]]), False))
        done = run[-1] + 1
        out.append(Part(list(lines[run[0] : done]), True))
    return [*out, Part(list(lines[done:]), False)]


def _is_row(line: Line) -> bool:
    return len(line.parts) >= 3 and sum(is_figure(text) for text, _, _ in line.parts) >= 2


def unruled_table(lines: Sequence[Line], frames: dict[int, Frame]) -> Table:
    """A ragged table of the lines' parts."""
    cells = []
    for row, line in enumerate(lines):
        readings = line.part_readings or [line.reading] * max(1, len(line.parts))
        parts = line.parts or [(line.text, line.x0, line.x1)]
        for column, ((text, x0, x1), reading) in enumerate(zip(parts, readings, strict=True)):
            box = frames[line.page].shown(x0, line.top, x1, line.bottom)
            cells.append(Cell(row, column, text, PageAnchor(line.page, box), reading=reading))
    return Table(tuple(cells), ragged=True)
