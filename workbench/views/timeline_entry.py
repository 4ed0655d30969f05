"""A line typed straight onto the timeline: a field where the entry will stand; Enter keeps it, Esc doesn't."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.model.instants import Instant, clock_text, duration_text
from workbench.views.theme import Theme
from workbench.views.timeline_canvas import TimelineCanvas
from workbench.views.timeline_ground import LABELS

WIDTH = 280


class EntryField(QLineEdit):
    """Opened over a timeline at an instant or a span.

    written(t, t_end or None, text): Enter was pressed on a text
    """

    written = Signal(object, object, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(theme.font(12))
        self.setFixedSize(WIDTH, 26)
        self._t: Instant = 0
        self._t_end: Instant | None = None
        self.returnPressed.connect(self._keep)
        self.hide()

    def open_at(self, timeline: TimelineCanvas, t: Instant, t_end: Instant | None = None) -> None:
        """Show the empty field at its place on the entry lane (the lowest lane, where that is hidden)."""
        self._t, self._t_end = t, t_end
        placed = timeline.placed()
        spot = next((spot for spot in placed if spot.lane.id == "entries"), placed[-1] if placed else None)
        top = int(spot.top + (spot.height - self.height()) / 2) if spot else 0
        when = clock_text(t, 0, timeline.zone)
        length = f", {duration_text(t_end - t)}" if t_end is not None else ""
        left = min(max(int(timeline.scale.x(t)), LABELS + 2), timeline.width() - WIDTH - 4)
        self.move(left, max(min(top, timeline.height() - self.height() - 1), 0))
        self.setPlaceholderText(f"What happened at {when}{length}?")
        self.setAccessibleName(f"New entry at {when}{length}")
        self.clear()
        self.show()
        self.raise_()
        self.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Show in another theme."""
        self.setFont(theme.font(12))

    def event(self, event: QEvent) -> bool:
        """Esc is this field's own while it is open, not the window's."""
        pressed = event if event.type() == QEvent.Type.ShortcutOverride else None
        if isinstance(pressed, QKeyEvent) and pressed.key() == Qt.Key.Key_Escape:
            pressed.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc closes the field and gives the keys back."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing typed and looked away: closed. With text it stays, so that nothing typed is lost."""
        super().focusOutEvent(event)
        if not self.text().strip():
            self.hide()

    def _keep(self) -> None:
        text = self.text().strip()
        if text:
            t, t_end = self._t, self._t_end
            self._close()
            self.written.emit(t, t_end, text)

    def _close(self) -> None:
        self.hide()
        parent = self.parentWidget()
        if parent is not None:
            parent.setFocus()
