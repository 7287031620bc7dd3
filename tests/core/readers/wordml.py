"""A docx written down as Word 2003's XML: the other way round than core.readers.convert_wordml, and
without it."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OLD = "http://schemas.microsoft.com/office/word/2003/wordml"
HINT = "http://schemas.microsoft.com/office/word/2003/auxHint"
_NAMES = {"vMerge": "vmerge", "eastAsia": "fareast", "hAnsi": "h-ansi"}
_KEBAB = {"firstLine", "firstLineChars", "szCs", "lineRule", "bCs"}
_LEFT_OUT = {"lang", "sdt", "footerReference", "headerReference"}


def wordml(docx: bytes) -> bytes:
    """As Word 2003 saves it: the body in a `wx:sect`, the names of that time."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        body = etree.fromstring(package.read("word/document.xml")).find(W + "body")
    root = etree.Element(f"{{{OLD}}}wordDocument", nsmap={"w": OLD, "wx": HINT})
    section = etree.SubElement(etree.SubElement(root, f"{{{OLD}}}body"), f"{{{HINT}}}sect")
    assert body is not None
    for child in body:
        _add(section, child)
    head = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        b'<?mso-application progid="Word.Document"?>\r\n'
    )
    return head + etree.tostring(root, encoding="UTF-8")


def _add(parent: etree._Element, new: etree._Element) -> None:
    if not isinstance(new.tag, str) or not new.tag.startswith(W):
        return
    name = etree.QName(new).localname
    if name in _LEFT_OUT:
        for child in new.find(W + "sdtContent") if name == "sdt" else ():
            _add(parent, child)
        return
    old = etree.SubElement(parent, f"{{{OLD}}}{_old(name)}")
    old.text = new.text
    for key, value in new.attrib.items():
        if str(key).startswith(W):
            old.set(f"{{{OLD}}}{_old(etree.QName(key).localname)}", value)
    for child in new:
        _add(old, child)


def _old(name: str) -> str:
    if name in _KEBAB:
        return re.sub("[A-Z]", lambda m: "-" + m[0].lower(), name)
    return _NAMES.get(name, name)
