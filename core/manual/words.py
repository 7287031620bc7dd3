"""Formulas of the form files in Chinese words and signs."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from core.formats import Form, Rule

__all__ = ["in_words"]

_SIGNS: Mapping[type[ast.AST], str] = {
    ast.Eq: "=", ast.NotEq: "≠", ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥", ast.Add: "+",
    ast.Sub: "−", ast.Mult: "×", ast.And: "，且", ast.Or: "，或",
}  # fmt: skip


def in_words(form: Form, rule: Rule, source: str | None = None) -> str:
    """`（七）总计 = （一）予以公开 + …` for a rule's formula (or `source`, its `warning_if`), with the
    names that auditors know the rows or columns by."""
    text = re.sub(r"(?<![<>=!])=(?!=)", "==", source or rule.formula.source)
    names = _names(form, rule)
    return _say(ast.parse(text.strip(), mode="eval").body, names)


def _names(form: Form, rule: Rule) -> dict[str, str]:
    """What each name of the formula is called: the row's label, the column's, or both."""
    table = form.table(rule.table)
    names = {}
    for name, address in rule.instances[0].variables.items():
        row, column = table.row_labels[address.split("/")[1]], table.column_labels[address]
        both = row if len(table.columns) == 1 else f"{row}·{column}"
        names[name] = {"row": column, "column": row, "table": both}[rule.each] or both
    return names


def _say(node: ast.expr, names: Mapping[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return names.get(name, name)
        case ast.BinOp(left=ast.expr() as left, op=ast.Div(), right=ast.expr() as right):
            name = f"{ast.unparse(left)}/{ast.unparse(right)}"
            return names.get(name, name)
        case ast.Constant(value=value):
            return str(value)
        case ast.UnaryOp(operand=operand):
            return f"−{_say(operand, names)}"
        case ast.BinOp(left=left, op=op, right=right):
            return f"{_say(left, names)} {_SIGNS[type(op)]} {_say(right, names)}"
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return f"{_say(left, names)} {_SIGNS[type(op)]} {_say(right, names)}"
        case ast.BoolOp(op=op, values=values):
            return _SIGNS[type(op)].join(_say(v, names) for v in values)
        case ast.Call(func=ast.Name(id=function), args=args):
            said = [_say(a, names) for a in args]
            match function:
                case "implies":
                    return f"若 {said[0]}，则 {said[1]}"
                case "iff":
                    return f"{said[0]} 与 {said[1]} 同时成立或同时不成立"
                case "empty":
                    return f"{said[0]} 空白"
                case "max":
                    return f"（{'、'.join(said)}）中最大的"
                case "min":
                    return f"（{'、'.join(said)}）中最小的"
    return ast.unparse(node)
