"""Dates to days, a column at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def is_leap(year: Any) -> Any:
    """Which years have a 29 February."""
    return (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))


def in_calendar(year: Any, month: Any, day: Any) -> Bools:
    """Which dates there are, from the year 1 on."""
    last = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)
    inside = (month >= 1) & (month <= 12)
    return (
        inside & (year >= 1) & (day >= 1) & (day <= last[np.where(inside, month, 0)] + (is_leap(year) & (month == 2)))
    )


def days_from_civil(year: Any, month: Any, day: Any) -> Int64:
    """Days since 1970-01-01 of proleptic Gregorian dates (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms")."""
    year = np.asarray(year).astype(np.int64) - (month <= 2)
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
