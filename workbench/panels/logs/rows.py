"""The log panel's parts and what they show: queries asked and answered, badges, hits, density."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.casework.carriers import query_of
from workbench.engine.selection import Selection
from workbench.errors import QueryError
from workbench.jobs import JobContext
from workbench.model.entities import Citation
from workbench.model.focus import EMPTY
from workbench.model.instants import TimeWindow
from workbench.model.records import KINDS
from workbench.panels.base import Panel, Surroundings
from workbench.panels.logs.badges import NONE, Badges
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.filter import LogFilter
from workbench.panels.logs.gutter import Gutter
from workbench.panels.logs.leaves import note_of
from workbench.panels.logs.pages import Pages, carries
from workbench.panels.logs.question import Question
from workbench.panels.logs.ready import Ready
from workbench.panels.logs.steps import at_or_after, position_of
from workbench.views.empty_state import EmptyState, LoadingState
from workbench.views.filter_bar import FilterBar
from workbench.views.log.head import LogHead
from workbench.views.log.panes import LogPanes
from workbench.views.log.rows import Badge
from workbench.views.log.scroll import RowScroll
from workbench.views.log.table import LogTable
from workbench.views.log.text import Finder
from workbench.views.minimap import Minimap

Rows = npt.NDArray[np.int64] | Selection
LOG = KINDS.index("log")
LINES = 64
"""Rows that are made ready for a table that has no size yet."""


class Finding(Protocol):
    """Work that finds rows; handed `found`, it tells them as they come."""

    def __call__(self, context: JobContext, found: Callable[[Rows], None] | None = None) -> Rows:
        """Find them."""
        ...


class LogRows(Panel):
    """What the log panel is made of, and the two questions it asks the case: which rows, and which of them are hits.

    Both are asked with a ticket; an answer that comes after a newer question is dropped.
    """

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        self.theme = around.theme
        self.focus = EMPTY
        self.time_window: TimeWindow | None = None
        self.generation = self.case.generation
        record = self.case.notebook.case
        day = record.started if record.started is not None else record.created
        self.filter = LogFilter(day, record.zone)
        self.finder = Finder("")
        self.hits: Rows = NONE
        self.total = 0
        self.stood = -1
        self._grows = False
        self._cited: tuple[object, int] = (None, -1)
        self.sources_on: frozenset[str] | None = None
        self.badges = Badges(self.case)
        self.features: tuple[LogFeature, ...] = ()
        self._speaking: tuple[tuple[LogFeature, ...], tuple[LogFeature, ...]] | None = None
        self.pages = Pages(self.case, around.start, self._page_arrived)
        self.rows_question, self.hits_question = Question(around.start), Question(around.start)
        self._build(around)
        self.table.topped.connect(self.head.set_top)
        self.table.searching = lambda: self.rows_question.waiting

    def _build(self, around: Surroundings) -> None:
        theme = around.theme
        self.bar = FilterBar(theme, self)
        self.head = LogHead(theme, self.zone, self)
        self.table = LogTable(theme, self._badge, self)
        self.rows_bar = RowScroll(self)
        self.map = Minimap(theme, self)
        self.gutter = Gutter(self, self.map)
        self.nothing = EmptyState(theme, "logs", "No log is attached. Add a log file.", "Add files", self)
        self.loading = LoadingState(theme, "Indexing", parent=self)
        self.setFocusProxy(self.table)
        if self.case.settings.density == "comfortable":
            self.table.set_row_height(24)
        body = QWidget(self)
        across = QHBoxLayout(body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        for part in (self.table, self.nothing, self.loading):
            across.addWidget(part, 1)
        across.addWidget(self.rows_bar)
        across.addWidget(self.map)
        main = QWidget(self)
        main.setFocusProxy(self.table)
        down = QVBoxLayout(main)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self.head)
        down.addWidget(body, 1)
        self.panes = LogPanes(theme, main, self)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.panes, 1)

    @property
    def arriving(self) -> bool:
        """Whether the first rows are still looked for."""
        return not len(self.rows) and self.rows_question.waiting

    @property
    def rows(self) -> Rows:
        """The spine rows shown, ascending."""
        return self.pages.rows

    def _badge(self, row: int) -> Badge:
        lit = False
        if self.focus.entity is not None:
            shown = self.pages.shown(row)
            lit = shown is not None and carries(shown, self.focus.entity)
        badge = self.badges.of(row, lit)
        for feature in self._speakers():
            badge = feature.badge(row, badge)
        return badge

    def _speakers(self) -> tuple[LogFeature, ...]:
        """The features that say something of rows: most of them never do, and each line in sight is asked about."""
        if self._speaking is None or self._speaking[0] is not self.features:
            some = tuple(one for one in self.features if type(one).badge is not LogFeature.badge)
            self._speaking = self.features, some
        return self._speaking[1]

    def _page_arrived(self) -> None:
        self.table.refetch()

    # ------------------------------------------------------------------------------------------- which rows
    def set_filter(self, wanted: LogFilter) -> None:
        """Filter otherwise; parts that only colour, or are off, ask for no other rows."""
        if wanted != self.filter:
            other_rows = wanted.text != self.filter.text
            self.filter = wanted
            self.bar.show_error("")
            for feature in self.features:
                feature.filtered()
            if other_rows:
                self.ask_again()
            else:
                self.finders_changed()
            self.commands_changed.emit()

    def set_sources(self, ids: frozenset[str] | None) -> None:
        """Show only rows of these sources (their ids), or of all."""
        if ids != self.sources_on:
            self.sources_on = ids
            self.ask_again()
            self.commands_changed.emit()

    def obeyed(self) -> LogFilter:
        """The filter as the table obeys it: whole, unless a feature shows its matches in a table of their own."""
        wanted = self.filter
        for feature in self.features:
            wanted = feature.narrowed(wanted)
        return wanted

    def finding(self, wanted: LogFilter, finder: Finder | None = None) -> Finding:
        """The work that finds the rows of a filter (and of what is looked for) in the window, of sources that are on."""
        text = wanted.text if finder is None else wanted.looking_for(finder)
        if self.focus.pivot is not None:
            text = f"{query_of(self.focus.pivot)} {wanted.narrowed(finder)}"
        window, sources, case = self.time_window, self.sources_on, self.case
        lines = self.table.capacity if self.table.isVisible() else LINES
        ready = Ready(case, self.focus.cursor, lines if finder is None else 0, self.table.line_kept)

        def find(context: JobContext, found: Callable[[Rows], None] | None = None) -> Rows:
            tell = None if found is None else lambda rows: found(ready.made(rows))
            return ready.made(case.select(text, window, context, sources=sources, found=tell))

        return find

    def ask_again(self) -> None:
        """Ask which rows there are now; the present ones stay until the first of them are here."""
        self._grows = False
        work = self.finding(self.obeyed())
        for feature in self.features:
            work = feature.shaped(work)
        self.rows_question.ask_growing("Filtering the log", work, self._rows_so_far, self._rows_came, self.failed)
        for feature in self.features:
            feature.asked()

    def _rows_so_far(self, rows: Rows) -> None:
        """The first rows of an answer that still grows: shown at once, what belongs to a whole answer comes with it.

        What is in sight stays while more is found: going along with the row nearest to the cursor would leave nothing to
        read until the answer is whole.
        """
        if not len(rows):
            return
        grows, self._grows = self._grows, True
        self.pages.rows = rows
        if not (grows and self.table.grow(len(rows))):
            self._show_rows(rows)
        self.rows_grew()

    def _rows_came(self, rows: Rows) -> None:
        self._show_rows(rows)
        if self.finder.text:
            self.look_for(self.finder)
        self.rows_came()

    def _show_rows(self, rows: Rows) -> None:
        if not self.badges.read:
            self.badges.read_again()  # not before: where a row stands is known once the worker has put all in order
        at_line = self.table.line_kept
        self.pages.rows = rows
        self.total = int(self.case.spine.kinds[LOG]) if self.logs_only else self.case.spine.rows
        self.table.set_finders(self._finders())
        end = any(feature.at_the_end() for feature in self.features)
        self.table.set_rows(len(rows), self.pages.fetch, self.wanted_position(), at_line, end)
        self.table.cursor_row = self.table.current

    @property
    def logs_only(self) -> bool:
        """Whether records that are no log lines are left out; narrowed to one id, all that carry it are shown."""
        return self.obeyed().logs_only and self.focus.pivot is None

    def wanted_position(self) -> int:
        """Where the focus is among the rows: exactly what is pointed at, the row stood on, or the nearest in time."""
        focus, rows, spine = self.focus, self.rows, self.case.spine
        if not len(rows):
            return -1
        row = -1
        if focus.citation is not None and focus.citation.kind in ("bytes", "pointer"):
            row = self._row_cited(focus.citation)
            at = position_of(rows, row) if row >= 0 else -1
            if at >= 0:
                return at
        if focus.cursor is not None:
            return spine.nearest(focus.cursor, rows)
        return min(at_or_after(rows, row), len(rows) - 1) if row >= 0 else -1

    def _row_cited(self, citation: Citation) -> int:
        """The spine row pointed at, looked up once."""
        known = (citation, self.case.generation)
        if self._cited[0] != known:
            self._cited = (known, self.case.row_of(citation))
        return self._cited[1]

    # ------------------------------------------------------------------------------------------- which hits
    def look_for(self, finder: Finder) -> None:
        """Mark what is looked for, and count the rows that hold it."""
        self.finder = finder
        self.table.set_finders(self._finders())
        if not finder.text:
            self.hits_question.drop()
            self.hits = NONE
            self.bar.show_note("")
            self.hits_came()
            return
        try:
            work = self.finding(self.obeyed(), finder)
        except QueryError as error:
            self.hits = NONE
            self.hits_came()
            self.bar.show_error(f"Find, character {error.position + 1}: {error.sentence()}")
            return
        self.bar.show_note(note_of(finder))
        self.hits_question.ask_growing("Finding", work, self._hits_came, self._hits_came, self.failed)

    def _hits_came(self, rows: Rows) -> None:
        self.hits = rows
        self.bar.show_error("")
        self.hits_came()

    def _finders(self) -> tuple[Finder, ...]:
        more = tuple(finder for feature in self.features for finder in feature.finders())
        return (*((self.finder,) if self.finder.text else ()), *self.filter.finders, *more)

    def finders_changed(self) -> None:
        """What a feature marks in the text is other than before."""
        self.table.set_finders(self._finders())

    def count_density(self) -> None:
        """Ask how many rows, hits and matches lie where in the gutter."""
        self.gutter.count()

    def show_gutter(self) -> None:
        """Pins, marks, what is in sight and the cursor, in the gutter."""
        self.gutter.show()

    # ------------------------------------------------------------------------------------------- for subclasses
    def rows_came(self) -> None:
        """Other rows are shown."""

    def rows_grew(self) -> None:
        """The first of other rows are shown, more are coming."""

    def hits_came(self) -> None:
        """Other hits are known."""

    def failed(self, error: Exception) -> None:
        """A question could not be answered."""
        raise error

    def clear_filters(self) -> None:
        """Take every part of the filter off."""
        self.set_filter(self.filter.cleared())
