"""The painted ground of the log: lines that only moved are moved as they are, lines that changed are painted anew."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from workbench.views.log.columns import Columns
from workbench.views.log.model import LineModel
from workbench.views.log.paint import LineLook, LinePainter, LineState
from workbench.views.log.rows import Badge, Line
from workbench.views.log.text import Finder
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

BAR = 7
"""Pixels of the bar at the bottom that says which part of the lines is in sight."""
KEPT = 2000
NO_BADGE = Badge()
Painted = tuple[Line, LineState, Badge]
_Index = QModelIndex | QPersistentModelIndex


class LogGround(QTableView):
    """Shows lines under each other; knows what of them is painted, and paints no more than what differs.

    topped(t): lines are shown of which the uppermost that has a time has this one, None where none has any
    """

    topped = Signal(object)

    def __init__(self, theme: Theme, badge: Callable[[int], Badge], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.badge = theme, badge
        self.finders: tuple[Finder, ...] = ()
        self.columns = Columns()
        self.look = LineLook()
        self.row_height = 20
        self.reach = 0
        self.lines_model = LineModel(badge, lambda position: self.is_cursor(position), self)
        self.setModel(self.lines_model)
        self._painted: list[Painted | None] = []
        self._boxes: list[tuple[int, list[TextBox]]] = []
        self._badges: dict[int, Badge] = {}
        self._compared = False
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

    def dataChanged(self, _first: _Index, _last: _Index, _roles: object = None) -> None:
        """Nothing: what changed is painted by comparing, and told to screen readers where the current row is."""

    # ------------------------------------------------------------------------------------------- for subclasses
    def is_cursor(self, _position: int) -> bool:
        """Whether the shared cursor stands on a row."""
        return False

    def before_states(self) -> None:
        """The states of several lines are going to be asked for."""

    def state_of(self, _number: int, _line: Line) -> LineState:
        """What is known of a line in sight beyond its text."""
        return LineState()

    # ------------------------------------------------------------------------------------------- what is shown
    @property
    def lines(self) -> list[Line]:
        """The lines in sight, the last one perhaps cut by the edge."""
        return self.lines_model.lines

    @property
    def text_boxes(self) -> list[TextBox]:
        """Every text that stands on the viewport now, where it stands."""
        found: list[TextBox] = []
        for number, (painted, boxes) in enumerate(self._boxes[: len(self.lines)]):
            top = number * self.row_height - painted
            found += [TextBox(b.drawn.translated(0, top), b.box.translated(0, top), b.text) for b in boxes]
        return found

    def show_lines(self, lines: list[Line]) -> None:
        """Put other lines in sight."""
        before = self.lines
        moved = _moved(before, lines)
        self.lines_model.show(lines)
        self.topped.emit(next((line.row.t for line in lines if line.row is not None and line.row.t is not None), None))
        if moved:
            self._move(moved)
        if len(lines) != len(before) and (not before or not lines):
            self.repaint_all()
            return
        self.repaint_changed()
        for number in range(len(lines), len(before)):
            self.viewport().update(self._rect(number))

    def repaint_all(self) -> None:
        """Paint every line anew: theme, font, columns or what is marked in all of them is other than before."""
        self._painted.clear()
        self.viewport().update()

    def set_finders(self, finders: tuple[Finder, ...]) -> None:
        """Mark other text, in every line."""
        if finders != self.finders:
            self.finders = finders
            self.repaint_all()

    def repaint_said(self) -> None:
        """Paint anew the lines of which something else is said than before."""
        self._badges.clear()
        self.repaint_changed()

    def repaint_changed(self) -> None:
        """Paint anew what no longer looks as it was painted."""
        lines, painted = self.lines, self._painted
        self._compared = True
        self.before_states()
        stale = [number for number, line in enumerate(lines) if not self._stands(number, line)]
        for number in stale:
            if number < len(painted):
                painted[number] = None
        if len(stale) == len(lines) > 0:
            self.viewport().update(0, 0, self.viewport().width(), len(lines) * self.row_height)
            return
        for number in stale:
            self.viewport().update(self._rect(number))

    def _stands(self, number: int, line: Line) -> bool:
        """Whether a line is painted as it looks now; what is said of it is only asked where its text is the same."""
        known = self._painted[number] if number < len(self._painted) else None
        return known is not None and known[0] == line and known == self._painted_as(number, line)

    def _painted_as(self, number: int, line: Line) -> Painted:
        row = line.row.row if line.row else -1
        badge = self.badge_of(row) if line.kind in ("main", "wrap") and row >= 0 else NO_BADGE
        return line, self.state_of(number, line), badge

    def badge_of(self, row: int) -> Badge:
        """What is said of a row; kept while lines only move, since every feature of a panel may have its say."""
        found = self._badges.get(row)
        if found is None:
            if len(self._badges) > KEPT:
                self._badges.clear()
            found = self._badges[row] = self.badge(row)
        return found

    def _rect(self, number: int) -> QRect:
        return QRect(0, number * self.row_height, self.viewport().width(), self.row_height)

    def _move(self, lines: int) -> None:
        """Move what is painted by some lines, down when positive."""
        distance = lines * self.row_height
        if (distance * self.devicePixelRatioF()) % 1 or len(self._painted) <= abs(lines):
            self.repaint_all()
            return
        lost: list[Painted | None] = [None] * abs(lines)
        empty: list[tuple[int, list[TextBox]]] = [(0, [])] * abs(lines)
        if lines > 0:
            self._painted = [*lost, *self._painted[:-lines]]
            self._boxes = [*empty, *self._boxes[:-lines]]
        else:
            self._painted = [*self._painted[-lines:], *lost]
            self._boxes = [*self._boxes[-lines:], *empty]
        bottom = self.viewport().height() - (BAR if self.reach else 0)
        if self._painted:
            # The lowest line may have been cut by the edge.
            cut = bottom // self.row_height - (0 if lines > 0 else -lines)
            if 0 <= cut < len(self._painted):
                self._painted[cut] = None
        self.viewport().scroll(0, distance, QRect(0, 0, self.viewport().width(), bottom))

    # ------------------------------------------------------------------------------------------- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines that the event is about, and the bar below them."""
        if not self._compared and event.rect().contains(self.viewport().rect()):
            self._badges.clear()  # somebody else asked for all of it: what is said of rows may be other than before
        self._compared = False
        self.before_states()
        total = len(self.lines)
        while len(self._painted) < total:
            self._painted.append(None)
            self._boxes.append((0, []))
        del self._painted[total:], self._boxes[total:]
        painter = QPainter(self.viewport())
        try:
            self._paint_lines(Brush(painter, self.theme, []), event)
        finally:
            painter.end()  # a feature that fails in saying something of a row must not leave it open: Qt would crash

    def _paint_lines(self, brush: Brush, event: QPaintEvent) -> None:
        width, height, region = float(self.viewport().width()), self.row_height, event.region()
        lines = LinePainter(brush, self.columns, self.finders, self.look)
        brush.fill(QRectF(event.rect()), "bg.canvas")
        first, last = event.rect().top() // height, event.rect().bottom() // height
        some = region.rectCount() > 1
        for number, line in enumerate(self.lines[max(first, 0) : last + 1], max(first, 0)):
            if some and not region.intersects(self._rect(number)):
                continue
            top = number * height
            look = self._painted_as(number, line)
            brush.guard = []
            self._boxes[number] = (top, brush.guard)
            lines.paint(line, QRectF(0, top, width, height), look[1], look[2])
            if self._painted[number] not in (None, look) and not event.rect().contains(self._rect(number)):
                self.viewport().update(self._rect(number))
            self._painted[number] = look
        lines.finish()
        self._paint_bar(brush)

    def bar_rect(self) -> QRectF:
        """Where the bar's handle is; empty while no line is wider than the table."""
        if not self.reach:
            return QRectF()
        view = self.viewport()
        room = view.width() - self.columns.message - 8
        shown = max(self.letters_in_sight, 1)
        wide = max(room * shown / (self.reach + shown), 24)
        left = self.columns.message + 4 + (room - wide) * min(self.look.first / self.reach, 1)
        return QRectF(left, view.height() - BAR + 1, wide, BAR - 2)

    def _paint_bar(self, brush: Brush) -> None:
        handle = self.bar_rect()
        if handle.isEmpty():
            return
        view = self.viewport()
        brush.fill(QRectF(0, view.height() - BAR, view.width(), BAR), "bg.canvas")
        brush.fill(QRectF(0, view.height() - BAR, view.width(), 1), "line.subtle")
        brush.round(handle, "line.strong", radius=2)

    @property
    def letter_width(self) -> float:
        """Pixels of one letter."""
        return self.theme.metrics(self.look.size, 400, True).horizontalAdvance("0")

    @property
    def letters_in_sight(self) -> int:
        """Letters of a message that have room beside each other."""
        return max(int((self.viewport().width() - self.columns.message - 10) / self.letter_width), 1)


def _moved(before: list[Line], lines: list[Line]) -> int:
    """By how many lines what is still in sight has moved down; 0 where nothing did or nothing is left."""
    places = {(line.position, line.part): number for number, line in enumerate(before)}
    for number, line in enumerate(lines):
        old = places.get((line.position, line.part))
        if old is not None:
            return number - old
    return 0
