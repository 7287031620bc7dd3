"""The pages of a report in picture files of their own: which belong together, and the file of them."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core import cli, picture_pages
from core.facts import Title
from core.picture_pages import MAX_PAGES, make_report, may_be_one_report, page_groups
from core.readers import Unreadable, read
from core.sources import collect, home, shown
from tests.core.readers.conftest import recogniser  # noqa: F401 - a fixture
from tests.core.readers.recogniser import Recogniser
from tests.core.readers.test_pictures import corners, encoded, grid, heading, white

_KINDS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".bmp": "BMP", ".tif": "TIFF"}
_made: dict[tuple[str, int, int], bytes] = {}


def put(folder: Path, *names: str, size: tuple[int, int] = (700, 990)) -> list[Path]:
    """Pictures of pages, in the order of their names given."""
    paths = [folder / name for name in names]
    for path in paths:
        kind = _KINDS.get(path.suffix.lower(), "PNG")
        if (kind, *size) not in _made:
            _made[kind, *size] = encoded(Image.new("L", size, "white"), kind)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_made[kind, *size])
    return paths


def groups(paths: list[Path]) -> list[list[str]]:
    return [[p.name for p in group] for group in page_groups(paths)]


# --- which belong together --------------------------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [
        ["IMG_0001.jpg", "IMG_0002.jpg", "IMG_0003.jpg"],
        ["IMG_2023.JPG", "IMG_2024.jpeg"],  # a camera's count, no years
        ["8.png", "9.png", "10.png", "11.png"],
        ["扫描_第9页.jpg", "扫描_第10页.jpg"],
        ["第９页.jpg", "第１０页.jpg"],
        ["某县2024年报_1.jpg", "某县2024年报_2.jpg"],
        ["第1页_2024.jpg", "第2页_2024.jpg"],
        ["1.png", "3.png", "5.png", "6.png"],  # some thrown away
        ["图像.jpg", "图像 (2).jpg", "图像 (3).jpg"],  # a scanner's
        ["图像.jpg", "图像 (2).jpg"],
        ["扫描_20241123.jpg", "扫描_20241123 (2).jpg"],
        ["IMG_20241123_095958.jpg", "IMG_20241123_100005.jpg", "IMG_20241123_100150.jpg"],
        ["PXL_20241123_101530123.jpg", "PXL_20241123_101531001.jpg"],
        ["mmexport1732327930123.jpg", "mmexport1732327931877.jpg"],
        ["微信图片_20241123235958.jpg", "微信图片_20241124000001.jpg"],
        ["a.1.tif", "a.2.tif"],
        [f"{i}.png" for i in range(1, MAX_PAGES + 1)],
    ],
)
def test_pages_are_found_in_their_order(tmp_path: Path, names: list[str]) -> None:
    paths = put(tmp_path, *names)
    assert groups(paths[::-1]) == [names]


@pytest.mark.parametrize(
    "names",
    [
        ["1.png"],
        ["1.png", "2.jpg"],
        ["1.png", "5.png"],
        ["2023.jpg", "2024.jpg"],
        ["某县2023年.jpg", "某县2024年.jpg"],
        ["scan2023年.jpg", "scan2024年.jpg"],
        ["甲县.png", "乙县.png"],
        ["甲县1.png", "乙县2.png"],
        ["1.png", "01.png"],
        ["年报.png", "年报 (1).png"],  # downloaded twice
        ["年报.png", "年报 (3).png"],
        ["IMG_20241123_095958.jpg", "IMG_20241123_110005.jpg"],
        ["mmexport1732327930123.jpg", "mmexport1732397931877.jpg"],
        ["1.pdf", "2.pdf"],
        [f"{i}.png" for i in range(1, MAX_PAGES + 2)],
    ],
)
def test_what_is_no_row_of_pages(tmp_path: Path, names: list[str]) -> None:
    assert groups(put(tmp_path, *names)) == []


def test_folders_and_other_files_are_kept_apart(tmp_path: Path) -> None:
    paths = put(
        tmp_path, "甲/1.jpg", "乙/1.jpg", "乙/2.jpg", "乙/logo.png", "乙/3.jpg", "乙/年报.jpg", "丙/2.jpg",
        "丁/a1.jpg", "丁/b1.jpg", "丁/b2.jpg", "丁/a2.jpg",
    )  # fmt: skip
    (tmp_path / "乙/4.jpg").mkdir()
    paths += [tmp_path / "乙/4.jpg.docx", tmp_path / "没有/1.jpg", tmp_path / "没有/2.jpg"]
    found = page_groups(paths)
    assert [[p.relative_to(tmp_path).as_posix() for p in g] for g in found] == [
        ["乙/1.jpg", "乙/2.jpg", "乙/3.jpg"],
        ["丁/a1.jpg", "丁/a2.jpg"],
        ["丁/b1.jpg", "丁/b2.jpg"],
    ]
    assert page_groups([*paths, *paths]) == found


def test_the_last_number_counts_before_others(tmp_path: Path) -> None:
    names = ["1-1.jpg", "1-2.jpg", "2-1.jpg", "2-2.jpg"]
    assert groups(put(tmp_path, *names)) == [names[:2], names[2:]]


def test_small_pictures_and_what_is_none(tmp_path: Path) -> None:
    assert groups(put(tmp_path / "a", "logo1.png", "logo2.png", size=(300, 300))) == []
    paths = put(tmp_path / "b", "1.png", "2.png", "3.png")
    paths[1].write_text("没有图片")
    assert groups(paths) == []  # never with a page left out
    sideways = put(tmp_path / "c", "1.png", "2.png", size=(990, 700))
    assert groups(sideways) == [["1.png", "2.png"]]
    # put right meanwhile
    put(tmp_path / "b", "2.png")
    assert groups(paths) == [["1.png", "2.png", "3.png"]]


def test_a_tiff_of_several_pages_is_a_report_of_its_own(tmp_path: Path) -> None:
    paths = put(tmp_path, "1.tif", "2.tif")
    paths[1].write_bytes(encoded(white(), "TIFF", save_all=True, append_images=[white()]))
    assert groups(paths) == []


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        ([], True),
        ([("清禾县", 2024), ("", None)], True),
        ([("清禾县", 2024), ("清禾县人民政府", 2024)], True),
        ([("清禾县", 2024), ("清禾县", 2023)], False),
        ([("清禾县", 2024), ("云溪县", 2024)], False),
    ],
)
def test_titles_that_speak_against_it(titles: list[tuple[str, int | None]], expected: bool) -> None:
    made = [Title(f"{u}{y}年政府信息公开工作年度报告" if u else "", u, y) for u, y in titles]
    assert may_be_one_report(made) is expected


# --- the file of them -------------------------------------------------------------------------


def test_the_file_of_the_pages(tmp_path: Path, recogniser: Recogniser) -> None:  # noqa: F811
    recogniser.answers = [heading, grid]
    mine = tmp_path / "拍照"
    mine.mkdir()
    first, second = mine / "IMG_9.jpg", mine / "IMG_10.jpg"
    first.write_bytes(encoded(white(), "JPEG"))
    second.write_bytes(encoded(white().transpose(Image.Transpose.ROTATE_180), "JPEG"))
    before = {p: p.read_bytes() for p in mine.iterdir()}
    (pages,) = page_groups([second, first])
    made = make_report(pages)
    assert made.name == "IMG_9 等2张"
    assert not made.is_relative_to(tmp_path)
    assert home(made) == mine
    assert shown(made) == f"{first} 等2张图片"
    assert corners(made.read_bytes()) == [True, False, False, False]
    assert corners(made.read_bytes(), 1) == [False, False, False, True]
    assert {p: p.read_bytes() for p in mine.iterdir()} == before
    document = read(made)
    assert (document.kind, len(document.page_sizes)) == ("pdf", 2)
    assert document.converted is None  # all of a report, not a picture of one page of it
    assert document.tables


def test_pages_in_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "各县.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("甲县/10.png", "甲县/9.png", "乙县/1.png"):
            archive.writestr(name, encoded(Image.new("L", (700, 990)), "PNG"))
    (pages,) = page_groups(collect([path]))
    assert [p.name for p in pages] == ["9.png", "10.png"]
    made = make_report(pages)
    assert shown(made) == f"{path}/甲县/9.png 等2张图片"
    assert home(made) == tmp_path


def test_what_is_wrong_with_a_page_is_said_of_it(tmp_path: Path) -> None:
    paths = put(tmp_path, "1.jpg", "2.jpg")
    paths[1].write_bytes(encoded(white(), "JPEG")[:5000])
    with pytest.raises(Unreadable, match=r"^“2\.jpg”：图片文件不完整或已损坏") as caught:
        make_report(paths)
    assert str(caught.value).count("。") == 1
    paths[0].unlink()
    with pytest.raises(Unreadable, match=r"^“1\.jpg”.*[^。]。$"):
        make_report(paths)


def test_long_names_and_dots(tmp_path: Path) -> None:
    paths = put(tmp_path, f"{'长' * 70}1.jpg", f"{'长' * 70}2.jpg")
    assert len(os.fsencode(make_report(paths).name)) < 255
    made = make_report(put(tmp_path, "2024.11.23 1.jpg", "2024.11.23 2.jpg"))
    assert made.stem == "2024．11．23 1 等2张"


def test_much_is_made_lighter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = Image.effect_noise((2000, 2828), 60)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    corner = white(1000, 1414)
    paths = [tmp_path / "1.png", tmp_path / "2.jpg"]
    paths[0].write_bytes(encoded(noise, "PNG", dpi=(240, 240)))
    paths[1].write_bytes(encoded(corner, "JPEG", exif=exif))
    plain = make_report(paths).stat().st_size
    monkeypatch.setattr(picture_pages, "_A4_PIXELS", 1_500_000)
    for limit in ("_LIGHT_PIXELS", "_LIGHT_BYTES"):
        monkeypatch.setattr(picture_pages, limit, 100)
        made = make_report(paths)
        assert made.stat().st_size < plain / 4
        import pypdfium2 as pdfium

        document = pdfium.PdfDocument(made)
        sizes = [page.get_size() for page in document]
        document.close()
        assert sizes[0] == pytest.approx((600, 848), abs=3)
        assert sizes[1][0] > sizes[1][1]
        assert corners(made.read_bytes(), 1) == [False, True, False, False]
        monkeypatch.undo()
        monkeypatch.setattr(picture_pages, "_A4_PIXELS", 1_500_000)
    monkeypatch.setattr("core.readers.dispatch.MAX_BYTES", 1000)
    with pytest.raises(Unreadable, match="太大"):
        make_report(paths)


# --- the command line -------------------------------------------------------------------------


def test_the_command_line_joins_nothing(
    tmp_path: Path,
    recogniser: Recogniser,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    recogniser.answers = [heading, heading]
    paths = put(tmp_path, "1.png", "2.png", size=(1240, 1754))
    cli.main(["audit", str(tmp_path), "--json", "-", "--jobs", "1"])
    given: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert [r["path"] for r in given["reports"]] == [str(p) for p in paths]
