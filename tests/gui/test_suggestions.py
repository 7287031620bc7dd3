"""The card: what would repair a finding, tried out, taken over, taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QSplitter, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from core.case import Case, EditKind
from core.finding import CellState, Change, Suggestion
from core.localise import Cancelled, Localisation
from gui.main_window import MainWindow
from gui.session import Session
from gui.suggestions import worker
from gui.suggestions.card import SuggestionCard
from gui.suggestions.choices import choice
from gui.tables.delegate import FormDelegate
from gui.tables.model import CellView, FormModel, Part
from gui.theme import CULPRIT
from gui.workspace import Workspace
from tests.gui import reports
from tests.gui.conftest import errors
from tests.gui.reports import DIRECT_TOTAL

CONCLUDED = "requests/concluded_total/natural_person"
SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


def known(workspace: Workspace, qtbot: QtBot) -> Localisation:
    """What the worker finds for the report as it stands."""
    localiser = workspace.suggestions.localiser
    qtbot.waitUntil(lambda: localiser.localisation is not None)
    assert localiser.localisation is not None
    return localiser.localisation


def figure(workspace: Workspace, address: str) -> CellView:
    """The cell as it is shown."""
    for view in workspace.tabs.views():
        index = view.model.index_of(address)
        if index.isValid():
            shown = index.data(FormModel.CellRole)
            assert isinstance(shown, CellView)
            return shown
    raise AssertionError(address)


def opened(made: reports.GeneratedReport, folder: Path, qtbot: QtBot) -> Workspace:
    workspace = Workspace(Session(Case.open(reports.write(made, folder))))
    workspace.resize(1170, 660)
    qtbot.addWidget(workspace, before_close_func=lambda w: w.close_views())
    workspace.show()
    qtbot.waitExposed(workspace)
    return workspace


@pytest.fixture
def wrong_total(tmp_path: Path, qtbot: QtBot) -> Workspace:
    """T2-BAL, T2-OUT and T2-ROW all say of one figure by how much it is wrong."""
    return opened(reports.with_errors(reports.report(), {CONCLUDED: 3}), tmp_path, qtbot)


@pytest.fixture
def undecided(tmp_path: Path, qtbot: QtBot) -> Workspace:
    """Only one sum breaks: any of its figures may be wrong."""
    return opened(reports.with_errors(reports.report(), {DIRECT_TOTAL: 4}), tmp_path, qtbot)


@pytest.fixture
def sample(window: MainWindow, open_files: Callable[..., None]) -> Iterator[Workspace]:
    """resources/samples/qinghe_2024.docx in the window."""
    open_files(SAMPLES / "qinghe_2024.docx")
    workspace = window.workspace()
    assert workspace is not None
    yield workspace
    assert workspace.session.case.result  # nothing closed it on the way


def now(workspace: Workspace, address: str) -> int:
    return int(workspace.session.text(address))


# -- what is suggested ---------------------------------------------------------------------------


def test_the_sample_comes_with_suggestions(sample: Workspace, qtbot: QtBot) -> None:
    known(sample, qtbot)
    desk = sample.suggestions
    assert desk.card.isVisible()
    sample.go_to_broken(True)
    for _ in sample.tabs.broken_addresses():
        if desk.card.choices:
            break
        sample.go_to_broken(True)
    assert desk.card.choices
    assert " → " in desk.card.choices[0].headline
    broken = errors(sample.session)
    desk.take_over(0)
    assert len(errors(sample.session)) < len(broken)
    sample.session.undo_stack.undo()
    assert errors(sample.session) == broken


def test_the_wrong_cell_is_named_with_its_figure(wrong_total: Workspace, qtbot: QtBot) -> None:
    right = str(now(wrong_total, CONCLUDED) - 3)
    localisation = known(wrong_total, qtbot)
    assert localisation.culprits == {CONCLUDED}
    assert figure(wrong_total, CONCLUDED).culprit
    assert not figure(wrong_total, "requests/granted/natural_person").culprit
    wrong_total.look_at("requests/granted/natural_person")  # any cell of the broken sum
    card = wrong_total.suggestions.card
    assert card.title() == "疑似应为"
    assert card.current == 0
    assert f"（七）总计·自然人　<b>{int(right) + 3} → {right}</b>" in card.rows[0].text()
    assert "改后" in card.rows[0].text()
    assert card.note() == localisation.notes[0]
    index = wrong_total.tabs.views()[1].model.index_of(CONCLUDED)
    assert "疑似这一格有误" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).endswith("疑似有误")


def test_no_single_culprit_is_said_so_and_none_is_preselected(
    undecided: Workspace, qtbot: QtBot
) -> None:
    localisation = known(undecided, qtbot)
    assert not localisation.culprits
    undecided.look_at(DIRECT_TOTAL)
    card = undecided.suggestions.card
    assert card.title() == "可能的改法"
    assert len(card.choices) > 1
    assert card.note()
    assert card.current == -1
    before = dict(undecided.session.case.edits)
    with qtbot.waitSignal(undecided.said) as said:
        undecided.suggestions.take_over()
    assert "选定一种" in said.args[0]
    with qtbot.waitSignal(undecided.said):
        undecided.suggestions.take_over(len(card.choices))
    assert undecided.session.case.edits == before
    taken = card.choices[1].suggestion.changes[0]
    undecided.suggestions.take_over(1)
    assert undecided.session.text(taken.address) == taken.after
    assert "T3-SUM" not in errors(undecided.session)


def test_a_report_that_adds_up_has_no_card(tmp_path: Path, qtbot: QtBot) -> None:
    workspace = opened(reports.report(), tmp_path, qtbot)
    assert not known(workspace, qtbot).suggestions
    assert not workspace.suggestions.card.isVisible()
    with qtbot.waitSignal(workspace.said) as said:
        workspace.suggestions.take_over()
    assert "没有可以采用的改法" in said.args[0]


def test_the_card_follows_what_is_looked_at(workspace: Workspace, qtbot: QtBot) -> None:
    known(workspace, qtbot)
    card = workspace.suggestions.card
    assert card.choices == ()
    assert "选中" in card.note()
    workspace.look_at(DIRECT_TOTAL)
    assert {c.suggestion.changes[0].address.split("/")[0] for c in card.choices} == {"reviews"}
    workspace.look_at(reports.RECEIVED)
    assert {c.suggestion.changes[0].address.split("/")[0] for c in card.choices} == {"requests"}
    workspace.look_at(reports.PERMITS)
    assert card.choices == ()


# -- taking over ---------------------------------------------------------------------------------


def test_taken_over_the_light_goes_out_and_undone_it_comes_back(
    wrong_total: Workspace, qtbot: QtBot
) -> None:
    session, card = wrong_total.session, wrong_total.suggestions.card
    known(wrong_total, qtbot)
    wrong, before = now(wrong_total, CONCLUDED), errors(wrong_total.session)
    assert before
    wrong_total.look_at("requests/granted/natural_person")
    wrong_total.suggestions.take_over()
    assert errors(session) == []
    assert now(wrong_total, CONCLUDED) == wrong - 3
    assert session.case.edits[CONCLUDED].kind is EditKind.CORRECTION
    assert wrong_total.current_address == CONCLUDED
    assert not figure(wrong_total, CONCLUDED).culprit
    assert session.undo_stack.count() == 1
    assert session.undo_stack.undoText().startswith("采用建议 表二 （七）总计·自然人 ")
    known(wrong_total, qtbot)
    assert not card.isVisible()
    with qtbot.waitSignal(wrong_total.said) as said:
        session.undo_stack.undo()
    assert said.args == [""]  # “taken over” is not true any more
    assert now(wrong_total, CONCLUDED) == wrong
    assert errors(session) == before
    known(wrong_total, qtbot)
    assert figure(wrong_total, CONCLUDED).culprit
    assert card.isVisible()
    assert card.current == 0


def test_the_keys_of_the_window(
    window: MainWindow, open_files: Callable[..., None], tmp_path: Path, qtbot: QtBot
) -> None:
    made = reports.with_errors(reports.report(), {CONCLUDED: 3, DIRECT_TOTAL: 4})
    open_files(reports.write(made, tmp_path))
    workspace = window.workspace()
    assert workspace is not None
    session = workspace.session
    known(workspace, qtbot)
    body = workspace.tabs.views()[1].body
    keys, none, alt = Qt.Key, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier

    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = none) -> None:
        qtbot.keyClick(QApplication.focusWidget() or body, key, modifier)

    window.activateWindow()
    body.setFocus()
    press(keys.Key_F8)
    wrong = session.text(CONCLUDED)
    press(keys.Key_Down, alt)
    assert figure(workspace, CONCLUDED).tried
    press(keys.Key_Escape)
    assert not figure(workspace, CONCLUDED).tried
    press(keys.Key_F4)
    assert session.text(CONCLUDED) == str(int(wrong) - 3)
    press(keys.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.text(CONCLUDED) == wrong
    workspace.look_at(DIRECT_TOTAL)
    known(workspace, qtbot)
    second = workspace.suggestions.card.choices[1].suggestion.changes[0]
    press(keys.Key_2, alt)
    assert session.text(second.address) == second.after


def test_nothing_is_taken_over_while_a_figure_is_typed(
    wrong_total: Workspace, qtbot: QtBot
) -> None:
    known(wrong_total, qtbot)
    wrong_total.look_at(CONCLUDED)
    wrong_total.activateWindow()
    wrong_total.tabs.focus_table()
    view = wrong_total.tabs.current_view()
    assert view is not None
    qtbot.keyClick(view.body, "7")
    editor = view.body.findChild(QLineEdit)
    assert editor is not None
    qtbot.waitUntil(editor.hasFocus)
    with qtbot.waitSignal(wrong_total.said) as said:
        wrong_total.suggestions.take_over()
    assert "正在输入" in said.args[0]
    assert wrong_total.session.undo_stack.count() == 0
    assert editor.text() == "7"


# -- trying out ----------------------------------------------------------------------------------


def hover(card: SuggestionCard, row: int, over: bool) -> None:
    point = QPointF(5, 5)
    event = QEnterEvent(point, point, point) if over else QEvent(QEvent.Type.Leave)
    QApplication.sendEvent(card.rows[row], event)


def test_a_hovered_choice_is_seen_and_nothing_is_changed(
    wrong_total: Workspace, qtbot: QtBot
) -> None:
    case, card = wrong_total.session.case, wrong_total.suggestions.card
    known(wrong_total, qtbot)
    wrong_total.look_at(CONCLUDED)
    before = (case.sheet, case.result, dict(case.edits))
    as_it_is = figure(wrong_total, CONCLUDED)
    hover(card, 0, True)
    seen = figure(wrong_total, CONCLUDED)
    assert seen.tried
    assert seen.text == str(int(as_it_is.text) - 3)
    assert seen.state is CellState.HOLDS
    assert figure(wrong_total, "requests/granted/natural_person").state is CellState.HOLDS
    assert card.foot() == "预览，尚未改动：3 条不符消除"
    view = wrong_total.tabs.views()[1]
    assert view.model.index_of(CONCLUDED).data(Qt.ItemDataRole.EditRole) == as_it_is.text
    assert (case.sheet, case.result, dict(case.edits)) == before
    hover(card, 0, False)
    assert figure(wrong_total, CONCLUDED) == as_it_is
    assert "F4" in card.foot()
    assert wrong_total.session.undo_stack.count() == 0


def test_walking_the_choices_tries_them_out_and_ends_where_it_began(
    undecided: Workspace, qtbot: QtBot
) -> None:
    known(undecided, qtbot)
    undecided.look_at(DIRECT_TOTAL)
    desk = undecided.suggestions
    for number, shown in enumerate(desk.card.choices):
        desk.step(True)
        assert desk.card.current == number
        assert all(figure(undecided, c.address).tried for c in shown.suggestion.changes)
    desk.step(True)
    assert desk.card.current == -1
    assert not any(
        figure(undecided, c.address).tried
        for shown in desk.card.choices
        for c in shown.suggestion.changes
    )
    desk.step(False)
    assert desk.card.current == len(desk.card.choices) - 1
    undecided.look_at("reviews/reconsideration/total")
    assert not any(figure(undecided, a).tried for a in undecided.session.case.sheet.facts)


def test_the_card_by_its_own_keys(undecided: Workspace, qtbot: QtBot) -> None:
    known(undecided, qtbot)
    undecided.look_at(DIRECT_TOTAL)
    card = undecided.suggestions.card
    undecided.activateWindow()
    card.setFocus(Qt.FocusReason.TabFocusReason)
    assert card.current == 0
    first, second = (c.suggestion.changes[0] for c in card.choices[:2])
    assert figure(undecided, first.address).tried
    qtbot.keyClick(card, Qt.Key.Key_Down)
    assert figure(undecided, second.address).text == second.after
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not figure(undecided, second.address).tried
    card.setFocus(Qt.FocusReason.OtherFocusReason)
    card.choose(1)
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert undecided.session.text(second.address) == second.after


def test_typing_ends_what_is_tried_out(wrong_total: Workspace, qtbot: QtBot) -> None:
    known(wrong_total, qtbot)
    wrong_total.look_at(CONCLUDED)
    wrong_total.suggestions.step(True)
    assert figure(wrong_total, CONCLUDED).tried
    view = wrong_total.tabs.current_view()
    assert view is not None
    qtbot.keyClick(view.body, "7")
    assert not figure(wrong_total, CONCLUDED).tried
    editor = view.body.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "7"


# -- the worker ----------------------------------------------------------------------------------


class Slow:
    """Stands for core.localise.localise: each run waits until it is let go or cancelled."""

    def __init__(self) -> None:
        self.runs: list[threading.Event] = []
        self.cancelled = 0

    def __call__(
        self, sheet: object, result: object, evidence: object, *, cancelled: Callable[[], bool]
    ) -> Localisation:
        go = threading.Event()
        number = len(self.runs)
        self.runs.append(go)
        while not go.wait(0.002):
            if cancelled():
                self.cancelled += 1
                raise Cancelled
        return Localisation({}, {}, frozenset({f"requests/received/run{number}"}))


def test_a_stale_run_is_cancelled_and_never_shown(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr(worker, "localise", slow)
    localiser = worker.Localiser(session)
    found: list[Localisation | None] = []
    localiser.found.connect(lambda: found.append(localiser.localisation))
    qtbot.waitUntil(lambda: len(slow.runs) == 1)
    session.edit({DIRECT_TOTAL: "98765"})
    qtbot.waitUntil(lambda: len(slow.runs) == 2)
    qtbot.waitUntil(lambda: slow.cancelled == 1)
    slow.runs[0].set()
    assert localiser.localisation is None
    slow.runs[1].set()
    qtbot.waitUntil(lambda: bool(found))
    assert [f.culprits for f in found if f] == [frozenset({"requests/received/run1"})]
    localiser.stop()


def test_a_run_that_is_done_but_not_fetched_is_dropped_by_an_edit(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr(worker, "localise", slow)
    localiser = worker.Localiser(session)
    found: list[Localisation | None] = []
    localiser.found.connect(lambda: found.append(localiser.localisation))
    qtbot.waitUntil(lambda: len(slow.runs) == 1)
    task = localiser._task
    assert task is not None
    slow.runs[0].set()
    task.wait()
    session.edit({DIRECT_TOTAL: "98765"})  # before the main thread looks again
    qtbot.waitUntil(lambda: len(slow.runs) == 2)
    assert found == []
    localiser.stop()
    assert slow.cancelled == 1
    assert found == []


def test_nothing_stale_can_be_taken_over(
    wrong_total: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(wrong_total, qtbot)
    wrong_total.look_at(CONCLUDED)
    slow = Slow()
    monkeypatch.setattr(worker, "localise", slow)
    wrong_total.session.edit({CONCLUDED: "98765"})
    with qtbot.waitSignal(wrong_total.said) as said:
        wrong_total.suggestions.take_over(0)
    assert "正在推算" in said.args[0]
    assert wrong_total.session.text(CONCLUDED) == "98765"


def test_an_error_in_the_thread_is_not_swallowed(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Localisation:
        raise ZeroDivisionError

    monkeypatch.setattr(worker, "localise", broken)
    with qtbot.captureExceptions() as caught:
        localiser = worker.Localiser(session)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError
    localiser.stop()


# -- looks ---------------------------------------------------------------------------------------


def painted(view: CellView, qtbot: QtBot) -> QImage:
    """A cell of 60 × 24 as the delegate paints it, in grey."""

    class Index:
        def data(self, _role: int) -> CellView:
            return view

    image = QImage(60, 24, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    option = QStyleOptionViewItem()
    option.rect = image.rect()
    painter = QPainter(image)
    FormDelegate().paint(painter, option, Index())  # type: ignore[arg-type]
    painter.end()
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


def test_the_culprit_is_told_apart_without_colours(qtbot: QtBot) -> None:
    other = painted(CellView(Part.FIGURE, "14", CellState.ERROR, partner=True), qtbot)
    culprit = painted(
        CellView(Part.FIGURE, "14", CellState.ERROR, partner=True, culprit=True), qtbot
    )
    dark = CULPRIT.lightness() + 30

    def darks(image: QImage) -> int:
        return sum(
            image.pixelColor(x, y).lightness() < dark
            for x in range(image.width())
            for y in range(image.height())
        )

    assert darks(culprit) > 3 * darks(other)
    # the frame of the current cell, drawn over a culprit's, leaves its corners
    assert culprit.pixelColor(2, 2).lightness() < dark


def test_a_choice_in_words(session: Session) -> None:
    form = session.case.sheet.form
    assert form is not None
    one = Suggestion(
        (Change(DIRECT_TOTAL, "12", "21"),),
        "表三“行政诉讼（未经复议直接起诉）·总计”相邻两位数字颠倒：12 → 21；改后甲、乙成立",
    )
    here = choice(form, one, "reviews")
    assert here.headline.endswith("·总计　<b>12 → 21</b>　相邻两位数字颠倒")
    assert not here.headline.startswith("表三")
    assert choice(form, one, "requests").headline.startswith("表三 ")
    assert here.detail == "改后甲、乙成立"
    plain = Suggestion((Change(DIRECT_TOTAL, "", "<2>"),), "只有一句话")
    assert choice(form, plain, "reviews").headline.endswith("<b>空白 → &lt;2&gt;</b>")
    several = Suggestion(
        tuple(Change(a, "1", "2") for a in form.addresses[:4]), "两行互换：1 → 2；改后甲成立"
    )
    made = choice(form, several, form.addresses[0].partition("/")[0])
    assert made.headline.count("1 → 2") == 2
    assert made.headline.endswith("，另有 2 格")
    assert made.detail == "两行互换：1 → 2。改后甲成立"


def test_a_corrected_cell_shows_its_figure_when_it_is_current(
    wrong_total: Workspace, qtbot: QtBot
) -> None:
    """The frame of the current cell is a frame, whatever was painted before it."""
    known(wrong_total, qtbot)
    wrong_total.look_at(CONCLUDED)
    wrong_total.suggestions.take_over()
    view = wrong_total.tabs.current_view()
    assert view is not None
    rect = view.body.visualRect(view.model.index_of(CONCLUDED))
    image = view.body.viewport().grab(rect).toImage()
    assert image.pixelColor(image.width() // 3, image.height() // 2).lightness() > 150


def test_a_choice_that_is_walked_to_is_scrolled_to(wrong_total: Workspace, qtbot: QtBot) -> None:
    known(wrong_total, qtbot)
    received = "requests/received/natural_person"
    wrong_total.look_at(received)
    view = wrong_total.tabs.current_view()
    assert view is not None
    body, room = view.body, view.body.viewport().rect()
    index = view.model.index_of(CONCLUDED)
    assert not room.contains(body.visualRect(index))
    wrong_total.suggestions.step(True)
    assert room.contains(body.visualRect(index))
    qtbot.keyClick(body, Qt.Key.Key_Escape)
    assert room.contains(body.visualRect(view.model.index_of(received)))
    assert wrong_total.current_address == received


def test_a_finding_of_the_text_shows_what_would_settle_it(sample: Workspace, qtbot: QtBot) -> None:
    """The text of the sample counts one lawsuit more than 表三, whose total lacks one."""
    known(sample, qtbot)
    findings = sample.session.case.result.findings
    text = next(f for f in findings if f.rule == "XT-CH2TEXT")
    sample.look_at(text.addresses[0], text)
    choices = sample.suggestions.card.choices
    assert [(c.address, c.before, c.after) for c in choices[0].suggestion.changes] == [
        (DIRECT_TOTAL, "2", "3")
    ]
    sample.suggestions.take_over(0)
    rules = [f.rule for f in sample.session.case.result.findings]
    assert "XT-CH2TEXT" not in rules
    assert "T3-SUM" not in rules


def test_a_long_note_leaves_the_choices_in_sight(session: Session, qtbot: QtBot) -> None:
    card = SuggestionCard()
    qtbot.addWidget(card)
    form = session.case.sheet.form
    assert form is not None
    made = choice(form, Suggestion((Change(DIRECT_TOTAL, "1", "2"),), "甲"), "reviews")
    card.show_choices([made], "不能认定是哪一格有误，有关的是甲（1）、乙（2）。", decided=False)
    assert card._note.text() == "不能认定是哪一格有误。"
    assert card._rest.text() == "有关的是甲（1）、乙（2）。"
    card.show_choices([made], "只有这一种改法。", decided=True)
    assert (card._note.text(), card._rest.text()) == ("只有这一种改法。", "")
    card.show_nothing("不能认定是哪一格有误，有关的是甲（1）、乙（2）。")
    assert card._note.text().endswith("乙（2）。")


def test_the_width_of_the_card_is_remembered(wrong_total: Workspace, qtbot: QtBot) -> None:
    known(wrong_total, qtbot)
    row = wrong_total.suggestions.card.parentWidget()
    assert isinstance(row, QSplitter)
    row.moveSplitter(700, 1)
    row.splitterMoved.emit(700, 1)  # as by the mouse
    again = Workspace(Session(Case.open(wrong_total.session.path)))
    again.resize(wrong_total.size())
    qtbot.addWidget(again, before_close_func=lambda w: w.close_views())
    again.show()
    qtbot.waitExposed(again)
    known(again, qtbot)
    there = again.suggestions.card.parentWidget()
    assert isinstance(there, QSplitter)
    qtbot.waitUntil(lambda: there.sizes()[1] > 0)  # laid out
    assert abs(there.sizes()[0] - row.sizes()[0]) <= 2
