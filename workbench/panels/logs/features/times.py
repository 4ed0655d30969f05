"""How the log tells times: as they are, from a line that the user chose, or from the line above; and its silences."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from workbench.engine.spinecolumns import Column
from workbench.engine.stamps import NULL_T
from workbench.errors import WorkbenchError
from workbench.jobs import JobContext
from workbench.model.searches import LogLooks, LogState, LogView
from workbench.panels.command import Command
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.steps import Rows
from workbench.views.log.times import Silences, TimeColumn, TimeMode, silence_limit

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel

SAMPLE, STRETCHES = 24, 8
"""Rows of a stretch that is looked at for what silence is usual, and how many stretches."""
MODES: tuple[TimeMode, ...] = ("absolute", "relative", "delta")
ANCHORLESS = "“Count times from this line” (Alt+A) makes the current line the anchor."
SAID = {
    "absolute": "Times as they are.",
    "relative": "Times from the anchor.",
    "delta": "Times from the line above.",
}


class Times(LogFeature):
    """The time column. The anchor is the line the user set, else the incident's start."""

    order = 20
    title = "Times"

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.mode: TimeMode = "absolute"
        self.anchor: int | None = None
        self._sampling: JobContext | None = None

    def commands(self) -> tuple[Command, ...]:
        """The ways of telling times, and the anchor."""
        panel = self.panel
        return (
            Command("logs.times_next", "Tell times another way", self.turn, "Turns the time column over: as they are, "
                    "from the anchor, from the line above.", ("Shift+T",), context="logs", icon="clock"),
            Command("logs.times_absolute", "Times as they are", partial(self.tell, "absolute"), "The time column shows "
                    "the moment of each line.", context="logs"),
            Command("logs.times_relative", "Times from the anchor", partial(self.tell, "relative"), "The time column "
                    "shows how far each line is from the anchor: the line set so, else the incident's start.",
                    context="logs"),
            Command("logs.times_delta", "Times from the line above", partial(self.tell, "delta"), "The time column shows "
                    "how long after the line above each line came.", context="logs"),
            Command("logs.times_anchor", "Count times from this line", self.set_anchor, "Makes the current line the one "
                    "that times are counted from.", ("Alt+A",), panel.has_row, context="logs"),
        )  # fmt: skip

    @property
    def _id(self) -> str:
        return f"{self.panel.id}.times"

    def attach(self) -> None:
        """Tell times as the case was left."""
        left = self.panel.case.notebook.log_states.get(self._id)
        if left is None or left.looks is None:
            return
        self.anchor = left.looks.anchor
        mode = MODES[MODES.index(left.looks.times)] if left.looks.times in MODES else MODES[0]
        if mode != "relative" or self._zero() is not None:
            self.mode = mode
            self._show()

    def _keep(self) -> None:
        """Remember with the case how times are told."""
        from workbench.casework.edits import Put

        if not self.panel.case.read_only:
            looks = LogLooks(times="" if self.mode == "absolute" else self.mode, anchor=self.anchor)
            with suppress(WorkbenchError):
                self.panel.case.keep(Put(LogState(self._id, LogView(), looks=looks)))

    def rows_came(self) -> None:
        """What silence is usual follows from the rows that are shown."""
        panel, rows, times = self.panel, self.panel.rows, self.panel.case.spine.t
        if self._sampling is not None:
            self._sampling.stop()
        self._sampling = panel.around.start(
            "Looking for silences", lambda context: sampled_distances(rows, times, context), self._sampled
        )

    def _sampled(self, distances: list[int]) -> None:
        self.panel.table.set_silences(Silences(silence_limit(distances), self.panel.zone))

    def set_zone(self, zone: str) -> None:
        """Days begin at another moment."""
        self.panel.table.set_silences(replace(self.panel.table.silences, zone=zone))

    def changed(self, changes: frozenset[str]) -> None:
        """The incident may begin at another moment."""
        if "case" in changes and self.mode == "relative" and self.anchor is None:
            self._show()

    # ------------------------------------------------------------------------------------------- telling
    def turn(self) -> None:
        """To the next way of telling times; one that has nothing to count from is left out, and it is said how to."""
        wanted = MODES[(MODES.index(self.mode) + 1) % len(MODES)]
        if wanted == "relative" and self._zero() is None:
            self.tell("delta")
            self.panel.around.say(f"{SAID['delta']} {ANCHORLESS}")
        else:
            self.tell(wanted)

    def tell(self, mode: TimeMode) -> None:
        """Tell times this way."""
        if mode == "relative" and self._zero() is None:
            self.panel.around.say(f"There is no moment to count from yet. {ANCHORLESS}")
            return
        self.mode = mode
        self._show()
        self._keep()
        self.panel.around.say(SAID[mode])

    def set_anchor(self) -> None:
        """Count from the current line, and show it."""
        record = self.panel.current()
        if record is None or record.t is None:
            self.panel.around.say("This line has no time to count from.")
            return
        self.anchor, self.mode = record.t, "relative"
        self._show()
        self._keep()

    def _zero(self) -> int | None:
        return self.anchor if self.anchor is not None else self.panel.case.notebook.case.started

    def _show(self) -> None:
        self.panel.table.set_times(TimeColumn(self.mode, self._zero()))
        self.panel.head.set_mode(self.mode)


def sampled_distances(rows: Rows, times: Column, context: JobContext) -> list[int]:
    """How long after the row above some rows came, in a few stretches spread evenly over all of them; ns."""
    count, found = len(rows), []
    for number in range(STRETCHES):
        context.step(number / STRETCHES)
        start = number * max(count - SAMPLE, 0) // max(STRETCHES - 1, 1)
        stretch = times[np.asarray(rows[start : start + SAMPLE], dtype=np.int64)].tolist()
        pairs = zip(stretch, stretch[1:], strict=False)
        found += [max(second - first, 0) for first, second in pairs if NULL_T not in (first, second)]
        if count <= SAMPLE:
            break
    return found


FEATURE = Times
