"""What moves over the plots: cursor line with its values, the pointer's dotted line with tags, a window being drawn."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.model.instants import Instant, clock_text
from workbench.views.metric_points import value_text
from workbench.views.metric_row import AXIS_WIDTH, STRIP, MetricRow
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme
from workbench.views.time_axis import TimeScale, ticks

FLAGS = 24
FOOT = 22


@dataclass(frozen=True, slots=True)
class Marker:
    """A change or an alert above the plots. icon: its sign, or empty for a level's shape · ink: token of its kind."""

    t: Instant
    label: str
    icon: str
    ink: str


class MetricOverlay(QWidget):
    """Lies over all plots and lets the pointer through."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.rows: list[MetricRow] = []
        self.scale: TimeScale | None = None
        self.cursor_at: Instant | None = None
        self.pointer: float | None = None
        self.band: tuple[float, float] | None = None
        self.text_boxes: list[TextBox] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def move_cursor(self, t: Instant | None) -> None:
        """Draw the line elsewhere; only the two strips of pixels that change are painted."""
        for instant in (self.cursor_at, t):
            if self.scale is not None and instant is not None and self.scale.holds(instant):
                self.update(QRect(int(self.scale.x(instant)) - 6, 0, 12, self.height()))
        self.cursor_at = t

    def move_pointer(self, x: float | None) -> None:
        """Draw the dotted line and its tags elsewhere."""
        for at in (self.pointer, x):
            if at is not None:
                self.update(QRect(int(at) - 140, 0, 280, self.height()))
        self.pointer = x

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw band, cursor and pointer over each plot."""
        self.text_boxes.clear()
        if self.scale is None:
            return
        painter = QPainter(self)
        brush = Brush(painter, self.theme, self.text_boxes)
        for row in self.rows:
            if row.isVisible() and row.curve is not None:
                self._row(brush, row, self.scale)
        painter.end()

    def _row(self, brush: Brush, row: MetricRow, scale: TimeScale) -> None:
        top, height = float(row.y() + STRIP), float(row.plot.height())
        if self.band is not None:
            left, right = sorted(self.band)
            brush.fill(QRectF(left, top, right - left, height), "accent", 0.12)
        if self.cursor_at is not None and scale.holds(self.cursor_at):
            x = scale.x(self.cursor_at)
            brush.fill(QRectF(x - 0.75, top, 1.5, height), "cursor")
            self._dot(brush, row, x, self.cursor_at, top)
        if self.pointer is not None and scale.left <= self.pointer <= scale.right:
            self._pointer_line(brush, row, scale, self.pointer, top, height)

    def _dot(self, brush: Brush, row: MetricRow, x: float, t: Instant, top: float) -> float | None:
        value = row.curve.at(t) if row.curve is not None else float("nan")
        if value != value:
            return None
        y = top + row.plot.y_of(value)
        brush.circle(x, y, 3.5, row.ink, "bg.canvas", 1.5)
        return y

    def _pointer_line(
        self, brush: Brush, row: MetricRow, scale: TimeScale, x: float, top: float, height: float
    ) -> None:
        brush.line(int(x), top, int(x), top + height, "text.secondary", dash=(2, 2))
        t = scale.t(x)
        y = self._dot(brush, row, x, t, top)
        if y is None or row.curve is None:
            return
        text = value_text(row.curve.at(t), row.curve.unit)
        width = brush.width(text, 11, 600) + 12
        left = x + 8 if x + 8 + width < self.width() - 2 else x - 8 - width
        box = QRectF(left, min(max(y - 22, top + 2), max(top + height - 20, top + 2)), width, 18)
        brush.round(box, "bg.overlay", "line.strong", radius=3)
        brush.text(box, text, row.ink, size=11, weight=600, align="center")


class FlagStrip(QWidget):
    """Above the plots: changes with their versions, alerts by shape, and the cursor's time."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.scale: TimeScale | None = None
        self.cursor_at: Instant | None = None
        self.markers: tuple[Marker, ...] = ()
        self.zone = "UTC"
        self.text_boxes: list[TextBox] = []
        self.setFixedHeight(FLAGS)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the cursor's flag first; markers find room beside it, and lose their label before they overlap."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.panel")
        brush.fill(QRectF(0, FLAGS - 1, self.width(), 1), "line")
        if self.scale is not None:
            taken = self._flag(brush, self.scale)
            for marker in self.markers:
                if self.scale.holds(marker.t):
                    self._marker(brush, marker, self.scale, taken)
        painter.end()

    def _flag(self, brush: Brush, scale: TimeScale) -> list[QRectF]:
        if self.cursor_at is None or not scale.holds(self.cursor_at):
            return []
        x, text = scale.x(self.cursor_at), clock_text(self.cursor_at, 3, self.zone)
        width = brush.width(text, 11, 600) + 10
        box = QRectF(min(max(x - width / 2, 2), self.width() - width - 2), 4, width, FLAGS - 8)
        brush.fill(QRectF(x - 0.75, FLAGS - 5, 1.5, 5), "cursor")
        brush.round(box, "cursor", radius=3)
        brush.text(box, text, "cursor.ink", size=11, weight=600, align="center")
        return [box]

    def _marker(self, brush: Brush, marker: Marker, scale: TimeScale, taken: list[QRectF]) -> None:
        x = scale.x(marker.t)
        brush.fill(QRectF(x, FLAGS - 4, 1, 4), marker.ink)
        if not marker.icon:
            box = QRectF(x - 5, 6, 10, 10)
            if not any(box.intersects(other) for other in taken):
                brush.level_shape("error" if marker.ink == "err" else "warn", x, 11, 4, marker.ink)
                taken.append(box)
            return
        full = brush.width(marker.label, 11, 500) + 28
        for width, label in ((full, marker.label), (20.0, "")):
            for left in (x - 10, x - 1, x - width + 10, x - width + 1, x - width / 2):
                left = min(max(left, 2), self.width() - width - 2)
                box = QRectF(left, 4, width, FLAGS - 8)
                if abs(x - box.center().x()) <= width / 2 and not any(
                    box.adjusted(-3, 0, 3, 0).intersects(other) for other in taken
                ):
                    self._tile(brush, marker, box, label)
                    taken.append(box)
                    return

    def _tile(self, brush: Brush, marker: Marker, box: QRectF, label: str) -> None:
        brush.round(box, f"{marker.ink}.tint", radius=3)
        brush.icon(marker.icon, box.left() + 3, box.top() + 1, 14, marker.ink)
        if label:
            brush.text(
                QRectF(box.left() + 20, box.top(), box.width() - 24, box.height()),
                label,
                marker.ink,
                size=11,
                weight=500,
            )


class TimeFoot(QWidget):
    """The shared axis below the lowest plot."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.scale: TimeScale | None = None
        self.zone = "UTC"
        self.text_boxes: list[TextBox] = []
        self.setFixedHeight(FOOT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the times that have room."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.canvas")
        brush.fill(QRectF(AXIS_WIDTH, 0, self.width() - AXIS_WIDTH, 1), "line")
        for tick in ticks(self.scale, self.zone) if self.scale is not None else ():
            width = brush.width(tick.label, 11)
            box = QRectF(self.scale.x(tick.t) - width / 2, 2, width + 1, FOOT - 2) if self.scale else QRectF()
            if box.left() > 4 and box.right() < self.width() - 2:
                brush.text(box, tick.label, "text.tertiary", size=11)
        painter.end()
