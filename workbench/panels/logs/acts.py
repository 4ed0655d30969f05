"""What can be done in the log panel: stepping, marking, including and excluding, copying."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction

from workbench.engine.selection import Selection
from workbench.model.entities import Citation
from workbench.model.focus import Focus
from workbench.model.instants import Instant
from workbench.model.records import Record
from workbench.model.severity import level_name
from workbench.panels.logs.badges import NONE
from workbench.panels.logs.commands import log_commands
from workbench.panels.logs.copy import RECORDS
from workbench.panels.logs.filter import How
from workbench.panels.logs.leaves import any_of, finder_of
from workbench.panels.logs.menu import context_menu
from workbench.panels.logs.pages import shown_name
from workbench.panels.logs.rows import LogRows, Rows
from workbench.panels.logs.steps import next_of
from workbench.query.tree import Field, Node, Text
from workbench.views.log.table import LogTable
from workbench.views.log.text import spans_of

PHRASE = 80
LEVELS = {"error": "severity>=error", "warning": "severity>=warn severity<error"}


class LogActions(LogRows):
    """The verbs of `commands`."""

    # ------------------------------------------------------------------------------------------- state for `when`
    def has_row(self) -> bool:
        """Whether the panel stands on a row."""
        return self.table.current >= 0

    def has_filter(self) -> bool:
        """Whether a filter is on."""
        return bool(self.filter.parts)

    def can_write(self) -> bool:
        """Whether the case takes edits."""
        return not self.case.read_only

    # ------------------------------------------------------------------------------------------- stepping
    def step_level(self, level: str, step: int) -> None:
        """To the next or previous error, or warning."""
        name = "error" if level == "error" else "warning"
        loud = self.case.select(LEVELS[name])
        if isinstance(self.rows, Selection) and self.rows.spine is loud.spine:
            loud &= self.rows
        start = self.table.current if self.table.current >= 0 else (-1 if step > 0 else len(self.rows))
        at = next_of(self.rows, loud, start, step)
        self.go_or_say(at, f"No {name} {'after' if step > 0 else 'before'} this line.")

    def step_hit(self, step: int) -> None:
        """To the next or previous line that holds what is looked for."""
        if not self.finder.text:
            self.bar.open_find()
            return
        at = next_of(self.rows, self.hits, self.table.current, step)
        self.go_or_say(at, f"No hit {'after' if step > 0 else 'before'} this line.")

    def go_or_say(self, at: int, sentence: str) -> None:
        """To a position of the table, or why there is none."""
        if at >= 0:
            self.table.go(at)
        else:
            self.around.say(sentence)

    def look_at(self, focus: Focus) -> None:
        """Move the shared focus from here, and stand there too."""
        self.move(focus)
        if self.linked:
            self.follow(self.hub.focus)

    def show_without_filter(self, citation: Citation, t: Instant | None) -> None:
        """Stand on a row that filter, window or sources that are off hide: they are taken off."""
        self.look_at(self.focus.over(None).at(t, citation))
        self.set_sources(None)
        self.clear_filters()

    # ------------------------------------------------------------------------------------------- filter
    def open_filter(self) -> None:
        """To the filter field."""
        self.bar.open_filter()

    def open_find(self) -> None:
        """To the find field, with what is selected."""
        self.bar.open_find(self.table.selected_text)

    def include(self) -> None:
        """Only lines that carry what is selected."""
        self.add_selected("include")

    def exclude(self) -> None:
        """Hide the lines that carry what is selected."""
        self.add_selected("exclude")

    def add_selected(self, how: How) -> None:
        """Filter by what is selected, or look for it."""
        part = self.selected_part()
        if part is not None:
            self.add_part(part, how)

    def add_part(self, part: Node, how: How = "include", ink: int = 1) -> None:
        """Filter by something: include it, exclude it, nothing but it, only colour it (ink 1..8), or look for it."""
        if how == "find":
            self.bar.set_finder(finder_of(part))
        else:
            self.set_filter(self.filter.with_part(part, how, ink if how == "colour" else 0))

    def in_hand(self) -> tuple[LogTable, Rows]:
        """The table that acts mean, with its rows: a feature's own while that one has the keyboard."""
        held = (feature.in_hand() for feature in self.features)
        return next((one for one in held if one is not None), (self.table, self.rows))

    def selected_part(self) -> Node | None:
        """What the selection stands for: its characters, or the values of the current cell in the selected rows."""
        table = self.in_hand()[0]
        text = table.selected_text.strip()
        if text:
            return self._named(text) or Text(text, False)
        records = self.selected_records()
        if not records:
            return None
        if table.cell == "source":
            names = dict.fromkeys(record.source for record in records)
            return any_of(tuple(Field("source", "=", name, False) for name in names))
        if table.cell == "level":
            levels = dict.fromkeys(level_name(record.severity) for record in records)
            return any_of(tuple(Field("level", "=", name, False) for name in levels))
        phrases = dict.fromkeys(_phrase(record) for record in records)
        found = tuple(Text(phrase, False) for phrase in phrases if phrase)
        return any_of(found) if found else None

    def _named(self, text: str) -> Node | None:
        """The field that `name=value` stands for where the line lists it behind its text."""
        name, _, value = text.partition("=")
        here = self.current()
        names = (full for full, held in here.attributes.items() if str(held) == value) if here and value else ()
        full = next((full for full in names if shown_name(full) == name), "")
        return Field(full, "=", value, False) if full else None

    # ------------------------------------------------------------------------------------------- selection
    def current(self) -> Record | None:
        """The record the panel stands on."""
        at = self.table.current
        return self.pages.record(int(self.rows[at])) if 0 <= at < len(self.rows) else None

    def selected_rows(self, most: int) -> npt.NDArray[np.int64]:
        """The spine rows of what is selected, ascending, at most so many; `selected_count` says how many there are."""
        table, rows = self.in_hand()
        parts, left = [], most
        for one in table.selected_positions.ranges:
            parts.append(np.asarray(rows[one.start : min(one.stop, one.start + left)]))
            left -= len(parts[-1])
        return np.concatenate(parts) if parts else NONE

    @property
    def selected_count(self) -> int:
        """How many rows are selected."""
        return len(self.in_hand()[0].selected_positions)

    def selected_records(self) -> tuple[Record, ...]:
        """The records of the selected rows, at most `copy.RECORDS` of them."""
        return self.case.page(self.selected_rows(RECORDS))

    def unfold(self) -> None:
        """Open or fold the current record."""
        self.table.unfold()

    def toggle_wrap(self) -> None:
        """Break or cut long lines."""
        self.table.set_wrap(not self.table.layout_of.wrap)

    def show_menu(self, point: QPoint) -> None:
        """The context menu: the same rows as everywhere."""
        menu = context_menu(self, log_commands(self), self.features)
        pin = QAction("Pin as evidence\tP", menu)
        pin.setEnabled(self.has_row() and self.can_write())
        pin.triggered.connect(lambda _checked=False: self.around.ask("evidence.pin"))
        menu.insertAction(menu.actions()[0], pin)
        menu.popup(point)


def _phrase(record: Record) -> str:
    """The longest stretch of the message without numbers and ids: what lines of the same kind have in common."""
    line = (record.body or record.title).partition("\n")[0][:2000]
    plain = [line[span.start : span.end].strip() for span in spans_of(line) if span.kind == "text"]
    longest = max(plain, key=len, default="")
    return longest[:PHRASE].strip()
