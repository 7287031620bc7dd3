"""Many files: found in folders, audited in several processes, one result each in the order given.

Nothing one file does stops the others: whatever goes wrong with it, a dying process included, becomes
its one sentence.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import stat
import unicodedata
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.export.report_json import ReportDict, report_dict, unreadable_dict

if TYPE_CHECKING:
    from core.case import Case
    from core.document import Part
    from core.rulebook import Rulebook

__all__ = ["SUFFIXES", "Audit", "audit", "audit_many", "collect", "default_jobs"]

SUFFIXES = frozenset({
    ".docx", ".docm", ".dotx", ".pdf", ".html", ".htm", ".shtml", ".xhtml", ".txt",
    # Not read yet; each gets its sentence, so that no report of a folder is passed over in silence.
    ".doc", ".wps", ".wpt", ".rtf", ".mht", ".mhtml", ".ofd", ".odt",
})  # fmt: skip
"""What a file found in a folder must end with to be taken for a report."""

_PATIENCE = 0.1  # seconds between two questions whether to stop
_CRASHED = "读取这个文件时程序意外中断，没有得到结果，其他文件不受影响。请把这个文件发给我们检查。"
_FAILED = (
    "处理这个文件时程序出错（{error}），没有得到结果，其他文件不受影响。请把这个文件发给我们检查。"
)
_MISSING = "找不到这个文件或文件夹，请检查路径。"
_NO_REPORTS = "文件夹里没有可以核对的报告（docx、pdf、html、txt 文件）。"
_LOCKED_FOLDER = "没有权限打开这个文件夹，里面的文件没有核对。"


@dataclass(frozen=True, slots=True)
class Audit:
    """The result for one file. `docx` is its corrected report, when one was asked for and could be
    made; `notes` are sentences about it, `not_exported` says why there is none.

    Of a file that holds several reports, that of the first; `others` are those of the rest, and `part`
    says which this is. The docx of a docx is the whole file, so the others then have none.
    """

    path: Path
    report: ReportDict
    docx: bytes | None = None
    notes: tuple[str, ...] = ()
    not_exported: str = ""
    part: Part | None = None
    others: tuple[Audit, ...] = ()


# ---------------------------------------------------------------------------------------------------
# Finding files


def collect(paths: Iterable[Path]) -> list[Path]:
    """The files to audit: those named, and in folders, at any depth, those that may be reports.

    Sorted within a folder the way people count (2 before 10), each file once. Hidden files, Word's
    `~$` files and the folders in which browsers keep the pictures of a saved page are passed over. A
    path that leads nowhere and a folder without any report stay in the list as they are, so that
    :func:`audit` has a sentence for them.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for file in _below(path) if os.path.isdir(path) else [path]:
            found.setdefault(os.path.normcase(os.path.realpath(file)), file)
    return list(found.values())


def _below(folder: Path) -> list[Path]:
    found: list[Path] = []
    locked: list[Path] = []

    def refused(error: OSError) -> None:
        locked.append(Path(error.filename) if error.filename else folder)

    for root, folders, names in os.walk(folder, onerror=refused):
        here = Path(root)
        pages = {n.rpartition(".")[0] for n in names if n.lower().endswith((".html", ".htm"))}
        folders[:] = sorted(
            (f for f in folders if not _is_hidden(here / f) and not _is_of_page(f, pages)),
            key=_natural,
        )
        for name in sorted(names, key=_natural):
            file = here / name
            if (
                file.suffix.lower() in SUFFIXES
                and not name.startswith("~$")
                and not _is_hidden(file)
            ):
                found.append(file)
    found.sort(key=lambda f: [_natural(part) for part in f.relative_to(folder).parts])
    return [*found, *locked] or [folder]


def _is_hidden(path: Path) -> bool:
    if path.name.startswith("."):
        return True
    try:
        attributes = getattr(path.stat(), "st_file_attributes", 0)  # Windows only
    except OSError:
        return False
    return bool(attributes & stat.FILE_ATTRIBUTE_HIDDEN)


def _is_of_page(folder: str, pages: set[str]) -> bool:
    """`年报_files` beside `年报.html`."""
    return any(folder in (f"{page}_files", f"{page}.files") for page in pages)


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", folded)
        if part
    )


# ---------------------------------------------------------------------------------------------------
# One file


def audit(path: Path, with_docx: bool = False, rulebook: Rulebook | None = None) -> Audit:
    """Audit one file, by the auditor's own rules if there are any, and make its corrected docx if asked
    to. Never raises for anything the file does."""
    try:
        return _audit(path, with_docx, rulebook)
    except Exception as error:
        # Whatever it is, it is this file's; the type tells a developer where to look.
        return _unreadable(path, _FAILED.format(error=_named(error)))


def _audit(path: Path, with_docx: bool, rulebook: Rulebook | None) -> Audit:
    from core.case import Case
    from core.readers import Unreadable

    if os.path.isdir(path):
        return _unreadable(path, _of_folder(path))
    if not os.path.lexists(path):
        return _unreadable(path, _MISSING)
    try:
        cases = Case.open_all(path, rulebook)
    except Unreadable as error:
        return _unreadable(path, str(error))
    first, *others = (_of(case, with_docx) for case in cases)
    return replace(first, others=tuple(others))


def _of(case: Case, with_docx: bool) -> Audit:
    """One report of a file."""
    from core.export import ExportError, corrected_docx

    path, report, part = case.path, report_dict(case), case.document.part
    again = part is not None and part.number > 1 and case.document.kind == "docx"
    if not with_docx or again:
        return Audit(path, report, part=part)
    try:
        made = corrected_docx(case)
    except ExportError as error:
        return Audit(path, report, not_exported=str(error), part=part)
    except Exception as error:
        return Audit(path, report, not_exported=f"导出时程序出错（{_named(error)}）。", part=part)
    return Audit(path, report, made.data, (*map(str, made.not_placed), *made.notes), part=part)


def _unreadable(path: Path, sentence: str) -> Audit:
    return Audit(path, unreadable_dict(path, sentence))


def _named(error: Exception) -> str:
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said[:120]}" if said else type(error).__name__


def _of_folder(folder: Path) -> str:
    try:
        os.scandir(folder).close()
    except OSError:
        return _LOCKED_FOLDER
    return _NO_REPORTS


# ---------------------------------------------------------------------------------------------------
# Many files


def default_jobs(paths: Sequence[Path]) -> int:
    """How many processes to use: each must have more to do than its start costs (half a second)."""
    seconds = sum(0.4 if path.suffix.lower() == ".pdf" else 0.03 for path in paths)
    return max(1, min(os.cpu_count() or 1, len(paths), int(seconds)))


def audit_many(
    paths: Sequence[Path],
    jobs: int | None = None,
    *,
    with_docx: bool = False,
    rulebook: Rulebook | None = None,
    progress: Callable[[int, int, Path], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Audit]:
    """Audit the files and yield their results in the order of `paths`.

    `jobs` is the number of processes (:func:`default_jobs` when None; 1 means this very one).
    `with_docx` asks for the corrected reports too, `rulebook` are the auditor's own rules. `progress` is called with
    the number of results so far, the number of files, and the file whose result is next. When `cancelled`
    says so, no further results come; files already begun in other processes run to their end.
    """
    tasks = [(path, with_docx, rulebook) for path in paths]
    jobs = default_jobs(paths) if jobs is None else max(1, min(jobs, len(tasks)))
    stop = cancelled or (lambda: False)
    results = _in_turn(tasks) if jobs == 1 else _in_processes(tasks, jobs, stop)
    try:
        for done, (path, _, _) in enumerate(tasks):
            if progress:
                progress(done, len(tasks), path)
            if stop():
                return
            result = next(results, None)
            if result is None:
                return
            yield result
    finally:
        results.close()


_Task = tuple[Path, bool, "Rulebook | None"]
_Results = Generator[Audit, None, None]


def _in_turn(tasks: Sequence[_Task]) -> _Results:
    for task in tasks:
        yield audit(*task)


def _in_processes(tasks: Sequence[_Task], jobs: int, stop: Callable[[], bool]) -> _Results:
    """Results in order; ends early when `stop` says so."""
    waiting = deque(tasks)
    while waiting:
        begun: deque[tuple[_Task, Future[Audit]]] = deque()
        pool = _pool(jobs)
        try:
            while waiting or begun:
                # Not all at once: so that stopping does not have to wait for a long queue.
                while waiting and len(begun) < 2 * jobs:
                    begun.append((waiting[0], pool.submit(audit, *waiting[0])))
                    waiting.popleft()
                result = _result(begun[0][1], stop)
                if result is None:
                    return
                begun.popleft()
                yield result
        except BrokenProcessPool:
            # Somebody among those begun killed its process; one after the other shows who.
            yield from _one_by_one(begun, stop)
            if stop():
                return
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _one_by_one(begun: Iterable[tuple[_Task, Future[Audit]]], stop: Callable[[], bool]) -> _Results:
    """The results of what was begun in a pool that broke; ends early when `stop` says so."""
    pool = _pool(1)
    try:
        for task, future in begun:
            if future.done() and not future.cancelled() and future.exception() is None:
                yield future.result()
                continue
            try:
                result = _result(pool.submit(audit, *task), stop)
            except BrokenProcessPool:
                result = _unreadable(task[0], _CRASHED)
                pool.shutdown(wait=False)
                pool = _pool(1)
            if result is None:
                return
            yield result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _result(future: Future[Audit], stop: Callable[[], bool]) -> Audit | None:
    while True:
        try:
            return future.result(timeout=_PATIENCE)
        except NotYet:
            if stop():
                return None
        except CancelledError:
            return None


def _pool(jobs: int) -> ProcessPoolExecutor:
    # spawn everywhere: the same on Windows, and safe beside Qt's threads. A frozen program has to call
    # multiprocessing.freeze_support() first thing in its main module.
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))
