"""One Document type for every kind of file: paragraphs and tables in reading order, and for each of
them an Anchor that says where in the file it stands.

Readers make Documents and nothing else does; a Document is never changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

__all__ = [
    "Anchor", "Attachment", "Block", "Box", "Cell", "CellAnchor", "Document", "OtherFileAnchor",
    "PageAnchor", "Paragraph",
    "ParagraphAnchor", "Part", "PictureAnchor", "Reading", "SheetAnchor", "SourceKind", "Table",
    "TextAnchor",
]  # fmt: skip

# "joined": a report of two files, of which none is like it (core.joining).
SourceKind = Literal["docx", "pdf", "html", "text", "workbook", "joined"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a PDF page, in points, origin at the top left."""

    x0: float
    top: float
    x1: float
    bottom: float

    def contains(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


@dataclass(frozen=True, slots=True)
class CellAnchor:
    """A cell of a docx or HTML table: the `cell`-th `w:tc` / `td|th` of the `row`-th `w:tr` / `tr` of
    the `table`-th `w:tbl` / `table` of the body, each counted from 0 in document order, nested
    tables counted where they open. Nothing is skipped in the count, so that a writer finds it again."""

    table: int
    row: int
    cell: int

    def __str__(self) -> str:
        return f"表格{self.table + 1} 第{self.row + 1}行第{self.cell + 1}格"


@dataclass(frozen=True, slots=True)
class ParagraphAnchor:
    """The `index`-th block-level text of a docx (`w:p` of the whole body, in document order, those in
    tables counted too) or of an HTML page (text blocks in document order)."""

    index: int

    def __str__(self) -> str:
        return f"第{self.index + 1}段"


@dataclass(frozen=True, slots=True)
class PageAnchor:
    """A place on a page of a PDF; `page` counts from 0."""

    page: int
    box: Box

    def __str__(self) -> str:
        b = self.box
        return f"第{self.page + 1}页 ({b.x0:.0f},{b.top:.0f})–({b.x1:.0f},{b.bottom:.0f})"


@dataclass(frozen=True, slots=True)
class TextAnchor:
    """`Document.text[start:end]`; `line` counts from 0. `start == end` for an empty cell."""

    line: int
    start: int
    end: int

    def __str__(self) -> str:
        return f"第{self.line + 1}行"


@dataclass(frozen=True, slots=True)
class SheetAnchor:
    """A cell of a workbook, by the name of its sheet; `row` and `column` count from 0."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        letters, left = "", self.column + 1
        while left:
            left, letter = divmod(left - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"工作表“{self.sheet}” {letters}{self.row + 1}"


@dataclass(frozen=True, slots=True)
class PictureAnchor:
    """A place on a picture that stands in a docx or HTML file, where its text was recognised. `picture`
    is the name of its part in the docx, or `图片3` for the third `img` of the page; `box` is in
    pixels of the picture. core.readers.embedded gives its bytes."""

    picture: str
    box: Box

    def __str__(self) -> str:
        b = self.box
        name = self.picture.rpartition("/")[2]
        return f"图片“{name}” ({b.x0:.0f},{b.top:.0f})–({b.x1:.0f},{b.bottom:.0f})"


@dataclass(frozen=True, slots=True)
class OtherFileAnchor:
    """A place in the second file of a report of two, by that file's name."""

    file: str
    place: Anchor

    def __str__(self) -> str:
        return f"“{self.file}”{self.place}"


Anchor = (
    CellAnchor
    | ParagraphAnchor
    | PageAnchor
    | TextAnchor
    | SheetAnchor
    | PictureAnchor
    | OtherFileAnchor
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text was read from a picture.

    `confidence` (0…1) is that of its least certain character, as the recogniser gives it. `doubtful`
    is the reader's verdict, from the confidence and from what the picture shows besides (a stamp, two
    passes that read differently): the auditor has to look. `alternatives` are other texts the same
    picture may stand for, likeliest first, without the one read.
    """

    confidence: float
    doubtful: bool = False
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table's grid, merged cells once. `text` keeps line breaks as `\\n`. `reading` is
    given where the text was recognised in a picture."""

    row: int
    column: int
    text: str
    anchor: Anchor
    row_span: int = 1
    column_span: int = 1
    has_image: bool = False
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in row-major order. Where the source tells nothing of columns (text), a row may be ragged
    and `column` is just the cell's ordinal in its row. `ragged` says so."""

    cells: tuple[Cell, ...]
    ragged: bool = False

    @property
    def row_count(self) -> int:
        return max((c.row + c.row_span for c in self.cells), default=0)

    @property
    def column_count(self) -> int:
        return max((c.column + c.column_span for c in self.cells), default=0)

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """The cells that *start* in each row, left to right; rows without any are empty tuples."""
        by_row: list[list[Cell]] = [[] for _ in range(self.row_count)]
        for cell in self.cells:
            by_row[cell.row].append(cell)
        for row in by_row:
            yield tuple(sorted(row, key=lambda c: c.column))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text between line or paragraph ends. `heading` is a hint of the source (h1…, heading
    style, centred bold), not a verdict. `reading` is given where the text was recognised in a picture."""

    text: str
    anchor: Anchor
    heading: bool = False
    reading: Reading | None = None


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or picture the report points to instead of saying it: `附件…docx`, `<img>`, a drawing.
    `after_block` is the index in Document.blocks before which it stands."""

    kind: Literal["image", "file"]
    name: str
    after_block: int


@dataclass(frozen=True, slots=True)
class Part:
    """Which report of a file that holds several: the `number`-th, counted from 1, of `of`."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"第{self.number}份，共{self.of}份"


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader made of a file.

    `blocks` in reading order. `text` is the whole decoded text for kind "text" (TextAnchors point into
    it), else "". `title` is what the file's own metadata calls it (HTML `<title>`, docx core
    properties), "" if nothing. `notes` are Chinese sentences about what the reader could not take
    over (a page without text, a nested table given up …). `html` is the decoded source for kind
    "html". `page_sizes` in points, for PDF.

    `converted` is given where the file at `path` is of another format: the bytes of kind `kind` that
    were made of it (a docx of a .doc, a PDF of a picture) and that the anchors point into.

    `part` is given where the blocks are those of one report of several in the file (core.parts).
    `also` are further files that it was made of (core.joining).
    """

    path: Path
    kind: SourceKind
    blocks: tuple[Block, ...]
    text: str = ""
    html: str = field(default="", repr=False)
    title: str = ""
    attachments: tuple[Attachment, ...] = ()
    notes: tuple[str, ...] = ()
    page_sizes: tuple[tuple[float, float], ...] = ()
    converted: bytes | None = field(default=None, repr=False)
    part: Part | None = None
    also: tuple[Path, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Table))

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Paragraph))
