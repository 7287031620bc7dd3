"""Pages read from their pictures, with a recogniser that says what it is told to: where it is asked,
and what becomes of its answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from core.document import Box, Document, PageAnchor, Reading
from core.readers import Unreadable
from core.readers.pdf import read_pdf
from core.readers.pdf_recognise import MAX_SCANNED_PAGES
from core.readers.progress import Progress, reporting_to
from core.scan import ScannedCell, ScannedPage, ScannedTable, ScannedText
from tests.core.readers.raw_pdf import Page, pdf
from tests.core.readers.recogniser import SURE, UNSURE, Recogniser, table

LINE = "本报告由某某镇人民政府按照规定编制，数据起止时间见下文。"


def page(
    *lines: tuple[str, float, float],
    tables: Sequence[tuple[Sequence[Sequence[str]], Box]] = (),
    turned: int = 0,
    note: str = "",
    unsure: Sequence[str] = (),
    **kind: bool,
) -> Callable[[int, int], ScannedPage]:
    """An A4 page with places in points: lines (text, left, middle) of 12-point letters, tables."""

    def made(width: int, height: int) -> ScannedPage:
        s = width / 595
        texts = [
            ScannedText(
                text, Box(x * s, (y - 7) * s, (x + 12 * len(text)) * s, (y + 7) * s), SURE
            )
            for text, x, y in lines
        ]  # fmt: skip
        grids = [
            table(rows, Box(b.x0 * s, b.top * s, b.x1 * s, b.bottom * s), unsure=unsure, **kind)
            for rows, b in tables
        ]
        return ScannedPage(width, height, turned, 0.0, tuple(grids), tuple(texts), note)

    return made


def save(tmp_path: Path, pages: Sequence[Page]) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf(pages))
    return path


def scan() -> Page:
    return Page().image(0, 0, 595, 842)


def texts(document: Document) -> list[list[str]]:
    (only,) = document.tables
    return [[cell.text for cell in row] for row in only.rows()]


GRID = [["项目", "件数"], ["许可", "16"], ["处罚", ""]]
BOX = Box(60, 200, 460, 290)


def test_a_scan_becomes_paragraphs_and_tables(tmp_path: Path, recogniser: Recogniser) -> None:
    recogniser.answers = [
        page(("二、主动公开", 60, 100), (LINE, 84, 130), tables=[(GRID, BOX)], unsure=["16"])
    ]
    document = read_pdf(save(tmp_path, [scan()]))
    assert document.kind == "pdf"
    assert [p.text for p in document.paragraphs] == ["二、主动公开", LINE]
    assert all(p.reading == SURE for p in document.paragraphs)
    assert texts(document) == GRID
    (only,) = document.tables
    assert [c.reading for c in only.cells] == [SURE, SURE, SURE, UNSURE, SURE, None]
    anchor = only.cells[3].anchor
    assert isinstance(anchor, PageAnchor)
    assert (anchor.box.x0, anchor.box.top) == pytest.approx((260, 230), abs=0.5)
    assert (anchor.box.x1, anchor.box.bottom) == pytest.approx((460, 260), abs=0.5)
    (note,) = document.notes
    assert note == "第1页的文字是从图片中识别出来的，可能有错，请对照原件核对。"
    assert document.attachments == ()  # the page is the picture


def test_pages_with_text_are_not_recognised(tmp_path: Path, recogniser: Recogniser) -> None:
    recogniser.answers = [page(("四、其他情况", 60, 400))]
    pages = [Page().text(60, 100, LINE), scan(), Page().text(60, 100, "三、" + LINE)]
    document = read_pdf(save(tmp_path, pages))
    assert [p.text for p in document.paragraphs] == [LINE, "四、其他情况", "三、" + LINE]
    assert [p.reading for p in document.paragraphs] == [None, SURE, None]
    assert len(recogniser.shown) == 1


def test_a_table_goes_on_over_scanned_pages_of_other_sizes(
    tmp_path: Path, recogniser: Recogniser
) -> None:
    rows = [["收到", "1", "2"], ["予以公开", "3", "4"]]
    more = [["不予公开", "5", "6"], ["其他", "7", "8"]]
    recogniser.answers = [
        page(tables=[(rows, Box(60, 700, 480, 780))]),
        page(tables=[(more, Box(80, 60, 515, 140))]),  # a little nearer, a little aside
    ]
    document = read_pdf(save(tmp_path, [scan(), scan()]))
    assert texts(document) == rows + more
    (only,) = document.tables
    last = only.cells[-1].anchor
    assert isinstance(last, PageAnchor)
    assert last.page == 1
    assert last.box.x1 == pytest.approx(515, abs=0.5)


def test_a_scanned_page_continues_a_table_given_as_text(
    tmp_path: Path, recogniser: Recogniser
) -> None:
    xs, ys = [60, 200, 340, 480], [700, 740, 780]
    rows = [["收到", "1", "2"], ["予以公开", "3", "4"]]
    more = [["不予公开", "5", "6"]]
    first = Page().text(60, 100, LINE * 2).grid(xs, ys).cells(xs, ys, rows)
    recogniser.answers = [page(tables=[(more, Box(60, 60, 480, 100))])]
    document = read_pdf(save(tmp_path, [first, scan()]))
    assert texts(document) == rows + more
    assert [c.reading for c in document.tables[0].cells] == [None] * 6 + [SURE] * 3


def test_an_upside_down_page_is_read_upright_and_shown_as_it_is(
    tmp_path: Path, recogniser: Recogniser
) -> None:
    def upside_down(width: int, height: int) -> ScannedPage:
        s = width / 595
        # in the picture the heading stands below the table, and both on their heads
        grid = table(GRID, Box(100 * s, 300 * s, 500 * s, 390 * s))
        turned = [
            ScannedCell(
                c.row, c.column, 1, 1,
                Box(width - c.box.x1, height - c.box.bottom, width - c.box.x0, height - c.box.top),
                c.text, c.reading,
            )
            for c in grid.cells
        ]  # fmt: skip
        b = grid.box
        shown = ScannedTable(
            Box(width - b.x1, height - b.bottom, width - b.x0, height - b.top),
            grid.xs, grid.ys, tuple(turned),
        )  # fmt: skip
        heading = ScannedText("标题在上", Box(width - 200 * s, height - 214 * s, width - 152 * s, height - 200 * s), SURE)  # fmt: skip
        return ScannedPage(width, height, 180, 0.0, (shown,), (heading,))

    recogniser.answers = [upside_down]
    document = read_pdf(save(tmp_path, [scan()]))
    heading, only = document.blocks
    assert heading.text == "标题在上"  # type: ignore[union-attr]
    assert texts(document) == GRID
    anchor = only.cells[0].anchor  # type: ignore[union-attr]
    assert isinstance(anchor, PageAnchor)
    assert (anchor.box.x1, anchor.box.bottom) == pytest.approx((495, 542), abs=0.5)


def test_a_number_over_two_lines_of_its_cell_is_one(tmp_path: Path, recogniser: Recogniser) -> None:
    def narrow(width: int, height: int) -> ScannedPage:
        made = page(tables=[([["许可", "12345\n6"]] * 2, Box(60, 60, 120, 160))])(width, height)
        cell = made.tables[0].cells[1]
        doubt = ScannedCell(0, 1, 1, 1, cell.box, cell.text, Reading(0.5, True, ("12845\n6",)))
        cells = (made.tables[0].cells[0], doubt, *made.tables[0].cells[2:])
        t = made.tables[0]
        return ScannedPage(width, height, 0, 0.0, (ScannedTable(t.box, t.xs, t.ys, cells),), ())

    recogniser.answers = [narrow]
    (only,) = read_pdf(save(tmp_path, [scan()])).tables
    assert [c.text for c in only.cells] == ["许可", "123456"] * 2
    assert only.cells[1].reading == Reading(0.5, True, ("128456",))


def test_a_smudge_beside_a_figure_leaves_it_doubtful_and_not_unreadable(
    tmp_path: Path, recogniser: Recogniser
) -> None:
    rows = [
        ["维持", "9", "2", "0", "n\n3", "n\n3", "目\n20\n1"],
        ["a\n1", "甲", "", "", "", "", ""],
    ]
    marked = ("n\n3", "目\n20\n1", "a\n1")
    recogniser.answers = [page(tables=[(rows, BOX)], unsure=marked)]
    document = read_pdf(save(tmp_path, [scan()]))
    assert texts(document) == [
        ["维持", "9", "2", "0", "3", "3", "目\n20\n1"],
        ["a\n1", "甲", "", "", "", "", ""],
    ]
    assert document.tables[0].cells[4].reading == UNSURE


def test_rows_of_figures_without_rules_keep_how_they_were_read(
    tmp_path: Path, recogniser: Recogniser
) -> None:
    def rows(width: int, height: int) -> ScannedPage:
        s = width / 595
        lines = [
            ScannedText(text, Box(x * s, (y - 6) * s, (x + 30) * s, (y + 6) * s), reading)
            for y in (100, 130, 160)
            for text, x, reading in (("收到", 60, SURE), ("16", 200, UNSURE), ("17", 300, SURE))
        ]
        return ScannedPage(width, height, 0, 0.0, (), tuple(lines))

    recogniser.answers = [rows]
    (only,) = read_pdf(save(tmp_path, [scan()])).tables
    assert only.ragged
    assert [(c.text, c.reading) for c in only.cells] == [
        ("收到", SURE), ("16", UNSURE), ("17", SURE)
    ] * 3  # fmt: skip


# --- pages whose text is not what is seen -----------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "".join(chr(0xE000 + i) for i in range(60)),  # private use
        "ÕþÎñ¹«¿ªÄê¶È±¨¸æ" * 6,  # GBK as Latin-1
        "鑻辩簨韪橀瀽槠鍟鐢镧鏁鎬瑁閬嬪" * 4,  # another font's table
    ],
    ids=["private", "mojibake", "shifted"],
)
def test_a_page_of_garbage_is_read_from_its_picture(
    tmp_path: Path, recogniser: Recogniser, text: str
) -> None:
    recogniser.answers = [page((LINE, 60, 100))]
    document = read_pdf(save(tmp_path, [Page().text(40, 100, text, 8)]))
    assert [p.text for p in document.paragraphs] == [LINE]


def test_traditional_writing_and_foreign_names_are_no_garbage(
    tmp_path: Path, recogniser: Recogniser
) -> None:
    text = "根據《中華人民共和國政府信息公開條例》要求，現將本鄉政府信息公開工作情況報告如下，請予審閱並監督"
    latin = "Informe anual sobre la información pública del año" + text
    document = read_pdf(save(tmp_path, [Page().text(20, 100, text, 9).text(20, 140, latin, 7)]))
    assert document.paragraphs
    assert recogniser.shown == []


def figures_as_outlines(count: int) -> Page:
    """A table whose labels are text and whose figures are drawn."""
    xs, ys = [60, 260, 360, 460], [100, 130, 160, 190, 220]
    rows = [["项目", "数量", "金额"], *([label, "", ""] for label in ("许可", "处罚", "强制"))]
    made = Page().text(60, 60, LINE * 2).grid(xs, ys).cells(xs, ys, rows)
    for i in range(count):
        x, y = xs[1 + i % 2] + 40, ys[1 + i // 2] + 10
        made.area(x, y, x + 2, y + 9)  # a 1
        made.area(x + 5, y, x + 7, y + 9)
    return made


def test_figures_that_are_only_drawn_are_read_from_the_picture(
    tmp_path: Path, recogniser: Recogniser
) -> None:
    recogniser.answers = [page(tables=[(GRID, BOX)])]
    assert texts(read_pdf(save(tmp_path, [figures_as_outlines(6)]))) == GRID


def test_figures_that_are_only_drawn_are_never_blanks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.scan.missing", lambda: "没有识别组件。")
    document = read_pdf(save(tmp_path, [figures_as_outlines(4)]))
    assert texts(document)[1:] == [
        ["许可", "\ufffd", "\ufffd"], ["处罚", "\ufffd", "\ufffd"], ["强制", "", ""]
    ]  # fmt: skip
    assert any("只见图形" in note for note in document.notes)


def test_blank_cells_are_no_reason_to_look_at_pictures(
    tmp_path: Path, recogniser: Recogniser
) -> None:
    made = figures_as_outlines(0)
    made.line(260, 130, 460, 220)  # struck out from corner to corner
    document = read_pdf(save(tmp_path, [made]))
    assert texts(document)[1] == ["许可", "", ""]
    assert recogniser.shown == []


# --- tables that are pictures on a page with text ---------------------------------------------


def ruled_picture(page_: Page, x0: float, y0: float, x1: float, y1: float) -> Page:
    """A picture of a grid."""
    wide, high = 400, 200
    pixels = bytearray(b"\xff" * (wide * high))
    for y in range(0, high, 39):
        for row in (y, y + 1):
            pixels[row * wide : (row + 1) * wide] = bytes(wide)
    for x in (*range(0, wide - 1, 99), wide - 2):
        for y in range(high):
            pixels[y * wide + x] = pixels[y * wide + x + 1] = 0
    page_.image(x0, y0, x1, y1)
    page_.images[-1] = (wide, high, bytes(pixels))
    return page_


def test_a_table_that_is_a_picture_stands_in_its_place(
    tmp_path: Path, recogniser: Recogniser
) -> None:
    made = (
        Page().text(60, 100, "二、主动公开").text(60, 130, LINE * 2, 8).text(60, 500, "三、" + LINE)
    )
    ruled_picture(made, 60, 200, 460, 400)
    grid = [["许可", "1", "2"], ["处罚", "3", "4"], ["强制", "5", "6"], ["收费", "7", "8"]]

    def answer(width: int, height: int) -> ScannedPage:
        return ScannedPage(width, height, 0, 0.0, (table(grid, Box(0, 0, width, height)),), ())

    recogniser.answers = [answer]
    document = read_pdf(save(tmp_path, [made]))
    kinds = [type(b).__name__ for b in document.blocks]
    assert kinds == ["Paragraph", "Paragraph", "Table", "Paragraph"]
    assert texts(document) == grid
    anchor = document.tables[0].cells[0].anchor
    assert isinstance(anchor, PageAnchor)
    assert (anchor.box.x0, anchor.box.top) == pytest.approx((60, 200), abs=1)
    assert any("表格是图片" in note for note in document.notes)
    assert len(document.attachments) == 1  # and the picture is still said to be one


def test_a_photograph_in_the_text_is_left_alone(tmp_path: Path, recogniser: Recogniser) -> None:
    made = Page().text(60, 100, LINE * 2, 8).image(60, 200, 460, 400)
    assert len(read_pdf(save(tmp_path, [made])).attachments) == 1
    assert recogniser.shown == []


# --- limits and progress ----------------------------------------------------------------------


def test_progress_is_told_page_by_page(tmp_path: Path, recogniser: Recogniser) -> None:
    recogniser.answers = [page((LINE, 60, 100))] * 2
    told: list[Progress] = []
    with reporting_to(told.append):
        read_pdf(save(tmp_path, [scan(), Page().text(60, 100, LINE * 2, 8), scan()]))
    assert [str(p) for p in told] == ["识别第1页（共3页）", "识别第3页（共3页）"]


def test_of_a_long_scan_the_pages_with_tables_come_first(
    tmp_path: Path, recogniser: Recogniser
) -> None:
    ruled = ruled_picture(Page(), 0, 0, 595, 400)
    count = MAX_SCANNED_PAGES + 5
    pages = [scan() for _ in range(count)]
    pages[-1] = ruled
    recogniser.answers = [page((LINE, 60, 100))] * count
    told: list[Progress] = []
    with reporting_to(told.append):
        document = read_pdf(save(tmp_path, pages))
    assert str(told[0]) == f"查看第1页（共{count}页）"
    recognised = [p.page for p in told if p.what == "识别"]
    assert recognised == [count, *range(1, MAX_SCANNED_PAGES)]
    unread = [note for note in document.notes if "没有读出来" in note]
    assert unread == [
        f"第{MAX_SCANNED_PAGES}–{count - 1}页主要是图片，没有读出来："
        f"一份文件最多识别 {MAX_SCANNED_PAGES} 页、15 分钟，这些页没有识别。"
    ]


def test_a_scan_in_which_nothing_is_recognised(tmp_path: Path, recogniser: Recogniser) -> None:
    recogniser.answers = [page(note="太模糊，认不出文字。")]
    with pytest.raises(Unreadable) as caught:
        read_pdf(save(tmp_path, [scan()]))
    said = str(caught.value)
    assert "太模糊" in said
    assert said.count("。") == 1


def test_the_picture_is_drawn_at_a_useful_size(tmp_path: Path, recogniser: Recogniser) -> None:
    recogniser.answers = [page((LINE, 60, 100))] * 2
    large = Page(width=5950, height=8420).image(0, 0, 5950, 8420)
    read_pdf(save(tmp_path, [scan(), large]))
    (first, dpi), (second, _) = recogniser.shown
    assert dpi == 150  # the picture itself has less
    assert first == (1754, 1240, 3)
    assert second[0] * second[1] < 12_100_000


# --- what it costs where there is nothing to recognise ----------------------------------------


def test_reports_with_text_load_nothing_of_recognition() -> None:
    """A docx, a web page and a PDF with text, read in a fresh interpreter."""
    import json
    import subprocess
    import sys

    from core.resources import resource_dir

    folder = resource_dir() / "samples"
    names = ["qinghe_2024.docx", "linxi_2019.html", "qinghe_2024.pdf"]
    program = (
        "import json, sys; from pathlib import Path; from core.readers import read\n"
        "for path in sys.argv[1:]: read(Path(path))\n"
        "print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, *(str(folder / name) for name in names)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=True,
    )
    loaded = set(json.loads(run.stdout))
    assert "core" in loaded
    assert not loaded & {"numpy", "cv2", "onnxruntime", "rapidocr", "PIL"}
