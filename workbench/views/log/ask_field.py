"""A field that opens over the log, one line to type in and below it what the answer would be or what may be meant."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

WIDTH, PAD, ROW, FIELD = 460, 8, 22, 26
MOST = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """One line below the field. value: what the field says once this line is chosen; empty for words only."""

    text: str
    token: str = "text.secondary"
    value: str = ""
    detail: str = ""


def frame_at(parent: QWidget, near: QRect, width: int, height: int) -> QRect:
    """A rectangle of that size below `near` (above it, where there is no room), whole within the parent."""
    width = min(width, max(parent.width() - 8, 120))
    left = max(min(near.left(), parent.width() - width - 4), 4)
    below = near.bottom() + 3
    top = below if below + height <= parent.height() else max(near.top() - height - 2, 0)
    return QRect(left, min(top, max(parent.height() - height, 0)), width, height)


class AskField(QWidget):
    """edited(text): something else was typed · entered(text): Enter · left(text, by_key): closed by Esc (by_key), or
    because the keyboard went elsewhere.

    Tab, or a click on a line below, takes that line's value; arrows choose among the lines.
    """

    edited = Signal(str)
    entered = Signal(str)
    left = Signal(str, bool)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.text_boxes: list[TextBox] = []
        self.answers: tuple[Answer, ...] = ()
        self.chosen = -1
        self._near = QRect()
        self._leaving = False
        self.line = QLineEdit(self)
        self.line.setFixedHeight(FIELD)
        self.line.textEdited.connect(self.edited)
        self.line.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, 0)
        column.addWidget(self.line)
        column.addStretch(1)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.line.setFont(theme.font(12))
        self.update()

    def ask(self, name: str, hint: str, text: str, near: QRect) -> None:
        """Open beside `near` (in the parent's coordinates) with a text to go on from."""
        self._near = near
        self.setAccessibleName(name)
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(hint)
        self.line.setText(text)
        self.show()
        self.raise_()
        self.line.setFocus()
        self.line.selectAll()
        self.edited.emit(text)

    def set_answers(self, answers: tuple[Answer, ...]) -> None:
        """Say something else below the field."""
        self.answers, self.chosen = answers[:MOST], -1
        height = PAD + FIELD + 4 + max(len(self.answers), 1) * ROW + 4
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(frame_at(parent, self._near, WIDTH, height))
        self.line.setAccessibleDescription(". ".join(answer.text for answer in self.answers))
        self.update()

    def close_field(self) -> None:
        """Close, saying nothing."""
        self._leaving = True
        self.hide()
        self._leaving = False

    def take(self, number: int) -> None:
        """Let the field say what a line below it stands for."""
        if 0 <= number < len(self.answers) and self.answers[number].value:
            self.line.setText(self.answers[number].value)
            self.edited.emit(self.line.text())

    # ------------------------------------------------------------------------------------------- keys and pointer
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field that are more than text, and the keyboard going elsewhere."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
                event.accept()
                return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        elif event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent) and self._is_left(event):
            self._leave(False)
        return False

    def _is_left(self, event: QFocusEvent) -> bool:
        elsewhere = event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        return elsewhere and self.isVisible() and not self._leaving

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.chosen >= 0 and self.answers[self.chosen].value:
                self.take(self.chosen)
            else:
                self.entered.emit(self.line.text())
        elif event.key() == Qt.Key.Key_Escape:
            self._leave(True)
        elif event.key() == Qt.Key.Key_Tab:
            self.take(max(self.chosen, next((n for n, one in enumerate(self.answers) if one.value), -1)))
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._choose(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            return False
        return True

    def _choose(self, step: int) -> None:
        places = [number for number, answer in enumerate(self.answers) if answer.value]
        if places:
            at = places.index(self.chosen) + step if self.chosen in places else (0 if step > 0 else len(places) - 1)
            self.chosen = places[at] if 0 <= at < len(places) else -1
            self.update()

    def _leave(self, by_key: bool) -> None:
        text = self.line.text()
        self.close_field()
        self.left.emit(text, by_key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a line below takes it."""
        self.take(int((event.position().y() - PAD - FIELD - 4) // ROW))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Nothing of this is for what lies below."""
        event.accept()

    # ------------------------------------------------------------------------------------------- painting
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The frame and the lines below the field."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.round(QRectF(self.rect()), "bg.overlay", "line.strong", radius=8)
        top = PAD + FIELD + 4.0
        for number, answer in enumerate(self.answers):
            rect = QRectF(PAD, top + number * ROW, self.width() - 2 * PAD, ROW)
            if number == self.chosen:
                brush.round(rect, "bg.selected", radius=4)
            inside = rect.adjusted(6, 0, -6, 0)
            room = brush.width(answer.detail, 11) + 10 if answer.detail else 0
            brush.text(inside.adjusted(0, 0, -room, 0), answer.text, answer.token, elide=True)
            if answer.detail:
                brush.text(inside, answer.detail, "text.tertiary", size=11, align="right")
        painter.end()


def near_row(table: QWidget, parent: QWidget, line: int | None, height: int, left: int) -> QRect:
    """Where the table's `line`-th line is in its parent's coordinates; the table's top where it is out of sight."""
    top = table.mapTo(parent, QPoint(left, (line or 0) * height))
    return QRect(top.x(), top.y(), 10, height if line is not None else 0)
