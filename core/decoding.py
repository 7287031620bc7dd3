"""Rows whose cells lost their separators: which readings are possible, and what chose one (CEL-GLUE).

A run of digits where several cells are expected is cut in every possible way, without leading zeros.
Where only one is left it is the reading; else the row's own identities may choose, then those over
several rows. A rule that was needed to choose is no evidence any more. Rows of 表一 have no sum of
their own and are never read: the auditor is shown the ways there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice
from types import MappingProxyType

from core.facts import Fact, FactSheet, GluedRow
from core.quantity import Mark, Quantity, State, parse_quantity
from core.rules.plan import FormPlan, Instance, plan_of

__all__ = ["decode", "splits"]

_MOST = 20_000  # ways to cut a row that are looked at; more say nothing
_KEPT = 2_000  # that are kept to be held against other rows
_STEPS = 200_000  # of the search over several rows
_DIGITS = re.compile(r"\d+")


def splits(texts: Sequence[str], cells: int) -> Iterator[tuple[str, ...]]:
    """Every way to cut runs of digits, in order, into `cells` numbers without leading zeros; a run gives
    at least one. Nothing for anything but digits."""
    if not all(_DIGITS.fullmatch(t) for t in texts) or not texts or len(texts) > cells:
        return
    yield from _cut("".join(texts), _ends(texts), cells, 0)


def _ends(texts: Sequence[str]) -> frozenset[int]:
    """Where a run ends in the joined text, and so a number must."""
    ends, at = set(), 0
    for text in texts:
        at += len(text)
        ends.add(at)
    return frozenset(ends)


def _cut(digits: str, ends: frozenset[int], cells: int, at: int) -> Iterator[tuple[str, ...]]:
    if cells == 0:
        if at == len(digits):
            yield ()
        return
    if len(digits) - at < cells:
        return
    last = at + 1 if digits[at] == "0" else len(digits) - cells + 1
    for end in range(at + 1, last + 1):
        for rest in _cut(digits, ends, cells - 1, end):
            yield (digits[at:end], *rest)
        if end in ends:
            return


@dataclass(slots=True)
class _Row:
    addresses: tuple[str, ...]
    raw: str
    every: tuple[tuple[str, ...], ...]  # all ways there are; () when they are too many
    within: tuple[Instance, ...]  # the identities among its own figures
    ways: tuple[tuple[str, ...], ...] = ()  # those still possible
    by: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.ways = self.every

    @property
    def is_read(self) -> bool:
        """表一 is not read even when there is but one way: nothing could say that no cell was blank."""
        return len(self.ways) == 1 and bool(self.within)


def decode(sheet: FactSheet) -> FactSheet:
    """`sheet` with the rows read that can only be read one way, and `glued` saying what was tried.

    Looks at the rows the recogniser marked :attr:`Mark.GLUED`; a sheet without any comes back as it is.
    """
    form = sheet.form
    if form is None:
        return sheet
    plan = plan_of(form)
    rows = list(_rows(sheet, plan))
    if not rows:
        return sheet
    for row in rows:
        _choose_within(row)
    _choose_among([r for r in rows if r.within], sheet, plan)
    facts = dict(sheet.facts)
    for row in rows:
        if row.is_read:
            facts.update(_read(row, sheet.facts))
    return replace(sheet, facts=MappingProxyType(facts), glued=tuple(map(_said, rows)))


def _rows(sheet: FactSheet, plan: FormPlan) -> Iterator[_Row]:
    for table in plan.form.tables:
        for line in table.lines:
            facts = [sheet.facts.get(a) for a in line.addresses]
            first = facts[0]
            if (
                first is None
                or len(facts) < 2
                or any(f is None or f.quantity != first.quantity for f in facts)
                or Mark.GLUED not in first.quantity.marks
                or first.quantity.state is not State.UNREADABLE
            ):
                continue
            raw = first.quantity.raw
            own = set(line.addresses)
            within = tuple(i for i in plan.instances if i.every <= own and i.total is not None)
            ways = tuple(islice(splits(raw.split(), len(facts)), _MOST + 1))
            yield _Row(line.addresses, raw, ways if len(ways) <= _MOST else (), within)


def _choose_within(row: _Row) -> None:
    """Leave the ways that keep the identities within the row (T2-ROW, T3-SUM)."""
    kept = tuple(
        way
        for way in row.every
        if all(_keeps(i, dict(zip(row.addresses, way, strict=True))) for i in row.within)
    )
    if kept and len(kept) < len(row.every):
        row.ways = kept
        row.by |= {i.rule.id for i in row.within}


def _keeps(instance: Instance, texts: Mapping[str, str]) -> bool:
    values = {name: Decimal(texts[a]) for name, a in instance.names}
    return instance.rule.formula.holds(values, dict.fromkeys(values, False))


def _choose_among(rows: list[_Row], sheet: FactSheet, plan: FormPlan) -> None:
    """Where the identities over several rows (T2-OUT, T2-BAL) leave one way for all open rows together,
    take it; where they leave several, only what all of these share."""
    known = {
        a: f.quantity.value
        for a, f in sheet.facts.items()
        if f.quantity.value is not None and not f.quantity.marks & {Mark.UNSURE}
    }
    for row in rows:
        if row.is_read:
            known |= dict(zip(row.addresses, map(Decimal, row.ways[0]), strict=True))
    # the shortest list first: the search fails early
    pending = [r for r in rows if not r.is_read and 0 < len(r.ways) <= _KEPT]
    pending.sort(key=lambda r: len(r.ways))
    reach = known.keys() | {a for r in pending for a in r.addresses}
    open_ = {a for r in pending for a in r.addresses}
    over = [
        i
        for i in plan.instances
        if i.every <= reach
        and not i.every.isdisjoint(open_)
        and i.rule.formula.operator == "="
        and not any(i.every <= set(r.addresses) for r in pending)
    ]
    if not over:
        return
    found = _solutions(pending, over, known)
    if found is None or not found:
        return
    for at, row in enumerate(pending):
        ways = tuple(dict.fromkeys(solution[at] for solution in found))
        if len(ways) < len(row.ways):
            row.ways = ways
            row.by |= {i.rule.id for i in over if not i.every.isdisjoint(row.addresses)}


def _solutions(
    rows: list[_Row], over: list[Instance], known: Mapping[str, Decimal]
) -> list[tuple[tuple[str, ...], ...]] | None:
    """All ways for the rows together; None when they are too many to go through."""
    due: list[list[Instance]] = []  # instances that can be held against the first n rows
    there = set(known)
    left = list(over)
    for row in rows:
        there |= set(row.addresses)
        due.append([i for i in left if i.every <= there])
        left = [i for i in left if not i.every <= there]
    values = dict(known)
    found: list[tuple[tuple[str, ...], ...]] = []
    steps = 0

    def go(at: int, chosen: tuple[tuple[str, ...], ...]) -> bool:
        nonlocal steps
        if at == len(rows):
            found.append(chosen)
            return len(found) <= _KEPT
        for way in rows[at].ways:
            steps += 1
            if steps > _STEPS:
                return False
            values.update(zip(rows[at].addresses, map(Decimal, way), strict=True))
            if all(
                i.rule.formula.holds(
                    {n: values[a] for n, a in i.names},
                    dict.fromkeys((n for n, _ in i.names), False),
                )
                for i in due[at]
            ) and not go(at + 1, (*chosen, way)):
                return False
        return True

    return found if go(0, ()) else None


def _read(row: _Row, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    marks = {Mark.GLUED, Mark.DECODED} if row.by else {Mark.GLUED}
    by = frozenset(row.by)
    read = {}
    for address, text in zip(row.addresses, row.ways[0], strict=True):
        quantity = parse_quantity(text)
        quantity = Quantity(quantity.state, text, quantity.value, None, frozenset(marks))
        read[address] = replace(facts[address], quantity=quantity, decoded_by=by)
    return read


def _said(row: _Row) -> GluedRow:
    every, ways = (w if len(w) <= _KEPT else () for w in (row.every, row.ways))
    if not row.is_read:
        return GluedRow(row.addresses, row.raw, every, ways)
    return GluedRow(row.addresses, row.raw, every, ways, frozenset(row.by), forced=not row.by)
