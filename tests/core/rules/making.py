"""Sheets and documents for the tests of the rules, made from the form files themselves."""

from __future__ import annotations

import re
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
BODIES: Mapping[int, Sequence[str]] = {
    1: (
        "主动公开方面，做到应公开尽公开。依申请公开方面，依法答复。政府信息管理方面，先审查后发布。"
        "平台建设方面，改版门户网站。监督保障方面，纳入年度考核，具体情况报告如下。",
    ),
    5: ("存在的主要问题：部分栏目更新不够及时。改进情况：健全栏目巡查制度，逐月通报更新情况。",),
}
ARTICLE_32 = (
    "主动公开和依申请公开按规定办理，对不予公开的说明理由，没有收费，也没有减免。没有发生行政复议和行政诉讼。"
    "存在的主要问题是解读形式单一，今后将改进。没有其他需要报告的事项。"
)


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
    opening: Sequence[str] | None = None,
    bodies: Mapping[int, Sequence[str]] | None = None,
    ending: Sequence[str] = ("本单位全年未收取信息处理费。",),
    stop_after: str | None = None,
    kind: str = "html",
) -> Document:
    """A report on a form in reading order: title, `opening`, chapters (`headings`, by default those of
    the form) with their text (`bodies` by number) and tables, `ending`. What is not given says what a
    report must. `tables` replaces or, with None, leaves out. `attachments` are (kind, name, chapter).
    With `stop_after` the text ends behind that table."""
    chosen = form(key)
    blocks: list[Block] = []
    starts: dict[int, int] = {}

    def say(text: str, *, heading: bool = False) -> None:
        blocks.append(Paragraph(text, ParagraphAnchor(len(blocks)), heading))

    drawings = {t.key: drawn(t, texts or {}, i) for i, t in enumerate(chosen.tables)}
    drawings |= dict(tables or {})
    if title:
        say(title, heading=True)
    for text in usual_opening(chosen, title) if opening is None else opening:
        say(text)
    bodies = BODIES | dict(bodies or {})
    if headings is None:
        headings = [f"{n}、{names[0]}" for n, names in zip(NUMERALS, chosen.chapters, strict=False)]
    stopped = False
    for number, text in enumerate(headings, 1):
        starts[number] = len(blocks)
        say(text, heading=True)
        for body in bodies.get(number, ()):
            say(body)
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


def usual_opening(chosen: Form, title: str) -> tuple[str, ...]:
    """Period and contact; for a form without chapters also what Article 32 asks for."""
    found = re.search(r"20\d\d", title)
    year = found.group() if found else "2023"
    said = (
        f"统计期限为{year}年1月1日至{year}年12月31日。联系电话：0399-6123456。",
        ARTICLE_32,
    )
    return said[:1] if chosen.chapters else said


def structure(document: Document) -> CheckResult:
    """What check_document says of a document as the recogniser reads it."""
    return check_document(document, recognise(document))


def of(result: CheckResult, rule: str) -> list[Finding]:
    return [f for f in result.findings if f.rule == rule]


def only(result: CheckResult, rule: str) -> Finding:
    found = of(result, rule)
    assert len(found) == 1, found
    return found[0]
