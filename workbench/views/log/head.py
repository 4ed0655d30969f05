"""The titles above the columns of the log; their borders are drawn with the mouse, their menu hides and shows them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from workbench.model.instants import to_datetime
from workbench.views.log.columns import TITLES, WIDTHS, ColumnChoice, Columns
from workbench.views.log.times import TimeMode
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

HEIGHT, GRIP = 22, 5
"""Pixels: of the titles, and how near to a border the pointer takes it."""
DISTANCES = {"relative": ("From anchor", "time from the anchor"), "delta": ("From above", "time from the line above")}
"""The time column's title while it tells distances, and its name for a screen reader."""


class LogHead(QWidget):
    """`Time (UTC)`, `Level`, `Source`, fields, `Message` over the table's columns, and the day of the uppermost line.

    chosen(choice): the user wants the columns so · fitted(name): a column should be as wide as what is in it
    """

    chosen = Signal(object)
    fitted = Signal(str)

    def __init__(self, theme: Theme, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.zone = theme, zone
        self.columns, self.choice, self.first = Columns(), ColumnChoice(), 0
        self.mode: TimeMode = "absolute"
        self.top: int | None = None
        self.day = ""
        self.text_boxes: list[TextBox] = []
        self._taken: tuple[str, float] | None = None
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self._name_columns()

    def set_zone(self, zone: str) -> None:
        """Times are in this zone."""
        self.zone = zone
        self.set_top(self.top)
        self._name_columns()

    def set_mode(self, mode: TimeMode) -> None:
        """The time column tells moments or distances."""
        self.mode = mode
        self._name_columns()

    def set_top(self, t: int | None) -> None:
        """The moment of the uppermost line that has one; times are told without their day."""
        self.top = t
        day = to_datetime(t, self.zone).strftime("%a %Y-%m-%d") if t is not None else ""
        if day != self.day:
            self.day = day
            self._name_columns()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.update()

    def set_columns(self, columns: Columns, choice: ColumnChoice, first: int = 0) -> None:
        """Stand over these columns. first: the character that stands at the left edge of the messages."""
        self.columns, self.choice, self.first = columns, choice, first
        self._name_columns()

    def _name_columns(self) -> None:
        names = [TITLES.get(name, name).lower() for name in self.columns.cells]
        time = DISTANCES[self.mode][1] if self.mode in DISTANCES else f"time in {self.zone}"
        names = [time if name == "time" else name for name in names]
        self.setAccessibleName(f"Columns: {', '.join(names)}{f'; from {self.day}' if self.day else ''}")
        self.update()

    # ------------------------------------------------------------------------------------------- painting
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The titles; a zone with a long name is shown by its town."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush, width = Brush(painter, self.theme, self.text_boxes), float(self.width())
        brush.fill(QRectF(0, 0, width, HEIGHT), "bg.panel")
        brush.line(0, HEIGHT - 1, width, HEIGHT - 1, "line")
        end = self._draw_day(brush)
        for name, left, right in (*self.columns.edges, ("message", self.columns.message, end)):
            inset = 4 if name in ("time", "level") else 6
            place = QRectF(left + inset, 0, max(right - left - inset - 4, 0), HEIGHT)
            if place.width() > 12:
                brush.text(place, self._title(name), "text.tertiary", size=11, weight=500, elide=True)
            if self._taken and self._taken[0] == name:
                brush.fill(QRectF(right - 1, 3, 1, HEIGHT - 6), "accent")
            elif self.columns.fields and name in self.choice.fields:
                brush.fill(QRectF(left, 5, 1, HEIGHT - 10), "line")
        painter.end()

    def _draw_day(self, brush: Brush) -> int:
        """The day at the right, where the message's title leaves room for it; gives where that title has to end."""
        wide = round(self.theme.width(self.day, 11, 500)) + 8
        need = round(self.theme.width(self._title("message"), 11, 500)) + 20
        left = self.width() - 8 - wide
        if not self.day or left < self.columns.message + need:
            return self.width()
        place = QRectF(left, 0, wide, HEIGHT)
        brush.text(place, self.day, "text.secondary", size=11, weight=500, align="right")
        return left

    def _title(self, name: str) -> str:
        if name == "time" and self.mode in DISTANCES:
            return DISTANCES[self.mode][0]
        if name == "time":
            return f"Time ({self.zone.rsplit('/', 1)[-1].replace('_', ' ')})"
        if name == "message" and self.first:
            return f"Message · from character {self.first + 1:,}"
        return TITLES.get(name, name)

    # ------------------------------------------------------------------------------------------- hands
    def _border_at(self, x: float) -> str:
        """The column whose right border is at x, empty for none; the last one where several borders meet."""
        near = (name for name, _left, right in reversed(self.columns.edges) if abs(x - right) <= GRIP)
        return next(near, "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a border."""
        name = self._border_at(event.position().x())
        if name and event.button() == Qt.MouseButton.LeftButton:
            span = self.columns.span(name)
            assert span is not None
            self._taken = (name, event.position().x() - (span[1] - span[0]))
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the border along."""
        x = event.position().x()
        if self._taken is not None:
            name, left = self._taken
            self.chosen.emit(self.choice.wide(name, round(x - left)))
        over = self._taken is not None or self._border_at(x)
        self.setCursor(Qt.CursorShape.SplitHCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go of the border."""
        self._taken = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Make the column as wide as what is in it."""
        name = self._border_at(event.position().x())
        if name:
            self._taken = None
            self.fitted.emit(name)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Which columns there are."""
        menu = self.menu()
        menu.popup(event.globalPos())

    def menu(self) -> QMenu:
        """A tick for every column, and the way back to the usual ones."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in (*WIDTHS, *self.choice.fields):
            action = menu.addAction(TITLES.get(name, name))
            action.setCheckable(True)
            action.setChecked(name not in self.choice.hidden)
            action.triggered.connect(lambda _on=False, name=name: self.chosen.emit(self.choice.toggled(name)))
        menu.addSeparator()
        usual = menu.addAction("Columns as usual")
        usual.triggered.connect(lambda _on=False: self.chosen.emit(ColumnChoice(fields=self.choice.fields)))
        return menu
