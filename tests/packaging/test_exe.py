"""The built program opens reports in its window and audits them on the console.

Building takes minutes, so the plain test run only tries a build that is there and newer than the
sources. `make exe-test` builds first, and then nothing is skipped: it names the build in
GOUJI_EXE.
"""

import os
import sys
from pathlib import Path

import pytest

from tests.packaging.smoke import ROOT, audit, display, open_in_window, samples, scan_sample

pytestmark = pytest.mark.packaging

SUFFIX = ".exe" if sys.platform == "win32" else ""
SOURCES = ("main.py", "build.spec", "requirements.txt", "core", "gui", "resources")


def newest_source() -> float:
    files = (
        file
        for source in SOURCES
        for file in ((ROOT / source).rglob("*") if (ROOT / source).is_dir() else [ROOT / source])
        if file.is_file() and "__pycache__" not in file.parts
    )
    return max(file.stat().st_mtime for file in files)


@pytest.fixture(scope="module")
def build() -> Path:
    """The folder of the build."""
    asked = os.environ.get("GOUJI_EXE")
    folder = (ROOT / asked).resolve() if asked else ROOT / "dist" / "Gouji"
    program = folder / f"Gouji{SUFFIX}"
    if not asked:
        if not program.exists():
            pytest.skip("no build in dist/ (make exe-test makes one and tries it)")
        if program.stat().st_mtime < newest_source():
            pytest.skip("the build in dist/ is older than the sources (make exe-test)")
    assert program.exists()
    return folder


def test_window_opens_every_kind_of_report(build: Path, tmp_path: Path) -> None:
    reports = [str(sample) for sample in samples()]
    console = str(build / f"gouji-cli{SUFFIX}")
    with display() as env:
        note = open_in_window(
            [str(build / f"Gouji{SUFFIX}")],
            reports,
            env,
            tmp_path / "note.json",
            str(tmp_path / "note.json"),
        )
    assert sorted(note["opened"]) == sorted(reports)
    assert note["platform"] == {"linux": "xcb", "win32": "windows", "darwin": "cocoa"}[sys.platform]
    audited = audit([console], reports, env)
    assert note["findings"] == audited.findings() > 0
    assert sorted(note["formats"]) == sorted(
        report["format"] for report in audited.answer["reports"]
    )


def test_console_program_says_what_the_sources_say(build: Path, tmp_path: Path) -> None:
    reports = [str(sample) for sample in samples()]
    env = {**os.environ, "PYTHONUTF8": "1"}
    built = audit([str(build / f"gouji-cli{SUFFIX}")], [*reports, "--docx", str(tmp_path)], env)
    sources = audit([sys.executable, str(ROOT / "main.py")], reports, env)
    assert built.code == sources.code == 1, built.said
    assert built.answer == sources.answer
    assert list(tmp_path.glob("*.docx")), "no corrected docx was written"


def test_scans_are_recognised_or_said_not_to_be(build: Path) -> None:
    command = [str(build / f"gouji-cli{SUFFIX}")]
    result = audit(command, [str(scan_sample())], {**os.environ, "PYTHONUTF8": "1"})
    (report,) = result.answer["reports"]
    if any(build.rglob("rapidocr")):
        assert result.code == 1, result.said
        assert len(report["facts"]) == 200
    else:
        assert result.code == 2
        assert "没有安装文字识别组件" in report["unreadable"]


def test_console_program_goes_on_past_an_unreadable_file(build: Path, tmp_path: Path) -> None:
    empty = tmp_path / "空.docx"
    empty.touch()
    report = str(samples()[0])  # audited all the same
    result = audit([str(build / f"gouji-cli{SUFFIX}")], [str(empty), report], dict(os.environ))
    assert result.code == 2
    unreadable = [bool(entry["unreadable"]) for entry in result.answer["reports"]]
    assert sorted(unreadable) == [False, True]
