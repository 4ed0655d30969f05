"""The bar on top: how bad, which case, how it stands, its clocks; only what the case knows."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme
from workbench.views.tokens import BAR_CASE

_DONE = ("mitigated", "monitoring", "resolved", "closed")


@dataclass(frozen=True, slots=True)
class CaseClock:
    """One clock: what it counts, as a word and a short one, and the time as text."""

    label: str
    short: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the bar shows; everything but the title may be empty. note: a doubt, such as why nothing can be written."""

    title: str
    key: str = ""
    severity: str = ""
    status: str = ""
    subtitle: str = ""
    clocks: tuple[CaseClock, ...] = ()
    lead: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    place: QRect
    tip: str


class CaseBar(QWidget):
    """Painted. pressed(name): `palette`, `layout`, `theme` or `case` was clicked or given by the keyboard."""

    pressed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._facts, self._layout = CaseFacts(""), ""
        self._parts: list[_Part] = []
        self._at = 0
        self.text_boxes: list[TextBox] = []
        self.setFixedHeight(BAR_CASE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Case")

    def sizeHint(self) -> QSize:
        """One bar high."""
        return QSize(800, BAR_CASE)

    @property
    def facts(self) -> CaseFacts:
        """What is shown."""
        return self._facts

    def set_facts(self, facts: CaseFacts, layout: str) -> None:
        """Show this case, and the name of the layout it stands in."""
        if (facts, layout) != (self._facts, self._layout):
            self._facts, self._layout = facts, layout
            clocks = ", ".join(f"{clock.label} {clock.text}" for clock in facts.clocks)
            said = (facts.severity, facts.key, facts.title, facts.status, clocks, facts.note)
            self.setAccessibleName("Case " + ", ".join(part for part in said if part))
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw from both ends to the middle; what has no room goes as a whole: subtitle, key hint, lead, status word."""
        self.text_boxes.clear()
        self._parts = []
        brush = Brush(QPainter(self), self._theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.raised")
        brush.fill(QRectF(0, BAR_CASE - 1, self.width(), 1), "line")
        left = self._draw_name_width(brush)
        right = self._draw_buttons(brush, hint=self.width() >= 1500)
        right = self._draw_clocks(brush, right, self.width() >= 1500)
        self._draw_name(brush, right - 16, left)
        if self.hasFocus() and self._parts:
            brush.focus_ring(QRectF(self._parts[self._at % len(self._parts)].place))
        brush.painter.end()

    def _draw_name_width(self, brush: Brush) -> float:
        return brush.width(self._facts.title, 14, 600)

    def _draw_buttons(self, brush: Brush, hint: bool) -> float:
        x = self.width() - 12.0
        keys = "Ctrl+Shift+P" if hint else ""
        x = self._button(brush, x, "palette", "command", keys, "Give any command (Ctrl+Shift+P)")
        x = self._button(brush, x, "theme", "eye", "", "Light or dark theme")
        return self._button(brush, x, "layout", "chev-down", self._layout, "Choose a layout")

    def _button(self, brush: Brush, right: float, name: str, icon: str, words: str, tip: str) -> float:
        width = brush.width(words, 11, 500) + 40 if words else 30
        box = QRectF(right - width, 11, width, 26)
        brush.round(box, "bg.control", "line")
        brush.icon(icon, box.left() + 7, 16)
        if words:
            brush.text(QRectF(box.left() + 30, 11, width - 34, 26), words, "text.secondary", size=11, weight=500)
        self._parts.append(_Part(name, box.toRect(), tip))
        return box.left() - 8

    def _draw_clocks(self, brush: Brush, right: float, roomy: bool) -> float:
        if self._facts.lead:
            width = max(brush.width("Lead", 11), brush.width(self._facts.lead, 12, 500))
            right -= width + 8
            brush.text(QRectF(right, 8, width + 1, 16), "Lead", "text.tertiary", size=11)
            brush.text(QRectF(right, 24, width + 1, 16), self._facts.lead, weight=500)
        if self._facts.clocks:
            right -= 14
            brush.fill(QRectF(right, 12, 1, 24), "line")
        for clock in reversed(self._facts.clocks):
            label = clock.label if roomy else clock.short
            width = max(brush.width(label, 11), brush.width(clock.text, 14, 600), 62 if roomy else 50)
            right -= width + (18 if roomy else 14)
            brush.text(QRectF(right, 7, width + 1, 15), label, "text.tertiary", size=11)
            brush.text(QRectF(right, 22, width + 1, 18), clock.text, size=14, weight=600)
        return right

    def _draw_name(self, brush: Brush, right: float, title: float) -> None:
        facts, x = self._facts, 12.0
        if facts.severity:
            x += brush.severity_badge(facts.severity, x, 13) + 12
        if facts.key:
            x += brush.text(QRectF(x, 0, right - x, 48), facts.key, "text.secondary", weight=500, mono=True) + 12
        pill = brush.width(facts.status.capitalize(), 12, 600) + 30 if facts.status else 0
        room = right - x - (pill + 14 if title + pill + 14 <= right - x else 0)
        x += brush.text(QRectF(x, 0, max(0.0, room), 48), facts.title, size=14, weight=600, elide=True) + 14
        if pill and x + pill <= right:
            x = self._draw_pill(brush, x, pill)
        tail, ink = (facts.note, "warn") if facts.note else (facts.subtitle, "text.tertiary")
        if tail and x + 6 + brush.width(tail) <= right:
            brush.text(QRectF(x + 6, 0, right - x - 6, 48), tail, ink)

    def _draw_pill(self, brush: Brush, x: float, width: float) -> float:
        done = self._facts.status in _DONE
        ink, ground, icon = ("ok", "ok.tint", "check") if done else ("info", "info.tint", "search")
        brush.round(QRectF(x, 13, width, 22), ground, radius=11)
        brush.icon(icon, x + 8, 17, 14, ink)
        brush.text(QRectF(x + 24, 13, width - 24, 22), self._facts.status.capitalize(), ink, weight=600)
        return x + width + 8

    def _part_at(self, event: QMouseEvent) -> _Part | None:
        point = event.position().toPoint()
        return next((part for part in self._parts if part.place.contains(point)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A button, or the case itself."""
        if event.button() == Qt.MouseButton.LeftButton:
            part = self._part_at(event)
            self.pressed.emit(part.name if part else "case")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what a button does."""
        part = self._part_at(event)
        QToolTip.showText(event.globalPosition().toPoint(), part.tip if part else self._facts.note, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from button to button, Enter or Space gives one."""
        step = {Qt.Key.Key_Left: 1, Qt.Key.Key_Right: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self._at = (self._at + step) % max(1, len(self._parts))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._parts:
            self.pressed.emit(self._parts[self._at % len(self._parts)].name)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        self.update()

    def place_of(self, name: str) -> QRect:
        """Where a button was drawn last."""
        return next((part.place for part in self._parts if part.name == name), QRect())

    def changeEvent(self, event: QEvent) -> None:
        """A new screen may have another ratio."""
        super().changeEvent(event)
        self.update()
