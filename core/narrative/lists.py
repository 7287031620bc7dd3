"""Lists of parts in the text: `共 N 条，其中 A a 条，B b 条…` (DOMAIN §2.4, NN-SUM, NN-UNIT).

A list is wrong when its parts make more than the total, or fewer where it claims to be complete. Where
several figures can be the total, or the list may end earlier, every way is tried first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.narrative.kinds import kind
from core.narrative.numbers import COUNTED, Approximation, Number
from core.narrative.passages import Passage
from core.narrative.phrases_statistics import CHANNEL
from core.narrative.scope import unquoted
from core.narrative.speech import Spoken

__all__ = [
    "ListOutcome", "PartList", "compatible", "dimension_of", "find_lists", "is_amount", "is_channel", "meets",
]  # fmt: skip


class ListOutcome(StrEnum):
    HOLDS = "holds"
    MORE = "more"  # the parts make more than the total
    FEWER = "fewer"  # a list that claims to be complete makes less
    CHANNELS = "channels"  # the same information through several channels: may make more
    MAGNITUDE = "magnitude"  # right but for 万


@dataclass(frozen=True, slots=True)
class PartList:
    """`total` and `parts` as they stand in the text. `complete`: it claims to name every part."""

    total: Spoken
    parts: tuple[Spoken, ...]
    outcome: ListOutcome
    complete: bool = False

    @property
    def low(self) -> Decimal:
        return sum((p.number.low for p in self.parts), Decimal(0))


_TRIGGER = re.compile(
    r"其中(?:包括|包含|有|，|：)?|(?<=[，（])(?:主要)?(?:包括|包含|分为|分别(?:为|是)?|含)(?!上年|去年|20\d\d年结转)|按[^，。；：]{1,8}(?:分|看|统计|划分)(?:为)?[，：]|(?:主要)?(?:类别|内容|包括|分别|类型)(?:有|为|是|包括)?：|(?<=[条件份篇个次人项期余])："
)
_NEARLY, _NEARLY_FEW = Decimal("0.90"), Decimal("0.95")  # of four parts and more, of fewer
_LEFT_OPEN = re.compile(r"^[^，。；：]{0,6}?等(?!级|候|保)")
_OTHER_PART = re.compile(r"其[他它]|其余|余下|剩余")
_FRESH_START = re.compile(
    r"^[，；。]?(?:并|同时|还|另|此外|全年|20\d\d年)?(?:开展|举办|召开|组织|回应|收到|受理|办理|答复|接受|培训|参加|编发|编制|制定|修订|清理|新增|删除|共|累计)"
)
_TOTAL_WORD = re.compile(r"共|总|合计|全年")
_SKIPPED = re.compile(
    r"访问|浏览|点击|阅读|粉丝|关注|更新(?:专题|栏目)|日均|平均|每[日月季年周]|排名|第[一二三\d]"
)
_INTAKE = {"received_new": "intake", "brought_forward": "intake"}
_FLOW = frozenset(
    {
        "concluded",
        "carried_forward",
        "handled",
        "received",
        "concluded_on_time",
        "concluded_extended",
    }
)


def find_lists(
    passage: Passage, spoken: Sequence[Spoken], totals: Sequence[Spoken]
) -> Iterator[PartList]:
    """The lists of a passage. `spoken` are its figures, `totals` the sums of published information that
    stand in earlier passages, the last one first."""
    plain = unquoted(passage.text)
    amounts = [s for s in spoken if is_amount(s)]
    nested: list[tuple[int, int]] = []
    found: list[PartList] = []
    for trigger in _TRIGGER.finditer(plain):
        parts, stop = _parts(plain, trigger, amounts)
        if not parts:
            continue
        candidates = _candidates(plain, trigger, amounts, parts, totals)
        if not candidates:
            continue
        nested.append((trigger.start(), stop))
        for group in _groups(parts, candidates[0]):
            judged = _judge(plain, trigger, candidates, group)
            if judged is None or judged.outcome is not ListOutcome.HOLDS:
                judged = _continued(amounts, candidates, group, stop) or judged
            if judged is not None:
                found.append(judged)
    yield from found


def is_amount(s: Spoken) -> bool:
    """Whether a figure counts something that can be divided."""
    return (
        not s.change
        and s.number.unit not in ("%", "‰", "个百分点", "元", "")
        and not _SKIPPED.search(s.head)
    )


_PIECES = COUNTED - {"个", "项"}  # 2个专栏 is no part of so many 条


def compatible(total: Number, part: Number) -> bool:
    """Whether their units let one be part of the other."""
    return total.unit == part.unit or (total.unit in _PIECES and part.unit in _PIECES)


def _parts(
    plain: str, trigger: re.Match[str], amounts: Sequence[Spoken]
) -> tuple[list[Spoken], int]:
    """The figures that follow a trigger within its sentence and bracket, and where they end."""
    opened = plain.rfind("（", 0, trigger.start() + 1)
    inside = opened > plain.rfind("）", 0, trigger.start() + 1)
    stop = re.compile(r"[）。！？]" if inside else r"[。！？]").search(plain, trigger.end())
    end = stop.start() if stop else len(plain)
    parts: list[Spoken] = []
    at = trigger.end()
    while True:
        following = next((s for s in amounts if at <= s.number.start < end), None)
        if following is None:
            break
        between = plain[at : following.number.start]
        inner = re.search(r"其中|（", between)
        if inner and parts:
            # A list within the list: go on behind it.
            closing = "）" if inner.group() == "（" else "；"
            after = plain.find(closing, at + inner.start(), end)
            if after < 0:
                break
            at = after + 1
            continue
        parts.append(following)
        at = following.number.end
    return parts, end


def _candidates(
    plain: str,
    trigger: re.Match[str],
    amounts: Sequence[Spoken],
    parts: Sequence[Spoken],
    totals: Sequence[Spoken],
) -> list[Spoken]:
    """The figures that can be the total, the likeliest first."""
    sentence = plain.rfind("。", 0, trigger.start()) + 1
    before = [
        s
        for s in amounts
        if s.number.end <= trigger.start() and compatible(s.number, parts[0].number)
    ]
    own = [s for s in before if s.number.start >= sentence]
    word = trigger.group()
    if own:
        same = [s for s in own if s.number.unit == parts[0].number.unit]
        last = (same or own)[-1]
        if not word.startswith("其中") and len(plain[last.number.end : trigger.start()]) > 14:
            return []
        return [last, *(s for s in reversed(same or own) if s is not last)]
    if word.startswith("其中"):
        earlier = plain.rfind("。", 0, max(sentence - 1, 0)) + 1
        near = [s for s in before if s.number.start >= earlier]
        if near:
            return [max(near, key=lambda s: (bool(_TOTAL_WORD.search(s.head)), s.number.value))]
        return []
    if word.endswith("：") and len(parts) >= 3 and not any(dimension_of(p) for p in parts):
        return [t for t in totals if compatible(t.number, parts[0].number)][:1]
    return []


def dimension_of(s: Spoken) -> str:
    """In which list of parts a figure can stand: applicant, outcome, result …; "" unknown."""
    if not s.kind:
        return ""
    if s.kind in _INTAKE:
        return "intake"
    if s.kind in _FLOW:
        return "flow"
    own = kind(s.kind).dimension
    return own.partition(" ")[0] if own != "channel" else ""


def _groups(parts: Sequence[Spoken], total: Spoken) -> Iterator[list[Spoken]]:
    """Parts that can stand in one sum: applicants with applicants, outcomes with outcomes."""
    by: dict[str, list[Spoken]] = {}
    for part in parts:
        if compatible(total.number, part.number):
            by.setdefault(dimension_of(part), []).append(part)
    for dimension, group in by.items():
        if dimension not in ("flow", "settled", "term"):
            yield group


def _judge(
    plain: str, trigger: re.Match[str], candidates: Sequence[Spoken], parts: list[Spoken]
) -> PartList | None:
    total = candidates[0]
    first, last = parts[0], parts[-1]
    open_ended = (
        bool(_LEFT_OPEN.match(last.tail)) or "等" in last.head[-3:] or "主要" in trigger.group()
    )
    complete = not open_ended and _is_complete(plain, trigger, parts)
    for candidate in candidates:
        for chosen in _prefixes(plain, parts):
            if len(chosen) > 1 and meets(candidate.number, chosen):
                return PartList(candidate, tuple(chosen), ListOutcome.HOLDS, complete)
        if _with_carried(candidate, candidates, parts):
            return PartList(candidate, tuple(parts), ListOutcome.HOLDS, complete)
        same = [p for p in parts if p.number.unit == candidate.number.unit]
        if len(same) > 1 and meets(candidate.number, same):
            return PartList(candidate, tuple(same), ListOutcome.HOLDS, complete)
    least = sum((p.number.low for p in parts), Decimal(0))
    most = sum((p.number.high for p in parts), Decimal(0))
    channels = sum(is_channel(p) for p in parts) * 3 >= len(parts) * 2
    biggest = max(candidates, key=lambda s: s.number.high)
    if least > biggest.number.high or (least == biggest.number.high and _open_top(biggest.number)):
        if len(parts) == 1 and first.number.start - total.number.end > 16:
            return None
        if magnitude := _magnitude(total, parts):
            return PartList(total, tuple(parts), magnitude, complete)
        if channels and len(parts) > 1 and all(p.number.low <= total.number.high for p in parts):
            return PartList(total, tuple(parts), ListOutcome.CHANNELS, complete)
        return PartList(total, tuple(parts), ListOutcome.MORE, complete)
    if len(parts) < 2:
        return None
    if most < total.number.low:
        if magnitude := _magnitude(total, parts):
            return PartList(total, tuple(parts), magnitude, complete)
        # What a form divides completely may be told in part; so much and no more is told of the rest.
        if dimension_of(first) == "outcome" and total.kind not in (
            "concluded",
            "handled",
            "concluded_on_time",
        ):
            return None  # what was received and not yet answered is among none of them
        nearly = not open_ended and not dimension_of(first) and _is_nearly(plain, total, parts)
        if complete or nearly:
            return PartList(total, tuple(parts), ListOutcome.FEWER, complete)
        return None
    return PartList(total, tuple(parts), ListOutcome.HOLDS, complete) if complete else None


def _with_carried(total: Spoken, candidates: Sequence[Spoken], parts: Sequence[Spoken]) -> bool:
    """`收到9件，上年结转1件，其中网络申请5件、信函申请5件`: parts of both together."""
    other = next((c for c in candidates if c.kind == "brought_forward"), None)
    if other is None or total.kind not in ("received", "received_new"):
        return False
    made = sum((p.number.value for p in parts), Decimal(0))
    both = total.number.value + other.number.value
    return made <= both if dimension_of(parts[0]) == "outcome" else made == both


def _is_nearly(plain: str, total: Spoken, parts: Sequence[Spoken]) -> bool:
    """Whether parts that leave something open are so close to the total that a slip is likelier."""
    made = sum((p.number.high for p in parts), Decimal(0))
    between = plain[parts[0].number.start : parts[-1].number.end]
    return (
        made >= total.number.low * (_NEARLY if len(parts) > 3 else _NEARLY_FEW)
        and all(p.number.unit == total.number.unit for p in parts)
        and total.number.value == total.number.printed
        and not re.search(r"；|(?:开展|举办|召开|组织|制作)", between)
    )


def _open_top(number: Number) -> bool:
    return number.approximation is Approximation.MORE


def meets(total: Number, parts: Sequence[Spoken]) -> bool:
    """Whether parts can add up to a total, both as loose as they are printed."""
    low = sum((p.number.low for p in parts), Decimal(0))
    high = sum((p.number.high for p in parts), Decimal(0))
    loose = any(p.number.approximation is not Approximation.EXACT for p in parts)
    if not loose and total.approximation is Approximation.EXACT:
        return low == total.value
    return low <= total.high and high >= total.low


def _magnitude(total: Spoken, parts: Sequence[Spoken]) -> ListOutcome | None:
    """173769万条 for 75656条 + 98113条."""
    made = sum((p.number.value for p in parts), Decimal(0))
    if len(parts) > 1 and made and total.number.value in (made * 10_000, made / 10_000):
        return ListOutcome.MAGNITUDE
    return None


def _prefixes(plain: str, parts: list[Spoken]) -> Iterator[list[Spoken]]:
    """The whole list, and the list up to where something else may begin."""
    yield parts
    for i in range(len(parts) - 1, 0, -1):
        between = plain[parts[i - 1].number.end : parts[i].number.start]
        if (
            "；" in between
            or _FRESH_START.match(between.rpartition("，")[2] or between)
            or _FRESH_START.match(between)
        ):
            yield parts[:i]


def _is_complete(plain: str, trigger: re.Match[str], parts: Sequence[Spoken]) -> bool:
    kinds = {p.kind.partition(":")[0] for p in parts}
    dimension = dimension_of(parts[0])
    if dimension == "intake":
        return len(kinds) == 2
    if dimension == "applicant":
        return {"natural_person", "organisations"} <= kinds
    if dimension == "outcome":
        public = "granted_or_partly" in kinds or {"granted", "partly_granted"} <= kinds
        groups = {"refused", "unavailable", "not_processed"} <= kinds
        return (public and groups and "otherwise" in kinds) or (
            "other_outcome" in kinds and len(kinds) > 2
        )
    if dimension == "result":
        ends = {k.rpartition("_")[2] for k in kinds}
        return {"upheld", "corrected", "other", "pending"} <= ends
    if dimension == "staff":
        return len(kinds) == 2
    if _OTHER_PART.search(parts[-1].head) and len(parts) > 1:
        return True
    word = trigger.group()
    return len(parts) > 1 and not word.startswith("其中") and "主要" not in word and word != "含"


def is_channel(s: Spoken) -> bool:
    """Whether a figure counts what one channel published."""
    if re.search(r"类|领域|动态|目录|概况", s.head):
        return False
    return s.kind.startswith("statistics_channel") or any(p.search(s.head) for _, p in CHANNEL)


def _continued(
    amounts: Sequence[Spoken], candidates: Sequence[Spoken], parts: Sequence[Spoken], stop: int
) -> PartList | None:
    """A list that goes on in the next sentence, taken so only when it comes out even then."""
    more = list(parts)
    for s in amounts:
        if stop <= s.number.start <= stop + 60 and compatible(parts[0].number, s.number):
            more.append(s)
            if meets(candidates[0].number, more):
                return PartList(candidates[0], tuple(more), ListOutcome.HOLDS)
    return None
