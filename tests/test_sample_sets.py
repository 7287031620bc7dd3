"""The sets of resources/samples: what stands between their reports is found, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.case import Case
from core.finding import Outcome, Severity
from core.resources import resource_dir
from core.rollup import check_rollup, guess_rollup
from core.series import audit_series, offered_names
from core.units import unit_of
from tests.generator.samples_sets import EXPECTED, laid_out_sets, write_sets

SAMPLES = resource_dir() / "samples"
FILES = [(folder, name) for folder, reports in laid_out_sets().items() for name in reports]


def opened(folder: str) -> list[Case]:
    return [Case.open(path) for path in sorted((SAMPLES / folder).iterdir())]


def told(findings) -> list[tuple[str, int, int]]:
    return sorted((f.rule, f.left, f.right) for f in findings)


def test_they_are_written_the_same_every_time(tmp_path):
    written = write_sets(tmp_path)
    committed = sorted(p for f in EXPECTED for p in (SAMPLES / f).iterdir())
    assert sorted(p.relative_to(tmp_path) for p in written) == [
        p.relative_to(SAMPLES) for p in committed
    ]
    for path in committed:
        again = tmp_path / path.relative_to(SAMPLES)
        assert again.read_bytes() == path.read_bytes(), f"run make samples: {path.name}"


@pytest.mark.parametrize(("folder", "name"), FILES)
def test_each_report_is_read_and_agrees_with_itself(folder, name):
    case = Case.open(SAMPLES / folder / name)
    truth = laid_out_sets()[folder][name].truth
    assert {a: f.quantity.value for a, f in case.sheet.facts.items()} == {
        a: p.value for a, p in truth.items()
    }
    broken = [f.rule for f in case.result.findings if f.outcome is Outcome.BROKEN]
    assert broken == (["NN-SUM"] if name == "baiheng_2024.docx" else [])


def test_years():
    cases = opened("years")
    (finding,) = audit_series(cases).findings
    assert told([finding]) == EXPECTED["years"]
    assert finding.severity is Severity.ERROR
    assert "其中自然人 6 ≠ 5" in finding.message


def test_the_longer_name_is_offered_and_not_taken_for_granted():
    cases = opened("years")
    (offer,) = offered_names(cases)
    assert set(offer.names) == {"砚川县", "砚川县人民政府"}
    assert len({unit_of(n).name for n in offer.names}) == 2
    one = audit_series(cases, same=[offer.names])
    assert [s.reports.keys() for s in one.series] == [{2022, 2023, 2024}]
    assert told(one.findings) == EXPECTED["years"]  # 2022 to 2023 all is well
    assert one.checked["XY-CARRY"].holds == 1


def test_rollup():
    cases = opened("rollup")
    (guess,) = guess_rollup(cases)
    assert guess.total.path.name == "baiheng_2024.docx"
    assert len(guess.members) == 4
    result = check_rollup(guess.total, guess.members, complete=True)
    assert told(result.findings) == EXPECTED["rollup"]
    refused = [f for f in result.findings if f.rule == "XU-SUM"]
    assert all("白蘅县民政局" in f.message for f in refused)
    assert {d.address.rpartition("/")[0] for f in refused for d in f.differences} == {
        "requests/granted", "requests/unavailable_not_held",
    }  # fmt: skip


def test_the_command_line_compares_the_years(capsys):
    from core.cli import main

    assert main([str(SAMPLES / "years")]) == 1
    assert "XY-CARRY" in capsys.readouterr().out


def test_they_are_small():
    assert all(p.stat().st_size < 40_000 for f in EXPECTED for p in Path(SAMPLES / f).iterdir())
