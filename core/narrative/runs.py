"""Parts told one after another without a word that makes them a list: channels in a sentence of their own,
all outcomes behind the number of answers, both kinds of applicants (DOMAIN §2.4, NN-SUM)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from core.narrative.lists import (
    ListOutcome,
    PartList,
    compatible,
    dimension_of,
    is_amount,
    is_channel,
    meets,
)
from core.narrative.speech import Spoken

__all__ = ["find_runs"]


def find_runs(spoken: Sequence[Spoken], found: Sequence[PartList]) -> Iterator[PartList]:
    """The runs of a passage; `spoken` are its figures, `found` the lists already known."""
    amounts = [s for s in spoken if is_amount(s)]
    yield from _channels(amounts, found)
    yield from _outcomes(amounts, found)
    yield from _applicants(amounts, found)


def _applicants(amounts: Sequence[Spoken], found: Sequence[PartList]) -> Iterator[PartList]:
    """`新收12件，自然人9件、法人或其他组织3件`: the two make the whole."""
    listed = {id(p) for each in found for p in each.parts}
    for people, bodies in pairwise(amounts):
        if {people.kind, bodies.kind} != {"natural_person", "organisations"}:
            continue
        if id(people) in listed or people.sentence != bodies.sentence or people.doubt:
            continue
        before = [
            s
            for s in amounts
            if s.sentence == people.sentence and s.number.end <= people.number.start and not s.doubt
        ]
        total = next((s for s in reversed(before) if s.kind in ("received", "received_new")), None)
        if total is None:
            continue
        made = people.number.value + bodies.number.value
        carried = sum((s.number.value for s in before if s.kind == "brought_forward"), Decimal(0))
        outcome = ListOutcome.MORE if made > total.number.value else ListOutcome.FEWER
        if made in (total.number.value, total.number.value + carried):
            outcome = ListOutcome.HOLDS
        yield PartList(total, (people, bodies), outcome, complete=True)


def _channels(amounts: Sequence[Spoken], found: Sequence[PartList]) -> Iterator[PartList]:
    """`…306条。通过政府网站公开216条，通过微信公开22条…`: channels in a sentence of their own."""
    listed = {id(p) for each in found for p in each.parts}
    total: Spoken | None = None
    run: list[Spoken] = []
    for s in [*amounts, None]:
        if (
            s is not None
            and is_channel(s)
            and id(s) not in listed
            and (not run or s.sentence == run[0].sentence)
        ):
            run.append(s)
            continue
        if len(run) > 1 and total is not None and compatible(total.number, run[0].number):
            if meets(total.number, run):
                yield PartList(total, tuple(run), ListOutcome.HOLDS)
            elif sum(p.number.low for p in run) > total.number.high:
                fits = all(p.number.low <= total.number.high for p in run)
                yield PartList(
                    total, tuple(run), ListOutcome.CHANNELS if fits else ListOutcome.MORE
                )
        run = []
        if (
            s is not None
            and s.topic == "disclosed"
            and s.kind == "statistics_disclosed"
            and not s.doubt
        ):
            total = s


def _outcomes(amounts: Sequence[Spoken], found: Sequence[PartList]) -> Iterator[PartList]:
    """All outcomes told one after another behind the number of answers, without a word that makes them
    a list (real 01)."""
    listed = {id(p) for each in found for p in each.parts}
    base: dict[str, Spoken] = {}
    run: list[Spoken] = []
    for s in [*amounts, None]:
        if (
            s is not None
            and id(s) not in listed
            and dimension_of(s) == "outcome"
            and s.kind != "withdrawn"
        ):
            run.append(s)
            continue
        if (
            s is not None
            and not run
            and s.kind in ("concluded", "handled", "received")
            and not s.doubt
        ):
            base[s.kind] = s
        if s is None or (run and s.kind):
            total = base.get("concluded") or base.get("handled") or base.get("received")
            kinds = {p.kind.partition(":")[0] for p in run}
            public = "granted_or_partly" in kinds or {"granted", "partly_granted"} <= kinds
            if total and public and {"refused", "unavailable", "not_processed"} <= kinds:
                made = sum((p.number.value for p in run), Decimal(0))
                everything = "otherwise" in kinds or "other_outcome" in kinds
                if any(made == b.number.value for b in base.values()):
                    total = next(b for b in base.values() if b.number.value == made)
                    yield PartList(total, tuple(run), ListOutcome.HOLDS, everything)
                elif made > max(b.number.value for b in base.values()):
                    yield PartList(total, tuple(run), ListOutcome.MORE, everything)
                elif made < total.number.value and everything:
                    yield PartList(total, tuple(run), ListOutcome.FEWER, True)
            run = []
