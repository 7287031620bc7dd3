from __future__ import annotations

from pathlib import Path

import pytest

from core.document import Document, Paragraph
from core.readers import read
from tests.core.readers.making import REPORTS, docx, p, tbl

TEXT = "一、总体情况\n2023年，我局主动公开政府信息十条。\n".encode()
PAGE = "<p>一、总体情况</p><table><tr><td>规章<td>1<tr><td>甲<td>2</table>".encode()
WORD = docx(p("一、总体情况") + tbl(["规章", "1"], ["甲", "2"]))


def a_pdf() -> bytes:
    """One page that says `Annual report 2023`, with its table of contents right."""
    stream = b"BT /F1 18 Tf 72 700 Td (Annual report 2023) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    return made + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(made))
    )


def read_as(tmp_path: Path, name: str, data: bytes) -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    document = read(path)
    assert document.path == path
    assert path.read_bytes() == data
    return document


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", TEXT, "text"),
        ("a.html", PAGE, "html"),
        ("a.docx", WORD, "docx"),
        ("a.DOCX", WORD, "docx"),
        ("年报", WORD, "docx"),
        ("年报", TEXT, "text"),
        ("年报.2023", PAGE, "html"),
    ],
)
def test_files_that_are_what_they_are_called(
    tmp_path: Path, name: str, data: bytes, kind: str
) -> None:
    document = read_as(tmp_path, name, data)
    assert (document.kind, document.notes) == (kind, ())
    first = document.blocks[0]
    assert isinstance(first, Paragraph)
    assert first.text == "一、总体情况"


@pytest.mark.parametrize(
    ("name", "data", "kind", "note"),
    [
        ("a.docx", PAGE, "html", "文件名以 .docx 结尾，内容其实是网页，已按网页读取。"),
        ("a.doc", PAGE, "html", "文件名以 .doc 结尾，内容其实是网页，已按网页读取。"),
        ("a.xls", PAGE, "html", "文件名以 .xls 结尾，内容其实是网页，已按网页读取。"),
        ("a.txt", WORD, "docx", "文件名以 .txt 结尾，内容其实是 docx，已按 docx 读取。"),
        ("a.Doc", WORD, "docx", "文件名以 .doc 结尾，内容其实是 docx，已按 docx 读取。"),
        ("a.pdf", TEXT, "text", "文件名以 .pdf 结尾，内容其实是纯文本，已按纯文本读取。"),
    ],
)
def test_files_of_another_kind_are_read_and_said(
    tmp_path: Path, name: str, data: bytes, kind: str, note: str
) -> None:
    document = read_as(tmp_path, name, data)
    assert (document.kind, document.notes) == (kind, (note,))


@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE html>",
        "<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN'><html>",
        "\n <!-- saved from url=(0036)http://www.example.gov.cn/ -->\n<HTML>",
        "<META http-equiv=Content-Type content='text/html; charset=utf-8'>",
        "当前位置：首页<br>",
        "<tr><td>x</td></tr>",
    ],
)
def test_pages_and_fragments_of_pages_are_html(tmp_path: Path, start: str) -> None:
    assert read_as(tmp_path, "a", start.encode() + b"<p>a</p><p>b</p><p>c</p>").kind == "html"


@pytest.mark.parametrize(
    "text",
    [
        "1 < 2，而 <表一> 不是标签。",
        "a<b 与 c>d 都成立。\n第二行。",
        "见 http://a.cn/<p> 处。",
        "<三安全一稳定>的条款。",
    ],
)
def test_signs_like_tags_do_not_make_a_page(tmp_path: Path, text: str) -> None:
    assert read_as(tmp_path, "a.txt", text.encode()).kind == "text"


@pytest.mark.parametrize(
    "data", ["BM公司年报：主动公开十条。", "PK赛：主动公开十条。", "MZ镇2023年年报", "GIF格式说明"]
)
def test_text_that_begins_like_another_kind(tmp_path: Path, data: str) -> None:
    assert read_as(tmp_path, "a.txt", data.encode()).kind == "text"


@pytest.mark.parametrize("junk", [b"", b"\r\n\xef\xbb\xbf \0junk\r\n" * 20])
@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_pdf_after_junk(tmp_path: Path, junk: bytes, name: str) -> None:
    document = read_as(tmp_path, name, junk + a_pdf())
    assert document.kind == "pdf"
    assert "Annual report 2023" in "".join(b.text for b in document.paragraphs)
    assert bool(document.notes) == (name == "a.docx")


@pytest.mark.skipif(not REPORTS.exists(), reason="no ../shared/reports here")
@pytest.mark.parametrize(
    "path",
    sorted(f for f in REPORTS.rglob("*") if f.suffix in (".txt", ".html", ".docx", ".pdf")),
    ids=lambda f: f.name,
)
def test_every_real_report_is_read_as_what_it_is(path: Path) -> None:
    document = read(path)
    assert document.blocks
    assert document.kind == {".txt": "text"}.get(path.suffix, path.suffix[1:])
    assert document.notes == ()
