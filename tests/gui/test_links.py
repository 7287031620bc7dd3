"""One look at all views: cell, document, finding and bar follow each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.case import Case
from core.finding import CellState
from gui.findings.model import FindingsModel
from gui.findings.panel import FindingsPanel
from gui.findings.sums import holding_sums
from gui.session import Session
from gui.viewer.marks import Mark
from gui.workspace import Workspace
from tests.gui import reports
from tests.gui.conftest import errors
from tests.gui.reports import DIRECT_TOTAL, PERMITS, RECEIVED
from tests.gui.test_viewer import marked_point

REVIEWS = "reviews/litigation_direct/"


def correct(session: Session, address: str) -> None:
    session.edit({address: str(int(session.text(address)) - 1)})


def finding_row(panel: FindingsPanel, rule: str) -> int:
    return next(i for i, f in enumerate(panel.findings()) if f.rule == rule)


def partners(workspace: Workspace) -> set[str]:
    return {
        address
        for view in workspace.tabs.views()
        for index in view.model.value_indexes()
        if index.data(view.model.CellRole).partner and (address := view.model.address(index))
    }


def test_a_cell_shows_its_place_its_finding_and_its_sum(workspace: Workspace) -> None:
    workspace.tabs.select(RECEIVED)
    findings = workspace.session.case.result.findings_at(RECEIVED)
    assert workspace.current_finding == findings[0]
    assert findings[0].equation in workspace.bar.text()
    assert partners(workspace) == set(findings[0].addresses)
    assert workspace.viewer.address_at(marked_point(workspace.viewer)) == RECEIVED
    assert workspace.findings.view.currentIndex().data(FindingsModel.FindingRole) == findings[0]


def test_a_cell_in_several_findings_goes_through_them(workspace: Workspace) -> None:
    workspace.tabs.select(RECEIVED)
    first, second = workspace.session.case.result.findings_at(RECEIVED)
    assert workspace.bar.more_text() == "另有 1 条 ›"
    workspace.bar.more_clicked.emit()
    assert workspace.current_finding == second
    assert second.equation in workspace.bar.text()
    workspace.bar.more_clicked.emit()
    assert workspace.current_finding == first


def test_a_click_in_the_document_selects_the_cell_on_its_tab(
    workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.tabs.select(PERMITS)
    assert workspace.tabs.currentIndex() == 0
    anchor = workspace.session.case.read_sheet.facts[DIRECT_TOTAL].anchor
    assert anchor is not None
    workspace.viewer.show_marks([Mark(anchor, True)])
    point = marked_point(workspace.viewer).toPoint()
    qtbot.mouseClick(workspace.viewer.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert workspace.current_address == DIRECT_TOTAL
    assert workspace.tabs.currentIndex() == 2
    assert workspace.tabs.current_address() == DIRECT_TOTAL


def test_a_finding_marks_all_its_cells(workspace: Workspace, qtbot: QtBot) -> None:
    panel = workspace.findings
    index = panel.view.model().index(finding_row(panel, "T3-SUM"), 2)
    panel.view.scrollTo(index)
    point = panel.view.visualRect(index).center()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    finding = workspace.current_finding
    assert finding is not None
    assert finding.rule == "T3-SUM"
    assert workspace.current_address == finding.addresses[0]
    assert partners(workspace) == set(finding.addresses)
    assert workspace.tabs.currentIndex() == 2
    assert finding.equation in workspace.bar.text()
    marks = workspace._marks()
    assert len(marks) == 5
    assert [m.current for m in marks] == [False] * 4 + [True]


def test_a_finding_without_cells_marks_its_text(tmp_path: Path, qtbot: QtBot) -> None:
    path = reports.write(reports.report(), tmp_path, "text")
    text = path.read_text("utf-8")
    assert "五、" in text
    path.write_text(text.replace("\n五、", "\n五、关于").replace("情况\n", "情形\n"), "utf-8")
    session = Session(Case.open(path))
    workspace = Workspace(session)
    qtbot.addWidget(workspace)
    workspace.resize(1100, 600)
    workspace.show()
    qtbot.waitExposed(workspace)
    told = [f for f in session.case.result.findings if f.anchors and not f.addresses]
    assert told, [f.rule for f in session.case.result.findings]
    workspace.findings.set_current(None)
    workspace._on_finding(told[0])
    assert workspace.current_address == ""
    assert workspace.bar.text().endswith(told[0].message)
    point = marked_point(workspace.viewer)
    assert workspace.viewer.viewport().rect().contains(point.toPoint())


def test_the_light_goes_out_everywhere(workspace: Workspace) -> None:
    session = workspace.session
    workspace.tabs.select(DIRECT_TOTAL)
    assert workspace.tabs.tabText(2) == "表三 5格"
    correct(session, DIRECT_TOTAL)
    assert "T3-SUM" not in errors(session)
    assert workspace.current_finding is None
    assert partners(workspace) == set()
    assert workspace.tabs.tabText(2) == "表三"
    assert session.state(DIRECT_TOTAL) is CellState.HOLDS
    assert f"= {int(session.text(REVIEWS + 'upheld'))} +" in workspace.bar.text()
    assert "T3-SUM" not in [f.rule for f in workspace.findings.findings()]
    session.undo_stack.undo()
    assert workspace.current_finding is not None
    assert workspace.current_finding.rule == "T3-SUM"
    assert workspace.tabs.tabText(2) == "表三 5格"


def test_undo_goes_where_it_happened(workspace: Workspace) -> None:
    session = workspace.session
    workspace.tabs.select(DIRECT_TOTAL)
    correct(session, DIRECT_TOTAL)
    workspace.tabs.select(PERMITS)
    session.undo_stack.undo()
    assert workspace.current_address == DIRECT_TOTAL
    assert workspace.tabs.currentIndex() == 2


def test_f8_walks_the_broken_cells_in_reading_order_and_round(workspace: Workspace) -> None:
    session = workspace.session
    assert session.case.sheet.form is not None
    states = session.case.result.cells
    wanted = [
        a
        for state in (CellState.ERROR, CellState.WARNING)
        for table in session.case.sheet.form.tables
        for line in table.lines
        for a in line.addresses
        if states.get(a) is state
    ]
    assert len(wanted) > 10
    walked = []
    for _ in wanted:
        workspace.go_to_broken(True)
        walked.append(workspace.current_address)
    assert walked == wanted
    workspace.go_to_broken(True)
    assert workspace.current_address == wanted[0]
    workspace.go_to_broken(False)
    assert workspace.current_address == wanted[-1]


def test_f8_starts_where_the_auditor_is(workspace: Workspace) -> None:
    workspace.tabs.select("reviews/reconsideration/total")  # holds; in front of the errors of 表三
    workspace.go_to_broken(True)
    assert workspace.current_address == REVIEWS + "upheld"
    workspace.tabs.select("reviews/reconsideration/total")
    workspace.go_to_broken(False)
    assert workspace.current_address.startswith("requests/")


def test_f8_when_nothing_is_broken(tmp_path: Path, qtbot: QtBot) -> None:
    workspace = Workspace(Session(Case.open(reports.write(reports.report(), tmp_path))))
    qtbot.addWidget(workspace)
    with qtbot.waitSignal(workspace.said) as said:
        workspace.go_to_broken(True)
    assert "没有出错或存疑的格子" in said.args[0]


def test_f7_walks_the_findings(workspace: Workspace) -> None:
    listed = workspace.findings.findings()
    walked = []
    for _ in listed:
        workspace.step_finding(True)
        walked.append(workspace.current_finding)
    assert walked == listed
    workspace.step_finding(True)
    assert workspace.current_finding == listed[0]
    workspace.step_finding(False)
    assert workspace.current_finding == listed[-1]


def test_findings_are_listed_worst_first_and_can_be_hidden(workspace: Workspace) -> None:
    panel = workspace.findings
    rank = {CellState.ERROR: 0, CellState.WARNING: 1, CellState.CANNOT_CHECK: 2, CellState.INFO: 3}
    model = panel.view.model()
    states = [model.index(r, 0).data(FindingsModel.StateRole) for r in range(model.rowCount())]
    assert [rank[s] for s in states] == sorted(rank[s] for s in states)
    assert states.count(CellState.ERROR) == 3
    button = panel._buttons[CellState.ERROR]
    assert button.text() == "错误 3"
    button.click()
    assert [f.rule for f in panel.findings() if f.rule in ("T2-BAL", "T3-SUM")] == []
    assert panel._hidden_note.text() == "（已隐藏 3 条）"
    button.click()
    assert len(panel.findings()) == len(states)


@pytest.mark.parametrize("address", [PERMITS, RECEIVED])
def test_a_holding_cell_shows_the_sums_that_hold(
    tmp_path: Path, address: str, qapp: object
) -> None:
    case = Case.open(reports.write(reports.report(), tmp_path))
    sums = holding_sums(case, address)
    if address == PERMITS:
        assert sums == []
        return
    figure = case.sheet.quantity(address)
    assert figure is not None
    assert any(s.startswith(f"表二“自然人”列：{figure.raw} + ") and " = " in s for s in sums)
    assert all("≠" not in s and "差" not in s for s in sums)


def test_a_report_without_its_tables_says_so_in_words(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "无表.txt"
    made = reports.write(reports.report(), tmp_path, "text").read_text("utf-8")
    path.write_text("\n".join(line for line in made.splitlines() if "\t" not in line), "utf-8")
    session = Session(Case.open(path))
    assert session.case.sheet.form is not None
    workspace = Workspace(session)
    qtbot.addWidget(workspace)
    assert workspace.tabs.tabText(1) == "表二（缺）"
    view = workspace.tabs.views()[1]
    for index in view.model.value_indexes():
        cell = index.data(view.model.CellRole)
        assert cell.absent
        assert cell.text == ""
    assert "FMT-TAB" in {f.rule for f in workspace.findings.findings()}


def test_a_form_without_tables_says_so_in_words(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "2012.txt"
    path.write_text(
        "青溪县2012年政府信息公开工作年度报告\n\n一、概述\n\n2012年主动公开信息100条。\n\n"
        "二、主动公开政府信息情况\n\n公开100条。\n",
        "utf-8",
    )
    workspace = Workspace(Session(Case.open(path)))
    qtbot.addWidget(workspace)
    workspace.show()
    assert not workspace.tabs.isVisible()
    assert "右边没有表格" in workspace._why_no_form()
