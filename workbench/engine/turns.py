"""Where a text whose stamps give no year, or no date, passes into the next one: found going down it, slice by slice.

A jump back by more than half a year (half a day) is a turn of the year (of the day). A jump forward that is nearly a whole
one (all but a day; all but ten minutes) is one back again: a line written late, around New Year or midnight. Any other
step back is disorder.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.engine.timeforms import Partial

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
DAY = 86_400_000_000_000
PERIOD: dict[Partial, int] = {"year": 366 * DAY, "date": DAY}
"""Ns after which stamps begin anew: 1972, in which they are given, has 366 days."""
LATE: dict[Partial, int] = {"year": DAY, "date": 600_000_000_000}
MOST: dict[Partial, int] = {"year": 200, "date": 20_000}
"""Turns that are counted; more of them are no years any more that 64 bits hold, or somebody's joke."""
START_1972 = 730 * DAY
LEAP_DAY = START_1972 + 59 * DAY
# (how many turns before, its earliest and latest stamp as they are given, whether one is of 29 February)
Lap = tuple[int, int, int, bool]


def turn(partial: Partial, above: int, here: int) -> int:
    """1 where the year or day turns between two stamps, -1 where it turns back, else 0."""
    if partial == "none":
        return 0
    period, step = PERIOD[partial], here - above
    return 1 if step < -(period // 2) else -1 if step >= period - LATE[partial] else 0


@dataclass(frozen=True, slots=True)
class Turned:
    """What a slice's stamps, in their order, tell. at: which of them are the first after a turn · by: 1 or -1 for each of
    those · left: turns over the `MOST` · laps · disorder: stamps before the one above · step_back: the largest such step, ns
    """

    at: Int64
    by: Int64
    left: int
    laps: tuple[Lap, ...]
    disorder: int
    step_back: int


def turned(wall: Int64, partial: Partial) -> Turned:
    """Look at known stamps, at least one. Of a form with a date only disorder is told."""
    if partial == "none":
        back = wall[1:] < wall[:-1]
        none = np.zeros(0, dtype=np.int64)
        # unsigned, since two of them may lie further apart than int64 holds
        largest = _largest(wall[:-1][back].view(np.uint64) - wall[1:][back].view(np.uint64))
        return Turned(none, none, 0, (), int(np.count_nonzero(back)), largest)
    steps, period = np.diff(wall), PERIOD[partial]
    by = np.zeros(len(wall), dtype=np.int64)
    by[1:] = (steps < -(period // 2)).astype(np.int64) - (steps >= period - LATE[partial])
    back = (steps + by[1:] * period) < 0
    step_back = _largest(-(steps + by[1:] * period)[back])
    at = np.flatnonzero(by)
    left = max(len(at) - MOST[partial], 0)
    by[at[MOST[partial] :]] = 0
    at = at[: MOST[partial]]
    laps = _laps(wall, np.cumsum(by), partial)
    return Turned(at, by[at], left, laps, int(np.count_nonzero(back)), step_back)


def _largest(steps: Int64 | npt.NDArray[np.uint64]) -> int:
    return int(steps.max()) if len(steps) else 0


def _laps(wall: Int64, count: Int64, partial: Partial) -> tuple[Lap, ...]:
    leap = (wall >= LEAP_DAY) & (wall < LEAP_DAY + DAY) if partial == "year" else np.zeros(len(wall), dtype=np.bool_)
    first, size = int(count.min()), int(count.max() - count.min()) + 1
    if size == 1:
        return ((first, int(wall.min()), int(wall.max()), bool(leap.any())),)
    low, high = np.full(size, np.iinfo(np.int64).max), np.full(size, np.iinfo(np.int64).min)
    leaps = np.zeros(size, dtype=np.bool_)
    np.minimum.at(low, count - first, wall)
    np.maximum.at(high, count - first, wall)
    leaps[count[leap] - first] = True
    rows = zip(low.tolist(), high.tolist(), leaps.tolist(), strict=True)
    return tuple((first + at, *row) for at, row in enumerate(rows) if row[0] <= row[1])


def joined_laps(before: tuple[Lap, ...], after: tuple[Lap, ...], turns: int, most: int) -> tuple[Lap, ...]:
    """Laps of two stretches as one. turns: made before the second one · most: turns that are counted at all."""
    found = {lap[0]: lap for lap in before}
    for count, low, high, leap in after:
        here = max(min(count + turns, most), -most)
        _, lowest, highest, leaps = found.get(here, (here, low, high, leap))
        found[here] = (here, min(low, lowest), max(high, highest), leap or leaps)
    return tuple(found[count] for count in sorted(found))
