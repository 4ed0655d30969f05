"""How the log's density gutter is drawn: bars by level, ticks of hits and matches, hatched silences, single places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF

from workbench.views.paint import Brush

if TYPE_CHECKING:
    from workbench.views.minimap import MapCounts, MapPlaces

WIDTH, PITCH = 44, 3
LEFT, ROOM = 6.0, 26
"""Where the bars begin, and how wide the longest is; marks stand left of them, hits and pins right."""
HIT_LANE, MATCH_LANE, LANE = 33.5, 37.5, 3.0
# Columns of a density by `severity.LEVELS`: unknown, trace, debug and info in one bar, then warn, then error and fatal.
_BARS = ((slice(0, 4), "info.fill"), (slice(4, 5), "warn.fill"), (slice(5, 7), "err.fill"))


def paint_counts(brush: Brush, counts: MapCounts, height: float) -> None:
    """What changes only with an answer: ground, bars, ticks, silences."""
    brush.fill(QRectF(0, 0, WIDTH, height), "bg.panel")
    brush.line(0, 0, 0, height, "line")
    for start, end in counts.gaps:
        rect = QRectF(1, start * height, WIDTH - 1, max((end - start) * height, 2))
        brush.fill(rect, "bg.app")
        brush.hatch(rect, "line.strong", 0.9, 4)
    _bars(brush, counts.density, height)
    _ticks(brush, counts.hits, "hit.now", HIT_LANE, height)
    _ticks(brush, counts.matches, "accent", MATCH_LANE, height)


def _bars(brush: Brush, density: npt.NDArray[np.int64], height: float) -> None:
    total = density.sum(axis=1) if len(density) else np.zeros(0)
    most = float(total.max()) if total.size else 0.0
    if most <= 0:
        return
    # The square root keeps quiet stretches visible beside a burst.
    scale = ROOM * np.sqrt(total / most) / np.maximum(total, 1)
    step = height / len(density)
    tall = max(step - 1, 1)
    # All widths at once: a sum of a few numbers each would take longer than drawing them.
    lefts = np.full(len(density), LEFT)
    for levels, token in _BARS:
        widths = density[:, levels].sum(axis=1) * scale
        there = np.flatnonzero(widths > 0)
        wide = np.maximum(widths[there], 1.0)
        color, fill = brush.theme.color(token), brush.painter.fillRect
        for number, x, width in zip(there.tolist(), lefts[there].tolist(), wide.tolist(), strict=True):
            fill(QRectF(x, number * step + 0.5, width, tall), color)
        lefts[there] += wide


def _ticks(brush: Brush, counts: npt.NDArray[np.int64], token: str, left: float, height: float) -> None:
    if not counts.size or not counts.any():
        return
    step, most = height / len(counts), float(counts.max())
    for number, count in enumerate(counts.tolist()):
        if not count:
            continue
        # A single hit must be seen; many are stronger. In steps, so that few colours have to be made.
        strength = round(0.55 + 0.45 * count / most, 2)
        brush.fill(QRectF(left, number * step, LANE, max(step - 0.5, 2)), token, strength)


def paint_places(brush: Brush, places: MapPlaces, frame: QRectF | None, height: float) -> None:
    """What moves with the user: marks, pins, the frame of what is in sight, the cursor."""
    for place, token in places.marks:
        brush.fill(QRectF(1, min(max(place * height - 1.5, 0), height - 3), 4, 3), token)
    for pin in places.pins:
        brush.circle(WIDTH - 4, min(max(pin * height, 3), height - 3), 2.5, "accent")
    if frame is not None:
        brush.round(frame, "text.primary", radius=2, alpha=0.10)
        brush.round(frame, "", "line.field", radius=2)
    if places.cursor is not None:
        brush.fill(QRectF(0, min(max(places.cursor * height - 1, 0), height - 2), WIDTH, 2), "cursor")
