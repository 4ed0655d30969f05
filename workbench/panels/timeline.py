"""The timeline of a case: lanes of what was recorded and declared, bound to the shared cursor and window.

The shared window is what the view sees when it is chosen, here by a drag or by the brush, or anywhere else. Zooming
and panning by keys and wheel only change what this panel sees; clearing the window shows the whole case again.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from workbench.casework.carriers import query_of
from workbench.casework.edits import Put
from workbench.errors import WorkbenchError
from workbench.jobs import JobContext
from workbench.model.entities import Citation, Entity
from workbench.model.focus import Focus
from workbench.model.instants import Instant, TimeWindow, clock_text, duration_text
from workbench.model.notebook import Entry
from workbench.panels.base import Surroundings
from workbench.panels.command import Command, always
from workbench.panels.reading import ReadingPanel
from workbench.panels.timeline_entries import Shown
from workbench.panels.timeline_lanes import Recorded, read_recorded
from workbench.panels.timeline_span import NULL_T
from workbench.views.empty_state import EmptyState, LoadingState
from workbench.views.lanes import Times
from workbench.views.theme import Theme
from workbench.views.time_axis import span_text
from workbench.views.timeline import TimelineView
from workbench.views.timeline_entry import EntryField

RECORDED = frozenset({"spine", "sources"})
DECLARED = frozenset({"evidence", "entries", "case"})
EMPTY_TEXT = "No source is attached. Add a log, alert feed or repository."
_NOTHING = np.empty(0, dtype=np.int64)


class TimelinePanel(ReadingPanel):
    """Overview, axis and lanes; clicks move the cursor and cite, drags choose the window, keys zoom, pan and step."""

    id = "timeline"
    title = "Incident timeline"
    icon = "timeline"

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        self.view = TimelineView(around.theme, self)
        self.view.set_zone(self.zone)
        self.entry_field = EntryField(around.theme, self.view)
        self.empty = EmptyState(around.theme, "timeline", EMPTY_TEXT, "Add source", self)
        self.loading = LoadingState(around.theme, "Reading the case", parent=self)
        self._place_states(self.view, self.empty, self.loading)
        self._recorded = Recorded(None)
        self._shown: Shown | None = None
        self._ticket = 0
        self._entity: Entity | None = None
        self._pivot: Entity | None = None
        self._entity_ticket = 0
        self._lit: Times = _NOTHING
        self._selected: tuple[str, int, Citation | None] = ("", -1, None)
        self._centred = self._cramped = False
        self._connect()
        self._state("loading")
        self._read()

    def _connect(self) -> None:
        self.view.pointed.connect(self._point)
        self.view.window_chosen.connect(self._choose)
        self.view.seen_changed.connect(lambda _window: self._say_range())
        self.view.lanes_moved.connect(self._say_range)
        self.view.entry_asked.connect(self._ask_entry)
        self.view.installEventFilter(self)
        self.entry_field.written.connect(self._write_entry)
        self.empty.pressed.connect(lambda: self.around.ask("sources.add"))

    # ------------------------------------------------------------------------------------------- reading
    def _read(self) -> None:
        """Build the lanes in the background; an answer that a newer question overtook is dropped."""
        self._ticket += 1
        ticket, pivot = self._ticket, self._pivot

        def work(context: JobContext) -> Recorded:
            return read_recorded(self.case, context, pivot)

        def then(recorded: Recorded) -> None:
            if ticket == self._ticket:
                self._recorded = recorded
                self._say_fault("")
                self._show()

        def failed(error: Exception) -> None:
            if ticket == self._ticket:
                self._say_fault(f"The timeline could not be read: {error}")
                self._show()

        self.around.start("Reading the timeline", work, then, failed)

    def _show(self) -> None:
        """Put what was read and what is declared into the view."""
        recorded = self._recorded
        if recorded.whole is None:
            untimed = "No record of these sources carries a time. The log shows them in order of their files."
            self.empty.set_sentence(untimed if self.case.sources() else EMPTY_TEXT, "Add source")
            self._state("empty")
            self.set_caption("")
            return
        self._shown = Shown(recorded, self.case.notebook, self.view.zone, self.case.clock.now(), self._lit)
        self.view.set_content(self._shown.content)
        self._state("view")
        self._follow_now()
        self._say_range()
        timeless = self._shown.timeless
        parts = [f"{timeless} pin{'s' if timeless != 1 else ''} without a time"] if timeless else []
        parts += [f"what doesn't carry {self._pivot.value[:16]}"] if self._pivot is not None else []
        parts += [f"{recorded.cut:,} more alerts, commits or tests"] if recorded.cut else []
        self.set_left_out(", ".join(parts))

    def refresh(self, changes: frozenset[str]) -> None:
        """Sources are read again in the background; notebook lanes are rebuilt at once."""
        if "case" in changes:
            self.view.set_zone(self.zone)
        if changes & RECORDED:
            self._read()
        elif changes & DECLARED and self._recorded.whole is not None:
            self._show()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        for part in (self.view, self.entry_field, self.empty, self.loading, self.fault):
            part.set_theme(theme)

    # ------------------------------------------------------------------------------------------- focus
    def follow(self, focus: Focus) -> None:
        """Show cursor and window; light up what names the entity."""
        if focus.citation != self._selected[2]:
            self._selected = ("", -1, None)
        self.view.set_window(focus.window)
        moved = focus.cursor != self.view.cursor_at
        self.view.set_cursor(focus.cursor)
        if moved and focus.cursor is not None and self._recorded.whole is not None:
            self.view.reveal(focus.cursor)
        if focus.entity != self._entity:
            self._entity = focus.entity
            self._light(focus.entity)
        if focus.pivot != self._pivot:
            self._pivot = focus.pivot
            self._read()

    def _follow_now(self) -> None:
        if self.linked:
            self.follow(self.hub.focus)

    def _here(self) -> Focus:
        """The focus as this panel shows it: the shared one, or its own while its link is broken."""
        focus = self.hub.focus
        if self.linked:
            return focus
        own = (self._entity, self._selected[2], self._pivot)
        return Focus(self.view.cursor_at, self.view.window_at, focus.baseline, *own)

    def _go(self, focus: Focus) -> None:
        """Move the focus from here; what moves the others moves this panel too."""
        self.move(focus)
        if self.linked:
            self.follow(focus)

    def _light(self, entity: Entity | None) -> None:
        self._entity_ticket += 1
        ticket = self._entity_ticket
        if entity is None:
            self._set_lit(_NOTHING)
            return

        def work(context: JobContext) -> Times:
            rows = self.case.query(query_of(entity), context=context)
            times = self.case.spine.t[rows]
            return times[times != NULL_T]

        def then(times: Times) -> None:
            if ticket == self._entity_ticket:
                self._set_lit(times)

        self.around.start(f"Finding {entity.type} {entity.value}", work, then, lambda _error: then(_NOTHING))

    def _set_lit(self, times: Times) -> None:
        if times.size or self._lit.size:
            self._lit = times
            if self._recorded.whole is not None:
                self._show()

    # ------------------------------------------------------------------------------------------- acts
    def _point(self, t: Instant, lane: str, index: int) -> None:
        citation = self._shown.citation(lane, index) if self._shown is not None and index >= 0 else None
        focus = self._here().at(t, citation)
        named = self._recorded.names.get(lane, ())
        if index >= 0 and lane in self._recorded.names and named[index] is not None:
            focus = focus.lit(named[index])
        self._centred = False
        self._selected = (lane, index, citation)
        self._go(focus)

    def _choose(self, window: TimeWindow) -> None:
        self._go(self._here().over(window))

    def _centre(self) -> None:
        """Centre what was pointed at; a second time fits it (an alert's span), the window, or the case."""
        if not self._centred and self.view.cursor_at is not None:
            self.view.see(self.view.seen.around(self.view.cursor_at))
            self._centred = True
            return
        self._centred = False
        self.view.see(self.view.selected_span(*self._selected[:2]) or self.view.window_at or self.view.content.whole)

    def _fit(self) -> None:
        if self._here().window is not None:
            self._go(self._here().over(None))
        self.view.see(self.view.content.whole)

    def _zoom(self, closer: bool) -> None:
        self._centred = False
        self.view.zoom(closer)

    def _pan(self, share: float) -> None:
        self._centred = False
        self.view.pan(share)

    def _ask_entry(self, t: Instant) -> None:
        if self._may_write():
            self.entry_field.open_at(self.view, t)

    def _entry_at_cursor(self) -> None:
        middle = self.view.seen.start + self.view.seen.width // 2
        self._ask_entry(middle if self.view.cursor_at is None else self.view.cursor_at)

    def _span_note(self) -> None:
        span = self.view.window_at or self.view.seen
        if self._may_write():
            self.entry_field.open_at(self.view, span.start, span.end)

    def _may_write(self) -> bool:
        if self.case.read_only:
            self.around.say(self.case.read_only)
        return not self.case.read_only

    def _write_entry(self, t: Instant, t_end: Instant | None, text: str) -> None:
        self.add_entry_at(t, text, t_end=t_end)

    def add_entry_at(
        self, t: Instant, text: str = "", *, milestone: str = "note", t_end: Instant | None = None
    ) -> Entry | None:
        """Put an entry onto the timeline; None when the case can't be written, which is said."""
        entry = Entry(self.case.clock.new_id(), t, text, t_end, milestone, self.case.settings.author)
        try:
            changes = self.case.do(Put(entry))
        except WorkbenchError as error:
            self.around.say(error.sentence())
            return None
        self.hub.announce(changes, self)
        self.around.say(f"Entry added at {clock_text(t, 0, self.view.zone)}")
        return entry

    # ------------------------------------------------------------------------------------------- what is said
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A view of another height shows more or fewer lanes: the caption says which."""
        if watched is self.view and event.type() == QEvent.Type.Resize:
            self._say_range()
        return super().eventFilter(watched, event)

    def _say_range(self) -> None:
        if self._recorded.whole is None:
            return
        seen, whole = self.view.seen, self._recorded.whole
        text = f"{span_text(seen, self.view.zone)} {self.view.zone}"
        if seen != whole:
            text = f"{text} · {duration_text(seen.width)} of {duration_text(whole.width)}"
        shown, every = len(self.view.placed()), len(self.view.content.lanes)
        passed = self.view.ground.passed
        which = f"lanes {passed + 1} to {passed + shown} of {every}" if passed else f"{shown} of {every} lanes"
        self.set_caption(text if shown == every else f"{text} · {which}")
        if (shown < every) != self._cramped:
            self._cramped = shown < every
            self.commands_changed.emit()

    def cited(self) -> tuple[Citation, ...]:
        """What was pointed at here last."""
        citation = self._selected[2]
        return (citation,) if citation is not None else ()

    def commands(self) -> tuple[Command, ...]:
        """Zoom, pan, centre, step, and writing onto the timeline."""
        view = self.view
        whens = {name: lambda: bool(view.most_passed) for name in ("more_lanes", "lanes_before")}
        rows = (
            ("zoom_in", "Zoom in", lambda: self._zoom(True), "Show less time around the cursor, closer.", "W", "zoom"),
            ("zoom_out", "Zoom out", lambda: self._zoom(False), "Show more time around the cursor.", "S", ""),
            ("earlier", "Earlier", lambda: self._pan(-0.2), "Move what is seen to earlier times.", "A", ""),
            ("later", "Later", lambda: self._pan(0.2), "Move what is seen to later times.", "D", ""),
            ("centre", "Centre the cursor", self._centre, "Centre the cursor; twice fits what is selected.", "F", ""),
            ("fit", "Show the whole case", self._fit, "Clear the window and show the case from end to end.", "", "fit"),
            ("next", "Next in this lane", lambda: view.step(True), "Go to the lane's next event.", ".", ""),
            ("previous", "Previous in this lane", lambda: view.step(False), "Go to the lane's event before.", ",", ""),
            ("more_lanes", "More lanes", lambda: view.pass_page(True), "Show the lanes that have no room; after the last "
             "come the first again.", "PgDown", "chev-down"),
            ("lanes_before", "Lanes before", lambda: view.pass_page(False), "Show the lanes that came before.", "PgUp", ""),
            ("span_note", "Note on this span", self._span_note, "Write an entry that lasts as long as the window.",
             "Shift+M", ""),
            ("add_entry", "Add an entry", self._entry_at_cursor, "Write a line onto the timeline at the cursor.", "",
             "plus"),
        )  # fmt: skip
        return tuple(
            Command(
                f"timeline.{name}", title, run, help, (key,) if key else (), icon=icon, context=self.id,
                button=name in ("fit", "zoom_in", "more_lanes"), menu="Timeline",
                when=whens.get(name, always),
            )
            for name, title, run, help, key, icon in rows
        )  # fmt: skip
