"""Small painted tables, scanned and read."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest

from core import scan as recognition

if recognition.missing():
    pytest.skip(recognition.missing(), allow_module_level=True)

import cv2
import numpy as np

from core.scan import ScannedCell, ScannedPage, scan_page
from core.scan.page import NOTHING
from tests.generator import scanning
from tests.generator.scanning import Scan, TrueCell, damaged, drawn

FIGURES = [
    ["一、本年新收申请数量", "1", "0", "7120", "11", "100"],
    ["二、上年结转", "", "—", "12.50", "/", "7"],
    ["三、本年度办理结果", "-21", "1,234", "38", "", "90516"],
    ["（一）予以公开", "0", "1", "2", "3", "4"],
    ["（二）部分公开", "5", "6", "7", "8", "9"],
]  # fmt: skip
WIDTHS = (150, 45, 45, 45, 45, 45)


@pytest.fixture(autouse=True)
def _qt(qapp):
    """Qt paints the tables."""


def cells_by_truth(page: ScannedPage, scan: Scan, truth: list[TrueCell]) -> list[ScannedCell]:
    """For each true cell, the one whose box holds its middle."""
    found = []
    for true in truth:
        x0, top, x1, bottom = true.box
        x, y = scan.place((x0 + x1) / 2, (top + bottom) / 2)
        inside = [c for t in page.tables for c in t.cells if c.box.contains(x, y)]
        assert inside, true
        found.append(min(inside, key=lambda c: abs((c.box.x0 + c.box.x1) / 2 - x) + abs((c.box.top + c.box.bottom) / 2 - y)))  # fmt: skip
    return found


def plain(text: str) -> str:
    """Brackets may come out half as wide, and a dash is a dash."""
    text = "".join(unicodedata.normalize("NFKC", text).split())
    return "—" if text == "-" else text


@pytest.mark.parametrize("dpi", [300, 200, 150])
def test_clean(dpi):
    scan, truth = drawn(
        FIGURES, dpi=dpi, widths=WIDTHS, above=["三、收到和处理政府信息公开申请情况"]
    )
    page = scan_page(scan.image, dpi)
    (table,) = page.tables
    assert [(c.row, c.column) for c in table.cells] == [(r, c) for r in range(5) for c in range(6)]
    assert [plain(c.text) for c in table.cells] == [plain(t.text) for t in truth]
    blank = [c for c, t in zip(table.cells, truth, strict=True) if not t.text]
    assert [c.reading for c in blank] == [None, None]
    doubtful = [c for c in table.cells if c.reading and c.reading.doubtful]
    assert doubtful == []
    assert [line.text for line in page.lines] == ["三、收到和处理政府信息公开申请情况"]
    assert (page.width, page.height) == (scan.image.shape[1], scan.image.shape[0])
    assert (page.turned, page.note) == (0, "")


@pytest.mark.parametrize("condition", ["tilted", "poor", "speckled", "shaded", "phone", "fax"])
def test_bad_scans(condition):
    """Every wrong figure is marked, most are right."""
    scan, truth = drawn(FIGURES, dpi=200, widths=WIDTHS, above=["填报单位：某某县人民政府"])
    scan = damaged(scan, scanning.CONDITIONS[condition], 7)
    page = scan_page(scan.image, 200)
    wrong = []
    for cell, true in zip(cells_by_truth(page, scan, truth), truth, strict=True):
        if plain(cell.text) != plain(true.text):
            wrong.append((true.text, cell.text))
            assert cell.reading is not None, true
            assert cell.reading.doubtful, (true, cell)
    assert len(wrong) <= 2, wrong


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_turned(quarters):
    scan, truth = drawn(FIGURES, widths=WIDTHS, above=["三、收到和处理政府信息公开申请情况"])
    scan = damaged(scan, [scanning.rotated(0.5), scanning.turned(quarters)], 1)
    page = scan_page(scan.image, 200)
    assert page.turned == (4 - quarters) * 90 % 360
    assert (page.width, page.height) == (scan.image.shape[1], scan.image.shape[0])
    assert abs(page.skew + 0.5) < 0.2
    read = cells_by_truth(page, scan, truth)
    assert [plain(c.text) for c in read] == [plain(t.text) for t in truth]


def test_merged_cells():
    rows = [
        ["（本列数据）", "←", "申请人情况", "←", "←"],
        ["↑", "↑", "自然人", "法人", "总计"],
        ["三、", "1.国家秘密", "3", "0", "3"],
        ["↑", "2.其他", "", "1", "1"],
    ]
    rows[1][1] = "↑"
    scan, _ = drawn(rows, widths=(50, 90, 60, 60, 60))
    (table,) = scan_page(scan.image, 200).tables
    spans = {(c.row, c.column): (c.row_span, c.column_span) for c in table.cells}
    assert spans[0, 0] == (2, 2)
    assert spans[0, 2] == (1, 3)
    assert spans[2, 0] == (2, 1)
    assert len(spans) == 14
    assert [c.text for c in table.cells if c.row == 3] == ["2.其他", "", "1", "1"]


def test_open_bottom():
    scan, _ = drawn([["甲", "乙", "丙"], ["1", "2", "3"], ["4", "5", "6"]], open_bottom=True)
    (table,) = scan_page(scan.image, 200).tables
    assert (table.open_top, table.open_bottom) == (False, True)
    assert [c.text for c in table.cells] == ["甲", "乙", "丙", "1", "2", "3", "4", "5", "6"]


def test_red_stamp_vanishes():
    scan, truth = drawn(FIGURES, widths=WIDTHS)
    scan = damaged(scan, [scanning.stamped([(260, 80)], radius=40)], 1)
    page = scan_page(scan.image, 200)
    for cell, true in zip(cells_by_truth(page, scan, truth), truth, strict=True):
        doubtful = cell.reading is not None and cell.reading.doubtful
        assert plain(cell.text) == plain(true.text) or doubtful, (true, cell)


def test_hidden_figures_are_doubtful():
    """What is struck through, blotted, or too faint is never passed over in silence."""
    scan, truth = drawn(FIGURES, widths=WIDTHS)
    image = scan.image.copy()
    hidden = [t for t in truth if t.text in ("7120", "90516", "38")]
    for true in hidden:
        x0, top, x1, bottom = true.box
        left, middle = scan.place(x0 + 8, (top + bottom) / 2)
        right, _ = scan.place(x1 - 8, 0)
        cv2.line(image, (round(left), round(middle) - 3), (round(right), round(middle) + 4), (0, 0, 0), 5)  # fmt: skip
    blank = [t for t in truth if not t.text]
    for true in blank:
        x0, top, x1, bottom = true.box
        x, y = scan.place((x0 + x1) / 2, (top + bottom) / 2)
        cv2.putText(image, "5", (round(x) - 8, round(y) + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (185, 185, 185), 2)  # fmt: skip
    page = scan_page(image, 200)
    shown = [t.text for t in hidden] + ["5"] * len(blank)
    for cell, text in zip(cells_by_truth(page, scan, hidden + blank), shown, strict=True):
        assert cell.reading is not None, cell
        assert cell.reading.doubtful or cell.text == text, cell


def test_no_table_no_text():
    blank = scan_page(np.full((1200, 900, 3), 255, np.uint8), 100)
    assert (blank.tables, blank.lines, blank.note) == ((), (), NOTHING)
    rng = np.random.default_rng(1)
    noise = scan_page(rng.integers(0, 255, (900, 700), dtype=np.uint8), 100)
    assert noise.note
    assert not noise.tables
    tiny = scan_page(np.zeros((3, 5), np.uint8), 72)
    assert (tiny.width, tiny.height, tiny.note) == (5, 3, NOTHING)


def test_huge_picture_is_scaled_down():
    scan, truth = drawn(FIGURES, dpi=200, widths=WIDTHS)
    height, width = scan.image.shape[:2]
    huge = cv2.resize(scan.image[:, :, 0], (10_000, round(10_000 * height / width)))
    page = scan_page(np.asarray(huge, np.uint8), 1200)
    assert page.width == 10_000
    (table,) = page.tables
    assert [plain(c.text) for c in table.cells] == [plain(t.text) for t in truth]
    assert 9_000 < table.box.x1 < 10_000


@pytest.mark.parametrize("dpi", [0, 72, 96, 2000])
def test_small_picture_of_unsure_resolution(dpi):
    """Such as a web page shows: a table at a screen's resolution, which is told wrongly."""
    scan, truth = drawn(FIGURES, dpi=110, widths=WIDTHS)
    page = scan_page(scan.image, dpi)
    read = cells_by_truth(page, scan, truth)
    for cell, true in zip(read, truth, strict=True):
        doubtful = cell.reading is not None and cell.reading.doubtful
        assert plain(cell.text) == plain(true.text) or doubtful, (true, cell)


OFFLINE = """
import socket
def refuse(*a, **k): raise AssertionError("the network was reached for")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
import numpy as np
from core.scan import scan_page
import sys
page = scan_page(np.load(sys.argv[1]), 200)
assert page.tables and page.lines
"""


def test_works_without_network_and_silently(tmp_path):
    scan, _ = drawn([["甲", "1"], ["乙", "2"]], above=["政府信息公开"])
    np.save(tmp_path / "page.npy", scan.image)
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(tmp_path / "page.npy")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
