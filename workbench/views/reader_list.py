"""A list of formats to choose one from, narrowed by typing, with the encoding beside it: how a source is to be read."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from workbench.views.paint import Brush
from workbench.views.row_table import Cell, Column, Row, RowTable
from workbench.views.theme import Theme

COLUMNS = (Column("Format", 0), Column("Reader", 150, drop=380), Column("Fits", 56, align="right"))
SIZE = QSize(520, 420)


@dataclass(frozen=True, slots=True)
class Choice:
    """A format. fit: 0..1, how well it fits · why: in words · present: it is what the source is read as now."""

    id: str
    title: str
    fit: float = 0.0
    why: str = ""
    present: bool = False


class ReaderList(QWidget):
    """Comes up over the window by `ask`; Esc puts it away, and so does whatever takes the keyboard.

    given(id, encoding): a format was clicked, or Enter or the button applied the current one · map_asked(): what its keys
    or columns mean is to be told instead · closed()
    """

    given = Signal(str, str)
    map_asked = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.choices: tuple[Choice, ...] = ()
        self.heading, self.why, self.message = QLabel(self), QLabel(self, wordWrap=True), QLabel(self, wordWrap=True)
        self.field, self.encoding = QLineEdit(self), QComboBox(self)
        self.field.setPlaceholderText("Format or reader")
        self.field.setAccessibleName("Format or reader")
        self.encoding.setAccessibleName("Its text is in")
        self.encoding.setEditable(True)
        self.table = RowTable(theme, COLUMNS, self)
        self.table.tip = lambda key: next((choice.why for choice in self.choices if choice.id == key), "")
        self.apply, self.cancel = QPushButton("Read again", self), QPushButton("Cancel", self)
        self.map = QPushButton("Map it…", self)
        self.map.setToolTip("Say what its keys or columns mean")
        self.apply.setProperty("primary", True)
        self._lay_out()
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self.encoding.installEventFilter(self)
        self.table.chosen.connect(lambda _key: self.give())
        self.apply.clicked.connect(self.give)
        self.cancel.clicked.connect(self.close_list)
        self.map.clicked.connect(self._ask_map)
        self.setAccessibleName("Read as another format")
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_went)
        self.set_theme(theme)
        self.hide()

    def _lay_out(self) -> None:
        column, low = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(6)
        low.setSpacing(8)
        label = QLabel("Its text is in", self)
        label.setBuddy(self.encoding)
        for widget in (label, self.encoding, self.apply, self.map, self.cancel):
            low.addWidget(widget)
        low.addStretch(1)
        for widget in (self.heading, self.why, self.field):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(self.message)
        column.addLayout(low)

    def set_theme(self, theme: Theme) -> None:
        """Colours of a theme."""
        self.theme = theme
        self.heading.setFont(theme.font(12, 600))
        self.why.setFont(theme.font(11))
        self.message.setFont(theme.font(11))
        self.table.set_theme(theme)

    def ask(self, title: str, why: str, encodings: tuple[str, ...], encoding: str, at: QPoint) -> None:
        """Come up for a source, still without formats; the field has the keyboard.

        why: of the present one, in words · at: below this place of the screen, where there is room
        """
        self.heading.setText(title)
        self.why.setText(why)
        self.encoding.clear()
        self.encoding.addItems(list(encodings))
        self.encoding.setCurrentText(encoding)
        self.field.clear()
        self.show_choices(())
        self.say("Looking at its beginning…")
        self._come_up(at)
        self.field.setFocus()

    def _come_up(self, at: QPoint) -> None:
        holder = self.parentWidget()
        over = (holder or self).window()
        if over is not holder and over is not self:
            self.setParent(over)
        self.resize(SIZE.boundedTo(over.size()))
        place = over.mapFromGlobal(at)
        left, top = (min(place.x(), over.width() - self.width()), min(place.y(), over.height() - self.height()))
        self.move(max(left, 0), max(top, 0))
        self.show()
        self.raise_()

    def _focus_went(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or self.isHidden():
            return
        if new is not self and new.window() is self.window() and not self.isAncestorOf(new):
            self.close_list()

    def show_choices(self, choices: tuple[Choice, ...]) -> None:
        """The formats there are, best first; the present one is current."""
        self.choices = choices
        self.say("")
        self._narrow()
        present = next((choice.id for choice in choices if choice.present), "")
        if present:
            self.table.set_current(present)

    def say(self, text: str) -> None:
        """A line below the list: what is going on, or what is wrong."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _narrow(self) -> None:
        words = self.field.text().casefold().split()
        fitting = [one for one in self.choices if all(word in f"{one.title} {one.id}".casefold() for word in words)]
        self.table.set_rows(tuple(_row(choice) for choice in fitting))
        if fitting and not self.table.current_key:
            self.table.set_current(fitting[0].id)
        if self.choices:
            self.say("" if fitting else "No format is called so.")

    def give(self) -> None:
        """Apply the current format and what stands as the encoding; the receiver closes the list once it could."""
        if self.table.current_key:
            self.given.emit(self.table.current_key, self.encoding.currentText().strip())

    def _ask_map(self) -> None:
        self.close_list()
        self.map_asked.emit()

    def close_list(self) -> None:
        """Go away."""
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """However it went away."""
        super().hideEvent(event)
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and edge."""
        painter = QPainter(self)
        Brush(painter, self.theme, []).round(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), "bg.raised", "line")
        painter.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the field and the encoding: Enter applies; arrows in the field move in the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
                self.give()
                return True
            arrows = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
            if watched is self.field and key in arrows:
                self.table.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_list()
        else:
            super().keyPressEvent(event)


def _row(choice: Choice) -> Row:
    token = "text.primary" if choice.fit else "text.secondary"
    icon = "check" if choice.present else ""
    cells = (
        Cell(choice.title, token, 600 if choice.present else 400, icon, "accent"),
        Cell(choice.id, "text.secondary"),
        Cell(f"{choice.fit:.0%}" if choice.fit else "—", "text.secondary" if choice.fit else "text.tertiary"),
    )
    return Row(choice.id, cells, choice.why if choice.fit else "", f"{choice.title}, {choice.id}")
