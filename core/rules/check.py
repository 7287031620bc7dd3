"""All checks of one report, and their one result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.document import Document
from core.facts import FactSheet
from core.finding import CellState, CheckResult, Finding, Outcome, Severity
from core.narrative import Evaluation, Narrative, read_text
from core.narrative import evaluate as evaluate_text
from core.rules import (
    basis,
    blanks,
    cells,
    chapters,
    contents,
    cross_table,
    deadlines,
    disclosure,
    fees,
    periods,
    presentation,
    running_total,
    statistics,
    tables,
    tables_only,
    template,
    text_fees,
    text_names,
    text_rates,
    text_slips,
    text_sums,
)
from core.rules import (
    narrative as text_ties,
)
from core.rules.arithmetic import Arithmetic, evaluate, report_broken
from core.rules.context import DocumentContext, SheetContext, chapters_form
from core.rules.figures import Figures
from core.rules.named import DocumentCheck, NamedRule, SheetCheck
from core.rules.plan import FormPlan, plan_of
from core.rules.policy import EVERY_RULE, Policy
from core.rules.prose import prose_of
from core.rules.report import Report, combine
from core.rules.truncation import find_truncation

__all__ = [
    "DOCUMENT_CHECKS",
    "SHEET_CHECKS",
    "check_document",
    "check_sheet",
    "combine",
    "named_rules",
]

SHEET_CHECKS: tuple[SheetCheck, ...] = (
    disclosure.DECISIONS,
    disclosure.PROCUREMENT,
    running_total.RUNNING_TOTALS,
    statistics.CUMULATIVE,
    blanks.BLANKS,
    cells.CELLS,
    text_fees.FEES,
    cross_table.CASES,
    cross_table.REGULATIONS,
    cross_table.OUTCOMES,
    cross_table.SETTLED,
    text_ties.TIES,
    text_ties.READING_POINTS,
    text_rates.RATES,
)
DOCUMENT_CHECKS: tuple[DocumentCheck, ...] = (
    template.TEMPLATE,
    template.TITLES,
    chapters.CHAPTERS,
    chapters.CHAPTER_NAMES,
    tables.TABLES,
    tables.ROWS,
    cells.EXTRA_CELLS,
    contents.ARTICLE_32,
    contents.ASPECTS,
    contents.ASSESSMENT,
    contents.PROBLEMS,
    contents.LENGTH,
    fees.FEES,
    basis.BASES,
    basis.SECTION_COUNTS,
    periods.PERIODS,
    periods.YEARS,
    deadlines.DEADLINES,
    presentation.CONTACTS,
    presentation.MIRRORS,
    presentation.LAYOUT,
    text_sums.LISTS,
    text_sums.TWICE,
    text_sums.GROWTH,
    text_slips.SLIPS,
    text_names.NAMES,
)
# What can be said of a workbook of tables without a text.
OF_TABLES: tuple[DocumentCheck, ...] = (
    template.TEMPLATE,
    tables.ROWS,
    cells.EXTRA_CELLS,
    presentation.LAYOUT,
)

_STATE = {
    Severity.ERROR: CellState.ERROR,
    Severity.WARNING: CellState.WARNING,
    Severity.INFO: CellState.INFO,
}


def named_rules() -> Mapping[str, NamedRule]:
    """The rules that are no formula of a form file, by id."""
    of_figures = (rule for check in SHEET_CHECKS for rule in check.rules)
    of_text = (rule for check in DOCUMENT_CHECKS for rule in check.rules)
    return {rule.id: rule for rule in (*of_figures, *of_text)}


def check_sheet(
    sheet: FactSheet,
    narrative: Narrative | None = None,
    evaluation: Evaluation | None = None,
    policy: Policy = EVERY_RULE,
) -> CheckResult:
    """Everything that depends on the figures: among themselves and, where the report's text is given,
    between them and it. `evaluation` is the text held against this very sheet, made here if not given."""
    if sheet.form is None:
        return CheckResult()
    plan = plan_of(sheet.form)
    figures = Figures.of(sheet, plan)
    arithmetic = evaluate(plan, figures, statistics.missing_cumulatives(plan, figures))
    if policy.off:
        kept = tuple(c for c in arithmetic.checked if policy.allows(c.instance.rule.id))
        arithmetic = replace(arithmetic, checked=kept)
    report = Report(policy, narrative.unsure if narrative is not None else frozenset())
    report_broken(arithmetic, plan, figures, report)
    if narrative is not None and evaluation is None:
        evaluation = evaluate_text(narrative, sheet)
    context = SheetContext(sheet, sheet.form, plan, figures, arithmetic, narrative, evaluation)
    for check in SHEET_CHECKS:
        check.run(context, report)
    return report.result(plan.order, _cells(plan, figures, arithmetic, report.findings))


def check_document(
    document: Document,
    sheet: FactSheet,
    narrative: Narrative | None = None,
    policy: Policy = EVERY_RULE,
) -> CheckResult:
    """Everything about the text and the structure of the report. `sheet` is the sheet as read;
    `narrative` its text, read here if not given."""
    prescribed = template.prescribed_form(sheet)
    context = DocumentContext(
        document,
        sheet,
        prescribed,
        find_truncation(document, sheet),
        prose_of(document, sheet, chapters_form(sheet, prescribed)),
        narrative if narrative is not None else read_text(document, sheet),
    )
    report = Report(policy, context.narrative.unsure)
    just_tables = tables_only.is_tables_only(document, sheet)
    for check in OF_TABLES if just_tables else DOCUMENT_CHECKS:
        check.run(context, report)
    if just_tables:
        report.add(tables_only.what_was_not_checked(document, sheet, chapters.CH.id), 0)
    if context.cut is not None:
        report.add(_cut_off(context), 0)
    order = plan_of(sheet.form).order if sheet.form else {}
    states: dict[str, CellState] = {}
    _lower(states, report.findings)
    return report.result(order, states)


def _cut_off(context: DocumentContext) -> Finding:
    """One finding for all that can't be told because the file breaks off."""
    cut, form = context.cut, context.sheet.form
    assert cut is not None
    assert form is not None
    where = f"{cut.table.name}中间" if cut.table else f"“{cut.text}”处"
    return Finding(
        chapters.CH.id if form.chapters else tables.FMT_ROWS.id,
        Severity.WARNING,
        Outcome.CANNOT_CHECK,
        f"文件在{where}中断，其后的内容无法核对，请取得完整的报告。",
    )


def _lower(states: dict[str, CellState], findings: list[Finding]) -> None:
    rank = list(CellState).index
    for finding in findings:
        if finding.outcome is Outcome.BROKEN:
            state = _STATE[finding.severity]
            for address in finding.addresses:
                old = states.get(address)
                if old is None or rank(state) < rank(old):
                    states[address] = state


def _cells(
    plan: FormPlan, figures: Figures, arithmetic: Arithmetic, findings: list[Finding]
) -> dict[str, CellState]:
    """The state of every figure of the form: its worst broken finding, else whether it could be checked."""
    holding: set[str] = set()
    stopped: set[str] = set()
    for c in arithmetic.checked:
        if c.outcome is Outcome.HOLDS:
            holding |= c.instance.every
        elif c.outcome is Outcome.CANNOT_CHECK:
            stopped |= c.instance.every
    unread = {*figures.unreadable, *arithmetic.missing, *arithmetic.claimed}
    unread |= figures.absent - plan.optional
    states: dict[str, CellState] = {}
    for address in plan.order:
        if address in unread or (address in stopped and address not in holding):
            states[address] = CellState.CANNOT_CHECK
        elif address in holding:
            states[address] = CellState.HOLDS
        else:
            states[address] = CellState.UNCHECKED
    _lower(states, findings)
    return states
