"""The card: how a finding could be repaired, best first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.suggestions.choices import Choice
from gui.theme import QUIET

__all__ = ["MOST", "SuggestionCard"]

MOST = 5  # choices; each has a key
_HINT = "Alt+↓ 逐个预览　F4 采用选中的　Alt+1…5 直接采用"
_INVOLVED = "，有关的是"  # in a note, before the list of the cells that take part
_CURRENT, _HOVERED, _PLAIN = "#cfe0f3", "#eaf2fb", "#ffffff"


class _Row(QFrame):
    """One choice. What it mends shows while it is the current one."""

    hovered = Signal(int)  # its number from 0, -1 when left
    clicked = Signal(int)
    taken = Signal(int)

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = number
        self._current = False
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self._headline = _label()
        self._detail = _label(QUIET.name())
        self._take = QToolButton()
        self._take.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._take.clicked.connect(lambda: self.taken.emit(number))
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(1)
        words.addWidget(self._headline)
        words.addWidget(self._detail)
        count = QLabel(f"{number + 1}")
        count.setStyleSheet(f"color: {QUIET.name()};")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 4, 2)
        layout.setSpacing(6)
        layout.addWidget(count, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self._take, 0, Qt.AlignmentFlag.AlignTop)

    def show_choice(self, choice: Choice, current: bool) -> None:
        self._headline.setText(choice.headline)
        self._detail.setText(choice.detail)
        self._detail.setVisible(current and bool(choice.detail))
        self.setToolTip("" if current else f"<p>{choice.detail}</p>")
        self._take.setText("采用 F4" if current else f"Alt+{self._number + 1}")
        self._take.setToolTip("采用这种改法")
        self._take.setAutoRaise(not current)
        self._current = current
        self._fill(_CURRENT if current else _PLAIN)
        self.setAccessibleName(choice.suggestion.why)

    def _fill(self, colour: str) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, colour)
        self.setPalette(palette)

    def text(self) -> str:
        """What is to be read, with its mark-up."""
        shown = [self._headline.text()]
        if not self._detail.isHidden():
            shown.append(self._detail.text())
        return "\n".join(shown)

    def enterEvent(self, event: QEnterEvent) -> None:
        if not self._current:
            self._fill(_HOVERED)
        self.hovered.emit(self._number)

    def leaveEvent(self, event: QEvent) -> None:
        if not self._current:
            self._fill(_PLAIN)
        self.hovered.emit(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit(self._number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.taken.emit(self._number)


class SuggestionCard(QWidget):
    """Says what is hovered, chosen and taken. `current` is the choice a single key takes, -1 for none:
    where the evidence does not single one out, the auditor has to point at one."""

    hovered = Signal(int)
    #: the auditor made another choice the current one
    chosen = Signal(int)
    taken = Signal(int)
    #: Esc
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.current = -1
        self._choices: tuple[Choice, ...] = ()
        self._title = QLabel()
        self._note = _label(QUIET.name())
        self._rest = _label(QUIET.name())  # of a long note, below the choices
        self._foot = QLabel(_HINT)
        self._foot.setStyleSheet(f"color: {QUIET.name()};")
        self._foot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        self._note.setContentsMargins(8, 2, 8, 4)
        inside.addWidget(self._note)
        self.rows = [_Row(n, body) for n in range(MOST)]
        for row in self.rows:
            row.hovered.connect(self.hovered)
            row.clicked.connect(self.choose)
            row.taken.connect(self.taken)
            inside.addWidget(row)
        self._rest.setContentsMargins(8, 4, 8, 4)
        inside.addWidget(self._rest)
        inside.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidget(body)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body.setBackgroundRole(QPalette.ColorRole.Base)
        head = QHBoxLayout()
        head.setContentsMargins(8, 3, 8, 3)
        head.addWidget(self._title)
        head.addWidget(self._foot, 1)
        self._foot.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._area, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(220)
        self.setAccessibleName("建议改法")
        self.show_nothing("")

    # -- what it shows ------------------------------------------------------------------------

    def show_choices(self, choices: Sequence[Choice], note: str, decided: bool) -> None:
        """With `decided`, the first is the current one."""
        self._choices = tuple(choices[:MOST])
        self._title.setText("<b>疑似应为</b>" if decided else "<b>可能的改法</b>")
        first, involved, cells = note.partition(_INVOLVED)
        if involved and choices:
            self._say_note(f"{first}。", f"有关的是{cells}")
        else:
            self._say_note(note)
        self._foot.setVisible(bool(choices))
        self.say_effect("")
        self._set_current(0 if decided and choices else -1)

    def show_nothing(self, words: str) -> None:
        self._choices = ()
        self._title.setText("<b>建议改法</b>")
        self._say_note(words)
        self._foot.hide()
        self._set_current(-1)

    def say_effect(self, words: str) -> None:
        """What the choice that is tried out would do; "" shows the keys again."""
        self._foot.setText(f"预览，尚未改动：{words}" if words else _HINT)
        self._foot.setToolTip(words)

    def _say_note(self, words: str, rest: str = "") -> None:
        for label, text in ((self._note, words), (self._rest, rest)):
            label.setText(text)
            label.setVisible(bool(text))

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self._choices

    def title(self) -> str:
        return self._title.text().replace("<b>", "").replace("</b>", "")

    def note(self) -> str:
        return self._note.text() + self._rest.text()

    def foot(self) -> str:
        return self._foot.text()

    # -- which one ----------------------------------------------------------------------------

    def choose(self, number: int) -> None:
        """As the auditor does, by mouse or key; -1 for none."""
        self._set_current(number)
        self.chosen.emit(number)

    def step(self, forward: bool) -> None:
        """To the next or previous choice; past the ends, to none."""
        count = len(self._choices)
        if count:
            at = self.current + (1 if forward else -1)
            self.choose(at if -1 <= at < count else (-1 if forward else count - 1))

    def _set_current(self, number: int) -> None:
        self.current = number
        for row, choice in zip(self.rows, self._choices, strict=False):
            row.show_choice(choice, row is self._row(number))
        for n, row in enumerate(self.rows):
            row.setVisible(n < len(self._choices))
        if (shown := self._row(number)) is not None:
            self._area.ensureWidgetVisible(shown, 0, 0)

    def _row(self, number: int) -> _Row | None:
        return self.rows[number] if 0 <= number < len(self._choices) else None

    # -- keys, when it has the focus ----------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step(key == Qt.Key.Key_Down)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current >= 0:
            self.taken.emit(self.current)
        elif key == Qt.Key.Key_Escape:
            self.dismissed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        if by_key and self._choices:
            self.choose(max(0, self.current))


def _label(ink: str = "") -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    if ink:
        label.setStyleSheet(f"color: {ink};")
    return label
