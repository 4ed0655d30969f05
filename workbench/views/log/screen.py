"""What is in sight of the log: only those lines are held and painted, however many rows there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from workbench.views.log.model import LineModel
from workbench.views.log.paint import Columns, LinePainter, LineState
from workbench.views.log.rows import Badge, Fetch, Line, LogLayout, LogRow
from workbench.views.log.stretches import Stretches
from workbench.views.log.text import Finder
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

CELLS = ("mark", "time", "level", "source", "message")
CONTEXT = 3
"""Lines kept above a row that had to be scrolled to from below, and below one from above."""


class LogScreen(QTableView):
    """A window of lines over rows numbered from 0; `position` is a row's number in the table, never in the case.

    selected(): the selection changed · scrolled(): other lines are in sight
    """

    selected = Signal()
    scrolled = Signal()

    def __init__(self, theme: Theme, badge: Callable[[int], Badge], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.badge = theme, badge
        self.layout_of = LogLayout()
        self.top = (0, 0)
        self.current, self.anchor, self.cursor_row = -1, -1, -1
        self.cell = "message"
        self.hit = -1
        self.finders: tuple[Finder, ...] = ()
        self.columns = Columns()
        self.text_boxes: list[TextBox] = []
        self.row_height = 20
        self.field_names: tuple[str, ...] = ()
        self._hovered = -1
        self._span: tuple[int, int, int, int] | None = None
        self.lines_model = LineModel(badge, lambda position: position == self.cursor_row, self)
        self.setModel(self.lines_model)
        self._dress()

    def _dress(self) -> None:
        self.setAccessibleName("Log lines")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(10)
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(10)
        self.verticalHeader().setDefaultSectionSize(self.row_height)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setAutoScroll(False)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setMinimumHeight(self.row_height * 3)
        self.setPalette(self.theme.palette())

    def scrollTo(self, _index: QModelIndex, _hint: object = None) -> None:
        """Nothing: rows come to the table, the table does not move over them."""

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.setPalette(theme.palette())
        self.viewport().update()

    def set_row_height(self, height: int) -> None:
        """20 compact, 24 comfortable."""
        self.row_height = height
        self.verticalHeader().setDefaultSectionSize(height)
        self.refetch()

    # ------------------------------------------------------------------------------------------- what is shown
    @property
    def count(self) -> int:
        """Rows there are."""
        return self.layout_of.count

    @property
    def lines(self) -> list[Line]:
        """The lines in sight, the last one perhaps cut by the edge."""
        return self.lines_model.lines

    @property
    def capacity(self) -> int:
        """Lines that fit whole."""
        return max(self.viewport().height() // self.row_height, 1)

    @property
    def rows_in_sight(self) -> range:
        """Positions of the records in sight."""
        lines = self.lines
        return range(lines[0].position, lines[-1].position + 1) if lines else range(0)

    def set_rows(self, count: int, fetch: Fetch, current: int = -1, at_line: int | None = None) -> None:
        """Show other rows. current: the row to stand on, -1 for none · at_line: the line of the screen it keeps."""
        self.layout_of.count, self.layout_of.fetch = count, fetch
        self.layout_of.forget()
        self.hit, self._span, self._hovered = -1, None, -1
        self.current = self.anchor = current if 0 <= current < count else -1
        self.cursor_row = min(self.cursor_row, count - 1)
        if self.current >= 0:
            self.place(self.current, self.capacity // 3 if at_line is None else at_line)
        else:
            self.scroll_to(0, 0)

    def refetch(self) -> None:
        """Lay the lines in sight out again: their records came, or what is said of them changed."""
        wanted = -(-self.viewport().height() // self.row_height)
        self.lines_model.show(self.layout_of.lines(*self.top, wanted))
        self._announce_current()
        self.viewport().update()

    def scroll_to(self, position: int, part: int = 0) -> None:
        """Put a place at the top, but leave no empty space behind the end."""
        last = self.layout_of.last_top(self.capacity) if position + self.capacity >= self.count else None
        place = (max(position, 0), max(part, 0))
        self.top = min(place, last) if last is not None else place
        self.refetch()
        self.scrolled.emit()

    def scroll_lines(self, step: int) -> None:
        """Move by lines: down when positive."""
        layout = self.layout_of
        self.scroll_to(*(layout.below(*self.top, step) if step > 0 else layout.above(*self.top, -step)))

    def place(self, position: int, line: int) -> None:
        """Scroll so that a row's first line is the given line of the screen."""
        self.scroll_to(*self.layout_of.above(position, 0, max(0, min(line, self.capacity - 1))))

    def line_of(self, position: int) -> int | None:
        """Which line of the screen a row's first line is, None when it is not in sight as a whole."""
        for number, line in enumerate(self.lines[: self.capacity]):
            if line.position == position and line.part == 0:
                return number
        return None

    def reveal(self, position: int) -> None:
        """Scroll as little as brings a row into sight with a little context; a far one lands at a third."""
        if self.line_of(position) is not None:
            self.refetch()
            return
        top = self.top[0]
        if top - self.capacity <= position <= top:
            self.place(position, min(CONTEXT, self.capacity // 4))
        elif top < position <= top + 2 * self.capacity:
            self.place(position, self.capacity - 1 - min(CONTEXT, self.capacity // 4))
        else:
            self.place(position, self.capacity // 3)

    def set_cursor(self, position: int, reveal: bool = True) -> None:
        """Stand on the row of the shared cursor; -1 for none."""
        self.cursor_row = self.current = self.anchor = position
        self._span = None
        if reveal and position >= 0:
            self.reveal(position)
        else:
            self.refetch()
        self.selected.emit()

    @property
    def selection(self) -> range:
        """Positions selected, the current row at least; empty when there is none."""
        if self.current < 0:
            return range(0)
        return range(min(self.anchor, self.current), max(self.anchor, self.current) + 1)

    @property
    def selected_positions(self) -> Stretches:
        """Positions selected, in as many stretches as there are."""
        return Stretches((self.selection,) if self.current >= 0 else ())

    def set_fields(self, names: Sequence[str]) -> None:
        """Show these fields of structured lines as columns of their own, before the message."""
        self.field_names = tuple(names)
        self.refetch()

    @property
    def selected_text(self) -> str:
        """Characters that the pointer selected in one line, or nothing."""
        if self._span is None:
            return ""
        position, part, start, end = self._span
        line = next((line for line in self.lines if (line.position, line.part) == (position, part)), None)
        return line.text[start:end] if line else ""

    def row_at(self, position: int) -> LogRow | None:
        """The row at a position, None while it is being read."""
        found = self.layout_of.fetch(position, position + 1) if 0 <= position < self.count else ()
        return found[0] if found else None

    # ------------------------------------------------------------------------------------------- painting
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another number of lines fits; the top stays."""
        super().resizeEvent(event)
        self.columns = Columns.for_width(self.viewport().width())
        advance = self.theme.metrics(12, 400, True).horizontalAdvance("0")
        self.layout_of.columns = max(20, int((self.viewport().width() - self.columns.message - 58) / advance))
        widths = (self.columns.time, self.columns.level, self.columns.source, self.columns.message)
        for section, (left, right) in enumerate(zip((0, *widths), widths, strict=False)):
            self.setColumnWidth(section, right - left)
        self.layout_of.forget()
        in_sight = self.current in self.rows_in_sight
        self.scroll_to(*self.top)
        if in_sight and self.line_of(self.current) is None:
            self.reveal(self.current)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The lines in sight, nothing else."""
        self.text_boxes.clear()
        painter = QPainter(self.viewport())
        brush = Brush(painter, self.theme, self.text_boxes)
        width = float(self.viewport().width())
        brush.fill(QRectF(self.viewport().rect()), "bg.canvas")
        lines = LinePainter(brush, self.columns, self.finders)
        selection = self.selection
        for number, line in enumerate(self.lines):
            rect = QRectF(0, number * self.row_height, width, self.row_height)
            row = line.row.row if line.row else -1
            badge = self.badge(row) if line.kind in ("main", "wrap") and row >= 0 else Badge()
            lines.paint(line, rect, self._state(line, selection), badge)
        self._outline(brush, selection, width)
        painter.end()

    def _state(self, line: Line, selection: range) -> LineState:
        marked = (0, 0)
        if self._span and self._span[:2] == (line.position, line.part):
            marked = (self._span[2], self._span[3])
        return LineState(
            cursor=line.position == self.cursor_row,
            selected=line.position in selection,
            hovered=line.position == self._hovered,
            current_hit=line.position == self.hit,
            opened=bool(line.row and line.row.row in self.layout_of.opened),
            marked=marked,
        )

    def _outline(self, brush: Brush, selection: range, width: float) -> None:
        """The selection's indigo outline, and around the current cell while the keyboard is here."""
        numbers = [
            n for n, line in enumerate(self.lines) if line.position in selection and line.kind in ("main", "wrap")
        ]
        if not numbers or (len(selection) == 1 and self.current == self.cursor_row and not self.hasFocus()):
            return
        top, bottom = numbers[0] * self.row_height, (numbers[-1] + 1) * self.row_height
        brush.round(QRectF(0, top, width, bottom - top), "", "accent", radius=0)
        number = self.line_of(self.current)
        if self.hasFocus() and number is not None and self.cell in ("level", "source"):
            left = getattr(self.columns, self.cell)
            right = self.columns.source if self.cell == "level" else self.columns.message
            cell = QRectF(left, number * self.row_height + 1, right - left - 2, self.row_height - 2)
            brush.round(cell, "", "accent", radius=3)

    def _announce_current(self) -> None:
        """Let Qt know the current line, so that a screen reader speaks it."""
        number = self.line_of(self.current) if self.current >= 0 else None
        index = self.lines_model.index(number, CELLS.index(self.cell)) if number is not None else None
        if index is not None and index.row() < self.lines_model.rowCount():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
