"""What is highlighted, over the panels: which sources carry it, and narrowing all panels to it."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from workbench.casework.carriers import Carriers, carriers, entities_of
from workbench.jobs import JobContext
from workbench.model.entities import Entity
from workbench.model.instants import clock_text
from workbench.model.records import Record
from workbench.panels.command import Command
from workbench.shell.finder import Finder
from workbench.shell.main_window import MainWindow
from workbench.views.entity_strip import Carrying, EntityFacts

NAMES = {"trace_id": "trace", "span_id": "span", "request_id": "request", "session_id": "session", "user_id": "user",
         "email_message_id": "message", "sg_message_id": "message"}  # fmt: skip
COUNTED_MS = 2000
"""After which a case that goes on changing is counted again."""


class Pivoting:
    """Keeps the window's strip as the focus is; asks the case in the background, late answers are dropped."""

    def __init__(self, window: MainWindow, finder: Finder) -> None:
        self._window, self._finder = window, finder
        self._ticket = 0
        self._known: Carriers | None = None
        self._again = QTimer(window, singleShot=True, interval=COUNTED_MS)
        self._again.timeout.connect(self._count_again)
        strip = window.entity_strip
        strip.chosen.connect(self._go)
        strip.pivot_pressed.connect(self.pivot)
        strip.closed.connect(self._away)
        window.hub.focus_changed.connect(lambda _focus, _origin: self._follow())
        window.hub.case_changed.connect(lambda changes, _origin: self._changed(changes))

    def commands(self) -> tuple[Command, ...]:
        """Highlighting and narrowing by the keyboard."""
        window = self._window
        return (
            Command("focus.light", "Highlight what this record names…", self.ask_entity,
                    "Offers the ids, hosts, commits and people that the record pointed at names; the chosen one lights up "
                    "in all panels.", ("Ctrl+K",), lambda: window.case is not None, "link", menu="Go"),
            Command("focus.pivot", "Pivot on what is highlighted", self.pivot,
                    "Narrows all panels to what carries the highlighted id, and given again, no more. Where nothing is "
                    "highlighted it takes the strongest id of the record pointed at.", ("Ctrl+Shift+K",),
                    lambda: window.case is not None, "filter", menu="Go"),
            Command("focus.carriers", "What else carries this", self.to_strip,
                    "Puts the keyboard on the list of sources that carry the highlighted id: arrows step, Enter goes to "
                    "its first record there.", ("Ctrl+Alt+K",), lambda: window.hub.focus.entity is not None, "users",
                    menu="Go"),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- acts
    def pivot(self) -> None:
        """Narrow to the highlighted entity, to the strongest of the record pointed at, or no more."""
        hub = self._window.hub
        if hub.focus.pivot is not None and hub.focus.pivot == (hub.focus.entity or hub.focus.pivot):
            hub.move(hub.focus.pivoted(None))
            return
        entity = hub.focus.entity or next(iter(self._named()), None)
        if entity is None:
            self._window.say("The record pointed at names nothing to pivot on.")
            return
        hub.move(hub.focus.pivoted(entity))

    def ask_entity(self) -> None:
        """Choose among what the record pointed at names."""
        named = self._named()
        if not named:
            self._window.say("Point at a record that names something: an id, a host, a commit.")
            return
        hub = self._window.hub
        self._finder.ask_one_of(
            [
                (f"{entity.type}:{entity.value}", f"{NAMES.get(entity.type, entity.type)} {entity.value}")
                for entity in named
            ],
            "Which of what this record names?",
            lambda at: hub.move(hub.focus.lit(named[at])),
        )

    def to_strip(self) -> None:
        """The keyboard goes to the sources that carry it."""
        plates = [plate for plate in self._window.entity_strip.plates if plate.isVisible()]
        (plates[0] if plates else self._window.entity_strip.pivot).setFocus()

    def _named(self) -> tuple[Entity, ...]:
        record = self._record()
        return entities_of(record) if record is not None else ()

    def _record(self) -> Record | None:
        case, citation = self._window.case, self._window.hub.focus.citation
        if case is None or citation is None or citation.kind not in ("bytes", "pointer"):
            return None
        row = case.row_of(citation)
        return case.page([row])[0] if row >= 0 else None

    def _away(self) -> None:
        hub = self._window.hub
        hub.move(hub.focus.pivoted(None).lit(None))

    def _go(self, key: str) -> None:
        """To the first record of a source that carries it."""
        hub = self._window.hub
        row = next((row for row in self._known.rows if row.source == key), None) if self._known else None
        if row is not None:
            window = hub.focus.window
            focus = hub.focus.at(row.first if row.first is not None else hub.focus.cursor, row.citation)
            outside = window is not None and row.first is not None and row.first not in window
            hub.move(focus.over(None) if outside else focus)

    # ------------------------------------------------------------------------------------------- following
    def _changed(self, changes: frozenset[str]) -> None:
        """A source that is followed changes the case many times a second: counting again waits for a while."""
        if changes & {"spine", "sources"} and self._known is not None and not self._again.isActive():
            self._again.start()

    def _count_again(self) -> None:
        """What is told stays until the new counts are there."""
        if self._known is not None and self._window.case is not None:
            self._ask(self._known.entity)

    def _follow(self) -> None:
        focus, strip = self._window.hub.focus, self._window.entity_strip
        entity = focus.entity or focus.pivot
        if entity is None or entity.type == "series" or self._window.case is None:
            self._ticket += 1
            self._known = None
            strip.hide()
            return
        if self._known is not None and self._known.entity == entity:
            if strip.facts.pivoted != (focus.pivot == entity):
                self._say(self._known)
            return
        self._known = None
        strip.show_facts(EntityFacts(NAMES.get(entity.type, entity.type), entity.value, (), "looking for it", False))
        strip.show()
        self._ask(entity)

    def _ask(self, entity: Entity) -> None:
        case = self._window.case
        assert case is not None
        self._ticket += 1
        ticket = self._ticket

        def work(context: JobContext) -> Carriers:
            return carriers(case, entity, context)

        def then(found: Carriers) -> None:
            if ticket == self._ticket:
                self._known = found
                self._say(found)

        self._window.jobs.start(f"Finding what carries {entity.value[:24]}", work, then)

    def _say(self, found: Carriers) -> None:
        zone, entity = self._window.zone, found.entity
        rows = tuple(
            Carrying(row.source, row.name, row.count,
                     f"{row.label} {row.name}: {row.count:,} of {', '.join(row.kinds)}"
                     + (f", first {clock_text(row.first, zone=zone)}" if row.first is not None else ""))
            for row in found.rows
        )  # fmt: skip
        note = "" if rows else "no record carries it"
        pivoted = self._window.hub.focus.pivot == entity
        facts = EntityFacts(NAMES.get(entity.type, entity.type), entity.value, rows, note, pivoted)
        if facts != self._window.entity_strip.facts:
            self._window.entity_strip.show_facts(facts)
        self._window.entity_strip.show()
