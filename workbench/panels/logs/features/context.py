"""What stands around the matches: so many lines before and after each, or around one of them, dimmed beside the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workbench.casework.neighbours import Universe, widened
from workbench.errors import WorkbenchError
from workbench.jobs import JobContext
from workbench.panels.command import Command
from workbench.panels.logs.badges import NONE, rows_array
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.steps import position_of
from workbench.views.log.rows import Badge

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel
    from workbench.panels.logs.rows import Finding, Rows

COUNTS = (1, 2, 3, 5, 10, 20, 50, 100)
USUAL = 3
Int64 = npt.NDArray[np.int64]


class Context(LogFeature):
    """everywhere: around every match · around: rows whose surroundings were asked for one by one · count: lines each side

    matches: the rows that match, while more than those are shown.
    """

    order = 30

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.everywhere = False
        self.around: set[int] = set()
        self.count = USUAL
        self.matches_shown: Rows = NONE
        self._answer: tuple[Rows, str] | None = None
        self._generation = panel.case.generation

    def commands(self) -> tuple[Command, ...]:
        """On and off for all or for one, and how many lines."""
        act = partial(Command, context="logs", menu="View", when=self._filtered)
        return (
            act("logs.context", "Show lines around every match", self.toggle, "Shows a few lines before and after each "
                "line that matches the filter, dimmed; or hides them again.", ("Shift+X",), icon="fit"),
            act("logs.context_here", "Show lines around this one", self.toggle_here, "Shows a few lines before and after "
                "the selected lines, dimmed; or hides them again.", ("Alt+X",)),
            act("logs.context_more", "More lines around", partial(self.step, 1), "Shows more lines before and after.",
                ("Alt+.",)),
            act("logs.context_less", "Fewer lines around", partial(self.step, -1), "Shows fewer lines before and after.",
                ("Alt+,",)),
        )  # fmt: skip

    def _filtered(self) -> bool:
        return self.panel.obeyed().filters

    @property
    def on(self) -> bool:
        """Whether more than the matches is asked for."""
        return (self.everywhere or bool(self.around)) and self._filtered()

    # ------------------------------------------------------------------------------------------- acts
    def toggle(self) -> None:
        """Around every match, or around none."""
        self.everywhere = not self.on
        self.around.clear()
        self._again()

    def toggle_here(self) -> None:
        """Around the selected lines, or not around them any more."""
        rows = set(map(int, self.panel.selected_rows(COUNTS[-1])))
        self.around = self.around - rows if rows <= self.around else self.around | rows
        self.everywhere = False
        self._again()

    def step(self, step: int) -> None:
        """More or fewer lines each side; the first step shows some."""
        if not self.on:
            self.everywhere = True
        else:
            at = min(range(len(COUNTS)), key=lambda number: abs(COUNTS[number] - self.count)) + step
            self.count = COUNTS[max(0, min(at, len(COUNTS) - 1))]
        self._again()
        self.panel.around.say(f"{self.count} lines before and after.")

    def _again(self) -> None:
        self.panel.ask_again()
        self.panel.commands_changed.emit()

    # ------------------------------------------------------------------------------------------- rows
    def shaped(self, work: Finding) -> Finding:
        """The rows found, and those around them."""
        self._answer = None
        if self.panel.case.generation != self._generation:
            self.around.clear()
            self._generation = self.panel.case.generation
        if not self.on:
            return work
        spine, count, universe = self.panel.case.spine, self.count, self._universe()
        centres = None if self.everywhere else rows_array(self.around)

        def find(context: JobContext, found: Callable[[Rows], None] | None = None) -> Rows:
            matches = work(context, None)
            if spine.rows and not len(matches):
                return matches
            own = np.asarray(matches, np.int64)
            try:
                rows, problem = widened(spine, own, own if centres is None else centres, count, universe), ""
            except WorkbenchError as error:
                rows, problem = own, error.sentence()
            self._answer = (own, problem)
            return rows

        return find

    def _universe(self) -> Universe:
        panel = self.panel
        numbers = None
        if panel.sources_on is not None:
            sources = panel.case.notebook.sources.values()
            numbers = tuple(source.number for source in sources if source.id in panel.sources_on)
        return Universe(panel.logs_only, panel.time_window, numbers)

    def rows_came(self) -> None:
        """Now it is known which of the rows match."""
        own, problem = self._answer or (NONE, "")
        self.matches_shown = own if self.on else NONE
        if problem:
            self.panel.around.say(problem)
        self.panel.table.repaint_said()

    def filtered(self) -> None:
        """Lines that were asked about one by one belong to the filter of then."""
        self.around.clear()

    def captions(self) -> tuple[str, ...]:
        """`37 hits + 180 context lines`."""
        hits = len(self._answer[0] if self._answer else self.matches_shown)
        if not self.on or not hits:
            return ()
        more = len(self.panel.rows) - hits
        return (f"{hits:,} hit{'' if hits == 1 else 's'} + {more:,} context line{'' if more == 1 else 's'}",)

    def badge(self, row: int, badge: Badge) -> Badge:
        """Dimmed where it doesn't match."""
        if not len(self.matches_shown) or position_of(self.matches_shown, row) >= 0:
            return badge
        return replace(badge, context=True)


FEATURE = Context
