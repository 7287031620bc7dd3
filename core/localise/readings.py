"""Other readings of a picture that would make the sums hold.

Where a figure was recognised and not surely, the picture may say something else (O/0, 1/7, 3/8, a lost
digit). A reading is proposed when with it every identity about the figure holds, and one of them did not
before, or could not be checked. It is chosen by the sums, so those are no evidence for it any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from core.facts import Fact, FactSheet
from core.finding import Change, CheckResult, Finding, Outcome, Severity, Suggestion
from core.localise.search import Cancelled
from core.quantity import Mark, parse_quantity
from core.rules.cells import OCR
from core.rules.figures import Figures
from core.rules.messages import listing, quoted
from core.rules.plan import FormPlan, Instance

__all__ = ["other_readings"]

_MOST_TOGETHER = 2  # figures read wrongly in sums that hang together
_MOST_TRIED = 4_000


@dataclass(frozen=True, slots=True)
class _Way:
    texts: Mapping[str, str]
    mended: tuple[Instance, ...]  # did not hold or could not be checked, and hold now
    rules: frozenset[str]


def other_readings(
    sheet: FactSheet,
    plan: FormPlan,
    result: CheckResult,
    cancelled: Callable[[], bool] | None = None,
) -> dict[int, tuple[Suggestion, ...]]:
    """Suggestions by the index of the finding they would settle, fewest figures first. Empty where no
    figure is doubtful. Raises Cancelled."""
    doubtful = {
        a: f
        for a, f in sheet.facts.items()
        if Mark.UNSURE in f.quantity.marks and f.reading is not None and f.reading.alternatives
    }
    if not doubtful:
        return {}
    trier = _Trier(sheet, plan, doubtful)
    found: list[_Way] = []
    for number, way in enumerate(trier.ways()):
        if cancelled is not None and cancelled():
            raise Cancelled
        if number >= _MOST_TRIED:
            break
        if way is not None and not any(w.texts.items() <= way.texts.items() for w in found):
            found.append(way)
    suggestions = [(way, _suggestion(way, doubtful, plan)) for way in found]
    said: dict[int, tuple[Suggestion, ...]] = {}
    for index, finding in enumerate(result.findings):
        own = tuple(s for way, s in suggestions if _settles(way, finding))
        if own:
            said[index] = own
    return said


def _settles(way: _Way, finding: Finding) -> bool:
    if finding.rule == OCR.id and finding.outcome is Outcome.CANNOT_CHECK:
        return not way.texts.keys().isdisjoint(finding.addresses)
    return any(
        i.rule.id == finding.rule and i.every == frozenset(finding.addresses) for i in way.mended
    )


class _Trier:
    """Puts other texts in place of doubtful ones and looks at the identities."""

    def __init__(self, sheet: FactSheet, plan: FormPlan, doubtful: Mapping[str, Fact]) -> None:
        self._plan = plan
        self._figures = Figures.of(sheet, plan)
        self._doubtful = doubtful
        self._at: dict[str, list[Instance]] = {}
        for instance in plan.instances:
            if instance.rule.severity is not Severity.INFO:
                for address in instance.every:
                    self._at.setdefault(address, []).append(instance)

    def ways(self) -> Iterator[_Way | None]:
        """What comes of each figure alone, then of each two that share an identity."""
        texts = {a: self._others(f) for a, f in self._doubtful.items()}
        for address, others in texts.items():
            for text in others:
                yield self._tried({address: text})
        for chosen in combinations(texts, _MOST_TOGETHER):
            if not self._hang_together(chosen):
                continue
            first, second = chosen
            for a in texts[first]:
                for b in texts[second]:
                    yield self._tried({first: a, second: b})

    def _others(self, fact: Fact) -> list[str]:
        signed = self._plan.kinds[fact.address] == "change"
        assert fact.reading is not None
        return [
            text
            for text in dict.fromkeys(fact.reading.alternatives)
            if parse_quantity(text, signed=signed).value is not None
        ]

    def _hang_together(self, addresses: Sequence[str]) -> bool:
        first, second = addresses
        return any(
            second in i.every and self._holds(i, {}) is not True for i in self._at.get(first, ())
        )

    def _tried(self, texts: Mapping[str, str]) -> _Way | None:
        values = {}
        for address, text in texts.items():
            quantity = parse_quantity(text, signed=self._plan.kinds[address] == "change")
            assert quantity.value is not None
            values[address] = quantity.value
        touching = {id(i): i for a in texts for i in self._at.get(a, ())}
        mended = []
        rules = set()
        for instance in touching.values():
            after = self._holds(instance, values)
            if after is False:
                return None
            if after:
                rules.add(instance.rule.id)
                if self._holds(instance, {}) is not True:
                    mended.append(instance)
        # each figure has to be needed: what the others mend alone, they mend without it
        needed = all(any(a in i.every for i in mended) for a in texts)
        return _Way(texts, tuple(mended), frozenset(rules)) if mended and needed else None

    def _holds(self, instance: Instance, changed: Mapping[str, Decimal]) -> bool | None:
        """None: it can't be checked."""
        figures = self._figures
        values: dict[str, Decimal] = {}
        empty: dict[str, bool] = {}
        for name, address in instance.names:
            value = changed.get(address, figures.values.get(address))
            if value is None:
                return None
            values[name] = value
            empty[name] = address not in changed and figures.empty[address]
        return instance.rule.formula.holds(values, empty)


def _suggestion(way: _Way, doubtful: Mapping[str, Fact], plan: FormPlan) -> Suggestion:
    changes = tuple(Change(a, doubtful[a].quantity.raw, t) for a, t in way.texts.items())
    said = "；".join(
        f"{plan.places[c.address]}识别存疑，同一图片也可读作{quoted(c.after)}：{_shown(c.before)} → {c.after}"
        for c in changes
    )
    sums = listing(dict.fromkeys(i.source.where for i in way.mended), 3, "式")
    return Suggestion(
        changes,
        f"{said}；改后{sums}的勾稽关系成立（读法由此选定，这些勾稽关系不再作为核对依据，请对照原图）",
        is_reading=True,
        decided_by=way.rules,
    )


def _shown(text: str) -> str:
    return text.strip() or "空"
