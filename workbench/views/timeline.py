"""The timeline: all that happened in a case on one axis, moved by pointer and by calls; it emits what was asked for.

Two ranges of time are told apart. What is *seen* is this view's own: zooming and panning change it, and the brush on
the overview strip shows it. The *window* belongs to all panels: dragging over the lanes or moving the brush chooses
one, and a view that is given a new window sees exactly that. While they differ the window is drawn as a band.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from workbench.model.instants import Instant, TimeWindow, clock_text, duration_text
from workbench.views import timeline_overview
from workbench.views.lanes import BarLane, DensityLane, Lane, MarkLane, Placed, TimelineContent, in_sight, stepped
from workbench.views.lanes_paint import BIN_PIXELS, bar_box
from workbench.views.theme import Theme
from workbench.views.time_axis import NARROWEST, ZOOM, bin_edges, padded, panned, span_text, zoomed
from workbench.views.timeline_canvas import Hover, TimelineCanvas
from workbench.views.timeline_ground import LABELS, LANES_TOP
from workbench.views.timeline_overview import Grip, dragged, grip_at

DRAG_PIXELS = 4
REACH = 9.0
PAN_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Press:
    """A button held down: where, on what, and what was seen then. passed: lanes scrolled past"""

    at: QPointF
    part: Literal["lanes", "overview", "titles"]
    grip: Grip
    seen: TimeWindow
    passed: int = 0


class TimelineView(TimelineCanvas):
    """A `TimelineContent` that can be pointed at.

    pointed(t, lane, index): a click; lane and index (-1: empty place) say what was hit · window_chosen(window): a
    drag ended · seen_changed(window): zoomed or panned · entry_asked(t): a double click where an entry may be added
    lanes_moved(): other lanes are in sight
    """

    pointed = Signal(object, str, int)
    window_chosen = Signal(object)
    seen_changed = Signal(object)
    entry_asked = Signal(object)
    lanes_moved = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lane_at = "levels"
        self._press: Press | None = None
        self._doubled = False
        # All lanes are painted anew for other content: whoever made the change is painted first.
        self._soon = QTimer(self, singleShot=True, interval=1)
        self._soon.timeout.connect(self.update)
        self._describe()

    # ------------------------------------------------------------------------------------------- values in
    def set_content(self, content: TimelineContent) -> None:
        """Show other lanes; what is seen stays where it can."""
        follows = self.seen in (self.content.whole, self.window_at) or not self.content.lanes
        self.content, self.hover = content, None
        if follows:
            self.seen = self.window_at or content.whole
        self._describe()
        self._soon.start()

    def set_cursor(self, t: Instant | None) -> None:
        """Move the cursor line."""
        if t != self.cursor_at:
            self.cursor_at = t
            self._describe()
            self.update()

    def set_window(self, window: TimeWindow | None) -> None:
        """Show the shared window: it is what is seen from now on; None shows the whole case again."""
        if window == self.window_at:
            return
        self.window_at = window
        self.see(window or self.content.whole)

    def set_zone(self, zone: str) -> None:
        """Write times in another zone."""
        self.zone = zone
        self._describe()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.update()

    # ------------------------------------------------------------------------------------------- moving
    def see(self, window: TimeWindow) -> None:
        """Look at a range of time."""
        if window.width < NARROWEST:
            window = TimeWindow(window.start, window.start + NARROWEST)
        if window != self.seen:
            self.seen, self.hover = window, None
            self._describe()
            self.seen_changed.emit(window)
        self.update()

    def zoom(self, closer: bool, about: Instant | None = None) -> None:
        """One step closer or farther, about an instant (the cursor if in sight, else the middle)."""
        if about is None:
            middle = self.seen.start + self.seen.width // 2
            about = self.cursor_at if self.cursor_at is not None and self.scale.holds(self.cursor_at) else middle
        self.see(zoomed(self.seen, ZOOM if closer else 1 / ZOOM, about, self.content.whole))

    def pan(self, share: float) -> None:
        """Move what is seen by a share of its width; negative is earlier."""
        self.see(panned(self.seen, int(self.seen.width * share), self.content.whole))

    def reveal(self, t: Instant) -> None:
        """Move what is seen just as far as it takes to have an instant in sight."""
        if not self.scale.holds(t):
            self.see(self.seen.around(t))

    def selected_span(self, lane: str, index: int) -> TimeWindow | None:
        """The span of one lasting item with some room on both sides; None when it doesn't last."""
        found = next((one for one in self.content.lanes if one.id == lane), None)
        ends = None if isinstance(found, DensityLane | None) else found.t_end
        if found is None or ends is None or not 0 <= index < found.count or ends[index] <= found.t[index]:
            return None
        return padded(TimeWindow(int(found.t[index]), int(ends[index])), 0.1)

    def step(self, forward: bool) -> None:
        """Point at the next or previous event of the lane that was pointed at last."""
        lane = next((lane for lane in self.content.lanes if lane.id == self.lane_at), None)
        index = stepped(lane, self.cursor_at, forward) if lane is not None else -1
        if lane is not None and index >= 0:
            self.reveal(int(lane.t[index]))
            self.pointed.emit(int(lane.t[index]), lane.id, index)

    def pass_lanes(self, step: int) -> None:
        """Bring lanes into sight that have no room: further ones when positive."""
        passed = max(0, min(min(self.passed, self.most_passed) + step, self.most_passed))
        if passed != self.passed:
            self.passed, self.hover = passed, None
            self.lanes_moved.emit()
            self.update()

    def pass_page(self, forward: bool) -> None:
        """Bring the lanes into sight that come next, or before; behind the last come the first again."""
        if forward and self.passed >= self.most_passed:
            self.pass_lanes(-self.passed)
        else:
            shown = max(len(self.placed()), 1)
            self.pass_lanes(shown if forward else -shown)

    # ------------------------------------------------------------------------------------------- pointer
    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin a click or a drag."""
        at = event.position()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if at.x() < LABELS:
            if self.most_passed and at.y() > LANES_TOP:
                self._press = Press(at, "titles", "body", self.seen, self.passed)
            return
        self.hover = None
        if at.y() <= timeline_overview.HEIGHT:
            grip = grip_at(self.whole_scale, self.seen, at.x())
            if grip == "outside":
                self.see(self.seen.around(self.whole_scale.t(at.x())))
                grip = "body"
            self._press = Press(at, "overview", grip, self.seen)
        else:
            self._press = Press(at, "lanes", "body", self.seen)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Pull the brush or a new window, or show what is under the pointer."""
        at = event.position()
        if self._press is None:
            self._show_hover(at)
        elif self._press.part == "titles":
            room = max(self.ground.bottom - LANES_TOP, 1)
            by = round((at.y() - self._press.at.y()) * len(self.content.lanes) / room)
            self.pass_lanes(self._press.passed + by - self.passed)
        elif self._press.part == "overview":
            ns = int((at.x() - self._press.at.x()) * self.whole_scale.ns_per_pixel)
            self.see(dragged(self._press.grip, self._press.seen, ns))
        elif self.band is not None or abs(at.x() - self._press.at.x()) > DRAG_PIXELS:
            ends = sorted(self.scale.t(min(max(x, LABELS), self.scale.right)) for x in (self._press.at.x(), at.x()))
            self.band = TimeWindow(ends[0], ends[1])
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """End it: choose the window, or point at what was clicked."""
        press, self._press = self._press, None
        band, self.band = self.band, None
        if press is None or press.part == "titles" or event.button() != Qt.MouseButton.LeftButton:
            return
        if press.part == "overview":
            if self.seen != press.seen or event.position() != press.at:
                self.window_chosen.emit(self.seen)
        elif band is not None:
            if band.width >= NARROWEST:
                self.window_chosen.emit(band)
        elif not self._doubled:
            self._click(press.at)
        self._doubled = False
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """On an empty place of a lane that grows: ask for an entry there."""
        at = event.position()
        spot = self._spot(at.y())
        self._doubled = True
        if spot is None or at.x() < LABELS or event.button() != Qt.MouseButton.LeftButton:
            return
        if isinstance(spot.lane, MarkLane) and spot.lane.grows and self._hit(spot, at)[0] < 0:
            self.entry_asked.emit(self.scale.t(at.x()))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """With Ctrl zoom about the pointer, without it pan; over the titles bring other lanes into sight."""
        turn = event.angleDelta()
        if event.position().x() < LABELS and self.most_passed and turn.y():
            self.pass_lanes(-1 if turn.y() > 0 else 1)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(turn.y() > 0, self.scale.t(event.position().x()))
        else:
            delta = turn.x() or turn.y()
            self.pan(-delta / 120 * PAN_SHARE)
        event.accept()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is pointed at any more."""
        self.hover = None
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Show at once what the pointer comes in over."""
        self._show_hover(event.position())

    def _spot(self, y: float) -> Placed | None:
        return next((spot for spot in self.placed() if spot.top <= y < spot.bottom), None)

    def _click(self, at: QPointF) -> None:
        spot = self._spot(at.y())
        if spot is None:
            self.pointed.emit(self.scale.t(at.x()), "", -1)
            return
        self.lane_at = spot.lane.id
        index, _ = self._hit(spot, at)
        t = int(spot.lane.t[index]) if index >= 0 else self.scale.t(at.x())
        self.pointed.emit(t, spot.lane.id, index)

    def _hit(self, spot: Placed, at: QPointF) -> tuple[int, QRectF]:
        """The index of what is under the pointer in a lane (-1: nothing) and its box."""
        lane, scale = spot.lane, self.scale
        if isinstance(lane, DensityLane):
            index = lane.events.nearest(scale.t(at.x()))
            if index < 0 or abs(scale.x(int(lane.t[index])) - at.x()) > BIN_PIXELS:
                index = -1
            return index, self._bin_box(spot, at.x())
        if isinstance(lane, BarLane):
            shown = in_sight(lane.t, lane.t_end, self.seen)[::-1]
            for index in shown.tolist():
                box = bar_box(lane, spot, index, scale)
                if box.adjusted(-3, 0, 3, 0).contains(at):
                    return index, box
            return -1, QRectF()
        return self._nearest_mark(lane, spot, at)

    def _nearest_mark(self, lane: MarkLane, spot: Placed, at: QPointF) -> tuple[int, QRectF]:
        low, high = np.searchsorted(lane.t, (self.scale.t(at.x() - REACH), self.scale.t(at.x() + REACH)))
        if high <= low:
            return -1, QRectF()
        xs = self.scale.xs(lane.t[low:high])
        index = int(low) + int(np.argmin(np.abs(xs - at.x())))
        x = self.scale.x(int(lane.t[index]))
        return index, QRectF(x - 8, spot.top + spot.height / 2 - 8, 16, 16)

    def _bin_box(self, spot: Placed, x: float) -> QRectF:
        edges = bin_edges(self.scale, BIN_PIXELS)
        number = int(np.searchsorted(edges, self.scale.t(x), side="right")) - 1
        number = min(max(number, 0), edges.size - 2)
        left, right = self.scale.x(int(edges[number])), self.scale.x(int(edges[number + 1]))
        left, right = max(left, self.scale.left), min(right, self.scale.right)
        return QRectF(left, spot.top + 3, max(right - left, 2), spot.height - 6)

    # ------------------------------------------------------------------------------------------- hover
    def _show_hover(self, at: QPointF) -> None:
        spot = self._spot(at.y()) if at.x() >= LABELS and at.y() >= LANES_TOP else None
        self._pointer_shape(at)
        before, self.hover = self.hover, None
        if spot is not None:
            index, box = self._hit(spot, at)
            lines = self._lines(spot.lane, index, at.x())
            if lines:
                self.hover = Hover(spot.lane.id, box, lines, at.x(), at.y())
        if self.hover != before:
            self.update()

    def _pointer_shape(self, at: QPointF) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if at.y() <= timeline_overview.HEIGHT and at.x() >= LABELS:
            grip = grip_at(self.whole_scale, self.seen, at.x())
            sides = grip in ("start", "end")
            shape = Qt.CursorShape.SizeHorCursor if sides else Qt.CursorShape.OpenHandCursor
        self.setCursor(shape)
        more = at.x() < LABELS and at.y() > LANES_TOP and self.most_passed
        self.setToolTip("The wheel here, PgDown and PgUp bring the other lanes into sight" if more else "")

    def _lines(self, lane: Lane, index: int, x: float) -> tuple[str, ...]:
        hint = "Click: move cursor   Drag: new window"
        if isinstance(lane, DensityLane):
            edges = bin_edges(self.scale, BIN_PIXELS)
            number = int(np.searchsorted(edges, self.scale.t(x), side="right")) - 1
            window = TimeWindow(int(edges[number]), int(edges[min(number + 1, edges.size - 1)]))
            counts = lane.events.counts(edges[number : number + 2])[:, 0].tolist()
            if not sum(counts):
                return ()
            return (f"{lane.title}  {span_text(window, self.zone)}", _counted(counts), hint)
        if index < 0:
            return ("Double click to add an entry here", hint) if isinstance(lane, MarkLane) and lane.grows else ()
        start = clock_text(int(lane.t[index]), 3, self.zone)
        title = lane.label[index] or lane.title
        if isinstance(lane, BarLane):
            length = duration_text(int(lane.t_end[index]) - int(lane.t[index]))
            return (title, f"from {start}, {length}", hint)
        return (title, start, hint)

    # ------------------------------------------------------------------------------------------- what is said
    def _describe(self) -> None:
        """Keep the accessible texts true: range, cursor, lanes and how much is in them."""
        parts = [f"Timeline, {span_text(self.seen, self.zone)} {self.zone}"]
        if self.cursor_at is not None:
            parts.append(f"cursor {clock_text(self.cursor_at, 3, self.zone)}")
        self.setAccessibleName(", ".join(parts))
        lanes = "; ".join(f"{lane.title}: {lane.count}" for lane in self.content.lanes)
        gaps = "; ".join(f"gap {span_text(gap, self.zone)}" for gap in self.content.gaps[:5])
        self.setAccessibleDescription("; ".join(part for part in (lanes, gaps) if part))


def _counted(counts: list[int]) -> str:
    words = [f"{counts[2]:,} errors" if counts[2] != 1 else "1 error"] if counts[2] else []
    words += [f"{counts[1]:,} warnings" if counts[1] != 1 else "1 warning"] if counts[1] else []
    words += [f"{counts[0]:,} others" if words else f"{counts[0]:,} records"] if counts[0] else []
    return ", ".join(words)
