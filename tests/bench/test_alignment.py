"""The benchmark's own yardstick: what it calls right, and what it does not."""

from __future__ import annotations

import pytest

from tests.bench.extraction.alignment import TruthRow, figures_right

TRUTH = [
    TruthRow(("三、本年度办理结果", "（一）予以公开"), ("7", "0", "1,204", "1211")),
    TruthRow(("（二）部分公开",), ("3", "0", "0", "3")),
    TruthRow((), ("5", "6", "11")),
]
HEAD = ["申请人情况", None, "自然人", "商业企业", "其他", "总计"]


def row(label: str, *figures: str | None) -> list[str | None]:
    return [None, label, *figures]


WHOLE = [
    HEAD,
    row("（一）予以公开", "7", "0", "1204", "1211"),
    row("(二)部分\n公开", "3", "0", "0", "3"),
]


def test_all_right_however_the_tables_are_cut_and_filled():
    last = ["5", "6", "11"]
    assert figures_right(TRUTH, [[WHOLE, [last]]]) == 11
    assert figures_right(TRUTH, [[WHOLE[:2]], [[HEAD, WHOLE[2]], [last]]]) == 11
    assert figures_right(TRUTH, [[[["", ""], *WHOLE]], [[[None, *last, ""]]]]) == 11


@pytest.mark.parametrize(
    ("second", "right"),
    [
        (row("（二）部分公开", "3", "0", "0", "4"), 7),  # misread
        (row("（二）部分公开", "3", None, "0", "3"), 7),  # lost: only itself
        (row("（二）部分公开", "3", "9", "0", "0", "3"), 8),  # one put in
        (row("（二）部分公开", "3\n0", "0", "3"), 6),  # two in one cell
        (row("（五）不予处理", "3", "0", "0", "3"), 4),  # under another label
        (row("（二）部分公开3", "0", "0", "3"), 7),  # run into the label
    ],
)
def test_what_is_not_right_is_not_counted(second, right):
    assert figures_right(TRUTH[:2], [[[HEAD, WHOLE[1], second]]]) == right


def test_the_order_of_rows_counts():
    assert figures_right(TRUTH[:2], [[[WHOLE[2], WHOLE[1]]]]) == 4


def test_a_row_cut_by_the_end_of_a_page_is_taken_together():
    above, below = row("（二）部", "3", "0", "", ""), row("分公开", "", "", "0", "3")
    assert figures_right(TRUTH[:2], [[[WHOLE[1], above]], [[below]]]) == 8
    assert figures_right(TRUTH[:2], [[[WHOLE[1], above, below]]]) == 4  # not on one page
