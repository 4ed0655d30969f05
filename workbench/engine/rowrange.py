"""Stretches of row numbers as sets, without a bit for each."""

from __future__ import annotations

import numpy as np

from workbench.engine.rowpages import BLOCK, PAGE, Page, bits_of, cut, parts_of
from workbench.engine.rowset import RowSet, RowSetBuilder


def grown(rows: RowSet, size: int) -> RowSet:
    """The same rows out of more: a set over a source that grew."""
    if size == rows.size:
        return rows
    made = RowSetBuilder(size)
    for first in range(0, rows.size, PAGE):
        made.put(first, rows.mask(first, min(first + PAGE, rows.size)))
    return made.finish()


def row_range(size: int, first: int, last: int) -> RowSet:
    """The rows [first, last) of `size`."""
    first, last = max(first, 0), min(last, size)
    if last <= first:
        return RowSet.none(size)
    pages: list[Page] = []
    for page in range(parts_of(size, PAGE)):
        low, high = page * PAGE, min((page + 1) * PAGE, size)
        if last <= low or first >= high:
            pages.append(False)
        elif first <= low and last >= high:
            pages.append(True)
        else:
            words = cut(bits_of(True, min(last, high) - low), min(last, high) - low)
            bits = np.zeros(parts_of(high - low, 64), dtype=np.uint64)
            bits[: len(words)] = words
            if first > low:
                before = bits_of(True, first - low)
                bits[: len(before)] &= ~before
            pages.append(bits)
    starts = np.arange(parts_of(size, BLOCK), dtype=np.int64) * BLOCK
    counts = np.minimum(starts + BLOCK, last) - np.maximum(starts, first)
    return RowSet(size, tuple(pages), np.maximum(counts, 0))
