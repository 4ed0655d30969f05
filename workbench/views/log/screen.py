"""What is in sight of the log: only those lines are held and painted, however many rows there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QItemSelectionModel, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from workbench.views.log.columns import WIDTHS, ColumnChoice, Columns
from workbench.views.log.ground import BAR, LogGround
from workbench.views.log.layout import LogLayout
from workbench.views.log.marking import Marking, length_of
from workbench.views.log.paint import LineState
from workbench.views.log.rows import Badge, Fetch, Line, LineKind, LogRow
from workbench.views.log.stretches import Stretches
from workbench.views.log.times import Silences, TimeColumn
from workbench.views.theme import Theme

CONTEXT = 3
"""Lines kept above a row that had to be scrolled to from below, and below one from above."""
SMALLEST, USUAL, LARGEST = 9, 12, 24
"""Sizes of the font in pixels."""
NO_EDGES = (False, False, False)
USUAL_STATE = LineState()
AHEAD, AT_ONCE, IDLE_MS, TICK_MS = 64, 6, 24, 4
"""Rows below and above what is shown that are asked for while nothing goes on, how many at once, ms before the first of
them and between them."""


class LogScreen(LogGround):
    """A window of lines over rows numbered from 0; `position` is a row's number in the table, never in the case.

    searching: whether rows are looked for now, which nothing else should hold up
    selected(): the selection changed · scrolled(): other lines are in sight · relaid(): the columns stand elsewhere
    """

    selected = Signal()
    scrolled = Signal()
    relaid = Signal()

    def __init__(self, theme: Theme, badge: Callable[[int], Badge], parent: QWidget | None = None) -> None:
        super().__init__(theme, badge, parent)
        self.layout_of = LogLayout(between=self._between)
        self.choice = ColumnChoice()
        self.times = TimeColumn()
        self.silences = Silences()
        self.top = (0, 0)
        self.current, self.anchor, self.cursor_row = -1, -1, -1
        self.others = Stretches()
        self.cell = "message"
        self.hit = -1
        self.searching: Callable[[], bool] = lambda: False
        self._base_height = 20
        self._hovered = -1
        self._marking: Marking | None = None
        self._chosen, self._focused, self._edged, self._usual = range(0), False, False, False
        self._ahead: list[int] = []
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._ask_ahead)

    # ------------------------------------------------------------------------------------------- how it looks
    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        self.setPalette(theme.palette())
        self.repaint_all()

    def set_row_height(self, height: int) -> None:
        """20 compact, 24 comfortable; larger text makes lines higher by itself."""
        self._base_height = height
        self._resize_lines()

    def set_font_size(self, size: int) -> None:
        """Pixels of the text, between `SMALLEST` and `LARGEST`."""
        size = max(SMALLEST, min(size, LARGEST))
        if size != self.look.size:
            self.look = replace(self.look, size=size)
            self._resize_lines()

    def _resize_lines(self) -> None:
        self.row_height = max(18, self._base_height + round((self.look.size - USUAL) * 4 / 3))
        self.verticalHeader().setDefaultSectionSize(self.row_height)
        self._lay_out()

    def set_inked(self, inked: bool) -> None:
        """Show the colours of the messages' writers, or leave them out."""
        self.look = replace(self.look, inked=inked)
        self.repaint_all()

    def set_times(self, times: TimeColumn) -> None:
        """Tell times otherwise."""
        self.times = times
        self.look = replace(self.look, times_right=times.mode != "absolute")
        self.repaint_all()

    def set_silences(self, silences: Silences) -> None:
        """Mark other silences between rows."""
        if silences != self.silences:
            self.silences = silences
            self.scroll_to(*self.top)

    def set_choice(self, choice: ColumnChoice) -> None:
        """Put the columns where the user wants them."""
        self.choice = choice
        self._lay_out()

    def set_fields(self, names: Sequence[str]) -> None:
        """Show these fields of structured lines as columns of their own, before the message."""
        self.set_choice(replace(self.choice, fields=tuple(names)))

    def set_first(self, first: int) -> None:
        """Put another character at the left edge of the messages; those that are wrapped don't move."""
        first = max(0, min(first, self.reach))
        if first != self.look.first:
            self.look = replace(self.look, first=first)
            self.repaint_all()
            self.relaid.emit()

    def fitting(self, name: str) -> int:
        """Pixels that the widest text of a column in sight needs."""
        texts = []
        for line in self.lines:
            if line.kind == "main" and line.row is not None:
                texts.append({"time": line.row.time, "level": line.row.level, "source": line.row.source}.get(name)
                             or line.row.fields().get(name, ""))  # fmt: skip
        if name == "level":
            return WIDTHS["level"]
        wide = max((self.theme.width(text, self.look.size, 400, True) for text in texts), default=0)
        return int(max(wide, self.theme.width(name, 11, 500))) + 14

    # ------------------------------------------------------------------------------------------- what is shown
    @property
    def count(self) -> int:
        """Rows there are."""
        return self.layout_of.count

    @property
    def capacity(self) -> int:
        """Lines that fit whole."""
        return max((self.viewport().height() - (BAR if self.reach else 0)) // self.row_height, 1)

    @property
    def rows_in_sight(self) -> range:
        """Positions of the records in sight."""
        lines = self.lines
        return range(lines[0].position, lines[-1].position + 1) if lines else range(0)

    def set_rows(
        self, count: int, fetch: Fetch, current: int = -1, at_line: int | None = None, end: bool = False
    ) -> None:
        """Show other rows. current: to stand on (-1: none) · at_line: of the screen, that it keeps · end: show the last."""
        self.layout_of.count, self.layout_of.fetch = count, fetch
        self.layout_of.forget()
        self._badges.clear()
        self.hit, self._marking, self._hovered, self.others = -1, None, -1, Stretches()
        self.current = self.anchor = current if 0 <= current < count else -1
        self.cursor_row = min(self.cursor_row, count - 1)
        if self.current >= 0 and not end:
            self.place(self.current, self.capacity // 3 if at_line is None else at_line)
        else:
            self.scroll_to(max(count - 1, 0) if end else 0)

    def grow(self, count: int) -> bool:
        """There are more rows now, behind those in sight; False, and nothing done, where what is in sight would be other."""
        lines = self.lines
        if not lines or count < self.count:
            return False
        sight = self.rows_in_sight
        rows = dict(enumerate(self.layout_of.fetch(sight.start, sight.stop), sight.start))
        if any(rows.get(line.position) is not line.row for line in lines):
            return False
        self.layout_of.count = count
        if len(lines) * self.row_height < self.viewport().height():
            self._show()
        return True

    def _between(self, row: LogRow, below: LogRow) -> tuple[tuple[LineKind, str], ...]:
        found = self.silences.between(row, below)
        new = self.badge_of(below.row).new
        return (*found, ("new", new)) if new else found

    def refetch(self) -> None:
        """Lay the lines in sight out again: their records came, or what is said of them changed."""
        self._badges.clear()
        self._show()

    def _show(self) -> None:
        wanted = -(-self.viewport().height() // self.row_height)
        lines = self.layout_of.lines(*self.top, wanted)
        self._measure(lines)
        self.show_lines(lines)
        self._announce_current()
        sight = self.rows_in_sight
        below = range(sight.stop, min(sight.stop + AHEAD, self.count), AT_ONCE)
        above = range(max(sight.start - AT_ONCE, 0), max(sight.start - AHEAD, -1), -AT_ONCE)
        self._ahead = [*reversed(above), *reversed(below)]
        self._idle.start(IDLE_MS)

    def _ask_ahead(self) -> None:
        """Rows near those in sight are asked for a few at a time, so that they are there when they are scrolled to."""
        if self._ahead and self.isVisible() and self.searching():
            self._idle.start(IDLE_MS)
        elif self._ahead and self.isVisible():
            start = self._ahead.pop()
            self.layout_of.fetch(start, min(start + AT_ONCE, self.count))
            self._idle.start(TICK_MS)
        else:
            self._idle.stop()

    def _measure(self, lines: list[Line]) -> None:
        """How far the widest line in sight can be moved to the left."""
        folded = self.layout_of.opened
        wide = 0
        if not self.layout_of.wrap:
            wide = max((length_of(line) for line in lines if line.kind == "main" and line.row
                        and line.row.row not in folded), default=0)  # fmt: skip
        reach = max(wide - self.letters_in_sight, 0)
        if bool(reach) != bool(self.reach) or (reach and reach != self.reach):
            self.viewport().update(0, self.viewport().height() - BAR, self.viewport().width(), BAR)
            if not reach:
                self._painted.clear()
        self.reach = reach
        if self.look.first > reach:
            self.look = replace(self.look, first=reach)
            self.repaint_all()

    def scroll_to(self, position: int, part: int = 0) -> None:
        """Put a place at the top, but leave no empty space behind the end."""
        last = self.layout_of.last_top(self.capacity) if position + self.capacity >= self.count else None
        place = (max(position, 0), max(part, 0))
        self.top = min(place, last) if last is not None else place
        self._show()
        self.scrolled.emit()

    def scroll_lines(self, step: int) -> None:
        """Move by lines: down when positive."""
        layout = self.layout_of
        self.scroll_to(*(layout.below(*self.top, step) if step > 0 else layout.above(*self.top, -step)))

    def place(self, position: int, line: int) -> None:
        """Scroll so that a row's first line is the given line of the screen."""
        line = max(0, min(line, self.capacity - 1))
        # Each record has a line at least: these are all that can come into sight, read at once and not in two parts.
        self.layout_of.fetch(max(position - line, 0), min(position + self.capacity - line + 2, self.count))
        self.scroll_to(*self.layout_of.above(position, 0, line))

    def line_of(self, position: int) -> int | None:
        """Which line of the screen a row's first line is, None when it is not in sight as a whole."""
        for number, line in enumerate(self.lines[: self.capacity]):
            if line.position == position and line.part == 0:
                return number
        return None

    @property
    def line_kept(self) -> int:
        """Which line of the screen the current row keeps when other rows are shown: its own, or a third of it."""
        own = self.line_of(self.current) if self.current >= 0 else None
        return self.capacity // 3 if own is None else own

    def reveal(self, position: int) -> None:
        """Scroll as little as brings a row into sight with a little context; a far one lands at a third."""
        if self.line_of(position) is not None:
            self.repaint_changed()
            self._announce_current()
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
        self._marking, self.others = None, Stretches()
        self._badges.clear()
        if reveal and position >= 0:
            self.reveal(position)
        else:
            self.repaint_changed()
            self._announce_current()
        self.selected.emit()

    # ------------------------------------------------------------------------------------------- selection
    @property
    def selection(self) -> range:
        """Positions of the stretch that holds the current row; empty when there is none."""
        if self.current < 0:
            return range(0)
        return range(min(self.anchor, self.current), max(self.anchor, self.current) + 1)

    @property
    def selected_positions(self) -> Stretches:
        """Positions selected, in as many stretches as there are; the current row at least."""
        return Stretches.of(*self.others.ranges, self.selection)

    @property
    def selected_text(self) -> str:
        """Characters that the pointer selected, in one line or several, or nothing."""
        return self._marking.text(self.layout_of) if self._marking and not self._marking.empty else ""

    def row_at(self, position: int) -> LogRow | None:
        """The row at a position, None while it is being read."""
        found = self.layout_of.fetch(position, position + 1) if 0 <= position < self.count else ()
        return found[0] if found else None

    # ------------------------------------------------------------------------------------------- painting
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another number of lines fits; the top stays."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        self.columns = Columns.for_width(self.viewport().width(), self.choice, self.look.size / USUAL)
        self.layout_of.columns = max(
            20, int((self.viewport().width() - self.columns.message - 58) / self.letter_width)
        )  # fmt: skip
        if self.cell not in self.columns.cells:
            self.cell = "message"
        self.layout_of.forget()
        in_sight = self.current in self.rows_in_sight
        self.repaint_all()
        self.scroll_to(*self.top)
        if in_sight and self.line_of(self.current) is None:
            self.reveal(self.current)
        self.relaid.emit()

    def is_cursor(self, position: int) -> bool:
        """Whether the shared cursor stands on a row."""
        return position == self.cursor_row

    def before_states(self) -> None:
        """What all lines' states have in common is worked out once."""
        self._chosen, self._focused = self.selection, self.hasFocus()
        alone = not self.others.ranges and len(self._chosen) == 1
        self._edged = not (alone and self.current == self.cursor_row and not self._focused)
        self._usual = self._marking is None and self.times.mode == "absolute" and not self.others.ranges

    def state_of(self, number: int, line: Line) -> LineState:
        """What is known of a line in sight beyond its text."""
        position, row = line.position, line.row
        special = (self.cursor_row, self._hovered, self.hit)
        if self._usual and position not in special and position not in self._chosen and not self._is_opened(row):
            return USUAL_STATE
        chosen = position in self._chosen or (bool(self.others.ranges) and position in self.others)
        here = line.kind == "main" and position == self.current and self._focused
        edges = self._edges(number, line) if chosen and self._edged else NO_EDGES
        return LineState(
            cursor=position == self.cursor_row,
            selected=chosen,
            hovered=position == self._hovered,
            current_hit=position == self.hit,
            opened=self._is_opened(row),
            cell=self.cell if here and self.cell not in ("message", "time") else "",
            marked=self._marking.span(line) if self._marking else (0, 0),
            time=self._time(number, line) if line.kind == "main" else "",
            above=edges[0],
            below=edges[1],
            outlined=edges[2],
        )

    def _is_opened(self, row: LogRow | None) -> bool:
        return row is not None and row.row in self.layout_of.opened

    def _time(self, number: int, line: Line) -> str:
        if self.times.mode == "absolute" or line.row is None:
            return ""
        if self.times.mode == "relative":
            return self.times.text(line.row, None)
        above = self.lines[number - 1].row if number else self.row_at(line.position - 1)
        return self.times.text(line.row, above)

    def _edges(self, number: int, line: Line) -> tuple[bool, bool, bool]:
        """Whether the lines above and below are selected, too, and whether this one has an outline."""
        if line.kind not in ("main", "wrap"):
            return NO_EDGES
        return self._is_chosen(number - 1), self._is_chosen(number + 1), True

    def _is_chosen(self, number: int) -> bool:
        if not 0 <= number < len(self.lines) or self.lines[number].kind not in ("main", "wrap"):
            return False
        position = self.lines[number].position
        return position in self._chosen or position in self.others

    def _announce_current(self) -> None:
        """Let Qt know the current line, so that a screen reader speaks it; also where another row came to that line."""
        number = self.line_of(self.current) if self.current >= 0 else None
        index = self.lines_model.index(number, 0) if number is not None else None
        if index is None or index.row() >= self.lines_model.rowCount():
            return
        same = self.selectionModel().currentIndex() == index
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        if same and self.hasFocus() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
