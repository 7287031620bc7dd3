"""Whether the text a PDF gives for a page is the one that is seen on it.

Programs and fonts go wrong in ways that leave the page looking right: glyphs without a character, or
with one of a private use area; bytes of one encoding shown as another; a font whose table of
characters belongs to another one; figures painted as outlines, or as glyphs that count as blanks.
Such a page has to be read from its picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from core.document import Box
from core.readers.pdf_grid import Fragment, GridCell
from core.readers.pdf_page import UNMAPPED, Run

__all__ = ["INK_DPI", "blank_cells", "inked", "is_garbled", "kinds_of", "lacks_characters"]

# Of a page's characters, how many may mean nothing before something is amiss (bullets from a symbol
# font and the odd rare character in a name must not be enough), and before none is worth reading.
_BAD_SHARE, _WORTHLESS_SHARE = 0.2, 0.5
# Of characters in cells even a few are too many: they may be digits.
_BAD_IN_CELLS = 3
_ENOUGH = 40
_COMMON_SHARE = 0.7
_LATIN_SHARE = 0.3

#: Resolution at which blank cells are looked at for ink.
INK_DPI = 72
_DARK = 110
_INK = bytes(value < _DARK for value in range(256))


def lacks_characters(kinds: Counter[str], fragments: Sequence[Fragment]) -> bool:
    """Whether some characters of a page with these kinds of them, or of its tables, are not given."""
    if not kinds["bad"]:
        return False
    in_cells = kinds_of(run for f in fragments for cell in f.cells for run in cell.runs)
    return in_cells["bad"] >= _BAD_IN_CELLS or kinds["bad"] > _BAD_SHARE * kinds.total()


def is_garbled(kinds: Counter[str]) -> bool:
    """Whether the characters of a page with these kinds of them can't be what is seen on it."""
    length = kinds.total()
    if kinds["bad"] > _WORTHLESS_SHARE * length:
        return True
    if length < _ENOUGH:
        return False
    ideographs = kinds["common"] + kinds["rare"]
    # 政府 in GBK, shown as Latin-1: Õþ¸®
    if kinds["latin"] >= _LATIN_SHARE * length and kinds["latin"] > ideographs:
        return True
    return ideographs >= _ENOUGH and kinds["common"] < _COMMON_SHARE * ideographs


def kinds_of(runs: Iterable[Run]) -> Counter[str]:
    """How many characters there are that mean nothing ("bad"), of Latin with accents, of common and of
    rare ideographs, and others ("")."""
    kinds: Counter[str] = Counter()
    for char, times in Counter("".join([run.text for run in runs])).items():
        kinds[_kind(char)] += times
    return kinds


@cache
def _kind(char: str) -> str:
    if (
        char == UNMAPPED
        or "\ue000" <= char <= "\uf8ff"
        or char >= "\U000f0000"
        or "\x7f" <= char <= "\x9f"
    ):
        return "bad"
    if "\xa1" <= char <= "\u024f":
        return "latin"
    if "\u3400" <= char <= "\u9fff":
        return "common" if _is_common(char) else "rare"
    return ""


def _is_common(char: str) -> bool:
    """Whether an ideograph is among the frequent ones of simplified (GB 2312, first level) or
    traditional (Big5, first level) writing: nearly all of any real text is."""
    try:
        return 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        pass
    try:
        return 0xA4 <= char.encode("big5")[0] <= 0xC6
    except UnicodeEncodeError:
        return False


def blank_cells(fragments: Sequence[Fragment]) -> list[GridCell]:
    """The cells of real tables in which nothing was read and a figure could stand."""
    return [
        cell
        for fragment in fragments
        if len(fragment.cells) >= 12
        for cell in fragment.cells
        if not cell.runs and cell.box[2] - cell.box[0] >= 8 and cell.box[3] - cell.box[1] >= 8
    ]


def inked(picture: bytearray, width: int, boxes: Sequence[Box]) -> list[int]:
    """Which of `boxes` (points) hold something dark of the size of a figure that touches none of their
    sides, as rules, watermarks and stamps do. `picture` is the page at INK_DPI, a byte a pixel."""
    scale = INK_DPI / 72
    height = len(picture) // width
    found = []
    for index, box in enumerate(boxes):
        x0, top = max(0, round(box.x0 * scale)) + 2, max(0, round(box.top * scale)) + 2
        x1, bottom = (
            min(width, round(box.x1 * scale)) - 2,
            min(height, round(box.bottom * scale)) - 2,
        )
        if x1 - x0 < 4 or bottom - top < 4:
            continue
        rows = [
            picture[y * width + x0 : y * width + x1].translate(_INK) for y in range(top, bottom)
        ]
        written = [row for row in rows if 1 in row]
        if (
            len(written) >= 3
            and sum(map(sum, written)) <= 0.4 * (x1 - x0) * (bottom - top)
            and 1 not in rows[0]
            and 1 not in rows[-1]
            and not any(row[0] or row[-1] for row in written)
        ):
            found.append(index)
    return found
