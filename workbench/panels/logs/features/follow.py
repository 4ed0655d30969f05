"""Following growing files: the log stays at its end as lines come, says what came while the user looked elsewhere."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from workbench.errors import WorkbenchError
from workbench.jobs import JobContext
from workbench.model.entities import Citation
from workbench.model.instants import Instant, clock_text
from workbench.panels.command import Command
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.pages import citation_of
from workbench.panels.logs.question import Question
from workbench.panels.logs.steps import position_of
from workbench.views.log.plate import Plate
from workbench.views.log.rows import Badge
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.casework.edits import Changes
    from workbench.model.case import Source
    from workbench.panels.logs.panel import LogsPanel
    from workbench.panels.logs.rows import Rows

POLL_MS = 400
"""Between two looks at the followed files; the next one begins when the one before is done."""
HAPPENED = ("deleted", "rotated", "truncated", "replaced")
"""What may become of a followed file, as the words that tell it in its source's problems."""
LONGEST = 36
GREW = frozenset({"sources", "spine"})


class Follow(LogFeature):
    """`at_end`: the end stays in sight. Files that are followed are the case's; every panel that shows them polls."""

    of_lines = False
    order = 10
    title = "Follow"

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.at_end = False
        self.plate = Plate(panel.theme, panel.table)
        self.question = Question(panel.around.start)
        self.polling = Question(panel.around.start)
        self.timer = QTimer(panel, singleShot=True, interval=POLL_MS)
        self.faults: dict[str, str] = {}
        self._live: tuple[Source, ...] | None = None
        self._told: dict[str, int] = {}
        self._happened = ""
        self._over: dict[str, str] = {}
        self._since = panel.case.clock.now()
        self._ids: tuple[str, ...] = ()
        self._rows: Rows | None = None
        self._top = (0, 0)
        self._seen = 0
        self._asked: tuple[object, ...] = ()
        self._height = 0
        self._looked: Instant = 0
        self._mark: Citation | None = None
        self._mark_row = -1
        self._mark_text = ""
        self._generation = panel.case.generation

    def attach(self) -> None:
        """Hear the scrolling, the clock and the plate."""
        self.panel.table.scrolled.connect(self._scrolled)
        self.timer.timeout.connect(self.poll)
        self.plate.clicked.connect(self.to_end)
        self._look_on()

    def commands(self) -> tuple[Command, ...]:
        """Following, and ending it."""
        act = partial(Command, context="logs", menu="Case")

        def writable() -> bool:
            return not self.panel.case.read_only

        return (
            act("logs.follow", "Follow the end of the log", self.toggle, "Keeps the end in sight as lines arrive; the "
                "file of the current line, or the only log, is followed when none is yet. Given again, or by scrolling "
                "up, it pauses.",
                ("Ctrl+T",), icon="follow", button=True),
            act("logs.follow_file", "Follow a file…", lambda: self.panel.around.ask("sources.follow"),
                "Chooses a growing file, takes it in as it is and goes on with it as lines arrive.", (), writable),
            act("logs.unfollow", "Stop following", self.stop, "Ends following, and the commands that are followed: what "
                "came is sealed into the case.", (), lambda: bool(self.live()), icon="stop", button=True),
            act("logs.follow_command", "Follow a command…", lambda: self.panel.around.ask("sources.command"),
                "Runs a command and takes in what it writes as it comes.", (), writable),
            act("logs.new_lines", "To the first new line", self.to_mark, "Goes to the first line that came since the log "
                "was last looked at.", ("Shift+End",), lambda: self._mark_row >= 0),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- what is followed
    def live(self) -> tuple[Source, ...]:
        """Sources that are followed."""
        if self._live is None:
            self._live = tuple(source for source in self.panel.case.sources() if source.state == "live")
        return self._live

    def changed(self, changes: frozenset[str]) -> None:
        """Sources came, grew or are followed no longer."""
        if changes & {"sources", "spine"}:
            if news := self._looked_again():
                self.panel.around.say(news[-1])
            self._look_on()

    def _looked_again(self) -> list[str]:
        """See anew what is followed; what of it has ended by itself since, in words."""
        self._live = None
        ids = tuple(source.id for source in self.live())
        over = self._ended_by_themselves()
        self._over |= over
        if ids != self._ids or over:
            self._ids = ids
            self.panel.commands_changed.emit()
            self.panel.say_caption()
        return list(over.values())

    def toggle(self) -> None:
        """Stay at the end, or no longer; follow the current line's file when nothing is followed."""
        if self.at_end:
            self._pause()
            self.panel.say_caption()
        elif self.live():
            self.to_end()
        else:
            self._begin()

    def _begin(self) -> None:
        case, source = self.panel.case, self._at_hand()
        if source is None:
            self.panel.around.ask("sources.follow")
            return
        self.question.ask(
            f"Beginning to follow {source.name}", lambda context: case.follow(source, context=context), self._began,
            self._refused,
        )  # fmt: skip

    def _at_hand(self) -> Source | None:
        """The source of the current line, or the only log there is; None where a file has to be chosen."""
        case, record = self.panel.case, self.panel.current()
        if record is not None:
            return case.source(record.source_id)
        logs = [source for source in case.sources() if source.records and case.is_log(source.id)]
        return logs[0] if len(logs) == 1 else None

    def _began(self, _source: Source) -> None:
        self._live = None
        self.panel.hub.announce(GREW, self.panel)
        self.to_end()

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, WorkbenchError):
            raise error
        self.panel.around.say(error.sentence())

    def stop(self) -> None:
        """End following all; what came is sealed."""
        case, ids = self.panel.case, [source.id for source in self.live()]
        what = f"{len(ids)} {self._kind()}{' is' if len(ids) == 1 else 's are'}"

        def work(context: JobContext) -> str:
            for source_id in ids:
                case.unfollow(source_id, context)
            return what

        self.polling.drop()
        self.question.ask("Sealing what was followed", work, self._ended, self._refused)

    def _kind(self) -> str:
        return "source" if any(source.feed for source in self.live()) else "file"

    def _ended(self, what: str) -> None:
        self._live = None
        self.timer.stop()
        self.at_end = False
        self.faults.clear()
        self._happened = ""
        self.panel.hub.announce(GREW, self.panel)
        self.panel.around.say(f"{what} no longer followed.")

    # ------------------------------------------------------------------------------------------- polling
    def poll(self) -> None:
        """Look whether lines came; never while a look is going on."""
        case, ids = self.panel.case, [source.id for source in self.live()]
        if not ids:
            self.timer.stop()
            return
        if self.polling.waiting:
            return

        def work(context: JobContext) -> tuple[Changes, dict[str, str]]:
            changes: Changes = frozenset()
            faults: dict[str, str] = {}
            for source_id in ids:
                try:
                    changes |= case.poll(source_id, context)
                except WorkbenchError as error:
                    faults[source_id] = error.sentence()
            return changes, faults

        self.polling.ask("", work, self._polled)

    def _polled(self, answer: tuple[Changes, dict[str, str]]) -> None:
        changes, faults = answer
        news = self._looked_again()
        news += [text for source_id, text in faults.items() if self.faults.get(source_id) != text]
        self.faults = faults
        for source in self.live():
            told = self._told.setdefault(source.id, 0)
            came = source.problems[told:]
            news += [f"{source.name}: {problem.what}." for problem in came]
            word = next((word for word in HAPPENED for one in reversed(came) if word in one.what), "")
            if word:
                at = clock_text(self.panel.case.clock.now(), 0, self.panel.zone)
                self._happened = f", {word} {at}"
            self._told[source.id] = len(source.problems)
        if changes:
            self.panel.hub.announce(changes, self.panel)
        if news:
            self.panel.around.say(news[-1])
            self.panel.say_caption()
        self._look_on()

    def _ended_by_themselves(self) -> dict[str, str]:
        """Commands, and standard input, that ended since this panel is there and were not told yet, each in words."""
        told: dict[str, str] = {}
        for source in self.panel.case.sources():
            feed = source.feed
            if feed and feed.ended >= self._since and not feed.stopped and source.id not in self._over:
                at = clock_text(feed.ended, 0, self.panel.zone)
                told[source.id] = f"{_shortened(source.name)}: {feed.ending}, {at}"
        return told

    def captions(self) -> tuple[str, ...]:
        """What is followed, and what became of it."""
        notebook = self.panel.case.notebook
        died = [
            text for id, text in self._over.items() if (one := notebook.sources.get(id)) and one.feed and one.feed.died
        ]
        return (*died, *self._following(), *(text for text in self._over.values() if text not in died))

    def _following(self) -> tuple[str, ...]:
        live = self.live()
        if not live:
            return ()
        name = _shortened(live[0].name) if len(live) == 1 else f"{len(live)} {self._kind()}s"
        lost = f", {len(self.faults)} can't be read on" if self.faults else ""
        return (f"following {name}{self._happened}{lost}{'' if self.at_end else ', paused'}",)

    # ------------------------------------------------------------------------------------------- the end
    def to_end(self) -> None:
        """Bring the end into sight and keep it there."""
        self.at_end = True
        self._see()
        self._show_end()
        self.panel.say_caption()
        self._look_on()

    def _look_on(self) -> None:
        """Look again in a while, unless that is on its way."""
        if self.live() and not self.timer.isActive() and not self.polling.waiting and self.panel.window().isVisible():
            self.timer.start()

    def put_away(self) -> None:
        """Behind another panel it goes on; in a window that is closed nobody is there to ask."""
        if not self.panel.window().isVisible():
            self.timer.stop()

    def brought_up(self) -> None:
        """In sight, perhaps for the first time."""
        self._look_on()

    def at_the_end(self) -> bool:
        """As long as it follows."""
        return self.at_end and bool(self.live())

    def _show_end(self) -> None:
        table = self.panel.table
        if table.count:
            table.scroll_to(table.count - 1)

    def _is_at_end(self) -> bool:
        table = self.panel.table
        return not table.count or table.rows_in_sight.stop >= table.count

    def _see(self) -> None:
        """All that is there now was seen."""
        self._seen = len(self.panel.rows)
        self._looked = self.panel.case.clock.now()
        self.plate.say("")

    def _pause(self) -> None:
        self.at_end = False
        self._see()

    def _scrolled(self) -> None:
        """The user scrolled away from the end, or back to it; rows that come and other sizes are no scrolling."""
        table = self.panel.table
        resized, self._height = table.height() != self._height, table.height()
        if not self.live() or self.panel.rows is not self._rows:
            return
        self._top = table.top
        if resized:
            return
        if self.at_end and not self._is_at_end():
            self._pause()
            self.panel.say_caption()
        elif not self.at_end and self._is_at_end() and self.plate.text():
            self.to_end()

    def _question_asked(self) -> tuple[object, ...]:
        panel = self.panel
        return panel.obeyed().text, panel.time_window, panel.sources_on

    def rows_came(self) -> None:
        """Lines came, or other ones are shown."""
        live, self._rows = self.live(), self.panel.rows
        if not live:
            return
        for source in live:
            self._told.setdefault(source.id, len(source.problems))
        self._look_on()
        asked = self._question_asked()
        same = asked == self._asked
        if not same:
            self._asked = asked
            self._seen = len(self.panel.rows)
        self._find_mark()
        new = len(self.panel.rows) - self._seen
        looking = self.at_end and self.panel.isActiveWindow()
        if new > 0 and not looking and (self._mark_row < 0 or self._seen_mark()):
            self._set_mark()
        if self.at_end:
            if not self._is_at_end():
                self._show_end()
        elif same and self.panel.table.top != self._top:
            self.panel.table.scroll_to(*self._top)
        if looking:
            self._see()
        elif not self.at_end:
            self.plate.say(f"{new:,} new line{'' if new == 1 else 's'}" if new > 0 else "")

    # ------------------------------------------------------------------------------------------- what is new
    def _seen_mark(self) -> bool:
        """Whether the marked line is one that the user has seen since: another one is marked then."""
        at = self.panel.rows
        return self._mark_row < int(at[self._seen]) if self._seen < len(at) else False

    def _set_mark(self) -> None:
        record = self.panel.pages.record(int(self.panel.rows[self._seen]))
        if record is None:
            return
        self._mark, self._mark_row = citation_of(record), record.row
        since = self._looked or self.panel.case.clock.now()
        self._mark_text = f"new since {clock_text(since, 0, self.panel.zone)}"
        self.panel.table.refetch()
        self.panel.commands_changed.emit()

    def _find_mark(self) -> None:
        """Rows have other numbers than before: look for the marked one again."""
        case = self.panel.case
        if self._mark is not None and self._generation != case.generation:
            self._mark_row = case.row_of(self._mark)
        self._generation = case.generation

    def to_mark(self) -> None:
        """To the first new line."""
        at = position_of(self.panel.rows, self._mark_row)
        if at >= 0:
            self.panel.table.go(at)

    def badge(self, row: int, badge: Badge) -> Badge:
        """A line stands above the first new row."""
        return replace(badge, new=self._mark_text) if row == self._mark_row else badge

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.plate.set_theme(theme)


def _shortened(name: str) -> str:
    """A name for the caption: commands are long."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


FEATURE = Follow
