"""PDF files written by hand, object by object, for what no printing program can be made to do:
turned pages, crop boxes, form XObjects, passwords, scans, fonts without Unicode.

Chinese text uses a font that is not embedded, with the predefined encoding UniGB-UCS2-H: the reader
gets Unicode and positions, which is all it needs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

Rect = tuple[float, float, float, float]


@dataclass
class Page:
    """A page's content, drawn with the origin at the top left and y downwards."""

    width: float = 595
    height: float = 842
    rotate: int = 0
    crop: Rect | None = None  # PDF coordinates
    turn: int = 0  # quarter turns by which the content itself is drawn sideways
    operators: list[str] = field(default_factory=list)
    forms: list[Page] = field(default_factory=list)
    images: list[tuple[int, int, bytes]] = field(default_factory=list)  # width, height, grey pixels

    def raw(self, operators: str) -> Page:
        self.operators.append(operators)
        return self

    def text(self, x: float, y: float, text: str, size: float = 10, *, font: str = "F1") -> Page:
        code = text.encode("utf-16-be").hex()
        return self.raw(f"BT /{font} {size} Tf 1 0 0 1 {x} {self.height - y} Tm <{code}> Tj ET")

    def line(
        self, x0: float, y0: float, x1: float, y1: float, *, width: float = 0.5, dash: str = ""
    ) -> Page:
        h = self.height
        return self.raw(f"q {dash} {width} w {x0} {h - y0} m {x1} {h - y1} l S Q")

    def area(self, x0: float, y0: float, x1: float, y1: float, colour: str = "0 g") -> Page:
        return self.raw(f"q {colour} {x0} {self.height - y1} {x1 - x0} {y1 - y0} re f Q")

    def grid(
        self, xs: Sequence[float], ys: Sequence[float], *, sides: bool = True, **style: str
    ) -> Page:
        """All the lines of a plain grid; without `sides`, none at the left and the right."""
        for y in ys:
            self.line(xs[0], y, xs[-1], y, **style)  # type: ignore[arg-type]
        for x in xs if sides else xs[1:-1]:
            self.line(x, ys[0], x, ys[-1], **style)  # type: ignore[arg-type]
        return self

    def cells(
        self, xs: Sequence[float], ys: Sequence[float], texts: Sequence[Sequence[str]]
    ) -> Page:
        for row, top in zip(texts, ys, strict=False):
            for text, left in zip(row, xs, strict=False):
                if text:
                    self.text(left + 4, top + 14, text)
        return self

    def form(self, page: Page, matrix: str = "1 0 0 1 0 0") -> Page:
        """Draw `page`'s content as a form XObject under a matrix."""
        self.forms.append(page)
        return self.raw(f"q {matrix} cm /Fm{len(self.forms)} Do Q")

    def image(self, x0: float, y0: float, x1: float, y1: float) -> Page:
        self.images.append((4, 4, bytes(range(0, 256, 16))))
        matrix = f"{x1 - x0} 0 0 {y1 - y0} {x0} {self.height - y1}"
        return self.raw(f"q {matrix} cm /Im{len(self.images)} Do Q")


class Writer:
    def __init__(self) -> None:
        self.objects: list[bytes] = []

    def add(self, body: str | bytes) -> int:
        self.objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(self.objects)

    def stream(self, dictionary: str, data: bytes) -> int:
        head = f"<<{dictionary} /Length {len(data)}>>\nstream\n".encode("latin-1")
        return self.add(head + data + b"\nendstream")

    def resources(self, page: Page, fonts: str) -> str:
        forms = " ".join(
            f"/Fm{i} {self.content(f, fonts)} 0 R" for i, f in enumerate(page.forms, 1)
        )
        images = " ".join(
            f"/Im{i} "
            + str(
                self.stream(
                    f"/Type/XObject/Subtype/Image/Width {w}/Height {h}"
                    "/ColorSpace/DeviceGray/BitsPerComponent 8",
                    data,
                )
            )
            + " 0 R"
            for i, (w, h, data) in enumerate(page.images, 1)
        )
        return f"<</Font<<{fonts}>>/XObject<<{forms} {images}>>>>"

    def content(self, page: Page, fonts: str) -> int:
        """`page` as a form XObject."""
        box = f"[0 0 {page.width} {page.height}]"
        return self.stream(
            f"/Type/XObject/Subtype/Form/BBox{box}/Resources{self.resources(page, fonts)}",
            "\n".join(page.operators).encode("latin-1"),
        )

    def file(self, trailer: str) -> bytes:
        out = bytearray(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(self.objects, 1):
            offsets.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
        out += (
            f"trailer\n<</Size {len(offsets) + 1} {trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
        )
        return bytes(out)


_TURN = {
    0: "1 0 0 1 0 0",
    1: "0 1 -1 0 {h} 0",  # drawn quarter turns counter-clockwise: must be turned clockwise to read
    2: "-1 0 0 -1 {w} {h}",
    3: "0 -1 1 0 0 {w}",
}


def pdf(
    pages: Sequence[Page], *, title: str = "", user_password: str | None = None
) -> bytes:  # fmt: skip
    writer = Writer()
    descriptor = writer.add(
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[-25 -254 1000 880]"
        "/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
    )
    song = writer.add(
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
        "<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/W[1 95 500]"
        f"/FontDescriptor {descriptor} 0 R>>"
    )
    f1 = writer.add(
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
        f"/DescendantFonts[{song} 0 R]>>"
    )
    # The same, with an encoding that says nothing of characters: codes are glyph numbers.
    unknown = writer.add(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Unknown/CIDSystemInfo"
        "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000"
        f"/FontDescriptor {descriptor} 0 R>>"
    )
    f2 = writer.add(
        f"<</Type/Font/Subtype/Type0/BaseFont/Unknown/Encoding/Identity-H/DescendantFonts[{unknown} 0 R]>>"
    )
    f3 = writer.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>")
    fonts = f"/F1 {f1} 0 R/F2 {f2} 0 R/F3 {f3} 0 R"
    tree = len(writer.objects) + 1
    writer.add("")  # the page tree, filled in below
    kids = []
    for page in pages:
        operators = "\n".join(page.operators)
        w, h = page.width, page.height
        if page.turn:
            matrix = _TURN[page.turn].format(w=w, h=h)
            operators = f"q {matrix} cm\n{operators}\nQ"
            if page.turn % 2:
                w, h = h, w
        content = writer.stream("", operators.encode("latin-1"))
        crop = f"/CropBox[{' '.join(map(str, page.crop))}]" if page.crop else ""
        kids.append(
            writer.add(
                f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {w} {h}]{crop}/Rotate {page.rotate}"
                f"/Resources{writer.resources(page, fonts)}/Contents {content} 0 R>>"
            )
        )
    references = " ".join(f"{kid} 0 R" for kid in kids)
    writer.objects[tree - 1] = f"<</Type/Pages/Count {len(kids)}/Kids[{references}]>>".encode()
    catalog = writer.add(f"<</Type/Catalog/Pages {tree} 0 R>>")
    trailer = f"/Root {catalog} 0 R"
    if title:
        info = writer.add(f"<</Title<FEFF{title.encode('utf-16-be').hex()}>>>")
        trailer += f"/Info {info} 0 R"
    if user_password is not None:
        trailer += _encryption(writer, user_password)
    return writer.file(trailer)


_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def _encryption(writer: Writer, password: str) -> str:
    """The standard security handler, revision 2 (RC4, 40 bit); content is left unencrypted, since it
    must not be reached."""
    identity = hashlib.md5(b"gouji").digest()
    padded = (password.encode() + _PADDING)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    permissions = -4
    key = hashlib.md5(padded + owner + permissions.to_bytes(4, "little", signed=True) + identity)
    user = _rc4(key.digest()[:5], _PADDING)
    number = writer.add(
        f"<</Filter/Standard/V 1/R 2/Length 40/P {permissions}/O<{owner.hex()}>/U<{user.hex()}>>>"
    )
    return f"/Encrypt {number} 0 R/ID[<{identity.hex()}><{identity.hex()}>]"


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def save(folder: Path, pages: Sequence[Page], name: str = "report.pdf", **options: str) -> Path:
    path = folder / name
    path.write_bytes(pdf(pages, **options))  # type: ignore[arg-type]
    return path
