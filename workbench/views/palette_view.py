"""A field and the rows that fit what is typed: the command palette and "go to anything"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

WIDTH, TOP, HEAD, ROW, FOOT, ROWS = 680, 120, 46, 36, 34, 9


@dataclass(frozen=True, slots=True)
class PaletteRow:
    """One row. marks: characters of the title that were matched · name: what `chosen` says · group, keys: on the right."""

    name: str
    title: str
    group: str = ""
    keys: str = ""
    icon: str = "command"
    marks: tuple[int, ...] = ()
    enabled: bool = True


Find = Callable[[str], tuple[Sequence[PaletteRow], str]]


class PaletteView(QWidget):
    """Lies over the whole window and dims it. chosen(name): a row was given · closed(): Esc or a click beside it."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._find: Find = lambda _text: ((), "")
        self._rows: tuple[PaletteRow, ...] = ()
        self._count, self._empty = "", ""
        self._at, self._top = 0, 0
        self.text_boxes: list[TextBox] = []
        self.field = QLineEdit(self)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.setAccessibleName("Command palette")
        self.setMouseTracking(True)
        self.set_theme(theme)
        self.hide()

    @property
    def rows(self) -> tuple[PaletteRow, ...]:
        """What fits now, best first."""
        return self._rows

    @property
    def current(self) -> PaletteRow | None:
        """The row that Enter gives."""
        return self._rows[self._at] if self._rows else None

    def ask(self, find: Find, hint: str, empty: str, text: str = "") -> None:
        """Come up. find(text) gives rows, best first, and a count in words; empty: what is said when nothing fits."""
        self._find, self._empty = find, empty
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self.field.setText(text)
        self._search(text)
        if (over := self.parentWidget()) is not None:
            self.setGeometry(over.rect())
        self._place_field()
        self.show()
        self.raise_()
        self.field.setFocus()
        self.field.selectAll()

    def close_palette(self) -> None:
        """Go away."""
        self.hide()
        self.closed.emit()

    def _search(self, text: str) -> None:
        rows, self._count = self._find(text)
        self._rows = tuple(rows)
        self._at = self._top = 0
        self._name_row()
        self.update()

    def _name_row(self) -> None:
        row = self.current
        self.setAccessibleDescription(f"{row.title}, {row.group}, {row.keys}" if row else self._empty)

    def _box(self) -> QRectF:
        shown = max(1, min(ROWS, len(self._rows)))
        width = min(WIDTH, self.width() - 40)
        top = TOP if self.height() >= 700 else 60
        return QRectF((self.width() - width) / 2, top, width, HEAD + shown * ROW + 12 + FOOT)

    def _place_field(self) -> None:
        box = self._box()
        self.field.setGeometry(int(box.left()) + 38, int(box.top()) + 8, int(box.width()) - 230, 30)

    def resizeEvent(self, event: object) -> None:
        """Keep the field in its place."""
        self._place_field()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter and Esc in the field."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(Qt.Key(event.key()))
        if watched is self.field and event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Keys meant for the palette must not give the window's commands of the same key.
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
                return True
        elif watched is self.field and event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.close_palette()
        return False

    def _key(self, key: Qt.Key) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS, Qt.Key.Key_PageUp: -ROWS}
        if key in steps and self._rows:
            last = len(self._rows) - 1
            step = steps[key]
            self._at = (self._at + step) % (last + 1) if abs(step) == 1 else min(max(self._at + step, 0), last)
            self._top = min(max(self._top, self._at - ROWS + 1), self._at)
            self._name_row()
            self.update()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._give()
            return True
        if key == Qt.Key.Key_Escape:
            self.close_palette()
            return True
        return False

    def _give(self) -> None:
        row = self.current
        if row and row.enabled:
            self.close_palette()
            self.chosen.emit(row.name)

    def _row_at(self, event: QMouseEvent) -> int:
        box = self._box()
        line = int((event.position().y() - box.top() - HEAD - 6) // ROW)
        inside = box.left() <= event.position().x() <= box.right() and 0 <= line < ROWS
        return self._top + line if inside and self._top + line < len(self._rows) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the pointer is the one that a click gives."""
        row = self._row_at(event)
        if row >= 0 and row != self._at:
            self._at = row
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Give a row, or go away when the click is beside the box."""
        row = self._row_at(event)
        if row >= 0:
            self._at = row
            self._give()
        elif not self._box().contains(event.position()):
            self.close_palette()

    def wheelEvent(self, event: object) -> None:
        """Scroll the rows."""
        turns = event.angleDelta().y()  # type: ignore[attr-defined]
        self._top = min(max(self._top - (1 if turns > 0 else -1), 0), max(0, len(self._rows) - ROWS))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self._theme = theme
        self.field.setFont(theme.font(13))
        ink = theme.color("text.primary").name()
        self.field.setStyleSheet(
            f"QLineEdit, QLineEdit:focus {{ background: transparent; border: none; color: {ink}; }}"
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the veil, the box, rows in sight and the keys that work here."""
        self.text_boxes.clear()
        brush = Brush(QPainter(self), self._theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.app", 0.55)
        box = self._box()
        brush.round(box, "bg.overlay", "line.strong", radius=8)
        brush.icon("command", box.left() + 14, box.top() + 15)
        count = QRectF(box.right() - 190, box.top(), 174, HEAD)
        brush.text(count, self._count, "text.tertiary", size=11, align="right")
        brush.fill(QRectF(box.left(), box.top() + HEAD, box.width(), 1), "line")
        if not self._rows:
            place = QRectF(box.left() + 38, box.top() + HEAD + 6, box.width() - 60, ROW)
            brush.text(place, self._empty, "text.secondary", size=13, elide=True)
        for line, row in enumerate(self._rows[self._top : self._top + ROWS]):
            place = QRectF(box.left() + 5, box.top() + HEAD + 6 + line * ROW, box.width() - 10, ROW)
            self._draw_row(brush, place, row, self._top + line == self._at)
        self._draw_foot(brush, box)
        brush.painter.end()

    def _draw_row(self, brush: Brush, place: QRectF, row: PaletteRow, current: bool) -> None:
        if current:
            brush.round(place, "bg.selected", radius=4)
            brush.fill(QRectF(place.left(), place.top() + 4, 2, ROW - 8), "accent")
        ink = "text.primary" if row.enabled else "text.disabled"
        brush.icon(row.icon, place.left() + 10, place.top() + 10, 16, "text.secondary" if row.enabled else ink)
        right = place.right() - 8
        if row.keys:
            width = brush.width(row.keys, 11, 500) + 10
            brush.key(right - width, place.top() + 9, row.keys)
            right -= width + 10
        right = min(right, place.right() - 110)
        group = brush.width(row.group, 12)
        if row.group:
            brush.text(QRectF(right - group, place.top(), group + 1, ROW), row.group, "text.secondary")
        self._draw_title(
            brush, QRectF(place.left() + 36, place.top(), right - group - place.left() - 48, ROW), row, ink
        )

    def _draw_title(self, brush: Brush, place: QRectF, row: PaletteRow, ink: str) -> None:
        """Matched characters bold in accent; runs are drawn one behind the other."""
        marks, start = set(row.marks), 0
        x = place.left()
        while start < len(row.title) and x < place.right():
            on = start in marks
            end = start
            while end < len(row.title) and (end in marks) == on:
                end += 1
            room = QRectF(x, place.top(), place.right() - x, place.height())
            look = ("accent.text", 700) if on and row.enabled else (ink, 400)
            x += brush.text(room, row.title[start:end], look[0], size=13, weight=look[1], elide=True)
            start = end

    def _draw_foot(self, brush: Brush, box: QRectF) -> None:
        top, x = box.bottom() - FOOT, box.left() + 16
        brush.fill(QRectF(box.left(), top, box.width(), 1), "line")
        for key, words in (("↑↓", "choose"), ("Enter", "run"), ("Esc", "close")):
            x += brush.key(x, top + 8, key) + 6
            x += brush.text(QRectF(x, top, 80, FOOT), words, "text.secondary", size=11) + 14
