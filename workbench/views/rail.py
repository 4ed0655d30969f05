"""The strip at the left edge: an icon a panel, and below them what concerns the whole window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from workbench.views.paint import Brush
from workbench.views.theme import Theme
from workbench.views.tokens import BAR_RAIL


@dataclass(frozen=True, slots=True)
class RailItem:
    """One icon. name: what `chosen` says · tip: tooltip and accessible name · low: whether it stands at the bottom."""

    name: str
    icon: str
    tip: str
    low: bool = False


class RailButton(QToolButton):
    """One icon of the rail; `shown` when its panel has a place, `current` when it has the keyboard."""

    def __init__(self, theme: Theme, item: RailItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item, self._theme = item, theme
        self.shown, self.current = item.low, False
        self.setFixedSize(BAR_RAIL, 36)
        self.setToolTip(item.tip)
        self.setAccessibleName(item.tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_state(self, shown: bool, current: bool) -> None:
        """Draw it lit, or as the one with the keyboard."""
        if (shown, current) != (self.shown, self.current):
            self.shown, self.current = shown, current
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the plate, the mark of the current one, the icon."""
        brush = Brush(QPainter(self), self._theme)
        plate = QRectF(5, 3, 29, 30)
        if self.underMouse() or (self.shown and not self.item.low):
            brush.round(plate, "bg.hover" if self.underMouse() else "bg.control", radius=5)
        if self.current:
            brush.fill(QRectF(0, 7, 2, 22), "accent")
        brush.icon(self.item.icon, 12, 10, 16, "text.primary" if self.shown or self.underMouse() else "text.tertiary")
        if self.hasFocus():
            brush.round(plate, "", "accent", radius=5, width=2)
        brush.painter.end()


class Rail(QWidget):
    """chosen(name): an icon was pressed."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, items: tuple[RailItem, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedWidth(BAR_RAIL)
        self.setAccessibleName("Panels")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 5, 0, 5)
        column.setSpacing(0)
        self.buttons: dict[str, RailButton] = {}
        for low in (False, True):
            for item in items:
                if item.low == low:
                    button = RailButton(theme, item, self)
                    button.clicked.connect(lambda _on=False, name=item.name: self.chosen.emit(name))
                    self.buttons[item.name] = button
                    column.addWidget(button)
            if not low:
                column.addStretch()

    def sizeHint(self) -> QSize:
        """As wide as the rail is."""
        return QSize(BAR_RAIL, 400)

    def set_states(self, shown: frozenset[str], current: str) -> None:
        """Which panels have a place, and which has the keyboard."""
        for name, button in self.buttons.items():
            button.set_state(button.item.low or name in shown, name == current)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self._theme = theme
        for button in self.buttons.values():
            button.set_theme(theme)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        brush = Brush(QPainter(self), self._theme)
        brush.fill(QRectF(self.rect()), "bg.raised")
        brush.fill(QRectF(self.width() - 1, 0, 1, self.height()), "line")
        brush.painter.end()
