"""One page from picture to ScannedPage."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.scan.model import ScannedPage


def scan(image: NDArray[np.uint8], dpi: float) -> ScannedPage:
    raise NotImplementedError  # the engine follows within the hour
