"""Groups of the shown lines by a field's value: how many, from when to when, and when they came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from workbench.views.log.text import harmless
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

ROW, PAD, SPARK = 44, 12, 96
CLAIMED = (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Equal)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group. span: from when to when · share: of all rows · spark: rows over time."""

    key: int
    value: str
    count: int
    share: float
    span: str
    spark: npt.NDArray[np.int64]


class GroupList(QAbstractScrollArea):
    """chosen(key, how): `include` by click or Enter, `exclude` by minus, `only` by equals; the key is the group's place."""

    chosen = Signal(int, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.groups: tuple[GroupRow, ...] = ()
        self.text_boxes: list[TextBox] = []
        self._current, self._hover = -1, -1
        self.setAccessibleName("Groups of lines")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.viewport().update()

    def show_groups(self, groups: tuple[GroupRow, ...]) -> None:
        """Show these."""
        self.groups = groups
        self._current = min(self._current, len(groups) - 1)
        self._set_range()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Room for values and sparks."""
        return QSize(340, 8 * ROW)

    def _set_range(self) -> None:
        room = max(self.viewport().height(), 1)
        self.verticalScrollBar().setRange(0, max(len(self.groups) * ROW - room, 0))
        self.verticalScrollBar().setPageStep(room)
        self.verticalScrollBar().setSingleStep(ROW)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the scroll bar true."""
        self._set_range()

    def row_rect(self, number: int) -> QRectF:
        """Where a group is on the viewport."""
        return QRectF(0, number * ROW - self.verticalScrollBar().value(), self.viewport().width(), ROW)

    def _at(self, y: float) -> int:
        number = int((y + self.verticalScrollBar().value()) // ROW)
        return number if 0 <= number < len(self.groups) else -1

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The groups in sight."""
        self.text_boxes.clear()
        painter = QPainter(self.viewport())
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.viewport().rect()), "bg.panel")
        first = self.verticalScrollBar().value() // ROW
        last = min(first + self.viewport().height() // ROW + 2, len(self.groups))
        for number in range(first, last):
            self._row(brush, number, self.groups[number], self.row_rect(number))
        painter.end()

    def _row(self, brush: Brush, number: int, group: GroupRow, rect: QRectF) -> None:
        ground = "bg.selected" if number == self._current else "bg.hover" if number == self._hover else ""
        if ground:
            brush.fill(rect, ground)
        brush.line(0, rect.bottom() - 1, rect.width(), rect.bottom() - 1, "line.subtle")
        right = rect.right() - PAD
        brush.fill(QRectF(PAD - 4, rect.top() + 3, max((right - PAD + 4) * group.share, 1), 20), "info.fill", 0.28)
        count = f"{group.count:,}"
        wide = brush.width(count, 12, 500)
        brush.text(QRectF(right - wide - 0.5, rect.top() + 3, wide + 1, 20), count, "text.secondary", weight=500,
                   align="right")  # fmt: skip
        box = QRectF(PAD, rect.top() + 3, max(right - wide - 12 - PAD, 20), 20)
        brush.text(box, harmless(group.value) or "(empty)", "text.primary", mono=True, elide=True)
        place = QRectF(PAD, rect.top() + 24, right - PAD, 16)
        if place.width() > SPARK + 150:
            self._spark(brush, group.spark, QRectF(right - SPARK, rect.top() + 25, SPARK, 14))
            place.setWidth(place.width() - SPARK - 8)
        brush.text(place, group.span, "text.tertiary", size=11, elide=True)

    def _spark(self, brush: Brush, spark: npt.NDArray[np.int64], rect: QRectF) -> None:
        most = int(spark.max()) if len(spark) else 0
        if not most:
            return
        step = rect.width() / len(spark)
        for number in np.flatnonzero(spark):
            tall = max(rect.height() * int(spark[number]) / most, 1)
            brush.fill(QRectF(rect.left() + number * step, rect.bottom() - tall, max(step - 1, 1), tall), "info.fill")

    # ------------------------------------------------------------------------------------------- hands
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the group under the pointer."""
        self._hover = self._at(event.position().y())
        self.viewport().update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hover = -1
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stand on a group."""
        number = self._at(event.position().y())
        if number >= 0:
            self._make_current(number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Filter by a group."""
        number = self._at(event.position().y())
        if number >= 0:
            self.chosen.emit(self.groups[number].key, "include")

    def event(self, event: QEvent) -> bool:
        """What includes and excludes means the group, not the log's line: claimed before shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in CLAIMED:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; Enter and plus filter by the group, minus hides it, equals leaves nothing else."""
        key, last = Qt.Key(event.key()), len(self.groups) - 1
        page = max(self.viewport().height() // ROW - 1, 1)
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page,
                 Qt.Key.Key_Home: -last - 1, Qt.Key.Key_End: last + 1}  # fmt: skip
        ways = {Qt.Key.Key_Return: "include", Qt.Key.Key_Enter: "include", Qt.Key.Key_Plus: "include",
                Qt.Key.Key_Minus: "exclude", Qt.Key.Key_Equal: "only"}  # fmt: skip
        if key in moves and last >= 0:
            self._make_current(min(max(self._current + moves[key], 0), last))
        elif key in ways and 0 <= self._current <= last:
            self.chosen.emit(self.groups[self._current].key, ways[key])
        else:
            super().keyPressEvent(event)

    def _make_current(self, number: int) -> None:
        self._current = number
        top, bar, room = number * ROW, self.verticalScrollBar(), self.viewport().height()
        bar.setValue(min(max(bar.value(), top + ROW - room), top))
        one = self.groups[number]
        self.setAccessibleDescription(f"{one.value}, {one.count:,} lines, {one.span}")
        self.viewport().update()
