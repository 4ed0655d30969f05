"""Time stamps from text to nanoseconds, one at a time; `stampseries` reads a column at once and gives the same answers.

A stamp is exact or unknown: a text that is not of its form, not in the calendar or outside int64 nanoseconds
(1677-09-21 to 2262-04-11) has no time; nothing goes through a float. Second 60 (a leap second) is read as the next :00,
as POSIX does.

What a form can be is said in `lineformat.TimeForm`. A form that writes no year gives its stamps in the leap year 1972, one
without a date on 1970-01-01 (`timeforms.partial_of` tells which); whoever reads such times puts year and day in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from workbench.engine.civil import is_leap
from workbench.engine.lineformat import TimeForm
from workbench.engine.stampcolumns import PIVOT, epoch_scale
from workbench.engine.tai import tai_ns
from workbench.engine.timeforms import LONGEST, Shape, compiled_form

NULL_T: int = -(2**63)
EPOCH = re.compile(r"(\d{1,19})(?:\.(\d*))?", re.ASCII)
_USUAL = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:)([0-5]\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?", re.ASCII)
# As `%e` prints a number: Go's loggers do so on a console.
_POWER = re.compile(r"(\d)\.(\d{1,18})e\+?(\d{1,2})", re.ASCII)
_INSTANT = re.compile(rb'\{\s*"epochSecond"\s*:\s*(\d{1,10})\s*,\s*"nanoOfSecond"\s*:\s*(\d{1,9})\s*\}')
_HEX = re.compile(rb"([0-9a-f]{8})(?:\.(?:([0-9a-f]{8})|([0-9a-f]{5})))?", re.IGNORECASE)
_SECOND = 1_000_000_000
_STEPS = tuple(10 ** (9 - digits) for digits in range(10))
_TENS = tuple(10**power for power in range(20))
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_NO_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)


@dataclass(frozen=True, slots=True)
class Stamp:
    """One stamp read: ns (wall clock read as if UTC where `naive`), and the step its digits can tell apart, in ns."""

    wall: int
    naive: bool
    resolution_ns: int


def parse_stamp(text: str, form: TimeForm) -> Stamp | None:
    """Read one stamp; None when it isn't of that form or is no time. The plain twin of `stampseries.parse_stamps`."""
    found = _USUAL.fullmatch(text) if form == "iso" else None
    minute = _minute(found[1], found[4] or "") if found is not None else None
    if found is None or minute is None:
        return _parsed(text, form)
    second, fraction = int(found[2]) * _SECOND, found[3]
    if not fraction:
        return _stamp(minute.wall + second, minute.naive, _SECOND)
    step = _STEPS[len(fraction)]
    return _stamp(minute.wall + second + int(fraction) * step, minute.naive, step)


@lru_cache(1024)
def _minute(text: str, zone: str) -> Stamp | None:
    """The minute that a usual stamp is of: what comes one after the other is of few."""
    return _parsed(f"{text}00{zone}", "iso")


def _parsed(text: str, form: TimeForm) -> Stamp | None:
    raw = text.encode("utf-8", "replace")
    if len(raw) > LONGEST:
        return None
    if form == "epoch":
        return _parse_epoch(text)
    if form in ONE_BY_ONE:
        return ONE_BY_ONE[form](raw)
    if form == "tai64n":
        wall = tai_ns(raw)
        return None if wall is None else Stamp(wall, False, 1)
    shape = _shape(form, raw.translate(_NO_DIGITS)) or compiled_form(form).shape(raw)
    return None if shape is None else _read(raw, shape)


@lru_cache(1024)
def _shape(form: str, raw: bytes) -> Shape | None:
    """The shape of every text that differs from this one in its digits only: a log writes few, and lines by the page."""
    return compiled_form(form).shape(raw)


def _read(raw: bytes, shape: Shape) -> Stamp | None:
    """The time that a text of that shape says."""
    year, month, day, yday, hour, minute, second, fraction = (
        int(raw[at : at + size]) if size else at
        for at, size in (
            shape.year, shape.month, shape.day, shape.yday, shape.hour, shape.minute, shape.second, shape.fraction,
        )
    )  # fmt: skip
    if shape.year[1] == 2:
        year += 1900 if year >= PIVOT else 2000
    if shape.half >= 0:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + shape.half
    if hour > 23 or minute > 59 or second > 60 or (shape.yday[1] and not 1 <= yday <= 365 + bool(is_leap(year))):
        return None
    days = _days(year, month, day)
    if days is None:
        return None
    hours_at, minutes_at, sign = shape.zone
    seconds = (days + max(yday - 1, 0)) * 86_400 + hour * 3600 + minute * 60 + second
    if sign:
        east, aside = (int(raw[at : at + 2]) if at else 0 for at in (hours_at, minutes_at))
        if east > 23 or aside > 59:
            return None
        seconds -= (east * 3600 + aside * 60) * sign
    wall = seconds * _SECOND + fraction * 10 ** (9 - shape.fraction[1])
    return _stamp(wall, shape.naive, shape.step)


@lru_cache(1024)
def _days(year: int, month: int, day: int) -> int | None:
    """Days since 1970-01-01; None where the calendar has no such day. A log tells of few."""
    try:
        return date(year, month, day).toordinal() - _EPOCH_DAY
    except ValueError:
        return None


def _parse_epoch(text: str) -> Stamp | None:
    if "e" in text and (power := _POWER.fullmatch(text)) is not None:
        digits, shift = power[1] + power[2], int(power[3]) + 1
        text = f"{digits[:shift].ljust(min(shift, 20), '0')}.{digits[shift:]}"
    found = EPOCH.fullmatch(text)
    if found is None:
        return None
    scale = epoch_scale(len(found[1]))
    if not found[2]:
        return _stamp(int(found[1]) * _TENS[scale], False, _TENS[scale])
    fraction = found[2][:scale]
    step = _TENS[scale - len(fraction)]
    return _stamp(int(found[1]) * _TENS[scale] + int(fraction or 0) * step, False, step)


def _parse_hex(raw: bytes) -> Stamp | None:
    found = _HEX.fullmatch(raw)
    if found is None:
        return None
    nanoseconds = int(found[2] or b"0", 16) + int(found[3] or b"0", 16) * 1000
    step = 1 if found[2] else 1000 if found[3] else _SECOND
    return _stamp(int(found[1], 16) * _SECOND + nanoseconds, False, step) if nanoseconds < _SECOND else None


def _parse_instant(raw: bytes) -> Stamp | None:
    found = _INSTANT.fullmatch(raw)
    return None if found is None else _stamp(int(found[1]) * _SECOND + int(found[2]), False, 1)


ONE_BY_ONE: dict[TimeForm, Callable[[bytes], Stamp | None]] = {"hex": _parse_hex, "instant": _parse_instant}


def _stamp(wall: int, naive: bool, resolution_ns: int) -> Stamp | None:
    return Stamp(wall, naive, resolution_ns) if NULL_T < wall < 2**63 else None
