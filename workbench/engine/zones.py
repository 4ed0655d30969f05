"""Wall clocks of a zone to UTC, a column at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from workbench.engine.stamps import NULL_T
from workbench.model.instants import zone_named

Int64 = npt.NDArray[np.int64]
_SECOND = 1_000_000_000
_DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def localise(wall: Int64, zone: str) -> Int64:
    """UTC ns of wall clocks (ns, read as if UTC) in an IANA zone; NULL_T stays.

    An hour that happens twice is taken for its first time; a time that a change skipped is moved forward by as much
    (both are `fold=0` of PEP 495). Raises `WorkbenchError` when the zone isn't known.
    """
    if zone in ("UTC", "Etc/UTC", "Z"):
        return wall
    known = wall != NULL_T
    if not known.any():
        return wall
    seconds = wall // _SECOND
    low, high = int(seconds[known].min()) - 2 * _DAY, int(seconds[known].max()) + 2 * _DAY
    changes, offsets = transitions(zone_named(zone), low, high)
    before, after = offsets[:-1], offsets[1:]
    # Until the later of both readings of a change has passed, the offset before it holds: that is fold=0.
    borders = changes + np.maximum(before, after)
    east = offsets[np.searchsorted(borders, seconds, side="right")]
    return np.where(known, wall - np.where(known, east, 0) * _SECOND, NULL_T)


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
