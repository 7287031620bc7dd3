"""Lists of bodies with their figures in the text of a 汇总: `全县收到申请73件，其中水务局42件、民政局31件`
(DOMAIN §2.6, XU-TEXT)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.narrative import Narrative
from core.narrative.numbers import Approximation, Number, find_numbers
from core.narrative.scope import unquoted
from core.narrative.speech import sentences
from core.units import UnitKind, unit_of

__all__ = ["BodyList", "Listed", "body_lists"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A body's figure. `body` is the index of the member that is named, None for a name that is none's.
    `beside` says that the same body has another figure with it (`1件420元`)."""

    name: str
    number: Number
    body: int | None
    beside: bool = False


@dataclass(frozen=True, slots=True)
class BodyList:
    """The items of one unit of counting in passage `passage`, at least two of them members', and the
    total that they are parts of, if the text has one. `span` is (start, end) of total and items in the
    passage. `whole` says that the text gives the list as complete, `open` that it leaves something out
    (等); `plain` that every name is a body's, so that they can be added up."""

    passage: int
    unit: str
    items: tuple[Listed, ...]
    total: Number | None
    span: tuple[int, int]
    whole: bool = False
    open: bool = False
    plain: bool = True


_UNITS = {"件": "件", "宗": "件", "份": "件", "起": "件", "元": "元"}
_TRIGGER = r"其中|包括|包含|分别(?:为|是)?|分为|：|:"
_LEADING = re.compile(rf"^(?:(?:{_TRIGGER})(?:有|，)?)+")
_TRIGGERED = re.compile(_TRIGGER)
# What may stand between a body's name and its figure when the list says what it counts.
_FILLER = re.compile(
    r"(?:人民政府|政府(?!办)|管委会|办事处)?(?:依申请公开|政府信息公开|信息公开|公开|申请|共计|共|本年|全年|新收|新增|收到|"
    r"接到|受理|接收|收取|收|办理|处理|答复|办结|信息处理费|处理费|费用|金额|为|有|数量|数|量|了|的)*$"
)
_ADDED_UP = re.compile(r"^[，；、]?(?:以上)?(?:合计|共计|总计|一共|共)[^，。；、\d]{0,8}$")
_LEFT_OPEN = re.compile(r"^[^，。；：、]{0,3}等")
_EVERYBODY = re.compile(r"全|我|本(?!级)|各级")
_GROUPS = re.compile(r"(?:部门|单位|乡镇|镇街|街道|本级|机关|公安|税务|法院|县|区|市|旗)$")


def body_lists(narrative: Narrative, units: Sequence[str]) -> Iterator[BodyList]:
    """The lists that name at least two members; `units` are the members' names."""
    called = _called(units)
    for index, passage in enumerate(narrative.passages):
        plain = unquoted(passage.text)
        numbers = [n for n in find_numbers(passage.text) if n.unit in _UNITS]
        before: tuple[int, int] | None = None
        for start, end in sentences(passage.text):
            for level in _levels(plain, start, end):
                yield from _of(index, plain, numbers, level, before, called)
            before = start, end


_OFFICE = r"(?:[省市县区州旗]|本级|人民|政府)*政府办(?:公[室厅])?"


def _called(units: Sequence[str]) -> tuple[re.Pattern[str] | None, ...]:
    """How each member is called in a list: without what they share; the government's own office, if there
    is but one, as 政府办公室 or 县政府办 too. None for a name that is too short to tell."""
    known = [unit_of(u) for u in units]
    one_office = sum(u.kind is UnitKind.OFFICE for u in known) == 1
    made: list[re.Pattern[str] | None] = []
    for unit in known:
        ways = [re.escape(unit.base)] if len(unit.base) >= 2 else []
        if unit.kind is UnitKind.OFFICE and one_office:
            ways.append(_OFFICE)
        made.append(re.compile("|".join(ways)) if ways else None)
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Level:
    """Stretches of a sentence at one depth of brackets; `outer` is where the bracket opens, -1 outside."""

    stretches: tuple[tuple[int, int], ...]
    outer: int = -1

    def holds(self, number: Number) -> bool:
        return any(a <= number.start < b for a, b in self.stretches)


def _levels(plain: str, start: int, end: int) -> Iterator[_Level]:
    """The sentence without its brackets, and each bracket: what stands in it are parts of what stands
    before it."""
    stretches: list[tuple[int, int]] = []
    at = start
    for found in re.finditer(r"（[^（）]*）", plain[start:end]):
        stretches.append((at, start + found.start()))
        yield _Level(((start + found.start() + 1, start + found.end() - 1),), start + found.start())
        at = start + found.end()
    stretches.append((at, end))
    yield _Level(tuple(stretches))


def _of(
    index: int,
    plain: str,
    numbers: Sequence[Number],
    level: _Level,
    before: tuple[int, int] | None,
    called: Sequence[re.Pattern[str] | None],
) -> Iterator[BodyList]:
    own = [n for n in numbers if level.holds(n)]
    items = _items(plain, own, called)
    for unit in ("件", "元"):
        listed = [i for i in items if _UNITS[i.number.unit] == unit]
        if len({i.body for i in listed if i.body is not None}) < 2:
            continue
        named = [i.number.start for i in listed]
        between = [n for n in own if named[0] < n.start < named[-1]]
        rest = plain[listed[-1].number.end :]
        total, whole = _total(plain, own, level, before, listed, unit, numbers)
        start = (
            min(plain.rfind(c, 0, named[0]) for c in "，。；：（") if total is None else total.start
        )
        yield BodyList(
            index, unit, tuple(listed), total,
            (max(0, min(start, named[0])), max(listed[-1].number.end, total.end if total else 0)),
            whole=whole,
            open=bool(_LEFT_OPEN.match(rest)),
            plain=all(n in [i.number for i in items] for n in between)
            and all(i.number.approximation is Approximation.EXACT for i in listed)
            and all(i.body is not None or _is_body(i.name) for i in listed),
        )  # fmt: skip


def _items(
    plain: str, own: Sequence[Number], called: Sequence[re.Pattern[str] | None]
) -> list[Listed]:
    items: list[Listed] = []
    paired = _paired(plain, own, called)
    for i, number in enumerate(own):
        if number.start in paired:
            items.append(paired[number.start])
            continue
        last = own[i - 1] if i else None
        start = max((plain.rfind(c, 0, number.start) for c in "，。；：:（、"), default=-1) + 1
        if last is not None and last.end > start:  # in the same clause: 1件420元
            previous = items[-1] if items and items[-1].number is last else None
            if previous and _FILLER.match(plain[last.end : number.start]):
                items[-1] = Listed(previous.name, last, previous.body, True)
                items.append(Listed(previous.name, number, previous.body, True))
            continue
        lead = _LEADING.sub("", plain[start : number.start]).strip()
        body, name = _named(lead, called)
        if name:
            items.append(Listed(name, number, body))
    return items


_RESPECTIVELY = re.compile(
    r"(?P<names>[^，。；：、（）\d]{2,16}(?:[、和及与][^，。；：、（）\d]{2,16}?)+)(?P<what>分别[^，。；：、\d]{0,20})"
)


def _paired(
    plain: str, own: Sequence[Number], called: Sequence[re.Pattern[str] | None]
) -> dict[int, Listed]:
    """`水务局、民政局分别收到申请42件、31件`: as many figures as names, by where they start."""
    found: dict[int, Listed] = {}
    for match in _RESPECTIVELY.finditer(plain):
        names = re.split(r"[、和及与]", _LEADING.sub("", match["names"]))
        behind = [n for n in own if n.start >= match.end()][: len(names)]
        if len(behind) < len(names) or not _FILLER.match(match["what"].removeprefix("分别")):
            continue
        gaps = [plain[a.end : b.start] for a, b in pairwise(behind)]
        if behind[0].start > match.end() or any(not re.fullmatch(r"[、和及，]", g) for g in gaps):
            continue
        after = plain[behind[-1].end : behind[-1].end + 2]
        if re.match(r"[、和及]\d", after):
            continue  # more figures than names
        for name, number in zip(names, behind, strict=True):
            body, known = _named(name.strip(), called)
            found[number.start] = Listed(known or name.strip(), number, body)
    return found


def _named(lead: str, called: Sequence[re.Pattern[str] | None]) -> tuple[int | None, str]:
    """The member that `水务局收到` is about, and its name as it stands there; no name, no item."""
    best: tuple[str, int] | None = None
    for index, pattern in enumerate(called):
        found = pattern.search(lead) if pattern is not None else None
        longer = found is not None and (best is None or len(found.group()) > len(best[0]))
        if found is not None and longer and _FILLER.match(lead[found.end() :]):
            best = found.group(), index
    if best is not None:
        return best[1], best[0]
    for end in range(len(lead), 1, -1):
        if _FILLER.match(lead[end:]) and _is_body(lead[:end]):
            return None, lead[:end]
    return None, ""


def _is_body(name: str) -> bool:
    if _EVERYBODY.match(name):
        return False
    return bool(_GROUPS.search(name)) or unit_of(name).kind is not UnitKind.UNKNOWN


def _total(
    plain: str,
    own: Sequence[Number],
    level: _Level,
    before: tuple[int, int] | None,
    listed: Sequence[Listed],
    unit: str,
    numbers: Sequence[Number],
) -> tuple[Number | None, bool]:
    """What the items are parts of, and whether the text says that they are all of it."""
    first, last = listed[0].number, listed[-1].number
    following = next((n for n in own if n.start >= last.end and _UNITS[n.unit] == unit), None)
    if following is not None and _ADDED_UP.match(plain[last.end : following.start]):
        return following, True
    if level.outer >= 0:  # 市级部门349件（水务局42件、民政局31件）
        earlier = [n for n in numbers if n.end <= level.outer and _UNITS[n.unit] == unit]
        if earlier and not plain[earlier[-1].end : level.outer].strip():
            return earlier[-1], "其中" not in plain[level.outer : first.start]
        return None, False
    start = level.stretches[0][0]
    earlier = [n for n in own if n.end <= first.start and _UNITS[n.unit] == unit]
    if earlier:
        between = plain[earlier[-1].end : first.start]
        if _TRIGGERED.search(between):
            return earlier[-1], not re.search(r"其中|[^，]分别", between)
        return None, False
    if before is not None and plain[start : first.start].startswith("其中"):
        there = [n for n in numbers if before[0] <= n.start < before[1] and _UNITS[n.unit] == unit]
        if len(there) == 1:
            return there[0], False
    return None, False
