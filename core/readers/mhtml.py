"""Web pages saved as one file (`.mht`, `.mhtml`; RFC 2557), by Chrome, Edge, IE, WPS and Word: a mail
message whose parts are the page, its frames and its pictures."""

from __future__ import annotations

import base64
import email
import html
import re
from email.message import Message
from pathlib import Path

from core.document import Document, Table
from core.readers.decode import Decoded, decode
from core.readers.errors import Unreadable
from core.readers.html import parse_html

__all__ = ["read_mhtml"]

_NO_PAGE = (
    "这个单个文件网页（mht）里没有网页内容，可能没有保存完整，请用浏览器打开原网页后重新保存。"
)
_MOST_PAGES = 20
_LEAST_PICTURE = 4096  # bytes; icons and rules of the page have less
_MOST_PICTURES = 20 * 1024 * 1024  # all together
_LATIN = re.compile(rb"[\x00-\x7f]*")


def read_mhtml(path: Path, data: bytes) -> Document:
    """The page in `data` as a Document of kind "html". Raises Unreadable.

    The page is the first HTML part, or the frame in it that says by far the most: some sites show
    their articles in frames.
    """
    message = email.message_from_bytes(data.lstrip())
    parts = list(message.walk())
    pages = [part for part in parts if part.get_content_type() in _HTML]
    pictures = _pictures(parts)
    best: Document | None = None
    problem = Unreadable(_NO_PAGE)
    for page in pages[:_MOST_PAGES]:
        decoded = _decoded(page)
        if decoded is None:
            continue
        try:
            document = parse_html(path, _with_pictures(decoded.text, pictures), decoded.notes)
        except Unreadable as error:
            problem = error if page is pages[0] else problem
            continue
        if best is None or _length(document) > 4 * _length(best):
            best = document
    if best is None:
        raise problem
    return best


_IMAGE = re.compile(r"""(<img\b[^>]*?\bsrc\s*=\s*)(["'])(.*?)\2""", re.IGNORECASE | re.DOTALL)


def _pictures(parts: list[Message]) -> dict[str, str]:
    """The pictures large enough to show a table as `data:` URIs, by what a page calls them."""
    found: dict[str, str] = {}
    left = _MOST_PICTURES
    for part in parts:
        if part.get_content_maintype() != "image":
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or not _LEAST_PICTURE <= len(content) <= left:
            continue
        left -= len(content)
        coded = base64.b64encode(content).decode("ascii")
        uri = f"data:{part.get_content_type()};base64,{coded}"
        if location := part.get("Content-Location"):
            found["".join(str(location).split())] = uri
        if identity := part.get("Content-ID"):
            found[f"cid:{str(identity).strip().strip('<>')}"] = uri
    return found


def _with_pictures(page: str, pictures: dict[str, str]) -> str:
    """The page with its pictures in itself, as if it had been saved so: what may be a table in them
    is then read, and shown, like that of any page."""
    if not pictures:
        return page

    def replaced(match: re.Match[str]) -> str:
        uri = pictures.get(html.unescape(match[3]).strip())
        return match[0] if uri is None else f"{match[1]}{match[2]}{uri}{match[2]}"

    return _IMAGE.sub(replaced, page)


_HTML = ("text/html", "application/xhtml+xml")


def _decoded(part: Message) -> Decoded | None:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        return None
    declared = part.get_content_charset("").lower()
    if declared.startswith("big5") and not _LATIN.fullmatch(content):
        # Said only by the part's header; the page itself may not say it.
        content = b'<meta charset="big5">' + content
    return decode(content)


def _length(document: Document) -> int:
    return sum(
        sum(len(c.text) for c in b.cells) if isinstance(b, Table) else len(b.text)
        for b in document.blocks
    )
