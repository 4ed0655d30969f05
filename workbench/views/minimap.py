"""The log's density beside its rows: levels, hits, marks, pins, silences, what is in sight, and the shared cursor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from workbench.views.minimap_paint import PITCH, WIDTH, paint_counts, paint_places
from workbench.views.paint import Brush
from workbench.views.theme import Theme

KINDS = {
    "levels": "Levels",
    "hits": "Hits of the search",
    "matches": "Matches of the filter",
    "marks": "Marks and labels",
    "pins": "Pinned evidence",
    "gaps": "Silences",
}
DRAG = 3
"""Pixels the pointer moves before a click becomes a drag."""
NONE: npt.NDArray[np.int64] = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class MapCounts:
    """How much lies where, from top to bottom. density: int64 (bins, 7) by level · hits, matches: int64 (bins,) or
    empty · gaps: silences as fractions (from, to).
    """

    density: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 7), np.int64))
    hits: npt.NDArray[np.int64] = field(default_factory=lambda: NONE)
    matches: npt.NDArray[np.int64] = field(default_factory=lambda: NONE)
    gaps: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class MapPlaces:
    """Single places as fractions. marks: with the token of their colour · sight: first and last row in sight."""

    pins: tuple[float, ...] = ()
    marks: tuple[tuple[float, str], ...] = ()
    sight: tuple[float, float] | None = None
    cursor: float | None = None


class Minimap(QWidget):
    """All places are fractions of its height, 0 at the top.

    jumped(fraction): the user clicked there · scrolled(fraction): the frame of what is in sight was dragged so that
    its top lies there · wheeled(lines): the wheel was turned · resized(bins): it has room for so many bins ·
    by_row_asked(on): it shall count rows, or time · tip(fraction): what the pointer is told of a place
    """

    jumped = Signal(float)
    scrolled = Signal(float)
    wheeled = Signal(int)
    resized = Signal(int)
    by_row_asked = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("Density of the log over time")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.counts, self.places = MapCounts(), MapPlaces()
        self.shown = frozenset(KINDS)
        self.by_row = False
        self.can_time = True
        self.tip: Callable[[float], str] = lambda _fraction: ""
        self._ground: QPixmap | None = None
        self._grip: float | None = None
        self._pressed: QPoint | None = None

    @property
    def bins(self) -> int:
        """How many bins it has room for."""
        return max(self.height() // PITCH, 1)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self._repaint()

    def _repaint(self) -> None:
        self._ground = None
        self.update()

    def show_counts(self, counts: MapCounts, by_row: bool, can_time: bool = True) -> None:
        """What lies where; by_row: its height counts rows, not time · can_time: time could be counted, too."""
        self.counts, self.by_row, self.can_time = counts, by_row, can_time
        self.setAccessibleName(f"Density of the log over {'its rows' if by_row else 'time'}")
        self._repaint()

    def show_places(self, places: MapPlaces) -> None:
        """Where evidence, marks, what is in sight and the shared cursor are."""
        if places != self.places:
            self.places = places
            self.update()

    def show_kinds(self, shown: frozenset[str]) -> None:
        """Show only these of `KINDS`."""
        self.shown = shown
        self._repaint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for counts of the new height."""
        super().resizeEvent(event)
        self._ground = None
        self.resized.emit(self.bins)

    # ------------------------------------------------------------------------------------------- hands
    def frame(self) -> QRectF | None:
        """Where the frame of what is in sight is drawn; None where there is none."""
        sight, height = self.places.sight, float(self.height())
        if sight is None:
            return None
        tall = max((sight[1] - sight[0]) * height, 6)
        return QRectF(1, min(sight[0] * height, height - tall), WIDTH - 2, tall)

    def _share(self, y: float) -> float:
        return min(max(y / max(self.height(), 1), 0.0), 1.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump, or take hold of the frame."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        frame, y = self.frame(), event.position().y()
        self._pressed = event.position().toPoint()
        self._grip = None
        if frame is None or not frame.top() - 2 <= y <= frame.bottom() + 2:
            self._pressed = None
            self.jumped.emit(self._share(y))
            frame = self.frame()
        if frame is not None:
            self._grip = min(max(y - frame.top(), 0.0), frame.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the frame: the log scrolls under it."""
        if not event.buttons() & Qt.MouseButton.LeftButton or self._grip is None:
            return
        if self._pressed is not None and abs(event.position().toPoint().y() - self._pressed.y()) < DRAG:
            return
        self._pressed = None
        self.scrolled.emit(self._share(event.position().y() - self._grip))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the frame that was no drag jumps, too."""
        if event.button() == Qt.MouseButton.LeftButton and self._pressed is not None:
            self.jumped.emit(self._share(event.position().y()))
        self._pressed = self._grip = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Three lines a notch, as over the rows."""
        notches = event.angleDelta().y() / 120
        if notches:
            self.wheeled.emit(-round(notches * 3) or (-1 if notches > 0 else 1))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What it shows, and what its height counts."""
        menu = QMenu(self)
        for kind, title in KINDS.items():
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(kind in self.shown)
            action.triggered.connect(lambda _on=False, kind=kind: self.show_kinds(self.shown ^ {kind}))
        menu.addSeparator()
        by_row = menu.addAction("Count rows, not time")
        by_row.setCheckable(True)
        by_row.setChecked(self.by_row)
        by_row.setEnabled(self.can_time)
        by_row.triggered.connect(self.by_row_asked)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Say what lies under the resting pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip(self._share(event.pos().y())), self)
            return True
        return super().event(event)

    # ------------------------------------------------------------------------------------------- painting
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Counts, which are kept as a picture, then single places, the frame and the cursor."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        if self._ground is None or self._ground.devicePixelRatioF() != ratio:
            ground = QPixmap(round(WIDTH * ratio), max(round(self.height() * ratio), 1))
            ground.setDevicePixelRatio(ratio)
            inner = QPainter(ground)
            paint_counts(Brush(inner, self.theme), self._picked(), float(self.height()))
            inner.end()
            self._ground = ground
        painter.drawPixmap(0, 0, self._ground)
        places = replace(
            self.places,
            pins=self.places.pins if "pins" in self.shown else (),
            marks=self.places.marks if "marks" in self.shown else (),
        )
        paint_places(Brush(painter, self.theme), places, self.frame(), float(self.height()))
        painter.end()

    def _picked(self) -> MapCounts:
        counts, shown = self.counts, self.shown
        return MapCounts(
            counts.density if "levels" in shown else counts.density[:0],
            counts.hits if "hits" in shown else NONE,
            counts.matches if "matches" in shown else NONE,
            counts.gaps if "gaps" in shown else (),
        )
