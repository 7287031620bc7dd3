"""From what the recogniser saw to a text, how sure it is, and what else it may be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.document import Reading
from core.scan.engine import Character, Line

__all__ = ["Doubts", "as_figure", "figure_like", "figure_of", "judged", "judged_text"]

# What digits and marks are taken for where there is no word around them.
_LOOKALIKES = str.maketrans(
    {
        "O": "0", "o": "0", "〇": "0", "○": "0", "Ｏ": "0", "Q": "0", "D": "0", "°": "0", "口": "0", "ο": "0", "О": "0",
        "I": "1", "l": "1", "|": "1", "丨": "1", "i": "1", "]": "1", "[": "1", "!": "1", "亅": "1", "」": "1",
        "Z": "2", "z": "2", "乙": "2", "S": "5", "s": "5", "b": "6", "了": "7", "T": "7", "L": "1", "B": "8", "g": "9", "q": "9",
        "一": "—", "ー": "—", "－": "-", "–": "-", "−": "-", "―": "—", "_": "—", "~": "—", "～": "—", "‐": "-",
        "，": ",", "、": ",", "．": ".", "。": ".", "·": ".", "•": ".", "／": "/", "＋": "+", "％": "%", "：": ":",
    }
)  # fmt: skip
_FIGURE = re.compile(r"[-+—]?\d+(,\d{3})*(\.\d+)?%?|\d+|[—-]{1,2}|/|无")
_MARKS = frozenset("0123456789,.-+—/%:无 ")
_LONGEST = 16
_MOST_ALTERNATIVES = 6
_THOUSANDS = re.compile(r"[-+—]?\d{1,3}\.\d{3}")

# Below which a reading is doubtful: measured, see tests/bench/scans.py.
_SURE, _SURE_UNDER_STAMP, _SURE_ALONE, _SURE_OF_WORDS = 0.75, 0.97, 0.5, 0.3
_SHORT = 4  # characters
_CONTESTED = 0.1  # from this share of another mark on, look-alikes don't count for a digit
_BY_SHAPE = 0.8  # confidence in a stroke of which only the shape speaks
_STROKE = 0.5  # how surely one reading must say that what looks like a dash or a slash is one


@dataclass(frozen=True, slots=True)
class Doubts:
    """What the picture shows besides the text. `stamped`: a stamp over it. `cut`: ink runs into a rule.
    `digits`: how many digits have room on the ink (fewest, most), if known. `slash`, `dash`: the ink
    is just such a stroke. `leans`: a stroke that leans more than a 1, but less than a clear slash.
    `comma`: its small mark hangs below the digits."""

    stamped: bool = False
    cut: bool = False
    slash: bool = False
    leans: bool = False
    dash: bool = False
    comma: bool = False
    digits: tuple[int, int] | None = None


def figure_of(text: str) -> str:
    """A figure as it must have been meant: letters and marks that look like digits taken for these,
    spaces dropped."""
    return "".join(unicodedata.normalize("NFKC", text.translate(_LOOKALIKES)).split()).replace("--", "—")  # fmt: skip


def as_figure(line: Line) -> Line:
    """The line with each character as the digit or mark that it must stand for in a figure. What the
    model gave to several signs for one mark is added up: half a 0 and half an O are surely a 0."""
    return replace(line, characters=tuple(map(_as_mark, line.characters)))


def _as_mark(c: Character) -> Character:
    meant = _plain(figure_of(c.text))
    if len(meant) != 1 or meant not in _MARKS:
        return c
    shares: dict[str, float] = {}
    for text, share in ((c.text, c.confidence), *c.rivals):
        mark = _plain(figure_of(text))
        shares[mark] = shares.get(mark, 0.0) + share
    rivals = sorted(
        ((share, mark) for mark, share in shares.items() if mark != meant), reverse=True
    )
    contested = any(share >= _CONTESTED and mark in _MARKS for share, mark in rivals)
    return Character(
        text=figure_of(c.text),
        confidence=c.confidence if contested else min(1.0, shares[meant]),
        rivals=tuple((mark, share) for share, mark in rivals),
        at=c.at,
    )


def figure_like(text: str) -> bool:
    """Whether a cell's text may stand for a figure, a dash or nothing."""
    return len(text) <= _LONGEST and set(figure_of(text)) <= _MARKS


def judged(first: Sequence[Line], second: Sequence[Line], doubts: Doubts) -> tuple[str, Reading]:
    """The text of a cell with a figure in it, from two readings of its lines, and how sure it is."""
    first, second = [as_figure(line) for line in first], [as_figure(line) for line in second]
    shape = _by_shape(first, second, doubts)
    if shape:
        return shape
    chosen: list[str] = []
    confidence = 1.0
    doubtful = doubts.stamped or doubts.cut
    lines = list(zip(first, second, strict=True))
    if doubts.stamped:
        doubtful = any(min(a.confidence, b.confidence) < _SURE_UNDER_STAMP for a, b in lines)
        doubtful |= doubts.cut
    for a, b in lines:
        one, other = figure_of(a.text), figure_of(b.text)
        better = a if _worth(one, a) >= _worth(other, b) else b
        chosen.append(figure_of(better.text))
        same = _plain(one) == _plain(other)
        confidence = min(confidence, max(a.confidence, b.confidence) if same else better.confidence)
        if not same or max(a.confidence, b.confidence) < _SURE:
            doubtful = True
        if same and (min(a.confidence, b.confidence) < _SURE_ALONE or _contested(a, b)):
            doubtful = True
    if doubts.comma and _THOUSANDS.fullmatch("".join(chosen)):
        chosen = [t.replace(".", ",") for t in chosen]
    text = "\n".join(chosen)
    whole = "".join(chosen)
    if not whole or not _FIGURE.fullmatch(whole) or _THOUSANDS.fullmatch(whole):
        doubtful = True
    digits = sum(c.isdigit() for c in whole)
    if doubts.digits and not doubts.digits[0] <= digits <= doubts.digits[1]:
        doubtful = True
    leans = doubts.leans and text == "1"
    others = _alternatives(text, lines, doubts) if doubtful or leans else ()
    if leans:
        doubtful, others = True, ("/", *(t for t in others if t != "/"))
    return text, Reading(round(confidence, 4), doubtful, others)


def _by_shape(
    first: Sequence[Line], second: Sequence[Line], doubts: Doubts
) -> tuple[str, Reading] | None:
    """A lone stroke of which the shape says more than the model, which was made for lines of text."""
    if len(first) != 1 or not (doubts.slash or doubts.dash):
        return None
    both = (first[0], second[0])
    read = [figure_of(line.text) for line in both]
    shape = "/" if doubts.slash else "—"
    says = {"/"} if doubts.slash else {"—", "-"}
    same = says | {"", "1"} if doubts.slash else says | {""}
    sure = max((li.confidence for li, t in zip(both, read, strict=True) if t in says), default=0.0)
    others = tuple(dict.fromkeys(t for t in read if t not in ("", shape, "-")))
    agreed = set(read) <= same
    if sure >= _STROKE:
        # 二, a point or a blot is what the model makes of a short dash, 八 of a slash; a digit is another matter.
        agreed = not any(c.isdigit() for t in read if t not in same for c in t)
    doubtful = not agreed or doubts.stamped or doubts.cut
    return shape, Reading(round(sure or _BY_SHAPE, 4), doubtful, others)


def judged_text(lines: Sequence[Line]) -> tuple[str, Reading]:
    """The text of a label or a passage. Its figures count more than its words and its marks."""
    text = "\n".join(line.text.strip() for line in lines)
    doubtful = not text
    # A short word is a label that the form knows, or else a figure that was misread.
    word = _SURE if len(text) <= _SHORT else _SURE_OF_WORDS
    least = 1.0
    for line in lines:
        for c in line.characters:
            if c.text.isdigit():
                doubtful |= c.confidence < _SURE
            elif c.text.isalnum():
                doubtful |= c.confidence < word
            else:
                continue
            least = min(least, c.confidence)
    return text, Reading(round(least if text else 0.0, 4), doubtful)


def _contested(a: Line, b: Line) -> bool:
    """Whether both readings see the same other digit in one place."""
    if len(a.characters) != len(b.characters):
        return False
    return any(
        share >= _CONTESTED and mark.isdigit() and dict(other.rivals).get(mark, 0.0) >= _CONTESTED
        for one, other in zip(a.characters, b.characters, strict=True)
        for mark, share in one.rivals
    )


def _plain(text: str) -> str:
    """Dashes are one: a cell says the same by any of them."""
    return text.replace("—", "-") if len(text) > 1 else ("-" if text in "—-" and text else text)


def _worth(text: str, line: Line) -> float:
    """How much speaks for a reading: that it is a figure at all, then its confidence."""
    return (1.0 if _FIGURE.fullmatch(text) else 0.0) + line.confidence


def _alternatives(text: str, lines: Sequence[tuple[Line, Line]], doubts: Doubts) -> tuple[str, ...]:
    """Other figures that the same picture may show, likeliest first: the other reading, and each reading
    with one character as the model's second choice, dropped, or put in where it hesitated."""
    found: dict[str, float] = {}

    def add(lines_of_it: Iterable[str], share: float) -> None:
        candidate = "\n".join(lines_of_it)
        if candidate != text and (not candidate or _FIGURE.fullmatch(candidate.replace("\n", ""))):
            found[candidate] = max(found.get(candidate, 0.0), share)

    texts = text.split("\n")
    for i, pair in enumerate(lines):
        for line in pair:
            for variant, share in _variants(line):
                add([*texts[:i], figure_of(variant), *texts[i + 1 :]], share)
    if _THOUSANDS.fullmatch(text):
        add([text.replace(".", ",")], 0.5)
    if doubts.digits:
        few, most = doubts.digits
        found = {
            t: share * (1.0 if few <= sum(c.isdigit() for c in t) <= most else 0.2)
            for t, share in found.items()
        }
    return tuple(sorted(found, key=lambda t: -found[t])[:_MOST_ALTERNATIVES])


def _variants(line: Line) -> Iterable[tuple[str, float]]:
    read = [c.text for c in line.characters]
    yield "".join(read), line.confidence
    for i, c in enumerate(line.characters):
        for rival, share in c.rivals:
            yield "".join([*read[:i], rival, *read[i + 1 :]]), share
    for at, character, share in line.near:
        i = sum(c.at < at for c in line.characters)
        yield "".join([*read[:i], character, *read[i:]]), share * 0.8
