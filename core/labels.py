"""Labels as they are met in the wild, made comparable (DOMAIN §4)."""

from __future__ import annotations

import re
from functools import lru_cache

from opencc import OpenCC

from core.formats import FormTable
from core.quantity import Mark, State, clean, parse_quantity

__all__ = ["LabelIndex", "core_label", "fold", "is_value", "simplify"]

_to_simplified = OpenCC("t2s")
_PINYIN = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿɡ]+\)", re.IGNORECASE)
_NUMBER = r"(?:第?[一二三四五六七八九十]+[、,.]|\([一二三四五六七八九十\d]+\)|\d+[、,.])"
_NUMBERING = re.compile(rf"^(?:{_NUMBER}|其中:?)+")
_EXPLANATION = re.compile(r"\([^()]*\)|\([^()]*$")
_VALUE_LIKE = re.compile(
    r"[\dOolI\sSBZQ,.'?·、;:+\-()/|余馀餘多约近左右以上下万亿元件条宗次人个篇项份起]+"
)
_HAS_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=8192)
def simplify(text: str) -> str:
    """`text` cleaned, in simplified characters, without pinyin in brackets (seed 001)."""
    return _PINYIN.sub("", _to_simplified.convert(clean(text)))


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """`text` for comparing: simplified, no white space, no quotes, 其它 as 其他."""
    text = simplify(text).replace(" ", "").replace("其它", "其他")
    text = re.sub(r"[“”\"'‘’＂*]", "", text)
    return re.sub(r"[、,;]", "、", text)


@lru_cache(maxsize=8192)
def core_label(text: str) -> str:
    """What is left of a label without its numbering, explanations in brackets and punctuation."""
    text = _NUMBERING.sub("", fold(text))
    text = _EXPLANATION.sub("", _EXPLANATION.sub("", text))
    return re.sub(r"\W", "", text)


@lru_cache(maxsize=8192)
def is_value(text: str) -> bool:
    """Whether a cell's text can be a figure: a number, a blank, a dash, or an attempt at a number."""
    quantity = parse_quantity(text, signed=True)
    if quantity.state is not State.UNREADABLE or Mark.LOOKALIKE in quantity.marks:
        return True
    text = clean(text)
    return len(text) <= 24 and bool(_HAS_DIGIT.search(text)) and bool(_VALUE_LIKE.fullmatch(text))


class LabelIndex:
    """Which lines and heads of some tables a text can be the label of.

    `match` gives (line number, strength) pairs, strength 4 for the label itself down to 1.5 for a
    likely misspelling. Line numbers count over all the tables' lines. `column_heads` are the core labels
    above each line's figures.
    """

    def __init__(self, tables: tuple[FormTable, ...]) -> None:
        self.lines = [line for table in tables for line in table.lines]
        self.column_heads = [
            tuple(core_label(table.column_labels[a]) for a in line.addresses)
            for table in tables
            for line in table.lines
        ]
        self._exact: dict[str, list[int]] = {}
        self._core: dict[str, list[int]] = {}
        for i, line in enumerate(self.lines):
            for name in (line.label, *line.aliases):
                if name:
                    self._exact.setdefault(fold(name), []).append(i)
                    self._core.setdefault(core_label(name), []).append(i)
        self.heads = {
            core_label(name)
            for table in tables
            for head in table.heads
            for name in (head, *table.head_aliases.get(head, ()))
        }
        self.groups = {core_label(g) for line in self.lines for g in line.groups}
        self._known: dict[str, tuple[tuple[int, float], ...]] = {}

    def match(self, text: str) -> tuple[tuple[int, float], ...]:
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._match(text)
        return found

    def is_head(self, text: str) -> bool:
        core = core_label(text)
        return bool(core) and (core in self.heads or core in self.groups)

    def _is_two_labels(self, text: str) -> bool:
        """Whether two rows have run into one cell: its figures are then nobody's."""
        lines = text.split("\n")
        return any(
            core_label("".join(lines[:i])) in self._core
            and core_label("".join(lines[i:])) in self._core
            for i in range(1, len(lines))
        )

    def _match(self, text: str) -> tuple[tuple[int, float], ...]:
        folded, core = fold(text), core_label(text)
        if not core or len(folded) > 220 or self._is_two_labels(text):
            return ()
        strengths: dict[int, float] = {}
        for i in self._core.get(core, ()):
            strengths[i] = 3.0
        for i in self._exact.get(folded, ()):
            strengths[i] = 4.0
        if not strengths and len(core) >= 4 and not self.is_head(text):
            for label, indexes in self._core.items():
                if len(label) >= 4 and _alike(core, label):
                    for i in indexes:
                        strengths[i] = (
                            2.0 if core.startswith(label) or label.startswith(core) else 1.5
                        )
        return tuple(sorted(strengths.items()))


def _alike(core: str, label: str) -> bool:
    """A label cut short, one with an explanation added, or one with a slip in a long text."""
    if len(core) >= 6 and label.startswith(core):
        return True
    if core.startswith(label) and len(label) >= 6:
        return True
    if min(len(core), len(label)) < 7 or abs(len(core) - len(label)) > max(2, len(label) // 5):
        return False
    return _distance_at_most(core, label, max(1, len(label) // 8))


def _distance_at_most(a: str, b: str, limit: int) -> bool:
    """Whether the edit distance of two labels is at most `limit`."""
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (x != y)))
        if min(current) > limit:
            return False
        previous = current
    return previous[-1] <= limit
