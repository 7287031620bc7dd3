"""What a check of several reports says, and the figures it computes with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from core.case import Case
from core.finding import Outcome, Severity, Tally
from core.rules.arithmetic import evaluate
from core.rules.context import chapters_form
from core.rules.figures import Figures
from core.rules.messages import number
from core.rules.plan import plan_of
from core.rules.policy import EVERY_RULE, Policy
from core.rules.prose import Prose, prose_of
from core.rules.statistics import missing_cumulatives
from core.rules.template import prescribed_form
from core.verdicts import joined_id

__all__ = ["AcrossFinding", "FigureOf", "Numbers", "Tallies"]


@dataclass(frozen=True, slots=True)
class FigureOf:
    """A figure of one of several open reports."""

    case: Case
    address: str


@dataclass(frozen=True, kw_only=True)
class AcrossFinding:
    """One thing about several reports. `subject` is the report it is shown with: the later year's, or
    the 汇总. `figures` are all that take part, in the order of the sum. The rest is as in a Finding."""

    rule: str
    severity: Severity
    outcome: Outcome
    message: str
    subject: Case
    figures: tuple[FigureOf, ...] = ()
    equation: str = ""
    left: Decimal | None = None
    right: Decimal | None = None
    difference: Decimal | None = None

    @property
    def id(self) -> str:
        """What it is about, for the store of verdicts (with the subject's ReportIdentity): another once
        a figure is another."""
        sides = (f"{v.normalize():f}" for v in (self.left, self.right) if v is not None)
        figures = (
            f"{f.case.sheet.title.year} {f.case.sheet.title.unit} {f.address} "
            f"{q.raw.strip() if (q := f.case.sheet.quantity(f.address)) else ''}"
            for f in self.figures
        )
        said = () if self.figures else (self.message,)
        return joined_id(self.rule, str(self.outcome), *sides, *figures, *said)


class Numbers:
    """The figures of a case as it stands, as its own rules compute with them, and its text."""

    def __init__(self, case: Case) -> None:
        self.case = case
        form = case.sheet.form
        self.form = form
        self._figures = Figures()
        self._missing: frozenset[str] = frozenset()
        if form is not None:
            plan = plan_of(form)
            self._figures = Figures.of(case.sheet, plan)
            claimed = missing_cumulatives(plan, self._figures)
            arithmetic = evaluate(plan, self._figures, claimed)
            self._missing = frozenset(arithmetic.missing) | claimed

    @property
    def format(self) -> str | None:
        return self.form.format if self.form is not None else None

    @property
    def year(self) -> int:
        assert self.case.sheet.title.year is not None
        return self.case.sheet.title.year

    def has(self, address: str) -> bool:
        """Whether the report's form has such a figure."""
        return self.form is not None and address in self.form.labels

    def get(self, address: str) -> Decimal | None:
        """The figure, blanks and dashes as 0; None for one that is missing or unreadable, or whose
        table was left empty."""
        if address in self._missing or address.partition("/")[0] in self._figures.empty_tables:
            return None
        return self._figures.values.get(address)

    def doubtful(self, *addresses: str) -> bool:
        """Whether one of them was read with some doubt; then nothing is certain (DOMAIN §2.8)."""
        return any(a in self._figures.doubtful for a in addresses)

    def label(self, address: str) -> str:
        return self.form.label(address) if self.form is not None else address

    def told(self, address: str) -> str:
        value = self.get(address)
        return "（无法读出）" if value is None else number(value)

    @cached_property
    def prose(self) -> Prose:
        sheet = self.case.read_sheet
        return prose_of(self.case.document, sheet, chapters_form(sheet, prescribed_form(sheet)))


class Tallies:
    """Counts outcomes by rule, of those that the policy lets speak."""

    def __init__(self, policy: Policy = EVERY_RULE) -> None:
        self.policy = policy
        self._counts: dict[str, Tally] = {}

    def count(self, rule: str, outcome: Outcome, times: int = 1) -> None:
        if not self.policy.allows(rule):
            return
        for _ in range(times):
            self._counts[rule] = self._counts.get(rule, Tally()).plus(outcome)

    def result(self) -> dict[str, Tally]:
        return dict(self._counts)
