"""Verdicts: they survive closing, follow their finding, and are never half written."""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, datetime

import pytest

from core.case import Case, Edit
from core.finding import Outcome
from core.store import CaseVerdicts, Store, StoreError
from core.verdicts import Verdict, VerdictKind, finding_id, report_identity, verdict_dict
from tests.generator.layout import Layout
from tests.generator.report import generate, lay_out
from tests.generator.samples import form_named
from tests.generator.text import write_text

CONFIRMED = Verdict(VerdictKind.CONFIRMED, at=datetime(2026, 1, 5, 9, 0, tzinfo=UTC))
EXPLAINED = Verdict(VerdictKind.EXPLAINED, "口径不同，已与填报单位核实", CONFIRMED.at)
CELL = "requests/granted/total"


@pytest.fixture
def report(tmp_path):
    """A text report with one wrong figure."""
    made = generate(form_named("F2021"), random.Random(4))
    wrong = made.with_figures({CELL: made.figures[CELL] + 7})
    path = tmp_path / "年报.txt"
    write_text(lay_out(wrong, Layout("text"), random.Random(4)), path, random.Random(4))
    return path


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "data")
    yield opened
    opened.close()


def broken(case: Case, rule: str = "T2-ROW"):
    return next(f for f in case.result.findings if f.rule == rule and f.outcome is Outcome.BROKEN)


def marked(path, store, verdict=EXPLAINED):
    case = Case.open(path)
    CaseVerdicts(case, store).set(broken(case), verdict)
    return case


def test_a_verdict_is_there_when_the_report_is_opened_again(report, tmp_path):
    store = Store(tmp_path / "data")
    marked(report, store)
    store.close()

    again = Store(tmp_path / "data")
    case = Case.open(report)
    verdicts = CaseVerdicts(case, again)
    assert verdicts(broken(case)) == EXPLAINED
    assert [f for f in case.result.findings if verdicts(f)] == [broken(case)]
    again.close()


def test_it_follows_the_report_to_another_place_and_encoding(report, store, tmp_path):
    marked(report, store)
    text = report.read_bytes().decode("utf-8")
    for name, data in (("moved.txt", report.read_bytes()), ("gbk.txt", text.encode("gb18030"))):
        copy = tmp_path / name
        copy.write_bytes(data)
        case = Case.open(copy)
        assert CaseVerdicts(case, store)(broken(case)) == EXPLAINED


def test_it_follows_the_file_when_its_text_is_read_otherwise(report, store):
    """A later version of the program may read more of a file."""
    case = marked(report, store)
    identity = report_identity(case)
    other = type(identity)(identity.file, "t" + "0" * 64)
    assert store.verdicts(other) == {finding_id(case, broken(case)): EXPLAINED}


def test_counters_of_a_page_are_no_content(report, store):
    marked(report, store)
    report.write_bytes(report.read_bytes() + "\n浏览次数:128".encode())
    case = Case.open(report)
    assert CaseVerdicts(case, store)(broken(case)) == EXPLAINED


def test_it_is_not_another_reports(report, store):
    marked(report, store)
    text = report.read_bytes().decode("utf-8")
    report.write_bytes(
        text.replace("完善", "健全").replace("畅通", "疏通").encode() + "另".encode()
    )
    case = Case.open(report)
    assert CaseVerdicts(case, store)(broken(case)) is None


def test_it_goes_with_the_figure_and_comes_back_with_it(report, store):
    case = Case.open(report)
    verdicts = CaseVerdicts(case, store)
    verdicts.set(broken(case), CONFIRMED)
    case.set_edits({CELL: Edit("999999")})
    assert verdicts(broken(case)) is None
    case.set_edits({CELL: None})
    assert verdicts(broken(case)) == CONFIRMED


def test_a_verdict_can_be_changed_and_taken_back(report, store, tmp_path):
    case = Case.open(report)
    verdicts = CaseVerdicts(case, store)
    verdicts.set(broken(case), CONFIRMED)
    verdicts.set(broken(case), EXPLAINED)
    assert CaseVerdicts(case, store)(broken(case)) == EXPLAINED
    verdicts.set(broken(case), None)
    assert verdicts(broken(case)) is None
    assert CaseVerdicts(case, store)(broken(case)) is None
    assert store.verdicts(verdicts.identity) == {}


def test_findings_of_the_text_are_known_by_what_they_quote(report, store):
    case = Case.open(report)
    ids = [finding_id(case, f) for f in case.result.findings]
    assert len(set(ids)) == len(set(case.result.findings))


def test_without_a_store_verdicts_last_as_long_as_the_window(report):
    case = Case.open(report)
    verdicts = CaseVerdicts(case)
    verdicts.set(broken(case), CONFIRMED)
    assert verdicts(broken(case)) == CONFIRMED


def test_an_explanation_needs_its_reason():
    with pytest.raises(ValueError, match="理由"):
        Verdict(VerdictKind.EXPLAINED, "  ")
    assert Verdict.now(VerdictKind.NOT_A_FAULT).reason == ""
    assert Verdict.now(VerdictKind.EXPLAINED, " 口径 ").reason == "口径"


def test_what_the_json_says():
    assert verdict_dict(EXPLAINED) == {
        "kind": "explained",
        "reason": "口径不同，已与填报单位核实",
        "at": "2026-01-05T09:00:00+00:00",
    }


# ---- the file


def test_a_change_is_written_whole_or_not_at_all(report, store, monkeypatch):
    """The two rows of a verdict are one transaction."""
    case = marked(report, store, CONFIRMED)
    identity = report_identity(case)
    calls = []

    class Failing:
        def __init__(self, real):
            self.real = real

        def execute(self, sql, values=()):
            if sql.startswith("INSERT"):
                calls.append(values)
                if len(calls) == 2:
                    raise sqlite3.OperationalError("disk I/O error")
            return self.real.execute(sql, values)

    with monkeypatch.context() as patched:
        patched.setattr(store, "_connection", Failing(store._connection))
        with pytest.raises(StoreError, match="读写失败"):
            CaseVerdicts(case, store).set(broken(case), EXPLAINED)
    assert len(calls) == 2
    assert set(store.verdicts(identity).values()) == {CONFIRMED}
    marked(report, store, EXPLAINED)  # and it can be written afterwards
    assert set(store.verdicts(identity).values()) == {EXPLAINED}


def test_two_programs_share_a_folder(report, tmp_path):
    one, two = Store(tmp_path / "data"), Store(tmp_path / "data")
    case = marked(report, one)
    assert CaseVerdicts(case, two)(broken(case)) == EXPLAINED
    one.close()
    two.close()


def test_a_broken_file_is_moved_aside(tmp_path, report):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "gouji.sqlite3").write_bytes(b"no database" * 1000)
    store = Store(folder)
    assert "损坏" in store.notes[0]
    assert (folder / "gouji-损坏-1.sqlite3").read_bytes() == b"no database" * 1000
    marked(report, store)
    store.close()


def test_a_file_of_a_later_version_is_left_alone(tmp_path):
    Store(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "gouji.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="更新版本"):
        Store(tmp_path)


def test_a_folder_that_can_not_be_made(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="建不了"):
        Store(tmp_path / "data")
