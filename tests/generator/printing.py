"""What a layout makes of a figure or a label."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.formats import Form, FormTable
from tests.generator.figures import Figures, drawn_addresses
from tests.generator.layout import BLANKS, Layout

_NUMBERED = re.compile(r"^(（[一二三四五六七八九十]+）|\d+\.|[一二三四五六七八九十]+、)")
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


@dataclass(frozen=True)
class Printed:
    """A cell as it is printed, and what a reader has to make of it (`value` in `unit`)."""

    text: str
    state: str  # number, blank, dash: the words of the JSON
    value: Decimal | None = None
    unit: str | None = None


def print_figures(
    form: Form, figures: Figures, layout: Layout, extension: bool
) -> dict[str, Printed]:
    """Every cell of the tables. A table with nothing but zeros prints them: all blank, it would
    not be filled in (CEL-BLANK)."""
    printed: dict[str, Printed] = {}
    for table in form.tables:
        own = [a for a in drawn_addresses(form, extension=extension) if a in table.kinds]
        cells = {a: _figure(form, a, figures.get(a), layout) for a in own}
        counted = [c for a, c in cells.items() if table.kinds[a] != "empty"]
        if all(c.state == "blank" for c in counted):
            zero = Printed("0", "number", Decimal(0))
            cells = {a: zero if table.kinds[a] != "empty" else c for a, c in cells.items()}
        printed |= cells
    return printed


def _figure(form: Form, address: str, value: Decimal | None, layout: Layout) -> Printed:
    if value is None:
        return Printed("", "blank")
    kind = form.kind(address)
    total = address.split("/")[2] == "total" or "total" in address.split("/")[1]
    if value == 0 and layout.zero != "0" and not (layout.zero_totals and total):
        return Printed(layout.zero, "blank" if layout.zero in BLANKS else "dash")
    unit = None
    if address == "disclosure/procurement/amount" and layout.amount_unit:
        unit = layout.amount_unit.strip()
        if unit == "元":
            value = value * 10_000
    text = f"{abs(value):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if layout.separator:
        whole, point, decimals = text.partition(".")
        text = f"{int(whole):,}".replace(",", layout.separator) + point + decimals
    if layout.full_width:
        text = text.translate(_FULL_WIDTH)
    if value < 0:
        text = layout.minus + text
    elif kind == "change" and value > 0:
        text = layout.plus + text
    return Printed(text + (layout.amount_unit if unit else ""), "number", value, unit)


@dataclass
class Labels:
    """The labels of one report, each always printed the same way."""

    layout: Layout
    rng: random.Random
    year: int
    _names: dict[tuple[str, str], str] = field(default_factory=dict)

    def __call__(self, table: FormTable, text: str) -> str:
        key = table.key, text
        if key not in self._names:
            self._names[key] = self._print(self._named(table, text))
        return self._names[key]

    def _named(self, table: FormTable, text: str) -> str:
        if text == "本年度":  # the Fujian form prints the year there
            return f"{self.year}年度"
        if not self.layout.other_names or self.rng.random() < 0.3:
            return text
        rows = {line.label: line.aliases for line in table.lines if line.aliases}
        names: Mapping[str, tuple[str, ...]] = {**rows, **table.head_aliases}
        if text not in names:
            return text
        number = _NUMBERED.match(text)
        return (number.group() if number else "") + self.rng.choice(names[text])

    def _print(self, text: str) -> str:
        layout = self.layout
        text = re.sub(r"^(\d+)\.", lambda m: m.group(1) + layout.numbering, text)
        text = re.sub("（(.*?)）", lambda m: layout.brackets.format(m.group(1)), text).strip()
        text = re.sub("“(.*?)”", lambda m: layout.quotes.format(m.group(1)), text)
        text = text.replace("，", layout.comma)
        if layout.breaks and len(text) > 3 and self.rng.random() < 0.35:
            # Not behind the number: "4." alone on a line is a figure to any reader.
            name = text.lstrip("0123456789.．、 ")
            start = len(text) - len(name)
            places = [i for i in range(start + 2, len(text) - 1) if _han(text[i])]
            if places:
                i = self.rng.choice(places)
                text = text[:i] + layout.breaks + text[i:]
        return text


def _han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
