"""The log's density beside its rows: levels over time, silences, pins, what is in sight, and the shared cursor."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from workbench.views.paint import Brush
from workbench.views.theme import Theme

WIDTH, PITCH, ROOM = 44, 3, 34
# Columns of a density by `severity.LEVELS`: unknown, trace, debug and info in one bar, then warn, then error and fatal.
_BARS = ((slice(0, 4), "info.fill"), (slice(4, 5), "warn.fill"), (slice(5, 7), "err.fill"))


class Minimap(QWidget):
    """All places are fractions of its height, 0 at the top. jumped(fraction): the user clicked or dragged there.

    resized(bins): it now has room for so many bins.
    """

    jumped = Signal(float)
    resized = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("Density of the log over time")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Records over time by level: click to go there")
        self.density: npt.NDArray[np.int64] = np.zeros((0, 7), np.int64)
        self.gaps: tuple[tuple[float, float], ...] = ()
        self.pins: tuple[float, ...] = ()
        self.sight: tuple[float, float] | None = None
        self.cursor_at: float | None = None
        self._ground: QPixmap | None = None

    @property
    def bins(self) -> int:
        """How many bins it has room for."""
        return max(self.height() // PITCH, 1)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self._ground = None
        self.update()

    def show_density(self, density: npt.NDArray[np.int64], gaps: tuple[tuple[float, float], ...]) -> None:
        """Counts of shape (bins, 7) by level, and silences as (from, to)."""
        self.density, self.gaps = density, gaps
        self._ground = None
        self.update()

    def show_places(self, pins: tuple[float, ...], sight: tuple[float, float] | None, cursor_at: float | None) -> None:
        """Where evidence lies, what is in sight, and where the shared cursor stands."""
        if (pins, sight, cursor_at) != (self.pins, self.sight, self.cursor_at):
            self.pins, self.sight, self.cursor_at = pins, sight, cursor_at
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a density of the new height."""
        super().resizeEvent(event)
        self._ground = None
        self.resized.emit(self.bins)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump."""
        self._jump(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag through the log."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._jump(event)

    def _jump(self, event: QMouseEvent) -> None:
        self.jumped.emit(min(max(event.position().y() / max(self.height(), 1), 0.0), 1.0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars and gaps, which are kept as a picture, then pins, the frame of what is in sight and the cursor."""
        painter = QPainter(self)
        brush, height = Brush(painter, self.theme), float(self.height())
        if self._ground is None or self._ground.devicePixelRatioF() != self.devicePixelRatioF():
            self._ground = self._draw_ground(height)
        painter.drawPixmap(0, 0, self._ground)
        for pin in self.pins:
            brush.circle(WIDTH - 5, pin * height, 2.5, "accent")
        if self.sight:
            top = min(self.sight[0] * height, height - 6)
            frame = QRectF(1, top, WIDTH - 2, max((self.sight[1] - self.sight[0]) * height, 6))
            brush.round(frame, "text.primary", radius=2, alpha=0.10)
            brush.round(frame, "", "line.field", radius=2)
        if self.cursor_at is not None:
            brush.fill(QRectF(0, min(max(self.cursor_at * height - 1, 0), height - 2), WIDTH, 2), "cursor")
        painter.end()

    def _draw_ground(self, height: float) -> QPixmap:
        ratio = self.devicePixelRatioF()
        ground = QPixmap(QSize(round(WIDTH * ratio), max(round(height * ratio), 1)))
        ground.setDevicePixelRatio(ratio)
        painter = QPainter(ground)
        brush = Brush(painter, self.theme)
        brush.fill(QRectF(0, 0, WIDTH, height), "bg.panel")
        brush.line(0, 0, 0, height, "line")
        self._bars(brush, height)
        for start, end in self.gaps:
            rect = QRectF(1, start * height, WIDTH - 1, max((end - start) * height, 2))
            brush.fill(rect, "bg.app")
            brush.hatch(rect, "line.strong", 0.9, 4)
        painter.end()
        return ground

    def _bars(self, brush: Brush, height: float) -> None:
        total = self.density.sum(axis=1) if len(self.density) else np.zeros(0)
        most = float(total.max()) if total.size else 0.0
        if most <= 0:
            return
        # The square root keeps quiet stretches visible beside a burst.
        scale = ROOM * np.sqrt(total / most) / np.maximum(total, 1)
        step = height / len(self.density)
        for number in np.flatnonzero(total):
            x, y = 5.0, number * step + 0.5
            for levels, token in _BARS:
                width = float(self.density[number, levels].sum() * scale[number])
                if width > 0:
                    brush.fill(QRectF(x, y, max(width, 1.0), max(step - 1, 1)), token)
                    x += max(width, 1.0)
