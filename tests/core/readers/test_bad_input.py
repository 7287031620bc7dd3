"""Each kind of input that cannot be read: one clear Chinese sentence, nothing else, no crash."""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.document import Table
from core.readers import Unreadable, read
from core.readers import dispatch as dispatching
from core.readers.ooxml import MAX_PART_BYTES
from tests.core.readers.making import (
    WORD_MAIN,
    W,
    document_xml,
    docx,
    office,
    p,
    tbl,
    tc,
    tr,
    zipped,
)

SHEET_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
GOOD = docx(p("一、总体情况") + tbl(["规章", "1"], ["甲", "2"]))


def sentence(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        read(path)
    said = str(caught.value)
    assert said.endswith("。")
    assert said.count("。") == 1
    assert "\n" not in said
    assert any("\u4e00" <= c <= "\u9fff" for c in said)
    return said


def read_or_refused(path: Path) -> tuple[Table, ...]:
    """The tables of a document that says something, or none with a proper sentence."""
    try:
        document = read(path)
    except Unreadable as error:
        said = str(error)
    else:
        assert document.blocks
        return document.tables
    assert said.endswith("。")
    return ()


def of(tmp_path: Path, data: bytes, name: str = "年报.docx") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return sentence(path)


def ole(*streams: str) -> bytes:
    """The beginnings of an OLE compound file that names these streams in its directory."""
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + directory.ljust(2048, b"\0")


# -- files that are none ---------------------------------------------------------------------------


def test_missing(tmp_path: Path) -> None:
    assert "找不到" in sentence(tmp_path / "没有.docx")
    (tmp_path / "file").write_bytes(GOOD)
    assert "找不到" in sentence(tmp_path / "file" / "x.docx")


def test_folder(tmp_path: Path) -> None:
    assert "文件夹" in sentence(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.docx")
    assert "不是普通文件" in sentence(tmp_path / "pipe.docx")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "年报.docx"
    path.write_bytes(GOOD)
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads everything
        opened = Path.open

        def refuse(self: Path, *args: object, **options: object) -> object:
            if self == path:
                raise PermissionError(13, "Permission denied", str(self))
            return opened(self, *args, **options)

        monkeypatch.setattr(Path, "open", refuse)
    assert "没有权限" in sentence(path)


def test_other_trouble_with_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Path, *args: object, **options: object) -> object:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", broken)
    assert "读取文件时出错" in of_existing(tmp_path)


def of_existing(tmp_path: Path) -> str:
    path = tmp_path / "年报.docx"
    os.close(os.open(path, os.O_CREAT))
    return sentence(path)


@pytest.mark.parametrize(
    "data", [b"", b"   \r\n\t\n", b"\0" * 5000, b"\xef\xbb\xbf", b"\xff\xfe \0\n\0"]
)
@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.txt", "a"])
def test_empty(tmp_path: Path, data: bytes, name: str) -> None:
    assert "空的" in of(tmp_path, data, name)


def test_only_white_space_of_other_kinds(tmp_path: Path) -> None:
    assert "没有任何文字" in of(tmp_path, "\u3000\u00a0\n".encode(), "a.txt")


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "大.docx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)  # sparse: takes no room
    assert "200 MB，超过 100 MB" in sentence(path)


def test_a_text_too_large(tmp_path: Path) -> None:
    assert "超过 30 MB" in of(tmp_path, b"a" * (30 * 1024 * 1024 + 1), "a.txt")


def test_a_file_that_grows_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "MAX_BYTES", 10_000)
    monkeypatch.setattr(dispatching, "_check_file", lambda path: None)
    assert "上限" in of(tmp_path, b"a" * 10_001, "a.txt")


# -- files that are something else ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (ole("Root Entry", "WordDocument"), "损坏"),
        (ole("Root Entry", "Workbook"), "工作簿读不出来"),
        (ole("Root Entry", "PowerPoint Document"), "旧版 PowerPoint"),
        (ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), "密码"),
        (ole("Root Entry"), "损坏"),
        (ole()[:600], "损坏"),
        (b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tx", "mht"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n<html>", "mht"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "图片"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "图片"),
        (b"GIF89a" + bytes(50), "图片"),
        (b"BM\x36\0\0\0" + bytes(50), "图片"),
        (b"II*\0" + bytes(50), "图片"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(50), "图片"),
        (b"Rar!\x1a\x07\x01\0" + bytes(50), "压缩包"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "压缩包"),
        (b"\x1f\x8b\x08" + bytes(50), "压缩包"),
        (b"MZ\x90\0" + bytes(50), "程序"),
        (b"\x7fELF" + bytes(50), "程序"),
        (b"<?xml version='1.0'?><data><a>1</a></data>", "XML 数据"),
        (
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
            "另存为 xlsx",
        ),
        (random.Random(1).randbytes(5000), "认不出来"),
        (b"\x80\xff" * 40, "认不出来"),
        (b"abc\x01\x02\x03\x04" * 100, "认不出来"),
    ],
    ids=lambda v: v if isinstance(v, str) else None,
)  # fmt: skip
def test_other_kinds_are_named(tmp_path: Path, data: bytes, said: str) -> None:
    assert said in of(tmp_path, data)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (office("xl/workbook.xml", "<workbook/>", SHEET_MAIN), "没有任何内容"),
        (office("ppt/presentation.xml", "<p/>", SLIDES_MAIN), "PowerPoint"),
        (
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"},
            "OpenDocument",
        ),
        ({"OFD.xml": "<ofd/>", "Doc_0/Document.xml": "<a/>"}, "OFD"),
        ({"甲/年报.docx": b"x", "乙/年报.PDF": b"y", "说明.txt": b"z"}, "里面有 3 个文件"),
        ({"a.bin": b"x"}, "没有可以核对的报告"),
        ({}, "没有可以核对的报告"),
    ],
    ids=lambda v: v if isinstance(v, str) else None,
)
def test_other_zips_are_named(tmp_path: Path, files: dict[str, str | bytes], said: str) -> None:
    assert said in of(tmp_path, zipped(files))


def test_the_lock_file_of_word(tmp_path: Path) -> None:
    assert "临时文件" in of(tmp_path, b"\x04user" + bytes(158), "~$年报.docx")


# -- docx that are damaged or dangerous --------------------------------------------------------------


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95, 0.999])
def test_truncated(tmp_path: Path, share: float) -> None:
    assert "不完整" in of(tmp_path, GOOD[: int(len(GOOD) * share)])


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_spoilt_byte_is_survived(tmp_path: Path, at: int, change: int) -> None:
    data = bytearray(GOOD)
    data[at] ^= change
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    read_or_refused(path)


def test_no_xml_inside(tmp_path: Path) -> None:
    for content in ("", "<a", "plain", f'<w:document xmlns:w="{W}"/>', "<other/>"):
        assert "损坏" in of(tmp_path, zipped(office("word/document.xml", content, WORD_MAIN)))


def test_no_text_inside(tmp_path: Path) -> None:
    assert "没有任何文字" in of(tmp_path, docx(p("") + p("  ")))


BOMB = zipped(office("word/document.xml", document_xml(p(" " * (MAX_PART_BYTES + 1))), WORD_MAIN))


def test_a_zip_bomb_that_says_so(tmp_path: Path) -> None:
    assert len(BOMB) < 200_000
    assert "大得不正常" in of(tmp_path, BOMB)


def test_a_zip_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    data = bytearray(BOMB)
    size = struct.pack(
        "<I", zipfile.ZipFile(io.BytesIO(BOMB)).getinfo("word/document.xml").file_size
    )
    at = data.find(size)
    while at >= 0:  # in the local header and in the table of contents
        data[at : at + 4] = struct.pack("<I", 1000)
        at = data.find(size)
    said = of(tmp_path, bytes(data))
    assert "损坏" in said or "大得不正常" in said


def test_a_zip_whose_contents_table_would_fill_the_memory(tmp_path: Path) -> None:
    data = bytearray(GOOD)
    at = data.rfind(b"PK\x05\x06")
    data[at + 12 : at + 16] = struct.pack("<I", 0x0FFFFFFF)
    assert "大得不正常" in of(tmp_path, bytes(data))


def test_locked_zip(tmp_path: Path) -> None:
    data = bytearray(GOOD)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    assert "密码" in of(tmp_path, bytes(data))


SECRET = "机密文件的内容"


@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file://{path}">]>',
        '<!DOCTYPE a SYSTEM "file://{path}">',
        '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;&x;&x;&x;&x;&x;&x;">]>',
        "<!DOCTYPE a>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml", "_rels/.rels"])
def test_entities_are_never_expanded(tmp_path: Path, dtd: str, encoding: str, part: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    files = office("word/document.xml", document_xml(p("正文")), WORD_MAIN)
    content = str(files[part]).replace("正文", "&x;")
    content = content.removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
    files[part] = (
        f'<?xml version="1.0" encoding="{encoding}"?>' + dtd.format(path=secret) + content
    ).encode(encoding)
    said = of(tmp_path, zipped(files))
    assert SECRET not in said
    assert "DTD" in said or "损坏" in said


def test_tables_nested_without_end(tmp_path: Path) -> None:
    inside = p("深")
    for _ in range(300):
        inside = tbl(tr(tc(inside + p(""))))
    assert "损坏" in of(tmp_path, docx(inside))
    inside = p("深")
    for _ in range(60):
        inside = tbl(tr(tc(inside + p(""))))
    path = tmp_path / "deep.docx"
    path.write_bytes(docx(inside))
    assert read(path).paragraphs[0].text == "深"


_heaps = st.recursive(
    st.sampled_from(["<w:t>字</w:t>", "<w:t>7</w:t>", "<w:tab/>", "<w:br/>", "", "<w:altChunk/>", "<w:sym w:char='x'/>"]),
    lambda inside: st.builds(
        lambda name, children: f"<{name}>{''.join(children)}</{name.split()[0]}>",
        st.sampled_from([
            "w:p", "w:r", "w:tbl", "w:tr", "w:tc", "w:tcPr", "w:sdt", "w:sdtContent", "w:ins", "w:del", "w:pPr",
            "w:numPr", "w:txbxContent", "w:drawing", "w:pict", "mc:AlternateContent", "mc:Choice", "mc:Fallback",
            'w:gridSpan w:val="x"', f'w:gridSpan w:val="{"9" * 5000}"', 'w:gridSpan w:val="3"', 'w:vMerge w:val="restart"', "w:vMerge", "w:hMerge",
            'w:gridBefore w:val="99999"', "w:trPr", "w:hyperlink", "w:object", "a:blip", "w:ruby",
        ]),
        st.lists(inside, max_size=4),
    ),
    max_leaves=30,
)  # fmt: skip


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200
)
@given(st.lists(_heaps, max_size=4))
def test_any_heap_of_word_xml_is_read_or_refused(tmp_path: Path, heap: list[str]) -> None:
    path = tmp_path / "heap.docx"
    path.write_bytes(docx("".join(heap)))
    for table in read_or_refused(path):
        taken = [
            (r, c)
            for cell in table.cells
            for r in range(cell.row, cell.row + cell.row_span)
            for c in range(cell.column, cell.column + cell.column_span)
        ]
        assert len(taken) == len(set(taken))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<html>", b"%PD", b"{\\rtf"]),
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, start: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(start + data)
    read_or_refused(path)
