"""Web pages saved as one file, as browsers and word processors write them."""

from __future__ import annotations

import base64
import quopri
from pathlib import Path

import pytest

from core.case import Case
from core.document import Document
from core.readers import Unreadable, read
from core.readers.embedded import picture_bytes

SAMPLE = Path(__file__).parents[3] / "resources" / "samples" / "linxi_2019.html"
PAGE = SAMPLE.read_text("gb18030").replace('<meta charset="gbk">', '<meta charset="utf-8">')
PICTURE = base64.encodebytes(bytes(3000)).decode()


def chrome(page: str, *more: str) -> bytes:
    """“网页，单个文件” of Chrome and Edge: CRLF, quoted-printable, UTF-8."""
    boundary = "----MultipartBoundary--k3fG5VtGq2----"
    encoded = quopri.encodestring(page.encode()).decode("ascii")
    parts = [
        "Content-Type: text/html\nContent-ID: <frame-1@mhtml.blink>\n"
        "Content-Transfer-Encoding: quoted-printable\n"
        f"Content-Location: http://www.example.gov.cn/1.html\n\n{encoded}",
        "Content-Type: image/png\nContent-Transfer-Encoding: base64\n"
        f"Content-Location: http://www.example.gov.cn/1.png\n\n{PICTURE}",
        *more,
    ]
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    text = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: http://www.example.gov.cn/1.html\n"
        "Subject: =?utf-8?Q?=E5=B9=B4=E6=8A=A5?=\nDate: Mon, 20 Jan 2020 09:00:00 -0000\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n'
        f'\tboundary="{boundary}"\n\n\n{body}--{boundary}--\n'
    )
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode("ascii")


def explorer(page: str, charset: str, declared: str) -> bytes:
    """IE and WPS: base64, the charset in the part's header."""
    boundary = "----=_NextPart_000_0000_01D9"
    encoded = base64.encodebytes(page.encode(charset)).decode("ascii")
    return (
        'From: "Saved by Windows Internet Explorer 11"\r\nSubject: x\r\nMIME-Version: 1.0\r\n'
        f'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="{boundary}"\r\n'
        f"X-MimeOLE: Produced By Microsoft MimeOLE\r\n\r\nThis is a multi-part message.\r\n\r\n"
        f'--{boundary}\r\nContent-Type: text/html;\r\n\tcharset="{declared}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n--{boundary}--\r\n"
    ).encode("ascii")


def read_as(folder: Path, data: bytes, name: str = "年报.mht") -> Document:
    path = folder / name
    path.write_bytes(data)
    document = read(path)
    assert path.read_bytes() == data
    assert document.kind == "html"
    return document


def plain(page: str) -> str:
    """Without the page's own word on its encoding."""
    return page.replace('<meta charset="utf-8">', "")


@pytest.mark.parametrize(
    "data",
    [
        chrome(PAGE),
        explorer(plain(PAGE), "gb18030", "gb2312"),
        explorer(PAGE, "utf-8", "utf-8"),
        explorer(PAGE, "utf-8", "unicode-nonsense"),
        b"\r\n" + chrome(PAGE),
    ],
    ids=["chrome", "gbk", "utf-8", "nonsense", "blank line first"],
)
def test_the_page_is_read_as_if_saved_alone(tmp_path: Path, data: bytes) -> None:
    document = read_as(tmp_path, data)
    alone = read(SAMPLE)
    assert document.blocks == alone.blocks
    assert (document.title, document.notes) == (alone.title, ())
    case, original = Case(document), Case(alone)
    assert case.result == original.result
    assert case.sheet.facts


def test_traditional_characters(tmp_path: Path) -> None:
    page = "<html><p>一、總體情況</p><p>本機關主動公開政府資訊。</p></html>"
    document = read_as(tmp_path, explorer(page, "big5", "big5"))
    assert [b.text for b in document.paragraphs] == ["一、總體情況", "本機關主動公開政府資訊。"]


def test_an_article_in_a_frame(tmp_path: Path) -> None:
    frame = (
        "Content-Type: text/html\nContent-ID: <frame-2@mhtml.blink>\n"
        "Content-Transfer-Encoding: quoted-printable\n\n"
        + quopri.encodestring(PAGE.encode()).decode("ascii")
    )
    outer = "<html><body><p>首页</p><iframe src='cid:frame-2@mhtml.blink'></iframe></body></html>"
    assert read_as(tmp_path, chrome(outer, frame)).blocks == read(SAMPLE).blocks
    advertisement = frame.split("\n\n")[0] + "\n\n<html><p>banner</p></html>"
    assert read_as(tmp_path, chrome(PAGE, advertisement)).blocks == read(SAMPLE).blocks


def test_a_picture_is_known(tmp_path: Path) -> None:
    document = read_as(tmp_path, chrome("<p>一、总体情况</p><img src='1.png' alt='统计表'>"))
    assert [(a.kind, a.name) for a in document.attachments] == [("image", "统计表")]


@pytest.mark.parametrize("called", ["http://www.example.gov.cn/1.png", "cid:1@mhtml.blink"])
def test_a_large_picture_comes_with_the_page(tmp_path: Path, called: str) -> None:
    """So that a table in it can be recognised."""
    content = b"\x89PNG\r\n\x1a\n" + bytes(9000)
    data = chrome(f"<p>一、总体情况</p><img alt='统计表' src='{called}'>").replace(
        b"Content-Location: http://www.example.gov.cn/1.png\r\n\r\n"
        + PICTURE.replace("\n", "\r\n").encode(),
        b"Content-Location: http://www.example.gov.cn/1.png\r\nContent-ID: <1@mhtml.blink>\r\n\r\n"
        + base64.encodebytes(content).replace(b"\n", b"\r\n"),
    )
    document = read_as(tmp_path, data)
    assert picture_bytes(document, "图片1") == content
    assert [a.name for a in document.attachments] == ["统计表"]


def test_named_doc(tmp_path: Path) -> None:
    document = read_as(tmp_path, chrome(PAGE), "年报.doc")
    (note,) = document.notes
    assert "单个文件网页" in note


@pytest.mark.parametrize(
    "data",
    [
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n<html>",
        chrome(PAGE)[:300],
        chrome("").replace(b"text/html", b"text/css"),
        chrome("<html></html>"),
        explorer("", "utf-8", "utf-8"),
    ],
)
def test_nothing_in_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.mht"
    path.write_bytes(data)
    with pytest.raises(Unreadable) as caught:
        read(path)
    assert str(caught.value).endswith("。")


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_one_that_breaks_off(tmp_path: Path, share: float) -> None:
    """What is there of the page is read."""
    data = chrome(PAGE)
    document = read_as(tmp_path, data[: int(len(data) * share)])
    whole = read(SAMPLE)
    assert document.blocks[0] == whole.blocks[0]
