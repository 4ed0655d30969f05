"""Painting lanes: each is searched for what is in sight, and labels stand where nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QRectF

from workbench.views.lanes import BAD, BAR_ROW, CALM, WARNING, BarLane, DensityLane, MarkLane, Placed, Times, in_sight
from workbench.views.paint import Brush
from workbench.views.time_axis import TimeScale, bin_edges

BIN_PIXELS = 8.0
TILE = 16.0
CHIP_PAD = 8.0
FILLS = {CALM: "info.fill", WARNING: "warn.fill", BAD: "err.fill"}
_BAD_INKS = ("err", "fatal")


@dataclass
class LaneCanvas:
    """What lanes are painted with and on: the brush, the time scale, and where text must not stand.

    cursor: pixel of the cursor line or None · blocked: rectangles that labels keep clear of
    """

    brush: Brush
    scale: TimeScale
    cursor: float | None = None
    blocked: list[QRectF] = field(default_factory=list)

    def paint(self, placed: Placed) -> None:
        """Draw one lane's content (not its title)."""
        lane = placed.lane
        if isinstance(lane, DensityLane):
            (self._stack if lane.shape == "stack" else self._heat)(lane, placed)
        elif isinstance(lane, BarLane):
            self._bars(lane, placed)
        else:
            self._marks(lane, placed)

    # ------------------------------------------------------------------------------------------- densities
    def _stack(self, lane: DensityLane, placed: Placed) -> None:
        edges = bin_edges(self.scale, BIN_PIXELS)
        counts = lane.events.counts(edges)
        area = QRectF(self.scale.left, placed.top + 4, self.scale.right - self.scale.left, placed.height - 6)
        paint_stack(self.brush, counts, self.scale.xs(edges), area)
        if lane.lit.size:
            self._lit(lane, placed)

    def _lit(self, lane: DensityLane, placed: Placed) -> None:
        first, last = np.searchsorted(lane.lit, (self.scale.window.start, self.scale.window.end))
        for x in np.unique(np.round(self.scale.xs(lane.lit[first:last]))):
            self.brush.fill(QRectF(float(x) - 1, placed.bottom - 5, 2, 4), "accent")

    def _heat(self, lane: DensityLane, placed: Placed) -> None:
        edges = bin_edges(self.scale, BIN_PIXELS)
        counts = lane.events.counts(edges)
        total = counts.sum(axis=0)
        xs = self.scale.xs(edges)
        highest = max(int(total.max(initial=0)), 1)
        few = max(highest * 0.03, 1) if highest > 8 else 0
        for number in np.flatnonzero(total).tolist():
            left, right = self._inside(float(xs[number]), float(xs[number + 1]))
            token = FILLS[BAD] if counts[BAD, number] else FILLS[WARNING] if counts[WARNING, number] else "sev2"
            if total[number] <= few:
                box = QRectF((left + right) / 2 - 1.5, placed.top + 7, 3, placed.height - 14)
                self.brush.round(box, "sev2", radius=1, alpha=0.9)
            else:
                box = QRectF(left + 0.5, placed.top + 5, max(right - left - 1, 1), placed.height - 10)
                self.brush.round(box, token, radius=1.5, alpha=round(0.25 + 0.68 * float(total[number]) / highest, 2))

    def name_first(self, lane: DensityLane, placed: Placed) -> None:
        """Say before a lane's first event what began there, left of the cursor if that is close."""
        if lane.first is None or not self.scale.holds(lane.first[0]):
            return
        right = self.scale.x(lane.first[0]) - 14
        if self.cursor is not None and right - 6 < self.cursor < right + 22:
            right = self.cursor - 10
        width = self.brush.width(lane.first[1], 11, 500)
        box = QRectF(right - width, placed.top, width, placed.height)
        if self._free(box):
            self._clear(box)
            self._write(box, lane.first[1], "err", 500)

    def _inside(self, left: float, right: float) -> tuple[float, float]:
        return max(left, self.scale.left), min(right, self.scale.right)

    # ------------------------------------------------------------------------------------------- bars
    def _bars(self, lane: BarLane, placed: Placed) -> None:
        shown = in_sight(lane.t, lane.t_end, self.scale.window)
        boxes = [(int(number), bar_box(lane, placed, int(number), self.scale)) for number in shown]
        for number, box in boxes:
            self.brush.round(box, lane.ink[number], radius=2, alpha=0.17)
            if lane.t[number] >= self.scale.window.start:
                self.brush.fill(QRectF(box.left(), box.top(), 2, box.height()), lane.ink[number])
        for number, box in boxes:
            self._bar_shape(lane, number, box)
        if boxes and boxes[0][1].height() >= 11:
            for number, box in boxes:
                others = [other for index, other in boxes if index != number]
                self._bar_label(lane, number, box, others)

    def _bar_shape(self, lane: BarLane, number: int, box: QRectF) -> None:
        shape, ink = lane.shape[number], lane.ink[number]
        x, y = box.left() + 1, box.center().y()
        if lane.t[number] < self.scale.window.start or box.height() < 9:
            return
        if shape == "detected":
            self.brush.polygon([(x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y)], ink)
        elif shape in ("escalated", "done"):
            self.brush.circle(x, y, 6, ink)
            if shape == "done":
                self.brush.icon("check", x - 4.5, y - 4.5, 9, "bg.canvas")
            else:
                self.brush.polygon([(x - 1.5, y - 3), (x + 2.5, y), (x - 1.5, y + 3)], "bg.canvas")

    def _bar_label(self, lane: BarLane, number: int, box: QRectF, others: list[QRectF]) -> None:
        level = lane.shape[number] if lane.shape[number] in ("info", "warn", "error", "fatal") else ""
        lead = 14.0 if level else 0.0
        inset = 12.0 if lane.shape[number] in ("detected", "escalated", "done") else 6.0
        # A bar's sign at its beginning stands a little before it.
        others = [other.adjusted(-9, 0, 2, 0) for other in others] if inset > 6 else others
        texts = _shorter(lane.label[number])
        texts += [texts[0].split(" ", 1)[0]] if texts and inset > 6 else []
        for text in texts:
            width = lead + self.brush.width(text, 11, 500 if not level else 400)
            for left in self._bar_places(box, inset, width):
                place = QRectF(left, box.top(), width, box.height())
                if self._free(place) and not any(place.intersects(other) for other in others):
                    self._bar_text(lane, number, place, box, lead, text, level)
                    return

    def _bar_places(self, box: QRectF, inset: float, width: float) -> list[float]:
        """Where a bar's label may begin: in it, in it behind the cursor, behind it, before it."""
        places = [box.left() + inset]
        if self.cursor is not None and box.left() <= self.cursor + 6 < box.right():
            places.append(max(self.cursor + 6, box.left() + inset))
        places += [box.right() + 6, box.left() - width - 8]
        if self.cursor is not None and box.left() - width - 12 < self.cursor <= box.left() + 2:
            places.append(self.cursor - width - 10)
        return places

    def _bar_text(
        self, lane: BarLane, number: int, place: QRectF, box: QRectF, lead: float, text: str, level: str
    ) -> None:
        outside = place.right() < box.left() or place.left() > box.right()
        ink = lane.ink[number] if outside and not level else "text.primary"
        if outside:
            self._clear(place)
        if level:
            self.brush.level_shape(level, place.left() + 5, place.center().y(), 3.6)
        self._write(place.adjusted(lead, 0, 0, 0), text, ink, 400 if level else 500)
        self.blocked.append(place)

    # ------------------------------------------------------------------------------------------- marks
    def _marks(self, lane: MarkLane, placed: Placed) -> None:
        if lane.t_end is not None:
            self._spans(lane, lane.t_end, placed)
        groups = clusters(lane, self.scale, lambda index: self._mark_width(lane, index))
        dots = [group for group in groups if lane.look[group.first] == "dot"]
        rest = [group for group in groups if lane.look[group.first] != "dot"]
        for group in dots:
            self.brush.circle(group.x, placed.top + placed.height / 2, 3, "", lane.ink[group.first], 1.2)
            self.blocked.append(QRectF(group.x - 4, placed.top, 8, placed.height))
        boxes = [self._mark_box(lane, group, placed) for group in rest]
        self.blocked.extend(boxes)
        for group, box in zip(rest, boxes, strict=True):
            self._mark(lane, group, box)
            self._mark_label(lane, group, box)

    def _spans(self, lane: MarkLane, t_end: Times, placed: Placed) -> None:
        for number in in_sight(lane.t, t_end, self.scale.window).tolist():
            if t_end[number] > lane.t[number]:
                left, right = self._inside(self.scale.x(int(lane.t[number])), self.scale.x(int(t_end[number])))
                box = QRectF(left, placed.bottom - 4, max(right - left, 2), 2)
                self.brush.round(box, "text.tertiary", radius=1, alpha=0.6)

    def _mark_width(self, lane: MarkLane, index: int) -> float:
        if lane.look[index] == "chip":
            return self.brush.width(lane.label[index], 11, 600) + CHIP_PAD
        return 6.0 if lane.look[index] == "dot" else TILE

    def _chip_text(self, lane: MarkLane, group: Cluster) -> str:
        label = lane.label[group.first]
        return f"{label} +{group.count - 1}" if group.count > 1 else label

    def _mark_box(self, lane: MarkLane, group: Cluster, placed: Placed) -> QRectF:
        width = TILE
        if lane.look[group.first] == "chip":
            width = self.brush.width(self._chip_text(lane, group), 11, 600) + CHIP_PAD
        left = min(max(group.x - width / 2, self.scale.left), self.scale.right - width)
        return QRectF(left, placed.top + (placed.height - TILE) / 2, width, TILE)

    def _mark(self, lane: MarkLane, group: Cluster, box: QRectF) -> None:
        ink, look = self._ink(lane, group), lane.look[group.first]
        if look == "chip":
            self.brush.round(box, "bg.canvas", radius=3)
            self.brush.round(box, "accent.tint", "accent", radius=3)
            text = self._chip_text(lane, group)
            self.brush.text(box, text, "accent.text", size=11, weight=600, align="center")
            return
        if look == "tile":
            self.brush.round(box, f"{ink}.tint", ink, radius=3)
            self.brush.icon(lane.icons[group.first], box.left() + 2.5, box.top() + 2.5, 11, ink)
        else:
            self.brush.icon(lane.icons[group.first], box.left() + 1, box.top() + 1, 14, ink)

    def _ink(self, lane: MarkLane, group: Cluster) -> str:
        inks = lane.ink[group.first : group.last]
        return next((ink for ink in inks if ink in _BAD_INKS), lane.ink[group.first])

    def _mark_label(self, lane: MarkLane, group: Cluster, box: QRectF) -> None:
        if lane.look[group.first] == "chip":
            return
        label = lane.label[group.first]
        if group.count > 1:
            label = lane.many(group.count, sum(ink in _BAD_INKS for ink in lane.ink[group.first : group.last]))
        for text in _shorter(label):
            width = self.brush.width(text, 11, 500)
            for left in (box.right() + 6, box.left() - width - 6):
                place = QRectF(left, box.top(), width, box.height())
                if self._free(place):
                    self._clear(place)
                    self._write(place, text, "text.primary", 500)
                    self.blocked.append(place)
                    return

    # ------------------------------------------------------------------------------------------- text
    def _free(self, box: QRectF) -> bool:
        if box.left() < self.scale.left + 2 or box.right() > self.scale.right - 2:
            return False
        if self.cursor is not None and box.left() - 3 < self.cursor < box.right() + 3:
            return False
        return not any(box.adjusted(-3, 0, 3, 0).intersects(other) for other in self.blocked)

    def _clear(self, box: QRectF) -> None:
        """Dim what a label stands on: the dashes of changes, the hatch of a gap."""
        middle = box.center().y()
        self.brush.fill(QRectF(box.left() - 2, middle - 8, box.width() + 4, 16), "bg.canvas", 0.85)

    def _write(self, box: QRectF, text: str, token: str, weight: int) -> None:
        self.brush.text(box.adjusted(0, 0, 1, 0), text, token, size=11, weight=weight)


def bar_box(lane: BarLane, placed: Placed, number: int, scale: TimeScale) -> QRectF:
    """The rectangle of one bar, cut at the canvas' sides."""
    margin = 5 if lane.rows == 1 and placed.height <= 30 else 2
    row_height = min((placed.height - 2 * margin) / lane.rows, 18 if lane.rows == 1 else BAR_ROW + 2)
    if row_height >= 11:
        row_height = float(int(row_height))
    top = placed.top + (placed.height - row_height * lane.rows) / 2 + int(lane.row[number]) * row_height
    left = max(scale.x(int(lane.t[number])), scale.left)
    right = min(scale.x(int(lane.t_end[number])), scale.right)
    gap = 1 if row_height > 4 else 0
    return QRectF(left, top + gap, max(right - left - 1, 2), max(row_height - 2 * gap, 1))


def _shorter(label: str) -> list[str]:
    """A label and its shorter forms: parts behind ` · ` may be left off, the last first."""
    parts = label.split(" · ")
    return [" · ".join(parts[:length]) for length in range(len(parts), 0, -1)] if label else []


@dataclass(frozen=True, slots=True)
class Cluster:
    """Marks that would stand on each other: indexes first..last (exclusive) and the pixel in their middle."""

    first: int
    last: int
    x: float

    @property
    def count(self) -> int:
        """How many there are."""
        return self.last - self.first


def clusters(lane: MarkLane, scale: TimeScale, width: Callable[[int], float]) -> list[Cluster]:
    """The marks in sight, those closer than `width(index)` pixels as one.

    However many there are, no more than one group a pixel column is looked at.
    """
    margin = int(scale.ns_per_pixel * TILE / 2)
    low, high = np.searchsorted(lane.t, (scale.window.start - margin, scale.window.end + margin))
    if high <= low:
        return []
    xs = scale.xs(lane.t[low:high])
    starts = np.flatnonzero(np.diff(np.floor(xs), prepend=-np.inf))
    ends = np.append(starts[1:], xs.size)
    groups: list[Cluster] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        first, last, x = int(low) + start, int(low) + end, float(xs[start] + xs[end - 1]) / 2
        before = groups[-1] if groups else None
        alike = before is not None and (lane.look[before.first] == "dot") == (lane.look[first] == "dot")
        if before is not None and alike and float(xs[start]) - before.x < width(first) + 1:
            left = float(xs[before.first - int(low)])
            groups[-1] = Cluster(before.first, last, (left + float(xs[end - 1])) / 2)
        else:
            groups.append(Cluster(first, last, x))
    return groups


def paint_stack(brush: Brush, counts: np.ndarray, xs: np.ndarray, area: QRectF, ceiling: float = 1.04) -> None:
    """Bars of stacked counts, shape (3, bins), between the pixels `xs` (bins + 1), standing on the area's bottom."""
    total = counts.sum(axis=0)
    highest = float(total.max(initial=0)) * ceiling
    if highest <= 0:
        return
    painter = brush.painter
    heights = counts / highest * area.height()
    heights[(counts > 0) & (heights < 1)] = 1.0
    left = np.maximum(xs[:-1], area.left()) + 0.5
    right = np.minimum(xs[1:], area.right()) - 0.5
    floor = np.full(total.shape, area.bottom())
    for group in (CALM, WARNING, BAD):
        color = brush.theme.color(FILLS[group])
        for number in np.flatnonzero(counts[group]).tolist():
            height = float(heights[group, number])
            width = max(float(right[number] - left[number]), 0.5)
            painter.fillRect(QRectF(float(left[number]), float(floor[number]) - height, width, height), color)
        floor -= heights[group]
