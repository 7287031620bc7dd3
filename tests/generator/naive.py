"""Which identities a set of figures breaks, worked out by Python's own `eval` over the formulas as they
stand in the form files: a second road beside core.formula and core.rules, to check them against."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import CodeType

from core.formats import Form, Rule

_SINGLE_EQUALS = re.compile(r"(?<![<>=!])=(?!=)")
_NAME = re.compile(r"\b[a-z][a-z0-9_]*(?:/[a-z][a-z0-9_]*)?\b(?!\()")
_WORDS = {"and", "or"}
_FUNCTIONS = {
    "max": max,
    "min": min,
    "implies": lambda a, b: not a or b,
    "iff": lambda a, b: a == b,
    "empty": lambda value: value is None,
}
_compiled: dict[str, CodeType] = {}


@dataclass(frozen=True, order=True)
class Broken:
    """An instance of a rule that does not hold: `line` is its row or column, "" for a whole table."""

    rule: str
    severity: str
    addresses: tuple[str, ...]
    line: str = ""
    formula: str = ""


def broken(
    form: Form, figures: Mapping[str, Decimal], severities: Collection[str] = ("error", "warning")
) -> set[Broken]:
    """The instances of `form`'s rules that `figures` break. An address that is not there is an empty
    cell; a rule of an extension is left out when none of its figures is there."""
    found = set()
    for rule in form.rules:
        for key in _lines(form, rule):
            names = [n for n in _NAME.findall(rule.formula.source) if n not in _WORDS]
            addresses = {n: _address(rule, key, n) for n in names}
            if rule.extension and not any(a in figures for a in addresses.values()):
                continue
            if "empty(" not in rule.formula.source and not all(
                a in figures for a in addresses.values()
            ):
                continue
            if _true(rule.formula.source, addresses, figures):
                continue
            severity = str(rule.severity)
            if rule.warning_if is not None and _true(rule.warning_if.source, addresses, figures):
                severity = "warning"
            if severity in severities:
                taking_part = tuple(sorted(set(addresses.values())))
                found.add(Broken(rule.id, severity, taking_part, key, rule.formula.source))
    return found


def _lines(form: Form, rule: Rule) -> list[str]:
    if rule.each == "table":
        return [""]
    part = 1 if rule.each == "row" else 2
    first = rule.formula.names[0]
    keys = dict.fromkeys(i.variables[first].split("/")[part] for i in rule.instances)
    return list(keys)


def _address(rule: Rule, key: str, name: str) -> str:
    if rule.each == "row":
        return f"{rule.table}/{key}/{name}"
    if rule.each == "column":
        return f"{rule.table}/{name}/{key}"
    return f"{rule.table}/{name}"


def _true(source: str, addresses: Mapping[str, str], figures: Mapping[str, Decimal]) -> bool:
    if source not in _compiled:
        python = _NAME.sub(
            lambda m: m.group() if m.group() in _WORDS else f"_[{m.group()!r}]",
            _SINGLE_EQUALS.sub("==", source),
        )
        _compiled[source] = compile(python, "<rule>", "eval")
    values = {name: figures.get(address) for name, address in addresses.items()}
    return bool(eval(_compiled[source], {"__builtins__": {}, **_FUNCTIONS, "_": values}))
