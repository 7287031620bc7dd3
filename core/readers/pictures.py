"""Pictures of pages (PNG, JPEG, BMP, GIF, WebP, TIFF of several pages) → a PDF of them → Document.

The PDF is what the window shows and what the anchors point into. A picture goes into it unchanged as
far as it can (JPEG byte for byte, others without loss); one of more pixels than any page needs is
made smaller first, so that neither memory nor time depends on what somebody's camera can do.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import scan
from core.document import Document
from core.readers.errors import Unreadable
from core.readers.pdfium import PDFIUM_LOCK

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = [
    "MAX_FRAMES",
    "MAX_PIXELS",
    "flat",
    "guarded",
    "pictures_pdf",
    "read_picture",
    "read_pictures",
    "within",
]

#: Most pixels a picture may have: 10,000 × 10,000 and a little. Decoded it takes three bytes each.
MAX_PIXELS = 110_000_000
#: Most pages of a TIFF.
MAX_FRAMES = 200
#: Pixels of an A4 page at 300 dpi with room to spare; what has more is made smaller.
_KEPT_PIXELS = 12_000_000
#: A JPEG of more (most telephones' have 12 million) is decoded at a half, a quarter … of its size.
_KEPT_JPEG_PIXELS = 25_000_000
_A4_LONG = 841.89
_SCREEN_DPI = 96.0

_DAMAGED = "图片文件不完整或已损坏，打不开，请重新下载或重新拍摄、扫描后再试。"
_TOO_LARGE = "图片有 {width}×{height} 像素，超过了 {most} 万像素的上限，请缩小或重新扫描（300 dpi 即可）后再试。"
_MANY = "图片文件里有 {count} 页，超过了 {most} 页的上限，请只取其中年度报告的部分另存后再试。"
_ANIMATED = "这是动图，只读取了第一帧。"


def read_picture(path: Path, data: bytes) -> Document:
    """`data`, the bytes of a picture file, recognised: a Document of kind "pdf" whose `converted` is
    a PDF with a page for each page of the picture. Raises Unreadable, like read_pdf."""
    return read_pictures(path, [data])


def read_pictures(path: Path, pictures: Sequence[bytes]) -> Document:
    """Like :func:`read_picture`, for several pictures that are the pages of one report."""
    from core.readers.pdf import read_pdf

    if lacking := scan.missing():
        raise Unreadable(f"这是图片（扫描件或照片），{lacking}")
    made, notes = pictures_pdf(pictures)
    document = read_pdf(path, made)
    return replace(document, converted=made, notes=(*notes, *document.notes))


def pictures_pdf(pictures: Iterable[bytes]) -> tuple[bytes, tuple[str, ...]]:
    """A PDF with the pictures as its pages, upright by their EXIF orientation, and sentences about
    what was left out. Raises Unreadable when one of them is no whole picture, or too large."""
    import pypdfium2 as pdfium

    notes: list[str] = []
    with PDFIUM_LOCK:
        document = pdfium.PdfDocument.new()
    try:
        for data in pictures:
            for frame in _frames(data, notes):
                with PDFIUM_LOCK:
                    _add_page(document, frame)
        target = io.BytesIO()
        with PDFIUM_LOCK:
            document.save(target)
    finally:
        with PDFIUM_LOCK:
            document.close()
    return target.getvalue(), tuple(dict.fromkeys(notes))


@dataclass(slots=True)
class _Frame:
    """A page to be: pixels as they are in `image` or, unchanged, in `jpeg`; turned clockwise by
    `quarters` they stand upright."""

    image: Image | None
    jpeg: bytes | None
    width: int
    height: int
    dpi: float
    quarters: int = 0


def _add_page(document: Any, frame: _Frame) -> None:
    import pypdfium2 as pdfium
    import pypdfium2.raw as c

    width, height = frame.width * 72 / frame.dpi, frame.height * 72 / frame.dpi
    page = document.new_page(width, height)
    picture = pdfium.PdfImage.new(document)
    if frame.jpeg is not None:
        picture.load_jpeg(io.BytesIO(frame.jpeg), inline=True, autoclose=False)
    else:
        bitmap = pdfium.PdfBitmap.from_pil(frame.image)
        picture.set_bitmap(bitmap)
        bitmap.close()
    picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
    page.insert_obj(picture)
    c.FPDFPage_SetRotation(page, frame.quarters)
    page.gen_content()
    page.close()


@contextmanager
def guarded() -> Iterator[None]:
    """Whatever Pillow raises over spoilt bytes becomes the sentence for the auditor. Its own warning of
    large pictures is silent: there is a limit here."""
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        warnings.filterwarnings("ignore", module=r"PIL\.")
        try:
            yield
        except Image.DecompressionBombError as error:
            raise Unreadable(_TOO_LARGE.format(width="?", height="?", most=_wan())) from error
        except (
            UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError,
            TypeError, OverflowError, ZeroDivisionError,
        ) as error:  # fmt: skip
            raise Unreadable(_DAMAGED) from error


def _wan() -> int:
    return MAX_PIXELS // 10_000


def _frames(data: bytes, notes: list[str]) -> Iterator[_Frame]:
    from PIL import Image, ImageSequence

    with guarded():
        image = Image.open(io.BytesIO(data))
        count = getattr(image, "n_frames", 1)
    with image:
        if image.format == "TIFF":
            if count > MAX_FRAMES:
                raise Unreadable(_MANY.format(count=count, most=MAX_FRAMES))
            with guarded():
                sequence = ImageSequence.Iterator(image)
            for _ in range(count):
                with guarded():
                    frame = _frame(next(sequence), None)
                yield frame
            return
        if count > 1 and image.format in ("GIF", "WEBP", "PNG"):
            notes.append(_ANIMATED)
        with guarded():
            frame = _frame(image, data if image.format in ("JPEG", "MPO") else None)
        yield frame


def _frame(image: Image, jpeg: bytes | None) -> _Frame:
    from PIL.Image import Transpose

    width, height = image.size
    if width * height > MAX_PIXELS:
        raise Unreadable(_TOO_LARGE.format(width=width, height=height, most=_wan()))
    dpi = _dpi(image)
    orientation = image.getexif().get(0x0112, 1)
    quarters, mirrored = {3: 2, 6: 1, 8: 3}.get(orientation, 0), orientation in (2, 4, 5, 7)
    plain = image.mode in ("L", "RGB") and not mirrored
    if jpeg is not None and plain and width * height <= _KEPT_JPEG_PIXELS:
        # As it is; but decoded once, so that a broken one is refused here with its sentence.
        image.load()
        return _Frame(None, jpeg, width, height, dpi, quarters)
    if jpeg is not None:
        image.draft("RGB" if image.mode != "L" else "L", within(width, height))
    image.load()
    small = flat(image)
    if small.width * small.height > _KEPT_PIXELS:
        small.thumbnail(within(*small.size), reducing_gap=2.0)
    # Turned last: a copy of what is small.
    turn = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE, 6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(orientation)  # fmt: skip
    upright = small if turn is None else small.transpose(turn)
    if {upright.width, upright.height} != {width, height}:
        dpi *= max(upright.size) / max(width, height)
    return _Frame(upright, None, upright.width, upright.height, dpi)


def within(width: int, height: int) -> tuple[int, int]:
    """The size with the same ratio of the sides that has no more pixels than are kept."""
    share = min(1.0, (_KEPT_PIXELS / (width * height)) ** 0.5)
    return max(1, int(width * share)), max(1, int(height * share))


def flat(image: Image) -> Image:
    """As grey or RGB, on white where it is transparent."""
    from PIL import Image as Pil

    if image.mode in ("L", "RGB") and "transparency" not in image.info:
        return image
    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode.startswith(("I", "F")):  # 16 bits and more a pixel
        low, high = image.getextrema()
        scale = 255.0 / max(float(high) - float(low), 1.0)  # type: ignore[arg-type]
        return image.convert("F").point(lambda v: v * scale - float(low) * scale).convert("L")  # type: ignore[arg-type]
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        white = Pil.new("RGBA", layer.size, "white")
        return Pil.alpha_composite(white, layer).convert("RGB")
    return image.convert("RGB")


def _dpi(image: Image) -> float:
    """Its resolution: what it says itself where that makes a page of it, else what makes it one."""
    long = max(image.size)
    stated = image.info.get("dpi", (0, 0))
    value = float(stated[0]) if isinstance(stated, tuple) and stated else 0.0
    if (
        100 <= value <= 1200 and 4 <= long / value <= 20
    ):  # 72 and 96 are what programs write unasked
        return value
    if long >= 1400:
        return long * 72 / _A4_LONG
    return _SCREEN_DPI
