"""The tables that a tool takes from a file, whatever their shape, against the truth.

Every tool has its own way with merged cells, repeated header rows and tables that cross pages. So nothing
is asked of columns or of where a table begins: a row is known by its label, a figure by its order in
the row, and every doubt is decided for the tool:

- a file's tables are one run of rows, in the order given; the rows of the report are assigned to
  them in order, so that most figures are right; header rows and whatever else stands between is skipped;
- a report's row may be a tool's row when the label just before the figures (`1.属于国家秘密`) has most of
  its characters in the tool's; rows without label (表三) need none;
- where a page ends, the last row above and the first row below may be taken together, cell by cell;
- of a row, the figures that are right are the longest run in common, in order, so that one that is
  lost or put in twice costs only itself;
- a cell is right only when it holds the whole figure and nothing else. Thousands separators, signs and
  digits may be written in any way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

__all__ = ["TruthRow", "figures_right", "number"]

ToolRow = Sequence[str | None]
ToolTable = Sequence[ToolRow]
ToolPage = Sequence[ToolTable]

_LIKE = 0.6
_NUMBER = re.compile(r"[+\-]?(?:\d+(?:,\d{3})*|\d+)(?:\.\d+)?")
_MINUS = str.maketrans("−–", "--")


@dataclass(frozen=True)
class TruthRow:
    """A row of the report: its labels from left to right (the last is its own) and its figures."""

    labels: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    label: str
    figures: tuple[Decimal, ...]


def number(text: str) -> Decimal | None:
    """The figure that is the whole of a cell's text."""
    compact = "".join(unicodedata.normalize("NFKC", text).split()).translate(_MINUS)
    return Decimal(compact.replace(",", "")) if _NUMBER.fullmatch(compact) else None


def figures_right(truth: Sequence[TruthRow], pages: Sequence[ToolPage]) -> int:
    """How many of the figures in `truth` stand in the right place in the tables of the pages."""
    wanted = [
        _Row(_compact(row.labels[-1]) if row.labels else "", tuple(map(_value, row.figures)))
        for row in truth
    ]
    rows = list(_rows(pages))
    # best[j]: most figures right with the truth's rows so far in the tool's rows before j, as a
    # pair with what the labels have in common, which decides between rows that are equally good.
    best = [(0, 0.0)] * (len(rows) + 1)
    for row in wanted:
        following = list(best)
        for j in range(1, len(rows) + 1):
            here = max(following[j], following[j - 1])
            single, joined = rows[j - 1]
            for given, back in ((single, 1), (joined, 2)):
                if given is not None and (gain := _agreement(row, given)):
                    before = best[j - back]
                    here = max(here, (before[0] + gain[0], before[1] + gain[1]))
            following[j] = here
        best = following
    return best[-1][0]


def _rows(pages: Sequence[ToolPage]) -> Iterator[tuple[_Row, _Row | None]]:
    """Each row, and it together with the one before where a page ends between them."""
    before: tuple[int, ToolRow] | None = None
    for index, page in enumerate(pages):
        for table in page:
            for cells in table:
                if not any(cells):
                    continue
                joined = None
                if before is not None and before[0] != index:
                    joined = _row(_joined(before[1], cells))
                yield _row(cells), joined
                before = index, cells


def _joined(above: ToolRow, below: ToolRow) -> ToolRow:
    if len(above) == len(below):
        return [(a or "") + (b or "") for a, b in zip(above, below, strict=True)]
    return [*above, *below]


def _row(cells: ToolRow) -> _Row:
    texts = [cell for cell in cells if cell and cell.strip()]
    values = [(text, number(text)) for text in texts]
    return _Row(
        _compact("".join(text for text, value in values if value is None)),
        tuple(value for _, value in values if value is not None),
    )


def _agreement(wanted: _Row, given: _Row) -> tuple[int, float] | None:
    right = _in_common(wanted.figures, given.figures)
    if not right:
        return None
    likeness = _likeness(wanted.label, given.label)
    return (right, likeness) if likeness >= _LIKE else None


def _likeness(wanted: str, given: str) -> float:
    """How much of the label is there, 0…1."""
    if not wanted or wanted in given:
        return 1.0
    blocks = SequenceMatcher(None, wanted, given, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted)


def _in_common(a: Sequence[Decimal], b: Sequence[Decimal]) -> int:
    lengths = [0] * (len(b) + 1)
    for x in a:
        diagonal = 0
        for j, y in enumerate(b, 1):
            diagonal, lengths[j] = (
                lengths[j],
                diagonal + 1 if x == y else max(lengths[j], lengths[j - 1]),
            )
    return lengths[-1]


def _value(text: str) -> Decimal:
    value = number(text)
    assert value is not None, text
    return value


def _compact(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
