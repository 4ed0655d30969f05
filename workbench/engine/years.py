"""Years and days for stamps that don't write them: applied where times are read, so that another one re-reads nothing.

Between the two stands a running time: the stamp as it is given, and for every turn before it one period more. It ascends
where the text does, whatever the year is; from it, a year or day for the first record makes times.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from workbench.engine.civil import days_from_civil, is_leap
from workbench.engine.stamps import NULL_T
from workbench.engine.timeforms import Partial
from workbench.engine.turns import DAY, PERIOD, START_1972, Lap
from workbench.engine.zones import localise

Int64 = npt.NDArray[np.int64]
FIRST_YEAR, LAST_YEAR = 1678, 2261
"""Years all of whose nanoseconds int64 holds, in any zone."""
AFTER: dict[Partial, int] = {"year": DAY, "date": DAY // 2}
"""How far a text's last stamp may lie behind the time its file was changed: clocks and assumed zones are wrong by as much.
For a text without a date it is half a day, so that the last stamp is taken for the one next to that time."""
_TRIED = 9  # years back, in which there are two leap years in a row even around 1900 and 2100


def with_year(wall: Int64, near: int) -> Int64:
    """Stamps that write no year, given in 1972, in the year that puts each nearest to an instant."""
    year = int((np.datetime64(near, "ns").astype("datetime64[Y]")).astype(np.int64)) + 1970
    found, best = np.full(len(wall), NULL_T, dtype=np.int64), np.full(len(wall), np.iinfo(np.int64).max)
    for one in (year, year - 1, year + 1):
        if FIRST_YEAR <= one <= LAST_YEAR:
            dated = Dating("year", one).dated(wall)
            off = np.abs(np.where(dated == NULL_T, np.iinfo(np.int64).max, dated - near))
            closer = (dated != NULL_T) & (off < best)
            found, best = np.where(closer, dated, found), np.where(closer, off, best)
    return found


@dataclass(frozen=True, slots=True)
class Dating:
    """What dates a log's stamps. base: year of its first stamp, or its day since 1970-01-01 · turns: as in `LogStats`."""

    partial: Partial
    base: int
    turns: tuple[tuple[int, int], ...] = ()

    def running(self, wall: Int64, first: int) -> Int64:
        """The running times of the records from `first` on."""
        return self._run(wall, np.arange(first, first + len(wall)) if self.turns else np.zeros(0, dtype=np.int64))

    def running_of(self, wall: Int64, ats: Int64) -> Int64:
        """The running times of some records."""
        return self._run(wall, ats)

    def _run(self, wall: Int64, ats: Int64) -> Int64:
        if not self.turns:
            return wall
        at, by = (np.array(column, dtype=np.int64) for column in zip(*self.turns, strict=True))
        before = np.concatenate([[0], np.cumsum(by)])[np.searchsorted(at, ats, side="right")]
        return np.where(wall == NULL_T, NULL_T, wall + before * PERIOD[self.partial])

    def dated(self, running: Int64) -> Int64:
        """Wall clocks of running times. A 29 February in a year that has none is no time, nor is a year out of reach."""
        known = running != NULL_T
        if self.partial == "date":
            return np.where(known, np.where(known, running, 0) + self.base * DAY, NULL_T)
        passed = np.where(known, running, START_1972) - START_1972
        laps = passed // PERIOD["year"]
        if not len(laps):
            return running
        least = int(laps.min())
        years = np.arange(self.base + least, self.base + int(laps.max()) + 1)
        begins = days_from_civil(years, np.int64(1), np.int64(1))
        fits = (years >= FIRST_YEAR) & (years <= LAST_YEAR)
        leap = is_leap(years)[laps - least]
        of_year = passed - laps * PERIOD["year"]
        day = of_year // DAY
        known = known & fits[laps - least] & (leap | (day != 59))
        start = np.where(fits, begins, 0)[laps - least] - (~leap & (day > 59))
        return np.where(known, start * DAY + of_year, NULL_T)

    def loses(self, laps: tuple[Lap, ...]) -> bool:
        """Whether some stamps are no time in their year."""
        years = [self.base + count for count, _, _, leap in laps if leap]
        return self.partial == "year" and not all(is_leap(year) for year in years)

    def span(self, laps: tuple[Lap, ...]) -> tuple[int, int]:
        """The first and the last year or day of the stamps."""
        counts = [count for count, *_ in laps] or [0]
        return self.base + min(counts), self.base + max(counts)


def assumed_base(partial: Partial, laps: tuple[Lap, ...], changed: int, zone: str) -> int:
    """Year or day of a text's first stamp: the latest that puts its last one no later than `AFTER` the file's change.

    A 29 February in it decides among the years, as far as one fits. changed: ns UTC · zone: of its stamps. What is chosen
    for the first stamp may be another year than that of the last one: turns in between are counted back.
    """
    limit = changed + AFTER[partial]
    if partial == "date":
        latest = limit // DAY + 1
        last, _, high, _ = laps[-1] if laps else (0, 0, 0, False)
        days = (latest - back for back in range(4))
        return next((day for day in days if _at(Dating(partial, day), high, zone) <= limit), latest) - last
    latest = datetime.fromtimestamp(limit // 1_000_000_000, tz=UTC).year + 1
    last, _, high, _ = laps[-1] if laps else (0, 0, START_1972, False)
    possible = [
        year
        for year in range(latest, latest - _TRIED - 1, -1)
        if (at := _at(Dating(partial, year), high, zone)) != NULL_T and at <= limit
    ]
    whole = [year for year in possible if not Dating(partial, year - last).loses(laps)]
    return ([*whole, *possible, latest - 1])[0] - last


def _at(dating: Dating, wall: int, zone: str) -> int:
    """When a stamp of the first lap is."""
    return int(localise(dating.dated(np.array([wall], dtype=np.int64)), zone)[0])
