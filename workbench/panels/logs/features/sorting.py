"""The shown lines in order of a field's value, in a table of their own; time order stays where it is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from workbench.casework.grouping import SORTED, SortedRows
from workbench.jobs import JobContext
from workbench.model.focus import Focus
from workbench.panels.command import Command
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.menu import offer_under
from workbench.panels.logs.pages import Pages, shown_name
from workbench.panels.logs.parts import matching_rows
from workbench.panels.logs.question import Question
from workbench.panels.logs.steps import position_of
from workbench.views.log.matches import MatchesPane
from workbench.views.log.rows import Badge
from workbench.views.log.table import LogTable
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel
    from workbench.panels.logs.rows import Rows

COLUMNS = (("severity", "level"), ("source", "source"))
FIELDS = 30


class Sorting(LogFeature):
    """`field` is what is sorted by, empty while nothing is. Esc goes back to time order."""

    order = 5
    title = "Fields"

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.field, self.descending = "", True
        self.pages = Pages(panel.case, panel.around.start, lambda: self.pane.table.refetch())
        self.question = Question(panel.around.start)
        self.pane = MatchesPane(panel.theme, self._badge, panel.zone, panel.table, panel)
        self.pane.strip.hide_above.setEnabled(False)
        self.pane.strip.turn.show_as("chev-up", "Turn the order round")
        self.pane.hide()
        self._before: tuple[QWidget | None, bool] = (None, False)
        self._by_row: Rows = np.empty(0, np.int64)

    def attach(self) -> None:
        """Hear the pane."""
        pane = self.pane
        pane.table.moved.connect(self._went_to)
        pane.table.menu_asked.connect(self.panel.show_menu)
        pane.table.pin_asked.connect(lambda _position: self.panel.around.ask("evidence.pin"))
        pane.turned.connect(lambda: self.sort(self.field, not self.descending))
        pane.closed.connect(self.close)

    def commands(self) -> tuple[Command, ...]:
        """Sorting."""
        return (
            Command("logs.sort", "Sort by a field…", self.ask, f"Lists the shown lines, {SORTED:,} at most, in order of a "
                    "field's value in a second table; Esc goes back to time order.", ("Ctrl+Shift+S",),
                    lambda: len(self.panel.rows) > 0, "scale", "logs"),
        )  # fmt: skip

    def ask(self) -> None:
        """A menu of fields."""
        menu = QMenu(self.panel)
        record = self.panel.current()
        found = (*record.attributes, *record.resource) if record is not None else ()
        for name, title in (*COLUMNS, *((name, shown_name(name)) for name in sorted(found)[:FIELDS])):
            menu.addAction(f"{title}, highest first").triggered.connect(partial(self._sort, name, True))
            menu.addAction(f"{title}, lowest first").triggered.connect(partial(self._sort, name, False))
        menu.aboutToHide.connect(menu.deleteLater)
        offer_under(self.panel.bar, menu)

    def field_menu(self, menu: QMenu, name: str) -> None:
        """Any field can be sorted by."""
        menu.addAction("Sort the lines by it").triggered.connect(partial(self._sort, name, True))

    def _sort(self, name: str, descending: bool, _checked: bool = False) -> None:
        self.sort(name, descending)

    # ------------------------------------------------------------------------------------------- the second table
    @property
    def rows(self) -> Rows:
        """Spine rows in order of the field's value."""
        return self.pages.rows

    def sort(self, name: str, descending: bool = True) -> None:
        """Show the lines in order of a field."""
        panes = self.panel.panes
        if not self.field:
            others = (panes.tables.widget(number) for number in range(1, panes.tables.count()))
            shown = next((widget for widget in others if widget is not None and not widget.isHidden()), None)
            self._before = shown, panes.tables.orientation() == Qt.Orientation.Horizontal
            panes.show_second(self.pane, self._before[1] if shown is not None else False)
        self.field, self.descending = name, descending
        self._ask()

    def _title(self) -> str:
        title = dict(COLUMNS).get(self.field, shown_name(self.field))
        return f"By {title}, {'highest' if self.descending else 'lowest'} first"

    def _ask(self) -> None:
        case, rows, name, descending = self.panel.case, matching_rows(self.panel), self.field, self.descending
        self.pane.strip.say(self._title(), "sorting")

        def work(context: JobContext) -> tuple[SortedRows, Rows]:
            found = case.sorted_rows(rows, name, context, descending=descending)
            return found, np.argsort(found.rows)

        self.question.ask(f"Sorting by {name}", work, self._came)

    def _came(self, answer: tuple[SortedRows, Rows]) -> None:
        table = self.pane.table
        found, self._by_row = answer
        self.pages.rows = found.rows
        at = self._place()
        table.cursor_row = -1
        table.set_rows(len(found.rows), self.pages.fetch, max(at, 0) if len(found.rows) else -1, None if at > 0 else 0)
        self.pane.stand_at(at if at >= 0 else min(0, len(found.rows) - 1), at >= 0)
        words = f"{len(found.rows):,} lines"
        if found.total > len(found.rows):
            words = f"the first {len(found.rows):,} of {found.total:,} lines"
        words += f", {found.without:,} without it" if found.without else ""
        self.pane.strip.say(self._title(), words)
        self.pane.say_nothing("" if len(found.rows) else "No lines are shown.")
        self.pane.show_places()
        table.setFocus()

    def close(self) -> None:
        """Back to time order."""
        if not self.field:
            return
        self.field = ""
        self.question.drop()
        self.pane.held = False
        self.pages.rows = np.empty(0, np.int64)
        self._by_row = np.empty(0, np.int64)
        self.panel.panes.show_second(*self._before)
        self.panel.table.setFocus()

    def rows_came(self) -> None:
        """Other lines are shown: they are sorted, too."""
        if self.field:
            self.pages.forget()
            self._ask()

    def matches_came(self) -> None:
        """The matches, which are what is sorted, are other ones."""
        self.rows_came()

    # ------------------------------------------------------------------------------------------- one line in both
    def _place(self) -> int:
        main = self.panel
        row = int(main.rows[main.table.current]) if 0 <= main.table.current < len(main.rows) else -1
        at = int(np.searchsorted(self.rows, row, sorter=self._by_row)) if len(self._by_row) else 0
        at = int(self._by_row[at]) if at < len(self._by_row) else -1
        return at if at >= 0 and int(self.rows[at]) == row else -1

    def _went_to(self, position: int) -> None:
        at = position_of(self.panel.rows, int(self.rows[position]))
        if at >= 0:
            self.panel.table.go(at)

    def moved(self) -> None:
        """The log stands on another line."""
        if self.field:
            at = self._place()
            if at >= 0:
                self.pane.stand_at(at, True)

    def followed(self, focus: Focus) -> None:
        """The shared focus moved the log."""
        self.moved()

    def _badge(self, row: int) -> Badge:
        return replace(self.panel.table.badge(row), matched=False)

    def in_hand(self) -> tuple[LogTable, Rows] | None:
        """The sorted table, while acts mean its lines."""
        return (self.pane.table, self.rows) if self.field and self.pane.held else None

    def escape(self) -> bool:
        """Esc goes back to time order."""
        if not self.field or self.panel.panes.side_key:
            return False
        self.close()
        return True

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.pane.set_theme(theme)

    def set_zone(self, zone: str) -> None:
        """Times are shown in another zone."""
        self.pages.forget()
        self.pane.set_zone(zone)


FEATURE = Sorting
