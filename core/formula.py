"""The small formula language of the form files.

    received + brought_forward = concluded_total + carried_forward
    in_force - issued + repealed >= 0
    implies(previous + change >= 100, decisions > 0)

Names are figures (`row`, `column` or `row/column`, as the rule's `each` says); `+ - *`, whole and decimal
numbers, one comparison (`= != < <= > >=`), `and`, `or`, and the functions `max`, `min`, `implies(a, b)`,
`iff(a, b)`, `empty(name)`. Python's own parser reads it, a whitelist keeps everything else out, and it
is compiled once, at load.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

__all__ = ["Formula", "FormulaError", "Sum", "Term"]

_SINGLE_EQUALS = re.compile(r"(?<![<>=!])=(?!=)")
_FUNCTIONS = {"max": None, "min": None, "implies": 2, "iff": 2, "empty": 1}
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "=", ast.NotEq: "≠", ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥",
}  # fmt: skip
_NEGATED = {"=": "≠", "≠": "=", "<": "≥", "≤": ">", ">": "≤", "≥": "<"}

Values = Mapping[str, Decimal]
Empties = Mapping[str, bool]


class FormulaError(ValueError):
    """A formula that can't be read; the message is a Chinese sentence with the formula in it."""


@dataclass(frozen=True, slots=True)
class Term:
    """A signed figure or constant of a plain sum."""

    name: str  # "" for a constant
    sign: int
    constant: Decimal = Decimal(0)


Sum = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled formula.

    `names` in the order they are written. `left`, `right`, `operator` are given when the formula is one
    comparison of two plain sums (operator one of `= ≠ < ≤ > ≥`); then the sides can be shown in figures.
    """

    source: str
    names: tuple[str, ...]
    left: Sum | None
    right: Sum | None
    operator: str
    _holds: Callable[[Values, Empties], bool] = field(repr=False, compare=False)
    _sides: tuple[Callable[[Values], Decimal], Callable[[Values], Decimal]] | None = field(
        repr=False, compare=False
    )

    @classmethod
    def compile(cls, source: str) -> Formula:
        """Raises FormulaError for anything outside the language."""
        try:
            tree = ast.parse(_SINGLE_EQUALS.sub("==", source.strip()), mode="eval")
        except SyntaxError as error:
            raise FormulaError(f"公式写法不对：{source}") from error
        names: dict[str, None] = {}
        holds = _condition(tree.body, names, source)
        left = right = None
        operator = ""
        sides = None
        if isinstance(tree.body, ast.Compare):
            operator = _COMPARE[type(tree.body.ops[0])]
            left, right = _sum(tree.body.left), _sum(tree.body.comparators[0])
            sides = (
                _number(tree.body.left, {}, source),
                _number(tree.body.comparators[0], {}, source),
            )
        return cls(source, tuple(names), left, right, operator, holds, sides)

    def holds(self, values: Values, empty: Empties) -> bool:
        """Whether it holds. `values` needs every name; `empty` says which cells are blank or dashed."""
        return self._holds(values, empty)

    def sides(self, values: Values) -> tuple[Decimal, Decimal] | None:
        """Both sides in figures, for a comparison."""
        return (self._sides[0](values), self._sides[1](values)) if self._sides else None

    @property
    def broken_sign(self) -> str:
        """The comparison sign that is true when the formula is broken (`=` → `≠`)."""
        return _NEGATED.get(self.operator, "")

    def total(self) -> tuple[str, tuple[str, ...]] | None:
        """For `total = a + b + …` (either way round): the total's name and the names of its parts."""
        if self.operator != "=" or self.left is None or self.right is None:
            return None
        for one, many in ((self.left, self.right), (self.right, self.left)):
            named = all(t.sign > 0 and t.name for t in (*one, *many))
            if named and len(one) == 1 and len(many) > 1:
                return one[0].name, tuple(t.name for t in many)
        return None


def _name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        left, right = _name(node.left), _name(node.right)
        if left and right and "/" not in right:
            return f"{left}/{right}"
    return None


def _number(node: ast.expr, names: dict[str, None], source: str) -> Callable[[Values], Decimal]:
    if name := _name(node):
        names[name] = None
        return lambda values: values[name]
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        constant = Decimal(str(node.value))
        return lambda values: constant
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand, names, source)
        return lambda values: -inner(values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
        a, b = _number(node.left, names, source), _number(node.right, names, source)
        if isinstance(node.op, ast.Add):
            return lambda values: a(values) + b(values)
        if isinstance(node.op, ast.Sub):
            return lambda values: a(values) - b(values)
        return lambda values: a(values) * b(values)
    if _function(node) in ("max", "min"):
        assert isinstance(node, ast.Call)
        parts = [_number(arg, names, source) for arg in node.args]
        choose: Callable[[Any], Decimal] = max if _function(node) == "max" else min
        return lambda values: choose(part(values) for part in parts)
    raise FormulaError(f"公式中有不允许的写法：{source}")


def _condition(
    node: ast.expr, names: dict[str, None], source: str
) -> Callable[[Values, Empties], bool]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARE:
        a = _number(node.left, names, source)
        b = _number(node.comparators[0], names, source)
        match node.ops[0]:
            case ast.Eq():
                return lambda values, empty: a(values) == b(values)
            case ast.NotEq():
                return lambda values, empty: a(values) != b(values)
            case ast.Lt():
                return lambda values, empty: a(values) < b(values)
            case ast.LtE():
                return lambda values, empty: a(values) <= b(values)
            case ast.Gt():
                return lambda values, empty: a(values) > b(values)
            case _:
                return lambda values, empty: a(values) >= b(values)
    if isinstance(node, ast.BoolOp):
        parts = [_condition(value, names, source) for value in node.values]
        if isinstance(node.op, ast.And):
            return lambda values, empty: all(part(values, empty) for part in parts)
        return lambda values, empty: any(part(values, empty) for part in parts)
    function = _function(node)
    if function in ("implies", "iff"):
        assert isinstance(node, ast.Call)
        first, second = (_condition(arg, names, source) for arg in node.args)
        if function == "implies":
            return lambda values, empty: not first(values, empty) or second(values, empty)
        return lambda values, empty: first(values, empty) == second(values, empty)
    if function == "empty":
        assert isinstance(node, ast.Call)
        name = _name(node.args[0])
        if name:
            names[name] = None
            return lambda values, empty: empty[name]
    raise FormulaError(f"公式中有不允许的写法：{source}")


def _function(node: ast.expr) -> str:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords):
        return ""
    if node.func.id not in _FUNCTIONS or any(isinstance(a, ast.Starred) for a in node.args):
        return ""
    arity = _FUNCTIONS[node.func.id]
    if (arity is None and len(node.args) < 2) or (arity is not None and len(node.args) != arity):
        return ""
    return node.func.id


def _sum(node: ast.expr, sign: int = 1) -> Sum | None:
    """The terms of a plain sum, or None when it is something else (a product, max …)."""
    if name := _name(node):
        return (Term(name, sign),)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return (Term("", sign, Decimal(str(node.value))),)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _sum(node.operand, -sign)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        left = _sum(node.left, sign)
        right = _sum(node.right, -sign if isinstance(node.op, ast.Sub) else sign)
        return left + right if left is not None and right is not None else None
    return None
