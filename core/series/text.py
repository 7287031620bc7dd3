"""The texts of two years that follow each other: copied chapters, last year's figures as this year tells
them, growth (XY-DUP, XY-YEAR, NN-YOY)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from core.across import Numbers
from core.finding import Outcome, Severity
from core.narrative import Narrative
from core.narrative.evaluate import Values
from core.narrative.kinds import readings_of
from core.narrative.shares import agrees, truncated
from core.narrative.speech import Spoken
from core.rules import over_years as rules
from core.rules.messages import listing, number
from core.rules.prose import Line
from core.series.findings import Report
from core.series.overlap import overlap

__all__ = ["check_texts"]

_MOST_ALIKE = 0.5
_SHORTEST = 150  # characters; less has nothing to copy
_LAST_YEAR = re.compile(r"上一?年(?!度?末?结转)|去年|同比")
_DOWN = re.compile(r"减|降|少|回落|下滑")
_UP = re.compile(r"增|升|提高|多")
_TOLD_OF = re.compile(r"说的是(?:(?P<year>20\d\d)年|上年)")


def check_texts(before: Numbers, now: Numbers, report: Report) -> None:
    """All rules about the texts of the year before and this one."""
    _alike(before, now, report)
    sources = _Sources(before, before.case.narrative)
    _told(sources, now.case.narrative, report)
    _growth(sources, now.case.narrative, report)


# ---------------------------------------------------------------------------------------------------
# Copied text


def _alike(before: Numbers, now: Numbers, report: Report) -> None:
    found = overlap(_compared(now), _compared(before))
    length_before = sum(len(line.text) for line in _compared(before))
    if found.length < _SHORTEST or length_before < _SHORTEST:
        report.count(rules.DUP.id, Outcome.CANNOT_CHECK)
        return
    if found.rate <= _MOST_ALIKE:
        report.count(rules.DUP.id, Outcome.HOLDS)
        return
    longest = max((spot.text for spot, _ in found.passages), key=len)
    where = "第一、五章" if now.prose.chapters.keys() & {1, 5} else "正文"
    report.add(
        rules.DUP.id, Severity.WARNING,
        f"{now.year}年{where}的文字与{before.year}年的重复率为{found.rate:.0%}，超过50%；"
        f"最长的一处{len(longest)}字：“{longest[:40]}{'…' if len(longest) > 40 else ''}”。",
        passages=found.passages, left=Decimal(f"{found.rate:.4f}"), right=Decimal("0.5"),
    )  # fmt: skip


def _compared(numbers: Numbers) -> tuple[Line, ...]:
    """Chapters one and five; of a report without them, all of its text that is no table's label."""
    chapters = numbers.prose.chapters
    form = numbers.case.read_sheet.form
    if form is not None and form.chapters:
        return (*chapters.get(1, ()), *chapters.get(5, ()))
    return tuple(line for line in numbers.prose.lines if "。" in line.text)


# ---------------------------------------------------------------------------------------------------
# Last year's figures


class _Sources:
    """What last year's report says of a thing: in its tables, else in its text."""

    def __init__(self, before: Numbers, narrative: Narrative) -> None:
        self.before, self.narrative = before, narrative
        self._values = Values(before.case.sheet)

    def said(self, kind: str, unit: str) -> tuple[Decimal, ...]:
        """Every amount that last year's report may mean, () when it says none. The plainest first."""
        amounts: list[Decimal] = []
        for reading in readings_of(self.before.form, kind):
            value = self._values.of(reading)
            if value is not None:
                amounts.append(value.amount)
        for spoken in self.narrative.spoken:
            number_ = spoken.number
            if spoken.kind == kind and number_.unit == unit and not (spoken.doubt or spoken.change):
                amounts.append(number_.value)
        return tuple(dict.fromkeys(amounts))


def _told(sources: _Sources, narrative: Narrative, report: Report) -> None:
    """Figures that this year's text says are last year's."""
    for spoken in narrative.spoken:
        found = _TOLD_OF.search(spoken.doubt)
        if not (found and spoken.kind) or spoken.change:
            continue
        if found["year"] and int(found["year"]) != sources.before.year:
            continue
        amounts = sources.said(spoken.kind, spoken.number.unit)
        if not amounts:
            report.count(rules.YEAR.id, Outcome.CANNOT_CHECK)
        elif any(spoken.number.admits(a) for a in amounts):
            report.count(rules.YEAR.id, Outcome.HOLDS)
        else:
            report.add(
                rules.YEAR.id, Severity.WARNING,
                f"{report.now.year}年的报告写“{narrative.quote(spoken)}”，而{sources.before.year}年的报告为"
                f"{_amounts(amounts)}，请核实。",
                left=spoken.number.value, right=amounts[0],
            )  # fmt: skip


def _amounts(amounts: Iterable[Decimal]) -> str:
    return listing([number(a) for a in amounts], 3, "个数").replace("、", "或")


# ---------------------------------------------------------------------------------------------------
# Growth


def _growth(sources: _Sources, narrative: Narrative, report: Report) -> None:
    within = {(g.spoken.passage, g.spoken.number.start) for g in narrative.growths}
    for change, subject in _changes(narrative, sources.before.year):
        if (change.passage, change.number.start) in within:
            continue  # both years' figures stand in the sentence: NN-YOY of the report itself
        amounts = sources.said(subject.kind, subject.number.unit)
        if not amounts:
            report.count(rules.YOY.id, Outcome.CANNOT_CHECK)
            continue
        outcome, equation = _compare(change, subject.number.value, amounts)
        if outcome is not Outcome.BROKEN:
            report.count(rules.YOY.id, outcome)
            continue
        report.add(
            rules.YOY.id, Severity.WARNING,
            f"{report.now.year}年的报告写“{narrative.quote(subject, change)}”，按{sources.before.year}年报告的"
            f"{number(amounts[0])}计算，{equation}，请核实。",
            equation=equation,
        )  # fmt: skip


def _changes(narrative: Narrative, last: int) -> Iterator[tuple[Spoken, Spoken]]:
    """Increases and decreases against last year, with what they are of."""
    of_passage: dict[int, list[Spoken]] = {}
    for spoken in narrative.spoken:
        of_passage.setdefault(spoken.passage, []).append(spoken)
    for number_, spoken_here in of_passage.items():
        text = narrative.passages[number_].text
        for i, spoken in enumerate(spoken_here):
            if not spoken.change or not (_UP.search(spoken.head) or _DOWN.search(spoken.head)):
                continue
            sentence = text[spoken.sentence[0] : spoken.number.start]
            compared = re.findall(r"(?:比|较|与|同|于)[^，。；\d]{0,4}(20\d\d)年", sentence[-40:])
            if compared:
                if int(compared[-1]) != last:
                    continue
            elif not _LAST_YEAR.search(sentence[-24:]):
                continue
            subject = _subject(spoken, spoken_here[:i])
            if subject is not None:
                yield spoken, subject


def _subject(change: Spoken, earlier: list[Spoken]) -> Spoken | None:
    """The figure that grew: the last counted one before it, in its sentence, or in the sentence before
    when its own has none (“…366条。数量相比于2018年提高20.8%。”)."""
    own = [s for s in earlier if s.sentence == change.sentence]
    if not own and earlier and earlier[-1].sentence[1] >= change.sentence[0] - 1:
        own = [s for s in earlier if s.sentence == earlier[-1].sentence]
    for spoken in reversed(own):
        if spoken.change or spoken.number.unit in ("%", "‰"):
            continue
        return spoken if spoken.kind and not spoken.doubt else None
    return None


def _compare(change: Spoken, now: Decimal, amounts: tuple[Decimal, ...]) -> tuple[Outcome, str]:
    """Whether a change agrees with any of last year's amounts, and the sum with the first."""
    down = bool(_DOWN.search(change.head)) and not _UP.search(change.head)
    figure = change.number
    percent = figure.unit == "%"
    if percent and not any(amounts):
        return Outcome.CANNOT_CHECK, ""
    for amount in amounts:
        grown = amount - now if down else now - amount
        if percent:
            if amount and (agrees(figure, grown, amount) or truncated(figure, grown, amount)):
                return Outcome.HOLDS, ""
        elif figure.admits(grown):
            return Outcome.HOLDS, ""
    amount = next((a for a in amounts if a), amounts[0])
    large, small = (amount, now) if down else (now, amount)
    if not percent:
        grown = large - small
        return (
            Outcome.BROKEN,
            f"{number(large)} − {number(small)} = {_minus(grown)} ≠ {number(figure.value)}",
        )
    exact = (large - small) * 100 / amount
    made = f"{exact:.{max(figure.places, 2)}f}%"
    return (
        Outcome.BROKEN,
        f"（{number(large)} − {number(small)}）÷ {number(amount)} = {made} ≠ {number(figure.value)}%",
    )


def _minus(value: Decimal) -> str:
    return f"−{number(-value)}" if value < 0 else number(value)
