"""Makes scans of printed pages: a page of a PDF as a picture, and what a scanner, a copier, a fax, a
stamp or a phone does to it, with the truth of every cell carried along.

Needs the optional recognition part (numpy, OpenCV).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Corner = tuple[float, float]


@dataclass(frozen=True)
class TrueCell:
    """What a cell reads, and where it lies on the page: x0, top, x1, bottom in points."""

    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Scan:
    """A picture of a page. `matrix` (3×3) takes points of the page to pixels of the picture."""

    image: Picture  # H×W×3, RGB
    dpi: float
    matrix: NDArray[np.float64]

    def place(self, x: float, y: float) -> Corner:
        """The pixel a point of the page is seen at."""
        u, v, w = self.matrix @ (x, y, 1.0)
        return float(u / w), float(v / w)

    def moved(self, image: Picture, matrix: NDArray[Any]) -> Scan:
        return replace(self, image=image, matrix=matrix @ self.matrix)


Damage = Callable[[Scan, np.random.Generator], Scan]


def rasterise(pdf: Path, page: int, dpi: float) -> Scan:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[page].render(scale=dpi / 72, rev_byteorder=True).to_numpy()
    finally:
        document.close()
    if image.ndim == 2:
        image = np.repeat(image[:, :, None], 3, axis=2)
    scale = dpi / 72
    return Scan(np.ascontiguousarray(image[:, :, :3]), dpi, np.diag([scale, scale, 1.0]))


def true_tables(pdf: Path, page: int) -> list[list[TrueCell]]:
    """The ruled tables of a digital page, by pdfplumber: the cells' texts without any white space, made of
    the characters whose middle is inside (its own text of a cell takes in what a neighbour's tall
    line reaches over)."""
    import pdfplumber

    tables = []
    with pdfplumber.open(pdf) as document:
        sheet = document.pages[page]
        middles = [
            ((c["x0"] + c["x1"]) / 2, (c["top"] + c["bottom"]) / 2, c["text"]) for c in sheet.chars
        ]
        for table in sheet.find_tables():
            boxes = {c for row in table.rows for c in row.cells if c}
            cells = []
            for box in sorted(boxes, key=lambda b: (b[1], b[0])):
                x0, top, x1, bottom = box
                inside = [m for m in middles if x0 < m[0] < x1 and top < m[1] < bottom]
                cells.append(TrueCell("".join(_in_lines(inside).split()), box))
            tables.append(cells)
    return tables


def drawn(rows: Sequence[Sequence[str]], *, dpi: float = 200, points: float = 10.5, widths: Sequence[float] = (), row: float = 20.0, above: Sequence[str] = (), open_bottom: bool = False) -> tuple[Scan, list[TrueCell]]:  # fmt: skip
    """A page with one ruled table, painted by Qt, without going through a PDF: for quick tests.

    `rows` are of equal length; "←" continues the cell to the left, "↑" the one above. `widths` of the
    columns, height of a `row` and size of the characters in points. `above` are lines of text before
    the table. With `open_bottom` the last rule is not drawn, and the others run on.
    """
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QFont, QImage, QPainter, QPen

    from tests.generator.pdf import chinese_family

    family = chinese_family()
    columns = len(rows[0])
    widths = widths or [60.0] * columns
    margin, line = 30.0, points * 2
    xs = margin + np.concatenate([[0], np.cumsum(widths)])
    ys = margin + len(above) * line + row * np.arange(len(rows) + 1)
    scale = dpi / 72
    height = ys[-1] + margin
    image = QImage(round((xs[-1] + margin) * scale), round(height * scale), QImage.Format.Format_RGB888)  # fmt: skip
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(family)
    font.setPixelSize(round(points * scale))
    painter.setFont(font)
    painter.setPen(QPen(Qt.GlobalColor.black, 0.6 * scale))
    for number, text in enumerate(above):
        box = QRectF(margin * scale, (margin + number * line) * scale, 400 * scale, line * scale)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
    cells = []
    for r, texts in enumerate(rows):
        for c, text in enumerate(texts):
            if text in ("←", "↑"):
                continue
            c1, r1 = c + 1, r + 1
            while c1 < columns and texts[c1] == "←":
                c1 += 1
            while r1 < len(rows) and rows[r1][c] == "↑":
                r1 += 1
            x0, top, x1, bottom = xs[c], ys[r], xs[c1], ys[r1]
            box = QRectF(x0 * scale, top * scale, (x1 - x0) * scale, (bottom - top) * scale)
            if open_bottom and r1 == len(rows):
                for a, b in (((x0, top), (x1, top)), ((x0, top), (x0, height)), ((x1, top), (x1, height))):  # fmt: skip
                    painter.drawLine(*(round(v * scale) for v in (*a, *b)))
            else:
                painter.drawRect(box)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
            cells.append(TrueCell("".join(text.split()), (x0, top, x1, bottom)))
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8)
    pixels = pixels.reshape(image.height(), image.bytesPerLine())[:, : image.width() * 3]
    picture = pixels.reshape(image.height(), image.width(), 3).copy()
    return Scan(picture, dpi, np.diag([scale, scale, 1.0])), cells


def _in_lines(characters: Sequence[tuple[float, float, str]]) -> str:
    """Line by line, whatever their fonts' heights: those whose middles are a few points apart are on one."""
    lines: list[list[tuple[float, float, str]]] = []
    for character in sorted(characters, key=lambda c: c[1]):
        if lines and character[1] - lines[-1][-1][1] < 4:
            lines[-1].append(character)
        else:
            lines.append([character])
    return "".join(c[2] for line in lines for c in sorted(line))


# -- what happens to a page ------------------------------------------------------------------------


def rotated(degrees: float) -> Damage:
    def damage(scan: Scan, _: np.random.Generator) -> Scan:
        height, width = scan.image.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        image = cv2.warpAffine(scan.image, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))  # fmt: skip
        return scan.moved(image.astype(np.uint8), np.vstack([turn, [0, 0, 1]]))

    return damage


def turned(quarter_turns: int) -> Damage:
    """Clockwise by so many times 90°."""

    def damage(scan: Scan, _: np.random.Generator) -> Scan:
        for _turn in range(quarter_turns % 4):
            height = scan.image.shape[0]
            matrix = np.array([[0, -1, height], [1, 0, 0], [0, 0, 1]], dtype=float)
            scan = scan.moved(np.ascontiguousarray(np.rot90(scan.image, -1)), matrix)
        return scan

    return damage


def noisy(sigma: float, specks: float = 0.0) -> Damage:
    """Gaussian noise of so many grey levels, and a share of black and white specks."""

    def damage(scan: Scan, rng: np.random.Generator) -> Scan:
        shape = scan.image.shape[:2]
        image = scan.image.astype(np.float32) + rng.normal(0, sigma, shape)[:, :, None]
        if specks:
            hit = rng.random(shape)
            image[hit < specks / 2] = 30
            image[hit > 1 - specks / 2] = 255
        return replace(scan, image=np.clip(image, 0, 255).astype(np.uint8))

    return damage


def blurred(points: float) -> Damage:
    """Out of focus: sigma in points of the page, so that it means the same at every resolution."""

    def damage(scan: Scan, _: np.random.Generator) -> Scan:
        image = cv2.GaussianBlur(scan.image, (0, 0), points * scan.dpi / 72)
        return replace(scan, image=image.astype(np.uint8))

    return damage


def jpeg(quality: int) -> Damage:
    def damage(scan: Scan, _: np.random.Generator) -> Scan:
        _ok, data = cv2.imencode(".jpg", scan.image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])  # fmt: skip
        back = cv2.imdecode(data, cv2.IMREAD_COLOR)
        assert back is not None
        return replace(scan, image=np.ascontiguousarray(back[:, :, ::-1]).astype(np.uint8))

    return damage


def grey(scan: Scan, _: np.random.Generator) -> Scan:
    image = cv2.cvtColor(scan.image, cv2.COLOR_RGB2GRAY)
    return replace(scan, image=np.repeat(image[:, :, None], 3, axis=2).astype(np.uint8))


def black_and_white(scan: Scan, _: np.random.Generator) -> Scan:
    """As a fax or an economical copier makes it."""
    image = cv2.cvtColor(scan.image, cv2.COLOR_RGB2GRAY)
    image = np.where(image > 190, 255, 0).astype(np.uint8)
    return replace(scan, image=np.repeat(image[:, :, None], 3, axis=2))


def unevenly_lit(strength: float) -> Damage:
    """Darker towards one corner, by up to `strength` (0…1)."""

    def damage(scan: Scan, rng: np.random.Generator) -> Scan:
        height, width = scan.image.shape[:2]
        y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]  # type: ignore[misc]
        cx, cy = rng.choice((0.0, 1.0)), rng.choice((0.0, 1.0))
        shade = 1 - strength * np.clip(np.hypot(x - cx, y - cy) / 1.4, 0, 1)
        warm = np.array([1.0, 0.98, 0.92])
        image = scan.image * shade[:, :, None] * warm
        return replace(scan, image=np.clip(image, 0, 255).astype(np.uint8))

    return damage


def photographed(strength: float) -> Damage:
    """In perspective: the corners move by up to `strength` of the page's width; dark surroundings."""

    def damage(scan: Scan, rng: np.random.Generator) -> Scan:
        height, width = scan.image.shape[:2]
        margin = strength * width
        here = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
        inward = rng.uniform(0, margin, (4, 2)).astype(np.float32)
        there = here + inward * np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], dtype=np.float32)
        matrix = cv2.getPerspectiveTransform(here, there)
        image = cv2.warpPerspective(scan.image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(70, 60, 50))  # fmt: skip
        return scan.moved(image.astype(np.uint8), matrix)

    return damage


def stamped(points: Sequence[Corner], radius: float = 57.0, red: tuple[int, int, int] = (215, 35, 45)) -> Damage:  # fmt: skip
    """A round red stamp (radius in points) with its centre at each of the given points of the page,
    printed over the text: ring, star, and strokes where the characters stand."""

    def damage(scan: Scan, rng: np.random.Generator) -> Scan:
        image = scan.image.astype(np.float32)
        height, width = image.shape[:2]
        scale = scan.dpi / 72
        ink = np.zeros((height, width), np.uint8)
        for point in points:
            x, y = scan.place(*point)
            centre = (round(x), round(y))
            outer = round(radius * scale)
            cv2.circle(ink, centre, outer, 255, max(1, round(2.2 * scale)), cv2.LINE_AA)
            angles = np.deg2rad(np.arange(5) * 144 - 90)
            star = np.stack([x + outer * 0.3 * np.cos(angles), y + outer * 0.3 * np.sin(angles)], 1)
            cv2.fillPoly(ink, [star.astype(np.int32)], 255, cv2.LINE_AA)
            for angle in np.deg2rad(np.linspace(150, 390, 12)):
                at = np.array([x + outer * 0.78 * np.cos(angle), y + outer * 0.78 * np.sin(angle)])
                for _stroke in range(5):
                    a, b = rng.uniform(-7 * scale, 7 * scale, (2, 2))
                    cv2.line(ink, (at + a).astype(int).tolist(), (at + b).astype(int).tolist(), 255, max(1, round(1.2 * scale)), cv2.LINE_AA)  # fmt: skip
        share = ink[:, :, None] / 255.0 * 0.85
        # Stamp ink is transparent: it colours the paper and leaves black black.
        coloured = image * (np.array(red) / 255.0)
        image = image * (1 - share) + coloured * share
        return replace(scan, image=np.clip(image, 0, 255).astype(np.uint8))

    return damage


def pen_stroke(*points: Corner, width: float = 1.1) -> Damage:
    """A line drawn by hand with a black pen (width in points) through the given points of the page."""

    def damage(scan: Scan, _: np.random.Generator) -> Scan:
        image = scan.image.copy()
        line = np.array([scan.place(*point) for point in points]).round().astype(np.int32)
        thickness = max(1, round(width * scan.dpi / 72))
        cv2.polylines(image, [line], False, (45, 45, 50), thickness, cv2.LINE_AA)
        return replace(scan, image=image)

    return damage


def damaged(scan: Scan, damages: Sequence[Damage], seed: int) -> Scan:
    rng = np.random.default_rng(seed)
    for damage in damages:
        scan = damage(scan, rng)
    return scan


# Name → damages, mildest first; the resolution is chosen beside.
CONDITIONS: dict[str, tuple[Damage, ...]] = {
    "clean": (),
    "stored": (jpeg(90),),  # what a scanner's PDF does to a clean page
    "tilted": (rotated(0.7), noisy(6), jpeg(85)),
    "poor": (rotated(-1.2), blurred(0.25), noisy(12), jpeg(60)),
    "speckled": (rotated(0.4), noisy(8, specks=0.01)),
    "fax": (rotated(0.3), noisy(10), black_and_white),
    "shaded": (rotated(-0.5), unevenly_lit(0.55), noisy(6), jpeg(75)),
    "phone": (photographed(0.05), unevenly_lit(0.5), blurred(0.2), noisy(7), jpeg(80)),
    "stamped": (stamped(((300, 250), (200, 480), (420, 620))), rotated(0.6), noisy(5), jpeg(85)),
    "stamped grey": (stamped(((300, 250), (200, 480), (420, 620))), grey, rotated(0.6), noisy(5), jpeg(85)),
}  # fmt: skip
