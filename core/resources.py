"""Where the files that ship with the program are, from a checkout and from a frozen program."""

from __future__ import annotations

import sys
from pathlib import Path

__all__ = ["resource_dir"]


def resource_dir() -> Path:
    """The folder `resources/`."""
    frozen: str | None = getattr(sys, "_MEIPASS", None)
    base = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return base / "resources"
