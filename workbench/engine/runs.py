"""Ascending runs: what the time merge of a case is made of. A source in order is one run, without a list of its rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.engine.parttimes import FEW, LAST, PartTimes

Int64 = npt.NDArray[np.int64]
EACH, LOOKED_BACK = 4096, 1 << 16
"""Positions between two of the least places that are kept, and positions that are looked through for those out of place."""


@dataclass(frozen=True, slots=True)
class Run:
    """The records [first, first + count) of a source in ascending order of the times they stand at.

    part: its place among the parts of the spine · perm: their places from `first` on in that order; None where they
    ascend as they lie · low, high: their least and greatest time
    """

    part: int
    times: PartTimes
    first: int
    count: int
    perm: npt.NDArray[np.uint32] | None
    low: int
    high: int

    def ats(self, first: int, last: int) -> Int64:
        """The records at the positions [first, last)."""
        if self.perm is None:
            return np.arange(self.first + first, self.first + last, dtype=np.int64)
        return self.first + self.perm[first:last].astype(np.int64)

    def ats_of(self, positions: Int64) -> Int64:
        """The records at some positions."""
        return self.first + (positions if self.perm is None else self.perm[positions].astype(np.int64))

    def order(self, first: int, last: int) -> Int64:
        """The times at the positions [first, last)."""
        if self.perm is None:
            return self.times.order_range(self.first + first, self.first + last)
        return self.times.order_of(self.ats(first, last))

    def order_of(self, positions: Int64) -> Int64:
        """The times at some positions."""
        return self.times.order_of(self.ats_of(positions))

    def least(self) -> Int64:
        """Of every `EACH`-th position the least place at it or behind it, of a run that doesn't ascend as it lies."""
        assert self.perm is not None
        lows = np.minimum.reduceat(self.perm, np.arange(0, self.count, EACH)).astype(np.int64)
        return np.append(np.minimum.accumulate(lows[::-1])[::-1], self.count)

    def head(self, position: int, least: Int64) -> tuple[int, Int64] | None:
        """What the first `position` records are: all places below the first figure, and those; None where that is unclear.

        Records out of order lie near each other in most files, so that this asks for few of them. least: see `least`
        """
        assert self.perm is not None
        step = position // EACH
        whole = int(least[min(step + 1, len(least) - 1)])
        if position < self.count:
            whole = min(whole, int(self.perm[position : (step + 1) * EACH].min()))
        look = 256
        while look <= LOOKED_BACK:
            some = self.perm[max(position - look, 0) : position].astype(np.int64)
            out = some[some >= whole]
            if len(out) == position - whole:
                return whole, out
            look *= 4
        return None

    @property
    def _lows(self) -> Int64:
        """The time of the first record of each step of a run that ascends as it lies."""
        step = self.times.step
        return self.times.low[self.first // step : -(-(self.first + self.count) // step)]

    def left(self, keys: Int64) -> Int64:
        """How many stand before each of these times."""
        if self.perm is None:
            step = np.searchsorted(self._lows, keys) - 1
            lo = np.maximum(step, 0) * self.times.step
            hi = np.where(step < 0, 0, np.minimum(lo + self.times.step, self.count))
            if len(keys) <= FEW:
                return self._in_steps(keys, lo, hi)
        else:
            lo = np.where(keys > self.high, self.count, 0)
            hi = np.where(keys <= self.low, 0, self.count)
        return self._between(keys, lo, hi)

    def right(self, keys: Int64) -> Int64:
        """How many stand before or at each of these times."""
        return np.where(keys == LAST, self.count, self.left(np.minimum(keys, LAST - 1) + 1))

    def _in_steps(self, keys: Int64, lo: Int64, hi: Int64) -> Int64:
        found = lo.copy()
        for number, (first, last) in enumerate(zip(lo.tolist(), hi.tolist(), strict=True)):
            if first < last:
                found[number] += int(np.searchsorted(self.order(first, last), keys[number]))
        return found

    def _between(self, keys: Int64, lo: Int64, hi: Int64) -> Int64:
        """Binary search for all keys at once: the answers lie in [lo, hi]."""
        while True:
            open_ = np.flatnonzero(lo < hi)
            if not len(open_):
                return lo
            middle = (lo[open_] + hi[open_]) >> 1
            before = self.order_of(middle) < keys[open_]
            lo[open_[before]] = middle[before] + 1
            hi[open_[~before]] = middle[~before]

    def position_of(self, at: int) -> int:
        """Where a record of the run stands in it."""
        if self.perm is None:
            return at - self.first
        t = self.times.order_of(np.array([at], dtype=np.int64))
        first, last = int(self.left(t)[0]), int(self.right(t)[0])
        # equal times stand in order of place
        return first + int(np.searchsorted(self.perm[first:last], at - self.first))

    def samples(self, each: int) -> tuple[Int64, Int64]:
        """Some of its times, ascending, and how many records each stands for."""
        step = self.times.step
        if self.perm is None and self.count > each >= step:
            low = self._lows
            weights = np.full(len(low), step, dtype=np.int64)
            weights[-1] = self.count - step * (len(low) - 1)
            return low, weights
        positions = np.arange(0, self.count, min(each, max(self.count // 16, 1)), dtype=np.int64)
        return self.order_of(positions), np.diff(np.append(positions, self.count))


def runs_of(part: int, times: PartTimes) -> list[Run]:
    """A source's records as ascending runs, in order of place: as few as its disorder allows."""
    outline, found = times.outline, list[Run]()
    perms = dict(zip(outline.chunks, outline.perm, strict=True))
    low, high = times.low, times.high
    each, step_rows = outline.grain.chunk, outline.grain.step
    borders = [0]
    for chunk in range(1, -(-times.count // each)):
        step = chunk * each // step_rows
        if chunk in perms or chunk - 1 in perms or low[step] < high[step - 1]:
            borders.append(chunk * each)
    for first, last in zip(borders, [*borders[1:], times.count], strict=True):
        if last > first:
            steps = slice(first // step_rows, -(-last // step_rows))
            perm = perms.get(first // each)
            found.append(Run(part, times, first, last - first, perm, int(low[steps].min()), int(high[steps].max())))
    return found
