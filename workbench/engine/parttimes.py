"""One source's times as its zone and clock correction make them, read from its stamps when they are asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from workbench.engine.distinct import distinct
from workbench.engine.outline import GRAIN, Grain, Outline, outline_of, standing
from workbench.engine.stamps import NULL_T
from workbench.engine.zones import ZoneClock, is_utc

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
FEW = 4
LAST = int(np.iinfo(np.int64).max)


def uniform(column: npt.NDArray[np.generic]) -> bool:
    """Whether a column is one value that stands for all its rows, without looking at them."""
    return len(column) < 2 or column.strides == (0,)


class PartTimes:
    """Corrected times of a source's records (`t`), and the times they stand at (`order`); ns UTC, NULL_T unknown.

    The outline is of the stamps as they are written where all of them have, or all lack, a zone: then another zone or
    correction needs no new one. Else it is of the stamps in their zone. A correction is only added, never part of it.
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
    ) -> None:
        self.count, self._grain, self.step = len(wall), grain, grain.step
        self._wall, self._naive, self._offset = wall, naive, offset_ns
        some, every = _some_and_every(naive)
        clock = None if is_utc(zone) or not some else ZoneClock(zone)
        self._within: ZoneClock | None = None  # reads the stamps in their zone before the outline is made
        self._behind: ZoneClock | None = clock  # or what the outline says of them, after it
        if clock is not None and not every:
            self._within, self._behind = clock, None
        outline = self._outlined(severity, zone, folder)
        if self._behind is not None and self._bent(outline, self._behind):
            self._within, self._behind = clock, None
            outline = self._outlined(severity, zone, folder)
        self.outline = outline
        self.low = self._corrected(np.ascontiguousarray(outline.steps["low"]))
        self.high = self._corrected(np.ascontiguousarray(outline.steps["high"]))
        self.whole = not bool(outline.steps["nulls"].any())

    def _outlined(self, severity: npt.NDArray[np.uint8], zone: str, folder: Path | None) -> Outline:
        name = "stamps" if self._within is None else f"in-{zone.replace('/', '-')}"
        return outline_of(self._raw, severity, self.count, folder / name if folder is not None else None, self._grain)

    def _bent(self, outline: Outline, clock: ZoneClock) -> bool:
        """Whether a stamp lies in an hour that a change of the zone skipped: then order by stamps isn't order in UTC."""
        steps = outline.steps
        known = steps["high"] != NULL_T
        if not known.any():
            return False
        skipped = clock.skipped(int(steps["low"][known].min()), int(steps["high"][known].max()))
        for start, end in skipped.tolist():
            for step in np.flatnonzero(known & (steps["low"] < end) & (steps["high"] >= start)).tolist():
                wall = self._wall[step * self.step : (step + 1) * self.step]
                if ((wall >= start) & (wall < end)).any():
                    return True
        return False

    def _raw(self, first: int, last: int) -> Int64:
        """What the outline is of."""
        wall = self._wall[first:last]
        if self._within is None:
            return wall
        return np.where(self._naive[first:last], self._within.utc(wall), wall)

    def _corrected(self, raw: Int64) -> Int64:
        return moved(raw if self._behind is None else self._behind.utc(raw), self._offset)

    def t_range(self, first: int, last: int) -> Int64:
        """The corrected times of the records [first, last)."""
        return self._corrected(self._raw(first, last))

    def t_of(self, ats: Int64) -> Int64:
        """The corrected times of some records."""
        wall = self._wall[ats]
        if self._within is not None:
            wall = np.where(self._naive[ats], self._within.utc(wall), wall)
        return self._corrected(wall)

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
