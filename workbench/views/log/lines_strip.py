"""The strip over the physical lines of one source: whose they are, and the way back."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.views.filter_parts import Drawn
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

HEIGHT = 28


class _Back(Drawn):
    """A quiet button with words."""

    def sizeHint(self) -> QSize:
        """The words and some air."""
        return QSize(round(self.theme.width(self.text(), 11, 500)) + 20, 22)

    def draw(self, brush: Brush, rect: QRectF) -> None:
        """The words on a plate."""
        brush.round(rect, "bg.hover" if self.hovered else "bg.control", "line")
        brush.text(rect, self.text(), "text.primary", size=11, weight=500, align="center")


class LinesStrip(QWidget):
    """back(): all records are wanted again."""

    back = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.name = theme, name
        self.text_boxes: list[TextBox] = []
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(f"Physical lines of {name}")
        self.button = _Back(theme, "All records", self)
        self.button.setText("All records")
        self.button.clicked.connect(self.back)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 8, 0)
        across.addStretch(1)
        across.addWidget(self.button)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.button.set_theme(theme)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """What is shown, in words."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.raised")
        brush.line(0, HEIGHT - 1, self.width(), HEIGHT - 1, "line")
        brush.icon("logs", 10, 6, 16)
        room = self.width() - 46 - (0 if self.button.isHidden() else self.button.width())
        brush.text(QRectF(34, 0, max(room, 20), HEIGHT), f"Lines of {self.name} as they stand in the file", elide=True,
                   token="text.secondary")  # fmt: skip
        painter.end()
