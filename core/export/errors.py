"""Why something could not be exported, in a sentence for the auditor."""

from __future__ import annotations

__all__ = ["ExportError"]


class ExportError(Exception):
    """`str(error)` is one clear Chinese sentence; nothing has been written."""
