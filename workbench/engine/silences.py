"""Stretches without records: silences far longer than usual."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from workbench.engine.density import levels_in
from workbench.engine.part import Part
from workbench.engine.parttimes import LAST
from workbench.engine.stamps import NULL_T
from workbench.model.instants import TimeWindow

Int64 = npt.NDArray[np.int64]
FACTOR, LEAST_NS, LEAST_SHARE = 10.0, 30_000_000_000, 0.01
FEW = 50_000


def gaps(
    t_sorted: Int64, factor: float = FACTOR, least_ns: int = LEAST_NS, least_share: float = LEAST_SHARE
) -> list[TimeWindow]:
    """Stretches silent far longer than usual: over `factor` times the 95th percentile of the silences between
    neighbouring records, longer than `least_ns`, and than `least_share` of the whole: a sparse start is no silence.
    t_sorted: ascending ns, unknown times left out or first.
    """
    t = t_sorted[np.searchsorted(t_sorted, NULL_T, side="right") :]
    if len(t) < 3:
        return []
    silences = np.diff(t)
    usual = float(np.percentile(silences, 95))
    least = max(usual * factor, least_ns, int(t[-1] - t[0]) * least_share)
    found = np.flatnonzero(silences > least)
    return [TimeWindow(int(t[place]), int(t[place + 1])) for place in found]


def silences(parts: Sequence[Part], kinds: Collection[int], few: int = FEW) -> tuple[TimeWindow, ...]:
    """The gaps between the records of some kinds in some sources, together; many records are not looked at one by one.

    Of n silences 5 % are as long as the 95th percentile or longer, so that it is at most 20/n of the whole: with more
    than 20,000 records ten times that is less than the hundredth of the whole that counts anyway, and only silences
    longer than this are looked for: each holds a bin of half that width without records.
    """
    voices = [_Voice(part, kinds) for part in parts]
    voices = [voice for voice in voices if voice.ends is not None]
    if sum(voice.count for voice in voices) <= max(few, 3):
        times = [voice.all_times() for voice in voices]
        return tuple(gaps(np.sort(np.concatenate(times)))) if times else ()
    low, high = min(voice.low for voice in voices), max(voice.high for voice in voices)
    least = max(float(LEAST_NS), (high - low) * LEAST_SHARE)
    width = int(least // 2)
    edges = np.array([*range(low, high, width), high + 1], dtype=np.int64)
    counts = sum((voice.counts(edges) for voice in voices), np.zeros(len(edges) - 1, dtype=np.int64))
    empty = np.flatnonzero(np.diff(np.concatenate([[0], counts == 0, [0]]).astype(np.int8)))
    found: list[TimeWindow] = []
    for first, last in empty.reshape(-1, 2).tolist():
        before = max(voice.last_before(int(edges[first])) for voice in voices)
        behind = min(voice.first_from(int(edges[last])) for voice in voices)
        if behind - before > least:
            found.append(TimeWindow(before, behind))
    return tuple(found)


class _Voice:
    """The records of some kinds in one source: by its runs where all are of one kind, else by their sorted times."""

    def __init__(self, part: Part, kinds: Collection[int]) -> None:
        self._part = part
        self._times: Int64 | None = None
        self.ends = None
        self.count = 0
        if part.one_kind in kinds:
            self.ends = part.times.lowest()
            self.count = int(part.times.outline.steps["levels"].sum(dtype=np.int64))
        elif part.one_kind < 0:
            t = part.times.t_range(0, part.count)
            self._times = np.sort(t[np.isin(part.kind, list(kinds)) & (t != NULL_T)])
            self.count = len(self._times)
            self.ends = (int(self._times[0]), int(self._times[-1])) if self.count else None
        self.low, self.high = self.ends or (0, 0)

    def all_times(self) -> Int64:
        """Every known time."""
        if self._times is not None:
            return self._times
        t = self._part.times.t_range(0, self._part.count)
        return t[t != NULL_T]

    def counts(self, edges: Int64) -> Int64:
        """How many lie between the edges."""
        if self._times is not None:
            return np.diff(np.searchsorted(self._times, edges))
        return levels_in(self._part, edges).sum(axis=1)

    def last_before(self, t: int) -> int:
        """The last known time before an instant, NULL_T where there is none."""
        if self._times is not None:
            at = int(np.searchsorted(self._times, t))
            return int(self._times[at - 1]) if at else NULL_T
        found = NULL_T
        for run in self._part.runs:
            at = int(run.left(np.array([t], dtype=np.int64))[0])
            found = max(found, int(run.order(at - 1, at)[0]) if at else NULL_T)
        return found

    def first_from(self, t: int) -> int:
        """The first known time at or after an instant, the last of all instants where there is none."""
        if self._times is not None:
            at = int(np.searchsorted(self._times, t))
            return int(self._times[at]) if at < len(self._times) else LAST
        found = LAST
        for run in self._part.runs:
            at = int(run.left(np.array([t], dtype=np.int64))[0])
            found = min(found, int(run.order(at, at + 1)[0]) if at < run.count else LAST)
        return found
