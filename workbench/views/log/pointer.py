"""The pointer over the log table: rows and characters it selects, links it follows, the bar it drags."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from workbench.views.log.ground import BAR
from workbench.views.log.keys import LogKeys
from workbench.views.log.marking import TEXT_KINDS, Marking, Place, length_of, word_at
from workbench.views.log.message import window_of
from workbench.views.log.rows import Badge, Line
from workbench.views.theme import Theme

BODY_LEFT, TICK_MS, NEAR = 20, 40, 4
"""Pixels a body line is set in · ms between steps while a drag scrolls · pixels that a third click may be off."""


class LogPointer(LogKeys):
    """What the mouse does."""

    def __init__(self, theme: Theme, badge: Callable[[int], Badge], parent: QWidget | None = None) -> None:
        super().__init__(theme, badge, parent)
        self._down: Place | None = None
        self._rows_from = -1
        self._bar_from: float | None = None
        self._clicked = (0, QPointF())
        self._at = QPointF()
        self._scrolling = QTimer(self, interval=TICK_MS)
        self._scrolling.timeout.connect(self._scroll_on)

    # ------------------------------------------------------------------------------------------- where it is
    def _line_at(self, y: float) -> Line | None:
        number = int(y // self.row_height)
        return self.lines[number] if 0 <= number < len(self.lines) else None

    def _first_of(self, line: Line) -> int:
        """The character of a line that stands at its left edge."""
        opened = line.row is not None and line.row.row in self.layout_of.opened
        return self.look.first if line.kind == "main" and not opened and not self.layout_of.wrap else 0

    def _letter_at(self, x: float, line: Line) -> int:
        left = self.columns.message + 6 + (BODY_LEFT if line.kind == "body" else 0)
        first, size = self._first_of(line), length_of(line)
        at = first + round((x - left) / self.letter_width)
        if line.kind == "main" and line.row is not None and line.text and not line.text.isascii():
            at = first + self._measured(x - left, line, first)
        return max(0, min(at, size))

    def _measured(self, x: float, line: Line, first: int) -> int:
        """Characters left of x where they may be wider than others."""
        assert line.row is not None
        text, skip, _more = window_of(line, line.row, first, self.letters_in_sight)
        text, metrics = text[skip:], self.theme.metrics(self.look.size, 400, True)
        low, high = 0, len(text)
        while low < high:
            middle = (low + high) // 2
            edge = metrics.horizontalAdvance(text[: middle + 1]) - metrics.horizontalAdvance(text[middle]) / 2
            low, high = (middle + 1, high) if edge < x else (low, middle)
        return low

    def _place_at(self, point: QPointF) -> Place | None:
        """The character nearest to a point, on a line that has text."""
        line = self._line_at(min(max(point.y(), 0), len(self.lines) * self.row_height - 1))
        if line is None or line.row is None:
            return None
        letter = self._letter_at(point.x(), line) if line.kind in TEXT_KINDS else 0
        return Place(line.position, line.part, letter)

    # ------------------------------------------------------------------------------------------- pressed
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the row; on its chip open it, on a link follow it, on the ghost pin ask to pin it."""
        point, left = event.position(), event.button() == Qt.MouseButton.LeftButton
        if left and self.reach and point.y() >= self.viewport().height() - BAR:
            self._take_bar(point.x())
            return
        line = self._line_at(point.y())
        if line is None or line.row is None:
            return
        if left and self._third(event, line):
            return
        if left and self._acted(line, point.x()):
            return
        if not left and line.position in self.selected_positions:
            return
        self._choose(event, line)

    def _acted(self, line: Line, x: float) -> bool:
        """What a line does by itself when it is clicked: open, show more, follow a link."""
        if line.row is None or x < self.columns.message:
            return False
        if line.kind == "chip":
            self.layout_of.toggle(line.row)
        elif line.kind == "more":
            self.layout_of.open_more(line.row)
        elif line.body and line.body.key:
            self.linked.emit(line.position, line.body.key)
            return True
        else:
            return False
        self.refetch()
        return True

    def _choose(self, event: QMouseEvent, line: Line) -> None:
        held, left = event.modifiers(), event.button() == Qt.MouseButton.LeftButton
        self.cell = self.columns.at(event.position().x())
        in_text = self.cell == "message" and line.kind in TEXT_KINDS
        if held & Qt.KeyboardModifier.ControlModifier and left:
            self.toggle(line.position)
            return
        self.go(line.position, bool(held & Qt.KeyboardModifier.ShiftModifier))
        if left and self.cell == "mark":
            self.pin_asked.emit(line.position)
        elif left and in_text:
            self._down = self._place_at(event.position())
        elif left:
            self._rows_from = line.position

    def _take_bar(self, x: float) -> None:
        handle = self.bar_rect()
        if not handle.left() <= x <= handle.right():
            self.set_first(self._first_at(x - handle.width() / 2))
            handle = self.bar_rect()
        self._bar_from = x - handle.left()

    def _first_at(self, left: float) -> int:
        room = self.viewport().width() - self.columns.message - 8 - self.bar_rect().width()
        return round((left - self.columns.message - 4) / max(room, 1) * self.reach)

    # ------------------------------------------------------------------------------------------- moved
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover shows the ghost pin and a hand on links; a drag selects characters, or rows beside the text."""
        self._at = event.position()
        if event.buttons() & Qt.MouseButton.LeftButton and self._bar_from is not None:
            self.set_first(self._first_at(self._at.x() - self._bar_from))
            return
        if event.buttons() & Qt.MouseButton.LeftButton and (self._down or self._rows_from >= 0):
            self._drag(bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))
            outside = not 0 <= self._at.y() < self.viewport().height()
            if outside and not self._scrolling.isActive():
                self._scrolling.start()
            elif not outside:
                self._scrolling.stop()
        line = self._line_at(self._at.y())
        acts = line and self._at.x() >= self.columns.message
        link = bool(line and acts and (line.kind in ("chip", "more") or (line.body and line.body.key)))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)
        hovered = line.position if line else -1
        if hovered != self._hovered:
            self._hovered = hovered
            self.repaint_changed()

    def _drag(self, block: bool) -> None:
        place = self._place_at(self._at)
        if place is None:
            return
        if self._down is None:
            if place.position != self.current:
                self.go(place.position, extend=True)
            return
        self._marking = Marking(self._down, place, block)
        if place.position != self.current:
            # The rows that the characters lie in are what is pinned and cited with them.
            self.current, self.anchor = place.position, self._down.position
        self.repaint_changed()
        self.selected.emit()

    def _scroll_on(self) -> None:
        """A drag beyond the edge goes on while the pointer stays there."""
        above = -self._at.y()
        far = above if above > 0 else self._at.y() - self.viewport().height()
        step = max(1, min(int(far // self.row_height), 10))
        self.scroll_lines(-step if above > 0 else step)
        self._drag(bool(self._marking and self._marking.block))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End of a drag."""
        self._down, self._rows_from, self._bar_from = None, -1, None
        self._scrolling.stop()

    def leaveEvent(self, _event: object) -> None:
        """No row is under the pointer."""
        self._hovered = -1
        self.repaint_changed()

    # ------------------------------------------------------------------------------------------- clicked twice, thrice
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the word under the pointer; a third click selects the line."""
        line, x = self._line_at(event.position().y()), event.position().x()
        if line is None or line.row is None or line.kind not in TEXT_KINDS or self.columns.at(x) != "message":
            return
        first = self._first_of(line)
        text, skip, _more = window_of(line, line.row, first, self.letters_in_sight + 64)
        start, end = word_at(text, self._letter_at(x, line) - first + skip)
        base = first - skip
        first_place = Place(line.position, line.part, base + start)
        self._marking = Marking(first_place, Place(line.position, line.part, base + end))
        self._clicked = (event.timestamp(), event.position())
        self.repaint_changed()
        self.selected.emit()

    def _third(self, event: QMouseEvent, line: Line) -> bool:
        when, where = self._clicked
        soon = event.timestamp() - when < QApplication.doubleClickInterval()
        near = (event.position() - where).manhattanLength() < NEAR
        self._clicked = (0, QPointF())
        if not when or not soon or not near or line.kind not in TEXT_KINDS:
            return False
        row = line.row
        last = line
        if row is not None and line.kind in ("main", "wrap"):
            parts = self.layout_of.parts_of(line.position, row)
            texts = list(parts.lines(0, len(parts.texts)))
            line, last = texts[0], texts[-1]
        ends = (Place(line.position, line.part, 0), Place(last.position, last.part, length_of(last)))
        self._marking = Marking(*ends)
        self.repaint_changed()
        self.selected.emit()
        return True
