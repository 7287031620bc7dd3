"""The identities a cell takes part in, put in figures: what a tick stands for."""

from __future__ import annotations

from decimal import Decimal

from core.case import Case
from core.formats import RuleInstance
from core.quantity import State
from core.rules.messages import equation

__all__ = ["holding_sums"]


def holding_sums(case: Case, address: str) -> list[str]:
    """`表二“自然人”列：3119 + 34 = 3050 + 103` for each comparison the cell takes part in and that
    holds. Blanks and dashes count as 0, as they do in the checks."""
    form = case.sheet.form
    if form is None:
        return []
    sums = []
    for rule in form.rules:
        for instance in rule.instances:
            if address in instance.addresses and (text := _in_figures(case, instance)):
                sums.append(f"{instance.where}：{text}")
    return sums


def _in_figures(case: Case, instance: RuleInstance) -> str:
    formula = instance.rule.formula
    values: dict[str, Decimal] = {}
    empty: dict[str, bool] = {}
    for name, address in instance.variables.items():
        quantity = case.sheet.quantity(address)
        if quantity is None or quantity.state is State.UNREADABLE:
            return ""
        values[name] = quantity.in_ten_thousand_yuan() or Decimal(0)
        empty[name] = quantity.state is not State.NUMBER
    if not formula.operator or not formula.holds(values, empty):
        return ""
    # core words a broken comparison; a holding one is the same with its own sign and no difference
    broken = equation(formula, values).rpartition("，差")[0]
    return broken.replace(f" {formula.broken_sign} ", f" {formula.operator} ")
