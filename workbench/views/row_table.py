"""A painted list of rows with a head: evidence, sources and findings are shown in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

ROW, DETAIL, HEAD, INDENT, PAD, LINE = 26, 18, 22, 16, 12, 18


@dataclass(frozen=True, slots=True)
class Column:
    """A column. width: pixels, 0 takes the room left over · drop: a column that goes when the list is narrower than this."""

    title: str
    width: int = 0
    align: str = "left"
    mono: bool = False
    drop: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one column of one row; an icon stands before the text."""

    text: str
    token: str = "text.primary"
    weight: int = 400
    icon: str = ""
    icon_token: str = "text.secondary"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a key to know it by, its cells, a dim second line, and what a reader's voice says of it.

    open: None where nothing folds, else whether its children are shown · depth: 1 for such a child
    """

    key: str
    cells: tuple[Cell, ...]
    detail: str = ""
    name: str = ""
    depth: int = 0
    open: bool | None = None
    lit: bool = False
    at_cursor: bool = False
    progress: float = -1.0


class RowTable(QAbstractScrollArea):
    """Rows that the pointer and the keys reach.

    chosen(key): clicked, or Enter · current_changed(key) · folded(key): a row's mark to open or close was used ·
    menu_asked(key, global position) · cell_pressed(key, column): a cell of one of the `pressable` columns was clicked ·
    nothing: what is said where there is no row
    """

    chosen = Signal(str)
    cell_pressed = Signal(str, int)
    current_changed = Signal(str)
    folded = Signal(str)
    menu_asked = Signal(str, QPoint)

    def __init__(self, theme: Theme, columns: tuple[Column, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.columns = theme, columns
        self.rows: tuple[Row, ...] = ()
        self.tip: Callable[[str], str] = lambda _key: ""
        self.nothing = ""
        self.pressable: frozenset[int] = frozenset()
        self.text_boxes: list[TextBox] = []
        self._tops: list[int] = [0]
        self._current = -1
        self._hover, self._hover_column = -1, -1
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.viewport().update()

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """Show other rows; the current one stays current where its key is still there."""
        key = self.current_key
        self.rows = rows
        self._tops = [0]
        for row in rows:
            self._tops.append(self._tops[-1] + ROW + (DETAIL if row.detail else 0))
        self._current = next((n for n, row in enumerate(rows) if row.key == key), -1)
        self._hover = -1
        self._set_range()
        self.viewport().update()

    @property
    def current_key(self) -> str:
        """The key of the current row, empty when there is none."""
        return self.rows[self._current].key if 0 <= self._current < len(self.rows) else ""

    def set_current(self, key: str) -> None:
        """Make a row current without choosing it, and bring it into sight."""
        place = next((n for n, row in enumerate(self.rows) if row.key == key), -1)
        if place != self._current:
            self._current = place
            self._show(place)
            self.viewport().update()

    def row_rect(self, key: str) -> QRectF:
        """Where a row is on the viewport, for tests and popups."""
        place = next(n for n, row in enumerate(self.rows) if row.key == key)
        return self._rect(place)

    # ------------------------------------------------------------------------------------------------ geometry
    def sizeHint(self) -> QSize:
        """A list wants some rows' room."""
        return QSize(320, HEAD + 6 * ROW)

    def _head(self) -> int:
        return HEAD if any(column.title for column in self.columns) else 0

    def _set_range(self) -> None:
        room = max(self.viewport().height() - self._head(), 1)
        self.verticalScrollBar().setRange(0, max(self._tops[-1] - room, 0))
        self.verticalScrollBar().setPageStep(room)
        self.verticalScrollBar().setSingleStep(ROW)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the scroll bar true."""
        self._set_range()

    def _rect(self, place: int) -> QRectF:
        top = self._tops[place] - self.verticalScrollBar().value() + self._head()
        return QRectF(0, top, self.viewport().width(), self._tops[place + 1] - self._tops[place])

    def _at(self, y: float) -> int:
        if y < self._head():
            return -1
        return next((n for n in range(len(self.rows)) if self._rect(n).top() <= y < self._rect(n).bottom()), -1)

    def _show(self, place: int) -> None:
        if place < 0:
            return
        bar, room = self.verticalScrollBar(), self.viewport().height() - self._head()
        if self._tops[place] < bar.value():
            bar.setValue(self._tops[place])
        elif self._tops[place + 1] > bar.value() + room:
            bar.setValue(self._tops[place + 1] - room)

    def _shown_columns(self) -> list[tuple[int, Column, QRectF]]:
        """Columns that have room, each with its left edge and width (top and height are the row's)."""
        width = self.viewport().width()
        kept = [(n, column) for n, column in enumerate(self.columns) if not column.drop or width >= column.drop]
        fixed = sum(column.width for _, column in kept)
        free = max(width - fixed - 2 * PAD - 8 * (len(kept) - 1), 40)
        shares = max(sum(column.width == 0 for _, column in kept), 1)
        x, found = float(PAD), []
        for n, column in kept:
            wide = column.width or free / shares
            found.append((n, column, QRectF(x, 0, wide, 0)))
            x += wide + 8
        return found

    def _pressed(self, place: int, x: float) -> int:
        """The pressable column whose words are there in a row, -1 for none."""
        if place < 0 or not self.pressable or self.rows[place].open is not None:
            return -1
        for n, column, box in self._shown_columns():
            if n in self.pressable and n < len(self.rows[place].cells):
                words = self.theme.width(self.rows[place].cells[n].text, 12, mono=column.mono)
                if box.left() <= x < box.left() + min(words, box.width()):
                    return n
        return -1

    # ------------------------------------------------------------------------------------------------ painting
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rows in sight."""
        painter = QPainter(self.viewport())
        self.text_boxes.clear()
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.viewport().rect()), "bg.panel")
        columns = self._shown_columns()
        for place in range(len(self.rows)):
            rect = self._rect(place)
            if rect.bottom() > self._head() and rect.top() < self.viewport().height():
                self._paint_row(brush, place, rect, columns)
        if self._head():
            self._paint_head(brush, columns)
        if not self.rows:
            self._paint_nothing(brush)
        painter.end()

    def _paint_nothing(self, brush: Brush) -> None:
        width, top = self.viewport().width() - 4 * PAD, float(self._head() + 12)
        for line in broken_lines(self.theme, self.nothing, width):
            brush.text(QRectF(2 * PAD, top, width, LINE), line, "text.tertiary", align="center")
            top += LINE

    def _paint_head(self, brush: Brush, columns: list[tuple[int, Column, QRectF]]) -> None:
        rect = QRectF(0, 0, self.viewport().width(), HEAD)
        self.text_boxes[:] = [box for box in self.text_boxes if box.drawn.top() >= HEAD]
        brush.fill(rect, "bg.panel")
        brush.line(0, HEAD - 1, rect.width(), HEAD - 1, "line")
        for _, column, place in columns:
            box = QRectF(place.left(), 0, place.width(), HEAD)
            align = "right" if column.align == "right" else "left"
            brush.text(box, column.title, "text.tertiary", size=11, align=align, elide=True)

    def _paint_row(self, brush: Brush, place: int, rect: QRectF, columns: list[tuple[int, Column, QRectF]]) -> None:
        row = self.rows[place]
        ground = "bg.selected" if place == self._current else "bg.hover" if place == self._hover else ""
        if row.at_cursor and place != self._current:
            ground = "bg.cursorrow"
        if ground:
            brush.fill(rect, ground)
        if place == self._current or row.lit:
            brush.fill(QRectF(0, rect.top(), 2, rect.height()), "accent")
        first = True
        for n, column, box in columns:
            if n < len(row.cells):
                left = row.depth * INDENT + (INDENT if row.open is not None else 0) if first else 0
                cell = row.cells[n]
                if place == self._hover and n == self._hover_column:
                    cell = replace(cell, token="accent.text")
                self._paint_cell(brush, cell, column, QRectF(box.left() + left, rect.top(), box.width() - left, ROW))
            first = False
        if row.open is not None:
            brush.icon("chev-down" if row.open else "chev-right", PAD - 2, rect.top() + 5)
        if row.detail:
            left = columns[1][2].left() if len(columns) > 1 and columns[0][1].width else PAD
            brush.text(QRectF(left, rect.top() + ROW - 5, rect.width() - left - PAD, DETAIL), row.detail, "text.tertiary",
                       size=11, elide=True)  # fmt: skip
        if row.progress >= 0:
            brush.fill(QRectF(PAD, rect.bottom() - 3, (rect.width() - 2 * PAD) * row.progress, 2), "accent")

    def _paint_cell(self, brush: Brush, cell: Cell, column: Column, box: QRectF) -> None:
        if cell.icon:
            brush.icon(cell.icon, box.left(), box.top() + 5, 16, cell.icon_token)
            box = box.adjusted(22, 0, 0, 0)
        align = "right" if column.align == "right" else "left"
        brush.text(box, cell.text, cell.token, weight=cell.weight, mono=column.mono, align=align, elide=True)

    # ------------------------------------------------------------------------------------------------ pointer and keys
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the pointer, and a cell that can be pressed."""
        self._hover = self._at(event.position().y())
        self._hover_column = self._pressed(self._hover, event.position().x())
        shape = Qt.CursorShape.ArrowCursor if self._hover_column < 0 else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)
        self.viewport().update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hover = -1
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a row, or fold it where its mark was hit."""
        place = self._at(event.position().y())
        if place < 0:
            return
        row = self.rows[place]
        if row.open is not None and event.position().x() < PAD + INDENT:
            self.folded.emit(row.key)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._make_current(place)
            column = self._pressed(place, event.position().x())
            if column < 0:
                self.chosen.emit(row.key)
            else:
                self.cell_pressed.emit(row.key, column)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of a row."""
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self._current if by_keys else self._at(event.pos().y())
        if 0 <= place < len(self.rows):
            self._make_current(place)
            self.menu_asked.emit(self.rows[place].key, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move, Enter chooses, Left and Right fold."""
        last = len(self.rows) - 1
        page = max((self.viewport().height() - self._head()) // ROW - 1, 1)
        moves = {
            Qt.Key.Key_Up: self._current - 1,
            Qt.Key.Key_Down: self._current + 1,
            Qt.Key.Key_PageUp: self._current - page,
            Qt.Key.Key_PageDown: self._current + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in moves and last >= 0:
            self._make_current(min(max(moves[key], 0), last))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_key and not event.modifiers():
            self.chosen.emit(self.current_key)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.current_key:
            row = self.rows[self._current]
            if row.open is not None and row.open == (key == Qt.Key.Key_Left):
                self.folded.emit(row.key)
        else:
            super().keyPressEvent(event)

    def _make_current(self, place: int) -> None:
        if place != self._current:
            self._current = place
            self._show(place)
            self.setAccessibleDescription(
                self.rows[place].name or " ".join(cell.text for cell in self.rows[place].cells)
            )
            self.viewport().update()
            self.current_changed.emit(self.rows[place].key)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show what a row holds while the pointer rests on it."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._at(event.pos().y())
            text = self.tip(self.rows[place].key) if place >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return super().viewportEvent(event)


def broken_lines(theme: Theme, text: str, width: float) -> list[str]:
    """A sentence as the lines it takes in so many pixels; a word is never cut."""
    lines: list[str] = []
    for word in text.split():
        if lines and theme.width(f"{lines[-1]} {word}", 12) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines
