"""A report whose tables are in a second file (an attachment, a workbook): the two found among the open
reports, and made one. It is the auditor who says that they belong together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal

from core.case import Case
from core.document import Block, Cell, Document, OtherFileAnchor, Paragraph, Table
from core.formats import Form
from core.labels import fold
from core.recognise import recognise
from core.rules.headings import identify
from core.units import similar_units, unit_of

__all__ = ["JoinOffer", "join", "join_offers"]


# ---------------------------------------------------------------------------------------------------
# Which belong together


@dataclass(frozen=True)
class JoinOffer:
    """A report without tables and a file with tables only that seem to be one report; `why` says what
    speaks for it."""

    text: Case
    tables: Case
    why: str


_MOST_TEXT = 600  # characters of sentences that a file of tables may have: notes, signatures
_SENTENCE = 30


def join_offers(cases: Sequence[Case]) -> list[JoinOffer]:
    """The pairs to put before the auditor, at most one for each file. Where two are as likely, none is:
    a wrong pair would be worse than none."""
    texts = [c for c in cases if _lacks_tables(c)]
    tables = [c for c in cases if _has_nothing_else(c)]
    found: list[tuple[int, JoinOffer]] = []
    for text in texts:
        ranked = sorted(
            (
                (rank, JoinOffer(text, t, why))
                for t in tables
                for rank, why in [_belongs(text, t)]
                if rank
            ),
            key=lambda pair: -pair[0],
        )
        if ranked and (len(ranked) == 1 or ranked[0][0] > ranked[1][0]):
            found.append(ranked[0])
    best = Counter(id(offer.tables) for _, offer in found)
    return [offer for _, offer in found if best[id(offer.tables)] == 1]


def _lacks_tables(case: Case) -> bool:
    sheet = case.read_sheet
    return not sheet.form_by_labels and len(sheet.chapters) >= 3


def _has_nothing_else(case: Case) -> bool:
    """Whether a file has tables of a form, and no text of a report."""
    sheet = case.read_sheet
    if not sheet.form_by_labels or not sheet.facts:
        return False
    sentences = [
        p.text for p in case.document.paragraphs if len(p.text) >= _SENTENCE and "。" in p.text
    ]
    return sum(map(len, sentences)) <= _MOST_TEXT


def _belongs(text: Case, tables: Case) -> tuple[int, str]:
    """How likely a file has the tables of a report (0: not), and what speaks for it."""
    one, other = text.sheet.title, tables.sheet.title
    if _names(text.document, tables.path):
        return 3, f"正文提到附件“{tables.path.name}”"
    if one.year is not None and other.year is not None and one.year != other.year:
        return 0, ""
    if one.unit and other.unit:
        same = unit_of(one.unit).name == unit_of(other.unit).name
        if same or similar_units((one.unit, other.unit)):
            return (2, "单位和年度相同") if other.year is not None else (1, "单位相同")
        return 0, ""
    if text.path.parent == tables.path.parent and _stems_alike(text.path, tables.path):
        return 1, "在同一文件夹，文件名相近"
    return 0, ""


def _names(document: Document, path: PurePath) -> bool:
    """Whether a report names a file: as a link, or in its text."""
    stem = fold(path.stem)
    if len(stem) < 4:
        return False
    links = [fold(PurePath(a.name).stem) for a in document.attachments if a.kind == "file"]
    said = [fold(p.text) for p in document.paragraphs if "附件" in p.text or "附表" in p.text]
    return stem in links or any(stem in text for text in said)


_TABLE_WORDS = re.compile(r"附件|附表|统计表|数据表|表格|数据|正文|\W|[_\d]")


def _stems_alike(a: PurePath, b: PurePath) -> bool:
    one, other = (_TABLE_WORDS.sub("", fold(p.stem)) for p in (a, b))
    return len(one) >= 3 and one == other


# ---------------------------------------------------------------------------------------------------
# Making one of two


def join(text: Document, tables: Document) -> Document:
    """The report `text` with the tables of another file in their chapters.

    Anchors of the text are as they were, those of the tables are OtherFileAnchors. The result is of a
    kind that is shown as flowing text and exported in the official form, for no file is like it.
    """
    name = tables.path.name
    moved = [_moved(b, name) for b in tables.blocks]
    places = _places(text, tables)
    blocks: list[Block] = []
    at = 0
    for place, index in places:
        blocks += text.blocks[at:place]
        blocks.append(moved[index])
        at = place
    blocks += text.blocks[at:]
    shift = [place for place, _ in places]
    attachments = tuple(
        replace(a, after_block=a.after_block + bisect_right(shift, a.after_block))
        for a in text.attachments
        if a.kind != "file" or fold(PurePath(a.name).stem) != fold(tables.path.stem)
    )
    kind: Literal["html", "text", "joined"] = (
        text.kind if text.kind == "html" or text.kind == "text" else "joined"
    )
    return replace(
        text, kind=kind, blocks=tuple(blocks), attachments=attachments,
        notes=(*text.notes, *tables.notes), converted=None, page_sizes=(),
        also=(*text.also, tables.path, *tables.also),
    )  # fmt: skip


def _moved(block: Block, file: str) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, anchor=OtherFileAnchor(file, block.anchor), heading=False)
    cells: tuple[Cell, ...] = tuple(
        replace(c, anchor=OtherFileAnchor(file, c.anchor)) for c in block.cells
    )
    return replace(block, cells=cells)


def _places(text: Document, tables: Document) -> list[tuple[int, int]]:
    """(index in the text's blocks before which it goes, index of a block of the tables' file), in order.

    Proper tables go to the end of their chapter; tables printed as lines of text stay together, behind
    everything."""
    sheet = recognise(tables)
    form = sheet.form
    home = {
        c.anchor: i for i, b in enumerate(tables.blocks) if isinstance(b, Table) for c in b.cells
    }
    keys: dict[int, Counter[str]] = {}
    for address, fact in sheet.facts.items():
        if fact.anchor in home:
            keys.setdefault(home[fact.anchor], Counter())[address.partition("/")[0]] += 1
    end = len(text.blocks)
    if form is None or not keys:
        return [(end, i) for i in range(len(tables.blocks))]
    ends = _chapter_ends(text, form)
    placed: list[tuple[int, int]] = []
    last = min(keys)
    for index, block in enumerate(tables.blocks):
        if not isinstance(block, Table):
            continue
        if index in keys:
            last = index
        key = keys[last].most_common(1)[0][0]  # a piece without figures goes with the one before it
        placed.append((ends.get(form.table(key).chapter, end), index))
    return sorted(placed)


def _chapter_ends(text: Document, form: Form) -> dict[int, int]:
    """For each chapter of the form that the text has, the block before which the next begins."""
    headings = [h for h in identify(recognise(text).chapters, form.chapters) if h.place]
    if not headings:
        return {}
    bounds = [h.chapter.block for h in headings[1:]] + [len(text.blocks)]
    return {h.place: bound for h, bound in zip(headings, bounds, strict=True)}
