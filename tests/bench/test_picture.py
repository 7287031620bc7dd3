"""The picture of the benchmark's table says what the results say."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from tests.bench.extraction import picture


def _score(**given):
    empty = {"figures": 400, "reports": 2, "right": 0, "processor": 1.0, "wall": 1.0, "failed": []}
    ours = {"facts_right": 0, "wrong_unmarked": 0, "right_marked": 0, "audit": 0.0}
    return {**empty, **ours, **given}


RESULTS = {
    "quick": False,
    "versions": {"pdfplumber": "0.11.10", "img2table_ocr": "2.0.0"},
    "missing": {"docling": "not installed"},
    "conditions": {
        "Chromium PDF": {
            "gouji": _score(right=400, processor=0.05),
            "pdfplumber": _score(right=391, processor=0.5),
            "img2table": _score(right=87, processor=6.0),
        },
        "scan 200 dpi bad": {
            "gouji": _score(right=396, processor=20.0, facts_right=390, wrong_unmarked=0),
            "img2table_ocr": _score(right=14, processor=16.0),
        },
    },
}


def _texts(results):
    root = ElementTree.fromstring(picture.drawing(results))
    return [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")]


def test_every_result_is_in_it():
    texts = _texts(RESULTS)
    for said in ("400", "391", "87", "396", "14", "0.10 ×", "12.0 ×", "10.0 s a report"):
        assert said in texts, said
    assert texts.count("–") == 2 + 3  # no camelot and no PyMuPDF; nor pdfplumber on scans
    assert any("has 10 wrong, 0 of these unmarked" in text for text in texts)


def test_the_kept_picture_is_of_the_kept_results():
    results = json.loads(picture.RESULTS.read_text(encoding="utf-8"))
    assert not results["quick"]
    assert picture.PICTURE.read_text(encoding="utf-8") == picture.drawing(results)
