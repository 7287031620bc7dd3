"""Archives and the clipboard as sources of reports."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from core.case import Case, Edit
from gui.cases.model import EntryState
from gui.cases.pasting import NothingToOpen, pasted_paths
from gui.exporting import default_target
from gui.main_window import MainWindow
from tests.gui import reports
from tests.gui.test_window import Open, session_of

NOON = datetime(2026, 11, 23, 10, 32)


def copied(html: str = "", text: str = "", image: QImage | None = None) -> QMimeData:
    mime = QMimeData()
    if html:
        mime.setHtml(html)
    if text:
        mime.setText(text)
    if image is not None:
        mime.setImageData(image)
    return mime


@pytest.fixture
def page(tmp_path: Path) -> str:
    """A report with errors, as a browser puts it on the clipboard."""
    made = reports.write(reports.with_errors(reports.report()), tmp_path, "html")
    return made.read_text(encoding="utf-8")


# What Excel puts there for a range (shortened: its styles).
EXCEL = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><style>td {mso-ignore:padding}</style></head>
<body link=blue><table border=0 cellpadding=0 width=576><!--StartFragment-->
<tr height=19><td colspan=5 class=xl65>行政复议</td><td colspan=10 class=xl65>行政诉讼</td></tr>
<tr><td rowspan=2>结果<br>维持</td><td rowspan=2>结果<br>纠正</td><td rowspan=2>其他<br>结果</td><td rowspan=2>尚未<br>审结</td><td rowspan=2>总计</td>
<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>
<tr>%s</tr><tr>%s</tr><!--EndFragment--></table></body></html>"""
HEADS = "".join(
    f"<td>{h}</td>" for h in ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2
)
FIGURES = [1, 2, 0, 1, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
RANGE = EXCEL % (HEADS, "".join(f"<td align=right>{n}</td>" for n in FIGURES))


# -- the clipboard ---------------------------------------------------------------------------------


def test_a_copied_page_is_a_report(
    window: MainWindow, qtbot: QtBot, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    QGuiApplication.clipboard().setMimeData(copied(page, "只是文字"))
    with qtbot.waitSignal(window.settled, timeout=30_000):
        window.actions_.open_clipboard.trigger()
    (entry,) = window.cases
    assert entry.state is EntryState.OPEN
    session = session_of(window)
    original = Case.open(tmp_path / "年报.html")
    assert session.case.read_sheet.facts.keys() == original.read_sheet.facts.keys()
    assert session.case.result.findings == original.result.findings
    assert entry.file.startswith("剪贴板 ")
    # export asks for a place of the auditor's own, and works
    address = next(iter(session.case.sheet.facts))
    session.case.set_edits({address: Edit("7351")})
    asked: list[str] = []

    def ask(*arguments: Any) -> tuple[str, str]:
        asked.append(arguments[2])
        return str(tmp_path / "改.docx"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    monkeypatch.setattr("gui.exporting._go_on_with", lambda *_: True)
    monkeypatch.setattr(QMessageBox, "information", lambda *_: None)
    window.actions_.export.trigger()
    assert not Path(asked[0]).is_relative_to(entry.path.parent)
    assert Case.open(tmp_path / "改.docx").sheet.facts[address].quantity.raw == "7351"


@pytest.mark.parametrize("kind", ["text", "html"])
def test_text_and_ranges(window: MainWindow, qtbot: QtBot, tmp_path: Path, kind: str) -> None:
    if kind == "text":
        made = reports.write(reports.report(), tmp_path, "text")
        mime = copied(text=made.read_text(encoding="utf-8"))
    else:
        mime = copied(RANGE, "\t".join(map(str, FIGURES)))
    QGuiApplication.clipboard().setMimeData(mime)
    with qtbot.waitSignal(window.settled, timeout=30_000):
        window.actions_.open_clipboard.trigger()
    (entry,) = window.cases
    assert entry.state is EntryState.OPEN
    case = session_of(window).case
    if kind == "html":
        assert case.sheet.facts["reviews/reconsideration/total"].quantity.raw == "5"
        broken = {f.rule for f in case.result.findings if f.severity.value == "error"}
        assert broken == {"T3-SUM"}
        assert entry.title.startswith("剪贴板 ")
        assert ":" in entry.title


def test_the_usual_key_in_the_empty_window_and_in_the_list(
    window: MainWindow, qtbot: QtBot, open_files: Open, broken_docx: Path, page: str
) -> None:
    QGuiApplication.clipboard().setMimeData(copied(page))
    with qtbot.waitSignal(window.settled, timeout=30_000):
        qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(window.cases) == 1
    open_files(broken_docx)
    window.activateWindow()
    window.cases_view.setFocus()
    qtbot.waitUntil(window.cases_view.hasFocus)
    with qtbot.waitSignal(window.settled, timeout=30_000):
        window.actions_.paste.trigger()
    assert len(window.cases) == 3
    assert len({e.path for e in window.cases}) == 3


def test_what_is_no_report_gets_its_sentence(window: MainWindow, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setMimeData(copied(text="买菜：白菜两斤"))
    with qtbot.waitSignal(window.settled, timeout=30_000):
        window.actions_.open_clipboard.trigger()
    (entry,) = window.cases
    assert entry.state is EntryState.UNREADABLE
    assert "没有在文件中找到" in entry.message


def test_nothing_to_open_is_said_once(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "information", lambda _p, _t, text: said.append(text))
    QGuiApplication.clipboard().clear()
    window.actions_.open_clipboard.trigger()
    assert len(window.cases) == 0
    assert len(said) == 1
    assert said[0].count("。") == 1


def test_what_is_taken_of_a_clipboard(tmp_path: Path, qapp: object) -> None:
    picture = QImage(30, 20, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    (path,) = pasted_paths(copied(RANGE, "1\t2", picture), NOON)
    assert path.name == "剪贴板 10：32.html"
    assert RANGE in path.read_text("utf-8")
    (path,) = pasted_paths(copied("<html><body><img src='a.png'></body></html>", "", picture), NOON)
    assert path.suffix == ".png"
    assert path.read_bytes().startswith(b"\x89PNG")
    (path,) = pasted_paths(copied("<style>td{}</style><p> </p>", "一、总体情况"), NOON)
    assert path.read_text("utf-8") == "一、总体情况"
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.docx"))])
    assert pasted_paths(files, NOON) == [tmp_path / "a.docx"]


@pytest.mark.parametrize(
    "mime",
    [None, QMimeData(), copied("<p></p>"), copied(text=" \n"), copied(text="a" * 32_000_000)],
)
def test_what_holds_nothing(mime: QMimeData | None) -> None:
    with pytest.raises(NothingToOpen) as caught:
        pasted_paths(mime, NOON)
    assert str(caught.value).endswith("。")
    assert str(caught.value).count("。") == 1


# -- archives --------------------------------------------------------------------------------------


def test_the_reports_of_an_archive(window: MainWindow, open_files: Open, tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    names = {"甲/年报.docx": ("docx", 1), "乙/年报.html": ("html", 2)}
    archive = tmp_path / "各县.zip"
    with zipfile.ZipFile(archive, "w") as package:
        for name, (kind, seed) in names.items():
            file = reports.write(reports.report(seed=seed), made, kind, str(seed))  # type: ignore[arg-type]
            package.write(file, name)
        package.writestr("丙/坏.docx", b"PK\x03\x04")
        package.writestr("__MACOSX/甲/._年报.docx", b"x")
    open_files(archive)
    states = {e.path.name: e.state for e in window.cases}
    assert states == {
        "年报.docx": EntryState.OPEN, "年报.html": EntryState.OPEN, "坏.docx": EntryState.UNREADABLE,
    }  # fmt: skip
    entry = next(e for e in window.cases if e.path.name == "年报.docx")
    tip = window.cases.index_of(entry).data(Qt.ItemDataRole.ToolTipRole)
    assert f"{archive}/甲/年报.docx" in tip
    assert default_target(entry.path) == tmp_path / "年报（已勾稽）.docx"
    open_files(archive)  # once more: shown again, not opened again
    assert len(window.cases) == 3


def test_an_archive_with_a_password(window: MainWindow, open_files: Open, tmp_path: Path) -> None:
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("a.txt", "一")
    data = bytearray(archive.read_bytes())
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(data)
    open_files(archive)
    (entry,) = window.cases
    assert entry.state is EntryState.UNREADABLE
    assert "密码" in entry.message
