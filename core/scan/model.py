"""What recognition makes of the picture of one page.

Every box is in pixels of the picture as it was given (neither turned nor deskewed), axis-aligned,
origin at the top left: for a skewed page it is the rectangle around the skewed one.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.document import Box, Reading

__all__ = ["ScannedCell", "ScannedPage", "ScannedTable", "ScannedText"]


@dataclass(frozen=True, slots=True)
class ScannedText:
    """A line of text outside the tables."""

    text: str
    box: Box
    reading: Reading


@dataclass(frozen=True, slots=True)
class ScannedCell:
    """A cell of a ruled table, merged cells once. `text` joins the lines of the cell by `\\n`.
    `reading` is None where the cell is empty and surely blank."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    text: str
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class ScannedTable:
    """A ruled table: cells in row-major order.

    `xs` and `ys` are the lines of its grid, outermost included, in pixels of the upright, deskewed
    page: with them tables are compared and joined over pages. `open_top` (`open_bottom`) says that
    the outermost line above (below) is not ruled, so that a row may go on on the page before (after).
    """

    box: Box
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[ScannedCell, ...]
    open_top: bool = False
    open_bottom: bool = False


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """`width`, `height` of the picture as given; `turned` is by how many degrees (0, 90, 180, 270) it
    has to be turned clockwise to stand upright; `skew` what then remained, in degrees. `lines` are the
    texts outside the tables in reading order. `note` is a Chinese sentence for the auditor where
    the page could not be read properly (too blurred, no text on it), else empty."""

    width: int
    height: int
    turned: int
    skew: float
    tables: tuple[ScannedTable, ...]
    lines: tuple[ScannedText, ...]
    note: str = ""
