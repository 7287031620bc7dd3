"""The report as its reader knows it, and where in it each figure stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from core.case import Case
from core.document import Table, TextAnchor
from gui.viewer import make_view
from gui.viewer.flow import FlowView
from gui.viewer.marks import Mark
from gui.viewer.pages import PagesView
from tests.gui import reports
from tests.gui.reports import DIRECT_TOTAL, PERMITS, RECEIVED

KINDS = ["docx", "html", "text", "pdf"]


@pytest.fixture
def case(request: pytest.FixtureRequest, tmp_path: Path, qapp: object) -> Case:
    kind, key = request.param if isinstance(request.param, tuple) else (request.param, "F2021")
    return Case.open(reports.write(reports.report(key), tmp_path, kind))


@pytest.fixture
def view(case: Case, qtbot: QtBot) -> Iterator[FlowView | PagesView]:
    made = make_view(case)
    made.resize(620, 520)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close_document()


def anchor_of(case: Case, address: str) -> object:
    anchor = case.read_sheet.facts[address].anchor
    assert anchor is not None
    return anchor


def marked_point(view: FlowView | PagesView) -> QPointF:
    """The middle of the current mark, in the viewport."""
    if isinstance(view, PagesView):
        page, box, _ = next(m for m in view._marks if m[2])
        return view._box_rect(page, box).center()
    start, end, cell, _ = next(m for m in view._marked if m[3])
    rect = next(iter(view._rects(start, end, cell)))
    moved = rect.translated(-view.horizontalScrollBar().value(), -view.verticalScrollBar().value())
    return moved.center()


@pytest.mark.parametrize("case", KINDS, indirect=True)
@pytest.mark.parametrize("address", [PERMITS, RECEIVED, DIRECT_TOTAL])
def test_a_figure_is_brought_into_view_and_found_again_by_a_click(
    case: Case, view: FlowView | PagesView, address: str, qtbot: QtBot
) -> None:
    view.show_marks([Mark(anchor_of(case, address), True)])  # type: ignore[arg-type]
    point = marked_point(view)
    assert view.viewport().rect().contains(point.toPoint())
    assert view.address_at(point) == address
    with qtbot.waitSignal(view.figure_clicked) as clicked:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point.toPoint())
    assert clicked.args == [address]


@pytest.mark.parametrize(
    "case", [(k, key) for k in KINDS for key in ("F2019", "F2014", "F2014_fujian")], indirect=True
)
def test_every_figure_has_its_place(case: Case, view: FlowView | PagesView) -> None:
    facts = [f for f in case.read_sheet.facts.values() if f.anchor is not None]
    assert len(facts) > 10
    for fact in facts:
        assert fact.anchor is not None
        view.show_marks([Mark(fact.anchor, True)])
        point = marked_point(view)
        assert view.viewport().rect().contains(point.toPoint()), fact.address
        assert view.address_at(point) == fact.address


@pytest.mark.parametrize("case", ["docx", "html", "text"], indirect=True)
def test_the_whole_text_is_there(case: Case, view: FlowView) -> None:
    text = "".join(view.toPlainText().split())
    for block in case.document.blocks:
        cells = block.cells if isinstance(block, Table) else (block,)
        for piece in cells:
            assert "".join(piece.text.split()) in text


@pytest.mark.parametrize("case", ["docx"], indirect=True)
def test_a_click_beside_the_figures_selects_nothing(view: FlowView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.figure_clicked):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPointF(2, 2).toPoint())


@pytest.mark.parametrize("case", ["text"], indirect=True)
def test_a_number_inside_a_sentence_is_marked_alone(case: Case, view: FlowView) -> None:
    paragraph = next(p for p in case.document.paragraphs if len(p.text) > 60)
    assert isinstance(paragraph.anchor, TextAnchor)
    start = paragraph.anchor.start + 20
    view.show_marks([Mark(TextAnchor(paragraph.anchor.line, start, start + 4), True)])
    first, last, is_cell, _ = view._marked[0]
    cursor = view.textCursor()
    cursor.setPosition(first)
    cursor.setPosition(last, cursor.MoveMode.KeepAnchor)
    assert cursor.selectedText() == case.document.text[start : start + 4]
    assert not is_cell


@pytest.mark.parametrize("case", KINDS, indirect=True)
def test_marks_are_painted(case: Case, view: FlowView | PagesView, qtbot: QtBot) -> None:
    def picture() -> QImage:
        return view.viewport().grab().toImage()

    current, partner = anchor_of(case, RECEIVED), anchor_of(case, PERMITS)
    view.show_marks([Mark(current, True)])  # type: ignore[arg-type]
    if isinstance(view, PagesView):
        qtbot.waitUntil(lambda: bool(view._images) and not view._renderer._wanted)
    marked = picture()
    view.show_marks([])
    plain = picture()
    view.show_marks([Mark(current)], scroll=False)  # type: ignore[arg-type]
    assert marked != plain
    assert picture() not in (marked, plain)
    assert partner


@pytest.mark.parametrize("case", KINDS, indirect=True)
def test_zoom_keeps_figures_clickable(case: Case, view: FlowView | PagesView) -> None:
    before = view.status()
    view.zoom_by(3)
    assert view.status() != before
    view.show_marks([Mark(anchor_of(case, RECEIVED), True)])  # type: ignore[arg-type]
    assert view.address_at(marked_point(view)) == RECEIVED
    view.zoom_fit()
    assert view.status().split("页")[-1] == before.split("页")[-1]


@pytest.mark.parametrize("case", ["pdf"], indirect=True)
def test_only_pages_in_sight_are_drawn(case: Case, view: PagesView, qtbot: QtBot) -> None:
    assert len(case.document.page_sizes) > 1
    qtbot.waitUntil(lambda: 0 in view._images)
    assert len(case.document.page_sizes) - 1 not in view._images
    scale, image = view._images[0]
    width, height = case.document.page_sizes[0]
    assert abs(image.width() - width * scale) <= 1
    assert abs(image.height() - height * scale) <= 1
    ink = image.scaled(QSize(60, 80)).convertToFormat(QImage.Format.Format_Grayscale8)
    shades = {ink.pixelColor(x, y).value() for x in range(60) for y in range(80)}
    assert min(shades) < 250  # there is text on it
    assert QColor(ink.pixelColor(0, 0)).value() == 255
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: len(case.document.page_sizes) - 1 in view._images)


@pytest.mark.parametrize("case", ["pdf"], indirect=True)
def test_a_pdf_that_is_gone_says_so(case: Case, qtbot: QtBot) -> None:
    case.path.unlink()
    view = PagesView(case)
    qtbot.addWidget(view)
    view.resize(400, 400)
    view.show()
    qtbot.waitUntil(lambda: view._failure.startswith("页面无法显示"))
    view.close_document()
