"""The tree of searches in the side pane: a field to find one, the rows, and a note that is written in its row."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from workbench.views.filter_parts import Field
from workbench.views.own_keys import takes
from workbench.views.row_table import Cell, Column, Row, RowTable
from workbench.views.theme import Theme

COLUMNS = (Column("Search"), Column("Lines", 76, "right", drop=260), Column("At", 62, "right", drop=220))
OWN = frozenset({
    Qt.Key.Key_F2, Qt.Key.Key_Asterisk, Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return,
    Qt.Key.Key_Enter, Qt.Key.Key_Left, Qt.Key.Key_Right,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One search as shown. rows, at: already words · here: the log shows it now · depth: how far it is indented ·
    whole: all that it asks for, where the title says only what is new
    """

    key: str
    title: str
    rows: str = ""
    at: str = ""
    note: str = ""
    depth: int = 0
    star: bool = False
    here: bool = False
    named: bool = False
    whole: str = ""


class SearchList(RowTable):
    """written(key): its note is to be written · named(key): its name is · starred(key), removed(key)."""

    written = Signal(str)
    named = Signal(str)
    starred = Signal(str)
    removed = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Its keys are its own."""
        return takes(event, OWN) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 writes the note, Shift+F2 the name, `*` stars, Delete removes."""
        key, here = event.key(), self.current_key
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if here and key == Qt.Key.Key_F2:
            (self.named if shift else self.written).emit(here)
        elif here and key in (Qt.Key.Key_Asterisk, Qt.Key.Key_Space):
            self.starred.emit(here)
        elif here and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(here)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click writes the note."""
        if event.button() == Qt.MouseButton.LeftButton and self.current_key:
            self.written.emit(self.current_key)


class SearchTree(QWidget):
    """chosen(key): go there · note_written(key, text), name_written(key, text) · starred(key), removed(key) ·
    menu_asked(key, point) · sought(text): only those that hold it · left(): the keyboard goes back to the lines
    """

    chosen = Signal(str)
    note_written = Signal(str, str)
    name_written = Signal(str, str)
    starred = Signal(str)
    removed = Signal(str)
    menu_asked = Signal(str, QPoint)
    sought = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = Field(theme, "search", "Find in the searches", self)
        self.field.setPlaceholderText("Find in filters, names and notes")
        self.list = SearchList(theme, COLUMNS, self)
        self.list.setAccessibleName("Searches")
        self.editor = QLineEdit(self.list.viewport())
        self.editor.hide()
        self._editing = ("", "")
        self._rows: dict[str, SearchRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 0)
        column.setSpacing(6)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        self._connect()

    def _connect(self) -> None:
        self.field.textChanged.connect(self.sought)
        self.field.stepped.connect(lambda _step: self.list.setFocus())
        self.field.left.connect(self._leave_field)
        self.list.chosen.connect(self.chosen)
        self.list.written.connect(self.write_note)
        self.list.named.connect(self.write_name)
        self.list.starred.connect(self.starred)
        self.list.removed.connect(self.removed)
        self.list.menu_asked.connect(self.menu_asked)
        self.list.verticalScrollBar().valueChanged.connect(lambda _value: self._finish(False))
        self.editor.editingFinished.connect(lambda: self._finish(True))
        self.list.tip = self._tip

    def _leave_field(self) -> None:
        if self.field.text():
            self.field.clear()
        else:
            self.left.emit()

    def _tip(self, key: str) -> str:
        row = self._rows.get(key)
        return "<br>".join(escape(text) for text in (row.title, row.whole, row.note) if text) if row else ""

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.field.set_theme(theme)
        self.list.set_theme(theme)

    def set_rows(self, rows: tuple[SearchRow, ...]) -> None:
        """Show these searches."""
        self._finish(False)
        self._rows = {row.key: row for row in rows}
        sought = bool(self.field.text().strip())
        self.list.nothing = "No search holds these words." if sought else "No filter was used yet: / filters the log."
        self.list.set_rows(tuple(_row(row) for row in rows))
        here = next((row.key for row in rows if row.here), "")
        if here:
            self.list.set_current(here)

    # ------------------------------------------------------------------------------------------- words of a person
    def write_note(self, key: str) -> None:
        """Open the note of a search in its row."""
        self._edit(key, "note", self._rows[key].note, "Note: what it showed")

    def write_name(self, key: str) -> None:
        """Open the name of a search in its row."""
        row = self._rows[key]
        self._edit(key, "name", row.title if row.named else "", "Name")

    def _edit(self, key: str, what: str, text: str, hint: str) -> None:
        self.list.set_current(key)
        rect = self.list.row_rect(key).toRect()
        self._editing = (key, what)
        self.editor.setText(text)
        self.editor.setPlaceholderText(hint)
        self.editor.setAccessibleName(hint)
        self.editor.setGeometry(rect.adjusted(8, 1, -8, 0).adjusted(0, 0, 0, 24 - rect.height()))
        self.editor.show()
        self.editor.setFocus()
        self.editor.selectAll()

    def _finish(self, keep: bool) -> None:
        key, what = self._editing
        if not key:
            return
        self._editing = ("", "")
        had_focus = self.editor.hasFocus()
        text = self.editor.text().strip()
        self.editor.hide()
        if had_focus:
            self.list.setFocus()
        if keep:
            (self.note_written if what == "note" else self.name_written).emit(key, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes back what is being written; else it belongs to the panel."""
        if event.key() == Qt.Key.Key_Escape and self._editing[0]:
            self._finish(False)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is being written keeps to its row."""
        super().resizeEvent(event)
        self._finish(False)


def _row(row: SearchRow) -> Row:
    ink = "accent.text" if row.here else "text.primary"
    icon = "star" if row.star else ""
    title = Cell(row.title, ink, 600 if row.named or row.here else 400, icon, "accent.text")
    cells = (title, Cell(row.rows, "text.secondary"), Cell(row.at, "text.tertiary"))
    said = ", ".join(text for text in (row.title, f"{row.rows} lines" if row.rows else "", row.at, row.note) if text)
    starred = ", starred" if row.star else ""
    here = ", shown now" if row.here else ""
    return Row(row.key, cells, row.note, f"{said}{starred}{here}", row.depth, lit=row.here)
