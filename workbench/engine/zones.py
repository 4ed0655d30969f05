"""Wall clocks of a zone to UTC, a column at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from workbench.engine.stamps import NULL_T
from workbench.model.instants import zone_named

Int64 = npt.NDArray[np.int64]
_SECOND = 1_000_000_000
_DAY = 86_400
_YEARS = 2 * 366 * _DAY
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def localise(wall: Int64, zone: str) -> Int64:
    """UTC ns of wall clocks (ns, read as if UTC) in an IANA zone; NULL_T stays.

    An hour that happens twice is taken for its first time; a time that a change skipped is moved forward by as much
    (both are `fold=0` of PEP 495). Raises `WorkbenchError` when the zone isn't known.
    """
    return wall if is_utc(zone) else ZoneClock(zone).utc(wall)


def is_utc(zone: str) -> bool:
    """Whether a zone's wall clock shows UTC itself."""
    return zone in ("UTC", "Etc/UTC", "Z")


@dataclass(frozen=True, slots=True)
class OddHour:
    """A stretch of wall clock (ns, end exclusive) that happened twice, or never; and how many stamps lie in it."""

    twice: bool
    start: int
    end: int
    stamps: int = 0


class ZoneClock:
    """One zone's wall clock to UTC for many columns: its changes are looked up once for the years that are met."""

    def __init__(self, zone: str) -> None:
        self._zone = zone_named(zone)
        # first and last second known, the wall seconds at which each offset begins to hold, the offsets, the hours that were
        # skipped, and those that were shown twice
        self._table: tuple[int, int, Int64, Int64, Int64, Int64] | None = None

    def utc(self, wall: Int64) -> Int64:
        """As `localise`."""
        known = wall != NULL_T
        if not known.any():
            return wall
        seconds = wall // _SECOND
        borders, offsets, *_ = self._changes(int(seconds[known].min()), int(seconds[known].max()))
        east = offsets[np.searchsorted(borders, seconds, side="right")]
        return np.where(known, wall - np.where(known, east, 0) * _SECOND, NULL_T)

    def skipped(self, low: int, high: int) -> Int64:
        """Stretches of wall clock (ns; shape (n, 2), ends exclusive) that no clock showed between two walls.

        Only a wall in one of them can be later than another and yet earlier in UTC.
        """
        return self._changes(low // _SECOND, high // _SECOND)[2] * _SECOND

    def odd_hours(self, low: int, high: int) -> list[OddHour]:
        """The hours between two walls that happened twice or never, none of them counted yet."""
        _, _, skipped, repeated = self._changes(low // _SECOND, high // _SECOND)
        found: list[OddHour] = []
        for twice, hours in ((False, skipped * _SECOND), (True, repeated * _SECOND)):
            near = hours[(hours[:, 0] <= high) & (hours[:, 1] > low)].tolist()
            found += [OddHour(twice, start, end) for start, end in near]
        return sorted(found, key=lambda hour: hour.start)

    def _changes(self, low: int, high: int) -> tuple[Int64, Int64, Int64, Int64]:
        table = self._table
        if table is None or low < table[0] or high > table[1]:
            first, last = low // _YEARS * _YEARS, (high // _YEARS + 1) * _YEARS
            if table is not None:
                first, last = min(first, table[0]), max(last, table[1])
            changes, offsets = transitions(self._zone, first - 2 * _DAY, last + 2 * _DAY)
            before, after = offsets[:-1], offsets[1:]
            # Until the later of both readings of a change has passed, the offset before it holds: that is fold=0.
            forward = after > before
            skipped = np.stack([changes + before, changes + after], axis=1)[forward]
            repeated = np.stack([changes + after, changes + before], axis=1)[after < before]
            table = self._table = (first, last, changes + np.maximum(before, after), offsets, skipped, repeated)
        return table[2], table[3], table[4], table[5]


def transitions(zone: ZoneInfo, low: int, high: int) -> tuple[Int64, Int64]:
    """Changes of a zone's offset in [low, high] (s since the epoch, UTC), and the n+1 offsets (s east) around them."""
    low, high = max(low, -9_300_000_000), min(high, 9_300_000_000)
    changes: list[int] = []
    offsets = [_east(zone, low)]
    place = low
    while place < high:
        following = min(place + _DAY, high)
        if _east(zone, following) != offsets[-1]:
            changes.append(_change(zone, place, following))
            offsets.append(_east(zone, changes[-1]))
            place = changes[-1]
            continue
        place = following
    return np.array(changes, dtype=np.int64), np.array(offsets, dtype=np.int64)


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """The first second in (before, after] with another offset than `before`."""
    offset = _east(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _east(zone, middle) == offset else (before, middle)
    return after


def _east(zone: ZoneInfo, seconds: int) -> int:
    offset = (_EPOCH + timedelta(seconds=seconds)).astimezone(zone).utcoffset()
    return 0 if offset is None else offset.days * _DAY + offset.seconds
