"""The findings as a tree: heads worst first, below each what follows; folded up or not."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.case import Case
from core.finding import CellState, Finding
from core.verdicts import VerdictKind
from gui.findings.model import FindingsModel, same_finding
from gui.findings.panel import FindingsPanel
from gui.session import Session
from gui.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "samples" / "qinghe_2024.docx"
SEED = ROOT.parent / "shared" / "reports" / "seeds" / "000_zhuoni_2020.txt"
CULPRIT = "requests/granted/enterprise"


def opened(path: Path, qtbot: QtBot) -> Workspace:
    workspace = Workspace(Session(Case.open(path)))
    workspace.resize(1100, 700)
    qtbot.addWidget(workspace)
    workspace.show()
    qtbot.waitExposed(workspace)
    localised(workspace, qtbot)
    return workspace


def localised(workspace: Workspace, qtbot: QtBot) -> None:
    localiser = workspace.suggestions.localiser
    qtbot.waitUntil(lambda: localiser.localisation is not None)


@pytest.fixture
def of_sample(qtbot: QtBot) -> Workspace:
    return opened(SAMPLE, qtbot)


def tree(panel: FindingsPanel) -> list[tuple[str, list[str]]]:
    """Rules of heads and of what stands below them."""
    model = panel.view.model()

    def rule(index: QModelIndex) -> str:
        return str(index.siblingAtColumn(1).data())

    tops = [model.index(row, 0) for row in range(model.rowCount())]
    return [(rule(t), [rule(model.index(r, 0, t)) for r in range(model.rowCount(t))]) for t in tops]


def head_of(panel: FindingsPanel, rule: str) -> QModelIndex:
    model = panel.view.model()
    return next(
        i
        for row in range(model.rowCount())
        if (i := model.index(row, 0)).siblingAtColumn(1).data() == rule
        if model.rowCount(i)
    )


def test_one_cause_stands_once(of_sample: Workspace, qtmodeltester: ModelTester) -> None:
    panel = of_sample.findings
    below = [(rule, under) for rule, under in tree(panel) if under]
    assert below == [("T2-ROW", ["T2-OUT"])]
    head = head_of(panel, "T2-ROW")
    assert head.data(FindingsModel.NoteRole) == (
        "另有 1 条随之而来，疑同出于“表二 （一）予以公开·商业企业”一格"
    )
    assert panel.view.isExpanded(head)
    listed = panel.findings()
    every = of_sample.session.case.result.findings
    assert len(listed) == len(every)
    assert {f.message for f in listed} == {f.message for f in every}
    qtmodeltester.check(panel._model)
    qtmodeltester.check(panel._filter)


def test_f7_goes_below_a_head_and_passes_what_is_folded_up(of_sample: Workspace) -> None:
    panel = of_sample.findings
    head = head_of(panel, "T2-ROW")
    first = head.data(FindingsModel.FindingRole)
    panel.set_current(first)
    of_sample.step_finding(True)
    assert of_sample.current_finding is not None
    assert of_sample.current_finding.rule == "T2-OUT"
    panel.set_current(first)
    panel.view.collapse(head)
    of_sample.step_finding(True)
    assert of_sample.current_finding.rule != "T2-OUT"
    walked: list[Finding] = []
    for _ in range(10):
        of_sample.step_finding(True)
        walked.append(of_sample.current_finding)
    assert "T2-OUT" not in {f.rule for f in walked}
    assert first in walked


def test_what_is_folded_up_opens_for_its_cell(of_sample: Workspace) -> None:
    """The auditor clicks on a cell: the finding shown for it is in view, wherever it stands."""
    panel = of_sample.findings
    panel.view.collapse(head_of(panel, "T2-ROW"))
    finding = next(f for f in panel.findings() if f.rule == "T2-OUT")
    panel.set_current(finding)
    assert panel.view.isExpanded(head_of(panel, "T2-ROW"))
    assert panel.view.currentIndex().data(FindingsModel.FindingRole) == finding


@pytest.mark.parametrize("column", [0, 2])
def test_left_and_right_fold_up_and_open(of_sample: Workspace, qtbot: QtBot, column: int) -> None:
    """Wherever in the row the auditor has clicked."""
    view = of_sample.findings.view
    head = head_of(of_sample.findings, "T2-ROW")
    view.scrollTo(head)
    where = view.visualRect(head.siblingAtColumn(column)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert of_sample.current_finding is not None
    assert of_sample.current_finding.rule == "T2-ROW"
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert not view.isExpanded(head_of(of_sample.findings, "T2-ROW"))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.isExpanded(head_of(of_sample.findings, "T2-ROW"))


def test_an_edit_elsewhere_leaves_the_tree_as_it_was(of_sample: Workspace, qtbot: QtBot) -> None:
    panel = of_sample.findings
    before = tree(panel)
    panel.view.collapse(head_of(panel, "T2-ROW"))
    resets: list[bool] = []
    of_sample.session.edit({"reviews/litigation_direct/total": "9"})
    panel._model.modelReset.connect(lambda: resets.append(True))
    assert tree(panel) == before  # and not first flat, then a tree again
    localised(of_sample, qtbot)
    assert tree(panel) == before
    assert resets == []
    assert not panel.view.isExpanded(head_of(panel, "T2-ROW"))


def test_the_repair_takes_the_group_away_and_undo_brings_it_back(
    of_sample: Workspace, qtbot: QtBot
) -> None:
    panel, session = of_sample.findings, of_sample.session
    before = tree(panel)
    session.edit({CULPRIT: "11"})
    localised(of_sample, qtbot)
    assert not any(under for _, under in tree(panel))
    session.undo_stack.undo()
    localised(of_sample, qtbot)
    assert tree(panel) == before


def test_a_head_stays_for_what_is_shown_below_it(of_sample: Workspace) -> None:
    panel = of_sample.findings
    head = head_of(panel, "T2-ROW")
    panel.set_current(head.data(FindingsModel.FindingRole))
    panel.judge(VerdictKind.NOT_A_FAULT)
    panel._no_faults.click()
    assert ("T2-ROW", ["T2-OUT"]) in tree(panel)
    below = next(f for f in panel.findings() if f.rule == "T2-OUT")
    panel.set_current(below)
    panel.judge(VerdictKind.NOT_A_FAULT)
    assert "T2-ROW" not in [rule for rule, _ in tree(panel)]
    assert panel._hidden_note.text() == "（已隐藏 2 条）"
    panel._no_faults.click()
    assert ("T2-ROW", ["T2-OUT"]) in tree(panel)


def test_the_kinds_are_counted_below_heads_too(of_sample: Workspace) -> None:
    panel = of_sample.findings
    number = panel._model.counts()[CellState.ERROR]
    assert panel._buttons[CellState.ERROR].text() == f"错误 {number}"
    panel._buttons[CellState.ERROR].click()
    assert panel._hidden_note.text() == f"（已隐藏 {number} 条）"


def test_rows_are_as_tall_as_their_messages(of_sample: Workspace, qtbot: QtBot) -> None:
    panel = of_sample.findings
    view = panel.view
    line = view.fontMetrics().lineSpacing()
    head = head_of(panel, "T2-ROW")
    child = view.model().index(0, 0, head)
    qtbot.waitUntil(lambda: view.visualRect(head).height() > 2 * line)  # message and note
    of_sample.resize(560, 700)
    qtbot.waitUntil(lambda: view.rowHeight(child) > 2 * line)


@pytest.mark.skipif(not SEED.exists(), reason="../shared/reports is not here")
def test_a_real_report_without_its_tables(qtbot: QtBot) -> None:
    workspace = opened(SEED, qtbot)
    panel = workspace.findings
    assert tree(panel)[0] == ("FMT-TABIMG", ["FMT-TAB"] * 3)
    assert head_of(panel, "FMT-TABIMG").data(FindingsModel.NoteRole) == "另有 3 条随之而来"
    # three alike: F7 goes on from each
    listed = panel.findings()
    walked = []
    for _ in listed:
        workspace.step_finding(True)
        walked.append(workspace.current_finding)
    assert walked == listed
    assert not any(same_finding(a, b) for a, b in pairwise(listed))
    qtbot.keyClick(panel.view, Qt.Key.Key_Home)
    assert workspace.current_finding == listed[0]
