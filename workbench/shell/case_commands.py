"""Commands that concern the case: sources, evidence, undo, entries, export."""

from __future__ import annotations

from workbench.errors import WorkbenchError
from workbench.panels.base import Panel
from workbench.panels.command import Command
from workbench.shell.command_source import CommandSource
from workbench.shell.dialogs import Dialogs
from workbench.shell.intake import Intake
from workbench.shell.main_window import MainWindow
from workbench.shell.source_maps import SourceMaps


def case_commands(window: MainWindow, dialogs: Dialogs, intake: Intake) -> tuple[Command, ...]:
    """Commands of the menus Case and Edit."""
    return (*_case_menu(window, dialogs, intake), *_edit_menu(window, dialogs))


def _writable(window: MainWindow) -> bool:
    return window.case is not None and not window.case.read_only


def _case_menu(window: MainWindow, dialogs: Dialogs, intake: Intake) -> tuple[Command, ...]:
    def open_() -> bool:
        return window.case is not None

    def writable() -> bool:
        return _writable(window)

    return (
        Command("case.open", "Open case…", dialogs.open_case, "Opens another case in a window of its own.", ("Ctrl+O",),
                icon="open", menu="Case"),
        Command("case.new", "New case…", dialogs.new_case, "Makes an empty case.", ("Ctrl+N",), icon="plus", menu="Case"),
        Command("case.details", "Case details…", dialogs.details,
                "Changes title, key, severity, status, service, impact and times of the case.", (), writable, "notes",
                menu="Case"),
        Command("case.zone", "Zone of the case…", dialogs.zone,
                "Changes the zone in which times are shown and times without a zone are read.", (), writable, "clock",
                menu="Case"),
        Command("sources.add", "Add sources…", intake.choose, "Brings in files or a folder, in the background.",
                ("Ctrl+Shift+O",), writable, "plus", menu="Case"),
        Command("sources.follow", "Follow a growing file…", intake.follow,
                "Takes a growing file in as it is and goes on with it as lines arrive.", (), writable, "follow",
                menu="Case"),
        Command("sources.command", "From a command…", CommandSource(window).ask,
                "Runs a command and takes in what it writes as it comes, such as kubectl logs -f.", ("Ctrl+Shift+T",),
                writable, "play", menu="Case"),
        Command("sources.paste", "Paste as a source", intake.paste,
                "Brings text or a picture from the clipboard into the case.", ("Ctrl+Shift+V",), writable, "copy",
                menu="Case"),
        Command("sources.map", "Map this source…", SourceMaps(window).ask,
                "Says what the keys or columns of the selected source mean, with its first rows shown as they come out.",
                ("Shift+R",), writable, "code", context="sources", menu="Case"),
        Command("case.export", "Export article…", dialogs.export, "Writes the knowledge-base article into a folder.",
                ("Ctrl+Shift+E",), open_, "export", menu="Case"),
        Command("case.verify", "Verify the case", lambda: verify(window),
                "Checks sealed objects and evidence against their digests.", (), open_, "check", menu="Case"),
    )  # fmt: skip


def _edit_menu(window: MainWindow, dialogs: Dialogs) -> tuple[Command, ...]:
    def writable() -> bool:
        return _writable(window)

    return (
        Command("edit.undo", "Undo", lambda: travel(window, back=True),
                "Takes the newest change of the case back and brings it into view.", ("Ctrl+Z",),
                lambda: writable() and bool(window.case and window.case.undo_label), "rollback", menu="Edit"),
        Command("edit.redo", "Redo", lambda: travel(window, back=False), "Brings back what was undone.",
                ("Ctrl+Shift+Z",), lambda: writable() and bool(window.case and window.case.redo_label), "refresh",
                menu="Edit"),
        Command("evidence.cite", "Pin the selection and cite it in the notes", lambda: pin(window, cite=True),
                "Freezes what is selected in the panel as evidence and puts its chip into the notes.",
                ("Ctrl+Return", "Ctrl+Enter"), writable, "pin", menu="Edit"),
        Command("evidence.pin", "Pin the selection", lambda: pin(window, cite=False),
                "Freezes what is selected in the panel as evidence.", ("P",), writable, "pin", menu="Edit"),
        Command("entry.add", "Timeline entry at the cursor…", dialogs.entry,
                "Writes a line of the incident's record at the cursor, or now when there is no cursor.", ("Ctrl+J",),
                writable, "task", menu="Edit"),
        Command("view.save", "Bookmark this focus…", dialogs.bookmark,
                "Keeps cursor, window and highlight under a name.", (), writable, "flag", menu="Edit"),
    )  # fmt: skip


def pin(window: MainWindow, *, cite: bool) -> None:
    """Freeze what the current panel points at (or the one before it that points at something); cite it if asked."""
    case = window.case
    if case is None:
        return
    panel, citations = _pointed_at(window)
    if panel is None or not citations:
        window.say("Nothing is selected. Select a line, a stretch of a metric or a hunk first.")
        return
    query = getattr(panel, "query_text", "")
    try:
        evidence = case.pin(citations[0], query=query if isinstance(query, str) else "", focus=window.hub.focus)
    except WorkbenchError as error:
        window.show_fault(error.sentence())
        return
    window.hub.announce(frozenset({"evidence"}), window)
    notes = window.host.panel("notes")
    insert = getattr(notes, "insert_evidence", None)
    if cite and callable(insert):
        insert(evidence)
        window.docks.raise_panel("notes")
    window.say(f"{evidence.label} {evidence.shown or evidence.title} is pinned{' and cited' if cite else ''}.")


def _pointed_at(window: MainWindow) -> tuple[Panel | None, tuple]:
    window.hub.flush()  # what is cited is what the panels show once all of them followed
    for panel in window.host.citing_order():
        citations = panel.cited()
        if citations:
            return panel, citations
    return None, ()


def travel(window: MainWindow, *, back: bool) -> None:
    """Undo or redo: what it touches comes into view first."""
    case = window.case
    if case is None:
        return
    done = case.undo() if back else case.redo()
    if done is None:
        window.say("There is nothing to take back." if back else "There is nothing to bring back.")
        return
    if done.focus is not None:
        window.hub.move(done.focus)
    window.hub.announce(done.changes, window)
    for change, name in (("notes", "notes"), ("hypotheses", "notes"), ("actions", "notes"), ("evidence", "evidence"),
                         ("sources", "sources"), ("entries", "timeline")):  # fmt: skip
        if change in done.changes:
            window.docks.raise_panel(name)
            break
    window.say(f"{'Undone' if back else 'Redone'}: {done.label}.")


def verify(window: MainWindow) -> None:
    """Check the case in the background and say how it went."""
    case = window.case
    if case is None:
        return

    def tell(checks: tuple) -> None:
        bad = [check for check in checks if not check.ok]
        if bad:
            window.show_fault(f"{len(bad)} of {len(checks)} checks failed. {bad[0].what}: {bad[0].detail}")
        else:
            window.say(f"All {len(checks)} checks passed.")

    window.jobs.start("Verifying the case", case.verify, tell)
