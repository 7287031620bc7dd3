"""A docx report with its corrections: the original package, only the corrected cells' text changed.

For a report of another Word format (doc, RTF …) the package is the docx it was converted to when it
was read.
"""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from core.document import CellAnchor
from core.export.errors import ExportError
from core.export.report import MadeDocx, NotPlaced
from core.export.wordcells import cell_text, cells, replace_text
from core.export.xmlspans import Edit, XmlError, from_utf8, parse, splice, to_utf8
from core.export.zipsplice import SpliceError, replace_member
from core.readers.errors import Unreadable
from core.readers.ooxml import Package

if TYPE_CHECKING:
    from core.case import Case
    from core.case import Edit as Correction

__all__ = ["corrected_package"]

_SIGNED = "原文件带有数字签名，改动之后签名不再有效，正式使用前请重新签名。"
_CHANGED = "原文件在打开之后被改动过或已经损坏，没有导出。请重新打开这份报告再更正、导出。"


def corrected_package(case: Case) -> MadeDocx:
    """The new file.

    A correction is written only into the cell its figure was read from, and only while that cell
    still says what was read. Raises ExportError.
    """
    source = case.document.converted
    if source is None:
        source = _original(case.path)
    corrections = case.corrections
    if not corrections:
        return MadeDocx(source)
    try:
        package = Package(source)
        part = package.main_part
        original = package.read(part) if part else None
    except Unreadable as error:
        raise ExportError(_CHANGED) from error
    if part is None or original is None:
        raise ExportError(_CHANGED)
    try:
        xml, placed, lost = _corrected_xml(case, original, corrections)
        data = replace_member(source, part, xml) if placed else source
        signed = any(name.startswith("_xmlsignatures/") for name in package.names)
        return MadeDocx(data, placed, lost, (_SIGNED,) if signed and placed else ())
    except (XmlError, SpliceError, zipfile.BadZipFile) as error:
        raise ExportError(
            f"原文件的内部结构（{error}）与一般的 docx 不同，没有导出。"
            "请用 Word 或 WPS 把它另存为 docx，再打开更正。"
        ) from error


def _original(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ExportError(f"读不到原文件“{path.name}”，它可能已被移动或删除，没有导出。") from error


def _corrected_xml(
    case: Case, original: bytes, corrections: Mapping[str, Correction]
) -> tuple[bytes, tuple[str, ...], tuple[NotPlaced, ...]]:
    xml, encoding = to_utf8(original)
    by_anchor = cells(parse(xml))
    edits: dict[CellAnchor, list[Edit]] = {}
    placed: list[str] = []
    lost: list[NotPlaced] = []
    for address, correction in corrections.items():
        fact = case.read_sheet.facts.get(address)
        anchor = fact.anchor if fact else None
        label = fact.label if fact else case.sheet.facts[address].label
        if fact is None or not isinstance(anchor, CellAnchor) or anchor not in by_anchor:
            reason = "原文件的表格里没有这一格"
        elif _letters(cell_text(by_anchor[anchor])) != _letters(fact.quantity.raw):
            reason = (
                f"原文件中这一格写着“{_short(cell_text(by_anchor[anchor]))}”，"
                f"与读到的“{_short(fact.quantity.raw)}”不是一回事"
            )
        elif others := _sharing(case, address, anchor, correction):
            reason = f"原文件中这一格同时是{others}"
        else:
            table = {a: tc for a, tc in by_anchor.items() if a.table == anchor.table}
            edits[anchor] = list(replace_text(xml, by_anchor[anchor], correction.text, table))
            placed.append(address)
            continue
        lost.append(NotPlaced(address, label, correction.text, reason))
    return (
        from_utf8(splice(xml, chain.from_iterable(edits.values())), encoding),
        tuple(placed),
        tuple(lost),
    )


def _sharing(case: Case, address: str, anchor: CellAnchor, correction: Correction) -> str:
    """The labels of other figures read from the same cell that the new text would change as well."""
    return "、".join(
        f.label
        for a, f in case.read_sheet.facts.items()
        if f.anchor == anchor and a != address
        and (a not in case.corrections or case.corrections[a].text != correction.text)
    )  # fmt: skip


def _letters(text: str) -> str:
    """What of a text two ways of reading it must agree on: no spaces, breaks, invisible signs."""
    return "".join(
        c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] not in "ZC"
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 20 else text[:20] + "…"
