"""Stamps of one length, as columns of bytes, to numbers: the calendar's by their shape, epochs by where the point is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.engine.civil import Bools, Int64, days_from_civil, in_calendar, is_leap
from workbench.engine.timeforms import Shape, Spot

PIVOT = 69  # years of two digits from here on are of the 20th century, as POSIX reads them
_SECOND = 1_000_000_000
Matrix = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64] | npt.NDArray[np.int32]
# rows, their times, whether they are naive, and the step they tell apart
Answer = tuple[Int64, Int64, bool, int]


def epoch_scale(digits: int) -> int:
    """The power of ten from an epoch's unit to ns, by its digits: up to 11 are s, 12-14 ms, 15-17 µs, 18-19 ns."""
    return 9 if digits <= 11 else 6 if digits <= 14 else 3 if digits <= 17 else 0


def calendar(columns: Matrix, rows: Int64, shape: Shape) -> Answer:
    """Stamps of one shape."""
    number = partial(_number_at, columns)
    fits, days = _dates(columns, shape)
    hour, minute, second = number(shape.hour), number(shape.minute), number(shape.second)
    fits = fits & (minute <= 59) & (second <= 60)
    if shape.half >= 0:
        fits &= (hour >= 1) & (hour <= 12)
        hour = hour % 12 + shape.half
    seconds = days * 86_400 + (hour * 3600 + minute * 60 + second)
    fits = fits & (hour <= 23)
    hours_at, minutes_at, sign = shape.zone
    if sign:
        east, aside = number((hours_at, 2)), number((minutes_at, 2 if minutes_at else 0))
        fits = fits & (east <= 23) & (aside <= 59)
        seconds = seconds - (east * 3600 + aside * 60) * sign
    fraction = number(shape.fraction).astype(np.int64) * 10 ** (9 - shape.fraction[1])
    seconds, fraction, fits = np.broadcast_arrays(seconds, fraction, fits, columns[0])[:3]
    fits = fits & _in_int64(seconds, fraction)
    return rows[fits], _nanoseconds(seconds[fits], fraction[fits]), shape.naive, shape.step


def _dates(columns: Matrix, shape: Shape) -> tuple[Bools, Int64]:
    """Which of the dates there are, and their days; neighbours are mostly of one day, so runs are worked out once."""
    spots = (shape.year, shape.month, shape.day, shape.yday)
    places = [place for first, digits in spots for place in range(first, first + digits)]
    new = np.zeros(columns.shape[1] - 1, dtype=np.bool_)
    for place in places:
        new |= columns[place, 1:] != columns[place, :-1]
    heads = np.concatenate([[0], np.flatnonzero(new) + 1])
    year, month, day, yday = (_number_at(columns[:, heads], spot) for spot in spots)
    fits, days = dates_of(year, month, day, yday, shape)
    times = np.diff(heads, append=columns.shape[1])
    return np.repeat(fits, times), np.repeat(days, times)


def dates_of(year: Numbers, month: Numbers, day: Numbers, yday: Numbers, shape: Shape) -> tuple[Bools, Int64]:
    """Which dates there are, and their days since the epoch."""
    if shape.year[1] == 2:
        year = year + np.where(year >= PIVOT, 1900, 2000)
    fits, days = in_calendar(year, month, day), days_from_civil(year, month, day)
    if shape.yday[1]:
        fits, days = fits & (yday >= 1) & (yday <= 365 + is_leap(year)), days + (yday - 1)
    return fits, days


def epochs(columns: Matrix, rows: Int64) -> Iterator[Answer]:
    """Stamps of one length as epochs: one pass for each place the point can stand."""
    size = len(columns)
    for point in range(1, min(size, 19) + 1):
        rest = columns if point == size else np.delete(columns, point, axis=0)
        fits = (rest - 48 <= 9).all(axis=0)
        if point < size:
            fits &= columns[point] == ord(".")
        if fits.any():
            yield _epochs_at(columns, rows, np.flatnonzero(fits), point)


def _epochs_at(columns: Matrix, rows: Int64, some: Int64, point: int) -> Answer:
    size, scale = len(columns), epoch_scale(point)
    whole = _number(columns[:point, some], np.uint64)
    digits = min(scale, max(size - point - 1, 0))
    # What doesn't fit into int64 is no time; the test runs before the product can wrap.
    fits = whole <= np.uint64((2**63 - 1) // 10**scale)
    part = _number(columns[point + 1 : point + 1 + digits, some], np.int64) * 10 ** (scale - digits)
    whole = np.where(fits, whole, 0).astype(np.int64) * 10**scale
    fits &= whole <= 2**63 - 1 - part
    return rows[some[fits]], (whole + part)[fits], False, 10 ** (scale - digits)


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


def _number_at(columns: Matrix, spot: Spot) -> npt.NDArray[np.int32]:
    """The numbers of up to nine digits there, or the one that stands in all of them, shape (1,)."""
    if not spot[1]:
        return np.full(1, spot[0], dtype=np.int32)
    return _number(columns[spot[0] : spot[0] + spot[1]], np.int32)


def _number(columns: Matrix, kind: Any) -> npt.NDArray[Any]:
    value = np.zeros(columns.shape[1], dtype=kind)
    for column in columns:
        value = value * kind(10) + (column - np.uint8(48))
    return value
