"""Stacked plots on one axis of time: the same window, cursor and pointer in each, each with its own scale of values.

As on the timeline, what is *seen* is this view's own (wheel and calls change it); a drag chooses the window that all
panels share, and a view given a window sees exactly that.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.model.instants import Instant, TimeWindow, clock_text
from workbench.views.lanes import NO_SPAN
from workbench.views.metric_overlay import FLAGS, FOOT, FlagStrip, Marker, MetricOverlay, TimeFoot
from workbench.views.metric_points import Curve
from workbench.views.metric_row import AXIS_WIDTH, STRIP, MetricRow
from workbench.views.paint import TextBox
from workbench.views.theme import Theme
from workbench.views.time_axis import NARROWEST, ZOOM, TimeScale, panned, span_text, zoomed

INKS = ("s1", "s2", "s3", "s4", "s5", "s6")
LEAST_ROW = 70
DRAG_PIXELS = 4
PAN_SHARE = 0.15


class MetricStack(QWidget):
    """Curves below each other.

    pointed(t): a click · window_chosen(window): a drag ended · seen_changed(window): zoomed or panned ·
    selected_changed(index): another plot is the one that keys and pins are about
    """

    pointed = Signal(object)
    window_chosen = Signal(object)
    seen_changed = Signal(object)
    selected_changed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.zone = "UTC"
        self.curves: tuple[Curve, ...] = ()
        self.selected = 0
        self.first = 0
        self.whole, self.seen = NO_SPAN, NO_SPAN
        self.window_at: TimeWindow | None = None
        self.cursor_at: Instant | None = None
        self.rows: list[MetricRow] = []
        self._changes = self._alerts = np.empty(0, dtype=np.int64)
        self._press: QPointF | None = None
        self._dirty = True
        self.flags = FlagStrip(theme, self)
        self.foot = TimeFoot(theme, self)
        self.overlay = MetricOverlay(theme, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.flags)
        self._column.addWidget(self.foot)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(FLAGS + FOOT + LEAST_ROW)

    # ------------------------------------------------------------------------------------------- values in
    def set_curves(self, curves: tuple[Curve, ...], whole: TimeWindow) -> None:
        """Show other curves; `whole` is the case from end to end."""
        follows = self.seen in (self.whole, self.window_at) or not self.curves
        chosen = self.curves[self.selected].id if self.selected < len(self.curves) else ""
        self.curves, self.whole = curves, whole
        self.selected = next((number for number, curve in enumerate(curves) if curve.id == chosen), 0)
        if follows:
            self.seen = self.window_at or whole
        self._arrange()

    def set_markers(self, markers: tuple[Marker, ...]) -> None:
        """Show changes and alerts."""
        self.flags.markers = markers
        self._changes = np.array([marker.t for marker in markers if marker.icon], dtype=np.int64)
        self._alerts = np.array([marker.t for marker in markers if not marker.icon], dtype=np.int64)
        self.redraw()

    def set_cursor(self, t: Instant | None) -> None:
        """Move the cursor line and say the values there."""
        if t == self.cursor_at:
            return
        self.cursor_at = t
        self.overlay.move_cursor(t)
        self.flags.cursor_at = t
        self.flags.update()
        for row in self.rows:
            row.say(t, self.zone)
        self._describe()

    def set_window(self, window: TimeWindow | None) -> None:
        """Show the shared window; None shows the whole case again."""
        if window != self.window_at:
            self.window_at = window
            self.see(window or self.whole)

    def set_zone(self, zone: str) -> None:
        """Write times in another zone."""
        self.zone = self.flags.zone = self.foot.zone = zone
        self.redraw()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme, pens included."""
        self.theme = self.flags.theme = self.foot.theme = self.overlay.theme = theme
        self._arrange()

    def select(self, index: int) -> None:
        """Make a plot the one that keys and pins are about, and bring it into sight."""
        if self.curves:
            index = min(max(index, 0), len(self.curves) - 1)
            changed, self.selected = index != self.selected, index
            self._arrange()
            if changed:
                self.selected_changed.emit(index)

    # ------------------------------------------------------------------------------------------- geometry
    @property
    def scale(self) -> TimeScale:
        """The time scale of every plot, in this widget's pixels."""
        return TimeScale(self.seen, AXIS_WIDTH, max(self.width(), AXIS_WIDTH + 10))

    @property
    def fitting(self) -> int:
        """How many plots have room."""
        return max((self.height() - FLAGS - FOOT) // LEAST_ROW, 1)

    @property
    def shown(self) -> tuple[Curve, ...]:
        """The curves in sight."""
        return self.curves[self.first : self.first + self.fitting]

    def cursor_x(self) -> float:
        """The pixel of the cursor line; NaN when it is not in sight."""
        scale = self.scale
        return scale.x(self.cursor_at) if self.cursor_at is not None and scale.holds(self.cursor_at) else float("nan")

    @property
    def text_boxes(self) -> list[TextBox]:
        """All texts drawn, in this widget's coordinates."""
        parts = [self.flags, self.foot, *(row.strip for row in self.rows if row.isVisible())]
        found: list[TextBox] = []
        for part in parts:
            at = QPointF(part.mapTo(self, part.rect().topLeft()))
            found += [TextBox(b.drawn.translated(at), b.box.translated(at), b.text) for b in part.text_boxes]
        return found

    def _arrange(self) -> None:
        """Have a row for each curve in sight."""
        fit = self.fitting
        self.first = min(self.first, max(len(self.curves) - fit, 0), self.selected)
        self.first = max(self.first, self.selected - fit + 1)
        shown = self.shown
        while len(self.rows) < len(shown):
            row = MetricRow(self.theme, self)
            self._column.insertWidget(self._column.count() - 1, row, 1)
            self.rows.append(row)
        for number, row in enumerate(self.rows):
            row.setVisible(number < len(shown))
            if number < len(shown):
                place = self.first + number
                row.show_curve(shown[number], INKS[place % len(INKS)], self.theme)
                row.strip.selected = place == self.selected
                row.plot.origin = self.whole.start
        self.overlay.rows = self.rows
        self.overlay.raise_()
        self._column.activate()
        self.redraw()

    def redraw(self) -> None:
        """Draw the curves again over what is seen."""
        scale = self.scale
        room = (self.height() - FLAGS - FOOT) / max(len(self.shown), 1) - STRIP
        self.flags.scale = self.foot.scale = self.overlay.scale = scale
        for row in self.rows:
            if row.isVisibleTo(self) and row.curve is not None:
                inside = (scale.window.start, scale.window.end)
                marks = (part[slice(*np.searchsorted(part, inside))] for part in (self._changes, self._alerts))
                row.plot.draw(row.curve, scale, self.zone, room, *marks)
                row.say(self.cursor_at, self.zone)
        for part in (self.flags, self.foot, self.overlay):
            part.update()
        self._describe()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit rows and overlay."""
        super().resizeEvent(event)
        self.overlay.resize(self.size())
        self._arrange()

    # ------------------------------------------------------------------------------------------- moving
    def see(self, window: TimeWindow) -> None:
        """Look at a range of time."""
        if window.width < NARROWEST:
            window = TimeWindow(window.start, window.start + NARROWEST)
        if window != self.seen:
            self.seen = window
            self.redraw()
            self.seen_changed.emit(window)

    def reveal(self, t: Instant) -> None:
        """Move what is seen just as far as it takes to have an instant in sight."""
        if not self.scale.holds(t):
            self.see(self.seen.around(t))

    def zoom(self, closer: bool, about: Instant | None = None) -> None:
        """One step closer or farther, about an instant (the cursor if in sight, else the middle)."""
        if about is None:
            middle = self.seen.start + self.seen.width // 2
            about = self.cursor_at if self.cursor_at is not None and self.scale.holds(self.cursor_at) else middle
        self.see(zoomed(self.seen, ZOOM if closer else 1 / ZOOM, about, self.whole))

    def pan(self, share: float) -> None:
        """Move what is seen by a share of its width; negative is earlier."""
        self.see(panned(self.seen, int(self.seen.width * share), self.whole))

    def step(self, forward: bool) -> None:
        """Point at the next or previous sample of the selected curve."""
        if self.curves:
            curve = self.curves[self.selected]
            start = self.seen.start if self.cursor_at is None else self.cursor_at
            t = curve.sample(start, forward)
            if t is not None:
                self.reveal(t)
                self.pointed.emit(t)

    # ------------------------------------------------------------------------------------------- pointer
    def row_at(self, y: float) -> int:
        """The index of the curve whose row is at a height, -1 for none."""
        for number, row in enumerate(self.rows):
            if row.isVisible() and row.y() <= y < row.y() + row.height():
                return self.first + number
        return -1

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Select the plot; begin a click or a drag."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        index = self.row_at(event.position().y())
        if index >= 0:
            self.select(index)
        if event.position().x() >= AXIS_WIDTH:
            self._press = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Pull a window, or show the values under the pointer."""
        x = min(max(event.position().x(), AXIS_WIDTH), self.width())
        if self._press is None:
            self.overlay.move_pointer(event.position().x() if event.position().x() >= AXIS_WIDTH else None)
        elif self.overlay.band is not None or abs(x - self._press.x()) > DRAG_PIXELS:
            self.overlay.pointer = None
            self.overlay.band = (self._press.x(), x)
            self.overlay.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """End it: choose the window, or move the cursor."""
        press, self._press = self._press, None
        band, self.overlay.band = self.overlay.band, None
        if press is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.overlay.update()
        if band is None:
            self.pointed.emit(self.scale.t(press.x()))
            return
        start, end = sorted(self.scale.t(x) for x in band)
        if end - start >= NARROWEST:
            self.window_chosen.emit(TimeWindow(start, end))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """With Ctrl zoom about the pointer, without it pan."""
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(turn.y() > 0, self.scale.t(max(event.position().x(), AXIS_WIDTH)))
        else:
            self.pan(-(turn.x() or turn.y()) / 120 * PAN_SHARE)
        event.accept()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is pointed at any more."""
        self.overlay.move_pointer(None)

    # ------------------------------------------------------------------------------------------- what is said
    def _describe(self) -> None:
        cursor = f", cursor {clock_text(self.cursor_at, 3, self.zone)}" if self.cursor_at is not None else ""
        self.setAccessibleName(f"Metrics, {span_text(self.seen, self.zone)} {self.zone}{cursor}")
        self.setAccessibleDescription("; ".join(row.accessibleName() for row in self.rows if row.isVisibleTo(self)))
