"""What the text of a report says in figures, and what came of comparing it with the tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from core.document import Anchor
from core.finding import Severity
from core.narrative.bodies import Body
from core.narrative.kinds import Reading
from core.narrative.lists import PartList
from core.narrative.numbers import Approximation, Number
from core.narrative.passages import Passage
from core.narrative.shares import Growth, Share
from core.narrative.speech import Spoken

__all__ = [
    "Claim",
    "FeeStatement",
    "Narrative",
    "Settled",
    "TextFigure",
    "Tie",
    "TieState",
    "quote",
]


_LONGEST_QUOTE = 60
_STOP = frozenset("。！？；")
_COMMA = frozenset("，：（")


def quote(passage: Passage, start: int, end: int) -> tuple[str, tuple[int, int]]:
    """The clauses around a stretch of text, for a message, and where they stand."""
    text = passage.text
    first = start
    while first > 0 and text[first - 1] not in _STOP and text[first - 1] not in _COMMA:
        first -= 1
    last = end
    while last < len(text) and text[last] not in _STOP and text[last] not in "，（）":
        last += 1
    if last - first > max(_LONGEST_QUOTE, end - start):
        first = max(first, start - _LONGEST_QUOTE // 2)
        last = min(last, end + _LONGEST_QUOTE // 2)
    return text[first:last].strip("、"), (first, last)


@dataclass(frozen=True, slots=True)
class TextFigure:
    """A figure in the text: `Document.blocks[block].text[start:end]`, which reads `text`. `value` has 万
    multiplied out and money in 元; a statement that there was nothing (未收到) is the figure 0 with the
    whole statement as its text."""

    block: int
    start: int
    end: int
    text: str
    value: Decimal
    unit: str = ""
    approximation: Approximation = Approximation.EXACT


class TieState(StrEnum):
    """How a tied figure is underlined."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    UNSURE = "unsure"  # it may speak of something else, or the tables can't be read


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that speaks of something the tables count. `kind` is a key of core.narrative.kinds;
    `readings` are what it may equal, none when the form has no such row. `quote` is its sentence cut to
    what matters, `clause` (start, end) of it in the passage. `doubt` says why it may mean something else
    (then nothing is called wrong), `named` is as in Spoken. `number` is None for a negation."""

    passage: int
    figure: TextFigure
    kind: str
    readings: tuple[Reading, ...]
    quote: str
    clause: tuple[int, int]
    sentence: tuple[int, int]
    chapter: int
    doubt: str = ""
    named: bool = True
    number: Number | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """A figure of the text and what it is tied to, for underlining and jumping. `addresses` are the
    table figures of the reading that agrees, else of the plainest one; () for a sum within the text.
    `value` is what they make. `rule` is the id of the rule that speaks of it, `why` a Chinese sentence.
    `severity` is that of the finding when they disagree."""

    figure: TextFigure
    state: TieState
    rule: str
    kind: str
    addresses: tuple[str, ...] = ()
    value: Decimal | None = None
    why: str = ""
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Settled:
    """`均获维持`, `均已审结`, `零败诉`: `columns` of 表三 that have to be 0 then, in `rows`."""

    figure: TextFigure
    quote: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeeStatement:
    """A sum of 信息处理费 in 元, 0 where the text says that none was charged."""

    figure: TextFigure
    quote: str
    chapter: int
    amount: Decimal
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Narrative:
    """The text of a report as the rules look at it; made once, never changed. `anchors` are those of the
    document's blocks (None for tables), `unsure` those of paragraphs that were recognised in a picture
    and may say something else."""

    passages: tuple[Passage, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    claims: tuple[Claim, ...] = ()
    settled: tuple[Settled, ...] = ()
    fees: tuple[FeeStatement, ...] = ()
    lists: tuple[PartList, ...] = ()
    shares: tuple[Share, ...] = ()
    growths: tuple[Growth, ...] = ()
    body: Body = field(default_factory=Body)
    year: int | None = None
    anchors: tuple[Anchor | None, ...] = ()
    unsure: frozenset[Anchor] = frozenset()

    def anchors_of(self, blocks: Iterable[int]) -> tuple[Anchor, ...]:
        """Where some blocks stand in the file."""
        return tuple(a for b in blocks if (a := self.anchors[b]) is not None)

    def figure(self, spoken: Spoken) -> TextFigure:
        """The place of a figure in the document."""
        number = spoken.number
        passage = self.passages[spoken.passage]
        block, start, end = passage.place(number.start, number.end)
        text = passage.text[number.start : number.end]
        return TextFigure(block, start, end, text, number.value, number.unit, number.approximation)

    def quote(self, first: Spoken, last: Spoken | None = None) -> str:
        """The clauses from one figure to another, for a message."""
        passage = self.passages[first.passage]
        end = (
            last.number.end
            if last is not None and last.passage == first.passage
            else first.number.end
        )
        return quote(passage, first.number.start, end)[0]
