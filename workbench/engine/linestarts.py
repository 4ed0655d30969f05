"""Where the lines of a slice start. A line ends with a line feed; a return right before it belongs to the line end, any
other one to the line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.engine.bytesource import Bytes, ByteSource

Int64 = npt.NDArray[np.int64]
UInt32 = npt.NDArray[np.uint32]
Bools = npt.NDArray[np.bool_]
NEWLINE, RETURN = 10, 13
HEAD_LIMIT = 1 << 20  # bytes of a line in which stamp and level are looked for
JSON_LIMIT = 64 << 20  # bytes of a line that may still be a JSON record
_BEHIND = 4 << 10  # bytes behind a slice that are read at once: most lines end there
_READ_ON = 1 << 20
_CHUNK = 1 << 18
_PLACE = np.uint64(0x0001020304050607)
_ONE, _TOP = np.uint64(1), np.uint64(56)


@dataclass(frozen=True, slots=True)
class Lines:
    """The n lines that start in a slice. bounds: uint32 (n + 1,), places in `block` where each starts, and one behind
    the last one's line feed (or end) · returns: bool (n + 1,), the line end before that place has a return, too ·
    block_start: place of block[0] in the source · cut: the last line is longer than what `block` holds of it.
    """

    bounds: UInt32
    returns: Bools
    block: Bytes
    block_start: int
    cut: bool = False

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def ranges(self, first: int, last: int) -> tuple[Int64, Int64]:
        """Places in `block` and lengths of the lines [first, last), without their line ends."""
        bounds = self.bounds[first : last + 1].astype(np.int64)
        return bounds[:-1], bounds[1:] - bounds[:-1] - 1 - self.returns[first + 1 : last + 1]


def find_lines(source: ByteSource, start: int, end: int, reach: int = HEAD_LIMIT) -> Lines:
    """The lines that start in [start, end) of a source; of a line longer than `reach` at least that much is in `block`."""
    before = min(start, 2)  # the line end before the first line, to tell how long it is
    first = start - before
    block = source.array(first, end - start + before + _BEHIND)
    starts = newlines(block[: end - first]) + np.uint32(1)
    if start == 0:
        starts = np.concatenate([np.zeros(min(end, 1), dtype=np.uint32), starts])
    low, high = np.searchsorted(starts, np.array([before, end - first], dtype=np.uint32))
    starts = starts[low:high]
    if not len(starts):
        return Lines(np.zeros(1, dtype=np.uint32), np.zeros(1, dtype=np.bool_), block, first)
    last = int(starts[-1])
    block, stop = _line_end(source, block, first, last, max(reach + 1, end - first - last))
    ended = stop < len(block)
    bounds = np.append(starts, np.uint32(stop + 1))
    returns = np.zeros(len(bounds), dtype=np.bool_)
    two = int(np.searchsorted(starts, np.uint32(2)))
    returns[two:-1] = block[starts[two:] - np.uint32(2)] == RETURN
    if ended:
        returns[-1] = stop > last and block[stop - 1] == RETURN
    return Lines(bounds, returns, block, first, not ended and first + len(block) < source.size)


def _line_end(source: ByteSource, block: Bytes, first: int, last: int, reach: int) -> tuple[Bytes, int]:
    """The place of the line feed (or the end) of the line that starts at `last`, and the block up to there."""
    at = last
    while True:
        found = np.flatnonzero(block[at:] == NEWLINE)
        if len(found):
            return block, at + int(found[0])
        if first + len(block) >= source.size or len(block) - last >= reach:
            return block, len(block)
        at = len(block)
        block = source.array(first, max(len(block) + _READ_ON, 2 * (len(block) - last)))


def newlines(block: Bytes) -> UInt32:
    """Where the line feeds are in less than 4 GiB."""
    whole = len(block) // 8 * 8
    marks = (block[:whole] == NEWLINE).view(np.uint64)
    words = np.flatnonzero(marks != 0)
    found = marks[words]
    crowded = (found & (found - _ONE)) != 0
    several = int(np.count_nonzero(crowded))
    if several * 16 > len(words):
        parts = range(0, len(block), _CHUNK)
        return np.concatenate(
            [(np.flatnonzero(block[at : at + _CHUNK] == NEWLINE) + at).astype(np.uint32) for at in parts]
        )
    places = ((words << 3) + ((found * _PLACE) >> _TOP).view(np.int64)).astype(np.uint32)
    if several:
        row, place = np.nonzero(found[crowded].view(np.uint8).reshape(-1, 8))
        apart = ((words[crowded][row] << 3) + place).astype(np.uint32)
        places = np.sort(np.concatenate([places[~crowded], apart]))
    rest = np.flatnonzero(block[whole:] == NEWLINE)
    return np.concatenate([places, (rest + whole).astype(np.uint32)]) if len(rest) else places


def line_above(source: ByteSource, start: int) -> bytes:
    """The line that ends right before the one that starts at `start`, without its line end; of a long one its last MiB.

    Empty where there is none.
    """
    reach = _BEHIND
    while True:
        text = source.read(max(start - reach, 0), min(reach, start))
        if text.count(b"\n") > 1 or reach >= min(start, HEAD_LIMIT):
            return text.removesuffix(b"\n").removesuffix(b"\r").rpartition(b"\n")[2]
        reach *= 4
