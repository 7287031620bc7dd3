"""The word processors of this machine, as converters of a file to docx.

LibreOffice is asked first: it can be given a profile of its own, and can be ended. Word and WPS
(Windows only) are asked through COM by a small PowerShell script, so that no extra library is needed.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.readers.convert_process import Hung, run

__all__ = ["TIME_LIMIT", "CannotConvert", "NoConverter", "Source", "TakesTooLong", "to_docx"]

TIME_LIMIT = 90.0
"""Seconds a converter has for a file. LibreOffice takes one for a report, Word ten at its first start."""


@dataclass(frozen=True, slots=True)
class Source:
    """A format to convert from: what such files end with, and LibreOffice's name of its filter (or it
    would take damaged files for text)."""

    suffix: str
    filter: str


class CannotConvert(Exception):
    """The converter gave nothing; the file may be damaged."""


class TakesTooLong(CannotConvert):
    """The converter was ended at the time limit."""


class NoConverter(CannotConvert):
    """There is no converter on this machine."""


@dataclass(frozen=True, slots=True)
class Converter:
    """`convert(source, target, folder)` writes `target`; `folder` is private to it."""

    name: str
    convert: Callable[[Path, Path, Path], None]


def to_docx(data: bytes, format: Source) -> bytes:
    """`data`, the bytes of a file of that format, as a docx.

    Every converter of the machine is tried until one gives a file. Raises CannotConvert.
    """
    found = converters(format)
    if not found:
        raise NoConverter
    problem: CannotConvert = CannotConvert()
    for converter in found:
        with tempfile.TemporaryDirectory(prefix="gouji-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            source, target = folder / f"report{format.suffix}", folder / "made" / "report.docx"
            source.write_bytes(data)
            target.parent.mkdir()
            try:
                converter.convert(source, target, folder)
                return target.read_bytes()
            except Hung:
                problem = TakesTooLong()
            except OSError:
                pass  # it can't be started, or it made nothing
    raise problem


def converters(format: Source) -> list[Converter]:
    """What this machine has for a format, in the order in which it is asked."""
    found: list[Converter] = []
    if program := _soffice():
        found.append(Converter("LibreOffice", partial(_by_libreoffice, program, format.filter)))
    found += [
        Converter(name, partial(_by_automation, key))
        for name, key in _AUTOMATION
        if _is_registered(key)
    ]
    return found


# ---------------------------------------------------------------------------------------------------
# LibreOffice

# Nothing is fetched that a document links to, no macro runs, no window asks anything.
_PROFILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


def _by_libreoffice(program: str, filter: str, source: Path, target: Path, folder: Path) -> None:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    run(
        [
            program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
            "--nologo", "--nodefault", f"--infilter={filter}", "--convert-to", "docx:MS Word 2007 XML",
            "--outdir", str(target.parent), str(source),
        ],
        TIME_LIMIT,
    )  # fmt: skip


def _soffice() -> str | None:
    places = [
        Path(root, "LibreOffice", "program", name)
        for variable in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)")
        if (root := os.environ.get(variable))
        for name in ("soffice.com", "soffice.exe")  # .com waits for the end
    ]
    places.append(Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"))
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((str(p) for p in places if p.is_file()), None)


# ---------------------------------------------------------------------------------------------------
# Word and WPS

_AUTOMATION = (
    ("Word", "Word.Application"),
    ("WPS 文字", "KWPS.Application"),
    ("WPS 文字", "wps.Application"),
)

# A word processor started through COM is no child of ours. What this script started it has ended by a
# second one: when the first is over or was ended, at the time limit at the latest. Where COM hands out
# the word processor the auditor is working with (WPS may), only our document is closed again.
_SCRIPT = """\
$ErrorActionPreference = 'Stop'
$names = 'winword', 'wps', 'et', 'wpsoffice'
$before = @(Get-Process $names -ErrorAction SilentlyContinue | ForEach-Object Id)
$app = New-Object -ComObject $env:GOUJI_APPLICATION
$ours = @(Get-Process $names -ErrorAction SilentlyContinue | Where-Object { $before -notcontains $_.Id } | ForEach-Object Id)
if ($ours.Count -gt 0) {
    $watch = "try { Wait-Process -Id $PID -Timeout $env:GOUJI_SECONDS -ErrorAction Stop } catch { }; Start-Sleep 2; Stop-Process -Id $($ours -join ',') -Force -ErrorAction SilentlyContinue"
    Start-Process powershell.exe -WindowStyle Hidden -ArgumentList '-NoProfile', '-NonInteractive', '-Command', $watch
}
try { $app.DisplayAlerts = 0 } catch { }
try { $app.AutomationSecurity = 3 } catch { }
$document = $app.Documents.Open($env:GOUJI_SOURCE, $false, $true, $false, '?')
try {
    try { $document.SaveAs2($env:GOUJI_TARGET, 12) } catch { $document.SaveAs([ref]$env:GOUJI_TARGET, [ref]12) }
} finally {
    $document.Close($false)
    if ($ours.Count -gt 0) { $app.Quit() }
}
"""


def _by_automation(key: str, source: Path, target: Path, folder: Path) -> None:
    script = folder / "convert.ps1"
    script.write_text(_SCRIPT, "utf-8-sig")
    run(
        [
            "powershell.exe", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass",
            "-File", str(script),
        ],
        TIME_LIMIT,
        {
            "GOUJI_APPLICATION": key, "GOUJI_SOURCE": str(source), "GOUJI_TARGET": str(target),
            "GOUJI_SECONDS": str(int(TIME_LIMIT)),
        },
        alone=True,
    )  # fmt: skip


def _is_registered(key: str) -> bool:
    """Whether there is a COM class of this name: nothing is started to find out."""
    if sys.platform != "win32":
        return False
    import winreg

    try:
        winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, rf"{key}\CLSID").Close()
    except OSError:
        return False
    return True
