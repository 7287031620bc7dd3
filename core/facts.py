"""The figures of one report by their addresses, and what recognition learned about its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from core.document import Anchor, Reading
from core.formats import Form
from core.quantity import Quantity

__all__ = [
    "Chapter",
    "Fact",
    "FactSheet",
    "GluedRow",
    "Stray",
    "TablePresence",
    "TableReading",
    "Title",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure: its address (DOMAIN §1.9), the label an auditor knows it by, what its cell says,
    and the place it came from (None when the cell was made by an edit, not found in the file).
    `reading` is given while the figure is as it was recognised in a picture. `decoded_by` are the ids
    of the rules that chose this reading among several: they are no evidence for it (CEL-GLUE)."""

    address: str
    label: str
    quantity: Quantity
    anchor: Anchor | None = None
    reading: Reading | None = None
    decoded_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GluedRow:
    """A row whose cells lost their separators (CEL-GLUE): `raw` is what stands there, `splits` are the
    ways to cut it into one text for each of `addresses`, `likely` those of them that break no rule; both
    are empty when there are more than can be listed, or none. `chosen_by` are the rules that left just
    one (it is then read), `forced` says that there was only one to begin with (read too)."""

    addresses: tuple[str, ...]
    raw: str
    splits: tuple[tuple[str, ...], ...] = ()
    likely: tuple[tuple[str, ...], ...] = ()
    chosen_by: frozenset[str] = frozenset()
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """The report's title: `text` as printed, `unit` and `year` out of it or out of the document
    ("" and None when neither says)."""

    text: str = ""
    unit: str = ""
    year: int | None = None
    anchor: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter heading met in the text: `number` 1–6…, `text` as printed, `block` the index in
    Document.blocks."""

    number: int
    text: str
    block: int
    anchor: Anchor | None = None


class TablePresence(StrEnum):
    FOUND = "found"
    UNREADABLE = "unreadable"  # its labels are there, its figures cannot be told
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Stray:
    """A cell or row of the file that the form has no place for. `label` is its row's label or "",
    `texts` its values, `kind` is "row" (a row too many), "cell" (a value too many in a row that was
    bound, `address` says to which line's first figure), or "column"."""

    kind: str
    label: str
    texts: tuple[str, ...]
    address: str = ""
    anchor: Anchor | None = None


@dataclass(frozen=True, slots=True)
class TableReading:
    """What recognition made of one table of the form. `missing` are the labels of the form's lines
    that were not found; `renamed` pairs (label of the form, label as printed)."""

    key: str
    presence: TablePresence
    missing: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    strays: tuple[Stray, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class FactSheet:
    """Everything the rules look at. Immutable: :meth:`with_quantities` gives a new one.

    `form` is None for a report whose form is not known or has no tables (F2008 has a form without
    tables). `format` is the family of DOMAIN §0 or None. `form_by_labels` is False when the form was
    only assumed from the reporting year because no table was found. `glued` are the rows of digits
    that lost their separators, as far as they were looked into (core.decoding).
    """

    title: Title
    form: Form | None
    format: str | None
    facts: Mapping[str, Fact]
    tables: Mapping[str, TableReading] = field(default_factory=lambda: MappingProxyType({}))
    chapters: tuple[Chapter, ...] = ()
    form_by_labels: bool = True
    glued: tuple[GluedRow, ...] = ()

    def quantity(self, address: str) -> Quantity | None:
        fact = self.facts.get(address)
        return fact.quantity if fact else None

    def with_quantities(
        self,
        changes: Mapping[str, Quantity],
        decoded_by: Mapping[str, frozenset[str]] = MappingProxyType({}),
    ) -> FactSheet:
        """A sheet with those figures replaced; an address of the form without a fact gains one.
        `decoded_by`, for those of them that were chosen among readings, names the rules that chose."""
        facts = dict(self.facts)
        for address, quantity in changes.items():
            if address in facts:
                old = facts[address]
                chosen = decoded_by.get(address, frozenset())
                facts[address] = Fact(address, old.label, quantity, old.anchor, decoded_by=chosen)
            else:
                label = self.form.label(address) if self.form else address
                facts[address] = Fact(address, label, quantity)
        return replace(self, facts=MappingProxyType(facts))

    def in_table(self, key: str) -> Iterable[Fact]:
        return (f for a, f in self.facts.items() if a.startswith(key + "/"))
