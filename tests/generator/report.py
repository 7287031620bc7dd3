"""A whole report on a form: its place and year, its figures, and its text; and the same report laid
out, as pieces in reading order with the truth about every cell."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from core.formats import Form
from tests.generator import grid as grids
from tests.generator import prose
from tests.generator.figures import Figures, Size, consistent_figures
from tests.generator.grid import Grid
from tests.generator.layout import Layout
from tests.generator.printing import Labels, Printed, print_figures
from tests.generator.prose import Place, Section

_SUBHEADING = re.compile(r"（[一二三四五六]）[^。：]{2,14}")


@dataclass(frozen=True)
class GeneratedReport:
    """`figures` are what its tables say; its text was written for `told`, which are the same unless a
    figure was changed since. `extension`: the rows of a provincial extension are printed."""

    form: Form
    place: Place
    year: int
    title: str
    date: str
    preamble: tuple[str, ...]
    sections: tuple[Section, ...]
    figures: Figures
    extension: bool
    signed: bool = False

    def with_figures(self, changes: Mapping[str, Decimal]) -> GeneratedReport:
        """The same report with other figures in its tables; the text stays."""
        return replace(self, figures=self.figures | dict(changes))


def generate(
    form: Form,
    rng: random.Random,
    *,
    size: Size | None = None,
    figures_in_text: bool = True,
    place: Place | None = None,
    year: int | None = None,
    figures: Figures | None = None,
    extension: bool | None = None,
) -> GeneratedReport:
    """A consistent report. What is not given is drawn."""
    size = place.size if place else size or rng.choice(("town", "county", "city"))
    place = place or prose.draw_place(rng, size)
    year = year or rng.randint(form.years[0], min(form.years[1], 2025))
    extension = rng.random() < 0.5 if extension is None else extension
    figures = figures or consistent_figures(form, rng, size=size, extension=extension)
    told = figures if figures_in_text else None
    month_day = rng.choice(("01-15", "01-22", "01-29"))
    if form.chapters:
        numbered = [
            f"{number}、{names[0] if rng.random() < 0.7 else rng.choice(names)}"
            for number, names in zip("一二三四五六", form.chapters, strict=True)
        ]
        sections = prose.chapters(place, year, told, tuple(numbered), rng)
    else:
        sections = prose.article_32(place, year, told, rng)
    basis = form.basis and f"{form.basis}"
    return GeneratedReport(
        form=form,
        place=place,
        year=year,
        title=f"{place.unit}{year}年政府信息公开工作年度报告",
        date=f"{year + 1}-{month_day}",
        preamble=prose.preamble(place, year, basis or "上级", rng),
        sections=tuple(sections),
        figures=figures,
        extension=extension,
        signed=rng.random() < 0.3,
    )


@dataclass(frozen=True)
class Piece:
    """A piece of text or a table, in reading order."""

    kind: Literal["title", "date", "heading", "subheading", "text", "signature", "table"]
    text: str = ""
    grid: Grid | None = None


@dataclass(frozen=True)
class LaidOut:
    """A report as one layout writes it: `truth` says what each cell reads."""

    report: GeneratedReport
    layout: Layout
    pieces: tuple[Piece, ...]
    truth: Mapping[str, Printed]


def lay_out(report: GeneratedReport, layout: Layout, rng: random.Random) -> LaidOut:
    """Put the report into pieces. The same arguments give the same pieces."""
    truth = print_figures(report.form, report.figures, layout, report.extension)
    label = Labels(layout, rng, report.year)
    pieces = [Piece("title", report.title)]
    if rng.random() < 0.8:
        pieces.append(Piece("date", f"发布日期：{report.date}"))
    pieces += [Piece("text", p) for p in report.preamble]
    for number, section in enumerate(report.sections, 1):
        pieces.append(Piece("heading", section.heading))
        body = [Piece("subheading" if _SUBHEADING.fullmatch(p) else "text", p)
                for p in section.paragraphs]  # fmt: skip
        tables: list[Piece] = []
        for table in report.form.tables:
            if table.chapter == number:
                drawn = grids.grid_of(table, truth, label)
                tables += [Piece("table", grid=g) for g in _arranged(drawn, layout, rng)]
        pieces += tables + body if rng.random() < 0.3 else body + tables
        if number == 1:
            pieces += [Piece("text", text) for text in prose.fillers(layout.filler, rng)]
    if report.signed:
        year, month, day = map(int, report.date.split("-"))
        pieces.append(Piece("signature", report.place.unit))
        pieces.append(Piece("signature", f"{year}年{month}月{day}日"))
    for table in report.form.tables:
        if not table.chapter:
            pieces.append(Piece("heading", table.heading))
            pieces.append(Piece("text", f"（{report.year}年度）"))
            pieces.append(Piece("text", f"填报单位：{report.place.unit}"))
            drawn = grids.grid_of(table, truth, label, units=layout.units)
            pieces += [Piece("table", grid=g) for g in _arranged(drawn, layout, rng)]
            if rng.random() < 0.5:
                pieces.append(Piece("text", f"填报日期：{report.date}"))
    assert sorted(grids.addresses([p.grid for p in pieces if p.grid])) == sorted(truth)
    return LaidOut(report, layout, tuple(pieces), truth)


def _arranged(grid: Grid, layout: Layout, rng: random.Random) -> list[Grid]:
    """The tables that one of the form's becomes."""
    made = [grid]
    if grid.key == "disclosure":
        if layout.shifted:
            made = [grids.shifted(grid, rng)]
        if layout.blocks:
            made = [b for g in made for b in grids.blocks(g)]
    elif grid.key == "requests":
        if layout.total_on_top:
            made = [grids.total_on_top(grid)]
        if layout.cut:
            # anywhere from behind the first figures to before the last
            place = grid.heads + 1 + int(layout.cut_at * (len(grid.rows) - grid.heads - 2))
            group: grids.Where = rng.choice(("first", "both"))
            made = grids.cut(made[0], place, headed=layout.cut == "headed", group=group)
    if layout.spans != "merged":
        made = [grids.unmerged(g, repeated=layout.spans == "repeated") for g in made]
    return made
