"""Sheets and documents for the tests of the rules, made from the form files themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from core.document import Attachment, Block, Cell, CellAnchor, Document, Paragraph, ParagraphAnchor
from core.document import Table as DocumentTable
from core.facts import Chapter, Fact, FactSheet, TablePresence, TableReading, Title
from core.finding import CheckResult, Finding
from core.formats import Form, FormTable, official_forms
from core.quantity import parse_quantity
from core.recognise import recognise
from core.rules import check_document

NUMERALS = "一二三四五六七八九十"


def form(key: str) -> Form:
    return next(f for f in official_forms() if f.key == key)


def make_sheet(
    key: str,
    texts: Mapping[str, str] | None = None,
    *,
    others: str = "0",
    year: int | None = None,
    without: Iterable[str] = (),
    readings: Mapping[str, TableReading] | None = None,
    chapters: Sequence[Chapter] = (),
) -> FactSheet:
    """A sheet on a form: `texts` by address or, for a whole row, by `table/row`; `others` everywhere
    else but in rows that stay empty. `without` are addresses (or beginnings of them) not in the file."""
    chosen = form(key)
    texts = dict(texts or {})
    without = tuple(without)
    facts = {}
    for address in chosen.addresses:
        if any(address == w or address.startswith(f"{w}/") for w in without):
            continue
        kind = chosen.kind(address)
        row = address.rpartition("/")[0]
        text = texts.pop(address, texts.get(row, "" if kind == "empty" else others))
        facts[address] = Fact(
            address, chosen.label(address), parse_quantity(text, signed=kind == "change")
        )
    rows = {a.rpartition("/")[0] for a in chosen.addresses}
    assert not texts.keys() - rows, f"no such address: {texts.keys() - rows}"
    found = {t.key: TableReading(t.key, TablePresence.FOUND) for t in chosen.tables}
    year = year if year is not None else chosen.years[0]
    return FactSheet(
        title=Title(f"清禾县{year}年政府信息公开工作年度报告", "清禾县", year),
        form=chosen,
        format=chosen.format,
        facts=MappingProxyType(facts),
        tables=MappingProxyType(found | dict(readings or {})),
        chapters=tuple(chapters),
    )


def drawn(table: FormTable, texts: Mapping[str, str], index: int) -> DocumentTable:
    """A table of the form as a document has it; figures without a text are 0."""
    cells = []
    ordinal: dict[int, int] = {}
    for c in table.cells:
        text = c.text
        if c.address is not None:
            text = texts.get(c.address, "" if table.kinds[c.address] == "empty" else "0")
        at = CellAnchor(index, c.row, ordinal.setdefault(c.row, 0))
        ordinal[c.row] += 1
        cells.append(Cell(c.row, c.column, text, at, c.row_span, c.column_span))
    return DocumentTable(tuple(cells))


def without_rows(table: DocumentTable, rows: Iterable[int]) -> DocumentTable:
    """The table without some of its grid's rows, the cells that span them shortened."""
    gone = sorted(set(rows), reverse=True)
    cells = []
    for c in table.cells:
        if c.row in gone and c.row_span == 1:
            continue
        span = c.row_span - sum(c.row <= r < c.row + c.row_span for r in gone)
        row = c.row - sum(r < c.row for r in gone)
        if span > 0:
            cells.append(Cell(row, c.column, c.text, c.anchor, span, c.column_span))
    return DocumentTable(tuple(cells))


def make_document(
    key: str = "F2021",
    texts: Mapping[str, str] | None = None,
    *,
    title: str = "清禾县2023年政府信息公开工作年度报告",
    headings: Sequence[str] | None = None,
    tables: Mapping[str, DocumentTable | None] | None = None,
    attachments: Iterable[tuple[str, str, int]] = (),
    ending: Sequence[str] = ("本单位全年未收取信息处理费。",),
    stop_after: str | None = None,
    kind: str = "html",
) -> Document:
    """A report on a form in reading order: title, chapters (`headings`, by default those of the form)
    with a sentence and their tables. `tables` replaces or, with None, leaves out. `attachments` are
    (kind, name, chapter). With `stop_after` the text ends behind that table."""
    chosen = form(key)
    blocks: list[Block] = []
    starts: dict[int, int] = {}

    def say(text: str, *, heading: bool = False) -> None:
        blocks.append(Paragraph(text, ParagraphAnchor(len(blocks)), heading))

    drawings = {t.key: drawn(t, texts or {}, i) for i, t in enumerate(chosen.tables)}
    drawings |= dict(tables or {})
    if title:
        say(title, heading=True)
    if headings is None:
        headings = [f"{n}、{names[0]}" for n, names in zip(NUMERALS, chosen.chapters, strict=False)]
    stopped = False
    for number, text in enumerate(headings, 1):
        starts[number] = len(blocks)
        say(text, heading=True)
        if number == 1:
            say("本年度各项工作按要求推进，做到应公开尽公开，接受社会监督，具体情况报告如下。")
        for table in chosen.tables:
            if table.chapter == number and drawings[table.key] is not None:
                blocks.append(drawings[table.key])
                stopped = stopped or table.key == stop_after
                if stopped:
                    break
        if stopped:
            break
    for table in chosen.tables:
        if not table.chapter:
            say(table.heading)
            if drawings[table.key] is not None:
                blocks.append(drawings[table.key])
    if not stopped:
        for text in ending:
            say(text)
    return Document(
        path=Path("report.html"),
        kind=kind,
        blocks=tuple(blocks),
        attachments=tuple(Attachment(k, n, starts[c] + 1) for k, n, c in attachments),
    )


def structure(document: Document) -> CheckResult:
    """What check_document says of a document as the recogniser reads it."""
    return check_document(document, recognise(document))


def of(result: CheckResult, rule: str) -> list[Finding]:
    return [f for f in result.findings if f.rule == rule]


def only(result: CheckResult, rule: str) -> Finding:
    found = of(result, rule)
    assert len(found) == 1, found
    return found[0]
