"""The one door to PDFium's C interface.

PDFium keeps global state and is not thread-safe, not even for two different files, so whoever calls
it (this reader in a worker, the viewer painting pages) holds :data:`PDFIUM_LOCK` while doing so.
"""

from __future__ import annotations

import threading

__all__ = ["PDFIUM_LOCK"]

PDFIUM_LOCK = threading.RLock()
