"""Start a built program on reports and see what it did.

Shared by the tests of the program built for this system and the check of the Windows one under
Wine; `command` is the program, with `wine` before it there.
"""

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Guards against a program that hangs; far above what any machine needs.
PATIENCE_S = 240


@contextmanager
def display() -> Iterator[dict[str, str]]:
    """An environment with a screen of its own: a fresh Xvfb on Linux, the desktop elsewhere."""
    env = {**os.environ, "PYTHONUTF8": "1"}
    env.pop("QT_QPA_PLATFORM", None)
    if sys.platform != "linux":
        yield env
        return
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[writer],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        ready, _, _ = select.select([reader], [], [], PATIENCE_S)
        number = os.read(reader, 16).decode().strip() if ready else ""
        if not number:
            raise RuntimeError("Xvfb gave no display")
        env.pop("WAYLAND_DISPLAY", None)
        env["DISPLAY"] = f":{number}"
        yield env
    finally:
        os.close(reader)
        server.terminate()
        server.wait()


def open_in_window(
    command: Sequence[str], reports: Sequence[str], env: Mapping[str, str], note: Path, as_seen: str
) -> dict[str, Any]:
    """Open `reports` in the windowed program and return the note it writes before it quits.

    `note` is where the note appears, `as_seen` the same path as the program sees it.
    """
    process = run([*command, *reports], {**env, "GOUJI_SMOKE": as_seen})
    if not note.exists():
        raise AssertionError(f"no note; exit {process.returncode}\n{text(process.stderr)}")
    return json.loads(note.read_text("utf-8"))


def audit(command: Sequence[str], arguments: Sequence[str], env: Mapping[str, str]) -> "Audit":
    """Audit with the console program; its JSON is taken from standard output."""
    process = run([*command, "audit", *arguments, "--json", "-"], env)
    return Audit(process)


class Audit:
    """What an audit answered: exit code, JSON, what was said on standard error."""

    def __init__(self, process: "subprocess.CompletedProcess[bytes]") -> None:
        self.code = process.returncode
        self.said = text(process.stderr)
        try:
            self.answer: dict[str, Any] = json.loads(text(process.stdout))
        except ValueError as error:
            raise AssertionError(
                f"no JSON; exit {self.code}\n{text(process.stdout)}\n{self.said}"
            ) from error

    def reports(self) -> list[dict[str, Any]]:
        """The reports without the paths, which differ from system to system."""
        return [{**report, "path": None} for report in self.answer["reports"]]

    def findings(self) -> int:
        return sum(len(report["findings"]) for report in self.answer["reports"])


def run(command: Sequence[str], env: Mapping[str, str]) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:  # as when it waits for an answer to its fault
        raise AssertionError(f"{command[0]} hung\n{text(error.stderr or b'')}") from None


def text(output: bytes) -> str:
    return output.decode("utf-8", "replace")


def scan_sample() -> Path:
    return ROOT / "resources" / "samples" / "yunxi_2024_scan.pdf"


def samples() -> list[Path]:
    """The reports that ship with the program and those of the tests in old formats: one or more of every
    kind that it reads by itself. Scans are apart: a build may be without recognition."""
    shipped = ROOT / "resources" / "samples"
    kinds = {".docx", ".pdf", ".html", ".txt"}
    found = sorted(
        file for file in shipped.iterdir() if file.suffix in kinds and file != scan_sample()
    )
    assert {file.suffix for file in found} == kinds
    old = ROOT / "tests" / "core" / "readers" / "samples"
    found += [old / "qinghe_2024.doc", old / "qinghe_2024.xls"]
    return found
