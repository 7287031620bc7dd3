"""Ruled lines brought together: the same as pdfplumber does it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pdfplumber import table as plumber

from core.readers.pdf_edges import TOLERANCE, merged_edges

# Few places near each other, so that most lines touch some other; halves, thirds and rounding.
_PLACE = st.one_of(
    st.integers(0, 12).map(lambda n: 50 + n * 1.1),
    st.integers(0, 8).map(lambda n: 50 + n / 3),
    st.floats(50, 60, allow_nan=False),
)
_STRETCH = st.tuples(_PLACE, _PLACE, st.floats(0, 30, allow_nan=False)).map(
    lambda s: (s[0], s[1], s[1] + s[2])
)


def _edge(orientation: str, at: float, start: float, end: float) -> dict[str, object]:
    if orientation == "h":
        sides = {"x0": start, "x1": end, "top": at, "bottom": at}
    else:
        sides = {"x0": at, "x1": at, "top": start, "bottom": end}
    size = {"width": sides["x1"] - sides["x0"], "height": sides["bottom"] - sides["top"]}
    return {**sides, **size, "orientation": orientation}


@given(st.lists(_STRETCH, max_size=25), st.lists(_STRETCH, max_size=25))
@settings(deadline=None, max_examples=300)
def test_edges_are_merged_as_by_pdfplumber(horizontal, vertical):
    edges = [_edge("h", *s) for s in horizontal] + [_edge("v", *s) for s in vertical]
    expected = plumber.merge_edges(edges, *[TOLERANCE] * 4)
    sides = ("orientation", "x0", "top", "x1", "bottom")
    assert [[e[k] for k in sides] for e in merged_edges(horizontal, vertical)] == [
        [e[k] for k in sides] for e in expected
    ]
