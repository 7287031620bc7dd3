"""Bytes of a text or HTML file → str, with the encodings Chinese reports come in."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

__all__ = ["Decoded", "decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.IGNORECASE)
# Only names whose meaning can differ from the guess below; the GB family is read by its superset.
_BIG5 = {"big5", "big5-hkscs", "x-x-big5", "cn-big5", "cp950"}
# Control characters, private use and what no language is written with: what garbage decodes to.
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufdd0-\ufdef\U00040000-\U0010ffff]")
MOST_LOST = 0.01
"""Above this share of undecodable characters, a file is no text."""


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    lost: int = 0
    """How many characters could not be decoded and stand as U+FFFD."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a Document's notes should say of it."""
        return (f"有 {self.lost} 个字符因编码损坏认不出来。",) if self.lost else ()


def decode(data: bytes) -> Decoded | None:
    """`data` as text; None when it is no text in any encoding we know.

    UTF-8 that decodes is UTF-8 whatever a `<meta charset>` says: sites that moved from GBK often
    left the old declaration in their pages. Newlines are left as they are.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(encoding, errors="replace")
            return _checked(text, encoding)
    if b"\0" in data:
        for encoding in ("utf-16-le", "utf-16-be"):
            try:
                found = _checked(data.decode(encoding), encoding)
            except UnicodeDecodeError:
                continue
            if found is not None and _plausible(found.text):
                return found
        return None
    declared = _DECLARED.search(data[:4096])
    name = declared.group(1).decode("ascii").lower() if declared else ""
    encodings = ["utf-8", "big5hkscs", "gb18030"] if name in _BIG5 else ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _checked(text, encoding)
    # Cut in the middle of a character, or a few bytes spoilt: the encoding that loses least.
    tries = [(data.decode(e, errors="replace"), e) for e in encodings]
    text, encoding = min(tries, key=lambda t: t[0].count("\ufffd"))
    return _checked(text, encoding)


def _checked(text: str, encoding: str) -> Decoded | None:
    lost = text.count("\ufffd")
    if lost > max(1, len(text) * MOST_LOST):
        return None
    sample = text[:20_000]
    if len(_ODD.findall(sample)) > max(2, len(sample) * 0.02):
        return None
    return Decoded(text, encoding, lost)


def _plausible(text: str) -> bool:
    """Whether `text` is mostly Chinese and ASCII, which wrongly paired bytes are not."""
    sample = text[:20_000]
    usual = sum(" " <= c <= "~" or c in "\t\n\r\u00a0" or "\u3000" <= c <= "\u9fff" for c in sample)
    return usual >= 0.9 * len(sample)
