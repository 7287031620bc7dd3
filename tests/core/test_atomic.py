"""Files appear whole or not at all, never on a source, and failures are told in Chinese."""

from __future__ import annotations

import errno
import os
import stat
import sys

import pytest

from core import atomic
from core.atomic import WriteError, check_target, same_file, write_bytes, write_new
from tests.links import symlink


def left_over(folder):
    return [p.name for p in folder.iterdir() if p.name.endswith(".tmp")]


def test_writes_and_replaces(tmp_path):
    target = tmp_path / "报告.docx"
    assert write_bytes(target, b"one") == target
    write_bytes(target, b"two")
    assert target.read_bytes() == b"two"
    assert not left_over(tmp_path)


def test_new_file_has_the_rights_the_umask_leaves(tmp_path):
    plain = tmp_path / "plain"
    plain.touch()
    written = write_bytes(tmp_path / "written", b"")
    assert written.stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EDQUOT, "磁盘空间不足"),
        (errno.EROFS, "只读"),
        (errno.EACCES, "没有写入权限"),
        (errno.EPERM, "没有写入权限"),
        (errno.EINVAL, "不允许的字符"),
        (errno.EIO, "无法写入"),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, step, number, says):
    target = tmp_path / "结果.json"
    target.write_bytes(b"old")

    def fail(*_args, **_kwargs):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(atomic.os, step, fail)
    with pytest.raises(WriteError) as caught:
        write_bytes(target, b"new")
    assert says in str(caught.value)
    assert "结果.json" in str(caught.value)
    assert target.read_bytes() == b"old"
    assert not left_over(tmp_path)


def test_an_interrupt_leaves_nothing(tmp_path, monkeypatch):
    def interrupt(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(atomic.os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(tmp_path / "a", b"new")
    assert list(tmp_path.iterdir()) == []


def test_never_onto_a_source(tmp_path):
    source = tmp_path / "source.docx"
    source.write_bytes(b"source")
    link, hard = tmp_path / "link.docx", tmp_path / "hard.docx"
    linked = symlink(link, source)
    os.link(source, hard)
    (tmp_path / "below").mkdir()
    targets = (source, hard, tmp_path / "below" / ".." / "source.docx", *([link] if linked else []))
    for target in targets:
        with pytest.raises(WriteError, match="不能写到原文件"):
            write_bytes(target, b"new", never=[tmp_path / "other", source])
    assert source.read_bytes() == b"source"
    assert link.is_symlink() == linked


def test_case_counts_where_the_system_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(atomic.os.path, "normcase", str)  # as on Linux
    assert not same_file(tmp_path / "Gone.docx", tmp_path / "gone.docx")
    monkeypatch.setattr(atomic.os.path, "normcase", str.lower)  # as on Windows
    assert same_file(tmp_path / "Gone.docx", tmp_path / "gone.docx")


def test_places_that_cannot_be_written(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    kept = tmp_path / "kept"
    kept.write_bytes(b"kept")
    kept.chmod(0o444)
    for target, says in (
        (tmp_path / "none" / "a", "不存在"),
        (tmp_path / "file" / "a", "不存在"),
        (tmp_path / "folder", "是文件夹"),
        (kept, "只读"),
    ):
        with pytest.raises(WriteError, match=says):
            check_target(target)
    assert kept.read_bytes() == b"kept"


@pytest.mark.skipif(sys.platform == "win32", reason="other limits, and a setting that lifts them")
def test_a_name_too_long(tmp_path):
    with pytest.raises(WriteError, match="文件名太长"):
        write_bytes(tmp_path / ("长" * 200), b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EINVAL])
def test_a_path_too_long_for_windows(tmp_path, monkeypatch, number):
    """Which of the two it is depends on what of the path is too long."""

    def fail(*_args):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(atomic.os, "replace", fail)
    for most, says in ((len(str(tmp_path)) + 10, "文件名太长"), (10_000, "不存在|不允许的字符")):
        monkeypatch.setattr(atomic, "_LONGEST", most)
        with pytest.raises(WriteError, match=says):
            write_bytes(tmp_path / "核对意见核对意见.docx", b"")


def test_a_read_only_folder(tmp_path):
    tmp_path.chmod(0o555)
    try:
        if os.access(tmp_path, os.W_OK):
            pytest.skip("this user may write everywhere")
        with pytest.raises(WriteError, match="没有写入权限"):
            write_bytes(tmp_path / "a", b"")
    finally:
        tmp_path.chmod(0o755)


def test_new_files_take_the_next_free_name(tmp_path):
    source = tmp_path / "年报.docx"
    source.write_bytes(b"1")
    second = write_new(tmp_path, "年报.docx", b"2", never=[source])
    assert second.name == "年报 (2).docx"
    # The same once more needs no new file; a source is never taken for the written one.
    assert write_new(tmp_path, "年报.docx", b"2", never=[source]) == second
    assert write_new(tmp_path, "年报.docx", b"1", never=[source]).name == "年报 (3).docx"
    assert write_new(tmp_path, "年报.docx", b"1") == source
    dangling = tmp_path / "b.docx"
    if symlink(dangling, tmp_path / "nowhere"):
        assert write_new(tmp_path, "b.docx", b"").name == "b (2).docx"
    assert source.read_bytes() == b"1"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a POSIX thing")
def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path):
    """Replacing it would have turned /dev/null itself into a file when the tests run as root."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert write_bytes(pipe, b"abc") == pipe
        assert os.read(reader, 10) == b"abc"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
