"""Every figure of the text held against the tables and against the other figures of the text.

`evaluate` is what runs at every edit; `tie` is for whoever wants the ties of a document at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from core.document import Document
from core.facts import FactSheet
from core.finding import Severity
from core.narrative.evaluate import Judgement, Values, Verdict, judge
from core.narrative.kinds import Family, kind, readings_of
from core.narrative.lists import ListOutcome, PartList
from core.narrative.model import Claim, Narrative, Tie, TieState
from core.narrative.numbers import Approximation
from core.narrative.read import read_text
from core.narrative.shares import Share, ShareType, agrees, truncated

__all__ = [
    "Evaluation",
    "JudgedShare",
    "evaluate",
    "rule_of",
    "rule_of_share",
    "severity_of",
    "tie",
]

_RULES = {
    Family.REQUESTS: "NT-REQ",
    Family.OUTCOMES: "NT-OUT",
    Family.REVIEWS: "NT-RVLT",
    Family.DISCLOSURE: "NT-DOC",
    Family.STATISTICS: "NT-14",
}
_TABLE_CHAPTERS = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class JudgedShare:
    """A percentage recomputed: `part` and `base` are the pair that agrees, else the likeliest. `rounding`:
    it was cut off where it should have been rounded. `holds` is None when there is nothing to compute."""

    share: Share
    holds: bool | None
    part: Decimal = Decimal(0)
    base: Decimal = Decimal(0)
    of_table: bool = False
    addresses: tuple[str, ...] = ()
    rounding: bool = False


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of the whole text. `ties` are in the order of the text; a figure has one for what it says
    of the tables, and may have another for the list or percentage that it stands in."""

    judgements: tuple[Judgement, ...]
    shares: tuple[JudgedShare, ...]
    ties: tuple[Tie, ...]
    values: Values


def tie(document: Document, sheet: FactSheet) -> tuple[Tie, ...]:
    """The ties of a report."""
    return evaluate(read_text(document, sheet), sheet).ties


def evaluate(narrative: Narrative, sheet: FactSheet) -> Evaluation:
    """Hold the text against the figures of a sheet; the text was read from the same report."""
    values = Values(sheet)
    judgements = judge(narrative.claims, values)
    shares = tuple(_judged(s, sheet, values) for s in narrative.shares)
    ties = [
        *(_of_claim(j, sheet) for j in judgements),
        *_of_shares(shares, narrative),
        *_of_lists(narrative),
    ]
    ties.sort(key=lambda t: (t.figure.block, t.figure.start, t.figure.end))
    return Evaluation(judgements, shares, tuple(ties), values)


def rule_of(claim: Claim, sheet: FactSheet) -> str:
    """The id of the rule that a claim is judged by."""
    family = kind(claim.kind).family
    form = sheet.form
    if form is not None and form.chapters and form.tables and claim.chapter in _TABLE_CHAPTERS:
        return "XT-CH2TEXT"
    nothing = claim.number is None or (
        claim.figure.value == 0 and claim.kind.startswith("received")
    )
    if nothing and family in (Family.REQUESTS, Family.REVIEWS):
        return "NT-ZERO"
    return _RULES[family]


def severity_of(judged: Judgement) -> Severity:
    """How bad it is when a claim disagrees: an error only where both figures are plain."""
    claim, value = judged.claim, judged.value
    if kind(claim.kind).family not in (Family.REQUESTS, Family.OUTCOMES):
        return Severity.WARNING
    plain = (
        value is not None
        and value.certain
        and claim.named
        and (claim.number is None or claim.number.approximation is Approximation.EXACT)
    )
    return Severity.ERROR if plain else Severity.WARNING


def rule_of_share(share: Share) -> str:
    """The id of the rule that a percentage is judged by."""
    whole = share.type is ShareType.CONCLUDED and share.percent.value == 100
    return "NN-RATE100" if whole else "NT-RATE"


_WHY: Mapping[Verdict, str] = MappingProxyType({
    Verdict.UNREAD: "表中的数缺失或读不出，无法核对",
    Verdict.NO_CELL: "表中没有对应的格",
})  # fmt: skip


def _of_claim(j: Judgement, sheet: FactSheet) -> Tie:
    certain = {Verdict.AGREES: TieState.AGREES, Verdict.DISAGREES: TieState.DISAGREES}
    state = certain.get(j.verdict, TieState.UNSURE)
    why = j.claim.doubt if j.verdict == Verdict.DOUBTED else _WHY.get(j.verdict, "")
    addresses = j.value.addresses if j.value else j.reading.addresses if j.reading else ()
    return Tie(
        j.claim.figure,
        state,
        rule_of(j.claim, sheet),
        j.claim.kind,
        addresses,
        j.value.amount if j.value else None,
        why or (j.reading.name if j.reading else ""),
        severity_of(j),
    )


def _of_shares(shares: tuple[JudgedShare, ...], narrative: Narrative) -> Iterator[Tie]:
    for judged in shares:
        if judged.holds is not None:
            state = TieState.AGREES if judged.holds or judged.rounding else TieState.DISAGREES
            yield Tie(
                narrative.figure(judged.share.spoken), state, rule_of_share(judged.share),
                judged.share.kind, judged.addresses,
                judged.part * 100 / judged.base if judged.base else None,
                f"{judged.part} ÷ {judged.base}",
            )  # fmt: skip


def _of_lists(narrative: Narrative) -> Iterator[Tie]:
    for each in narrative.lists:
        if each.outcome is ListOutcome.HOLDS and not _comes_out(each):
            continue
        state = {
            ListOutcome.HOLDS: TieState.AGREES,
            ListOutcome.CHANNELS: TieState.UNSURE,
        }.get(each.outcome, TieState.DISAGREES)
        rule = "NN-UNIT" if each.outcome is ListOutcome.MAGNITUDE else "NN-SUM"
        yield Tie(
            narrative.figure(each.total), state, rule, each.total.kind, (), each.low, "各项之和"
        )


def _comes_out(each: PartList) -> bool:
    return (
        each.low <= each.total.number.high and each.complete
    ) or each.low == each.total.number.value


_DONE = "requests/concluded_total"
_NEW = "requests/received"
_OLD = "requests/brought_forward"


# Part, base, whether the base is from the tables, and the addresses of the part.
_Pair = tuple[Decimal, Decimal, bool, tuple[str, ...]]
_WHOLES = frozenset({"concluded", "handled", "received", "received_new"})
_NONE: tuple[str, ...] = ()


def _judged(share: Share, sheet: FactSheet, values: Values) -> JudgedShare:
    if share.type is ShareType.CONCLUDED:
        return _judged_rate(share, values)
    percent = share.percent
    pairs: list[_Pair] = []
    if share.part is not None:
        part = share.part.number.value
        pairs += [(part, b.number.value, False, ()) for b in share.bases]
    stated = any(b.kind in _WHOLES for b in share.bases)  # the text names its whole itself
    of_table = [] if stated else _table_pairs(share, sheet, values)
    for part, base, table, addresses in [*pairs, *of_table]:
        if base and agrees(percent, part, base):
            return JudgedShare(share, True, part, base, table, addresses)
    if share.spoken.doubt or not (pairs or of_table):
        return JudgedShare(share, None)
    if share.part is not None and not share.part.kind:
        # Of which whole is it? Only a list's own total, or the one larger figure, is plain.
        pairs = pairs[:1] if len({b for _, b, _, _ in pairs}) == 1 else []
        if not pairs:
            return JudgedShare(share, None)
    cut = next((p for p in [*pairs, *of_table] if truncated(percent, p[0], p[1])), None)
    chosen = cut or (_likeliest(share) or [*pairs, *of_table])[0]
    return JudgedShare(share, False, *chosen, rounding=cut is not None)


def _likeliest(share: Share) -> list[_Pair]:
    """Outcomes are shares of what was answered, applicants of what was received."""
    if share.part is None:
        return []
    wanted: tuple[str, ...] = ()
    if share.kind:
        of_answers = kind(share.kind).family is Family.OUTCOMES
        wanted = ("concluded", "handled") if of_answers else ("received", "received_new")
    part = share.part.number.value
    return [(part, b.number.value, False, _NONE) for b in share.bases if b.kind in wanted][:1]


def _table_pairs(share: Share, sheet: FactSheet, values: Values) -> list[_Pair]:
    """Part and base from 表二, the part being the text's where it states one."""
    if not share.kind:
        return []
    own = kind(share.kind)
    if own.family not in (Family.OUTCOMES, Family.REQUESTS):
        return []
    done, new, old = (values.total(r) for r in (_DONE, _NEW, _OLD))
    if done is None or new is None or old is None:
        return []
    bases = [done.amount, new.amount + old.amount, new.amount]
    if own.dimension.startswith("applicant"):
        bases = [bases[2], bases[1], bases[0]]
    pairs: list[_Pair] = []
    if share.part is not None:
        return [(share.part.number.value, base, True, _NONE) for base in bases]
    for reading in readings_of(sheet.form, share.kind):
        value = values.of(reading)
        if value is not None:
            pairs += [(value.amount, base, True, value.addresses) for base in bases]
    return pairs


def _judged_rate(share: Share, values: Values) -> JudgedShare:
    """办结率: what was answered of what was to be answered."""
    percent = share.percent
    part = share.part.number.value if share.part is not None else None
    stated = [b.number.value for b in share.bases]
    done, new, old = (values.total(r) for r in (_DONE, _NEW, _OLD))
    left = values.total("requests/carried_forward")
    pairs: list[tuple[Decimal, Decimal, bool]] = []
    if part is not None:
        pairs += [(part, base, False) for base in stated]
        if new is not None and old is not None and left is not None:
            # What was carried over is left out of the sentence's own base.
            for base in (b for b in stated if b == new.amount):
                pairs += [
                    (part, base + old.amount, True),
                    (part, base + old.amount - left.amount, True),
                    (part, base - left.amount, True),
                ]
    elif done is not None and new is not None and old is not None and not share.spoken.doubt:
        pairs += [(done.amount, new.amount + old.amount, True), (done.amount, new.amount, True)]
        if percent.value == 100:
            return JudgedShare(share, True, done.amount, done.amount, True)
    for p, base, table in pairs:
        if base and agrees(percent, p, base):
            return JudgedShare(share, True, p, base, table)
    if share.spoken.doubt or not pairs or not any(base for _, base, _ in pairs):
        return JudgedShare(share, None)
    p, base, table = next(pair for pair in pairs if pair[1])
    return JudgedShare(share, False, p, base, table, rounding=truncated(percent, p, base))
