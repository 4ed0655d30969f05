"""What the log's density gutter shows: how much lies where over the shown time, or over the rows, and single places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workbench.engine.spine import LEVEL_OF
from workbench.engine.stamps import NULL_T
from workbench.jobs import JobContext
from workbench.model.instants import TimeWindow
from workbench.model.records import KINDS
from workbench.model.severity import LEVELS
from workbench.panels.logs.steps import at_or_after
from workbench.views.minimap import MapCounts

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase
    from workbench.engine.selection import Selection
    from workbench.engine.spine import Spine

Rows = npt.NDArray[np.int64]
LOG = KINDS.index("log")
KNOWN = 10_000
"""Rows from either end that are asked for a time before the gutter counts rows instead."""
BLOCK, MOST = 1 << 16, 1 << 17
"""Rows read at once, and rows of one bin beyond which some stand for all: to read two thousand million takes minutes."""


@dataclass(frozen=True, slots=True, eq=False)
class MapQuestion:
    """What the gutter is to show. rows, hits, matches: ascending spine rows · whole: `rows` are all logs of the window ·
    by_row: count rows though there may be times.
    """

    rows: Rows | Selection
    hits: Rows | Selection
    matches: Rows | Selection
    window: TimeWindow | None
    bins: int
    whole: bool = False
    by_row: bool = False

    def same(self, other: MapQuestion | None) -> bool:
        """Whether this is the very question that was asked last: of the same sets, not of equal ones."""
        if other is None:
            return False
        sets = (self.rows, other.rows), (self.hits, other.hits), (self.matches, other.matches)
        rest = (self.window, self.bins, self.whole, self.by_row)
        return all(a is b for a, b in sets) and rest == (other.window, other.bins, other.whole, other.by_row)


@dataclass(frozen=True, slots=True)
class MapAnswer:
    """What it shows. span: the time its height covers, None where it counts `count` rows."""

    counts: MapCounts
    span: TimeWindow | None
    count: int
    can_time: bool

    def of_time(self, t: int) -> float:
        """Where an instant lies, 0 at the top, kept within the gutter; only while `span` is known."""
        assert self.span is not None
        return fraction(self.span, t)


def answered(case: OpenCase, question: MapQuestion, context: JobContext) -> MapAnswer:
    """Count it all: as fast as the spine counts a stretch of time, in blocks where rows are counted."""
    spine, rows = case.spine, question.rows
    span = span_of(spine, rows, question.window)
    if span is None or question.by_row or not len(rows):
        return MapAnswer(_by_row(spine, question, context), None, len(rows), span is not None)
    borders = spine.rows_from(_edges(span, question.bins))
    density = (
        spine.density(span, question.bins, None, kind=LOG)
        if question.whole
        else spine.density(span, question.bins, rows)  # type: ignore[arg-type]
    )
    counts = MapCounts(
        density,
        _between(question.hits, borders),
        _between(question.matches, borders),
        gap_fractions(span, case.gaps()),
    )
    return MapAnswer(counts, span, len(rows), True)


def _edges(span: TimeWindow, bins: int) -> list[int]:
    return [span.start + -(-span.width * edge // bins) for edge in range(bins + 1)]


def _between(rows: Rows | Selection, borders: Iterable[int]) -> Rows:
    """How many rows lie between neighbouring borders (rows of the spine); empty where there are none at all."""
    if not len(rows):
        return np.zeros(0, np.int64)
    return np.diff(np.array([at_or_after(rows, border) for border in borders], np.int64))


def _by_row(spine: Spine, question: MapQuestion, context: JobContext) -> MapCounts:
    rows, bins = question.rows, max(min(question.bins, len(question.rows)), 1)
    edges = [len(rows) * edge // bins for edge in range(bins + 1)]
    density = np.zeros((bins, len(LEVELS)), np.int64)
    for number, (first, last) in enumerate(zip(edges, edges[1:], strict=False)):
        context.step(number / bins, "counting rows")
        density[number] = _levels_between(spine, rows, first, last)
    borders = [int(rows[edge]) for edge in edges[:-1]] + [spine.rows] if len(rows) else []
    return MapCounts(density, _between(question.hits, borders), _between(question.matches, borders))


def _levels_between(spine: Spine, rows: Rows | Selection, first: int, last: int) -> Rows:
    """How many of the rows [first, last) have each level; of very many a few blocks, evenly spread, stand for all."""
    each = BLOCK if last - first <= MOST else -(-(last - first) * BLOCK // MOST)
    found, looked = np.zeros(len(LEVELS), np.int64), 0
    for start in range(first, last, each):
        levels = LEVEL_OF[spine.severity[rows[start : min(start + BLOCK, last)]]]
        found += np.bincount(levels, minlength=len(LEVELS))
        looked += len(levels)
    return found if looked == last - first else found * (last - first) // max(looked, 1)


def span_of(spine: Spine, rows: Rows | Selection, window: TimeWindow | None) -> TimeWindow | None:
    """The time the gutter covers: the shared window, or from the first to the last row that has a time."""
    if window is not None:
        return window
    if not len(rows):
        return None
    head, tail = spine.t[rows[:KNOWN]], spine.t[rows[max(len(rows) - KNOWN, 0) : len(rows)]]
    first, last = head[head != NULL_T], tail[tail != NULL_T]
    if not len(first) or not len(last):
        return None
    return TimeWindow(int(first[0]), max(int(last[-1]), int(first[0])) + 1)


def fraction(span: TimeWindow, t: int) -> float:
    """Where an instant lies, 0 at the top, kept within the gutter."""
    return min(max((t - span.start) / max(span.width, 1), 0.0), 1.0)


def gap_fractions(span: TimeWindow, gaps: Iterable[TimeWindow]) -> tuple[tuple[float, float], ...]:
    """The silences that lie in the span."""
    return tuple((fraction(span, gap.start), fraction(span, gap.end)) for gap in gaps if span.meets(gap.start, gap.end))
