"""One source's part of the spine: its columns, by the number of a record in the order of its bytes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.engine.distinct import distinct
from workbench.engine.logindex import LogIndex
from workbench.engine.outline import GRAIN, Grain
from workbench.engine.parttimes import PartTimes, corrected_times, uniform
from workbench.engine.runs import Run, runs_of
from workbench.engine.stamps import NULL_T
from workbench.engine.years import Dating
from workbench.model.records import KINDS

Int64 = npt.NDArray[np.int64]
UInt8 = npt.NDArray[np.uint8]
_NOTHING = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class SpinePart:
    """One source's columns, one entry a record; order of entries doesn't matter.

    number: the source's · wall, wall_end: ns by its own clock (NULL_T unknown; wall_end None: none has one) ·
    naive: read `wall` in `zone` · offset_ns: what corrects its clock, 0 where that is switched off · kind: index into
    `records.KINDS` · event: row ids in the event store, None where records are bytes of the source · index: what tells
    offsets and lengths of a log, whose own are left empty · folder: where the outline of its times is kept, None: nowhere ·
    dating: gives years to stamps that don't write them
    """

    number: int
    wall: Int64
    naive: npt.NDArray[np.bool_]
    severity: UInt8
    kind: UInt8
    offset: Int64
    length: Int64
    wall_end: Int64 | None = None
    event: Int64 | None = None
    zone: str = "UTC"
    offset_ns: int = 0
    index: LogIndex | None = None
    folder: Path | None = field(default=None, compare=False)
    dating: Dating | None = None

    @classmethod
    def of_log(
        cls,
        number: int,
        index: LogIndex,
        kind: int,
        *,
        zone: str = "UTC",
        offset_ns: int = 0,
        folder: Path | None = None,
        dating: Dating | None = None,
    ) -> SpinePart:
        """The part of a log, whose columns stay where they are."""
        kinds = np.broadcast_to(np.uint8(kind), index.records)
        naive = index.naive
        if index.stats.naive != index.stats.explicit:
            naive = np.broadcast_to(np.bool_(index.stats.naive), index.records)
        return cls(
            number, index.wall, naive, index.severity, kinds, _NOTHING, _NOTHING,
            zone=zone, offset_ns=offset_ns, index=index, folder=folder, dating=dating,
        )  # fmt: skip

    @property
    def loses(self) -> bool:
        """Whether some of its stamps are no time in the year they are given."""
        return self.dating is not None and self.index is not None and self.dating.loses(self.index.stats.laps)

    def by_offset(self) -> SpinePart:
        """The same with its entries in order of offset."""
        if self.index is not None or not len(self.offset) or bool((self.offset[1:] >= self.offset[:-1]).all()):
            return self
        order = np.argsort(self.offset, kind="stable")
        columns: dict[str, Any] = {
            name: column if column is None else column[order]
            for name in ("wall", "naive", "severity", "kind", "offset", "length", "wall_end", "event")
            for column in (getattr(self, name),)
        }
        return SpinePart(self.number, **columns, zone=self.zone, offset_ns=self.offset_ns, folder=self.folder)


class Part:
    """A source's records, numbered in order of offset (`at`). Columns are read for the records asked for.

    times: when they are · severity, kind: columns (records,) · one_kind: the kind of all of them, -1 where they differ
    """

    def __init__(self, columns: SpinePart, grain: Grain = GRAIN) -> None:
        self.columns = columns = columns.by_offset()
        self.number, self.count = columns.number, len(columns.wall)
        self.severity, self.kind = columns.severity, columns.kind
        self.times = PartTimes(
            columns.wall, columns.naive, columns.severity, columns.zone, columns.offset_ns, columns.folder, grain,
            columns.dating, columns.loses,
        )  # fmt: skip
        self.one_kind = _one(columns.kind)

    @property
    def events(self) -> bool:
        """Whether its records are in the event store, and not bytes of the source."""
        return self.columns.event is not None

    @cached_property
    def runs(self) -> list[Run]:
        """Its records as ascending runs; `part` of them is set by the spine."""
        return runs_of(0, self.times)

    @cached_property
    def kinds(self) -> Int64:
        """How many records of each kind it has: int64 (len(KINDS),)."""
        counts = np.zeros(len(KINDS), dtype=np.int64)
        if self.one_kind >= 0:
            counts[self.one_kind] = self.count
            return counts
        for first in range(0, self.count, GRAIN.block):
            counts += np.bincount(self.kind[first : first + GRAIN.block], minlength=len(KINDS))
        return counts

    def ends(self, kinds: Collection[int] | None = None) -> tuple[int, int] | None:
        """The least and the greatest known time of its records (of some kinds); None where none is known."""
        if kinds is None or self.one_kind in kinds:
            return self.times.lowest()
        if self.one_kind >= 0:
            return None
        t = self.times.t_range(0, self.count)
        t = t[(t != NULL_T) & np.isin(self.kind, list(kinds))]
        return (int(t.min()), int(t.max())) if len(t) else None

    def t_end_of(self, ats: Int64) -> Int64:
        """When records ended, corrected ns; NULL_T where they have no end."""
        columns = self.columns
        if columns.wall_end is None:
            return np.full(len(ats), NULL_T, dtype=np.int64)
        return corrected_times(columns.wall_end[ats], columns.naive[ats], columns.zone, columns.offset_ns)

    def event_of(self, ats: Int64) -> Int64:
        """Row ids in the event store, -1 where records are bytes."""
        event = self.columns.event
        return np.full(len(ats), -1, dtype=np.int64) if event is None else event[ats]

    def ranges_of(self, ats: Int64) -> tuple[Int64, Int64]:
        """Offsets and lengths of records, in any order."""
        index = self.columns.index
        if index is None:
            return self.columns.offset[ats], self.columns.length[ats]
        if len(ats) < 2 or bool((ats[1:] > ats[:-1]).all()):
            return index.record_ranges_of(ats)
        wanted = distinct(ats)
        place = np.searchsorted(wanted, ats)
        starts, lengths = index.record_ranges_of(wanted)
        return starts[place], lengths[place]

    def lines_of(self, ats: Int64) -> Int64:
        """The physical lines (0-based) that records of a log begin on, in any order."""
        index = self.columns.index
        assert index is not None
        wanted = distinct(ats)
        return index.lines_of(wanted)[np.searchsorted(wanted, ats)]

    def at_of(self, offset: int) -> int:
        """The record that begins at a byte (the first, if several do); -1 where none does."""
        index = self.columns.index
        if index is None:
            at = int(np.searchsorted(self.columns.offset, offset))
            return at if at < self.count and self.columns.offset[at] == offset else -1
        at = index.record_at(offset)
        return at if at >= 0 and int(index.record_ranges_of(np.array([at]))[0][0]) == offset else -1

    def around(self, offset: int) -> int:
        """The shortest record that holds a byte; -1 where none does."""
        index = self.columns.index
        if index is not None:
            at = index.record_at(offset)
            if at < 0:
                return -1
            starts, lengths = index.record_ranges_of(np.array([at]))
            return at if offset < int(starts[0]) + max(int(lengths[0]), 1) else -1
        before = slice(0, int(np.searchsorted(self.columns.offset, offset, side="right")))
        holds = np.flatnonzero(offset < self.columns.offset[before] + np.maximum(self.columns.length[before], 1))
        return int(holds[np.argmin(self.columns.length[holds])]) if len(holds) else -1


def _one(column: UInt8) -> int:
    if not len(column):
        return -1
    first = int(column[0])
    same = uniform(column) or (len(column) <= GRAIN.block and bool((column == first).all()))
    return first if same else -1
