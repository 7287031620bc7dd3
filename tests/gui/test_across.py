"""Several reports against each other in the window: a body over the years, a 汇总 and its members."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFileDialog,
    QInputDialog,
    QMenu,
    QMessageBox,
    QToolButton,
    QTreeWidgetItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.store import StoreError
from core.verdicts import VerdictKind
from gui.across.panel import AcrossPanel, PlaceItem
from gui.across.units import UnitsPanel
from gui.across.years import YearsPanel
from gui.findings import verdicts
from gui.main_window import MainWindow
from gui.theme import QUIET
from tests.generator.prose import Place
from tests.generator.report import GeneratedReport, generate
from tests.gui import reports
from tests.gui.reports import RECEIVED

Open = Callable[..., None]

OUT = "requests/carried_forward/total"
IN = "requests/brought_forward/total"
COUNTY = Place("清禾县人民政府", "我县", "全县", "清禾县人民政府办公室", "岚泽市", "county")
MEMBERS = ("清禾县水务局", "清禾县民政局", "清禾县霜桥镇", "清禾县人民政府办公室")


def made(unit: str, year: int, seed: int, figures: Mapping[str, Decimal] | None = None) -> GeneratedReport:  # fmt: skip
    return generate(
        reports.form_named("F2021"), random.Random(seed), place=replace(COUNTY, unit=unit), year=year,
        figures=figures, figures_in_text=False, extension=False,
    )  # fmt: skip


@pytest.fixture
def years(tmp_path: Path) -> list[Path]:
    """Two years whose figures and texts know nothing of each other, and a third one's under a longer name."""
    return [
        reports.write(made("清禾县", 2022, 17), tmp_path, "text", "2022"),
        reports.write(made("清禾县", 2023, 22), tmp_path, "text", "2023"),
        reports.write(made("清禾县人民政府", 2024, 22), tmp_path, "text", "2024"),
    ]


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """A 汇总 that is one too high in one column, and its four members."""
    members = [made(name, 2023, seed) for name, seed in zip(MEMBERS, (17, 22, 28, 37), strict=True)]
    sums = {a: sum((m.figures[a] for m in members), Decimal(0)) for a in members[0].figures}
    for row in ("received", "granted", "concluded_total"):
        for column in ("natural_person", "total"):
            sums[f"requests/{row}/{column}"] += 1
    whole = made("清禾县人民政府", 2023, 5, sums)
    paths = [reports.write(whole, tmp_path, "text", "汇总")]
    folder = tmp_path / "成员"
    folder.mkdir()
    return paths + [reports.write(m, folder, "text", m.place.unit) for m in members]


def panel(window: MainWindow, name: str) -> AcrossPanel:
    dock = window.findChild(QDockWidget, name)
    assert dock is not None
    found = dock.widget()
    assert isinstance(found, AcrossPanel)
    return found


def rules(panel: AcrossPanel) -> list[str]:
    return [panel.list.item(row, 2).text() for row in range(panel.list.rowCount())]


def choose(panel: AcrossPanel, rule: str, part: str = "") -> int:
    row = next(
        row
        for row, of in enumerate(rules(panel))
        if of == rule and part in panel.list.item(row, 3).text()
    )
    panel.list.setCurrentCell(row, 3)
    return row


def items(panel: AcrossPanel) -> list[QTreeWidgetItem]:
    return [panel.details.topLevelItem(i) for i in range(panel.details.topLevelItemCount())]


@pytest.fixture
def of_years(window: MainWindow, open_files: Open, years: list[Path]) -> YearsPanel:
    open_files(*years)
    window.actions_.check_years.trigger()
    found = panel(window, "years")
    assert isinstance(found, YearsPanel)
    return found


@pytest.fixture
def of_units(window: MainWindow, open_files: Open, units: list[Path]) -> UnitsPanel:
    open_files(*units)
    window.actions_.check_units.trigger()
    found = panel(window, "units")
    assert isinstance(found, UnitsPanel)
    return found


# -- years -----------------------------------------------------------------------------------------


def test_what_does_not_follow_is_listed_with_both_years_figures(
    window: MainWindow, of_years: YearsPanel
) -> None:
    assert of_years.said.text().startswith("前后相连的两年 1 组")
    row = choose(of_years, "XY-CARRY")
    assert of_years.list.item(row, 1).text() == "清禾县 2022→2023年"
    shown = {(i.text(0), i.address): i.text(2) for i in items(of_years) if isinstance(i, PlaceItem)}
    cases = {e.path.stem: e.session.case for e in window.cases if e.session}
    for year, address in (("2023", IN), ("2022", OUT)):
        quantity = cases[year].sheet.quantity(address)
        assert quantity is not None
        assert shown[f"{year}年", address] == quantity.raw


def test_a_click_on_a_figure_leads_to_its_report_and_cell(
    window: MainWindow, of_years: YearsPanel
) -> None:
    choose(of_years, "XY-CARRY")
    for item in items(of_years):
        assert isinstance(item, PlaceItem)
        of_years.details.itemClicked.emit(item, 1)
        session, workspace = window.current_session(), window.workspace()
        assert session is not None
        assert workspace is not None
        assert session.case is item.case
        assert workspace.current_address == item.address


def test_names_are_offered_and_joined_only_by_the_auditor(
    of_years: YearsPanel, qtbot: QtBot
) -> None:
    tree = of_years.series
    offer = next(
        item
        for i in range(tree.topLevelItemCount())
        if (item := tree.topLevelItem(i)).flags() & Qt.ItemFlag.ItemIsUserCheckable
    )
    assert offer.text(0) == "清禾县 ＝ 清禾县人民政府"
    assert offer.checkState(0) is Qt.CheckState.Unchecked
    before = rules(of_years)
    offer.setCheckState(0, Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: of_years.said.text().startswith("前后相连的两年 2 组"))
    assert "XY-SAME" in rules(of_years)  # 2024 repeats 2023
    assert "XY-SAME" not in before


def test_copied_text_stands_side_by_side_and_leads_to_both(
    window: MainWindow, of_years: YearsPanel, qtbot: QtBot
) -> None:
    of_years._same.add(("清禾县", "清禾县人民政府"))
    of_years.check()
    choose(of_years, "XY-DUP", "2024年")
    table = of_years.passages
    assert of_years.pages.currentWidget() is table
    assert [table.horizontalHeaderItem(i).text() for i in (0, 1)] == ["2023年", "2024年"]
    assert table.rowCount() > 0
    assert len(table.item(0, 0).text()) >= 10
    for column, year in ((0, 2023), (1, 2024)):
        table.cellClicked.emit(0, column)
        session, workspace = window.current_session(), window.workspace()
        assert session is not None
        assert workspace is not None
        assert session.case.sheet.title.year == year
        assert workspace.viewer._marked
    choose(of_years, "XY-SAME")
    assert of_years.pages.currentWidget() is of_years.details


def test_an_edit_is_checked_again(window: MainWindow, of_years: YearsPanel, qtbot: QtBot) -> None:
    by_path = {e.path.stem: e.session for e in window.cases if e.session}
    carried = by_path["2022"].text(OUT)
    assert "XY-CARRY" in rules(of_years)
    by_path["2023"].edit({IN: carried})
    qtbot.waitUntil(lambda: "XY-CARRY" not in rules(of_years))
    by_path["2023"].undo_stack.undo()
    qtbot.waitUntil(lambda: "XY-CARRY" in rules(of_years))


def test_one_year_alone_says_what_is_missing(
    window: MainWindow, open_files: Open, years: list[Path], qtbot: QtBot
) -> None:
    open_files(years[0])
    window.actions_.check_years.trigger()
    found = panel(window, "years")
    assert found.said.text() == "没有同一单位前后相连两年的报告，请再打开上一年或下一年的报告。"
    open_files(years[1])
    qtbot.waitUntil(lambda: found.list.rowCount() > 0)
    window.close_current()
    qtbot.waitUntil(lambda: found.list.rowCount() == 0)


def menu_of(panel: AcrossPanel, row: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, QAction]:
    """The context menu of a row, by its texts."""
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, *_: shown.append(menu))
    item = panel.list.item(row, 3)
    panel.list.customContextMenuRequested.emit(panel.list.visualItemRect(item).center())
    return {a.text().partition("\t")[0]: a for a in shown[-1].actions()}


def test_the_messages_can_be_copied(of_years: YearsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [f.message for f in of_years._findings]
    menu_of(of_years, 1, monkeypatch)["复制列出的全部"].trigger()
    assert QGuiApplication.clipboard().text().splitlines() == messages
    menu_of(of_years, 1, monkeypatch)["复制这一条"].trigger()
    assert QGuiApplication.clipboard().text() == messages[1]


def test_last_years_report_is_known_to_the_suggestions(
    window: MainWindow, open_files: Open, years: list[Path]
) -> None:
    open_files(*years)
    sessions = {e.session.case.sheet.title.year: e.session for e in window.cases if e.session}
    for session in sessions.values():
        window.open_paths([session.path])  # its workspace is made when it is shown
    assert sessions[2023].last_year() is sessions[2022].case
    assert sessions[2022].last_year() is None


# -- units -----------------------------------------------------------------------------------------


def member_items(panel: UnitsPanel) -> dict[str, Qt.CheckState]:
    shown = [panel.members.item(i) for i in range(panel.members.count())]
    return {item.text(): item.checkState() for item in shown}


def test_members_are_guessed_and_differences_open_to_them(
    window: MainWindow, of_units: UnitsPanel
) -> None:
    assert of_units.total.currentText() == "清禾县人民政府 2023年"
    assert set(member_items(of_units).values()) == {Qt.CheckState.Checked}
    assert len(member_items(of_units)) == 4
    assert not of_units.why.isHidden()
    assert "XU-SUM" not in rules(of_units)  # the members may not be all
    of_units.complete.click()
    choose(of_units, "XU-SUM", "新收")
    cell = next(i for i in items(of_units) if "自然人" in i.text(0))
    assert "差 1" in cell.text(1)
    parts = [cell.child(i) for i in range(cell.childCount())]
    assert len(parts) == 5
    assert int(parts[0].text(1)) == sum(int(p.text(1)) for p in parts[1:]) + 1
    of_units.details.itemClicked.emit(parts[2], 1)
    session, workspace = window.current_session(), window.workspace()
    assert session is not None
    assert workspace is not None
    assert session.case.sheet.title.unit == "清禾县民政局"
    assert workspace.current_address == RECEIVED


def test_the_auditor_says_who_is_a_member(of_units: UnitsPanel, qtbot: QtBot) -> None:
    of_units.complete.click()
    of_units.members.item(0).setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: of_units.said.text().startswith("3 个成员单位"))
    assert of_units.why.isHidden()
    assert list(member_items(of_units).values()).count(Qt.CheckState.Checked) == 3
    of_units.total.activated.emit(0)
    assert of_units.list.rowCount() == 0
    assert "请打开汇总报告" in of_units.said.text()


def drop(window: MainWindow, name: str, target: QWidget) -> bool:
    """Drag the report of that file out of the list of open reports onto `target`; whether it is taken."""
    row = next(i for i, e in enumerate(window.cases) if e.path.stem == name)
    mime = window.cases.mimeData([window.cases.index(row)])
    where = target.rect().center()
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where, Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(where), Qt.DropAction.CopyAction, mime, buttons, keys)
        QApplication.sendEvent(target, event)
    return enter.isAccepted()


def test_members_and_the_total_are_dragged_from_the_list(
    window: MainWindow, of_units: UnitsPanel, qtbot: QtBot
) -> None:
    of_units.members.item(0).setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: of_units.said.text().startswith("3 个成员单位"))
    left_out = of_units.members.item(0).data(Qt.ItemDataRole.UserRole)
    open_reports = len(window.cases)
    assert drop(window, left_out.path.stem, of_units.members.viewport())
    assert set(member_items(of_units).values()) == {Qt.CheckState.Checked}
    assert drop(window, left_out.path.stem, of_units.total)
    assert of_units.total.currentData() is left_out
    assert len(window.cases) == open_reports  # nothing was opened by it
    assert drop(window, left_out.path.stem, of_units.members.viewport())
    assert of_units.said.text().startswith("没有加入：")  # the 汇总 is no member of itself


def test_the_stated_rule_makes_it_an_error(of_units: UnitsPanel) -> None:
    of_units.complete.click()
    row = choose(of_units, "XU-SUM")
    assert of_units.list.item(row, 0).text() == "存疑"
    of_units.strict.click()
    row = choose(of_units, "XU-SUM")
    assert of_units.list.item(row, 0).text() == "错误"


def test_missing_members_are_named(of_units: UnitsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    names = "\n".join((*MEMBERS, "清禾县财政局"))
    monkeypatch.setattr(QInputDialog, "getMultiLineText", lambda *_: (names, True))
    of_units.expected.click()
    row = choose(of_units, "XU-MISSING")
    assert "清禾县财政局" in of_units.list.item(row, 3).text()
    assert of_units.expected.text() == "应报名单（5）…"


def test_duplicates_count_once(
    of_units: UnitsPanel, open_files: Open, units: list[Path], qtbot: QtBot
) -> None:
    again = units[1].with_name("再报.txt")
    again.write_bytes(units[1].read_bytes())
    open_files(again)
    qtbot.waitUntil(lambda: of_units.members.count() == 5)
    of_units.check()
    row = choose(of_units, "XU-MISSING", "再报.txt")
    assert "只计一份" in of_units.list.item(row, 3).text()
    assert of_units.said.text().startswith("4 个成员单位")
    assert all(isinstance(item, PlaceItem) for item in items(of_units))


# -- verdicts --------------------------------------------------------------------------------------


def marks(panel: AcrossPanel) -> list[str]:
    return [panel.list.item(row, 4).text() for row in range(panel.list.rowCount())]


def test_a_verdict_is_given_with_the_keys_and_is_there_again(
    window: MainWindow, of_years: YearsPanel, open_files: Open, years: list[Path], qtbot: QtBot
) -> None:
    assert of_years.list.isColumnHidden(4)
    row = choose(of_years, "XY-CARRY")
    of_years.list.setFocus()
    qtbot.waitUntil(of_years.list.hasFocus)
    qtbot.keyClick(of_years.list, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert marks(of_years)[row] == "○ 不是问题"
    assert not of_years.list.isColumnHidden(4)
    assert of_years.list.item(row, 3).foreground().color() == QUIET
    workspace = window.workspace()
    assert workspace is not None
    assert workspace.findings._model.verdicts() == []  # not given on what the report's list shows
    window.actions_.close_all.trigger()
    qtbot.waitUntil(lambda: of_years.list.rowCount() == 0)
    open_files(*reversed(years))
    of_years.check()
    row = choose(of_years, "XY-CARRY")
    assert marks(of_years)[row] == "○ 不是问题"
    assert sum(map(bool, marks(of_years))) == 1
    of_years.list.setFocus()
    qtbot.keyClick(of_years.list, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert of_years.list.isColumnHidden(4)
    assert of_years.list.item(row, 3).foreground().color() != QUIET


def test_a_verdict_from_the_menu(
    of_units: UnitsPanel, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    of_units.complete.click()
    row = choose(of_units, "XU-SUM", "新收")
    monkeypatch.setattr(verdicts, "ask_reason", lambda *_: "口径不同")
    menu_of(of_units, row, monkeypatch)["有说明…"].trigger()
    assert marks(of_units)[row] == "※ 已说明：口径不同"
    assert menu_of(of_units, row, monkeypatch)["有说明…"].isChecked()
    monkeypatch.setattr(verdicts, "ask_reason", lambda *_: "")  # turned back
    menu_of(of_units, row, monkeypatch)["有说明…"].trigger()
    assert marks(of_units)[row] == "※ 已说明：口径不同"
    of_units.check()
    assert marks(of_units)[row] == "※ 已说明：口径不同"


def test_a_verdict_that_can_not_be_kept_is_not_given(
    of_years: YearsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("数据文件读写失败。")

    choose(of_years, "XY-CARRY")
    finding = of_years.current
    assert finding is not None
    session = of_years._session(finding)
    assert session is not None
    monkeypatch.setattr(session.verdict_of, "set", fail)
    warned: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *a: warned.append(a[2]))
    of_years.judge(VerdictKind.CONFIRMED)
    assert warned == ["数据文件读写失败。标记没有改动。"]
    assert of_years.list.isColumnHidden(4)


def test_the_keys_are_for_the_list_the_auditor_works_in(
    window: MainWindow, of_years: YearsPanel, qtbot: QtBot
) -> None:
    workspace = window.workspace()
    assert workspace is not None
    workspace.session.edit({RECEIVED: "987654"})
    workspace.step_finding(True)
    workspace.findings.view.setFocus()
    qtbot.waitUntil(workspace.findings.view.hasFocus)
    window.actions_.confirm.trigger()
    assert [v.kind for v in workspace.findings._model.verdicts()] == [VerdictKind.CONFIRMED]
    assert of_years.list.isColumnHidden(4)


# -- exports ---------------------------------------------------------------------------------------


def rows_of(book: Path, sheet: str) -> list[list[object]]:
    return [[c.value for c in row] for row in openpyxl.load_workbook(book)[sheet].iter_rows()]


def test_the_workbook_has_the_years_with_their_verdicts(
    window: MainWindow, of_years: YearsPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(of_years, "XY-CARRY")
    message = of_years.list.item(of_years.list.currentRow(), 3).text()
    of_years.judge(VerdictKind.CONFIRMED)
    target = tmp_path / "结果.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    button = next(b for b in of_years.findChildren(QToolButton) if b.text() == "导出核对结果…")
    button.click()
    head, *rows = rows_of(target, "跨年")
    assert len(rows) == of_years.list.rowCount()
    (told,) = [r for r in rows if message in r]
    assert told[head.index("认定")] == "属实"
    assert openpyxl.load_workbook(target).sheetnames == ["汇总", "发现", "数据", "跨年"]


def test_years_are_exported_without_their_panel(
    window: MainWindow, open_files: Open, years: list[Path], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    open_files(*years[:2])
    target = tmp_path / "结果.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.actions_.export_findings.trigger()
    assert any("XY-CARRY" in row for row in rows_of(target, "跨年"))


def test_the_rollup_is_in_the_workbook_and_in_its_opinion(
    window: MainWindow, of_units: UnitsPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_units.complete.click()
    row = choose(of_units, "XU-SUM", "新收")
    judged, kept = (of_units.list.item(r, 3).text() for r in (row, row + 1))
    of_units.judge(VerdictKind.NOT_A_FAULT)
    target = tmp_path / "结果.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.actions_.export_findings.trigger()
    (told,) = [r for r in rows_of(target, "汇总发现") if judged in r]
    assert "不是问题" in told
    assert len(rows_of(target, "汇总核对")) > 100
    # a member is in view, the opinion is the 汇总's
    member = of_units.members.item(0).data(Qt.ItemDataRole.UserRole)
    window.show_place(member)
    target = tmp_path / "意见.docx"
    of_units.opinion.click()
    lines = [p.text for p in docx.Document(str(target)).paragraphs]
    assert "《清禾县人民政府2023年政府信息公开工作年度报告》" in lines
    assert any("与各成员单位的报告核对" in line for line in lines)
    assert any(kept in line for line in lines)
    assert not any(judged in line for line in lines)
    target = tmp_path / "成员.docx"
    window.actions_.export_opinion.trigger()
    lines = [p.text for p in docx.Document(str(target)).paragraphs]
    assert not any("与各成员单位的报告核对" in line for line in lines)


def test_no_reports_no_check(window: MainWindow) -> None:
    assert not window.actions_.check_years.isEnabled()
    assert not window.actions_.check_units.isEnabled()
