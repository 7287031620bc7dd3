"""A form file → a Form, strictly verified. `resources/formats/README.md` explains the notation."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from core.finding import Severity
from core.formats.model import Form, FormCell, FormLine, FormTable, Kind, Rule, RuleInstance
from core.formula import Formula, FormulaError

__all__ = ["FormError", "extended", "load_form", "load_forms"]

_KINDS: tuple[Kind, ...] = ("count", "change", "amount", "empty")
_SPANS = re.compile(r"(?: →(\d+))?(?: ↓(\d+))?$")
_KEY = re.compile(r"[a-z][a-z0-9_]*")


class FormError(ValueError):
    """A form file that says something impossible; the message names the file and the place."""


class _Section:
    """A TOML table whose every key must be asked for; what stays unasked is an error."""

    def __init__(self, data: object, where: str) -> None:
        if not isinstance(data, dict):
            raise FormError(f"{where}：应为一个表（table）")
        self._data: dict[str, Any] = dict(data)
        self.where = where

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = ...) -> Any:
        if key not in self._data:
            if default is ...:
                raise FormError(f"{self.where}：缺少 {key}")
            return default
        value = self._data.pop(key)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            raise FormError(f"{self.where}：{key} 的类型不对：{value!r}")
        return value

    def strings(self, key: str, default: Any = ...) -> tuple[str, ...]:
        value = self.take(key, list, default)
        if not all(isinstance(v, str) for v in value):
            raise FormError(f"{self.where}：{key} 应为字符串列表")
        return tuple(value)

    def string_lists(self, key: str) -> dict[str, tuple[str, ...]]:
        value = self.take(key, dict, {})
        result: dict[str, tuple[str, ...]] = {}
        for name, items in value.items():
            if not (isinstance(items, list) and all(isinstance(i, str) for i in items)):
                raise FormError(f"{self.where}：{key}.{name} 应为字符串列表")
            result[name] = tuple(items)
        return result

    def done(self) -> None:
        if self._data:
            raise FormError(f"{self.where}：不认识的项 {'、'.join(sorted(self._data))}")


def load_form(path: Path) -> Form:
    """Load and verify one form file.

    Raises FormError, whose message names the file and what is wrong in it: TOML syntax, unknown or
    missing keys, a drawing with holes or overlaps, an address used twice, a rule that names a figure
    the form has not.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormError(f"{path.name}：{error}") from error
    top = _Section(data, path.name)
    years = top.take("years", list)
    if len(years) != 2 or not all(isinstance(y, int) for y in years) or years[0] > years[1]:
        raise FormError(f"{path.name}：years 应为 [起始年, 终止年]")
    tables = tuple(
        _load_table(_Section(t, f"{path.name} 第{i}个 tables"))
        for i, t in enumerate(top.take("tables", list, []), 1)
    )
    if len({t.key for t in tables}) != len(tables):
        raise FormError(f"{path.name}：两个 tables 的 key 相同")
    labels = {a: _address_label(t, a) for t in tables for a in t.addresses}
    chapters = top.take("chapters", list, [])
    if not all(isinstance(c, list) and c and all(isinstance(n, str) for n in c) for c in chapters):
        raise FormError(f"{path.name}：chapters 应为字符串列表的列表（标准标题在前，其他写法在后）")
    form = Form(
        key=path.stem,
        format=top.take("format", str),
        name=top.take("name", str),
        basis=top.take("basis", str, ""),
        variant=top.take("variant", str, ""),
        years=(years[0], years[1]),
        markers=top.strings("markers", []),
        chapters=tuple(tuple(c) for c in chapters),
        tables=tables,
        rules=tuple(
            rule
            for i, r in enumerate(top.take("rules", list, []), 1)
            for rule in _load_rule(_Section(r, f"{path.name} 第{i}个 rules"), tables)
        ),
        labels=MappingProxyType(labels),
    )
    top.done()
    return form


def _load_table(section: _Section) -> FormTable:
    key = section.take("key", str)
    section.where += f"（{key}）"
    columns = section.strings("columns")
    if not _KEY.fullmatch(key) or not all(_KEY.fullmatch(c) for c in columns):
        raise FormError(f"{section.where}：key 和 columns 只用小写字母、数字和下划线")
    drawing = section.take("grid", list)
    unit_column = section.take("unit_column", int, -1)
    cells = _draw(drawing, key, columns, section.where)
    aliases = section.string_lists("aliases")
    extensions = section.string_lists("extensions")
    row_labels = {k: str(v) for k, v in section.take("row_labels", dict, {}).items()}
    lines = _lines(cells, key, aliases, extensions, unit_column)
    rows = list(dict.fromkeys(a.split("/")[1] for line in lines for a in line.addresses))
    for name in [*aliases, *row_labels, *(r for rs in extensions.values() for r in rs)]:
        if name not in rows:
            raise FormError(f"{section.where}：没有行 {name}")
    unlabelled = [line for line in lines if not line.label]
    if len(unlabelled) > 1 or any(
        a.split("/")[1] not in row_labels for u in unlabelled for a in u.addresses
    ):
        raise FormError(f"{section.where}：没有行标题的数据行最多一行，且须在 row_labels 中命名")
    for line in lines:
        for address in line.addresses:
            row_labels.setdefault(address.split("/")[1], line.label)
    column_labels = {c.address: _head_above(cells, c) for c in cells if c.address}
    kinds = _kinds(section, key, [a for line in lines for a in line.addresses])
    table = FormTable(
        key=key,
        name=section.take("name", str),
        heading=section.take("heading", str),
        chapter=section.take("chapter", int, 0),
        cells=cells,
        lines=lines,
        columns=columns,
        heads=_heads(cells),
        head_aliases=MappingProxyType(section.string_lists("head_aliases")),
        known_extra=section.strings("known_extra", []),
        row_labels=MappingProxyType(row_labels),
        column_labels=MappingProxyType(column_labels),
        kinds=MappingProxyType(kinds),
    )
    for head in table.head_aliases:
        if head not in table.heads:
            raise FormError(f"{section.where}：head_aliases 中的“{head}”不在表头里")
    section.done()
    return table


def _draw(
    drawing: Sequence[object], key: str, columns: tuple[str, ...], where: str
) -> tuple[FormCell, ...]:
    taken: dict[tuple[int, int], FormCell] = {}
    cells: list[FormCell] = []
    addresses: set[str] = set()
    for r, row in enumerate(drawing):
        if not isinstance(row, list) or not all(isinstance(t, str) for t in row):
            raise FormError(f"{where}：grid 第{r + 1}行应为字符串列表")
        column = 0
        for written in row:
            spans = _SPANS.search(written)
            assert spans is not None  # the pattern matches the empty string too
            text = written[: spans.start()]
            across, down = int(spans.group(1) or 1), int(spans.group(2) or 1)
            if not text.startswith("@"):
                parts: list[tuple[str, str | None]] = [(text, None)]
            elif "/" in text:
                parts = [("", f"{key}/{text[1:]}")]
            else:
                parts = [("", f"{key}/{text[1:]}/{c}") for c in columns]
            for label, address in parts:
                while (r, column) in taken:
                    column += 1
                cell = FormCell(r, column, down, across, label, address)
                if address is not None:
                    if address in addresses:
                        raise FormError(f"{where}：{address} 出现两次")
                    if address.count("/") != 2 or not all(
                        _KEY.fullmatch(p) for p in address.split("/")
                    ):
                        raise FormError(f"{where}：地址写法不对：{written}")
                    if address.split("/")[2] not in columns:
                        raise FormError(f"{where}：columns 中没有 {address.split('/')[2]}")
                    addresses.add(address)
                for i in range(r, r + down):
                    for j in range(column, column + across):
                        if (i, j) in taken:
                            raise FormError(f"{where}：grid 第{r + 1}行“{written}”与别的格重叠")
                        taken[i, j] = cell
                cells.append(cell)
                column += across
    if not addresses:
        raise FormError(f"{where}：grid 中没有数据格")
    height, width = max(i for i, _ in taken) + 1, max(j for _, j in taken) + 1
    holes = [(i, j) for i in range(height) for j in range(width) if (i, j) not in taken]
    if holes or height > len(drawing):
        i, j = holes[0] if holes else (len(drawing), 0)
        raise FormError(f"{where}：grid 第{i + 1}行第{j + 1}列没有填满，或有格伸出表外")
    return tuple(cells)


def _lines(
    cells: tuple[FormCell, ...],
    key: str,
    aliases: Mapping[str, tuple[str, ...]],
    extensions: Mapping[str, tuple[str, ...]],
    unit_column: int,
) -> tuple[FormLine, ...]:
    lines = []
    for r in sorted({c.row for c in cells if c.address}):
        addresses = [c for c in cells if c.row == r and c.address]
        first = min(c.column for c in addresses)
        left = sorted(
            (
                c
                for c in cells
                if not c.address and c.row <= r < c.row + c.row_span and c.column < first
            ),
            key=lambda c: c.column,
        )
        unit = "".join(c.text for c in left if c.column == unit_column)
        names = [c for c in left if c.column != unit_column]
        own = names[-1].text if names and names[-1].row == r else ""
        row = addresses[0].address.split("/")[1] if addresses[0].address else ""
        lines.append(
            FormLine(
                table=key,
                label=own,
                groups=tuple(c.text for c in names[:-1]),
                addresses=tuple(c.address for c in addresses if c.address),
                aliases=aliases.get(row, ()),
                unit=unit,
                extension=next((name for name, rows in extensions.items() if row in rows), ""),
            )
        )
    return tuple(lines)


def _heads(cells: tuple[FormCell, ...]) -> tuple[str, ...]:
    lines = {c.row for c in cells if c.address}
    return tuple(c.text for c in cells if not c.address and c.row not in lines and c.text)


def _head_above(cells: tuple[FormCell, ...], cell: FormCell) -> str:
    above = [
        c
        for c in cells
        if not c.address and c.row < cell.row and c.column <= cell.column < c.column + c.column_span
    ]
    return max(above, key=lambda c: c.row).text if above else ""


def _kinds(section: _Section, key: str, addresses: Iterable[str]) -> dict[str, Kind]:
    kinds: dict[str, Kind] = dict.fromkeys(addresses, "count")
    for kind, names in section.string_lists("kinds").items():
        if kind not in _KINDS:
            raise FormError(f"{section.where}：kinds 中没有这一种：{kind}")
        for name in names:
            chosen = [a for a in kinds if a == f"{key}/{name}" or a.startswith(f"{key}/{name}/")]
            if not chosen:
                raise FormError(f"{section.where}：kinds.{kind} 中的 {name} 不在表里")
            for address in chosen:
                kinds[address] = next(k for k in _KINDS if k == kind)
    return kinds


def _address_label(table: FormTable, address: str) -> str:
    row = table.row_labels[address.split("/")[1]]
    column = table.column_labels[address]
    return f"{table.name} {row}" + (f"·{column}" if len(table.columns) > 1 else "")


def _load_rule(section: _Section, tables: tuple[FormTable, ...]) -> tuple[Rule, ...]:
    rule_id = section.take("id", str)
    section.where += f"（{rule_id}）"
    key = section.take("table", str)
    table = next((t for t in tables if t.key == key), None)
    if table is None:
        raise FormError(f"{section.where}：没有表 {key}")
    each = section.take("each", str)
    if each not in ("row", "column", "table"):
        raise FormError(f"{section.where}：each 应为 row、column 或 table")
    severity = section.take("severity", str)
    if severity not in list(Severity):
        raise FormError(f"{section.where}：severity 应为 error、warning 或 info")
    try:
        formula = Formula.compile(section.take("formula", str))
        lowered = section.take("warning_if", str, "")
        warning_if = Formula.compile(lowered) if lowered else None
    except FormulaError as error:
        raise FormError(f"{section.where}：{error}") from error
    rule = Rule(
        id=rule_id,
        severity=Severity(severity),
        table=key,
        each=each,
        formula=formula,
        title=section.take("title", str),
        says=section.take("says", str),
        source=section.take("source", str),
        warning_if=warning_if,
        extension=section.take("extension", str, ""),
    )
    only = section.strings("only", [])
    section.done()
    instances = _instances(rule, table, only, section.where)
    object.__setattr__(rule, "instances", instances)  # a rule and its instances name each other
    return (rule,)


def _instances(
    rule: Rule, table: FormTable, only: tuple[str, ...], where: str
) -> tuple[RuleInstance, ...]:
    every = table.addresses
    if rule.each == "table":
        if only:
            raise FormError(f'{where}：each = "table" 时不能用 only')
        keys: Sequence[str] = ("",)
    else:
        part = 1 if rule.each == "row" else 2
        present = list(dict.fromkeys(a.split("/")[part] for a in every))
        for key in only:
            if key not in present:
                raise FormError(f"{where}：only 中的 {key} 不在表里")
        keys = only or present
    names = [*rule.formula.names, *(rule.warning_if.names if rule.warning_if else ())]
    instances = []
    for key in keys:
        variables = {}
        for name in names:
            if rule.each == "row":
                address = f"{table.key}/{key}/{name}"
            elif rule.each == "column":
                address = f"{table.key}/{name}/{key}"
            else:
                address = f"{table.key}/{name}"
            if address not in every:
                raise FormError(f"{where}：表里没有 {address}")
            variables[name] = address
        instances.append(RuleInstance(rule, _where(rule, table, key), MappingProxyType(variables)))
    return tuple(instances)


def _where(rule: Rule, table: FormTable, key: str) -> str:
    if rule.each == "row":
        return f"{table.name}“{table.row_labels[key]}”"
    if rule.each == "column" and len(table.columns) > 1:
        address = next(a for a in table.addresses if a.endswith("/" + key))
        return f"{table.name}“{table.column_labels[address]}”列"
    return table.name


def extended(
    form: Form,
    *,
    rules: Iterable[tuple[Mapping[str, object], str]] = (),
    aliases: Mapping[str, Mapping[str, Sequence[str]]] = MappingProxyType({}),
    head_aliases: Mapping[str, Mapping[str, Sequence[str]]] = MappingProxyType({}),
    extra_rows: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Form:
    """The form with more rules and more names for its labels (core.rulebook).

    `rules` are as in a form file, each with the place that errors are to name; the others are by table
    and row, by table and head, by table. Raises FormError for a rule that says something impossible;
    the names of tables, rows and heads must be right.
    """
    made = tuple(
        rule for data, where in rules for rule in _load_rule(_Section(data, where), form.tables)
    )
    tables = tuple(
        replace(
            table,
            lines=tuple(
                replace(
                    line,
                    aliases=(
                        *line.aliases,
                        *aliases.get(table.key, {}).get(line.addresses[0].split("/")[1], ()),
                    ),
                )
                for line in table.lines
            ),
            head_aliases=MappingProxyType(
                {
                    head: (
                        *table.head_aliases.get(head, ()),
                        *head_aliases.get(table.key, {}).get(head, ()),
                    )
                    for head in {*table.head_aliases, *head_aliases.get(table.key, ())}
                }
            ),
            known_extra=(*table.known_extra, *extra_rows.get(table.key, ())),
        )
        for table in form.tables
    )
    return replace(form, tables=tables, rules=(*form.rules, *made))


def load_forms(folder: Path) -> tuple[Form, ...]:
    """All forms of a folder, by file name. Raises FormError as :func:`load_form` does."""
    return tuple(load_form(path) for path in sorted(folder.glob("*.toml")))
