"""Rows cut so that what is read of them at once stays small: a few may hold as much as millions of others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]
SIZE = 8 << 20


def bites(starts: Int64, lengths: Int64, size: int = SIZE) -> Iterator[slice]:
    """Rows that lie there, ascending, in runs that reach over at most `size` bytes each, or are one row."""
    yield from _cut(starts, starts + lengths, size)


def bites_held(lengths: Int64, size: int = SIZE) -> Iterator[slice]:
    """Rows of these lengths in runs that hold at most `size` bytes each, wherever they lie, or are one row."""
    ends = np.cumsum(lengths, dtype=np.int64)
    yield from _cut(ends - lengths, ends, size)


def _cut(starts: Int64, ends: Int64, size: int) -> Iterator[slice]:
    first = 0
    while first < len(starts):
        last = max(int(np.searchsorted(ends, starts[first] + size, side="right")), first + 1)
        yield slice(first, last)
        first = last
