"""The time merge of ascending runs, cut into slices of time: where each slice begins is known at once, its order when asked.

Equal times stand in order of the runs, and within a run in its own order. A slice holds some 32,768 rows, also where one
instant has more of them: then it is cut within the instant.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from workbench.engine.distinct import distinct
from workbench.engine.parttimes import LAST
from workbench.engine.runs import Run

Int64 = npt.NDArray[np.int64]
SLICE = 1 << 15
KEPT, INSTANTS = 24, 256
EACH = 4096
DENSE = 1 << 20
"""Borders (of all slices in all runs) that are kept; of more they are looked up anew for every slice."""
BEFORE = -1


@dataclass(frozen=True, slots=True)
class Cut:
    """The place before all rows at `t`; where `run` isn't BEFORE, before the row at `t` of that run's position."""

    t: int
    run: int = BEFORE
    position: int = 0


@dataclass(frozen=True, slots=True)
class Slice:
    """Merged rows from `first` on. runs: which runs have some of them · low: their first position in each of those ·
    starts: where each of those begins in the rows run by run (one more: their count) · order: the merged rows as places
    in the rows run by run; None where there is only one run
    """

    first: int
    runs: Int64
    low: Int64
    starts: Int64
    order: npt.NDArray[np.int32] | None

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return int(self.starts[-1])

    def places(self, local: Int64) -> tuple[Int64, Int64]:
        """Run and position of some of its rows, counted from its first one."""
        at = local if self.order is None else self.order[local].astype(np.int64)
        which = np.searchsorted(self.starts, at, side="right") - 1
        return self.runs[which], self.low[which] + at - self.starts[which]

    def row_at(self, run: int, position: int) -> int:
        """The row of a run's position; it must be one of the slice's."""
        which = int(np.searchsorted(self.runs, run))
        at = int(self.starts[which]) + position - int(self.low[which])
        return self.first + (at if self.order is None else int(np.flatnonzero(self.order == at)[0]))


class TimeMerge:
    """Runs in one order of time. Rows are places in this order. Safe from several threads."""

    def __init__(self, runs: Sequence[Run], slice_rows: int = SLICE) -> None:
        self.runs = tuple(runs)
        self.counts = np.array([run.count for run in runs], dtype=np.int64)
        self.rows = int(self.counts.sum())
        self._low = np.array([run.low for run in runs], dtype=np.int64)
        self._high = np.array([run.high for run in runs], dtype=np.int64)
        self._each = slice_rows
        self._lock = Lock()
        self._slices: OrderedDict[int, Slice] = OrderedDict()
        self._least: dict[int, Int64] = {}
        self._from: dict[int, int] = {}
        self._cuts: list[Cut] = []
        self._cut_t = np.zeros(0, dtype=np.int64)
        self._dense: Int64 | None = None
        self._instant: tuple[int, Int64, Int64] | None = None
        self.starts = np.array([0, self.rows], dtype=np.int64)
        if len(runs) > 1 and self.rows > 2 * slice_rows:
            self._cut()

    @property
    def slices(self) -> int:
        """How many slices there are."""
        return len(self.starts) - 1

    def _cut(self) -> None:
        """Choose the cuts and count the rows before each."""
        parts = [run.samples(EACH) for run in self.runs]
        times = self._quantiles([part[0] for part in parts], [part[1] for part in parts])
        dense = (len(times) + 2) * len(self.runs) <= DENSE
        borders = np.zeros((len(times), len(self.runs)), dtype=np.int64) if dense else None
        before = np.zeros(len(times), dtype=np.int64)
        for number, run in enumerate(self.runs):
            found = run.left(times)
            before += found
            if borders is not None:
                borders[:, number] = found
        cuts = [Cut(t) for t in times.tolist()]
        sizes = np.diff(np.concatenate([[0], before, [self.rows]]))
        if int(sizes.max()) <= 2 * self._each:
            self._keep(cuts, before, borders)
        else:
            cuts = self._refined(cuts, sizes)
            rows = np.array([self._borders_of(cut) for cut in cuts]) if len(cuts) * len(self.runs) <= DENSE else None
            sums = rows.sum(axis=1) if rows is not None else [int(self._borders_of(cut).sum()) for cut in cuts]
            self._keep(cuts, np.array(sums, dtype=np.int64), rows)

    def _keep(self, cuts: list[Cut], before: Int64, borders: Int64 | None) -> None:
        self._cuts = cuts
        self._cut_t = np.array([cut.t for cut in cuts], dtype=np.int64)
        self.starts = np.concatenate([[0], before, [self.rows]]).astype(np.int64)
        if borders is not None:
            none = np.zeros((1, len(self.runs)), dtype=np.int64)
            self._dense = np.concatenate([none, borders, self.counts[None, :]])

    def _quantiles(self, times: list[Int64], weights: list[Int64]) -> Int64:
        """Times with about a slice's rows between them, by samples that stand for so many rows each."""
        every, weight = np.concatenate(times), np.concatenate(weights)
        order = np.argsort(every, kind="stable")
        every, before = every[order], np.cumsum(weight[order])
        at = np.searchsorted(before, np.arange(self._each, int(before[-1]), self._each))
        found = distinct(every[np.minimum(at, len(every) - 1)])
        return found[found > every[0]]

    def _refined(self, cuts: list[Cut], sizes: Int64) -> list[Cut]:
        """More cuts within the slices that hold too much."""
        found: list[Cut] = []
        ends: list[Cut | None] = [*cuts, None]
        before: Cut | None = None
        for end, size in zip(ends, sizes.tolist(), strict=True):
            if size > 2 * self._each:
                found += self._within(before, end)
            if end is not None:
                found.append(end)
            before = end
        return found

    def _within(self, start: Cut | None, end: Cut | None) -> list[Cut]:
        """Cuts between two that lie too far apart, ascending."""
        low, high = self._edge(start, None), self._edge(end, self.counts)
        some = np.flatnonzero(high > low)
        if int((high - low).sum()) <= 2 * self._each:
            return []
        first = min(int(self.runs[run].order(int(low[run]), int(low[run]) + 1)[0]) for run in some)
        last = max(int(self.runs[run].order(int(high[run]) - 1, int(high[run]))[0]) for run in some)
        if first == last:
            return self._in_instant(first, some, low, high)
        times: list[Int64] = []
        weights: list[Int64] = []
        for run in some.tolist():
            a, b = int(low[run]), int(high[run])
            positions = distinct(np.linspace(a, b - 1, 64).astype(np.int64))
            times.append(self.runs[run].order_of(positions))
            weights.append(np.diff(np.append(positions, b)))
        middle = self._quantiles(times, weights)
        middle = distinct(np.append(middle[(middle > first) & (middle <= last)], first + 1))
        inner = [Cut(t) for t in middle.tolist()]
        found: list[Cut] = []
        before = start
        for cut in [*inner, end]:
            found += self._within(before, cut)
            if cut is not end and cut is not None:
                found.append(cut)
            before = cut
        return found

    def _in_instant(self, t: int, some: Int64, low: Int64, high: Int64) -> list[Cut]:
        """Cuts within one instant, whose rows stand run by run."""
        ends = np.cumsum((high - low)[some])
        found: list[Cut] = []
        for row in range(self._each, int(ends[-1]), self._each):
            which = int(np.searchsorted(ends, row, side="right"))
            run = int(some[which])
            found.append(Cut(t, run, int(high[run]) - int(ends[which]) + row))
        return found

    def _edge(self, cut: Cut | None, otherwise: Int64 | None) -> Int64:
        if cut is None:
            return np.zeros(len(self.runs), dtype=np.int64) if otherwise is None else otherwise
        return self._borders_of(cut)

    def _borders_of(self, cut: Cut) -> Int64:
        """How many rows of each run lie before a cut."""
        if cut.run == BEFORE:
            return self.before(cut.t)
        # many cuts of one instant come one after the other
        held = self._instant
        if held is None or held[0] != cut.t:
            behind = self.before(cut.t + 1) if cut.t < LAST else self.counts
            held = self._instant = (cut.t, self.before(cut.t), behind)
        _, before, behind = held
        borders = np.concatenate([behind[: cut.run], before[cut.run :]])
        borders[cut.run] = cut.position
        return borders

    def before(self, t: int) -> Int64:
        """How many rows of each run lie before an instant."""
        found = np.where(self._high < t, self.counts, 0)
        key = np.array([t], dtype=np.int64)
        for run in np.flatnonzero((self._low < t) & (t <= self._high)).tolist():
            found[run] = int(self.runs[run].left(key)[0])
        return found

    def row_from(self, t: int) -> int:
        """The first row at or after an instant; the count of rows where there is none."""
        found = self._from.get(t)  # one instant is asked for again and again: where the cursor stands among other rows
        if found is None:
            if len(self._from) >= INSTANTS:
                self._from = {}
            found = self._from[t] = int(self.before(t).sum())
        return found

    def rows_from(self, times: Int64) -> Int64:
        """`row_from` of many instants at once: int64, as many."""
        return sum((run.left(times) for run in self.runs), np.zeros(len(times), dtype=np.int64))

    def borders(self, number: int) -> Int64:
        """How many rows of each run lie before a slice (the one behind the last: all)."""
        if self._dense is not None:
            return self._dense[number]
        return self._edge(self._cuts[number - 1] if number else None, None) if number < self.slices else self.counts

    def slice_of(self, row: int) -> int:
        """The slice that holds a row."""
        return int(np.searchsorted(self.starts, row, side="right")) - 1

    def slice(self, number: int) -> Slice:
        """A slice, merged now or lately."""
        with self._lock:
            held = self._slices.get(number)
            if held is not None:
                self._slices.move_to_end(number)
                return held
        made = self.merged(number)
        with self._lock:
            self._slices[number] = made
            while len(self._slices) > KEPT:
                self._slices.popitem(last=False)
        return made

    def merged(self, number: int) -> Slice:
        """A slice, merged now and not kept."""
        low, high = self.borders(number), self.borders(number + 1)
        some = np.flatnonzero(high > low)
        starts = np.concatenate([[0], np.cumsum((high - low)[some])]).astype(np.int64)
        order = None
        if len(some) > 1:
            pieces = [self.runs[run].order(int(low[run]), int(high[run])) for run in some.tolist()]
            order = np.argsort(np.concatenate(pieces), kind="stable").astype(np.int32)
        return Slice(int(self.starts[number]), some, low[some], starts, order)

    def head(self, run: int, position: int) -> tuple[int, Int64] | None:
        """The first records of a run that doesn't ascend as it lies, as `Run.head` tells them."""
        least = self._least.get(run)
        if least is None:
            least = self._least[run] = self.runs[run].least()
        return self.runs[run].head(position, least)

    def places(self, rows: Int64) -> tuple[Int64, Int64]:
        """Run and position of some rows, in any order."""
        runs, positions = np.empty(len(rows), dtype=np.int64), np.empty(len(rows), dtype=np.int64)
        numbers = np.searchsorted(self.starts, rows, side="right") - 1
        for number in distinct(numbers).tolist():
            some: slice | Int64 = np.flatnonzero(numbers == number)
            held = self.slice(number)
            runs[some], positions[some] = held.places(rows[some] - held.first)
        return runs, positions

    def row_at(self, run: int, position: int) -> int:
        """The row of a run's position."""
        t = int(self.runs[run].order(position, position + 1)[0])
        number = int(np.searchsorted(self._cut_t, t))
        while number < len(self._cuts):
            cut = self._cuts[number]
            if cut.t != t or (cut.run != BEFORE and (cut.run, cut.position) > (run, position)):
                break
            number += 1
        return self.slice(number).row_at(run, position)
