"""An XML part as a tree of byte spans, so that a few places can be changed and nothing else.

Parsing and writing XML again with any library changes the declaration, quotes, namespace prefixes
and white space in tags all over the file; splicing bytes changes what was asked for.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

__all__ = ["Edit", "Node", "XmlError", "from_utf8", "parse", "splice", "to_utf8"]

WORD_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_KEPT_ATTRIBUTES = {"fldChar": "fldCharType", "vanish": "val", "showingPlcHdr": "val"}
_KEPT_TEXT = {"t"}
_TAG = re.compile(rb"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")
_DECLARED = re.compile(rb"""^<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


class XmlError(ValueError):
    """Not well-formed, or with a document type declaration."""


@dataclass(slots=True, eq=False)
class Node:
    """An element. `name` is its local name if it is WordprocessingML, else "". The element is
    `xml[start:end]`, its content `xml[inner:close]`; both are `end` for `<empty/>`. `attribute` is
    the one attribute that matters of the few elements that have one (_KEPT_ATTRIBUTES)."""

    name: str
    qualified: str
    start: int
    parent: Node | None
    inner: int = 0
    close: int = 0
    end: int = 0
    text: str = ""
    attribute: str = ""
    children: list[Node] = field(default_factory=list)

    @property
    def is_empty_tag(self) -> bool:
        return self.close == self.end

    def child(self, name: str) -> Node | None:
        return next((c for c in self.children if c.name == name), None)

    def walk(self, *, past: frozenset[str] = frozenset()) -> Iterator[Node]:
        """The WordprocessingML elements below this one, in document order; those named in `past`,
        and elements of other namespaces, are left out with all they hold."""
        for child in self.children:
            if child.name and child.name not in past:
                yield child
                yield from child.walk(past=past)

    def everything(self) -> Iterator[Node]:
        """All elements below this one, of whatever namespace, in document order."""
        for child in self.children:
            yield child
            yield from child.everything()

    def ancestors(self) -> Iterator[Node]:
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


@dataclass(frozen=True, slots=True)
class Edit:
    """`xml[start:end]` becomes `new`."""

    start: int
    end: int
    new: bytes = b""


def to_utf8(xml: bytes) -> tuple[bytes, str]:
    """`xml` as UTF-8 without a change to its characters, and the encoding it had.

    Raises XmlError when the way back would not give the same bytes.
    """
    encoding = "utf-8"
    if xml.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16-le" if xml.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    elif declared := _DECLARED.match(xml):
        encoding = declared.group(1).decode("ascii").lower()
    if encoding in ("utf-8", "utf8", "us-ascii", "ascii"):
        return xml, "utf-8"
    try:
        converted = xml.decode(encoding).encode("utf-8")
        if from_utf8(converted, encoding) != xml:
            raise XmlError(f"not reversibly encoded: {encoding}")
    except (LookupError, UnicodeError) as error:
        raise XmlError(f"encoding: {error}") from error
    return converted, encoding


def from_utf8(xml: bytes, encoding: str) -> bytes:
    return xml if encoding == "utf-8" else xml.decode("utf-8").encode(encoding)


def parse(xml: bytes) -> Node:
    """The root element of UTF-8 `xml`. Raises XmlError."""
    parser = expat.ParserCreate("utf-8", " ")
    parser.namespace_prefixes = True
    parser.buffer_text = True
    top = Node("", "", 0, None)
    here = top

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal here
        uri, local, prefix = _parts(name)
        at = parser.CurrentByteIndex
        tag = _TAG.match(xml, at)
        if tag is None:
            raise XmlError(f"no tag at byte {at}")
        node = Node(
            local if uri in WORD_NAMESPACES else "",
            f"{prefix}:{local}" if prefix else local,
            at,
            here,
        )
        node.inner = tag.end()
        if wanted := _KEPT_ATTRIBUTES.get(node.name):
            for key, value in attributes.items():
                if _parts(key)[1] == wanted:
                    node.attribute = value
        here.children.append(node)
        here = node

    def end(_name: str) -> None:
        nonlocal here
        if xml[here.inner - 2 : here.inner] == b"/>":
            here.close = here.end = here.inner
        else:
            here.close = parser.CurrentByteIndex
            here.end = xml.index(b">", here.close) + 1
        assert here.parent is not None
        here = here.parent

    def text(characters: str) -> None:
        if here.name in _KEPT_TEXT:
            here.text += characters

    def doctype(*_: object) -> None:
        raise XmlError("document type declaration")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as error:
        raise XmlError(str(error)) from error
    return top.children[0]


def _parts(name: str) -> tuple[str, str, str]:
    """`uri local prefix`, `uri local` or `local` → (uri, local, prefix)."""
    parts = name.split(" ")
    if len(parts) == 1:
        return "", parts[0], ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""


def splice(xml: bytes, edits: Iterable[Edit]) -> bytes:
    """`xml` with all edits made. An edit inside the span that another one replaces is void."""
    parts: list[bytes] = []
    done = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end > e.start, -e.end)):
        if edit.start < done:
            if edit.end > done:
                raise ValueError("edits overlap")
            continue
        parts += [xml[done : edit.start], edit.new]
        done = edit.end
    return b"".join([*parts, xml[done:]])
