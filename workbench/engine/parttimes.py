"""One source's times as its zone and clock correction make them, read from its stamps when they are asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from workbench.engine.distinct import distinct
from workbench.engine.outline import GRAIN, Grain, Outline, outline_of, standing, timeless
from workbench.engine.stamps import NULL_T
from workbench.engine.years import Dating
from workbench.engine.zones import OddHour, ZoneClock, is_utc

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
FEW = 4
_DAY = 86_400_000_000_000
LAST = int(np.iinfo(np.int64).max)


def uniform(column: npt.NDArray[np.generic]) -> bool:
    """Whether a column is one value that stands for all its rows, without looking at them."""
    return len(column) < 2 or column.strides == (0,)


class PartTimes:
    """Corrected times of a source's records (`t`), and the times they stand at (`order`); ns UTC, NULL_T unknown.

    The outline is of the stamps as they are written where all of them have, or all lack, a zone: then another zone or
    correction needs no new one. Else it is of the stamps in their zone. A correction is only added, never part of it.
    Nor are years, where stamps don't write them: the outline is of running times (`years`) then. dating: what gives years
    """

    def __init__(
        self,
        wall: Int64,
        naive: Bools,
        severity: npt.NDArray[np.uint8],
        zone: str,
        offset_ns: int,
        folder: Path | None,
        grain: Grain = GRAIN,
        dating: Dating | None = None,
        loses: bool = False,
    ) -> None:
        self._dating, self._zone = dating, zone
        self.count, self._grain, self.step = len(wall), grain, grain.step
        self._wall, self._naive, self._offset = wall, naive, offset_ns
        some, every = _some_and_every(naive)
        self._clock = None if is_utc(zone) or not some else ZoneClock(zone)
        # whether the outline is of times in their zone and year, instead of stamps as they are written
        self._within = loses or (self._clock is not None and not every)
        outline = self._outlined(severity, folder)
        if not self._within and self._clock is not None and self._bent(outline, self._clock):
            self._within = True
            outline = self._outlined(severity, folder)
        self.outline = outline
        self.low = self._corrected(np.ascontiguousarray(outline.steps["low"]))
        self.high = self._corrected(np.ascontiguousarray(outline.steps["high"]))
        self.whole = not bool(outline.steps["nulls"].any())

    def _outlined(self, severity: npt.NDArray[np.uint8], folder: Path | None) -> Outline:
        if uniform(self._wall) and (not self.count or int(self._wall[0]) == NULL_T):
            return timeless(self.count, self._grain)
        name = "stamps"
        if self._within:
            name = f"in-{self._zone.replace('/', '-')}" + (f"-{self._dating.base}" if self._dating else "")
        return outline_of(self._raw, severity, self.count, folder / name if folder is not None else None, self._grain)

    def _bent(self, outline: Outline, clock: ZoneClock) -> bool:
        """Whether a stamp lies in an hour that a change of the zone skipped: then order by stamps isn't order in UTC."""
        low, high = (self._dated(np.ascontiguousarray(outline.steps[name])) for name in ("low", "high"))
        known = high != NULL_T
        if not known.any():
            return False
        skipped = clock.skipped(int(low[known].min()), int(high[known].max()))
        for start, end in skipped.tolist():
            for step in np.flatnonzero(known & (low < end) & (high >= start)).tolist():
                wall = self.walls(step * self.step, (step + 1) * self.step)
                if ((wall >= start) & (wall < end)).any():
                    return True
        return False

    def walls(self, first: int, last: int) -> Int64:
        """What the source's clock showed for the records [first, last): their stamps, with the year where they have none."""
        wall = self._wall[first:last]
        return wall if self._dating is None else self._dated(self._dating.running(wall, first))

    def odd_hours(self) -> tuple[OddHour, ...]:
        """Hours of the zone that happened twice or never in which stamps without a zone of their own lie, and how many."""
        if self._clock is None or self.lowest() is None:
            return ()
        low, high = (np.ascontiguousarray(self.outline.steps[name]) for name in ("low", "high"))
        low, high = (low - _DAY, high + _DAY) if self._within else (self._dated(low), self._dated(high))
        found: list[OddHour] = []
        for hour in self._clock.odd_hours(int(low.min()), int(high.max())):
            count = 0
            for step in np.flatnonzero((low < hour.end) & (high >= hour.start)).tolist():
                first, last = step * self.step, (step + 1) * self.step
                count += stamps_in(hour, self.walls(first, last), self._naive[first:last])
            found += [replace(hour, stamps=count)] if count else []
        return tuple(found)

    def _dated(self, running: Int64) -> Int64:
        return running if self._dating is None else self._dating.dated(running)

    def _raw(self, first: int, last: int) -> Int64:
        """What the outline is of."""
        if self._within:
            return self._zoned(self.walls(first, last), self._naive[first:last])
        wall = self._wall[first:last]
        return wall if self._dating is None else self._dating.running(wall, first)

    def _zoned(self, wall: Int64, naive: Bools) -> Int64:
        return wall if self._clock is None else np.where(naive, self._clock.utc(wall), wall)

    def _corrected(self, raw: Int64) -> Int64:
        if not self._within:
            raw = self._dated(raw)
            raw = raw if self._clock is None else self._clock.utc(raw)
        return moved(raw, self._offset)

    def t_range(self, first: int, last: int) -> Int64:
        """The corrected times of the records [first, last)."""
        return self._corrected(self._raw(first, last))

    def t_of(self, ats: Int64) -> Int64:
        """The corrected times of some records."""
        wall = self._wall[ats]
        if self._dating is not None:
            wall = self._dating.running_of(wall, ats)
        return self._corrected(self._zoned(self._dated(wall), self._naive[ats]) if self._within else wall)

    def order_range(self, first: int, last: int) -> Int64:
        """The times the records [first, last) stand at."""
        if self.whole:
            return self.t_range(first, last)
        start = first // self.step * self.step
        return self._corrected(standing(self._raw(start, last), self._above(start)))[first - start :]

    def _above(self, start: int) -> int:
        return int(self.outline.steps["last"][start // self.step - 1]) if start else self.outline.first

    def order_of(self, ats: Int64) -> Int64:
        """The times some records stand at."""
        t = self.t_of(ats)
        if self.whole or not len(ats):
            return t
        unknown = np.flatnonzero(t == NULL_T)
        for step in distinct(ats[unknown] // self.step).tolist():
            some = unknown[ats[unknown] // self.step == step]
            first = step * self.step
            t[some] = self.order_range(first, min(first + self.step, self.count))[ats[some] - first]
        return t

    def lowest(self) -> tuple[int, int] | None:
        """The least and the greatest known time; None where none is known."""
        if self.outline.first == NULL_T:
            return None
        return int(self.low.min()), int(self.high.max())


def moved(t: Int64, offset_ns: int) -> Int64:
    """Times moved by a clock's correction; unknown ones stay, and none leaves what 64 bits hold."""
    if not offset_ns:
        return t
    kept = np.minimum(t, LAST - offset_ns) if offset_ns > 0 else np.maximum(t, NULL_T + 1 - offset_ns)
    return np.where(t == NULL_T, NULL_T, kept + offset_ns)


def stamps_in(hour: OddHour, wall: Int64, naive: Bools) -> int:
    """How many walls without a zone lie in an odd hour."""
    return int(np.count_nonzero(naive & (wall >= hour.start) & (wall < hour.end)))


def corrected_times(wall: Int64, naive: Bools, zone: str, offset_ns: int) -> Int64:
    """Corrected ns UTC of a source's stamps: naive ones read in its zone, all moved by its clock's correction."""
    t = wall
    if not is_utc(zone) and naive.any():
        t = np.where(naive, ZoneClock(zone).utc(wall), wall)
    return moved(t, offset_ns)


def _some_and_every(naive: Bools) -> tuple[bool, bool]:
    if uniform(naive):
        value = bool(naive[0]) if len(naive) else False
        return value, value
    return bool(naive.any()), bool(naive.all())
