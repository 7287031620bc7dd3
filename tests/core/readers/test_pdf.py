"""The PDF reader on pages drawn by hand: what a page can be like, and what cannot be read."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.document import Box, Cell, Document, PageAnchor, Table
from core.readers.errors import Unreadable
from core.readers.pdf import MAX_PAGES, read_pdf
from core.readers.pdf_edges import smallest_boxes
from core.readers.pdfium import PDFIUM_LOCK
from tests.core.readers.raw_pdf import Page, pdf, save

XS = [60, 160, 260, 360]
YS = [200, 220, 240, 260]
TEXTS = [
    ["信息内容", "本年制发件数", "现行有效件数"],
    ["规章", "1", "12"],
    ["行政规范性文件", "", "345"],
]


def with_table(page: Page) -> Page:
    return page.text(60, 160, "二、主动公开政府信息情况", 12).grid(XS, YS).cells(XS, YS, TEXTS)


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows()]


def only_table(document: Document) -> Table:
    (table,) = document.tables
    return table


def place(cell: Cell) -> tuple[int, Box]:
    assert isinstance(cell.anchor, PageAnchor)
    return cell.anchor.page, cell.anchor.box


def near(box: Box, x0: float, top: float, x1: float, bottom: float) -> bool:
    pairs = zip((box.x0, box.top, box.x1, box.bottom), (x0, top, x1, bottom), strict=True)
    return all(abs(a - b) < 1.5 for a, b in pairs)


# --- a page -----------------------------------------------------------------------------------


def test_paragraph_and_table_in_reading_order(tmp_path: Path) -> None:
    page = with_table(Page()).text(84, 300, "以上数据截至年末。")
    document = read_pdf(save(tmp_path, [page], title="云川县年报"))
    assert document.kind == "pdf"
    assert document.title == "云川县年报"
    assert document.page_sizes == ((595.0, 842.0),)
    assert document.notes == ()
    assert [p.text for p in document.paragraphs] == [
        "二、主动公开政府信息情况",
        "以上数据截至年末。",
    ]
    assert isinstance(document.blocks[1], Table)
    table = only_table(document)
    assert not table.ragged
    assert texts(table) == TEXTS
    page_number, box = place(table.cells[4])
    assert page_number == 0
    assert near(box, 160, 220, 260, 240)


def rendered_ink(path: Path, box: Box) -> tuple[float, float]:
    """How dark the box's border and its inside are on the page as PDFium shows it, 0…1."""
    scale = 4
    with PDFIUM_LOCK:
        document = pdfium.PdfDocument(path)
        image = document[0].render(scale=scale, grayscale=True).to_pil()
        document.close()

    def darkest(points: Sequence[tuple[float, float]]) -> float:
        found = 255
        for x, y in points:
            for dx, dy in itertools.product(range(-3, 4), repeat=2):
                at = (round(x * scale) + dx, round(y * scale) + dy)
                if 0 <= at[0] < image.width and 0 <= at[1] < image.height:
                    found = min(found, image.getpixel(at))
        return 1 - found / 255

    mx, my = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    sides = [(mx, box.top), (mx, box.bottom), (box.x0, my), (box.x1, my)]
    return min(darkest([side]) for side in sides), darkest([(mx, my)])


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("turn", [0, 1, 2, 3])
@pytest.mark.parametrize("crop", [None, (40, 50, 560, 800)])
def test_turned_and_cropped_pages(
    tmp_path: Path, rotate: int, turn: int, crop: tuple[int, int, int, int] | None
) -> None:
    """/Rotate, content drawn sideways, crop boxes: the same text, and anchors on the page as shown."""
    drawn = with_table(Page(rotate=rotate, turn=turn, crop=None if turn % 2 else crop))
    path = save(tmp_path, [drawn])
    document = read_pdf(path)
    table = only_table(document)
    assert texts(table) == TEXTS
    with PDFIUM_LOCK:
        opened = pdfium.PdfDocument(path)
        assert opened[0].get_size() == pytest.approx(document.page_sizes[0], abs=0.01)
        opened.close()
    blank = next(cell for cell in table.cells if not cell.text)
    border, inside = rendered_ink(path, place(blank)[1])
    assert border > 0.3
    assert inside == 0


def test_form_xobjects_with_matrices(tmp_path: Path) -> None:
    inner = with_table(Page())
    page = Page().form(Page().form(inner), "0.5 0 0 0.5 20 300")
    table = only_table(read_pdf(save(tmp_path, [page])))
    assert texts(table) == TEXTS
    # Half as large about the bottom left corner, then moved by (20, 300).
    _, box = place(table.cells[0])
    assert near(box, 20 + 30, 842 - 300 - 321, 20 + 80, 842 - 300 - 311)


@pytest.mark.parametrize(
    "style",
    [
        pytest.param({"dash": "[2 2] 0 d"}, id="dashed"),
        pytest.param({"dash": "1 G"}, id="white"),
        pytest.param({"dash": "0.6 G"}, id="grey"),
        pytest.param({"width": 2.5}, id="thick"),
        pytest.param({"sides": False}, id="open at the sides"),
    ],
)
def test_ways_to_draw_a_grid(tmp_path: Path, style: dict[str, object]) -> None:
    page = Page().grid(XS, YS, **style).cells(XS, YS, TEXTS)  # type: ignore[arg-type]
    assert texts(only_table(read_pdf(save(tmp_path, [page])))) == TEXTS


def test_cells_shown_by_their_areas_only(tmp_path: Path) -> None:
    page = Page()
    for (x0, x1), (y0, y1) in itertools.product(itertools.pairwise(XS), itertools.pairwise(YS)):
        page.area(x0 + 0.5, y0 + 0.5, x1 - 0.5, y1 - 0.5, "0.9 g")
    assert texts(only_table(read_pdf(save(tmp_path, [page.cells(XS, YS, TEXTS)])))) == TEXTS


def test_borders_as_thin_areas(tmp_path: Path) -> None:
    page = Page()
    for y in YS:
        page.area(XS[0], y - 0.25, XS[-1], y + 0.25)
    for x in XS:
        page.area(x - 0.25, YS[0], x + 0.25, YS[-1])
    assert texts(only_table(read_pdf(save(tmp_path, [page.cells(XS, YS, TEXTS)])))) == TEXTS


def test_lines_of_dots(tmp_path: Path) -> None:
    page = Page()
    for y in YS:
        for i in range(200):
            page.area(60 + 1.5 * i, y, 60.75 + 1.5 * i, y + 0.75)
    for x in XS:
        for i in range(41):
            page.area(x, 200 + 1.5 * i, x + 0.75, 200.75 + 1.5 * i)
    assert texts(only_table(read_pdf(save(tmp_path, [page.cells(XS, YS, TEXTS)])))) == TEXTS


def test_a_frame_round_every_cell_with_space_between(tmp_path: Path) -> None:
    page = Page()
    for (x0, x1), (y0, y1) in itertools.product(itertools.pairwise(XS), itertools.pairwise(YS)):
        page.grid([x0 + 2, x1 - 2], [y0 + 2, y1 - 2])
    assert texts(only_table(read_pdf(save(tmp_path, [page.cells(XS, YS, TEXTS)])))) == TEXTS


def test_white_areas_behind_lines_of_prose_are_no_table(tmp_path: Path) -> None:
    page = Page()
    for i in range(6):
        page.area(70, 200 + 28 * i, 520, 228 + 28 * i, "1 g")
        page.text(74, 220 + 28 * i, "认真落实政府信息公开各项规定，围绕群众关心的事项及时发布")
    document = read_pdf(save(tmp_path, [page]))
    assert document.tables == ()
    assert len(document.paragraphs) == 1


def test_two_tables_of_nearly_the_same_width_keep_their_own_lines(tmp_path: Path) -> None:
    lower = [y + 100 for y in YS]
    shifted = [x + 2 for x in XS]
    page = (
        Page().grid(XS, YS).cells(XS, YS, TEXTS).grid(shifted, lower).cells(shifted, lower, TEXTS)
    )
    first, second = read_pdf(save(tmp_path, [page])).tables
    assert place(first.cells[0])[1].x0 == pytest.approx(60, abs=0.3)
    assert place(second.cells[0])[1].x0 == pytest.approx(62, abs=0.3)


def test_merged_cells_stand_once_with_their_spans(tmp_path: Path) -> None:
    page = Page().grid([60, 360], [200, 220]).text(70, 214, "行政复议")
    page.grid([60, 160], [220, 260]).text(70, 234, "结果维持")
    page.grid([160, 260, 360], [220, 240, 260])
    page.text(170, 234, "3").text(270, 234, "4").text(170, 254, "5").text(270, 254, "6")
    table = only_table(read_pdf(save(tmp_path, [page])))
    assert [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells] == [
        (0, 0, 1, 3, "行政复议"),
        (1, 0, 2, 1, "结果维持"),
        (1, 1, 1, 1, "3"),
        (1, 2, 1, 1, "4"),
        (2, 1, 1, 1, "5"),
        (2, 2, 1, 1, "6"),
    ]


# --- text in cells ----------------------------------------------------------------------------


def one_cell(tmp_path: Path, page: Page, width: float = 40, height: float = 60) -> str:
    """The text of the left of two cells, `width` wide, at (60, 200)."""
    page.grid([60, 60 + width, 400], [200, 200 + height]).text(380, 214, "0")
    table = only_table(read_pdf(save(tmp_path, [page])))
    assert table.cells[1].text == "0"
    return table.cells[0].text


def test_a_number_in_several_runs_is_one(tmp_path: Path) -> None:
    page = Page()
    for i, digit in enumerate("3985758"):
        page.text(64 + 5 * i, 214, digit)
    assert one_cell(tmp_path, page, 60) == "3985758"


def test_a_number_broken_in_a_narrow_cell_is_one(tmp_path: Path) -> None:
    page = Page().text(64, 214, "3985").text(64, 226, "758")
    assert one_cell(tmp_path, page, 28) == "3985758"


def test_numbers_on_lines_of_their_own_stay_apart(tmp_path: Path) -> None:
    page = Page().text(64, 214, "12").text(64, 226, "34")
    assert one_cell(tmp_path, page, 60) == "12\n34"


def test_two_numbers_in_one_cell_stay_apart(tmp_path: Path) -> None:
    assert one_cell(tmp_path, Page().text(64, 214, "12").text(84, 214, "34"), 60) == "12 34"


def test_numbers_of_neighbouring_cells_never_merge(tmp_path: Path) -> None:
    # One string for the whole row, as some programs write it; the columns are 15 wide.
    xs = [60, 75, 90, 105]
    page = Page().grid(xs, [200, 220, 240]).text(62, 214, "12 34 56").text(62, 234, "7")
    table = only_table(read_pdf(save(tmp_path, [page])))
    assert texts(table)[0] == ["12", "34", "56"]


def test_a_number_too_wide_for_its_cell_stays_whole(tmp_path: Path) -> None:
    xs = [60, 90, 160, 190]
    page = Page().grid(xs, [200, 220, 240]).text(57, 214, "3985758").text(165, 214, "53")
    page.text(64, 234, "1")
    table = only_table(read_pdf(save(tmp_path, [page])))
    assert texts(table)[0] == ["3985758", "", "53"]


def test_label_in_a_column_of_single_characters(tmp_path: Path) -> None:
    page = Page()
    for i, char in enumerate("三、本年度办理结果"):
        page.text(64, 214 + 12 * i, char)
    assert one_cell(tmp_path, page, 18, 130).replace("\n", "") == "三、本年度办理结果"


def test_vertical_writing_reads_from_right_to_left(tmp_path: Path) -> None:
    page = Page()
    for column, part in enumerate(["其他处", "理情况"]):
        for i, char in enumerate(part):
            page.text(85 - 13 * column, 214 + 12 * i, char)
    assert one_cell(tmp_path, page) == "其他处\n理情况"


def test_text_painted_twice_to_look_bold_is_read_once(tmp_path: Path) -> None:
    page = Page().text(64, 214, "总计11").text(64.4, 214, "总计11")
    assert one_cell(tmp_path, page, 60) == "总计11"


def test_watermark_across_the_table_is_left_out(tmp_path: Path) -> None:
    page = with_table(Page())
    code = "内部资料".encode("utf-16-be").hex()
    page.raw(f"q 0.8 g BT /F1 48 Tf 0.707 0.707 -0.707 0.707 150 560 Tm <{code}> Tj ET Q")
    assert texts(only_table(read_pdf(save(tmp_path, [page])))) == TEXTS


def test_radicals_are_read_as_ideographs(tmp_path: Path) -> None:
    page = Page().text(60, 100, "云川县⼈⺠政府⼀")
    assert read_pdf(save(tmp_path, [page])).paragraphs[0].text == "云川县人民政府一"


@pytest.mark.parametrize(
    ("painted", "read"), [("\u00ad302", "-302"), ("\u2010302", "-302"), ("\u2012302", "–302")]
)
def test_hyphens_that_can_be_seen_are_read(tmp_path: Path, painted: str, read: str) -> None:
    """Fonts show several characters with the same short line, and PDFs name any of them."""
    assert one_cell(tmp_path, Page().text(64, 214, painted), 60) == read


def test_text_clipped_away_is_not_read(tmp_path: Path) -> None:
    """Qt paints the neighbouring page's lines into the margins and clips them off."""
    page = Page().raw("q 50 100 500 642 re W n").text(60, 400, "正文").text(60, 60, "上页").raw("Q")
    assert [p.text for p in read_pdf(save(tmp_path, [page])).paragraphs] == ["正文"]


# --- prose ------------------------------------------------------------------------------------

LINE = "本单位认真落实政府信息公开各项规定，围绕群众关心的事项及时发布信息，全年"  # 37 characters


def test_lines_become_paragraphs(tmp_path: Path) -> None:
    page = Page().text(190, 100, "云川县水务局年度报告", 22, font="F1")
    page.text(84, 150, "一、总体情况", 12)
    page.text(84, 170, LINE[:-2], 12).text(60, 190, LINE, 12).text(60, 210, "发布1284条。", 12)
    page.text(84, 230, LINE[:-2], 12).text(60, 250, "完毕。", 12)
    document = read_pdf(save(tmp_path, [page]))
    assert [p.text for p in document.paragraphs] == [
        "云川县水务局年度报告",
        "一、总体情况",
        LINE[:-2] + LINE + "发布1284条。",
        LINE[:-2] + "完毕。",
    ]
    assert [p.heading for p in document.paragraphs] == [True, False, False, False]


def test_a_paragraph_goes_on_over_the_page_break(tmp_path: Path) -> None:
    pages = [
        Page().text(84, 700, LINE[:-2], 12).text(60, 720, LINE, 12).text(290, 800, "- 1 -"),
        Page().text(60, 100, LINE, 12).text(60, 120, "完。", 12).text(290, 800, "- 2 -"),
    ]
    document = read_pdf(save(tmp_path, pages))
    assert [p.text for p in document.paragraphs] == [LINE[:-2] + LINE + LINE + "完。"]
    anchor = document.paragraphs[0].anchor
    assert isinstance(anchor, PageAnchor)
    assert anchor.page == 0
    assert anchor.box.bottom < 725


def test_page_furniture_is_left_out(tmp_path: Path) -> None:
    pages = [
        with_table(Page())
        .text(60, 40, "云川县人民政府办公室")
        .text(280, 810, f"第 {number} 页 共 3 页")
        .text(60, 400 + 40 * number, f"第{number}段。")
        for number in (1, 2, 3)
    ]
    document = read_pdf(save(tmp_path, pages))
    assert [p.text for p in document.paragraphs if "段" in p.text] == [
        "第1段。",
        "第2段。",
        "第3段。",
    ]
    assert not any("页" in p.text or "办公室" in p.text for p in document.paragraphs)


def test_page_numbers_in_the_middle_of_the_page_are_seen_by_their_counting(tmp_path: Path) -> None:
    pages = [Page().text(60, 100, LINE, 12).text(400, 600, str(n)) for n in (1, 2, 3, 4)]
    document = read_pdf(save(tmp_path, pages))
    assert "".join(p.text for p in document.paragraphs) == LINE * 4


def test_a_lone_number_in_the_text_stays(tmp_path: Path) -> None:
    page = Page().text(60, 100, LINE, 12).text(60, 300, "2023")
    assert [p.text for p in read_pdf(save(tmp_path, [page])).paragraphs] == [LINE, "2023"]


def test_figures_without_lines_become_a_ragged_table_and_a_note(tmp_path: Path) -> None:
    page = Page()
    rows = [("一、本年新收", "12", "3", "0", "15"), ("二、上年结转", "1", "0", "0", "1")]
    for i, row in enumerate(rows):
        for x, text in zip((60, 200, 240, 280, 320), row, strict=True):
            page.text(x, 200 + 20 * i, text)
    document = read_pdf(save(tmp_path, [page.text(60, 300, "说明文字。")]))
    table = only_table(document)
    assert table.ragged
    assert texts(table) == [list(row) for row in rows]
    assert near(place(table.cells[1])[1], 200, 191, 210, 201)
    (note,) = document.notes
    assert "第1页" in note


# --- over the page break ----------------------------------------------------------------------


def table_over_pages(
    tmp_path: Path, *pages: tuple[Sequence[float], Sequence[float], Sequence[Sequence[str]]]
) -> Document:
    drawn = [Page().grid(xs, ys).cells(xs, ys, rows) for xs, ys, rows in pages]
    return read_pdf(save(tmp_path, drawn))


def test_pieces_are_joined_by_their_lines(tmp_path: Path) -> None:
    """The second piece has merged cells only: fewer columns."""
    document = table_over_pages(
        tmp_path,
        (XS, [740, 760, 780], [["信息内容", "制发", "废止"], ["规章", "1", "2"]]),
        ([60, 160, 360], [80, 100, 120], [["行政许可", "50"], ["行政处罚", "98"]]),
        (XS, [80, 100], [["行政强制", "3", "4"]]),
    )
    table = only_table(document)
    assert [(c.row, c.column, c.column_span, c.text) for c in table.cells if c.row == 2] == [
        (2, 0, 1, "行政许可"),
        (2, 1, 2, "50"),
    ]
    assert table.row_count == 5
    assert table.column_count == 3
    assert [place(row[0])[0] for row in table.rows()] == [0, 0, 1, 1, 2]


def test_pieces_are_joined_where_margins_are_mirrored(tmp_path: Path) -> None:
    shifted = [x + 20 for x in XS]
    document = table_over_pages(
        tmp_path, (XS, [740, 760], [["规章", "1", "2"]]), (shifted, [80, 100], [["许可", "3", "4"]])
    )
    assert texts(only_table(document)) == [["规章", "1", "2"], ["许可", "3", "4"]]


def test_tables_with_other_columns_are_not_joined(tmp_path: Path) -> None:
    document = table_over_pages(
        tmp_path,
        (XS, [740, 760], [["规章", "1", "2"]]),
        ([60, 110, 200, 230, 300, 360], [80, 100], [["甲", "3", "4", "5", "6"]]),
    )
    assert len(document.tables) == 2


def test_tables_with_text_between_are_not_joined(tmp_path: Path) -> None:
    first = Page().grid(XS, [740, 760]).cells(XS, [740, 760], [["规章", "1", "2"]])
    second = Page().text(60, 70, "三、收到和处理申请情况")
    second.grid(XS, [80, 100]).cells(XS, [80, 100], [["许可", "3", "4"]])
    assert len(read_pdf(save(tmp_path, [first, second])).tables) == 2


def test_a_caption_saying_continued_joins(tmp_path: Path) -> None:
    first = Page().grid(XS, [740, 760]).cells(XS, [740, 760], [["规章", "1", "2"]])
    second = Page().text(300, 70, "续表")
    second.grid(XS, [80, 100]).cells(XS, [80, 100], [["许可", "3", "4"]])
    document = read_pdf(save(tmp_path, [first, second]))
    assert texts(only_table(document)) == [["规章", "1", "2"], ["许可", "3", "4"]]
    assert document.paragraphs == ()


def test_a_repeated_header_is_dropped(tmp_path: Path) -> None:
    header = ["信息内容", "制发件数", "废止件数"]
    document = table_over_pages(
        tmp_path,
        (XS, [720, 740, 760], [header, ["规章", "1", "2"]]),
        (XS, [80, 100, 120], [header, ["许可", "3", "4"]]),
    )
    assert texts(only_table(document)) == [header, ["规章", "1", "2"], ["许可", "3", "4"]]


def test_equal_rows_of_figures_are_no_header(tmp_path: Path) -> None:
    row = ["规章", "0", "0"]
    document = table_over_pages(
        tmp_path, (XS, [740, 760, 780], [row, row]), (XS, [80, 100, 120], [row, row])
    )
    assert texts(only_table(document)) == [row] * 4


LONG = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"


def test_a_row_cut_by_the_page_break_is_one(tmp_path: Path) -> None:
    # Ten characters a line fill the first column; the figures stay on the first page.
    document = table_over_pages(
        tmp_path,
        ([60, 170, 260, 360], [740, 760], [[LONG[:11], "67", "3"]]),
        ([60, 170, 260, 360], [80, 100, 120], [[LONG[11:21], "", ""], ["3.其他", "108", "2"]]),
    )
    table = only_table(document)
    assert [[t.replace("\n", "") for t in row] for row in texts(table)] == [
        [LONG[:21], "67", "3"],
        ["3.其他", "108", "2"],
    ]
    assert place(table.cells[0])[0] == 0


def test_a_row_that_just_begins_on_the_next_page_is_its_own(tmp_path: Path) -> None:
    document = table_over_pages(
        tmp_path,
        (XS, [740, 760], [["规章", "", ""]]),
        (XS, [80, 100, 120], [["行政规范性文件", "", ""], ["许可", "", ""]]),
    )
    assert texts(only_table(document)) == [
        ["规章", "", ""], ["行政规范性文件", "", ""], ["许可", "", ""],
    ]  # fmt: skip


def test_an_open_row_without_rules_at_the_break_is_one(tmp_path: Path) -> None:
    """Chromium draws no rule on either side of the break."""
    first = Page().line(60, 740, 360, 740)
    second = Page().line(60, 120, 360, 120)
    for x in XS:
        first.line(x, 740, x, 800)
        second.line(x, 60, x, 120)
    first.text(64, 754, "不属于").text(164, 754, "12").text(264, 754, "3")
    second.grid(XS, [120, 140]).text(64, 134, "总计").text(164, 134, "5").text(264, 134, "6")
    second.text(64, 74, "")
    table = only_table(read_pdf(save(tmp_path, [first, second])))
    assert texts(table) == [["不属于", "12", "3"], ["总计", "5", "6"]]


def test_a_page_number_just_below_an_open_cell_is_not_taken_for_its_figure(tmp_path: Path) -> None:
    first = Page().line(60, 760, 360, 760)
    second = Page().grid(XS, [80, 100]).cells(XS, [80, 100], [["总计", "5", "6"]])
    for x in XS:
        first.line(x, 760, x, 790)
    first.cells(XS, [762], [["规章", "12", "13"]]).text(270, 800, "4")
    table = only_table(read_pdf(save(tmp_path, [first, second])))
    assert texts(table) == [["规章", "12", "13"], ["总计", "5", "6"]]


def test_a_cut_row_whose_lines_end_at_different_heights(tmp_path: Path) -> None:
    first = Page().line(60, 740, 360, 740)
    for x, bottom in zip(XS, (764, 764, 760.5, 760.5), strict=True):
        first.line(x, 740, x, bottom)
    first.cells(XS, [742], [["规章", "12", "13"]])
    second = Page().grid(XS, [80, 100]).cells(XS, [80, 100], [["总计", "5", "6"]])
    table = only_table(read_pdf(save(tmp_path, [first, second])))
    assert texts(table) == [["规章", "12", "13"], ["总计", "5", "6"]]


def test_a_group_label_over_the_break_is_one_cell(tmp_path: Path) -> None:
    xs = [60, 90, 260, 360]
    pages = []
    for top, label, rows in (
        (700, "（三）", [["1.甲", "1"], ["2.乙", "2"]]),
        (80, "", [["3.丙", "3"], ["4.丁", "4"]]),
    ):
        ys = [top, top + 20, top + 40]
        page = Page().grid(xs[1:], ys).cells(xs[1:], ys, rows)
        page.grid(xs[:2], [ys[0], ys[-1]]).text(62, top + 14, label, 8)
        pages.append(page)
    table = only_table(read_pdf(save(tmp_path, pages)))
    assert [(c.row, c.row_span, c.text) for c in table.cells if c.column == 0] == [(0, 4, "（三）")]
    assert [c.text for c in table.cells if c.column == 2] == ["1", "2", "3", "4"]


def test_last_row_alone_on_its_page_joins(tmp_path: Path) -> None:
    """One full-width box makes no table of its own, but it ends one."""
    document = table_over_pages(
        tmp_path,
        (XS, [740, 760], [["规章", "1", "2"]]),
        ([60, 360], [80, 100], [["第二十条第（八）项"]]),
    )
    assert texts(only_table(document)) == [["规章", "1", "2"], ["第二十条第（八）项"]]


def test_a_frame_around_a_text_is_no_table(tmp_path: Path) -> None:
    page = Page().grid([60, 360], [80, 130]).text(70, 100, "说明文字。")
    document = read_pdf(save(tmp_path, [page]))
    assert document.tables == ()
    assert [p.text for p in document.paragraphs] == ["说明文字。"]


# --- what cannot be read ----------------------------------------------------------------------


def sentence(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        read_pdf(path)
    text = str(caught.value)
    assert text.endswith("。")
    assert text.count("。") == 1
    return text


def test_password(tmp_path: Path) -> None:
    assert "密码" in sentence(save(tmp_path, [with_table(Page())], user_password="secret"))


def test_no_pages_is_said_even_after_a_locked_file(tmp_path: Path) -> None:
    sentence(save(tmp_path, [Page()], "locked.pdf", user_password="secret"))
    assert "一页也没有" in sentence(save(tmp_path, [], "empty.pdf"))


def test_too_many_pages(tmp_path: Path) -> None:
    assert "601" in sentence(save(tmp_path, [Page()] * (MAX_PAGES + 1)))


@pytest.mark.parametrize("kept", [0, 8, 100, 0.5, 0.9, 0.99])
def test_cut_off_or_damaged(tmp_path: Path, kept: float) -> None:
    data = pdf([with_table(Page()), Page().text(60, 100, "第二页")])
    path = tmp_path / "cut.pdf"
    path.write_bytes(data[: int(kept if kept > 1 else kept * len(data))])
    assert "损坏" in sentence(path) or "不完整" in sentence(path)


LACKING = "没有安装文字识别组件，扫描件无法识别。"


@pytest.fixture
def unable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recognition is not installed."""
    monkeypatch.setattr("core.scan.missing", lambda: LACKING)


@pytest.mark.usefixtures("unable")
def test_a_scan(tmp_path: Path) -> None:
    pages = [Page().image(0, 0, 595, 842), Page().image(0, 0, 595, 842).text(400, 830, "扫描")]
    said = sentence(save(tmp_path, pages))
    assert "这是扫描件" in said
    assert LACKING.rstrip("。") in said


@pytest.mark.usefixtures("unable")
def test_glyphs_without_unicode(tmp_path: Path) -> None:
    assert "文字编码" in sentence(save(tmp_path, [Page().text(60, 100, "一二三四五", font="F2")]))


@pytest.mark.usefixtures("unable")
def test_some_glyphs_without_unicode_are_never_taken_for_a_figure(tmp_path: Path) -> None:
    page = Page().grid(XS, YS).cells(XS, YS, TEXTS).text(164, 254, "\x0a\x0b", font="F2")
    document = read_pdf(save(tmp_path, [page]))
    assert texts(only_table(document))[2] == ["行政规范性文件", "\ufffd\ufffd", "345"]
    (note,) = document.notes
    assert "第1页" in note


@pytest.mark.usefixtures("unable")
def test_a_page_that_is_a_picture_among_others(tmp_path: Path) -> None:
    pages = [
        with_table(Page()),
        Page().image(20, 20, 575, 822),
        Page(),
        Page().text(60, 100, "末页"),
    ]
    document = read_pdf(save(tmp_path, pages))
    (note,) = document.notes
    assert note.startswith("第2页")
    assert LACKING in note
    (attachment,) = document.attachments
    assert (attachment.kind, attachment.after_block) == ("image", 2)


def test_a_picture_in_a_cell_is_noted(tmp_path: Path) -> None:
    page = with_table(Page()).image(170, 242, 250, 258)
    table = only_table(read_pdf(save(tmp_path, [page])))
    assert [c.has_image for c in table.cells] == [i == 7 for i in range(9)]


@pytest.mark.usefixtures("unable")
def test_text_laid_over_a_scan_is_said_to_be_recognised(tmp_path: Path) -> None:
    page = Page().image(0, 0, 595, 842).raw("3 Tr").text(40, 100, LINE).text(40, 120, LINE)
    (note,) = read_pdf(save(tmp_path, [page])).notes
    assert "识别" in note


def test_a_drawing_is_not_taken_for_a_table(tmp_path: Path) -> None:
    page = Page().text(60, 50, LINE)
    for i in range(120):
        page.line(60, 100 + 5 * i, 540, 100 + 5 * i)
        page.line(60 + 4 * i, 100, 60 + 4 * i, 700)
    document = read_pdf(save(tmp_path, [page]))
    assert document.tables == ()
    assert document.paragraphs[0].text == LINE
    assert "线条太多" in document.notes[0]


def test_the_file_is_left_as_it_was(tmp_path: Path) -> None:
    path = save(tmp_path, [with_table(Page())])
    before = path.read_bytes()
    read_pdf(path)
    assert path.read_bytes() == before
    path.unlink()  # and is not held open


def test_two_threads_may_read_at_once(tmp_path: Path) -> None:
    path = save(tmp_path, [with_table(Page().text(60, 80, LINE)) for _ in range(20)])
    expected = read_pdf(path)
    results: list[Document] = []

    def work() -> None:
        results.extend(read_pdf(path) for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 15


# --- against pdfplumber -----------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_boxes_are_those_pdfplumber_finds(data: st.DataObject) -> None:
    """Our faster search and `intersections_to_cells`, on grids with pieces of lines left out."""
    from pdfplumber import table as plumber

    columns, rows = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 6))
    edges = []
    for i in range(columns + 1):
        for j in range(rows):
            if data.draw(st.booleans()) or i in (0, columns):
                edges.append(_edge(20 * i, 20 * j, 20 * i, 20 * j + 20, "v"))
    for j in range(rows + 1):
        for i in range(columns):
            if data.draw(st.booleans()) or j in (0, rows):
                edges.append(_edge(20 * i, 20 * j, 20 * i + 20, 20 * j, "h"))
    crossings = plumber.edges_to_intersections(plumber.merge_edges(edges, 3, 3, 3, 3), 3, 3)
    assert sorted(smallest_boxes(crossings)) == sorted(plumber.intersections_to_cells(crossings))


def _edge(x0: float, top: float, x1: float, bottom: float, orientation: str) -> dict[str, object]:
    return {
        "x0": x0, "top": top, "x1": x1, "bottom": bottom,
        "width": x1 - x0, "height": bottom - top, "orientation": orientation,
    }  # fmt: skip
