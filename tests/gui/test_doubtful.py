"""Figures recognised in a picture: marked, shown beside their picture, confirmed or read otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QToolButton
from pytestqt.qtbot import QtBot

from core.case import Case, EditKind
from core.document import Box, Document, PageAnchor, PictureAnchor, Reading, Table
from core.finding import CellState
from gui.session import Session
from gui.tables.delegate import FormDelegate
from gui.tables.model import CellView, FormModel
from gui.tables.snippet import SnippetBar
from gui.workspace import Workspace
from tests.gui import reports

CELL = "requests/granted/natural_person"


def recognised(document: Document, doubts: dict[PageAnchor, tuple[str, Reading]]) -> Document:
    """A PDF's document as if its tables had been read from pictures; some cells as `doubts` say."""
    blocks = []
    for block in document.blocks:
        if isinstance(block, Table):
            cells = []
            for cell in block.cells:
                assert isinstance(cell.anchor, PageAnchor)
                text, reading = doubts.get(cell.anchor, (cell.text, Reading(0.999)))
                cells.append(replace(cell, text=text, reading=reading))
            block = replace(block, cells=tuple(cells))
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


@pytest.fixture
def true_text(tmp_path: Path) -> str:
    """What the report says in the cell that is doubted."""
    return str(reports.report().figures[CELL])


@pytest.fixture
def workspace(tmp_path: Path, true_text: str, qtbot: QtBot) -> Workspace:
    """A report in which one figure is read as 7 more than it is, and not surely."""
    path = reports.write(reports.report(), tmp_path, "pdf")
    case = Case.open(path)
    place = case.sheet.facts[CELL].anchor
    assert isinstance(place, PageAnchor)
    wrong = str(int(true_text) + 7)
    doubt = {place: (wrong, Reading(0.62, True, ("999999", true_text)))}
    # the picture is not the file's: as for a photograph, the pages come from `converted`
    document = replace(recognised(case.document, doubt), converted=path.read_bytes())
    path.unlink()
    made = Workspace(Session(Case(document)))
    made.resize(1170, 660)
    qtbot.addWidget(made, before_close_func=lambda w: w.close_views())
    made.show()
    qtbot.waitExposed(made)
    return made


def bar(workspace: Workspace) -> SnippetBar:
    shown = [b for b in workspace.tabs.findChildren(SnippetBar) if b.isVisible()]
    assert len(shown) == 1
    return shown[0]


def view_of(workspace: Workspace, address: str) -> CellView:
    for view in workspace.tabs.views():
        if (index := view.model.index_of(address)).isValid():
            shown = index.data(FormModel.CellRole)
            assert isinstance(shown, CellView)
            return shown
    raise AssertionError(address)


def buttons(workspace: Workspace) -> list[str]:
    return [b.text() for b in bar(workspace).findChildren(QToolButton) if b.isVisible()]


def press(workspace: Workspace, text: str) -> None:
    (button,) = [b for b in bar(workspace).findChildren(QToolButton) if b.text() == text]
    button.click()


def test_a_doubtful_figure_is_marked_and_found_by_f8(workspace: Workspace) -> None:
    assert view_of(workspace, CELL).doubtful
    assert CELL in workspace.tabs.broken_addresses()
    view = next(v for v in workspace.tabs.views() if v.model.index_of(CELL).isValid())
    tip = view.model.data(view.model.index_of(CELL), Qt.ItemDataRole.ToolTipRole)
    assert "从图片识别，不能确定（把握62%），也可能是“999999”" in tip


def test_the_mark_is_painted(workspace: Workspace) -> None:
    view = next(v for v in workspace.tabs.views() if v.model.index_of(CELL).isValid())
    index = view.model.index_of(CELL)

    def painted() -> QImage:
        image = QImage(80, 30, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        option = QStyleOptionViewItem()
        option.rect = image.rect()
        delegate = view.body.itemDelegate()
        assert isinstance(delegate, FormDelegate)
        delegate.paint(painter, option, index)
        painter.end()
        return image

    doubted = painted()
    workspace.session.confirm([CELL])
    assert painted() != doubted


def test_the_picture_of_the_figure_is_shown(workspace: Workspace, qtbot: QtBot) -> None:
    workspace.look_at(CELL)
    qtbot.waitUntil(lambda: bar(workspace).has_picture)
    assert "把握62%" in bar(workspace).words()
    workspace.look_at("requests/refused_third_party/enterprise")
    assert "识别为" in bar(workspace).words()
    assert buttons(workspace) == []


def test_another_reading_is_a_click_away(
    workspace: Workspace, true_text: str, qtbot: QtBot
) -> None:
    workspace.look_at(CELL)
    assert buttons(workspace) == ["是 999999", f"是 {true_text}", "识别无误"]
    press(workspace, f"是 {true_text}")
    edit = workspace.session.case.edits[CELL]
    assert (edit.text, edit.kind, edit.decided_by) == (true_text, EditKind.MISREAD, frozenset())
    assert workspace.session.state(CELL) is CellState.HOLDS
    assert not view_of(workspace, CELL).doubtful
    assert not workspace.session.unsaved  # the report itself was right
    workspace.session.undo_stack.undo()
    assert view_of(workspace, CELL).doubtful


def test_what_was_read_can_be_confirmed(workspace: Workspace) -> None:
    workspace.look_at(CELL)
    press(workspace, "识别无误")
    shown = view_of(workspace, CELL)
    assert (shown.doubtful, shown.edit) == (False, EditKind.CONFIRMED)
    assert "已确认" in bar(workspace).words()
    assert workspace.session.state(CELL) is CellState.ERROR  # so the report is wrong
    assert buttons(workspace) == []
    workspace.session.undo_stack.undo()
    assert view_of(workspace, CELL).doubtful


def test_typing_over_a_doubtful_reading_says_nothing_against_the_report(
    workspace: Workspace,
) -> None:
    workspace.session.edit({CELL: "5"})
    assert workspace.session.case.edits[CELL].kind is EditKind.MISREAD
    workspace.session.edit({CELL: "6"})
    assert workspace.session.case.edits[CELL].kind is EditKind.MISREAD
    assert not workspace.session.unsaved


def test_typing_over_what_was_confirmed_corrects_the_report(workspace: Workspace) -> None:
    workspace.session.confirm([CELL])
    workspace.session.edit({CELL: "5"})
    assert workspace.session.case.edits[CELL].kind is EditKind.CORRECTION
    assert workspace.session.unsaved


def test_only_doubtful_figures_are_confirmed(workspace: Workspace) -> None:
    said: list[str] = []
    workspace.said.connect(said.append)
    workspace.look_at("requests/refused_third_party/enterprise")
    workspace.confirm_reading()
    assert workspace.session.case.edits == {}
    assert said == ["选中的格子没有识别存疑的。"]


def test_a_suggested_reading_says_that_the_sums_chose_it(
    workspace: Workspace, true_text: str, qtbot: QtBot
) -> None:
    workspace.look_at(CELL)
    desk = workspace.suggestions
    qtbot.waitUntil(lambda: bool(desk.card.choices))
    assert desk.card.choices[0].suggestion.is_reading
    desk.take_over(0)
    edit = workspace.session.case.edits[CELL]
    assert (edit.text, edit.kind) == (true_text, EditKind.MISREAD)
    assert "T2-ROW" in edit.decided_by
    assert workspace.session.state(CELL) is CellState.CANNOT_CHECK
    assert view_of(workspace, CELL).doubtful
    assert "读法按勾稽关系选定" in bar(workspace).words()
    workspace.session.confirm([CELL])  # having looked
    assert workspace.session.state(CELL) is CellState.HOLDS


def test_a_report_that_was_not_recognised_has_no_pictures(tmp_path: Path, qtbot: QtBot) -> None:
    made = Workspace(Session(Case.open(reports.write(reports.report(), tmp_path, "pdf"))))
    qtbot.addWidget(made, before_close_func=lambda w: w.close_views())
    assert not made.tabs.findChildren(SnippetBar)
    assert not made.tabs.is_recognised()


def test_a_figure_on_a_picture_in_a_web_page(tmp_path: Path, qtbot: QtBot) -> None:
    path = reports.write(reports.report(), tmp_path, "html")
    picture = QImage(600, 200, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    picture.save(str(tmp_path / "table.png"))
    case = Case.open(path)
    html = case.document.html.replace("</body>", '<img src="table.png"></body>')
    place = PictureAnchor("图片1", Box(100, 50, 160, 80))
    anchor = case.sheet.facts[CELL].anchor
    blocks = tuple(
        replace(
            b,
            cells=tuple(
                replace(c, anchor=place, reading=Reading(0.5, True)) if c.anchor == anchor else c
                for c in b.cells
            ),
        )
        if isinstance(b, Table)
        else b
        for b in case.document.blocks
    )
    made = Workspace(Session(Case(replace(case.document, html=html, blocks=blocks))))
    made.resize(1170, 660)
    qtbot.addWidget(made, before_close_func=lambda w: w.close_views())
    made.show()
    qtbot.waitExposed(made)
    made.look_at(CELL)
    assert bar(made).has_picture
    shown = bar(made).grab().toImage()
    assert shown.pixelColor(60, shown.height() // 2).name() == "#ff0000"
