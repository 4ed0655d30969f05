"""One brush for all painted views: tokens instead of colours, and a record of every text drawn, for tests to check."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from workbench.views.theme import Theme
from workbench.views.tokens import LEVEL_INK, SEVERITY_INK

Align = Literal["left", "right", "center"]
ChipState = Literal["", "hover", "lit", "gone"]
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}
CHIP_HEIGHT = 18
BADGE_WIDTH, BADGE_HEIGHT = 62, 16


@dataclass(frozen=True, slots=True)
class TextBox:
    """One text as it was drawn: the ink's rectangle, the room it was given, and what it says; widget coordinates."""

    drawn: QRectF
    box: QRectF
    text: str


class Brush:
    """Draws with a theme's tokens on a painter. `guard` collects the text boxes (clear it when a paint starts)."""

    def __init__(self, painter: QPainter, theme: Theme, guard: list[TextBox] | None = None) -> None:
        self.painter, self.theme, self.guard = painter, theme, guard
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def fill(self, rect: QRectF, token: str, alpha: float = 1.0) -> None:
        """A flat rectangle."""
        self.painter.fillRect(rect, self.theme.color(token, alpha))

    def round(
        self, rect: QRectF, fill: str = "", stroke: str = "", *, radius: float = 4, width: float = 1, alpha: float = 1.0
    ) -> None:
        """A rounded rectangle, filled, outlined inside its edge, or both."""
        self.painter.setBrush(self.theme.color(fill, alpha) if fill else Qt.BrushStyle.NoBrush)
        if stroke:
            half = width / 2
            self.painter.setPen(QPen(self.theme.color(stroke), width))
            rect = rect.adjusted(half, half, -half, -half)
        else:
            self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.drawRoundedRect(rect, radius, radius)

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        token: str = "line",
        *,
        width: float = 1.0,
        dash: tuple[float, ...] = (),
        alpha: float = 1.0,
    ) -> None:
        """A straight line; upright and level ones without dashes are filled, so that they stay sharp."""
        color = self.theme.color(token, alpha)
        if not dash and y1 == y2:
            self.painter.fillRect(QRectF(min(x1, x2), y1, abs(x2 - x1), width), color)
        elif not dash and x1 == x2:
            self.painter.fillRect(QRectF(x1, min(y1, y2), width, abs(y2 - y1)), color)
        else:
            self.painter.setPen(_pen(color, width, dash))
            self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, not dash)
            self.painter.drawLine(QLineF(x1, y1, x2, y2))
            self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def hatch(self, rect: QRectF, token: str = "line.strong", alpha: float = 0.5, step: int = 6) -> None:
        """Slanting lines: nothing is known here. They are a tile put side by side, from the rectangle's lower edge up."""
        key = ("hatch", token, str(alpha))
        tile = self.theme.drawn(
            key, step, step, self._ratio(), lambda painter: self._slant(painter, token, alpha, step)
        )
        painter = self.painter
        painter.setBrushOrigin(QPointF(0, rect.bottom()))
        painter.fillRect(rect, QBrush(tile))
        painter.setBrushOrigin(QPointF(0, 0))

    def _slant(self, painter: QPainter, token: str, alpha: float, step: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.color(token, alpha), 1))
        for left in (-step, 0, step):
            painter.drawLine(QPointF(left - 1, step + 1), QPointF(left + step + 1, -1))

    def polygon(self, points: list[tuple[float, float]], fill: str = "", stroke: str = "", width: float = 1.2) -> None:
        """A closed shape."""
        self._shape(fill, stroke, width)
        self.painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))

    def circle(self, x: float, y: float, radius: float, fill: str = "", stroke: str = "", width: float = 1.2) -> None:
        """A circle about a point."""
        self._shape(fill, stroke, width)
        self.painter.drawEllipse(QPointF(x, y), radius, radius)

    def path(self, path: QPainterPath, fill: str = "", stroke: str = "", width: float = 1.2) -> None:
        """Any path."""
        self._shape(fill, stroke, width)
        self.painter.drawPath(path)

    def _shape(self, fill: str, stroke: str, width: float) -> None:
        self.painter.setBrush(QBrush(self.theme.color(fill)) if fill else Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(self.theme.color(stroke), width) if stroke else Qt.PenStyle.NoPen)

    def width(self, text: str, size: int = 12, weight: int = 400, mono: bool = False) -> float:
        """How wide a text would be drawn."""
        return self.theme.width(text, size, weight, mono)

    def text(
        self,
        rect: QRectF,
        text: str,
        token: str = "text.primary",
        *,
        size: int = 12,
        weight: int = 400,
        mono: bool = False,
        align: Align = "left",
        elide: bool = False,
    ) -> float:
        """One line of text in the middle of the rectangle's height; gives the width of what was drawn."""
        if not text:
            return 0.0
        theme = self.theme
        need = theme.width(text, size, weight, mono)
        if elide and need > rect.width():
            metrics = theme.metrics(size, weight, mono)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            need = metrics.horizontalAdvance(text)
        left = rect.left()
        if align == "right":
            left = rect.right() - need
        elif align == "center":
            left = rect.left() + (rect.width() - need) / 2
        painter = self.painter
        painter.setFont(theme.font(size, weight, mono))
        painter.setPen(theme.color(token))
        painter.drawText(QPointF(left, rect.center().y() + theme.shift(size, weight, mono)), text)
        self._guard(left, rect, need, size, text)
        return need

    def _guard(self, left: float, rect: QRectF, need: float, size: int, text: str) -> None:
        if self.guard is not None and text.strip():
            ink = QRectF(left, rect.center().y() - size / 2, need, size)
            move = self.painter.worldTransform()
            if move.isIdentity():
                self.guard.append(TextBox(ink, QRectF(rect), text))
            else:
                self.guard.append(TextBox(move.mapRect(ink), move.mapRect(rect), text))

    def icon(self, name: str, x: float, y: float, size: int = 16, token: str = "text.secondary") -> None:
        """An icon with its upper left corner at (x, y), sharp at any scale."""
        self.painter.drawPixmap(QPointF(x, y), self.theme.pixmap(name, token, size, self._ratio()))

    def _ratio(self) -> float:
        device = self.painter.device()
        return device.devicePixelRatioF() if device else 1.0

    def level_shape(self, level: str, x: float, y: float, radius: float = 4, token: str = "") -> None:
        """The shape of a level about a point: octagon, square, triangle, dot, ring or dash."""
        ink = token or LEVEL_INK[level][0]
        if level == "fatal":
            self.polygon(_octagon(x, y, radius), ink)
        elif level == "error":
            self.round(QRectF(x - radius + 0.5, y - radius + 0.5, 2 * radius - 1, 2 * radius - 1), ink, radius=1)
        elif level == "warn":
            self.polygon([(x, y - radius), (x + radius, y + radius * 0.85), (x - radius, y + radius * 0.85)], ink)
        elif level == "info":
            self.circle(x, y, radius - 0.6, ink)
        elif level == "debug":
            self.circle(x, y, radius - 1, "", ink, 1.3)
        elif level == "trace":
            self.fill(QRectF(x - radius + 1, y - 0.6, 2 * radius - 2, 1.3), ink)

    def level_badge(self, level: str, x: float, y: float, width: float = BADGE_WIDTH) -> None:
        """A level by shape, word and colour (`level` is a name of `severity.LEVELS`); unknown draws nothing."""
        if level == "unknown":
            return
        word = level.upper()
        self.painter.drawPixmap(QPointF(x, y), self.level_plate(level, width))
        room = QRectF(x + 18, y, width - 18, BADGE_HEIGHT)
        self._guard(room.left(), room, self.width(word, 11, 600), 11, word)

    def level_plate(self, level: str, width: float = BADGE_WIDTH) -> QPixmap:
        """The picture of a level's badge."""
        key = ("level", level, str(width))
        return self.theme.drawn(key, math.ceil(width), BADGE_HEIGHT, self._ratio(),
                                lambda painter: Brush(painter, self.theme)._level_plate(level, width))  # fmt: skip

    def _level_plate(self, level: str, width: float) -> None:
        ink, ground = LEVEL_INK[level]
        if ground:
            self.round(QRectF(0, 0, width, BADGE_HEIGHT), ground, radius=3)
        self.level_shape(level, 9, BADGE_HEIGHT / 2)
        self.text(QRectF(18, 0, width - 18, BADGE_HEIGHT), level.upper(), ink, size=11, weight=600)

    def severity_badge(self, severity: str, x: float, y: float, height: float = 22) -> float:
        """`SEV1` … `SEV4` by shape, word and colour; gives its width."""
        ink = SEVERITY_INK.get(severity, "text.secondary")
        word = self.width(severity, 12, 700)
        box = QRectF(x, y, word + height + 8, height)
        first = severity == "SEV1"
        self.round(box, "fatal" if first else "", "" if first else ink)
        self._severity_shape(severity, x + height / 2 + 1, y + height / 2, height * 0.24, ink)
        self.text(QRectF(x + height, y, word + 1, height), severity, ink, weight=700)
        return box.width()

    def _severity_shape(self, severity: str, x: float, y: float, radius: float, ink: str) -> None:
        if severity == "SEV1":
            self.polygon(_octagon(x, y, radius + 0.5), ink)
        elif severity == "SEV2":
            self.level_shape("warn", x, y, radius + 0.5, ink)
        elif severity == "SEV3":
            reach = radius + 0.5
            self.polygon([(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], ink)
        else:
            self.circle(x, y, radius, "", ink, 1.5)

    def chip_width(self, label: str, text: str) -> float:
        """How wide `chip` will be."""
        tail = 5 + self.width(text, 11) if text else 0
        return 21 + self.width(label, 11, 600) + tail + 7

    def chip(self, kind_icon: str, label: str, text: str, rect: QRectF, state: ChipState = "") -> float:
        """A piece of evidence: icon, id, what it is. `lit` is outlined, `gone` (source lost) is dimmed. Gives its width."""
        ink = "text.tertiary" if state == "gone" else "accent.text"
        width = min(self.chip_width(label, text), rect.width())
        top = rect.center().y() - CHIP_HEIGHT / 2
        box = QRectF(rect.left(), top, width, CHIP_HEIGHT)
        self.round(box, "accent.tint", "accent" if state in ("hover", "lit") else "")
        self.icon(kind_icon, box.left() + 5, top + 3, 12, ink)
        place = QRectF(box.left() + 21, top, width - 28, CHIP_HEIGHT)
        used = self.text(place, label, ink, size=11, weight=600)
        if text:
            self.text(place.adjusted(used + 5, 0, 0, 0), text, "text.primary", size=11, elide=True)
        return width

    def key(self, x: float, y: float, text: str) -> float:
        """A key cap 18 high; gives its width."""
        width = self.width(text, 11, 500) + 10
        self.round(QRectF(x, y, width, 18), "bg.control", "line.strong", radius=3)
        self.text(QRectF(x, y, width, 18), text, "text.secondary", size=11, weight=500, align="center")
        return width

    def focus_ring(self, rect: QRectF, radius: float = 5) -> None:
        """The 2 px ring that shows where the keyboard is, 1 px outside of `rect`."""
        self.round(rect.adjusted(-3, -3, 3, 3), "", "accent", radius=radius, width=2)


def _pen(color: QColor, width: float, dash: tuple[float, ...]) -> QPen:
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern(list(dash))
    return pen


def _octagon(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    turns = (math.pi / 8 + step * math.pi / 4 for step in range(8))
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]
