"""The sources that the log is merged from: switched on and off, and their zone and clock declared, where one reads."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from workbench.errors import WorkbenchError
from workbench.model.case import Source
from workbench.model.instants import SECOND, Instant, clock_text, duration_text, to_datetime
from workbench.model.searches import LogState, LogView
from workbench.panels.command import Command, always
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.question import Question
from workbench.views.inline_form import Field, InlineForm
from workbench.views.log.facets_pane import Status
from workbench.views.log.origins_view import Origin, OriginList
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.casework.values import ClockChange
    from workbench.panels.logs.panel import LogsPanel

KEY = "origins"
ZONES = ("UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Tokyo",
         "Asia/Kolkata")  # fmt: skip
SHIFT = re.compile(r"[+-]?\d{1,9}(\.\d{1,9})?")


class Origins(LogFeature):
    """`off` are the ids of sources that are switched off; it is kept with the case."""

    of_lines = False
    order = 35
    title = "Sources"

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.pane = QWidget(panel)
        self.form = InlineForm(panel.theme, self.pane)
        self.status = Status(panel.theme, self.pane)
        self.list = OriginList(panel.theme, self.pane)
        column = QVBoxLayout(self.pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.status, self.form):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        self.pane.setFocusProxy(self.list)
        self.pane.hide()
        self.off: frozenset[str] = frozenset()
        self.question = Question(panel.around.start)
        self._asked = ""

    def attach(self) -> None:
        """Hear the list and the form, and go on as the case was left."""
        self.list.toggled.connect(self.toggle)
        self.list.only.connect(self.only)
        self.list.clock_asked.connect(self.ask_clock)
        self.list.menu_asked.connect(self._menu)
        self.form.edited.connect(self._edited)
        self.form.submitted.connect(self._submitted)
        self.form.closed.connect(self.list.setFocus)
        self.status.button.clicked.connect(lambda: self.switch(frozenset()))
        left = self.panel.case.notebook.log_states.get(self._id)
        if left is not None and left.off:
            self.off = frozenset(left.off)
            self.panel.sources_on = self._on()

    @property
    def _id(self) -> str:
        return f"{self.panel.id}.sources"

    def commands(self) -> tuple[Command, ...]:
        """The list, and all on again."""
        return (
            Command("logs.origins", "Sources of the log", self.show, "Lists the sources that the log is merged from: each "
                    "can be switched off, shown alone, and have its zone and clock declared.", ("S",), always, "stack",
                    "logs", button=True),
            Command("logs.only_source", "Only the source of this line", self.only_here, "Switches every other source off; "
                    "given again it switches them on.", ("Shift+S",), self.panel.has_row, context="logs"),
            Command("logs.all_sources", "All sources on", lambda: self.switch(frozenset()), "Switches the sources that are "
                    "off on again.", (), lambda: bool(self.off), context="logs"),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- showing
    def show(self) -> None:
        """Open the list."""
        self.panel.panes.show_side(KEY, "Sources of the log", self.pane)
        self.refresh()
        record = self.panel.current()
        self.list.stand_on(record.source_id if record is not None else "")
        self.list.setFocus()

    def sources(self) -> tuple[Source, ...]:
        """The sources of what the log shows: logs, and all that have records where it shows those, too."""
        case = self.panel.case
        there = (source for source in case.sources() if source.records or source.state == "live")
        return tuple(source for source in there if not self.panel.logs_only or case.is_log(source.id))

    def refresh(self) -> None:
        """Show the sources as they are now."""
        if self.panel.panes.side_key != KEY:
            return
        sources = self.sources()
        self.list.show_origins(tuple(self._origin(source) for source in sources))
        off = sum(source.id in self.off for source in sources)
        count = f"{len(sources)} source{'' if len(sources) == 1 else 's'}"
        self.status.say(f"{count}, {off} off" if off else count, "All on" if off else "", "Switch all sources on")

    def _name(self, source: Source) -> str:
        """The last part of its path, with the folder where another one is called the same."""
        same = [one for one in self.panel.case.sources() if one.name == source.name]
        return "/".join(source.path.split("/")[-2:]) if len(same) > 1 else source.name

    def _origin(self, source: Source) -> Origin:
        zone = self.panel.zone
        span = "no times"
        if source.first is not None and source.last is not None:
            span = span_text(source.first, source.last, zone)
        state = "following" if source.state == "live" else ""
        return Origin(source.id, self._name(source), source.records, span, clock_words(source), source.id not in self.off,
                      source.zone_known == "assumed", state, source.path)  # fmt: skip

    # ------------------------------------------------------------------------------------------- on and off
    def _on(self) -> frozenset[str] | None:
        """Ids of sources that are on; None when all are."""
        there = frozenset(source.id for source in self.panel.case.sources())
        off = self.off & there
        return there - off if off else None

    def switch(self, off: frozenset[str]) -> None:
        """Switch exactly these off, at once and without reading anything again."""
        if off == self.off:
            return
        self.off = off
        self.panel.set_sources(self._on())
        self.refresh()
        self._keep()

    def _keep(self) -> None:
        """Remember it with the case."""
        from workbench.casework.edits import Put

        if not self.panel.case.read_only:
            with suppress(WorkbenchError):
                self.panel.case.keep(Put(LogState(self._id, LogView(), off=tuple(sorted(self.off)))))

    def toggle(self, key: str) -> None:
        """Switch one source on or off."""
        self.switch(self.off ^ {key})

    def only(self, key: str) -> None:
        """Show no other source; all again when it was alone already."""
        others = frozenset(source.id for source in self.sources()) - {key}
        self.switch(frozenset() if self.off >= others and key not in self.off else others)

    def only_here(self) -> None:
        """Only the source of the current line."""
        record = self.panel.current()
        if record is not None:
            self.only(record.source_id)

    def asked(self) -> None:
        """Something else may have switched all on, or a source came that is on."""
        if self.panel.sources_on is None and self.off:
            self.off = frozenset()
            self.refresh()
            self._keep()

    def changed(self, changes: frozenset[str]) -> None:
        """Sources came or went, or their clocks moved."""
        if changes & {"sources", "spine", "case"}:
            if self.off:
                self.panel.set_sources(self._on())
            self.refresh()

    def captions(self) -> tuple[str, ...]:
        """How many sources are off."""
        off = sum(source.id in self.off for source in self.sources()) if self.off else 0
        return (f"{off} source{'' if off == 1 else 's'} off",) if off else ()

    # ------------------------------------------------------------------------------------------- zone and clock
    def ask_clock(self, key: str) -> None:
        """Ask for a source's zone and the offset of its clock."""
        if self.panel.case.read_only:
            self.panel.around.say(self.panel.case.read_only)
            return
        source = self.panel.case.source(key)
        self._asked = key
        zones = tuple(dict.fromkeys((source.zone, *ZONES)))
        fields = (
            Field("zone", "Zone of stamps without one", source.zone, choices=zones, free=True),
            Field("offset", "Seconds to add to its clock", f"{source.offset_ns / SECOND:g}", "64, or -1.5"),
        )
        self.form.ask("clock", f"Zone and clock of {source.name}", fields, "Apply")

    def _wanted(self, values: dict[str, str]) -> tuple[int, str]:
        text = values["offset"].replace("−", "-").replace(",", ".") or "0"
        if not SHIFT.fullmatch(text):
            raise WorkbenchError(f"{values['offset']!r} is not a number of seconds", "", "Write 64 or -1.5.")
        whole, _, part = text.lstrip("+-").partition(".")
        offset = int(whole) * SECOND + int((part + "0" * 9)[:9])
        return -offset if text.startswith("-") else offset, values["zone"]

    def _edited(self, _name: str, values: dict[str, str]) -> None:
        """Say what would move."""
        case, key = self.panel.case, self._asked
        try:
            offset, zone = self._wanted(values)
        except WorkbenchError as error:
            self.form.say(error.sentence())
            return
        self.question.ask(
            "Trying a clock",
            lambda _context: case.set_clock(key, offset_ns=offset, zone=zone, dry_run=True),
            lambda change: self.form.say(moving(change)),
            self._refused,
        )

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, WorkbenchError):
            raise error
        self.form.say(error.sentence())

    def _submitted(self, _name: str, values: dict[str, str]) -> None:
        try:
            offset, zone = self._wanted(values)
            change = self.panel.case.set_clock(self._asked, offset_ns=offset, zone=zone)
        except WorkbenchError as error:
            self.form.say(error.sentence())
            return
        self.form.close_form()
        self.panel.hub.announce(frozenset({"sources", "spine"}), self.panel)
        self.panel.around.say(moving(change).replace("would move", "moved"))

    def _menu(self, key: str, point: QPoint) -> None:
        """What can be done with a source."""
        menu = QMenu(self.list)
        menu.addAction("Off" if key not in self.off else "On").triggered.connect(lambda: self.toggle(key))
        menu.addAction("Only this source").triggered.connect(lambda: self.only(key))
        menu.addAction("Zone and clock…").triggered.connect(lambda: self.ask_clock(key))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    def escape(self) -> bool:
        """Esc closes the form first."""
        if not self.form.isVisible():
            return False
        self.form.close_form()
        return True

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        for part in (self.form, self.status, self.list):
            part.set_theme(theme)

    def set_zone(self, _zone: str) -> None:
        """Times are shown in another zone."""
        self.refresh()


def clock_words(source: Source) -> str:
    """`UTC, explicit`, `Europe/Berlin declared +64 s`: its zone, how that is known, and its correction."""
    known = {"explicit": "in its stamps", "declared": "declared", "assumed": "assumed", "relative": "relative"}
    zone = "zone" if source.zone_known == "explicit" else source.zone
    text = f"{zone} {known.get(source.zone_known, source.zone_known)}"
    if not source.offset_ns:
        return text
    offset = f"{'+' if source.offset_ns > 0 else '−'}{abs(source.offset_ns) / SECOND:g} s"
    return f"{text}, {offset if source.correction_on else f'({offset})'}"


def moving(change: ClockChange) -> str:
    """What a change of zone or clock moves, in words."""
    before, after = change.before[0], change.after[0]
    if before is None or after is None or before == after:
        return "Nothing would move."
    by = duration_text(after - before)
    return f"{change.moved:,} lines would move by {by if after < before else '+' + by}; nothing is read again."


def span_text(first: Instant, last: Instant, zone: str) -> str:
    """From when to when: clock times of one day, with their days of one year, days alone of several."""
    begin, end = to_datetime(first, zone), to_datetime(last, zone)
    if begin.year != end.year:
        return f"{begin:%d %b %Y} to {end:%d %b %Y}"
    clocks = clock_text(first, 0, zone), clock_text(last, 0, zone)
    if begin.date() == end.date():
        return " to ".join(clocks)
    return f"{begin:%d %b} {clocks[0]} to {end:%d %b} {clocks[1]}"


FEATURE = Origins
