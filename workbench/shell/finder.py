"""The palette's two questions: which command, and where to go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError
from workbench.model.entities import Citation, Entity
from workbench.model.instants import Instant, iso, parse_instant
from workbench.panels.command import Command
from workbench.shell.fuzzy import fit
from workbench.shell.registry import EVERYWHERE, shown_keys
from workbench.views.palette_view import PaletteRow

if TYPE_CHECKING:
    from workbench.shell.main_window import MainWindow

MOST = 200
_KIND_ICONS = {"log": "logs", "metric": "metrics", "diff": "diff", "event": "flag", "span": "timeline",
               "source": "stack", "picture": "eye"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be gone to: how its row looks, and the going."""

    row: PaletteRow
    go: Callable[[], None]


def command_rows(commands: tuple[Command, ...], typed: str) -> tuple[PaletteRow, ...]:
    """Commands whose title, or panel and title, hold the letters; best first, those that can't be given last."""
    found: list[tuple[bool, float, PaletteRow]] = []
    for command in commands:
        match = fit(typed, command.title)
        behind = None if match else fit(typed, f"{_group(command)} {command.title}")
        if match is None and behind is None:
            continue
        score = match.score if match else behind.score - 20 if behind else 0
        now = command.when()
        keys = shown_keys(command.shortcuts[0]) if command.shortcuts else ""
        marks = match.marks if match else ()
        icon = command.icon or "command"
        found.append((not now, -score, PaletteRow(command.id, command.title, _group(command), keys, icon, marks, now)))
    return tuple(row for _, _, row in sorted(found, key=lambda one: one[:2]))


def _group(command: Command) -> str:
    if command.context != EVERYWHERE:
        return command.context.capitalize()
    return command.menu or command.id.split(".")[0].capitalize()


class Finder:
    """Asks through a window's palette and goes where the answer says."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._targets: dict[str, Target] = {}
        self._asked: Callable[[str], None] = lambda _name: None
        window.palette_view.chosen.connect(lambda name: self._asked(name))

    def ask_command(self) -> None:
        """The command palette."""
        commands = tuple(self._window.registry)

        def find(typed: str) -> tuple[tuple[PaletteRow, ...], str]:
            rows = command_rows(commands, typed)
            return rows[:MOST], f"{len(rows)} of {len(commands)} commands"

        self._ask(find, "Type a command", "No command fits.", self._window.give)

    def ask_anything(self) -> None:
        """Sources, evidence, hypotheses, hosts, services, commits, entries, bookmarks, and a time."""
        known = list(self._known())

        def find(typed: str) -> tuple[tuple[PaletteRow, ...], str]:
            time = self._time(typed)
            targets = [*time, *_fitting(known, typed)][:MOST]
            self._targets = {target.row.name: target for target in targets}
            return tuple(target.row for target in targets), f"{len(targets)} of {len(known)}"

        hint = "Source, evidence, hypothesis, host, commit, or a time such as 14:02:11.5"
        self._ask(find, hint, "Nothing in this case is called that.", self._go)

    def ask_time(self) -> None:
        """A time; the row says which instant it is."""

        def find(typed: str) -> tuple[tuple[PaletteRow, ...], str]:
            targets = self._time(typed)
            self._targets = {target.row.name: target for target in targets}
            return tuple(target.row for target in targets), ""

        self._ask(find, "14:02:11.5, +30s, 2026-03-17T14:02:11Z or an epoch", "Type a time.", self._go)

    def ask_one_of(self, titles: list[tuple[str, str]], hint: str, then: Callable[[int], None]) -> None:
        """One of some things by name and title; `then` hears which."""
        known = [
            Target(PaletteRow(name, title, "", icon="link"), lambda at=at: then(at))
            for at, (name, title) in enumerate(titles)
        ]

        def find(typed: str) -> tuple[tuple[PaletteRow, ...], str]:
            targets = _fitting(known, typed)[:MOST]
            self._targets = {target.row.name: target for target in targets}
            return tuple(target.row for target in targets), f"{len(targets)} of {len(known)}"

        self._ask(find, hint, "None of them is called that.", self._go)

    def _ask(self, find: Callable, hint: str, empty: str, then: Callable[[str], None]) -> None:
        self._asked = then
        self._window.palette_view.ask(find, hint, empty)

    def _go(self, name: str) -> None:
        if name in self._targets:
            self._targets[name].go()

    # ------------------------------------------------------------------------------------------------ targets
    def _time(self, typed: str) -> list[Target]:
        if not typed.strip() or self._window.case is None:
            return []
        zone = self._window.zone
        try:
            t = parse_instant(typed, day=self._day(), zone=zone, cursor=self._window.hub.focus.cursor)
        except WorkbenchError:
            return []
        return [Target(PaletteRow("time", f"Time {iso(t)}", "Time", icon="clock"), lambda: self._to_time(t))]

    def _day(self) -> Instant:
        case = self._window.case
        if case is None:
            return self._window.clock.now()
        if case.notebook.case.started is not None:
            return case.notebook.case.started
        span = case.spine.span()
        return span.start if span else self._window.clock.now()

    def _to_time(self, t: Instant) -> None:
        hub = self._window.hub
        window = hub.focus.window
        focus = hub.focus.at(t)
        hub.move(focus.over(window.around(t)) if window and t not in window else focus)

    def _to_citation(self, citation: Citation, t: Instant | None) -> None:
        focus = self._window.hub.focus.at(t if t is not None else self._window.hub.focus.cursor, citation)
        window = focus.window
        self._window.hub.move(focus.over(window.around(t)) if window and t is not None and t not in window else focus)

    def _known(self) -> Iterator[Target]:
        case = self._window.case
        if case is None:
            return
        for evidence in case.notebook.evidence.values():
            yield self._target(evidence.id, f"{evidence.label} {evidence.title or evidence.shown}", "Evidence",
                               _KIND_ICONS.get(evidence.kind, "pin"),
                               lambda one=evidence: self._to_citation(one.citation, one.t))  # fmt: skip
        for hypothesis in case.notebook.hypotheses.values():
            yield self._target(hypothesis.id, f"{hypothesis.label} {hypothesis.text}", "Hypotheses", "hyp",
                               lambda: self._window.host.give_focus("notes"))  # fmt: skip
        for entry in case.notebook.entries.values():
            yield self._target(entry.id, entry.text, "Timeline", "task", lambda one=entry: self._to_time(one.t))
        for view in case.notebook.views.values():
            yield self._target(view.id, view.name, "Bookmarks", "flag",
                               lambda one=view: self._window.hub.move(one.focus))  # fmt: skip
        yield from self._from_sources()

    def _from_sources(self) -> Iterator[Target]:
        case, hub = self._window.case, self._window.hub
        if case is None:
            return
        entities: dict[Entity, None] = {}
        for source in case.sources():
            yield self._target(source.id, f"{source.label} {source.path}", "Sources", "stack",
                               lambda one=source: self._to_citation(Citation(one.id), one.first))  # fmt: skip
            for kind, value in (("host", source.host), ("service", source.service)):
                if value:
                    entities.setdefault(Entity(kind, value))
        for deploy in case.deploys():
            title = deploy.title or f"{'Rollback' if deploy.rollback else 'Deploy'} {deploy.service} {deploy.version}"
            yield self._target(f"deploy{deploy.t}", title.strip(), "Changes", "rollback" if deploy.rollback else "deploy",
                               lambda one=deploy: self._to_citation(one.record, one.t))  # fmt: skip
            if deploy.commit:
                entities.setdefault(Entity("commit", deploy.commit))
        for entity in entities:
            yield self._target(f"{entity.type}:{entity.value}", f"{entity.type} {entity.value}", "Highlight", "users",
                               lambda one=entity: hub.move(hub.focus.lit(one)))  # fmt: skip

    def _target(self, name: str, title: str, group: str, icon: str, go: Callable[[], None]) -> Target:
        return Target(PaletteRow(name, title, group, icon=icon), go)


def _fitting(known: list[Target], typed: str) -> list[Target]:
    found: list[tuple[float, int, Target]] = []
    for number, target in enumerate(known):
        if match := fit(typed, target.row.title):
            row = PaletteRow(target.row.name, target.row.title, target.row.group, "", target.row.icon, match.marks)
            found.append((-match.score, number, Target(row, target.go)))
    return [target for _, _, target in sorted(found, key=lambda one: one[:2])]
