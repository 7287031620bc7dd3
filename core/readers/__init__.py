"""Readers: one module a file format, each `read_<kind>(path) -> Document`.

:func:`read` chooses by what is in the file, never by its name.
"""

from core.readers.dispatch import read
from core.readers.errors import Unreadable

__all__ = ["Unreadable", "read"]
