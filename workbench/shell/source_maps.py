"""Mapping a source: which one, what its map begins as, and what becomes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import SourceError, WorkbenchError
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.readers.mapfile import MAPS, SourceMap, save_map
from workbench.readers.proposal import Proposal, proposed
from workbench.readers.proposalsample import SAMPLE
from workbench.settings import config_folder
from workbench.shell.form import Answers, Field, Form, show_form
from workbench.shell.main_window import MainWindow
from workbench.shell.map_dialog import MapDeeds, MapDialog, MapTask

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

CAME = frozenset({"sources", "spine", "maps"})
PROPOSED = "This is proposed from the data. What is listed on the right has to be looked at."
DRAFT = "This is the draft that was left. Propose anew begins again."


class SourceMaps:
    """Asks for the map of the source that is selected in the panel Sources."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._dialog: MapDialog | None = None

    def ask(self) -> None:
        """Look into the source in the background, then show the dialog."""
        case, source = self._window.case, self._selected()
        if case is None or case.read_only:
            self._window.say(f"Nothing can be mapped. {case.read_only if case else 'No case is open.'}")
            return
        if source is None:
            self._window.say("Select a source in the panel Sources first.")
            return
        if source.state in ("live", "pending", "reading"):
            self._window.say(f"{source.name} is not there as a whole yet. Map it once it is.")
            return

        def work(context: JobContext) -> tuple[bytes, Proposal | None, str]:
            head = case.head(source.id, SAMPLE, context)
            try:
                return head, proposed(head, source.name), ""
            except SourceError as error:
                return head, None, error.sentence()

        self._window.jobs.start(
            f"Looking at {source.name}", work, lambda found: self._show(case, source, *found), self._failed
        )

    def _selected(self) -> Source | None:
        """The one selected; the one that nobody could read, where that is the only one."""
        panel, case = self._window.host.panel("sources"), self._window.case
        if panel is None or case is None:
            return None
        cited = panel.cited()
        if cited:
            return next((one for one in case.sources() if one.id == cited[0].source), None)
        unread = [one for one in case.sources() if one.reader == "none"]
        return unread[0] if len(unread) == 1 else None

    def _show(self, case: OpenCase, source: Source, head: bytes, proposal: Proposal | None, why: str) -> None:
        draft, present = case.draft_of(source.id), case.map_of(source.id)
        map = draft or present or (proposal.map if proposal else None)
        if map is None:
            self._window.show_fault(why)
            return
        note = DRAFT if draft else "" if present else PROPOSED
        task = MapTask(source.name, head, map, self._window.zone, proposal, note)

        def leave(left: SourceMap | None) -> None:
            case.keep_draft(source.id, left)
            if left is not None:
                self._window.say(f"What you changed of the map of {source.name} is kept as a draft.")

        deeds = MapDeeds(lambda made: self._keep(case, source, made), self._save, leave)
        dialog = MapDialog(self._window.theme, task, self._window.jobs.start, deeds, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._gone)
        self._dialog = dialog
        dialog.open()

    def _gone(self) -> None:
        self._dialog = None

    def _keep(self, case: OpenCase, source: Source, map: SourceMap) -> None:
        """Keep the map with the case and read the source by it."""
        id, dialog = case.keep_map(map), self._dialog

        def work(context: JobContext) -> Source:
            return case.read_as(source.id, reader=id, context=context)

        def read(found: Source) -> None:
            if dialog is not None and dialog is self._dialog:
                dialog.kept()
            self._window.hub.announce(CAME, self._window)
            amount = f"{found.records:,} records" if found.records else f"{found.points:,} points"
            self._window.say(f"{found.name} is read by {found.reader}: {amount}. Ctrl+Z goes back.")

        def failed(error: Exception) -> None:
            if not isinstance(error, WorkbenchError):
                raise error
            if dialog is not None and dialog is self._dialog:
                dialog.say_fault(error.sentence())
            else:
                self._window.show_fault(error.sentence())

        if dialog is not None:
            dialog.keep_button.setEnabled(False)
        self._window.jobs.start(f"Reading {source.name} by {map.map.id}", work, read, failed)

    def _save(self, map: SourceMap) -> None:
        """Ask where to, and write the file."""
        usual = config_folder() / MAPS / f"{map.map.id}.toml"
        fields = (Field("path", "File", value=str(usual), needed=True),)
        about = (
            "In the folder maps of the settings it recognises sources of every case; a colleague can use it with --map."
        )

        def give(answers: Answers) -> None:
            path = save_map(map, Path(answers["path"].strip()).expanduser())
            self._window.say(f"The map is written to {path}.")

        show_form(
            self._dialog or self._window,
            self._window.theme,
            Form("Save the map as a file", fields, "Save", about),
            give,
        )

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, WorkbenchError):
            raise error
        self._window.show_fault(error.sentence())
