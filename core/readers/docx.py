"""docx (OOXML, transitional and strict), read with lxml straight from `w:p`, `w:tbl`, `w:tc`.

The text is the one the reader of the report sees when all tracked changes are accepted: inserted text
is in, deleted and hidden text is out, automatic numbers stand before their paragraphs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from posixpath import basename

from lxml import etree

from core import scan
from core.document import (
    Attachment,
    Block,
    Cell,
    CellAnchor,
    Document,
    Paragraph,
    ParagraphAnchor,
    Table,
)
from core.readers.docx_grid import grid
from core.readers.docx_styles import Styles, list_of, number, switch, val
from core.readers.embedded import PictureTables
from core.readers.errors import Unreadable
from core.readers.numbering import Numbering, W
from core.readers.ooxml import DAMAGED, Package, Relationship
from core.readers.prose import is_prose_layout

__all__ = ["parse_docx", "read_docx"]

_P, _R, _T, _TBL, _TR, _TC = (W + name for name in ("p", "r", "t", "tbl", "tr", "tc"))
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_ALTERNATE = _MC + "AlternateContent"
_BOX = W + "txbxContent"
# What wraps blocks, rows, cells or runs without being one.
_WRAPPERS = frozenset(
    W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
)
# Nothing of these is seen: deleted, moved away, field codes, phonetic readings, properties, notes.
_UNSEEN = frozenset(
    W + name
    for name in (
        "del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "rPr", "pPr", "tcPr", "trPr",
        "tblPr", "tblGrid", "sdtPr", "sdtEndPr", "rubyPr", "footnoteReference", "endnoteReference",
        "commentReference", "annotationRef", "proofErr", "bookmarkStart", "bookmarkEnd",
        "lastRenderedPageBreak", "fldData",
    )
)  # fmt: skip
_SIGNS = {
    W + "tab": "\t",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "softHyphen": "",
    W + "ptab": "\t",
}
# A document of less text than this, with pictures of the size of pages, is a scan put into Word.
_SHORT = 200
_TRACKED = (W + "ins", W + "del", W + "moveFrom", W + "moveTo")


def read_docx(path: Path) -> Document:
    """Read a docx file.

    Raises:
        Unreadable: damaged, no docx, or without any text.
    """
    package = Package(path.read_bytes())
    if package.kind() != "docx":
        raise Unreadable("这个压缩包不是 docx 文档，请确认没有选错文件。")
    return parse_docx(path, package)


def parse_docx(path: Path, package: Package) -> Document:
    """The document in `package`, whose kind is "docx". Raises Unreadable like :func:`read_docx`."""
    part = package.main_part
    root = package.xml(part) if part else None
    body = root.find(W + "body") if root is not None else None
    if part is None or body is None:
        raise Unreadable(DAMAGED)
    reader = _Reader(body, package, part)
    reader.read()
    if _says_little(reader.blocks) and (pages := reader.pictures.pages()):
        from core.readers.pictures import read_pictures

        return read_pictures(path, pages)
    reader.pictures.insert(reader.blocks, reader.attachments)
    if not reader.blocks:
        raise Unreadable(_nothing_read(reader))
    return Document(
        path, "docx", tuple(reader.blocks), title=_title(package),
        attachments=tuple(reader.attachments), notes=(*reader.notes, *reader.pictures.notes),
    )  # fmt: skip


def _says_little(blocks: list[Block]) -> bool:
    return sum(len(b.text) if isinstance(b, Paragraph) else _SHORT for b in blocks) < _SHORT


def _nothing_read(reader: _Reader) -> str:
    if reader.embedded:
        return "文档的正文是嵌进去的网页，读不出来，请用 Word 打开后另存为 docx 再打开。"
    if any(a.kind == "image" for a in reader.attachments):
        lacking = scan.missing().removesuffix("。")
        why = f"；{lacking}" if lacking else "，图片又太小或不完整，认不出来"
        return f"文档里只有图片、没有文字，多半是扫描件{why}，请索取可编辑的文件。"
    return "文档里没有任何文字，请确认没有选错文件。"


def _title(package: Package) -> str:
    core = package.xml("docProps/core.xml") if "docProps/core.xml" in package.names else None
    title = core.find("{http://purl.org/dc/elements/1.1/}title") if core is not None else None
    return (title.text or "").strip() if title is not None else ""


@dataclass(slots=True)
class _Said:
    """What a paragraph says, gathered run by run."""

    parts: list[str]
    bold: list[bool]  # of the runs that say something
    boxes: list[etree._Element]
    pictures: list[str]  # names of their parts
    has_image: bool = False

    @property
    def text(self) -> str:
        return "".join(self.parts)


class _Reader:
    def __init__(self, body: etree._Element, package: Package, part: str) -> None:
        self.body = body
        self.blocks: list[Block] = []
        self.attachments: list[Attachment] = []
        self.notes: list[str] = []
        self.embedded = False
        self.pictures = PictureTables()
        self._package = package
        self._relationships: dict[str, Relationship] = package.relationships(part)
        of_type = {r.type: r.target for r in self._relationships.values() if not r.external}
        styles = of_type.get("styles")
        self._styles = Styles(package.xml(styles) if styles else None)
        numbering = of_type.get("numbering")
        self._numbering = Numbering(package.xml(numbering) if numbering else None)
        # The counts of the anchors: everything in document order, nothing skipped.
        self._paragraphs = {p: i for i, p in enumerate(body.iter(_P))}
        self._tables = {t: i for i, t in enumerate(body.iter(_TBL))}
        self._rows = {t: [(r, list(_own(r, _TC))) for r in _own(t, _TR)] for t in self._tables}
        self._ordinals = self._count_rows_and_cells()
        self._labels = self._number_paragraphs() if self._numbering else {}
        self._layouts = self._find_layouts()

    def _count_rows_and_cells(self) -> dict[etree._Element, int]:
        """The place of every row in its table and every cell in its row, read or not."""
        ordinals: dict[etree._Element, int] = {}
        inside: Counter[etree._Element] = Counter()
        for element in self.body.iter(_TR, _TC):
            above = next(element.iterancestors(_TBL if element.tag == _TR else _TR), None)
            if above is not None:
                ordinals[element] = inside[above]
                inside[above] += 1
        return ordinals

    def read(self) -> None:
        if next(self.body.iter(*_TRACKED), None) is not None:
            self.notes.append("文档带有修订标记，已按接受全部修订后的内容读取。")
        self._walk(self.body)
        if self.embedded and self.blocks:
            self.notes.append("文档里嵌有另一个文件，那一部分没有读取。")

    # -- blocks ----------------------------------------------------------------------------------

    def _walk(self, container: etree._Element) -> None:
        for child in container:
            tag = child.tag
            if tag == _P:
                self._paragraph(child)
            elif tag == _TBL:
                self._table(child)
            elif tag in _WRAPPERS:
                if not _is_prompt(child):
                    self._walk(child)
            elif tag == _ALTERNATE:
                self._walk(_chosen(child))
            elif tag == W + "altChunk":
                self.embedded = True

    def _paragraph(self, element: etree._Element) -> None:
        said = _Said([], [], [], [])
        self._gather(element, said)
        text = said.text
        if text.strip():
            text = self._labels.get(element, "") + text.lstrip()
            anchor = ParagraphAnchor(self._paragraphs[element])
            heading = self._is_heading(element, said)
            for line in text.split("\n"):
                if line.strip():
                    self.blocks.append(Paragraph(line.strip(), anchor, heading))
        for name in said.pictures:
            self.pictures.note(name, partial(self._package.read, name), len(self.blocks))
        for box in said.boxes:
            self._walk(box)

    def _is_heading(self, element: etree._Element, said: _Said) -> bool:
        properties = element.find(W + "pPr")
        key = val(properties.find(W + "pStyle")) if properties is not None else None
        style = self._styles[key or self._styles.default]
        outline = style.outline
        if properties is not None:
            outline = number(properties.find(W + "outlineLvl"), outline)
        text = said.text.strip()
        if len(text) > 80:
            return False
        if outline is not None and outline < 9:
            return True
        bold = all(said.bold) if said.bold else False
        return (bold or (style.bold is True and not said.bold)) and text[-1:] not in "。；;，,"

    def _number_paragraphs(self) -> dict[etree._Element, str]:
        """The automatic number of each paragraph that has one."""
        labels: dict[etree._Element, str] = {}
        for paragraph in self._paragraphs:
            properties = paragraph.find(W + "pPr")
            key = val(properties.find(W + "pStyle")) if properties is not None else None
            style = self._styles[key or self._styles.default]
            list_id, depth = style.list_id, style.depth
            if properties is not None:
                list_id, depth = list_of(properties, list_id, depth)
            if list_id in (None, "0"):
                continue
            if (
                next(paragraph.iterancestors(_MC + "Fallback", W + "del", W + "moveFrom"), None)
                is not None
            ):
                continue
            label = self._numbering.label(list_id, depth or 0) if list_id else ""
            if label:
                labels[paragraph] = label
        return labels

    # -- text ------------------------------------------------------------------------------------

    def _gather(self, element: etree._Element, said: _Said) -> None:
        for child in element:
            tag = child.tag
            if tag == _R:
                self._run(child, said)
            elif tag in _UNSEEN or tag == _TBL:
                continue
            elif tag == _ALTERNATE:
                self._gather(_chosen(child), said)
            elif tag in (W + "drawing", W + "pict", W + "object"):
                self._picture(child, said)
            elif tag == _M + "t":
                said.parts.append(child.text or "")
            elif tag in (W + "sdt", W + "sdtContent"):
                if not _is_prompt(child):
                    self._gather(child, said)
            elif isinstance(tag, str):
                self._gather(child, said)

    def _run(self, run: etree._Element, said: _Said) -> None:
        properties = run.find(W + "rPr")
        bold: bool | None = None
        if properties is not None:
            if switch(properties.find(W + "vanish")):
                return
            bold = switch(properties.find(W + "b"))
        before = len(said.parts)
        for child in run:
            tag = child.tag
            if tag == _T:
                said.parts.append(child.text or "")
            elif tag in _SIGNS:
                said.parts.append(_SIGNS[tag])
            elif tag == W + "br":
                if child.get(W + "type") in (None, "textWrapping"):
                    said.parts.append("\n")
            elif tag == W + "sym":
                said.parts.append(_symbol(child))
            elif tag in (W + "drawing", W + "pict", W + "object"):
                self._picture(child, said)
            elif tag == _ALTERNATE:
                self._gather(_chosen(child), said)
            elif tag in _UNSEEN:
                continue
            elif isinstance(tag, str):  # w:ruby and what may come
                self._gather(child, said)
        if any(part.strip() for part in said.parts[before:]):
            said.bold.append(bool(bold))

    def _picture(self, element: etree._Element, said: _Said) -> None:
        """Pictures, embedded files and text boxes of one `w:drawing`, `w:pict` or `w:object`."""
        name = ""
        for child in element.iter(
            _WP + "docPr", _A + "blip", _V + "imagedata", _O + "OLEObject", _BOX, _MC + "Fallback"
        ):
            tag = child.tag
            if _inside(child, element):
                continue  # of a text box, which is read for itself, or said once already
            if tag == _BOX:
                said.boxes.append(child)
            elif tag == _WP + "docPr":
                name = str(child.get("descr") or child.get("name") or "")
            elif tag == _O + "OLEObject":
                self._attach("file", child.get(_REL + "id"), str(child.get("ProgID") or ""))
            elif tag != _MC + "Fallback":
                key = (
                    child.get(_REL + "embed") or child.get(_REL + "link") or child.get(_REL + "id")
                )
                # The picture of an embedded file is its icon.
                if element.tag != W + "object" and key:
                    said.has_image = True
                    self._attach("image", key, name)
                    relationship = self._relationships.get(str(key))
                    if relationship is not None and not relationship.external:
                        said.pictures.append(relationship.target)

    def _attach(self, kind: str, key: str | None, name: str) -> None:
        relationship = self._relationships.get(str(key or ""))
        target = basename(relationship.target) if relationship else ""
        shown = " ".join(part for part in (name.strip(), target) if part) or "未命名"
        self.attachments.append(
            Attachment("image" if kind == "image" else "file", shown, len(self.blocks))
        )

    # -- tables ----------------------------------------------------------------------------------

    def _find_layouts(self) -> set[etree._Element]:
        """Tables that lay out a page: those that hold a table of at least two rows and columns."""
        layouts: set[etree._Element] = set()
        for table, rows in self._rows.items():
            if (
                sum(1 for _, cells in rows if cells) >= 2
                and max(len(cells) for _, cells in rows) >= 2
            ):
                layouts.update(table.iterancestors(_TBL))
        return layouts

    def _table(self, element: etree._Element) -> None:
        if element not in self._layouts:
            attachments = len(self.attachments)
            cells = self._cells(element)
            one_column = all(len(row) <= 1 for _, row in self._rows[element])
            if cells and not one_column and not is_prose_layout([c.text for c in cells]):
                self.blocks.append(Table(tuple(cells)))
                return
            del self.attachments[attachments:]
        for _, row in self._rows[element]:
            for cell in row:
                self._walk(cell)

    def _cells(self, element: etree._Element) -> list[Cell]:
        cells: list[Cell] = []
        for slot in grid(self._rows[element]):
            text, has_image = self._cell_text(slot.tc)
            anchor = CellAnchor(
                self._tables[element], self._ordinals[slot.tr], self._ordinals[slot.tc]
            )
            cells.append(
                Cell(
                    slot.row, slot.column, text, anchor, slot.row_span, slot.column_span, has_image
                )
            )
        return cells

    def _cell_text(self, tc: etree._Element) -> tuple[str, bool]:
        lines: list[str] = []
        has_image = self._lines(tc, lines)
        return "\n".join(line.strip() for line in lines if line.strip()), has_image

    def _lines(self, container: etree._Element, lines: list[str]) -> bool:
        """Gather the lines of a cell or text box; whether there is a picture among them."""
        has_image = False
        for child in container:
            tag = child.tag
            if tag == _P:
                said = _Said([], [], [], [])
                self._gather(child, said)
                lines += (self._labels.get(child, "") + said.text).split("\n")
                has_image = has_image or said.has_image
                for box in said.boxes:
                    has_image = self._lines(box, lines) or has_image
            elif tag == _TBL:
                for _, row in self._rows[child]:
                    texts: list[str] = []
                    for tc in row:
                        inner: list[str] = []
                        has_image = self._lines(tc, inner) or has_image
                        texts.append(" ".join(filter(None, (line.strip() for line in inner))))
                    lines.append("\t".join(texts))
            elif tag in _WRAPPERS:
                if not _is_prompt(child):
                    has_image = self._lines(child, lines) or has_image
            elif tag == _ALTERNATE:
                has_image = self._lines(_chosen(child), lines) or has_image
            elif tag == W + "altChunk":
                self.embedded = True
        return has_image


def _own(container: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The `tag` children of `container`, through wrappers; those of nested tables are not its own."""
    for child in container:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _own(child, tag)
        elif child.tag == _ALTERNATE:
            yield from _own(_chosen(child), tag)


def _chosen(alternate: etree._Element) -> etree._Element:
    """The one branch of an mc:AlternateContent that is read."""
    branches = [c for c in alternate if c.tag in (_MC + "Choice", _MC + "Fallback")]
    for branch in branches:
        if len(branch):
            return branch
    return branches[0] if branches else alternate


def _inside(element: etree._Element, top: etree._Element) -> bool:
    """Whether a text box or a second branch stands between `element` and `top`."""
    for ancestor in element.iterancestors(_BOX, _MC + "Fallback", str(top.tag)):
        if ancestor is top:
            return False
        if ancestor.tag in (_BOX, _MC + "Fallback"):
            return True
    return False


def _is_prompt(element: etree._Element) -> bool:
    """A form field nobody has filled in: its text is only a prompt."""
    return element.tag == W + "sdt" and switch(element.find(f"{W}sdtPr/{W}showingPlcHdr")) is True


def _symbol(element: etree._Element) -> str:
    """A sign of a symbol font; those in the private use area have no meaning outside of it."""
    try:
        code = int(str(element.get(W + "char")), 16)
    except ValueError:
        return ""
    return "" if 0xE000 <= code <= 0xF8FF or not 0x20 <= code < 0xD800 else chr(code)
