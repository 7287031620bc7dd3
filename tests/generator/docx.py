"""A laid-out report as a .docx, written as raw WordprocessingML so that every quirk is at hand."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from tests.generator.grid import Grid, Item, Row, placed, stands_left
from tests.generator.report import LaidOut, Piece

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MADE = (2026, 1, 5, 9, 0, 0)  # of every zip entry, so that the same report gives the same bytes
_PARTS = {
    "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.styles+xml"/>'
    '<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.'
    'core-properties+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/'
    'metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
    "word/_rels/document.xml.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/styles" Target="styles.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/footer" Target="footer1.xml"/></Relationships>',
}


@dataclass(frozen=True)
class Fonts:
    """East Asian families and sizes in half points: 小标宋 title, 黑体 headings, 仿宋 body."""

    title: str = "方正小标宋简体"
    heading: str = "黑体"
    subheading: str = "楷体"
    body: str = "仿宋_GB2312"
    table: str = "宋体"
    body_size: int = 32
    table_size: int = 21


def write_docx(
    laid_out: LaidOut, target: Path, rng: random.Random, fonts: Fonts | None = None
) -> Path:
    """Write the report; the same arguments give the same bytes."""
    body = _Body(laid_out, rng, fonts or Fonts())
    title = escape(laid_out.report.title)
    parts = _PARTS | {
        "word/document.xml": body.document(),
        "word/styles.xml": _styles(body.fonts),
        "word/footer1.xml": _xml(
            f'<w:ftr xmlns:w="{_W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
            '<w:r><w:t xml:space="preserve">— </w:t></w:r>'
            '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
            '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
        ),
        "docProps/core.xml": _xml(
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
            'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms='
            '"http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{title}</dc:title>"
            '<dcterms:created xsi:type="dcterms:W3CDTF">2026-01-05T09:00:00Z</dcterms:created>'
            "</cp:coreProperties>"
        ),
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same bytes on Windows
            package.writestr(entry, content)
    return target


def _xml(content: str) -> str:
    return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + content


def _styles(fonts: Fonts) -> str:
    def style(name: str, title: str, family: str, size: int, more: str) -> str:
        return (
            f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{title}"/>'
            f'<w:basedOn w:val="a"/>{more}<w:rPr>{_font(family, size)}</w:rPr></w:style>'
        )

    return _xml(
        f'<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f"{_font(fonts.body, fonts.body_size)}</w:rPr></w:rPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
        + style(
            "1",
            "heading 1",
            fonts.heading,
            fonts.body_size,
            '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>',
        )
        + style("t", "Title", fonts.title, 44, "")
        + "</w:styles>"
    )


def _font(family: str, size: int) -> str:
    return (
        f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{family}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )


class _Body:
    def __init__(self, laid_out: LaidOut, rng: random.Random, fonts: Fonts) -> None:
        self.laid_out = laid_out
        self.rng = rng
        self.fonts = fonts
        self.styled = rng.random() < 0.6  # headings by style, or just bold

    def document(self) -> str:
        content = "".join(self._piece(p) for p in self.laid_out.pieces)
        if self.laid_out.layout.nested:
            content = (
                "<w:tbl><w:tblPr><w:tblW w:w='9200' w:type='dxa'/></w:tblPr><w:tblGrid>"
                "<w:gridCol w:w='9200'/></w:tblGrid><w:tr><w:tc><w:tcPr>"
                f"<w:tcW w:w='9200' w:type='dxa'/></w:tcPr>{content}<w:p/></w:tc></w:tr></w:tbl>"
            )
        return _xml(
            f'<w:document xmlns:w="{_W}" xmlns:r="http://schemas.openxmlformats.org/'
            f'officeDocument/2006/relationships"><w:body>{content}<w:p/><w:sectPr>'
            '<w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>'
            '<w:pgMar w:top="1984" w:right="1417" w:bottom="1701" w:left="1531" w:header="851"'
            ' w:footer="992" w:gutter="0"/></w:sectPr></w:body></w:document>'
        )

    def _piece(self, piece: Piece) -> str:
        if piece.grid is not None:
            return self._table(piece.grid) + "<w:p/>"
        if piece.kind == "title":
            look = '<w:pStyle w:val="t"/>' if self.styled else ""
            return self._paragraph(piece.text, look + _space(400) + '<w:jc w:val="center"/>',
                                   _font(self.fonts.title, 44))  # fmt: skip
        if piece.kind == "date":
            return self._paragraph(piece.text, _space(200) + '<w:jc w:val="center"/>',
                                   _font(self.fonts.body, 28))  # fmt: skip
        first_line = f'<w:ind w:firstLineChars="200" w:firstLine="{self.fonts.body_size * 20}"/>'
        if piece.kind == "heading":
            look = ('<w:pStyle w:val="1"/>' if self.styled else "") + "<w:keepNext/>"
            return self._paragraph(piece.text, look + _space() + first_line,
                                   "" if self.styled else "<w:b/>")  # fmt: skip
        if piece.kind == "subheading":
            look = _font(self.fonts.subheading, self.fonts.body_size) + "<w:b/>"
            return self._paragraph(piece.text, "<w:keepNext/>" + _space() + first_line, look)
        if piece.kind == "signature":
            return self._paragraph(piece.text, _space() + '<w:jc w:val="right"/>', "")
        return self._paragraph(piece.text, _space() + first_line, "")

    def _paragraph(self, text: str, paragraph: str, run: str) -> str:
        if paragraph:
            paragraph = f"<w:pPr>{paragraph}</w:pPr>"
        return f"<w:p>{paragraph}{self._runs(text, run)}</w:p>"

    def _runs(self, text: str, look: str, pieces: Iterable[str] | None = None) -> str:
        runs = []
        for part in pieces or [text]:
            lines = "<w:br/>".join(
                f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in part.split("\n")
            )
            runs.append(f"<w:r><w:rPr>{look}</w:rPr>{lines}</w:r>" if part else "")
            look = (
                look + "<w:b/>"
                if self.laid_out.layout.split_runs and "<w:b/>" not in look
                else look
            )
        return "".join(runs)

    def _table(self, grid: Grid) -> str:
        width = {"requests": (1, 1.2, 4.4)}.get(grid.key, (2.6,))
        shares = [width[i] if i < len(width) else 1.0 for i in range(grid.width)]
        if grid.key == "statistics":
            shares[0] = 6.5
        if grid.key == "reviews":
            shares = [1.0] * grid.width
        twips = [int(8900 * s / sum(shares)) for s in shares]
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in twips)
        rows = "".join(
            '<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="340" w:hRule="atLeast"/>'
            + ("<w:tblHeader/>" if r < grid.heads and grid.key == "requests" else "")
            + f"</w:trPr>{cells}</w:tr>"
            for r, cells in enumerate(self._rows(grid, twips))
        )
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
            '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
            f"</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
        )

    def _rows(self, grid: Grid, twips: list[int]) -> Iterable[str]:
        starts = {(r, c): item for r, row in enumerate(placed(grid)) for c, item in row}
        above: dict[int, tuple[Item, int]] = {}  # column → merged cell that reaches down, rows left
        for r, row in enumerate(grid.rows):
            cells = []
            c = 0
            while c < grid.width:
                if c in above:
                    item, left = above[c]
                    merge = "<w:vMerge/>"
                    cells.append(
                        self._cell(grid, row, item, twips[c : c + item.columns], merge, "")
                    )
                    if left > 1:
                        above[c] = (item, left - 1)
                    else:
                        del above[c]
                else:
                    item = starts.get((r, c), Item(""))
                    merge = '<w:vMerge w:val="restart"/>' if item.rows > 1 else ""
                    if item.rows > 1:
                        above[c] = (item, item.rows - 1)
                    widths = twips[c : c + item.columns]
                    cells.append(self._cell(grid, row, item, widths, merge, item.text))
                c += item.columns
            yield "".join(cells)

    def _cell(
        self, grid: Grid, row: Row, item: Item, widths: list[int], merge: str, text: str
    ) -> str:
        span = f'<w:gridSpan w:val="{item.columns}"/>' if item.columns > 1 else ""
        title = grid.key == "disclosure" and item.columns == grid.width  # 第二十条第（…）项
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="C6D9F1"/>' if title else ""
        across = "left" if text and stands_left(grid, row, item) else "center"
        look = _font(self.fonts.table, self.fonts.table_size)
        paragraphs = [text]
        if "\n" in text and self.rng.random() < 0.5:
            paragraphs = text.split("\n")  # two paragraphs instead of a line break
        pieces = None
        if item.address and self.laid_out.layout.split_runs and len(text) > 1:
            at = self.rng.randrange(1, len(text))
            pieces = [text[:at], text[at:]]
        content = "".join(
            f'<w:p><w:pPr><w:jc w:val="{across}"/></w:pPr>{self._runs(t, look, pieces)}</w:p>'
            for t in paragraphs
        )
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths)}" w:type="dxa"/>{span}{merge}{shade}'
            f'<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
        )


def _space(after: int = 0) -> str:
    return f'<w:spacing w:after="{after}" w:line="560" w:lineRule="exact"/>'
