"""Properties of WordprocessingML, and the paragraph styles that pass them on."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from core.readers.numbering import W

__all__ = ["Style", "Styles", "list_of", "number", "switch", "val"]

VAL = W + "val"


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says of its paragraphs; None where it says nothing."""

    outline: int | None  # 0 for chapters; 9 is body text
    list_id: str | None
    depth: int | None
    bold: bool | None


class Styles:
    """Paragraph styles, what they inherit resolved."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._made: dict[str, Style] = {}
        self.default = ""
        for element in root.iterchildren(W + "style") if root is not None else ():
            if element.get(W + "type") == "paragraph":
                key = str(element.get(W + "styleId"))
                self._elements[key] = element
                if element.get(W + "default") in ("1", "true", "on"):
                    self.default = key

    def __getitem__(self, key: str) -> Style:
        if key not in self._made:
            # Against styles that inherit from each other in a ring.
            self._made[key] = Style(None, None, None, None)
            self._made[key] = self._make(key)
        return self._made[key]

    def _make(self, key: str) -> Style:
        element = self._elements.get(key)
        if element is None:
            return Style(None, None, None, None)
        based = element.find(W + "basedOn")
        under = self[str(based.get(VAL))] if based is not None else Style(None, None, None, None)
        outline = under.outline
        name = val(element.find(W + "name")) or ""
        if name.lower() in ("title", "标题"):
            outline = 0
        elif name.lower().startswith("heading ") and name[8:].isdecimal() and len(name) < 10:
            outline = int(name[8:]) - 1
        list_id, depth = under.list_id, under.depth
        properties = element.find(W + "pPr")
        if properties is not None:
            outline = number(properties.find(W + "outlineLvl"), outline)
            list_id, depth = list_of(properties, list_id, depth)
        bold = switch(element.find(f"{W}rPr/{W}b"))
        return Style(outline, list_id, depth, under.bold if bold is None else bold)


def val(element: etree._Element | None) -> str | None:
    """The `w:val` of an element that may not be there."""
    if element is None:
        return None
    value = element.get(VAL)
    return None if value is None else str(value)


def number(element: etree._Element | None, otherwise: int | None) -> int | None:
    """A whole number without sign, `otherwise` for anything else."""
    value = val(element) or ""
    return int(value) if value.isdecimal() and len(value) < 10 else otherwise


def switch(element: etree._Element | None) -> bool | None:
    """An on/off property: None when it is not set at all."""
    return None if element is None else val(element) not in ("0", "false", "off")


def list_of(
    properties: etree._Element, list_id: str | None, depth: int | None
) -> tuple[str | None, int | None]:
    """The list and level that `w:pPr` puts a paragraph in, else those it was in before."""
    numbers = properties.find(W + "numPr")
    if numbers is None:
        return list_id, depth
    own = val(numbers.find(W + "numId"))
    return own if own is not None else list_id, number(numbers.find(W + "ilvl"), depth)
