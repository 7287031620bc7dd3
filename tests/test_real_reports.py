"""Real reports, from file to findings: what `../shared/reports/README.md` says of their tables, and
every figure of the two whose truth was read by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from core.case import Case
from core.finding import CellState, Outcome, Severity
from core.formats import official_forms
from core.quantity import State

REAL = Path(__file__).resolve().parents[2] / "shared" / "reports" / "real"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="../shared/reports is not here")
FILES = sorted(p.name for p in REAL.glob("[0-9]*.*")) if REAL.is_dir() else []

# DOMAIN §1.2's short keys, as the truth files use them, and the rows of §1.9's addresses.
ROWS = {
    "new": "received", "carry_in": "brought_forward", "o1": "granted", "o2": "partly_granted",
    "o3_1": "refused_state_secret", "o3_2": "refused_forbidden_by_law",
    "o3_3": "refused_security_stability", "o3_4": "refused_third_party",
    "o3_5": "refused_internal_affairs", "o3_6": "refused_process_information",
    "o3_7": "refused_enforcement_file", "o3_8": "refused_administrative_query",
    "o4_1": "unavailable_not_held", "o4_2": "unavailable_must_be_created",
    "o4_3": "unavailable_unclear", "o5_1": "not_processed_petition", "o5_2": "not_processed_repeated",
    "o5_3": "not_processed_publication", "o5_4": "not_processed_excessive",
    "o5_5": "not_processed_reissue", "o6": "otherwise", "o6_1": "otherwise_not_corrected",
    "o6_2": "otherwise_fee_unpaid", "o6_3": "otherwise_other", "o7": "concluded_total",
    "carry_out": "carried_forward",
}  # fmt: skip
APPLICANTS = (
    "natural_person", "enterprise", "research_institute", "public_welfare", "legal_service", "other",
    "total",
)  # fmt: skip
DISCLOSURE = {
    "F2019": {
        "reg": ("regulations", ("made", "disclosed", "total_disclosed")),
        "norm": ("normative_documents", ("made", "disclosed", "total_disclosed")),
        "lic": ("licensing", ("previous", "change", "decisions")),
        "oth": ("other_services", ("previous", "change", "decisions")),
        "pun": ("penalties", ("previous", "change", "decisions")),
        "coe": ("coercive_measures", ("previous", "change", "decisions")),
        "fee": ("fees", ("previous", "change")),
        "gp": ("procurement", ("projects", "amount")),
    },
    "F2021": {
        "reg": ("regulations", ("issued", "repealed", "in_force")),
        "norm": ("normative_documents", ("issued", "repealed", "in_force")),
        "lic": ("licensing", ("decisions",)),
        "pun": ("penalties", ("decisions",)),
        "coe": ("coercive_measures", ("decisions",)),
        "fee": ("fees", ("amount",)),
    },
}
REVIEWS = [
    f"reviews/{row}/{column}"
    for row in ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    for column in ("upheld", "corrected", "other", "pending", "total")
]


@pytest.fixture(scope="module")
def opened():
    cases: dict[str, Case] = {}

    def open_(number: str) -> Case:
        if number not in cases:
            (path,) = (p for p in REAL.glob(f"{number}_*") if p.is_file())
            cases[number] = Case.open(path)
        return cases[number]

    return open_


def truth(name: str) -> dict[str, object]:
    """The figures of a truth file by address: a number, a text, or None for an empty cell."""
    data = json.loads((REAL / "truth" / name).read_text(encoding="utf-8"))
    figures: dict[str, object] = {}
    for key, values in data["t1"].items():
        row, columns = DISCLOSURE[data["fmt"]][key]
        values = values if isinstance(values, list) else [values]
        figures |= {f"disclosure/{row}/{c}": v for c, v in zip(columns, values, strict=True)}
    for key, values in zip(data["rows"], data["t2"], strict=True):
        figures |= {f"requests/{ROWS[key]}/{c}": v for c, v in zip(APPLICANTS, values, strict=True)}
    return figures | dict(zip(REVIEWS, data["t3"], strict=True))


def tallies(case: Case, rule: str) -> tuple[int, int, int]:
    t = case.result.checked[rule]
    return t.holds, t.broken, t.cannot_check


def found(case: Case, rule: str) -> list:
    return [f for f in case.result.findings if f.rule == rule]


@pytest.mark.parametrize("name", FILES)
def test_no_file_falls_and_none_has_an_error_by_mistake(name):
    case = Case.open(REAL / name)
    errors = {f.rule for f in case.result.findings if f.severity is Severity.ERROR}
    tables = {r for r in errors if r[:2] in ("T1", "T2", "T3", "TJ", "CE") or r.startswith("FMT")}
    wrong_template_and_empty = {"FMT-YEARTPL", "CEL-BLANK"}
    assert tables <= {"00": {"CEL-BLANK"}, "15": wrong_template_and_empty}.get(name[:2], set())
    if case.sheet.form is not None:
        assert case.result.cells.keys() == set(case.sheet.form.addresses)


@pytest.mark.parametrize(
    ("number", "name", "count"), [("01", "01_shanghai_fgt_2019.json", 198), ("04", "04_huaian_2024.json", 200)]
)  # fmt: skip
def test_every_figure(opened, number, name, count):
    figures = truth(name)
    sheet = opened(number).sheet
    assert sheet.facts.keys() == figures.keys()
    assert len(figures) == count
    for address, expected in figures.items():
        quantity = sheet.facts[address].quantity
        if expected is None:
            assert quantity.state is State.BLANK, address
        elif isinstance(expected, str):
            assert quantity.raw.strip() == expected, address
        else:
            assert quantity.value == Decimal(str(expected)), address


def test_01_blank_totals(opened):
    case = opened("01")
    assert case.sheet.form.key == "F2019"
    assert tallies(case, "T2-BAL") == (7, 0, 0)
    assert tallies(case, "T2-ROW") == (12, 0, 11)
    assert tallies(case, "T2-OUT") == (6, 0, 1)
    assert tallies(case, "T3-SUM") == (3, 0, 0)
    requests = [f for f in found(case, "CEL-BLANK") if f.addresses[0].startswith("requests/")]
    (blank,) = requests
    assert (blank.severity, blank.outcome) == (Severity.WARNING, Outcome.CANNOT_CHECK)
    assert blank.message.startswith(
        "表二有11行各列有数而“总计”空白，T2-OUT 1处、T2-ROW 11处无法核对"
    )
    assert len(blank.addresses) == 11
    assert all(case.result.cells[a] is CellState.CANNOT_CHECK for a in blank.addresses)
    (reviews,) = (f for f in found(case, "CEL-BLANK") if f.addresses[0].startswith("reviews/"))
    assert reviews.severity is Severity.INFO
    (unit,) = found(case, "CEL-UNIT")
    assert unit.addresses == ("disclosure/procurement/amount",)
    assert case.sheet.quantity("disclosure/procurement/amount").unit == "元"
    assert tallies(case, "T1-GPUNIT") == (1, 0, 0)


def test_04_every_identity_holds(opened):
    case = opened("04")
    assert case.sheet.form.key == "F2021"
    for rule, holds in (
        ("T2-ROW", 25),
        ("T2-OUT", 7),
        ("T2-BAL", 7),
        ("T3-SUM", 3),
        ("T1-IMPLPREV", 2),
    ):
        assert tallies(case, rule) == (holds, 0, 0)
    assert {
        (f.rule, f.severity)
        for f in case.result.findings
        if f.rule.startswith(("T1", "T2", "T3", "CEL", "FMT"))
    } == {("FMT-KAOHE", Severity.INFO), ("FMT-LEN", Severity.INFO)}


def test_15_the_form_of_another_year_left_empty(opened):
    case = opened("15")
    assert case.sheet.form.key == "F2019"
    (template,) = found(case, "FMT-YEARTPL")
    assert template.severity is Severity.ERROR
    assert {(f.severity, f.addresses[0].partition("/")[0]) for f in found(case, "CEL-BLANK")} == {
        (Severity.ERROR, "disclosure"),
        (Severity.ERROR, "requests"),
    }
    assert [f.severity for f in found(case, "FMT-TITLE")] == [Severity.INFO]


@pytest.mark.parametrize(("number", "rule"), [("24", "CEL-GLUE"), ("25", "CEL-DEDUP")])
def test_24_and_25_can_not_be_checked(opened, number, rule):
    case = opened(number)
    assert not any(f.quantity.is_number for f in case.sheet.facts.values())
    findings = found(case, rule)
    assert findings
    assert all(f.outcome is Outcome.CANNOT_CHECK for f in findings)
    arithmetic = {r.id for f in official_forms() for r in f.rules}
    assert all(
        (t.holds, t.broken) == (0, 0)
        for r, t in case.result.checked.items()
        if r in arithmetic or r in ("T1-DECSUM", "T1-GPUNIT")
    )
    assert set(case.result.cells.values()) == {CellState.CANNOT_CHECK}


def test_27_too_little_money_for_so_many_projects(opened):
    (finding,) = found(opened("27"), "T1-GPUNIT")
    assert finding.severity is Severity.WARNING
    assert "80618元，236个项目" in finding.message


def test_32_a_row_of_hubei_and_a_dash(opened):
    case = opened("32")
    (rows,) = found(case, "FMT-ROWS")
    assert rows.severity is Severity.INFO
    assert "增加1行" in rows.message
    (dash,) = found(case, "CEL-DASH")
    assert dash.addresses == ("disclosure/coercive_measures/decisions",)


def test_33_decisions_told_as_items_and_legal_blanks(opened):
    case = opened("33")
    (items,) = found(case, "T1-DECSUM")
    assert "22 + 1 = 23" in items.message
    assert "1168 + 173 = 1341" in items.message
    (blank,) = found(case, "CEL-BLANK")
    assert blank.severity is Severity.INFO
    assert tallies(case, "T2-ROW")[:2] == (4, 0)


@pytest.mark.parametrize(
    "number", ["08", "12", "15", "16", "17", "20", "24", "25", "27", "32", "33", "52"]
)
def test_a_file_that_breaks_off_is_said_to(opened, number):
    case = opened(number)
    cut = [f for f in case.result.findings if "中断" in f.message]
    assert [f.outcome for f in cut] == [Outcome.CANNOT_CHECK]
    assert found(case, "FMT-TAB") == []
    assert all(f.outcome is Outcome.CANNOT_CHECK for f in found(case, "FMT-CH"))


def test_57_the_form_of_fujian(opened):
    case = opened("57")
    assert case.sheet.form.key == "F2014_fujian"
    assert tallies(case, "TJF-SUM") == (6, 0, 0)
    assert tallies(case, "TJF-CELL") == (16, 0, 0)


def text_findings(case: Case) -> list[tuple[str, str]]:
    return sorted(
        (f.rule, str(f.severity))
        for f in case.result.findings
        if f.rule.startswith(("NT-", "NN-", "XT-", "PL-")) and f.outcome is Outcome.BROKEN
    )


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (
            "01",
            [("NN-SUM", "warning"), ("NT-OUT", "warning"), ("NT-OUT", "warning"), ("NT-RATE", "info"), ("NT-RATE", "warning"),
             ("PL-SETTLED", "warning")],
        ),
        ("04", []),
        ("08", []),
        ("16", []),
        ("17", [("XT-CHANGZHANG", "warning")]),
        ("20", [("NN-SUM", "info")]),
        ("24", [("NN-DUPPHRASE", "info")]),
        ("27", []),
        ("32", []),
        ("33", []),
        ("57", [("NN-SUM", "warning")]),
    ],
)  # fmt: skip
def test_what_the_texts_say(opened, number, expected):
    assert text_findings(opened(number)) == expected


def test_01_every_figure_of_the_text(opened):
    case = opened("01")
    by_text = {
        t.figure.text: (str(t.state), t.value) for t in case.ties if t.rule.startswith("NT-")
    }
    for text in (
        "859件",
        "805件",
        "18件",
        "72件",
        "35件",
        "158件",
        "7件",
        "9件",
        "13件",
        "60件",
        "0件",
    ):
        assert by_text[text][0] == "agrees", text
    assert by_text["258件"] == ("disagrees", 275)
    assert by_text["265件"] == ("disagrees", 337)
    assert by_text["33.9%"][0] == "disagrees"
    assert [by_text[p][0] for p in ("32.9%", "19.6%")] == ["agrees"] * 2
    messages = "\n".join(f.message for f in case.result.findings)
    assert "258 ÷ 805 = 32.0%" in messages
    assert "258 + 35 + 265 + 158 + 0 = 716，少于总数805件，少 89" in messages
    assert "（258恰为“（一）予以公开·自然人”一格）" in messages
    assert "（265恰为“1.本机关不掌握相关政府信息”一项）" in messages
    assert "行政复议尚未审结 2、行政诉讼（未经复议直接起诉）尚未审结 1" in messages


def test_04_every_tie_of_the_text_holds(opened):
    case = opened("04")
    assert {str(t.state) for t in case.ties} == {"agrees"}
    texts = {t.figure.text for t in case.ties}
    assert {"3119件", "3050件", "34件", "103件", "1件", "351件", "46件", "72件", "7件"} <= texts
    assert [f.amount for f in case.narrative.fees] == [3940]
    for rule in ("XT-FEE", "XT-FEE10", "XT-FEE-NONE", "NT-DOC"):
        assert tallies(case, rule)[:2] == (1, 0)
    assert tallies(case, "NT-REQ") == (4, 0, 0)
    assert tallies(case, "NT-RVLT") == (10, 0, 0)
    assert tallies(case, "NN-SUM") == (2, 0, 0)


def test_57_the_parts_of_the_text(opened):
    case = opened("57")
    assert tallies(case, "NT-RATE") == (2, 0, 0)
    assert tallies(case, "NN-SUM") == (1, 1, 0)
    (finding,) = found(case, "NN-SUM")
    assert finding.difference == -98
