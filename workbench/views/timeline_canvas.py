"""The painted half of the timeline: the ground, kept as a picture, and over it what moves with cursor and pointer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from workbench.model.instants import Instant, TimeWindow, clock_text
from workbench.views.lanes import NO_SPAN, DensityLane, MarkLane, Placed, TimelineContent, most_passed
from workbench.views.lanes_paint import LaneCanvas
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme
from workbench.views.time_axis import TimeScale, ticks
from workbench.views.timeline_ground import AXIS, AXIS_TOP, LABELS, LANES_TOP, Ground, span_box
from workbench.views.timeline_overview import HEIGHT

EMPTY = TimelineContent(NO_SPAN)


@dataclass(frozen=True, slots=True)
class Hover:
    """What the pointer is on: a lane, the box to outline in it, and the lines of the tooltip (the first is its title)."""

    lane: str
    box: QRectF
    lines: tuple[str, ...]
    x: float
    y: float


class TimelineCanvas(QWidget):
    """Shows a `TimelineContent` over the visible range. Knows no pointer and no key; `TimelineView` adds them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.content = EMPTY
        self.zone = "UTC"
        self.seen = NO_SPAN
        self.cursor_at: Instant | None = None
        self.window_at: TimeWindow | None = None
        self.band: TimeWindow | None = None
        self.hover: Hover | None = None
        self.passed = 0
        self.text_boxes: list[TextBox] = []
        self._picture: QPixmap | None = None
        self._pictured: Ground | None = None
        self._pictured_as: tuple[str, float] = ("", 0.0)
        self._still_texts: list[TextBox] = []
        self.setMinimumHeight(LANES_TOP + 28)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Tall enough for all lanes."""
        return QSize(1200, LANES_TOP + sum(lane.height for lane in self.content.lanes))

    # ------------------------------------------------------------------------------------------- geometry
    @property
    def ground(self) -> Ground:
        """What decides how everything but cursor and pointer looks."""
        passed = min(self.passed, self.most_passed) if self.passed else 0
        return Ground(self.content, self.seen, self.window_at, self.zone, self.width(), self.height(), passed)

    @property
    def most_passed(self) -> int:
        """How many lanes can be scrolled past; 0 where all are in sight."""
        return most_passed(self.content, self.height() - LANES_TOP)

    @property
    def scale(self) -> TimeScale:
        """The lanes' time scale."""
        return self.ground.scale

    @property
    def whole_scale(self) -> TimeScale:
        """The overview's time scale."""
        return self.ground.whole_scale

    def placed(self) -> tuple[Placed, ...]:
        """The lanes in sight, from top to bottom."""
        return self.ground.placed

    def cursor_x(self) -> float:
        """The pixel of the cursor line; NaN when it is not in sight."""
        scale = self.scale
        return scale.x(self.cursor_at) if self.cursor_at is not None and scale.holds(self.cursor_at) else float("nan")

    # ------------------------------------------------------------------------------------------- painting
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw everything that is in sight."""
        ground = self.ground
        picture = self._ground_picture(ground)
        self.text_boxes[:] = self._still_texts
        painter = QPainter(self)
        painter.drawPixmap(0, 0, picture)
        brush = Brush(painter, self.theme, self.text_boxes)
        self._axis(brush, ground.scale)
        self._moving(brush, ground)
        if self.hover is not None:
            self._tooltip(brush, self.hover)
        painter.end()

    def _ground_picture(self, ground: Ground) -> QPixmap:
        """The ground as a picture, painted again only when something on it changed."""
        ratio = self.devicePixelRatioF()
        if (
            self._picture is None
            or not ground.looks_like(self._pictured)
            or self._pictured_as != (self.theme.name, ratio)
        ):
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._still_texts = []
            painter = QPainter(self._picture)
            ground.paint(Brush(painter, self.theme, self._still_texts))
            painter.end()
            self._pictured, self._pictured_as = ground, (self.theme.name, ratio)
        return self._picture

    def _flag_box(self, brush: Brush, scale: TimeScale) -> QRectF | None:
        if self.cursor_at is None or not scale.holds(self.cursor_at):
            return None
        width = brush.width(clock_text(self.cursor_at, 3, self.zone), 11, 600) + 12
        left = min(max(scale.x(self.cursor_at) - width / 2, LABELS + 1), self.width() - width - 1)
        return QRectF(left, HEIGHT + 3, width, AXIS - 5)

    def _axis(self, brush: Brush, scale: TimeScale) -> None:
        """The labels of the axis, which yield to the cursor's flag and to `now`."""
        flag = self._flag_box(brush, scale)
        taken = [flag.adjusted(-8, 0, 8, 0)] if flag is not None else []
        now = self.content.now
        if now is not None and self.seen.start < now < self.seen.end:
            place = QRectF(scale.x(now) + 5, AXIS_TOP, 26, AXIS)
            if place.right() < self.width() and not any(place.intersects(other) for other in taken):
                brush.text(place, "now", "text.secondary", size=11, weight=500)
                taken.append(place.adjusted(-6, 0, 6, 0))
        for tick in ticks(scale, self.zone):
            width = brush.width(tick.label, 11)
            box = QRectF(scale.x(tick.t) - width / 2, AXIS_TOP, width + 1, AXIS)
            inside = box.left() > LABELS + 4 and box.right() < self.width() - 2
            if inside and not any(box.intersects(other) for other in taken):
                brush.text(box, tick.label, "text.tertiary", size=11)

    def _moving(self, brush: Brush, ground: Ground) -> None:
        """Bars, marks and all labels in lanes: they keep clear of the cursor. Marks stand before the cursor line."""
        scale, placed = ground.scale, ground.placed
        cursor = self.cursor_x() if self.cursor_at is not None and scale.holds(self.cursor_at) else None
        plates = ground.gap_plates(brush)
        blocked = [box for box, _ in plates]
        for spot in placed:
            if self.hover is not None and self.hover.lane == spot.lane.id:
                brush.fill(QRectF(0, spot.top, self.width(), spot.height), "text.primary", 0.05)
            if isinstance(spot.lane, DensityLane):
                LaneCanvas(brush, scale, cursor, list(blocked)).name_first(spot.lane, spot)
            elif not isinstance(spot.lane, MarkLane):
                self._clipped(brush, scale, cursor, blocked, spot)
        for box, text in plates:
            brush.round(box, "bg.overlay", "line.strong", radius=3)
            brush.text(box, text, "text.secondary", size=11, weight=500, align="center")
        self._selection(brush, scale, ground.bottom)
        self._cursor(brush, ground)
        for spot in placed:
            if isinstance(spot.lane, MarkLane):
                self._clipped(brush, scale, cursor, blocked, spot)

    def _clipped(
        self, brush: Brush, scale: TimeScale, cursor: float | None, blocked: list[QRectF], spot: Placed
    ) -> None:
        brush.painter.save()
        brush.painter.setClipRect(QRectF(LABELS, spot.top, self.width() - LABELS, spot.height))
        LaneCanvas(brush, scale, cursor, list(blocked)).paint(spot)
        brush.painter.restore()

    def _selection(self, brush: Brush, scale: TimeScale, bottom: float) -> None:
        band = self.band or self.window_at
        if band is None or band == self.seen or not self.seen.meets(band.start, band.end):
            return
        brush.fill(span_box(scale, band, LANES_TOP, bottom), "accent", 0.12 if self.band else 0.07)
        for t in (band.start, band.end):
            if scale.holds(t):
                brush.fill(QRectF(scale.x(t) - 0.5, LANES_TOP, 1, bottom - LANES_TOP), "accent", 0.8)

    def _cursor(self, brush: Brush, ground: Ground) -> None:
        if self.cursor_at is None:
            return
        whole = ground.whole_scale
        if whole.holds(self.cursor_at):
            brush.fill(QRectF(whole.x(self.cursor_at) - 0.75, 2, 1.5, HEIGHT - 4), "cursor")
        flag = self._flag_box(brush, ground.scale)
        if flag is not None:
            brush.fill(
                QRectF(self.cursor_x() - 0.75, flag.bottom() - 1, 1.5, ground.bottom - flag.bottom() + 1), "cursor"
            )
            brush.round(flag, "cursor", radius=3)
            text = clock_text(self.cursor_at, 3, self.zone)
            brush.text(flag, text, "cursor.ink", size=11, weight=600, align="center")

    def _tooltip(self, brush: Brush, hover: Hover) -> None:
        brush.round(hover.box.adjusted(-1, -1, 1, 1), "", "text.primary", radius=3, width=1.5)
        widths = [brush.width(line, 12 if n == 0 else 11, 600 if n == 0 else 400) for n, line in enumerate(hover.lines)]
        size = QSize(min(int(max(widths)) + 22, self.width() - 8), 12 + 18 * len(hover.lines))
        left = min(hover.x + 18, self.width() - size.width() - 4)
        top = hover.y + 14 if hover.y + 14 + size.height() < self.height() else hover.y - size.height() - 8
        plate = QRectF(max(left, 2), max(top, 2), size.width(), size.height())
        # What the plate hides isn't on screen any more: a test must not find it overlapping the tooltip's text.
        self.text_boxes[:] = [box for box in self.text_boxes if not box.drawn.intersects(plate)]
        brush.round(plate, "bg.overlay", "line.strong", radius=4)
        for number, line in enumerate(hover.lines):
            box = QRectF(plate.left() + 10, plate.top() + 6 + 18 * number, size.width() - 20, 18)
            token = "text.primary" if number == 0 else "text.tertiary" if number > 1 else "text.secondary"
            first = number == 0
            brush.text(box, line, token, size=12 if first else 11, weight=600 if first else 400, elide=True)
