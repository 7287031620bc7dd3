"""Scans of the printed reports: PDFs of pictures, clean ones and bad ones."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.document import PageAnchor
from tests.bench.extraction.documents import Printed

if TYPE_CHECKING:
    from tests.generator.scanning import Damage

__all__ = ["QUALITIES", "missing", "scanned"]

QUALITIES = ("clean", "bad")


def missing() -> str:
    """Why there can be none; "" if they can be made."""
    lacking = [name for name in ("numpy", "cv2") if importlib.util.find_spec(name) is None]
    return f"not installed: {', '.join(lacking)}" if lacking else ""


def scanned(originals: Sequence[Printed], dpi: int, quality: str, folder: Path) -> list[Printed]:
    """The same reports as pictures. Clean: as rendered. Bad: blurred, noisy, turned by 0.3 to 1.5
    degrees, a red stamp over the middle of every table, and compressed hard."""
    from PIL import Image

    from tests.generator.scanning import damaged, rasterise

    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number, original in enumerate(originals):
        rng = random.Random(f"{number} {quality}")
        pages = []
        for page, damages in enumerate(_damages(original.path, quality, rng)):
            scan = damaged(rasterise(original.path, page, dpi), damages, rng.randrange(2**31))
            pages.append(Image.fromarray(scan.image))
        target = folder / f"{number}-{dpi}-{quality}.pdf"
        pages[0].save(
            target, "PDF", save_all=True, append_images=pages[1:], resolution=float(dpi), quality=90
        )
        made.append(Printed(target, original.laid_out))
    return made


def _damages(pdf: Path, quality: str, rng: random.Random) -> list[list[Damage]]:
    """What happens to each page."""
    from core.readers import read
    from tests.generator.scanning import blurred, jpeg, noisy, rotated, stamped

    document = read(pdf)
    if quality == "clean":
        return [[] for _ in document.page_sizes]
    places: list[list[tuple[float, float]]] = [[] for _ in document.page_sizes]
    for table in document.tables:
        boxes = [cell.anchor.box for cell in table.cells if isinstance(cell.anchor, PageAnchor)]
        cell = table.cells[len(boxes) // 2]
        if isinstance(cell.anchor, PageAnchor):
            box = cell.anchor.box
            places[cell.anchor.page].append(((box.x0 + box.x1) / 2, (box.top + box.bottom) / 2))
    return [
        [
            stamped(here), rotated(rng.uniform(0.3, 1.5) * rng.choice((-1, 1))),
            blurred(0.2), noisy(10), jpeg(60),
        ]
        for here in places
    ]  # fmt: skip
