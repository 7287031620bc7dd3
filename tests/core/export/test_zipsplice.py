"""One member changes; every other byte of the archive stays what it was."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.export.zipsplice import SpliceError, replace_member
from tests.core.export.packages import members, package

PART = "word/document.xml"
EXTRA = struct.pack("<HH4s", 0x4242, 4, b"abcd")

shapes = st.fixed_dictionaries(
    {
        "method": st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
        "streamed": st.booleans(),
        "wide": st.booleans(),
        "comment": st.sampled_from([b"", "压缩包注释".encode("gbk"), b"x" * 300]),
        "stub": st.sampled_from([b"", b"MZ stub of a self-extracting archive"]),
        "extra": st.sampled_from([b"", EXTRA]),
        "first": st.booleans(),
    }
)


@settings(deadline=None)
@given(shape=shapes, old=st.binary(max_size=3000), new=st.binary(max_size=3000))
def test_only_the_member_changes(shape, old, new):
    before = package(old, **shape)
    after = replace_member(before, PART, new)
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.read(PART) == new
        assert archive.comment == shape["comment"]
    assert after.startswith(shape["stub"])
    was, now = members(before), members(after)
    assert [said for said, _ in was] == [said for said, _ in now]
    for (said, raw), (_, raw_now) in zip(was, now, strict=True):
        assert raw == raw_now or said[0] == PART
    # And back again: nothing else was touched on the way.
    assert replace_member(after, PART, old) == (
        before if shape["method"] == zipfile.ZIP_STORED else replace_member(before, PART, old)
    )


def test_names_in_another_encoding_stay(tmp_path):
    """A Chinese Windows zip tool writes GBK names without saying so; zipfile would rewrite them."""
    made = package(b"<a/>", others=(("aaaa.png", b"picture"),))
    made = made.replace(b"aaaa.png", "图像".encode("gbk") + b".png")
    after = replace_member(made, PART, b"<longer/>" * 50)
    assert after.count("图像".encode("gbk")) == 2
    assert zipfile.ZipFile(io.BytesIO(after)).testzip() is None


def test_central_directory_keeps_its_bytes():
    before = package(b"old" * 100, comment=b"c", first=True)
    after = replace_member(before, PART, b"new" * 1000)
    at = [data.index(b"PK\x01\x02") for data in (before, after)]
    directories = [bytearray(data[a:]) for data, a in zip((before, after), at, strict=True)]
    assert len(directories[0]) == len(directories[1])
    changed = sum(a != b for a, b in zip(*directories, strict=True))
    # one checksum, two sizes, four offsets (three members, the directory itself): 4 bytes each at most
    assert 0 < changed <= 4 * (3 + 4)


def test_what_cannot_be_changed_is_refused():
    made = package(b"data")
    with pytest.raises(KeyError):
        replace_member(made, "word/none.xml", b"")
    with pytest.raises(zipfile.BadZipFile):
        replace_member(made[:40], PART, b"")
    with pytest.raises(SpliceError):
        replace_member(package(b"data", method=zipfile.ZIP_BZIP2), PART, b"")
    encrypted = bytearray(made)
    local, central = made.index(PART.encode()) - 30, made.rindex(PART.encode()) - 46
    encrypted[local + 6] |= 1
    encrypted[central + 8] |= 1
    with pytest.raises(SpliceError):
        replace_member(bytes(encrypted), PART, b"")
