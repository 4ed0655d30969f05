"""Binds the density gutter to the log panel: asks what lies where, shows single places, answers the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from workbench.engine.stamps import NULL_T
from workbench.model.instants import TimeWindow, clock_text
from workbench.panels.logs.badges import NONE
from workbench.panels.logs.map import MapAnswer, MapQuestion, answered
from workbench.panels.logs.question import Question
from workbench.panels.logs.steps import position_of
from workbench.views.minimap import MapCounts, MapPlaces, Minimap

if TYPE_CHECKING:
    from workbench.panels.logs.rows import LogRows, Rows

PLACES = 2_000
"""Marks and pins that are drawn one by one; more could not be told apart."""
SOON_MS = 1
"""After which it is counted: a timer comes behind the paint that was asked for."""
WARN, ERROR = 4, 5
"""Columns of a density from which on lines are warnings, and errors."""


class Gutter:
    """`answer` is what the gutter shows, None before the first one."""

    def __init__(self, panel: LogRows, view: Minimap) -> None:
        self._panel, self._view = panel, view
        self.answer: MapAnswer | None = None
        self.by_row = False
        self._question = Question(panel.around.start)
        self._soon = QTimer(panel, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._ask)
        self._asked: MapQuestion | None = None
        self._drawn: tuple[object, ...] = ()
        self._pins: tuple[float, ...] = ()
        self._marks: tuple[tuple[float, str], ...] = ()
        view.tip = self.tip
        view.jumped.connect(self.jump)
        view.scrolled.connect(self.scroll)
        view.wheeled.connect(lambda lines: panel.table.scroll_lines(lines))
        view.resized.connect(lambda _bins: self.count())
        view.by_row_asked.connect(self.count_by_row)

    @property
    def span(self) -> TimeWindow | None:
        """The time it covers, None where it counts rows."""
        return self.answer.span if self.answer else None

    # ------------------------------------------------------------------------------------------- what lies where
    def count_by_row(self, on: bool) -> None:
        """Let the height count rows, or time again."""
        self.by_row = on
        self.count()

    def count(self) -> None:
        """Ask how many rows, hits and matches lie where."""
        panel = self._panel
        if not len(panel.rows):
            self._soon.stop()
            self._question.drop()
            self.answer = self._asked = None
            self._view.show_counts(MapCounts(), self.by_row)
            return
        matches = next((rows for rows in (one.matches() for one in panel.features) if rows is not None), NONE)
        some = panel.obeyed().filters or not panel.logs_only or panel.sources_on is not None
        question = MapQuestion(
            panel.rows, panel.hits, matches, panel.time_window, self._view.bins, not some, self.by_row
        )
        if question.same(self._asked):
            return
        self._asked = question
        self._question.drop()
        self._soon.start()

    def _ask(self) -> None:
        """Count, once the rows are painted: both at once would take twice as long to be seen."""
        question, case = self._asked, self._panel.case
        if question is not None:
            self._question.ask("Counting lines", lambda context: answered(case, question, context), self._came)

    def _came(self, answer: MapAnswer) -> None:
        self.answer = answer
        self._view.show_counts(answer.counts, answer.span is None, answer.can_time)
        self.show()

    # ------------------------------------------------------------------------------------------- single places
    def show(self) -> None:
        """Pins, marks, what is in sight and the cursor; cheap, for it is asked at every step of a scroll."""
        answer, panel = self.answer, self._panel
        if answer is None:
            self._view.show_places(MapPlaces())
            return
        known = (answer, panel.badges.pins, panel.badges.marks)
        if len(self._drawn) != 3 or any(a is not b for a, b in zip(known, self._drawn, strict=True)):
            self._drawn = known
            self._pins = tuple(place for place, _row in self._places_of(panel.badges.pins))
            marks = panel.badges.by_row
            self._marks = tuple(
                (place, f"ink.{marks[row].label}" if marks[row].label else "text.secondary")
                for place, row in self._places_of(panel.badges.marks)
            )
        self._view.show_places(MapPlaces(self._pins, self._marks, self._sight(answer), self._cursor(answer)))

    def _places_of(self, rows: Rows) -> list[tuple[float, int]]:
        """Where rows lie, with the row; those that lie outside are left out."""
        answer, spine, span = self.answer, self._panel.case.spine, self.span
        assert answer is not None
        some = rows[:PLACES]
        some = some[some < spine.rows]
        if span is None:
            places = ((position_of(self._panel.rows, row), row) for row in some.tolist())
            return [(at / max(answer.count, 1), row) for at, row in places if at >= 0]
        times = zip(spine.t[some].tolist(), some.tolist(), strict=True)
        return [(answer.of_time(t), row) for t, row in times if t != NULL_T and t in span]

    def _sight(self, answer: MapAnswer) -> tuple[float, float] | None:
        rows, sight, order = self._panel.rows, self._panel.table.rows_in_sight, self._panel.case.spine.order
        if not len(rows) or not len(sight):
            return None
        first, last = min(sight[0], len(rows) - 1), min(sight[-1], len(rows) - 1)
        if answer.span is None:
            return first / len(rows), (last + 1) / len(rows)
        return answer.of_time(int(order[rows[first]])), answer.of_time(int(order[rows[last]]))

    def _cursor(self, answer: MapAnswer) -> float | None:
        cursor, span, at = self._panel.focus.cursor, answer.span, self._panel.table.cursor_row
        if span is None:
            return at / max(answer.count, 1) if at >= 0 else None
        return answer.of_time(cursor) if cursor is not None and span.meets(cursor, cursor) else None

    # ------------------------------------------------------------------------------------------- the pointer
    def _position(self, share: float) -> int:
        """The row that a place of the gutter stands for, -1 where there is none."""
        answer, rows = self.answer, self._panel.rows
        if answer is None or not len(rows):
            return -1
        if answer.span is None:
            return min(int(share * len(rows)), len(rows) - 1)
        return self._panel.case.spine.nearest(answer.span.start + int(answer.span.width * share), rows)

    def jump(self, share: float) -> None:
        """It was clicked: the log and the shared cursor go there."""
        at = self._position(share)
        if at >= 0:
            self._panel.table.go(at)

    def scroll(self, share: float) -> None:
        """The frame was dragged: other rows come into sight, the cursor stays."""
        at = self._position(share)
        if at >= 0:
            self._panel.table.scroll_to(at)

    def tip(self, share: float) -> str:
        """From when to when, how many lines, errors, hits."""
        answer = self.answer
        if answer is None or not len(answer.counts.density):
            return ""
        counts = answer.counts
        bins = len(counts.density)
        at = min(int(share * bins), bins - 1)
        levels = counts.density[at]
        parts = [f"{int(levels.sum()):,} line{'' if levels.sum() == 1 else 's'}"]
        parts += [f"{int(levels[ERROR:].sum()):,} errors"] if levels[ERROR:].any() else []
        parts += [f"{int(levels[WARN]):,} warnings"] if levels[WARN] else []
        parts += [f"{int(counts.hits[at]):,} hits"] if at < len(counts.hits) and counts.hits[at] else []
        parts += [f"{int(counts.matches[at]):,} matches"] if at < len(counts.matches) and counts.matches[at] else []
        return f"{self._where(answer, at, bins)}\n{', '.join(parts)}\nClick to go there, drag the frame to scroll"

    def _where(self, answer: MapAnswer, at: int, bins: int) -> str:
        span = answer.span
        if span is None:
            return f"Rows {answer.count * at // bins + 1:,} to {answer.count * (at + 1) // bins:,}"
        ends = (span.start + span.width * edge // bins for edge in (at, at + 1))
        return " to ".join(clock_text(t, 0, self._panel.zone) for t in ends)
