"""An auditor's own rules: a TOML file beside the built-in ones that switches rules off, changes their
severity, adds rules, and adds names under which labels are met.

It is checked strictly when it is loaded; what is wrong is said in one Chinese sentence that names the
file and the line. `resources/rulebook.toml` is a template with every key explained.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from core.finding import Severity
from core.formats import Form, FormError, FormTable, extended, official_forms
from core.labels import core_label, fold
from core.resources import resource_dir
from core.rules.check import named_rules
from core.rules.over_units import ROLLUP_RULES
from core.rules.over_years import SERIES_RULES
from core.rules.policy import EVERY_RULE, Policy

__all__ = ["Rulebook", "RulebookError", "load_rulebook", "template"]


class RulebookError(ValueError):
    """A rulebook that can't be used; the message names file and line."""


@dataclass(frozen=True)
class Rulebook:
    """`forms` are the official forms with what was added to them; `added` the ids of the rules that were
    added. `name` is what the auditor calls it, "" if nothing. `text` is the TOML it was made of: as that
    it travels to another process, whatever became of the file meanwhile."""

    path: Path | None = None
    name: str = ""
    policy: Policy = EVERY_RULE
    forms: tuple[Form, ...] = field(default_factory=official_forms)
    added: tuple[str, ...] = ()
    text: str = field(default="", repr=False)

    def __reduce__(self) -> tuple[Callable[[str, Path], Rulebook], tuple[str, Path]]:
        if self.path is None:
            raise TypeError("only a rulebook that was loaded from a file can be pickled")
        return _arrived, (self.text, self.path)


_SEVERITIES = {
    "error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO,
    "错误": Severity.ERROR, "疑点": Severity.WARNING, "提示": Severity.INFO,
}  # fmt: skip
_KEYS = ("name", "off", "severity", "rules", "labels", "heads", "extra_rows")


def template() -> str:
    """A rulebook that changes nothing, with every key explained in Chinese."""
    return (resource_dir() / "rulebook.toml").read_text(encoding="utf-8")


def load_rulebook(path: Path) -> Rulebook:
    """Load and verify a rulebook. Raises RulebookError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RulebookError(
            f"{path.name}：读不了这个文件（{error.strerror or error}）。"
        ) from error
    except UnicodeDecodeError as error:
        raise RulebookError(
            f"{path.name}：文件不是 UTF-8 编码，请用记事本另存为 UTF-8。"
        ) from error
    return _made(text, path)


def _made(text: str, path: Path) -> Rulebook:
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise RulebookError(_of_toml(path.name, error, text)) from error
    return replace(_Loader(path, data, _Lines(text)).load(), text=text)


@lru_cache(maxsize=4)  # a worker process gets the same one with every file
def _arrived(text: str, path: Path) -> Rulebook:
    return _made(text, path)


def _of_toml(name: str, error: tomllib.TOMLDecodeError, text: str) -> str:
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    if found:
        return f"{name} 第{found[1]}行第{found[2]}列：TOML 写法有误（{str(error)[: found.start()].strip()}）。"
    last = text.count("\n") + 1
    return f"{name} 第{last}行：TOML 写法有误，文件没有写完（{error}）。"


class _Lines:
    """Where in a TOML text a key stands. Tables of an array are counted: ("rules", 1, "id")."""

    _HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
    _KEY = re.compile(
        r"""^\s*((?:"[^"]*"|'[^']*'|[\w\-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w\-]+))*)\s*="""
    )
    _PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w\-]+))\s*\.?""")

    def __init__(self, text: str) -> None:
        self._at: dict[tuple[str | int, ...], int] = {}
        here: tuple[str | int, ...] = ()
        counts: dict[tuple[str | int, ...], int] = {}
        for number, line in enumerate(text.splitlines(), 1):
            if header := self._HEADER.match(line):
                here = self._parts(header[2])
                if header[1] == "[[":
                    counts[here] = counts.get(here, -1) + 1
                    here = (*here, counts[here])
                self._note(here, number)
            elif key := self._KEY.match(line):
                self._note((*here, *self._parts(key[1])), number)

    def _note(self, path: tuple[str | int, ...], number: int) -> None:
        for length in range(1, len(path) + 1):
            self._at.setdefault(path[:length], number)

    def _parts(self, written: str) -> tuple[str, ...]:
        return tuple(
            next(p for p in m.groups() if p is not None) for m in self._PART.finditer(written)
        )

    def of(self, *path: str | int) -> int:
        """The line of a key, or of the nearest thing around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._at:
                return self._at[path[:length]]
        return 1


class _Loader:
    def __init__(self, path: Path, data: Mapping[str, Any], lines: _Lines) -> None:
        self.path, self.data, self.lines = path, data, lines
        self.forms = {form.key: form for form in official_forms()}
        own = (rule.id for form in self.forms.values() for rule in form.rules)
        across = (rule.id for rule in (*SERIES_RULES, *ROLLUP_RULES))
        self.known = frozenset((*own, *across, *named_rules()))

    def load(self) -> Rulebook:
        for key in self.data:
            if key not in _KEYS:
                self._fail(f"不认识的项 {key}{_nearest(key, _KEYS)}", key)
        added = self._rules()
        ids = self.known | {str(rule["id"]) for rules in added.values() for rule, _ in rules}
        off = frozenset(self._ids("off", self._strings(self.data.get("off", []), "off"), ids))
        severities = self._severities(ids)
        aliases = self._names("labels", rows=True)
        heads = self._names("heads", rows=False)
        extra = self._extra_rows()
        forms = []
        for key, form in self.forms.items():
            try:
                forms.append(
                    extended(
                        form,
                        rules=added.get(key, ()),
                        aliases=_for(form, aliases),
                        head_aliases=_for(form, heads),
                        extra_rows=extra.get(key) or extra.get(form.format, {}),
                    )
                )
            except FormError as error:
                raise RulebookError(f"{error}。") from error
        name = self.data.get("name", "")
        if not isinstance(name, str):
            self._fail("name 应为字符串", "name")
        return Rulebook(
            self.path, name, Policy(off, MappingProxyType(severities)), tuple(forms),
            tuple(dict.fromkeys(str(rule["id"]) for rules in added.values() for rule, _ in rules)),
        )  # fmt: skip

    # ---- single keys

    def _rules(self) -> dict[str, list[tuple[Mapping[str, object], str]]]:
        rules = self.data.get("rules", [])
        if not isinstance(rules, list) or not all(isinstance(r, dict) for r in rules):
            self._fail("rules 应写成 [[rules]]", "rules")
        made: dict[str, list[tuple[Mapping[str, object], str]]] = {}
        for i, rule in enumerate(rules):
            form = rule.get("form")
            if not isinstance(form, str):
                self._fail("缺少 form（适用的格式，如 F2021）", "rules", i)
            keys = [k for k, f in self.forms.items() if form in (k, f.format)]
            if not keys:
                self._fail(f"没有格式 {form}{_nearest(form, self.forms)}", "rules", i, "form")
            rule_id = rule.get("id")
            if not isinstance(rule_id, str) or not rule_id.strip():
                self._fail("缺少 id（规则编号）", "rules", i)
            if rule_id in self.known:
                self._fail(
                    f"已有编号为 {rule_id} 的规则；要改变程度请用 [severity]", "rules", i, "id"
                )
            data = {k: v for k, v in rule.items() if k != "form"}
            given = data.get("severity")
            if isinstance(given, str) and given in _SEVERITIES:
                data["severity"] = _SEVERITIES[given].value
            where = f"{self.path.name} 第{self.lines.of('rules', i)}行"
            fitting = [k for k in keys if self._fits(k, data, where)] or keys[:1]
            for key in fitting:
                made.setdefault(key, []).append((data, where))
        return made

    def _fits(self, key: str, rule: Mapping[str, object], where: str) -> bool:
        """Whether a form has the rule's figures: a variant may lack them."""
        try:
            extended(self.forms[key], rules=[(rule, where)])
        except FormError:
            return False
        return True

    def _severities(self, ids: frozenset[str]) -> dict[str, Severity]:
        given = self.data.get("severity", {})
        if not isinstance(given, dict):
            self._fail("severity 应为一个表 [severity]", "severity")
        self._ids("severity", given, ids)
        for rule, value in given.items():
            if value not in _SEVERITIES:
                self._fail(
                    f"{rule} 的程度应为 error（错误）、warning（疑点）或 info（提示），而不是 {value!r}",
                    "severity",
                    rule,
                )
        return {rule: _SEVERITIES[value] for rule, value in given.items()}

    def _ids(self, key: str, given: Iterable[str], ids: frozenset[str]) -> list[str]:
        named = list(given)
        for rule in named:
            if rule not in ids:
                self._fail(f"没有编号为 {rule} 的规则{_nearest(rule, ids)}", key, rule)
        return named

    def _names(self, key: str, *, rows: bool) -> dict[str, dict[str, dict[str, tuple[str, ...]]]]:
        """`[labels.F2021.disclosure]` row → names, or `[heads.…]` head → names."""
        made: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {}
        for form, table, names in self._by_table(key):
            if not isinstance(names, dict):
                self._fail("应为一个表", key, form.key, table.key)
            known = list(table.row_labels) if rows else list(table.heads)
            for name, written in names.items():
                path = (key, form.key, table.key, name)
                if name not in known:
                    self._fail(
                        f"{table.name}没有{'行' if rows else '列名'} {name}{_nearest(name, known)}",
                        *path,
                    )
                for label in self._strings(written, *path):
                    self._unambiguous(label, name, table, rows, path)
                made.setdefault(form.key, {}).setdefault(table.key, {})[name] = tuple(written)
        return made

    def _unambiguous(
        self, label: str, name: str, table: FormTable, rows: bool, path: tuple[str, ...]
    ) -> None:
        if not core_label(label):
            self._fail("行名、列名不能为空", *path)
        if rows:
            for line in table.lines:
                other = line.addresses[0].split("/")[1]
                if other != name and fold(label) in map(fold, (line.label, *line.aliases)):
                    self._fail(f"“{label}”已是“{line.label}”一行的写法", *path)

    def _extra_rows(self) -> dict[str, dict[str, tuple[str, ...]]]:
        made: dict[str, dict[str, tuple[str, ...]]] = {}
        for form, table, names in self._by_table("extra_rows"):
            rows = self._strings(names, "extra_rows", form.key, table.key)
            made.setdefault(form.key, {})[table.key] = tuple(rows)
        return made

    def _by_table(self, key: str) -> Iterable[tuple[Form, FormTable, Any]]:
        given = self.data.get(key, {})
        if not isinstance(given, dict):
            self._fail(f"{key} 应写成 [{key}.格式.表]", key)
        for form_key, tables in given.items():
            form = self.forms.get(form_key)
            if form is None:
                self._fail(f"没有格式 {form_key}{_nearest(form_key, self.forms)}", key, form_key)
            if not isinstance(tables, dict):
                self._fail(f"{key} 应写成 [{key}.格式.表]", key, form_key)
            for table_key, names in tables.items():
                table = next((t for t in form.tables if t.key == table_key), None)
                if table is None:
                    known = [t.key for t in form.tables]
                    self._fail(
                        f"{form.name}没有表 {table_key}{_nearest(table_key, known)}",
                        key,
                        form_key,
                        table_key,
                    )
                yield form, table, names

    def _strings(self, value: object, *path: str | int) -> Sequence[str]:
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self._fail(f'{path[-1]} 应为字符串列表，如 ["…", "…"]', *path)
        return value

    def _fail(self, says: str, *path: str | int) -> NoReturn:
        raise RulebookError(f"{self.path.name} 第{self.lines.of(*path)}行：{says}。")


def _for(
    form: Form, given: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]
) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """What is given for a form, or for the format of which it is a variant."""
    return given.get(form.key) or given.get(form.format, {})


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 1, 0.6)
    return f"，是否为 {near[0]}" if near else ""
