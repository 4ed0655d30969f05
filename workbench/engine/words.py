"""Text eight bytes at a time: words gathered from any place of a block, and what a word's bytes are, without a loop.

A word is uint64, its first byte the lowest one. What a function finds in a word it marks by bit 7 of each byte (H. S.
Warren, "Hacker's Delight", 2nd edition, chapter 6).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
Int64 = npt.NDArray[np.int64]
PAD = 64  # bytes that must follow the last place a word is taken from
END = 10
HIGHS = np.uint64(0x8080808080808080)
LOWS = np.uint64(0x7F7F7F7F7F7F7F7F)
EVERY = np.uint64(0xFFFFFFFFFFFFFFFF)
# keeps the first k bytes of a word, k = 0..8
KEEP = np.array([(1 << 8 * k) - 1 for k in range(9)], dtype=np.uint64)
_ENDS = np.uint64(int.from_bytes(bytes([END] * 8), "little"))
_PLACE = np.uint64(0x0001020304050607)
_ONE = np.uint64(1)
_SEVEN, _TOP = np.uint64(7), np.uint64(56)


def word_of(text: bytes) -> np.uint64:
    """Up to eight bytes as a word."""
    return np.uint64(int.from_bytes(text[:8], "little"))


def padded(block: Bytes, last: int) -> Bytes:
    """The block, with zeros behind it where a word taken at `last` would reach over its end."""
    if last + PAD <= len(block):
        return block
    return np.concatenate([block, np.zeros(last + PAD - len(block), dtype=np.uint8)])


def rows_at(block: Bytes, places: Int64, size: int) -> npt.NDArray[np.uint64]:
    """`size` bytes (8, 16, 32 or 64) from each place, as words of shape (n, size / 8)."""
    windows = np.ndarray(shape=(len(block) - size + 1,), dtype=f"V{size}", buffer=block, strides=(1,))
    return windows[places].view(np.uint64).reshape(len(places), size // 8)


def words_at(block: Bytes, places: Int64) -> Words:
    """The word at each place."""
    return rows_at(block, places, 8)[:, 0]


def cut_off(words: Words, left: Int64) -> Words:
    """The words with `END` for every byte behind the first `left` ones; left may be anything."""
    if not len(left) or int(left.min()) >= 8:
        return words
    short = np.flatnonzero(left < 8)
    keep = KEEP[np.maximum(left[short], 0)]
    cut = words.copy()
    cut[short] = (words[short] & keep) | (_ENDS & ~keep)
    return cut


def marks_in(words: Words, ranges: Sequence[tuple[int, int]], high: bool) -> Words:
    """Marks the bytes in any of the ranges of ASCII codes (first and last inclusive), and those from 128 on if `high`."""
    low = words & LOWS
    marks = np.zeros(len(words), dtype=np.uint64)
    for first, last in ranges:
        reach = low + _repeated(0x80 - first)
        if last < 127:
            reach ^= low + _repeated(0x7F - last)
        marks |= reach
    marks &= ~words
    if high:
        marks |= words
    marks &= HIGHS
    return marks


def first_marked(marks: Words) -> Int64:
    """Which byte of each word is the first one marked; every word must have one."""
    lowest = marks & (~marks + _ONE)
    return (((lowest >> _SEVEN) * _PLACE) >> _TOP).astype(np.int64)


def _repeated(byte: int) -> np.uint64:
    return np.uint64(byte * 0x0101010101010101)
