"""What the log's density gutter shows: where in the shown span of time things lie, as fractions of its height."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workbench.model.instants import TimeWindow

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

Rows = npt.NDArray[np.int64]
NULL_T = np.iinfo(np.int64).min


def span_of(case: OpenCase, rows: Rows, window: TimeWindow | None) -> TimeWindow | None:
    """The time the gutter covers: the shared window, or from the first to the last row that has a time."""
    if window is not None:
        return window
    if not len(rows):
        return None
    order = case.spine.order
    first, last = _known(case, rows, range(len(rows))), _known(case, rows, range(len(rows) - 1, -1, -1))
    if first is None or last is None:
        return None
    return TimeWindow(min(first, int(order[rows[-1]])), max(last, first) + 1)


def _known(case: OpenCase, rows: Rows, places: Iterable[int]) -> int | None:
    for _tries, place in zip(range(10_000), places, strict=False):
        t = int(case.spine.t[rows[place]])
        if t != NULL_T:
            return t
    return None


def fraction(span: TimeWindow, t: int) -> float:
    """Where an instant lies, 0 at the top, kept within the gutter."""
    return min(max((t - span.start) / max(span.width, 1), 0.0), 1.0)


def gap_fractions(span: TimeWindow, gaps: Iterable[TimeWindow]) -> tuple[tuple[float, float], ...]:
    """The silences that lie in the span."""
    return tuple((fraction(span, gap.start), fraction(span, gap.end)) for gap in gaps if span.meets(gap.start, gap.end))


def sight_fractions(case: OpenCase, rows: Rows, span: TimeWindow, sight: range) -> tuple[float, float] | None:
    """From the first to the last row in sight."""
    if not len(rows) or not len(sight):
        return None
    order = case.spine.order
    first, last = rows[min(sight[0], len(rows) - 1)], rows[min(sight[-1], len(rows) - 1)]
    return fraction(span, int(order[first])), fraction(span, int(order[last]))
