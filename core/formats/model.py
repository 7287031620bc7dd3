"""What a form is: its tables as drawn, the lines that carry figures, and its identities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.finding import Severity
from core.formula import Formula

__all__ = ["Form", "FormCell", "FormLine", "FormTable", "Kind", "Rule", "RuleInstance"]

Kind = Literal["count", "change", "amount", "empty"]


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of the form as drawn. Either `text` (a label, may be "") or `address` (a figure)."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class FormLine:
    """A row of the drawing that carries figures: what a reader of the table calls a row.

    `label` is the label cell nearest to the figures ("" in 表三, whose only line has heads but no
    label), `groups` the label cells left of it that span it, `addresses` its figures left to right,
    `unit` what the form's unit column says, `extension` the provincial extension it belongs to.
    """

    table: str
    label: str
    groups: tuple[str, ...]
    addresses: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    unit: str = ""
    extension: str = ""


@dataclass(frozen=True, slots=True)
class FormTable:
    """One table of a form. `name` is what DOMAIN calls it (表一), `heading` its chapter's title,
    `chapter` the number of that chapter (0: none), `heads` all label texts above figures."""

    key: str
    name: str
    heading: str
    chapter: int
    cells: tuple[FormCell, ...]
    lines: tuple[FormLine, ...]
    columns: tuple[str, ...]
    heads: tuple[str, ...]
    head_aliases: Mapping[str, tuple[str, ...]]
    known_extra: tuple[str, ...]
    row_labels: Mapping[str, str]
    column_labels: Mapping[str, str]
    kinds: Mapping[str, Kind]

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(a for line in self.lines for a in line.addresses)

    @property
    def row_count(self) -> int:
        return max(c.row + c.row_span for c in self.cells)

    @property
    def column_count(self) -> int:
        return max(c.column + c.column_span for c in self.cells)


@dataclass(frozen=True, slots=True)
class RuleInstance:
    """A rule applied to one row or column: `variables` maps the names of the formula to addresses;
    `where` says in Chinese which (`表二“自然人”列`)."""

    rule: Rule
    where: str
    variables: Mapping[str, str]

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(self.variables[name] for name in self.rule.formula.names)


@dataclass(frozen=True, slots=True)
class Rule:
    """An identity of the form. `title` names it in words, `says` restates what must hold, `source`
    where that stands; `warning_if` lowers the severity to warning when it holds."""

    id: str
    severity: Severity
    table: str
    each: Literal["row", "column", "table"]
    formula: Formula
    title: str
    says: str
    source: str
    warning_if: Formula | None = None
    extension: str = ""
    instances: tuple[RuleInstance, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Form:
    """A form. `key` is its file's stem, `format` its family in DOMAIN §0 (a variant such as the
    23-row 表二 shares its family's), `variant` says in Chinese what sets a variant apart."""

    key: str
    format: str
    name: str
    basis: str
    variant: str
    years: tuple[int, int]
    markers: tuple[str, ...]
    chapters: tuple[tuple[str, ...], ...]
    tables: tuple[FormTable, ...]
    rules: tuple[Rule, ...]
    labels: Mapping[str, str]

    def table(self, key: str) -> FormTable:
        return next(t for t in self.tables if t.key == key)

    def label(self, address: str) -> str:
        """`表二 一、本年新收政府信息公开申请数量·自然人` for an address of this form."""
        return self.labels.get(address, address)

    def kind(self, address: str) -> Kind:
        return self.table(address.partition("/")[0]).kinds[address]

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(a for t in self.tables for a in t.addresses)
