"""Files for the reader tests, written byte for byte: docx packages and random tables with merged cells.

Nothing of the program is used here, so that a reader cannot agree with itself.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from hypothesis import strategies as st

REPORTS = Path(__file__).resolve().parents[4] / "shared" / "reports"

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/{part}" ContentType="{type}"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return target.getvalue()


def relationships(*lines: tuple[str, str, str]) -> str:
    """(id, last word of the type, target) of each."""
    inside = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}{kind}" Target="{target}"/>'
        for key, kind, target in lines
    )
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{inside}</Relationships>"
    )


def office(
    part: str, content: str | bytes, content_type: str, **more: str | bytes
) -> dict[str, str | bytes]:
    """The parts of an OOXML package around a main part."""
    return {
        "[Content_Types].xml": _CONTENT_TYPES.format(part=part, type=content_type),
        "_rels/.rels": relationships(("rId1", "officeDocument", part)),
        part: content,
        **more,
    }


def document_xml(body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>'


def docx(body: str, files: Mapping[str, str | bytes] | None = None) -> bytes:
    return zipped({**office("word/document.xml", document_xml(body), WORD_MAIN), **(files or {})})


def p(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph; line breaks and tabs in `text` as Word writes them."""
    inside = escape(text).replace("\n", "</w:t><w:br/><w:t>").replace("\t", "</w:t><w:tab/><w:t>")
    if properties:
        properties = f"<w:pPr>{properties}</w:pPr>"
    if run:
        run = f"<w:rPr>{run}</w:rPr>"
    return f'<w:p>{properties}<w:r>{run}<w:t xml:space="preserve">{inside}</w:t></w:r></w:p>'


def tc(content: str, properties: str = "") -> str:
    if not content.startswith("<w:"):
        content = "".join(p(line) for line in content.split("\n"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tr(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def tbl(*rows: str | Sequence[str]) -> str:
    """Rows as XML, or as the texts of their cells."""
    made = [row if isinstance(row, str) else tr(*map(tc, row)) for row in rows]
    return f"<w:tbl><w:tblPr/>{''.join(made)}</w:tbl>"


@dataclass(frozen=True)
class Area:
    """A cell of a generated table."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True)
class Grid:
    height: int
    width: int
    areas: tuple[Area, ...]

    def at(self) -> dict[tuple[int, int], Area]:
        return {
            (row, column): area
            for area in self.areas
            for row in range(area.row, area.row + area.rows)
            for column in range(area.column, area.column + area.columns)
        }

    def as_docx(self) -> str:
        cells = self.at()
        rows = []
        for row in range(self.height):
            made, column = [], 0
            while column < self.width:
                area = cells[row, column]
                properties = f'<w:gridSpan w:val="{area.columns}"/>' if area.columns > 1 else ""
                if area.rows > 1:
                    properties += (
                        '<w:vMerge w:val="restart"/>' if row == area.row else "<w:vMerge/>"
                    )
                made.append(tc(area.text if row == area.row else "", properties))
                column += area.columns
            rows.append(tr(*made))
        return tbl(*rows)

    def as_html(self) -> str:
        rows = []
        for row in range(self.height):
            made = ""
            for area in sorted((a for a in self.areas if a.row == row), key=lambda a: a.column):
                spans = f' colspan="{area.columns}"' if area.columns > 1 else ""
                spans += f" rowspan={area.rows}" if area.rows > 1 else ""
                text = escape(area.text).replace("\n", "<br>")
                made += f"<td{spans}>{text}</td>"
            rows.append(f"<tr>{made}</tr>")
        return f"<table>{''.join(rows)}</table>"


# Words of the forms, figures, blanks, and what needs escaping.
texts = st.one_of(
    st.sampled_from(["", "0", "12", "-302", "+1", "21207.84 万元", "/", "—", "０", "1,234"]),
    st.sampled_from(
        ["规章", "本年新\n制作数量", "（一）予以公开", "3.危及“三安全一稳定”", "a<b & c>d"]
    ),
    st.text(alphabet="一二三四五六七八九十公开0123456789&<>\"'", min_size=1, max_size=6),
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Random tables that are fully tiled with merged and single cells; at least one row begins with
    two cells, since what has only one column lays out a page."""
    height, width = draw(st.integers(2, 7)), draw(st.integers(2, 7))
    taken: set[tuple[int, int]] = set()
    areas: list[Area] = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            free = next((c for c in range(column, width) if (row, c) in taken), width) - column
            most = min(free, width - 1) if row == 0 and column == 0 else free
            columns = draw(st.integers(1, most)) if draw(st.booleans()) else 1
            rows = draw(st.integers(1, height - row)) if draw(st.booleans()) else 1
            taken |= {(row + i, column + j) for i in range(rows) for j in range(columns)}
            areas.append(Area(row, column, rows, columns, draw(texts)))
    areas[0] = Area(0, 0, areas[0].rows, areas[0].columns, areas[0].text or "信息内容")
    return Grid(height, width, tuple(areas))
