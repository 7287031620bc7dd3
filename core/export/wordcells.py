"""New text for cells of a Word document, as splices of its XML.

A corrected cell keeps the formatting of its first run with text. It ends up as plain text: tracked
changes inside it are settled, a formula field gives way to the figure (Word would calculate it anew
and undo the correction), and so does a content control bound to data elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from xml.sax.saxutils import escape

from core.document import CellAnchor
from core.export.xmlspans import Edit, Node

__all__ = ["cell_text", "cells", "replace_text"]

# Not part of a cell's own running text.
_ELSEWHERE = frozenset(
    {"tbl", "drawing", "pict", "object", "tcPr", "pPr", "rPr", "sdtPr", "sdtEndPr"}
)
_DELETED = frozenset({"del", "moveFrom"})
_TEXTS = frozenset({"t", "tab", "br", "cr", "ptab", "noBreakHyphen", "softHyphen", "sym"})
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_FIELD = frozenset({"fldChar", "instrText"})
_OF_NO_WEIGHT = frozenset({"pPr", "proofErr", "lastRenderedPageBreak"})
_TRACKED = frozenset({"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"})
_FIGURE = re.compile(r"[+-]?\d[\d.,]*")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def cells(root: Node) -> dict[CellAnchor, Node]:
    """Every `w:tc` of the document by its anchor."""
    found: dict[CellAnchor, Node] = {}
    tables = 0

    def visit(node: Node, place: list[int]) -> None:
        nonlocal tables
        for child in node.children:
            inside = place
            if child.name == "tbl":
                inside = [tables, -1, -1]
                tables += 1
            elif child.name == "tr":
                place[1:] = [place[1] + 1, -1]
            elif child.name == "tc":
                place[2] += 1
                found[CellAnchor(*place)] = child
            visit(child, inside)

    visit(root, [-1, -1, -1])
    return found


def cell_text(tc: Node) -> str:
    """What the cell says as it stands; deleted and hidden text and prompts are left out."""
    return "\n".join(
        "".join(
            _says(r) for r in _runs(p) if not any(_is_on(a, "showingPlcHdr") for a in _controls(r))
        )
        for p in _paragraphs(tc)
    )


def replace_text(xml: bytes, tc: Node, text: str, table: dict[CellAnchor, Node]) -> Iterator[Edit]:
    """The edits that make the cell say `text`. `table` are the cells of its table, from which a cell
    without formatting of its own takes that of the nearest figure."""
    runs = [r for p in _paragraphs(tc) for r in _runs(p)]
    chosen = _chosen(runs)
    yield from _settled(tc)
    drop_field = _is_balanced(runs)
    yield from _unbound(tc, chosen)
    for run in runs:
        inside = [c for c in run.children if c.name in _TEXTS or (drop_field and c.name in _FIELD)]
        if run is chosen:
            yield from _rewritten(run, inside, text)
        elif inside and all(c in inside or c.name in ("rPr", *_OF_NO_WEIGHT) for c in run.children):
            yield Edit(run.start, run.end)
        else:
            yield from (Edit(c.start, c.end) for c in inside)
    if chosen is None and text:
        yield from _new_run(xml, tc, text, table)
    keep = chosen or next(_paragraphs(tc), None)
    for paragraph in _paragraphs(tc):
        if keep is not paragraph and paragraph not in (keep.ancestors() if keep else ()):
            yield from _vanished(paragraph, drop_field)


def _paragraphs(tc: Node) -> Iterator[Node]:
    return (n for n in tc.walk(past=_ELSEWHERE | _DELETED) if n.name == "p")


def _runs(paragraph: Node) -> Iterator[Node]:
    """The runs that are seen."""
    for node in paragraph.walk(past=_ELSEWHERE | _DELETED):
        if node.name == "r" and not ((own := node.child("rPr")) and _is_on(own, "vanish")):
            yield node


def _controls(node: Node) -> Iterator[Node]:
    """The properties of the content controls around a node."""
    for ancestor in node.ancestors():
        if ancestor.name == "sdt" and (properties := ancestor.child("sdtPr")):
            yield properties


def _is_on(properties: Node, name: str) -> bool:
    switch = properties.child(name)
    return switch is not None and switch.attribute not in ("0", "false", "off")


def _sign(node: Node) -> str:
    return node.text if node.name == "t" else _SIGNS.get(node.name, "")


def _says(run: Node) -> str:
    return "".join(_sign(c) for c in run.children)


def _chosen(runs: list[Node]) -> Node | None:
    """The run that gives the new text its formatting, None when no run can."""
    for fits in (
        lambda r: _says(r).strip(),
        lambda r: any(c.name in _TEXTS for c in r.children),
        lambda r: all(c.name == "rPr" for c in r.children),
    ):
        for run in runs:
            if fits(run):
                return run
    return None


def _rewritten(run: Node, inside: list[Node], text: str) -> Iterator[Edit]:
    new = _text_elements(run.qualified, text)
    if inside:
        yield Edit(inside[0].start, inside[0].end, new)
        yield from (Edit(c.start, c.end) for c in inside[1:])
    elif new:
        yield _appended(run, new)


def _text_elements(sibling: str, text: str) -> bytes:
    """`<w:t>…</w:t>`, with the prefix that `sibling` has."""
    prefix = sibling.rpartition(":")[0]
    w = f"{prefix}:" if prefix else ""
    parts = []
    for piece in re.split(
        r"([\n\t])", _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    ):
        if piece == "\n":
            parts.append(f"<{w}br/>")
        elif piece == "\t":
            parts.append(f"<{w}tab/>")
        elif piece:
            space = ' xml:space="preserve"' if piece != piece.strip() else ""
            parts.append(f"<{w}t{space}>{escape(piece)}</{w}t>")
    return "".join(parts).encode()


def _appended(node: Node, content: bytes) -> Edit:
    """`content` put at the end of an element."""
    if node.is_empty_tag:
        return Edit(node.end - 2, node.end, b">" + content + f"</{node.qualified}>".encode())
    return Edit(node.close, node.close, content)


# ---------------------------------------------------------------------------------------------------
# What has to go so that the cell is plain text


def _settled(tc: Node) -> Iterator[Edit]:
    for node in tc.walk(past=_ELSEWHERE):
        if node.name in _DELETED:
            yield Edit(node.start, node.end)
        elif node.name in ("ins", "moveTo"):
            yield from _unwrapped(node, node)


def _is_balanced(runs: list[Node]) -> bool:
    """Whether every complex field that begins in these runs ends in them."""
    depth = 0
    for run in runs:
        for char in run.children:
            if char.name == "fldChar":
                depth += {"begin": 1, "end": -1}.get(char.attribute, 0)
                if depth < 0:
                    return False
    return depth == 0


def _unbound(tc: Node, chosen: Node | None) -> Iterator[Edit]:
    for node in tc.walk(past=_ELSEWHERE - {"sdtPr"}):
        if node.name == "fldSimple":
            yield from _unwrapped(node, node)
        elif node.name == "sdt" and _is_bound(node) and (content := node.child("sdtContent")):
            yield from _unwrapped(node, content)
            formatting = chosen.child("rPr") if chosen and node in chosen.ancestors() else None
            style = formatting.child("rStyle") if formatting else None
            if style and any(
                _is_on(c, "showingPlcHdr") for c in node.children
            ):  # the prompt's grey
                yield Edit(style.start, style.end)
    for node in tc.ancestors():  # a control around the whole cell
        if node.name == "tr":
            break
        if node.name == "sdt" and (properties := node.child("sdtPr")):
            for name in ("dataBinding", "showingPlcHdr"):
                if bound := properties.child(name):
                    yield Edit(bound.start, bound.end)


def _is_bound(sdt: Node) -> bool:
    properties = sdt.child("sdtPr")
    return properties is not None and (
        properties.child("dataBinding") is not None or _is_on(properties, "showingPlcHdr")
    )


def _is_below(node: Node, names: frozenset[str] | set[str]) -> bool:
    return any(a.name in names for a in node.ancestors())


def _unwrapped(node: Node, content: Node) -> Iterator[Edit]:
    yield Edit(node.start, content.inner)
    if content.close < node.end:
        yield Edit(content.close, node.end)


def _vanished(paragraph: Node, drop_field: bool) -> Iterator[Edit]:
    """A paragraph whose text has gone goes too, when it holds nothing else and isn't needed."""
    gone = _TEXTS | (_FIELD if drop_field else frozenset())
    beside = _OF_NO_WEIGHT | _DELETED | {"pPr", "r", "rPr", "ins", "moveTo"}
    content = [n for n in paragraph.everything() if not _is_below(n, _DELETED | {"pPr", "rPr"})]
    if not any(n.name in gone for n in content) or any(
        n.name not in gone | beside for n in content
    ):
        return
    siblings = paragraph.parent.children if paragraph.parent else []
    at = siblings.index(paragraph)
    if at == len(siblings) - 1 and at and siblings[at - 1].name == "tbl":
        return  # a cell must not end with a table
    yield Edit(paragraph.start, paragraph.end)


# ---------------------------------------------------------------------------------------------------
# A cell without any run


def _new_run(xml: bytes, tc: Node, text: str, table: dict[CellAnchor, Node]) -> Iterator[Edit]:
    paragraph = next(_paragraphs(tc), None)
    w = tc.qualified.rpartition(":")[0]
    w = f"{w}:" if w else ""
    own = paragraph.child("pPr") if paragraph else None
    model = _nearest_figure(tc, table)
    properties = own.child("rPr") if own else None  # Word itself gives typed text this formatting
    if properties is None and model:
        properties = model.child("rPr")
    run = f"<{w}r>".encode() + _copied(xml, properties) + _text_elements(tc.qualified, text)
    run += f"</{w}r>".encode()
    layout = b""
    if own is None:
        theirs = next(a for a in model.ancestors() if a.name == "p").child("pPr") if model else None
        if theirs and not any(theirs.child(name) for name in ("numPr", "sectPr")):
            layout = _copied(xml, theirs)
    if paragraph is None:
        yield _appended(tc, f"<{w}p>".encode() + layout + run + f"</{w}p>".encode())
    elif paragraph.is_empty_tag:
        yield _appended(paragraph, layout + run)
    else:
        if layout:
            yield Edit(paragraph.inner, paragraph.inner, layout)
        yield _appended(paragraph, run)


def _nearest_figure(tc: Node, table: dict[CellAnchor, Node]) -> Node | None:
    """The first run of the nearest cell that holds a figure: in the same row, else in another."""
    here = next(a for a, cell in table.items() if cell is tc)
    for anchor in sorted(table, key=lambda a: (abs(a.row - here.row), abs(a.cell - here.cell))):
        said = unicodedata.normalize("NFKC", cell_text(table[anchor])).strip()
        if _FIGURE.fullmatch(said):
            return _chosen([r for p in _paragraphs(table[anchor]) for r in _runs(p)])
    return None


def _copied(xml: bytes, properties: Node | None) -> bytes:
    """The element as it stands, without the marks of tracked changes."""
    if properties is None or properties.is_empty_tag:
        return b""
    kept = [c for c in properties.children if c.name not in _TRACKED]
    if not kept:
        return b""
    inside = b"".join(_without_tracked(xml, c) for c in kept)
    return (
        xml[properties.start : properties.inner] + inside + xml[properties.close : properties.end]
    )


def _without_tracked(xml: bytes, node: Node) -> bytes:
    return _copied(xml, node) if node.name == "rPr" else xml[node.start : node.end]
