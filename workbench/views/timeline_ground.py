"""What stands still on a timeline while the cursor moves: strip, grid, gaps, lane titles and densities."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from workbench.model.instants import TimeWindow, duration_text
from workbench.views import timeline_overview
from workbench.views.lanes import DensityLane, Placed, TimelineContent, place
from workbench.views.lanes_paint import LaneCanvas
from workbench.views.paint import Brush
from workbench.views.time_axis import TimeScale, ticks, zone_label
from workbench.views.timeline_overview import Overview

LABELS = 136
RIGHT = 14
AXIS = 22
AXIS_TOP = timeline_overview.HEIGHT + 1
LANES_TOP = AXIS_TOP + AXIS
THUMB = 4


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that decides how the ground looks, save theme and pixel ratio: as long as it is equal, it is kept.

    passed: lanes scrolled past
    """

    content: TimelineContent
    seen: TimeWindow
    window: TimeWindow | None
    zone: str
    width: int
    height: int
    passed: int = 0

    @property
    def scale(self) -> TimeScale:
        """The lanes' time scale."""
        return TimeScale(self.seen, LABELS, max(self.width - RIGHT, LABELS + 10))

    @property
    def whole_scale(self) -> TimeScale:
        """The overview's time scale."""
        return TimeScale(self.content.whole, LABELS, max(self.width - RIGHT, LABELS + 10))

    @property
    def placed(self) -> tuple[Placed, ...]:
        """The lanes in sight, from top to bottom."""
        return place(self.content, LANES_TOP, self.height - LANES_TOP, self.passed)

    @property
    def thumb(self) -> QRectF | None:
        """The handle beside the titles that says which part of the lanes is in sight; None where all of them are."""
        count, shown = len(self.content.lanes), len(self.placed)
        if shown >= count:
            return None
        room = self.bottom - LANES_TOP - 4
        top = LANES_TOP + 2 + room * self.passed / count
        return QRectF(2, top, THUMB, max(room * shown / count, 12))

    @property
    def bottom(self) -> float:
        """Where the lowest lane ends."""
        placed = self.placed
        return placed[-1].bottom if placed else LANES_TOP

    def looks_like(self, other: Ground | None) -> bool:
        """Whether the other one would paint the same; contents are the same when they are one value."""
        return (
            other is not None
            and self.content is other.content
            and (self.seen, self.window, self.zone, self.width, self.height, self.passed)
            == (other.seen, other.window, other.zone, other.width, other.height, other.passed)
        )

    def paint(self, brush: Brush) -> None:
        """Draw it all, opaque."""
        brush.fill(QRectF(0, 0, self.width, self.height), "bg.canvas")
        brush.fill(QRectF(0, 0, LABELS, self.height), "bg.panel")
        brush.fill(QRectF(0, 0, self.width, timeline_overview.HEIGHT), "bg.panel")
        self._overview(brush)
        scale, placed = self.scale, self.placed
        bottom = placed[-1].bottom if placed else LANES_TOP
        box = QRectF(12, AXIS_TOP, LABELS - 16, AXIS)
        brush.text(box, zone_label(self.seen.start, self.zone), "text.tertiary", size=11)
        for tick in ticks(scale, self.zone):
            brush.fill(QRectF(round(scale.x(tick.t)), LANES_TOP, 1, bottom - LANES_TOP), "line.subtle")
        brush.line(0, LANES_TOP - 1, self.width, LANES_TOP - 1)
        self._marked_times(brush, scale, bottom)
        for spot in placed:
            self._title(brush, spot)
            if isinstance(spot.lane, DensityLane):
                LaneCanvas(brush, scale).paint(spot)
            brush.line(
                0, spot.bottom - 1, self.width, spot.bottom - 1, "line.subtle" if spot.bottom < bottom else "line"
            )
        brush.fill(QRectF(LABELS - 1, AXIS_TOP, 1, bottom - AXIS_TOP), "line")
        if (thumb := self.thumb) is not None:
            brush.round(thumb, "line.strong", radius=THUMB / 2)

    def _overview(self, brush: Brush) -> None:
        brush.icon("fit", 10, timeline_overview.HEIGHT / 2 - 7, 14, "text.tertiary")
        brush.text(QRectF(32, 0, LABELS - 40, timeline_overview.HEIGHT), "Whole case", "text.secondary", weight=500)
        Overview(self.content.overview, self.seen, self.window).paint(brush, self.whole_scale, self.zone)
        brush.line(0, timeline_overview.HEIGHT, self.width, timeline_overview.HEIGHT)

    def _marked_times(self, brush: Brush, scale: TimeScale, bottom: float) -> None:
        """Gaps hatched, the time after now greyed, changes dashed, through all lanes."""
        for gap in self.content.gaps:
            if self.seen.meets(gap.start, gap.end):
                box = span_box(scale, gap, LANES_TOP, bottom)
                brush.fill(box, "bg.app", 0.6)
                brush.hatch(box, "line.strong", 0.45)
        now = self.content.now
        if now is not None and self.seen.start < now < self.seen.end:
            x = scale.x(now)
            brush.fill(QRectF(x, LANES_TOP, self.width - x, bottom - LANES_TOP), "bg.panel", 0.8)
            brush.line(x, LANES_TOP, x, bottom, "line.strong", dash=(3, 3))
        for guide in self.content.guides.tolist():
            if scale.holds(guide):
                x = int(scale.x(guide))
                brush.line(x, LANES_TOP, x, bottom, "change", dash=(2, 3), alpha=0.55)

    def _title(self, brush: Brush, spot: Placed) -> None:
        brush.icon(spot.lane.icon, 10, spot.top + spot.height / 2 - 7, 14, "text.tertiary")
        count = count_text(spot.lane.count) if spot.lane.id != "incident" else ""
        used = brush.width(count, 11)
        box = QRectF(32, spot.top, LABELS - 46 - used, spot.height)
        brush.text(box, spot.lane.title, "text.secondary", weight=500, elide=True)
        brush.text(QRectF(LABELS - 8 - used, spot.top, used, spot.height), count, "text.tertiary", size=11)

    def gap_plates(self, brush: Brush) -> list[tuple[QRectF, str]]:
        """Where each gap in sight is named, once: in the log lane, which is empty there, else in the lowest."""
        plates: list[tuple[QRectF, str]] = []
        scale, placed = self.scale, self.placed
        if not placed:
            return plates
        spot = next((spot for spot in placed if spot.lane.id == "levels"), placed[-1])
        for gap in self.content.gaps:
            if not self.seen.meets(gap.start, gap.end):
                continue
            text = f"gap {duration_text(gap.width)}"
            width = brush.width(text, 11, 500) + 10
            middle = span_box(scale, gap, 0, 1).center().x()
            left = min(max(middle - width / 2, LABELS + 2), scale.right - width)
            box = QRectF(left, spot.top + spot.height / 2 - 9, width, 18)
            if not any(box.intersects(other) for other, _ in plates):
                plates.append((box, text))
        return plates


def span_box(scale: TimeScale, window: TimeWindow, top: float, bottom: float) -> QRectF:
    """A stretch of time between two heights, cut at the canvas' sides, at least 2 pixels wide."""
    left, right = max(scale.x(window.start), scale.left), min(scale.x(window.end), scale.right)
    return QRectF(left, top, max(right - left, 2), bottom - top)


def count_text(count: int) -> str:
    """`172`, `2.1k`, `44.5k`, `1.0M`; empty for none."""
    if count < 1000:
        return str(count) if count else ""
    for limit, unit in ((1_000_000, "k"), (1_000_000_000, "M")):
        if count < limit:
            value = count / (limit / 1000)
            return f"{value:.1f}{unit}" if value < 99.95 else f"{value:.0f}{unit}"
    return f"{count / 1e9:.1f}G"
