"""Workbooks with the tables of several bodies, or of several years: a sheet each, some sheets each, or
one below the other on a sheet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from core.document import Block, Document, Part, SheetAnchor, Table
from core.recognise import recognise

__all__ = ["split_sheets"]

_SAME = 5
"""So many figures that were in an earlier sheet make a sheet another report's."""
_SAME_ON_SHEET = 8
"""And a table on the same sheet. Read without its neighbours, one half of 表三 may be taken for the
other, which has 5 figures; 表一 has 10."""


@dataclass
class _Report:
    name: str  # of its first sheet
    blocks: list[Block] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)


def split_sheets(document: Document) -> tuple[Document, ...]:
    """The reports of a workbook, in its order; the document itself when it holds one or none.

    A sheet with figures that an earlier one already had begins another report. Where what begins so
    is not alike (the tables of all bodies together, then the next tables), each sheet is a report of
    its own: figures of different bodies never come together.
    """
    stretches = [
        (name, stretch)
        for name, blocks in _sheets(document).items()
        for stretch in _stretches(document, blocks)
    ]
    if len(stretches) < 2:
        return (document,)
    reports = _joined(found := [_read(document, name, blocks) for name, blocks in stretches])
    if len(reports) < 2:
        return (document,)
    sizes = [len(r.addresses) for r in reports]
    if min(sizes) < 0.8 * max(sizes):
        reports = _alone(found)
    return tuple(
        replace(
            document,
            blocks=tuple(report.blocks),
            title=report.name,
            notes=(*document.notes, f"这一份取自工作表{_names(report.blocks)}。"),
            part=Part(number, len(reports)),
        )
        for number, report in enumerate(reports, 1)
    )


def _names(blocks: list[Block]) -> str:
    return "、".join(f"“{name}”" for name in dict.fromkeys(map(_sheet_of, blocks)))


def _sheet_of(block: Block) -> str:
    anchor = block.cells[0].anchor if isinstance(block, Table) else block.anchor
    assert isinstance(anchor, SheetAnchor)
    return anchor.sheet


def _sheets(document: Document) -> dict[str, list[Block]]:
    sheets: dict[str, list[Block]] = {}
    for block in document.blocks:
        sheets.setdefault(_sheet_of(block), []).append(block)
    return sheets


def _stretches(document: Document, blocks: list[Block]) -> list[list[Block]]:
    """The blocks of a sheet, parted before a table that has figures which stand above already, and
    before the lines that introduce it."""
    stretches: list[list[Block]] = [[]]
    above: set[str] = set()
    if sum(isinstance(b, Table) for b in blocks) < 2:
        return [blocks]
    for block in blocks:
        if isinstance(block, Table):
            own = _read(document, "", [block]).addresses
            if len(own & above) >= _SAME_ON_SHEET:
                before = stretches[-1]
                lines = next((n for n, b in enumerate(reversed(before)) if isinstance(b, Table)), 0)
                stretches.append(before[len(before) - lines :])
                del before[len(before) - lines :]
                above = set()
            above |= own
        stretches[-1].append(block)
    return stretches


def _read(document: Document, name: str, blocks: list[Block]) -> _Report:
    if not any(isinstance(b, Table) for b in blocks):
        return _Report(name, blocks)
    sheet = recognise(replace(document, blocks=tuple(blocks), title=""))
    known = set(sheet.facts) if sheet.form_by_labels else set()
    return _Report(name, blocks, known if len(known) >= _SAME else set())


def _joined(sheets: list[_Report]) -> list[_Report]:
    """Sheets up to the next with figures that are there already. A sheet without any goes with the
    report before it, at the beginning with the first."""
    reports: list[_Report] = []
    for sheet in sheets:
        again = reports and len(reports[-1].addresses & sheet.addresses) >= _SAME
        if not reports or again:
            reports.append(_Report(sheet.name))
        if not reports[-1].addresses:
            reports[-1].name = sheet.name
        reports[-1].blocks += sheet.blocks
        reports[-1].addresses |= sheet.addresses
    return reports


def _alone(sheets: list[_Report]) -> list[_Report]:
    reports: list[_Report] = []
    before: list[Block] = []
    for sheet in sheets:
        if sheet.addresses:
            reports.append(_Report(sheet.name, [*before, *sheet.blocks], sheet.addresses))
            before = []
        elif reports:
            reports[-1].blocks += sheet.blocks
        else:
            before += sheet.blocks
    return reports
