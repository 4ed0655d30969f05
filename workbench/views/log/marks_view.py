"""All marks of the case in the pane beside the log: label, time, line, and what was written on it; a field narrows them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.views.filter_parts import Field, IconButton
from workbench.views.row_table import Cell, Column, Row, RowTable
from workbench.views.theme import Theme

COLUMNS = (Column("", 30), Column("Time", 92, mono=True), Column("Line", 0, mono=True))
NOTHING = "No line is marked yet: M marks the current line, Alt+1 to 8 give it a colour, T a tag, C a comment."


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One mark. number: its colour, 0 for none · notes: tags and comment · there: whether its line is shown now."""

    key: str
    time: str
    text: str
    notes: str
    number: int = 0
    flagged: bool = False
    there: bool = True


class MarksView(QWidget):
    """chosen(key): a mark was clicked · removed(key): Delete was pressed on it · narrowed(words): only those ·
    copied(), menu_asked(key, point): the button, and the right one
    """

    chosen = Signal(str)
    removed = Signal(str)
    narrowed = Signal(str)
    copied = Signal()
    menu_asked = Signal(str, QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = Field(theme, "filter", "Filter the marks", self)
        self.field.setPlaceholderText("Words, a tag, label 3")
        self.field.textChanged.connect(self.narrowed)
        self.field.left.connect(self._left)
        self.field.stepped.connect(lambda _step: self.table.setFocus())
        self.copy = IconButton(theme, "copy", "Copy or save these marks", self)
        self.copy.clicked.connect(self.copied)
        self.table = RowTable(theme, COLUMNS, self)
        self.table.setAccessibleName("Marks")
        self.table.chosen.connect(self.chosen)
        self.table.menu_asked.connect(self.menu_asked)
        self.table.installEventFilter(self)
        head = QHBoxLayout()
        head.setContentsMargins(8, 6, 6, 6)
        head.setSpacing(4)
        head.addWidget(self.field, 1)
        head.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)

    def sizeHint(self) -> QSize:
        """Room for a time and some of a line."""
        return QSize(380, 240)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        for part in (self.field, self.copy, self.table):
            part.set_theme(theme)

    def set_rows(self, rows: tuple[MarkRow, ...]) -> None:
        """Show these marks."""
        sought = bool(self.field.text().strip())
        self.table.nothing = "No mark holds these words." if sought else NOTHING
        self.table.set_rows(tuple(_row(row) for row in rows))

    def _left(self) -> None:
        if self.field.text():
            self.field.clear()
        else:
            self.table.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete takes the current mark away."""
        pressed = event if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) else None
        if pressed is None or pressed.key() not in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return False
        if self.table.current_key:
            self.removed.emit(self.table.current_key)
        return True


def _row(row: MarkRow) -> Row:
    token = "text.primary" if row.there else "text.tertiary"
    icon = "" if row.number else "flag" if row.flagged else "notes"
    mark = Cell(str(row.number) if row.number else "", "accent.text", 600, icon)
    name = f"{row.time} {row.text}" + (f", label {row.number}" if row.number else "")
    detail = row.notes if row.there else " · ".join(part for part in (row.notes, "hidden now") if part)
    return Row(row.key, (mark, Cell(row.time, token), Cell(row.text, token)), detail, name)
