"""The log table under the user's keys and wheel: which row is the current one, which are selected, what is open."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent

from workbench.views.log.screen import LogScreen
from workbench.views.log.stretches import Stretches

_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)


class LogKeys(LogScreen):
    """What the user does to the lines in sight.

    moved(position): the user went to a row · linked(position, key): a link in an opened record was followed
    pin_asked(position): the ghost pin was clicked · menu_asked(point): a context menu is wanted at a global point
    resized(step): the wheel asks for larger (1) or smaller (-1) text
    """

    moved = Signal(object)
    linked = Signal(object, str)
    pin_asked = Signal(object)
    menu_asked = Signal(QPoint)
    resized = Signal(int)

    def go(self, position: int, extend: bool = False) -> None:
        """Step to a row as the user's keys and clicks do; `extend` keeps the other end of the selection."""
        if not self.count:
            return
        position = max(0, min(position, self.count - 1))
        self.current, self._marking = position, None
        if not extend:
            self.anchor, self.others = position, Stretches()
        self.reveal(position)
        self.selected.emit()
        if not extend:
            self.moved.emit(position)

    def toggle(self, position: int) -> None:
        """Add a row to what is selected, or take it out."""
        chosen = self.selected_positions
        self._marking = None
        if position in chosen and len(chosen) > 1:
            self.others = chosen.without(position)
            self.current = self.anchor = next(iter(self.others.ranges[-1:]))[-1]
            self._show()
            self.selected.emit()
            return
        self.go(position)
        self.others = chosen
        self._show()
        self.selected.emit()

    def select_all(self) -> None:
        """Select every row; the current one stays the current one."""
        if self.count:
            self.current = max(self.current, 0)
            self.anchor, self.others = self.current, Stretches((range(self.count),))
            self._marking = None
            self._show()
            self.selected.emit()

    def unfold(self) -> None:
        """Open or fold the current record; it stays on its line of the screen."""
        row = self.row_at(self.current)
        if row and self.layout_of.toggle(row):
            self._show()
            self.reveal(self.current)

    def open_more(self) -> None:
        """Show the next page of the opened record that the keyboard is in."""
        row = self.row_at(self.current)
        if row and self.layout_of.open_more(row):
            self._show()

    def set_wrap(self, wrap: bool) -> None:
        """Break long lines instead of cutting them; the top row stays."""
        self.layout_of.wrap = wrap
        self.scroll_to(self.top[0], 0)

    def move_sideways(self, letters: int) -> None:
        """Move the messages in sight by letters, to their later parts when positive."""
        self.set_first(self.look.first + letters)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, pages, ends and Enter; other keys belong to the panel's commands."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        extend = bool(held & Qt.KeyboardModifier.ShiftModifier)
        page = max(self.capacity - 2, 1)
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
        if held == Qt.KeyboardModifier.ControlModifier:
            self._in_line(event)
        elif held & ~Qt.KeyboardModifier.ShiftModifier:
            event.ignore()
        elif event.key() in steps:
            start = self.current if self.current >= 0 else self.top[0]
            self.go(start + steps[Qt.Key(event.key())], extend)
        elif event.key() == Qt.Key.Key_Home:
            self.go(0, extend)
        elif event.key() == Qt.Key.Key_End:
            self.go(self.count - 1, extend)
        elif event.key() in _SIDEWAYS:
            self._sideways(1 if event.key() == Qt.Key.Key_Right else -1, extend)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if extend:
                self.open_more()
            else:
                self.unfold()
        else:
            event.ignore()

    def _in_line(self, event: QKeyEvent) -> None:
        """Ctrl with an arrow moves by what is in sight of a line, with Home and End to its ends."""
        page = max(self.letters_in_sight - 8, 8)
        moves = {
            Qt.Key.Key_Left: -page,
            Qt.Key.Key_Right: page,
            Qt.Key.Key_Home: -self.reach,
            Qt.Key.Key_End: self.reach,
        }
        if event.key() in moves:
            self.move_sideways(moves[Qt.Key(event.key())])
        else:
            event.ignore()

    def _sideways(self, step: int, letters: bool) -> None:
        """To the next cell; in the message, and with Shift everywhere, along the lines."""
        beyond = self.cell == "message" and (step > 0 or self.look.first > 0)
        if letters or (beyond and self.reach):
            self.move_sideways(step * max(self.letters_in_sight // 4, 4))
            return
        cells = self.columns.cells
        at = cells.index(self.cell) + step if self.cell in cells else len(cells) - 1
        self.cell = cells[max(0, min(at, len(cells) - 1))]
        self._show()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Three lines a notch; along the lines with Shift or a sideways wheel, larger or smaller text with Ctrl."""
        turned = event.angleDelta()
        held = event.modifiers()
        if held & Qt.KeyboardModifier.ControlModifier:
            if turned.y():
                self.resized.emit(1 if turned.y() > 0 else -1)
        elif turned.x() or held & Qt.KeyboardModifier.ShiftModifier:
            # With Shift some platforms turn the wheel sideways by themselves.
            notches = (turned.x() or turned.y()) / 120
            self.move_sideways(-round(notches * 12) or (-1 if notches > 0 else 1))
        else:
            notches = turned.y() / 120
            step = -round(notches * 3) or (-1 if notches > 0 else 1 if notches < 0 else 0)
            if step:
                self.scroll_lines(step)
        event.accept()
