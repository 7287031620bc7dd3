"""What the text of a 汇总 says of its members (XU-TEXT, XU-COUNT)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from core.across import Numbers
from core.document import Anchor
from core.finding import Outcome, Severity
from core.narrative import Narrative
from core.narrative.evaluate import Values
from core.narrative.kinds import Family, kind, readings_of
from core.narrative.numbers import Approximation
from core.rollup.findings import Report
from core.rollup.listed import BodyList, Listed, body_lists
from core.rules import over_units as rules
from core.rules.messages import listing, number

__all__ = ["check_text"]

_REPORTS = re.compile(
    r"(?:公开|发布|公布)?(?:年报|年度报告)[^，。；、\d]{0,6}?(?P<a>\d+)\s*[条份篇]|(?P<b>\d+)\s*[条份篇](?:政府信息公开)?(?:工作)?(?:年报|年度报告)"
)
_ASKED = re.compile(r"申请")
_FEE = re.compile(r"处理费|收费|收取")
# What units call 收到 and 办理 by turns.
_LOOSELY = ("received", "received_new", "handled", "concluded")
_ELSEWHERE = re.compile(r"说的是(?:全|所属|[^0-9上年的]{2,12}$)")
_FAMILIES = (Family.REQUESTS, Family.OUTCOMES, Family.REVIEWS)


def check_text(total: Numbers, members: Sequence[Numbers], complete: bool, report: Report) -> None:
    _lists(total, members, complete, report)
    _count(total, members, complete, report)


def _lists(total: Numbers, members: Sequence[Numbers], complete: bool, report: Report) -> None:
    narrative = total.case.narrative
    for each in body_lists(narrative, [m.case.sheet.title.unit for m in members]):
        own = _Own(each, narrative, members)
        wrong = False
        for item in each.items:
            if (
                not own.known
                or item.body is None
                or (item.beside and each.unit == "件" and own.fees)
            ):
                continue  # 1件420元: so many paid, not so many asked
            amounts = own.amounts(item.body)
            if not amounts:
                report.count(rules.TEXT.id, Outcome.CANNOT_CHECK)
            elif any(item.number.admits(a) for a in amounts):
                report.count(rules.TEXT.id, Outcome.HOLDS)
            else:
                _differs(total, members[item.body], item, amounts, each, report)
                wrong = wrong or _mends(each, item, amounts) is not None
        if not wrong:
            everyone = complete and len({i.body for i in each.items} - {None}) == len(members)
            _sum(total, members, each, everyone, report)


class _Own:
    """What the members' own reports say of what a list counts."""

    def __init__(self, each: BodyList, narrative: Narrative, members: Sequence[Numbers]) -> None:
        sentence = narrative.passages[each.passage].text[: each.span[1]]
        sentence = sentence[max(sentence.rfind("。", 0, each.span[0]) + 1, 0) :]
        start = each.span[1] - len(sentence)
        first = each.items[0].number.start if each.total is None else each.total.start
        # What the list counts is what was spoken of last: 收到146件，其中县直部门73件（水务局42件 …
        spoken = [
            s
            for s in narrative.spoken
            if s.passage == each.passage and start <= s.number.start <= first and s.kind
        ]
        last = spoken[-1] if spoken else None
        self.kind = last.kind if last is not None and _of_everybody(last.doubt) else ""
        self.members = members
        self.fees = bool(_FEE.search(sentence))
        self.unit = each.unit
        if each.unit == "元":
            self.known = self.fees
        elif self.kind:
            self.known = kind(self.kind).family in _FAMILIES
        else:
            self.known = last is None and each.total is None and bool(_ASKED.search(sentence))

    def amounts(self, index: int) -> list[Decimal]:
        """What it may be by a member's own report, the plainest first; nothing when it doesn't tell."""
        member = self.members[index]
        if self.unit == "元":
            return [f.amount for f in member.case.narrative.fees if not f.doubt]
        amounts: list[Decimal] = []
        if self.kind:
            values = Values(member.case.sheet)
            for reading in readings_of(member.form, self.kind):
                if (value := values.of(reading)) is not None:
                    amounts.append(value.amount)
            if not amounts or self.kind not in _LOOSELY:
                return list(dict.fromkeys(amounts))
        rows = ("received", "brought_forward", "concluded_total")
        new, old, done = (member.get(f"requests/{r}/total") for r in rows)
        both = new + old if new is not None and old is not None else None
        return list(dict.fromkeys([*amounts, *(a for a in (new, both, done) if a is not None)]))


def _of_everybody(doubt: str) -> bool:
    """A 汇总 speaks of the whole region, which makes its own tables doubtful, not this."""
    return not doubt or bool(_ELSEWHERE.match(doubt))


def _differs(
    total: Numbers,
    member: Numbers,
    item: Listed,
    amounts: Sequence[Decimal],
    each: BodyList,
    report: Report,
) -> None:
    name, said = member.case.sheet.title.unit, item.number.value
    own = listing([number(a) for a in amounts], 3, "个数").replace("、", "或")
    message = f"汇总报告文中写{name}{number(said)}{each.unit}，该单位自己的报告为{own}{each.unit}"
    mended = _mends(each, item, amounts)
    if mended is not None and each.total is not None:
        message += f"，改为{number(mended)}{each.unit}后各单位之和恰为{number(each.total.value)}{each.unit}"
    report.add(
        rules.TEXT.id, Severity.WARNING, f"{message}，请核实。", members=[member.case],
        anchors=_anchors(total, each), left=said, right=amounts[0] if mended is None else mended,
    )  # fmt: skip


def _mends(each: BodyList, item: Listed, amounts: Sequence[Decimal]) -> Decimal | None:
    """The member's own figure with which the list adds up to its total, when it does not without."""
    if each.total is None or not each.plain:
        return None
    rest = _added(each) - item.number.value
    if rest + item.number.value == each.total.value:
        return None
    return next((a for a in amounts if rest + a == each.total.value), None)


def _added(each: BodyList) -> Decimal:
    return sum((i.number.value for i in each.items), Decimal(0))


def _sum(
    total: Numbers, members: Sequence[Numbers], each: BodyList, everyone: bool, report: Report
) -> None:
    """The listed figures against their total, in figures that the members' own reports confirm or that
    are none's."""
    whole = each.total
    if whole is None or not each.plain or whole.approximation is not Approximation.EXACT:
        return
    made = _added(each)
    if made == whole.value:
        report.count(rules.TEXT.id, Outcome.HOLDS)
        return
    if made < whole.value and (each.open or not (each.whole or everyone)):
        return  # there are others
    if _told_already(total, whole.value, made):
        report.count(rules.TEXT.id, Outcome.BROKEN)  # one cause: NN-SUM of the report itself
        return
    sum_ = " + ".join(number(i.number.value) for i in each.items)
    away = f"{'多' if made > whole.value else '少'} {number(abs(made - whole.value))}"
    names = listing(
        [f"{i.name}{number(i.number.value)}{each.unit}" for i in each.items], 8, "个单位"
    )
    report.add(
        rules.TEXT.id, Severity.WARNING,
        f"汇总报告文中总数为{number(whole.value)}{each.unit}，所列{len(each.items)}个单位之和 {sum_} = {number(made)}，"
        f"{away}（{names}），请核实。",
        members=[members[i.body].case for i in each.items if i.body is not None],
        anchors=_anchors(total, each), left=whole.value, right=made,
    )  # fmt: skip


def _told_already(total: Numbers, whole: Decimal, made: Decimal) -> bool:
    return any(
        f.rule == "NN-SUM" and f.left == whole and f.right == made
        for f in total.case.result.findings
    )


def _anchors(total: Numbers, each: BodyList) -> tuple[Anchor, ...]:
    narrative = total.case.narrative
    return narrative.anchors_of(narrative.passages[each.passage].touched(*each.span))


def _count(total: Numbers, members: Sequence[Numbers], complete: bool, report: Report) -> None:
    for line in total.prose.lines:
        if found := _REPORTS.search(line.text):
            said = int(found["a"] or found["b"])
            if said in (len(members), len(members) + 1):
                report.count(rules.COUNT.id, Outcome.HOLDS)
            elif not complete and said > len(members):
                report.count(rules.COUNT.id, Outcome.CANNOT_CHECK)
            else:
                report.add(
                    rules.COUNT.id, Severity.INFO,
                    f"汇总报告写“{found.group()}”，而成员有{len(members)}个（加本级{len(members) + 1}个），请核实。",
                    anchors=[line.anchor], left=Decimal(said), right=Decimal(len(members) + 1),
                )  # fmt: skip
            return
