"""Figures of the text: underlined by what they are tied to, leading to their cells and back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from core.case import Case
from core.document import Box, Paragraph
from core.finding import CellState, Severity
from core.narrative import TextFigure, Tie, TieState
from gui.session import Session
from gui.theme import LOOKS
from gui.viewer.flow import FlowView
from gui.viewer.marks import Mark, Place
from gui.viewer.page_text import PageText, bare
from gui.viewer.pages import PagesView
from gui.viewer.ties import TiedFigure, paint_underline, tied_figures
from gui.workspace import Workspace
from tests.generator.layout import Kind, Layout
from tests.generator.pdf import write_pdf
from tests.generator.report import generate, lay_out
from tests.gui import reports

NEW = "requests/received/total"
KINDS = ["docx", "html", "text", "pdf"]


def written(kind: Kind, folder: Path) -> Path:
    """A consistent report whose text tells its figures."""
    made = generate(
        reports.form_named("F2021"), random.Random(17), size="county", figures_in_text=True,
        extension=False,
    )  # fmt: skip
    if kind == "pdf":
        laid_out = lay_out(made, Layout(kind), random.Random(1))
        return write_pdf(laid_out, folder / "年报.pdf")
    return reports.write(made, folder, kind)


@pytest.fixture(params=KINDS)
def tied(request: pytest.FixtureRequest, tmp_path: Path, qtbot: QtBot) -> Iterator[Workspace]:
    made = Workspace(Session(Case.open(written(request.param, tmp_path))))
    made.resize(1170, 660)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close_views()


def about(workspace: Workspace, address: str) -> TiedFigure:
    """The figure of the text that speaks of one cell."""
    return next(f for f in workspace._tied_figures if f.addresses == (address,))


def boxes(view: FlowView | PagesView, figure: TiedFigure, qtbot: QtBot) -> list[QRectF]:
    """Where a figure stands in the viewport, brought into view."""
    view.show_marks([Mark(figure.place, True)])
    if isinstance(view, PagesView):
        qtbot.waitUntil(lambda: bool(view._lines_of(figure.place)))
        view.show_marks([Mark(figure.place, True)])
        return [view._box_rect(page, box) for page, box in view._lines_of(figure.place)]
    found = view._find_place(figure.place)
    assert found is not None
    dx, dy = -view.horizontalScrollBar().value(), -view.verticalScrollBar().value()
    return [rect.translated(dx, dy) for rect in view._rects(*found, False)]


def test_every_tied_figure_has_its_place(tied: Workspace, qtbot: QtBot) -> None:
    figures = tied._tied_figures
    assert len(figures) > 5
    blocks = tied.session.case.document.blocks
    for figure in figures:
        block = blocks[figure.place.block]
        assert isinstance(block, Paragraph)
        rects = boxes(tied.viewer, figure, qtbot)
        assert rects, block.text[figure.place.start : figure.place.end]
        centre = rects[0].center()
        assert tied.viewer.viewport().rect().contains(centre.toPoint())
        assert tied.viewer.tie_at(centre) is not None


@pytest.mark.parametrize("tied", ["docx", "html", "text"], indirect=True)
def test_the_place_is_that_of_the_characters(tied: Workspace) -> None:
    """In the flowing text the positions hold the very characters."""
    view = tied.viewer
    assert isinstance(view, FlowView)
    for figure in tied._tied_figures:
        found = view._find_place(figure.place)
        assert found is not None
        cursor = view.textCursor()
        cursor.setPosition(found[0])
        cursor.setPosition(found[1], cursor.MoveMode.KeepAnchor)
        block = view._source.blocks[figure.place.block]
        assert isinstance(block, Paragraph)
        assert cursor.selectedText() == block.text[figure.place.start : figure.place.end]


def test_a_click_leads_to_the_cell_and_says_why(tied: Workspace, qtbot: QtBot) -> None:
    figure = about(tied, NEW)
    point = boxes(tied.viewer, figure, qtbot)[0].center().toPoint()
    tied.viewer.show_marks([])
    qtbot.mouseClick(tied.viewer.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert tied.current_address == NEW
    view = tied.tabs.current_view()
    assert view is not None
    assert view.current_address() == NEW
    assert figure.state is CellState.HOLDS
    said = tied.session.text(NEW)
    assert tied.bar.text() == figure.why
    assert said in figure.why
    assert figure.why.endswith("相符")
    assert [m.anchor for m in tied._marks() if m.current] == [figure.place]


def test_a_cell_shows_where_the_text_speaks_of_it(tied: Workspace) -> None:
    figure = about(tied, NEW)
    tied.tabs.select(NEW)
    assert Mark(figure.place) in tied._marks()
    assert figure.why in tied.bar.text()


def test_an_edit_is_seen_in_the_text_at_once(tied: Workspace) -> None:
    figure = about(tied, NEW)
    tied._on_tie_clicked(figure)
    right = tied.session.text(NEW)
    tied.session.edit({NEW: str(int(right) + 5)})
    now = next(f for f in tied._tied_figures if f.place == figure.place)
    assert now.state is CellState.ERROR
    assert tied.bar.text() == now.why
    assert "不符" in now.why
    assert now in shown(tied.viewer)
    assert tied.current_finding is not None
    tied.session.undo_stack.undo()
    assert about(tied, NEW).state is CellState.HOLDS
    assert figure in shown(tied.viewer)


def shown(view: FlowView | PagesView) -> list[TiedFigure]:
    if isinstance(view, PagesView):
        return [figure for _, figure in view._ties]
    return list(view._ties.values())


def test_a_broken_tie_is_chosen_in_the_list(tied: Workspace) -> None:
    tied.session.edit({NEW: str(int(tied.session.text(NEW)) + 5)})
    figure = about(tied, NEW)
    tied._on_tie_clicked(figure)
    finding = tied.current_finding
    assert finding is not None
    assert finding.rule in {tie.rule for tie in figure.ties}
    assert NEW in finding.addresses


def test_lines_are_painted_and_told_apart(tied: Workspace, qtbot: QtBot) -> None:
    figure = about(tied, NEW)
    boxes(tied.viewer, figure, qtbot)
    view = tied.viewer
    if isinstance(view, PagesView):
        qtbot.waitUntil(lambda: bool(view._images) and not view._renderer._wanted)
    view.show_marks([])
    pictures = []
    for state in (TieState.AGREES, TieState.DISAGREES, TieState.UNSURE):
        place = figure.place
        there = TextFigure(place.block, place.start, place.end, "1", figure.ties[0].figure.value)
        view.show_ties(tied_figures([Tie(there, state, "NT-REQ", "received")]))
        pictures.append(view.viewport().grab().toImage())
    view.show_ties([])
    pictures.append(view.viewport().grab().toImage())
    assert all(a != b for i, a in enumerate(pictures) for b in pictures[i + 1 :])


@pytest.mark.parametrize("severity", list(Severity))
def test_a_broken_one_has_the_colour_of_its_finding(severity: Severity) -> None:
    there = TextFigure(0, 0, 1, "1", Decimal(1))
    (figure,) = tied_figures(
        [
            Tie(there, TieState.UNSURE, "NN-SUM", ""),
            Tie(there, TieState.DISAGREES, "NT-REQ", "received", severity=severity),
        ]
    )
    assert figure.state == CellState[severity.name]
    image = QImage(60, 20, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_underline(painter, [QRectF(5, 0, 50, 12)], figure.state)
    painter.end()
    inks = [image.pixelColor(x, y) for x in range(60) for y in range(20)]
    darkest = max(inks, key=lambda c: c.alpha())
    wanted = LOOKS[figure.state].sign_ink
    assert (
        max(abs(a - b) for a, b in zip(darkest.getRgb()[:3], wanted.getRgb()[:3], strict=True)) < 9
    )


def test_states_can_be_told_apart_without_colour() -> None:
    shapes = []
    for state in (CellState.HOLDS, CellState.ERROR, CellState.CANNOT_CHECK):
        image = QImage(60, 20, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        paint_underline(painter, [QRectF(5, 0, 50, 12)], state)
        painter.end()
        shapes.append([[image.pixelColor(x, y).alpha() > 60 for x in range(60)] for y in range(20)])
    assert all(a != b for i, a in enumerate(shapes) for b in shapes[i + 1 :])
    rows = [sum(any(row) for row in shape) for shape in shapes]
    assert rows[1] > rows[0] == rows[2]  # a wave is taller
    inked = [sum(map(sum, shape)) for shape in shapes]
    assert inked[2] < inked[0]  # dashes have gaps


def test_the_tool_tip_says_why(
    tied: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = about(tied, NEW)
    where = boxes(tied.viewer, figure, qtbot)[0].center().toPoint()
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda *a: told.append(a[1]))
    for point in (where, QPoint(1, 1)):
        event = QHelpEvent(QEvent.Type.ToolTip, point, tied.viewer.mapToGlobal(point))
        QApplication.sendEvent(tied.viewer.viewport(), event)
    assert told[0]
    assert told[1] == ""
    assert tied.viewer.tie_at(QPointF(1, 1)) is None


def line(text: str, top: float) -> tuple[str, list[Box]]:
    return text, [Box(10.0 * i, top, 10.0 * i + 10, top + 10) for i in range(len(text))]


def test_a_page_is_searched() -> None:
    first, second = line("全年收到申请12", 0), line("3件，答复12件。", 20)
    page = PageText(first[0] + second[0], tuple(first[1] + second[1]))
    text, start, end = bare("全年 收到申请123件，答复12件。", 7, 10)
    assert text[start:end] == "123"
    assert page.find(text, start, end) == [Box(60, 0, 80, 10), Box(0, 20, 10, 30)]
    # what stands twice is nowhere for certain
    twice = PageText(page.text * 2, page.boxes * 2)
    assert twice.find(text, start, end) == []
    assert page.find("收到1件", 2, 3) == []
    upper = page.within(Box(0, 0, 200, 12))
    assert upper.text == first[0]


def test_places_count_what_a_text_document_counts(tmp_path: Path, qtbot: QtBot) -> None:
    """Characters beyond the 16 bits of Qt take two positions there."""
    path = written("text", tmp_path)
    text = path.read_text("utf-8")
    before = next(
        p for p in Case.open(path).document.paragraphs if "申请" in p.text and "件" in p.text
    )
    path.write_text(text.replace(before.text[:4], f"𠮷{before.text[:4]}"), "utf-8")
    case = Case.open(path)
    view = FlowView(case)
    qtbot.addWidget(view)
    block = next(
        i for i, b in enumerate(case.document.blocks)
        if isinstance(b, Paragraph) and b.text.startswith("𠮷")
    )  # fmt: skip
    found = view._find_place(Place(block, 1, 5))
    assert found is not None
    cursor = view.textCursor()
    cursor.setPosition(found[0])
    cursor.setPosition(found[1], cursor.MoveMode.KeepAnchor)
    assert cursor.selectedText() == before.text[:4]
