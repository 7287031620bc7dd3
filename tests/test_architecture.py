"""The house rules that a machine can check: what may import what (pyproject.toml, importlinter)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _copy(tmp_path: Path) -> Path:
    for name in ("core", "gui"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_keep_to_the_contract():
    result = _lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "violation"),
    [
        ("core/recognise/labels.py", "import gui.session"),
        ("core/export/__init__.py", "from PySide6 import QtCore"),
        ("core/document.py", "import core.facts"),
        ("core/rules/check.py", "import core.case"),
        ("core/readers/dispatch.py", "import core.recognise"),
    ],
)
def test_a_planted_violation_is_caught(tmp_path, module, violation):
    folder = _copy(tmp_path)
    with (folder / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{violation}\n")
    result = _lint(folder)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout
