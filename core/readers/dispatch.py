"""Which reader a file goes to: decided by what is in it, never by its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from core.document import Document
from core.readers.contents import (
    Content,
    is_pdf,
    of_bytes,
    of_text,
    of_zip,
    unknown,
)
from core.readers.errors import Unreadable

__all__ = ["MAX_BYTES", "read"]

MAX_BYTES = 100 * 1024 * 1024
"""Largest file that is opened at all. Reports have some hundred kB, scans some ten MB."""
MAX_TEXT_BYTES = 30 * 1024 * 1024
"""Largest text or HTML file; pages with pictures inside them have some MB."""

_HEAD = 4096
_WORD: frozenset[Content] = frozenset({"docx"})
_OLD_WORD: frozenset[Content] = frozenset({"doc"})
_HTML: frozenset[Content] = frozenset({"html"})
_TEXT: frozenset[Content] = frozenset({"text"})
_IMAGE: frozenset[Content] = frozenset({"image"})
# What a file that is called so may hold without its name being a lie.
_PROMISED: dict[str, frozenset[Content]] = {
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), _WORD),
    **dict.fromkeys((".doc", ".dot", ".wps", ".wpt"), _OLD_WORD),
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml", ".jsp", ".asp", ".aspx", ".php"), _HTML),
    **dict.fromkeys((".txt", ".text", ".md"), _TEXT),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff"), _IMAGE),
    **dict.fromkeys((".mht", ".mhtml"), frozenset[Content]({"mhtml"})),
    **dict.fromkeys((".xlsx", ".xlsm", ".xltx"), frozenset[Content]({"xlsx"})),
    ".pdf": frozenset({"pdf"}),
    ".rtf": frozenset({"rtf"}),
    ".odt": frozenset({"odt"}),
    ".xml": frozenset({"word-xml", "flat-opc", "html"}),
    ".xls": frozenset({"xls"}),
    ".et": frozenset({"xls", "xlsx"}),
    ".zip": frozenset(),
}
# As they stand in a sentence: Latin names between spaces.
_CALLED: dict[Content, str] = {
    "docx": " docx ", "pdf": " PDF ", "html": "网页", "text": "纯文本", "image": "图片",
    "mhtml": "单个文件网页（mht）", "doc": "旧版 Word 文档（doc）", "rtf": " RTF 文档",
    "odt": " OpenDocument 文档", "word-xml": " Word 的 XML 文档", "flat-opc": " Word 的 XML 文档",
    "xlsx": " Excel 工作簿", "xls": "旧版 Excel 工作簿",
}  # fmt: skip


def read(path: Path) -> Document:
    """Read a report of any supported kind.

    A file whose name promises another kind than it is gets a note that says so.

    Raises:
        Unreadable: with one Chinese sentence for the auditor, for whatever cannot be read.
    """
    try:
        document, content = _read(path)
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
    if suffix in _PROMISED and content not in _PROMISED[suffix]:
        called = _CALLED[content]
        note = f"文件名以 {suffix} 结尾，内容其实是{called.rstrip()}，已按{called}读取。"
        document = replace(document, notes=(*document.notes, note))
    return document


def _read(path: Path) -> tuple[Document, Content]:
    _check_file(path)
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if is_pdf(head):
            from core.readers.pdf import read_pdf

            return read_pdf(path), "pdf"
        data = head + file.read(MAX_BYTES + 1 - len(head))
    if len(data) > MAX_BYTES:
        raise Unreadable(_too_large(len(data)))
    if not data.strip(b" \t\r\n\f\v\0\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("文件是空的，里面没有任何内容，请重新下载或向填报单位索取。")
    if path.name.startswith("~$"):
        raise Unreadable("这是 Word 打开文档时生成的临时文件，请打开名字里没有“~$”的那个文件。")
    content = of_bytes(data)
    if content == "zip":
        return _read_zip(path, data)
    if content == "text or html":
        return _read_text(path, data)
    return _read_content(path, data, content), content


def _read_content(path: Path, data: bytes, content: Content) -> Document:
    """The readers of binary files, each imported when there is something for it."""
    match content:
        case "image":
            from core.readers.pictures import read_picture

            return read_picture(path, data)
        case "doc" | "rtf" | "odt" | "word-xml" | "flat-opc":
            from core.readers.convert import read_converted

            return read_converted(path, data, content)
        case "mhtml":
            from core.readers.mhtml import read_mhtml

            return read_mhtml(path, data)
        case "xlsx" | "xls":
            from core.readers.workbook import read_workbook

            return read_workbook(path, data, content)
    raise AssertionError(content)


def _read_text(path: Path, data: bytes) -> tuple[Document, Content]:
    from core.readers.decode import decode

    if len(data) > MAX_TEXT_BYTES:
        raise Unreadable(_too_large(len(data), MAX_TEXT_BYTES))
    decoded = decode(data)
    if decoded is None:
        raise unknown()
    text = decoded.text.removeprefix("\ufeff")
    content = of_text(text)
    if content == "html":
        from core.readers.html import parse_html

        return parse_html(path, text, decoded.notes), content
    if content == "text":
        from core.readers.text import parse_text

        return parse_text(path, text, decoded.notes), content
    return _read_content(path, data, content), content


def _read_zip(path: Path, data: bytes) -> tuple[Document, Content]:
    from core.readers.ooxml import Package

    package = Package(data)
    kind = package.kind()
    if kind == "docx":
        from core.readers.docx import parse_docx

        return parse_docx(path, package), "docx"
    if kind == "zip":
        raise Unreadable(_of_archive(path))
    content = of_zip(kind)
    return _read_content(path, data, content), content


def _of_archive(path: Path) -> str:
    """Archives are opened by core.sources; one that comes here could not be, or is deep in others."""
    from core.readers.archive import extract

    with TemporaryDirectory(prefix="gouji-", ignore_cleanup_errors=True) as folder:
        try:
            count = len(extract(path, Path(folder)))
        except Unreadable as error:
            return str(error)
    return f"这是压缩包，里面有 {count} 个文件，请解压后打开其中的报告文件。"


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
