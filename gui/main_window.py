"""The main window: the list of reports, the one being worked on, and what can be done with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QModelIndex, QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QResizeEvent,
    QUndoGroup,
)
from PySide6.QtWidgets import (
    QDockWidget,
    QFileDialog,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.sources import home
from gui.across.docks import AcrossDocks
from gui.actions import Actions
from gui.cases.joining import JoinBar
from gui.cases.model import CasesModel, EntryState, OpenReport
from gui.cases.opener import Opener
from gui.cases.panel import CasesView
from gui.drop import DropOverlay, dropped_paths
from gui.report_commands import ReportCommands
from gui.rules import OwnRules
from gui.settings import settings
from gui.status import StatusBar
from gui.tasks import Loader
from gui.welcome import MessagePage, WelcomePage

if TYPE_CHECKING:
    from core.case import Case
    from core.document import Anchor
    from gui.manual import ManualDialog
    from gui.session import Session
    from gui.workspace import Workspace

__all__ = ["MainWindow"]

NAME = "年报勾稽"
_FILTER = (
    "年报 (*.docx *.doc *.wps *.rtf *.odt *.pdf *.html *.htm *.mht *.mhtml *.txt *.xlsx *.xls *.et"
    " *.ofd *.zip *.jpg *.jpeg *.png *.bmp *.tif *.tiff);;所有文件 (*)"
)


class MainWindow(QMainWindow):
    """Modules that need the checks (gui.workspace, gui.session) are imported with the first report, so
    that the window shows at once."""

    #: every file asked for is open or has its sentence
    settled = Signal()

    def __init__(self, loader: Loader | None = None) -> None:
        super().__init__()
        self.setWindowTitle(NAME)
        self.setAcceptDrops(True)
        self.cases = CasesModel(self)
        self.undo_group = QUndoGroup(self)
        self.loader = loader or Loader(self)
        self.opener = Opener(self.cases, self.loader, self)
        self.rules = OwnRules(self)
        self._workspaces: dict[OpenReport, Workspace] = {}
        self._layout: tuple[QByteArray, QByteArray] | None = None
        self._manual: ManualDialog | None = None
        self.across = AcrossDocks(self, lambda: self._refresh_actions())
        self._awaited: OpenReport | None = None  # to be shown as soon as it is open
        self._pages = QStackedWidget()
        self._welcome = WelcomePage()
        self._message = MessagePage()
        self._pages.addWidget(self._welcome)
        self._pages.addWidget(self._message)
        self.setCentralWidget(self._pages)
        self._make_dock()
        self.commands = ReportCommands(self)
        self.actions_ = Actions(self, self.undo_group)
        self.actions_.fill_menus(self._dock.toggleViewAction())
        self.addToolBar(self.actions_.make_tool_bar())
        self.status = StatusBar(self)
        self.setStatusBar(self.status)
        self._overlay = DropOverlay(self)
        self._connect()
        self._restore()
        self._refresh_actions()

    def _make_dock(self) -> None:
        self.cases_view = CasesView(self.cases)
        self._dock = QDockWidget("报告", self)
        self._dock.setObjectName("cases")
        self._dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        self.join_bar = JoinBar(self.cases)
        listed = QWidget()
        below = QVBoxLayout(listed)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.cases_view, 1)
        below.addWidget(self.join_bar)
        self._dock.setWidget(listed)
        self.cases_view.setMinimumWidth(130)
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self._dock)
        self._dock.hide()  # until there is something to list

    def _connect(self) -> None:
        self._welcome.open_clicked.connect(self.ask_files)
        self.cases_view.selectionModel().currentChanged.connect(self._on_case_chosen)
        self.cases_view.close_requested.connect(self.close_entry)
        self.cases_view.menu_requested.connect(self._case_menu)
        self.cases.dataChanged.connect(self._on_cases_changed)
        self.rules.changed.connect(self._on_rules_changed)
        self.opener.wanted.connect(self._on_wanted)
        self.opener.resolved.connect(self._on_resolved)
        self.opener.said.connect(self.status.say)
        self.opener.listed.connect(self.join_bar.refresh)
        self.opener.resolved.connect(self.join_bar.reconsider)
        self.opener.settled.connect(self.join_bar.refresh)
        self.opener.settled.connect(self.settled)
        self.join_bar.accepted.connect(self._join)
        self.join_bar.pages_accepted.connect(self._join_pages)
        self.loader.progress.connect(self.status.show_progress)
        self.loader.idle.connect(self.status.hide_progress)
        self.status.cancel_clicked.connect(self.loader.cancel)

    # -- opening ------------------------------------------------------------------------------

    def open_paths(self, paths: Iterable[Path]) -> None:
        """Open files and folders; one that is open already is shown again."""
        if note := self.rules.restore():
            QMessageBox.warning(self, "自定规则", note)
        self._on_rules_changed()
        self.opener.open_paths(paths)

    def _on_rules_changed(self) -> None:
        """Check what is open with the rules in force now; edits stay."""
        self.loader.rulebook = self.rules.rulebook
        name = self.rules.name
        self.actions_.drop_rules.setEnabled(bool(name))
        self.actions_.drop_rules.setText(f"停用自定规则“{name}”" if name else "停用自定规则")
        for entry in self.cases:
            self._check_again(entry)

    def _check_again(self, entry: OpenReport) -> None:
        old = entry.session
        self.opener.check_again(entry, self.rules.rulebook)
        if old is not None and entry.session is not old:
            self._replaced(entry, old)

    def _join(self, entry: OpenReport, tables: OpenReport) -> None:
        """One report of two, in the place of the first; the edits of both stay."""
        old = entry.session
        self.opener.join(entry, tables)
        if old is not None and entry.session is not old:
            self._replaced(entry, old)
            self._drop(tables)
            self._show(entry)

    def _join_pages(self, entries: list[OpenReport]) -> None:
        """One report of the pictures of its pages, which are not read by themselves any more."""
        from gui.cases.pages import report_of

        made = report_of(entries, self)
        if made is None:
            self.join_bar.refresh()
            return
        pages = {e.path for e in entries}
        self._show(self.opener.open_instead(made, pages))
        for entry in [e for e in self.cases if e.path in pages]:
            self._drop(entry)
        self.status.say(f"已把{len(pages)}张图片合并为一份报告，原图片都没有改动。")

    def _replaced(self, entry: OpenReport, old: Session) -> None:
        """An entry has another session now."""
        assert entry.session is not None
        self._close_workspace(entry)
        self.undo_group.removeStack(old.undo_stack)
        self.undo_group.addStack(entry.session.undo_stack)
        if entry is self.current_entry():
            self._show_page(entry)
        old.deleteLater()

    def _close_workspace(self, entry: OpenReport) -> None:
        workspace = self._workspaces.pop(entry, None)
        if workspace is not None:
            workspace.close_views()
            self._pages.removeWidget(workspace)
            workspace.deleteLater()

    def _on_wanted(self, entry: OpenReport) -> None:
        """Show it at once when it is open or when nothing else is in view, else when it is open."""
        self._dock.show()
        if entry.state is not EntryState.READING or self.current_entry() is None:
            self._show(entry)
        if entry.state is EntryState.READING:
            self._awaited = entry

    def _on_resolved(self, entry: OpenReport) -> None:
        if entry.session is not None:
            self.undo_group.addStack(entry.session.undo_stack)
            self._check_again(entry)  # other rules may have come into force while it was read
            for workspace in self._workspaces.values():
                workspace.suggestions.localiser.start()  # it may be last year's report of one of them
        if entry is self.current_entry() or entry is self._awaited:
            self._awaited = None
            self._show(entry)

    def ask_files(self) -> None:
        folder = settings().value("open/folder", "")
        names, _ = QFileDialog.getOpenFileNames(self, "打开年报", str(folder), _FILTER)
        if names:
            settings().setValue("open/folder", str(Path(names[0]).parent))
            self.open_paths(map(Path, names))

    def ask_folder(self) -> None:
        folder = settings().value("open/folder", "")
        name = QFileDialog.getExistingDirectory(self, "打开文件夹里的年报", str(folder))
        if name:
            settings().setValue("open/folder", name)
            self.open_paths([Path(name)])

    def open_clipboard(self) -> None:
        """What was copied elsewhere, as a report of its own."""
        from gui.cases.pasting import NothingToOpen, pasted_paths

        try:
            paths = pasted_paths(QGuiApplication.clipboard().mimeData(), datetime.now())
        except NothingToOpen as error:
            QMessageBox.information(self, "没有打开", str(error))
        else:
            self.open_paths(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._overlay.appear()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._overlay.hide()
        paths = dropped_paths(event.mimeData())
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.activateWindow()
            self.open_paths(paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._overlay.cover()

    # -- which report is shown ----------------------------------------------------------------

    def current_entry(self) -> OpenReport | None:
        return self.cases_view.current()

    def current_session(self) -> Session | None:
        entry = self.current_entry()
        return entry.session if entry else None

    def workspace(self) -> Workspace | None:
        """The workspace of the report that is shown."""
        entry = self.current_entry()
        return self._workspaces.get(entry) if entry else None

    def _show(self, entry: OpenReport) -> None:
        index = self.cases.index_of(entry)
        if index == self.cases_view.currentIndex():
            self._show_page(entry)
        else:
            self.cases_view.setCurrentIndex(index)

    def _on_case_chosen(self, index: QModelIndex) -> None:
        self._awaited = None
        self._show_page(index.data(CasesModel.EntryRole) if index.isValid() else None)

    def _show_page(self, entry: OpenReport | None) -> None:
        old = self._pages.currentWidget()
        for workspace in self._workspaces.values():
            if workspace is old:
                self._layout = workspace.save_layout()
        if entry is None:
            self._pages.setCurrentWidget(self._welcome)
        elif entry.session is None:
            self._message.show_entry(entry)
            self._pages.setCurrentWidget(self._message)
        else:
            workspace = self._workspaces.get(entry) or self._make_workspace(entry, entry.session)
            if self._layout is not None and workspace is not old:
                workspace.restore_layout(self._layout)
            self._pages.setCurrentWidget(workspace)
            workspace.tabs.focus_table()
        session = entry.session if entry else None
        self.undo_group.setActiveStack(session.undo_stack if session else None)  # type: ignore[arg-type]
        self._refresh_title()
        self._refresh_actions()

    def _make_workspace(self, entry: OpenReport, session: Session) -> Workspace:
        from gui.workspace import Workspace

        session.last_year = lambda: self._last_year(session)
        workspace = Workspace(session, self._pages)
        workspace.said.connect(self.status.say)
        workspace.tabs.refused.connect(self.commands.say_not_pasted)
        workspace.menu_requested.connect(self._form_menu)
        workspace.focus_changed.connect(self._refresh_actions)
        workspace.rule_wanted.connect(self.show_manual)
        session.moved.connect(lambda _moved: self._refresh_title())
        self._workspaces[entry] = workspace
        self._pages.addWidget(workspace)
        return workspace

    def _last_year(self, session: Session) -> Case | None:
        """The report of the year before of the same body, when it is among the open ones."""
        from core.series.grouping import find_series

        cases = [e.session.case for e in self.cases if e.session is not None]
        for series in find_series(cases) if len(cases) > 1 else ():
            for earlier, later in series.pairs:
                if later is session.case:
                    return earlier
        return None

    def _on_cases_changed(self, top: QModelIndex, bottom: QModelIndex) -> None:
        current = self.cases_view.currentIndex()
        if current.isValid() and top.row() <= current.row() <= bottom.row():
            entry = self.current_entry()
            if entry is not None and entry.state is EntryState.READING:
                self._message.show_entry(entry)  # how far it is
            self._refresh_title()
            self._refresh_actions()

    def _refresh_title(self) -> None:
        entry = self.current_entry()
        session = entry.session if entry else None
        self.setWindowTitle(f"{entry.title}[*] — {NAME}" if entry else NAME)
        self.setWindowModified(session is not None and session.unsaved)
        self.status.show_session(session)

    def _refresh_actions(self) -> None:
        workspace = self.workspace()
        session = workspace.session if workspace else None
        a = self.actions_
        edited = session is not None and bool(session.case.edits)
        has_table = workspace is not None and workspace.tabs.count() > 0
        for action in (
            a.export,
            a.export_opinion,
            a.next_finding,
            a.previous_finding,
            a.zoom_in,
            a.zoom_out,
            a.zoom_fit,
        ):
            action.setEnabled(session is not None)
        for action in (a.next_broken, a.previous_broken, a.select_all, a.misread):
            action.setEnabled(has_table)
        a.confirm_reading.setEnabled(workspace is not None and workspace.tabs.is_recognised())
        for action in (a.confirm, a.explain, a.put_aside, a.take_back):
            of_report = workspace is not None and workspace.current_finding is not None
            action.setEnabled(of_report or self.across.has_current)
        a.copy.setEnabled(session is not None)
        a.correction.setEnabled(edited)
        a.revert.setEnabled(edited)
        a.close.setEnabled(self.current_entry() is not None)
        for action in (
            a.close_all,
            a.export_findings,
            a.check_years,
            a.check_units,
            a.next_report,
            a.previous_report,
        ):
            action.setEnabled(len(self.cases) > 0)

    # -- closing ------------------------------------------------------------------------------

    def close_current(self) -> None:
        entry = self.current_entry()
        if entry is not None:
            self.close_entry(entry)

    def close_entry(self, entry: OpenReport) -> bool:
        """Close a report. False when the auditor would rather not."""
        if not self._may_close([entry]):
            return False
        self._drop(entry)
        return True

    def close_all(self) -> None:
        entries = list(self.cases)
        if self._may_close(entries):
            for entry in entries:
                self._drop(entry)

    def _may_close(self, entries: list[OpenReport]) -> bool:
        unsaved = [e for e in entries if e.session is not None and e.session.unsaved]
        if not unsaved:
            return True
        from gui.exporting import DISCARD_ALL, ask_unsaved

        for i, entry in enumerate(unsaved):
            assert entry.session is not None
            self._show(entry)
            answer = ask_unsaved(entry.session, self, several=i + 1 < len(unsaved))
            if answer == DISCARD_ALL:
                return True
            if answer == QMessageBox.StandardButton.Cancel:
                return False
            if answer == QMessageBox.StandardButton.Save and not self._export(entry.session):
                return False
        return True

    def _drop(self, entry: OpenReport) -> None:
        self.cases.remove(entry)
        self._close_workspace(entry)
        if entry.session is not None:
            self.undo_group.removeStack(entry.session.undo_stack)
            entry.session.deleteLater()
        if len(self.cases) == 0:
            self._show_page(None)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close(list(self.cases)):
            event.ignore()
            return
        self.loader.cancel()
        self.loader.shut_down()
        for workspace in self._workspaces.values():
            workspace.close_views()
        self._save()
        self.opener.records.close()
        event.accept()

    def _save(self) -> None:
        workspace = self.workspace()
        if workspace is not None:
            self._layout = workspace.save_layout()
        store = settings()
        store.setValue("window/geometry", self.saveGeometry())
        store.setValue("window/dock_width", self._dock.width())
        if self._layout is not None:
            store.setValue("window/columns", self._layout[0])
            store.setValue("window/rows", self._layout[1])

    def _restore(self) -> None:
        store = settings()
        geometry = store.value("window/geometry")
        if isinstance(geometry, QByteArray) and self.restoreGeometry(geometry):
            pass
        else:
            room = self.screen().availableGeometry().size()
            self.resize(room.boundedTo(QSize(1680, 1000)))
            if room.width() <= 1920:
                self.setWindowState(Qt.WindowState.WindowMaximized)
        columns, rows = store.value("window/columns"), store.value("window/rows")
        if isinstance(columns, QByteArray) and isinstance(rows, QByteArray):
            self._layout = (columns, rows)
        width = store.value("window/dock_width", 190)
        self.resizeDocks([self._dock], [int(str(width))], Qt.Orientation.Horizontal)

    # -- what the actions do ------------------------------------------------------------------

    def export_current(self) -> None:
        session = self.current_session()
        if session is not None:
            self._export(session)

    def _export(self, session: Session) -> bool:
        from gui.exporting import export

        report = export(session, self)
        if report is None:
            return False
        self.status.say_exported(report.path, self._open_folder)
        return True

    def export_opinion(self, case: Case | None = None) -> None:
        """Of an open report, by default the current one."""
        from gui.exporting import export_opinion

        sessions = [e.session for e in self.cases if e.session is not None]
        session = next((s for s in sessions if s.case is case), self.current_session())
        if session is not None and (target := export_opinion(session, self, self.across.results())):
            self.status.say_exported(target, self._open_folder)

    def export_findings(self) -> None:
        """Of every open report, and of what was found across them."""
        from gui.exporting import export_findings

        sessions = [e.session for e in self.cases if e.session is not None]
        if sessions and (target := export_findings(sessions, self, self.across.results())):
            self.status.say_exported(target, self._open_folder)

    def _open_folder(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def show_place(self, case: Case, address: str = "", anchor: Anchor | None = None) -> None:
        """Show an open report, there a figure or a place in the text."""
        entry = next((e for e in self.cases if e.session and e.session.case is case), None)
        if entry is None:
            return
        self._show(entry)
        workspace = self.workspace()
        if workspace is not None and address:
            workspace.look_at(address)
        elif workspace is not None and anchor is not None:
            workspace.look_at_text(anchor)

    def step_report(self, step: int) -> None:
        if len(self.cases):
            row = (self.cases_view.currentIndex().row() + step) % len(self.cases)
            self._show(self.cases.entry(row))

    def _form_menu(self, where: QPoint) -> None:
        menu = self.actions_.form_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _case_menu(self, entry: OpenReport, where: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction("关闭", lambda: self.close_entry(entry))
        folder = home(entry.path)
        if folder is not None:
            menu.addAction("打开所在文件夹", lambda: self._open_folder(folder / entry.path.name))
        if entry.session is not None:
            session = entry.session
            menu.addAction("导出修改后的 docx…", lambda: self._export(session))
        elif entry.state is EntryState.UNREADABLE:
            menu.addAction("重新读取", lambda: self.open_paths([entry.path]))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def show_shortcuts(self) -> None:
        from gui.help import show_shortcuts

        show_shortcuts(self)

    def show_manual(self, rule: str = "") -> None:
        """The page of a rule, else of the current finding's."""
        from gui.manual import ManualDialog

        workspace = self.workspace()
        if not rule and workspace is not None and workspace.current_finding is not None:
            rule = workspace.current_finding.rule
        if self._manual is None or self._manual.rulebook is not self.rules.rulebook:
            if self._manual is not None:
                self._manual.close()
                self._manual.deleteLater()
            self._manual = ManualDialog(self.rules.rulebook, self)
        self._manual.show_rule(rule)
        self._manual.show()
        self._manual.raise_()
        self._manual.activateWindow()

    def show_about(self) -> None:
        from gui.help import show_about

        show_about(self)
