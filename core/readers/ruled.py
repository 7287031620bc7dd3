"""Whether a picture shows a ruled table: a cheap look, before any text in it is recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["looks_ruled"]

_SIDE = 1000  # pixels of the picture's width that are looked at
_THICK = 14  # a rule with the room its slope takes; thicker is an area
_ROWS, _COLUMNS = 4, 3


def looks_ruled(grey: NDArray[np.uint8]) -> bool:
    """Whether at least four horizontal and three vertical rules are on `grey` (H×W), skewed by a
    degree or two perhaps."""
    import numpy as np

    step = max(1, grey.shape[1] // _SIDE)
    rows, columns = grey.shape[0] // step * step, grey.shape[1] // step * step
    if rows < 40 or columns < 40:
        return False
    # The darkest of each block: a thin rule must not fade.
    small = (
        grey[:rows, :columns].reshape(rows // step, step, columns // step, step).min(axis=(1, 3))
    )
    paper = float(np.percentile(small, 75))
    dark = small < min(0.8 * paper, paper - 35)
    height, width = dark.shape
    return _rules(dark, 0.3 * width) >= _ROWS and _rules(dark.T, min(0.05 * height, 60)) >= _COLUMNS


def _rules(dark: NDArray[np.bool_], least: float) -> int:
    """How many thin groups of rows there are with an unbroken dark stretch of `least` pixels."""
    import numpy as np

    wide = dark.copy()
    for by in (1, 2):  # so that a sloping line is one stretch
        wide[by:] |= dark[:-by]
        wide[:-by] |= dark[by:]
    place = np.arange(wide.shape[1], dtype=np.int32)
    last_light = np.maximum.accumulate(np.where(wide, -1, place), axis=1)
    ruled = (place - last_light).max(axis=1) >= least
    edges = np.flatnonzero(np.diff(np.concatenate(([0], ruled.astype(np.int8), [0]))))
    thickness = edges[1::2] - edges[::2]
    return int((thickness <= _THICK).sum())
