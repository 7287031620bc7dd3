"""A Document and its sheet → the Narrative: every figure of the text and what it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from core.document import Document, Paragraph
from core.facts import FactSheet
from core.narrative.bodies import Body, body_of
from core.narrative.kinds import Family, kind, readings_of
from core.narrative.lists import PartList, find_lists
from core.narrative.model import Claim, FeeStatement, Narrative, Settled, TextFigure, quote
from core.narrative.negations import find_negations
from core.narrative.numbers import Number
from core.narrative.passages import Passage, passages
from core.narrative.runs import find_runs
from core.narrative.scope import elsewhere, unquoted
from core.narrative.shares import find_growth, find_shares
from core.narrative.speech import Spoken, sentences, speak
from core.narrative.topics import mentions, topic_of

__all__ = ["read_text"]


def read_text(document: Document, sheet: FactSheet) -> Narrative:
    """Read the text of a report once. `sheet` is the sheet as read from it. Never raises."""
    read = passages(document, sheet)
    body = body_of(sheet.title.unit, [p.text for p in read])
    year = sheet.title.year
    spoken = tuple(s for i, p in enumerate(read) for s in speak(i, p, body, year))
    claims = [*_claims(spoken, read, sheet)]
    fees = [*_fees(spoken, read)]
    for index, passage in enumerate(read):
        for claim in _zeros(index, passage, sheet, body, year):
            if claim.kind == "no_fee":
                fees.append(
                    FeeStatement(
                        claim.figure, claim.quote, passage.chapter, Decimal(0), claim.doubt
                    )
                )
                if readings_of(sheet.form, "statistics_fees"):
                    claims.append(_as(claim, "statistics_fees", sheet))
            else:
                claims.append(claim)
    return Narrative(
        passages=read,
        spoken=spoken,
        claims=tuple(sorted(claims, key=lambda c: (c.passage, c.clause[0]))),
        settled=tuple(s for i, p in enumerate(read) for s in _settled(p)),
        fees=tuple(sorted(fees, key=lambda f: (f.figure.block, f.figure.start))),
        lists=tuple(_lists(spoken, read)),
        shares=tuple(s for i, p in enumerate(read) for s in find_shares(p, _own(spoken, i))),
        growths=tuple(g for i, p in enumerate(read) for g in find_growth(p, _own(spoken, i))),
        body=body,
        year=year,
        anchors=tuple(b.anchor if isinstance(b, Paragraph) else None for b in document.blocks),
        unsure=frozenset(
            p.anchor for p in document.paragraphs if p.reading is not None and p.reading.doubtful
        ),
    )


def _own(spoken: Sequence[Spoken], passage: int) -> list[Spoken]:
    return [s for s in spoken if s.passage == passage]


def _lists(spoken: Sequence[Spoken], read: Sequence[Passage]) -> Iterator[PartList]:
    totals: list[Spoken] = []
    for index, passage in enumerate(read):
        own = _own(spoken, index)
        lists = list(find_lists(passage, own, totals))
        yield from lists
        yield from find_runs(own, lists)
        published = [s for s in own if s.kind == "statistics_disclosed" and not s.doubt]
        totals = [*reversed(published), *totals]


def _figure_at(
    passage: Passage, start: int, end: int, value: Decimal, number: Number | None = None
) -> TextFigure:
    """The place of `passage.text[start:end]` in the document."""
    block, first, last = passage.place(start, end)
    text = passage.text[start:end]
    if number is None:
        return TextFigure(block, first, last, text, value)
    return TextFigure(block, first, last, text, value, number.unit, number.approximation)


def _claims(spoken: Iterable[Spoken], read: Sequence[Passage], sheet: FactSheet) -> Iterator[Claim]:
    for s in spoken:
        if not s.kind:
            continue
        readings = readings_of(sheet.form, s.kind)
        if not readings and kind(s.kind).family is Family.STATISTICS:
            continue  # no table of this form counts such things
        passage = read[s.passage]
        text, clause = quote(passage, s.number.start, s.number.end)
        yield Claim(
            passage=s.passage,
            figure=_figure_at(passage, s.number.start, s.number.end, s.number.value, s.number),
            kind=s.kind,
            readings=readings,
            quote=text,
            clause=clause,
            sentence=s.sentence,
            chapter=passage.chapter,
            doubt=s.doubt,
            named=s.named,
            number=s.number,
        )


def _as(claim: Claim, key: str, sheet: FactSheet) -> Claim:
    return Claim(
        claim.passage, claim.figure, key, readings_of(sheet.form, key), claim.quote, claim.clause,
        claim.sentence, claim.chapter, claim.doubt, claim.named, claim.number,
    )  # fmt: skip


def _zeros(
    index: int, passage: Passage, sheet: FactSheet, body: Body, year: int | None
) -> Iterator[Claim]:
    plain = unquoted(passage.text)
    spans = list(sentences(passage.text))
    said: set[tuple[str, int]] = set()
    for negation in find_negations(passage.text, passage.heading):
        sentence = next((s for s in spans if s[0] <= negation.start < s[1]), (0, len(plain)))
        text, clause = quote(passage, negation.start, negation.end)
        before = plain[sentence[0] : negation.end]
        for key in negation.kinds:
            if (key, clause[0]) in said:
                continue
            said.add((key, clause[0]))
            carried = key in ("brought_forward", "carried_forward")
            head = plain[clause[0] : negation.start]
            yield Claim(
                passage=index,
                figure=_figure_at(passage, negation.start, negation.end, Decimal(0)),
                kind=key,
                readings=readings_of(sheet.form, key) if key != "no_fee" else (),
                quote=text,
                clause=clause,
                sentence=sentence,
                chapter=passage.chapter,
                doubt=elsewhere(before, f"{head}#", body, year, carried=carried),
            )


_FEE = re.compile(r"信息处理费|处理费|信息公开[^，。；]{0,10}费|收取[^，。；]{0,12}费|收费")


def _fees(spoken: Iterable[Spoken], read: Sequence[Passage]) -> Iterator[FeeStatement]:
    for s in spoken:
        if s.number.unit != "元" or s.change:
            continue
        passage = read[s.passage]
        if not _FEE.search(s.head) and not (_FEE.search(s.tail) or _FEE.search(s.lead)):
            continue
        if re.search(r"减免|退还|行政事业性收费|标准|每[件页]|/[件页]", s.head + s.tail):
            continue
        text, _ = quote(passage, s.number.start, s.number.end)
        figure = _figure_at(passage, s.number.start, s.number.end, s.number.value, s.number)
        yield FeeStatement(figure, text, passage.chapter, s.number.value, s.doubt)


_SETTLED: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"(?:均|全部|都)(?:已|获|被|予以|得到|作出)*(?:法院|复议机关)?(?:决定|判决|裁定)?(?:结果)?(?:为)?维持|维持率(?:为|达到?)?100%"), ("corrected", "pending")),
    (re.compile(r"(?:均|全部|都)(?:已|依法|按时|按期)*(?:审结|结案|办结|审理完毕|办理完毕)(?!率)|(?:审结|结案)率(?:为|达到?)?100%"), ("pending",)),
    (re.compile(r"(?:零|无|没有|未发生|未出现)(?:一[起件例])?(?:败诉|被?纠错|被?撤销)|败诉率(?:为)?(?:零|0%?)|(?:均|全部|都)(?:已|获)*胜诉|纠错率(?:为)?(?:零|0%?)|100%胜诉"), ("corrected",)),
)  # fmt: skip


def _settled(passage: Passage) -> Iterator[Settled]:
    """Sentences that say all reviews or suits ended well, and what they speak of."""
    plain = unquoted(passage.text)
    for start, end in sentences(passage.text):
        for pattern, columns in _SETTLED:
            for found in pattern.finditer(plain, start, end):
                first = max(plain.rfind("；", start, found.start()) + 1, start)
                topics = [m.topic for m in mentions(plain[first : found.end()])]
                topics = [t for t in topics if t != "disclosed"] or [topic_of(passage.heading)]
                rows = _rows_spoken_of(topics, plain[found.start() - 8 : found.start()])
                if not rows or _only_some(plain[first : found.start()]):
                    continue
                text, _ = quote(passage, found.start(), found.end())
                figure = _figure_at(passage, *found.span(), Decimal(0))
                yield Settled(figure, text, rows, columns)


def _only_some(before: str) -> bool:
    """`已审结的5件均获维持` leaves the others open."""
    return bool(
        re.search(r"(?:已|经)?(?:审结|结案|办结)的?[^，。；]{0,8}$", before)
        or re.search(r"尚未审结|正在(?:审理|办理)|未结|待审", before)
    )


def _rows_spoken_of(topics: Sequence[str], just_before: str) -> tuple[str, ...]:
    """The rows of 表三 that the end of a sentence is about, () for requests and others."""
    if not topics:
        return ()
    last = topics[-1]
    if last not in ("reviews", "litigation", "after", "direct"):
        return ()
    rows: list[str] = []
    if "reviews" in topics:
        rows.append("reconsideration")
    if {"litigation", "direct", "after"} & set(topics):
        rows += ["litigation_direct", "litigation_after_reconsideration"]
    return tuple(rows)
