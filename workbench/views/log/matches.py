"""The filtered lines in a table of their own, under a strip that says how many there are and where it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.views.empty_state import EmptyState
from workbench.views.filter_parts import IconButton, Toggle
from workbench.views.log.head import LogHead
from workbench.views.log.rows import Badge
from workbench.views.log.scroll import RowScroll
from workbench.views.log.table import LogTable
from workbench.views.paint import Brush, TextBox
from workbench.views.theme import Theme

STRIP = 28


class WordToggle(Toggle):
    """A few words that are on or off."""

    def sizeHint(self) -> QSize:
        """As wide as the words."""
        return QSize(round(self.theme.width(self.text(), 11, 600)) + 16, 20)

    def draw(self, brush: Brush, rect: QRectF) -> None:
        """The words in a frame, on the accent's tint when on."""
        on = self.isChecked()
        ground = "accent.tint" if on else "bg.hover" if self.hovered else "bg.control"
        brush.round(rect, ground, "accent" if on else "line", radius=4)
        ink = "accent.text" if on else "text.secondary"
        brush.text(rect, self.text(), ink, size=11, weight=600 if on else 500, align="center")


class Strip(QWidget):
    """Title and count of the second table, the switch for what is hidden above, and where the table stands."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.title, self.count = "Matches", ""
        self.text_boxes: list[TextBox] = []
        self.setFixedHeight(STRIP)
        self.hide_above = WordToggle(theme, "Hide excluded in both", "Hide excluded lines in the whole log, too", self)
        self.turn = IconButton(theme, "split-beside", "Put the matches beside the log", self)
        self.cross = IconButton(theme, "close", "Close the pane of matches (Esc)", self)
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        for part in (self.hide_above, self.turn, self.cross):
            part.set_theme(theme)
        self._arrange()
        self.update()

    def say(self, title: str, count: str) -> None:
        """What it holds, and how many."""
        if (title, count) != (self.title, self.count):
            self.title, self.count = title, count
            self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the buttons at the right edge."""
        self._arrange()

    def _arrange(self) -> None:
        right = self.width() - 4
        for part in (self.cross, self.turn):
            right -= 24
            part.move(right, 2)
        switch = self.hide_above.sizeHint()
        self._room = right - 8
        if self.hide_above.isEnabled() and self._room - switch.width() > 150:
            self._room -= switch.width() + 8
            self.hide_above.setGeometry(self._room + 8, 4, switch.width(), switch.height())
            self.hide_above.show()
        else:
            self.hide_above.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words on the bars' ground."""
        self.text_boxes.clear()
        painter = QPainter(self)
        brush = Brush(painter, self.theme, self.text_boxes)
        brush.fill(QRectF(self.rect()), "bg.raised")
        brush.line(0, 0, self.width(), 0, "line")
        brush.line(0, STRIP - 1, self.width(), STRIP - 1, "line")
        used = brush.text(QRectF(10, 0, max(self._room - 10, 0), STRIP), self.title, weight=600, elide=True)
        rest = QRectF(18 + used, 0, self._room - 18 - used, STRIP)
        if brush.width(self.count, 11) <= rest.width():
            brush.text(rest, self.count, "text.tertiary", size=11)
        painter.end()


class MatchesPane(QWidget):
    """A table with head, scroll bar and strip, beside or below another one.

    hid(on): what is excluded shall go from the other table, too · turned(), closed(): its buttons
    """

    hid = Signal(bool)
    turned = Signal()
    closed = Signal()

    def __init__(
        self, theme: Theme, badge: Callable[[int], Badge], zone: str, main: LogTable, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._main = main
        self.held = False
        self.strip = Strip(theme, self)
        self.head = LogHead(theme, zone, self)
        self.table = LogTable(theme, badge, self)
        self.table.setAccessibleName("Matching lines")
        self.table.set_row_height(main.row_height)
        self.rows_bar = RowScroll(self)
        self.nothing = EmptyState(theme, "filter", "", parent=self)
        self.setFocusProxy(self.table)
        body = QHBoxLayout()
        body.setSpacing(0)
        for part in (self.table, self.nothing):
            body.addWidget(part, 1)
        body.addWidget(self.rows_bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.head)
        column.addLayout(body, 1)
        self.table.installEventFilter(self)
        main.installEventFilter(self)
        main.viewport().installEventFilter(self)
        self.table.relaid.connect(self._over_columns)
        self.table.topped.connect(self.head.set_top)
        self.head.chosen.connect(main.set_choice)
        self.table.scrolled.connect(self.show_places)
        self.rows_bar.row_wanted.connect(self.table.scroll_to)
        self.strip.hide_above.toggled.connect(self.hid)
        self.strip.turn.clicked.connect(self.turned)
        self.strip.cross.clicked.connect(self.closed)
        self.setMinimumSize(280, STRIP + 22 + 3 * self.table.row_height)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        for part in (self.strip, self.head, self.table, self.nothing):
            part.set_theme(theme)

    def set_zone(self, zone: str) -> None:
        """Times are shown in this zone."""
        self.head.set_zone(zone)

    def say_nothing(self, sentence: str) -> None:
        """Why there are no rows; empty when there are some."""
        self.nothing.set_sentence(sentence)
        self.nothing.setVisible(bool(sentence))
        self.table.setVisible(not sentence)

    def show_places(self) -> None:
        """The scroll bar follows the table."""
        self.rows_bar.show_rows(self.table.top[0], self.table.capacity, self.table.count)

    def stand_at(self, position: int, exact: bool) -> None:
        """Bring a row into sight and make it current; `exact` when it is the very row that the other table is on."""
        table = self.table
        table.cursor_row = position if exact else -1
        if not 0 <= position < table.count:
            table.current = table.anchor = -1
            table.refetch()
            return
        if table.current != position:
            table.current = table.anchor = position
        table.reveal(position)

    def _over_columns(self) -> None:
        self.head.set_columns(self.table.columns, self.table.choice, self.table.look.first)

    def mirror(self) -> None:
        """Look as the other table does: columns, times, text, colours, marks."""
        main, table = self._main, self.table
        if table.choice != main.choice:
            table.set_choice(main.choice)
        if table.times != main.times:
            table.set_times(main.times)
            self.head.set_mode(main.times.mode)
        if table.look.size != main.look.size:
            table.set_font_size(main.look.size)
        if table.look.inked != main.look.inked:
            table.set_inked(main.look.inked)
        if table.layout_of.wrap != main.layout_of.wrap:
            table.set_wrap(main.layout_of.wrap)
        table.set_finders(main.finders)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remember which of the two tables had the keyboard last: acts mean the lines of that one."""
        if event.type() == QEvent.Type.FocusIn:
            self.held = watched is self.table
        elif event.type() == QEvent.Type.Paint and watched is not self.table and self.isVisible():
            self.mirror()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Look as the other table does from the start."""
        super().showEvent(event)
        self.mirror()
        self._over_columns()

    def switch(self) -> None:
        """Give the keyboard to the other of the two tables."""
        target = self._main if self.table.hasFocus() else self.table
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
