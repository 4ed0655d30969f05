"""The titles above the columns of the log."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.views.log.columns import Columns
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

HEIGHT = 22


class LogHead(QWidget):
    """`Time (UTC)`, `Level`, `Source`, `Message` over the table's columns."""

    def __init__(self, theme: Theme, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.zone = theme, zone
        self.text_boxes: list[TextBox] = []
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(f"Columns: time in {zone}, level, source, message")

    def set_zone(self, zone: str) -> None:
        """Times are in this zone."""
        self.zone = zone
        self.setAccessibleName(f"Columns: time in {zone}, level, source, message")
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The titles; a zone with a long name is shown by its town."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush, width = Brush(painter, self.theme, self.text_boxes), float(self.width())
        columns = Columns.for_width(self.width() - 54)
        brush.fill(QRectF(0, 0, width, HEIGHT), "bg.panel")
        brush.line(0, HEIGHT - 1, width, HEIGHT - 1, "line")
        zone = self.zone.rsplit("/", 1)[-1].replace("_", " ")
        titles = (
            (f"Time ({zone})", columns.time + 4, columns.level),
            ("Level", columns.level + 4, columns.source),
            ("Source", columns.source + 6, columns.message),
            ("Message", columns.message + 6, self.width()),
        )
        for title, left, right in titles:
            place = QRectF(left, 0, right - left - 4, HEIGHT)
            brush.text(place, title, "text.tertiary", size=11, weight=500, elide=True)
        painter.end()
