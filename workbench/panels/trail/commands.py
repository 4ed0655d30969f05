"""The acts of the trail."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from workbench.panels.command import Command

if TYPE_CHECKING:
    from workbench.panels.trail.panel import TrailPanel


def commands_of(panel: TrailPanel) -> tuple[Command, ...]:
    """What can be done with a trail."""
    act = partial(Command, context="trail", menu="Investigate")
    there = lambda: panel.trail is not None  # noqa: E731
    replay = lambda: bool(panel.replay())  # noqa: E731
    return (
        act("trail.first", "Go to the first trail", panel.go_to_first,
            "Goes to the first record whose id leads somewhere: a span that failed, else any span, session, request, mail."),
        act("trail.next_evidence", "Next record of the trail", lambda: panel.step(1),
            "Goes to the record that comes next in time, whichever face shows it, among all that carry the id.", ("]",),
            there, "chev-down", button=True),
        act("trail.previous_evidence", "Previous record of the trail", lambda: panel.step(-1),
            "Goes to the record that came before in time, among all that carry the id.", ("[",), there, "chev-up",
            button=True),
        act("trail.next_face", "Next face of the trail", panel.next_face,
            "Shows the same id as a trace, as HTTP requests, as a user's session or as e-mails, in turn.", ("V",),
            lambda: panel.trail is not None and len(panel.trail.faces) > 1, "split-beside"),
        act("trail.align", "Draw bars as if clocks agreed", panel.align,
            "Moves what services stamped by how far their clocks seem to be off, in the picture only; given again, shows "
            "the bars as stamped.", ("A",), lambda: panel.trail is not None and bool(panel.trail.trace.skews), "clock"),
        act("trail.show_in_log", "Show in the log", panel.show_in_log,
            "Gives the keyboard to Logs, at the first line of the span or at the record itself; so does Enter on a row.", (),
            lambda: bool(panel.current_key), "logs"),
        act("trail.copy", "Copy the id", panel.copy_id, "Puts the id that the trail is of on the clipboard.", ("Ctrl+C",),
            lambda: panel.trail is not None and panel.trail.about is not None, "copy"),
        act("trail.copy_replay", "Copy the replay link", panel.copy_replay,
            "Puts the link that replays the session at the selected step, or at the last one before it that has any, on the "
            "clipboard.", ("R",), replay, "link"),
        act("trail.open_replay", "Open the replay in the browser", panel.open_replay,
            "Opens that link in the browser. Nothing is opened or loaded unless this is asked for.", (), replay, "play"),
    )  # fmt: skip
