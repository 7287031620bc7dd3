"""Percentages in the text, recomputed: 占33.9%, 办结率100%, 比上年增长20% (DOMAIN §2.4, NT-RATE, NN-RATE100,
NN-YOY)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.narrative.kinds import Kind, kind
from core.narrative.numbers import COUNTED, Approximation, Number
from core.narrative.passages import Passage
from core.narrative.phrases import kind_of
from core.narrative.scope import unquoted
from core.narrative.speech import Spoken

__all__ = ["Growth", "Share", "ShareType", "agrees", "find_growth", "find_shares", "truncated"]


class ShareType(StrEnum):
    PART = "part"  # 占
    CONCLUDED = "concluded"  # 办结率


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage and what it may be the quotient of: `part` and `bases` from the text, the likeliest
    base first; `kind` is what the tables may say of the part ("" nothing)."""

    type: ShareType
    spoken: Spoken
    part: Spoken | None
    bases: tuple[Spoken, ...]
    kind: str = ""

    @property
    def percent(self) -> Number:
        return self.spoken.number


@dataclass(frozen=True, slots=True)
class Growth:
    """`由20件增至30件，增长50%`: both years' figures and the change stand in one sentence."""

    spoken: Spoken
    now: Spoken
    before: Spoken
    down: bool


_RATE = re.compile(
    r"(?<!按时)(?<!按期)(?<!及时)(?<!限时)(?:办结|答复|办理|回复|完成|办复)率(?:均|都)?(?:为|达到?|保持|是|：|高达)*$"
)
_SHARE = re.compile(
    r"占(?:比|申请|总|全部|全年|本年|办结|答复|受理|收到|新收|办理|公开|政府|信息|申请量|数量|的|数|量|总量|件|为|约|达|到|\d|宗|条|：)*$"
)
_OTHER_RATE = re.compile(
    r"满意|合格|按时|按期|及时|准确|覆盖|上线|可办|通过|好评|公开率|达标|更新|回访|响应|率"
)
_GROWTH = re.compile(r"(?P<up>增长|增加|上升|提高|提升|增幅)|(?P<down>减少|下降|降低|回落|降幅)")
_BASES = frozenset({"concluded", "handled", "received", "received_new"})


def agrees(percent: Number, part: Decimal, base: Decimal) -> bool:
    """Whether part/base is the percentage within half a unit of its last printed digit."""
    return bool(base) and _off(percent, part, base) <= Decimal("0.5")


def truncated(percent: Number, part: Decimal, base: Decimal) -> bool:
    """Whether the quotient was cut off instead of rounded."""
    exact = part * 100 / base if base else Decimal(0)
    return bool(base) and Decimal(0) <= (exact - percent.value).scaleb(percent.places) < 1


def _off(percent: Number, part: Decimal, base: Decimal) -> Decimal:
    """How far off, in units of the last printed digit; 0 within what 近, 约, 以上 allow."""
    exact = part * 100 / base
    if percent.approximation is not Approximation.EXACT:
        low, high = percent.low, percent.high
        if percent.approximation is Approximation.MORE:
            high = max(high, percent.value + 10)
        if percent.approximation is Approximation.LESS:
            low = percent.value - 10
        if low <= exact <= high:
            return Decimal(0)
    return abs(exact - percent.value).scaleb(percent.places)


def find_shares(passage: Passage, spoken: Sequence[Spoken]) -> Iterator[Share]:
    plain = unquoted(passage.text)
    for i, s in enumerate(spoken):
        if s.number.unit != "%" or s.change:
            continue
        words = s.head or s.lead
        earlier = [p for p in spoken[:i] if _counts(p)]
        if _RATE.search(words) and s.topic == "requests":
            bases = tuple(
                p for p in reversed(earlier) if p.kind in ("received", "received_new", "handled")
            )
            part = next(
                (p for p in reversed(earlier) if p.kind in ("concluded", "concluded_on_time")), None
            )
            yield Share(ShareType.CONCLUDED, s, part, bases, "concluded")
        elif _SHARE.search(words) and not _OTHER_RATE.search(words):
            yield from _share(plain, s, spoken, earlier)


def _counts(s: Spoken) -> bool:
    return not s.change and (
        s.number.unit in COUNTED or s.number.unit in ("人", "次", "人次", "元")
    )


def _share(
    plain: str, s: Spoken, spoken: Sequence[Spoken], earlier: Sequence[Spoken]
) -> Iterator[Share]:
    """`258件，占33.9%`: the figure just before, of a larger one; `自然人占97%`: a row of the tables."""
    stated = next((p for p in reversed(earlier) if p.sentence == s.sentence), None)
    sibling = None
    if stated is not None:
        between = plain[stated.number.end : s.number.start]
        if re.fullmatch(r"[^，。；、\d]{0,8}[，、（]?(?:约|分别)?占[^，。；]*", between):
            sibling = stated
        elif "占" in stated.head or re.search(r"占[^，。；、]*$", plain[: stated.number.start]):
            # 258件，占805件的32%
            index = earlier.index(stated)
            sibling = earlier[index - 1] if index else None
            if sibling is not None:
                yield Share(ShareType.PART, s, sibling, (stated,), sibling.kind)
                return
    own_kind = ""
    if sibling is None:
        own_kind = _kind_of_share(s)
        if own_kind:
            yield Share(ShareType.PART, s, None, (), own_kind)
        return
    bases = [
        p
        for p in reversed(earlier)
        if p is not sibling
        and p.number.value >= sibling.number.value
        and (
            p.number.unit == sibling.number.unit or {p.number.unit, sibling.number.unit} <= COUNTED
        )
        and (p.kind in _BASES or not _dimension(sibling) or _dimension(p) != _dimension(sibling))
    ]
    yield Share(ShareType.PART, s, sibling, tuple(bases), sibling.kind)


def _dimension(s: Spoken) -> str:
    return kind(s.kind).dimension.partition(" ")[0] if s.kind else ""


def _kind_of_share(s: Spoken) -> str:
    """The outcome or applicant that a percentage without a count is about."""
    head = re.sub(r"占[^占]*$", "", s.head)
    one = Number(0, 0, Decimal(2), "件", Approximation.EXACT, Decimal(2), 0)
    topic = "requests" if s.topic in ("requests", "disclosed", "") else s.topic
    found = kind_of(topic, head, "", head, one).removesuffix("?") if topic == "requests" else ""
    if not found:
        return ""
    own: Kind = kind(found)
    return found if own.dimension.startswith(("outcome", "applicant")) else ""


def find_growth(passage: Passage, spoken: Sequence[Spoken]) -> Iterator[Growth]:
    """Changes whose two figures stand in the same sentence."""
    plain = unquoted(passage.text)
    for s in spoken:
        word = _GROWTH.search(s.head)
        if s.number.unit != "%" or not s.change or word is None:
            continue
        own = [
            p
            for p in spoken
            if p.sentence == s.sentence and p.number.end <= s.number.start and _counts(p)
        ]
        text = plain[s.sentence[0] : s.number.start]
        pair = re.search(
            r"由[^，。；]*?#?[^，。；]*?(?:增加?|减少?|上?升|下?降|提高|降低)(?:至|到|为)", text
        )
        if pair and len(own) >= 2 and own[-1].number.unit == own[-2].number.unit:
            yield Growth(s, own[-1], own[-2], bool(word["down"]))
            continue
        # 2020年收到30件，比2019年的20件增长50%
        if len(own) >= 2 and own[-1].number.unit == own[-2].number.unit:
            compared = re.search(
                r"(?:比|较|与|同)[^，。；\d]{0,4}(?:(20\d\d)年|上年|去年)[^，。；\d]{0,6}(?:收到|受理|的)?[^，。；\d]{0,10}$",
                plain[own[-2].number.end : own[-1].number.start],
            )
            directly = re.fullmatch(
                r"[^，。；\d]{0,6}(?:同比|相比)?(?:增长|增加|上升|提高|提升|增幅|减少|下降|降低|回落|降幅)了?(?:约|为|达)?",
                plain[own[-1].number.end : s.number.start],
            )
            if compared and directly:
                yield Growth(s, own[-2], own[-1], bool(word["down"]))
