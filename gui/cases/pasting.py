"""A report out of the clipboard: what was copied in Word, Excel, WPS or a browser, as a file of ours."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from core.sources import keep, private_folder
from gui.drop import dropped_paths

__all__ = ["NothingToOpen", "pasted_paths"]

_MOST = 30 * 1024 * 1024  # what the readers take of a text
_TEXT = re.compile(r"[^\s<>]")
_UNSEEN = re.compile(r"<(style|script|head|title)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.S | re.I)


class NothingToOpen(Exception):
    """Why the clipboard holds no report; `str(error)` is a sentence for the auditor."""


def pasted_paths(mime: QMimeData | None, now: datetime) -> list[Path]:
    """The files to open for what is on the clipboard: files that were copied, else one that holds the
    copied page or range (its merged cells and all), text, or picture. Raises NothingToOpen."""
    if mime is None or not mime.formats():
        raise NothingToOpen("剪贴板是空的，请先在 Word、Excel、WPS 或浏览器里复制报告的内容。")
    if paths := dropped_paths(mime):
        return paths
    page, text = mime.html(), mime.text()
    if len(page) + len(text) > _MOST:
        raise NothingToOpen("剪贴板里的内容太多，不像一份年度报告，没有打开。")
    if _says_something(page):
        declared = '<!DOCTYPE html>\n<meta charset="utf-8">\n'
        return [_file(".html", (declared + page).encode("utf-8", "replace"), now)]
    if text.strip():
        return [_file(".txt", text.encode("utf-8", "replace"), now)]
    if mime.hasImage():
        image = mime.imageData()
        path = _new_path(".png", now)
        if isinstance(image, QImage) and not image.isNull() and image.save(str(path), "PNG"):  # type: ignore[call-overload]
            return [path]
    raise NothingToOpen("剪贴板里没有可以作为报告打开的内容，请复制报告的文字、表格或图片后再试。")


def _says_something(page: str) -> bool:
    return bool(page) and _TEXT.search(_UNSEEN.sub(" ", page)) is not None


def _file(suffix: str, data: bytes, now: datetime) -> Path:
    path = _new_path(suffix, now)
    path.write_bytes(data)
    return path


def _new_path(suffix: str, now: datetime) -> Path:
    """In a folder of its own. A colon must not stand in a file's name on Windows; a wide one may."""
    path = private_folder() / f"剪贴板 {now:%H}：{now:%M}{suffix}"
    keep(path, f"剪贴板 {now:%H:%M}")
    return path
