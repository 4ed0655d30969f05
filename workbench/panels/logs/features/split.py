"""The filter's matches in a table of their own, below or beside the whole log, both standing on the same line."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from workbench.errors import WorkbenchError
from workbench.model.focus import Focus
from workbench.model.searches import LogState, LogView
from workbench.panels.command import Command, always
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.filter import LogFilter, Part
from workbench.panels.logs.pages import Pages
from workbench.panels.logs.question import Question
from workbench.panels.logs.steps import at_or_after, position_of
from workbench.views.log.matches import MatchesPane
from workbench.views.log.rows import Badge
from workbench.views.log.table import LogTable
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel
    from workbench.panels.logs.rows import Rows

Place = Literal["", "below", "beside"]
PLACES: dict[str, Place] = {"below": "below", "beside": "beside"}
NEXT: dict[Place, Place] = {"": "below", "below": "beside", "beside": ""}
BESIDE = 800
"""Pixels from which on two tables can stand side by side, and each still has room for some words of its messages."""
NO_FILTER = "Nothing is filtered yet. Type a filter (/): its matches come here, the whole log stays where it is."


class Split(LogFeature):
    """`place`: where the matches stand, empty while the log itself is filtered."""

    order = 1
    title = "Matches"

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.place: Place = ""
        self.hide_excluded = False
        self.pages = Pages(panel.case, panel.around.start, self._page_arrived)
        self.question = Question(panel.around.start)
        self.pane = MatchesPane(panel.theme, self._match_badge, panel.zone, panel.table, panel)
        self.pane.hide()
        self._sizes: dict[Place, list[int]] = {}
        self._made_room = False
        self._generation = panel.case.generation

    def attach(self) -> None:
        """Tie the two tables."""
        pane = self.pane
        pane.table.moved.connect(self._went_to)
        pane.table.menu_asked.connect(self.panel.show_menu)
        pane.table.pin_asked.connect(lambda _position: self.panel.around.ask("evidence.pin"))
        pane.hid.connect(self.set_hide_excluded)
        pane.turned.connect(lambda: self.put("beside" if self.place == "below" else "below"))
        pane.closed.connect(lambda: self.put(""))
        self.panel.panes.room_changed.connect(self._make_room)
        left = self.panel.case.notebook.log_states.get(self._id)
        if left is not None and left.place in PLACES:
            self.place = PLACES[left.place]
            self.panel.panes.show_second(pane, self.place == "beside")
            self._show_turn()

    @property
    def _id(self) -> str:
        return f"{self.panel.id}.matches"

    def _keep(self) -> None:
        """Remember with the case where the matches stand."""
        from workbench.casework.edits import Put

        if not self.panel.case.read_only:
            with suppress(WorkbenchError):
                self.panel.case.keep(Put(LogState(self._id, LogView(), place=self.place)))

    def commands(self) -> tuple[Command, ...]:
        """Where the matches stand, and from one table to the other."""
        act = partial(Command, context="logs")
        return (
            act("logs.split", "Matches in the log, below it, or beside it", self.turn,
                "Shows what the filter finds in a second table under the whole log, then beside it, then filters the "
                "log itself again.", ("Ctrl+M",), always, "split-below", button=True),
            act("logs.split_below", "Matches below the log", lambda: self.put("below"),
                "Shows the whole log, and what the filter finds in a second table below it.", (), always, "split-below"),
            act("logs.split_beside", "Matches beside the log", lambda: self.put("beside"),
                "Shows the whole log, and what the filter finds in a second table beside it.", (), always,
                "split-beside"),
            act("logs.split_hide", "Hide excluded lines in the whole log, too",
                lambda: self.set_hide_excluded(not self.hide_excluded),
                "Lines that the filter excludes go from the whole log, too, while its matches stand in a second table.",
                (), self.is_open),
            act("logs.other_table", "To the other table", self.pane.switch,
                "Gives the keyboard to the whole log or to the table of its matches.", ("F6",), self.is_open),
            act("logs.next_match", "Next match", lambda: self.step(1),
                "Goes to the next line that the filter finds.", ("F3",), self.is_open),
            act("logs.previous_match", "Previous match", lambda: self.step(-1),
                "Goes to the line before that the filter finds.", ("Shift+F3",), self.is_open),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- what is shown
    @property
    def rows(self) -> Rows:
        """Spine rows of the matches, ascending."""
        return self.pages.rows

    def is_open(self) -> bool:
        """Whether the matches have a table of their own."""
        return bool(self.place)

    def turn(self) -> None:
        """From the log itself to below it, to beside it, and back; not beside where there is no room."""
        place = NEXT[self.place]
        self.put("" if place == "beside" and not self._has_room() else place)

    def _has_room(self) -> bool:
        return self.panel.panes.room >= BESIDE

    def _make_room(self) -> None:
        """Two tables beside each other give way to a pane at the right, and come back when it goes."""
        if self.place == "beside" and not self._has_room():
            self.put("below")
            self._made_room = True
        elif self._made_room and self.place == "below" and self._has_room():
            self.put("beside")

    def put(self, place: Place) -> None:
        """Show the matches somewhere else; the current line and the sizes stay."""
        if place == "beside" and not self._has_room():
            self.panel.around.say("The panel is too narrow for two tables side by side.")
            return
        if place == self.place:
            return
        self._made_room = False
        panel, tables = self.panel, self.panel.panes.tables
        if self.place:
            self._sizes[self.place] = tables.sizes()
        had_keyboard = self.pane.held and self.pane.table.hasFocus()
        self.place = place
        panel.panes.show_second(self.pane if place else None, place == "beside")
        if place:
            room = max(tables.width() if place == "beside" else tables.height(), 2)
            tables.setSizes(
                self._sizes.get(place, [room * 3 // 5, room * 2 // 5] if place == "below" else [room // 2] * 2)
            )
            self._show_turn()
        else:
            self.question.drop()
            self.pane.held = False
        if had_keyboard and not place:
            panel.table.setFocus()
        panel.ask_again()
        panel.commands_changed.emit()
        self._keep()

    def _show_turn(self) -> None:
        below = "split-below", "Put the matches below the log"
        beside = "split-beside", "Put the matches beside the log"
        self.pane.strip.turn.show_as(*(below if self.place == "beside" else beside))

    def set_hide_excluded(self, on: bool) -> None:
        """Take what the filter excludes from the whole log, too, or show it there."""
        self.hide_excluded = on
        self.pane.strip.hide_above.setChecked(on)
        if self.place:
            self.panel.ask_again()

    def narrowed(self, wanted: LogFilter) -> LogFilter:
        """The whole log obeys only what says which kinds of records it has, and what is excluded if that is asked for."""
        if not self.place:
            return wanted
        kept = (
            part for part in wanted.parts if _names_kind(wanted, part) or (self.hide_excluded and _hides(wanted, part))
        )
        return replace(wanted, parts=tuple(kept))

    def asked(self) -> None:
        """Find the matches again."""
        if not self.place:
            return
        panel = self.panel
        if self._generation != panel.case.generation:
            self._generation = panel.case.generation
            self.pages.forget()
        if not panel.filter.filters:
            self.question.drop()
            self._came(panel.rows[:0])
            return
        work = panel.finding(panel.filter)
        self.question.ask_growing("Finding matches", work, self._show_rows, self._came, panel.failed)

    def _came(self, rows: Rows) -> None:
        self._show_rows(rows)
        self.panel.count_density()
        for feature in self.panel.features:
            feature.matches_came()

    def _show_rows(self, rows: Rows) -> None:
        table = self.pane.table
        at_line = table.line_of(table.current) if table.current >= 0 else None
        self.pages.rows = rows
        self.pane.mirror()
        at, exact = self._nearest()
        table.cursor_row = at if exact else -1
        table.set_rows(len(rows), self.pages.fetch, at, at_line)
        table.cursor_row = at if exact else -1
        self._say()
        self.panel.say_caption()
        self.panel.table.repaint_said()

    def _say(self) -> None:
        has_filter = self.panel.filter.filters
        found = f"{len(self.rows):,} of {self.panel.total:,} lines" if has_filter else ""
        self.pane.strip.say("Matches", found)
        self.pane.say_nothing("" if len(self.rows) else "No line matches these filters." if has_filter else NO_FILTER)
        self.pane.table.setAccessibleName(f"Matching lines, {found or 'none'}")
        self.pane.show_places()

    def rows_came(self) -> None:
        """The whole log is another one: its line may have another nearest match."""
        if self.place:
            self._say()
            self._follow_main()

    def matches(self) -> Rows | None:
        """The matches, which the gutter shows, too."""
        return self.rows if self.place and self.panel.filter.filters else None

    def captions(self) -> tuple[str, ...]:
        """How many matches there are."""
        if not self.place or not self.panel.filter.filters:
            return ()
        return (f"{len(self.rows):,} match{'' if len(self.rows) == 1 else 'es'} {self.place}",)

    # ------------------------------------------------------------------------------------------- one line in both
    def _nearest(self) -> tuple[int, bool]:
        """Which match is nearest in time to the line that the log stands on, and whether it is that line itself."""
        main, rows, order = self.panel.table, self.rows, self.panel.case.spine.order
        if not 0 <= main.current < len(self.panel.rows) or not len(rows):
            return -1, False
        row = int(self.panel.rows[main.current])
        after = at_or_after(rows, row)
        if after < len(rows) and rows[after] == row:
            return after, True
        if after in (0, len(rows)):
            return min(after, len(rows) - 1), False
        t, earlier, later = int(order[row]), int(order[rows[after - 1]]), int(order[rows[after]])
        return (after - 1 if t - earlier <= later - t else after), False

    def _follow_main(self) -> None:
        at, exact = self._nearest()
        if len(self.pane.table.selection) > 1 and at in self.pane.table.selection:
            return
        self.pane.stand_at(at, exact)

    def moved(self) -> None:
        """The log stands on another line."""
        if self.place:
            self._follow_main()

    def followed(self, focus: Focus) -> None:
        """The shared focus moved the log."""
        if self.place:
            self._follow_main()

    def _went_to(self, position: int) -> None:
        """A match was gone to: the log stands there, too."""
        row, main = int(self.rows[position]), self.panel
        at = position_of(main.rows, row)
        at = at if at >= 0 else min(at_or_after(main.rows, row), len(main.rows) - 1)
        if at >= 0:
            main.table.go(at)

    def step(self, by: int) -> None:
        """To the next or previous match."""
        main = self.panel
        here = int(main.rows[main.table.current]) if 0 <= main.table.current < len(main.rows) else -1
        at = at_or_after(self.rows, here + 1) if by > 0 else at_or_after(self.rows, here) - 1
        if 0 <= at < len(self.rows):
            self._went_to(at)
        else:
            main.around.say(f"No match {'after' if by > 0 else 'before'} this line.")

    # ------------------------------------------------------------------------------------------- what is said of a row
    def badge(self, row: int, badge: Badge) -> Badge:
        """A line of the whole log that the filter finds carries a mark."""
        if self.place and position_of(self.rows, row) >= 0:
            return replace(badge, matched=True)
        return badge

    def _match_badge(self, row: int) -> Badge:
        return replace(self.panel.table.badge(row), matched=False)

    def in_hand(self) -> tuple[LogTable, Rows] | None:
        """The table of matches, while acts mean its lines."""
        return (self.pane.table, self.rows) if self.place and self.pane.held else None

    # ------------------------------------------------------------------------------------------- hooks
    def changed(self, changes: frozenset[str]) -> None:
        """What is said of the rows changed."""
        if self.place:
            if "case" in changes:
                self.pages.forget()
            self.pane.table.refetch()

    def _page_arrived(self) -> None:
        self.pane.table.refetch()

    def escape(self) -> bool:
        """Esc closes the pane when nothing else is open."""
        if not self.place or self.panel.panes.side_key:
            return False
        self.put("")
        return True

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.pane.set_theme(theme)

    def set_zone(self, zone: str) -> None:
        """Times are shown in another zone."""
        self.pane.set_zone(zone)


def _names_kind(whole: LogFilter, part: Part) -> bool:
    """Whether a part says which kinds of records there are: without it the log would hide what the matches show."""
    return not replace(whole, parts=(part,)).logs_only


def _hides(whole: LogFilter, part: Part) -> bool:
    """Whether a part, or its group, takes lines away rather than asking for some."""
    return part.exclude or part.group in whole.out


FEATURE = Split
