"""Word 2003's XML (WordprocessingML 2003) → docx. Systems that fill templates write it, and call it
`.doc`.

The two vocabularies are the same but for their namespaces, some names (`w:vmerge`, `w:sz-cs`,
`w:fareast`) and where numbers of lists stand. What is taken over is text, tables with their merged
cells, and the formatting that docx has in the same words; pictures, headers and footers are not.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

__all__ = ["NotWordML", "wordml_docx"]

_OLD = "{http://schemas.microsoft.com/office/word/2003/wordml}"
_HINT = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_URI = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_URI}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# Of properties only these are taken over, in the order that ECMA-376 wants.
_PROPERTIES: dict[str, tuple[str, ...]] = {
    "pPr": ("keepNext", "keepLines", "pageBreakBefore", "spacing", "ind", "jc", "outlineLvl"),
    "rPr": ("rFonts", "b", "i", "strike", "vanish", "color", "sz", "szCs", "u", "vertAlign"),
    "tblPr": ("tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar"),
    "trPr": ("cantSplit", "trHeight", "tblHeader"),
    "tcPr": ("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "vAlign"),
    "sectPr": ("pgSz", "pgMar"),
}
_INSIDE = ("tblBorders", "tcBorders", "tblCellMar")  # these hold elements of their own
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_RENAMED = {"fareast": "eastAsia", "vmerge": "vMerge"}
_MEASURE = re.compile(r"-?\d+\.\d+")
_PARTS = {
    "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>',
}


class NotWordML(ValueError):
    """No whole XML, or no document in it."""


def wordml_docx(data: bytes) -> bytes:
    """The docx. Raises NotWordML."""
    if b"<!DOCTYPE" in data:
        raise NotWordML("document type declaration")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotWordML(str(error)) from error
    body = root.find(_OLD + "body")
    if body is None or root.getroottree().docinfo.internalDTD is not None:
        raise NotWordML("no body")
    document = etree.Element(_W + "document", nsmap={"w": _URI})
    made = etree.SubElement(document, _W + "body")
    made.extend(_blocks(body))
    sections = [s for s in map(_section, body.iter(_OLD + "sectPr")) if len(s)]
    made.extend(sections[-1:])
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _PARTS.items():
            package.writestr(name, content)
        package.writestr(
            "word/document.xml",
            etree.tostring(document, encoding="UTF-8", xml_declaration=True, standalone=True),
        )
    return target.getvalue()


def _shown(element: etree._Element) -> Iterator[etree._Element]:
    """The children that are seen, out of what only wraps them: sections, hyperlinks, smart tags,
    insertions; deleted ones left out."""
    for child in element:
        if not isinstance(child.tag, str):
            continue
        kind = str(child.get(_OLD + "type") or "")
        if child.tag == _AML + "annotation" and "Deletion" in kind:
            continue
        if child.tag.startswith(_OLD) and _name(child) in _KNOWN:
            yield child
        else:
            yield from _shown(child)


_KNOWN = {
    "p", "tbl", "tr", "tc", "r", "t", "tab", "br", "cr", "noBreakHyphen", "softHyphen", "sym",
    "pPr", "rPr", "tblPr", "trPr", "tcPr", "tblGrid", "sectPr", "delText", "instrText", "pict",
    "footnote", "endnote", "hdr", "ftr", "tblPrEx", "fldChar",
}  # fmt: skip


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _blocks(parent: etree._Element) -> list[etree._Element]:
    made = []
    for child in _shown(parent):
        match _name(child):
            case "p":
                made.append(_paragraph(child))
            case "tbl":
                made.append(_table(child))
    return made


def _table(old: etree._Element) -> etree._Element:
    made = etree.Element(_W + "tbl")
    made.append(_properties(old, "tblPr"))
    grid = old.find(_OLD + "tblGrid")
    new_grid = etree.SubElement(made, _W + "tblGrid")
    for column in grid if grid is not None else ():
        if column.tag == _OLD + "gridCol":
            new_grid.append(_copied(column))
    for row in _shown(old):
        if _name(row) != "tr":
            continue
        new_row = etree.SubElement(made, _W + "tr")
        if len(properties := _properties(row, "trPr")):
            new_row.append(properties)
        for cell in _shown(row):
            if _name(cell) == "tc":
                new_row.append(_cell(cell))
    return made


def _cell(old: etree._Element) -> etree._Element:
    made = etree.Element(_W + "tc")
    made.append(_properties(old, "tcPr"))
    blocks = _blocks(old)
    made.extend(blocks)
    if not blocks or blocks[-1].tag != _W + "p":  # a cell ends with a paragraph
        etree.SubElement(made, _W + "p")
    return made


def _paragraph(old: etree._Element) -> etree._Element:
    made = etree.Element(_W + "p")
    if len(properties := _properties(old, "pPr")):
        made.append(properties)
    if label := _label(old):
        run = etree.SubElement(made, _W + "r")
        _text(run, label)
    for child in _shown(old):
        if _name(child) == "r":
            made.append(_run(child))
    return made


def _label(paragraph: etree._Element) -> str:
    """The number that Word shows in front of a paragraph of a list: it is written beside."""
    hint = paragraph.find(f"{_OLD}pPr/{_OLD}listPr/{_HINT}t")
    return str(hint.get(_HINT + "val") or "") if hint is not None else ""


def _run(old: etree._Element) -> etree._Element:
    made = etree.Element(_W + "r")
    if len(properties := _properties(old, "rPr")):
        made.append(properties)
    for child in _shown(old):
        match _name(child):
            case "t":
                _text(made, child.text or "")
            case "tab" | "cr" | "noBreakHyphen" | "softHyphen" as name:
                etree.SubElement(made, _W + name)
            case "br" | "sym":
                made.append(_copied(child))
    return made


def _text(run: etree._Element, text: str) -> None:
    element = etree.SubElement(run, _W + "t")
    element.text = text
    element.set(_SPACE, "preserve")


def _section(old: etree._Element) -> etree._Element:
    return _listed(old, "sectPr")


def _properties(owner: etree._Element, name: str) -> etree._Element:
    """The properties of a paragraph, run, table, row or cell: those both vocabularies have."""
    old = owner.find(_OLD + name)
    return etree.Element(_W + name) if old is None else _listed(old, name)


def _listed(old: etree._Element, name: str) -> etree._Element:
    made = etree.Element(_W + name)
    by_name = {
        _new_name(_name(c)): c for c in old if isinstance(c.tag, str) and c.tag.startswith(_OLD)
    }
    for wanted in _PROPERTIES[name]:
        if wanted in by_name:
            made.append(_copied(by_name[wanted]))
    return made


def _copied(old: etree._Element) -> etree._Element:
    """An element without text, its attributes too in the new namespace and names."""
    made = etree.Element(_W + _new_name(_name(old)))
    for key, value in old.attrib.items():
        if str(key).startswith(_OLD):
            text = str(value)
            whole = str(round(float(text))) if _MEASURE.fullmatch(text) else text
            made.set(_W + _new_name(etree.QName(str(key)).localname), whole)
    if _name(made) in _INSIDE:
        sides = {_new_name(_name(c)): c for c in old if isinstance(c.tag, str)}
        made.extend(_copied(sides[s]) for s in _SIDES if s in sides)
    return made


def _new_name(name: str) -> str:
    """`first-line` → `firstLine`."""
    first, *rest = name.split("-")
    return _RENAMED.get(name) or first + "".join(r.capitalize() for r in rest)
