"""A report photographed or scanned page by page into separate picture files: which of the files seem to be
the pages of one, and the file made of them.

A row of pictures is only ever offered; it is the auditor who says that they are one report. The command
line, where nobody can be asked, reads each picture by itself.
"""

from __future__ import annotations

import io
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import combinations
from pathlib import Path, PurePath

from core.atomic import WriteError, write_bytes
from core.facts import Title
from core.readers.errors import Unreadable
from core.sources import home, keep, private_folder, shown
from core.units import similar_units, unit_of

__all__ = ["MAX_PAGES", "make_report", "may_be_one_report", "page_groups"]

#: Most pictures of one report: as many pages as are recognised of a file.
MAX_PAGES = 40

_FAMILIES = {
    ".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".bmp": "bmp", ".tif": "tiff", ".tiff": "tiff",
    ".webp": "webp",
}  # fmt: skip
_SHORT_SIDE, _LONG_SIDE = 700, 900  # pixels: less is no page that could be read
# A shot taken again or given up leaves a gap; a larger one is another row of pictures.
_MOST_STEP = 3
_MOST_SECONDS = 180
# What keeps the file below the size that is opened, and the memory that it takes to make it in bounds.
_LIGHT_BYTES = 80 * 1024 * 1024
_LIGHT_PIXELS = 100_000_000
_A4_PIXELS = 8_700_000  # at 300 dpi
_LONGEST_NAME = 40


# ---------------------------------------------------------------------------------------------------
# Which belong together


@dataclass(frozen=True, slots=True)
class _Picture:
    path: Path
    place: tuple[str, str]  # its folder, and what kind of picture its name says it is
    stem: str  # made comparable

    def runs(self) -> list[re.Match[str]]:
        return list(re.finditer("[0-9]+", self.stem))


def page_groups(paths: Iterable[Path]) -> list[list[Path]]:
    """The groups among files that may be the pages of one report, each in the order of its pages.

    Pictures of one kind in one folder (or folder of an archive) whose names differ in one number:
    IMG_0001, IMG_0002; 扫描_第9页, 扫描_第10页; 图像, 图像 (2). The numbers rise by 1, by at most 3 where
    pictures were thrown away; numbers that are times (IMG_20241123_101530, mmexport1732327930123) by at most
    three minutes. Years are no such numbers (2023.jpg, 2024.jpg). All must be pictures of one page, large
    enough to be read: logos are left out. At least 2, at most MAX_PAGES; a longer row is an album.
    """
    left = {p.path: p for path in paths if (p := _picture(path)) is not None}
    order = {path: i for i, path in enumerate(left)}
    found: list[list[Path]] = []
    # The last number of a name is the page's more often than those before it.
    for back in range(1, 1 + max((len(p.runs()) for p in left.values()), default=0)):
        for rows in _by_number(left.values(), back):
            for row in rows:
                if 2 <= len(row) <= MAX_PAGES and all(p in left and _is_page(p) for p in row):
                    found.append(row)
                    for path in row:
                        del left[path]
    return sorted(found, key=lambda row: min(order[p] for p in row))


def _picture(path: Path) -> _Picture | None:
    called = PurePath(shown(path))
    family = _FAMILIES.get(called.suffix.lower())
    if family is None:
        return None
    stem = unicodedata.normalize("NFKC", called.stem).casefold().strip()
    return _Picture(path, (os.path.normcase(called.parent), family), stem)


def _by_number(pictures: Iterable[_Picture], back: int) -> list[list[list[Path]]]:
    """The rows of pictures whose names are the same but for their `back`-th last number."""
    names = {(p.place, p.stem): p.path for p in pictures}
    alike: dict[tuple[tuple[str, str], str, str, bool], list[tuple[float, Path]]] = {}
    for picture in pictures:
        runs = picture.runs()
        if len(runs) < back:
            continue
        run = runs[-back]
        before, after = picture.stem[: run.start()], picture.stem[run.end() :]
        if _is_year(run[0], before, after):
            continue
        time = _time(run[0], before)
        number = float(run[0]) if time is None else time
        key = picture.place, before, after, time is not None
        alike.setdefault(key, []).append((number, picture.path))
    made = []
    for (place, before, after, timed), numbered in alike.items():
        numbered.sort(key=lambda pair: pair[0])
        lowest = numbered[0][0]
        bare = names.get((place, _bare(before, after)))
        if bare is not None and not timed and (lowest == 2 or (lowest == 1 and len(numbered) > 1)):
            numbered.insert(0, (lowest - 1, bare))  # 图像, 图像 (2), 图像 (3)
        made.append(_rows(numbered, _MOST_SECONDS if timed else _MOST_STEP))
    return made


def _bare(before: str, after: str) -> str:
    """The name without its number and what set that apart."""
    return before.rstrip(" _-(") + after.lstrip(" )")


def _rows(numbered: Sequence[tuple[float, Path]], most: float) -> list[list[Path]]:
    """Cut where the numbers leap. A row with a number twice (1, 01) has no order, and is none."""
    rows: list[list[tuple[float, Path]]] = []
    for pair in numbered:
        if rows and pair[0] - rows[-1][-1][0] <= most:
            rows[-1].append(pair)
        else:
            rows.append([pair])
    return [[p for _, p in row] for row in rows if len({n for n, _ in row}) == len(row)]


def _is_year(digits: str, before: str, after: str) -> bool:
    """Whether a number is a year; img_2024 is what a camera counts."""
    if len(digits) != 4 or not 1990 <= int(digits) <= 2099:
        return False
    return after.startswith("年") or not re.search("[a-z]", before)


_DATE_BEFORE = re.compile(r"(?:19|20)[0-9]{6}[-_. ]?$")
_EPOCH = datetime(1970, 1, 1)


def _time(digits: str, before: str) -> float | None:
    """The second that a number names, on whatever day; None for a number that only counts."""
    if len(digits) == 13 and digits[0] == "1":
        return int(digits) / 1000
    if 6 <= len(digits) <= 9 and _DATE_BEFORE.search(before):
        digits = f"20000101{digits}"
    if not 14 <= len(digits) <= 17:
        return None
    try:
        whole = datetime.strptime(digits[:14], "%Y%m%d%H%M%S")
    except ValueError:
        return None
    return (whole - _EPOCH) / timedelta(seconds=1) + float(f"0.{digits[14:] or 0}")


def _is_page(path: Path) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    return _is_page_of(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=2000)
def _is_page_of(path: Path, _time: int, _size: int) -> bool:
    """Whether a file is, by its head, a picture of one page. A TIFF of several is a report of its own."""
    from core.readers.pictures import MAX_PIXELS, guarded

    try:
        with guarded():
            from PIL import Image

            with Image.open(path) as image:
                short, long = sorted(image.size)
                if image.format == "TIFF" and getattr(image, "n_frames", 1) > 1:
                    return False
    except Unreadable:
        return False
    return short >= _SHORT_SIDE and long >= _LONG_SIDE and short * long <= MAX_PIXELS


def may_be_one_report(titles: Iterable[Title]) -> bool:
    """Whether the titles found on the pages speak against their being one report's: two years, two
    bodies."""
    printed = [t for t in titles if t.text]
    if len({t.year for t in printed if t.year is not None}) > 1:
        return False
    units = {unit_of(t.unit).name for t in printed if t.unit}
    return all(similar_units(pair) for pair in combinations(sorted(units), 2))


# ---------------------------------------------------------------------------------------------------
# Making one of them


def make_report(pages: Sequence[Path]) -> Path:
    """A PDF of the pictures in their order, in a private folder that is removed when the program ends;
    core.sources knows it as theirs. Raises Unreadable with a sentence that names the picture."""
    from core.readers.dispatch import MAX_BYTES
    from core.readers.pictures import pictures_pdf

    current = pages[0]

    def read() -> Iterator[bytes]:
        nonlocal current
        size = pixels = 0
        for current in pages:  # named in the sentence
            size += current.stat().st_size
            pixels += _pixels(current)
        light = size > _LIGHT_BYTES or pixels > _LIGHT_PIXELS
        for current in pages:
            data = current.read_bytes()
            yield _lighter(data) if light else data

    try:
        made, _ = pictures_pdf(read())
    except Unreadable as error:
        raise Unreadable(f"“{current.name}”：{error}") from error
    except OSError as error:
        raise Unreadable(f"“{current.name}”读不出来，请确认它没有被移动、删除或占用。") from error
    if len(made) > MAX_BYTES:
        raise Unreadable("这些图片合起来太大，请缩小或重新扫描（300 dpi 即可）后再试。")
    first = pages[0]
    # Without a suffix: there is no such PDF of the auditor's. A full stop would begin one.
    name = f"{first.stem[:_LONGEST_NAME].replace('.', '．')} 等{len(pages)}张"
    path = private_folder() / name
    try:
        write_bytes(path, made)
    except WriteError as error:
        raise Unreadable(str(error)) from error
    keep(path, f"{shown(first)} 等{len(pages)}张图片", home(first))
    return path


def _pixels(path: Path) -> int:
    """Those that are held in memory while a PDF is made: a JPEG's go into it as they are."""
    from core.readers.pictures import guarded

    with guarded():
        from PIL import Image

        with Image.open(path) as image:
            return 0 if image.format in ("JPEG", "MPO") else image.width * image.height


def _lighter(data: bytes) -> bytes:
    """The picture as a JPEG of no more pixels than a page needs, upright."""
    from core.readers.pictures import flat, guarded

    with guarded():
        from PIL import Image, ImageOps

        with Image.open(io.BytesIO(data)) as image:
            share = min(1.0, (_A4_PIXELS / (image.width * image.height)) ** 0.5)
            size = max(1, int(image.width * share)), max(1, int(image.height * share))
            dpi = tuple(float(v) * share for v in image.info.get("dpi", ()))
            image.draft("RGB" if image.mode != "L" else "L", size)
            small = flat(ImageOps.exif_transpose(image))
            if share < 1:
                small.thumbnail((max(size),) * 2, reducing_gap=2.0)
            target = io.BytesIO()
            small.save(target, "JPEG", quality=85, **({"dpi": dpi} if len(dpi) == 2 else {}))
    return target.getvalue()
