"""The dialogs of a window, each a form of rows; every one ends in one edit, or in nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from PySide6.QtWidgets import QFileDialog

from workbench.errors import WorkbenchError
from workbench.model.case import SEVERITIES, CaseRecord
from workbench.model.instants import Instant, clock_text, iso, parse_instant, zone_named
from workbench.model.notebook import Entry, SavedView
from workbench.shell.form import Answers, Field, Form, show_form
from workbench.shell.main_window import MainWindow
from workbench.shell.windows import Windows

if TYPE_CHECKING:
    from workbench.casework.edits import Edit
    from workbench.casework.opencase import OpenCase

STATES = ("new", "investigating", "identified", "mitigating", "mitigated", "monitoring", "resolved", "closed")
MILESTONES = ("note", "impact", "detected", "escalated", "mitigated", "resolved", "decision", "action")
_TIMES = ("started", "detected", "mitigated", "resolved")


class Dialogs:
    """Each method shows one dialog; it stays until it is given or closed, and never stops the window."""

    def __init__(self, window: MainWindow, windows: Windows) -> None:
        self._window, self._windows = window, windows

    def _show(self, form: Form, give: Callable[[Answers], None]) -> None:
        show_form(self._window, self._window.theme, form, give)

    def _case(self) -> OpenCase:
        if self._window.case is None:
            raise WorkbenchError("no case is open")
        return self._window.case

    def _edit(self, value: object, label: str = "") -> None:
        from workbench.casework.edits import Put

        edit: Edit = Put(value, label) if label else Put(value)  # type: ignore[arg-type]
        self._window.hub.announce(self._case().do(edit), self._window)

    # ------------------------------------------------------------------------------------------------ case
    def open_case(self) -> None:
        """Choose a case folder."""
        name = QFileDialog.getExistingDirectory(self._window, "Open case", str(Path.cwd()))
        if name:
            try:
                self._windows.open(Path(name))
            except WorkbenchError as error:
                self._window.show_fault(error.sentence())

    def new_case(self) -> None:
        """Title, severity, start, zone, folder."""
        self._show(new_case_form(self._window.settings.zone), self._windows.create)

    def details(self) -> None:
        """The case record."""
        record = self._case().notebook.case
        times = (
            Field(name, name.capitalize(), value=_time_text(getattr(record, name)), hint="2026-03-17T14:02:11Z")
            for name in _TIMES
        )
        fields = (
            Field("title", "Title", value=record.title, needed=True),
            Field("key", "Key", value=record.key, hint="INC-2041"),
            Field("severity", "Severity", "choice", record.severity, SEVERITIES),
            Field("status", "Status", "choice", record.status, STATES),
            Field("service", "Service", value=record.service),
            Field("environment", "Environment", value=record.environment),
            Field("lead", "Lead", value=record.lead),
            Field("summary", "Symptoms", "area", record.summary),
            Field("impact", "Impact", "area", record.impact),
            Field("steps", "Steps to reproduce", "area", record.steps),
            Field("workaround", "Workaround", "area", record.workaround),
            *times,
        )
        self._show(Form("Case details", fields, "Keep"), self._keep_details)

    def _keep_details(self, answers: Answers) -> None:
        record = self._case().notebook.case
        fields = {name: text.strip() for name, text in answers.items() if name not in _TIMES}
        times = {name: self._time(answers[name], record) if answers[name].strip() else None for name in _TIMES}
        self._edit(replace(record, **fields, **times), "Case details")  # type: ignore[arg-type]

    def zone(self) -> None:
        """The zone of the case."""
        zones = ("UTC", *sorted(available_timezones() - {"UTC", "localtime"}))
        field = Field("zone", "Zone", "choice", self._case().notebook.case.zone, zones, editable=True)
        self._show(Form("Zone of the case", (field,), "Use", "Times are shown in this zone."), self._keep_zone)

    def _keep_zone(self, answers: Answers) -> None:
        zone_named(answers["zone"])
        self._edit(replace(self._case().notebook.case, zone=answers["zone"]), "Zone of the case")

    def export(self) -> None:
        """The folder and the formats."""
        fields = (
            Field("folder", "Folder", "folder", needed=True),
            Field("markdown", "", "check", "yes", hint="Markdown with front matter"),
            Field("html", "", "check", "yes", hint="Static page"),
        )
        about = "Exporting again updates the same article; a file changed by hand since is left alone."
        self._show(Form("Export article", fields, "Export", about), self._export)

    def _export(self, answers: Answers) -> None:
        from workbench.exporters.core import export

        formats = tuple(name for name in ("markdown", "html") if answers[name] == "yes")
        if not formats:
            raise WorkbenchError("no format is chosen", "", "Choose one.")
        report, folder = self._case().report(), Path(answers["folder"]).expanduser()

        def tell(done: object) -> None:
            written, kept = done.written, done.kept  # type: ignore[attr-defined]
            self._case().exported(folder, len(written))
            self._window.say(f"{len(written)} files written to {folder}.")
            if kept:
                self._window.show_fault(
                    f"{kept[0].path} was changed by hand and is left alone ({len(kept)} in all).", tone="warn"
                )

        self._window.jobs.start("Exporting the article", lambda _context: export(report, folder, formats), tell)

    # ------------------------------------------------------------------------------------------------ notebook
    def entry(self) -> None:
        """A line of the incident's record at the cursor, or now."""
        cursor = self._window.hub.focus.cursor
        t = self._window.clock.now() if cursor is None else cursor
        fields = (
            Field("text", "Text", needed=True),
            Field("t", "Time", value=iso(t, 3) or "", needed=True),
            Field("milestone", "What it is", "choice", "note", MILESTONES),
        )
        about = f"At {clock_text(t, 3, self._window.zone)} {self._window.zone}" + ("" if cursor else ", which is now.")
        self._show(Form("Timeline entry", fields, "Add", about), self._add_entry)

    def _add_entry(self, answers: Answers) -> None:
        case = self._case()
        t = self._time(answers["t"], case.notebook.case)
        by = case.settings.author
        citation = self._window.hub.focus.citation
        entry = Entry(case.clock.new_id(), t, answers["text"].strip(), milestone=answers["milestone"], by=by,
                      citation=citation)  # fmt: skip
        self._edit(entry)

    def _time(self, text: str, record: CaseRecord) -> Instant:
        cursor = self._window.hub.focus.cursor
        return parse_instant(text, day=record.started or self._window.clock.now(), zone=record.zone, cursor=cursor)

    def bookmark(self) -> None:
        """A name for the present focus."""
        self._show(Form("Bookmark", (Field("name", "Name", needed=True),), "Keep"), self._keep_view)

    def _keep_view(self, answers: Answers) -> None:
        case = self._case()
        self._edit(SavedView(case.clock.new_id(), answers["name"].strip(), self._window.hub.focus))


def new_case_form(zone: str) -> Form:
    """What a new case is asked for; the start page asks the same."""
    fields = (
        Field("title", "Title", needed=True, hint="Checkout 503s after release 4.18.0"),
        Field("key", "Key", hint="INC-2041"),
        Field("severity", "Severity", "choice", "SEV3", SEVERITIES),
        Field("started", "Started", hint="2026-03-17T14:02:11Z; empty when not known"),
        Field("zone", "Zone", value=zone, needed=True),
        Field("folder", "Folder", "folder", value=str(Path.cwd()), needed=True),
    )
    return Form("New case", fields, "Create")


def _time_text(t: Instant | None) -> str:
    return iso(t) or ""
