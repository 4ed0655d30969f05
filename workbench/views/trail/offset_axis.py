"""The time axis of a face: round offsets from its start in the head, thin lines below them, the shared cursor."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from workbench.analysis.trails.wording import length_text
from workbench.model.instants import Instant
from workbench.views.paint import Brush
from workbench.views.time_axis import TimeScale
from workbench.views.trail.trail_list import offsets


def paint_labels(brush: Brush, scale: TimeScale, head: QRectF) -> None:
    """Write the offsets into the head; one that would leave it is left out."""
    for t, at in offsets(scale):
        text, x = length_text(at), scale.x(t)
        width = brush.width(text, 11)
        if x + 4 + width <= head.right() - 2:
            brush.text(QRectF(x + 4, head.top(), width + 1, head.height()), text, "text.tertiary", size=11)
            brush.line(x, head.bottom() - 6, x, head.bottom() - 1, "line.strong")


def paint_lines(brush: Brush, scale: TimeScale, rect: QRectF) -> None:
    """Draw a thin line at each offset."""
    for t, _at in offsets(scale):
        brush.line(round(scale.x(t)), rect.top(), round(scale.x(t)), rect.bottom(), "line.subtle")


def paint_cursor(brush: Brush, scale: TimeScale, rect: QRectF, cursor: Instant | None) -> None:
    """Draw the shared cursor, where it is in sight."""
    if cursor is not None and scale.holds(cursor):
        brush.line(round(scale.x(cursor)), rect.top(), round(scale.x(cursor)), rect.bottom(), "cursor", width=1.5)
