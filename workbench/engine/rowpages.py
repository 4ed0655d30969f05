"""The pages that sets of rows are made of: where their bits lie, and how they are counted and closed."""

from __future__ import annotations

import mmap
import os
import tempfile

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Page = Words | bool  # False: none of its rows, True: all of them

BLOCK = 1 << 16
PAGE = 1 << 20
SCRATCH_FROM = 1 << 26  # rows from which bits lie in a mapped scratch file, so that they are not anonymous memory
SEGMENT = 8 << 20


class Room:
    """Where the bits of one set lie: in memory, or for a large one in pieces of an unlinked file that is mapped."""

    def __init__(self, size: int) -> None:
        self._mapped = size > SCRATCH_FROM
        self._left: Words = np.zeros(0, dtype=np.uint64)

    def words(self, count: int) -> Words:
        """Room for so many words. Raises `OSError` on a full disk."""
        if not self._mapped:
            return np.empty(count, dtype=np.uint64)
        if count > len(self._left):
            self._left = np.frombuffer(_scratch(max(SEGMENT, count * 8)), dtype=np.uint64)
        taken, self._left = self._left[:count], self._left[count:]
        return taken


def _scratch(size: int) -> mmap.mmap:
    """A mapped file without a name. Its blocks are there before it is mapped: a full disk is an error, not a SIGBUS."""
    with tempfile.TemporaryFile() as file:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)
        else:
            file.write(bytes(size))
            file.flush()
        return mmap.mmap(file.fileno(), size)


def closed(words: Words, rows: int) -> tuple[Page, Int64]:
    """A page of bits as it is kept, and its members per block."""
    each = BLOCK >> 6
    counts = np.add.reduceat(np.bitwise_count(words), np.arange(0, len(words), each), dtype=np.int64)
    members = int(counts.sum())
    return (False if not members else True if members == rows else words), counts


def bits_of(page: Page, rows: int) -> Words:
    """A page's bits, where it is none or all of its rows too."""
    if not isinstance(page, bool):
        return page
    words = np.full(parts_of(rows, 64), ~np.uint64(0) if page else np.uint64(0), dtype=np.uint64)
    return cut(words, rows) if page else words


def cut(words: Words, rows: int) -> Words:
    """Clear the bits beyond the last row."""
    if rows & 63:
        words[-1] &= np.uint64((1 << (rows & 63)) - 1)
    return words


def parts_of(size: int, each: int) -> int:
    """How many parts of `each` a size makes, the last one cut."""
    return -(-size // each)
