"""Why a file could not be read, in a sentence for the auditor."""

from __future__ import annotations

__all__ = ["Unreadable"]


class Unreadable(Exception):
    """Raised by every reader for input it can do nothing with.

    `str(error)` is one clear sentence in Chinese that says what is wrong and, where there is one,
    the way out. It is shown in the window and stands in the JSON as it is.
    """
