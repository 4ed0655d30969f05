"""A command whose output becomes a source: the form that asks for it, and running it in the background."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from zoneinfo import available_timezones

from workbench.casework.process import words_of
from workbench.errors import SourceError, WorkbenchError
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.instants import zone_named
from workbench.shell.form import Answers, Field, Form, show_form
from workbench.shell.main_window import MainWindow

BY_CONTENT = "by content"
CAME = frozenset({"sources", "spine"})
ABOUT = (
    "Runs it here and now, without a shell, and takes in what it writes until it ends or is stopped. What it writes as "
    "errors becomes a source of its own."
)


class CommandSource:
    """Asks for a command; what was typed last stands in the form when it is asked for again, should it have failed."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._last: Mapping[str, str] = {}

    def ask(self) -> None:
        """Show the form."""
        case = self._window.case
        if case is None or case.read_only:
            self._window.say(f"No command can be followed. {case.read_only if case else 'No case is open.'}")
            return
        readers = tuple(sorted(reader.id for reader in case.registry.readers if reader.lines))
        zones = ("UTC", *sorted(available_timezones() - {"UTC", "localtime"}))
        last = self._last
        fields = (
            Field(
                "command", "Command", value=last.get("command", ""), hint="kubectl logs -f deploy/orders", needed=True
            ),
            Field("name", "Name", value=last.get("name", ""), hint="the command"),
            Field("reader", "Reader", "choice", last.get("reader", BY_CONTENT), (BY_CONTENT, *readers), editable=True),
            Field(
                "zone", "Zone", "choice", last.get("zone", ""), ("", *zones), hint="as its stamps say", editable=True
            ),
        )
        show_form(self._window, self._window.theme, Form("From a command", fields, "Run", ABOUT), self._run)

    def _run(self, answers: Answers) -> None:
        case = self._window.case
        if case is None:
            raise WorkbenchError("no case is open")
        words, zone, reader = words_of(answers["command"]), answers["zone"].strip(), answers["reader"].strip()
        if shutil.which(words[0]) is None:
            raise SourceError("there is no such command", words[0], "Check its name, or give its full path.")
        if zone:
            zone_named(zone)
        asked = {"reader": None if reader in ("", BY_CONTENT) else reader, "zone": zone or None}
        if asked["reader"] and case.registry.named(reader) is None:
            raise WorkbenchError(f"there is no reader called {reader!r}", "", "Choose one of the list.")
        self._last = dict(answers)

        def work(context: JobContext) -> Source:
            return case.follow_command(words, name=answers["name"].strip(), context=context, **asked)

        self._window.jobs.start(f"Running {words[0]}", work, self._runs, self._failed)

    def _runs(self, source: Source) -> None:
        self._last = {}
        self._window.hub.announce(CAME, self._window)
        self._window.say(f"{source.name} is followed. Ctrl+T in the log keeps its end in sight; Stop ends it.")

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, WorkbenchError):
            raise error
        self._window.show_fault(error.sentence(), (("Change it…", self.ask),))
