"""How a docx of ours looks: page, styles and properties of official documents (GB/T 9704), 仿宋 and 黑体
on A4."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from core.export.wordgrid import without_controls

__all__ = [
    "CELL", "SECTION", "SIGNATURE", "SMALL_CELL", "TEXT_WIDTH", "set_page", "set_properties",
    "set_styles", "timeless",
]  # fmt: skip

_PAGE = (Mm(210), Mm(297))
_TOP, _BOTTOM, _LEFT, _RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
TEXT_WIDTH = (_PAGE[0] - _LEFT - _RIGHT) // 635
"""In twentieths of a point."""
_LATIN = "Times New Roman"
CELL, SMALL_CELL = "表格文字", "表格小字"
SIGNATURE, SECTION = "落款", "节标题"


def set_page(document: Any) -> None:
    """A4 with the margins of official documents."""
    section = document.sections[0]
    section.page_width, section.page_height = _PAGE
    section.top_margin, section.bottom_margin = _TOP, _BOTTOM
    section.left_margin, section.right_margin = _LEFT, _RIGHT


def set_styles(document: Any) -> None:
    """The styles named above, beside Title, Heading 1 and Normal."""
    styles = document.styles
    normal = styles["Normal"]
    _set_font(normal, "仿宋", 16)
    layout = normal.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28)
    _indent(normal, 200)
    for name, font, size, align, indent in (
        ("Title", "黑体", 22, WD_ALIGN_PARAGRAPH.CENTER, 0),
        ("Heading 1", "黑体", 16, WD_ALIGN_PARAGRAPH.LEFT, 200),
        (SECTION, "楷体", 16, WD_ALIGN_PARAGRAPH.LEFT, 200),
        (SIGNATURE, "仿宋", 16, WD_ALIGN_PARAGRAPH.RIGHT, 0),
        (CELL, "仿宋", 10.5, WD_ALIGN_PARAGRAPH.CENTER, 0),
        (SMALL_CELL, "仿宋", 9, WD_ALIGN_PARAGRAPH.CENTER, 0),
    ):
        if name in ("Title", "Heading 1"):
            style = styles[name]
        else:
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = normal
        _set_font(style, font, size)
        layout = style.paragraph_format
        layout.alignment = align
        layout.space_before, layout.space_after = Pt(0), Pt(14 if name == "Title" else 0)
        small = name in (CELL, SMALL_CELL)
        layout.line_spacing_rule = WD_LINE_SPACING.SINGLE if small else WD_LINE_SPACING.EXACTLY
        if not small:
            layout.line_spacing = Pt(36 if name == "Title" else 28)
        layout.keep_with_next = name in ("Title", "Heading 1", SECTION)
        _indent(style, indent)
        for border in style.element.findall(".//" + qn("w:pBdr")):  # the default Title's rule
            border.getparent().remove(border)


def _set_font(style: Any, east_asian: str, size: float) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = _LATIN, Pt(size), False, False
    font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):
            del fonts.attrib[attribute]
    fonts.set(qn("w:eastAsia"), east_asian)
    fonts.set(qn("w:cs"), _LATIN)
    for spacing in properties.findall(qn("w:spacing")) + properties.findall(qn("w:kern")):
        properties.remove(spacing)


def _indent(style: Any, hundredths: int) -> None:
    """The first line's indent, in hundredths of a character."""
    style.paragraph_format.first_line_indent = Pt(32 if hundredths else 0)
    ind = style.element.pPr.ind
    ind.set(qn("w:firstLineChars"), str(hundredths))


def set_properties(document: Any, title: str) -> None:
    """The title, and nothing that would make two exports of the same case differ."""
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title = without_controls(title)[:255]
    element = properties._element
    for child in list(element):
        # When it was made is on the file itself; here it would make two exports differ.
        if child.tag.endswith(("}created", "}modified")):
            element.remove(child)
    relations = document.part.package.rels
    for key in [k for k, r in relations.items() if r.reltype.endswith("/thumbnail")]:
        del relations[key]  # a picture of python-docx's empty template


def timeless(package: bytes) -> bytes:
    """The same package with every part dated as the zip format's first day."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            entry = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(info))
    return out.getvalue()
