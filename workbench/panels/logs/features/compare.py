"""Two stretches of time, or two sources, compared by template: what is in the bad hour and not in the good one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu

from workbench.engine.masking import pattern_of
from workbench.jobs import JobContext
from workbench.model.instants import TimeWindow, clock_text
from workbench.panels.command import Command
from workbench.panels.logs.feature import LogFeature
from workbench.panels.logs.menu import offer_under
from workbench.panels.logs.pages import citation_of
from workbench.query.tree import Field, Node, Not, Regex
from workbench.views.log.compare_view import CompareRow, CompareView
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.casework.compare import Comparison
    from workbench.panels.logs.panel import LogsPanel

KEY = "compare"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its name for people, the part of the filter that is its own, and its window."""

    name: str
    window: TimeWindow | None
    part: Node | None = None


class Compare(LogFeature):
    """A is what is wrong, B what it is held against: window and baseline of the focus, or two sources."""

    order = 70
    title = "Compare"

    def __init__(self, panel: LogsPanel) -> None:
        super().__init__(panel)
        self.view = CompareView(panel.theme, panel)
        self.view.hide()
        self.view.chosen.connect(self.go_to)
        self.view.menu_asked.connect(self._menu)
        self.sides: tuple[Side, Side] | None = None
        self.comparison: Comparison | None = None
        self._ticket = 0
        self._context: JobContext | None = None

    def commands(self) -> tuple[Command, ...]:
        """Windows A and B, and the comparisons."""
        act = partial(Command, context="logs", menu="Investigate")
        two = self._two_sources
        return (
            act("logs.window_a", "Window A from the selection", self.take_window, "The time of the selected lines "
                "becomes the window that all panels look at.", ("B",), self._has_span),
            act("logs.window_b", "Window B from the selection", self.take_baseline, "The time of the selected lines, or "
                "the window, becomes the baseline that window A is compared with.", ("Shift+B",), self._has_baseline),
            act("logs.compare", "Compare with the baseline", self.compare_windows, "Lists which kinds of lines the "
                "window has and the baseline has not; without a baseline the stretch before the window.",
                when=self._has_window),
            act("logs.compare_sources", "Compare two sources", self.ask_sources, "Lists which kinds of lines one source "
                "has and another has not.", when=two),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- windows A and B
    def _span(self) -> TimeWindow | None:
        """From the first to just behind the last selected line that has a time; None for a single one."""
        times = [record.t for record in self.panel.selected_records() if record.t is not None]
        return TimeWindow(min(times), max(times) + 1) if len(times) > 1 else None

    def _has_span(self) -> bool:
        return self._span() is not None

    def _has_window(self) -> bool:
        return self.panel.focus.window is not None

    def _has_baseline(self) -> bool:
        return self._has_span() or self._has_window()

    def _two_sources(self) -> bool:
        return len(self._logs()) > 1

    def take_window(self) -> None:
        """Make the selected lines' time the window."""
        span = self._span()
        if span is not None:
            self.panel.look_at(self.panel.focus.over(span))

    def take_baseline(self) -> None:
        """Make the selected lines' time, or the window, the baseline; a window that became it is no window any more."""
        focus, span = self.panel.focus, self._span()
        wanted = (
            replace(focus, baseline=span) if span is not None else replace(focus, baseline=focus.window, window=None)
        )
        self.panel.look_at(wanted)
        chosen = wanted.baseline
        if chosen is not None:
            self.panel.around.say(f"Window B is {self._when(chosen)}. Choose window A, then compare.")

    # ------------------------------------------------------------------------------------------- comparing
    def compare_windows(self) -> None:
        """Window against baseline."""
        focus = self.panel.focus
        if focus.window is None:
            return
        width = focus.window.width
        before = TimeWindow(focus.window.start - width, focus.window.start)
        baseline = focus.baseline or before
        self.ask(Side(self._when(focus.window), focus.window), Side(self._when(baseline), baseline))

    def ask_sources(self) -> None:
        """A menu of pairs: the current line's source against each other one."""
        here = self.panel.current()
        logs = self._logs()
        first = next((path for path in logs if here is not None and path == here.source), logs[0])
        menu = QMenu(self.panel)
        for path in logs:
            if path != first:
                action = menu.addAction(f"{_name(first)} with {_name(path)}")
                action.triggered.connect(partial(self._pair, first, path))
        self.menu_of_sources = menu
        offer_under(self.panel.bar, menu)

    def _pair(self, first: str, second: str, _checked: bool = False) -> None:
        window = self.panel.time_window
        self.ask(*(Side(_name(path), window, Field("source", "=", path, False)) for path in (first, second)))

    def _logs(self) -> list[str]:
        return [one.path for one in self.panel.case.sources() if one.records and self.panel.case.is_log(one.id)]

    def ask(self, a: Side, b: Side) -> None:
        """Count both sides in the background; an older question is stopped."""
        self._ticket += 1
        ticket, case = self._ticket, self.panel.case
        if self._context is not None:
            self._context.stop()
        self.sides, self.comparison = (a, b), None
        self.view.say(a.name, b.name, "Comparing…")
        self.view.set_rows(())
        self.panel.panes.show_side(KEY, "Compared by template", self.view)
        now = self.panel.filter
        texts = [now.of_any_source().with_part(side.part).text if side.part else now.text for side in (a, b)]

        def work(context: JobContext) -> Comparison:
            rows = [case.query(text, side.window, context) for text, side in zip(texts, (a, b), strict=True)]
            return case.compare(rows[0], rows[1], context)

        def came(found: Comparison) -> None:
            if ticket == self._ticket:
                self._show(found)

        def failed(error: Exception) -> None:
            if ticket == self._ticket:
                self.view.say(a.name, b.name, "It could not be compared.")
                self.panel.failed(error)

        self._context = self.panel.around.start("Comparing", work, came, failed)

    def _show(self, found: Comparison) -> None:
        self.comparison = found
        assert self.sides is not None
        a, b = self.sides
        sampled = found.looked_a < found.total_a or found.looked_b < found.total_b
        words = f"{found.looked_a:,} and {found.looked_b:,} lines" + (" as an even sample" if sampled else "")
        self.view.say(a.name, b.name, words if found.rows else "Neither side has lines.")
        self.view.set_rows(
            tuple(CompareRow(one.template, one.count_a, one.count_b, one.share_a, one.share_b) for one in found.rows)
        )

    def go_to(self, number: int) -> None:
        """To the line that shows a template."""
        if self.comparison is None:
            return
        record = self.panel.case.page([self.comparison.rows[number].row])[0]
        focus = self.panel.focus
        if record.t is not None and focus.window is not None and record.t not in focus.window:
            focus = focus.over(None)
        self.panel.look_at(focus.at(record.t if record.t is not None else focus.cursor, citation_of(record)))

    def _menu(self, number: int) -> None:
        if self.comparison is None:
            return
        pattern = pattern_of(self.comparison.rows[number].template)
        menu = QMenu(self.view)
        if pattern:
            panel, part = self.panel, Regex(pattern)
            menu.addAction("Only lines like this", lambda: panel.set_filter(panel.filter.with_part(part)))
            menu.addAction("Hide lines like this", lambda: panel.set_filter(panel.filter.with_part(Not(part))))
        menu.addAction("Show the line", lambda: self.go_to(number))
        self.menu_of_row = menu
        menu.popup(QCursor.pos())

    # ------------------------------------------------------------------------------------------- words
    def _when(self, window: TimeWindow) -> str:
        zone = self.panel.zone
        return f"{clock_text(window.start, 0, zone)} to {clock_text(window.end, 0, zone)}"

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.view.set_theme(theme)


def _name(path: str) -> str:
    return path.rstrip("/").rsplit("/", 1)[-1]


FEATURE = Compare
