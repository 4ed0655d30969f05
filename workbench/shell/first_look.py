"""Where a case that is opened looks first: at what shows it best, so that no panel begins empty."""

from __future__ import annotations

from dataclasses import replace

from workbench.model.focus import EMPTY, Focus
from workbench.model.notebook import Notebook
from workbench.shell.main_window import MainWindow


def first_look(window: MainWindow) -> None:
    """Put the cursor on the earliest pinned line, or where the incident began; a focus that is there already stays.

    A window of time in which the case was left is no place to look at yet.
    """
    focus = window.hub.focus
    if window.case is not None and replace(focus, window=None) == EMPTY:
        window.hub.move(beginning(window.case.notebook).over(focus.window))


def beginning(notebook: Notebook) -> Focus:
    """The focus a case begins with; the empty one where nothing says when it began."""
    lines = [item for item in notebook.evidence.values() if item.kind == "log" and item.t is not None]
    if lines:
        earliest = min(lines, key=lambda item: item.t or 0)
        return EMPTY.at(earliest.t, earliest.citation)
    return EMPTY.at(notebook.case.started)
