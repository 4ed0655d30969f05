"""A list whose rows are of different heights: where each lies, which one the pointer and the keys mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme


class TallList(QAbstractScrollArea):
    """`items` are its rows. A list of its own says how high they are, paints them, and names them."""

    items: tuple[Any, ...] = ()
    step = 20
    """Pixels that a line of the wheel scrolls."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.text_boxes: list[TextBox] = []
        self._tops: list[int] = [0]
        self._current, self._hover = -1, -1
        self.setAccessibleName(name)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.viewport().update()

    # ------------------------------------------------------------------------------------------- what a list of its own says
    def paint_item(self, brush: Brush, number: int, rect: QRectF) -> None:
        """Draw a row; its ground is there."""
        raise NotImplementedError

    def paint_nothing(self, brush: Brush) -> None:
        """Say why there is no row."""

    def sentence_of(self, number: int) -> str:
        """A row as a reader's voice says it."""
        raise NotImplementedError

    def tip_of(self, number: int, x: float) -> str:
        """What is told where the pointer rests at x on a row."""
        raise NotImplementedError

    def ask_menu(self, number: int, point: QPoint) -> None:
        """A row's menu is wanted at a global point."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------- geometry
    def set_heights(self, heights: Iterable[int]) -> None:
        """Lay the rows out, one height each."""
        self._tops = [0]
        for height in heights:
            self._tops.append(self._tops[-1] + height)
        self._hover = -1
        self.set_range()
        self.viewport().update()

    def set_range(self) -> None:
        """Keep the scroll bar true."""
        room = max(self.viewport().height(), 1)
        self.verticalScrollBar().setRange(0, max(self._tops[-1] - room, 0))
        self.verticalScrollBar().setPageStep(room)
        self.verticalScrollBar().setSingleStep(self.step)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the scroll bar true."""
        self.set_range()

    def item_rect(self, number: int) -> QRectF:
        """Where a row is on the viewport."""
        top = self._tops[number] - self.verticalScrollBar().value()
        return QRectF(0, top, self.viewport().width(), self._tops[number + 1] - self._tops[number])

    def item_at(self, y: float) -> int:
        """The row at a height of the viewport, -1 where none is."""
        place = y + self.verticalScrollBar().value()
        return next((n for n in range(len(self.items)) if self._tops[n] <= place < self._tops[n + 1]), -1)

    # ------------------------------------------------------------------------------------------- painting
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The rows in sight, or why there are none."""
        self.text_boxes.clear()
        painter = QPainter(self.viewport())
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.viewport().rect()), "bg.panel")
        for number in range(len(self.items)):
            rect = self.item_rect(number)
            if rect.bottom() <= 0 or rect.top() >= self.viewport().height():
                continue
            ground = "bg.selected" if number == self._current else "bg.hover" if number == self._hover else ""
            if ground:
                brush.fill(rect, ground)
            if number == self._current and self.hasFocus():
                brush.fill(QRectF(0, rect.top(), 2, rect.height()), "accent")
            self.paint_item(brush, number, rect)
        if not self.items:
            self.paint_nothing(brush)
        painter.end()

    # ------------------------------------------------------------------------------------------- pointer
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the pointer."""
        self._hover = self.item_at(event.position().y())
        self.viewport().update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hover = -1
        self.viewport().update()

    def make_current(self, number: int) -> None:
        """Stand on a row and bring it into sight."""
        self._current = number
        bar, room = self.verticalScrollBar(), self.viewport().height()
        if self._tops[number] < bar.value():
            bar.setValue(self._tops[number])
        elif self._tops[number + 1] > bar.value() + room:
            bar.setValue(self._tops[number + 1] - room)
        self.setAccessibleDescription(self.sentence_of(number))
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of a row."""
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        number = self._current if by_keys else self.item_at(event.pos().y())
        if 0 <= number < len(self.items):
            self.make_current(number)
            self.ask_menu(number, event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole of what a row has no room for."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self.item_at(event.pos().y())
            text = self.tip_of(number, event.pos().x()) if number >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return super().viewportEvent(event)
