"""Pieces of a table on consecutive pages → one table.

A page break does four things to a table, and each is undone here: it repeats the header rows; it
cuts cells that span rows (`三、本年度办理结果`); it cuts a row in two, half its text on either page;
and it leaves a piece with fewer columns than the whole, because only merged cells stand on that page.
Pieces are therefore joined by the places of their lines, never by the numbers of their columns.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from core.document import Cell, PageAnchor, Reading, Table
from core.readers.pdf_grid import Fragment, GridCell
from core.readers.pdf_page import Frame
from core.readers.pdf_text import Line, cell_lines, cell_text, is_full, is_number_part
from core.readers.readings import united

__all__ = ["JoinedTable", "is_figure"]

#: How far the same line may lie off on two pages, in points.
SAME_LINE = 4.0
#: How far a page may be shifted against the one before (mirrored margins).
MAX_SHIFT = 60.0
#: How much wider or narrower it may be where both are pictures.
MAX_SCALE = 0.1

_FIGURE = re.compile(
    r"[+\-−－]?[\d０-９][\d０-９.,，．]*(?:万元|亿元|元|人次|件|条|次|人|个|篇|项|宗)?|[/／\\—–－\-]+|无"
)
_NUMBERED = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．，]|[（(]?\d{1,2}[.．、）)]|其中|第.{1,5}[条章]"
)


@dataclass(slots=True)
class _Piece:
    page: int
    frame: Frame
    fragment: Fragment
    cell: GridCell
    lines: list[Line]

    @property
    def text(self) -> str:
        return cell_text(self.lines, self.cell.box[0], self.cell.box[2])


@dataclass(slots=True)
class _Joined:
    """A cell of the whole table; `x0` and `x1` in the frame of the table's first page."""

    x0: float
    x1: float
    row: int
    row_span: int
    pieces: list[_Piece]

    @property
    def text(self) -> str:
        if len(self.pieces) == 1:
            return self.pieces[0].text
        written = [piece for piece in self.pieces if piece.lines]
        text = "".join(piece.text for piece in written[:1])
        for above, below in pairwise(written):
            following = below.text
            number = is_number_part(text[-1:]) and is_number_part(following[:1])
            text += ("" if number and _full(above, below) else "\n") + following
        return text

    @property
    def reading(self) -> Reading | None:
        found = united([piece.cell.reading for piece in self.pieces])
        if found is None or not found.alternatives or "\n" in self.text:
            return found
        # A number over two lines of its cell was put together: in the alternatives too.
        return replace(
            found, alternatives=tuple("".join(a.split("\n")) for a in found.alternatives)
        )

    @property
    def end(self) -> int:
        return self.row + self.row_span


@dataclass(slots=True)
class JoinedTable:
    """A table as far as it has been read; :meth:`add` takes the next page's piece."""

    cells: list[_Joined] = field(default_factory=list)
    rows: int = 0
    xs: list[float] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    top: float = 0.0  # on its first page

    @staticmethod
    def of(page: int, frame: Frame, fragment: Fragment) -> JoinedTable:
        table = JoinedTable()
        table.xs = list(fragment.xs)
        table._append(_pieces(page, frame, fragment), 0.0, 0, {})
        table.rows = fragment.row_count
        table.pages = [page]
        table.top = fragment.ys[0]
        return table

    @property
    def is_single_box(self) -> bool:
        return len(self.cells) == 1

    def given_back(self) -> list[Line]:
        """The lines of a box that turned out to be no table."""
        return [line for cell in self.cells for piece in cell.pieces for line in piece.lines]

    @property
    def has_text(self) -> bool:
        return any(piece.lines for cell in self.cells for piece in cell.pieces)

    def add(self, page: int, frame: Frame, fragment: Fragment) -> bool:
        """Join the piece on the next page, if it fits; say whether it did."""
        shift = _shift(self.xs, fragment.xs)
        if shift is None and fragment.is_recognised:
            width, mine = fragment.xs[-1] - fragment.xs[0], self.xs[-1] - self.xs[0]
            if abs(width - mine) <= MAX_SCALE * mine:
                fragment = fragment.fitted(self.xs)
                shift = _shift(self.xs, fragment.xs)
        if shift is None:
            return False
        pieces = _pieces(page, frame, fragment)
        dropped = self._repeated_header(pieces, shift)
        bottom = [cell for cell in self.cells if cell.end == self.rows]
        top = [p for p in pieces if p.cell.row == dropped]
        pairs = [
            (cell, piece)
            for piece in top
            for cell in bottom
            if abs(cell.x0 - (piece.cell.box[0] - shift)) <= SAME_LINE
            and abs(cell.x1 - (piece.cell.box[2] - shift)) <= SAME_LINE
        ]
        united: dict[int, _Joined] = {}
        met = {id(cell) for cell, _ in pairs}
        alike = len(pairs) == len(top) and all(
            id(cell) in met or cell.row_span > 1 for cell in bottom
        )
        cut = bool(top) and alike and _is_cut(pairs, dropped > 0)
        for cell, piece in pairs:
            if cut or _goes_on(cell, piece, top, united, dropped > 0, not alike):
                united[id(piece)] = cell
        offset = self.rows - dropped - (1 if cut else 0)
        self._append([p for p in pieces if p.cell.row >= dropped], shift, offset, united)
        self.rows = max(self.rows, offset + fragment.row_count)
        self.xs = _united(self.xs, [x - shift for x in fragment.xs])
        self.pages.append(page)
        return True

    def _append(
        self, pieces: Sequence[_Piece], shift: float, offset: int, united: dict[int, _Joined]
    ) -> None:
        for piece in pieces:
            grid = piece.cell
            if cell := united.get(id(piece)):
                if _compact(cell.text) == _compact(piece.text):
                    piece.lines = []  # a label printed again
                cell.pieces.append(piece)
                cell.row_span = max(cell.end, grid.row + grid.row_span + offset) - cell.row
            else:
                self.cells.append(
                    _Joined(
                        grid.box[0] - shift, grid.box[2] - shift, grid.row + offset, grid.row_span,
                        [piece],
                    )
                )  # fmt: skip

    def _repeated_header(self, pieces: Sequence[_Piece], shift: float) -> int:
        """How many of the piece's first rows say the same, in the same places, as the table's."""
        same = 0
        ends = 0  # no cell may reach from the header into what follows
        while True:
            mine = sorted((c for c in self.cells if c.row == same), key=lambda c: c.x0)
            theirs = sorted((p for p in pieces if p.cell.row == same), key=lambda p: p.cell.column)
            if not mine or len(mine) != len(theirs) or any(len(c.pieces) > 1 for c in mine):
                break
            if any(
                abs(c.x0 - (p.cell.box[0] - shift)) > SAME_LINE
                or abs(c.x1 - (p.cell.box[2] - shift)) > SAME_LINE
                or c.row_span != p.cell.row_span
                or _compact(c.text) != _compact(p.text)
                for c, p in zip(mine, theirs, strict=True)
            ):
                break
            if not any(_is_label(p.text) for p in theirs):
                break
            if any(is_figure(p.text) for p in theirs):
                break  # figures: a row of data that happens to be the same
            same += 1
            ends = max([ends, *(p.cell.row + p.cell.row_span for p in theirs)])
        return same if ends <= same else 0

    def table(self) -> Table:
        cells = []
        columns: dict[float, int] = {}  # most cells share their lines' exact places

        def column_of(x: float) -> int:
            if x not in columns:
                columns[x] = min(range(len(self.xs)), key=lambda i: abs(self.xs[i] - x))
            return columns[x]

        for cell in sorted(self.cells, key=lambda c: (c.row, c.x0)):
            column = column_of(cell.x0)
            # The box is that of the piece with the text: this is what gets shown and marked.
            shown = next((p for p in cell.pieces if p.lines), cell.pieces[0])
            cells.append(
                Cell(
                    cell.row, column, cell.text,
                    PageAnchor(shown.page, shown.cell.shown or shown.frame.shown(*shown.cell.box)),
                    cell.row_span, max(1, column_of(cell.x1) - column),
                    any(p.cell.has_image for p in cell.pieces), cell.reading,
                )
            )  # fmt: skip
        return Table(tuple(cells))


def _pieces(page: int, frame: Frame, fragment: Fragment) -> list[_Piece]:
    return [
        _Piece(page, frame, fragment, cell, cell_lines(cell.runs) if cell.runs else [])
        for cell in fragment.cells
    ]


def _is_cut(pairs: Sequence[tuple[_Joined, _Piece]], header_repeated: bool) -> bool:
    """Whether the page break goes through a row: `pairs` are all its cells, above and below."""
    # Cells over several rows go on over the break anyway; the others tell.
    single = [
        pair for pair in pairs if pair[0].pieces[-1].cell.row_span == pair[1].cell.row_span == 1
    ]
    pairs = single or pairs
    texts = [(_compact(cell.pieces[-1].text), _compact(piece.text)) for cell, piece in pairs]
    both = [
        (cell, piece, is_figure(above) and is_figure(below))
        for (cell, piece), (above, below) in zip(pairs, texts, strict=True)
        if above and below
    ]
    if both:
        # Text above and text below are two rows, unless each goes on in the middle of a line. Even a
        # number can be cut so, in a narrow column, but then no new row's label begins beside it.
        numbers = any(figures for _, _, figures in both)
        if numbers and any(_NUMBERED.match(below) for _, below in texts):
            return False
        return all(_continues(cell, piece) for cell, piece, _ in both)
    if all(
        _open_below(cell) and (header_repeated or piece.fragment.open_top(piece.cell))
        for cell, piece in pairs
    ):
        return True  # no rule was drawn on either side of the break
    # Nothing stands in both halves of any cell: one row, unless each half has a label of its own.
    return not (any(_is_label(a) for a, _ in texts) and any(_is_label(b) for _, b in texts))


def _goes_on(
    cell: _Joined,
    piece: _Piece,
    top: Sequence[_Piece],
    going_on: Container[int],
    header_repeated: bool,
    rows_differ: bool,
) -> bool:
    """Whether a cell that spans rows goes on over a page break between two rows. `rows_differ`: the
    rows above and below the break are not divided alike; `going_on`: the `id`s of the pieces further
    left that do."""
    below = _compact(piece.text)
    several = cell.pieces[-1].cell.row_span > 1 or piece.cell.row_span > 1
    if (
        several
        and _open_below(cell)
        and (piece.fragment.open_top(piece.cell) or header_repeated)
        and not _NUMBERED.match(below)
    ):
        return not (below and is_figure(below))
    if (
        not below
        and rows_differ
        and _is_label(cell.text)
        and not any(is_figure(p.text) for p in top)
    ):
        return True  # in the middle of the header
    labelled = any(_is_label(p.text) for p in top if p.cell.column > piece.cell.column)
    if not labelled:
        return False
    if below and not _compact(cell.text):  # the text stands lower, in the middle of both parts
        return _is_label(below) and (rows_differ or piece.cell.row_span > 1)
    if not below:
        # A label that begins further left begins a group of its own.
        return bool(_compact(cell.text)) and not any(
            _compact(p.text)
            for p in top
            if p.cell.column < piece.cell.column and id(p) not in going_on
        )
    spans = rows_differ or cell.row_span > 1 or piece.cell.row_span > 1
    return spans and (_continues(cell, piece) or (several and _written_downwards(cell, piece)))


def _written_downwards(cell: _Joined, piece: _Piece) -> bool:
    """Whether both have one character a line, as labels of groups often are written."""
    return not _NUMBERED.match(_compact(piece.text)) and all(
        len(line.text) == 1 for line in [*cell.pieces[-1].lines, *piece.lines]
    )


def _continues(cell: _Joined, piece: _Piece) -> bool:
    """Whether the text below takes up the one above in the middle of a line."""
    last = cell.pieces[-1]
    if not last.lines or not piece.lines or _NUMBERED.match(_compact(piece.text)):
        return False
    above, below = _compact(cell.text), _compact(piece.text)
    if above == below:
        return False  # printed again on the new page
    if is_figure(below) and not is_figure(above):
        return False  # the first row under a header
    return _full(last, piece)


def _full(above: _Piece, below: _Piece) -> bool:
    box = above.cell.box
    return is_full(above.lines[-1], below.lines[0], above.lines, box[0], box[2])


def _open_below(cell: _Joined) -> bool:
    last = cell.pieces[-1]
    return last.fragment.open_bottom(last.cell)


def _is_label(text: str) -> bool:
    compact = _compact(text)
    return bool(compact) and not is_figure(compact)


def is_figure(text: str) -> bool:
    """A number, with its unit perhaps, or a dash: what stands in a value cell."""
    return _FIGURE.fullmatch(_compact(text)) is not None


def _compact(text: str) -> str:
    return "".join(text.split())


# --- lines across -----------------------------------------------------------------------------


def _shift(first: Sequence[float], then: Sequence[float]) -> float | None:
    """How far `then` lies to the right of `first` if they are the lines of one table, else None."""
    shift = then[0] - first[0]
    if abs(shift) > MAX_SHIFT or abs((then[-1] - first[-1]) - shift) > SAME_LINE:
        return None
    if abs(shift) <= SAME_LINE:
        shift = 0.0
    few, many = sorted(([x - shift for x in then[1:-1]], list(first[1:-1])), key=len)
    hits = sum(any(abs(x - other) <= SAME_LINE for other in many) for x in few)
    return shift if 2 * hits >= len(few) else None


def _united(first: Sequence[float], then: Sequence[float]) -> list[float]:
    lines = list(first)
    for x in then:
        if not any(abs(x - other) <= SAME_LINE for other in lines):
            lines.insert(bisect_left(lines, x), x)
    return lines
