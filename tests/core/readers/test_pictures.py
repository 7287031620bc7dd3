"""Pictures as files, and pictures of tables inside docx and HTML."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.document import Box, Document, Paragraph, PictureAnchor, Table
from core.readers import Unreadable, read
from core.readers.embedded import MAX_PICTURES, image_source, picture_bytes
from core.readers.pictures import MAX_FRAMES, MAX_PIXELS, pictures_pdf, read_picture
from core.readers.progress import Progress, reporting_to
from core.scan import ScannedPage, ScannedText
from tests.core.readers.making import docx, p, relationships, tbl
from tests.core.readers.recogniser import SURE, Recogniser, table
from tests.links import symlink

HEADING = "某某县2024年政府信息公开工作年度报告"
TEXT = "一、总体情况 " + "本年度认真落实各项要求，做好主动公开和依申请公开工作。" * 12
GRID = [["许可", "1", "2"], ["处罚", "3", "4"], ["强制", "5", "6"], ["收费", "7", "8"]]


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def white(width: int = 1240, height: int = 1754) -> Image.Image:
    """A page, black in the top left corner."""
    made = Image.new("RGB", (width, height), "white")
    made.paste((0, 0, 0), (0, 0, width // 4, height // 4))
    return made


def grid_picture(width: int = 800, height: int = 300) -> bytes:
    made = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(made)
    for y in range(10, height, 70):
        draw.line((10, y, width - 10, y), "black", 2)
    for x in range(10, width, 195):
        draw.line((x, 10, x, height - 10), "black", 2)
    return encoded(made)


def heading(width: int, height: int) -> ScannedPage:
    line = ScannedText(HEADING, Box(0.2 * width, 0.1 * height, 0.8 * width, 0.12 * height), SURE)
    return ScannedPage(width, height, 0, 0.0, (), (line,))


def grid(width: int, height: int) -> ScannedPage:
    """A table with a line above it."""
    above = ScannedText("单位：件", Box(0, 0, 80, 20), SURE)
    body = table(GRID, Box(0, 30, width, height))
    return ScannedPage(width, height, 0, 0.0, (body,), (above,))


def texts(found: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in found.rows()]


def corners(pdf: bytes, page: int = 0) -> list[bool]:
    """Whether each corner of a page is black: top left, top right, bottom left, bottom right."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(pdf)
    shown = document[page].render(scale=0.5).to_numpy()
    document.close()
    return [bool(shown[y, x].max() < 60) for y in (5, -5) for x in (5, -5)]


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF"])
def test_kinds_of_pictures(tmp_path: Path, recogniser: Recogniser, kind: str) -> None:
    recogniser.answers = [heading]
    path = tmp_path / f"年报.{kind.lower()}"
    path.write_bytes(encoded(white(), kind))
    document = read(path)
    assert (document.kind, document.path) == ("pdf", path)
    assert [b.text for b in document.paragraphs] == [HEADING]
    assert document.paragraphs[0].reading == SURE
    assert document.converted is not None
    assert corners(document.converted) == [True, False, False, False]
    ((width, height),) = document.page_sizes
    assert (width, height) == pytest.approx((595, 842), abs=1)
    assert len(document.notes) == 1  # that it was recognised; the name is no lie
    assert recogniser.shown[0][0][:2] == pytest.approx((1754, 1240), abs=2)  # no pixel made up


def test_without_recognition_a_picture_has_its_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.scan.missing", lambda: "没有安装文字识别组件。")
    path = tmp_path / "年报.png"
    path.write_bytes(encoded(white()))
    with pytest.raises(Unreadable) as caught:
        read(path)
    assert str(caught.value) == "这是图片（扫描件或照片），没有安装文字识别组件。"


def test_each_page_of_a_tiff(recogniser: Recogniser) -> None:
    recogniser.answers = [heading] * 3
    pages = [white(), white().convert("1"), white(1754, 1240).convert("L")]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:], dpi=(150, 150))
    document = read_picture(Path("扫描.tif"), data)
    assert len(document.page_sizes) == 3
    assert document.page_sizes[2] == pytest.approx((842, 595), abs=1)
    assert all(page[1] == pytest.approx(150, abs=1) for page in recogniser.shown)


@pytest.mark.parametrize(
    ("orientation", "black"),
    [(1, 0), (2, 1), (3, 3), (4, 2), (5, 0), (6, 1), (7, 3), (8, 2)],
)
def test_photographs_stand_as_they_were_taken(orientation: int, black: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    made, _ = pictures_pdf([encoded(white(), "JPEG", exif=exif)])
    assert corners(made) == [i == black for i in range(4)]


def test_a_jpeg_goes_into_the_pdf_unchanged() -> None:
    data = encoded(white(), "JPEG", quality=85)
    made, _ = pictures_pdf([data])
    assert data[data.index(b"\xff\xda") :] in made


def test_pictures_that_are_no_rgb() -> None:
    clear = white().convert("RGBA")
    clear.putalpha(0)
    deep = Image.fromarray(np.full((900, 700), 40000, np.uint16))
    deep.paste(0, (0, 0, 200, 200))
    made, _ = pictures_pdf(
        [
            encoded(clear),
            encoded(white().convert("P")),
            encoded(deep, "PNG"),
            encoded(white().convert("CMYK"), "JPEG"),
        ]
    )
    found = [corners(made, page) for page in range(4)]
    assert found[0] == [False] * 4  # nothing to be seen: white paper
    assert found[1:] == [[True, False, False, False]] * 3


def test_a_huge_picture_is_made_smaller(recogniser: Recogniser) -> None:
    recogniser.answers = [heading]
    large = Image.new("1", (10_000, 10_000), 1)
    document = read_picture(Path("大.png"), encoded(large))
    assert document.converted is not None
    assert len(document.converted) < 2_000_000
    ((shape, _),) = recogniser.shown
    assert shape[0] * shape[1] <= 12_100_000


def test_animations_give_their_first_frame(recogniser: Recogniser) -> None:
    recogniser.answers = [heading]
    data = encoded(white(), "GIF", save_all=True, append_images=[white(300, 300)])
    document = read_picture(Path("动.gif"), data)
    assert len(document.page_sizes) == 1
    assert "这是动图，只读取了第一帧。" in document.notes


def bomb() -> bytes:
    """The head of a PNG of 60,000 × 60,000 pixels."""
    import struct
    import zlib

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    checked = struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + checked + struct.pack(">I", 99) + b"IDAT" + bytes(99)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (bomb(), "像素"),
        (encoded(Image.new("1", (MAX_PIXELS // 10_000 + 1, 10_000))), "像素"),
        (encoded(white())[:2000], "不完整或已损坏"),
        (encoded(white(), "JPEG")[:9000], "不完整或已损坏"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, "不完整或已损坏"),
        (b"II*\0" + b"\xff" * 200, "不完整或已损坏"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 30, "不完整或已损坏"),
    ],
    ids=["bomb", "large", "png", "jpeg", "no png", "no tiff", "no webp"],
)  # fmt: skip
def test_bad_pictures_have_one_sentence(recogniser: Recogniser, data: bytes, word: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_picture(Path("坏"), data)
    said = str(caught.value)
    assert word in said
    assert said.count("。") == 1
    assert recogniser.shown == []


def test_too_many_pages_in_a_tiff(recogniser: Recogniser) -> None:
    page = Image.new("1", (8, 8))
    data = encoded(page, "TIFF", save_all=True, append_images=[page] * MAX_FRAMES)
    with pytest.raises(Unreadable, match=f"{MAX_FRAMES + 1} 页"):
        read_picture(Path("多.tif"), data)


# --- inside docx ------------------------------------------------------------------------------

DRAWING = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:docPr id="1" name="图"/><a:blip xmlns:a="http://schemas.openxmlformats'
    '.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships" r:embed="{key}"/></wp:inline></w:drawing></w:r></w:p>'
)


def with_pictures(tmp_path: Path, body: Sequence[str], *pictures: bytes) -> Path:
    """A docx; `图1` in `body` stands for the first picture."""
    xml = "".join(
        DRAWING.format(key=f"p{part[1:]}") if part.startswith("图") else part for part in body
    )
    rels = relationships(
        *((f"p{n}", "image", f"media/image{n}.png") for n in range(1, len(pictures) + 1))
    )
    media = {f"word/media/image{n}.png": data for n, data in enumerate(pictures, 1)}
    path = tmp_path / "年报.docx"
    path.write_bytes(docx(xml, {"word/_rels/document.xml.rels": rels, **media}))
    return path


def kinds(document: Document) -> list[str]:
    return [b.text[:6] if isinstance(b, Paragraph) else "table" for b in document.blocks]


def test_a_table_that_is_a_picture_in_docx(tmp_path: Path, recogniser: Recogniser) -> None:
    recogniser.answers = [grid]
    picture = grid_picture()
    body = [
        p(TEXT),
        p("二、主动公开"),
        "图1",
        p("三、依申请"),
        tbl(["甲", "乙"], ["1", "2"]),
        "图2",
    ]
    path = with_pictures(tmp_path, body, picture, encoded(Image.new("RGB", (700, 500), "navy")))
    told: list[Progress] = []
    with reporting_to(told.append):
        document = read(path)
    assert kinds(document) == [
        "一、总体情况",
        "二、主动公开",
        "单位：件",
        "table",
        "三、依申请",
        "table",
    ]
    assert (document.kind, document.converted) == ("docx", None)
    read_table = document.tables[0]
    assert texts(read_table) == GRID
    anchors = [cell.anchor for cell in read_table.cells]
    assert len(set(anchors)) == len(anchors)
    first = anchors[0]
    assert isinstance(first, PictureAnchor)
    assert first.picture == "word/media/image1.png"
    assert str(first).startswith("图片“image1.png” (0,30)")
    assert picture_bytes(document, first.picture) == picture
    assert all(cell.reading == SURE for cell in read_table.cells)
    # The pictures are still said to be there, before the blocks behind them.
    assert [a.after_block for a in document.attachments] == [2, 6]
    assert [str(t) for t in told] == ["识别第1幅图片"]
    assert len(document.notes) == 1
    assert "图片形式的表格" in document.notes[0]


def test_a_large_picture_is_boxed_in_its_own_pixels(tmp_path: Path, recogniser: Recogniser) -> None:
    recogniser.answers = [grid]
    made = Image.open(io.BytesIO(grid_picture(2000, 750))).resize((6000, 2250))
    document = read(with_pictures(tmp_path, [p(TEXT), "图1"], encoded(made)))
    shape, _ = recogniser.shown[0]
    assert shape[0] * shape[1] <= 12_000_000
    last = document.tables[0].cells[-1].anchor
    assert isinstance(last, PictureAnchor)
    assert (last.box.x1, last.box.bottom) == pytest.approx((6000, 2250), abs=3)


def test_scanned_pages_put_into_word(tmp_path: Path, recogniser: Recogniser) -> None:
    recogniser.answers = [heading, grid]
    pages = [encoded(white()), encoded(white(900, 1300))]
    document = read(with_pictures(tmp_path, [p("扫描件"), "图1", "图2"], *pages))
    assert document.kind == "pdf"
    assert document.converted is not None
    assert len(document.page_sizes) == 2
    assert document.paragraphs[0].text.startswith(HEADING)
    assert texts(document.tables[0]) == GRID
    assert not any("文件名" in note for note in document.notes)


def test_without_recognition_pictures_stay_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.scan.missing", lambda: "没有安装文字识别组件。")
    document = read(with_pictures(tmp_path, [p(TEXT), "图1"], grid_picture()))
    assert document.tables == ()
    assert len(document.attachments) == 1
    with pytest.raises(Unreadable) as caught:
        read(with_pictures(tmp_path, ["图1"], encoded(white())))
    assert "没有安装文字识别组件" in str(caught.value)
    assert str(caught.value).count("。") == 1


def test_only_so_many_pictures_are_recognised(tmp_path: Path, recogniser: Recogniser) -> None:
    count = MAX_PICTURES + 2
    recogniser.answers = [grid] * count
    pictures = [grid_picture(800 + n) for n in range(count)]
    body = [p(TEXT), *(f"图{n}" for n in range(1, count + 1))]
    document = read(with_pictures(tmp_path, body, *pictures))
    assert len(recogniser.shown) == len(document.tables) == MAX_PICTURES
    assert any(str(MAX_PICTURES) in note for note in document.notes)


# --- inside HTML ------------------------------------------------------------------------------


def page(*parts: str) -> str:
    return f"<html><body><p>{TEXT}</p>{''.join(parts)}</body></html>"


def test_tables_that_are_pictures_in_html(tmp_path: Path, recogniser: Recogniser) -> None:
    recogniser.answers = [grid, grid]
    picture = grid_picture()
    coded = base64.b64encode(picture).decode()
    folder = tmp_path / "年报_files"
    folder.mkdir()
    (folder / "表三.png").write_bytes(grid_picture(900))
    path = tmp_path / "年报.html"
    path.write_text(
        page(
            '<img src="logo.ico"><p>二、主动公开',
            f'<img src="data:image/png;base64,{coded}">三、依申请</p>',
            "<p>四、<img src='./%E5%B9%B4%E6%8A%A5_files/表三.png?v=2'></p><p>五、问题</p>",
        ),
        "utf-8",
    )
    document = read(path)
    assert document.kind == "html"
    assert kinds(document) == [
        "一、总体情况", "二、主动公开", "单位：件", "table", "三、依申请", "四、", "单位：件", "table", "五、问题"
    ]  # fmt: skip
    first, second = (t.cells[0].anchor for t in document.tables)
    assert isinstance(first, PictureAnchor)
    assert isinstance(second, PictureAnchor)
    assert (first.picture, second.picture) == ("图片2", "图片3")
    assert picture_bytes(document, "图片2") == picture
    assert picture_bytes(document, "图片9") is None


def test_a_web_page_of_scanned_pages(tmp_path: Path, recogniser: Recogniser) -> None:
    recogniser.answers = [heading, heading]
    for n in (1, 2):
        (tmp_path / f"{n}.jpg").write_bytes(encoded(white(), "JPEG", quality=80 + n))
    path = tmp_path / "年报.html"
    path.write_text("<p>年度报告</p><img src='1.jpg'><img src='2.jpg'><img src='1.jpg'>", "utf-8")
    document = read(path)
    assert document.kind == "pdf"
    assert len(document.page_sizes) == 2


@pytest.mark.parametrize(
    "source",
    [
        "http://example.org/a.png", "//example.org/a.png", "file:///etc/hostname", "/etc/hostname",
        "../a.png", "x/../../a.png", "%2e%2e/a.png", r"\\server\share\a.png", r"C:\a.png", r"..\a.png",
        "a.png\0", "missing.png", "", "data:image/png;base64,@@@", "link.png", "folder",
    ],
)  # fmt: skip
def test_pictures_are_only_taken_from_beside_the_page(tmp_path: Path, source: str) -> None:
    inside = tmp_path / "in"
    (inside / "folder").mkdir(parents=True)
    (tmp_path / "a.png").write_bytes(b"outside")
    if not symlink(inside / "link.png", tmp_path / "a.png") and source == "link.png":
        pytest.skip("no symbolic links here")
    found = image_source(inside / "年报.html", source)
    assert not found


def test_a_photograph_in_a_page_is_not_recognised(tmp_path: Path, recogniser: Recogniser) -> None:
    rng = np.random.default_rng(1)
    noise = Image.fromarray(rng.integers(0, 255, (30, 40, 3), np.uint8)).resize((800, 600))
    (tmp_path / "a.jpg").write_bytes(encoded(noise, "JPEG"))
    path = tmp_path / "年报.html"
    path.write_text(page("<img src='a.jpg'>"), "utf-8")
    assert len(read(path).attachments) == 1
    assert recogniser.shown == []
