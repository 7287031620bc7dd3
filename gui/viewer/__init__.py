"""The report as its reader knows it: pages of a PDF, flowing text with tables for everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from core.case import Case
    from gui.viewer.flow import FlowView
    from gui.viewer.pages import PagesView

__all__ = ["make_view"]


def make_view(case: Case, parent: QWidget | None = None) -> FlowView | PagesView:
    """The view for the kind of file a report came in."""
    if case.document.kind == "pdf":
        from gui.viewer.pages import PagesView

        return PagesView(case, parent)
    from gui.viewer.flow import FlowView

    return FlowView(case, parent)
