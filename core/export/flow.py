"""A report taken apart for the official form: title, headings, paragraphs and tables in order.

What was decided:

* Every table of the form that was read is drawn once, as the form draws it, where its first figure
  stood. The blocks it was read from (several tables, lines of text) are left out with their labels.
  A table nobody could read stays as it was, unless the auditor has typed figures for it.
* A table the form does not have is kept. Only a table before the first chapter that names itself as
  the page's metadata (索引号, 发布机构 …) is left out, and so are lines of that kind.
* Of a web page or a text, what stands before the title, and after a footer's first line (打印本页,
  版权所有 …), is the site's and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from core.document import Anchor, Block, Document, PageAnchor, Paragraph, Table, TextAnchor
from core.facts import FactSheet, TablePresence
from core.formats import Form, FormTable
from core.labels import LabelIndex, fold, is_value
from core.quantity import Mark
from core.readers.prose import is_prose

if TYPE_CHECKING:
    from core.case import Case

__all__ = ["Drawn", "Kept", "Piece", "Style", "Words", "flow_of", "printed"]


class Style(Enum):
    TITLE = auto()
    CHAPTER = auto()
    SECTION = auto()  # （一）… on a line of its own
    BODY = auto()
    SIGNATURE = auto()  # who reports and when, at the end


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str
    style: Style = Style.BODY


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table of the form."""

    table: FormTable


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of the source that is none of the form's."""

    table: Table


Piece = Words | Drawn | Kept

_METADATA = re.compile(
    r"索引号|索\s*引\s*号|发布机构|发文机关|公开方式|主题分类|主题词|信息分类|公文种类|生成日期|成文日期|发布日期|"
    r"公开日期|文\s*号|有效性|体裁分类|组配分类"
)
_SITE_LINE = re.compile(
    r"^[【\[（(\s]*(?:发布(?:时间|日期|机构|单位)|发文日期|公开日期|日期|时间|来源|信息来源|作者|责任编辑|编辑|浏览|"
    r"点击|阅读|访问|字号|字体|打印|分享|当前位置|您(?:现)?在的位置|首页|索引号|保护视力)"
)
_FOOTER = re.compile(
    r"关闭(?:窗口|本页)|打印(?:本页|此页)|^[【\[]?(?:打印|关闭|分享到)|^(?:上|下)一[篇条]|版权所有|ICP备|公网安备|"
    r"网站标识码|网站地图|^主办(?:单位)?[:：]|^承办(?:单位)?[:：]|^[【\[（(]?(?:责任)?编辑[:：]|扫一扫"
)
_NUMBER_BEFORE = re.compile(r"[一二三四五六七八九十]{0,2}\s*[、.．,，]\s*$")
_SECTION = re.compile(r"^[（(][一二三四五六七八九十]{1,3}[)）]")
_DATE = re.compile(r"^(?:\d{4}|[〇○零一二三四五六七八九]{4})年.{1,3}月.{1,3}日$")
_SENTENCE = re.compile(r"[。，；：、！？]")


def flow_of(case: Case) -> tuple[list[Piece], bool]:
    """The pieces in order, and whether lines of the site around the report were left out."""
    return _Flow(case.document, case.sheet, frozenset(case.edits)).pieces()


class _Flow:
    def __init__(self, document: Document, sheet: FactSheet, edited: frozenset[str]) -> None:
        self.document = document
        self.sheet = sheet
        self.form: Form | None = sheet.form
        self.labels = LabelIndex(self.form.tables) if self.form and self.form.tables else None
        self.chapters = {c.block for c in sheet.chapters}
        self.drawn = [
            t for t in (self.form.tables if self.form else ()) if self._is_drawn(t, edited)
        ]
        # The blocks in which figures stand, and of texts from where to where.
        self.bearing: dict[int, tuple[int, int] | None] = {}
        self.at = self._regions()

    def pieces(self) -> tuple[list[Piece], bool]:
        title, first, used = self._title()
        last = self._end()
        found: list[Piece] = [Words(title, Style.TITLE)] if title else []
        pending = list(self.drawn)
        site = False
        for i, block in enumerate(self.document.blocks):
            if not first <= i < last or self._is_metadata(i, block):
                site = True
                continue
            if i in used:
                continue
            if i in self.chapters:
                found += self._due(pending, i)
            behind = list(self._piece(i, block))
            if isinstance(block, Paragraph) and self._is_run_together(i, block):
                before, after = self._around_table(i, block)
                found += [Words(before)] if before else []
                behind = [Words(after)] if after else []
            for table in [t for t in pending if i in self.at.get(t.key, ())]:
                found.append(Drawn(table))
                pending.remove(table)
            found += behind
        found += [Drawn(t) for t in pending]
        return _signed(found), site and self.document.kind in ("html", "text")

    # -- the form's tables -----------------------------------------------------------------------

    def _is_drawn(self, table: FormTable, edited: frozenset[str]) -> bool:
        if any(a in edited for a in table.addresses):
            return True
        reading = self.sheet.tables.get(table.key)
        if reading is not None:
            return reading.presence is TablePresence.FOUND
        return any(a in self.sheet.facts for a in table.addresses)

    def _regions(self) -> dict[str, range]:
        """For every drawn table that stands somewhere the blocks it was read from."""
        where = _Places(self.document.blocks)
        regions: dict[str, range] = {}
        for table in self.drawn:
            there = []
            for address in table.addresses:
                fact = self.sheet.facts.get(address)
                block = where.block_of(fact.anchor) if fact and fact.anchor else None
                if fact is None or block is None:
                    continue
                there.append(block)
                if isinstance(fact.anchor, TextAnchor):
                    start, end = self.bearing.get(block) or (fact.anchor.start, fact.anchor.end)
                    start, end = min(start, fact.anchor.start), max(end, fact.anchor.end)
                    self.bearing[block] = start, end
                else:
                    self.bearing.setdefault(block, None)
            there.sort()
            if there:
                regions[table.key] = self._widened(there[0], there[-1])
        return regions

    def _widened(self, first: int, last: int) -> range:
        """The blocks around the figures that are labels of the form, headless parts of a table."""
        blocks = self.document.blocks
        while first > 0 and self._is_form(first - 1, blocks[first - 1]):
            first -= 1
        while last + 1 < len(blocks) and self._is_form(last + 1, blocks[last + 1]):
            last += 1
        return range(first, last + 1)

    def _is_form(self, index: int, block: Block) -> bool:
        if self.labels is None or index in self.chapters:
            return False
        if isinstance(block, Paragraph):
            return self._is_label(block.text) or is_value(block.text)
        texts = [c.text for c in block.cells if c.text.strip()]
        known = sum(self._is_label(t) or is_value(t) for t in texts)
        labels = sum(self._is_label(t) for t in texts)
        return bool(labels) and known * 2 >= len(texts)

    def _is_label(self, text: str) -> bool:
        assert self.labels is not None
        return self.labels.is_head(text) or bool(self.labels.match(text))

    def _due(self, pending: list[FormTable], block: int) -> Iterator[Piece]:
        """Tables without a place of their own, whose chapter ends where this block begins one."""
        number = min(c.number for c in self.sheet.chapters if c.block == block)
        begun = {c.number for c in self.sheet.chapters if c.block < block}
        for table in list(pending):
            if table.key not in self.at and table.chapter in begun and table.chapter < number:
                pending.remove(table)
                yield Drawn(table)

    # -- everything else -------------------------------------------------------------------------

    def _piece(self, index: int, block: Block) -> Iterator[Piece]:
        inside = any(index in region for region in self.at.values())
        if isinstance(block, Table):
            if not inside or (index not in self.bearing and not self._is_form(index, block)):
                yield Kept(block)
        elif index in self.chapters:
            yield from self._chapter(index, block.text)
        elif not inside or is_prose(block.text):
            section = _SECTION.match(block.text) and len(block.text) <= 40
            section = section and block.text[-1] not in "。；，"
            yield Words(block.text, Style.SECTION if section else Style.BODY)

    def _is_run_together(self, index: int, block: Paragraph) -> bool:
        """Whether narrative and a table stand in one paragraph, and it is known from where to where."""
        return self.bearing.get(index) is not None and is_prose(block.text)

    def _around_table(self, index: int, block: Paragraph) -> tuple[str, str]:
        """What stands before and behind a table that has run together with the narrative."""
        span, anchor = self.bearing[index], block.anchor
        assert span is not None
        assert isinstance(anchor, TextAnchor)
        if len(block.text) != anchor.end - anchor.start:  # not the source's own letters
            return block.text, ""
        start, end = span[0] - anchor.start, span[1] - anchor.start
        sentence = max(block.text.rfind(sign, 0, start) for sign in "。；！？") + 1
        heads = [
            at
            for t in self.drawn
            if index in self.at.get(t.key, ())
            for head in t.heads
            if len(head) >= 3 and (at := block.text.find(head, sentence, start)) >= 0
        ]
        return block.text[: min(heads, default=sentence)].strip(), block.text[end:].strip()

    def _chapter(self, index: int, text: str) -> Iterator[Piece]:
        """The headings in a paragraph, and the text that may stand before and behind them."""
        done = 0
        for chapter in (c for c in self.sheet.chapters if c.block == index):
            at = text.find(chapter.text, done)
            if at < 0:
                continue
            number = _NUMBER_BEFORE.search(text, done, at)
            start = number.start() if number else at
            if before := text[done:start].strip():
                yield Words(before)
            yield Words(text[start : at + len(chapter.text)].strip(), Style.CHAPTER)
            done = at + len(chapter.text)
        if rest := text[done:].strip():
            yield Words(rest, Style.CHAPTER if not done and len(rest) <= 60 else Style.BODY)

    def _title(self) -> tuple[str, int, frozenset[int]]:
        """The title, the block it stands in (0 if in none), and the blocks it is made of."""
        title = self.sheet.title
        if not title.text or title.anchor is None:
            return title.text, 0, frozenset()
        first = next(
            (
                i
                for i, b in enumerate(self.document.blocks)
                if isinstance(b, Paragraph) and b.anchor == title.anchor
            ),
            None,
        )
        if first is None:
            return title.text, 0, frozenset()
        used: list[int] = []
        wanted, done = fold(title.text), ""
        for i, block in enumerate(self.document.blocks[first : first + 4], first):
            # Titles broken over lines are read as one.
            if not isinstance(block, Paragraph) or not wanted.startswith(done + fold(block.text)):
                break
            done += fold(block.text)
            used.append(i)
        if done != wanted:
            # Something else stands in the same paragraph (名称：…, or the whole report).
            block = self.document.blocks[first]
            short = isinstance(block, Paragraph) and len(fold(block.text)) <= len(wanted) + 12
            used = [first] if short and first not in self.chapters else []
        return title.text, first, frozenset(used)

    def _end(self) -> int:
        """Where the report ends and the site's footer begins."""
        blocks = self.document.blocks
        of_report = [*self.chapters, *(i for region in self.at.values() for i in region)]
        if self.document.kind in ("html", "text"):
            for i in range(max(of_report, default=0) + 1, len(blocks)):
                block = blocks[i]
                if (
                    isinstance(block, Paragraph)
                    and len(block.text) <= 60
                    and _FOOTER.search(block.text)
                ):
                    return i
        return len(blocks)

    def _is_metadata(self, index: int, block: Block) -> bool:
        if self.document.kind == "pdf" or any(index in region for region in self.at.values()):
            return False
        if index >= min(self.chapters, default=min((r.start for r in self.at.values()), default=0)):
            return False
        if isinstance(block, Table):
            return any(_METADATA.search(c.text) for c in block.cells if len(c.text) <= 30)
        return len(block.text) <= 80 and _SITE_LINE.match(block.text) is not None


class _Places:
    """Which block an anchor lies in."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self._exact: dict[Anchor, int] = {}
        self._spans: list[tuple[TextAnchor, int]] = []
        self._pages: list[tuple[PageAnchor, int]] = []
        for i, block in enumerate(blocks):
            for anchor in (
                [block.anchor] if isinstance(block, Paragraph) else [c.anchor for c in block.cells]
            ):
                self._exact.setdefault(anchor, i)
                if isinstance(anchor, TextAnchor):
                    self._spans.append((anchor, i))
                elif isinstance(anchor, PageAnchor):
                    self._pages.append((anchor, i))

    def block_of(self, anchor: Anchor) -> int | None:
        if anchor in self._exact:
            return self._exact[anchor]
        if isinstance(anchor, TextAnchor):
            for span, i in self._spans:
                if span.start <= anchor.start and anchor.end <= span.end:
                    return i
        if isinstance(anchor, PageAnchor):
            x, y = (anchor.box.x0 + anchor.box.x1) / 2, (anchor.box.top + anchor.box.bottom) / 2
            for page, i in self._pages:
                if page.page == anchor.page and page.box.contains(x, y):
                    return i
        return None


def _signed(pieces: list[Piece]) -> list[Piece]:
    """Who reports and the date below it, when the report ends with them, marked as such."""
    for i in range(len(pieces) - 1, max(-1, len(pieces) - 4), -1):
        piece = pieces[i]
        if isinstance(piece, Words) and _DATE.match(re.sub(r"\s", "", piece.text)):
            pieces[i] = Words(piece.text, Style.SIGNATURE)
            above = pieces[i - 1] if i else None
            if (
                isinstance(above, Words)
                and above.style is Style.BODY
                and len(above.text) <= 25
                and not _SENTENCE.search(above.text)
            ):
                pieces[i - 1] = Words(above.text, Style.SIGNATURE)
            break
    return pieces


def printed(case: Case) -> Mapping[str, str]:
    """What each address of the form says in the export: the edit, else as printed in the source."""
    lost = {Mark.GLUED, Mark.DEDUPLICATED}  # the text is that of a whole row, not of the cell
    said = {
        a: ""
        if f.quantity.marks & lost and not f.quantity.is_number
        else " ".join(f.quantity.raw.split())
        for a, f in case.sheet.facts.items()
    }
    return said | {a: e.text.strip() for a, e in case.edits.items()}
