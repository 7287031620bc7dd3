"""How often the wrong figure is named: slips of known kinds put into consistent reports.

The slips are made by what a hand does to a figure, not by the costs in core.localise.slips. Each must break
an identity by itself; how many didn't is told. "determined" are reports in which the truth is the only
smallest set of figures whose change mends everything, i.e. where the identities alone decide; the others
are told apart by the kind of slip, or not at all.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from core.facts import Fact, FactSheet, Title
from core.finding import CheckResult, Outcome, Suggestion
from core.formats import Form, official_forms
from core.localise import Evidence, Localisation, localise
from core.localise.problem import Group, Problem
from core.localise.search import Budget, repairs
from core.localise.solve import groups
from core.quantity import parse_quantity
from core.rules import check_sheet
from core.rules.plan import plan_of
from tests.generator.figures import Figures, Size, consistent_figures
from tests.generator.naive import broken

FORMS = ("F2021", "F2019", "F2014")
SIZES: tuple[Size, ...] = ("town", "county", "city")
_MISREAD = ["17", "38", "06", "56"]


def sheet_of(form: Form, figures: Figures) -> FactSheet:
    """A sheet whose cells say these figures."""
    facts = {
        a: Fact(a, form.label(a), parse_quantity(f"{v:f}", signed=True)) for a, v in figures.items()
    }
    return FactSheet(Title(), form, form.format, facts)


# ---------------------------------------------------------------------------------------------------
# Slips

Slip = Callable[[Form, Figures, random.Random], Figures | None]


def _digits(change: Callable[[str, random.Random], str | None]) -> Slip:
    """A slip within one figure: text of its digits → text typed."""

    def slip(form: Form, figures: Figures, rng: random.Random) -> Figures | None:
        cells = [a for a, v in figures.items() if v and v == int(v) and form.kind(a) != "amount"]
        if not cells:
            return None
        address = rng.choice(cells)
        value = int(figures[address])
        typed = change(str(abs(value)), rng)
        if typed is None or (len(typed) > 1 and typed[0] == "0"):
            return None
        new = Decimal(typed) * (-1 if value < 0 else 1)
        return {address: new} if new != value else None

    return slip


def _transposed(text: str, rng: random.Random) -> str | None:
    if len(text) < 2:
        return None
    i = rng.randrange(len(text) - 1)
    return text[:i] + text[i + 1] + text[i] + text[i + 2 :]


def _dropped(text: str, rng: random.Random) -> str | None:
    i = rng.randrange(len(text))
    return text[:i] + text[i + 1 :] if len(text) > 1 else None


def _doubled(text: str, rng: random.Random) -> str:
    i = rng.randrange(len(text))
    return text[: i + 1] + text[i:]


def _misread(text: str, rng: random.Random) -> str | None:
    places = [(i, p) for i, c in enumerate(text) for p in _MISREAD if c in p]
    if not places:
        return None
    i, pair = rng.choice(places)
    return text[:i] + (pair[1] if text[i] == pair[0] else pair[0]) + text[i + 1 :]


def _zero_less(text: str, rng: random.Random) -> str | None:
    places = [i for i, c in enumerate(text) if c == "0"]
    if not places:
        return None
    i = rng.choice(places)
    return text[:i] + text[i + 1 :]


def _sign(form: Form, figures: Figures, rng: random.Random) -> Figures | None:
    cells = [a for a, v in figures.items() if v]
    if not cells:
        return None
    address = rng.choice(cells)
    return {address: -figures[address]}


def _lines(form: Form) -> list[tuple[str, ...]]:
    return [line.addresses for table in form.tables for line in table.lines]


def _cells_swapped(form: Form, figures: Figures, rng: random.Random) -> Figures | None:
    a, b = rng.choice(_neighbours(form))
    if a not in figures or b not in figures or figures[a] == figures[b]:
        return None
    return {a: figures[b], b: figures[a]}


def _row_above(form: Form, figures: Figures, rng: random.Random) -> Figures | None:
    upper, lower = rng.choice(_vertical(form))
    if not figures.get(lower) or figures.get(upper) != 0:
        return None
    return {upper: figures[lower], lower: Decimal(0)}


def _neighbours(form: Form) -> list[tuple[str, str]]:
    side = [(a, b) for line in _lines(form) for a, b in pairwise(line)]
    return side + _vertical(form)


def _vertical(form: Form) -> list[tuple[str, str]]:
    found = []
    for table in form.tables:
        at = {(c.row, c.column): c.address for c in table.cells if c.address}
        found += [(a, at[r + 1, c]) for (r, c), a in at.items() if (r + 1, c) in at]
    return found


def _rows_exchanged(form: Form, figures: Figures, rng: random.Random) -> Figures | None:
    lines = [line for line in _lines(form) if len(line) == 7 or len(line) == 5]
    if not lines:
        return None
    i = rng.randrange(len(lines) - 1)
    upper, lower = lines[i : i + 2]
    if len(upper) != len(lower):
        return None
    new = {}
    for a, b in zip(upper, lower, strict=True):
        new[a], new[b] = figures[b], figures[a]
    return {a: v for a, v in new.items() if v != figures[a]}


def _row_shifted(form: Form, figures: Figures, rng: random.Random) -> Figures | None:
    """A row entered one column to the right or left; the cell left free stays 0."""
    lines = [line for line in _lines(form) if len(line) == 7]
    if not lines:
        return None
    line = rng.choice(lines)
    if rng.random() < 0.5:
        line = line[:-1]
    values = [figures[a] for a in line]
    if not any(values):
        return None
    moved = [Decimal(0), *values[:-1]] if rng.random() < 0.7 else [*values[1:], Decimal(0)]
    return {a: v for a, v in zip(line, moved, strict=True) if v != figures[a]}


def _without_last(form: Form, figures: Figures, rng: random.Random) -> Figures | None:
    sums = [i.total for i in plan_of(form).instances if i.total and i.total[0] in figures]
    total, parts = rng.choice(sums)
    last = next((p for p in reversed(parts) if figures.get(p)), None)
    return {total: figures[total] - figures[last]} if last else None


def _last_year(form: Form, figures: Figures, rng: random.Random) -> Figures | None:
    cells = [a for a, v in figures.items() if v and form.kind(a) == "count"]
    if not cells:
        return None
    address = rng.choice(cells)
    old = int(float(figures[address]) * rng.uniform(0.5, 1.6))
    return {address: Decimal(old)} if old != figures[address] else None


SLIPS: dict[str, Slip] = {
    "相邻数字颠倒": _digits(_transposed),
    "漏一位": _digits(_dropped),
    "多打一次": _digits(_doubled),
    "误读1/7 3/8 0/6 5/6": _digits(_misread),
    "多一个0": _digits(lambda text, rng: text + "0"),
    "少一个0": _digits(_zero_less),
    "正负号": _sign,
    "两格互换": _cells_swapped,
    "填到上一行": _row_above,
    "两行互换": _rows_exchanged,
    "整行错一列": _row_shifted,
    "合计漏加末项": _without_last,
    "上年的数": _last_year,
}


# ---------------------------------------------------------------------------------------------------
# Trials


@dataclass
class Trial:
    """A report with slips: `truth` are the right figures of the cells they touched."""

    form: Form
    kinds: tuple[str, ...]
    truth: Figures
    sheet: FactSheet
    result: CheckResult


@dataclass
class Drawn:
    trials: list[Trial] = field(default_factory=list)
    silent: Counter[str] = field(default_factory=Counter)
    tried: Counter[str] = field(default_factory=Counter)


def draw(count: int, slips: int, seed: int) -> Drawn:
    """`count` reports with that many slips each, kinds and forms in turn."""
    rng = random.Random(seed)
    forms = {f.key: f for f in official_forms()}
    drawn = Drawn()
    kinds = list(SLIPS)
    attempts = 0  # not every slip is possible on every form
    while len(drawn.trials) < count:
        n, attempts = len(drawn.trials), attempts + 1
        form = forms[FORMS[attempts % len(FORMS)]]
        size: Size = SIZES[attempts // len(FORMS) % len(SIZES)]
        figures = consistent_figures(form, rng, size=size, extension=rng.random() < 0.5)
        if not any(figures.values()):
            continue
        wanted = [kinds[n % len(kinds)]] + [rng.choice(kinds) for _ in range(slips - 1)]
        changed: Figures = {}
        done = []
        for kind in wanted:
            if (made := _detected(drawn, form, figures, changed, kind, rng)) is not None:
                changed |= made
                done.append(kind)
        if len(done) < slips:
            continue
        sheet = sheet_of(form, figures | changed)
        result = check_sheet(sheet)
        if not any(f.outcome is Outcome.BROKEN for f in result.findings):
            continue
        truth = {a: figures[a] for a in changed}
        drawn.trials.append(Trial(form, tuple(done), truth, sheet, result))
    return drawn


def _detected(
    drawn: Drawn, form: Form, figures: Figures, taken: Iterable[str], kind: str, rng: random.Random
) -> Figures | None:
    """A slip of that kind that breaks something by itself and touches no cell twice."""
    for _ in range(60):
        made = SLIPS[kind](form, figures, rng)
        if not made or any(a in taken for a in made):
            continue
        drawn.tried[kind] += 1
        if broken(form, figures | made):
            return made
        drawn.silent[kind] += 1
    return None


# ---------------------------------------------------------------------------------------------------
# Judging


@dataclass
class Verdict:
    cells: bool  # the first suggestions name the true cells and no other
    covered: bool  # the first suggestions name all true cells
    three: bool  # the true cells are among the first three suggestions
    values: bool  # the first suggestions give the true figures, and nothing else
    told: int  # culprits named
    told_right: int  # of them wrong indeed
    why: str  # "determined", or why the identities do not decide
    plain: float  # chance that plain Fellegi–Holt picks the true set


DETERMINED = "determined"


def judge(trial: Trial, evidence: Evidence | None = None) -> Verdict:
    localisation = localise(trial.sheet, trial.result, evidence)
    truth = dict(trial.truth)
    first = _together(localisation, 1)
    cells = {a for s in first for a, _ in s}
    values = {(a, v) for s in first for a, v in s}
    wanted = set(truth.items())
    anywhere = {a for s in _together(localisation, 3) for a, _ in s}
    equal, holds_truth, why = plain_sets(trial)
    return Verdict(
        cells=cells == set(truth),
        covered=cells >= set(truth),
        three=anywhere >= set(truth) and _exact_three(localisation, set(truth)),
        values=values == wanted,
        told=len(localisation.culprits),
        told_right=len(localisation.culprits & set(truth)),
        why=why,
        plain=1 / equal if holds_truth else 0.0,
    )


def _together(localisation: Localisation, depth: int) -> list[frozenset[tuple[str, Decimal]]]:
    return [_pairs(s) for many in localisation.suggestions.values() for s in many[:depth]]


def _pairs(suggestion: Suggestion) -> frozenset[tuple[str, Decimal]]:
    return frozenset((c.address, Decimal(c.after or 0)) for c in suggestion.changes)


def _exact_three(localisation: Localisation, truth: set[str]) -> bool:
    """Whether every true cell is in a suggestion, among a finding's first three, that has only true cells."""
    good = {
        c.address
        for many in localisation.suggestions.values()
        for s in many[:3]
        if {c.address for c in s.changes} <= truth
        for c in s.changes
    }
    return good == truth


def plain_sets(trial: Trial) -> tuple[int, bool, str]:
    """Unweighted Fellegi–Holt: how many smallest sets there are, whether the truth is one of them, and
    whether that decides."""
    problem = Problem(trial.sheet, plan_of(trial.form), trial.result, Evidence())
    truth = {problem.form.column[a] for a in trial.truth}
    sets, seen, explained = 1, set(), True
    for group in groups(problem):
        mine = truth & set(group.rows_at)
        found = list(_smallest(problem, group))
        sets *= max(len(found), 1)
        explained &= frozenset(mine) in found
        seen |= mine
    if seen != truth:
        return sets, False, "a wrong figure is in no broken sum"
    if not explained:
        return sets, False, "fewer or other figures would do"
    return sets, True, DETERMINED if sets == 1 else "several sets of equally few figures"


def _smallest(problem: Problem, group: Group) -> list[frozenset[int]]:
    budget = Budget(30_000)
    for size in range(1, 6):
        found = [
            frozenset(s) for s in repairs(group.system, size, budget, possible=problem.possible)
        ]
        if found:
            return found
    return []


def _share(verdicts: list[Verdict], of: Callable[[Verdict], float]) -> str:
    return f"{100 * sum(map(of, verdicts)) / len(verdicts):5.1f}%" if verdicts else "   – "


def run(quick: bool) -> list[str]:
    """Lines of the tables."""
    lines = []
    total = 240 if quick else 2400
    for slips, count in ((1, total), (2, total // 2), (3, total // 4)):
        drawn = draw(count, slips, seed=slips)
        verdicts = [(t, judge(t)) for t in drawn.trials]
        lines += _table(slips, verdicts)
        if slips == 1:
            lines += _by_kind(drawn, verdicts)
            lines += _last_year_known(drawn.trials)
        lines += _times(slips, drawn.trials)
    return lines


def _table(slips: int, verdicts: list[tuple[Trial, Verdict]]) -> list[str]:
    every = [v for _, v in verdicts]
    groups: dict[str, list[Verdict]] = {"all": every}
    for key in FORMS:
        groups[key] = [v for t, v in verdicts if t.form.key == key]
    for why in (DETERMINED, *sorted({v.why for v in every} - {DETERMINED})):
        groups[why] = [v for v in every if v.why == why]
    lines = [
        f"{slips} slip(s), {len(every)} reports",
        f"  {'':<38}{'n':>5} {'share':>7} {'cells':>7} {'all of':>7} {'cells':>7} {'figures':>7} {'plain':>7}"
        f" {'culprits':>9} {'of them':>8}",
        f"  {'':<38}{'':>5} {'':>7} {'first':>7} {'them':>7} {'in 3':>7} {'first':>7} {'F–H':>7}"
        f" {'named':>9} {'right':>8}",
    ]
    for name, some in groups.items():
        told, right = sum(v.told for v in some), sum(v.told_right for v in some)
        lines.append(
            f"  {name:<38}{len(some):5}  {100 * len(some) / len(every):5.1f}%"
            f"  {_share(some, lambda v: v.cells)}  {_share(some, lambda v: v.covered)}"
            f"  {_share(some, lambda v: v.three)}  {_share(some, lambda v: v.values)}"
            f"  {_share(some, lambda v: v.plain)}    {_share(some, lambda v: v.told > 0)}"
            f"   {100 * right / max(told, 1):5.1f}%"
        )
    return lines


def _by_kind(drawn: Drawn, verdicts: list[tuple[Trial, Verdict]]) -> list[str]:
    lines = [
        "  by kind: reports, cells first, figures first, determined, plain | slips that break nothing"
    ]
    for kind in SLIPS:
        some = [v for t, v in verdicts if t.kinds == (kind,)]
        silent = drawn.silent[kind] / max(drawn.tried[kind], 1)
        lines.append(
            f"    {kind:<22}{len(some):5}  {_share(some, lambda v: v.cells)} {_share(some, lambda v: v.values)}"
            f" {_share(some, lambda v: v.why == DETERMINED)} {_share(some, lambda v: v.plain)} | {100 * silent:5.1f}%"
        )
    return lines


def _last_year_known(trials: list[Trial]) -> list[str]:
    """The figures left standing from last year, without and with last year's report at hand."""
    rng = random.Random(5)
    some = [t for t in trials if t.kinds == ("上年的数",)]
    with_it = []
    for trial in some:
        previous = {
            a: Decimal(int(float(f.quantity.value or 0) * rng.uniform(0.5, 1.6)))
            for a, f in trial.sheet.facts.items()
        }
        for address in trial.truth:
            previous[address] = trial.sheet.facts[address].quantity.value or Decimal(0)
        with_it.append(judge(trial, Evidence(previous=previous)))
    without = [judge(t) for t in some]
    return [
        f"  last year's figure left standing: cells first {_share(without, lambda v: v.cells)};"
        f" with last year's report at hand {_share(with_it, lambda v: v.cells)}"
    ]


def _times(slips: int, trials: list[Trial]) -> list[str]:
    checks, searches = [], []
    for trial in trials:
        start = time.perf_counter()
        result = check_sheet(trial.sheet)
        middle = time.perf_counter()
        localise(trial.sheet, result)
        checks.append(middle - start)
        searches.append(time.perf_counter() - middle)
    check, search = statistics.median(checks) * 1000, statistics.median(searches) * 1000
    late = sorted(searches)[int(len(searches) * 0.95)] * 1000
    return [
        f"  time: localise {search:.1f} ms median, {late:.1f} ms 95%, {max(searches) * 1000:.0f} ms worst;"
        f" a full check {check:.1f} ms; ratio {search / check:.1f}"
    ]
