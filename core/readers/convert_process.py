"""Another program run on a file: with a limit on its time, and never outliving who asked for it.

A word processor starts processes of its own, so what is ended is always the whole tree: at the time
limit, when the caller is interrupted, and when the caller itself is killed (the window does that to
its reading process when the auditor cancels).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress

__all__ = ["Hung", "run"]

# The program in the background of a shell that leads a process group, beside a loop that ends the
# group when the caller ($1) is gone. `wait` gives the program's exit code.
_GUARD = """\
caller=$1; shift
"$@" & program=$!
(while kill -0 "$caller" 2>/dev/null; do sleep 1 || exit; done; kill -9 0) >/dev/null 2>&1 & guard=$!
wait "$program"; code=$?
kill -9 "$guard" 2>/dev/null
exit "$code"
"""


class Hung(Exception):
    """The program did not come to an end in its time, and was ended."""


def run(
    command: Sequence[str],
    seconds: float,
    environment: Mapping[str, str] = {},
    *,
    alone: bool = False,
) -> int:
    """Run `command` to its end and return its exit code; what it prints is thrown away.

    `alone` (on Windows): what it starts is not ended with it; it looks after that itself. Raises Hung when it takes longer than `seconds`, OSError when it can't be started.
    """
    with tempfile.TemporaryFile() as nowhere:  # a pipe could be held open by a grandchild
        tree = _start(command, {**_environment(), **environment}, nowhere.fileno(), alone)
        try:
            return tree.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise Hung(command[0]) from error
        finally:
            tree.end()


def _environment() -> dict[str, str]:
    """That of the user: the packaged program has the loader look in its own folder first, and a program
    of the system would take our libraries for its own (PyInstaller manual, LD_LIBRARY_PATH)."""
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
            before = environment.pop(f"{name}_ORIG", None)
            environment.pop(name, None)
            if before:
                environment[name] = before
    return environment


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.CreateJobObjectW.restype = wintypes.HANDLE
    _kernel.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
    _kernel.SetInformationJobObject.argtypes = (
        wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD,
    )  # fmt: skip
    _kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _kernel.TerminateJobObject.argtypes = (wintypes.HANDLE, wintypes.UINT)
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    _EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
    _KILL_ON_JOB_CLOSE, _SILENT_BREAKAWAY_OK = 0x2000, 0x1000

    class _ExtendedLimits(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    class _Tree:
        """A process in a job object; Windows ends what is in the job when its last handle is closed,
        also when it does that itself because we were ended."""

        def __init__(self, process: subprocess.Popen[bytes], alone: bool) -> None:
            self._process = process
            self._job = _kernel.CreateJobObjectW(None, None)
            limits = _ExtendedLimits()
            limits.LimitFlags = _KILL_ON_JOB_CLOSE | (_SILENT_BREAKAWAY_OK if alone else 0)
            _kernel.SetInformationJobObject(
                self._job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
            )
            _kernel.AssignProcessToJobObject(self._job, int(process._handle))  # type: ignore[attr-defined]

        def wait(self, seconds: float) -> int:
            return self._process.wait(seconds)

        def end(self) -> None:
            _kernel.TerminateJobObject(self._job, 1)
            _kernel.CloseHandle(self._job)
            self._process.kill()
            self._process.wait()

    def _start(
        command: Sequence[str], environment: Mapping[str, str], nowhere: int, alone: bool
    ) -> _Tree:
        # The packaged program's own libraries; what it starts would inherit them.
        own_libraries = getattr(sys, "_MEIPASS", None)
        if own_libraries:
            _kernel.SetDllDirectoryW(None)
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=nowhere, stderr=nowhere, env=environment,
                creationflags=subprocess.CREATE_NO_WINDOW,
            )  # fmt: skip
        finally:
            if own_libraries:
                _kernel.SetDllDirectoryW(own_libraries)
        return _Tree(process, alone)

else:

    class _Tree:
        """A process group led by a shell that watches over its caller."""

        def __init__(self, process: subprocess.Popen[bytes]) -> None:
            self._process = process

        def wait(self, seconds: float) -> int:
            return self._process.wait(seconds)

        def end(self) -> None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _start(
        command: Sequence[str], environment: Mapping[str, str], nowhere: int, alone: bool
    ) -> _Tree:
        return _Tree(
            subprocess.Popen(
                ["/bin/sh", "-c", _GUARD, "sh", str(os.getpid()), *command],
                stdin=subprocess.DEVNULL, stdout=nowhere, stderr=nowhere, env=environment,
                start_new_session=True,
            )
        )  # fmt: skip
