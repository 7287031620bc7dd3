"""HTML, as saved by a browser or taken from a government site: whole pages and fragments.

Read with lxml as a browser would lay it out: blocks in document order, tables by the grid their
spans make, tables that only lay out the page taken apart into what they hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree
from lxml import html as lxml_html

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
from core.readers.decode import decode
from core.readers.embedded import PictureTables, image_source
from core.readers.errors import Unreadable
from core.readers.prose import is_prose_layout

__all__ = ["parse_html", "read_html"]

_UNSEEN = frozenset({
    "head", "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas",
    "select", "option", "textarea", "button", "input", "nav", "rt", "rp", "audio", "video", "map",
    "noframes", "colgroup", "col", "title", "meta", "link",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong", "th"})
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_FILE = re.compile(r"\.(docx?|pdf|xlsx?|wps|et|ofd|rtf|zip|rar|7z|pptx?)(?:$|[?#&])", re.IGNORECASE)
_ICON = re.compile(r"filetypeimages|/icons?[/_]|icon_|\.ico\b|spacer|blank\.gif", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
# A source line broken between two Chinese characters is no blank to the eye.
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_EDGES = " \t\r\n\f\v\u00a0\u3000\u2002\u2003\u2009"

MOST_COLUMNS = 60
"""A colspan that would make a table wider than this is brought down to the widest honest row; the
widest official form has 15 columns."""
MOST_ROWS_SPANNED = 200
"""The longest official form has 84 rows."""
MOST_CELLS = 10_000
"""A table of more is no form, and is read as text."""


# A page of less text than this, with pictures of the size of pages, is a scan put on the web.
_SHORT = 200


def read_html(path: Path) -> Document:
    """Read an HTML file.

    Raises:
        Unreadable: no text in any known encoding, or a page without any text.
    """
    decoded = decode(path.read_bytes())
    if decoded is None:
        raise Unreadable("这个网页的编码认不出来，请用浏览器打开后复制内容存成文本文件再打开。")
    return parse_html(path, decoded.text, decoded.notes)


def parse_html(
    path: Path,
    source: str,
    notes: tuple[str, ...] = (),
    picture: Callable[[str], bytes | None] | None = None,
) -> Document:
    """`source` (already decoded) as a Document. `picture` gives the bytes of an `img` by its `src`,
    None if it has them not; by default they are looked for in the page and beside it.

    Raises Unreadable when nothing is to be read in it."""
    picture = picture or partial(image_source, path)
    # Deep nesting comes from tags never closed; it must not cut the page off silently. What comes
    # out is walked without recursion.
    parser = lxml_html.HTMLParser(huge_tree=True, no_network=True, remove_blank_text=False)
    plain = _CONTROLS.sub("", _XML_DECLARATION.sub("", source.removeprefix("\ufeff")))
    try:
        root = lxml_html.document_fromstring(plain, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise Unreadable("网页里没有任何内容，请用浏览器打开原网页后重新保存。") from error
    if any(e.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for e in parser.error_log):
        raise Unreadable(
            "网页的标签嵌套得太深，读不完整，请用浏览器打开后复制内容存成文本文件再打开。"
        )
    page = _Page(root, picture)
    page.read()
    seen = sum(map(_length, page.blocks))
    if seen < 100:
        # Some sites hide the article until a script shows it.
        everything = _Page(root, picture, hidden_too=True)
        everything.read()
        if sum(map(_length, everything.blocks)) > 4 * seen:
            page = everything
    if seen < _SHORT and (pages := page.pictures.pages()):
        from core.readers.pictures import read_pictures

        return read_pictures(path, pages)
    page.pictures.insert(page.blocks, page.attachments)
    if not page.blocks:
        if page.attachments:
            raise Unreadable("网页里只有图片或附件、没有文字，请下载其中的报告文件再打开。")
        raise Unreadable(
            "网页里没有文字，正文可能在框架里或由脚本显示，请用浏览器打开后复制内容存成文本文件再打开。"
        )
    title = root.find(".//title")
    return Document(
        path, "html", tuple(page.blocks), html=source,
        title=_tidy(title.text_content()).strip() if title is not None else "",
        attachments=tuple(page.attachments), notes=(*notes, *page.pictures.notes),
    )  # fmt: skip


def _length(block: Block) -> int:
    if isinstance(block, Table):
        return sum(len(c.text) for c in block.cells)
    return len(block.text)


@dataclass(slots=True)
class _Text:
    """Inline text gathered between two block boundaries."""

    parts: list[str] = field(default_factory=list)
    bold: bool = True  # all of it so far

    def add(self, text: str, bold: bool, pre: bool) -> None:
        # A line end of the source in <pre> is one for the eye.
        self.parts.append(_INVISIBLE.sub("", text.replace("\n", "\v")) if pre else text)
        if text.strip(_EDGES):
            self.bold = self.bold and bold

    def lines(self) -> list[str]:
        """The text in its lines (`\\v` ends one), white space collapsed, blank ones left out."""
        lines = (_tidy(line).strip(_EDGES) for line in "".join(self.parts).split("\v"))
        return [line for line in lines if line]


class _Page:
    def __init__(
        self, root: Any, picture: Callable[[str], bytes | None], hidden_too: bool = False
    ) -> None:
        self._root = root
        self._picture = picture
        self.pictures = PictureTables()
        self._images = {element: n for n, element in enumerate(root.iter("img"), 1)}
        self._hidden_too = hidden_too
        self.blocks: list[Block] = []
        self.attachments: list[Attachment] = []
        self._paragraphs = 0
        self._tables: dict[Any, int] = {}
        self._rows: dict[Any, list[_Row]] = {}
        self._index_tables()
        self._layouts = self._find_layouts()
        self._made: set[Any] = set()  # tables read as such; what they hold is not walked again

    # -- tables as parsed ------------------------------------------------------------------------

    def _index_tables(self) -> None:
        rows_of: dict[Any, _Row] = {}
        for element in self._root.iter("table", "tr", "td", "th"):
            if element.tag == "table":
                self._tables[element] = len(self._tables)
                self._rows[element] = []
                continue
            above = next(element.iterancestors("table", "tr", "td", "th"), None)
            if element.tag == "tr":
                if above is not None and above.tag == "table":
                    rows_of[element] = _Row(element.getparent())
                    self._rows[above].append(rows_of[element])
            elif above is not None and above.tag == "tr" and above in rows_of:
                rows_of[above].cells.append(element)
            elif above is not None and above.tag == "table":
                # Cells outside of any row, as browsers do it: one row until the next <tr>.
                rows = self._rows[above]
                if not rows or rows[-1].explicit:
                    rows.append(_Row(element.getparent(), explicit=False))
                rows[-1].cells.append(element)

    def _find_layouts(self) -> set[Any]:
        """Tables that hold a table of at least two rows and columns only lay out the page."""
        layouts: set[Any] = set()
        for table, rows in self._rows.items():
            filled = [row for row in rows if row.cells]
            if len(filled) >= 2 and max(len(row.cells) for row in filled) >= 2:
                layouts.update(table.iterancestors("table"))
        return layouts

    # -- the walk --------------------------------------------------------------------------------

    def read(self) -> None:
        self._walk(self._root)

    def _walk(self, top: Any) -> None:
        text = _Text()
        bold = pre = 0
        heading = 0
        walker = etree.iterwalk(top, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event in ("comment", "pi"):
                text.add(element.tail or "", bold > 0, pre > 0)
                continue
            tag = element.tag
            if event == "start":
                if self._skips(element):
                    walker.skip_subtree()
                    continue
                if tag == "table" and element not in self._layouts:
                    table = self._table(element)
                    if table is not None:
                        self._flush(text, heading > 0)
                        text = _Text()
                        self._caption(element)
                        self.blocks.append(table)
                        walker.skip_subtree()
                        continue
                if tag in _BLOCKS:
                    self._flush(text, heading > 0)
                    text = _Text()
                elif tag == "br":
                    text.parts.append("\v")
                elif tag in ("img", "a"):
                    self._attach(element)
                    if tag == "img" and self._note_picture(element, text):
                        self._flush(text, heading > 0)
                        text = _Text()
                bold += _is_bold(element)
                pre += tag == "pre"
                heading += tag in _HEADINGS
                text.add(element.text or "", bold > 0, pre > 0)
                continue
            if not self._skips(element) and element not in self._made:
                bold -= _is_bold(element)
                pre -= tag == "pre"
                if tag in _BLOCKS:
                    self._flush(text, heading > 0)
                    text = _Text()
                heading -= tag in _HEADINGS
            if element is not top:
                text.add(element.tail or "", bold > 0, pre > 0)
        self._flush(text, heading > 0)

    def _flush(self, text: _Text, heading: bool) -> None:
        for line in text.lines():
            bold = text.bold and len(line) <= 60 and line[-1] not in "。；;，,"
            self.blocks.append(Paragraph(line, ParagraphAnchor(self._paragraphs), heading or bold))
            self._paragraphs += 1

    def _skips(self, element: Any) -> bool:
        tag = element.tag
        if tag in _UNSEEN:
            # A menu left open swallows the page; one with a form's table in it is none.
            return tag != "nav" or element.find(".//table") is None
        if self._hidden_too:
            return False
        style = element.get("style")
        return element.get("hidden") is not None or (
            style is not None and _HIDDEN.search(style) is not None
        )

    def _attach(self, element: Any) -> None:
        if element.tag == "img":
            if not _is_icon(element):
                name = _image_name(element)
                self.attachments.append(Attachment("image", name, len(self.blocks)))
            return
        href = str(element.get("href") or "")
        name = _tidy(element.text_content()).strip(_EDGES)
        if _FILE.search(href) or (href and _FILE.search(name)):
            self.attachments.append(
                Attachment("file", name or unquote(href.rsplit("/", 1)[-1]), len(self.blocks))
            )

    def _note_picture(self, element: Any, before: _Text) -> bool:
        """Note an `img` that may show a table; it stands behind the text `before`."""
        source = str(element.get("src") or "")
        if not source or _is_icon(element):
            return False
        at = len(self.blocks) + len(before.lines())
        name = f"图片{self._images[element]}"
        return self.pictures.note(name, partial(self._picture, source), at)

    def _caption(self, table: Any) -> None:
        for caption in table.iterchildren("caption"):
            self._walk(caption)

    # -- tables ----------------------------------------------------------------------------------

    def _table(self, element: Any) -> Table | None:
        """The table, or None when it only lays out what is in it."""
        index = self._tables[element]
        attachments = len(self.attachments)
        rows = self._rows[element]
        if sum(len(row.cells) for row in rows) > MOST_CELLS:
            return None
        seen = [_Row(row.group, [c for c in row.cells if not self._is_hidden(c)]) for row in rows]
        contents = {cell: self._cell(cell) for row in seen for cell in row.cells}
        ordinals = {cell: at for row in rows for at, cell in enumerate(row.cells)}
        said = [text for text, _ in contents.values()]
        one_column = all(len(row.cells) <= 1 for row in seen)
        if one_column or not any(said) or is_prose_layout(said):
            del self.attachments[attachments:]
            return None
        cells: list[Cell] = []
        for slot in _grid(seen):
            cell = seen[slot.row].cells[slot.cell]
            text, has_image = contents[cell]
            anchor = CellAnchor(index, slot.row, ordinals[cell])
            cells.append(
                Cell(
                    slot.row, slot.column, text, anchor, slot.row_span, slot.column_span, has_image
                )
            )
        self._made.add(element)
        return Table(tuple(cells))

    def _is_hidden(self, cell: Any) -> bool:
        return self._skips(cell) or (cell.getparent().tag == "tr" and self._skips(cell.getparent()))

    def _cell(self, cell: Any) -> tuple[str, bool]:
        """What a cell says, a line for each block or <br> in it, and whether it holds a picture."""
        text = _Text()
        has_image = False
        pre = 0
        walker = etree.iterwalk(cell, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event in ("comment", "pi"):
                text.add(element.tail or "", False, pre > 0)
                continue
            tag = element.tag
            if event == "start":
                if element is not cell and self._skips(element):
                    walker.skip_subtree()
                    continue
                if tag in ("td", "th") and element is not cell:
                    text.parts.append("\t")
                elif tag == "br" or tag in _BLOCKS:
                    text.parts.append("\v")
                elif tag in ("img", "a"):
                    before = len(self.attachments)
                    self._attach(element)
                    has_image = has_image or (tag == "img" and len(self.attachments) > before)
                pre += tag == "pre"
                text.add(element.text or "", False, pre > 0)
                continue
            if element is cell:
                break
            if not self._skips(element):
                pre -= tag == "pre"
                if tag in _BLOCKS and tag not in ("td", "th"):
                    text.parts.append("\v")
            text.add(element.tail or "", False, pre > 0)
        return "\n".join(text.lines()), has_image


@dataclass(slots=True)
class _Row:
    group: Any  # thead, tbody, tfoot or the table: a rowspan ends with it
    cells: list[Any] = field(default_factory=list)
    explicit: bool = True


@dataclass(slots=True)
class _Slot:
    row: int
    cell: int
    column: int
    row_span: int
    column_span: int


def _grid(rows: Sequence[_Row]) -> Iterator[_Slot]:
    """Where each cell stands, by the table model of the HTML standard; spans that run over others or
    out of the table are cut so that no two cells overlap."""
    widths = [
        sum(s for s in (_attribute(c, "colspan") for c in row.cells) if s <= 20) for row in rows
    ]
    widest = max(widths, default=1)
    busy: dict[int, int] = {}  # by column, one past the last row that a cell from above takes
    ends = [len(rows)] * len(rows)  # one past the last row of each row's group
    for at in range(len(rows) - 2, -1, -1):
        ends[at] = ends[at + 1] if rows[at].group is rows[at + 1].group else at + 1
    for at, row in enumerate(rows):
        left = min(ends[at] - at, MOST_ROWS_SPANNED)
        column = 0
        for ordinal, cell in enumerate(row.cells):
            while busy.get(column, 0) > at:
                column += 1
            asked = _attribute(cell, "colspan")
            if column + asked > MOST_COLUMNS:
                asked = max(1, min(asked, widest - column, MOST_COLUMNS))
            span = next((s for s in range(1, asked) if busy.get(column + s, 0) > at), asked)
            height = max(1, min(_attribute(cell, "rowspan", zero=left), left))
            for covered in range(column, column + span):
                busy[covered] = at + height
            yield _Slot(at, ordinal, column, height, span)
            column += asked


def _attribute(cell: Any, name: str, zero: int = 1) -> int:
    """A span as a browser reads it: leading digits, 1 for nonsense; `zero` stands for 0."""
    found = re.match(r"\s*\+?(\d{1,6})", str(cell.get(name) or ""))
    if not found:
        return 1
    return int(found.group(1)) or zero


def _tidy(text: str) -> str:
    """White space as HTML shows it; non-breaking blanks stay."""
    return _BLANKS.sub(" ", _WRAPPED.sub("", _INVISIBLE.sub("", text)))


def _is_bold(element: Any) -> bool:
    if element.tag in _BOLD:
        return True
    style = element.get("style")
    return style is not None and _BOLD_STYLE.search(style) is not None


def _is_icon(element: Any) -> bool:
    if _ICON.search(str(element.get("src") or "")[:300]):
        return True
    sizes = [_pixels(element, "width"), _pixels(element, "height")]
    return any(size is not None and size <= 32 for size in sizes)


def _pixels(element: Any, name: str) -> int | None:
    found = re.match(r"\s*(\d{1,5})\s*(?:px)?\s*$", str(element.get(name) or ""))
    if not found:
        found = re.search(rf"(?:^|;)\s*{name}\s*:\s*(\d{{1,5}})px", str(element.get("style") or ""))
    return int(found.group(1)) if found else None


def _image_name(element: Any) -> str:
    named = str(element.get("alt") or element.get("title") or "").strip()
    source = str(element.get("src") or "")
    if source.startswith("data:"):
        source = ""
    return named or unquote(source.split("?", 1)[0].rsplit("/", 1)[-1]) or "未命名图片"
