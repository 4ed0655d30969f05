"""The logs that are merged into the table: each can be switched off; where its times come from stands under its name."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from workbench.views.log.text import harmless
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

ROW, PAD, BOX = 46, 10, 16
INKS = ("s1", "s2", "s3", "s4", "s5", "s6")


@dataclass(frozen=True, slots=True)
class Origin:
    """One source. key: its id · span: from when to when · clock: zone, how it is known, offset · doubt: the zone is
    only assumed · state: what becomes of it (`following`), empty mostly.
    """

    key: str
    name: str
    lines: int
    span: str
    clock: str
    on: bool
    doubt: bool = False
    state: str = ""
    path: str = ""


class OriginList(QAbstractScrollArea):
    """toggled(key), only(key), clock_asked(key): the tick, the word `only`, the clock of a row; by keys Space, Enter, Z."""

    toggled = Signal(str)
    only = Signal(str)
    clock_asked = Signal(str)
    menu_asked = Signal(str, QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.origins: tuple[Origin, ...] = ()
        self.text_boxes: list[TextBox] = []
        self._current, self._hover = -1, -1
        self.setAccessibleName("Sources of the log")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.viewport().update()

    def show_origins(self, origins: tuple[Origin, ...]) -> None:
        """Show these; the current one stays current."""
        key = self.origins[self._current].key if 0 <= self._current < len(self.origins) else ""
        self.origins = origins
        self._current = next((n for n, one in enumerate(origins) if one.key == key), -1)
        self._set_range()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Room for names and spans."""
        return QSize(340, 6 * ROW)

    def _set_range(self) -> None:
        room = max(self.viewport().height(), 1)
        self.verticalScrollBar().setRange(0, max(len(self.origins) * ROW - room, 0))
        self.verticalScrollBar().setPageStep(room)
        self.verticalScrollBar().setSingleStep(ROW)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the scroll bar true."""
        self._set_range()

    def row_rect(self, key: str) -> QRectF:
        """Where a source's row is on the viewport."""
        number = next(n for n, one in enumerate(self.origins) if one.key == key)
        return QRectF(0, number * ROW - self.verticalScrollBar().value(), self.viewport().width(), ROW)

    def _at(self, y: float) -> int:
        number = int((y + self.verticalScrollBar().value()) // ROW)
        return number if 0 <= number < len(self.origins) else -1

    # ------------------------------------------------------------------------------------------- painting
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The rows in sight."""
        self.text_boxes.clear()
        painter = QPainter(self.viewport())
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.viewport().rect()), "bg.panel")
        for number, origin in enumerate(self.origins):
            rect = self.row_rect(origin.key)
            if rect.bottom() > 0 and rect.top() < self.viewport().height():
                self._row(brush, number, origin, rect)
        painter.end()

    def _row(self, brush: Brush, number: int, origin: Origin, rect: QRectF) -> None:
        ground = "bg.selected" if number == self._current else "bg.hover" if number == self._hover else ""
        if ground:
            brush.fill(rect, ground)
        brush.line(0, rect.bottom() - 1, rect.width(), rect.bottom() - 1, "line.subtle")
        brush.fill(QRectF(0, rect.top() + 6, 3, ROW - 13), INKS[number % len(INKS)], 1.0 if origin.on else 0.3)
        box = QRectF(PAD, rect.top() + 7, BOX, BOX)
        brush.round(box, "accent.fill" if origin.on else "", "accent.fill" if origin.on else "line.field", radius=3)
        if origin.on:
            brush.icon("check-white", box.left() + 2, box.top() + 2, 12)
        left, right = box.right() + 8, rect.right() - PAD
        words = f"{origin.lines:,} line{'' if origin.lines == 1 else 's'}"
        if number == self._hover:
            self._hands(brush, origin, rect)
            right -= 78
        else:
            wide = brush.width(words, 11)
            place = QRectF(right - wide - 0.5, rect.top() + 4, wide + 1, 20)
            brush.text(place, words, "text.tertiary", size=11, align="right")
            right -= wide + 10
        ink = "text.primary" if origin.on else "text.tertiary"
        brush.text(QRectF(left, rect.top() + 4, right - left, 20), harmless(origin.name), ink, weight=600, elide=True)
        self._second(brush, origin, QRectF(left, rect.top() + 23, rect.right() - PAD - left, 18))

    def _second(self, brush: Brush, origin: Origin, place: QRectF) -> None:
        used = brush.text(place, origin.span, "text.tertiary", size=11, elide=True)
        for text, ink in ((origin.clock, "warn" if origin.doubt else "text.secondary"), (origin.state, "accent.text")):
            rest = place.adjusted(used + 12, 0, 0, 0)
            if text and rest.width() > 60:
                used += 12 + brush.text(rest, text, ink, size=11, elide=True)

    def _hands(self, brush: Brush, origin: Origin, rect: QRectF) -> None:
        right = rect.right() - PAD
        brush.icon("clock", right - 16, rect.top() + 6, 16)
        plate = QRectF(right - 64, rect.top() + 4, 40, 20)
        brush.round(plate, "bg.control", "line")
        brush.text(plate, "Only", "text.primary", size=11, weight=500, align="center")

    # ------------------------------------------------------------------------------------------- hands
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the pointer."""
        self._hover = self._at(event.position().y())
        origin = self.origins[self._hover] if self._hover >= 0 else None
        self.viewport().setToolTip(
            f"{origin.path}\n{origin.span}\n{origin.clock}\nClick: on or off · Only: no other source" if origin else ""
        )
        self.viewport().update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hover = -1
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Switch the source, or use the button that was hit."""
        number = self._at(event.position().y())
        if number < 0:
            return
        self._make_current(number)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        key, right = self.origins[number].key, self.viewport().width() - event.position().x()
        if right < PAD + 20:
            self.clock_asked.emit(key)
        elif right < PAD + 66:
            self.only.emit(key)
        else:
            self.toggled.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; Space switches, Enter shows nothing else, Z asks for the zone."""
        key, last = Qt.Key(event.key()), len(self.origins) - 1
        current = self.origins[self._current].key if 0 <= self._current <= last else ""
        moves = {Qt.Key.Key_Up: self._current - 1, Qt.Key.Key_Down: self._current + 1, Qt.Key.Key_Home: 0,
                 Qt.Key.Key_End: last}  # fmt: skip
        if key in moves and last >= 0:
            self._make_current(min(max(moves[key], 0), last))
        elif current and key == Qt.Key.Key_Space:
            self.toggled.emit(current)
        elif current and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.only.emit(current)
        elif current and key == Qt.Key.Key_Z and not event.modifiers():
            self.clock_asked.emit(current)
        else:
            super().keyPressEvent(event)

    def stand_on(self, key: str) -> None:
        """Make a source the current one unless one is; the first where there is none of this key."""
        if self._current < 0 and self.origins:
            self._make_current(next((n for n, one in enumerate(self.origins) if one.key == key), 0))

    def _make_current(self, number: int) -> None:
        self._current = number
        top, bar, room = number * ROW, self.verticalScrollBar(), self.viewport().height()
        bar.setValue(min(max(bar.value(), top + ROW - room), top))
        one = self.origins[number]
        self.setAccessibleDescription(
            f"{one.name}, {'on' if one.on else 'off'}, {one.lines:,} lines, {one.span}, {one.clock}"
        )
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of a row."""
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        number = self._current if by_keys else self._at(event.pos().y())
        if number >= 0:
            self._make_current(number)
            self.menu_asked.emit(self.origins[number].key, event.globalPos())
