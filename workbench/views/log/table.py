"""The log table under the user's hands: keys, clicks, selection of rows and of characters."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from workbench.views.log.rows import Badge, Line
from workbench.views.log.screen import CELLS, LogScreen
from workbench.views.theme import Theme


class LogTable(LogScreen):
    """What the user does to the lines in sight.

    moved(position): the user went to a row · linked(position, key): a link in an opened record was followed
    pin_asked(position): the ghost pin was clicked · menu_asked(point): a context menu is wanted at a global point
    """

    moved = Signal(object)
    linked = Signal(object, str)
    pin_asked = Signal(object)
    menu_asked = Signal(QPoint)

    def __init__(self, theme: Theme, badge: Callable[[int], Badge], parent: QWidget | None = None) -> None:
        super().__init__(theme, badge, parent)
        self._drag_from: tuple[int, int, int] | None = None

    def go(self, position: int, extend: bool = False) -> None:
        """Step to a row as the user's keys and clicks do; `extend` keeps the other end of the selection."""
        if not self.count:
            return
        position = max(0, min(position, self.count - 1))
        self.current, self._span = position, None
        if not extend:
            self.anchor = position
        self.reveal(position)
        self.selected.emit()
        if not extend:
            self.moved.emit(position)

    def unfold(self) -> None:
        """Open or fold the current record; it stays on its line of the screen."""
        row = self.row_at(self.current)
        if row and self.layout_of.toggle(row):
            self.refetch()
            self.reveal(self.current)

    def set_wrap(self, wrap: bool) -> None:
        """Break long lines instead of cutting them; the top row stays."""
        self.layout_of.wrap = wrap
        self.scroll_to(self.top[0], 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, pages, ends and Enter; other keys belong to the panel's commands."""
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        page = max(self.capacity - 2, 1)
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            event.ignore()
        elif event.key() in steps:
            start = self.current if self.current >= 0 else self.top[0]
            self.go(start + steps[Qt.Key(event.key())], extend)
        elif event.key() == Qt.Key.Key_Home:
            self.go(0, extend)
        elif event.key() == Qt.Key.Key_End:
            self.go(self.count - 1, extend)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            at = CELLS.index(self.cell) + (1 if event.key() == Qt.Key.Key_Right else -1)
            self.cell = CELLS[max(1, min(at, len(CELLS) - 1))]
            self.refetch()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.unfold()
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Three lines a notch."""
        notches = event.angleDelta().y() / 120
        step = -round(notches * 3) or (-1 if notches > 0 else 1 if notches < 0 else 0)
        if step:
            self.scroll_lines(step)
        event.accept()

    def _line_at(self, y: float) -> Line | None:
        number = int(y // self.row_height)
        return self.lines[number] if 0 <= number < len(self.lines) else None

    def _letter_at(self, x: float, line: Line) -> int:
        advance = self.theme.metrics(12, 400, True).horizontalAdvance("0")
        return max(0, min(round((x - self.columns.message - 6) / advance), len(line.text)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the row; on its chip open it, on a link follow it, on the ghost pin ask to pin it."""
        line = self._line_at(event.position().y())
        if line is None or line.row is None:
            return
        x = event.position().x()
        left = event.button() == Qt.MouseButton.LeftButton
        if line.kind == "chip" and x >= self.columns.message and left:
            self.layout_of.toggle(line.row)
            self.refetch()
            return
        if line.body and line.body.key and left:
            self.linked.emit(line.position, line.body.key)
            return
        if not left and line.position in self.selection:
            return
        self.cell = self.columns.at(x)
        self.go(line.position, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        if left and self.cell == "mark":
            self.pin_asked.emit(line.position)
        elif left and self.cell == "message" and line.kind in ("main", "wrap"):
            self._drag_from = (line.position, line.part, self._letter_at(x, line))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover shows the ghost pin and a hand on links; a drag selects characters, then rows."""
        line = self._line_at(event.position().y())
        hovered = line.position if line else -1
        link = bool(line and (line.kind == "chip" or (line.body and line.body.key)))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)
        if self._drag_from and line and event.buttons() & Qt.MouseButton.LeftButton:
            position, part, start = self._drag_from
            if (line.position, line.part) == (position, part):
                end = self._letter_at(event.position().x(), line)
                self._span = (position, part, min(start, end), max(start, end)) if end != start else None
                self.viewport().update()
            elif line.position != self.current:
                self.go(line.position, extend=True)
        if hovered != self._hovered:
            self._hovered = hovered
            self.viewport().update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End of a drag."""
        self._drag_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the word under the pointer."""
        line = self._line_at(event.position().y())
        if line is None or line.kind not in ("main", "wrap"):
            return
        if self.columns.at(event.position().x()) != "message":
            return
        start = end = min(self._letter_at(event.position().x(), line), max(len(line.text) - 1, 0))
        while start > 0 and _in_word(line.text[start - 1]):
            start -= 1
        while end < len(line.text) and _in_word(line.text[end]):
            end += 1
        self._span = (line.position, line.part, start, end)
        self.viewport().update()

    def leaveEvent(self, _event: object) -> None:
        """No row is under the pointer."""
        self._hovered = -1
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the selection."""
        self.menu_asked.emit(event.globalPos())

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        self.viewport().update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        self.viewport().update()


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter in "_-.$"
