"""The table of the form: its model, keys, clipboard and painting."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.case import Case, EditKind
from core.finding import CellState
from core.formats import official_forms
from gui.session import Session
from gui.tables.clipboard import PasteError, mime_of, parse_rows, plan_paste
from gui.tables.model import FormModel, Part
from gui.tables.view import FormView
from gui.theme import LOOKS
from gui.workspace import Workspace
from tests.gui import reports
from tests.gui.conftest import errors
from tests.gui.reports import BROUGHT, DIRECT_TOTAL, PERMITS, RECEIVED, THIRD_PARTY


@pytest.fixture
def requests(session: Session) -> FormModel:
    assert session.case.sheet.form is not None
    return FormModel(session, session.case.sheet.form.table("requests"))


@pytest.fixture
def view(workspace: Workspace, qtbot: QtBot) -> FormView:
    """表二, current."""
    workspace.tabs.select(RECEIVED)
    found = workspace.tabs.current_view()
    assert found is not None
    found.body.setFocus()
    return found


def editor(view: FormView) -> QLineEdit:
    found = view.body.findChild(QLineEdit)
    assert found is not None
    return found


# -- model ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [f.key for f in official_forms() if f.tables])
def test_the_model_is_sound(key: str, tmp_path, qtmodeltester: ModelTester, qapp: object) -> None:  # type: ignore[no-untyped-def]
    session = Session(Case.open(reports.write(reports.report(key), tmp_path)))
    form = session.case.sheet.form
    assert form is not None
    assert form.key == key
    for table in form.tables:
        model = FormModel(session, table)
        qtmodeltester.check(model)
        shown = {model.address(i): i.data() for i in model.value_indexes()}
        assert shown == {a: session.text(a) for a in table.addresses}


def test_merged_cells_answer_for_their_whole_area(session: Session) -> None:
    form = session.case.sheet.form
    assert form is not None
    model = FormModel(session, form.table("disclosure"))
    cell = model.index_of(PERMITS)
    beside = cell.siblingAtColumn(cell.column() + 1)
    assert model.address(beside) == PERMITS
    assert beside.data() is None
    assert beside.data(FormModel.CellRole).part is Part.COVERED
    assert not beside.flags() & Qt.ItemFlag.ItemIsEditable
    assert cell.flags() & Qt.ItemFlag.ItemIsEditable


def test_labels_cannot_be_edited(requests: FormModel) -> None:
    label = requests.index(3, 0)
    assert label.data(FormModel.CellRole).part is Part.LABEL
    assert not label.flags() & Qt.ItemFlag.ItemIsEditable
    assert not requests.setData(label, "1")


def test_a_cell_says_what_there_is_to_see(session: Session, requests: FormModel) -> None:
    broken = requests.index_of(RECEIVED).data(FormModel.CellRole)
    assert broken.state is CellState.ERROR
    assert broken.edit is None
    session.edit({RECEIVED: "1 234"}, EditKind.MISREAD)
    edited = requests.index_of(RECEIVED).data(FormModel.CellRole)
    assert edited.edit is EditKind.MISREAD
    assert edited.text == "1 234"
    tip = requests.index_of(RECEIVED).data(Qt.ItemDataRole.ToolTipRole)
    assert "表二 一、本年新收政府信息公开申请数量·自然人" in tip
    assert "识读有误，改正为：“1 234”" in tip
    assert "位置：表格2" in tip
    assert "T2-BAL" in tip


def test_only_what_moved_is_repainted(session: Session, requests: FormModel, qtbot: QtBot) -> None:
    seen: list[tuple[int, int, int, int]] = []
    requests.dataChanged.connect(
        lambda a, b: seen.append((a.row(), a.column(), b.row(), b.column()))
    )
    session.edit({DIRECT_TOTAL: str(int(session.text(DIRECT_TOTAL)) - 1)})
    assert seen == []  # another table
    with qtbot.waitSignal(session.moved) as signal:
        session.edit({RECEIVED: str(int(session.text(RECEIVED)) - 1)})
    moved = signal.args[0].figures | signal.args[0].states
    cells = {
        requests.address(requests.index(row, column))
        for top, left, bottom, right in seen
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    assert cells == {a for a in moved if a.startswith("requests/")}
    assert len(cells) > 5


def test_blank_zero_dash_and_absent_look_as_they_are(session: Session, requests: FormModel) -> None:
    for text in ("", "0", "—", "/"):
        session.edit({THIRD_PARTY: text})
        cell = requests.index_of(THIRD_PARTY).data(FormModel.CellRole)
        assert cell.text == text
        assert not cell.absent


def test_heads_stay_only_where_they_hold_for_all(session: Session, requests: FormModel) -> None:
    assert requests.frozen_rows == 3
    form = session.case.sheet.form
    assert form is not None
    assert FormModel(session, form.table("disclosure")).frozen_rows == 0
    assert FormModel(session, form.table("reviews")).frozen_rows == 3


# -- keys ----------------------------------------------------------------------------------------


def test_typing_over_a_cell_puts_the_light_out(
    view: FormView, session: Session, qtbot: QtBot
) -> None:
    right = str(int(session.text(RECEIVED)) - 1)
    qtbot.keyClicks(view.body, right[0])
    qtbot.keyClicks(editor(view), right[1:])
    qtbot.keyClick(editor(view), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.text(RECEIVED) == right)
    assert errors(session) == ["T3-SUM"]
    assert view.current_address() == BROUGHT  # Enter went down


def test_escape_leaves_everything(view: FormView, session: Session, qtbot: QtBot) -> None:
    before = session.text(RECEIVED)
    qtbot.keyClicks(view.body, "9")
    qtbot.keyClick(editor(view), Qt.Key.Key_Escape)
    assert session.text(RECEIVED) == before
    assert session.undo_stack.count() == 0
    assert view.current_address() == RECEIVED


def test_tab_goes_to_the_next_figure_and_over_the_labels(view: FormView, qtbot: QtBot) -> None:
    last = RECEIVED.replace("natural_person", "total")
    view.select(last)
    qtbot.keyClick(view.body, Qt.Key.Key_Tab)
    assert view.current_address() == BROUGHT
    qtbot.keyClick(view.body, Qt.Key.Key_Backtab)
    assert view.current_address() == last


def test_tab_and_arrows_leave_the_editor(view: FormView, session: Session, qtbot: QtBot) -> None:
    qtbot.keyClicks(view.body, "5")
    qtbot.keyClick(editor(view), Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: session.text(RECEIVED) == "5")
    assert view.current_address() == RECEIVED.replace("natural_person", "enterprise")
    view.select(RECEIVED)
    qtbot.keyClicks(view.body, "6")
    qtbot.keyClick(editor(view), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: session.text(RECEIVED) == "6")
    assert view.current_address() == BROUGHT


def test_delete_blanks_the_selection_in_one_step(
    view: FormView, session: Session, qtbot: QtBot
) -> None:
    model = view.model
    selection = view.body.selectionModel()
    for address in (RECEIVED, BROUGHT):
        selection.select(model.index_of(address), selection.SelectionFlag.Select)
    qtbot.keyClick(view.body, Qt.Key.Key_Delete)
    assert (session.text(RECEIVED), session.text(BROUGHT)) == ("", "")
    session.undo_stack.undo()
    assert not session.case.edits


def test_misread_from_the_keyboard(workspace: Workspace, view: FormView, qtbot: QtBot) -> None:
    session = workspace.session
    workspace.mark_misread()  # no edit yet: asks for the figure
    qtbot.keyClicks(editor(view), "41")
    qtbot.keyClick(editor(view), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: RECEIVED in session.case.edits)
    assert session.case.edits[RECEIVED].kind is EditKind.MISREAD
    view.select(RECEIVED)
    workspace.mark_correction()
    assert session.case.edits[RECEIVED].kind is EditKind.CORRECTION
    qtbot.keyClicks(view.body, "7")  # the next edit of another cell is a correction again
    qtbot.keyClick(editor(view), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.text(RECEIVED) == "7")
    assert session.case.edits[RECEIVED].kind is EditKind.CORRECTION


# -- clipboard -----------------------------------------------------------------------------------


def block(model: FormModel, top: str, bottom: str) -> list[QModelIndex]:
    """The rectangle between two figures."""
    a, b = model.index_of(top), model.index_of(bottom)
    return [
        model.index(row, column)
        for row in range(a.row(), b.row() + 1)
        for column in range(a.column(), b.column() + 1)
    ]


def test_a_range_copied_and_pasted_back_is_the_same(session: Session, requests: FormModel) -> None:
    chosen = block(requests, RECEIVED, "requests/refused_third_party/total")
    mime = mime_of(requests, chosen)
    assert mime.text().splitlines()[0].split("\t")[0] == session.text(RECEIVED)
    plan = plan_paste(requests, parse_rows(mime.text()), [requests.index_of(RECEIVED)])
    assert plan.texts == {a: session.text(a) for i in chosen if (a := requests.address(i))}
    assert plan.skipped == 0


@pytest.mark.parametrize("table", ["disclosure", "requests", "reviews"])
def test_a_whole_table_goes_there_and_back(session: Session, table: str) -> None:
    """Labels and merged cells included, as text and as HTML."""
    form = session.case.sheet.form
    assert form is not None
    model = FormModel(session, form.table(table))
    every = [model.index(r, c) for r in range(model.rowCount()) for c in range(model.columnCount())]
    mime = mime_of(model, every)
    plan = plan_paste(model, parse_rows(mime.text()), [model.index(0, 0)])
    assert plan.texts == {a: session.text(a) for a in form.table(table).addresses}
    cells = len(form.table(table).cells)
    assert mime.html().count("<td") == cells


def test_paste_from_excel_is_one_step(
    view: FormView, session: Session, qtbot: QtBot, qapp: QApplication
) -> None:
    QGuiApplication.clipboard().setText("7\t1\t0\t0\t0\t2\t10\r\n0\t0\t0\t0\t0\t0\t0\r\n")
    with qtbot.waitSignal(view.said) as said:
        view.paste()
    assert said.args[0].startswith("已粘贴 14 格")
    assert session.text("requests/received/total") == "10"
    assert session.text("requests/brought_forward/total") == "0"
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert not session.case.edits


def test_paste_skips_labels_it_brings_along(session: Session, requests: FormModel) -> None:
    rows = parse_rows("一、本年新收政府信息公开申请数量\t\t\t7\t1\t0\t0\t0\t2\t10")
    plan = plan_paste(requests, rows, [requests.index(3, 0)])
    assert plan.texts[RECEIVED] == "7"
    assert plan.texts["requests/received/total"] == "10"
    assert plan.skipped == 1


@pytest.mark.parametrize(
    ("text", "start", "why"),
    [
        ("1\t2\t3\t4\t5\t6\t7\t8", RECEIVED, "超出了表格"),
        ("总数\t1", RECEIVED, "不是数字"),
        ("5\t7\t1", "requests/received/label", "落在表头"),
        ("\n".join("1" for _ in range(40)), RECEIVED, "超出了表格"),
        ("", RECEIVED, "没有可以粘贴"),
    ],
)
def test_a_paste_that_would_shift_figures_is_refused(
    requests: FormModel, text: str, start: str, why: str
) -> None:
    at = requests.index(3, 0) if start.endswith("label") else requests.index_of(start)
    with pytest.raises(PasteError, match=why):
        plan_paste(requests, parse_rows(text), [at])


def test_a_merged_figure_takes_one_text_only(session: Session) -> None:
    form = session.case.sheet.form
    assert form is not None
    model = FormModel(session, form.table("disclosure"))
    at = [model.index_of(PERMITS)]
    assert plan_paste(model, [["5", "", ""]], at).texts == {PERMITS: "5"}
    with pytest.raises(PasteError, match="合并单元格"):
        plan_paste(model, [["5", "6"]], at)


def test_one_text_fills_the_selection(requests: FormModel) -> None:
    chosen = block(requests, RECEIVED, "requests/brought_forward/total")
    plan = plan_paste(requests, [["0"]], chosen)
    assert len(plan.texts) == 14
    assert set(plan.texts.values()) == {"0"}


def test_cells_with_line_breaks_from_excel() -> None:
    assert parse_rows('"商业\n企业"\t1\r\n2\t""\r\n') == [["商业 企业", "1"], ["2", ""]]


# -- painting ------------------------------------------------------------------------------------


def picture(view: FormView, address: str, grey: bool = False) -> QImage:
    rect = view.body.visualRect(view.model.index_of(address))
    image = view.body.viewport().grab(rect).toImage()
    return image.convertToFormat(QImage.Format.Format_Grayscale8) if grey else image


def test_states_differ_without_colour(view: FormView, session: Session) -> None:
    """On a grey printout every state can be told from every other one."""
    result = session.case.result
    seen: dict[CellState, QImage] = {}
    view.select("requests/carried_forward/total")
    for state in (CellState.ERROR, CellState.WARNING, CellState.INFO, CellState.CANNOT_CHECK,
                  CellState.HOLDS, CellState.UNCHECKED):  # fmt: skip
        states = dict(result.cells) | {BROUGHT: state}
        session.case.result = type(result)(result.findings, result.checked, states)
        view.body.scrollTo(view.model.index_of(BROUGHT))
        view.body.viewport().update()
        grey = picture(view, BROUGHT, grey=True)
        sign = grey.copy(0, 0, 14, min(14, grey.height()))
        seen[state] = sign.convertToFormat(QImage.Format.Format_Mono)
    for a in seen:
        for b in seen:
            assert (a is b) == (seen[a] == seen[b]), (a, b)
    assert len({look.sign for look in LOOKS.values()}) == len(LOOKS)


def test_edits_are_marked_and_differ_by_kind(view: FormView, session: Session) -> None:
    view.select("requests/carried_forward/total")
    view.body.scrollTo(view.model.index_of(RECEIVED))
    session.edit({RECEIVED: "88"})
    correction = picture(view, RECEIVED)
    session.set_kind([RECEIVED], EditKind.MISREAD)
    misread = picture(view, RECEIVED)
    session.revert([RECEIVED])
    plain = picture(view, RECEIVED)
    assert correction != misread
    assert plain not in (correction, misread)


def test_the_view_fits_its_width(view: FormView) -> None:
    width = view.body.viewport().width()
    columns = sum(view.body.columnWidth(c) for c in range(view.model.columnCount()))
    assert columns <= width
    assert view.body.columnWidth(9) >= view.fontMetrics().horizontalAdvance("00000")
    assert view.heads.columnWidth(2) == view.body.columnWidth(2)


def test_heads_do_not_scroll_away(view: FormView) -> None:
    view.select("requests/carried_forward/total")
    head = view.heads.indexAt(QPoint(view.heads.viewport().width() - 10, 5))
    assert view.heads.isVisible()
    assert head.row() < 3
    assert not view.heads.verticalScrollBar().isVisible()


def test_selected_cells_stay_legible(workspace: Workspace, qtbot: QtBot) -> None:
    """Also where no rule says anything of a figure, and so no fill lies under it."""
    workspace.tabs.select(PERMITS)
    view = workspace.tabs.current_view()
    assert view is not None
    view.select_all()
    workspace.tabs.select(PERMITS)
    view.select_all()
    picture = view.body.viewport().grab().toImage()
    shown = view.body.visualRect(view.model.index_of(PERMITS))
    ground = picture.pixelColor(shown.left() + 30, shown.center().y())
    assert ground.lightness() > 180
