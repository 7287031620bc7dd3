"""The zip package around a docx, opened without trusting it.

Only the parts that are read are unpacked, each under a limit that counts the bytes that really come
out; XML with a document type declaration is refused, so no entity is ever expanded or fetched.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from urllib.parse import unquote

from lxml import etree

from core.readers.errors import Unreadable

__all__ = ["DAMAGE", "DAMAGED", "MAX_PART_BYTES", "Package", "PackageKind", "Relationship"]

MAX_PART_BYTES = 32 * 1024 * 1024
"""Most bytes one unpacked part may have. The longest reports seen have some 2 MB."""
_MAX_DIRECTORY_BYTES = 4 * 1024 * 1024
_ENCRYPTED = 0x1
# What zipfile and its decompressors raise on spoilt bytes, unknown methods included.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    RuntimeError,
)  # fmt: skip

DAMAGED = "文件不完整或已损坏，打不开，可能没有下载完，请重新下载或向填报单位索取。"
_BOMB = "文件解压后大得不正常，可能是有害文件，没有读取，请向填报单位重新索取。"
_DTD = "文件里含有文档类型定义（DTD）或外部实体，正常的 docx 不会有，出于安全没有读取，请用 Word 或 WPS 另存为 docx 后再打开。"
_LOCKED = "压缩包里的内容加了密码，请解压并去掉密码后再打开。"

PackageKind = Literal["docx", "xlsx", "pptx", "odt", "odf", "ofd", "zip"]

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": b"officeDocument/2006/relationships",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": (
        b"drawingml/2006/wordprocessingDrawing"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/math": b"officeDocument/2006/math",
}


@dataclass(frozen=True, slots=True)
class Relationship:
    type: str  # the last word of the type's URI: officeDocument, styles, image …
    target: str  # the part's name, or the URI as it stands when external
    external: bool


class Package:
    """An OOXML package, or another zip that :meth:`kind` tells apart."""

    def __init__(self, data: bytes) -> None:
        """Raises Unreadable when `data` is no whole zip."""
        _check_directory(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = frozenset(self._zip.namelist())
        except DAMAGE as error:
            raise Unreadable(DAMAGED) from error

    def read(self, name: str) -> bytes | None:
        """The bytes of a part; None when there is no such part."""
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            return None
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable(_LOCKED)
        if info.file_size > MAX_PART_BYTES:
            raise Unreadable(_BOMB)
        try:
            with self._zip.open(info) as part:
                data = part.read(MAX_PART_BYTES + 1)
        except DAMAGE as error:
            raise Unreadable(DAMAGED) from error
        if len(data) > MAX_PART_BYTES:
            raise Unreadable(_BOMB)
        return data

    def xml(self, name: str) -> etree._Element | None:
        """The root element of an XML part, strict OOXML names made transitional."""
        data = self.read(name)
        if data is None:
            return None
        if b"<!DOCTYPE" in data:
            raise Unreadable(_DTD)
        if b"purl.oclc.org/ooxml" in data:
            for strict, transitional in _STRICT.items():
                data = data.replace(strict, _TRANSITIONAL.encode() + transitional)
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise Unreadable(DAMAGED) from error
        # In an encoding where the search above finds nothing (UTF-16).
        if root.getroottree().docinfo.internalDTD is not None:
            raise Unreadable(_DTD)
        return root

    def relationships(self, name: str = "") -> dict[str, Relationship]:
        """The relationships of the part `name` (of the package itself by default), by id."""
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, Relationship] = {}
        if root is None:
            return found
        for element in root:
            target = str(element.get("Target", ""))
            external = element.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip(
                    "/"
                )
            kind = str(element.get("Type", "")).rsplit("/", 1)[-1]
            found[str(element.get("Id", ""))] = Relationship(kind, target, external)
        return found

    @cached_property
    def main_part(self) -> str | None:
        """The part that the package says is its document."""
        for relationship in self.relationships().values():
            if relationship.type == "officeDocument" and relationship.target in self.names:
                return relationship.target
        return next((n for n in ("word/document.xml", "xl/workbook.xml") if n in self.names), None)

    def kind(self) -> PackageKind:
        """What the package is, by its own word and not by its name."""
        if "OFD.xml" in self.names:
            return "ofd"
        if "mimetype" in self.names:
            declared = self.read("mimetype") or b""
            if declared.startswith(b"application/vnd.oasis.opendocument"):
                text = declared.strip().endswith((b".text", b".text-template"))
                return "odt" if text else "odf"
        part = self.main_part
        if part is None:
            return "zip"
        content_type = self._content_type(part)
        if "spreadsheetml" in content_type:
            return "xlsx"
        if "presentationml" in content_type:
            return "pptx"
        if "wordprocessingml" in content_type or "ms-word" in content_type:
            return "docx"
        folder = part.split("/", 1)[0]
        return {"word": "docx", "xl": "xlsx", "ppt": "pptx"}.get(folder, "zip")  # type: ignore[return-value]

    def _content_type(self, part: str) -> str:
        root = self.xml("[Content_Types].xml")
        if root is not None:
            for element in root:
                if str(element.get("PartName", "")).lstrip("/") == part:
                    return str(element.get("ContentType", ""))
        return ""


def _check_directory(data: bytes) -> None:
    """Refuse a zip whose table of contents alone would fill the memory. zipfile reads it whole."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or at + 22 > len(data):
        raise Unreadable(DAMAGED)
    (size,) = struct.unpack_from("<I", data, at + 12)
    if size > _MAX_DIRECTORY_BYTES:  # 0xFFFFFFFF, the mark of zip64, too
        raise Unreadable(_BOMB)
