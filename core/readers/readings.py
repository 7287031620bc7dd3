"""How surely a text was read whose pieces were read one by one."""

from __future__ import annotations

from collections.abc import Iterable

from core.document import Reading

__all__ = ["united"]


def united(readings: Iterable[Reading | None]) -> Reading | None:
    """The Reading of a text made of pieces: as sure as the least sure of them. Alternatives are kept
    only of a piece that is alone: they are texts of the whole. None where nothing was recognised."""
    given = [reading for reading in readings if reading is not None]
    if len(given) <= 1:
        return given[0] if given else None
    return Reading(min(r.confidence for r in given), any(r.doubtful for r in given))
