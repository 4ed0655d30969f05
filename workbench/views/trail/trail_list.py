"""A painted list of rows of one height, of which only those in sight are drawn: what the faces of a trail are made of."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from workbench.model.instants import Instant, TimeWindow
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme
from workbench.views.time_axis import TimeScale, round_step

ROW, HEAD, PAD = 24, 24, 10
AXIS_LEAST = 90
"""Pixels of a time axis below which there is none."""


class TrailList(QAbstractScrollArea):
    """Rows that the pointer and the keys reach; a face says how many there are, draws them and names them.

    chosen(key): a row was clicked or stepped to · entered(key): Enter, or a double click ·
    pressed(key): a part of a row that leads on to something else, or stands for something of its own, was clicked
    """

    chosen = Signal(str)
    entered = Signal(str)
    pressed = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.text_boxes: list[TextBox] = []
        self.cursor: Instant | None = None
        self.current, self.hover = -1, -1
        self.setAccessibleName(name)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)

    # ------------------------------------------------------------------------------------------------ what a face says
    @property
    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def key_of(self, number: int) -> str:
        """What a row is known by: a record's id; empty where the row is none."""
        raise NotImplementedError

    def paint_row(self, brush: Brush, number: int, rect: QRectF) -> None:
        """Draw a row; its ground is there."""
        raise NotImplementedError

    def paint_head(self, brush: Brush, rect: QRectF) -> None:
        """Draw the head."""

    def sentence_of(self, number: int) -> str:
        """A row as a reader's voice says it."""
        raise NotImplementedError

    def tip_of(self, number: int, at: QPointF) -> str:
        """What is told where the pointer rests."""
        return self.sentence_of(number)

    def part_at(self, number: int, at: QPointF) -> str:
        """The key of what leads on at a point of a row, empty where it is the row itself."""
        return ""

    def fold(self, number: int, shut: bool | None) -> bool:
        """Fold a row's children away, or show them; None for the other of both. Whether anything changed."""
        return False

    def handle_at(self, number: int, at: QPointF) -> bool:
        """Whether a point of a row is its mark to fold."""
        return False

    # ------------------------------------------------------------------------------------------------ showing
    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.viewport().update()

    def set_cursor(self, cursor: Instant | None) -> None:
        """Draw the shared cursor at another moment."""
        if cursor != self.cursor:
            self.cursor = cursor
            self.viewport().update()

    def rows_came(self) -> None:
        """Other rows are shown: nothing is current until a row is."""
        self.current, self.hover = -1, -1
        self.set_range()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()

    @property
    def current_key(self) -> str:
        """The key of the current row, empty where there is none."""
        return self.key_of(self.current) if 0 <= self.current < self.count else ""

    def set_current(self, key: str) -> None:
        """Stand on a row without telling anyone, and bring it into sight; on none for a key that isn't there."""
        if key and key == self.current_key:
            return
        self._stand(next((n for n in range(self.count) if self.key_of(n) == key), -1) if key else -1)

    def row_rect(self, number: int) -> QRectF:
        """Where a row is on the viewport."""
        top = HEAD + number * ROW - self.verticalScrollBar().value()
        return QRectF(0, top, self.viewport().width(), ROW)

    def row_at(self, y: float) -> int:
        """The row at a height of the viewport, -1 where none is."""
        number = int((y - HEAD + self.verticalScrollBar().value()) // ROW)
        return number if y >= HEAD and 0 <= number < self.count else -1

    def sizeHint(self) -> QSize:
        """Some rows' room."""
        return QSize(420, HEAD + 8 * ROW)

    def set_range(self) -> None:
        """Keep the scroll bar true."""
        room = max(self.viewport().height() - HEAD, 1)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(self.count * ROW - room, 0))
        bar.setPageStep(room)
        bar.setSingleStep(ROW)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the scroll bar true."""
        self.set_range()

    # ------------------------------------------------------------------------------------------------ painting
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The rows in sight, and the head over them."""
        self.text_boxes.clear()
        painter = QPainter(self.viewport())
        brush = Brush(painter, self.theme, self.text_boxes)
        whole = QRectF(self.viewport().rect())
        brush.fill(whole, "bg.panel")
        head = QRectF(0, 0, whole.width(), HEAD)
        painter.setClipRect(QRectF(0, HEAD, whole.width(), whole.height() - HEAD))
        self.paint_ground(brush, whole.adjusted(0, HEAD, 0, 0))
        first = self.verticalScrollBar().value() // ROW
        for number in range(first, min(self.count, first + int(whole.height()) // ROW + 2)):
            rect = self.row_rect(number)
            ground = "bg.selected" if number == self.current else "bg.hover" if number == self.hover else ""
            if ground:
                brush.fill(rect, ground)
            if number == self.current:
                brush.fill(QRectF(0, rect.top(), 2, ROW), "accent" if self.hasFocus() else "line.strong")
            self.paint_row(brush, number, rect)
        self.paint_over(brush, whole.adjusted(0, HEAD, 0, 0))
        # What is drawn under the head is cut off: it is no text that anyone could read.
        low = whole.height()
        self.text_boxes[:] = [box for box in self.text_boxes if box.drawn.top() >= HEAD and box.drawn.bottom() <= low]
        painter.setClipping(False)
        brush.line(0, HEAD - 1, head.width(), HEAD - 1, "line")
        self.paint_head(brush, head)
        painter.end()

    def paint_ground(self, brush: Brush, rect: QRectF) -> None:
        """Draw what lies below the rows."""

    def paint_over(self, brush: Brush, rect: QRectF) -> None:
        """Draw what lies over the rows."""

    # ------------------------------------------------------------------------------------------------ pointer and keys
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the pointer, and show what can be pressed."""
        self.hover = self.row_at(event.position().y())
        leads = self.hover >= 0 and bool(self.part_at(self.hover, event.position()))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)
        self.viewport().update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self.hover = -1
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold, press a part, or choose the row."""
        number = self.row_at(event.position().y())
        if number < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        if self.handle_at(number, event.position()):
            self.fold(number, None)
        elif part := self.part_at(number, event.position()):
            self._stand(number)
            self.pressed.emit(part)
        elif key := self.key_of(number):
            self._stand(number)
            self.chosen.emit(key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second click of two enters the row."""
        number = self.row_at(event.position().y())
        if number >= 0 and not self.handle_at(number, event.position()) and (key := self.key_of(number)):
            self.entered.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys step, Left and Right fold, Enter enters."""
        page = max((self.viewport().height() - HEAD) // ROW - 1, 1)
        moves = {
            Qt.Key.Key_Up: (self.current - 1, -1),
            Qt.Key.Key_Down: (self.current + 1, 1),
            Qt.Key.Key_PageUp: (self.current - page, -1),
            Qt.Key.Key_PageDown: (self.current + page, 1),
            Qt.Key.Key_Home: (0, 1),
            Qt.Key.Key_End: (self.count - 1, -1),
        }
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in moves and self.count:
            self._step(*moves[key])
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_key:
            self.entered.emit(self.current_key)
        elif plain and key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.current >= 0:
            self.fold(self.current, key == Qt.Key.Key_Left)
        else:
            super().keyPressEvent(event)

    def _step(self, number: int, way: int) -> None:
        """Go to a row, over those that are none."""
        number = min(max(number, 0), self.count - 1)
        while 0 <= number < self.count and not self.key_of(number):
            number += way
        if 0 <= number < self.count and number != self.current:
            self._stand(number)
            self.chosen.emit(self.key_of(number))

    def _stand(self, number: int) -> None:
        self.current = number
        if number >= 0:
            bar, room = self.verticalScrollBar(), self.viewport().height() - HEAD
            if number * ROW < bar.value():
                bar.setValue(number * ROW)
            elif (number + 1) * ROW > bar.value() + room:
                bar.setValue((number + 1) * ROW - room)
            self.setAccessibleDescription(self.sentence_of(number))
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole of what a row has no room for."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self.row_at(event.pos().y())
            text = self.tip_of(number, QPointF(event.pos())) if number >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return super().viewportEvent(event)


def scale_of(start: Instant, end: Instant, left: float, right: float) -> TimeScale:
    """A stretch of time over some pixels, with a little room at its end; a moment alone gets a millisecond."""
    width = max(end - start, 1_000_000)
    return TimeScale(TimeWindow(start, start + width + width // 40), left, right)


def offsets(scale: TimeScale, spacing: float = 76.0) -> tuple[tuple[Instant, int], ...]:
    """Round moments counted from the start of a scale: the moment, and ns since the start."""
    step = round_step(scale.ns_per_pixel * spacing)
    return tuple((scale.window.start + at, at) for at in range(0, scale.window.width + 1, step))
