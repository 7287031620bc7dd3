"""A digit struck out by a pen is lost from a figure that reads surely all the same: its ink tells."""

from __future__ import annotations

import pytest

from core import scan

if lacking := scan.missing():
    pytest.skip(lacking, allow_module_level=True)

from core.scan.cells import _room
from core.scan.ink import InkLine


class Ink:
    """What of a CellInk counts here: one line of text, its ink so wide and high."""

    def __init__(self, width: int, height: int = 20) -> None:
        self.lines = (InkLine(0, 0, width, height),)


@pytest.mark.parametrize(
    ("text", "advances", "too_short"),
    [("16", 1.6, False), ("16", 2.3, True), ("161", 2.4, False), ("0", 0.85, False), ("0", 1.5, True),
     ("11", 1.4, False), ("28", 1.84, False), ("28", 2.6, True)],
)  # fmt: skip
def test_ink_that_no_digit_was_read_from(text, advances, too_short):
    advance = 0.6
    few, _ = _room(Ink(round(advances * advance * 20)), [text], advance)
    assert (few > len(text)) is too_short
