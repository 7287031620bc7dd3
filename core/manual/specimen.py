"""Small reports made for the examples of the manual: `resources/manual.toml` says what is in them.

A report says what a report must (title, period, contact, six chapters with their tables, all figures 0)
wherever its specification says nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.document import (
    Attachment,
    Block,
    Cell,
    CellAnchor,
    Document,
    Paragraph,
    ParagraphAnchor,
    Table,
)
from core.formats import Form, FormTable
from core.readers.text import parse_text

__all__ = ["Specimen", "make_document"]

_NUMERALS = "一二三四五六七八九十"
_USUAL_YEAR = {
    "F2021": 2023,
    "F2021_23rows": 2023,
    "F2019": 2020,
    "F2014": 2016,
    "F2014_fujian": 2016,
}
_CHAPTERS: Mapping[int, tuple[str, ...]] = {
    1: (
        "主动公开方面，做到应公开尽公开。依申请公开方面，依法答复每一件申请。政府信息管理方面，先审查后发布。"
        "平台建设方面，改版门户网站。监督保障方面，纳入年度考核。",
    ),
    5: ("存在的主要问题：部分栏目更新不够及时。改进情况：健全栏目巡查制度，逐月通报更新情况。",),
    6: ("本年度未收取信息处理费。",),
}
_ARTICLE_32 = (
    "主动公开和依申请公开按规定办理，对不予公开的说明理由，没有收费，也没有减免。没有发生行政复议和行政诉讼。"
    "存在的主要问题是解读形式单一，今后将改进。没有其他需要报告的事项。"
)


@dataclass(frozen=True, kw_only=True)
class Specimen:
    """`figures` by address; `chapters` the text by number, `times` how often it is repeated; `labels` cells printed otherwise, old → new;
    `extra` one cell more behind that of an address; `without` tables left out; `files` what is
    attached; `raw` the whole text of a file instead of all that."""

    form: str = "F2021"
    year: int = 0
    unit: str = "清禾县"
    title: str = ""
    opening: Sequence[str] | None = None
    headings: Sequence[str] | None = None
    chapters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    without: Sequence[str] = ()
    files: Sequence[str] = ()
    raw: str = ""

    @property
    def reporting_year(self) -> int:
        return self.year or _USUAL_YEAR[self.form]


def make_document(specimen: Specimen, form: Form, name: str = "example") -> Document:
    """The report as a reader would have made it."""
    if specimen.raw:
        return parse_text(Path(f"{name}.txt"), specimen.raw)
    return _Maker(specimen, form).document(name)


class _Maker:
    def __init__(self, specimen: Specimen, form: Form) -> None:
        self.specimen, self.form = specimen, form
        self.blocks: list[Block] = []
        self.tables = 0

    def document(self, name: str) -> Document:
        made, form = self.specimen, self.form
        year = made.reporting_year
        self._say(made.title or f"{made.unit}{year}年政府信息公开工作年度报告", heading=True)
        usual = [f"统计期限为{year}年1月1日至{year}年12月31日。联系电话：0399-6123456。"]
        if not form.chapters:
            usual.append(_ARTICLE_32)
        for text in usual if made.opening is None else made.opening:
            self._say(text)
        headings = made.headings
        if headings is None:
            headings = [
                f"{n}、{names[0]}" for n, names in zip(_NUMERALS, form.chapters, strict=False)
            ]
        for heading in headings:
            self._say(heading, heading=True)
            found = re.match(f"[{_NUMERALS}]", heading)
            number = _NUMERALS.index(found.group()) + 1 if found else 0
            usual_text = _CHAPTERS.get(number, ()) if form.chapters else ()
            for text in made.chapters.get(str(number), usual_text):
                self._say(text * made.times.get(str(number), 1))
            for table in form.tables:
                if table.chapter == number:
                    self._draw(table)
        for table in form.tables:
            if not table.chapter:
                self._say(table.heading)
                self._draw(table)
        attached = tuple(Attachment("file", f, len(self.blocks)) for f in made.files)
        return Document(Path(f"{name}.docx"), "docx", tuple(self.blocks), attachments=attached)

    def _say(self, text: str, *, heading: bool = False) -> None:
        self.blocks.append(Paragraph(text, ParagraphAnchor(len(self.blocks)), heading))

    def _draw(self, table: FormTable) -> None:
        made = self.specimen
        if table.key in made.without:
            return
        index, self.tables = self.tables, self.tables + 1
        cells: list[Cell] = []
        ordinal: dict[int, int] = {}
        for c in table.cells:
            text = made.labels.get(c.text, c.text)
            if c.address is not None:
                empty = table.kinds[c.address] == "empty"
                text = made.figures.get(c.address, "" if empty else "0")
            ordinal[c.row] = ordinal.get(c.row, -1) + 1
            anchor = CellAnchor(index, c.row, ordinal[c.row])
            extra = made.extra.get(c.address or "")
            span = max(c.column_span - 1, 1) if extra is not None else c.column_span
            cells.append(Cell(c.row, c.column, text, anchor, c.row_span, span))
            if extra is not None:
                ordinal[c.row] += 1
                anchor = CellAnchor(index, c.row, ordinal[c.row])
                cells.append(Cell(c.row, c.column + span, extra, anchor))
        self.blocks.append(Table(tuple(cells)))
