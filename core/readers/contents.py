"""What is in a file, told from its bytes: names lie."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from core.readers.errors import Unreadable

__all__ = [
    "SUFFIXES",
    "Content",
    "is_pdf",
    "may_be_report",
    "of_bytes",
    "of_text",
    "of_zip",
    "unknown",
]

Content = Literal[
    "docx", "pdf", "html", "text", "image", "mhtml", "doc", "rtf", "odt", "word-xml", "flat-opc",
    "xlsx", "xls",
]  # fmt: skip
"""What can be read, one reader each."""

SUFFIXES = frozenset({
    ".docx", ".docm", ".dotx", ".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".pdf", ".ofd",
    ".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml", ".txt", ".xlsx", ".xlsm", ".xls", ".et",
    ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp",
})  # fmt: skip
"""What a file found in a folder or an archive must end with to be taken for a report. Every suffix of
what can be read, so that no report is passed over in silence."""

_HEAD = 4096
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
    "archive": "这种压缩包（rar、7z 等）不能直接打开，请解压后打开其中的报告文件。",
    "program": "这是程序文件，不是报告，请确认没有选错文件。",
    "odf": "这是 OpenDocument 格式的表格或演示文稿，不能读取，请另存为 docx 或 xlsx 后再打开。",
    "ofd": "这是 OFD 版式文件，本程序读不了，请用 OFD 阅读器打开后另存为或打印成 PDF，或向填报单位索取 docx。",
    "pptx": "这是 PowerPoint 演示文稿，不是年度报告，请确认没有选错文件。",
    "ppt": "这是旧版 PowerPoint 演示文稿，不是年度报告，请确认没有选错文件。",
    "xml": "这是 XML 数据文件，不是年度报告，请确认没有选错文件。",
    "sheet-xml": "这是 Excel 的 XML 表格，不能直接读取，请用 Excel 或 WPS 打开后另存为 xlsx 再打开。",
    "encrypted": "文件设有打开密码，请在 Word、Excel 或 WPS 里输入密码打开、取消密码并另存后再打开。",
    "ole": "这是旧版 Office 格式的文件，认不出是哪一种，请用 Word 或 WPS 另存为 docx 后再打开。",
    "binary": "文件内容认不出来，不是 Word 文档、PDF、网页、表格或文本，请确认没有选错文件。",
}
# Names of streams in an OLE file, in the order they are asked for.
_OLE = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),  # Excel 5 and 95
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
_WORD_2003 = re.compile(r"schemas\.microsoft\.com/office/word/2003/wordml")
_SHEET_2003 = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet")
_FLAT_OPC = re.compile(r"schemas\.microsoft\.com/office/2006/xmlPackage")
_MHTML = re.compile(
    rb"^(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)*?content-type:\s*multipart/related", re.IGNORECASE
)


def may_be_report(name: str) -> bool:
    """Whether a file of this name, met in a folder or an archive, is to be opened: no lock files of
    Word and WPS (`~$…`, `.~…`), nothing hidden."""
    return not name.startswith(("~$", ".")) and PurePath(name).suffix.lower() in SUFFIXES


def is_pdf(head: bytes) -> bool:
    """Whether a file that begins so is a PDF, junk before its header allowed."""
    return _PDF_HEADER.search(head, 0, 1024) is not None and not head.startswith(
        (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    )


def of_bytes(data: bytes) -> Content | Literal["zip", "text or html"]:
    """What `data`, the whole of a file that is no PDF, holds; a zip is still to be looked into.

    Raises Unreadable for what no reader takes.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _of_ole(data)
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and (
            len(signature) > 3 or signature[0] > 127 or b"\0" in data[:_HEAD]
        ):
            if kind == "image":
                return "image"
            raise Unreadable(_SENTENCES[kind])
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image"
    start = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(rb"{\rtf"):
        return "rtf"
    if _MHTML.match(start):
        return "mhtml"
    return "text or html"


def of_text(text: str) -> Content:
    """What a decoded text is. Raises Unreadable for XML that is no document."""
    head = text[:_HEAD]
    if _XML_START.match(text):
        if _FLAT_OPC.search(head):
            return "flat-opc"
        if _WORD_2003.search(head):
            return "word-xml"
        if _SHEET_2003.search(head):
            raise Unreadable(_SENTENCES["sheet-xml"])
    if _HTML_START.match(text) or len(_HTML_INSIDE.findall(text[:200_000])) >= 3:
        return "html"
    if _XML_START.match(text):
        raise Unreadable(_SENTENCES["xml"])
    return "text"


def of_zip(kind: str) -> Content:
    """What a package of a kind (core.readers.ooxml.Package.kind) is to us. Raises Unreadable."""
    match kind:
        case "docx" | "xlsx" | "odt":
            return kind
    raise Unreadable(_SENTENCES[kind])


def unknown() -> Unreadable:
    """The complaint about bytes that are nothing known."""
    return Unreadable(_SENTENCES["binary"])


def _of_ole(data: bytes) -> Content:
    if len(data) < 1536:  # header and one sector of contents: less is no file
        raise Unreadable(_DAMAGED_OLE)
    names = _streams(data)
    for stream, kind in _OLE:
        there = stream in names if names is not None else stream.encode("utf-16-le") in data
        if there and kind in ("doc", "xls"):
            return "doc" if kind == "doc" else "xls"
        if there:
            raise Unreadable(_SENTENCES[kind])
    raise Unreadable(_SENTENCES["ole"] if names is not None else _DAMAGED_OLE)


def _streams(data: bytes) -> frozenset[str] | None:
    """The names at the root of an OLE file: what is embedded in it (a Word document in a workbook) is
    further down. None when its directory can't be read."""
    from doc2docx.cfb import CompoundFile

    try:
        entries = CompoundFile(data).entries
    except Exception:  # whatever is wrong with it, the reader of the content will say
        return None
    return frozenset(e.path for e in entries)
