"""One metric: a strip that names it and says its value, above a plot that holds nothing but lines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from workbench.model.instants import Instant, TimeWindow, clock_text
from workbench.views.metric_points import Curve, short_number, thinned, value_text, y_ticks
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme
from workbench.views.time_axis import TimeScale, ticks

STRIP = 20
AXIS_WIDTH = 40
LINE = 1.5
NOTHING = np.empty(0)


class MetricStrip(QWidget):
    """Name, unit, evidence and labels of one curve, and its value at the cursor."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.curve: Curve | None = None
        self.ink = "s1"
        self.value = ""
        self.known = True
        self.selected = False
        self.text_boxes: list[TextBox] = []
        self.setFixedHeight(STRIP)

    def show_value(self, text: str, known: bool) -> None:
        """Say the value at the cursor, or that there is none."""
        if (text, known) != (self.value, self.known):
            self.value, self.known = text, known
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw from both ends; labels take what is left and are cut first."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.selected" if self.selected else "bg.panel")
        brush.fill(QRectF(0, STRIP - 1, self.width(), 1), "line.subtle")
        brush.fill(QRectF(0, 0, self.width(), 1), "line")
        if self.selected:
            brush.fill(QRectF(0, 0, 2, STRIP), "accent")
        if self.curve is not None:
            self._texts(brush, self.curve)
        painter.end()

    def _texts(self, brush: Brush, curve: Curve) -> None:
        size, weight, ink = (12, 600, self.ink) if self.known else (11, 400, "text.tertiary")
        need = brush.width(self.value, size, weight)
        right = self.width() - 10 - need
        brush.text(QRectF(right, 0, need + 1, STRIP), self.value, ink, size=size, weight=weight)
        x = 10.0
        x += brush.text(QRectF(x, 0, max(right - x - 12, 0), STRIP), curve.name, weight=500, elide=True) + 6
        if curve.unit and x + brush.width(curve.unit, 11) < right - 8:
            x += brush.text(QRectF(x, 0, right - x, STRIP), curve.unit, "text.tertiary", size=11) + 8
        for mark in curve.marks:
            width = brush.width(mark, 11, 600) + 10
            if x + width > right - 8:
                break
            brush.round(QRectF(x, 2, width, 16), "accent.tint", radius=3)
            brush.text(QRectF(x, 2, width, 16), mark, "accent.text", size=11, weight=600, align="center")
            x += width + 6
        if curve.labels and right - x > 60:
            brush.text(QRectF(x + 2, 0, right - x - 14, STRIP), curve.labels, "text.tertiary", size=11, elide=True)


class MetricPlot(pg.PlotWidget):
    """The lines of one curve over a window of time; x is seconds since `origin`, so that float64 keeps its digits.

    They are kept as a picture: a cursor that moves over them must not have five scenes painted again.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, enableMenu=False)
        self.theme = theme
        self.origin: Instant = 0
        self.low, self.high = 0.0, 1.0
        self._picture: QPixmap | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(20)
        item: Any = self.getPlotItem()
        item.hideButtons()
        item.layout.setContentsMargins(0, 0, 0, 0)
        item.layout.setVerticalSpacing(0)
        item.layout.setHorizontalSpacing(0)
        item.setContentsMargins(0, 0, 0, 0)
        item.hideAxis("bottom")
        self.axis = item.getAxis("left")
        self.axis.setWidth(AXIS_WIDTH)
        self.box = item.getViewBox()
        self.box.setDefaultPadding(0)
        self.box.setMouseEnabled(False, False)
        self.box.disableAutoRange()
        self.grid, self.changes, self.alerts = (self._pairs() for _ in range(3))
        self.line = pg.PlotCurveItem(NOTHING, NOTHING, connect="finite", antialias=True)
        self.fill = pg.PlotCurveItem(NOTHING, NOTHING, antialias=False)
        for part in (self.grid, self.fill, self.changes, self.alerts, self.line):
            item.addItem(part)
        self.set_ink(theme, "s1")

    def _pairs(self) -> pg.PlotCurveItem:
        return pg.PlotCurveItem(NOTHING, NOTHING, connect="pairs", antialias=False)

    def set_ink(self, theme: Theme, ink: str) -> None:
        """Build pens and brushes of a theme and a series colour."""
        self.theme = theme
        self._picture = None
        self.setBackground(theme.color("bg.canvas"))
        axis = self.axis
        axis.setPen(pg.mkPen(theme.color("line")))
        axis.setTextPen(pg.mkPen(theme.color("text.tertiary")))
        axis.setStyle(tickFont=theme.font(11), tickLength=0, tickTextOffset=6)
        self.grid.setPen(pg.mkPen(theme.color("line.subtle")))
        self.changes.setPen(pg.mkPen(theme.color("change", 0.8), width=1, style=Qt.PenStyle.DashLine))
        self.alerts.setPen(pg.mkPen(theme.color("warn", 0.5), width=1))
        self.line.setPen(pg.mkPen(theme.color(ink), width=LINE))
        self.fill.setPen(pg.mkPen(None))
        self.fill.setBrush(theme.color(ink, 0.07))

    def draw(
        self, curve: Curve, scale: TimeScale, zone: str, room: float, changes: np.ndarray, alerts: np.ndarray
    ) -> None:
        """Show what of the curve is in sight, its own range of values, grid and markers.

        room: how high the plot is going to be; its own height is still that of before while a layout is under way.
        """
        self._picture = None
        self.viewport().update()
        window = scale.window
        columns = max(int(scale.right - scale.left), 1)
        t, value = thinned(curve.t, curve.value, window, columns)
        known = value[~np.isnan(value)]
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
        steps = y_ticks(low, high, max(min(int(room) // 19, 5), 2))
        margin = (steps[-1] - steps[0]) * 0.12
        self.low, self.high = steps[0] - margin, steps[-1] + margin
        self.box.setRange(xRange=self._ends(window), yRange=(self.low, self.high), padding=0, disableAutoRange=True)
        # Else the first paint would find the transform changed and ask for a second one.
        self.box.prepareForPaint()
        self.axis.setTicks([[(step, short_number(step)) for step in steps]])
        x = (t - self.origin) / 1e9
        self.line.setData(x, value, connect="finite")
        self.fill.setData(x, np.where(np.isnan(value), self.low, value), fillLevel=self.low)
        self._rules(self.grid, np.array([tick.t for tick in ticks(scale, zone)], dtype=np.int64), steps[1:])
        self._rules(self.changes, changes)
        self._rules(self.alerts, alerts)

    def paintEvent(self, ev: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the picture of the lines, painted anew when they changed."""
        ratio, size = self.devicePixelRatioF(), self.viewport().size()
        kept = self._picture
        if kept is None or kept.size() != size * ratio or kept.devicePixelRatio() != ratio:
            kept = self._picture = QPixmap(size * ratio)
            kept.setDevicePixelRatio(ratio)
            inner = QPainter(kept)
            self.render(inner, QRectF(self.viewport().rect()), self.viewport().rect())
            inner.end()
        painter = QPainter(self.viewport())
        painter.setClipRegion(ev.region())
        painter.drawPixmap(0, 0, kept)
        painter.end()

    def _ends(self, window: TimeWindow) -> tuple[float, float]:
        return (window.start - self.origin) / 1e9, (window.end - self.origin) / 1e9

    def _rules(self, part: pg.PlotCurveItem, upright: np.ndarray, level: tuple[float, ...] = ()) -> None:
        """Upright lines at instants and level ones at values, as one item."""
        left, right = self.box.viewRange()[0]
        x = [np.repeat((upright - self.origin) / 1e9, 2), np.tile((left, right), len(level))]
        y = [np.tile((self.low, self.high), upright.size), np.repeat(np.array(level, dtype=np.float64), 2)]
        part.setData(np.concatenate(x), np.concatenate(y), connect="pairs")

    def y_of(self, value: float) -> float:
        """The pixel, from this plot's top, of a value."""
        return (self.high - value) / (self.high - self.low) * self.height()


class MetricRow(QWidget):
    """Strip over plot."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.strip = MetricStrip(theme, self)
        self.plot = MetricPlot(theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.plot, 1)
        self.curve: Curve | None = None
        self.ink = "s1"

    def show_curve(self, curve: Curve, ink: str, theme: Theme) -> None:
        """Take another curve, colour or theme."""
        self.curve, self.ink = curve, ink
        self.strip.curve, self.strip.ink, self.strip.theme = curve, ink, theme
        self.plot.set_ink(theme, ink)
        self.strip.update()

    def say(self, cursor: Instant | None, zone: str) -> None:
        """Show the value at the cursor, or since when and until when there is none."""
        if self.curve is None or cursor is None:
            self.strip.show_value("", True)
            return
        value = self.curve.at(cursor)
        known = value == value
        text = value_text(value, self.curve.unit) if known else silence_text(self.curve, cursor, zone)
        self.strip.show_value(text, known)
        at = f", {text} at cursor" if text else ""
        self.setAccessibleName(f"{self.curve.name} {self.curve.labels}{at}".replace("  ", " "))


def silence_text(curve: Curve, t: Instant, zone: str) -> str:
    """`no data 10:02–10:07`, `no data before 10:02`, `no data after 10:07`, or `no data`."""
    before, after = curve.silence(t)
    if before is not None and after is not None:
        cut = 5 if after - before >= 600 * 1_000_000_000 else 8
        return f"no data {clock_text(before, 0, zone)[:cut]}–{clock_text(after, 0, zone)[:cut]}"
    if after is not None:
        return f"no data before {clock_text(after, 0, zone)}"
    return f"no data after {clock_text(before, 0, zone)}" if before is not None else "no data"
