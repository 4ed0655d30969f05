"""The acts of the log panel as rows of data: keys, titles and help."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.panels.command import Command

if TYPE_CHECKING:
    from workbench.panels.logs.acts import LogActions


def log_commands(acts: LogActions) -> tuple[Command, ...]:
    """All of them, in the order of the context menu."""

    def row(
        name: str, title: str, run: Callable[[], None], help: str, *keys: str, when: Callable[[], bool] = acts.has_row
    ) -> Command:
        return Command(f"logs.{name}", title, run, help, keys, when, context="logs")

    def always() -> bool:
        return True

    return (
        row("include", "Only lines like this", acts.include, "Adds what is selected (a word, or the current cell's "
            "value) to the filter.", "+", "="),
        row("exclude", "Hide lines like this", acts.exclude, "Hides lines that carry what is selected.", "-"),
        row("unfold", "Open or fold the record", acts.unfold, "Shows or folds all lines of the current record."),
        row("filter", "Filter the log", acts.open_filter, "Goes to the filter field.", "/", when=always),
        row("find", "Find in the log", acts.open_find, "Goes to the find field, which marks its hits.",
            when=always),
        row("clear", "Clear all filters", acts.clear_filters, "Takes every part of the filter off; the current line "
            "stays where it is.", when=acts.has_filter),
        row("next_error", "Next error", lambda: acts.step_level("error", 1), "Goes to the next line of level ERROR "
            "or FATAL.", "E", when=always),
        row("previous_error", "Previous error", lambda: acts.step_level("error", -1), "Goes to the line of level "
            "ERROR or FATAL before this one.", "Shift+E", when=always),
        row("next_warning", "Next warning", lambda: acts.step_level("warn", 1), "Goes to the next line of level "
            "WARN.", "W", when=always),
        row("previous_warning", "Previous warning", lambda: acts.step_level("warn", -1), "Goes to the line of level "
            "WARN before this one.", "Shift+W", when=always),
        row("next_hit", "Next hit", lambda: acts.step_hit(1), "Goes to the next line that holds what is looked for.",
            "N", when=always),
        row("previous_hit", "Previous hit", lambda: acts.step_hit(-1), "Goes to the hit before this one.", "Shift+N",
            when=always),
        Command("logs.wrap", "Wrap long lines", acts.toggle_wrap, "Breaks lines that are longer than the panel is "
                "wide, or cuts them.", (), always, "wrap", "logs", button=True),
    )  # fmt: skip
