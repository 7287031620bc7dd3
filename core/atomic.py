"""Files written whole or not at all, and never over a source."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterable
from itertools import count
from pathlib import Path

__all__ = ["WriteError", "check_target", "same_file", "write_bytes", "write_new"]


class WriteError(Exception):
    """A file that could not be written; `str(error)` is one Chinese sentence for the auditor."""


def write_bytes(target: Path, data: bytes, *, never: Iterable[Path] = ()) -> Path:
    """Write `data` to `target`, replacing what was there in one step, and return `target`.

    The bytes go to a new file in the same folder, are flushed to the disk, and only then take the
    name; when anything goes wrong, what stood there before still does. A device or a pipe is written
    into, never replaced. `never` are files that must not be the target under any name. Raises
    WriteError.
    """
    check_target(target, never=never)
    if target.exists() and not target.is_file():
        try:
            with open(target, "wb") as file:
                file.write(data)
        except OSError as error:
            raise WriteError(sentence(error, target)) from error
        return target
    temporary = target.with_name(f".gouji-{secrets.token_hex(6)}.tmp")
    try:
        # Not tempfile: its files are readable by their owner only, whatever the umask says.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
        try:
            with open(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise WriteError(sentence(error, target)) from error
    _sync_folder(target.parent)
    return target


def write_new(folder: Path, name: str, data: bytes, *, never: Iterable[Path] = ()) -> Path:
    """Write `data` into `folder` under `name`, or under `stem (2).suffix`, `stem (3).suffix` … when
    that is taken, and return the path. What is there is never replaced; a file that has these very
    bytes already, and is none of `never`, counts as written. Raises WriteError.
    """
    plain = Path(name)
    sources = list(never)
    for number in count(1):
        target = folder / (name if number == 1 else f"{plain.stem} ({number}){plain.suffix}")
        if not os.path.lexists(target):
            return write_bytes(target, data, never=sources)
        if not any(same_file(target, source) for source in sources) and _holds(target, data):
            return target
    raise AssertionError("unreachable")


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def check_target(target: Path, *, never: Iterable[Path] = ()) -> None:
    """Raise WriteError when it is plain beforehand that `target` can't or mustn't be written."""
    for source in never:
        if same_file(target, source):
            raise WriteError(f"不能写到原文件“{source.name}”上，请换一个文件名或文件夹。")
    try:
        if not target.parent.is_dir():
            raise WriteError(f"文件夹“{target.parent}”不存在，无法写入“{target.name}”。")
        if target.is_dir():
            raise WriteError(f"“{target}”是文件夹，不是文件，请给出文件名。")
        # Replacing a file asks for rights on its folder only; the owner's “read-only” counts here too.
        if target.is_file() and not target.stat().st_mode & stat.S_IWRITE:
            raise WriteError(f"“{target.name}”是只读文件，没有写入，请换一个文件名。")
    except OSError as error:
        raise WriteError(sentence(error, target)) from error


def same_file(a: Path, b: Path) -> bool:
    """Whether two paths lead to one file: through links, or by case where the system ignores it."""
    try:
        return os.path.samefile(a, b)
    except (OSError, ValueError):  # one of them does not exist (yet)
        return os.path.normcase(os.path.realpath(a)) == os.path.normcase(os.path.realpath(b))


def sentence(error: OSError, target: Path) -> str:
    """Why writing `target` failed, in Chinese."""
    name = target.name
    match error.errno:
        case errno.ENOENT | errno.EINVAL if len(os.path.abspath(target)) > _LONGEST:
            return f"文件名太长，没有写入：“{target}”。请换一个层次少些的文件夹，或缩短文件名。"
        case errno.ENOSPC | errno.EDQUOT:
            return f"磁盘空间不足，没有写入“{name}”，请清理磁盘或换一个位置。"
        case errno.EROFS:
            return f"“{target.parent}”所在的磁盘是只读的，没有写入“{name}”，请换一个位置。"
        case errno.EACCES | errno.EPERM:
            return (
                f"无法写入“{name}”：没有写入权限，或者文件正在 Word、WPS 或 Excel 中打开。"
                "请关闭文件，或换一个位置。"
            )
        case errno.ENAMETOOLONG:
            return f"文件名太长，没有写入：“{name}”。"
        case errno.ENOENT | errno.ENOTDIR:
            return f"文件夹“{target.parent}”不存在，无法写入“{name}”。"
        case errno.EINVAL:
            return f"文件名“{name}”里有系统不允许的字符，没有写入。"
    return f"无法写入“{name}”：{error.strerror or type(error).__name__}。"


_BINARY: int = getattr(os, "O_BINARY", 0)
# Windows says of a longer path that it does not exist, or is no path, where a setting does not allow it.
_LONGEST = 259 if os.name == "nt" else 10**9


def _sync_folder(folder: Path) -> None:
    """Make the new name itself last, where folders can be flushed (not on Windows)."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
