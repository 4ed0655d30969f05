"""The time column: the moment itself, its distance from another line, or from the line above; and silences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workbench.model.instants import DAY, HOUR, MINUTE, SECOND, duration_text, to_datetime
from workbench.views.log.rows import LineKind, LogRow

TimeMode = Literal["absolute", "relative", "delta"]
QUARTER = 15 * MINUTE


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """How times are told. anchor: the moment that `relative` counts from, None where there is none yet."""

    mode: TimeMode = "absolute"
    anchor: int | None = None

    def text(self, row: LogRow, above: LogRow | None) -> str:
        """What the column says of a row; empty for the time as the row itself tells it."""
        if self.mode == "absolute" or row.t is None:
            return ""
        if self.mode == "relative":
            return distance_text(row.t - self.anchor) if self.anchor is not None else ""
        return distance_text(row.t - above.t) if above is not None and above.t is not None else "·"


def distance_text(ns: int) -> str:
    """A signed distance to the ms: `+0.412`, `-1:02.412`, `+1:02:03.412`, `+3d 04:05:06`."""
    sign, ns = ("-", -ns) if ns < 0 else ("+", ns)
    whole, part = divmod(ns // 1_000_000, 1000)
    if ns >= DAY:
        days, rest = divmod(whole, 86_400)
        return f"{sign}{days}d {rest // 3600:02d}:{rest % 3600 // 60:02d}:{rest % 60:02d}"
    if ns >= HOUR:
        return f"{sign}{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}.{part:03d}"
    if ns >= MINUTE:
        return f"{sign}{whole // 60}:{whole % 60:02d}.{part:03d}"
    return f"{sign}{whole}.{part:03d}"


@dataclass(frozen=True, slots=True)
class Silences:
    """What is said between two rows. limit_ns: a silence longer than this is marked, 0 marks none · zone: of the days."""

    limit_ns: int = 0
    zone: str = "UTC"

    def between(self, row: LogRow, below: LogRow) -> tuple[tuple[LineKind, str], ...]:
        """A line for another day, and one for a silence."""
        if row.t is None or below.t is None:
            return ()
        found: list[tuple[LineKind, str]] = []
        if self.limit_ns and below.t - row.t > self.limit_ns:
            found.append(("gap", f"silent for {duration_text(below.t - row.t)}"))
        if row.t // QUARTER != below.t // QUARTER:
            day = to_datetime(below.t, self.zone)
            if to_datetime(row.t, self.zone).date() != day.date():
                found.append(("day", day.strftime("%A %Y-%m-%d")))
        return tuple(found)


def silence_limit(distances: list[int]) -> int:
    """Above which distance a silence is far longer than usual, from a sample of distances in ns; 0 for too few of them.

    Ten times what nineteen of twenty stay below, and at least a second.
    """
    if len(distances) < 8:
        return 0
    usual = sorted(distances)[len(distances) * 19 // 20]
    return max(10 * usual, SECOND)
