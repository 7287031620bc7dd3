"""Tables whose cell borders are lost: whole tables run together in one paragraph (real 24, 57), and lines
of text in which a label and its figures, or the column heads, stand without anything between them
(DOMAIN §4 (g), "glued rows")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from core.document import Anchor, Document, Paragraph, TextAnchor
from core.formats import Form, FormTable
from core.labels import LabelIndex, core_label, is_value, simplify
from core.recognise.tokens import Token

__all__ = ["run_on_tokens", "separated"]

_NUMBER = r"[+-]?\d[\d,.]*(?:\s*万?元)?"
_FIGURE = re.compile(rf"{_NUMBER}|[—–\-/]+")
_AFTER_LABEL = re.compile(
    rf"\s*[”’\"']?\s*(?:[（(][^（）()]*[)）])?\s*(?:(?:条|件|次|篇|个|人次|人|万元|元)(?=[\s\d]))?\s*"
    rf"((?:{_NUMBER}|[—–\-/])(?:\s+(?:{_NUMBER}|[—–/](?!\S)))*)(?![\d、.．）)])"
)
_BEFORE_LABEL = re.compile(
    r"(?:其中[:：])?(?:\d+[、.．]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])?$"
)
_NUMBERED = re.compile(r"\d+(?=[、.．])")
_NUMBERING = re.compile(r"[（(]|\d+[、.．]")
_ENDS_IN_DIGITS = re.compile(r"(.*[^\d\s.,，:：+\-(（第])\s*([+-]?\d[\d+\-]*)", re.DOTALL)


def separated(tokens: Sequence[Token], form: Form) -> list[Token]:
    """The lines of text with a label of `form` and the digits behind it apart, and column heads that run
    into one another apart."""
    index = LabelIndex(form.tables)
    heads = set().union(*map(_all_heads, form.tables))
    out: list[Token] = []
    for token in tokens:
        if token.grid or token.row >= 0 or is_value(token.text):
            out.append(token)
            continue
        found = _ENDS_IN_DIGITS.fullmatch(token.text)
        if found and (start := _label_start(index, found[1])) is not None:
            cuts = [0, start, found.end(1)] if start else [0, found.end(1)]
            out += (_part(token, a, b) for a, b in pairwise(cuts))
            out.append(_part(token, found.start(2), found.end(2)))
            continue
        parts = list(_heads(token.text, heads))
        if len(parts) >= 3:
            out += (_part(token, start, end) for start, end in parts)
        else:
            out.append(token)
    return out


def _all_heads(table: FormTable) -> set[str]:
    aliases = [alias for names in table.head_aliases.values() for alias in names]
    return {core_label(h) for h in (*table.heads, *aliases)} - {""}


def _label_start(index: LabelIndex, text: str) -> int | None:
    """Where the label begins that a text is: 0, or behind the name of its group (`三、本年度办理结果
    （一）予以公开`). None when it is no label."""
    if any(strength >= 3 for _, strength in index.match(text)):
        return 0
    for m in _NUMBERING.finditer(text, 1):
        label = text[m.start() :]
        if core_label(text[: m.start()]) in index.groups and any(
            strength >= 3 for _, strength in index.match(label)
        ):
            return m.start()
    return None


def _heads(text: str, heads: set[str]) -> Iterator[tuple[int, int]]:
    """Where each of the heads that make up the whole text stands; nothing for any other text."""
    letters = [i for i, c in enumerate(text) if c.isalnum()]
    folded = "".join(_one(text[i]) for i in letters)
    if len(folded) < 6 or any(c.isdigit() for c in folded):
        return
    places = []
    at = 0
    while at < len(folded):
        longest = max((h for h in heads if folded.startswith(h, at)), key=len, default="")
        if not longest:
            return
        places.append((letters[at], letters[at + len(longest) - 1] + 1))
        at += len(longest)
    yield from places


def _part(token: Token, start: int, end: int) -> Token:
    anchor: Anchor = token.anchor
    if isinstance(anchor, TextAnchor):
        anchor = TextAnchor(anchor.line, anchor.start + start, anchor.start + end)
    return replace(token, text=token.text[start:end], anchor=anchor)


def run_on_tokens(document: Document, form: Form) -> list[Token]:
    """Tokens of the paragraphs in which a table of `form` has run together, [] where there is none.

    A paragraph counts only when at least three of a table's column heads stand in it: prose never
    has those.
    """
    tokens: list[Token] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph) and len(block.text) > 40:
            folded = re.sub(r"\W", "", simplify(block.text))
            for table in form.tables:
                heads = {c for c in map(core_label, table.heads) if len(c) >= 3}
                if sum(h in folded for h in heads) >= min(3, len(heads)):
                    tokens += _split(block, index, table)
    return tokens


def _split(paragraph: Paragraph, index: int, table: FormTable) -> Iterator[Token]:
    text = paragraph.text
    letters = [i for i, c in enumerate(text) if c.isalnum()]
    folded = "".join(_one(text[i]) for i in letters)
    found: list[tuple[int, int]] = []  # each label with its numbering
    position = 0
    for line in table.lines:
        if not line.label:
            yield from _headed(paragraph, index, table)
            return
        named = [(core_label(n), n) for n in (line.label, *line.aliases) if n]
        places = [
            (p, -len(core), name) for core, name in named if (p := folded.find(core, position)) >= 0
        ]
        if not places:
            continue
        start, length, name = min(places)
        position = start - length
        first, after = letters[start], letters[position - 1] + 1
        found.append((_with_numbering(text, first, name), after))
    for (start, after), following in zip(found, [*found[1:], (len(text), 0)], strict=True):
        yield _token(paragraph, index, start, after)
        if figures := _AFTER_LABEL.match(text, after, following[0]):
            for m in _FIGURE.finditer(text, figures.start(1), figures.end(1)):
                yield _token(paragraph, index, m.start(), m.end())


def _with_numbering(text: str, first: int, label: str) -> int:
    """Where a label begins with the numbering before it. Digits may be the figures of the row before:
    of them only the number that the form prints belongs to it (`0000002.其他`)."""
    if printed := _NUMBERED.match(label):
        sign = re.compile(rf"{printed.group()}[、.．]\s*$").search(text[:first])
        return sign.start() if sign else first
    lead = _BEFORE_LABEL.search(text[:first])
    return lead.start() if lead and not text[lead.start()].isdigit() else first


def _headed(paragraph: Paragraph, index: int, table: FormTable) -> Iterator[Token]:
    """The heads of a table whose line has no label (表三), and the figures behind the last of them."""
    text = paragraph.text
    heads = _all_heads(table)
    for figures in _FIGURE.finditer(text):
        places = list(_trailing_heads(text[: figures.start()], heads))
        if len({text[a:b] for a, b in places}) >= 0.6 * len({core_label(h) for h in table.heads}):
            for start, end in places:
                yield _token(paragraph, index, start, end)
            last = re.compile(rf"(?:{_NUMBER}|\s+)+").match(text, figures.start())
            assert last is not None
            for m in _FIGURE.finditer(text, figures.start(), last.end()):
                yield _token(paragraph, index, m.start(), m.end())
            return


def _trailing_heads(text: str, heads: set[str]) -> list[tuple[int, int]]:
    """The heads that a text ends in, one after the other."""
    letters = [i for i, c in enumerate(text) if c.isalnum()]
    folded = "".join(_one(text[i]) for i in letters)
    places: list[tuple[int, int]] = []
    end = len(folded)
    while end > 0:
        longest = max((h for h in heads if folded.endswith(h, 0, end)), key=len, default="")
        if not longest:
            break
        places.append((letters[end - len(longest)], letters[end - 1] + 1))
        end -= len(longest)
    return places[::-1]


def _one(char: str) -> str:
    simple = simplify(char)
    return simple if len(simple) == 1 else char


def _token(paragraph: Paragraph, index: int, start: int, end: int) -> Token:
    return _part(Token(paragraph.text, paragraph.anchor, index, glued=True), start, end)
