"""How the log looks: the height of its lines, the size of its text, its writers' colours, its columns."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from workbench.errors import WorkbenchError
from workbench.model.searches import LogLooks, LogState, LogView
from workbench.panels.command import Command
from workbench.panels.logs.feature import LogFeature
from workbench.views.log.columns import ColumnChoice
from workbench.views.log.screen import USUAL
from workbench.views.tokens import ROW_LOG

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel

COMFORTABLE = 24
SETTLE_MS = 500
"""After this long without another change, how the table looks is kept with the case."""


class Looks(LogFeature):
    """What the user decides of the table's looks; the case keeps it, nobody has to undo it."""

    order = 10
    title = "View"

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.usual = self.height = COMFORTABLE if panel.case.settings.density == "comfortable" else ROW_LOG
        self._kept = LogLooks()
        self._settled = QTimer(panel, singleShot=True, interval=SETTLE_MS)
        self._settled.timeout.connect(self.settle)

    def commands(self) -> tuple[Command, ...]:
        """Heights, sizes, colours, columns, and what keys do along long lines."""
        panel, table = self.panel, self.panel.table
        return (
            Command("logs.height", "Compact or comfortable lines", self.turn_height, "Gives lines more room, or fits "
                    "more of them into the panel.", context="logs"),
            Command("logs.larger", "Larger text", lambda: self.resize(1), "Makes the log's text a pixel larger; the "
                    "wheel does it with Ctrl.", ("Ctrl+.",), context="logs"),
            Command("logs.smaller", "Smaller text", lambda: self.resize(-1), "Makes the log's text a pixel smaller.",
                    ("Ctrl+,",), context="logs"),
            Command("logs.usual_size", "Text of the usual size", lambda: self.set_size(USUAL), "Shows the log's text as "
                    "large as it was at first.", ("Ctrl+0",), context="logs"),
            Command("logs.ansi", "Show or leave out ANSI colours", self.turn_colours, "Shows the colours that programs "
                    "wrote for terminals, in inks of the theme, or leaves them out.", context="logs"),
            Command("logs.more", "More of the opened record", table.open_more, "Shows the next page of an opened record "
                    "or of a line that is longer than one page.", ("Shift+Return",), panel.has_row, context="logs"),
            Command("logs.select_all", "Select all lines", table.select_all, "Selects every line that is shown; the "
                    "current one stays.", ("Ctrl+A",), panel.has_row, context="logs"),
            Command("logs.usual_columns", "Columns as usual", lambda: self.choose(ColumnChoice()), "Shows every column, "
                    "each as wide as it was at first.", context="logs"),
        )  # fmt: skip

    def attach(self) -> None:
        """The head stands over the table's columns and changes them."""
        head, table = self.panel.head, self.panel.table
        table.resized.connect(self.resize)
        table.relaid.connect(self._laid_out)
        head.chosen.connect(self.choose)
        head.fitted.connect(self._fit)
        self._begin()
        self._laid_out()

    # ------------------------------------------------------------------------------------------- kept with the case
    @property
    def _id(self) -> str:
        return f"{self.panel.id}.looks"

    @property
    def looks(self) -> LogLooks:
        """How the table looks now."""
        table = self.panel.table
        choice, size = table.choice, table.look.size
        return LogLooks(
            dict(choice.widths), tuple(sorted(choice.hidden)), choice.fields, 0 if size == USUAL else size,
            0 if self.height == self.usual else self.height, not table.look.inked,
        )  # fmt: skip

    def _begin(self) -> None:
        """Look as the case was left."""
        left = self.panel.case.notebook.log_states.get(self._id)
        if left is None or left.looks is None:
            return
        table, looks = self.panel.table, left.looks
        self._kept = looks
        if looks.height in (COMFORTABLE, ROW_LOG):
            self.height = looks.height
            table.set_row_height(self.height)
        if looks.size:
            table.set_font_size(looks.size)
        if looks.plain:
            table.set_inked(False)
        table.set_choice(ColumnChoice(dict(looks.widths), frozenset(looks.hidden), looks.fields))

    def settle(self) -> None:
        """Keep how it looks now."""
        self._settled.stop()
        looks = self.looks
        if looks == self._kept or self.panel.case.read_only:
            return
        self._kept = looks
        from workbench.casework.edits import Put

        with suppress(WorkbenchError):
            self.panel.case.keep(Put(LogState(self._id, LogView(), looks=looks)))

    def put_away(self) -> None:
        """The last change counts, too."""
        if self._settled.isActive():
            self.settle()

    # ------------------------------------------------------------------------------------------- lines and text
    def turn_height(self) -> None:
        """Compact or comfortable."""
        self.height = COMFORTABLE if self.height == ROW_LOG else ROW_LOG
        self.panel.table.set_row_height(self.height)
        self._settled.start()

    def resize(self, step: int) -> None:
        """Text a pixel larger or smaller."""
        self.set_size(self.panel.table.look.size + step)

    def set_size(self, size: int) -> None:
        """Text of so many pixels, as far as the table goes."""
        table = self.panel.table
        table.set_font_size(size)
        self.panel.around.say(f"Text of {table.look.size} pixels.")

    def turn_colours(self) -> None:
        """Show the writers' colours or leave them out."""
        table = self.panel.table
        table.set_inked(not table.look.inked)
        self._settled.start()
        self.panel.around.say("ANSI colours are shown." if table.look.inked else "ANSI colours are left out.")

    # ------------------------------------------------------------------------------------------- columns
    def choose(self, choice: ColumnChoice) -> None:
        """Put the columns where the user wants them; columns of fields stay as they are unless they are chosen here."""
        self.panel.table.set_choice(choice)

    def _fit(self, name: str) -> None:
        table = self.panel.table
        self.choose(table.choice.wide(name, table.fitting(name)))

    def _laid_out(self) -> None:
        table = self.panel.table
        self.panel.head.set_columns(table.columns, table.choice, table.look.first)
        self._settled.start()


FEATURE = Looks
