"""PDFium asked without ctypes' checks gives what it gives with them."""

from __future__ import annotations

import ctypes

import pypdfium2.raw as c
import pytest

from core.readers import pdf_calls
from core.readers.pdf_page import LoadedPage
from core.readers.pdfium import PDFIUM_LOCK
from core.resources import resource_dir


@pytest.mark.parametrize("chunk", [1, 7, 1024])
def test_characters_are_those_of_the_declared_functions(chunk, monkeypatch):
    monkeypatch.setattr(pdf_calls, "_CHUNK", chunk)
    data = (resource_dir() / "samples" / "qinghe_2024.pdf").read_bytes()
    with PDFIUM_LOCK:
        document = c.FPDF_LoadMemDocument64(data, len(data), None)
        try:
            with LoadedPage(document, 1) as page:
                count = c.FPDFText_CountChars(page.text)
                assert count > 300
                read = list(pdf_calls.characters(page.text, count))
                assert read == [_declared(page.text, i) for i in range(count)]
        finally:
            c.FPDF_CloseDocument(document)


def _declared(text_page, index):
    box = c.FS_RECTF()
    found = c.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(box))
    return (
        index,
        c.FPDFText_GetUnicode(text_page, index),
        c.FPDFText_HasUnicodeMapError(text_page, index),
        found,
        (box.left, box.top, box.right, box.bottom),
    )


def test_a_page_without_characters_has_none():
    assert list(pdf_calls.characters(None, 0)) == []
