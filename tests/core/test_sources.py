"""What paths lead to: files, folders, archives."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from core import cli, sources
from core.batch import audit
from core.readers import Unreadable, archive, read
from core.sources import collect, home, shown
from tests.core.test_batch import write_report
from tests.links import symlink

# -- folders ----------------------------------------------------------------------------------------


def test_folders_are_read_in_the_order_people_count(tmp_path):
    names = [
        "10乡.docx",
        "2乡.DOCX",
        "1乡.pdf",
        "b/3.html",
        "b/a/x.txt",
        "a.txt",
        "旧.doc",
        "旧.wps",
        "表.et",
        "照片.JPG",
        "第２页.htm",
        "第２页.mht",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for name in (
        "~$10乡.docx", ".hidden.docx", ".git/a.txt", "notes.md", "truth.json", "a.exe", "b/pic.svg",
        "第２页_files/frame.html", "第２页.files/frame.html", "Thumbs.db",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = [p.relative_to(tmp_path).as_posix() for p in collect([tmp_path])]
    assert found == [
        "1乡.pdf", "2乡.DOCX", "10乡.docx", "a.txt", "b/3.html", "b/a/x.txt", "旧.doc", "旧.wps", "照片.JPG",
        "第２页.htm", "第２页.mht", "表.et",
    ]  # fmt: skip


def test_files_named_are_always_taken_and_none_twice(tmp_path):
    odd, report = tmp_path / "~$odd.xyz", write_report(tmp_path / "a.txt")
    odd.touch()
    link = tmp_path / "b.txt"
    symlink(link, report)  # where it can't be, the rest is tried without it
    assert collect([odd, report, tmp_path, report]) == [odd, report]


def test_paths_without_reports_stay_and_get_a_sentence(tmp_path):
    empty, gone = tmp_path / "empty", tmp_path / "gone.docx"
    (empty / "below").mkdir(parents=True)
    found = collect([empty, gone])
    assert found == [empty, gone]
    assert "没有可以核对的报告" in audit(empty).report["unreadable"]
    assert "找不到" in audit(gone).report["unreadable"]


def test_a_folder_one_may_not_open(tmp_path, monkeypatch):
    report = write_report(tmp_path / "a.txt")
    locked = tmp_path / "locked"
    locked.mkdir()
    scandir = os.scandir

    def refuse(path):
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert collect([tmp_path]) == [report, locked]
    assert "没有权限" in audit(locked).report["unreadable"]


def test_links_in_a_ring_end(tmp_path):
    if not symlink(tmp_path / "ring", tmp_path):
        pytest.skip("no symbolic links here")
    report = write_report(tmp_path / "a.txt")
    assert collect([tmp_path]) == [report]


def test_a_workbook_of_results_among_the_reports_is_none(tmp_path, capsys):
    report, book = write_report(tmp_path / "a.txt"), tmp_path / "结果.xlsx"
    for _ in range(2):
        assert cli.main(["audit", str(tmp_path), "--xlsx", str(book)]) == cli.ERRORS_FOUND
    assert collect([tmp_path]) == [report]
    assert collect([book]) == [book]


# -- archives ---------------------------------------------------------------------------------------


@pytest.fixture
def report(tmp_path_factory) -> bytes:
    return write_report(tmp_path_factory.mktemp("made") / "a.txt").read_bytes()


def zipped(target: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return target


def old_zip(target: Path, files: Mapping[bytes, bytes]) -> Path:
    """As Windows and WPS in China write it: names in GBK, no mark of UTF-8."""
    made = io.BytesIO()
    stand_ins = {name: chr(ord("Q") + i) * len(name) for i, name in enumerate(files)}
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(stand_ins[name], content)
    data = made.getvalue()
    for name, stand_in in stand_ins.items():
        data = data.replace(stand_in.encode(), name)
    target.write_bytes(data)
    return target


def test_the_reports_of_an_archive(tmp_path, report):
    path = zipped(
        tmp_path / "各县.zip",
        {
            "10县/年报.txt": report, "2县/年报.txt": report, "2县/~$年报.docx": b"x",
            "__MACOSX/2县/._年报.txt": b"x", "2县/.DS_Store": b"x", "说明.exe": b"x",
            "2县/": b"", "网页.html": b"<p>a", "网页_files/frame.html": b"x", "网页_files/a.js": b"x",
        },
    )  # fmt: skip
    before = path.read_bytes()
    found = collect([path])
    assert [shown(f) for f in found] == [
        f"{path}/2县/年报.txt", f"{path}/10县/年报.txt", f"{path}/网页.html",
    ]  # fmt: skip
    assert [f.name for f in found] == ["年报.txt", "年报.txt", "网页.html"]
    assert [home(f) for f in found] == [tmp_path] * 3
    assert (found[2].parent / "网页_files" / "a.js").read_bytes() == b"x"
    assert found[0].read_bytes() == report
    assert collect([path, path]) == found  # the very same files again
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_a_mark_of_their_encoding(tmp_path, report, encoding):
    path = old_zip(
        tmp_path / "a.zip",
        {"甲镇/年报.txt".encode(encoding): report, "乙镇\\年度报告.txt".encode(encoding): report},
    )
    assert [shown(f).removeprefix(f"{path}/") for f in collect([path])] == [
        "乙镇/年度报告.txt", "甲镇/年报.txt",
    ]  # fmt: skip


def test_archives_in_archives_and_in_folders(tmp_path, report):
    inner = zipped(tmp_path / "inner", {"b.txt": report}).read_bytes()
    (tmp_path / "inner").unlink()
    path = zipped(tmp_path / "x.zip", {"甲.zip": inner, "c.txt": report, "坏.zip": b"PK\x03\x04"})
    found = collect([tmp_path])
    assert [shown(f) for f in found] == [f"{path}/c.txt", f"{path}/坏.zip", f"{path}/甲.zip/b.txt"]


def test_a_document_called_zip_and_an_archive_called_docx(tmp_path, report):
    sample = Path(__file__).parents[2] / "resources" / "samples" / "qinghe_2024.docx"
    document = tmp_path / "a.zip"
    shutil.copy(sample, document)
    assert collect([document]) == [document]
    path = zipped(tmp_path / "b.docx", {"a.txt": report})
    assert [shown(f) for f in collect([path])] == [f"{path}/a.txt"]


@pytest.mark.parametrize(
    "name",
    ["../../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "..\\evil.txt", "a/../../evil.txt", "CON.txt",
     "a" * 240 + ".txt", "字" * 120 + ".txt", "a:b|c?.txt", "末尾. /x.txt"],
)  # fmt: skip
def test_no_name_leads_out_of_the_private_folder(tmp_path, report, name):
    path = zipped(tmp_path / "x.zip", {name: report})
    folder = tmp_path / "out"
    folder.mkdir()
    (made,) = archive.extract(path, folder)
    assert made.resolve().is_relative_to(folder.resolve())
    assert made.read_bytes() == report
    assert made.suffix == ".txt"
    assert {p.name for p in tmp_path.iterdir()} == {"x.zip", "out"}


def test_names_that_become_the_same(tmp_path, report):
    path = zipped(tmp_path / "x.zip", {"a?.txt": report, "a*.txt": b"2"})
    names = archive.extract(path, tmp_path / "out")
    assert len(names) == 2
    assert sorted(p.read_bytes() for p in names) == sorted([report, b"2"])


def sentence(path: Path) -> str:
    """An archive that can't be opened stays as it is, and its reader says why."""
    assert collect([path]) == [path]
    with pytest.raises(Unreadable) as caught:
        read(path)
    said = str(caught.value)
    assert said.count("。") == 1
    assert said.endswith("。")
    return said


def test_a_password(tmp_path, report):
    path = zipped(tmp_path / "x.zip", {"a.txt": report})
    data = bytearray(path.read_bytes())
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + flags] |= 1
    path.write_bytes(data)
    assert "密码" in sentence(path)


@pytest.mark.parametrize("length", [10, 60])
def test_damaged(tmp_path, report, length):
    path = zipped(tmp_path / "x.zip", {"a.txt": report})
    path.write_bytes(path.read_bytes()[:-length])
    assert "损坏" in sentence(path)


def test_spoilt_contents(tmp_path, report):
    path = zipped(tmp_path / "x.zip", {"a.txt": report})
    data = bytearray(path.read_bytes())
    data[60] ^= 255
    path.write_bytes(data)
    assert "损坏" in sentence(path)


def test_empty_and_without_reports(tmp_path):
    assert "没有可以核对的报告" in sentence(zipped(tmp_path / "x.zip", {"a.exe": b"x"}))
    assert "没有可以核对的报告" in sentence(zipped(tmp_path / "y.zip", {}))


def test_limits(tmp_path, report, monkeypatch):
    path = zipped(tmp_path / "x.zip", {f"{i}.txt": bytes(20_000) for i in range(10)})
    monkeypatch.setattr(archive, "_MOST_MEMBER_BYTES", 10_000)
    assert "不正常" in sentence(path)
    monkeypatch.undo()
    monkeypatch.setattr(
        archive.Budget, "__init__", lambda self: self.__dict__.update(files=9, bytes=10**9)
    )
    assert "超过" in sentence(path)
    monkeypatch.setattr(
        archive.Budget, "__init__", lambda self: self.__dict__.update(files=99, bytes=50_000)
    )
    assert "不正常" in sentence(path)


def test_on_the_command_line(tmp_path, report, capsys):
    wrong = report.replace(b"\t4\t", b"\t5\t")
    path = zipped(
        tmp_path / "各县.zip",
        {"甲/年报.txt": report, "乙/年报.txt": wrong, "丙/年报.docx": b"junk\0"},
    )
    code = cli.main(
        ["audit", str(path), "--json", str(tmp_path / "out.json"), "--docx", str(tmp_path / "docx"),
         "--jobs", "2"]
    )  # fmt: skip
    assert code == cli.NOT_ALL_READ
    reports = json.loads((tmp_path / "out.json").read_text("utf-8"))["reports"]
    assert [r["path"] for r in reports] == [
        f"{path}/丙/年报.docx", f"{path}/乙/年报.txt", f"{path}/甲/年报.txt",
    ]  # fmt: skip
    assert reports[0]["unreadable"]
    assert [r["unreadable"] for r in reports[1:]] == [None, None]
    assert sorted(p.name for p in (tmp_path / "docx").iterdir()) == ["年报 (2).docx", "年报.docx"]


def test_two_years_in_an_archive(tmp_path, capsys):
    """Reports of one body are held against each other; they are opened again for that."""
    samples = Path(__file__).parents[2] / "resources" / "samples" / "years"
    files = {f"历年/{f.name}": f.read_bytes() for f in sorted(samples.iterdir())}
    path = zipped(tmp_path / "x.zip", files)
    out = tmp_path / "out.json"
    cli.main(["audit", str(path), "--json", str(out)])
    series = json.loads(out.read_text("utf-8"))["series"]
    places = {place["path"] for f in series["findings"] for place in f["figures"]}
    assert places
    assert all(place.startswith(f"{path}/历年/") for place in places)


def test_nothing_is_left_when_the_program_ends(tmp_path, report):
    path = zipped(tmp_path / "x.zip", {"a.txt": report})
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    script = (
        "import sys; from pathlib import Path; from core.sources import collect\n"
        "(made,) = collect([Path(sys.argv[1])]); print(made); assert made.exists()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2], env={**os.environ, "TMPDIR": str(temporary), "TMP": str(temporary)},
    )  # fmt: skip
    assert Path(done.stdout.strip()).is_relative_to(temporary)
    assert list(temporary.iterdir()) == []
    assert path.exists()


def test_what_is_kept_has_a_name_of_its_own():
    file = sources.private_folder() / "剪贴板.html"
    sources.keep(file, "剪贴板 10:32")
    assert (shown(file), home(file)) == ("剪贴板 10:32", None)
    assert (shown(Path("a/b.txt")), home(Path("a/b.txt"))) == (str(Path("a/b.txt")), Path("a"))
