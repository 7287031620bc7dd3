"""Docx packages made by hand, with features that are legal and seldom seen."""

from __future__ import annotations

import io
import struct
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    "xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml' mc:Ignorable='w14'"
)
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{}" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def document(body: str) -> bytes:
    """A `document.xml` around `body`."""
    return (
        DECLARATION
        + (f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>").encode()
    )


def table(*rows: list[str]) -> str:
    """A `w:tbl` whose cells have these contents."""
    return (
        "<w:tbl><w:tblPr/><w:tblGrid/>"
        + "".join(f"<w:tr>{''.join(f'<w:tc>{c}</w:tc>' for c in row)}</w:tr>" for row in rows)
        + "</w:tbl>"
    )


def paragraph(text: str, rpr: str = "", ppr: str = "") -> str:
    run = f"<w:r>{rpr}<w:t>{text}</w:t></w:r>" if text else ""
    return f"<w:p>{ppr}{run}</w:p>"


class _Stream(io.RawIOBase):
    """Can't be gone back in, so zipfile writes sizes behind the data (data descriptors)."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.data += bytes(data)
        return len(bytes(data))


def package(
    main: bytes,
    *,
    part: str = "word/document.xml",
    method: int = zipfile.ZIP_DEFLATED,
    streamed: bool = False,
    wide: bool = False,
    comment: bytes = b"",
    stub: bytes = b"",
    extra: bytes = b"",
    first: bool = False,
    others: tuple[tuple[str, bytes], ...] = (),
) -> bytes:
    """A docx. `streamed` gives data descriptors, `wide` zip64 fields, `stub` bytes before the archive,
    `extra` an extra field on every member, `first` puts the main part before all others."""
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/officeDocument" Target="/{part}"/></Relationships>'
    )
    parts = [
        ("[Content_Types].xml", TYPES.format(part).encode()),
        ("_rels/.rels", rels.encode()),
        (part, main),
        ("docProps/图片 1.png", bytes(range(256)) * 20),
        *others,
    ]
    if first:
        parts.insert(0, parts.pop(2))
    out: io.IOBase = _Stream() if streamed else io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.comment = comment
        for i, (name, data) in enumerate(parts):
            info = zipfile.ZipInfo(name, (2019 + i % 3, 1 + i % 12, 3, 4, 5, 6))
            info.compress_type = method if name == part else (8 if i % 2 else 0)
            info.extra = extra
            info.comment = f"第{i}个".encode()
            info.external_attr = 0o644 << 16
            with archive.open(info, "w", force_zip64=wide) as member:
                member.write(data)
    made = bytes(out.data) if isinstance(out, _Stream) else out.getvalue()
    return stub + made


def members(data: bytes) -> list[tuple[object, bytes]]:
    """Every member as it stands in the archive: what the table of contents says of it without its
    place, and its raw bytes from header to the end of its data."""
    found: list[tuple[object, bytes]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for i in archive.infolist():
            names = struct.unpack_from("<HH", data, i.header_offset + 26)
            end = i.header_offset + 30 + sum(names) + i.compress_size
            said = (
                i.filename, i.date_time, i.compress_type, i.comment, i.extra, i.flag_bits,
                i.external_attr, i.create_system, i.create_version, i.extract_version,
            )  # fmt: skip
            found.append((said, data[i.header_offset : end]))
    return found
