"""The waterfall of a trace: a row a span, its bar on a common time axis, its log lines as ticks, the critical path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from workbench.analysis.trails.spanlines import Carried
from workbench.analysis.trails.spans import SpanRow, Trace
from workbench.analysis.trails.wording import counted, length_text
from workbench.model.instants import clock_text
from workbench.model.severity import level_name
from workbench.views.paint import Brush
from workbench.views.theme import Theme
from workbench.views.time_axis import TimeScale
from workbench.views.tokens import LEVEL_FILL, SERIES
from workbench.views.trail.carried import paint_carried, sentence_of_carried
from workbench.views.trail.harmless import harmless
from workbench.views.trail.offset_axis import paint_cursor, paint_labels, paint_lines
from workbench.views.trail.trail_list import AXIS_LEAST, PAD, ROW, TrailList, scale_of

INDENT, DEEPEST, LENGTH = 12, 12, 58
TICK_REACH = 3
"""Pixels beside a tick that still mean it."""
TICKS = 400
"""Ticks drawn in one row; more can't be told apart."""


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the columns of the present width lie: right edge of names, left edge of lengths, the axis."""

    name: float
    axis: TimeScale | None


class Waterfall(TrailList):
    """Spans first, then a line that says what follows, then what carries the trace's id and lies in no span."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Trace", parent)
        self.trace = Trace()
        self.lines: Mapping[str, tuple[Carried, ...]] = {}
        self.beside: tuple[Carried, ...] = ()
        self.zone = "UTC"
        self.shut: set[str] = set()
        self._shown: list[int] = []
        self._folded_lines: dict[int, tuple[Carried, ...]] = {}
        self._tokens: dict[str, str] = {}

    def show_trace(
        self, trace: Trace, lines: Mapping[str, tuple[Carried, ...]], beside: tuple[Carried, ...], zone: str
    ) -> None:
        """Show a trace, its lines by their spans' keys, and what stands beside it; times in a zone."""
        self.trace, self.lines, self.beside, self.zone = trace, lines, beside, zone
        self.shut.clear()
        self._tokens = {name: SERIES[n % len(SERIES)] for n, name in enumerate(trace.services)}
        self._fold_out()
        self.rows_came()

    # ------------------------------------------------------------------------------------------------ rows
    @property
    def count(self) -> int:
        """Spans that are not folded away, and what stands beside them."""
        return len(self._shown) + (len(self.beside) + 1 if self.beside else 0)

    @property
    def heading(self) -> str:
        """What stands between the spans and the rest."""
        return f"{counted(len(self.beside), 'record')} with this trace id outside of its spans"

    def key_of(self, number: int) -> str:
        """The id of a span's record or of a record beside; empty for the heading and for spans that are missing."""
        if number < len(self._shown):
            row = self.trace.rows[self._shown[number]]
            return row.span.key
        at = number - len(self._shown) - 1
        return self.beside[at].key if 0 <= at < len(self.beside) else ""

    def row_of(self, number: int) -> SpanRow | None:
        """The span of a row on screen, None for what stands beside."""
        return self.trace.rows[self._shown[number]] if 0 <= number < len(self._shown) else None

    def lines_at(self, number: int) -> tuple[Carried, ...]:
        """The log lines of a span's row; those of its children too while they are folded away."""
        if not 0 <= number < len(self._shown):
            return ()
        at = self._shown[number]
        row = self.trace.rows[at]
        if row.span.key not in self.shut:
            return self.lines.get(row.span.key, ())
        if at not in self._folded_lines:
            rows = self.trace.rows[at : row.stop]
            below = (line for child in rows for line in self.lines.get(child.span.key, ()))
            self._folded_lines[at] = tuple(sorted(below, key=lambda line: (line.t is None, line.t or 0)))
        return self._folded_lines[at]

    def _fold_out(self) -> None:
        shown: list[int] = []
        at = 0
        while at < len(self.trace.rows):
            shown.append(at)
            row = self.trace.rows[at]
            at = row.stop if row.span.key in self.shut else at + 1
        self._shown, self._folded_lines = shown, {}

    def fold(self, number: int, shut: bool | None) -> bool:
        """Fold a span's children away or show them; Left on a span without any goes to its parent."""
        row = self.row_of(number)
        if row is None:
            return False
        at, key = self._shown[number], row.span.key
        closed = key in self.shut
        if row.stop == at + 1 or closed == shut:
            if shut and row.parent >= 0:
                self._step(self._shown.index(row.parent), -1)
            return False
        self.shut ^= {key}
        self._fold_out()
        self.set_range()
        self.viewport().update()
        return True

    def bring(self, key: str) -> None:
        """Open what a span is folded away under."""
        at = next((n for n, row in enumerate(self.trace.rows) if row.span.key == key), -1)
        above = self.trace.rows[at].parent if at >= 0 else -1
        while above >= 0:
            self.shut.discard(self.trace.rows[above].span.key)
            above = self.trace.rows[above].parent
        if at >= 0:
            self._fold_out()
            self.set_range()

    # ------------------------------------------------------------------------------------------------ places
    def places(self) -> _Places:
        """Where the columns lie."""
        width = self.viewport().width()
        name = min(max(width * 0.4, 150.0), 460.0)
        left = name + LENGTH + 14
        if width - left < AXIS_LEAST or not any(row.times for row in self.trace.rows):
            return _Places(width - LENGTH - 14, None)
        return _Places(name, scale_of(self.trace.start, self.trace.end, left, width - PAD))

    def _left(self, row: SpanRow) -> float:
        return PAD + INDENT * min(row.depth, DEEPEST)

    def handle_at(self, number: int, at: QPointF) -> bool:
        """The mark before the name of a span with children."""
        row = self.row_of(number)
        if row is None or row.stop == self._shown[number] + 1:
            return False
        left = self._left(row)
        return left - 3 <= at.x() < left + 14

    def part_at(self, number: int, at: QPointF) -> str:
        """A log line: by its tick, or by the count of them, which means the one after the last that was shown."""
        lines = self.lines_at(number)
        if not lines:
            return ""
        places = self.places()
        axis = places.axis
        if axis is not None and at.x() >= axis.left - TICK_REACH:
            if at.y() - self.row_rect(number).top() >= ROW * 0.4:
                return ""
            near = [(abs(axis.x(line.t) - at.x()), line.key) for line in lines if line.t is not None]
            reach, key = min(near, default=(TICK_REACH + 1.0, ""))
            return key if reach <= TICK_REACH else ""
        box = self._chip(number, places)
        return f"lines:{self.key_of(number)}" if box.left() <= at.x() < box.right() else ""

    def _chip(self, number: int, places: _Places) -> QRectF:
        """Where the count of a row's lines stands."""
        count = len(self.lines_at(number))
        width = self.theme.width(f"{count:,}", 11, 600) + 24 if count else 0
        top = self.row_rect(number).top()
        return QRectF(places.name - width, top + 3, width, ROW - 6)

    # ------------------------------------------------------------------------------------------------ painting
    def paint_head(self, brush: Brush, rect: QRectF) -> None:
        """Column titles and the axis."""
        places = self.places()
        brush.text(QRectF(PAD, 0, places.name - PAD - 40, rect.height()), "Span", "text.tertiary", size=11)
        brush.text(QRectF(places.name, 0, LENGTH, rect.height()), "Length", "text.tertiary", size=11, align="right")
        if places.axis is not None:
            paint_labels(brush, places.axis, rect)

    def paint_ground(self, brush: Brush, rect: QRectF) -> None:
        """The lines of the axis."""
        places = self.places()
        if places.axis is not None:
            paint_lines(brush, places.axis, rect)

    def paint_over(self, brush: Brush, rect: QRectF) -> None:
        """The shared cursor, down to the last span."""
        places = self.places()
        if places.axis is not None:
            end = self.row_rect(len(self._shown)).top()
            paint_cursor(
                brush, places.axis, QRectF(0, rect.top(), 0, min(rect.bottom(), end) - rect.top()), self.cursor
            )

    def paint_row(self, brush: Brush, number: int, rect: QRectF) -> None:
        """A span, the heading, or what stands beside."""
        row = self.row_of(number)
        if row is not None:
            self._paint_span(brush, number, row, rect)
        elif not self.key_of(number):
            brush.fill(rect, "bg.panel")
            brush.line(0, rect.top(), rect.width(), rect.top(), "line")
            place = rect.adjusted(PAD, 0, -PAD, 0)
            brush.text(place, self.heading, "text.secondary", size=11, weight=600, elide=True)
        else:
            if number not in (self.current, self.hover):
                brush.fill(rect, "bg.panel")
            paint_carried(brush, self.beside[number - len(self._shown) - 1], rect, self.zone)

    def _paint_span(self, brush: Brush, number: int, row: SpanRow, rect: QRectF) -> None:
        places, left = self.places(), self._left(row)
        if row.stop > self._shown[number] + 1:
            brush.icon("chev-right" if row.span.key in self.shut else "chev-down", left - 2, rect.top() + 4)
        token = "line.strong" if row.missing else self._tokens[row.span.service]
        brush.round(QRectF(left + 16, rect.top() + 5, 3, ROW - 10), token, radius=1.5)
        chip = self._chip(number, places)
        self._paint_name(brush, row, QRectF(left + 24, rect.top(), max(chip.left() - left - 30, 10), ROW))
        if chip.width():
            worst = max(line.severity for line in self.lines_at(number))
            brush.round(chip, "err.tint" if worst >= 17 else "bg.control", radius=4)
            brush.icon("logs", chip.left() + 4, chip.top() + 3, 12, "err" if worst >= 17 else "text.tertiary")
            inside = QRectF(chip.left() + 19, chip.top(), chip.width() - 20, chip.height())
            brush.text(inside, f"{len(self.lines_at(number)):,}", "err" if worst >= 17 else "text.secondary", size=11,
                       weight=600)  # fmt: skip
        length = length_text(row.times[1] - row.times[0]) if row.times else "no time"
        place = QRectF(places.name, rect.top(), LENGTH, ROW)
        brush.text(place, "" if row.missing else length, "text.secondary", size=11, align="right")
        if places.axis is not None:
            self._paint_bar(brush, number, row, rect, places.axis)

    def _paint_name(self, brush: Brush, row: SpanRow, box: QRectF) -> None:
        if row.missing:
            used = brush.text(box, "parent not in the case", "warn", size=11, elide=True)
            if box.width() > used + 40:
                brush.text(box.adjusted(used + 8, 0, 0, 0), harmless(row.span.id), "text.tertiary", size=11, elide=True)
            return
        if row.span.failed:
            brush.level_shape("error", box.left() + 4, box.center().y(), 4)
            box = box.adjusted(13, 0, 0, 0)
        name = harmless(row.span.name)
        used = brush.text(box, name, "err" if row.span.failed else "text.primary", elide=True)
        rest = box.adjusted(used + 8, 0, 0, 0)
        if rest.width() > 40:
            brush.text(rest, harmless(row.span.service) or "service not told", "text.tertiary", size=11, elide=True)

    def _paint_bar(self, brush: Brush, number: int, row: SpanRow, rect: QRectF, axis: TimeScale) -> None:
        edge = axis.right
        if row.times is None:
            return
        first, last = axis.x(row.times[0]), max(axis.x(row.times[1]), axis.x(row.times[0]) + 2)
        bar = QRectF(first, rect.top() + 8, min(last, edge) - first, 9)
        if row.missing:
            brush.hatch(bar, "line.strong", 0.8)
        else:
            brush.round(bar, "err.fill" if row.span.failed else self._tokens[row.span.service], radius=2)
        for start, end in row.path:
            x = axis.x(start)
            brush.fill(QRectF(x, rect.top() + 18, max(axis.x(end) - x, 1.0), 2), "text.primary")
        for line in self.lines_at(number)[:TICKS]:
            if line.t is not None and axis.holds(line.t):
                brush.fill(QRectF(axis.x(line.t) - 1, rect.top() + 2, 2, 5), LEVEL_FILL[level_name(line.severity)])
        if row.notes and not row.missing:
            self._paint_note(brush, "; ".join(row.notes), bar, axis)

    def _paint_note(self, brush: Brush, note: str, bar: QRectF, axis: TimeScale) -> None:
        """What is doubtful, on the side of the bar that has more room."""
        after, before = axis.right - bar.right() - 8, bar.left() - axis.left - 8
        if max(after, before) < 40:
            return
        room = QRectF(bar.right() + 8, bar.top() - 4, after, 17)
        if before > after:
            need = min(brush.width(note, 11), before)
            room = QRectF(bar.left() - 8 - need, bar.top() - 4, need + 1, 17)
        brush.text(room, note, "warn", size=11, elide=True)

    # ------------------------------------------------------------------------------------------------ words
    def sentence_of(self, number: int) -> str:
        """A span with all that is known of it."""
        row = self.row_of(number)
        if row is None:
            at = number - len(self._shown) - 1
            return sentence_of_carried(self.beside[at], self.zone) if at >= 0 else self.heading
        if row.missing:
            return f"{harmless(row.span.id)}, named as the parent of the spans below, is not in the case."
        words = [f"{harmless(row.span.name)}, {harmless(row.span.service) or 'service not told'}"]
        if row.times:
            length = row.times[1] - row.times[0]
            words.append(f"{length_text(length)} from {clock_text(row.times[0], 6, self.zone)}")
            words.append(f"{length_text(row.own)} of it without any of its children")
        if row.path:
            words.append(f"{length_text(sum(end - start for start, end in row.path))} on the critical path")
        if row.span.failed:
            words.append(f"ended in an error{': ' + harmless(row.span.status) if row.span.status else ''}")
        if self.lines_at(number):
            words.append(counted(len(self.lines_at(number)), "log line"))
        return "\n".join((*words, *row.notes))
