"""Editing, undoing, and what counts as unsaved."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from core.case import Edit, EditKind
from core.finding import CellState
from gui.session import Session
from tests.gui.conftest import errors
from tests.gui.reports import DIRECT_TOTAL, PERMITS, RECEIVED


def right(session: Session, address: str) -> str:
    """The figure before the error was put in."""
    return str(int(session.text(address)) - 1)


def test_the_errors_are_there(session: Session) -> None:
    assert errors(session) == ["T2-BAL", "T2-ROW", "T3-SUM"]


def test_an_edit_checks_again_and_undo_takes_it_back(session: Session, qtbot: QtBot) -> None:
    wrong = session.text(RECEIVED)
    with qtbot.waitSignal(session.moved) as moved:
        assert session.edit({RECEIVED: right(session, RECEIVED)})
    assert RECEIVED in moved.args[0].figures
    assert session.state(RECEIVED) is CellState.HOLDS
    assert errors(session) == ["T3-SUM"]
    with qtbot.waitSignal(session.revisited) as revisited:
        session.undo_stack.undo()
    assert revisited.args[0] == [RECEIVED]
    assert session.text(RECEIVED) == wrong
    assert errors(session) == ["T2-BAL", "T2-ROW", "T3-SUM"]
    session.undo_stack.redo()
    assert errors(session) == ["T3-SUM"]


def test_undo_has_no_limit(session: Session) -> None:
    before = session.text(PERMITS)
    for i in range(500):
        session.edit({PERMITS: f"{10_000 + i}"})
    assert session.undo_stack.count() == 500
    for _ in range(500):
        session.undo_stack.undo()
    assert session.text(PERMITS) == before
    assert not session.case.edits
    assert not session.undo_stack.canUndo()


def test_nothing_changed_is_no_step(session: Session) -> None:
    assert not session.edit({PERMITS: session.text(PERMITS)})
    assert not session.revert([PERMITS])
    assert session.undo_stack.count() == 0


def test_back_to_what_was_read_is_no_edit(session: Session) -> None:
    before = session.text(PERMITS)
    session.edit({PERMITS: "1"})
    session.edit({PERMITS: before})
    assert not session.case.edits
    assert not session.unsaved
    session.undo_stack.undo()
    assert session.case.edits[PERMITS] == Edit("1")


def test_the_step_says_what_it_does(session: Session) -> None:
    old = session.text(PERMITS)
    session.edit({PERMITS: "77"})
    assert session.undo_stack.undoText() == f"表一 行政许可·本年处理决定数量 {old} → 77"
    session.edit({PERMITS: "", RECEIVED: "5"})
    assert session.undo_stack.undoText() == "修改 2 格"


def test_a_misreading_is_no_correction(session: Session) -> None:
    session.edit({PERMITS: "77"}, EditKind.MISREAD)
    assert not session.unsaved
    assert not session.case.corrections
    session.edit({PERMITS: "78"})  # a cell keeps what the auditor has said of it
    assert session.case.edits[PERMITS] == Edit("78", EditKind.MISREAD)
    session.set_kind([PERMITS], EditKind.CORRECTION)
    assert session.case.corrections == {PERMITS: Edit("78")}
    assert session.unsaved
    session.undo_stack.undo()
    assert not session.unsaved


def test_revert_is_one_step(session: Session) -> None:
    session.edit({PERMITS: "77", RECEIVED: "78", DIRECT_TOTAL: "79"})
    session.revert([PERMITS, DIRECT_TOTAL])
    assert set(session.case.edits) == {RECEIVED}
    session.undo_stack.undo()
    assert set(session.case.edits) == {PERMITS, RECEIVED, DIRECT_TOTAL}


def test_unsaved_follows_the_export(session: Session, qtbot: QtBot) -> None:
    told: list[bool] = []
    session.unsaved_changed.connect(told.append)
    session.edit({PERMITS: "77"})
    session.set_exported()
    session.edit({PERMITS: "78"})
    session.undo_stack.undo()
    assert told == [True, False, True, False]


def test_an_unknown_address_changes_nothing(session: Session) -> None:
    with pytest.raises(KeyError):
        session.edit({"requests/nothing/total": "1"})
    assert not session.case.edits
