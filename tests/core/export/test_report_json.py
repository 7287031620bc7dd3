"""The JSON is a contract: its keys, its types, its decimal strings."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

from core.case import Case, Edit, EditKind
from core.document import CellAnchor, Reading
from core.export.report_json import payload, report_dict, suggested, unreadable_dict
from core.facts import Fact, FactSheet, Title
from core.finding import Change, CheckResult, Finding, Outcome, Severity, Suggestion, Tally
from core.quantity import parse_quantity
from tests.generator.checks import Specimen


def case_of(facts=(), findings=(), checked=None, title=None):
    sheet = FactSheet(
        title or Title(), None, "F2019", MappingProxyType({f.address: f for f in facts})
    )
    return SimpleNamespace(
        path=Path("年报.docx"),
        sheet=sheet,
        result=CheckResult(tuple(findings), checked or {}),
        ties=(),
    )


def fact(text, anchor=None):
    return Fact("disclosure/fees/amount", "表一 行政事业性收费", parse_quantity(text), anchor)


def test_a_fact():
    anchor = CellAnchor(0, 13, 1)
    (made,) = report_dict(case_of([fact("12.50万元", anchor)]))["facts"]
    assert made == {
        "address": "disclosure/fees/amount", "label": "表一 行政事业性收费", "raw": "12.50万元",
        "state": "number", "value": "12.50", "unit": "万元", "where": "表格1 第14行第2格",
    }  # fmt: skip
    for text, state in (("", "blank"), ("/", "dash"), ("1,23", "unreadable")):
        (made,) = report_dict(case_of([fact(text)]))["facts"]
        assert (made["state"], made["value"], made["unit"], made["where"]) == (
            state,
            None,
            None,
            "",
        )


def test_a_fact_that_was_recognised():
    read = replace(
        fact("3"), reading=Reading(0.6251, True, ("8",)), decoded_by=frozenset({"T2-ROW"})
    )
    (made,) = report_dict(case_of([read]))["facts"]
    assert made["reading"] == {"confidence": "0.625", "doubtful": True, "alternatives": ["8"]}
    assert made["decoded_by"] == ["T2-ROW"]


def test_a_suggestion_about_the_reading_says_so():
    change = Change("disclosure/fees/amount", "3", "8")
    ways = (Suggestion((change,), "识别存疑", is_reading=True), Suggestion((change,), "多写一位"))
    finding = Finding("T2-ROW", Severity.WARNING, Outcome.BROKEN, "…", suggestions=ways)
    (made,) = report_dict(case_of(findings=[finding]))["findings"]
    assert [s.get("is_reading") for s in made["suggestions"]] == [True, None]


def test_values_never_have_an_exponent():
    for value, said in (
        ("1E+3", "1000"), ("1E-7", "0.0000001"), ("-302", "-302"), ("0.00", "0.00"), ("1" * 30, "1" * 30),
    ):  # fmt: skip
        finding = Finding("T2-BAL", Severity.ERROR, Outcome.BROKEN, "…", left=Decimal(value))
        (made,) = report_dict(case_of(findings=[finding]))["findings"]
        assert (made["left"], made["right"], made["difference"]) == (said, None, None)


def test_a_finding():
    finding = Finding(
        "T2-BAL", Severity.ERROR, Outcome.BROKEN, "3119 + 34 ≠ 3050 + 102，差 1", ("a", "b"),
        left=Decimal(3153), right=Decimal(3152), difference=Decimal(1),
        suggestions=(Suggestion((Change("a", "3119", "3118"),), "少一"),),
    )  # fmt: skip
    other = Finding("T3-SUM", Severity.WARNING, Outcome.CANNOT_CHECK, "空白")
    made = report_dict(case_of(findings=[finding, other], checked={"T2-BAL": Tally(6, 1, 0)}))
    assert made["findings"][0] == {
        "rule": "T2-BAL", "severity": "error", "outcome": "broken",
        "message": "3119 + 34 ≠ 3050 + 102，差 1", "addresses": ["a", "b"],
        "left": "3153", "right": "3152", "difference": "1",
        "suggestions": [{"changes": [{"address": "a", "from": "3119", "to": "3118"}], "why": "少一"}],
    }  # fmt: skip
    assert [f["rule"] for f in made["findings"]] == ["T2-BAL", "T3-SUM"]
    assert made["findings"][1]["outcome"] == "cannot_check"
    assert made["checked"] == {"T2-BAL": {"holds": 6, "broken": 1, "cannot_check": 0}}


def test_an_unreadable_file_and_the_whole():
    lost = unreadable_dict(Path("a.pdf"), "这是扫描件。")
    good = report_dict(case_of(title=Title("清河县2024年…", "清河县", 2024)))
    assert (good["title"], good["unit"], good["year"], good["unreadable"]) == (
        "清河县2024年…", "清河县", 2024, None,
    )  # fmt: skip
    assert lost == dict.fromkeys(good) | {
        "path": "a.pdf", "title": "", "unit": "", "facts": [], "findings": [], "checked": {},
        "unreadable": "这是扫描件。",
    }  # fmt: skip
    assert list(lost) == list(good)
    whole = payload([good, lost])
    assert json.loads(json.dumps(whole, ensure_ascii=False)) == {
        "schema": 1,
        "reports": [good, lost],
    }


def test_a_real_case_with_edits(tmp_path):
    specimen = Specimen("F2021", "docx", 1, figures_in_text=True)
    case = Case.open(specimen.write(tmp_path, specimen.laid_out()))
    address = "requests/received/total"
    case.set_edits({address: Edit("99999", EditKind.MISREAD)})
    made = report_dict(case)
    assert [f["address"] for f in made["facts"]] == list(case.sheet.form.addresses)
    (edited,) = (f for f in made["facts"] if f["address"] == address)
    assert (edited["raw"], edited["value"]) == ("99999", "99999")
    assert made["format"] == "F2021"
    broken = {f["rule"] for f in made["findings"] if f["outcome"] == "broken"}
    assert {"T2-BAL", "T2-ROW"} <= broken
    assert made["checked"]["T2-BAL"]["broken"] == 1
    json.dumps(made)


def test_a_broken_case_says_what_would_repair_it(tmp_path):
    """One total is wrong, and two of its sums say by how much."""
    specimen = Specimen("F2021", "docx", 1, figures_in_text=True)
    case = Case.open(specimen.write(tmp_path, specimen.laid_out()))
    assert not any(f["suggestions"] for f in report_dict(case)["findings"])
    address = "requests/concluded_total/natural_person"
    right = case.sheet.quantity(address).raw
    wrong = str(int(right) + 3)
    case.set_edits({address: Edit(wrong)})
    broken = [f for f in report_dict(case)["findings"] if address in f["addresses"]]
    assert {"T2-BAL", "T2-OUT", "T2-ROW"} == {f["rule"] for f in broken}
    for finding in broken:
        best = finding["suggestions"][0]
        assert best["changes"] == [{"address": address, "from": wrong, "to": right}]
        assert f"{wrong} → {right}" in best["why"]
    # the case itself is as it was
    assert not any(f.suggestions for f in case.result.findings)
    json.dumps(broken)


def test_suggestions_in_words():
    def said(*ways):
        return suggested({"suggestions": [{"changes": [], "why": w} for w in ways]})

    assert said() == []
    assert said("3 → 2") == ["疑似应为：3 → 2"]
    assert said("3 → 2", "2 → 3") == ["疑似应为以下之一：", "1. 3 → 2", "2. 2 → 3"]
