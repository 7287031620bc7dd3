"""One member of a zip replaced in place, every other byte left as it stands.

`zipfile` can only write an archive anew, which loses names in other encodings, extra fields, data
descriptors and the compressed bytes themselves. Here the member's data is cut out and the new data
put in; of the rest only the numbers that speak of it change: its sizes and checksum wherever they
stand, and the offsets of what comes after it (PKWARE APPNOTE 6.3.10, 4.3 and 4.5.3).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

__all__ = ["SpliceError", "replace_member"]

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END64, _LOCATOR64, _DESCRIPTOR = b"PK\x06\x06", b"PK\x06\x07", b"PK\x07\x08"
_ENCRYPTED, _SIZES_FOLLOW = 0x1, 0x8
_ELSEWHERE = 0xFFFFFFFF  # the value stands in the zip64 extra field


class SpliceError(ValueError):
    """An archive that can't be changed without guessing: inconsistent, encrypted, odd method."""


@dataclass(frozen=True, slots=True)
class _Number:
    """An unsigned little-endian number in the archive, 4 or 8 bytes wide."""

    at: int
    format: str
    value: int


def replace_member(archive: bytes, name: str, data: bytes) -> bytes:
    """`archive` with the content of its member `name` replaced by `data`.

    The member keeps its place, name, time, flags, comment and method (stored or deflated). Raises
    KeyError when there is no such member, SpliceError or zipfile.BadZipFile for archives it can't
    change.
    """
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        member = opened.getinfo(name)
        position = next(i for i, m in enumerate(opened.infolist()) if m is member)
    try:
        return _replace(archive, member, position, data)
    except struct.error as error:
        raise SpliceError(f"truncated or oversized structure: {error}") from error


def _replace(archive: bytes, member: zipfile.ZipInfo, position: int, data: bytes) -> bytes:
    if member.flag_bits & _ENCRYPTED:
        raise SpliceError("encrypted member")
    header = member.header_offset  # counted from the start of the bytes, unlike the one in the file
    if archive[header : header + 4] != _LOCAL:
        raise SpliceError("no local header")
    name_length, extra_length = struct.unpack_from("<HH", archive, header + 26)
    start = header + 30 + name_length + extra_length
    stop = start + member.compress_size
    new = _compressed(data, member.compress_type)
    grown = len(new) - (stop - start)
    crc, size = zlib.crc32(data), len(data)

    changed = bytearray(archive)

    def put(number: _Number, value: int) -> None:
        struct.pack_into(number.format, changed, number.at, value)

    # The member's own header and, where its sizes follow the data, its descriptor.
    extra = header + 30 + name_length
    local = _numbers(archive, [header + 22, header + 18], extra, extra_length)
    streamed = bool(member.flag_bits & _SIZES_FOLLOW)
    for number, value in zip(
        [_u32(archive, header + 14), *local], (crc, size, len(new)), strict=True
    ):
        if number.value or not streamed:  # 0 says: see the descriptor
            put(number, value)
    if streamed:
        for number, value in zip(
            _descriptor(archive, stop, member), (crc, len(new), size), strict=False
        ):
            put(number, value)

    # The table of contents and what points to it.
    entries, ends = _directory(archive)
    if position >= len(entries):
        raise SpliceError("table of contents cut short")
    shift = header - entries[position][3].value  # bytes before the archive proper, e.g. a stub
    for i, (checksum, size_number, packed, offset) in enumerate(entries):
        if i == position:
            put(checksum, crc)
            put(size_number, size)
            put(packed, len(new))
        elif offset.value + shift > header:
            if offset.value + shift < stop:
                raise SpliceError("members overlap")
            put(offset, offset.value + grown)
    for number in ends:
        put(number, number.value + grown)
    changed[start:stop] = new
    return bytes(changed)


def _compressed(data: bytes, method: int) -> bytes:
    if method == zipfile.ZIP_STORED:
        return data
    if method == zipfile.ZIP_DEFLATED:
        packer = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
        return packer.compress(data) + packer.flush()
    raise SpliceError(f"compression method {method}")


_Entry = tuple[_Number, _Number, _Number, _Number]


def _directory(archive: bytes) -> tuple[list[_Entry], list[_Number]]:
    """For every member its (checksum, size, packed size, offset) in the table of contents, and the
    numbers that say where that table and the zip64 end record are."""
    end = archive.rfind(_END)
    if end < 0:
        raise SpliceError("no end of archive")
    size, at = _u32(archive, end + 12), _u32(archive, end + 16)
    ends = [at]
    stop = end
    if archive[max(0, end - 20) : end - 16] == _LOCATOR64:
        stop = end - 20 - 56  # as zipfile, no record longer than version 1 of it
        if archive[stop : stop + 4] != _END64:
            raise SpliceError("no zip64 end record")
        ends = [n for n in ends if n.value != _ELSEWHERE]
        ends += [_u64(archive, stop + 48), _u64(archive, end - 20 + 8)]
        size = _u64(archive, stop + 40)
    entries: list[_Entry] = []
    here = stop - size.value
    while here < stop:
        if here < 0 or archive[here : here + 4] != _CENTRAL:
            raise SpliceError("table of contents damaged")
        lengths = struct.unpack_from("<HHH", archive, here + 28)
        whole, packed, offset = _numbers(
            archive, [here + 24, here + 20, here + 42], here + 46 + lengths[0], lengths[1]
        )
        entries.append((_u32(archive, here + 16), whole, packed, offset))
        here += 46 + sum(lengths)
    return entries, ends


def _numbers(archive: bytes, places: list[int], extra: int, length: int) -> list[_Number]:
    """The 4-byte numbers at `places`, each replaced by its 8-byte one of the zip64 extra field when
    it says so. `places` are in the order in which that field lists them."""
    found = [_u32(archive, at) for at in places]
    if all(n.value != _ELSEWHERE for n in found):
        return found
    here = extra
    while here + 4 <= extra + length:
        kind, size = struct.unpack_from("<HH", archive, here)
        if kind == 1:
            wide = here + 4
            for i, number in enumerate(found):
                if number.value == _ELSEWHERE and wide + 8 <= here + 4 + size:
                    found[i] = _u64(archive, wide)
                    wide += 8
            return found
        here += 4 + size
    return found


def _descriptor(archive: bytes, at: int, member: zipfile.ZipInfo) -> list[_Number]:
    """Checksum, packed size and size after the data; nothing when they are not there."""
    for signature in (4, 0) if archive[at : at + 4] == _DESCRIPTOR else (0,):
        here = at + signature
        for read, width in ((_u64, 8), (_u32, 4)):  # a narrow one never looks like a wide one
            if here + 4 + 2 * width > len(archive):
                continue
            numbers = [
                _u32(archive, here), read(archive, here + 4), read(archive, here + 4 + width)
            ]  # fmt: skip
            if [n.value for n in numbers] == [member.CRC, member.compress_size, member.file_size]:
                return numbers
    return []


def _u32(archive: bytes, at: int) -> _Number:
    return _Number(at, "<I", struct.unpack_from("<I", archive, at)[0])


def _u64(archive: bytes, at: int) -> _Number:
    return _Number(at, "<Q", struct.unpack_from("<Q", archive, at)[0])
