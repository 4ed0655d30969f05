"""The sheet of keys: every command that has one, by where it is heard."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

ROW, HEAD, EDGE, COLUMN = 24, 48, 20, 400


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One command of the sheet."""

    keys: tuple[str, ...]
    title: str
    help: str


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """The commands heard in one place."""

    title: str
    rows: tuple[KeyRow, ...]


class KeySheet(QWidget):
    """Lies over the window; scrolls; Esc or a click ends it. closed(): it went away."""

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._groups: tuple[KeyGroup, ...] = ()
        self._scroll = 0
        self.text_boxes: list[TextBox] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Keys")
        self.hide()

    @property
    def groups(self) -> tuple[KeyGroup, ...]:
        """What is shown."""
        return self._groups

    def show_groups(self, groups: tuple[KeyGroup, ...]) -> None:
        """Come up with these keys."""
        self._groups, self._scroll = groups, 0
        said = (f"{', '.join(row.keys)}: {row.title}" for group in groups for row in group.rows)
        self.setAccessibleDescription("; ".join(said))
        if (over := self.parentWidget()) is not None:
            self.setGeometry(over.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def close_sheet(self) -> None:
        """Go away."""
        self.hide()
        self.closed.emit()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self._theme = theme
        self.update()

    def _box(self) -> QRectF:
        width = min(self.width() - 60, 2 * EDGE + self._columns() * COLUMN)
        height = min(self.height() - 60, HEAD + self._tallest() * ROW + EDGE)
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def _columns(self) -> int:
        return max(1, min(3, (self.width() - 60 - 2 * EDGE) // COLUMN))

    def _lines(self) -> list[KeyGroup | KeyRow | None]:
        """Headings, rows and blank lines as they flow; a heading never ends a column."""
        lines: list[KeyGroup | KeyRow | None] = []
        for group in self._groups:
            lines += [group, *group.rows, None]
        tall = -(-len(lines) // self._columns())
        for end in range(tall - 1, len(lines), tall):
            if isinstance(lines[end], KeyGroup):
                lines.insert(end, None)
        return lines

    def _tallest(self) -> int:
        return -(-len(self._lines()) // self._columns())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows scroll, any of Esc, F1 and ? end it."""
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 20,
            Qt.Key.Key_PageUp: -20,
        }
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self._move(step)
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Question):
            self.close_sheet()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click ends it."""
        self.close_sheet()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll."""
        self._move(-3 if event.angleDelta().y() > 0 else 3)

    def _move(self, lines: int) -> None:
        seen = int((self._box().height() - HEAD - EDGE) // ROW)
        self._scroll = min(max(0, self._scroll + lines), max(0, self._tallest() - seen))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the veil, the box and the columns."""
        self.text_boxes.clear()
        brush = Brush(QPainter(self), self._theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.app", 0.55)
        box = self._box()
        brush.round(box, "bg.overlay", "line.strong", radius=8)
        brush.text(QRectF(box.left() + EDGE, box.top(), 300, HEAD), "Keys", size=14, weight=600)
        hint = QRectF(box.right() - 320, box.top(), 300, HEAD)
        brush.text(hint, "Esc closes · keymap.toml changes them", "text.tertiary", size=11, align="right")
        lines, tall = self._lines(), self._tallest()
        seen = int((box.height() - HEAD - EDGE) // ROW)
        width = (box.width() - 2 * EDGE) / self._columns()
        for column in range(self._columns()):
            part = lines[column * tall : (column + 1) * tall][self._scroll : self._scroll + seen]
            for number, line in enumerate(part):
                place = QRectF(box.left() + EDGE + column * width, box.top() + HEAD + number * ROW, width - 16, ROW)
                self._draw_line(brush, place, line)
        brush.painter.end()

    def _draw_line(self, brush: Brush, place: QRectF, line: KeyGroup | KeyRow | None) -> None:
        if isinstance(line, KeyGroup):
            brush.text(place, line.title, "text.tertiary", size=11, weight=600)
        elif line is not None:
            right = place.right()
            for keys in reversed(line.keys[:2]):
                right -= brush.width(keys, 11, 500) + 10
                brush.key(right, place.top() + 3, keys)
                right -= 6
            room = QRectF(place.left(), place.top(), max(0.0, right - place.left() - 6), ROW)
            brush.text(room, line.title, elide=True)
