"""Go to: one field over the table that takes a line, a time, a row, a share of the rows or a piece of evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from workbench.casework.goals import Goal, goal_of
from workbench.errors import WorkbenchError
from workbench.model.instants import Instant, duration_text
from workbench.panels.command import Command
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.steps import position_of
from workbench.views.log.ask_field import Answer, AskField
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.panels.logs.panel import LogsPanel

HINTS = (
    ("1204", "line of this source"),
    ("gateway.log:1204", "line of another one"),
    ("14:02:11.5", "time, on the incident's day or with a date"),
    ("+30s, -5m", "from the cursor"),
    ("1773756131", "epoch in s, ms, µs or ns"),
    ("#123, 40%", "row of those shown"),
    ("E17", "evidence"),
)


class GoTo(LogFeature):
    """Says what it understood as one types, and what is hidden by the filter before it takes the filter off."""

    order = 15

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.field = AskField(panel.theme, panel)
        self.field.edited.connect(self._understand)
        self.field.entered.connect(self._enter)
        self.field.left.connect(self._left)
        self.goal: Goal | None = None
        self._offered = ""

    def commands(self) -> tuple[Command, ...]:
        """One field for all of it."""
        return (
            Command("logs.time", "Go to line, time, row or evidence", self.ask, "Goes to a line (gateway.log:1204), a "
                    "time (14:02:11.5, +30s, epoch), a row (#123, 40%) or a piece of evidence (E17).", ("G",),
                    lambda: bool(self.panel.case.spine.rows), "clock", "logs", menu="Go"),
        )  # fmt: skip

    def ask(self) -> None:
        """Open the field at the top of the table."""
        table, panel = self.panel.table, self.panel
        corner = table.mapTo(panel, table.rect().topLeft())
        self.field.ask("Go to", "Line, time, #row, 40% or E17", "", QRect(corner.x() + 26, corner.y(), 10, 0))

    # ------------------------------------------------------------------------------------------- understanding
    def _read(self, text: str) -> Goal:
        panel = self.panel
        here = panel.current_record()
        cursor = panel.focus.cursor if panel.focus.cursor is not None else here.t if here else None
        source = here.source_id if here else ""
        return goal_of(panel.case, text, source_id=source, rows=len(panel.rows), day=panel.filter.day, cursor=cursor)

    def _understand(self, text: str) -> None:
        """Say below the field where this would go."""
        self.goal, self._offered = None, ""
        if not text.strip():
            self.field.set_answers(tuple(Answer(form, "text.secondary", "", words) for form, words in HINTS))
            return
        try:
            self.goal = self._read(text)
        except WorkbenchError as error:
            self.field.set_answers((*_sentences(error), *self._sources(text)))
            return
        self.field.set_answers((Answer(self.goal.words, "text.primary"), *self._doubts(self.goal)))

    def _sources(self, text: str) -> tuple[Answer, ...]:
        """Sources whose name goes on with what is typed."""
        typed = text.strip().casefold()
        names = (source.name for source in self.panel.case.sources() if source.lines)
        found = [name for name in dict.fromkeys(names) if name.casefold().startswith(typed)]
        return tuple(Answer(f"{name}:", "text.primary", f"{name}:", "source") for name in found[:4])

    def _doubts(self, goal: Goal) -> tuple[Answer, ...]:
        panel = self.panel
        if goal.citation is not None:
            if goal.row < 0:
                return (Answer("It stands in no row of the log.", "warn"),)
            if position_of(panel.rows, goal.row) < 0:
                return (Answer(f"Hidden by {self._hider()}. Enter twice shows it without.", "warn"),)
        elif goal.t is not None:
            return self._nearest(goal.t)
        return ()

    def _nearest(self, t: Instant) -> tuple[Answer, ...]:
        """How far the nearest line shown is from a time."""
        panel = self.panel
        window = panel.time_window
        if window is not None and t not in window:
            return (Answer("Outside of the window, which moves along.", "warn"),)
        at = panel.case.spine.nearest(t, panel.rows)
        if at < 0:
            return (Answer("No line shown has a time.", "warn"),)
        away = int(panel.case.spine.order[int(panel.rows[at])]) - t
        words = f"{duration_text(abs(away))} {'later' if away > 0 else 'earlier'}" if away else "at that very moment"
        return (Answer(f"The nearest line is {words}.", "text.tertiary"),)

    def _hider(self) -> str:
        panel = self.panel
        reasons = (
            (bool(panel.obeyed().filters), "the filter"),
            (panel.time_window is not None, "the window"),
            (panel.sources_on is not None, "the sources that are off"),
        )
        return " and ".join(word for reason, word in reasons if reason) or "the log, which shows log lines only"

    # ------------------------------------------------------------------------------------------- going
    def _enter(self, text: str) -> None:
        if self.goal is None:
            return
        goal, panel = self.goal, self.panel
        if goal.citation is not None and goal.row < 0:
            return
        if goal.row >= 0 and position_of(panel.rows, goal.row) < 0 and self._offered != text:
            self._offered = text
            words = f"Hidden by {self._hider()}. Enter again shows it without."
            self.field.set_answers((Answer(goal.words, "text.primary"), Answer(words, "warn")))
            return
        self.field.close_field()
        panel.table.setFocus()
        self._go(goal)

    def _go(self, goal: Goal) -> None:
        panel = self.panel
        if goal.number or goal.share is not None:
            last = len(panel.rows) - 1
            panel.table.go(goal.number - 1 if goal.number else min(int((last + 1) * (goal.share or 0)), last))
        elif goal.citation is not None:
            at = position_of(panel.rows, goal.row)
            if at >= 0:
                panel.table.go(at)
            else:
                panel.show_without_filter(goal.citation, goal.t)
        elif goal.t is not None:
            window = panel.focus.window
            focus = panel.focus.at(goal.t)
            panel.look_at(focus.over(window.around(goal.t)) if window and goal.t not in window else focus)

    # ------------------------------------------------------------------------------------------- hooks
    def _left(self, _text: str, by_key: bool) -> None:
        if by_key:
            self.panel.table.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.field.set_theme(theme)


def _sentences(error: WorkbenchError) -> tuple[Answer, ...]:
    """What is wrong, and what to write instead."""
    name = error.where.rstrip("/").rsplit("/", 1)[-1]
    what = f"{name}: {error.what}" if name else error.what
    return (Answer(f"{what[:1].upper()}{what[1:]}.", "err"), *((Answer(error.remedy),) if error.remedy else ()))


FEATURE = GoTo
