"""Highlight sets in the side pane: sets and their rules as rows, each rule on its own colour, and a form for one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.views.inline_form import Field, InlineForm
from workbench.views.own_keys import takes
from workbench.views.paint import Brush
from workbench.views.row_table import Cell, Column, Row, RowTable
from workbench.views.theme import Theme

COLUMNS = (Column("Marks"), Column("How", 112, drop=260), Column("", 26, "right"))
PLATE = "ink."
OWN = frozenset({
    Qt.Key.Key_F2, Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter,
    Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_6, Qt.Key.Key_7, Qt.Key.Key_8,
    Qt.Key.Key_Left, Qt.Key.Key_Right,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class HighlightRow:
    """A set or one of its rules. ink: 1..8 of a rule, 0 for a set · how: `word, line` … · faint: it marks nothing now."""

    key: str
    text: str
    how: str = ""
    on: bool = True
    ink: int = 0
    open: bool | None = None
    faint: bool = False
    detail: str = ""


class HighlightList(RowTable):
    """switched(key) · inked(key, 1..8) · edited(key) · removed(key): by keys, the first by a click on `on`, too."""

    switched = Signal(str)
    inked = Signal(str, int)
    edited = Signal(str)
    removed = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Its keys are its own."""
        return takes(event, OWN) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space switches, a digit colours, Enter or F2 edits, Delete removes."""
        key, here = event.key(), self.current_key
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not here or not plain:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            self.switched.emit(here)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_8:
            self.inked.emit(here, key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edited.emit(here)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(here)
        else:
            super().keyPressEvent(event)

    def _paint_cell(self, brush: Brush, cell: Cell, column: Column, box: QRectF) -> None:
        if cell.token.startswith(PLATE):
            wide = min(brush.width(cell.text, 12, 400, True) + 12, box.width())
            plate = QRectF(box.left(), box.top() + 4, wide, box.height() - 8)
            brush.round(plate, cell.token, "line", radius=3)
            brush.text(plate.adjusted(6, 0, -4, 0), cell.text, "text.primary", mono=True, elide=True)
        else:
            super()._paint_cell(brush, cell, column, box)


class HighlightPane(QWidget):
    """new_set(), new_rule(): asked for by a button · the signals of `HighlightList` · folded(key) · menu_asked(key,
    point) · submitted(what, values): the form was applied
    """

    new_set = Signal()
    new_rule = Signal()
    switched = Signal(str)
    inked = Signal(str, int)
    edited = Signal(str)
    removed = Signal(str)
    folded = Signal(str)
    menu_asked = Signal(str, QPoint)
    submitted = Signal(str, dict)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = HighlightList(theme, COLUMNS, self)
        self.list.setAccessibleName("Highlight sets and rules")
        self.list.nothing = (
            "Nothing is coloured yet. Select text in the log and press Ctrl+Shift+1 to 8, or make a set."
        )
        self.form = InlineForm(theme, self)
        self.set_button, self.rule_button = QPushButton("New set", self), QPushButton("New rule", self)
        across = QHBoxLayout()
        across.setSpacing(6)
        across.addWidget(self.rule_button)
        across.addWidget(self.set_button)
        across.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 0)
        column.setSpacing(6)
        column.addLayout(across)
        column.addWidget(self.form)
        column.addWidget(self.list, 1)
        self._connect()

    def _connect(self) -> None:
        self.set_button.clicked.connect(lambda: self.new_set.emit())
        self.rule_button.clicked.connect(lambda: self.new_rule.emit())
        self.form.submitted.connect(self.submitted)
        self.form.closed.connect(self.list.setFocus)
        for name in ("switched", "inked", "edited", "removed", "folded", "menu_asked"):
            getattr(self.list, name).connect(getattr(self, name))

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.list.set_theme(theme)
        self.form.set_theme(theme)

    def set_rows(self, rows: tuple[HighlightRow, ...]) -> None:
        """Show these sets and rules."""
        self.list.set_rows(tuple(_row(row) for row in rows))
        self.rule_button.setEnabled(bool(rows))

    def ask(self, what: str, title: str, fields: tuple[Field, ...]) -> None:
        """Ask for a set's or a rule's fields."""
        self.form.ask(what, title, fields, "Keep")


def _row(row: HighlightRow) -> Row:
    ink = "text.tertiary" if row.faint or not row.on else f"{PLATE}{row.ink}" if row.ink else "text.primary"
    cells = (
        Cell(row.text, ink, 600 if row.open is not None else 400),
        Cell(row.how, "text.tertiary"),
        Cell("on" if row.on else "off", "text.secondary" if row.on else "text.tertiary"),
    )
    said = ", ".join(text for text in (row.text, row.how, "on" if row.on else "off", row.detail) if text)
    depth = 0 if row.open is not None else 1
    return Row(row.key, cells, row.detail, said, depth, row.open)
