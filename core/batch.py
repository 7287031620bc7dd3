"""Many files, audited in several processes, one result each in the order given.

Nothing one file does stops the others: whatever goes wrong with it, a dying process included, becomes
its one sentence.
"""

from __future__ import annotations

import multiprocessing
import os
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

__all__ = ["Audit", "audit", "audit_many", "default_jobs"]

_PATIENCE = 0.1  # seconds between two questions whether to stop
_CRASHED = "读取这个文件时程序意外中断，没有得到结果，其他文件不受影响。请把这个文件发给我们检查。"
_FAILED = (
    "处理这个文件时程序出错（{error}），没有得到结果，其他文件不受影响。请把这个文件发给我们检查。"
)
_MISSING = "找不到这个文件或文件夹，请检查路径。"
_NO_REPORTS = "文件夹里没有可以核对的报告（Word、PDF、网页、Excel、文本、图片或压缩包）。"
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

_PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
_SECONDS = {".pdf": 0.4, **dict.fromkeys(_PICTURES, 5.0)}


def default_jobs(paths: Sequence[Path]) -> int:
    """How many processes to use: each must have more to do than its start costs (half a second)."""
    seconds = sum(_SECONDS.get(path.suffix.lower(), 0.03) for path in paths)
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
    return ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_share_cores,
        initargs=(jobs,),
    )


def _share_cores(jobs: int) -> None:
    """Recognition takes every core it finds; so many processes have to share them."""
    from core.scan import use_threads

    use_threads(max(1, (os.cpu_count() or 1) // jobs))
