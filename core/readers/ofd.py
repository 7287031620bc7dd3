"""OFD (GB/T 33190), the state's own fixed-layout format."""

from __future__ import annotations

from pathlib import Path

from core.document import Document
from core.readers.errors import Unreadable

__all__ = ["read_ofd"]


def read_ofd(path: Path, data: bytes) -> Document:
    raise Unreadable("这是 OFD 版式文件，暂不支持，请用 OFD 阅读器导出为 PDF 或 docx 后再打开。")
