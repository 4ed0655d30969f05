"""The values of one template as columns: at each place that varies, what stood there and how often."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from workbench.views.log.text import harmless
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

ROW, HEAD, WIDE, PAD = 22, 38, 168, 10
WAYS = {
    Qt.Key.Key_Return: "include", Qt.Key.Key_Enter: "include", Qt.Key.Key_Plus: "include", Qt.Key.Key_Minus: "exclude",
}  # fmt: skip
CLAIMED = (Qt.Key.Key_Plus, Qt.Key.Key_Minus)


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """One place of a template. title: the word before it · values: (text, count), commonest first · distinct: how many ·
    lines: how many were read
    """

    number: int
    title: str
    values: tuple[tuple[str, int], ...]
    distinct: int
    lines: int


class TemplateValues(QAbstractScrollArea):
    """chosen(column number, value, how): `include` or `exclude` its lines · left(): back to the templates."""

    chosen = Signal(int, str, str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.columns: tuple[ValueColumn, ...] = ()
        self.words = ""
        self.text_boxes: list[TextBox] = []
        self._current = (0, -1)
        self.setAccessibleName("Values of the template")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.viewport().update()

    def show_columns(self, columns: tuple[ValueColumn, ...], words: str) -> None:
        """Show these; words: of how many lines they are, or why there are none."""
        self.columns, self.words, self._current = columns, words, (0, -1)
        self.horizontalScrollBar().setValue(0)
        self.verticalScrollBar().setValue(0)
        self._set_range()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Room for some values."""
        return QSize(340, HEAD + 6 * ROW)

    @property
    def _wide(self) -> float:
        """How wide a column is: at least `WIDE`, all of the room where they are few."""
        return max(WIDE, self.viewport().width() / max(len(self.columns), 1))

    def _set_range(self) -> None:
        deep = max((len(column.values) for column in self.columns), default=0)
        size = self.viewport().size()
        for bar, need, room in (
            (self.horizontalScrollBar(), round(self._wide * len(self.columns)), size.width()),
            (self.verticalScrollBar(), HEAD + deep * ROW, size.height()),
        ):
            bar.setRange(0, max(need - room, 0))
            bar.setPageStep(max(room, 1))
            bar.setSingleStep(ROW)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the scroll bars true."""
        self._set_range()

    def cell_rect(self, column: int, row: int) -> QRectF:
        """Where a value is on the viewport."""
        left = column * self._wide - self.horizontalScrollBar().value()
        return QRectF(left, HEAD + row * ROW - self.verticalScrollBar().value(), self._wide, ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The columns in sight; heads stay on top."""
        self.text_boxes.clear()
        painter = QPainter(self.viewport())
        brush = Brush(painter, self.theme, self.text_boxes)
        size = self.viewport().size()
        brush.fill(QRectF(self.viewport().rect()), "bg.panel")
        for number, column in enumerate(self.columns):
            for row, (text, count) in enumerate(column.values):
                rect = self.cell_rect(number, row)
                if rect.bottom() > HEAD and rect.top() < size.height():
                    self._cell(brush, rect, text, count, column, (number, row) == self._current)
        self.text_boxes[:] = [box for box in self.text_boxes if box.drawn.top() >= HEAD]
        brush.fill(QRectF(0, 0, size.width(), HEAD), "bg.panel")
        brush.line(0, 0, size.width(), 0, "line")
        brush.line(0, HEAD - 1, size.width(), HEAD - 1, "line")
        for number, column in enumerate(self.columns):
            rect = self.cell_rect(number, 0)
            self._head(brush, QRectF(rect.left(), 0, rect.width(), HEAD), column)
        if not self.columns:
            brush.text(
                QRectF(PAD, 0, size.width() - 2 * PAD, HEAD - 1), self.words, "text.tertiary", size=11, elide=True
            )
        painter.end()

    def _head(self, brush: Brush, rect: QRectF, column: ValueColumn) -> None:
        place = rect.adjusted(PAD, 2, -PAD, 0)
        title = f"{column.number} · {column.title}" if column.title else f"{column.number}"
        brush.text(QRectF(place.left(), 3, place.width(), 16), title, "text.primary", weight=500, elide=True)
        words = f"{column.distinct:,} different" if column.distinct != 1 else "always the same"
        brush.text(QRectF(place.left(), 19, place.width(), 15), words, "text.tertiary", size=11, elide=True)
        brush.line(rect.right() - 1, 6, rect.right() - 1, HEAD - 6, "line.subtle")

    def _cell(self, brush: Brush, rect: QRectF, text: str, count: int, column: ValueColumn, current: bool) -> None:
        if current:
            brush.fill(rect, "bg.selected")
            if self.hasFocus():
                brush.fill(QRectF(rect.left(), rect.top(), 2, rect.height()), "accent")
        share = count / max(column.lines, count, 1)
        brush.fill(QRectF(rect.left() + PAD - 4, rect.top() + 2, (rect.width() - 2 * PAD + 8) * share, ROW - 4), "info.fill",
                   0.22)  # fmt: skip
        words = f"{count:,}"
        wide = brush.width(words, 11, 500)
        right = rect.right() - PAD
        brush.text(QRectF(right - wide - 0.5, rect.top(), wide + 1, ROW), words, "text.secondary", size=11, weight=500,
                   align="right")  # fmt: skip
        place = QRectF(rect.left() + PAD, rect.top(), max(right - wide - 8 - rect.left() - PAD, 8), ROW)
        brush.text(place, harmless(text) or "(empty)", "text.primary", mono=True, elide=True)

    # ------------------------------------------------------------------------------------------- hands
    def _at(self, x: float, y: float) -> tuple[int, int]:
        column = int((x + self.horizontalScrollBar().value()) // self._wide)
        row = int((y - HEAD + self.verticalScrollBar().value()) // ROW) if y >= HEAD else -1
        there = 0 <= column < len(self.columns) and 0 <= row < len(self.columns[column].values)
        return (column, row) if there else (0, -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Filter by a value: its lines only."""
        at = self._at(event.position().x(), event.position().y())
        if at[1] >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._stand(*at)
            self._choose("include")

    def event(self, event: QEvent) -> bool:
        """What includes and excludes means the value, not the log's line: claimed before shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in CLAIMED:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move from value to value; Enter and plus filter by one, minus hides it; Esc goes back."""
        column, row = self._current
        key = Qt.Key(event.key())
        moves = {Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1), Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0)}
        if key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Left and column == 0):
            self.left.emit()
        elif key in moves and self.columns:
            column = min(max(column + moves[key][0], 0), len(self.columns) - 1)
            self._stand(column, min(max(row + moves[key][1], 0), len(self.columns[column].values) - 1))
        elif key in WAYS and row >= 0:
            self._choose(WAYS[key])
        else:
            super().keyPressEvent(event)

    def _stand(self, column: int, row: int) -> None:
        self._current = (column, row)
        if row < 0:
            return
        rect, size = self.cell_rect(column, row), self.viewport().size()
        for bar, low, high, first, room in (
            (self.horizontalScrollBar(), rect.left(), rect.right(), 0, size.width()),
            (self.verticalScrollBar(), rect.top(), rect.bottom(), HEAD, size.height()),
        ):
            bar.setValue(round(bar.value() + min(low - first, 0) + max(high - room, 0)))
        text, count = self.columns[column].values[row]
        self.setAccessibleDescription(f"{self.columns[column].title} {text}, {count:,} lines")
        self.viewport().update()

    def _choose(self, how: str) -> None:
        column, row = self._current
        self.chosen.emit(self.columns[column].number, self.columns[column].values[row][0], how)

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole of a value that has no room."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            column, row = self._at(event.pos().x(), event.pos().y())
            text = self.columns[column].values[row][0] if row >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return super().viewportEvent(event)
