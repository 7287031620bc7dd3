"""The form as it is seen: heads that stay on top, merged cells, figures to type over."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.case import EditKind
from gui.tables.clipboard import PasteError, mime_of, parse_rows, plan_paste
from gui.tables.delegate import FormDelegate
from gui.tables.model import FormModel
from gui.tables.sizes import column_widths, row_heights

__all__ = ["FormView"]


class _Grid(QTableView):
    """A table view without headers, merged as the form is drawn."""

    def __init__(self, model: FormModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(FormDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(True)
        self.setWordWrap(True)
        self.setAcceptDrops(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(8)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for cell in model.table.cells:
            if cell.row_span > 1 or cell.column_span > 1:
                self.setSpan(cell.row, cell.column, cell.row_span, cell.column_span)

    @property
    def form_model(self) -> FormModel:
        model = self.model()
        assert isinstance(model, FormModel)
        return model


class _Body(_Grid):
    """The part that is edited: keys as in a spreadsheet."""

    zoomed = Signal(int)

    def __init__(self, model: FormModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(model.table.name)
        self._focusing = False

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        if self._focusing:
            return QModelIndex()
        if action == QAbstractItemView.CursorAction.MoveNext:
            return self._figure_beside(1)
        if action == QAbstractItemView.CursorAction.MovePrevious:
            return self._figure_beside(-1)
        return super().moveCursor(action, modifiers)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Getting the keyboard makes no cell current: the auditor has not chosen one yet."""
        self._focusing = True
        super().focusInEvent(event)
        self._focusing = False

    def _figure_beside(self, step: int) -> QModelIndex:
        """The next or previous figure in reading order, going round at the ends."""
        figures = self.form_model.value_indexes()
        current = self.currentIndex()
        place = (current.row(), current.column()) if current.isValid() else (-1, -1)
        places = [(i.row(), i.column()) for i in figures]
        if step > 0:
            following = [i for i, p in zip(figures, places, strict=True) if p > place]
            return following[0] if following else figures[0]
        before = [i for i, p in zip(figures, places, strict=True) if p < place]
        return before[-1] if before else figures[-1]

    def go_to(self, index: QModelIndex) -> None:
        """Make one cell current and selected, whatever keys are held down: setCurrentIndex would
        extend the selection while Ctrl or Shift is (Ctrl+Z, Shift+F8)."""
        selection = self.selectionModel()
        selection.setCurrentIndex(index, selection.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def move_down(self, step: int = 1) -> None:
        """To the next figure below (or above) in the same column."""
        current = self.currentIndex()
        model = self.form_model
        row = current.row() + step
        while 0 <= row < model.rowCount():
            cell = model.owner(row, current.column())
            if cell is not None and cell.address:
                self.go_to(model.index(cell.row, cell.column))
                return
            row += step

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.move_down(-1 if back else 1)
            return
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and plain:
            self._blank_selected()
            return
        super().keyPressEvent(event)

    def _blank_selected(self) -> None:
        model = self.form_model
        texts = {a: "" for a in map(model.address, self.selectedIndexes()) if a}
        if texts:
            one = len(texts) == 1
            caption = "" if one else f"清空 {len(texts)} 格"
            model.edit_texts(texts, caption)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        Hint = QAbstractItemDelegate.EndEditHint
        super().closeEditor(editor, Hint.NoHint)
        self.form_model.next_kind = None
        if hint == Hint.EditNextItem:
            self.go_to(self._figure_beside(1))
        elif hint == Hint.EditPreviousItem:
            self.go_to(self._figure_beside(-1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)


class FormView(QWidget):
    """One table of the form. Heads that hold for the whole table do not scroll away."""

    #: the address under the cursor, or "" on a label
    current_changed = Signal(str)
    #: a figure's cell was clicked again, or with the same cell current
    clicked = Signal(str)
    #: a sentence for the auditor
    said = Signal(str)
    #: why a paste was not done
    refused = Signal(str)
    menu_requested = Signal(QPoint)

    def __init__(self, model: FormModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.body = _Body(model, self)
        self._frozen = model.frozen_rows
        self.heads = _Grid(model, self)
        self._points = self.font().pointSizeF()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.heads)
        layout.addWidget(self.body, 1)
        self._set_up_heads()
        self.body.selectionModel().currentChanged.connect(self._on_current)
        self.body.clicked.connect(self._on_clicked)
        self.body.customContextMenuRequested.connect(
            lambda p: self.menu_requested.emit(self.body.viewport().mapToGlobal(p))
        )
        self.body.zoomed.connect(self._zoom)
        self.body.viewport().installEventFilter(self)
        self.setFocusProxy(self.body)

    def _set_up_heads(self) -> None:
        heads = self.heads
        heads.setVisible(self._frozen > 0)
        heads.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        heads.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        heads.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        heads.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        heads.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        heads.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.horizontalScrollBar().valueChanged.connect(heads.horizontalScrollBar().setValue)
        for row in range(self.model.rowCount()):
            (self.body if row < self._frozen else heads).setRowHidden(row, True)

    # -- where the auditor is -----------------------------------------------------------------

    def current_address(self) -> str:
        return self.model.address(self.body.currentIndex()) or ""

    def select(self, address: str) -> None:
        """Make a figure current and bring it into view."""
        index = self.model.index_of(address)
        if index.isValid():
            self.body.go_to(index)

    def selected_addresses(self) -> list[str]:
        found = (self.model.address(i) for i in sorted(self.body.selectedIndexes()))
        return list(dict.fromkeys(a for a in found if a))

    def edit_as(self, kind: EditKind) -> None:
        """Open the editor of the current figure; what is typed is an edit of that kind."""
        index = self.model.index_of(self.current_address())
        if index.isValid():
            self.body.setFocus()
            self.body.edit(index)
            self.model.next_kind = kind

    def _on_current(self, current: QModelIndex) -> None:
        self.current_changed.emit(self.model.address(current) or "")

    def _on_clicked(self, index: QModelIndex) -> None:
        address = self.model.address(index)
        if address:
            self.clicked.emit(address)

    # -- clipboard ----------------------------------------------------------------------------

    def copy(self) -> None:
        indexes = self.body.selectedIndexes()
        if indexes:
            QGuiApplication.clipboard().setMimeData(mime_of(self.model, indexes))
            self.said.emit(f"已复制 {len(indexes)} 格。" if len(indexes) > 1 else "已复制。")

    def paste(self) -> None:
        try:
            rows = parse_rows(QGuiApplication.clipboard().text())
            plan = plan_paste(self.model, rows, self.body.selectedIndexes())
        except PasteError as error:
            self.refused.emit(str(error))
            return
        done = self.model.edit_texts(plan.texts, f"粘贴 {len(plan.texts)} 格")
        if not done:
            self.said.emit("粘贴的内容与现有数字相同，没有改动。")
            return
        skipped = f"（跳过表头 {plan.skipped} 格）" if plan.skipped else ""
        self.said.emit(f"已粘贴 {len(plan.texts)} 格{skipped}。")

    def select_all(self) -> None:
        self.body.selectAll()

    # -- sizes --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def _zoom(self, step: int) -> None:
        self._points = min(18.0, max(7.0, self._points + step))
        font = QFont(self.font())
        font.setPointSizeF(self._points)
        for grid in (self.heads, self.body):
            grid.setFont(font)
        self._fit()

    def _fit(self) -> None:
        """Columns to the width there is, rows to their labels."""
        widths = column_widths(self.model, self.body.fontMetrics(), self.body.viewport().width())
        heights = row_heights(self.model, self.body.font(), widths)
        for grid in (self.heads, self.body):
            for column, width in enumerate(widths):
                grid.setColumnWidth(column, width)
            for row, height in enumerate(heights):
                grid.setRowHeight(row, height)
        self.heads.setFixedHeight(sum(heights[: self._frozen]))
