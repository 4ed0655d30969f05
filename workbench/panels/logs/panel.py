"""The log panel: all log sources as one table merged by corrected time, filtered, searched, and bound to the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from workbench.engine.stamps import NULL_T
from workbench.errors import QueryError, WorkbenchError
from workbench.model.entities import Citation
from workbench.model.focus import Focus
from workbench.model.instants import duration_text
from workbench.model.records import Record
from workbench.panels.base import Surroundings
from workbench.panels.command import Command
from workbench.panels.logs.acts import LogActions
from workbench.panels.logs.commands import log_commands
from workbench.panels.logs.features import load_features
from workbench.panels.logs.pages import citation_of
from workbench.panels.logs.steps import position_of
from workbench.views.theme import Theme

FAR = 60_000_000_000
"""Ns from the cursor to the nearest line above which the caption says how far it is."""


class LogsPanel(LogActions):
    """See `Panel`. `current_record`, `visible_rows` and `rows` tell what it shows."""

    id = "logs"
    title = "Logs"
    icon = "logs"

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        self.inner: LogsPanel | None = None
        self.features = load_features(self)
        self._commands = (*log_commands(self), *(row for feature in self.features for row in feature.commands()))
        self._connect()
        for feature in self.features:
            feature.attach()
        self.focus = self.hub.focus
        self.time_window = self.focus.window
        self.ask_again()

    def _connect(self) -> None:
        bar, table = self.bar, self.table
        bar.found.connect(self.look_for)
        bar.stepped.connect(self.step_hit)
        bar.left.connect(table.setFocus)
        table.moved.connect(self._moved_to)
        table.linked.connect(self._follow_link)
        table.pin_asked.connect(lambda _position: self.around.ask("evidence.pin"))
        table.menu_asked.connect(self.show_menu)
        table.scrolled.connect(self._show_places)
        table.selected.connect(self._say_hits)
        table.selected.connect(self._say_moved)
        self.rows_bar.row_wanted.connect(table.scroll_to)
        self.nothing.pressed.connect(self._from_nothing)

    # ------------------------------------------------------------------------------------------- what it shows
    def put_inside(self, inner: LogsPanel, strip: QWidget) -> None:
        """Another log panel stands in this one's place, under a strip that says so."""
        self.inner = inner
        self.bar.hide()
        self.panes.hide()
        self.column.addWidget(strip)
        self.column.addWidget(inner, 1)
        self.setFocusProxy(inner)
        inner.caption_changed.connect(self.set_caption)
        inner.left_out_changed.connect(self.set_left_out)
        inner.commands_changed.connect(self.commands_changed)
        self.linked_changed.connect(inner.set_linked)
        self.set_caption(inner.caption)
        self.set_left_out(inner.left_out)
        self.commands_changed.emit()

    def take_out(self) -> None:
        """Show its own parts again."""
        inner, self.inner = self.inner, None
        if inner is None:
            return
        self.linked_changed.disconnect(inner.set_linked)
        inner.hide()
        inner.setParent(None)
        inner.deleteLater()
        self.bar.show()
        self.panes.show()
        self.setFocusProxy(self.table)
        self.say_caption()
        self.commands_changed.emit()

    def current_record(self) -> Record | None:
        """The record the panel stands on."""
        return self.inner.current_record() if self.inner else self.current()

    def visible_rows(self) -> tuple[int, ...]:
        """Spine rows of the records in sight, from the top."""
        return tuple(int(self.rows[at]) for at in self.table.rows_in_sight if at < len(self.rows))

    def commands(self) -> tuple[Command, ...]:
        """What can be done with the log."""
        if self.inner is None:
            return self._commands
        inner = self.inner.commands()
        own = {command.id for command in inner}
        return (*inner, *(command for command in self._commands if command.id not in own))

    def cited(self) -> tuple[Citation, ...]:
        """The selected records, the current one first."""
        if self.inner is not None:
            return self.inner.cited()
        records = self.selected_records()
        here = self.current_record()
        first = [here] if here else []
        return tuple(citation_of(record) for record in (*first, *(r for r in records if not here or r.row != here.row)))

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.theme = theme
        for part in (self.bar, self.head, self.table, self.map, self.nothing, self.loading, self.panes):
            part.set_theme(theme)
        for feature in self.features:
            feature.set_theme(theme)
        if self.inner is not None:
            self.inner.set_theme(theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the innermost open thing of the panel; what is left of it belongs to the window."""
        if event.key() == Qt.Key.Key_Escape and self._closed_one():
            event.accept()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """What waits to be done is done now or dropped: whoever answers may soon be gone."""
        super().hideEvent(event)
        for feature in self.features:
            feature.put_away()

    def showEvent(self, event: QShowEvent) -> None:
        """What was dropped may go on."""
        super().showEvent(event)
        for feature in self.features:
            feature.brought_up()

    def _closed_one(self) -> bool:
        if any(feature.escape() for feature in reversed(self.features)):
            return True
        if self.panes.side_key:
            self.panes.close_side()
            return True
        return False

    # ------------------------------------------------------------------------------------------- focus
    def follow(self, focus: Focus) -> None:
        """Stand on the record pointed at, or the one nearest to the cursor; the window filters, the entity lights."""
        before, self.focus = self.focus, focus
        if focus.entity != before.entity:
            self.table.viewport().update()
        if focus.window != self.time_window or focus.pivot != before.pivot:
            self.time_window = focus.window
            self.ask_again()
            return
        self.stand()

    def stand(self) -> None:
        """Put the current row where the focus is."""
        at = self.wanted_position()
        if at != self.table.cursor_row or (at >= 0 and self.table.line_of(at) is None):
            self.table.set_cursor(at)
        self.say_caption()
        self._show_places()
        for feature in self.features:
            feature.followed(self.focus)

    def _moved_to(self, position: int) -> None:
        """The user stepped to a row: the shared cursor goes along."""
        record = self.pages.record(int(self.rows[position])) if position < len(self.rows) else None
        if record is None:
            return
        self.stood = record.row
        focus = self.focus.at(record.t if record.t is not None else self.focus.cursor, citation_of(record))
        self.table.set_cursor(position, reveal=False)
        self.focus = focus
        self.move(focus)
        self.say_caption()
        self._show_places()
        self._say_moved()

    def _say_moved(self) -> None:
        for feature in self.features:
            feature.moved()

    def _follow_link(self, position: int, key: str) -> None:
        """A frame of our own code was clicked: its bytes are what is pointed at."""
        record = self.pages.record(int(self.rows[position]))
        if record is None:
            return
        citation = citation_of(record)
        found = self.case.raw(citation).find(key.encode())
        if found >= 0:
            citation = Citation(citation.source, "bytes", citation.offset + found, len(key.encode()))
        self.stood = record.row
        self.table.set_cursor(position, reveal=False)
        self.focus = self.focus.at(record.t if record.t is not None else self.focus.cursor, citation)
        self.move(self.focus)

    # ------------------------------------------------------------------------------------------- changes
    def refresh(self, changes: frozenset[str]) -> None:
        """Read again what these changes touch."""
        if changes & {"evidence", "marks", "spine"}:
            self.badges.read_again()
            self.table.refetch()
        if changes & {"spine", "sources"}:
            if self.case.generation != self.generation:
                self.pages.forget()
                self.generation = self.case.generation
                self.ask_again()
            self._show_state()
        if "case" in changes:
            self.head.set_zone(self.zone)
            self.pages.forget()
            self.table.refetch()
            for feature in self.features:
                feature.set_zone(self.zone)
        for feature in self.features:
            feature.changed(changes)
        self._show_places()

    # ------------------------------------------------------------------------------------------- the filter
    def _from_nothing(self) -> None:
        if self.obeyed().filters:
            self.clear_filters()
        elif self.sources_on is not None:
            self.set_sources(None)
        elif self.time_window is not None:
            self.look_at(self.focus.over(None))
        else:
            self.around.ask("sources.add")

    # ------------------------------------------------------------------------------------------- words
    def say_caption(self) -> None:
        """Say how many lines of how many are shown, and what else there is to know of them."""
        if self.inner is not None:
            return
        shown, total = len(self.rows), self.total
        lines = f"{shown:,} of {total:,} lines" if shown != total else f"{total:,} line{'' if total == 1 else 's'}"
        more = (text for feature in self.features for text in feature.captions())
        self.set_caption(" · ".join([lines, *more, *self._far(), *self._reading()]))
        hidden = max(total - shown, 0)
        reasons = (
            (self.obeyed().filters, "filters"),
            (self.time_window, "window"),
            (self.focus.pivot, "pivot"),
            (self.sources_on is not None, "sources"),
        )
        why = " and ".join(word for reason, word in reasons if reason)
        self.set_left_out(f"{hidden:,} lines hidden by {why}" if hidden and why else "")
        self.setAccessibleName(f"Logs, {lines}")

    def _far(self) -> list[str]:
        """How far the nearest line is where the log is silent at the cursor."""
        at, cursor = self.table.cursor_row, self.focus.cursor
        if cursor is None or not 0 <= at < len(self.rows):
            return []
        stands = int(self.case.spine.order[self.rows[at]])
        away = stands - cursor
        if stands == NULL_T or abs(away) < FAR:
            return []
        return [f"nearest line {duration_text(abs(away))} {'later' if away > 0 else 'earlier'}"]

    def _reading(self) -> list[str]:
        reading = [source for source in self.case.sources() if source.state in ("pending", "reading")]
        return [f"indexing {reading[0].name}"] if reading else []

    def _show_state(self) -> None:
        """The table, or why there is none."""
        sources = self.case.sources()
        waiting = [source for source in sources if source.state in ("pending", "reading")]
        empty = not len(self.rows)
        self.loading.setVisible(empty and bool(waiting))
        self.nothing.setVisible(empty and not waiting)
        self.table.setVisible(not empty)
        if waiting:
            done = len(sources) - len(waiting)
            self.loading.set_progress(done / len(sources), f"Indexing: {done} of {len(sources)} sources read")
        if self.obeyed().filters:
            self.nothing.set_sentence("No line matches these filters.", "Clear filters")
        elif self.sources_on is not None and self.total:
            self.nothing.set_sentence("No line of the sources that are on.", "Switch all sources on")
        elif self.time_window is not None and self.total:
            self.nothing.set_sentence("No line lies in this window.", "Show the whole case")
        else:
            self.nothing.set_sentence("No log is attached. Add a log file.", "Add files")

    def _show_places(self) -> None:
        """The scroll bar and the gutter follow the table."""
        self.rows_bar.show_rows(self.table.top[0], self.table.capacity, len(self.rows))
        self.show_gutter()

    def _say_hits(self) -> None:
        if self.finder.text:
            here = int(self.rows[self.table.current]) if 0 <= self.table.current < len(self.rows) else -1
            number = position_of(self.hits, here) + 1
            self.table.hit = self.table.current if number else -1
            total = f"{len(self.hits):,}"
            self.bar.set_counts("", f"{number:,} of {total}" if number else f"{total} hit{'' if total == '1' else 's'}")
        else:
            self.table.hit = -1
            self.bar.set_counts("", "")

    def hits_came(self) -> None:
        """What is looked for was found."""
        self._say_hits()
        self.count_density()
        self.table.repaint_said()

    def rows_came(self) -> None:
        """A query was answered: other rows, the same current one on the same line of the screen."""
        self._show_state()
        self.stand()
        self._say_hits()
        self.count_density()
        for feature in self.features:
            feature.rows_came()

    def rows_grew(self) -> None:
        """The first rows of an answer are on screen."""
        self._show_state()
        self.say_caption()
        self._show_places()

    def failed(self, error: Exception) -> None:
        """A query could not be answered: say why, keep what is shown."""
        if isinstance(error, QueryError):
            self.bar.show_error(f"Character {error.position + 1}: {error.sentence()}")
        elif isinstance(error, WorkbenchError):
            self.bar.show_error(error.sentence())
        else:
            raise error
