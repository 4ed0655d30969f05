"""From one row of the log to another: the next of a level, the next of a set."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from workbench.engine.selection import Selection

Rows = npt.NDArray[np.int64] | Selection
BLOCK = 1 << 16


def at_or_after(rows: Rows | Selection, row: int) -> int:
    """The position of the first spine row in `rows` that is not below `row`; their number when there is none."""
    return rows.at_or_after(row) if isinstance(rows, Selection) else int(np.searchsorted(rows, row))


def position_of(rows: Rows | Selection, row: int) -> int:
    """Where a spine row stands in `rows`, -1 when it isn't there."""
    at = at_or_after(rows, row)
    return at if at < len(rows) and rows[at] == row else -1


def next_of(rows: Rows, wanted: Rows, at: int, step: int) -> int:
    """The position in `rows` of the next or previous of some `wanted` spine rows (ascending), -1 when there is none.

    at: where to begin, -1 for before the first row, their number for behind the last
    """
    if not len(rows):
        return -1
    here = -1 if at < 0 else int(rows[at]) if at < len(rows) else int(rows[len(rows) - 1]) + 1
    number = at_or_after(wanted, here + 1) if step > 0 else at_or_after(wanted, here) - 1
    while 0 <= number < len(wanted):
        position = position_of(rows, int(wanted[number]))
        if position >= 0:
            return position
        number += step
    return -1
