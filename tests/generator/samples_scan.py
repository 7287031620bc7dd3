"""The scan among the samples: a printed report as an office's scanner makes a PDF of it.

Needs the optional recognition part, as tests.generator.scanning does.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

__all__ = ["write_scan"]

_DPI = 170
_TILTS = (0.35, -0.5, 0.25, 0.6, -0.3)
#: Which page is stamped where (points), as the seal of the office comes to lie over the last table.
STAMP_PAGE, STAMP_AT = 2, (430.0, 690.0)
#: Where somebody's pen slipped over two totals of 表二 (points).
PEN_PAGE = 1
PEN_STROKES = (
    ((516.0, 552.0), (517.0, 561.0)),
    ((505.0, 735.0), (511.0, 742.0), (516.0, 751.0)),
)


def write_scan(printed: Callable[[Path], object], target: Path) -> None:
    """`printed` writes the report as a PDF to a path; `target` becomes its scan: 170 dpi, a little
    askew, grey, the page with the stamp in colour, with strokes of a pen over two figures."""
    import tempfile

    import pypdfium2
    from PIL import Image

    from core.readers.pictures import pictures_pdf
    from tests.generator.scanning import (
        blurred,
        damaged,
        grey,
        noisy,
        pen_stroke,
        rasterise,
        rotated,
        stamped,
    )

    pictures: list[bytes] = []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "printed.pdf"
        printed(source)
        document = pypdfium2.PdfDocument(source)
        count = len(document)
        document.close()
        for page in range(count):
            tilt = rotated(_TILTS[page % len(_TILTS)])
            is_stamped = page == STAMP_PAGE
            pen = [pen_stroke(*s) for s in PEN_STROKES] if page == PEN_PAGE else []
            damages = [
                *pen, *([stamped([STAMP_AT])] if is_stamped else [grey]), tilt, blurred(0.15), noisy(1.5)
            ]  # fmt: skip
            scan = damaged(rasterise(source, page, _DPI), damages, seed=page)
            # as scanners do: paper is white
            image = Image.fromarray(scan.image).point(lambda v: 255 if v > 225 else v)
            made = io.BytesIO()
            (image if is_stamped else image.convert("L")).save(
                made, "JPEG", quality=25, dpi=(_DPI, _DPI), optimize=True
            )
            pictures.append(made.getvalue())
    target.write_bytes(pictures_pdf(pictures)[0])
