"""Document → FactSheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from core.document import Anchor, Document, Reading, TextAnchor
from core.facts import Fact, FactSheet, Stray, TablePresence, TableReading
from core.formats import Form, FormTable, form_for_year, official_forms
from core.labels import LabelIndex, core_label, fold, is_value
from core.quantity import Mark, Quantity, State, clean, parse_quantity
from core.recognise.bind import BoundLine, bind_headed_lines, bind_lines
from core.recognise.run_on import run_on_tokens, separated
from core.recognise.structure import find_chapters, find_title, known_chapter_names
from core.recognise.tokens import Token, paragraph_tokens, table_tokens

__all__ = ["recognise"]

_MORE_THAN_A_SLIP = 2.0  # strength of a label that is cut short or explained, see LabelIndex


def recognise(document: Document, forms: Sequence[Form] | None = None) -> FactSheet:
    """Find the form of a report, its figures, title and chapters.

    `forms` are the forms to choose from, the official ones by default. Never raises; what could not
    be told is in the sheet's TableReadings.
    """
    forms = official_forms() if forms is None else forms
    title = find_title(document)
    grid = list(table_tokens(enumerate(document.blocks)))
    lines = list(paragraph_tokens(enumerate(document.blocks)))
    readings = [
        _read_form(form, markers, document, grid, lines)
        for form, markers in _plausible(forms, document, grid, lines)
    ]
    assumed = form_for_year(forms, title.year) if title.year else None
    best = max(
        readings,
        key=lambda r: (r.score, r.form is assumed, -readings.index(r)),
        default=None,
    )
    by_labels = best is not None and best.convinces
    form = best.form if best is not None and by_labels else assumed
    bound = best.bound if best is not None and by_labels else []
    chapters = find_chapters(document, known_chapter_names(forms), _table_blocks(bound))
    sheet = FactSheet(
        title=title,
        form=form,
        format=form.format if form else None,
        facts=MappingProxyType({}),
        chapters=chapters,
        form_by_labels=by_labels,
    )
    if form is None:
        return sheet
    reading = best if best is not None and by_labels else _Reading(form, [], [])
    return _fill(sheet, form, reading, grid, lines)


@dataclass(slots=True)
class _Reading:
    """What one form makes of a document."""

    form: Form
    bound: list[BoundLine]
    flow: list[Token]  # the tokens the lines were found in
    markers: int = 0  # how many of the form's markers are there

    @property
    def score(self) -> float:
        return sum(2.0 if b.is_read else 0.4 if b.raw else 0.2 for b in self.bound)

    @property
    def convinces(self) -> bool:
        """At least three lines of the form, its label-less line, or any line beside two markers."""
        headed = any(not b.line.label for b in self.bound)
        return len(self.bound) >= 3 or headed or (bool(self.bound) and self.markers >= 2)


def _plausible(
    forms: Sequence[Form], document: Document, grid: list[Token], lines: list[Token]
) -> list[tuple[Form, int]]:
    """The forms whose markers stand in the document and how many do, or all when none has any."""
    with_tables = [f for f in forms if f.tables]
    seen = {core_label(t.text) for t in (*grid, *lines) if 2 <= len(t.text) <= 60}
    counts = [(f, sum(core_label(m) in seen for m in f.markers)) for f in with_tables]
    marked = [(f, n) for f, n in counts if n]
    if not marked:
        # A table run together in one paragraph: run_on_tokens has seen enough of its heads.
        marked = [(f, 2) for f in with_tables if run_on_tokens(document, f)]
    return marked or counts


def _read_form(
    form: Form, markers: int, document: Document, grid: list[Token], lines: list[Token]
) -> _Reading:
    """Bind what the form can: from proper tables first, then from lines of text and ragged tables,
    last from paragraphs in which a table ran together."""
    bound: list[BoundLine] = []
    flow: list[Token] = []
    left = list(form.tables)
    for source in ("tables", "lines", "paragraphs"):
        if not left:
            break
        tokens = grid
        if source == "lines":
            tokens = separated(lines, form)
        elif source == "paragraphs":
            tokens = run_on_tokens(document, form)
        if not tokens:
            continue
        found = bind_lines(tokens, LabelIndex(tuple(left)))
        for table in left:
            headed = bind_headed_lines(tokens, table)
            if headed is not None:
                found.append(headed)
        before = len(left)
        for table in list(left):
            own = _at_home([b for b in found if b.line.table == table.key])
            if _found(table, own) or any(b.label and b.label.glued for b in own):
                bound += own
                left.remove(table)
        if len(left) < before:
            flow += tokens
    return _Reading(form, bound, flow, markers)


def _at_home(bound: list[BoundLine]) -> list[BoundLine]:
    """Without rows of an extension, which no report need have, that stand alone in a table of their own:
    人事信息 among a page's columns is none of the 统计表's."""
    lines = Counter(b.label.block for b in bound if b.label is not None)
    homes = {b.label.block for b in bound if b.label is not None and not b.line.extension}
    return [
        b
        for b in bound
        if not (b.line.extension and b.label is not None and b.label.grid)
        or b.label.block in homes
        or lines[b.label.block] > 1
    ]


def _found(table: FormTable, bound: list[BoundLine]) -> bool:
    """Whether those lines are the table, not a few words that happen to be labels."""
    if not bound:
        return False
    if any(not b.line.label for b in bound):
        return True
    wanted = sum(1 for line in table.lines if not line.extension)
    read = sum(b.is_read for b in bound)
    return (read >= 1 and len(bound) >= min(2, wanted)) or len(bound) >= max(2, wanted // 2)


def _table_blocks(bound: list[BoundLine]) -> frozenset[int]:
    """The blocks from the first to the last line found of each table."""
    blocks: dict[str, set[int]] = {}
    for b in bound:
        there = [t.block for t in (b.label, *(b.cells or b.raw)) if t is not None and not t.glued]
        blocks.setdefault(b.line.table, set()).update(there)
    return frozenset(i for own in blocks.values() if own for i in range(min(own), max(own) + 1))


def _fill(
    sheet: FactSheet, form: Form, reading: _Reading, grid: list[Token], lines: list[Token]
) -> FactSheet:
    facts: dict[str, Fact] = {}
    tables: dict[str, TableReading] = {}
    deduplicated = _is_deduplicated(form, reading)
    for table in form.tables:
        bound = [b for b in reading.bound if b.line.table == table.key]
        if not bound:
            tables[table.key] = TableReading(table.key, TablePresence.MISSING)
            continue
        table_facts = _facts(form, table, bound, reading.flow, deduplicated)
        facts.update(table_facts)
        readable = any(f.quantity.state is not State.UNREADABLE for f in table_facts.values())
        tables[table.key] = TableReading(
            key=table.key,
            presence=TablePresence.FOUND if readable else TablePresence.UNREADABLE,
            missing=_missing(table, bound),
            renamed=_renamed(bound),
            strays=tuple(_strays(form, table, bound, reading.flow)),
            note="deduplicated" if deduplicated else "",
        )
    ordered = {a: facts[a] for a in form.addresses if a in facts}
    return replace(sheet, facts=MappingProxyType(ordered), tables=MappingProxyType(tables))


def _is_deduplicated(form: Form, reading: _Reading) -> bool:
    """Whether an extractor removed repeated texts (real 25): heads the form prints several times stand
    there once, and hardly a line has all its figures."""
    if any(t.grid for t in reading.flow) or not reading.bound:
        return False
    if sum(b.is_read and len(b.line.addresses) > 1 for b in reading.bound) > 1:
        return False
    found = {b.line.table for b in reading.bound}
    printed = Counter(
        fold(c.text) for t in form.tables if t.key in found for c in t.cells if not c.address
    )
    repeated = {head for head, n in printed.items() if n >= 3 and len(head) >= 4}
    there = Counter(fold(t.text) for t in reading.flow)
    present = [h for h in repeated if there[h]]
    return bool(present) and all(there[h] == 1 for h in present)


def _facts(
    form: Form, table: FormTable, bound: list[BoundLine], flow: list[Token], deduplicated: bool
) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    last = flow[-1] if flow else None
    cells: list[tuple[Quantity, Anchor | None, Reading | None]]
    for b in bound:
        kinds = [table.kinds[a] for a in b.line.addresses]
        if deduplicated:
            cells = _unreadable(b, Mark.DEDUPLICATED)
        elif b.cells is not None:
            cells = [
                (_quantity(t, signed=k == "change"), t.anchor, t.reading)
                for t, k in zip(b.cells, kinds, strict=True)
            ]
        elif b.raw:
            cells = _unreadable(b, Mark.GLUED)
        elif b.label is None or b.label is last or _ends_here(b.label, flow):
            continue  # the file ends before the figures of this line
        else:
            cells = [(Quantity(State.BLANK, ""), _behind(b.label.anchor), None)] * len(kinds)
        for address, (quantity, anchor, how) in zip(b.line.addresses, cells, strict=True):
            facts[address] = Fact(address, form.label(address), quantity, anchor, how)
    return facts


def _quantity(token: Token, *, signed: bool) -> Quantity:
    quantity = parse_quantity(token.text, signed=signed)
    if token.reading is None or not token.reading.doubtful:
        return quantity
    marks = quantity.marks | {Mark.UNSURE}
    if quantity.state is State.BLANK:  # there is ink, and nobody knows what it says
        return replace(quantity, state=State.UNREADABLE, marks=marks)
    return replace(quantity, marks=marks)


def _unreadable(b: BoundLine, mark: Mark) -> list[tuple[Quantity, Anchor | None, Reading | None]]:
    raw = " ".join(clean(t.text) for t in b.raw)
    anchor = b.raw[0].anchor if b.raw else (b.label.anchor if b.label else None)
    quantity = Quantity(State.UNREADABLE, raw, None, None, frozenset({mark}))
    return [(quantity, anchor, None)] * len(b.line.addresses)


def _behind(anchor: Anchor) -> Anchor:
    """Where the empty cell behind a label would be."""
    if isinstance(anchor, TextAnchor):
        return TextAnchor(anchor.line, anchor.end, anchor.end)
    return anchor


def _ends_here(label: Token, flow: list[Token]) -> bool:
    """Whether nothing with a text follows the label (a file cut off there)."""
    at = next((i for i in range(len(flow) - 1, -1, -1) if flow[i] is label), -1)
    return at >= 0 and not any(t.text.strip() for t in flow[at + 1 :])


def _missing(table: FormTable, bound: list[BoundLine]) -> tuple[str, ...]:
    there = {b.line.addresses for b in bound}
    return tuple(
        line.label or table.name
        for line in table.lines
        if line.addresses not in there and not line.extension
    )


def _renamed(bound: list[BoundLine]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for b in bound:
        if b.label is None or b.label.glued:
            continue
        if b.label.reading is not None and b.strength < _MORE_THAN_A_SLIP:
            continue  # a letter was recognised wrongly rather than printed so
        official, printed = core_label(b.line.label), core_label(b.label.text)
        if official != printed and not official.startswith(printed):
            pairs.append((b.line.label, clean(b.label.text)))
    return tuple(pairs)


def _strays(form: Form, table: FormTable, bound: list[BoundLine], flow: list[Token]) -> list[Stray]:
    """Values too many in bound lines, and rows of a proper table that the form has not."""
    strays = [
        Stray(
            "cell",
            b.line.label,
            tuple(clean(t.text) for t in b.extra),
            b.line.addresses[0],
            b.extra[0].anchor,
        )
        for b in bound
        if b.extra
    ]
    strays += _figures_in_head(table, bound, flow)
    rows: dict[tuple[int, int], list[Token]] = {}
    for token in flow:
        if token.row >= 0:
            rows.setdefault((token.block, token.row), []).append(token)
    known = {(b.label.block, b.label.row) for b in bound if b.label is not None}
    blocks = {b.label.block for b in bound if b.label is not None}
    values = {id(t) for b in bound for t in (b.cells or b.raw)}
    index = LabelIndex(form.tables)
    for place, row in rows.items():
        if place[0] not in blocks or place in known or any(id(t) in values for t in row):
            continue
        labels = [t for t in row if not is_value(t.text)]
        if not labels or index.is_head(labels[-1].text) or index.match(labels[-1].text):
            continue
        after = row[row.index(labels[-1]) + 1 :]
        figures = [t for t in after if t.text.strip()]
        if figures and len(fold(labels[-1].text)) >= 2:
            strays.append(
                Stray(
                    "row",
                    clean(labels[-1].text),
                    tuple(clean(t.text) for t in figures),
                    anchor=labels[-1].anchor,
                )
            )
    return strays


def _figures_in_head(table: FormTable, bound: list[BoundLine], flow: list[Token]) -> list[Stray]:
    """Figures among the column heads (seed 001 has a 0 in the head of 总计)."""
    first = next((b.label for b in bound if b.label is not None and not b.label.glued), None)
    if first is None:
        return []
    heads = {core_label(h) for h in table.heads}
    strays: list[Stray] = []
    between: list[Stray] = []  # counts once a head is found before it
    at = next(i for i, t in enumerate(flow) if t is first)
    for token in reversed(flow[:at]):
        if not is_value(token.text):
            if core_label(token.text) not in heads:
                break
            strays += between
            between = []
        elif parse_quantity(token.text).state is State.NUMBER:
            between.append(Stray("cell", "表头", (clean(token.text),), anchor=token.anchor))
    return strays
