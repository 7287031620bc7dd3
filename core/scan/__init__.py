"""Recognition: from the picture of a page to its tables and its lines of text.

Works with rapidocr (PP-OCR models on onnxruntime) and OpenCV, which are an optional part of the package:
nothing of them is imported before a page is scanned. Needs no network.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from core.scan.model import ScannedCell, ScannedPage, ScannedTable, ScannedText

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "ScannedCell",
    "ScannedPage",
    "ScannedTable",
    "ScannedText",
    "missing",
    "scan_page",
    "use_threads",
]

_NEEDED = ("rapidocr", "onnxruntime", "cv2", "numpy")


def missing() -> str:
    """Why nothing can be recognised here, as a Chinese sentence; "" where it can. Imports nothing."""
    lacking = [name for name in _NEEDED if find_spec(name) is None]
    if not lacking:
        return ""
    return f"没有安装文字识别组件（缺少 {'、'.join(lacking)}），扫描件和图片里的表格无法识别。"


_threads = 0


def use_threads(count: int) -> None:
    """How many threads recognition may use in this process (0: one for each core). Only before the
    first page: the sessions keep what they were made with. Imports nothing."""
    global _threads
    _threads = count


def scan_page(image: NDArray[np.uint8], dpi: float) -> ScannedPage:
    """Recognise one page: `image` is H×W (grey) or H×W×3 (RGB), `dpi` its resolution in pixels per
    inch as far as known (it only sets expectations of sizes). The recogniser is loaded at the first
    call in a process. Raises ImportError where `missing()` says so; never for what is on the picture."""
    from core.scan.engine import use_threads as engine_threads
    from core.scan.page import scan

    engine_threads(_threads)
    return scan(image, dpi)
