"""Repairs in words (Chinese)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.finding import Change, Severity, Suggestion
from core.localise.identities import short
from core.localise.problem import Problem, decimal
from core.localise.ranking import Repair, Step
from core.localise.search import Number
from core.rules.messages import listing, number
from core.rules.plan import Instance

__all__ = ["TOO_MUCH", "note", "suggestion"]

TOO_MUCH = "有关各式中错处较多，推不出是哪几格，请逐格核对。"
_FEW = 6


def suggestion(problem: Problem, repair: Repair) -> Suggestion:
    """The repair as the auditor takes it over: cell texts, and why."""
    changes = tuple(
        Change(
            problem.form.addresses[column],
            problem.figures.quantities[problem.form.addresses[column]].raw,
            _cell_text(problem, column, new),
        )
        for column, new in sorted(repair.changes.items())
    )
    said = "；".join(_step(problem, repair, step) for step in repair.steps)
    mended = listing([_identity(problem, i) for i in repair.mends], 3, "条勾稽关系")
    why = f"{said}；改后{mended}成立"
    if repair.statements:
        why += f"，与{'、'.join(repair.statements)}一致"
    return Suggestion(changes, why)


def note(
    problem: Problem, instance: Instance, repairs: Sequence[Repair], equal: int, whole: bool
) -> str:
    """How far the evidence for `repairs` (best first, the first `equal` not told apart) goes. `whole` is
    false where other identities about the same figures stay broken."""
    if id(instance) not in problem.form.equations and not repairs[0].surplus > 0:
        return "本式只限定大小，推不出应填的数；所列是常见笔误的可能。"
    if not whole:
        return "改后本式成立，但有关的其他各式另有错处，请逐一核对。"
    alone = any(len(r.changes) == 1 for r in repairs)
    said = "" if alone else "单改任何一格都不能使有关各式全部成立；"
    if equal > 1 and instance.total is None and len(instance.addresses) <= _FEW:
        return f"{said}不能认定是哪一格有误，有关的是{_cells(problem, instance)}。"
    vouched = _total_vouched(problem, instance)
    if equal > 1:
        return f"{said}有{equal}种改法同样说得通，不能认定是哪一种。{vouched}"
    if len(repairs) > 1:
        return f"{said}另有{len(repairs) - 1}种改法也能使其成立，按常见笔误排序。{vouched}"
    if len(repairs[0].changes) == 1:
        return "只改一格就使有关各式全部成立的，只有这一种改法。"
    return f"单改任何一格都不能使有关各式全部成立，所列是最简单的改法。{vouched}"


def _cells(problem: Problem, instance: Instance) -> str:
    said = []
    for address in instance.addresses:
        value = problem.figures.values[address]
        said.append(f"{_place(problem, address)}（{number(value)}）")
    return "、".join(said)


def _total_vouched(problem: Problem, instance: Instance) -> str:
    """`（七）总计 21 与收支平衡相符`: rules of another kind that the total keeps and its parts are not in."""
    if instance.total is None:
        return ""
    total, parts = instance.total
    column = problem.form.column
    of_parts = {i.rule.id for p in parts for i in problem.rules_at([column[p]])}
    vouching = [
        i
        for i in problem.rules_at([column[total]])
        if problem.holds[id(i)]
        and i.rule.id not in of_parts
        and i.rule.severity is not Severity.INFO
        and id(i) in problem.form.equations
    ]
    if not vouching:
        return ""
    value = problem.figures.values[total]
    difference = sum((problem.figures.values[p] for p in parts), Decimal(0)) - value
    more = "多" if difference > 0 else "少"
    rules = listing([_identity(problem, i) for i in vouching], 3, "条勾稽关系")
    return (
        f"{_place(problem, total)}（{number(value)}）与{rules}相符，"
        f"更可能是各项之和{more}了{number(abs(difference))}。"
    )


def _step(problem: Problem, repair: Repair, step: Step) -> str:
    figures = [
        f"{_shown(problem, c)} → {_cell_text(problem, c, repair.changes[c]) or '空'}"
        for c in step.columns
        if c in repair.changes
    ]
    return f"{step.text}：{listing(figures, 4, '格')}"


def _identity(problem: Problem, instance: Instance) -> str:
    """`表二“自然人”列收支平衡`, `表二“（一）予以公开”总计`."""
    table = problem.plan.form.table(instance.rule.table)
    where, title = instance.source.where, instance.rule.title.removeprefix(table.name)
    if instance.rule.each == "row":
        row = table.row_labels[instance.addresses[0].split("/")[1]]
        where = f"{table.name}“{short(row)}”"
    return where + title.removeprefix("各行").removeprefix("各组")


def _place(problem: Problem, address: str) -> str:
    return problem.form.places[problem.form.column[address]]


def _shown(problem: Problem, column: int) -> str:
    raw = problem.figures.quantities[problem.form.addresses[column]].raw.strip()
    return raw or "空"


def _cell_text(problem: Problem, column: int, new: Number) -> str:
    """The new figure as the cell would say it, with the unit it has now."""
    address = problem.form.addresses[column]
    if problem.plan.kinds[address] == "empty" and not new:
        return ""
    value = decimal(new)
    assert value is not None
    return number(value) + (problem.figures.quantities[address].unit or "")
