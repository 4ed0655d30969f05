"""Instants are int nanoseconds UTC since the epoch; here are their windows and their two-way text forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workbench.errors import WorkbenchError

Instant = int
ZoneKnown = Literal["explicit", "declared", "assumed", "relative"]
SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """A half-open range of time: `start` belongs to it, `end` doesn't. Both ns UTC, start <= end."""

    start: Instant
    end: Instant

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a window must not end before it starts")

    @property
    def width(self) -> int:
        """Length in ns."""
        return self.end - self.start

    def __contains__(self, t: object) -> bool:
        return isinstance(t, int) and self.start <= t < self.end

    def around(self, t: Instant) -> TimeWindow:
        """The same width, centred on `t`."""
        half = self.width // 2
        return TimeWindow(t - half, t - half + self.width)

    def moved(self, ns: int) -> TimeWindow:
        """Shifted by `ns`."""
        return TimeWindow(self.start + ns, self.end + ns)

    def scaled(self, factor: float, about: Instant) -> TimeWindow:
        """Made `factor` times as wide, with `about` staying where it is on screen; never narrower than 1 µs."""
        width = max(int(self.width * factor), 1000)
        share = (about - self.start) / self.width if self.width else 0.5
        start = about - int(width * share)
        return TimeWindow(start, start + width)

    def meets(self, start: Instant, end: Instant) -> bool:
        """Whether it shares an instant with [start, end]."""
        return start < self.end and end >= self.start


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name; raises `WorkbenchError` that says which name was not known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WorkbenchError(
            f"there is no time zone called {name!r}", "", "Use an IANA name such as Europe/Berlin."
        ) from error


def to_datetime(t: Instant, zone: str = "UTC") -> datetime:
    """An aware datetime, cut to µs; for calendar arithmetic and labels only."""
    moment = _EPOCH + timedelta(microseconds=t // 1000)
    return moment if zone == "UTC" else moment.astimezone(zone_named(zone))


def from_datetime(moment: datetime) -> Instant:
    """Ns UTC of an aware datetime, exactly (no float)."""
    gap = moment - _EPOCH
    return (gap.days * 86_400 + gap.seconds) * SECOND + gap.microseconds * 1000


def iso(t: Instant | None, digits: int | None = None) -> str | None:
    """ISO 8601 with `Z`: `digits` of fraction, or as many as are not zero (at least 0)."""
    if t is None:
        return None
    seconds, fraction = divmod(t, SECOND)
    text = (_EPOCH + timedelta(seconds=seconds)).isoformat()[: len("2026-03-17T14:02:11")]
    tail = f"{fraction:09d}"
    tail = tail.rstrip("0") if digits is None else tail[:digits]
    return f"{text}.{tail}Z" if tail else f"{text}Z"


def clock_text(t: Instant, digits: int = 3, zone: str = "UTC") -> str:
    """`HH:MM:SS.mmm` in a zone: how every panel writes a time."""
    if zone == "UTC":
        minutes, second = divmod(t // SECOND, 60)
        hour, minute = minutes // 60 % 24, minutes % 60
    else:
        moment = to_datetime(t, zone)
        hour, minute, second = moment.hour, moment.minute, moment.second
    text = f"{hour:02}:{minute:02}:{second:02}"
    return f"{text}.{t % SECOND:09d}"[: 9 + digits] if digits else text


def duration_text(ns: int) -> str:
    """A length of time for people: `1m 30s`, `46m`, `3h 28m`, `38d 6h`, `250 ms`."""
    sign, ns = ("-", -ns) if ns < 0 else ("", ns)
    if ns < SECOND:
        return f"{sign}{ns // 1_000_000} ms" if ns >= 1_000_000 else f"{sign}{ns // 1000} µs"
    seconds = ns // SECOND
    if seconds < 60:
        return f"{sign}{seconds}s"
    if seconds < 3600:
        return f"{sign}{seconds // 60}m {seconds % 60}s" if seconds % 60 else f"{sign}{seconds // 60}m"
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours < 48:
        return f"{sign}{hours}h {minutes}m" if minutes else f"{sign}{hours}h"
    return f"{sign}{hours // 24}d {hours % 24}h" if hours % 24 else f"{sign}{hours // 24}d"


_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$")
_RELATIVE = re.compile(r"^([+-])\s*(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|m|h|d)?$")
_UNITS = {"ns": 1, "us": 1000, "µs": 1000, "ms": 10**6, "s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_ISO = re.compile(
    r"^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$",
    re.I,
)


def parse_instant(text: str, *, day: Instant, zone: str = "UTC", cursor: Instant | None = None) -> Instant:
    """Read a time as people type it: ISO, `14:02:11.5` (on the day of `day` in `zone`), `+30s` from `cursor`, epoch.

    Raises `WorkbenchError` naming the forms that are understood.
    """
    text = text.strip()
    if (found := _RELATIVE.match(text)) and cursor is not None:
        number = float(found[2]) * _UNITS[found[3] or "s"]
        return cursor + int(number if found[1] == "+" else -number)
    if found := _CLOCK.match(text):
        midnight = to_datetime(day, zone)
        try:
            moment = midnight.replace(
                hour=int(found[1]), minute=int(found[2]), second=int(found[3] or 0), microsecond=0
            )
            return from_datetime(moment) + _fraction(found[4])
        except ValueError:
            raise _bad_time(text) from None
    if found := _ISO.match(text):
        return _from_iso(found, zone, text)
    if re.fullmatch(r"\d{9,19}(\.\d+)?", text):
        return epoch_ns(text)
    raise _bad_time(text)


def epoch_ns(text: str) -> Instant:
    """Ns of an epoch written as digits; the unit (s, ms, µs, ns) follows from how many digits stand before the point.

    9-11 digits are seconds (1973..5138), 12-14 ms, 15-17 µs, 18-19 ns: the ranges of today's epochs don't overlap.
    """
    whole, _, fraction = text.partition(".")
    digits = len(whole.lstrip("-"))
    scale = 9 if digits <= 11 else 6 if digits <= 14 else 3 if digits <= 17 else 0
    return int(whole) * 10**scale + int((fraction + "0" * 9)[:scale] or 0)


def _fraction(text: str | None) -> int:
    return int((text or "").ljust(9, "0")) if text else 0


def _from_iso(found: re.Match[str], zone: str, text: str) -> Instant:
    year, month, day, hour, minute, second = (int(found[n] or 0) for n in range(1, 7))
    offset = found[8]
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise _bad_time(text) from None
    if offset is None:
        return from_datetime(moment.replace(tzinfo=zone_named(zone))) + _fraction(found[7])
    if offset.upper() not in ("Z", "UTC"):
        minutes = int(offset[1:3]) * 60 + int(offset[-2:])
        moment -= timedelta(minutes=minutes if offset[0] == "+" else -minutes)
    return from_datetime(moment) + _fraction(found[7])


def _bad_time(text: str) -> WorkbenchError:
    return WorkbenchError(
        f"{text!r} is not a time", "", "Write 14:02:11.5, 2026-03-17T14:02:11Z, an epoch, or +30s from the cursor."
    )
