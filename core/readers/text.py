"""Plain text, as copied from a page or converted from something else.

What separated the cells is guessed from the text itself (DOMAIN §4, layouts b–e):

* tabs: one row a line;
* `|` between cells, with or without one at the ends of a line (Markdown and its like): one row a
  line;
* `|` *after* every cell, line ends meaning nothing: several cells a line, one cell a line, or the
  `|` on a line of its own.

One cell a line without any separator stays one Paragraph a line. Every Table is `ragged`: the order
of the cells and the blanks among them are sure, rows and columns are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.document import Block, Cell, Document, Paragraph, Table, TextAnchor
from core.readers.decode import decode
from core.readers.errors import Unreadable
from core.readers.prose import is_chapter_heading, is_prose, split_at_headings

__all__ = ["parse_text", "read_text"]

_PIPES = "|｜│┃"
_PIPE = re.compile(f"[{_PIPES}]")
_FIGURE = re.compile(r"[+\-−±]?\s*[\d０-９][\d０-９,，.．\s]*(?:%|％|亿元|万元|元|件|条|次|个)?")
_ENUMERATOR = re.compile(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.]?|[（(]?\d{1,2}[)）、.．]|[•●▪◆■□○·*-])"
)
# What a form left empty still says.
_FORM_WORD = re.compile(
    r"第二十[条條]|信息[内內]容|[规規]章|自然人|行政[复復複][议議]|[数數]量|件[数數]|[统統].?[计計]"
)
_RULE_LINE = re.compile(r"[\s:+\-=|｜│┃─━═┼├┤┬┴┌┐└┘╋┠┨┯┷┏┓┗┛]*")
_SPAN_OF_RULE = re.compile(r"-{3,}|={3,}|[─━═]{2,}")
_OPEN, _CLOSE = "（(", "）)"

MOST_BLANKS = 40
"""Blank cells kept in a row of them: 表三 left empty has 15, and as many of padding."""
MOST_GAP_LINES = 4
"""Lines without a separator that may stand inside a run of lines with one."""


def read_text(path: Path) -> Document:
    """Read a plain text file.

    Raises:
        Unreadable: no text in any known encoding, or nothing but white space.
    """
    decoded = decode(path.read_bytes())
    if decoded is None:
        raise Unreadable("这个文件不是文本，里面的内容认不出来，请确认没有选错文件。")
    return parse_text(path, decoded.text, decoded.notes)


def parse_text(path: Path, source: str, notes: tuple[str, ...] = ()) -> Document:
    """`source` (already decoded) as a Document. Raises Unreadable when it is blank."""
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Unreadable("文件里没有任何文字，请重新下载或向填报单位索取。")
    return Document(path, "text", tuple(_Reader(text).blocks()), text=text, notes=notes)


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of the text without white space at its ends; `start == end` for a blank cell."""

    line: int
    start: int
    end: int
    in_row: bool = False  # stands behind a separator on its line: surely a cell


@dataclass(slots=True)
class _Cell:
    line: int
    start: int
    end: int
    new_row: bool

    @property
    def blank(self) -> bool:
        return self.start == self.end


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[tuple[int, int]] = []
        start = 0
        for line in text.split("\n"):
            self.lines.append((start, start + len(line)))
            start += len(line) + 1
        self.kinds = [self._kind(line) for line in text.split("\n")]
        self.spaced = self._cells_on_lines_of_their_own()

    # -- lines -----------------------------------------------------------------------------------

    def _kind(self, line: str) -> str:
        if not line.strip():
            return "blank"
        if _PIPE.search(line):
            return "pipe"
        stripped = line.strip(" \u3000\xa0").lstrip("\t")
        if "\t" not in stripped:
            return "text"
        cells = [c.strip() for c in line.split("\t")]
        said = [c for c in cells if c]
        if len(said) == 1 and (is_prose(said[0]) or is_chapter_heading(said[0])):
            return "text"  # a tab left over at the end of a paragraph
        if (
            len(said) == 2
            and len(cells) - cells.index(said[0]) == 2
            and _ENUMERATOR.fullmatch(said[0])
        ):
            return "text"  # `一、<tab>总体情况`: a numbered paragraph out of a word processor
        return "tab"

    def _cells_on_lines_of_their_own(self) -> bool:
        """Whether blank lines stand between almost all lines (layout c)."""
        groups, size = [0, 0], 0
        for kind in [*self.kinds, "blank"]:
            if kind == "blank":
                if size:
                    groups[size > 1] += 1
                size = 0
            else:
                size += 1
        alone, together = groups
        return alone >= 10 and alone >= 0.7 * (alone + together)

    def _span(self, line: int, start: int, end: int, in_row: bool = False) -> _Span:
        stretch = self.text[start:end]
        start += len(stretch) - len(stretch.lstrip())
        return _Span(line, start, max(start, start + len(stretch.strip())), in_row)

    def _line(self, line: int) -> _Span:
        return self._span(line, *self.lines[line])

    def _said(self, span: _Span) -> str:
        return self.text[span.start : span.end]

    # -- blocks ----------------------------------------------------------------------------------

    def blocks(self) -> Iterator[Block]:
        pending: list[_Span] = []
        at, count = 0, len(self.lines)
        while at < count:
            kind = self.kinds[at]
            if kind in ("pipe", "tab"):
                end = self._zone_end(at)
                zone = _Zone(self, pending)
                if kind == "tab":
                    yield from zone.tabs(at, end)
                else:
                    yield from zone.pipes(at, end)
                pending, at = [], end
            else:
                if kind == "text":
                    pending.append(self._line(at))
                at += 1
        yield from self.paragraphs(pending)

    def _zone_end(self, start: int) -> int:
        """One past the last line of the run of separated lines that begins at `start`."""
        kind, end, gap = self.kinds[start], start + 1, 0
        for at in range(start + 1, len(self.lines)):
            if self.kinds[at] == kind:
                end, gap = at + 1, 0
            elif self.kinds[at] == "pipe":
                break  # tabs end where pipes begin
            elif self.kinds[at] != "blank":
                gap += 1
                if gap > MOST_GAP_LINES:
                    break
        return end

    def paragraphs(self, spans: Sequence[_Span]) -> Iterator[Paragraph]:
        at = 0
        while at < len(spans):
            span = spans[at]
            together = self._broken_cell(spans, at) if self.spaced else 1
            last = spans[at + together - 1]
            stretch = self.text[span.start : last.end]
            at += together
            for start, end in split_at_headings(stretch):
                anchor = TextAnchor(span.line, span.start + start, span.start + end)
                said = stretch[start:end]
                shown = re.sub(r"^#{1,6}\s+", "", said.replace("**", "")).strip()
                if shown:
                    yield Paragraph(shown, anchor, heading=said.startswith("#") and shown != said)

    def _broken_cell(self, spans: Sequence[_Span], at: int) -> int:
        """How many lines from `at` on are one cell broken over lines, where every other cell stands
        between blank lines: `本年新` / `制作数量`."""
        count = 1
        while (
            at + count < len(spans)
            and count < 4
            and spans[at + count].line == spans[at + count - 1].line + 1
        ):
            count += 1
        if at + count < len(spans) and spans[at + count].line == spans[at + count - 1].line + 1:
            return 1
        if at and spans[at - 1].line == spans[at].line - 1:
            return 1
        said = [self._said(s) for s in spans[at : at + count]]
        if all(len(s) <= 8 and re.fullmatch(r"[\u4e00-\u9fff（）() ]+", s) for s in said):
            return count
        return 1


class _Zone:
    """A run of lines with separators, and the few lines without that stand among them."""

    def __init__(self, reader: _Reader, pending: list[_Span]) -> None:
        self.reader = reader
        self.pending = pending  # lines not yet known to be cells or paragraphs
        self.cells: list[_Cell] = []  # of the table being built
        self.blanks = 0
        self.done: list[Block] = []

    # -- tabs ------------------------------------------------------------------------------------

    def tabs(self, start: int, end: int) -> Iterator[Block]:
        reader = self.reader
        at = start
        while at < end:
            if reader.kinds[at] == "tab":
                at = self._tab_row(at, end)
                continue
            if reader.kinds[at] == "text":
                self.pending.append(reader._line(at))
            at += 1
        self._close()
        yield from self.done

    def _tab_row(self, line: int, end: int) -> int:
        """Take the row that begins on `line`; the line after it. A cell copied from a spreadsheet
        with line breaks in it stands in quotes and may run over several lines."""
        reader, text = self.reader, self.reader.text
        at, stop = reader.lines[line]
        if _is_rule(text[at:stop]):
            self._settle(0)
            return line + 1
        cells: list[_Span] = []
        last = line
        while True:
            quoted = _quoted_cell(text, at, reader.lines[min(last + 5, end) - 1][1])
            if quoted is not None:
                begin, close = quoted
                cells.append(reader._span(last, begin, close))
                last += text.count("\n", begin, close)
                stop = reader.lines[last][1]
                tab = close + 1 if close + 1 < stop else -1
            else:
                tab = text.find("\t", at, stop)
                cells.append(reader._span(last, at, stop if tab < 0 else tab))
            if tab < 0:
                break
            at = tab + 1
        first = cells[0]
        taken = self._lines_of_cell(self.pending, first, table_open=False) if self.pending else 0
        head = self.pending[len(self.pending) - taken] if taken else None
        self._settle(taken)
        if head is not None:
            cells[0] = _Span(head.line, head.start, first.end)
        for ordinal, cell in enumerate(cells):
            self._add(cell, new_row=ordinal == 0)
        return last + 1

    # -- pipes -----------------------------------------------------------------------------------

    def pipes(self, start: int, end: int) -> Iterator[Block]:
        reader = self.reader
        lines = [
            reader.text[slice(*reader.lines[at])].strip()
            for at in range(start, end)
            if reader.kinds[at] == "pipe"
        ]
        said = [
            line for line in lines if line.strip(_PIPES + " \t\u3000\xa0") and not _is_rule(line)
        ]
        leading = bool(said) and all(line[0] in _PIPES for line in said)
        trailing = sum(line[-1] in _PIPES for line in said)
        if leading or (said and trailing * 2 < len(said)):
            several = any(len(_PIPE.split(line.strip(_PIPES))) > 1 for line in said)
            self._rows(start, end, leading, trailing * 2 >= len(said), several)
        else:
            several = any(sum(1 for c in _PIPE.split(line) if c.strip()) > 1 for line in said)
            self._stream(start, end, several)
        self._close()
        yield from self.done

    def _rows(self, start: int, end: int, leading: bool, trailing: bool, several: bool) -> None:
        """`|` between the cells of a row, one row a line."""
        reader = self.reader
        for at in range(start, end):
            if reader.kinds[at] in ("text", "tab"):
                self.pending.append(reader._line(at))
            elif reader.kinds[at] == "pipe":
                if _is_rule(reader.text[slice(*reader.lines[at])]):
                    continue
                chunks = list(self._chunks(at))
                if leading and len(chunks) > 1 and _blank(chunks[0]):
                    del chunks[0]
                if trailing and len(chunks) > 1 and _blank(chunks[-1]):
                    del chunks[-1]
                self._settle(0)
                for ordinal, chunk in enumerate(chunks):
                    self._add(chunk, new_row=several and ordinal == 0)

    def _stream(self, start: int, end: int, several: bool) -> None:
        """`|` after every cell; line ends end nothing."""
        reader = self.reader
        for at in range(start, end):
            if reader.kinds[at] in ("text", "tab"):
                self.pending.append(reader._line(at))
            elif reader.kinds[at] == "pipe":
                if _is_rule(reader.text[slice(*reader.lines[at])]):
                    continue
                *chunks, rest = self._chunks(at)
                silent = all(map(_blank, chunks)) and _blank(rest)
                leads = not _blank(chunks[0])
                if leads:
                    self.pending.append(chunks[0])
                new_row = several and (leads or self._starts_row(chunks[1:]))
                if self.pending:
                    if self._cell_from_pending(new_row) and _lone(chunks[1:], rest):
                        # A paragraph with the remains of a layout table behind it.
                        continue
                elif not silent or self.cells:
                    self._add(chunks[0], new_row)
                for chunk in chunks[1:]:
                    self._add(chunk, new_row=False)
                if not _blank(rest) and several and sum(not _blank(c) for c in chunks) > 1:
                    self._add(rest, new_row=False)  # the bar behind a full row was left out
                elif not _blank(rest):
                    self.pending.append(rest)

    def _starts_row(self, chunks: Sequence[_Span]) -> bool:
        """Whether a line that begins with `|` begins a row (its first label cell is blank) rather
        than going on with the row above (33: `| 25 |`)."""
        for chunk in chunks:
            if not _blank(chunk):
                return not _FIGURE.fullmatch(self.reader._said(chunk))
        return False

    def _chunks(self, line: int) -> Iterator[_Span]:
        """What stands before, between and after the pipes of `line`."""
        start, stop = self.reader.lines[line]
        begin = start
        for pipe in _PIPE.finditer(self.reader.text, start, stop):
            yield self._chunk(line, begin, pipe.start(), begin > start)
            begin = pipe.end()
        yield self._chunk(line, begin, stop, True)

    def _chunk(self, line: int, start: int, end: int, in_row: bool) -> _Span:
        span = self.reader._span(line, start, end, in_row)
        return span if span.start < span.end else _Span(line, end, end, in_row)

    # -- lines that carry no separator ------------------------------------------------------------

    def _cell_from_pending(self, new_row: bool) -> bool:
        """End the cell whose text is the last of the pending lines; True when the pending lines
        turned out to be paragraphs, all of them."""
        last = self.pending[-1]
        said = self.reader._said(last)
        taken = self._lines_of_cell(self.pending[:-1], last, table_open=bool(self.cells)) + 1
        if taken == 1 and not last.in_row and (is_prose(said) or is_chapter_heading(said)):
            self._settle(0, all_prose=True)
            return True
        first = self.pending[len(self.pending) - taken]
        self._settle(taken)
        self._add(_Span(first.line, first.start, last.end), new_row)
        return False

    def _lines_of_cell(self, above: Sequence[_Span], last: _Span, table_open: bool) -> int:
        """How many of the lines `above` belong to the cell that ends with `last`."""
        said = self.reader._said
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
                or _ENUMERATOR.match(said(lower))
            ):
                break
            lower, count = span, count + 1
        return count

    def _settle(self, taken: int, all_prose: bool = False) -> None:
        """Decide over the pending lines but the last `taken`, which the caller has used."""
        spans = self.pending[: len(self.pending) - taken] if taken else self.pending
        self.pending = []
        said = [self.reader._said(s) for s in spans]
        prose = [
            not s.in_row and (is_prose(t) or is_chapter_heading(t) or all_prose)
            for s, t in zip(spans, said, strict=True)
        ]
        # Lines among the rows of a table are rows with one cell, until prose ends the table.
        kept = 0 if not self.cells else prose.index(True) if True in prose else len(spans)
        for span in spans[:kept]:
            self._add(span, new_row=not span.in_row)
        if spans[kept:]:
            self._finish_table()
            self.done += self.reader.paragraphs(spans[kept:])

    # -- tables ----------------------------------------------------------------------------------

    def _add(self, span: _Span, new_row: bool) -> None:
        if _blank(span):
            self.blanks += 1
            if self.blanks > MOST_BLANKS and not new_row:
                return
        else:
            self.blanks = 0
        self.cells.append(_Cell(span.line, span.start, span.end, new_row or not self.cells))

    def _close(self) -> None:
        """The zone is over: what still hangs behind a pipe is a cell, the rest are paragraphs."""
        self._settle(0)
        self._finish_table()

    def _finish_table(self) -> None:
        cells, self.cells, self.blanks = self.cells, [], 0
        if not cells:
            return
        reader = self.reader
        figures = [_FIGURE.fullmatch(reader.text[c.start : c.end]) is not None for c in cells]
        if not self._is_table(cells, figures):
            for line in dict.fromkeys(c.line for c in cells if not c.blank):
                said = [c for c in cells if c.line == line and not c.blank]
                self.done += reader.paragraphs([_Span(line, said[0].start, said[-1].end)])
            return
        if sum(c.new_row for c in cells) == 1:
            self._guess_rows(cells, figures)
        made: list[Cell] = []
        row = column = -1
        for cell in cells:
            row, column = (row + 1, 0) if cell.new_row else (row, column + 1)
            start, end = _inside_bold(reader.text, cell.start, cell.end)
            made.append(
                Cell(row, column, reader.text[start:end], TextAnchor(cell.line, start, end))
            )
        self.done.append(Table(tuple(made), ragged=True))

    def _is_table(self, cells: Sequence[_Cell], figures: Sequence[bool]) -> bool:
        """Navigation bars, the data line of a page and the remains of layout tables are none."""
        said = [self.reader.text[c.start : c.end] for c in cells if not c.blank]
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


def _blank(span: _Span) -> bool:
    return span.start == span.end


def _lone(chunks: Iterable[_Span], rest: _Span) -> bool:
    return all(map(_blank, chunks)) and _blank(rest)


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
    for found in re.compile(r'"(?=\t|\n|\Z)').finditer(text, start + 1, stop + 1):
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
