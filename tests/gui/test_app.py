"""The program as it is started: main.py in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from gui.faults import FAULT_IN_SMOKE, FaultHandler
from tests.gui import reports

ROOT = Path(__file__).parents[2]


def start(tmp_path: Path, *files: Path) -> dict[str, object]:
    target = tmp_path / "smoke.json"
    environment = os.environ | {
        "GOUJI_SMOKE": str(target),
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
    }
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *map(str, files)],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert not target.with_name(target.name + ".tmp").exists()
    said: dict[str, object] = json.loads(target.read_text("utf-8"))
    return said


def test_smoke_with_reports(tmp_path: Path) -> None:
    first = reports.write(reports.with_errors(reports.report()), tmp_path, "docx", "甲")
    second = reports.write(reports.report("F2019"), tmp_path, "text", "乙")
    bad = tmp_path / "坏.pdf"
    bad.write_bytes(b"")
    said = start(tmp_path, first, second, bad)
    assert said["opened"] == [str(first), str(second)]
    assert said["formats"] == ["F2021", "F2019"]
    assert isinstance(said["findings"], int)
    assert said["findings"] >= 3
    assert said["platform"] == "offscreen"
    assert isinstance(said["seconds_to_window"], float)
    assert said["seconds_to_window"] > 0
    assert list(said["unreadable"]) == [str(bad)]  # type: ignore[call-overload]


def test_smoke_without_reports(tmp_path: Path) -> None:
    said = start(tmp_path)
    assert said["opened"] == []


def test_the_window_shows_before_anything_heavy_is_imported() -> None:
    code = (
        "import sys, gui.app\n"
        "heavy = {'pandas', 'pdfplumber', 'pdfminer', 'docx', 'lxml', 'pypdfium2', 'opencc', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_audit_goes_to_the_command_line(tmp_path: Path) -> None:
    path = reports.write(reports.with_errors(reports.report()), tmp_path)
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "audit", str(path), "--json", "-"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["reports"][0]["format"] == "F2021"


def test_a_fault_ends_the_self_test(
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    codes: list[int] = []
    monkeypatch.setenv("GOUJI_SMOKE", "anywhere.json")
    monkeypatch.setattr(QApplication, "exit", codes.append)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(tmp_path))
    handler = FaultHandler()
    handler.handle(
        ValueError, ValueError("something"), None
    )  # opens no dialog: that would fail here
    assert codes == [FAULT_IN_SMOKE]
    assert "ValueError: something" in capsys.readouterr().err


def test_a_fault_is_shown_once_and_the_program_lives(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box.detailedText()))
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(tmp_path))
    handler = FaultHandler()
    for _ in range(3):
        try:
            raise ValueError("试验")
        except ValueError as error:
            handler.handle(ValueError, error, error.__traceback__)
    assert len(shown) == 1
    assert "ValueError: 试验" in shown[0]
    logs = list(tmp_path.rglob("errors.log"))
    assert len(logs) == 1
    assert "ValueError: 试验" in logs[0].read_text("utf-8")
