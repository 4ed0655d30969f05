"""TAI64N labels to UTC: `@` and 24 hexadecimal digits (D. J. Bernstein, "TAI64, TAI64N, and TAI64NA", external format).

The first 16 digits are 2^62 plus seconds of TAI since 1970-01-01 00:00:00 TAI, the last 8 nanoseconds. UTC is TAI less the
seconds of `TAI_UTC`: IERS Bulletin C, as listed in the IANA time zone database's `leap-seconds.list`; none was added since
2017-01-01. Before 1972, 10 s are taken off.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date

import numpy as np
import numpy.typing as npt

from workbench.engine.civil import Bools, Int64
from workbench.engine.words import HIGHS, Words, marks_in

SIZE = 25
LABEL = re.compile(rb"@([0-9a-f]{16})([0-9a-f]{8})", re.IGNORECASE)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_ADDED = (  # the days from which TAI is ahead of UTC by 11 s, 12 s, and so on
    (1972, 7), (1973, 1), (1974, 1), (1975, 1), (1976, 1), (1977, 1), (1978, 1), (1979, 1), (1980, 1), (1981, 7), (1982, 7),
    (1983, 7), (1985, 7), (1988, 1), (1990, 1), (1991, 1), (1992, 7), (1993, 7), (1994, 7), (1996, 1), (1997, 7), (1999, 1),
    (2006, 1), (2009, 1), (2012, 7), (2015, 7), (2017, 1),
)  # fmt: skip
TAI_UTC = tuple(
    ((date(year, month, 1).toordinal() - _EPOCH_DAY) * 86_400 + ahead, ahead)
    for ahead, (year, month) in enumerate(_ADDED, 11)
)
"""From which second of TAI since 1970 on TAI is ahead of UTC by how many seconds."""
_FROM = np.array([start for start, _ in TAI_UTC], dtype=np.int64)
_BASE = 1 << 62
_MOST = 9_223_372_036 - 1  # seconds on either side whose every ns fits into int64
_LOW_NIBBLES, _ONES = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101)
_HEX = ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66))


def tai_ns(text: bytes) -> int | None:
    """UTC ns of a label; None where it is none, or too far away."""
    found = LABEL.fullmatch(text)
    if found is None:
        return None
    seconds, nanoseconds = int(found[1], 16) - _BASE, int(found[2], 16)
    if abs(seconds) > _MOST or nanoseconds >= 1_000_000_000:
        return None
    return (seconds - 10 - bisect_right(_FROM.tolist(), seconds)) * 1_000_000_000 + nanoseconds


def tai_column(labels: npt.NDArray[np.uint8]) -> tuple[Bools, Int64]:
    """Which rows of bytes, shape (n, 25), are labels, and their UTC ns."""
    words = np.ascontiguousarray(labels[:, 1:]).view("<u8")
    fits = (labels[:, 0] == ord("@")) & (marks_in(words.reshape(-1), _HEX, False).reshape(-1, 3) == HIGHS).all(axis=1)
    first, second, low = (_hexadecimal(words[:, at]) for at in range(3))
    high = (first << np.uint64(32)) | second
    fits &= (high >= np.uint64(_BASE - _MOST)) & (high <= np.uint64(_BASE + _MOST)) & (low < np.uint64(1_000_000_000))
    seconds = np.where(fits, high, np.uint64(_BASE)).astype(np.int64) - _BASE
    seconds -= 10 + np.searchsorted(_FROM, seconds, side="right")
    return fits, seconds * 1_000_000_000 + low.astype(np.int64)


def _hexadecimal(words: Words) -> Words:
    """The numbers of eight hexadecimal digits each, the first byte the most significant one; of anything else, nonsense."""
    digits = (words & _LOW_NIBBLES) + ((words >> np.uint64(6)) & _ONES) * np.uint64(9)
    for size, keep in ((4, 0x00FF00FF00FF00FF), (8, 0x0000FFFF0000FFFF), (16, 0x00000000FFFFFFFF)):
        digits = ((digits << np.uint64(size)) | (digits >> np.uint64(2 * size))) & np.uint64(keep)
    return digits
