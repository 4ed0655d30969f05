"""What came in: how each source was read, its zone and clock, what was skipped, and how far a reading is."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from workbench.casework.edits import Remove
from workbench.engine.encodings import ENCODINGS, encoding_named
from workbench.errors import WorkbenchError
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.entities import Citation, bytes_citation
from workbench.panels.base import Panel, Surroundings
from workbench.panels.command import Command
from workbench.panels.sources_feeds import feed_health, feed_remark, feed_tip, stop
from workbench.panels.sources_joining import FORM, SourcesJoining, names_of
from workbench.panels.sources_reading import SourcesReading, encoded, reading_of, text_of
from workbench.panels.sources_time import ROOM, SourceClock, clock_words, facts_of
from workbench.views.empty_state import EmptyState
from workbench.views.facts import Facts
from workbench.views.inline_form import Field, InlineForm
from workbench.views.preview import Preview
from workbench.views.reader_list import ReaderList
from workbench.views.row_table import Cell, Column, Row, RowTable
from workbench.views.theme import Theme

COLUMNS = (
    Column("Source", 0),
    Column("Read as", 108, drop=420),
    Column("Records", 74, align="right"),
    Column("Zone", 148, drop=560),
    Column("Clock", 64, align="right", drop=680),
    Column("Skipped", 56, align="right", drop=760),
)
READ_AS = 1
# Sources of one folder and reader fold into one row from this many on: hundreds of scrapes are one thing to a person.
FOLD_FROM = 6
PREVIEWED = 8 << 20


class SourcesPanel(Panel):
    """A row a source, those of one kind and folder folded into one; zone and offset are changed without reading again."""

    id, title, icon = "sources", "Sources", "stack"

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        theme = around.theme
        self.table, self.form = RowTable(theme, COLUMNS, self), InlineForm(theme, self)
        self.table.setAccessibleName("Sources")
        sentence = "No source is attached. Add a log, alert feed or repository."
        self.empty = EmptyState(theme, "stack", sentence, "Add source", self)
        self.stack = QStackedWidget(self)
        for widget in (self.table, self.empty):
            self.stack.addWidget(widget)
        self.preview = Preview(theme, self)
        self.facts = Facts(theme, "Times of the source", self)
        self.clock = SourceClock(around, self.form)
        self.readers = ReaderList(theme, self)
        self.reading = SourcesReading(around, self.readers, self._read_anew)
        self.joining = SourcesJoining(around, self.form, self._was_joined)
        self.column.addWidget(self.form)
        self.column.addWidget(self.stack, 1)
        self.column.addWidget(self.facts)
        self.column.addWidget(self.preview)
        self._open: set[str] = set()
        self._asked = ""
        self.table.tip = self._tip
        self.table.pressable = frozenset({READ_AS})
        self.table.cell_pressed.connect(lambda key, _column: self.ask_reading(key))
        self.readers.closed.connect(self.table.setFocus)
        self.readers.map_asked.connect(lambda: self.around.ask("sources.map"))
        self.table.current_changed.connect(lambda _key: self.commands_changed.emit())
        self.table.chosen.connect(self.go_to)
        self.table.current_changed.connect(lambda _key: self._show_facts())
        self.table.folded.connect(self._fold)
        self.table.menu_asked.connect(lambda key, _place: self.ask_clock(key))
        self.empty.pressed.connect(lambda: self.around.ask("sources.add"))
        self.form.submitted.connect(self._submitted)
        self.form.edited.connect(self._edited)
        self.refresh(frozenset({"sources"}))

    # ------------------------------------------------------------------------------------------------ showing
    def refresh(self, changes: frozenset[str]) -> None:
        """Show what came in."""
        if not changes & {"sources", "spine", "case"}:
            return
        sources = self.case.sources()
        self.joining.look()
        groups: dict[tuple[str, str], list[Source]] = {}
        for source in sources:
            folder = source.path.rpartition("/")[0]
            groups.setdefault((folder, source.reader), []).append(source)
        rows: list[Row] = []
        for (folder, reader), members in groups.items():
            if len(members) < FOLD_FROM:
                rows += [self._row(source, 0) for source in members]
            else:
                rows += self._folded_rows(f"{folder}/*", reader, members)
        self.table.set_rows(tuple(rows))
        self.stack.setCurrentWidget(self.table if sources else self.empty)
        self._show_facts()
        doubtful = sum(self._health(source)[1] in ("warn", "err") for source in sources)
        self.set_count(str(len(sources)))
        self.set_caption(f"{len(sources)} sources" + (f", {doubtful} doubtful" if doubtful else ""))

    def _folded_rows(self, pattern: str, reader: str, members: list[Source]) -> list[Row]:
        key = f"fold:{pattern}:{reader}"
        is_open = key in self._open
        worst = next((source for source in members if source.state == "failed"), members[0])
        amount = sum(source.records for source in members) or sum(source.points for source in members)
        zones = {self._zone(source) for source in members}
        cells = (
            Cell(
                f"{_short(pattern, 3)} ({len(members)})", icon=self._health(worst)[0], icon_token=self._health(worst)[1]
            ),
            Cell(reader, "text.secondary"),
            Cell(f"{amount:,}"),
            Cell(zones.pop() if len(zones) == 1 else "several", "text.secondary"),
            Cell(self._clock(members[0]) if len({source.offset_ns for source in members}) == 1 else "several"),
            Cell(f"{sum(source.skipped for source in members):,}", "text.secondary"),
        )
        remark = self.joining.remark(members)
        row = Row(key, cells, remark, f"{len(members)} sources {pattern}", open=is_open)
        return [row, *(self._row(source, 1) for source in members)] if is_open else [row]

    def _row(self, source: Source, depth: int) -> Row:
        icon, token = self._health(source)
        amount = f"{source.records:,}" if source.records else f"{source.points:,} pts" if source.points else "0"
        assumed = source.zone_known == "assumed" and source.first is not None
        cells = (
            Cell(_named(source), icon=icon, icon_token=token),
            Cell(source.reader, "warn" if source.reader == "none" else "text.secondary"),
            Cell(amount),
            Cell(self._zone(source), "warn" if assumed else "text.secondary"),
            Cell(self._clock(source)),
            Cell(f"{source.skipped:,}", "warn" if source.skipped else "text.tertiary"),
        )
        remark = source.problems[0].what if source.problems and not depth and token != "ok" else ""
        remark = feed_remark(source, self.zone) or remark or ("" if depth else self.joining.remark([source]))
        progress = 0.5 if source.state == "reading" else -1.0
        return Row(source.id, cells, remark, f"Source {source.label}, {source.path}", depth=depth, progress=progress)

    def _health(self, source: Source) -> tuple[str, str]:
        if source.state == "failed":
            return "alert", "err"
        if (dead := feed_health(source)) is not None:
            return dead
        if source.state in ("pending", "reading"):
            return "clock", "text.tertiary"
        if source.state == "live":
            return "follow", "accent"
        if source.reader == "none":
            return "question", "warn"
        doubtful = source.skipped or (source.first is not None and "assumed" in (source.zone_known, source.base_known))
        return ("alert", "warn") if doubtful else ("check", "ok")

    def _zone(self, source: Source) -> str:
        if source.first is None:
            return ""
        return source.zone if source.zone_known == "explicit" else f"{source.zone} {source.zone_known}"

    def _clock(self, source: Source) -> str:
        if not source.offset_ns:
            return ""
        text = clock_words(source)
        return text if source.correction_on else f"({text})"

    def _tip(self, key: str) -> str:
        if key.startswith("fold:"):
            return ""
        source = self.case.source(key)
        zone = self.zone
        times = [f"{fact.name}: {fact.text}" for fact in facts_of(source, zone)]
        remarks = [
            f"• {problem.what}" + (f" ({problem.where})" if problem.where else "") for problem in source.problems[:12]
        ]
        levels = ", ".join(f"{count:,} {name}" for name, count in source.levels.items() if count)
        lines = (
            f"{source.label} {source.path}",
            *feed_tip(source, zone),
            f"read by {reading_of(source)}",
            *times,
            levels,
            f"{source.lines:,} lines" + text_of(source),
            *([f"joined of {names_of([member.name for member in source.members])}"] if source.members else ()),
            f"SHA-256 {source.object}"
            if source.object
            else "not sealed yet"
            if source.state == "live"
            else "by reference",
            *remarks,
        )
        return "\n".join(line for line in lines if line)

    def _fold(self, key: str) -> None:
        self._open ^= {key}
        self.refresh(frozenset({"sources"}))

    def go_to(self, key: str) -> None:
        """Move the panels to where a source begins."""
        if key.startswith("fold:"):
            self._fold(key)
            return
        source = self.case.source(key)
        self._look_into(source)
        focus = self.hub.focus
        if focus.window is not None and source.first is not None and source.first not in focus.window:
            focus = focus.over(None)
        self.move(focus.at(source.first if source.first is not None else focus.cursor, Citation(source.id)))

    def _look_into(self, source: Source) -> None:
        """Show the beginning of what no reader could take apart."""
        if source.reader != "none":
            self.preview.hide()
            return
        try:
            size = source.unpacked or source.size
            head = self.case.raw(bytes_citation(source.id, 0, min(size, PREVIEWED)))
        except WorkbenchError as error:
            self.around.say(error.sentence())
            return
        self.preview.show_bytes(source.name, head)

    def cited(self) -> tuple[Citation, ...]:
        """The selected source as a whole."""
        key = self.table.current_key
        return (Citation(key),) if key and not key.startswith("fold:") else ()

    # ------------------------------------------------------------------------------------------------ clock and zone
    def _show_facts(self) -> None:
        """What is known of the selected source's times, where there is room for it."""
        key = self.table.current_key
        shown = key and not key.startswith("fold:") and self.height() >= ROOM
        source = self.case.source(key) if shown else None
        self.facts.set_facts((*facts_of(source, self.zone), *self.joining.facts(source)) if source else ())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With more room, or less, the facts come and go."""
        super().resizeEvent(event)
        self._show_facts()

    def _members(self, key: str) -> tuple[Source, ...]:
        if not key.startswith("fold:"):
            return (self.case.source(key),) if key else ()
        _, pattern, reader = key.split(":", 2)
        folder = pattern.removesuffix("/*")
        return tuple(s for s in self.case.sources() if s.path.rpartition("/")[0] == folder and s.reader == reader)

    def ask_clock(self, key: str = "") -> None:
        """Ask for the zone and the clock's offset of the selected source (or of all that are folded into its row)."""
        self._asked = key or self.table.current_key
        members = self._members(self._asked)
        if not members:
            self.around.say("Select a source first.")
            return
        source = members[0]
        title = source.path if len(members) == 1 else f"{len(members)} sources"
        fields = self.clock.fields(source)
        if any(map(encoded, members)):
            offered = tuple(dict.fromkeys((source.encoding, *ENCODINGS)))
            fields = (*fields, Field("encoding", "Its text is in", source.encoding, choices=offered, free=True))
        self.form.ask(
            "clock",
            f"Zone, clock and year of {title}" if source.undated != "none" else f"Zone and clock of {title}",
            fields,
            "Apply",
        )

    def _edited(self, name: str, values: dict[str, str]) -> None:
        if name == FORM:
            return
        members = self._members(self._asked)
        if not members:
            return
        if values.get("encoding", members[0].encoding) != members[0].encoding:
            self.clock.drop()
            self.form.say(f"Its text is read again as {values['encoding']}.")
            return
        self.clock.try_out(members[0], values)

    def _submitted(self, name: str, values: dict[str, str]) -> None:
        if name == FORM:
            self.joining.submitted(values)
            return
        try:
            encoding = encoding_named(values["encoding"]) if "encoding" in values else ""
            for source in self._members(self._asked):
                self.clock.apply(source, values)
        except WorkbenchError as error:
            self.form.say(error.sentence())
            return
        others = [s for s in self._members(self._asked) if encoding not in ("", s.encoding) and encoded(s)]
        self.form.close_form()
        self.table.setFocus()
        self.hub.announce(frozenset({"sources", "spine"}), self)
        if others:
            self._read_again(others, encoding)

    def _read_again(self, sources: list[Source], encoding: str) -> None:
        """Read sources in another encoding, in the background: it takes as long as bringing them in."""

        def work(context: JobContext) -> None:
            for source in sources:
                self.case.read_as(source.id, encoding=encoding, context=context)

        def done(_: None) -> None:
            self.hub.announce(frozenset({"sources", "spine"}), self)

        self.around.start(f"Reading as {encoding}", work, done)

    def ask_reading(self, key: str = "") -> None:
        """Ask by which reader and in which encoding the selected source is to be read."""
        key = key or self.table.current_key
        if not key or key.startswith("fold:"):
            self.around.say("Select a source first.")
            return
        below = self.table.viewport().mapToGlobal(self.table.row_rect(key).bottomLeft().toPoint())
        self.reading.ask(self.case.source(key), below)

    def _read_anew(self) -> None:
        self.hub.announce(frozenset({"sources", "spine"}), self)

    def join(self) -> None:
        """Make one source of the selected file and the others of its rotated log."""
        self.joining.ask(self._members(self.table.current_key))

    def _was_joined(self, source_id: str) -> None:
        self._read_anew()
        self.refresh(frozenset({"sources"}))
        if source_id:
            self.table.set_current(source_id)
            self.table.setFocus()
            self._show_facts()

    def _live(self) -> list[Source]:
        """The selected source, if it is followed; all that are where none is selected."""
        key = self.table.current_key
        live = [source for source in self.case.sources() if source.state == "live"]
        return [source for source in live if source.id == key] if key else live

    def stop(self) -> None:
        """End following the selected source."""
        for source in self._live():
            stop(self.around, source, self._read_anew)

    def remove(self) -> None:
        """Take the selected source out of the case; what was pinned from it stays readable."""
        key = self.table.current_key
        if key and not key.startswith("fold:"):
            self.do(Remove("source", key))

    def commands(self) -> tuple[Command, ...]:
        """What can be done here."""
        act = partial(Command, context="sources", menu="Case")
        return (
            act("sources.clock", "Zone, clock and year of a source", self.ask_clock,
                "Declares the zone or year of stamps without one, an offset of the source's clock, or what its text is "
                "encoded in; says what would move before it is applied.", ("Z",), icon="clock", button=True),
            act("sources.reading", "Read as another format…", self.ask_reading,
                "Lists the formats by how well they fit the selected source, and reads it again by the chosen one or in "
                "another encoding.", ("R",), icon="refresh", button=True),
            act("sources.join", "Join the files of a rotated log", self.join,
                "Makes one source of the selected file and the others of its log (x.log, x.log.1, x.log-20260317.gz), the "
                "oldest first; where none is recognised it asks for the files.", ("J",), icon="stack"),
            act("sources.stop", "Stop following", self.stop,
                "Ends the selected command, or all that are followed: what came is sealed into the case.",
                (), lambda: bool(self._live()), "stop", button=True),
            act("sources.remove", "Remove a source", self.remove,
                "Takes the selected source out of the case; evidence from it stays.", icon="close"),
        )  # fmt: skip

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        for view in (self.table, self.form, self.readers, self.facts, self.empty, self.preview):
            view.set_theme(theme)


def _named(source: Source) -> str:
    """How a row calls its source: by the end of its path, and of how many files it was joined."""
    name = source.name if source.feed else _short(source.path)
    return f"{name} ({len(source.members)} files)" if source.members else name


def _short(path: str, parts: int = 2) -> str:
    """The last parts of a path: a row has no room for more, its tooltip has."""
    return "/".join(path.split("/")[-parts:])
