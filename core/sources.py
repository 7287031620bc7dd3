"""What paths lead to: files, the reports in folders, and those in zip archives.

Members of an archive are taken out into a private folder, which is removed when the program ends.
From then on they are files like others; :func:`shown` and :func:`home` remember where they came from.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import stat
import tempfile
import threading
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.readers.contents import may_be_report
from core.readers.errors import Unreadable

if TYPE_CHECKING:
    from core.readers.archive import Budget

__all__ = ["collect", "home", "keep", "private_folder", "shown"]

_DEEPEST = 3  # archives within archives


@dataclass(frozen=True, slots=True)
class _Origin:
    shown: str
    home: Path | None


_lock = threading.Lock()
_origins: dict[Path, _Origin] = {}
_extracted: dict[tuple[str, int, int], list[Path]] = {}  # by path, time and size of the archive
_folder: Path | None = None


def shown(path: Path) -> str:
    """What a file is called to the auditor: `各县.zip/甲县/年报.docx` for a member of an archive."""
    origin = _origins.get(path)
    return origin.shown if origin is not None else str(path)


def home(path: Path) -> Path | None:
    """The folder of the auditor's that a file is in, or that its archive is in; None for what came
    from no file (the clipboard)."""
    origin = _origins.get(path)
    return origin.home if origin is not None else path.parent


def keep(path: Path, shown: str, home: Path | None = None) -> None:
    """Remember where a file in the private folder came from."""
    _origins[path] = _Origin(shown, home)


def private_folder() -> Path:
    """A new folder for files of our own, removed when the program ends."""
    global _folder
    with _lock:
        if _folder is None:
            _folder = Path(tempfile.mkdtemp(prefix="gouji-"))
            atexit.register(shutil.rmtree, _folder, ignore_errors=True)
        return Path(tempfile.mkdtemp(dir=_folder))


def collect(paths: Iterable[Path]) -> list[Path]:
    """The files to audit: those named, and in folders, at any depth, those that may be reports; in place
    of an archive the reports in it.

    Sorted within a folder or archive the way people count (2 before 10), each file once. Hidden
    files, the `~$` files of Word and the folders in which browsers keep the pictures of a saved page
    are passed over, and workbooks of results. A path that leads nowhere, a folder or archive without any report and one that
    can't be opened stay in the list as they are, so that whoever reads them has a sentence for them.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for file in _below(path) if os.path.isdir(path) else [path]:
            for each in _members(file):
                found.setdefault(os.path.normcase(os.path.realpath(each)), each)
    return list(found.values())


# ---------------------------------------------------------------------------------------------------
# Folders


def _below(folder: Path) -> list[Path]:
    found: list[Path] = []
    locked: list[Path] = []

    def refused(error: OSError) -> None:
        locked.append(Path(error.filename) if error.filename else folder)

    for root, folders, names in os.walk(folder, onerror=refused):
        here = Path(root)
        pages = {n.rpartition(".")[0] for n in names if n.lower().endswith((".html", ".htm"))}
        folders[:] = [f for f in folders if not _is_hidden(here / f) and not _is_of_page(f, pages)]
        found += [
            here / name
            for name in names
            if (may_be_report(name) or _is_zip(name))
            and not _is_hidden(here / name)
            and not _is_result(here / name)
        ]
    found.sort(key=lambda f: [_natural(part) for part in f.relative_to(folder).parts])
    return [*found, *locked] or [folder]


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip") and not name.startswith("~")


_RESULT = re.compile('name="汇总".*name="发现".*name="数据"'.encode(), re.DOTALL)


def _is_result(path: Path) -> bool:
    """Whether this is a workbook that an audit wrote among the reports it read (core.export.workbook):
    汇总, 发现, 数据."""
    if path.suffix.lower() != ".xlsx":
        return False
    from core.readers.ooxml import DAMAGE

    try:
        with zipfile.ZipFile(path) as book, book.open("xl/workbook.xml") as part:
            return _RESULT.search(part.read(10_000)) is not None
    except (OSError, KeyError, *DAMAGE):
        return False


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
# Archives


def _members(path: Path) -> list[Path]:
    """The reports in an archive, the same files again when it was opened before; any other file itself."""
    from core.readers.archive import Budget, is_archive

    if not is_archive(path):
        return [path]
    try:
        status = path.stat()
        key = os.path.normcase(os.path.realpath(path)), status.st_mtime_ns, status.st_size
        if key not in _extracted:
            _extracted[key] = list(_taken_out(path, shown(path), path.parent, Budget(), 1))
        return _extracted[key]
    except (Unreadable, OSError):
        return [path]


def _taken_out(path: Path, called: str, at: Path, budget: Budget, depth: int) -> Iterator[Path]:
    from core.readers.archive import extract, is_archive

    folder = private_folder()
    try:
        names = extract(path, folder, budget)
    except (Unreadable, OSError):
        shutil.rmtree(folder, ignore_errors=True)
        raise
    for file in _below(folder):
        if file not in names:
            continue
        name = f"{called}/{names[file]}"
        keep(file, name, at)
        if depth < _DEEPEST and is_archive(file):
            try:
                yield from _taken_out(file, name, at, budget, depth + 1)
                continue
            except (Unreadable, OSError):
                pass  # its reader says why
        yield file
