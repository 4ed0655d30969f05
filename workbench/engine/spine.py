"""The spine: every record of a case in order of time, which timeline, log, query and density read.

Order is the record's corrected time, then source number, then byte offset. A record without a time stands, for order
only, after the record above it, at the source's start if there is none. Rows are places in this order, never stored: the
spine is a merge of its parts, one a source, and a slice of time of it is made when it is asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from workbench.engine.density import edges_of, levels_in, levels_of
from workbench.engine.distinct import distinct
from workbench.engine.merge import SLICE, TimeMerge
from workbench.engine.outline import LEVEL_OF, VERSION
from workbench.engine.part import Part, SpinePart
from workbench.engine.parttimes import LAST, corrected_times
from workbench.engine.rowset import RowSet
from workbench.engine.silences import gaps, silences
from workbench.engine.spinecolumns import Column
from workbench.engine.stamps import NULL_T
from workbench.model.instants import TimeWindow
from workbench.model.records import KINDS
from workbench.model.severity import LEVELS

__all__ = ["LEVEL_OF", "VERSION", "Part", "Spine", "SpinePart", "build_spine", "corrected_times", "gaps"]

Int64 = npt.NDArray[np.int64]
FIRST_LOOK, MOST_LOOK = 64, 1 << 16


class PartSets(Protocol):
    """Rows as sets of the records of each source, by its number; a source that isn't named has none."""

    @property
    def sets(self) -> Mapping[int, RowSet]:
        """The sets."""
        ...

    def __len__(self) -> int: ...

    def __getitem__(self, key: slice) -> Int64: ...

    def at_or_after(self, row: int) -> int:
        """The position of the first of its rows that isn't below `row`."""
        ...


ROWS_KEPT = 256
"""Records whose rows are remembered: each panel asks for that of the record that is cited."""


class Spine:
    """Rows of all parts (in order of source number) by time. Safe from several threads.

    Columns: t, t_end: corrected ns UTC, NULL_T unknown · order: the time a row stands at · severity · kind: index into
    `KINDS` · source: number · offset, length: its bytes · event: row id in the event store or -1.
    """

    def __init__(self, parts: Sequence[SpinePart | Part], slice_rows: int = SLICE) -> None:
        made = [part if isinstance(part, Part) else Part(part) for part in parts]
        self.parts = tuple(sorted((part for part in made if part.count), key=lambda part: part.number))
        self._index = {part.number: index for index, part in enumerate(self.parts)}
        runs = [replace(run, part=index) for index, part in enumerate(self.parts) for run in part.runs]
        self.merge = TimeMerge(runs, slice_rows)
        self._part_of_run = np.array([run.part for run in runs], dtype=np.int64)
        self._first_of_run = np.array([run.first for run in runs], dtype=np.int64)
        self.rows = self.merge.rows
        self._rows: dict[tuple[int, int], int] = {}
        self._silences: dict[frozenset[int], tuple[TimeWindow, ...]] = {}
        self.t = Column(self, "i8", lambda part, ats: part.times.t_of(ats))
        self.order = Column(self, "i8", lambda part, ats: part.times.order_of(ats))
        self.t_end = Column(self, "i8", lambda part, ats: part.t_end_of(ats))
        self.severity = Column(self, "u1", lambda part, ats: part.severity[ats])
        self.kind = Column(self, "u1", lambda part, ats: part.kind[ats])
        self.source = Column(self, "u4", lambda part, ats: np.full(len(ats), part.number, dtype=np.uint32))
        self.offset = Column(self, "i8", lambda part, ats: part.ranges_of(ats)[0])
        self.length = Column(self, "i8", lambda part, ats: part.ranges_of(ats)[1])
        self.event = Column(self, "i8", lambda part, ats: part.event_of(ats))

    # ------------------------------------------------------------------------------------------------ places
    def part(self, number: int) -> Part | None:
        """The part of a source by the source's number; None where it has no records."""
        index = self._index.get(number)
        return None if index is None else self.parts[index]

    def places(self, rows: Int64) -> tuple[Int64, Int64]:
        """Which part (index into `parts`) each of some rows is of, and which record (`at`) of it."""
        runs, positions = self.merge.places(np.asarray(rows, dtype=np.int64))
        ats = np.empty(len(positions), dtype=np.int64)
        for run in distinct(runs).tolist():
            some = np.flatnonzero(runs == run)
            ats[some] = self.merge.runs[run].ats_of(positions[some])
        return self._part_of_run[runs], ats

    def row_at(self, part: int, at: int) -> int:
        """The row of a record of a part (index into `parts`)."""
        row = self._rows.get((part, at))
        if row is None:
            if len(self._rows) >= ROWS_KEPT:
                self._rows.clear()
            row = self._rows[part, at] = self._row_at(part, at)
        return row

    def _row_at(self, part: int, at: int) -> int:
        low = int(np.searchsorted(self._part_of_run, part))
        high = int(np.searchsorted(self._part_of_run, part, side="right"))
        run = low + int(np.searchsorted(self._first_of_run[low:high], at, side="right")) - 1
        return self.merge.row_at(run, self.merge.runs[run].position_of(at))

    def row_of(self, source_number: int, offset: int) -> int:
        """The row of the record that begins at a byte of a source (the first, if several do); -1 where none does."""
        return self._row(source_number, lambda part: part.at_of(offset))

    def row_around(self, source_number: int, offset: int) -> int:
        """The row of the shortest record of a source that holds a byte; -1 where none does."""
        return self._row(source_number, lambda part: part.around(offset))

    def _row(self, source_number: int, find: Callable[[Part], int]) -> int:
        index = self._index.get(source_number)
        at = -1 if index is None else find(self.parts[index])
        return -1 if index is None or at < 0 else self.row_at(index, at)

    # ------------------------------------------------------------------------------------------------ times
    def row_from(self, t: int) -> int:
        """The first row that stands at or after an instant; the count of rows where none does."""
        return self.merge.row_from(_int64(t))

    def rows_from(self, times: Iterable[int]) -> list[int]:
        """`row_from` of many instants at once."""
        return self.merge.rows_from(np.array([_int64(t) for t in times], dtype=np.int64)).tolist()

    def nearest(self, t: int, rows: Sequence[int] | Int64 | PartSets | None = None) -> int:
        """Index into `rows` (ascending spine rows; None: the spine itself) of the record nearest to `t`.

        Records without a time are passed over; of two equally near ones the earlier, of equal times the first; -1
        where there is none.
        """
        where = range(self.rows) if rows is None else rows
        border = _first_not_below(where, self.row_from(t))
        right = self._timed(where, border, 1)
        left = self._timed(where, border - 1, -1)
        if left < 0:
            return right
        at_left = self._t_at(where, left)
        if right >= 0 and self._t_at(where, right) - t < t - at_left:
            return right
        return self._timed(where, min(_first_not_below(where, self.row_from(at_left)), left), 1)

    def _t_at(self, where: Rows, position: int) -> int:
        return int(self.t[int(where[position : position + 1][0])])

    def _timed(self, where: Rows, position: int, step: int) -> int:
        """The first position from one on (step 1) or back (-1) whose row has a time; -1 where there is none."""
        look = FIRST_LOOK
        while 0 <= position < len(where):
            end = max(position + step * look, -1)
            places = range(position, min(end, len(where)) if step > 0 else end, step)
            low, high = min(places[0], places[-1]), max(places[0], places[-1]) + 1
            known = np.flatnonzero(self.t[np.asarray(where[low:high], dtype=np.int64)] != NULL_T)
            if len(known):
                return low + int(known[0] if step > 0 else known[-1])
            position = high if step > 0 else low - 1
            look = min(look * 4, MOST_LOOK)
        return -1

    def span(self, kinds: Collection[int] | None = None) -> TimeWindow | None:
        """From the first to just behind the last known time (of some kinds); None where no record has one."""
        ends = [both for part in self.parts if (both := part.ends(kinds)) is not None]
        return TimeWindow(min(low for low, _ in ends), max(high for _, high in ends) + 1) if ends else None

    def within(self, window: TimeWindow) -> slice:
        """The rows that stand in [start, end)."""
        return slice(self.row_from(window.start), self.row_from(window.end))

    # ------------------------------------------------------------------------------------------------ counts
    @cached_property
    def kinds(self) -> Int64:
        """How many rows of each kind there are: int64 (len(KINDS),)."""
        return sum((part.kinds for part in self.parts), np.zeros(len(KINDS), dtype=np.int64))

    def silences(self, kinds: Collection[int]) -> tuple[TimeWindow, ...]:
        """Stretches in which records of some kinds are silent far longer than usual."""
        key = frozenset(kinds)
        if key not in self._silences:
            self._silences[key] = silences(self.parts, key)
        return self._silences[key]

    def density(
        self, window: TimeWindow, bins: int, rows: Int64 | PartSets | None = None, *, kind: int | None = None
    ) -> Int64:
        """Records by time and level: int64 (bins, 7), bin i covers [start + i·width/bins, …). Only records with a time.

        rows: spine rows to count, or sets of them, None for all · kind: only those of one kind (index into `KINDS`)
        """
        edges = edges_of(window, bins)
        counts = np.zeros((bins, len(LEVELS)), dtype=np.int64)
        if rows is None:
            for part in self.parts:
                counts += levels_in(part, edges, kind)
        elif isinstance(rows, np.ndarray):
            for part, ats in self.by_part(rows):
                counts += levels_of(part, ats, edges, kind)
        else:
            for part in self.parts:
                only = rows.sets.get(part.number)
                if only is not None and len(only):
                    counts += levels_in(part, edges, kind, only)
        return counts

    def by_part(self, rows: Int64) -> list[tuple[Part, Int64]]:
        """Some rows as the records of each part they are of, in the order given."""
        number, ats = self.places(rows)
        return [(self.parts[part], ats[number == part]) for part in distinct(number).tolist()]


Rows = Sequence[int] | Int64 | PartSets


def build_spine(parts: Sequence[SpinePart], folder: None = None) -> Spine:
    """Merge all sources."""
    return Spine(parts)


def _first_not_below(where: Rows, row: int) -> int:
    if isinstance(where, range):
        return row
    if isinstance(where, np.ndarray):
        return int(np.searchsorted(where, row))
    return bisect_left(where, row) if isinstance(where, Sequence) else where.at_or_after(row)


def _int64(t: int) -> int:
    return min(max(t, NULL_T), LAST)
