"""A scroll bar whose rows are Python ints: Qt's own stops at 2^31, a log does not."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QScrollBar, QWidget

STEPS = 1 << 30


class RowScroll(QScrollBar):
    """row_wanted(row): the user dragged or paged to a row."""

    row_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._last = 0
        self.setAccessibleName("Row of the log at the top")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.valueChanged.connect(lambda value: self.row_wanted.emit(self._row(value)))

    def _row(self, value: int) -> int:
        return value if self._last <= STEPS else value * self._last // STEPS

    def show_rows(self, top: int, visible: int, count: int) -> None:
        """Show that `visible` of `count` rows are in sight from row `top` on, without moving anything."""
        self._last = max(count - visible, 0)
        with QSignalBlocker(self):
            self.setRange(0, min(self._last, STEPS))
            self.setPageStep(max(visible, 1))
            self.setValue(top if self._last <= STEPS else top * STEPS // self._last)
