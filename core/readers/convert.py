"""Word documents of other formats (doc and wps, RTF, ODT, Word's XML) → docx → Document.

What can be done without another program is done so: doc by msdoc2docx, Word's XML by ourselves.
Everything else, and what msdoc2docx gives up on, goes to a word processor of the machine.
"""

from __future__ import annotations

import base64
import io
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import quoteattr

from lxml import etree

from core.document import Document
from core.readers.convert_office import CannotConvert, NoConverter, Source, TakesTooLong, to_docx
from core.readers.docx import parse_docx
from core.readers.errors import Unreadable
from core.readers.ooxml import DAMAGED, Package

__all__ = ["LOCKED", "Convertible", "read_converted"]

Convertible = Literal["doc", "rtf", "odt", "word-xml", "flat-opc"]

LOCKED = "文档设有打开密码，请在 Word 或 WPS 里输入密码打开、取消密码并另存后再打开。"
_SAVE_AS = "请用 Word 或 WPS 打开后另存为 docx 再打开"


@dataclass(frozen=True, slots=True)
class _Format:
    name: str
    source: Source
    own: Callable[[bytes], bytes] | None = None
    """Gives a docx without another program, or raises _GaveUp."""


class _GaveUp(Exception):
    """A file that the library does not understand; another program may."""


def read_converted(path: Path, data: bytes, content: Convertible) -> Document:
    """The Document of kind "docx" of the file at `path`, whose bytes are `data`; its `converted` is the
    docx.

    Raises Unreadable: encrypted, damaged, no converter, a converter that fails or hangs.
    """
    format = _FORMATS[content]
    refused: Unreadable | None = None
    if format.own is not None:
        try:
            return _parsed(path, format.own(data))
        except _GaveUp:
            pass
        except Unreadable as error:
            if error.args[0] in (LOCKED, DAMAGED):
                raise
            refused = error
    try:
        return _parsed(path, to_docx(data, format.source))
    except NoConverter as error:
        raise refused or Unreadable(_no_converter(format)) from error
    except TakesTooLong as error:
        raise Unreadable(
            f"把这份{format.name}转换为 docx 用了太长时间，已经停止，{_SAVE_AS}。"
        ) from error
    except CannotConvert as error:
        raise refused or Unreadable(
            f"这份{format.name}没能转换为 docx，文件可能已损坏，{_SAVE_AS}。"
        ) from error


def _no_converter(format: _Format) -> str:
    if format.own is not None:
        return (
            f"这份{format.name}的内部写法少见，本程序没能读出来，这台电脑上又没有可以代为转换的"
            f" LibreOffice、Word 或 WPS，{_SAVE_AS}。"
        )
    return (
        f"这是{format.name}，要先转换为 docx，而这台电脑上没有可以代为转换的 LibreOffice、Word 或"
        " WPS，请在装有 Word 或 WPS 的电脑上打开后另存为 docx 再打开。"
    )


def _parsed(path: Path, made: bytes) -> Document:
    package = Package(made)
    if package.kind() != "docx":
        raise Unreadable(DAMAGED)
    return replace(parse_docx(path, package), converted=made)


# ---------------------------------------------------------------------------------------------------
# Without another program


def _by_library(data: bytes) -> bytes:
    """A doc as docx. Raises _GaveUp, or Unreadable for an encrypted or broken file."""
    from doc2docx import convert
    from doc2docx.errors import Doc2DocxError, EncryptedDocumentError, InvalidCompoundFile

    with tempfile.TemporaryDirectory(prefix="gouji-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "report.doc"), Path(folder, "report.docx")
        source.write_bytes(data)
        _tolerate_padding()
        try:
            convert(source, target)
            return target.read_bytes()
        except EncryptedDocumentError as error:
            raise Unreadable(LOCKED) from error
        except InvalidCompoundFile as error:
            raise Unreadable(DAMAGED) from error
        except Doc2DocxError as error:
            raise _GaveUp from error
        except MemoryError:
            raise
        except Exception as error:  # a young library; what it trips over LibreOffice may read
            raise _GaveUp from error


def _tolerate_padding() -> None:
    """Have msdoc2docx 0.36 pass over the byte that makes the length of a paragraph's properties even
    (MS-DOC, PapxInFkp): it takes a zero there and gives up on anything else, which LibreOffice writes.
    One byte can't be a property, so nothing is lost when all before it are whole."""
    from doc2docx.errors import InvalidWordDocument
    from doc2docx.msdoc import formatting, sprm

    if formatting.parse_grpprl is not sprm.parse_grpprl:
        return  # done before

    def parse(data: bytes, *, label: str, allow_trailing_zero_padding: bool = False) -> object:
        parsed = sprm.parse_grpprl
        try:
            return parsed(
                data, label=label, allow_trailing_zero_padding=allow_trailing_zero_padding
            )
        except InvalidWordDocument:
            if not (allow_trailing_zero_padding and data):
                raise
            return parsed(data[:-1], label=label)

    formatting.parse_grpprl = parse


def _from_wordml(data: bytes) -> bytes:
    from core.readers.convert_wordml import NotWordML, wordml_docx

    try:
        return wordml_docx(data)
    except NotWordML as error:
        raise Unreadable(DAMAGED) from error


_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"


def _packed(data: bytes) -> bytes:
    """The docx of Word's flat XML (“Word XML 文档”): its parts, put into a zip.

    ECMA-376 says nothing of it; [MS-OI29500] and Word itself write a `pkg:part` with name and type
    around every part, its XML in `pkg:xmlData`, anything else as base64 in `pkg:binaryData`.
    """
    if b"<!DOCTYPE" in data:
        raise Unreadable(DAMAGED)
    try:
        root = etree.fromstring(
            data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        )
    except etree.XMLSyntaxError as error:
        raise Unreadable(DAMAGED) from error
    types: list[str] = []
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for part in root.iter(_PKG + "part"):
            name = str(part.get(_PKG + "name") or "")
            xml, binary = part.find(_PKG + "xmlData"), part.find(_PKG + "binaryData")
            if xml is not None and len(xml):
                content = etree.tostring(
                    xml[0], encoding="UTF-8", xml_declaration=True, standalone=True, with_tail=False
                )
            elif binary is not None:
                content = base64.b64decode(binary.text or "")
            else:
                continue
            package.writestr(name.lstrip("/"), content)
            kind = str(part.get(_PKG + "contentType") or "")
            types.append(f"<Override PartName={quoteattr(name)} ContentType={quoteattr(kind)}/>")
        package.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/>' + "".join(types) + "</Types>",
        )
    return made.getvalue()


_FORMATS: dict[Convertible, _Format] = {
    "doc": _Format("旧版 Word 文档（doc 或 wps）", Source(".doc", "MS Word 97"), _by_library),
    "rtf": _Format(" RTF 文档", Source(".rtf", "Rich Text Format")),
    "odt": _Format(" OpenDocument 文档（odt）", Source(".odt", "writer8")),
    "word-xml": _Format(" Word 2003 的 XML 文档", Source(".xml", "MS Word 2003 XML"), _from_wordml),
    "flat-opc": _Format(" Word 的 XML 文档", Source(".xml", "MS Word 2007 XML"), _packed),
}
