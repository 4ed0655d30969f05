"""Time stamps from text to nanoseconds, one at a time or a column at once; both give the same answers.

A stamp is exact or unknown: a text that is not of its form, not in the calendar or outside int64 nanoseconds
(1677-09-21 to 2262-04-11) has no time; nothing goes through a float. Second 60 (a leap second) is read as the next :00,
as POSIX does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.engine.lineformat import TimeForm

NULL_T: int = int(np.iinfo(np.int64).min)
LONGEST = 40  # characters of the longest stamp there is; anything longer isn't one
_SECOND = 1_000_000_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TAIL = r"(?:[.,](\d{1,9}))?(?: ?(Z|UTC|[+-]\d\d(?::?\d\d)?))?"
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)" + _TAIL, re.ASCII | re.IGNORECASE)
CLF = re.compile(r"(\d\d)/([a-z]{3})/(\d{4}):(\d\d):(\d\d):(\d\d)" + _TAIL, re.ASCII | re.IGNORECASE)
EPOCH = re.compile(r"(\d{1,19})(?:\.(\d*))?", re.ASCII)

Matrix = npt.NDArray[np.uint8]
Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stamp:
    """One stamp read: ns (wall clock read as if UTC where `naive`), and the step its digits can tell apart, in ns."""

    wall: int
    naive: bool
    resolution_ns: int


def parse_stamp(text: str, form: TimeForm) -> Stamp | None:
    """Read one stamp; None when it isn't of that form or is no time. The plain twin of `parse_stamps`."""
    if form == "epoch":
        return _parse_epoch(text)
    if form == "slash":
        text, form = text.replace("/", "-"), "iso"
    found = (ISO if form == "iso" else CLF).fullmatch(text)
    if found is None or (form == "clf" and found[2].lower() not in MONTHS):
        return None
    if form == "iso":
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        year, month, day = int(found[3]), MONTHS.index(found[2].lower()) + 1, int(found[1])
    hour, minute, second = int(found[4]), int(found[5]), int(found[6])
    if hour > 23 or minute > 59 or second > 60:
        return None
    try:
        days = date(year, month, day).toordinal() - _EPOCH_DAY
    except ValueError:
        return None
    east = _east_seconds(found[8])
    if east is None:
        return None
    fraction = found[7] or ""
    wall = (days * 86_400 + hour * 3600 + minute * 60 + second - east) * _SECOND + int(fraction.ljust(9, "0"))
    return _stamp(wall, found[8] is None, 10 ** (9 - len(fraction)))


def _east_seconds(zone: str | None) -> int | None:
    if zone is None or zone[0] not in "+-":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[-2:]) if len(zone) > 3 else 0
    if hours > 23 or minutes > 59:
        return None
    return (hours * 3600 + minutes * 60) * (1 if zone[0] == "+" else -1)


def _parse_epoch(text: str) -> Stamp | None:
    found = EPOCH.fullmatch(text)
    if found is None:
        return None
    scale = epoch_scale(len(found[1]))
    fraction = (found[2] or "")[:scale]
    wall = int(found[1]) * 10**scale + int(fraction.ljust(scale, "0") or 0)
    return _stamp(wall, False, 10 ** (scale - len(fraction)))


def _stamp(wall: int, naive: bool, resolution_ns: int) -> Stamp | None:
    return Stamp(wall, naive, resolution_ns) if NULL_T < wall < 2**63 else None


def epoch_scale(digits: int) -> int:
    """The power of ten from an epoch's unit to ns, by its digits: up to 11 are s, 12-14 ms, 15-17 µs, 18-19 ns."""
    return 9 if digits <= 11 else 6 if digits <= 14 else 3 if digits <= 17 else 0


@dataclass(frozen=True, slots=True)
class Stamps:
    """A column of stamps: wall int64 (NULL_T unknown), naive bool, both (n,); the finest resolution among them, ns."""

    wall: Int64
    naive: Bools
    resolution_ns: int


def parse_stamps(texts: pl.Series, form: TimeForm) -> Stamps:
    """Read a String column (nulls are unknown times) at once; the same answers as `parse_stamp` row by row."""
    if form == "slash":
        texts, form = texts.str.replace_all("/", "-", literal=True), "iso"
    wall = np.full(len(texts), NULL_T, dtype=np.int64)
    naive = np.zeros(len(texts), dtype=np.bool_)
    sizes = texts.str.len_bytes().fill_null(0).to_numpy()
    finest = 10_000_000_000
    for size in np.unique(sizes):
        if not 0 < size <= LONGEST:
            continue
        rows = np.flatnonzero(sizes == size)
        some = texts if len(rows) == len(texts) else texts.gather(rows)
        joined = np.frombuffer(some.str.join("")[0].encode(), dtype=np.uint8)
        columns = np.ascontiguousarray(joined.reshape(-1, size).T)
        table = _Table(columns, rows, wall, naive)
        finest = min(finest, table.epochs() if form == "epoch" else table.calendar(form))
    return Stamps(wall, naive, finest if finest <= _SECOND else _SECOND)


class _Table:
    """Stamps of one length as columns of bytes, shape (length, n), and where their answers go."""

    def __init__(self, columns: Matrix, rows: Int64, wall: Int64, naive: Bools) -> None:
        self.columns, self.rows, self.wall, self.naive = columns, rows, wall, naive
        self.finest = 10_000_000_000

    def epochs(self) -> int:
        """Read them as epochs: one pass for each place the point can stand."""
        size = len(self.columns)
        for point in range(1, min(size, 19) + 1):
            rest = self.columns if point == size else np.delete(self.columns, point, axis=0)
            fits = (rest - 48 <= 9).all(axis=0)
            if point < size:
                fits &= self.columns[point] == ord(".")
            if not fits.any():
                continue
            self._take_epochs(np.flatnonzero(fits), point, size)
        return self.finest

    def _take_epochs(self, some: Int64, point: int, size: int) -> None:
        scale = epoch_scale(point)
        whole = _number(self.columns[:point, some], np.uint64)
        digits = min(scale, max(size - point - 1, 0))
        # What doesn't fit into int64 is no time; the test runs before the product can wrap.
        fits = whole <= np.uint64((2**63 - 1) // 10**scale)
        part = _number(self.columns[point + 1 : point + 1 + digits, some], np.int64) * 10 ** (scale - digits)
        whole = np.where(fits, whole, 0).astype(np.int64) * 10**scale
        fits &= whole <= 2**63 - 1 - part
        self._give(some[fits], (whole + part)[fits], False, 10 ** (scale - digits))

    def calendar(self, form: TimeForm) -> int:
        """Read them as dates: one pass for each layout (digits of fraction, spelling of the zone) of this length."""
        base = 19 if form == "iso" else 20
        size = len(self.columns)
        if size < base or base >= LONGEST:
            return self.finest
        head = self._head(form)
        for digits in range(10):
            left = size - base - (digits + 1 if digits else 0)
            if 0 <= left <= 7:
                self._layout(base, digits, head)
        return self.finest

    def _head(self, form: TimeForm) -> tuple[Bools, Int64]:
        """Which rows begin as a date and time of day should, and their seconds since the epoch as written."""
        c = self.columns
        width, days_of = (10, _iso_days) if form == "iso" else (11, _clf_days)
        # Neighbours are mostly of one day: dates are worked out once for each run of equal ones.
        new = np.logical_or.reduce(c[:width, 1:] != c[:width, :-1], axis=0)
        firsts = np.concatenate([[0], np.flatnonzero(new) + 1])
        fits, days = (np.repeat(part, np.diff(firsts, append=c.shape[1])) for part in days_of(c[:width, firsts]))
        between = c[width]
        fits &= (between | 32 == ord("t")) | (between == 32) if form == "iso" else between == 58
        h = width + 1
        fits &= (c[h + 2] == 58) & (c[h + 5] == 58)
        clock = c[[h, h + 1, h + 3, h + 4, h + 6, h + 7]] - np.uint8(48)
        fits &= (clock <= 9).all(axis=0)
        hour, minute, second = (clock[place] * np.uint8(10) + clock[place + 1] for place in (0, 2, 4))
        fits &= (clock[0] <= 2) & (hour <= 23) & (clock[2] <= 5) & (clock[4] <= 6) & (second <= 60)
        of_day = hour.astype(np.int32) * 3600 + minute.astype(np.int32) * 60 + second
        return fits, days * 86_400 + of_day

    def _layout(self, base: int, digits: int, head: tuple[Bools, Int64]) -> None:
        """Take the rows with so many digits of fraction, whatever their zone."""
        c, (fits, seconds) = self.columns, head
        at = base
        if digits:
            fits = fits & ((c[at] == 46) | (c[at] == 44)) & _digits(c[at + 1 : at + 1 + digits])
            at += digits + 1
        if not fits.any():
            return
        for naive, inside, east in _zones(c[at:]):
            some = np.flatnonzero(fits & inside)
            every = len(some) == len(fits)
            if not len(some):
                continue
            written = c[base + 1 : base + 1 + digits]
            fraction = _number(written if every else written[:, some], np.int32).astype(np.int64) * 10 ** (9 - digits)
            total = seconds if every else seconds[some]
            if east is not None:
                total = total - (east if every else east[some])
            keep = _in_int64(total, fraction)
            if not keep.all():
                some, total, fraction = some[keep], total[keep], fraction[keep]
            self._give(some, _nanoseconds(total, fraction), naive, 10 ** (9 - digits))

    def _give(self, some: Int64, wall: Int64, naive: bool, resolution_ns: int) -> None:
        if len(some):
            self.wall[self.rows[some]] = wall
            self.naive[self.rows[some]] = naive
            self.finest = min(self.finest, resolution_ns)


def _in_int64(seconds: Int64, fraction: Int64) -> Bools:
    """Which times int64 ns can hold: ±9,223,372,036.85 s; at the two outermost seconds the fraction decides."""
    keep = (seconds >= -9_223_372_036) & (seconds < 9_223_372_036)
    if keep.all():
        return keep
    keep |= (seconds == 9_223_372_036) & (fraction <= 854_775_807)
    return keep | ((seconds == -9_223_372_037) & (fraction >= 145_224_193))


def _nanoseconds(seconds: Int64, fraction: Int64) -> Int64:
    """Seconds and their fraction as ns; one second is moved over first so that the lowest ones don't wrap."""
    if not len(seconds) or seconds.min() > -9_000_000_000:
        return seconds * _SECOND + fraction
    low = seconds < 0
    return (seconds + low) * _SECOND + (fraction - low * _SECOND)


def _digits(columns: Matrix) -> Bools:
    return np.logical_and.reduce(columns - np.uint8(48) <= 9, axis=0)


def _number(columns: Matrix, kind: Any) -> npt.NDArray[Any]:
    value = np.zeros(columns.shape[1], dtype=kind)
    for column in columns:
        value = value * kind(10) + (column - np.uint8(48))
    return value


def _month(columns: Matrix) -> npt.NDArray[np.int32]:
    """1..12 of three letters in any case, else 0."""
    lower = columns | 32
    month = np.zeros(columns.shape[1], dtype=np.int32)
    for number, name in enumerate(MONTHS, 1):
        a, b, c = name.encode()
        month[(lower[0] == a) & (lower[1] == b) & (lower[2] == c)] = number
    return month


def _zones(tail: Matrix) -> list[tuple[bool, Bools, Int64 | None]]:
    """The spellings of a zone that fill `tail`: (naive, rows that are spelled so, seconds east or None for UTC)."""
    size, count = tail.shape
    every = np.ones(count, dtype=np.bool_)
    if size == 0:
        return [(True, every, None)]
    found: list[tuple[bool, Bools, Int64 | None]] = []
    for space in (0, 1):
        inside, rest = (tail[0] == 32, tail[1:]) if space else (every, tail)
        if len(rest) == 1:
            found.append((False, inside & (rest[0] | 32 == ord("z")), None))
        if len(rest) == 3:
            lower = rest | 32
            found.append((False, inside & (lower[0] == 117) & (lower[1] == 116) & (lower[2] == 99), None))
        if len(rest) in (3, 5, 6):
            found.append(_numbered_zone(rest, inside))
    return found


def _numbered_zone(rest: Matrix, inside: Bools) -> tuple[bool, Bools, Int64 | None]:
    sign = (rest[0] == 43) | (rest[0] == 45)
    inside = inside & sign & _digits(rest[1:3])
    hours, minutes = _number(rest[1:3], np.int64), np.zeros(rest.shape[1], dtype=np.int64)
    if len(rest) > 3:
        inside &= _digits(rest[-2:])
        minutes = _number(rest[-2:], np.int64)
    if len(rest) == 6:
        inside &= rest[3] == 58
    inside &= (hours <= 23) & (minutes <= 59)
    return False, inside, (hours * 3600 + minutes * 60) * np.where(rest[0] == 45, -1, 1)


def _iso_days(c: Matrix) -> tuple[Bools, Int64]:
    """Which columns are a date YYYY-MM-DD, and its days since the epoch."""
    fits = (c[4] == 45) & (c[7] == 45) & _digits(c[[0, 1, 2, 3, 5, 6, 8, 9]])
    year, month, day = _number(c[0:4], np.int32), _number(c[5:7], np.int32), _number(c[8:10], np.int32)
    return fits & in_calendar(year, month, day), days_from_civil(year, month, day)


def _clf_days(c: Matrix) -> tuple[Bools, Int64]:
    """Which columns are a date DD/Mon/YYYY, and its days since the epoch."""
    fits = (c[2] == 47) & (c[6] == 47) & _digits(c[[0, 1, 7, 8, 9, 10]])
    year, month, day = _number(c[7:11], np.int32), _month(c[3:6]), _number(c[0:2], np.int32)
    return fits & in_calendar(year, month, day), days_from_civil(year, month, day)


def in_calendar(year: Any, month: Any, day: Any) -> Bools:
    """Which dates there are, from the year 1 on."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)
    inside = (month >= 1) & (month <= 12)
    return inside & (year >= 1) & (day >= 1) & (day <= last[np.where(inside, month, 0)] + (leap & (month == 2)))


def days_from_civil(year: Any, month: Any, day: Any) -> Int64:
    """Days since 1970-01-01 of proleptic Gregorian dates (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms")."""
    year = year.astype(np.int64) - (month <= 2)
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
