"""A form's table as rows of cells, and the ways published tables are cut, unmerged and shifted."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from core.formats import FormTable
from tests.generator.printing import Printed


@dataclass(frozen=True)
class Item:
    """A cell where it starts. `address` is "" for labels; `filler` marks the cells that stand in
    for a merged one."""

    text: str
    address: str = ""
    columns: int = 1
    rows: int = 1
    filler: bool = False


Row = tuple[Item, ...]


@dataclass(frozen=True)
class Grid:
    """`heads` counts the rows above the first figure; `width` the columns."""

    key: str
    rows: tuple[Row, ...]
    heads: int
    width: int


def grid_of(
    table: FormTable,
    printed: Mapping[str, Printed],
    label: Callable[[FormTable, str], str],
    *,
    units: bool = True,
) -> Grid:
    """The official form of the table, without the rows that `printed` does not have."""
    figure_rows = {c.row for c in table.cells if c.address}
    kept = [
        r
        for r in range(table.row_count)
        if r not in figure_rows or any(c.row == r and c.address in printed for c in table.cells)
    ]
    unit_texts = {line.unit for line in table.lines} - {""}
    rows = []
    for r in kept:
        row = []
        for c in sorted((c for c in table.cells if c.row == r), key=lambda c: c.column):
            text = printed[c.address].text if c.address else label(table, c.text)
            if not c.address and c.text in unit_texts:
                text = c.text if units or c.text in ("——", "万元", "人次") else ""  # as in seed 004
            row.append(Item(text, c.address or "", c.column_span, c.row_span))
        rows.append(tuple(row))
    heads = next(i for i, r in enumerate(kept) if r in figure_rows)
    return Grid(table.key, tuple(rows), heads, table.column_count)


def blocks(grid: Grid) -> list[Grid]:
    """表一 as one table for each of its blocks, which begin with a row of a single cell."""
    starts = [i for i, row in enumerate(grid.rows) if len(row) == 1]
    ends = [*starts[1:], len(grid.rows)]
    return [replace(grid, rows=grid.rows[a:b], heads=2) for a, b in zip(starts, ends, strict=True)]


def shifted(grid: Grid, rng: random.Random) -> Grid:
    """One column more, which another cell of each row takes up."""
    rows = []
    for row in grid.rows:
        wide = rng.randrange(len(row))
        rows.append(
            tuple(replace(item, columns=item.columns + (i == wide)) for i, item in enumerate(row))
        )
    return replace(grid, rows=tuple(rows), width=grid.width + 1)


def total_on_top(grid: Grid) -> Grid:
    """表二 with 总计 beside 申请人情况 instead of under it."""
    (corner, applicants), (person, bodies, total), *rest = grid.rows
    first = (corner, replace(applicants, columns=6), replace(total, rows=3))
    return replace(grid, rows=(first, (person, bodies), *rest))


Where = Literal["first", "both", "larger"]


def cut(grid: Grid, place: int, *, headed: bool = False, group: Where = "first") -> list[Grid]:
    """Two tables, the second from row `place` on, with its head once more or without. `group` says
    where the label of a group that is cut stands; the other part has an empty cell."""
    first: list[Row] = []
    over: list[tuple[int, Item]] = []  # what reaches into the second table, by column
    for r, row in enumerate(placed(grid)[:place]):
        kept = []
        for column, item in row:
            stays = min(item.rows, place - r)
            goes = item.rows - stays
            above = goes == 0 or group != "larger" or stays >= goes
            kept.append(replace(item, rows=stays, text=item.text if above else ""))
            if goes:
                below = group == "both" or not above
                over.append((column, replace(item, rows=goes, text=item.text if below else "")))
        first.append(tuple(kept))
    opening = sorted(over + placed(grid)[place], key=lambda p: p[0])
    second = (tuple(item for _, item in opening), *grid.rows[place + 1 :])
    if headed:
        second = (*grid.rows[: grid.heads], *second)
    return [
        replace(grid, rows=tuple(first)),
        replace(grid, rows=second, heads=grid.heads if headed else 0),
    ]


def placed(grid: Grid) -> list[list[tuple[int, Item]]]:
    """The items of each row with the column they start in."""
    taken: set[tuple[int, int]] = set()
    result = []
    for r, row in enumerate(grid.rows):
        c = 0
        line = []
        for item in row:
            while (r, c) in taken:
                c += 1
            line.append((c, item))
            taken |= {(r + i, c + j) for i in range(item.rows) for j in range(item.columns)}
            c += item.columns
        result.append(line)
    return result


def unmerged(grid: Grid, *, repeated: bool) -> Grid:
    """Without spans: where a label spanned, it is repeated or the cells are left empty; a figure
    that spanned columns is followed by empty cells."""
    full: dict[tuple[int, int], Item] = {}
    for r, row in enumerate(placed(grid)):
        for c, item in row:
            rest = replace(item, columns=1, rows=1, filler=True)
            if item.address or not repeated:
                rest = replace(rest, text="", address="")
            for i in range(item.rows):
                for j in range(item.columns):
                    full[r + i, c + j] = rest
            full[r, c] = replace(item, columns=1, rows=1)
    rows = [
        tuple(full[r, c] for c in range(grid.width) if (r, c) in full)
        for r in range(len(grid.rows))
    ]
    return replace(grid, rows=tuple(rows))


def stands_left(grid: Grid, row: Row, item: Item) -> bool:
    """Labels of lines and the titles of blocks are set flush left, all else is centred."""
    if len(row) == 1:
        return True
    in_line = any(i.address for i in row)
    return in_line and not item.address and item.rows == 1 and grid.key != "disclosure"


def addresses(grids: Collection[Grid]) -> list[str]:
    return [item.address for g in grids for row in g.rows for item in row if item.address]
