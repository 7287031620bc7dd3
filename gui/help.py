"""The help menu: keys, and what this program is."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, qVersion
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.finding import CellState
from gui import __version__
from gui.actions import SHORTCUTS
from gui.theme import LOOKS, sign_text

__all__ = ["show_about", "show_shortcuts"]


def show_shortcuts(parent: QWidget) -> None:
    dialog = QDialog(parent)
    dialog.setWindowTitle("快捷键一览")
    rows = "".join(
        f"<tr><td style='padding:2px 18px 2px 0'><b>{html.escape(keys)}</b></td>"
        f"<td>{html.escape(what)}</td></tr>"
        for keys, what in SHORTCUTS
    )
    signs = "　".join(
        f"<span style='color:{LOOKS[s].ink.name()}'>{sign_text(s)}</span> {LOOKS[s].word}"
        for s in CellState
        if sign_text(s)
    )
    text = QLabel(
        f"<table>{rows}</table><p>格子里的记号：{signs}</p>"
        "<p>右上角实心蓝三角：更正；空心紫三角加点线：识读有误；斜体“缺”：报告里没有这一格。</p>"
        "<p>正文里的下划线：绿色直线，与表相符；红色波浪线，不符；灰色虚线，不能确定。点一下到表中的格子。</p>"
        "<p>粗框四角加 ▶：疑似有误的那一格；蓝色点线框里的斜体数字：正在预览，尚未改动。</p>"
    )
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    text.setMargin(6)
    page = QScrollArea()
    page.setWidget(text)
    page.setFrameShape(QFrame.Shape.NoFrame)
    layout = QVBoxLayout(dialog)
    layout.addWidget(page)
    layout.addWidget(buttons)
    wanted = text.sizeHint() + QSize(50, 80)  # with margins, scroll bar and buttons
    dialog.resize(wanted.boundedTo(parent.screen().availableSize() - QSize(40, 60)))
    dialog.exec()
    dialog.deleteLater()


def show_about(parent: QWidget) -> None:
    QMessageBox.about(
        parent,
        "关于年报勾稽",
        f"<h3>年报勾稽 {__version__}</h3>"
        "<p>核对政府信息公开工作年度报告的勾稽关系，改正后导出 docx。</p>"
        "<p>全部在本机运行，不联网，不改动原文件。</p>"
        f"<p style='color:gray'>MIT 许可。界面使用 Qt {qVersion()}（LGPL v3）。</p>",
    )
