"""Zip archives of reports: their members out on disk, under limits, with names that can be read."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from core.readers.contents import may_be_report
from core.readers.errors import Unreadable
from core.readers.ooxml import DAMAGE, DAMAGED

__all__ = ["MOST_FILES", "Budget", "extract", "is_archive"]

MOST_FILES = 3000
"""Files taken out of one archive, those in archives inside it counted too."""
_MOST_BYTES = 2 * 1024**3
_MOST_MEMBER_BYTES = 200 * 1024**2
_MOST_ENTRIES = 50_000
_MOST_DIRECTORY_BYTES = 16 * 1024**2
_ENCRYPTED, _UTF_8 = 0x1, 0x800

_LOCKED = "压缩包设有密码，请解压并去掉密码后再打开。"
_BOMB = "压缩包解压后大得不正常，可能是有害文件，没有读取，请解压后只打开其中的报告文件。"
_MANY = f"压缩包里的文件超过 {MOST_FILES} 个，没有读取，请解压后分批打开其中的报告文件。"
_NOTHING = "压缩包里没有可以核对的报告，请确认没有选错文件。"
_PACKAGES = ("[Content_Types].xml", "OFD.xml", "mimetype")  # a docx, xlsx …, OFD, odt


@dataclass
class Budget:
    """What may still be taken out, shared by an archive and those inside it."""

    files: int = MOST_FILES
    bytes: int = _MOST_BYTES


@dataclass(frozen=True, slots=True)
class _Member:
    info: zipfile.ZipInfo
    parts: tuple[str, ...] = field(default=())
    """Its path, as its maker saw it."""


def is_archive(path: Path) -> bool:
    """Whether a file is a zip that holds files rather than being a document itself."""
    try:
        with path.open("rb") as file:
            if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
                return False
        if path.suffix.lower() == ".zip" and path.stat().st_size > _MOST_MEMBER_BYTES:
            return True  # no document is that large
        _check_directory(path)
        with zipfile.ZipFile(path) as archive:
            return not any(name in archive.NameToInfo for name in _PACKAGES)
    except (OSError, Unreadable, *DAMAGE):
        return False  # its reader has a sentence for it


def extract(path: Path, folder: Path, budget: Budget | None = None) -> dict[Path, str]:
    """Take the reports out of the archive at `path`, into `folder` with the folders they are in, and
    what belongs to saved pages; by file: its path in the archive, as its maker saw it.

    Raises Unreadable: encrypted, damaged, too large, nothing in it. Then some of its files may be in
    `folder`, which is the caller's to remove. Never writes outside `folder`.
    """
    budget = budget or Budget()
    try:
        _check_directory(path)
        with zipfile.ZipFile(path) as archive:
            members = list(_wanted(archive))
            if not members:
                raise Unreadable(_NOTHING)
            if any(m.info.flag_bits & _ENCRYPTED for m in members):
                raise Unreadable(_LOCKED)
            if len(members) > budget.files:
                raise Unreadable(_MANY)
            budget.files -= len(members)
            found: dict[Path, str] = {}
            for member in members:
                target = _place(folder, member.parts)
                _copy(archive, member.info, target, budget)
                found[target] = "/".join(member.parts)
            return found
    except DAMAGE as error:
        raise Unreadable(DAMAGED) from error


def _check_directory(path: Path) -> None:
    """Refuse an archive whose table of contents alone would fill the memory. zipfile reads it whole."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 65_557))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        raise Unreadable(DAMAGED)
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    if length > _MOST_DIRECTORY_BYTES and length != 0xFFFFFFFF:
        raise Unreadable(_BOMB)


def _wanted(archive: zipfile.ZipFile) -> Iterator[_Member]:
    """Reports, archives in the archive, and the folders of saved pages."""
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES:
        raise Unreadable(_MANY)
    decode = _decoder([e.filename for e in entries if not e.flag_bits & _UTF_8])
    for entry in entries:
        name = entry.filename if entry.flag_bits & _UTF_8 else decode(entry.filename)
        if entry.is_dir() or name.endswith("\\"):
            continue
        parts = tuple(p for p in re.split(r"[/\\]", name) if p not in ("", ".", ".."))
        if not parts or any(p == "__MACOSX" or p.startswith(".") for p in parts):
            continue
        of_page = any(p.endswith(("_files", ".files")) for p in parts[:-1])
        last = parts[-1].lower()
        if of_page or may_be_report(parts[-1]) or (last.endswith(".zip") and last[0] != "~"):
            yield _Member(entry, parts)


class _decoder:
    """Names without the mark of UTF-8, which zipfile takes for the code page of the first PCs: they
    are UTF-8 all the same (macOS) or GBK (Windows and WPS in China). All of an archive alike."""

    def __init__(self, names: list[str]) -> None:
        raw = b"\n".join(n.encode("cp437", "replace") for n in names)
        self._encoding = "cp437"
        for encoding in ("utf-8", "gb18030"):
            try:
                raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            self._encoding = encoding
            break

    def __call__(self, name: str) -> str:
        try:
            return name.encode("cp437").decode(self._encoding)
        except UnicodeError:
            return name


_NOT_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def _place(folder: Path, parts: tuple[str, ...]) -> Path:
    """A path below `folder` that every file system takes, not taken yet."""
    names = []
    for i, part in enumerate(parts):
        name = _NOT_IN_NAMES.sub("_", part).rstrip(". ") or "_"
        if _DEVICES.match(name):
            name = f"_{name}"
        stem, dot, suffix = name.rpartition(".")
        if i + 1 == len(parts) and dot and len(suffix) <= 6:
            name = f"{_short(stem, 60)}.{suffix}"
        else:
            name = _short(name, 40)
        names.append(name)
    target = folder.joinpath(*names)
    number = 1
    while target.exists():
        number += 1
        target = target.with_name(f"{PurePosixPath(names[-1]).stem}（{number}）{target.suffix}")
    return target


def _short(name: str, most: int) -> str:
    """Cut by characters, 200 bytes at the most: a name on Linux has 255."""
    name = name[:most]
    while len(name.encode("utf-8", "replace")) > 200:
        name = name[:-1]
    return name


def _copy(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, budget: Budget) -> None:
    """Counts what really comes out, whatever the archive says."""
    target.parent.mkdir(parents=True, exist_ok=True)
    left = min(_MOST_MEMBER_BYTES, budget.bytes)
    with archive.open(info) as source, target.open("xb") as file:
        while block := source.read(1 << 20):
            left -= len(block)
            budget.bytes -= len(block)
            if left < 0:
                raise Unreadable(_BOMB)
            file.write(block)
