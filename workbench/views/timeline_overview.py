"""The strip above the lanes: the whole case, touched by no filter, with what is in sight as a brush on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QRectF

from workbench.model.instants import TimeWindow
from workbench.views.lanes import Events
from workbench.views.lanes_paint import paint_stack
from workbench.views.paint import Brush
from workbench.views.time_axis import TimeScale, bin_edges, ticks

HEIGHT = 32
GRIP = 8
Grip = Literal["start", "end", "body", "outside"]


def grip_at(scale: TimeScale, seen: TimeWindow, x: float) -> Grip:
    """Which part of the brush a pixel is on."""
    left, right = brush_sides(scale, seen)
    if abs(x - left) <= GRIP and abs(x - left) <= abs(x - right):
        return "start"
    if abs(x - right) <= GRIP:
        return "end"
    return "body" if left < x < right else "outside"


def brush_sides(scale: TimeScale, seen: TimeWindow) -> tuple[float, float]:
    """The brush's left and right pixel, cut at the strip's ends and never closer than 6 pixels."""
    left = min(max(scale.x(seen.start), scale.left), scale.right - 6)
    right = max(min(scale.x(seen.end), scale.right), left + 6)
    return left, right


def dragged(grip: Grip, before: TimeWindow, ns: int) -> TimeWindow:
    """The brush after one of its parts was pulled by `ns`; pulled past each other, its sides change places."""
    if grip == "body":
        return before.moved(ns)
    start = before.start + (ns if grip == "start" else 0)
    end = before.end + (ns if grip == "end" else 0)
    return TimeWindow(min(start, end), max(start, end))


@dataclass(frozen=True, slots=True)
class Overview:
    """What the strip shows. chosen: the shared window, drawn as a bar on the strip's foot when it isn't in sight whole."""

    events: Events
    seen: TimeWindow
    chosen: TimeWindow | None

    def paint(self, brush: Brush, scale: TimeScale, zone: str) -> None:
        """Draw density, times and brush over the pixels of `scale`, from 0 to `HEIGHT`."""
        left, width = scale.left, scale.right - scale.left
        brush.fill(QRectF(left, 4, width, HEIGHT - 8), "bg.canvas")
        edges = bin_edges(scale, 4.0)
        xs = np.clip(scale.xs(edges), scale.left, scale.right)
        paint_stack(brush, self.events.counts(edges), xs, QRectF(left, 5, width, HEIGHT - 10), 1.22)
        self._times(brush, scale, zone)
        start, end = brush_sides(scale, self.seen)
        brush.fill(QRectF(left, 4, start - left, HEIGHT - 8), "bg.panel", 0.45)
        brush.fill(QRectF(end, 4, scale.right - end, HEIGHT - 8), "bg.panel", 0.45)
        brush.fill(QRectF(start, 2, end - start, HEIGHT - 4), "accent", 0.10)
        brush.round(QRectF(start, 2, end - start, HEIGHT - 4), "", "accent", radius=3, width=1.5)
        for x in (start, end):
            brush.round(QRectF(x - 3, HEIGHT / 2 - 8, 6, 16), "accent", radius=3)
        if self.chosen is not None and self.chosen != self.seen:
            one, other = brush_sides(scale, self.chosen)
            brush.fill(QRectF(one, HEIGHT - 4, other - one, 2), "accent")

    def _times(self, brush: Brush, scale: TimeScale, zone: str) -> None:
        for tick in ticks(scale, zone, 170.0):
            x = scale.x(tick.t)
            brush.fill(QRectF(x, 4, 1, HEIGHT - 8), "line")
            width = brush.width(tick.label, 11)
            start, end = brush_sides(scale, self.seen)
            if x + 5 + width < scale.right and (x + 10 + width < start or x > end + 6):
                brush.text(QRectF(x + 4, 4, width + 1, 13), tick.label, "text.tertiary", size=11)
