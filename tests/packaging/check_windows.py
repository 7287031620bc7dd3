"""Try the Windows program under Wine: window, docx, PDF, console; compare with what Linux says.

Run by `make exe-windows-check`, which sets Wine's environment; not part of the test run. It shows
that the program works, not how it feels on Windows.
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.packaging.smoke import ROOT, audit, display, open_in_window, samples, scan_sample


def windows(path: Path) -> str:
    """The path as a program under Wine sees it."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


def check(build: Path) -> list[str]:
    """Return what is wrong, in sentences; print figures on the way."""
    wrong = []
    # Windows has its own; the one the shim builds from is a stand-in that must not travel.
    if any(build.rglob("ucrtbase.dll")):
        wrong.append("the shim's ucrtbase.dll is in the build")

    reports = samples()
    more = ROOT.parent / "shared" / "reports" / "real" / "04_huaian_2024.pdf"
    if more.exists():
        reports.append(more)
    seen = [windows(report) for report in reports]
    with tempfile.TemporaryDirectory() as folder, display() as env:
        note = Path(folder) / "note.json"
        start = time.monotonic()
        said = open_in_window(["wine", str(build / "Gouji.exe")], seen, env, note, windows(note))
        print(f"window with {len(reports)} reports: {time.monotonic() - start:.1f} s in all,", said)
        if said["platform"] != "windows" or sorted(said["opened"]) != sorted(seen):
            wrong.append(f"the window opened {said['opened']} on {said['platform']}")

        start = time.monotonic()
        out = Path(folder) / "out"
        out.mkdir()
        there = audit(["wine", str(build / "gouji-cli.exe")], [*seen, "--docx", windows(out)], env)
        print(f"audit of the same: {time.monotonic() - start:.1f} s, exit {there.code},")
        written = sorted(file.name for file in out.iterdir())
        print(f"  {there.findings()} findings, wrote {written}")
        if any((build / "_internal").glob("rapidocr")):
            wrong += check_scan(build, env)
        else:
            print("built without recognition")
    here = audit([sys.executable, str(ROOT / "main.py")], [str(report) for report in reports], env)
    if there.code != here.code:
        wrong.append(f"exit code {there.code}, on Linux {here.code}")
    if there.reports() != here.reports():
        wrong.append("the JSON differs from that on Linux")
    if said["findings"] != there.findings():
        wrong.append(f"findings in the window {said['findings']}, audited {there.findings()}")
    if not written:
        wrong.append("no corrected docx was written")
    return wrong


def check_scan(build: Path, env: dict[str, str]) -> list[str]:
    """The figures of the scan as Windows and Linux read them; how surely may differ in the last digit."""
    start = time.monotonic()
    there = audit(["wine", str(build / "gouji-cli.exe")], [windows(scan_sample())], env)
    print(f"scan: {time.monotonic() - start:.1f} s, exit {there.code}")
    here = audit([sys.executable, str(ROOT / "main.py")], [str(scan_sample())], env)
    values = [
        {fact["address"]: fact["value"] for fact in report["facts"]}
        for result in (there, here)
        for report in result.reports()
    ]
    return (
        [] if len(values) == 2 and values[0] == values[1] != {} else ["the scan is read otherwise"]
    )


if __name__ == "__main__":
    faults = check(Path(sys.argv[1]))
    print("\n".join(faults) or "the Windows program agrees with Linux")
    sys.exit(bool(faults))
