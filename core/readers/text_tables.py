"""Tables in plain text: runs of lines with tabs or pipes on them, taken apart into cells.

What separated the cells is guessed from the run itself (DOMAIN §4, layouts b, d, e); `Zone` says how.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from core.document import Cell, Table, TextAnchor
from core.readers.prose import is_chapter_heading, is_prose
from core.readers.text_lines import NUMBERED, PIPES, Lines, Span

__all__ = ["MOST_BLANKS", "Zone"]

_PIPE = re.compile(f"[{PIPES}]")
# What stands in a value cell: a figure, or a sign that there is none.
_FIGURE = re.compile(
    r"[+\-−±]?\s*[\d０-９][\d０-９,，.．\s]*(?:%|％|亿元|万元|元|件|条|次|个)?|[/\\\-—–－―─]{1,4}"
)
# What a form left empty still says.
_FORM_WORD = re.compile(
    r"第二十[条條]|信息[内內]容|[规規]章|自然人|行政[复復複][议議]|[数數]量|件[数數]|[统統].?[计計]"
)
_RULE_LINE = re.compile(r"[\s:+\-=|｜│┃─━═┼├┤┬┴┌┐└┘╋┠┨┯┷┏┓┗┛]*")
_CLOSING_QUOTE = re.compile(r'"(?=\t|\n|\Z)')
_SPAN_OF_RULE = re.compile(r"-{3,}|={3,}|[─━═]{2,}")
_OPEN, _CLOSE = "（(", "）)"

MOST_BLANKS = 40
"""Blank cells kept in a row of them: 表三 left empty has 15, and as many of padding."""
MOST_GAP_LINES = 4
"""Lines without a separator that may stand inside a run of lines with one."""


@dataclass(slots=True)
class _Cell:
    line: int
    start: int
    end: int
    new_row: bool

    @property
    def blank(self) -> bool:
        return self.start == self.end


class Zone:
    """A run of lines with separators, and the few lines without that stand among them."""

    def __init__(self, lines: Lines, pending: Sequence[Span] = ()) -> None:
        """`pending` are the lines of text above, whose last may belong to the first cell."""
        self._lines = lines
        self._pending = list(pending)  # not yet known to be cells or paragraphs
        self._cells: list[_Cell] = []  # of the table being built
        self._blanks = 0
        self._done: list[Table | Span] = []

    def read(self, start: int) -> tuple[int, list[Table | Span]]:
        """Read the zone that begins on line `start`: the line after it, and the tables and paragraphs
        in it."""
        end = self._end(start)
        if self._lines.kinds[start] == "tab":
            self._tabs(start, end)
        else:
            self._pipes(start, end)
        self._settle(0)
        self._finish_table()
        return end, self._done

    def _end(self, start: int) -> int:
        """One past the last line of the run of separated lines that begins at `start`."""
        kinds = self._lines.kinds
        end, gap = start + 1, 0
        for at in range(start + 1, len(kinds)):
            if kinds[at] == kinds[start]:
                end, gap = at + 1, 0
            elif kinds[at] == "pipe":
                break  # tabs end where pipes begin
            elif kinds[at] != "blank":
                gap += 1
                if gap > MOST_GAP_LINES:
                    break
        return end

    # -- tabs ------------------------------------------------------------------------------------

    def _tabs(self, start: int, end: int) -> None:
        at = start
        while at < end:
            if self._lines.kinds[at] == "tab":
                at = self._tab_row(at, end)
                continue
            if self._lines.kinds[at] == "text":
                self._pending.append(self._lines.whole(at))
            at += 1

    def _tab_row(self, line: int, end: int) -> int:
        """Take the row that begins on `line`; the line after it. A cell copied from a spreadsheet
        with line breaks in it stands in quotes and may run over several lines."""
        lines, text = self._lines, self._lines.text
        at, stop = lines.bounds[line]
        if _is_rule(text[at:stop]):
            self._settle(0)
            return line + 1
        cells: list[Span] = []
        last = line
        while True:
            quoted = _quoted_cell(text, at, lines.bounds[min(last + 5, end) - 1][1])
            if quoted is not None:
                begin, close = quoted
                cells.append(lines.span(last, begin, close))
                last += text.count("\n", begin, close)
                stop = lines.bounds[last][1]
                tab = close + 1 if close + 1 < stop else -1
            else:
                tab = text.find("\t", at, stop)
                cells.append(lines.span(last, at, stop if tab < 0 else tab))
            if tab < 0:
                break
            at = tab + 1
        first = cells[0]
        taken = self._lines_of_cell(self._pending, first, table_open=False) if self._pending else 0
        head = self._pending[len(self._pending) - taken] if taken else None
        self._settle(taken)
        if head is not None:
            cells[0] = Span(head.line, head.start, first.end)
        for ordinal, cell in enumerate(cells):
            self._add(cell, new_row=ordinal == 0)
        return last + 1

    # -- pipes -----------------------------------------------------------------------------------

    def _pipes(self, start: int, end: int) -> None:
        written = [
            raw
            for at in range(start, end)
            if self._lines.kinds[at] == "pipe" and not _is_rule(raw := self._lines.raw(at).strip())
        ]
        said = [line for line in written if line.strip(PIPES + " \t\u3000\xa0")]
        leading = bool(said) and all(line[0] in PIPES for line in said)
        trailing = sum(line[-1] in PIPES for line in said)
        if leading or (said and trailing * 2 < len(said)):
            several = any(_PIPE.search(line.strip(PIPES)) for line in said)
            self._rows(start, end, leading, trailing * 2 >= len(said), several)
        else:
            several = any(sum(bool(c.strip()) for c in _PIPE.split(line)) > 1 for line in said)
            self._stream(start, end, several)

    def _pipe_lines(self, start: int, end: int) -> Iterator[list[Span]]:
        """What stands between the pipes of each line that has them, the others put to the pending."""
        for at in range(start, end):
            if self._lines.kinds[at] == "pipe":
                if not _is_rule(self._lines.raw(at)):
                    yield list(self._lines.between_pipes(at))
            elif self._lines.kinds[at] != "blank":
                self._pending.append(self._lines.whole(at))

    def _rows(self, start: int, end: int, leading: bool, trailing: bool, several: bool) -> None:
        """`|` between the cells of a row, one row a line."""
        for chunks in self._pipe_lines(start, end):
            if leading and len(chunks) > 1 and chunks[0].blank:
                del chunks[0]
            if trailing and len(chunks) > 1 and chunks[-1].blank:
                del chunks[-1]
            self._settle(0)
            for ordinal, chunk in enumerate(chunks):
                self._add(chunk, new_row=several and ordinal == 0)

    def _stream(self, start: int, end: int, several: bool) -> None:
        """`|` after every cell; line ends end nothing."""
        for first, *chunks, rest in self._pipe_lines(start, end):
            alone = rest.blank and all(c.blank for c in chunks)
            if not first.blank:
                self._pending.append(first)
            new_row = several and (not first.blank or self._starts_row(chunks))
            if self._pending:
                if self._cell_from_pending(new_row) and alone:
                    continue  # a paragraph with the remains of a layout table behind it
            elif self._cells or not alone:
                self._add(first, new_row)
            for chunk in chunks:
                self._add(chunk, new_row=False)
            if not rest.blank:
                if several and sum(not c.blank for c in (first, *chunks)) > 1:
                    self._add(rest, new_row=False)  # the bar behind a full row was left out
                else:
                    self._pending.append(rest)

    def _starts_row(self, chunks: Sequence[Span]) -> bool:
        """Whether a line that begins with `|` begins a row (its first label cell is blank) rather
        than going on with the row above (33: `| 25 |`)."""
        for chunk in chunks:
            if not chunk.blank:
                return not _FIGURE.fullmatch(self._lines.said(chunk))
        return False

    # -- lines that carry no separator ------------------------------------------------------------

    def _cell_from_pending(self, new_row: bool) -> bool:
        """End the cell whose text is the last of the pending lines; True when the pending lines
        turned out to be paragraphs, all of them."""
        last = self._pending[-1]
        said = self._lines.said(last)
        taken = self._lines_of_cell(self._pending[:-1], last, table_open=bool(self._cells)) + 1
        if taken == 1 and not last.in_row and (is_prose(said) or is_chapter_heading(said)):
            self._settle(0, all_prose=True)
            return True
        first = self._pending[len(self._pending) - taken]
        self._settle(taken)
        self._add(Span(first.line, first.start, last.end), new_row)
        return False

    def _lines_of_cell(self, above: Sequence[Span], last: Span, table_open: bool) -> int:
        """How many of the lines `above` belong to the cell that ends with `last`."""
        said = self._lines.said
        text, count = said(last), 0
        for span in reversed(above[-4:]):
            if not _closes_more(text):
                break
            text, count = said(span) + text, count + 1
        if _closes_more(text):
            text, count = said(last), 0
        if not table_open or _FIGURE.fullmatch(text):
            return count
        lower = above[len(above) - count] if count else last
        for span in reversed(above[: len(above) - count]):
            line = said(span)
            if (
                lower.line - span.line > 1
                or len(line) > 24
                or is_prose(line)
                or is_chapter_heading(line)
                or _FIGURE.fullmatch(line)
                or NUMBERED.match(said(lower))
            ):
                break
            lower, count = span, count + 1
        return count

    def _settle(self, taken: int, all_prose: bool = False) -> None:
        """Decide over the pending lines but the last `taken`, which the caller has used."""
        spans = self._pending[: len(self._pending) - taken] if taken else self._pending
        self._pending = []
        said = [self._lines.said(s) for s in spans]
        prose = [
            not s.in_row and (is_prose(t) or is_chapter_heading(t) or all_prose)
            for s, t in zip(spans, said, strict=True)
        ]
        # Lines among the rows of a table are rows with one cell, until prose ends the table.
        kept = 0 if not self._cells else prose.index(True) if True in prose else len(spans)
        for span in spans[:kept]:
            self._add(span, new_row=not span.in_row)
        if spans[kept:]:
            self._finish_table()
            self._done += spans[kept:]

    # -- tables ----------------------------------------------------------------------------------

    def _add(self, span: Span, new_row: bool) -> None:
        if span.blank:
            self._blanks += 1
            if self._blanks > MOST_BLANKS and not new_row:
                return
        else:
            self._blanks = 0
        self._cells.append(_Cell(span.line, span.start, span.end, new_row or not self._cells))

    def _finish_table(self) -> None:
        cells, self._cells, self._blanks = self._cells, [], 0
        if not cells:
            return
        text = self._lines.text
        figures = [_FIGURE.fullmatch(text[c.start : c.end]) is not None for c in cells]
        if not self._is_table(cells, figures):
            self._done += self._as_paragraphs(cells)
            return
        if sum(c.new_row for c in cells) == 1:
            self._guess_rows(cells, figures)
        made: list[Cell] = []
        row = column = -1
        for cell in cells:
            row, column = (row + 1, 0) if cell.new_row else (row, column + 1)
            start, end = _inside_bold(text, cell.start, cell.end)
            made.append(Cell(row, column, text[start:end], TextAnchor(cell.line, start, end)))
        self._done.append(Table(tuple(made), ragged=True))

    def _as_paragraphs(self, cells: Iterable[_Cell]) -> Iterator[Span]:
        """The cells of no table, line by line."""
        for _, together in groupby((c for c in cells if not c.blank), key=lambda c: c.line):
            said = list(together)
            line, begin = said[0].line, said[0].start
            for part in self._lines.text[begin : said[-1].end].split("\n"):
                span = self._lines.span(line, begin, begin + len(part))
                if not span.blank:
                    yield span
                line, begin = line + 1, begin + len(part) + 1

    def _is_table(self, cells: Sequence[_Cell], figures: Sequence[bool]) -> bool:
        """Navigation bars, the data line of a page and the remains of layout tables are none."""
        said = [self._lines.text[c.start : c.end] for c in cells if not c.blank]
        if any(figures):
            return len(said) >= 3
        return (
            len(said) >= 4
            and len({c.line for c in cells}) > 1
            and any(map(_FORM_WORD.search, said))
        )

    def _guess_rows(self, cells: Sequence[_Cell], figures: Sequence[bool]) -> None:
        """Rows where the lines tell nothing: a label after a value begins one, so does the label of
        the first value after a row of heads, and values behind nothing but heads (表三)."""
        labels = 0
        for at, cell in enumerate(cells):
            is_label = not cell.blank and not figures[at]
            after_value = at > 0 and (cells[at - 1].blank or figures[at - 1])
            before_value = at + 1 < len(cells) and figures[at + 1]
            values_of_heads = figures[at] and labels >= 4 and cells[at - 1].blank
            if (is_label and (after_value or (before_value and labels >= 2))) or values_of_heads:
                cell.new_row = True
                labels = 0
            labels += is_label


def _is_rule(line: str) -> bool:
    """`---|---`, `+----+`, `├──┼──┤`: a line drawn between rows."""
    return _RULE_LINE.fullmatch(line) is not None and _SPAN_OF_RULE.search(line) is not None


def _closes_more(text: str) -> bool:
    """Whether brackets close in `text` that do not open in it."""
    return sum(map(text.count, _CLOSE)) > sum(map(text.count, _OPEN))


def _quoted_cell(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """Where the inside of a quoted cell with a line break in it begins and ends."""
    if not text.startswith('"', start):
        return None
    for found in _CLOSING_QUOTE.finditer(text, start + 1, stop + 1):
        inside = text[start + 1 : found.start()]
        if "\t" in inside:
            return None
        return (start + 1, found.start()) if "\n" in inside else None
    return None


def _inside_bold(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the `**` of Markdown around a cell."""
    while end - start >= 4 and text.startswith("**", start) and text.endswith("**", start, end):
        start, end = start + 2, end - 2
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
    return start, end
