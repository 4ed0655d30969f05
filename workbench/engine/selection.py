"""Which rows of a spine are shown: what a filter answers with and a table scrolls over, without a list of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from workbench.engine.distinct import distinct
from workbench.engine.merge import Slice
from workbench.engine.rowset import RowSet
from workbench.engine.runs import Run
from workbench.engine.spine import Spine

Int64 = npt.NDArray[np.int64]
KEPT = 24
MANY = 64
EACH = 4096
CHUNK = 4096


class Selection:
    """An immutable ascending set of the rows of one spine. Safe from several threads.

    sets: by the number of each source the set of its records that are in it. Where rows stand is counted slice of time by
    slice, and only as far as it is asked for.
    """

    __slots__ = ("_before", "_kept", "_length", "_lock", "_ranks", "sets", "spine")

    def __init__(self, spine: Spine, sets: Mapping[int, RowSet]) -> None:
        self.spine = spine
        given = {part.number: (sets.get(part.number), part.count) for part in spine.parts}
        self.sets = {number: RowSet.none(count) if one is None else one for number, (one, count) in given.items()}
        self._length = sum(len(one) for one in self.sets.values())
        self._before: dict[int, int] = {}
        self._kept: OrderedDict[int, Int64] = OrderedDict()
        self._ranks: dict[int, Int64] = {}
        self._lock = Lock()

    @classmethod
    def none(cls, spine: Spine) -> Selection:
        """No row."""
        return cls(spine, {})

    @classmethod
    def all(cls, spine: Spine) -> Selection:
        """Every row."""
        return cls(spine, {part.number: RowSet.all(part.count) for part in spine.parts})

    @classmethod
    def from_rows(cls, spine: Spine, rows: npt.ArrayLike) -> Selection:
        """These rows, in any order."""
        parts = spine.by_part(np.asarray(rows, dtype=np.int64))
        return cls(spine, {part.number: RowSet.from_rows(distinct(ats), part.count) for part, ats in parts})

    def __len__(self) -> int:
        return self._length

    def __bool__(self) -> bool:
        return self._length > 0

    def __repr__(self) -> str:
        return f"<{len(self):,} of {self.spine.rows:,} rows>"

    @overload
    def __getitem__(self, key: int) -> int: ...
    @overload
    def __getitem__(self, key: slice) -> Int64: ...
    def __getitem__(self, key: int | slice) -> int | Int64:
        if isinstance(key, slice):
            first, last, step = key.indices(len(self))
            return self._range(first, last) if step == 1 else self.take(np.arange(first, last, step, dtype=np.int64))
        at = int(key) + (len(self) if key < 0 else 0)
        if not 0 <= at < len(self):
            raise IndexError(f"there is no row {key} in {len(self)}")
        return int(self._range(at, at + 1)[0])

    def __iter__(self) -> Iterator[int]:
        for first in range(0, len(self), CHUNK):
            yield from self[first : first + CHUNK].tolist()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.asarray(self.rows(), dtype=dtype)

    def __contains__(self, row: object) -> bool:
        if not isinstance(row, int | np.integer) or not 0 <= row < self.spine.rows:
            return False
        part, ats = self.spine.places(np.array([row], dtype=np.int64))
        return int(ats[0]) in self.sets[self.spine.parts[int(part[0])].number]

    def rows(self) -> Int64:
        """All rows: int64, ascending. Not for large cases: eight bytes a row."""
        return self._range(0, len(self))

    def take(self, positions: Int64) -> Int64:
        """The rows at some positions, in any order."""
        found = np.empty(len(positions), dtype=np.int64)
        if len(positions) < MANY:
            found[:] = [self[int(position)] for position in positions]
            return found
        numbers = np.searchsorted(self._all_before(), positions, side="right") - 1
        for number in distinct(numbers).tolist():
            some = np.flatnonzero(numbers == number)
            before = self._before_slice(number)
            found[some] = self._members(number, positions[some] - before)
        return found

    def position_of(self, row: int) -> int:
        """Where a row stands, -1 when it isn't here."""
        return self.at_or_after(row) if row in self else -1

    def at_or_after(self, row: int) -> int:
        """The position of the first row that is not below `row`; the length when there is none."""
        if row <= 0 or row >= self.spine.rows:
            return 0 if row <= 0 else len(self)
        merge = self.spine.merge
        number = merge.slice_of(int(row))
        before = self._before_slice(number)
        held = self._straight(number)
        if held is None:
            return before + int(np.searchsorted(self._rows_in(number), row))
        run, low = held
        return before + self._rank(run, low + int(row) - int(merge.starts[number])) - self._rank(run, low)

    def __and__(self, other: Selection) -> Selection:
        return self._joined(other, lambda a, b: a & b)

    def __or__(self, other: Selection) -> Selection:
        return self._joined(other, lambda a, b: a | b)

    def __sub__(self, other: Selection) -> Selection:
        return self._joined(other, lambda a, b: a - b)

    def _joined(self, other: Selection, join: Callable[[RowSet, RowSet], RowSet]) -> Selection:
        if other.spine is not self.spine:
            raise ValueError("selections of two spines can't be combined")
        return Selection(self.spine, {number: join(one, other.sets[number]) for number, one in self.sets.items()})

    # ------------------------------------------------------------------------------------------------ by slices
    def _range(self, first: int, last: int) -> Int64:
        """The rows at the positions [first, last)."""
        found: list[Int64] = []
        if last > first:
            number = self._slice_at(first)
            place = first
            while place < last:
                before, behind = self._before_slice(number), self._before_slice(number + 1)
                end = min(last, behind)
                if end > place:
                    found.append(self._members(number, np.arange(place - before, end - before, dtype=np.int64)))
                    place = end
                number += 1
        return found[0] if len(found) == 1 else np.concatenate(found) if found else np.zeros(0, dtype=np.int64)

    def _slice_at(self, position: int) -> int:
        """The slice of time in which the row at a position lies."""
        low, high = 0, self.spine.merge.slices
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._before_slice(middle) <= position else (low, middle)
        return low

    def _before_slice(self, number: int) -> int:
        """How many of its rows stand before a slice."""
        found = self._before.get(number)
        if found is None:
            borders = self.spine.merge.borders(number)
            found = sum(self._rank(run, int(border)) for run, border in enumerate(borders.tolist()) if border)
            self._before[number] = found
        return found

    def _all_before(self) -> Int64:
        return np.array([self._before_slice(number) for number in range(self.spine.merge.slices)], dtype=np.int64)

    def _members(self, number: int, places: Int64) -> Int64:
        """Its rows in a slice by their places (ascending or not) among those."""
        held = self._straight(number)
        if held is None:
            return self._rows_in(number)[places]
        run, low = held
        one = self.spine.merge.runs[run]
        rows = self._set(one)
        first = one.first + low
        start = int(self.spine.merge.starts[number]) - first
        if len(rows) == rows.size:
            return places + (start + first)
        below = rows.rank(first)
        if len(places) > 1 and int(places[-1]) - int(places[0]) == len(places) - 1:
            return rows[below + int(places[0]) : below + int(places[-1]) + 1] + start
        return rows.take(places + below) + start

    def _straight(self, number: int) -> tuple[int, int] | None:
        """The run a slice is of and where it begins there, if only one run that lies in order has rows in it."""
        low, high = self.spine.merge.borders(number), self.spine.merge.borders(number + 1)
        some = np.flatnonzero(high > low)
        if len(some) != 1 or self.spine.merge.runs[int(some[0])].perm is not None:
            return None
        return int(some[0]), int(low[some[0]])

    def _rows_in(self, number: int) -> Int64:
        """Its rows in a slice, ascending."""
        with self._lock:
            held = self._kept.get(number)
            if held is not None:
                self._kept.move_to_end(number)
                return held
        slice_ = self.spine.merge.slice(number)
        found = slice_.first + np.flatnonzero(self._mask(slice_))
        with self._lock:
            self._kept[number] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found

    def _mask(self, slice_: Slice) -> npt.NDArray[np.bool_]:
        """Which rows of a slice are here."""
        mask = np.zeros(slice_.rows, dtype=np.bool_)
        for place, number in enumerate(slice_.runs.tolist()):
            run = self.spine.merge.runs[number]
            start, end = int(slice_.starts[place]), int(slice_.starts[place + 1])
            low = int(slice_.low[place])
            mask[start:end] = _mask_of(self._set(run), run, low, low + end - start)
        return mask if slice_.order is None else mask[slice_.order]

    def _set(self, run: Run) -> RowSet:
        return self.sets[self.spine.parts[run.part].number]

    def _rank(self, number: int, position: int) -> int:
        """How many of the first `position` records of a run are here."""
        run = self.spine.merge.runs[number]
        rows = self._set(run)
        if not len(rows) or len(rows) == rows.size:
            return position if len(rows) else 0
        if run.perm is None:
            return rows.count_between(run.first, run.first + position)
        head = self.spine.merge.head(number, position)
        if head is not None:
            whole, others = head
            return rows.count_between(run.first, run.first + whole) + _count_of(rows, run.first + others)
        ranks = self._ranks.get(number)
        if ranks is None:
            mask = _mask_of(rows, run, 0, run.count)
            counts = np.add.reduceat(mask, np.arange(0, run.count, EACH), dtype=np.int64)
            ranks = self._ranks[number] = np.concatenate([[0], np.cumsum(counts)])
        start = position // EACH * EACH
        rest = np.count_nonzero(_mask_of(rows, run, start, position)) if position > start else 0
        return int(ranks[start // EACH]) + int(rest)


def _count_of(rows: RowSet, ats: Int64) -> int:
    """How many of some records are in a set."""
    if not len(ats):
        return 0
    low = int(ats.min())
    return int(np.count_nonzero(rows.mask(low, int(ats.max()) + 1)[ats - low]))


def _mask_of(rows: RowSet, run: Run, first: int, last: int) -> npt.NDArray[np.bool_]:
    """Which records at the positions [first, last) of a run are in a set."""
    if run.perm is None:
        return rows.mask(run.first + first, run.first + last)
    places = run.perm[first:last]
    low, high = int(places.min()), int(places.max()) + 1
    return rows.mask(run.first + low, run.first + high)[places - low]
