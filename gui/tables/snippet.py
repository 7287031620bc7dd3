"""The picture of the current figure, from the page it was recognised on, above the table."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from core.case import EditKind
from core.document import Box, PageAnchor, PictureAnchor
from core.facts import Fact
from core.quantity import Mark
from gui.session import Session
from gui.tables.doubts import doubt_words
from gui.theme import ACCENT, DOUBT, QUIET
from gui.viewer.render import PageRenderer

__all__ = ["SnippetBar"]

_HEIGHT = 46  # of the picture, in pixels of the window
_WIDTH = 230
_AROUND = 0.15  # of the cell's height that is shown around it
_PAGE_POINTS = 454.0  # what a picture across a page's text is wide
_TALLEST = 26.0  # points that are shown of a tall cell: its figure stands in the middle
_MOST_OTHERS = 3


class _Picture(QWidget):
    """A piece of the page with the cell framed in it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(_WIDTH, _HEIGHT)
        self._image: QImage | None = None
        self._cell = QRectF()

    def show_image(self, image: QImage | None, cell: QRectF) -> None:
        """`cell` in parts (0…1) of the image."""
        self._image, self._cell = image, cell
        self.update()

    @property
    def is_shown(self) -> bool:
        return self._image is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        if self._image is not None:
            size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
            target = QRectF(left, top, size.width(), size.height())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, self._image)
            cell = QRectF(
                left + self._cell.x() * size.width(),
                top + self._cell.y() * size.height(),
                self._cell.width() * size.width(),
                self._cell.height() * size.height(),
            )
            painter.setClipRect(self.rect())
            painter.setPen(QPen(ACCENT, 1.5))
            painter.drawRect(cell)
        painter.setPen(QColor("#c9d0d8"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class SnippetBar(QWidget):
    """What the page shows of a figure, how it was read, what else it may say; a click puts that in."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._address = ""
        self._asked: tuple[PageAnchor, QRectF] | None = None
        self._pictures: dict[str, QImage] = {}
        document = session.case.document
        self._renderer = PageRenderer(document.path, self, document.converted)
        self._renderer.part_drawn.connect(self._on_drawn)
        self._picture = _Picture(self)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._others = [self._button(n) for n in range(_MOST_OTHERS)]
        self._right = QToolButton(self)
        self._right.setText("识别无误")
        self._right.setToolTip("对照原图，这一格识别得对（Ctrl+Enter）")
        self._right.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._right.clicked.connect(lambda: self._session.confirm([self._address]))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 8, 3)
        layout.setSpacing(6)
        layout.addWidget(self._picture)
        layout.addWidget(self._words, 1)
        for button in (*self._others, self._right):
            layout.addWidget(button)
        self.setAccessibleName("原图")
        session.moved.connect(lambda _moved: self._describe())
        self.show_figure("")

    def _button(self, number: int) -> QToolButton:
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self._take(number))
        return button

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH + 200, _HEIGHT + 8)

    # -- what it shows ------------------------------------------------------------------------

    def show_figure(self, address: str) -> None:
        """The figure under the cursor; "" for none."""
        self._address = address
        fact = self._fact()
        place = fact.anchor if fact is not None else None
        if isinstance(place, PageAnchor):
            self._ask(place)
        else:
            self._asked = None
            image, cell = (
                self._piece(place) if isinstance(place, PictureAnchor) else (None, QRectF())
            )
            self._picture.show_image(image, cell)
        self._describe()

    def close_document(self) -> None:
        """Nothing more is drawn."""
        self._asked = None
        self._pictures.clear()
        self._renderer.close()

    def _fact(self) -> Fact | None:
        return self._session.case.read_sheet.facts.get(self._address)

    def _ask(self, place: PageAnchor) -> None:
        """A place on a page: the renderer draws it."""
        sizes = self._session.case.document.page_sizes
        if place.page >= len(sizes):
            return
        part, inside = _around(place.box, *sizes[place.page], tallest=_TALLEST)
        wanted = PageAnchor(place.page, part)
        self._asked = (wanted, inside)
        scale = _HEIGHT / max(1.0, part.bottom - part.top)
        self._renderer.request_part(wanted, scale * self.devicePixelRatioF())

    def _piece(self, place: PictureAnchor) -> tuple[QImage | None, QRectF]:
        """A place on a picture that stands in a docx or a web page."""
        image = self._pictures.get(place.picture)
        if image is None:
            from core.readers.embedded import picture_bytes

            data = picture_bytes(self._session.case.document, place.picture)
            image = self._pictures[place.picture] = QImage.fromData(data or b"")
        if image.isNull():
            return None, QRectF()
        tallest = _TALLEST * image.width() / _PAGE_POINTS
        part, inside = _around(place.box, image.width(), image.height(), tallest=tallest)
        size = round(part.x1 - part.x0), round(part.bottom - part.top)
        return image.copy(round(part.x0), round(part.top), *size), inside

    def _on_drawn(self, place: PageAnchor, image: QImage) -> None:
        if self._asked is not None and self._asked[0] is place:
            self._picture.show_image(image, self._asked[1])

    def _describe(self) -> None:
        fact = self._session.case.sheet.facts.get(self._address)
        doubtful = self._session.is_doubtful(self._address)
        others: tuple[str, ...] = ()
        if fact is None:
            words = "点一格，这里显示它在原图上的样子。"
        elif not doubtful:
            read, edit = self._fact(), self._session.case.edits.get(self._address)
            words = f"识别为{_quoted(read.quantity.raw if read else '')}"
            if edit is not None:
                confirmed = edit.kind is EditKind.CONFIRMED
                words += "，已确认" if confirmed else f"，改为{_quoted(edit.text)}"
        elif Mark.DECODED in fact.quantity.marks:
            words = "读法按勾稽关系选定，请对照原图。"
        else:
            raw = fact.quantity.raw
            words = f"<b>{_quoted(raw) if raw.strip() else '读不出'}</b>　{doubt_words(fact, with_others=False)}"
            others = fact.reading.alternatives[:_MOST_OTHERS] if fact.reading else ()
        self._words.setText(words)
        self._words.setStyleSheet(f"color: {(DOUBT if doubtful else QUIET).name()};")
        self._right.setVisible(doubtful)
        for button, text in zip(self._others, (*others, *[None] * _MOST_OTHERS), strict=False):
            button.setVisible(text is not None)
            if text is not None:
                button.setText(f"是 {text}" if text else "是空白")
                button.setToolTip("原图上是这个数：记为识读有误，不算更正报告")

    def words(self) -> str:
        return self._words.text()

    @property
    def has_picture(self) -> bool:
        return self._picture.is_shown

    # -- what it does -------------------------------------------------------------------------

    def _take(self, number: int) -> None:
        fact = self._session.case.sheet.facts.get(self._address)
        if fact is not None and fact.reading is not None:
            text = fact.reading.alternatives[number]
            self._session.edit({self._address: text}, EditKind.MISREAD)


def _around(cell: Box, width: float, height: float, *, tallest: float) -> tuple[Box, QRectF]:
    """The piece of a page or picture of that size that is shown of a cell, in the shape of the strip, and
    where the cell lies in it (in parts of it)."""
    high = min((cell.bottom - cell.top) * (1 + 2 * _AROUND), tallest)
    wide = max((cell.x1 - cell.x0) * 1.1, high * _WIDTH / _HEIGHT)
    high = max(high, wide * _HEIGHT / _WIDTH)
    x0 = max(0.0, min((cell.x0 + cell.x1 - wide) / 2, width - wide))
    top = max(0.0, min((cell.top + cell.bottom - high) / 2, height - high))
    part = Box(x0, top, min(width, x0 + wide), min(height, top + high))
    wide, high = max(1.0, part.x1 - part.x0), max(1.0, part.bottom - part.top)
    inside = QRectF(
        (cell.x0 - part.x0) / wide,
        (cell.top - part.top) / high,
        (cell.x1 - cell.x0) / wide,
        (cell.bottom - cell.top) / high,
    )
    return part, inside


def _quoted(text: str) -> str:
    shown = " ".join(text.split())
    return f"“{shown}”" if shown else "空白"
