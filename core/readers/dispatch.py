"""Which reader a file goes to: decided by what is in it, never by its name."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from core.document import Document, SourceKind
from core.readers.errors import Unreadable

__all__ = ["MAX_BYTES", "read"]

MAX_BYTES = 100 * 1024 * 1024
"""Largest file that is opened at all. Reports have some hundred kB, scans some ten MB."""
MAX_TEXT_BYTES = 30 * 1024 * 1024
"""Largest text or HTML file; pages with pictures inside them have some MB."""

_HEAD = 4096
_SAVE_AS = "请用 Word 或 WPS 另存为 docx 后再打开。"
_DAMAGED_OLE = "文件不完整或已损坏，打不开，请重新下载或向填报单位索取。"

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\0", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_SENTENCES = {
    "archive": "这是压缩包，暂不支持直接打开，请解压后打开其中的报告文件。",
    "program": "这是程序文件，不是报告，请确认没有选错文件。",
    "rtf": f"这是 RTF 文档，暂不支持，{_SAVE_AS}",
    "mhtml": "这是单个文件网页（mht），暂不支持，请用浏览器打开后另存为“网页，仅 HTML”或 docx 后再打开。",
    "ofd": "这是 OFD 版式文件，暂不支持，请用 OFD 阅读器导出为 PDF 或 docx 后再打开。",
    "odf": f"这是 OpenDocument 文档（odt、ods 等），暂不支持，{_SAVE_AS}",
    "xlsx": "这是 Excel 工作簿，不是 Word 文档，暂不支持，请把报告另存为 docx 后再打开。",
    "pptx": "这是 PowerPoint 演示文稿，不是年度报告，请确认没有选错文件。",
    "word-xml": f"这是 Word 的 XML 文档，暂不支持，{_SAVE_AS}",
    "xml": "这是 XML 数据文件，不是年度报告，请确认没有选错文件。",
    "doc": f"这是旧版 Word 文档（doc 或 wps），暂不支持，{_SAVE_AS}",
    "xls": "这是旧版 Excel 工作簿，暂不支持，请把报告另存为 docx 后再打开。",
    "ppt": "这是旧版 PowerPoint 演示文稿，不是年度报告，请确认没有选错文件。",
    "encrypted": "文档设有打开密码，请在 Word 或 WPS 里输入密码打开、取消密码并另存后再打开。",
    "ole": f"这是旧版 Office 格式的文件，暂不支持，{_SAVE_AS}",
    "binary": "文件内容认不出来，不是 docx、PDF、网页或文本，请确认没有选错文件。",
}
# Names of streams in an OLE file, in the order they are asked for.
_OLE = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
)
_PDF_HEADER = re.compile(rb"%PDF-\d")
_HTML_START = re.compile(
    r"(?>\s+|<!--.*?-->|<\?xml[^>]*\?>)*+<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|span|center"
    r"|font|h[1-6]|article|section|tr|td|tbody|style|script|link|base|br|a|b|strong|ul|ol|img)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_INSIDE = re.compile(r"</(?:p|table|tr|td|th|div|span|body|html)\s*>", re.IGNORECASE)
_XML_START = re.compile(r"\s*<\?xml\b")
_WORD_XML = re.compile(r"schemas\.microsoft\.com/office/(?:word/2003/wordml|2006/xmlPackage)")
_MHTML = re.compile(
    rb"^(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)*?content-type:\s*multipart/related", re.IGNORECASE
)
_KINDS: dict[str, SourceKind | None] = {
    ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".dotm": "docx", ".pdf": "pdf",
    ".html": "html", ".htm": "html", ".shtml": "html", ".xhtml": "html", ".jsp": "html", ".asp": "html",
    ".aspx": "html", ".php": "html", ".txt": "text", ".text": "text", ".md": "text",
    ".doc": None, ".wps": None, ".xls": None, ".xlsx": None, ".rtf": None, ".zip": None, ".mht": None,
    ".mhtml": None, ".ofd": None, ".odt": None, ".jpg": None, ".png": None,
}  # fmt: skip
_CALLED = {"docx": " docx ", "pdf": " PDF ", "html": "网页", "text": "纯文本"}


def read(path: Path) -> Document:
    """Read a report of any supported kind.

    A file whose name promises another kind than it is gets a note that says so.

    Raises:
        Unreadable: with one Chinese sentence for the auditor, for whatever cannot be read.
    """
    try:
        document = _read(path)
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable(
            "文件的结构嵌套得太深，读不了，请用 Word 或 WPS 另存为 docx 后再打开。"
        ) from error
    except MemoryError as error:
        raise Unreadable("内存不够，读不了这个文件，请关闭其他程序后再试。") from error
    except OSError as error:
        raise Unreadable(_os_sentence(error)) from error
    suffix = path.suffix.lower()
    if document.converted is None and suffix in _KINDS and _KINDS[suffix] != document.kind:
        called = _CALLED[document.kind]
        note = f"文件名以 {suffix} 结尾，内容其实是{called.rstrip()}，已按{called}读取。"
        document = replace(document, notes=(*document.notes, note))
    return document


def _read(path: Path) -> Document:
    _check_file(path)
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if _PDF_HEADER.search(head, 0, 1024) and not head.startswith(
            (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
        ):
            from core.readers.pdf import read_pdf

            return read_pdf(path)
        data = head + file.read(MAX_BYTES + 1 - len(head))
    if len(data) > MAX_BYTES:
        raise Unreadable(_too_large(len(data)))
    return _by_content(path, data)


def _by_content(path: Path, data: bytes) -> Document:
    if not data.strip(b" \t\r\n\f\v\0\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("文件是空的，里面没有任何内容，请重新下载或向填报单位索取。")
    if path.name.startswith("~$"):
        raise Unreadable("这是 Word 打开文档时生成的临时文件，请打开名字里没有“~$”的那个文件。")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _read_zip(path, data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_ole_sentence(data))
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and (
            len(signature) > 3 or signature[0] > 127 or b"\0" in data[:_HEAD]
        ):
            if kind == "image":
                return _read_picture(path, data)
            raise Unreadable(_SENTENCES[kind])
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _read_picture(path, data)
    start = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(rb"{\rtf"):
        raise Unreadable(_SENTENCES["rtf"])
    if _MHTML.match(start):
        raise Unreadable(_SENTENCES["mhtml"])
    return _read_text(path, data)


def _read_text(path: Path, data: bytes) -> Document:
    from core.readers.decode import decode

    if len(data) > MAX_TEXT_BYTES:
        raise Unreadable(_too_large(len(data), MAX_TEXT_BYTES))
    decoded = decode(data)
    if decoded is None:
        raise Unreadable(_SENTENCES["binary"])
    text = decoded.text.removeprefix("\ufeff")
    if _XML_START.match(text) and _WORD_XML.search(text[:_HEAD]):
        raise Unreadable(_SENTENCES["word-xml"])
    if _HTML_START.match(text) or len(_HTML_INSIDE.findall(text[:200_000])) >= 3:
        from core.readers.html import parse_html

        return parse_html(path, text, decoded.notes)
    if _XML_START.match(text):
        raise Unreadable(_SENTENCES["xml"])
    from core.readers.text import parse_text

    return parse_text(path, text, decoded.notes)


def _read_picture(path: Path, data: bytes) -> Document:
    from core.readers.pictures import read_picture

    return read_picture(path, data)


def _read_zip(path: Path, data: bytes) -> Document:
    from core.readers.ooxml import Package

    package = Package(data)
    kind = package.kind()
    if kind == "docx":
        from core.readers.docx import parse_docx

        return parse_docx(path, package)
    if kind != "zip":
        raise Unreadable(_SENTENCES[kind])
    names = [n for n in package.names if not n.endswith("/")]
    reports = sum(
        n.lower().endswith((".docx", ".doc", ".pdf", ".html", ".htm", ".wps")) for n in names
    )
    if reports:
        raise Unreadable(
            f"这是压缩包，里面有 {reports} 个文档，暂不支持直接打开，请解压后打开其中的报告文件。"
        )
    raise Unreadable("这是压缩包，不是 docx 文档，里面也没有能读的报告，请确认没有选错文件。")


def _ole_sentence(data: bytes) -> str:
    if len(data) < 1536:  # header and one sector of contents: less is no file
        return _DAMAGED_OLE
    for stream, kind in _OLE:
        if stream.encode("utf-16-le") in data:
            return _SENTENCES[kind]
    return _SENTENCES["ole"]


def _check_file(path: Path) -> None:
    size = path.stat().st_size
    if path.is_dir():
        raise IsADirectoryError(str(path))
    if not path.is_file():
        raise Unreadable("这不是普通文件，无法打开，请确认没有选错文件。")
    if size > MAX_BYTES:
        raise Unreadable(_too_large(size))


def _too_large(size: int, limit: int = MAX_BYTES) -> str:
    had, most = -(-size // 1024**2), limit // 1024**2
    return f"文件有 {had} MB，超过 {most} MB 的上限，年度报告不会这么大，请确认没有选错文件。"


def _os_sentence(error: OSError) -> str:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "找不到这个文件，请确认它没有被移动、改名或删除。"
    if isinstance(error, IsADirectoryError):
        return "这是文件夹，不是文件，请打开其中的报告文件。"
    if isinstance(error, PermissionError):
        return "没有权限读取这个文件，或它正被别的程序占用，请关闭占用它的程序或复制到别处再打开。"
    return f"读取文件时出错（{error.strerror or error}），请把文件复制到本机后再试。"
