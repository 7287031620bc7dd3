"""The offer, below the list, to make one report of a text without tables and a file of tables."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.cases.model import CasesModel, OpenReport

__all__ = ["JoinBar"]


class JoinBar(QFrame):
    """Hidden until two of the open files seem to belong together. Nothing is joined unasked, and what was
    declined is not offered again."""

    #: the entry (OpenReport) of the text, that of the tables
    accepted = Signal(object, object)

    def __init__(self, cases: CasesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cases = cases
        self._offered: tuple[OpenReport, OpenReport] | None = None
        self._declined: set[tuple[OpenReport, OpenReport]] = set()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._yes = QPushButton("合并为一份")
        self._yes.setToolTip(
            "把统计表放进报告的相应各章，一并核对；原文件不改动，导出时得到一份完整的 docx"
        )
        self._no = QPushButton("不合并")
        self._yes.clicked.connect(self._accept)
        self._no.clicked.connect(self._decline)
        buttons = QHBoxLayout()
        buttons.addWidget(self._yes)
        buttons.addWidget(self._no)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(self._text)
        layout.addLayout(buttons)
        cases.rowsRemoved.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        """Look through the open reports again."""
        self._offered = None
        by_case = {e.session.case: e for e in self._cases if e.session is not None}
        if len(by_case) > 1:
            from core.joining import join_offers

            for offer in join_offers(list(by_case)):
                pair = by_case[offer.text], by_case[offer.tables]
                if pair not in self._declined:
                    self._offered = pair
                    self._text.setText(
                        f"“{pair[0].file}”没有统计表，“{pair[1].file}”只有统计表（{offer.why}），"
                        "像是同一份报告。"
                    )
                    break
        self.setVisible(self._offered is not None)

    def _accept(self) -> None:
        if self._offered is not None:
            pair, self._offered = self._offered, None
            self.hide()
            self.accepted.emit(*pair)

    def _decline(self) -> None:
        if self._offered is not None:
            self._declined.add(self._offered)
            self.refresh()
