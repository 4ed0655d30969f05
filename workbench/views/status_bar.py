"""The bar at the bottom: what is linked, the cursor, what is left out; on the right the running job, and the zone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QToolButton, QWidget

from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme
from workbench.views.tokens import BAR_STATUS


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """What the left side says. window, cursor: as text in the zone shown · left_out: what panels don't show · said: news."""

    window: str = ""
    cursor: str = ""
    left_out: str = ""
    said: str = ""


class StatusBar(QWidget):
    """Painted on the left, real buttons on the right. stop_pressed() · zone_pressed()."""

    stop_pressed = Signal()
    zone_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._facts, self._job = theme, StatusFacts(), ""
        self.text_boxes: list[TextBox] = []
        self.setFixedHeight(BAR_STATUS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Status")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setFixedSize(120, 4)
        self._bar.setAccessibleName("Progress")
        self._stop = self._button("Stop the running job")
        self._stop.clicked.connect(self.stop_pressed)
        self._zone = self._button("Zone that times are shown in")
        self._zone.clicked.connect(self.zone_pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 1, 8, 0)
        row.setSpacing(8)
        row.addStretch()
        for widget in (self._bar, self._stop, self._zone):
            row.addWidget(widget)
        self._bar.hide()
        self._stop.hide()
        self.set_theme(theme)

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setFixedHeight(BAR_STATUS - 2)
        return button

    def sizeHint(self) -> QSize:
        """One bar high."""
        return QSize(600, BAR_STATUS)

    @property
    def facts(self) -> StatusFacts:
        """What the left side says."""
        return self._facts

    @property
    def job(self) -> str:
        """The running job's line, empty when nothing runs."""
        return self._job

    def set_facts(self, facts: StatusFacts) -> None:
        """Say this on the left."""
        if facts != self._facts:
            self._facts = facts
            self.setAccessibleName("Status " + ", ".join(part for part in _said(facts) if part))
            self.update()

    def set_zone(self, text: str) -> None:
        """The zone times are shown in."""
        self._zone.setText(text)
        self._zone.setAccessibleName(f"Zone that times are shown in, {text}")

    def set_job(self, text: str, fraction: float) -> None:
        """The running job; empty text when there is none, fraction below 0 when it isn't known how far it is."""
        if not text and not self._job:
            return
        self._job = text
        self._bar.setVisible(bool(text) and fraction >= 0)
        self._bar.setUpdatesEnabled(
            False
        )  # else a new value is painted at once, and all of the window's that waits with it
        self._bar.setValue(max(0, int(fraction * 1000)))
        self._bar.setUpdatesEnabled(True)
        self._stop.setVisible(bool(text))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self._theme = theme
        self._stop.setIcon(theme.icon("stop", "text.primary"))
        self._zone.setFont(theme.font(11))
        self.setStyleSheet(
            "QToolButton { border: 1px solid transparent; border-radius: 3px; padding: 0 5px;"
            f" color: {theme.color('text.secondary').name()}; }}"
            f"QToolButton:hover {{ background: {theme.color('bg.hover').name()}; }}"
            f"QToolButton:focus {{ border: 2px solid {theme.color('accent').name()}; padding: 0 4px; }}"
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the left side, as much as has room, and the job's words left of its bar."""
        self.text_boxes.clear()
        brush = Brush(QPainter(self), self._theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.raised")
        brush.fill(QRectF(0, 0, self.width(), 1), "line")
        shown = [widget for widget in (self._bar, self._stop, self._zone) if not widget.isHidden()]
        right = min(widget.geometry().left() for widget in shown) - 10.0
        if self._job:
            width = min(brush.width(self._job, 11), max(0.0, right - 320))
            brush.text(QRectF(right - width, 0, width + 1, 24), self._job, "text.secondary", size=11, elide=True)
            right -= width + 16
        self._draw_left(brush, right)
        brush.painter.end()

    def _draw_left(self, brush: Brush, right: float) -> None:
        facts, x = self._facts, 12.0
        rows = (
            ("link", f"Window {facts.window}" if facts.window else "Whole case", "text.secondary", 400),
            ("timeline", f"Cursor {facts.cursor}" if facts.cursor else "", "cursor", 500),
            ("filter", facts.left_out, "text.secondary", 400),
            ("", facts.said, "text.primary", 400),
        )
        for icon, text, ink, weight in rows:
            start = x + (19 if icon else 0)
            need = brush.width(text, 11, weight)
            if not text or start + need > right:
                continue
            if icon:
                brush.icon(icon, x, 5, 14, ink)
            brush.text(QRectF(start, 0, need + 1, 24), text, ink, size=11, weight=weight)
            x = start + need + 10
            brush.fill(QRectF(x, 6, 1, 12), "line")
            x += 10


def _said(facts: StatusFacts) -> tuple[str, ...]:
    return (f"window {facts.window}" if facts.window else "whole case", facts.cursor, facts.left_out, facts.said)
