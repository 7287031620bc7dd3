"""Draw gouji.ico and gouji.png from the two SVG files.

Run from anywhere: ``python resources/icons/make_icons.py``.
"""

import os
from io import BytesIO
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).parent
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)


def draw(size: int) -> Image.Image:
    """One picture; up to 24 pixels from the drawing made for small sizes."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(HERE / ("gouji-small.svg" if size <= 24 else "gouji.svg"))).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return Image.open(BytesIO(buffer.data().data()))


def main() -> None:
    app = QGuiApplication([])
    pictures = [draw(size) for size in SIZES]
    largest = pictures[-1]
    largest.save(HERE / "gouji.png", optimize=True)
    largest.save(
        HERE / "gouji.ico", append_images=pictures[:-1], sizes=[(size, size) for size in SIZES]
    )
    del app


if __name__ == "__main__":
    main()
