"""The offer, below the list, to make one report of what is in several files: a text without tables and a
file of tables, or the pages of a report as pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.cases.model import CasesModel, OpenReport

__all__ = ["JoinBar"]


@dataclass(frozen=True)
class _Offer:
    entries: frozenset[OpenReport]
    sentence: str
    tip: str
    accept: Callable[[], None]


class JoinBar(QFrame):
    """Hidden until some of the open files seem to belong together. Nothing is joined unasked, and what was
    declined is not offered again."""

    #: the entry (OpenReport) of the text, that of the tables
    accepted = Signal(object, object)
    #: the entries (list[OpenReport]) of pictures, in the order of the pages
    pages_accepted = Signal(object)

    def __init__(self, cases: CasesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cases = cases
        self._offered: _Offer | None = None
        self._declined: list[frozenset[OpenReport]] = []
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._yes = QPushButton("合并为一份")
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
        """Look through the reports again, the pictures also while they are still to be read."""
        self._offered = None
        if len(self._cases) > 1:
            self._offered = self._offer_of_pages() or self._offer_of_tables()
        if self._offered is not None:
            self._text.setText(self._offered.sentence)
            self._yes.setToolTip(self._offered.tip)
        self.setVisible(self._offered is not None)

    def reconsider(self) -> None:
        """Look again whether what is offered still holds."""
        if self._offered is not None:
            self.refresh()

    def _offer_of_pages(self) -> _Offer | None:
        from core import scan
        from core.picture_pages import may_be_one_report, page_groups

        if scan.missing():
            return None
        for pages in page_groups(e.path for e in self._cases):
            entries = [e for path in pages for e in self._cases if e.path == path]
            titles = [e.session.case.read_sheet.title for e in entries if e.session is not None]
            if self._is_declined(entries) or not may_be_one_report(titles):
                continue
            return _Offer(
                frozenset(entries),
                f"“{pages[0].name}”到“{pages[-1].name}”这{len(pages)}张图片，像是一份报告的各页。",
                "按编号顺序合成一份报告，一并识别、核对；原图片不改动",
                lambda: self.pages_accepted.emit(entries),  # noqa: B023 - the loop ends here
            )
        return None

    def _offer_of_tables(self) -> _Offer | None:
        by_case = {e.session.case: e for e in self._cases if e.session is not None}
        if len(by_case) < 2:
            return None
        from core.joining import join_offers

        for offer in join_offers(list(by_case)):
            text, tables = by_case[offer.text], by_case[offer.tables]
            if self._is_declined([text, tables]):
                continue
            return _Offer(
                frozenset((text, tables)),
                f"“{text.file}”没有统计表，“{tables.file}”只有统计表（{offer.why}），像是同一份报告。",
                "把统计表放进报告的相应各章，一并核对；原文件不改动，导出时得到一份完整的 docx",
                lambda: self.accepted.emit(text, tables),  # noqa: B023 - the loop ends here
            )
        return None

    def _is_declined(self, entries: list[OpenReport]) -> bool:
        """Whether these were declined, also as part of more."""
        return any(declined.issuperset(entries) for declined in self._declined)

    def _accept(self) -> None:
        if self._offered is not None:
            offer, self._offered = self._offered, None
            self.hide()
            offer.accept()

    def _decline(self) -> None:
        if self._offered is not None:
            self._declined.append(self._offered.entries)
            self.refresh()
