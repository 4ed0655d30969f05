"""The acts of the code panel as rows of data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.panels.command import Command

if TYPE_CHECKING:
    from workbench.panels.code import CodePanel


def code_commands(panel: CodePanel) -> tuple[Command, ...]:
    """All of them."""
    return (
        Command("code.unified", "Unified", lambda: panel.set_split(False), "Shows deleted lines above added ones.",
                (), lambda: panel.has_diff() and panel.split, "", "code", button=True),
        Command("code.side_by_side", "Side by side", lambda: panel.set_split(True), "Shows both versions beside each "
                "other, equal lines level.", (), lambda: panel.has_diff() and not panel.split, "", "code",
                button=True),
        Command("code.open", "Open in my editor", panel.open_in_editor, "Writes this version of the file into a "
                "temporary folder and opens it at the current line in the editor that the settings name.", ("O",),
                panel.has_file, "open", "code", button=True),
        Command("code.next_change", "Next change", lambda: panel.step_change(1), "Goes to the next run of changed "
                "lines.", ("N",), panel.has_diff, context="code"),
        Command("code.previous_change", "Previous change", lambda: panel.step_change(-1), "Goes to the run of changed "
                "lines before this one.", ("Shift+N",), panel.has_diff, context="code"),
        Command("code.whitespace", "Ignore white space", panel.toggle_space, "Shows lines that differ in white space "
                "only as unchanged; the bar says so while it is on.", ("Ctrl+W",), panel.has_diff, context="code"),
        Command("code.first_trace", "Go to the first stack trace", panel.go_to_first_trace, "Moves the cursor to the "
                "first record with a stack trace.", context="code"),
    )  # fmt: skip
