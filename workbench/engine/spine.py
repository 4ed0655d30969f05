"""The spine: every record of a case in order of time, as sorted columns that timeline, log, query and density read.

Order is the record's corrected time, then source number, then byte offset. A record without a time stands, for order
only, after the record above it, at the source's start if there is none. Rows are places in this order, never stored.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.engine.columns import mapped, read_header, written_folder
from workbench.engine.stamps import NULL_T
from workbench.engine.zones import localise
from workbench.model.instants import TimeWindow
from workbench.model.severity import LEVELS, level_of

Int64 = npt.NDArray[np.int64]
UInt8 = npt.NDArray[np.uint8]
VERSION = 1
_TYPES = {
    "t": "<i8", "order": "<i8", "t_end": "<i8", "severity": "|u1", "kind": "|u1", "source": "<u4", "offset": "<i8",
    "length": "<i8", "event": "<i8", "by_place": "<i8",
}  # fmt: skip
LEVEL_OF = np.array([level_of(number) for number in range(256)], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class SpinePart:
    """One source's columns, one entry a record; order of entries doesn't matter.

    number: the source's · wall, wall_end: ns by its own clock (NULL_T unknown; wall_end None: none has one) ·
    naive: read `wall` in `zone` · offset_ns: what corrects its clock, 0 where that is switched off · kind: index into
    `records.KINDS` · event: row ids in the event store, None where records are bytes of the source.
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


@dataclass(frozen=True, slots=True)
class Spine:
    """Sorted columns of shape (rows,). t, t_end: corrected ns UTC, NULL_T unknown · order: the time a row stands at ·
    event: row id in the event store or -1 · by_place: rows in order of (source, offset).
    """

    t: Int64
    order: Int64
    t_end: Int64
    severity: UInt8
    kind: UInt8
    source: npt.NDArray[np.uint32]
    offset: Int64
    length: Int64
    event: Int64
    by_place: Int64

    @property
    def rows(self) -> int:
        """How many records there are."""
        return len(self.t)

    def nearest(self, t: int, rows: Sequence[int] | Int64 | None = None) -> int:
        """Index into `rows` (ascending spine rows; None: the spine itself) of the record nearest to `t`.

        Records without a time are passed over; of two equally near ones the earlier, of equal times the first; -1
        where there is none.
        """
        where = range(self.rows) if rows is None else rows
        right = bisect_left(where, t, key=lambda row: int(self.order[row]))
        left = right - 1
        while right < len(where) and self.t[where[right]] == NULL_T:
            right += 1
        while left >= 0 and self.t[where[left]] == NULL_T:
            left -= 1
        if left < 0:
            return right if right < len(where) else -1
        at_left = int(self.t[where[left]])
        if right < len(where) and int(self.t[where[right]]) - t < t - at_left:
            return right
        first = bisect_left(where, at_left, hi=left, key=lambda row: int(self.order[row]))
        while self.t[where[first]] == NULL_T:
            first += 1
        return first

    def span(self) -> TimeWindow | None:
        """From the first to just behind the last known time; None where no record has one."""
        first = self.nearest(NULL_T + 1)
        last = self.nearest(np.iinfo(np.int64).max)
        return None if first < 0 else TimeWindow(int(self.t[first]), int(self.t[last]) + 1)

    def within(self, window: TimeWindow) -> slice:
        """The rows that stand in [start, end)."""
        start, end = np.searchsorted(self.order, [_int64(window.start), _int64(window.end)])
        return slice(int(start), int(end))

    def density(self, window: TimeWindow, bins: int, rows: Int64 | None = None, *, kind: int | None = None) -> Int64:
        """Records by time and level: int64 (bins, 7), bin i covers [start + i·width/bins, …). Only records with a time.

        rows: ascending spine rows to count, None for all · kind: only those of one kind (index into `KINDS`)
        """
        edges = [_int64(window.start + -(-window.width * edge // bins)) for edge in range(bins + 1)]
        if rows is None:
            part = self.within(window)
            order, t = self.order[part], self.t[part]
            severity, kinds = self.severity[part], self.kind[part]
        else:
            order, t, severity, kinds = self.order[rows], self.t[rows], self.severity[rows], self.kind[rows]
        borders = np.searchsorted(order, np.array(edges, dtype=np.int64))
        inside = slice(int(borders[0]), int(borders[-1]))
        cell = np.repeat(np.arange(bins) * len(LEVELS), np.diff(borders)) + LEVEL_OF[severity[inside]]
        keep = t[inside] != NULL_T
        if kind is not None:
            keep &= kinds[inside] == kind
        return np.bincount(cell[keep], minlength=bins * len(LEVELS)).reshape(bins, len(LEVELS)).astype(np.int64)

    def row_of(self, source_number: int, offset: int) -> int:
        """The row of the record that begins at a byte of a source (the first, if several do); -1 where none does."""
        wanted = (source_number, offset)

        def place(row: int) -> tuple[int, int]:
            return int(self.source[row]), int(self.offset[row])

        found = bisect_left(self.by_place, wanted, key=place)
        if found == self.rows:
            return -1
        row = int(self.by_place[found])
        return row if place(row) == wanted else -1


def build_spine(parts: Sequence[SpinePart], folder: Path | None) -> Spine:
    """Merge all sources; saved to `folder` and mapped from there, or in memory where it is None."""
    parts = sorted(parts, key=lambda part: part.number)
    names = [name for name in _TYPES if name != "by_place"]
    pieces = [_corrected(part) for part in parts] or [{name: np.zeros(0, dtype=_TYPES[name]) for name in names}]
    joined = pieces[0]
    if len(pieces) > 1:
        joined = {name: np.concatenate([piece[name] for piece in pieces]) for name in names}
    order = joined["order"]
    # a single log mostly is in order already
    ascending = bool((order[1:] >= order[:-1]).all())
    columns = {**joined, "by_place": np.arange(len(order))} if ascending else _sorted(joined)
    if folder is None:
        return Spine(**columns)
    with written_folder(folder, _TYPES) as file:
        for name, values in columns.items():
            file.append(name, values)
        file.finish({"version": VERSION, "rows": len(order)})
    return open_spine(folder)


def _sorted(joined: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """Columns in order of time. They lie in order of source and offset, so a stable sort by time gives all three keys."""
    sort = np.argsort(joined["order"], kind="stable")
    by_place = np.empty(len(sort), dtype=np.int64)
    by_place[sort] = np.arange(len(sort))
    return {**{name: values[sort] for name, values in joined.items()}, "by_place": by_place}


def open_spine(folder: Path) -> Spine:
    """A saved spine. Raises `ValueError` when it is unfinished or of another version."""
    header = read_header(folder)
    rows = header.get("rows")
    if header.get("version") != VERSION or not isinstance(rows, int):
        raise ValueError(f"{folder} holds a spine of another version")
    return Spine(**mapped(folder, header, dict.fromkeys(_TYPES, rows)))


def _corrected(part: SpinePart) -> dict[str, npt.NDArray[Any]]:
    """One source's columns in order of offset, with corrected times."""
    count = len(part.wall)
    by_offset: Any = slice(None)
    if count and not bool((part.offset[1:] >= part.offset[:-1]).all()):
        by_offset = np.argsort(part.offset, kind="stable")
    t = corrected_times(part.wall, part.naive, part.zone, part.offset_ns)[by_offset]
    nothing = np.full(count, NULL_T, dtype=np.int64)
    ends = nothing if part.wall_end is None else corrected_times(part.wall_end, part.naive, part.zone, part.offset_ns)
    return {
        "t": t,
        "order": _standing(t),
        "t_end": ends[by_offset],
        "severity": part.severity[by_offset],
        "kind": part.kind[by_offset],
        "source": np.full(count, part.number, dtype=np.uint32),
        "offset": part.offset[by_offset],
        "length": part.length[by_offset],
        "event": np.full(count, -1, dtype=np.int64) if part.event is None else part.event[by_offset],
    }


def corrected_times(wall: Int64, naive: npt.NDArray[np.bool_], zone: str, offset_ns: int) -> Int64:
    """Corrected ns UTC of a source's stamps: naive ones read in its zone, all moved by its clock's correction."""
    t = wall
    if naive.any():
        t = np.where(naive, localise(wall, zone), wall)
    return t if not offset_ns else np.where(wall == NULL_T, NULL_T, t + offset_ns)


def _standing(t: Int64) -> Int64:
    """The time each record stands at: its own, else that of the record above, else the first one below."""
    known = np.flatnonzero(t != NULL_T)
    if len(known) in (0, len(t)):
        return t
    above = np.searchsorted(known, np.arange(len(t)), side="right") - 1
    return t[known[np.maximum(above, 0)]]


def _int64(t: int) -> int:
    return min(max(t, NULL_T), int(np.iinfo(np.int64).max))


def gaps(
    t_sorted: Int64, factor: float = 10.0, least_ns: int = 30_000_000_000, least_share: float = 0.01
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
