"""E-mails as swim lanes: a lane a recipient, its steps as marks on a common time axis, and below it as rows with reasons."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from workbench.analysis.trails.mails import Lane, MailStep
from workbench.model.instants import clock_text
from workbench.views.paint import Brush
from workbench.views.theme import Theme
from workbench.views.time_axis import TimeScale
from workbench.views.trail.harmless import harmless
from workbench.views.trail.offset_axis import paint_cursor, paint_labels, paint_lines
from workbench.views.trail.trail_list import AXIS_LEAST, PAD, ROW, TrailList, scale_of

INK = {
    "processed": "info", "deferred": "warn", "delivered": "ok", "bounced": "err", "dropped": "err", "opened": "change",
    "clicked": "change", "complained": "err", "unsubscribed": "warn",
}  # fmt: skip
TIME, STATE = 86, 92


def ink_of(state: str) -> str:
    """The colour of a step's state."""
    return INK.get(state.partition(" ")[0], "text.secondary")


class MailLanes(TrailList):
    """Rows are a lane's head and its steps below it, unless they are folded away."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "E-mails", parent)
        self.lanes: tuple[Lane, ...] = ()
        self.zone = "UTC"
        self.shut: set[int] = set()
        self._rows: list[tuple[int, int]] = []
        self._span = (0, 0)

    def show_lanes(self, lanes: tuple[Lane, ...], zone: str) -> None:
        """Show lanes; times in a zone."""
        self.lanes, self.zone = lanes, zone
        self.shut.clear()
        times = [step.t for lane in lanes for step in lane.steps if step.t is not None]
        self._span = (min(times, default=0), max(times, default=0))
        self._fold_out()
        self.rows_came()

    def _fold_out(self) -> None:
        self._rows = [
            (n, at) for n, lane in enumerate(self.lanes) for at in range(-1, 0 if n in self.shut else len(lane.steps))
        ]

    # ------------------------------------------------------------------------------------------------ rows
    @property
    def count(self) -> int:
        """Lanes, and the steps that are not folded away."""
        return len(self._rows)

    def key_of(self, number: int) -> str:
        """The id of the step's record; a lane is known by its recipient and message."""
        lane, at = self._rows[number]
        if at >= 0:
            return self.lanes[lane].steps[at].key
        return f"lane:{self.lanes[lane].message}\n{self.lanes[lane].recipient}"

    def fold(self, number: int, shut: bool | None) -> bool:
        """Fold a lane's steps away or show them; Left on a step goes to its lane."""
        lane, at = self._rows[number]
        if at >= 0:
            if shut:
                self._step(self._rows.index((lane, -1)), -1)
            return False
        if (lane in self.shut) == shut:
            return False
        self.shut ^= {lane}
        self._fold_out()
        self.set_range()
        self.viewport().update()
        return True

    def handle_at(self, number: int, at: QPointF) -> bool:
        """The mark before a lane."""
        return self._rows[number][1] < 0 and at.x() < PAD + 16

    def axis(self) -> TimeScale | None:
        """The time axis at the present width; None where there is no room or no time."""
        width = float(self.viewport().width())
        left = max(width * 0.55, 300.0)
        return scale_of(*self._span, left, width - PAD - 8) if self._span[1] and width - left >= AXIS_LEAST else None

    def part_at(self, number: int, at: QPointF) -> str:
        """The step whose mark in a lane was hit."""
        lane, step = self._rows[number]
        axis = self.axis()
        if step >= 0 or axis is None:
            return ""
        near = [(abs(axis.x(one.t) - at.x()), one.key) for one in self.lanes[lane].steps if one.t is not None]
        reach, key = min(near, default=(9.0, ""))
        return key if reach <= 6 else ""

    # ------------------------------------------------------------------------------------------------ painting
    def paint_head(self, brush: Brush, rect: QRectF) -> None:
        """Titles and the axis."""
        axis = self.axis()
        right = axis.left - 10 if axis else rect.right()
        brush.text(QRectF(PAD, 0, right - PAD, rect.height()), "Recipient and what became of it", "text.tertiary", size=11,
                   elide=True)  # fmt: skip
        if axis is not None:
            paint_labels(brush, axis, rect)

    def paint_ground(self, brush: Brush, rect: QRectF) -> None:
        """The lines of the axis."""
        axis = self.axis()
        if axis is not None:
            paint_lines(brush, axis, rect)

    def paint_row(self, brush: Brush, number: int, rect: QRectF) -> None:
        """A lane or one of its steps."""
        lane, at = self._rows[number]
        axis = self.axis()
        right = axis.left - 12 if axis else rect.right() - PAD
        if at < 0:
            self._paint_lane(brush, number, self.lanes[lane], rect, right, axis)
        else:
            if number not in (self.current, self.hover):
                brush.fill(rect, "bg.panel")
            self._paint_step(brush, self.lanes[lane].steps[at], rect)

    def _paint_lane(
        self, brush: Brush, number: int, lane: Lane, rect: QRectF, right: float, axis: TimeScale | None
    ) -> None:
        if number:
            brush.line(0, rect.top(), rect.width(), rect.top(), "line")
        brush.icon("chev-right" if self._rows[number][0] in self.shut else "chev-down", PAD - 4, rect.top() + 4)
        outcome, ink = lane.outcome, ink_of(lane.outcome)
        need = min(brush.width(outcome, 11, 600) + 1, (right - PAD) * 0.5)
        place = QRectF(right - need, rect.top(), need, ROW)
        brush.text(place, harmless(outcome), ink, size=11, weight=600, align="right", elide=True)
        box = QRectF(PAD + 16, rect.top(), right - need - 10 - PAD - 16, ROW)
        used = brush.text(box, harmless(lane.recipient), "text.primary", weight=600, elide=True)
        rest = box.adjusted(used + 8, 0, 0, 0)
        if rest.width() > 60:
            brush.text(rest, harmless(lane.message), "text.tertiary", size=11, elide=True)
        if axis is None:
            return
        xs = [axis.x(step.t) for step in lane.steps if step.t is not None]
        if xs:
            brush.line(min(xs), rect.center().y() - 0.5, max(xs), rect.center().y() - 0.5, "line.strong", width=2)
        for step in lane.steps:
            if step.t is not None:
                _mark(brush, step, axis.x(step.t), rect.center().y())
        paint_cursor(brush, axis, rect, self.cursor)

    def _paint_step(self, brush: Brush, step: MailStep, rect: QRectF) -> None:
        left = PAD + 16.0
        when = clock_text(step.t, 3, self.zone) if step.t is not None else "no time"
        brush.text(QRectF(left, rect.top(), TIME, ROW), when, "text.secondary", size=11, mono=True, elide=True)
        left += TIME + 8
        state = QRectF(left, rect.top(), STATE, ROW)
        brush.text(state, harmless(step.state), ink_of(step.state), weight=600, size=11, elide=True)
        left += STATE + 8
        words = "; ".join(text for text in (harmless(step.reason), step.unsure) if text)
        room = max(rect.right() - PAD - left, 10)
        brush.text(QRectF(left, rect.top(), room, ROW), words, "text.secondary", size=11, elide=True)

    # ------------------------------------------------------------------------------------------------ words
    def sentence_of(self, number: int) -> str:
        """A lane or a step in words."""
        at, step = self._rows[number]
        lane = self.lanes[at]
        if step < 0:
            return f"{harmless(lane.recipient)}: {harmless(lane.outcome)}\nMessage {harmless(lane.message)}"
        one = lane.steps[step]
        when = clock_text(one.t, 3, self.zone) if one.t is not None else "no time"
        return "\n".join(text for text in (f"{when} {harmless(one.state)}", harmless(one.reason), one.unsure) if text)


def _mark(brush: Brush, step: MailStep, x: float, y: float) -> None:
    """The mark of a step: what failed is a square, what waits a triangle, all else a dot; a ring where order is unsure."""
    ink = ink_of(step.state)
    level = {"err": "error", "warn": "warn"}.get(ink, "info")
    brush.level_shape(level, x, y, 5, ink)
    if step.unsure:
        brush.circle(x, y, 7.5, "", "text.tertiary", 1)
