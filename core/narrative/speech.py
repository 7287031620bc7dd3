"""Every figure of a passage and what it speaks of: the words around it decide its kind (DOMAIN §2.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.narrative.bodies import Body
from core.narrative.numbers import Number, find_numbers
from core.narrative.passages import Passage
from core.narrative.phrases import kind_of
from core.narrative.scope import elsewhere, is_change, unquoted
from core.narrative.topics import mentions, topic_of

__all__ = ["Spoken", "sentences", "speak"]

_SENTENCE = re.compile(r"[^。！？]*[。！？]?")
_CLAUSE_START = re.compile(r"[，；：（）。！？]")
_CLAUSE_END = re.compile(r"[，；：（）。！？、]")
_FILLER = re.compile(
    r"^[、和及与]?(?:共计|总计|合计|累计|一共|全年|共|计|为|达到?|有|数量|总数|总量|分别)*$"
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A figure with its surroundings, all of them in the passage's text with quotations blotted out.

    `head` is what stands before it in its clause, `tail` what stands behind it, `lead` everything since
    the figure before it (or the sentence's beginning), `sentence` is (start, end). `kind` is the key of
    a core.narrative.kinds.Kind, "" when it speaks of nothing a table counts. `change`: it is an increase
    or a decrease. `doubt` says why it may speak of something else than the tables. `named`: the passage
    itself names what is counted, it isn't only its heading that does.
    """

    passage: int
    number: Number
    sentence: tuple[int, int]
    head: str
    tail: str
    lead: str
    topic: str
    kind: str = ""
    change: bool = False
    doubt: str = ""
    named: bool = False


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of the sentences of a text; what stands in quotation marks is not cut."""
    plain = unquoted(text)
    for found in _SENTENCE.finditer(plain):
        if found.end() > found.start():
            yield found.span()


def speak(index: int, passage: Passage, body: Body, year: int | None) -> Iterator[Spoken]:
    """The figures of a passage in reading order."""
    text, plain = passage.text, unquoted(passage.text)
    numbers = find_numbers(text)
    topic = topic_of(passage.heading)
    kind = ""
    named: set[str] = set()
    at = 0
    for start, end in sentences(text):
        own = [n for n in numbers[at:] if n.start < end]
        at += len(own)
        last = start
        kind = "" if start else kind
        for i, number in enumerate(own):
            lead = plain[last : number.start]
            after = own[i + 1].start if i + 1 < len(own) else end
            head, tail = _around(plain, start, last, number, after)
            for mention in mentions(lead):
                topic = mention.topic
                named.add(topic)
            about = topic
            if not mentions(head) and (behind := mentions(tail)) and behind[0].start <= 12:
                about = behind[0].topic
                named.add(about)
            change = is_change(head)
            found = ""
            if not change and number.unit not in ("%", "‰", "个百分点"):
                found = kind_of(about, head, tail, lead, number, previous=kind)
            doubt = "措辞不足以断定所指" if found.endswith("?") else ""
            found = found.removesuffix("?")
            if found:
                kind = found
                carried = found in ("brought_forward", "carried_forward")
                clause = f"{head}#{tail}"
                doubt = (
                    elsewhere(
                        plain[start : number.start],
                        clause,
                        body,
                        year,
                        carried=carried,
                        documents=found.startswith(("regulations_", "normative_")),
                    )
                    or doubt
                )
            yield Spoken(
                index,
                number,
                (start, end),
                head,
                tail,
                lead,
                about,
                found,
                change,
                doubt,
                about in named,
            )
            last = number.end
        for mention in mentions(plain[last:end]):
            topic = mention.topic
            named.add(topic)


def _around(plain: str, start: int, last: int, number: Number, following: int) -> tuple[str, str]:
    """Head and tail of a figure's clause; `last` is where the figure before it ends."""
    lead = plain[last : number.start]
    rest = plain[number.end : following]
    end = _CLAUSE_END.search(rest)
    # Where the next figure follows in the same clause, what stands between belongs to it.
    ends_here = end is not None or following >= len(plain) or plain[following - 1] in "。！？"
    tail = (rest[: end.start()] if end is not None else rest) if ends_here else ""
    cuts = [m.end() for m in _CLAUSE_START.finditer(lead)]
    head = lead[cuts[-1] :] if cuts else lead
    if last > start and not cuts and "、" in head:
        head = head.partition("、")[
            2
        ]  # 2件行政复议、1件行政诉讼: that much was said of the figure before
    # "收到申请，共12件": the clause before says what is counted; not in "12件不予公开".
    if cuts and _FILLER.match(head) and (head or not tail):
        before = cuts[-2] if len(cuts) > 1 else 0
        head = lead[before:]
    return head, tail
