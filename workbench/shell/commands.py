"""Everything a window can be told to do, put into its registry."""

from __future__ import annotations

from workbench.shell.case_commands import case_commands
from workbench.shell.dialogs import Dialogs
from workbench.shell.finder import Finder
from workbench.shell.first_look import first_look
from workbench.shell.focus_commands import focus_commands
from workbench.shell.intake import Intake
from workbench.shell.main_window import MainWindow
from workbench.shell.pivoting import Pivoting
from workbench.shell.view_commands import view_commands
from workbench.shell.windows import Windows


def furnish(window: MainWindow, windows: Windows) -> Intake:
    """Give a window its commands and keys; the intake that drops and pastes go to."""
    finder, intake = Finder(window), Intake(window)
    dialogs, pivoting = Dialogs(window, windows), Pivoting(window, finder)
    window.files_dropped.connect(intake.bring_in)
    window.registry.put(
        "shell",
        (
            *case_commands(window, dialogs, intake),
            *focus_commands(window, finder),
            *pivoting.commands(),
            *view_commands(window, finder),
        ),
    )
    window.attached.connect(intake.finish)
    window.host.filled.connect(lambda: first_look(window))
    window.keys.bind()
    return intake
