"""A Case: one report with its document, its figures as read, the auditor's edits, and the findings.

:meth:`Case.set_edits` is the only door through which anything changes; it returns what moved, and
views repaint from that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from core.decoding import decode
from core.document import Document
from core.facts import FactSheet
from core.finding import CheckResult
from core.narrative import Tie, evaluate, read_text
from core.parts import split
from core.quantity import Mark, Quantity, parse_quantity
from core.readers import Unreadable, read
from core.recognise import recognise
from core.rulebook import Rulebook
from core.rules import check_document, check_sheet, combine
from core.rules.policy import EVERY_RULE

__all__ = ["Case", "Edit", "EditKind", "Moved"]


class EditKind(StrEnum):
    """Why a figure is changed."""

    CORRECTION = "correction"  # the report is wrong; goes into the export
    MISREAD = "misread"  # our reading was wrong; the report stays as it is
    CONFIRMED = "confirmed"  # a doubtful reading was right: the auditor has looked


@dataclass(frozen=True, slots=True)
class Edit:
    """The text an auditor puts in place of a figure. `decided_by`: this reading was chosen among several
    because those rules then hold, so they are no evidence for it."""

    text: str
    kind: EditKind = EditKind.CORRECTION
    decided_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Moved:
    """What a change moved: addresses whose figure changed, addresses whose state or findings may be
    shown otherwise now, and the results before and after."""

    figures: frozenset[str]
    states: frozenset[str]
    before: CheckResult
    after: CheckResult


class Case:
    """One open report. Not thread-safe: made in a worker, then used by one thread."""

    def __init__(self, document: Document, rulebook: Rulebook | None = None) -> None:
        """`rulebook`: the auditor's own rules beside the built-in ones."""
        self.document = document
        self.rulebook = rulebook
        self._policy = rulebook.policy if rulebook is not None else EVERY_RULE
        recognised = recognise(document, rulebook.forms if rulebook else None)
        self.read_sheet: FactSheet = decode(recognised)
        self.narrative = read_text(document, self.read_sheet)
        self._of_document = check_document(document, self.read_sheet, self.narrative, self._policy)
        self._edits: dict[str, Edit] = {}
        self.sheet = self.read_sheet
        self.evaluation = evaluate(self.narrative, self.sheet)
        self.result = self._checked()

    @classmethod
    def open(cls, path: Path, rulebook: Rulebook | None = None) -> Case:
        """Read, recognise and check a file; of one that holds several reports, the first.

        Raises core.readers.Unreadable, also for a readable file that is no such report.
        """
        return cls.open_all(path, rulebook)[0]

    @classmethod
    def open_all(cls, path: Path, rulebook: Rulebook | None = None) -> list[Case]:
        """Like :meth:`open`, every report of the file in its order: at least one."""
        return cls.of_document(read(path), rulebook)

    @classmethod
    def of_document(cls, document: Document, rulebook: Rulebook | None = None) -> list[Case]:
        """The reports of a document that was read. Raises Unreadable when there is none in it."""
        cases = [cls(d, rulebook) for d in split(document)]
        if not any(c.is_report for c in cases):
            raise Unreadable(
                "没有在文件中找到政府信息公开工作年度报告的标题、章节或统计表，请确认这是年度报告。"
            )
        return cases

    @property
    def is_report(self) -> bool:
        """Whether there is anything of a report in it."""
        sheet = self.read_sheet
        has_tables = sheet.form is not None and sheet.form_by_labels
        return has_tables or bool(sheet.title.text) or len(sheet.chapters) >= 2

    @property
    def path(self) -> Path:
        return self.document.path

    @property
    def number(self) -> int:
        """Which report of its file this is, counted from 1."""
        return self.document.part.number if self.document.part is not None else 1

    @property
    def name(self) -> str:
        """The file's name, and which of its reports this is when it holds several; the names of the
        files of which it was joined."""
        part = self.document.part
        first = f"{self.path.name}（{part}）" if part is not None else self.path.name
        return " + ".join([first, *(p.name for p in self.document.also)])

    @property
    def edits(self) -> Mapping[str, Edit]:
        """The edits in force, by address."""
        return MappingProxyType(self._edits)

    @property
    def corrections(self) -> Mapping[str, Edit]:
        """The edits that correct the report itself and go into the export."""
        return {a: e for a, e in self._edits.items() if e.kind is EditKind.CORRECTION}

    @property
    def ties(self) -> tuple[Tie, ...]:
        """The figures of the text and what they are tied to, with the edits in force, as the auditor's
        own rules let them be shown."""
        if self._policy is EVERY_RULE:
            return self.evaluation.ties
        return tuple(map(self._policy.tie, self.evaluation.ties))

    def as_read(self, address: str) -> Quantity | None:
        """The figure as it was read from the file; None when the file has no such cell."""
        return self.read_sheet.quantity(address)

    def set_edits(self, changes: Mapping[str, Edit | None]) -> Moved:
        """Put edits in force (None takes one back) and check again.

        An edit whose text is what was read counts as none. Raises KeyError for an address the form has not.
        """
        form = self.sheet.form
        known = set(form.addresses) if form else set()
        for address in changes:
            if address not in known:
                raise KeyError(address)
        figures = set()
        for address, edit in changes.items():
            before = self.read_sheet.quantity(address)
            if (
                edit is not None
                and edit.kind is not EditKind.CONFIRMED
                and before is not None
                and edit.text == before.raw
            ):
                edit = None
            if edit is None:
                if self._edits.pop(address, None) is not None:
                    figures.add(address)
            elif self._edits.get(address) != edit:
                self._edits[address] = edit
                figures.add(address)
        old_result, old_facts = self.result, self.sheet.facts
        self.sheet = self._edited_sheet()
        self.evaluation = evaluate(self.narrative, self.sheet)
        self.result = self._checked()
        states = {
            a
            for a in old_result.cells.keys() | self.result.cells.keys()
            if old_result.cells.get(a) != self.result.cells.get(a)
        }
        figures |= {a for a in changes if old_facts.get(a) != self.sheet.facts.get(a)}
        return Moved(frozenset(figures), frozenset(states), old_result, self.result)

    def tried(self, texts: Mapping[str, str]) -> tuple[FactSheet, CheckResult]:
        """The figures and the result as they would be with these texts. Nothing is changed."""
        sheet = _with_texts(self.sheet, texts)
        of_sheet = check_sheet(sheet, self.narrative, policy=self._policy)
        return sheet, combine(self._of_document, of_sheet)

    def _checked(self) -> CheckResult:
        of_sheet = check_sheet(self.sheet, self.narrative, self.evaluation, self._policy)
        return combine(self._of_document, of_sheet)

    def _edited_sheet(self) -> FactSheet:
        edits = self._edits
        chosen = {a: e.decided_by for a, e in edits.items() if e.decided_by}
        return _with_texts(self.read_sheet, {a: e.text for a, e in edits.items()}, chosen)


_NONE_CHOSEN: Mapping[str, frozenset[str]] = MappingProxyType({})


def _with_texts(
    sheet: FactSheet,
    texts: Mapping[str, str],
    chosen: Mapping[str, frozenset[str]] = _NONE_CHOSEN,
) -> FactSheet:
    form = sheet.form
    if not texts or form is None:
        return sheet
    quantities = {a: parse_quantity(t, signed=form.kind(a) == "change") for a, t in texts.items()}
    for address in chosen:
        quantity = quantities[address]
        quantities[address] = replace(quantity, marks=quantity.marks | {Mark.DECODED})
    return sheet.with_quantities(quantities, chosen)
