"""The commands of the window: names, keys, menus and tool bar. What they do the window says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QUndoGroup
from PySide6.QtWidgets import QMenu, QStyle, QToolBar

from core.verdicts import VerdictKind

if TYPE_CHECKING:
    from gui.main_window import MainWindow
    from gui.suggestions.desk import SuggestionDesk

__all__ = ["SHORTCUTS", "Actions"]

#: for the page “快捷键一览”; tested against the actions
SHORTCUTS: tuple[tuple[str, str], ...] = (
    ("Ctrl+O", "打开文件"),
    ("Ctrl+Shift+V", "从剪贴板打开：复制的网页、文字、Excel 区域或图片"),
    ("Ctrl+S / Ctrl+E", "导出修改后的 docx"),
    ("Ctrl+W", "关闭当前报告"),
    ("F8 / Shift+F8", "下一处 / 上一处出错的格子"),
    ("F7 / Shift+F7", "下一条 / 上一条核对结果"),
    (
        "Ctrl+1 / Ctrl+2 / Ctrl+3 / Ctrl+4",
        "标记核对结果（也可在跨年度、汇总核对中）：属实 / 有说明 / 不是问题 / 取消标记",
    ),
    ("左 / 右", "在核对结果中收起 / 展开随之而来的各条"),
    ("F4", "采用选中的建议改法"),
    ("Alt+1", "采用第 1 种改法，Alt+2 至 Alt+5 类推"),
    ("Alt+Down / Alt+Up", "逐个预览改法"),
    ("Ctrl+Z", "撤销"),
    ("Ctrl+Y / Ctrl+Shift+Z", "重做"),
    ("直接输入 / F2 / 双击", "修改当前格"),
    ("Enter / Tab", "确认并到下一行 / 下一格"),
    ("Esc", "取消正在输入的内容"),
    ("Delete", "把选中的格子改为空白"),
    ("Ctrl+M", "识读有误（原件无误）"),
    ("Ctrl+R", "恢复原值"),
    ("Ctrl+Return", "识别存疑的格子：对照原图，确认识别无误"),
    ("Ctrl+C / Ctrl+V", "与 Excel、WPS 互相复制粘贴"),
    ("Ctrl+A", "选中整张表"),
    ("Ctrl+滚轮 / Ctrl+0", "缩放 / 适合宽度"),
    ("Ctrl+PgDn / Ctrl+PgUp", "下一份 / 上一份报告"),
    ("Ctrl+F1", "规则手册（当前这条核对结果的规则）"),
)


class Actions:
    """All QActions of a MainWindow, its menus and its tool bar."""

    def __init__(self, window: MainWindow, undo_group: QUndoGroup) -> None:
        self._window = window
        make, report = self._make, window.commands
        style = window.style()
        Icon = QStyle.StandardPixmap
        self.open = make("打开文件(&O)…", window.ask_files, "Ctrl+O")
        self.open.setIcon(style.standardIcon(Icon.SP_DialogOpenButton))
        self.open_folder = make("打开文件夹(&D)…", window.ask_folder, "Ctrl+Shift+O")
        self.open_clipboard = make("从剪贴板打开(&V)", window.open_clipboard, "Ctrl+Shift+V")
        self.export = make("导出修改后的 docx(&E)…", window.export_current, "Ctrl+S", "Ctrl+E")
        self.export.setIcon(style.standardIcon(Icon.SP_DialogSaveButton))
        self.export_opinion = make("导出核对意见（docx）…", window.export_opinion)
        self.export_findings = make("导出核对结果（xlsx）…", window.export_findings)
        self.close = make("关闭当前报告(&C)", window.close_current, "Ctrl+W")
        self.close_all = make("全部关闭", window.close_all)
        self.quit = make("退出(&X)", window.close, "Ctrl+Q")

        self.undo = undo_group.createUndoAction(window, "撤销")
        self.undo.setShortcut(QKeySequence("Ctrl+Z"))
        self.redo = undo_group.createRedoAction(window, "重做")
        self.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        self.undo.setIcon(style.standardIcon(Icon.SP_ArrowBack))
        self.redo.setIcon(style.standardIcon(Icon.SP_ArrowForward))
        self.copy = make("复制(&C)", report.copy, "Ctrl+C")
        self.paste = make("粘贴(&P)", report.paste, "Ctrl+V")
        self.select_all = make("选中整张表(&A)", report.select_all, "Ctrl+A")
        self.misread = make("识读有误（原件无误）(&M)", report.mark_misread, "Ctrl+M")
        self.correction = make("更正（原件有误）", report.mark_correction)
        self.revert = make("恢复原值(&R)", report.revert, "Ctrl+R")
        self.confirm_reading = make("确认识别无误(&K)", report.confirm_reading, "Ctrl+Return")

        self.next_broken = make("下一处错误(&N)", lambda: report.go_to_broken(True), "F8")
        self.previous_broken = make(
            "上一处错误(&B)", lambda: report.go_to_broken(False), "Shift+F8"
        )
        self.next_broken.setIcon(style.standardIcon(Icon.SP_ArrowDown))
        self.previous_broken.setIcon(style.standardIcon(Icon.SP_ArrowUp))
        self.next_finding = make("下一条核对结果", lambda: report.step_finding(True), "F7")
        self.previous_finding = make(
            "上一条核对结果", lambda: report.step_finding(False), "Shift+F7"
        )
        Kind = VerdictKind
        self.confirm = make("属实(&T)", lambda: report.judge(Kind.CONFIRMED), "Ctrl+1")
        self.explain = make("有说明(&S)…", lambda: report.judge(Kind.EXPLAINED), "Ctrl+2")
        self.put_aside = make("不是问题(&N)", lambda: report.judge(Kind.NOT_A_FAULT), "Ctrl+3")
        self.take_back = make("取消标记(&U)", lambda: report.judge(None), "Ctrl+4")
        take = "采用建议的改法(&G)"
        self.take_over = make(take, _at_desk(window, lambda desk: desk.take_over()), "F4")
        self.take_nth = [
            make(
                f"采用第 {n} 种改法",
                _at_desk(window, lambda desk, n=n: desk.take_over(n - 1)),  # type: ignore[misc]
                f"Alt+{n}",
            )
            for n in range(1, 6)
        ]
        window.addActions(self.take_nth)
        self.next_way = make("预览下一种改法", _at_desk(window, lambda d: d.step(True)), "Alt+Down")
        self.previous_way = make(
            "预览上一种改法", _at_desk(window, lambda d: d.step(False)), "Alt+Up"
        )
        self.use_rules = make("使用自定规则(&R)…", window.rules.ask)
        self.drop_rules = make("停用自定规则", window.rules.drop)
        self.drop_rules.setEnabled(False)
        self.rules_template = make("保存规则文件样本…", window.rules.save_template)
        self.check_years = make("跨年度核对(&Y)", window.across.check_years)
        self.check_units = make("汇总核对(&H)", window.across.check_units)
        self.zoom_in = make("放大原文", lambda: report.zoom(1), "Ctrl++", "Ctrl+=")
        self.zoom_out = make("缩小原文", lambda: report.zoom(-1), "Ctrl+-")
        self.zoom_fit = make("适合宽度", report.zoom_fit, "Ctrl+0")
        self.next_report = make("下一份报告", lambda: window.step_report(1), "Ctrl+PgDown")
        self.previous_report = make("上一份报告", lambda: window.step_report(-1), "Ctrl+PgUp")
        self.manual = make("规则手册(&M)", window.show_manual, "Ctrl+F1")
        self.shortcuts = make("快捷键一览(&K)", window.show_shortcuts, "F1")
        self.about = make("关于年报勾稽(&A)", window.show_about)

    def _make(self, text: str, act: Callable[[], object], *keys: str) -> QAction:
        action = QAction(text, self._window)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _checked=False: act())
        return action

    def fill_menus(self, cases_toggle: QAction) -> None:
        """File, edit, view, help."""
        bar = self._window.menuBar()
        file, edit, view, check, help_ = (
            bar.addMenu(t) for t in ("文件(&F)", "编辑(&E)", "查看(&V)", "核对(&A)", "帮助(&H)")
        )
        _fill(file, [self.open, self.open_folder, self.open_clipboard, None, self.export, self.export_opinion,
                     self.export_findings, None,
                     self.close, self.close_all, None, self.quit])  # fmt: skip
        _fill(edit, [self.undo, self.redo, None, self.copy, self.paste, self.select_all, None,
                     self.take_over, self.next_way, self.previous_way, None,
                     self.misread, self.correction, self.revert,
                     self.confirm_reading])  # fmt: skip
        cases_toggle.setText("报告列表")
        _fill(view, [self.next_broken, self.previous_broken, self.next_finding,
                     self.previous_finding, None, self.zoom_in, self.zoom_out, self.zoom_fit, None,
                     self.next_report, self.previous_report, None, cases_toggle])  # fmt: skip
        _fill(check, [self.check_years, self.check_units, None,
                      self.confirm, self.explain, self.put_aside, self.take_back, None,
                      self.use_rules, self.drop_rules, self.rules_template])  # fmt: skip
        _fill(help_, [self.manual, self.shortcuts, self.about])

    def make_tool_bar(self) -> QToolBar:
        bar = QToolBar("工具栏", self._window)
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(16, 16))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for action, text in (
            (self.open, "打开"),
            (self.export, "导出"),
            (None, ""),
            (self.undo, "撤销"),
            (self.redo, "重做"),
            (None, ""),
            (self.previous_broken, "上一处"),
            (self.next_broken, "下一处"),
        ):
            if action is None:
                bar.addSeparator()
                continue
            action.setIconText(text)
            keys = action.shortcut().toString()
            action.setToolTip(f"{_plain(action.text())}（{keys}）")
            bar.addAction(action)
        return bar

    def form_menu(self) -> QMenu:
        """The context menu of a figure."""
        menu = QMenu(self._window)
        _fill(
            menu,
            [
                self.misread,
                self.correction,
                self.revert,
                self.confirm_reading,
                None,
                self.copy,
                self.paste,
            ],
        )
        return menu


def _at_desk(window: MainWindow, act: Callable[[SuggestionDesk], object]) -> Callable[[], object]:
    """Done with the suggestions of the report in view, if there is one."""

    def do() -> None:
        if workspace := window.workspace():
            act(workspace.suggestions)

    return do


def _plain(text: str) -> str:
    """A menu text without its access key and dots."""
    return text.split("(&", 1)[0].rstrip("…")


def _fill(menu: QMenu, actions: list[QAction | None]) -> None:
    for action in actions:
        if action is None:
            menu.addSeparator()
        else:
            menu.addAction(action)
