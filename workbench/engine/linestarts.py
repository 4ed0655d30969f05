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
NEWLINE, RETURN, ESCAPE = 10, 13, 0x1B
HEAD_LIMIT = 1 << 20  # bytes of a line in which stamp and level are looked for
JSON_LIMIT = 64 << 20  # bytes of a line that may still be a JSON record
_BEHIND = 4 << 10  # bytes behind a slice that are read at once: most lines end there
_READ_ON = 1 << 20
_CHUNK = 1 << 20
MOST = 1 << 21  # lines after which a slice ends early, at the end of a chunk
_EACH = 1 << 16  # words with line feeds that are taken apart at once: of empty lines each has eight
_PLACE = np.uint64(0x0001020304050607)
_ONE, _TOP = np.uint64(1), np.uint64(56)
_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Lines:
    """The n lines that start in a slice. bounds: uint32 (n + 1,), places in `block` where each starts, and one behind
    the last one's line feed (or end) · returns: bool (n + 1,), the line end before that place has a return, too ·
    block_start: place of block[0] in the source · cut: the last line is longer than what `block` holds of it ·
    ascii, plain: whether all lines are known to be ASCII, to hold no escape · end: place in the source before which all of
    them start, and all that do are here.
    """

    bounds: UInt32
    returns: Bools
    block: Bytes
    block_start: int
    cut: bool = False
    ascii: bool = False
    plain: bool = False
    end: int = 0

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def ranges(self, first: int, last: int) -> tuple[Int64, Int64]:
        """Places in `block` and lengths of the lines [first, last), without their line ends."""
        bounds = self.bounds[first : last + 1].astype(np.int64)
        return bounds[:-1], bounds[1:] - bounds[:-1] - 1 - self.returns[first + 1 : last + 1]


def find_lines(source: ByteSource, start: int, end: int, reach: int = HEAD_LIMIT, looked: bool = False) -> Lines:
    """The lines that start in [start, end) of a source; of a line longer than `reach` at least that much is in `block`.

    Fewer where they would be many more than `MOST`. looked: whether to look for escapes, too.
    """
    before = min(start, 2)  # the line end before the first line, to tell how long it is
    first = start - before
    block = source.array(first, end - start + before + _BEHIND)
    starts, returned, ascii, plain, size = line_ends(block[: end - first], looked)
    if first + size < end:
        end = first + size
        block = block[: size + _BEHIND]
    if start == 0:
        starts = np.concatenate([np.zeros(min(end, 1), dtype=np.uint32), starts])
        returned = np.concatenate([np.zeros(min(end, 1), dtype=np.bool_), returned])
    low, high = np.searchsorted(starts, np.array([before, end - first], dtype=np.uint32))
    starts, returned = starts[low:high], returned[low:high]
    if not len(starts):
        return Lines(np.zeros(1, dtype=np.uint32), np.zeros(1, dtype=np.bool_), block, first, end=end)
    last = int(starts[-1])
    block, stop = _line_end(source, block, first, last, max(reach + 1, end - first - last))
    ended = stop < len(block)
    bounds = np.append(starts, np.uint32(stop + 1))
    returns = np.append(returned, ended and stop > last and block[stop - 1] == RETURN)
    rest = block[end - first : stop + 1]
    ascii = ascii and int(rest.max(initial=0)) < 0x80
    plain = plain and not (rest == ESCAPE).any()
    return Lines(bounds, returns, block, first, not ended and first + len(block) < source.size, ascii, plain, end)


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


def line_ends(block: Bytes, looked: bool = False) -> tuple[UInt32, Bools, bool, bool, int]:
    """Of less than 4 GiB: the places behind the line feeds, before which of these a return stands, whether all is ASCII,
    whether it is known that no escape stands there, and of how many bytes that is said: all, or those up to `MOST` lines.

    looked: whether to look for an escape.
    """
    marks, some = np.empty(_CHUNK, dtype=np.bool_), np.empty(_CHUNK // 8, dtype=np.bool_)
    behind, returned, ascii, plain = [_NONE.astype(np.uint32)], [_NONE.astype(np.bool_)], True, looked
    count = upto = 0
    for at in range(0, len(block), _CHUNK):  # what is looked at often stays in the processor's caches
        piece = block[at : at + _CHUNK]
        size = len(piece)
        ascii = ascii and int(piece.max()) < 0x80
        plain = plain and not np.equal(piece, ESCAPE, out=marks[:size]).any()
        np.equal(piece, NEWLINE, out=marks[:size])
        words = -(-size // 8)
        marks[size : 8 * words] = False
        eights = marks[: 8 * words].view(np.uint64)
        here = np.flatnonzero(np.not_equal(eights, 0, out=some[:words]))
        for first in range(0, len(here), _EACH):
            places = _places(here[first : first + _EACH], eights)
            places += at - 1
            if places[0] < 0:  # nothing stands before the first byte
                before = block[np.maximum(places, 0)] == RETURN
                before[0] = False
            else:
                before = block[places] == RETURN
            places += 2
            behind.append(places.astype(np.uint32))
            returned.append(before)
            count += len(places)
        upto = at + size
        if count >= MOST:
            break
    return np.concatenate(behind), np.concatenate(returned), ascii, plain, upto


def _places(words: Int64, eights: npt.NDArray[np.uint64]) -> Int64:
    """The places of the bytes that are 1, in those of the words (by number) that have any; the others are 0."""
    found = eights[words]
    if (found & (found - _ONE)).any():
        place = np.flatnonzero(found.view(np.bool_))
        if int(words[-1]) - int(words[0]) == len(words) - 1:  # no word between them is without
            place += int(words[0]) << 3
            return place
        return (words[place >> 3] << 3) + (place & 7)
    found *= _PLACE
    found >>= _TOP
    return (words << 3) + found.view(np.int64)


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
