"""What every generated report must come out as: shared by the tests of the reading of each kind of file.

`GOUJI_GENERATED` sets how many reports are made for each of F2014, F2019 and F2021 in each kind of file;
the variants get a fifth of it.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

from core.case import Case, Edit
from core.facts import TablePresence
from core.finding import CheckResult, Outcome, Severity
from core.formats import Form, official_forms
from tests.generator.docx import write_docx
from tests.generator.figures import drawn_addresses
from tests.generator.html import write_html
from tests.generator.layout import Kind, Layout, draw_layout
from tests.generator.naive import Broken, broken
from tests.generator.pdf import write_pdf
from tests.generator.printing import print_figures
from tests.generator.report import GeneratedReport, LaidOut, generate, lay_out
from tests.generator.text import write_text

COUNT = int(os.environ.get("GOUJI_GENERATED", "200"))
CHUNK = 20
# A named check says more of T1-CUM than its formula: a running total equal to the year's number.
NOTE = ("T1-CUM", Severity.INFO)
SUFFIX: dict[Kind, str] = {"docx": ".docx", "html": ".html", "text": ".txt", "pdf": ".pdf"}
# How cells are written, and that a variant of the form was used; all else would be a wrong alarm.
_ABOUT_WRITING = ("CEL-", "FMT-ROWS")
FORMS = {form.key: form for form in official_forms() if form.tables}


def chunks(kind: Kind) -> list[tuple[str, Kind, range]]:
    """The parameters of the tests on one kind of file: form, kind, numbers of the reports."""
    made = []
    for key in FORMS:
        count = COUNT if key in ("F2014", "F2019", "F2021") else max(1, COUNT // 5)
        made += [(key, kind, range(i, min(i + CHUNK, count))) for i in range(0, count, CHUNK)]
    return made


def chunk_id(value: object) -> str | None:
    return f"{value.start}-{value.stop - 1}" if isinstance(value, range) else None


class Specimen:
    """The `number`-th report of a form in a kind of file: always the same one.

    `figures_in_text=False` for reports whose figures are to be changed, so that no sentence contradicts
    the new ones.
    """

    def __init__(self, key: str, kind: Kind, number: int, *, figures_in_text: bool) -> None:
        self.form: Form = FORMS[key]
        self.seed = f"{key} {kind} {number}"
        rng = random.Random(self.seed)
        self.layout = draw_layout(kind, self.form, rng)
        self.report: GeneratedReport = generate(self.form, rng, figures_in_text=figures_in_text)

    def laid_out(self, report: GeneratedReport | None = None) -> LaidOut:
        return lay_out(report or self.report, self.layout, random.Random(self.seed))

    def write(self, folder: Path, laid_out: LaidOut) -> Path:
        target = folder / ("report" + SUFFIX[self.layout.kind])
        rng = random.Random(self.seed)
        match self.layout.kind:
            case "docx":
                return write_docx(laid_out, target, rng)
            case "html":
                return write_html(laid_out, target, rng)
            case "text":
                return write_text(laid_out, target, rng)
            case "pdf":
                return write_pdf(laid_out, target)

    def changed(self) -> tuple[str, GeneratedReport]:
        """The report with one figure of its tables changed, and which."""
        rng = random.Random("changed " + self.seed)
        address = rng.choice(drawn_addresses(self.form, extension=self.report.extension))
        value = another(self.report.figures.get(address), self.form.kind(address), rng)
        return address, self.report.with_figures({address: value})

    def __str__(self) -> str:
        """What it is and what is unusual in its layout, to find a failure again."""
        usual = Layout(self.layout.kind)
        unusual = {f: v for f, v in asdict(self.layout).items() if v != getattr(usual, f)}
        return f"{self.seed}: {unusual}"


def another(value: Decimal | None, kind: str, rng: random.Random) -> Decimal:
    """Another value, as a slip makes it: one off, digits swapped, dropped, doubled, or anything."""
    if value is None:
        return Decimal(rng.randint(1, 999))  # in a —— row
    digits = str(abs(value))
    i = rng.randrange(len(digits))
    swapped = digits[:i] + digits[i + 1 : i + 2] + digits[i] + digits[i + 2 :]
    tries = [
        value + 1, value - 1, Decimal(digits[:i] + digits[i + 1 :] or 0), Decimal(swapped),
        Decimal(digits[: i + 1] + digits[i:]) if "." not in digits else value * 10,
        Decimal(rng.randint(0, 9)), value + rng.choice((10, 100)), Decimal(0), -value,
    ]  # fmt: skip
    possible = [t for t in tries if t != value and (t >= 0 or kind == "change") and t < 10**9]
    return rng.choice(possible)


def check_consistent(specimen: Specimen, case: Case, laid_out: LaidOut) -> None:
    """Every cell right, the form right, no error, and no warning but about the way it is written."""
    sheet, form = case.sheet, specimen.form
    assert sheet.form is not None, specimen
    assert (sheet.form.key, sheet.format, sheet.form_by_labels) == (form.key, form.format, True), (
        specimen
    )
    assert (sheet.title.year, sheet.title.unit) == (
        specimen.report.year,
        specimen.report.place.unit,
    ), specimen
    wrong = list(_wrong_cells(case, laid_out))
    assert not wrong, f"{specimen}\n" + "\n".join(wrong)
    assert {r.presence for r in sheet.tables.values()} == {TablePresence.FOUND}, specimen
    due = _ABOUT_WRITING + (("FMT-MIRROR",) if specimen.layout.traditional else ())
    alarms = [
        f"{f.rule}: {f.message}"
        for f in case.result.findings
        if f.severity is Severity.ERROR
        or (f.severity is Severity.WARNING and not f.rule.startswith(due))
    ]
    assert not alarms, f"{specimen}\n" + "\n".join(alarms)
    _check_tallies(specimen, case.result)


def _wrong_cells(case: Case, laid_out: LaidOut) -> Iterator[str]:
    for address, printed in laid_out.truth.items():
        fact = case.sheet.facts.get(address)
        if fact is None:
            yield f"{address}: {printed.text!r} was not found"
            continue
        read = fact.quantity
        if (str(read.state), read.value, read.unit) != (printed.state, printed.value, printed.unit):
            yield f"{address}: {printed.text!r} was read as {read}"
        if fact.anchor is None:
            yield f"{address}: no anchor"
    for address in case.sheet.facts.keys() - laid_out.truth.keys():
        yield f"{address}: not printed, read as {case.sheet.facts[address].quantity}"


def _check_tallies(specimen: Specimen, result: CheckResult) -> None:
    """Green is not for want of checking: each rule of the form was checked as often as it applies."""
    due: dict[str, int] = defaultdict(int)
    for rule in specimen.form.rules:
        for instance in rule.instances:
            if not rule.extension or specimen.report.extension:
                due[rule.id] += _printed(specimen, instance.addresses)
    for rule_id, times in due.items():
        tally = result.checked[rule_id]
        checked = tally.holds + tally.broken + tally.cannot_check
        assert checked == times, f"{rule_id}: {tally}, due {times}\n{specimen}"
        if specimen.layout.zero == "0":
            assert not tally.cannot_check, f"{rule_id}: {tally}\n{specimen}"


def _printed(specimen: Specimen, addresses: tuple[str, ...]) -> bool:
    drawn = drawn_addresses(specimen.form, extension=specimen.report.extension)
    return all(a in drawn for a in addresses)


def check_changed(
    specimen: Specimen,
    result: CheckResult,
    address: str,
    report: GeneratedReport,
    *,
    told: bool = False,
) -> None:
    """Exactly the identities in which the changed cell takes part and which no longer hold are
    reported, with the cells that take part.

    `told`: the text says the old figures, and may be said to disagree with the new one.
    With blanks or dashes for zero a broken sum may be one that can't be checked (a total left blank
    beside parts that are not): then it must be reported as that.
    """
    expected = broken(specimen.form, report.figures, ("error", "warning", "info")) - broken(
        specimen.form, specimen.report.figures, ("info",)
    )
    assert all(address in b.addresses for b in expected)
    own = {rule.id for rule in specimen.form.rules}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for finding in result.findings:
        if (finding.rule, finding.severity) == NOTE:
            continue
        if finding.rule in own:
            if finding.outcome is Outcome.BROKEN:
                found[finding.rule, str(finding.severity)] |= set(finding.addresses)
        elif finding.severity is Severity.ERROR:
            assert told, f"{finding}\n{specimen}"
            assert address in finding.addresses, f"{finding}\n{specimen}"
    context = (
        f"{address}: {specimen.report.figures.get(address)} → {report.figures[address]}\n{specimen}"
    )
    wanted = _by_rule(expected)
    before = _by_rule(broken(specimen.form, specimen.report.figures, ("info",)))
    for key, addresses in found.items():
        assert addresses <= wanted.get(key, set()) | before.get(key, set()), f"{key} {context}"
    blanks = {a for f in result.findings if f.outcome is Outcome.CANNOT_CHECK for a in f.addresses}
    for instance in expected:
        if set(instance.addresses) <= found[instance.rule, instance.severity]:
            continue
        assert specimen.layout.zero != "0", f"{instance} is missing. {context}"
        assert result.checked[instance.rule].cannot_check, f"{instance} is missing. {context}"
        assert blanks & set(instance.addresses), f"{instance} is missing. {context}"


def _by_rule(instances: set[Broken]) -> dict[tuple[str, str], set[str]]:
    grouped: dict[tuple[str, str], set[str]] = defaultdict(set)
    for instance in instances:
        grouped[instance.rule, instance.severity] |= set(instance.addresses)
    return grouped


def check_edited(specimen: Specimen, case: Case) -> None:
    """The change typed into the open, consistent report: the same findings, and none when undone."""
    address, report = specimen.changed()
    text = print_figures(specimen.form, report.figures, specimen.layout, report.extension)[
        address
    ].text
    before = case.result
    case.set_edits({address: Edit(text)})
    check_changed(specimen, case.result, address, report, told=True)
    case.set_edits({address: None})
    assert case.result == before
