"""Naming the wrong figure: the signatures of DOMAIN §2.1, human slips, and what can't be told."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from core.case import Case
from core.facts import Fact, FactSheet, Title
from core.finding import CheckResult, Finding, Outcome, Severity
from core.formats import Form, official_forms
from core.localise import Cancelled, Evidence, Localisation, Statement, localise
from core.quantity import parse_quantity
from core.rules import check_sheet
from tests.bench.localise import draw
from tests.generator.figures import consistent_figures
from tests.generator.naive import broken

FORMS = {f.key: f for f in official_forms()}
F2021 = FORMS["F2021"]
APPLICANTS = (
    "natural_person",
    "enterprise",
    "research_institute",
    "public_welfare",
    "legal_service",
    "other",
)
OUTCOMES = tuple(
    row
    for row in dict.fromkeys(a.split("/")[1] for a in F2021.table("requests").addresses)
    if row not in ("received", "brought_forward", "concluded_total", "carried_forward")
)
REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"

Texts = dict[str, str]


def requests(**rows: tuple[int, ...]) -> Texts:
    """表二 from the rows that are not zero, by applicant; totals computed. What is left over is carried
    forward."""
    amounts = {row: [*values, *[0] * (6 - len(values))] for row, values in rows.items()}
    for row in (*OUTCOMES, "received", "brought_forward"):
        amounts.setdefault(row, [0] * 6)
    amounts["concluded_total"] = [sum(amounts[r][c] for r in OUTCOMES) for c in range(6)]
    amounts["carried_forward"] = [
        amounts["received"][c] + amounts["brought_forward"][c] - amounts["concluded_total"][c]
        for c in range(6)
    ]
    return {
        f"requests/{row}/{column}": str(value)
        for row, values in amounts.items()
        for column, value in zip((*APPLICANTS, "total"), [*values, sum(values)], strict=True)
    }


def whole(form: Form = F2021, **others: str) -> Texts:
    """Zeros everywhere, and those figures (`table/row/column` with `__` for `/`)."""
    texts = {a: "" if form.kind(a) == "empty" else "0" for a in form.addresses}
    return texts | {key.replace("__", "/"): value for key, value in others.items()}


COUNTY = whole() | requests(
    received=(93, 14, 0, 2, 4, 5),
    brought_forward=(8, 1),
    granted=(41, 7, 0, 0, 3),
    partly_granted=(12, 2),
    refused_internal_affairs=(5, 1, 0, 1),
    unavailable_not_held=(23, 3, 0, 0, 1),
    not_processed_petition=(9, 0, 0, 0, 0, 4),
    otherwise_other=(3, 1),
)


def sheet_of(texts: Mapping[str, str], form: Form = F2021) -> FactSheet:
    return FactSheet(
        Title(),
        form,
        form.format,
        {
            a: Fact(a, form.label(a), parse_quantity(t, signed=form.kind(a) == "change"))
            for a, t in texts.items()
        },
    )


class Located:
    """A report with some cells changed, checked and localised."""

    def __init__(
        self, texts: Mapping[str, str], form: Form = F2021, evidence: Evidence | None = None
    ) -> None:
        self.sheet = sheet_of(texts, form)
        self.result = check_sheet(self.sheet)
        self.localisation: Localisation = localise(self.sheet, self.result, evidence)
        self.culprits = {a.removeprefix("requests/") for a in self.localisation.culprits}

    def broken(self) -> list[str]:
        return [f.rule for f in self.findings()]

    def findings(self) -> list[Finding]:
        return [
            f
            for f in self.result.findings
            if f.outcome is Outcome.BROKEN and f.severity is not Severity.INFO
        ]

    def suggestions(self, rule: str, *parts: str) -> list[dict[str, str]]:
        """Of the finding of that rule whose addresses contain all `parts`: changes, best first."""
        return [
            {c.address: c.after for c in s.changes}
            for s in self.localisation.suggestions.get(self._index(rule, *parts), ())
        ]

    def why(self, rule: str, *parts: str) -> str:
        return self.localisation.suggestions[self._index(rule, *parts)][0].why

    def note(self, rule: str, *parts: str) -> str:
        return self.localisation.notes[self._index(rule, *parts)]

    def _index(self, rule: str, *parts: str) -> int:
        (index,) = [
            i
            for i, f in enumerate(self.result.findings)
            if f.rule == rule
            and f.outcome is Outcome.BROKEN
            and all(p in f.addresses for p in parts)
        ]
        return index


def requests_with(changes: Mapping[str, int | str], base: Mapping[str, str] = COUNTY) -> Located:
    return Located({**base, **{f"requests/{a}": str(v) for a, v in changes.items()}})


# ---------------------------------------------------------------------------------------------------
# The signatures of DOMAIN §2.1


@pytest.mark.parametrize(
    ("cell", "typed", "rules"),
    [
        ("granted/natural_person", "14", {"T2-ROW": 1, "T2-OUT": 1}),
        ("granted/total", "15", {"T2-ROW": 1, "T2-OUT": 1}),
        ("concluded_total/natural_person", "39", {"T2-ROW": 1, "T2-OUT": 1, "T2-BAL": 1}),
        ("concluded_total/total", "161", {"T2-ROW": 1, "T2-OUT": 1, "T2-BAL": 1}),
        ("received/natural_person", "39", {"T2-ROW": 1, "T2-BAL": 1}),
        ("brought_forward/enterprise", "11", {"T2-ROW": 1, "T2-BAL": 1}),
        ("carried_forward/total", "21", {"T2-ROW": 1, "T2-BAL": 1}),
    ],
)
def test_a_single_wrong_cell_is_named(cell: str, typed: str, rules: dict[str, int]) -> None:
    right = COUNTY[f"requests/{cell}"]
    assert typed != right
    located = requests_with({cell: typed})
    assert {r: located.broken().count(r) for r in located.broken()} == rules
    assert located.culprits == {cell}
    for index, finding in enumerate(located.result.findings):
        if finding.outcome is Outcome.BROKEN:
            (only,) = located.localisation.suggestions[index]
            assert [(c.address, c.before, c.after) for c in only.changes] == [
                (f"requests/{cell}", typed, right)
            ]
            assert "只有这一种改法" in located.localisation.notes[index]


def test_the_reason_names_the_slip_the_figures_and_the_sums() -> None:
    located = requests_with({"granted/natural_person": "14"})
    assert located.why("T2-ROW") == (
        "表二“（一）予以公开·自然人”相邻两位数字颠倒：14 → 41；"
        "改后表二“自然人”列办理结果合计、表二“（一）予以公开”总计成立"
    )


def test_a_column_that_does_not_balance_has_no_single_culprit() -> None:
    """Only BAL breaks: carried_forward was forgotten, in the column and in its total."""
    left = int(COUNTY["requests/carried_forward/natural_person"])
    total = int(COUNTY["requests/carried_forward/total"])
    assert left
    located = requests_with(
        {"carried_forward/natural_person": 0, "carried_forward/total": total - left}
    )
    assert located.broken() == ["T2-BAL", "T2-BAL"]
    assert not located.culprits
    own = located.note("T2-BAL", "requests/received/natural_person")
    assert own.startswith("单改任何一格都不能使有关各式全部成立；不能认定是哪一格有误")
    for row, value in (
        ("一、本年新收政府信息公开申请数量", 93),
        ("二、上年结转政府信息公开申请数量", 8),
        ("（七）总计", 93),
        ("四、结转下年度继续办理", 0),
    ):
        assert f"“{row}·自然人”（{value}）" in own
    suggestions = located.suggestions("T2-BAL", "requests/received/natural_person")
    assert {frozenset(s) for s in suggestions[:3]} == {
        frozenset({f"requests/{row}/natural_person", f"requests/{row}/total"})
        for row in ("received", "brought_forward", "carried_forward")
    }


def test_outcomes_against_their_total_as_published_once() -> None:
    """平潭 2020 (DOMAIN §2.5): outcomes add to 26 (自然人) and 27 (总计), （七）总计 says 20 and 21, all
    else agrees. No cell alone can be wrong; the balance speaks for the totals."""
    honest = whole() | requests(
        received=(18, 1), brought_forward=(3,), granted=(5,), partly_granted=(2,),
        refused_internal_affairs=(1,), unavailable_not_held=(7, 1), not_processed_petition=(4,), otherwise_other=(1,),
    )  # fmt: skip
    located = requests_with(
        {"unavailable_not_held/natural_person": 13, "unavailable_not_held/total": 14}, honest
    )
    assert sorted(f.equation for f in located.findings()) == [
        "20 ≠ 5 + 2 + 1 + 13 + 4 + 1，差 6",
        "21 ≠ 5 + 2 + 1 + 14 + 4 + 1，差 6",
    ]
    assert not located.culprits
    for column, total in (("natural_person", 20), ("total", 21)):
        name = {"natural_person": "自然人", "total": "总计"}[column]
        where = ("T2-OUT", f"requests/concluded_total/{column}")
        assert located.suggestions(*where) == [
            {
                "requests/unavailable_not_held/natural_person": "7",
                "requests/unavailable_not_held/total": "8",
            }
        ], "the only outcome row of at least 6"
        note = located.note(*where)
        assert "单改任何一格都不能使有关各式全部成立" in note
        assert (
            f"“（七）总计·{name}”（{total}）与表二“{name}”列收支平衡相符，更可能是各项之和多了6"
            in note
        )


def test_outcomes_against_their_total_with_several_rows_to_blame() -> None:
    base = whole() | requests(
        received=(25, 1), granted=(8,), partly_granted=(9,), unavailable_not_held=(3, 1)
    )
    located = requests_with({"granted/natural_person": 14, "granted/total": 14}, base)
    rows = {
        "/".join(sorted(s))
        for s in located.suggestions("T2-OUT", "requests/concluded_total/natural_person")
    }
    assert rows == {
        f"requests/{r}/natural_person/requests/{r}/total" for r in ("granted", "partly_granted")
    }
    assert not located.culprits


# ---------------------------------------------------------------------------------------------------
# Slips that touch several cells


def test_two_cells_exchanged() -> None:
    located = requests_with({"granted/natural_person": 12, "partly_granted/natural_person": 41})
    assert located.broken() == ["T2-ROW", "T2-ROW"]
    first = located.suggestions("T2-ROW", "requests/granted/total")[0]
    assert first == {
        "requests/granted/natural_person": "41",
        "requests/partly_granted/natural_person": "12",
    }
    assert "互换" in located.why("T2-ROW", "requests/granted/total")
    assert located.culprits == {"granted/natural_person", "partly_granted/natural_person"}


def test_a_value_in_the_row_above() -> None:
    located = requests_with({"granted/total": "0", "brought_forward/total": 51 + 9})
    assert located.culprits == {"granted/total", "brought_forward/total"}  # two slips in two cells
    located = requests_with({"partly_granted/enterprise": 0, "refused_state_secret/enterprise": 2})
    assert located.suggestions("T2-ROW", "requests/partly_granted/total")[0] == {
        "requests/partly_granted/enterprise": "2",
        "requests/refused_state_secret/enterprise": "0",
    }
    assert "填到了下一行" in located.why("T2-ROW", "requests/partly_granted/total")


def test_two_rows_exchanged() -> None:
    swapped = {}
    for column in (*APPLICANTS, "total"):
        swapped[f"concluded_total/{column}"] = COUNTY[f"requests/carried_forward/{column}"]
        swapped[f"carried_forward/{column}"] = COUNTY[f"requests/concluded_total/{column}"]
    located = requests_with(swapped)
    assert set(located.broken()) == {"T2-OUT"}
    first = located.suggestions("T2-OUT", "requests/concluded_total/natural_person")[0]
    assert {a.removeprefix("requests/") for a in first} == {
        a for a, v in swapped.items() if v != COUNTY[f"requests/{a}"]
    }
    assert all(v == COUNTY[a] for a, v in first.items())
    why = located.why("T2-OUT", "requests/concluded_total/natural_person")
    assert why.startswith("表二“（七）总计”与“四、结转下年度继续办理”两行互换")


@pytest.mark.parametrize("with_total", [True, False])
def test_a_row_shifted_by_a_column(with_total: bool) -> None:
    line = [*APPLICANTS, "total"] if with_total else list(APPLICANTS)
    values = [COUNTY[f"requests/received/{c}"] for c in line]
    shifted = dict(zip(line, ["0", *values[:-1]], strict=True))
    located = requests_with({f"received/{c}": v for c, v in shifted.items()})
    first = located.suggestions("T2-BAL", "requests/received/natural_person")[0]
    assert first == {
        f"requests/received/{c}": COUNTY[f"requests/received/{c}"]
        for c, v in shifted.items()
        if v != COUNTY[f"requests/received/{c}"]
    }
    assert "整行错了一列" in located.why("T2-BAL", "requests/received/natural_person")


def test_a_total_without_its_last_part() -> None:
    located = Located(
        whole(
            reviews__reconsideration__upheld="31",
            reviews__reconsideration__corrected="6",
            reviews__reconsideration__pending="12",
            reviews__reconsideration__total="37",
        )
    )
    assert located.suggestions("T3-SUM")[0] == {"reviews/reconsideration/total": "49"}
    assert "合计漏加了最后一项表三“行政复议·尚未审结”" in located.why("T3-SUM")


def test_figure_in_a_row_that_takes_none() -> None:
    """Seed 004: 366 stands in “一、主动公开情况”, 0 in the row below."""
    form = FORMS["F2014"]
    located = Located(
        whole(
            form,
            statistics__heading_1__value="366",
            statistics__channel_website__value="290",
            statistics__channel_other__value="76",
        ),
        form,
    )
    moved = {"statistics/heading_1/value": "", "statistics/disclosed/value": "366"}
    assert located.suggestions("TJ-DASH")[0] == moved
    (channels,) = [f for f in located.findings() if f.rule == "TJ-CH"]
    assert located.suggestions("TJ-CH", *channels.addresses)[0] == moved
    assert located.culprits == set(moved)


# ---------------------------------------------------------------------------------------------------
# Several slips, other rules


def test_independent_slips_are_separate_suggestions() -> None:
    located = requests_with({"granted/natural_person": 14, "received/legal_service": 40})
    assert located.suggestions("T2-ROW", "requests/granted/total") == [
        {"requests/granted/natural_person": "41"}
    ]
    assert located.suggestions("T2-ROW", "requests/received/total") == [
        {"requests/received/legal_service": "4"}
    ]
    assert located.culprits == {"granted/natural_person", "received/legal_service"}


def test_slips_that_share_a_row_are_taken_over_together() -> None:
    located = requests_with({"granted/natural_person": 14, "granted/enterprise": 70})
    assert located.suggestions("T2-ROW") == [
        {"requests/granted/natural_person": "41", "requests/granted/enterprise": "7"}
    ]


def test_a_warning_that_breaks_with_the_error_points_to_the_figure_in_both() -> None:
    form = FORMS["F2014"]
    figures = {
        "applications": 75, "applications_in_person": 17, "applications_fax": 2, "applications_online": 38,
        "applications_letter": 8, "applications_by_topic": 65, "topic_01": 65,
    }  # fmt: skip
    located = Located(
        whole(form) | {f"statistics/{r}/value": str(v) for r, v in figures.items()}, form
    )
    assert located.suggestions("TJ-Q1")[0] == {"statistics/applications/value": "65"}
    assert located.culprits == {"statistics/applications/value"}


def test_a_negative_count_is_the_one_to_change() -> None:
    located = requests_with({"granted/natural_person": "-41"})
    changed = {"requests/granted/natural_person": "41"}
    assert located.suggestions("CEL-NEG") == [changed]
    assert located.suggestions("T2-ROW") == [changed]
    alone = Located(whole(disclosure__licensing__decisions="-8"))
    assert alone.suggestions("CEL-NEG") == [{"disclosure/licensing/decisions": "8"}]


def test_an_inequality_names_no_culprit() -> None:
    located = Located(
        whole(
            disclosure__normative_documents__issued="90",
            disclosure__normative_documents__in_force="18",
        )
    )
    assert {"disclosure/normative_documents/issued": "9"} in located.suggestions("T1-IMPLPREV")
    assert {"disclosure/normative_documents/in_force": "180"} in located.suggestions("T1-IMPLPREV")
    assert not located.culprits
    assert "只限定大小" in located.note("T1-IMPLPREV")


def test_too_much_is_said_to_be_too_much() -> None:
    rng = random.Random(3)
    located = requests_with(
        {f"{row}/{c}": rng.randrange(500) for row in OUTCOMES[:8] for c in APPLICANTS}
    )
    assert not located.culprits
    notes = set(located.localisation.notes.values())
    assert notes == {"有关各式中错处较多，推不出是哪几格，请逐格核对。"}
    assert not located.localisation.suggestions


def test_a_figure_with_its_unit_keeps_it() -> None:
    located = requests_with({"granted/natural_person": "14件"})
    assert located.suggestions("T2-ROW")[0] == {"requests/granted/natural_person": "41件"}


# ---------------------------------------------------------------------------------------------------
# Evidence


REVIEWS = whole(
    reviews__reconsideration__upheld="5",
    reviews__reconsideration__corrected="3",
    reviews__reconsideration__total="12",
)


def first_cell(evidence: Evidence | None = None, texts: Mapping[str, str] = REVIEWS) -> str:
    return next(iter(Located(texts, evidence=evidence).suggestions("T3-SUM")[0]))


def test_without_evidence_nothing_is_singled_out() -> None:
    located = Located(REVIEWS)
    assert not located.culprits
    assert len(located.suggestions("T3-SUM")) == 5
    assert "不能认定" in located.note("T3-SUM")


@pytest.mark.parametrize(
    ("evidence", "cell"),
    [
        (Evidence(statements=(Statement(("reviews/reconsideration/upheld",), Decimal(9), "正文“维持9件”"),)), "upheld"),
        (Evidence(previous={"reviews/reconsideration/corrected": Decimal(3)}), "corrected"),
        (Evidence(confidence={"reviews/reconsideration/upheld": 0.2}), "upheld"),
        (Evidence(weights={"reviews/reconsideration/corrected": -0.5}), "corrected"),
    ],
)  # fmt: skip
def test_evidence_decides(evidence: Evidence, cell: str) -> None:
    located = Located(REVIEWS, evidence=evidence)
    assert located.suggestions("T3-SUM")[0].keys() == {f"reviews/reconsideration/{cell}"}


def test_a_statement_is_named_in_the_reason_and_guards_what_it_confirms() -> None:
    says = Statement(
        ("reviews/reconsideration/upheld", "reviews/reconsideration/corrected"),
        Decimal(12),
        "正文“维持、纠正共12件”",
    )
    located = Located(REVIEWS, evidence=Evidence(statements=(says,)))
    assert "，与正文“维持、纠正共12件”一致" in located.why("T3-SUM")
    confirms = Statement(("reviews/reconsideration/total",), Decimal(12), "正文“复议12件”")
    others = Located(REVIEWS, evidence=Evidence(statements=(confirms,))).suggestions("T3-SUM")
    assert others[-1] == {"reviews/reconsideration/total": "8"}


def test_a_blank_among_figures_is_the_first_suspect() -> None:
    assert first_cell(texts=REVIEWS | {"reviews/reconsideration/other": ""}) == (
        "reviews/reconsideration/other"
    )


# ---------------------------------------------------------------------------------------------------
# At large


@pytest.mark.parametrize("slips", [1, 2, 3])
def test_suggestions_do_what_they_say(slips: int) -> None:
    """Each one mends its finding and breaks no identity that held; the first of all findings together
    leave nothing broken that they name."""
    for trial in draw(60, slips, seed=40 + slips).trials:
        before = {(f.rule, f.addresses) for f in _errors(trial.result)}
        localisation = localise(trial.sheet, trial.result)
        for index, suggestions in localisation.suggestions.items():
            finding = trial.result.findings[index]
            for s in suggestions:
                changes = {
                    c.address: parse_quantity(
                        c.after, signed=trial.form.kind(c.address) == "change"
                    )
                    for c in s.changes
                }
                assert all(
                    trial.sheet.facts[c.address].quantity.raw == c.before != c.after
                    for c in s.changes
                )
                after = _errors(check_sheet(trial.sheet.with_quantities(changes)))
                keys = {(f.rule, f.addresses) for f in after}
                assert (finding.rule, finding.addresses) not in keys
                assert not {k for k in keys - before if not k[0].startswith("CEL-")}


def _errors(result: CheckResult) -> list[Finding]:
    return [
        f
        for f in result.findings
        if f.outcome is Outcome.BROKEN and (f.severity is Severity.ERROR or f.rule.startswith("T3"))
    ]


@pytest.mark.parametrize("key", ["F2014", "F2014_fujian", "F2019", "F2021", "F2021_23rows"])
def test_consistent_reports_get_no_suggestion(key: str) -> None:
    form = FORMS[key]
    for seed in range(12):
        figures = consistent_figures(form, random.Random(seed))
        assert not broken(form, figures)
        sheet = sheet_of({a: f"{v:f}" for a, v in figures.items()}, form)
        assert localise(sheet, check_sheet(sheet)) == Localisation()


def test_same_input_same_output_and_limit() -> None:
    trial = draw(1, 3, seed=9).trials[0]
    one, two = localise(trial.sheet, trial.result), localise(trial.sheet, trial.result)
    assert one == two
    few = localise(trial.sheet, trial.result, limit=1)
    assert {i: s[:1] for i, s in one.suggestions.items()} == few.suggestions


def test_attached_puts_suggestions_into_the_findings() -> None:
    located = requests_with({"granted/natural_person": 14})
    attached = located.localisation.attached(located.result)
    for before, after in zip(located.result.findings, attached.findings, strict=True):
        assert bool(after.suggestions) == (before.outcome is Outcome.BROKEN)
    assert attached.cells == located.result.cells


def test_stops_when_cancelled() -> None:
    sheet = sheet_of({**COUNTY, "requests/granted/natural_person": "14"})
    with pytest.raises(Cancelled):
        localise(sheet, check_sheet(sheet), cancelled=lambda: True)


def test_no_form_no_suggestion() -> None:
    sheet = FactSheet(Title(), None, None, {})
    assert localise(sheet, check_sheet(sheet)) == Localisation()


@pytest.mark.skipif(not REPORTS.exists(), reason="no ../shared/reports beside the checkout")
def test_seeds_and_real_reports_without_broken_identities_get_none() -> None:
    paths = [p for f in ("seeds", "real") for p in sorted((REPORTS / f).iterdir()) if p.is_file()]
    assert paths
    quiet = 0
    for path in paths:
        case = Case.open(path)
        if case.sheet.form is None:
            continue
        rules = {r.id for r in case.sheet.form.rules}
        identities = [
            f for f in case.result.findings if f.rule in rules and f.outcome is Outcome.BROKEN
        ]
        localisation = localise(case.sheet, case.result)
        if identities:
            assert localisation.suggestions.keys() <= {
                i for i, f in enumerate(case.result.findings) if f in identities
            }
        else:
            assert localisation == Localisation(), path.name
            quiet += 1
    assert quiet >= 5
