"""What the text of a report says of its figures, as evidence."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from types import MappingProxyType

from core.facts import FactSheet
from core.localise.evidence import Evidence, Statement
from core.narrative import Tie, TieState
from core.narrative.numbers import Approximation

__all__ = ["text_evidence"]


def text_evidence(ties: Iterable[Tie], sheet: FactSheet) -> Evidence:
    """A statement for every exact figure of the text that is surely about counts of the tables, whether
    it agrees with them now or not. Rounded figures and money (in 元 here, in 万元 there) say too little
    about a single cell."""
    form = sheet.form
    if form is None:
        return Evidence()
    known = set(form.addresses)
    said: dict[tuple[tuple[str, ...], Decimal], Statement] = {}
    for tie in ties:
        exact = tie.figure.approximation is Approximation.EXACT
        counted = tie.addresses and all(
            a in known and form.kind(a) == "count" for a in tie.addresses
        )
        if exact and counted and tie.state is not TieState.UNSURE and _is_sum(tie, sheet):
            statement = Statement(tie.addresses, tie.figure.value, f"正文“{tie.figure.text}”")
            said.setdefault((tie.addresses, tie.figure.value), statement)
    recognised = {a: f.reading.confidence for a, f in sheet.facts.items() if f.reading is not None}
    return Evidence(tuple(said.values()), confidence=MappingProxyType(recognised))


def _is_sum(tie: Tie, sheet: FactSheet) -> bool:
    """Not a difference or a part of what the addresses make."""
    values = [q.value for a in tie.addresses if (q := sheet.quantity(a)) is not None]
    return sum((v for v in values if v is not None), Decimal(0)) == tie.value
