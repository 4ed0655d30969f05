"""The index of one log: where its lines and records are, when and how severe, as mapped columns in a folder."""

from __future__ import annotations

import contextlib
from bisect import bisect_right
from pathlib import Path

import numpy as np
import numpy.typing as npt

from workbench.engine.bytesource import ByteSource
from workbench.engine.columns import scratch_folder
from workbench.engine.lineformat import LineFormat
from workbench.engine.logcolumns import BLOCK, SPAN, VERSION, Header, LogColumns, State, mapped_column, read_log_header
from workbench.engine.scan import Rows, Scanner
from workbench.engine.slices import SLICE, scanned
from workbench.engine.stamps import NULL_T
from workbench.engine.tally import LogStats
from workbench.jobs import JobContext

__all__ = ["NULL_T", "VERSION", "LogIndex", "LogStats", "build_log_index", "extend_log_index", "open_log_index"]

Int64 = npt.NDArray[np.int64]
UInt8 = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
ROOM = 24 << 20  # more than any array of a slice
TOGETHER = 16  # blocks whose records are counted at once
# which bit of a byte is its k-th one, the lowest first
_NTH = np.array([([at for at in range(8) if byte >> at & 1] + [8] * 8)[:8] for byte in range(256)], dtype=np.uint8)
_DENSE = 4  # records asked for among fewer than so many times as many are read as one range


class LogIndex:
    """Columns of one log, mapped read-only; numbers are 0-based, answers int64.

    wall: ns as the source wrote it (NULL_T unknown), naive: the stamp had no zone, severity: OTel number; one a record ·
    stats: what reading it gave · size: bytes it is about
    """

    def __init__(self, folder: Path, header: Header) -> None:
        now = header.now
        self.size, self.stats = header.size, now.tally.stats()
        self.lines, self.records = self.stats.lines, self.stats.records
        self.wall, self.naive, self.severity = (
            mapped_column(folder, header, name) for name in ("wall", "naive", "severity")
        )
        self._start = mapped_column(folder, header, "start")
        self._rank = mapped_column(folder, header, "rank")
        self._begins, self._returns = (_Bits(folder, header, name) for name in ("begins", "returns"))
        self._firsts, self._bases = (np.array([pair[at] for pair in now.segments], dtype=np.int64) for at in (0, 1))
        self._tail, self._valid = header.tail, now.valid

    @property
    def ascending(self) -> bool:
        """Whether no stamped record lies before the last stamped one above it."""
        return self.stats.disorder == 0

    def line_ranges(self, first: int, last: int) -> tuple[Int64, Int64]:
        """Starts and lengths of the physical lines [first, last), without the line feed (a return before it stays)."""
        first, last = max(first, 0), min(last, self.lines)
        if last <= first:
            return _none(), _none()
        starts = self._starts(first, min(last + 1, self.lines))
        if last == self.lines:
            starts = np.append(starts, self.size + 1 - min(self._tail, 1))
        return starts[:-1], np.diff(starts) - 1

    def line_places(self, first: int, last: int) -> tuple[npt.NDArray[np.uint32], int] | None:
        """Where the physical lines [first, last] start, uint32 and not copied, and the byte that 0 stands for there.

        None where they are not of one segment, or `last` is behind the last line.
        """
        segment = int(np.searchsorted(self._firsts, first, side="right")) - 1
        reach = int(self._firsts[segment + 1]) if segment + 1 < len(self._firsts) else self.lines
        if not 0 <= first < last < reach:
            return None
        return self._start[first : last + 1], int(self._bases[segment])

    def line_ranges_of(self, ats: Int64) -> tuple[Int64, Int64]:
        """The same for any physical lines, ascending."""
        starts = self._starts_of(ats)
        inside = ats + 1 < self.lines
        ends = self._starts_of(ats[inside] + 1)
        if len(ends) < len(ats):
            ends = np.append(ends, self.size + 1 - min(self._tail, 1))
        return starts, ends - 1 - starts

    def line_start(self, line: int) -> int:
        """Where a physical line begins."""
        return int(self._starts_of(np.array([line]))[0])

    def lines_at(self, offsets: Int64) -> Int64:
        """The physical lines that hold the bytes at these ascending offsets."""
        edges = np.searchsorted(offsets, self._bases[1:]).tolist()
        parts: list[Int64] = []
        for segment, (low, high) in enumerate(zip([0, *edges], [*edges, len(offsets)], strict=True)):
            if low < high:
                first, last = (self.line_at(int(offsets[at])) for at in (low, high - 1))
                reach = np.minimum(offsets[low:high] - self._bases[segment], SPAN - 1).astype(np.uint32)
                parts.append(np.searchsorted(self._start[first : last + 1], reach, side="right") + (first - 1))
        return np.concatenate(parts) if parts else _none()

    def line_at(self, offset: int) -> int:
        """The physical line that holds the byte at `offset`."""
        segment = int(np.searchsorted(self._bases, offset, side="right")) - 1
        if segment < 0:
            return 0
        first = int(self._firsts[segment])
        last = int(self._firsts[segment + 1]) if segment + 1 < len(self._firsts) else self.lines
        reach = np.uint32(min(offset - int(self._bases[segment]), SPAN - 1))
        return first + int(np.searchsorted(self._start[first:last], reach, side="right")) - 1

    def record_ranges(self, first: int, last: int) -> tuple[Int64, Int64]:
        """Starts and lengths of the records [first, last), continuation lines included, without the last line end."""
        first, last = max(first, 0), min(last, self.records)
        if last <= first:
            return _none(), _none()
        lines = self._lines_between(first, min(last + 1, self.records))
        if len(lines) == lines[-1] - lines[0] + 1:
            low, high = int(lines[0]), int(lines[-1]) + 1
            starts, returns = self._starts(low, high), self._returns.between(low, high)
        else:
            starts, returns = self._starts_of(lines), self._returns.at(lines)
        ends = starts[1:] - 1 - returns[1:]
        if last < self.records:
            return starts[:-1], ends - starts[:-1]
        return starts, np.append(ends, self.size - self._tail) - starts

    def record_ranges_of(self, ats: Int64) -> tuple[Int64, Int64]:
        """The same for any records, ascending."""
        if not len(ats):
            return _none(), _none()
        first, last = int(ats[0]), int(ats[-1]) + 1
        if last - first < _DENSE * len(ats):
            starts, lengths = self.record_ranges(first, last)
            return starts[ats - first], lengths[ats - first]
        lines = self.lines_of(ats)
        behind = lines + 1
        # most records have one line only
        more = np.flatnonzero(~self._begins.at(behind)) if self.lines > self.records else _none()
        if len(more):
            behind[more] = self._lines_behind(ats[more])
        starts, inside = self._starts_of(lines), behind < self.lines
        if not inside.all():
            behind = behind[inside]
        ends = self._starts_of(behind) - 1 - self._returns.at(behind)
        if len(behind) < len(ats):
            ends = np.append(ends, self.size - self._tail)
        return starts, ends - starts

    def _lines_behind(self, ats: Int64) -> Int64:
        """The lines behind the last one of these records, ascending."""
        inner = ats[ats + 1 < self.records]
        found = self.lines_of(inner + 1)
        return found if len(inner) == len(ats) else np.append(found, self.lines)

    def record_at(self, offset: int) -> int:
        """The record that holds the byte at `offset`; -1 before the first."""
        if not self.records:
            return -1
        return int(self.records_with(np.array([self.line_at(offset)]))[0])

    def records_at(self, offsets: Int64) -> Int64:
        """The records that hold the bytes at these ascending offsets; -1 before the first."""
        return self.records_with(self.lines_at(offsets))

    def records_with(self, lines: Int64) -> Int64:
        """The records that some physical lines, ascending, belong to; -1 before the first."""
        if self._begins.same or not len(lines):
            return lines
        if not self.records:
            return np.full(len(lines), -1, dtype=np.int64)
        block = int(lines[0]) // BLOCK
        packed = self._begins.packed(block * BLOCK, int(lines[-1]) + 1)
        counts = np.bitwise_count(packed)
        before = np.cumsum(counts, dtype=np.int64) - counts
        at = lines - block * BLOCK
        below = np.bitwise_count(packed[at >> 3] & ((2 << (at & 7)) - 1).astype(np.uint8))
        return before[at >> 3] + below + (int(self._rank[block]) - 1)

    def lines_of(self, ats: Int64) -> Int64:
        """The physical line each of these records, ascending, begins on."""
        ats = np.asarray(ats, dtype=np.int64)
        if self._begins.same or not len(ats):
            return ats
        if int(ats[-1]) - int(ats[0]) < _DENSE * len(ats):
            return self._lines_between(int(ats[0]), int(ats[-1]) + 1)[ats - ats[0]]
        lines = np.empty(len(ats), dtype=np.int64)
        blocks = np.searchsorted(self._rank, ats, side="right") - 1
        edges = np.flatnonzero(np.diff(blocks // TOGETHER, prepend=-1, append=-2))
        for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            lines[start:end] = self._lines_in(int(blocks[start]), int(blocks[end - 1]) + 1, ats[start:end])
        return lines

    def line_of(self, at: int) -> int:
        """The physical line one record begins on; the number of lines behind the last record."""
        if self._begins.same or at >= self.records:
            return min(at, self.lines) if self._begins.same else self.lines
        block = int(np.searchsorted(self._rank, at, side="right")) - 1
        return int(self._lines_in(block, block + 1, np.array([at]))[0])

    def _lines_in(self, block: int, behind: int, ats: Int64) -> Int64:
        """The lines that records begin on, all of which do in the blocks [block, behind)."""
        packed = self._begins.packed(block * BLOCK, min(behind * BLOCK, self.lines))
        counts = np.bitwise_count(packed)
        ends = np.cumsum(counts, dtype=np.uint32)
        below = (ats - self._rank[block]).astype(np.uint32)
        byte = np.searchsorted(ends, below, side="right")
        place = below - (ends[byte] - counts[byte])
        return block * BLOCK + 8 * byte + _NTH[packed[byte], place]

    def records_of_lines(self, first: int, last: int) -> Int64:
        """The record each of the physical lines [first, last) belongs to; -1 before the first record."""
        first, last = max(first, 0), min(last, self.lines)
        if last <= first or not self.records:
            return np.full(max(last - first, 0), -1, dtype=np.int64)
        if self._begins.same:
            return np.arange(first, last)
        block = first // BLOCK
        begins = self._begins.between(block * BLOCK, last)
        return (np.cumsum(begins, dtype=np.int64) + (int(self._rank[block]) - 1))[first - block * BLOCK :]

    def begins_of_lines(self, first: int, last: int) -> Bools:
        """Which of the physical lines [first, last) begin a record."""
        return self._begins.between(max(first, 0), min(last, self.lines))

    def is_utf8(self, start: int, end: int) -> bool:
        """Whether the whole lines in the bytes [start, end) are known to be UTF-8."""
        at = bisect_right(self._valid, (start, self.size + 1)) - 1
        return end <= start or (at >= 0 and end <= self._valid[at][1])

    def _starts(self, first: int, last: int) -> Int64:
        """Starts of the lines [first, last)."""
        starts = self._start[first:last].astype(np.int64)
        segments = range(*np.searchsorted(self._firsts, [first, last - 1], side="right") - [1, 0])
        for segment in segments:
            starts[max(int(self._firsts[segment]) - first, 0) :] += self._bases[segment] - (
                self._bases[segment - 1] if segment > segments[0] else 0
            )
        return starts

    def _starts_of(self, lines: Int64) -> Int64:
        bases = self._bases[np.searchsorted(self._firsts, lines, side="right") - 1] if len(self._bases) > 1 else None
        return self._start[lines].astype(np.int64) + (self._bases[0] if bases is None else bases)

    def _lines_between(self, first: int, last: int) -> Int64:
        """The lines that the records [first, last) begin on."""
        if self._begins.same:
            return np.arange(first, last)
        blocks = np.searchsorted(self._rank, [first, last - 1], side="right") - 1
        low, high = int(blocks[0]) * BLOCK, min((int(blocks[1]) + 1) * BLOCK, self.lines)
        found = np.flatnonzero(self._begins.between(low, high))
        before = int(self._rank[blocks[0]])
        return found[first - before : last - before] + low


class _Bits:
    """A packed column of yes and no. same: whether every one is yes."""

    def __init__(self, folder: Path, header: Header, name: str) -> None:
        state = header.now
        self._bytes = mapped_column(folder, header, name)
        self._rest, self._last = np.array(state.rest[name], dtype=np.bool_), state.columns[name].ending
        packed = state.columns[name]
        self.same = bool((packed.count == 0 or packed.same == 255) and self._rest.all()) and bool(
            packed.count or len(self._rest)
        )

    def between(self, first: int, last: int) -> Bools:
        """Those of the rows [first, last); no where there are none."""
        whole = len(self._bytes)
        low, high = min(first // 8, whole), min(-(-last // 8), whole)
        packed = np.array(self._bytes[low:high])
        if high == whole and high > low:
            packed[-1] = self._last
        bits = np.unpackbits(packed, bitorder="little").view(np.bool_)
        if last > 8 * whole:
            bits = np.concatenate([bits, self._rest, np.zeros(last - 8 * whole, dtype=np.bool_)])
        return bits[first - 8 * low : last - 8 * low]

    def packed(self, first: int, last: int) -> UInt8:
        """Those of the rows [first, last), eight to a byte, the first of them lowest; `first` is one of eight."""
        if last <= 8 * (len(self._bytes) - 1):
            return self._bytes[first // 8 : -(-last // 8)]
        return np.packbits(self.between(first, last), bitorder="little")

    def at(self, rows: Int64) -> Bools:
        """Those of any rows, ascending."""
        edge = int(np.searchsorted(rows, max(len(self._bytes) - 1, 0) * 8))
        early = rows[:edge]
        found = (self._bytes[early >> 3] >> (early & 7).astype(np.uint8) & 1).astype(np.bool_)
        if edge == len(rows):
            return found
        first = int(rows[edge])
        return np.concatenate([found, self.between(first, int(rows[-1]) + 1)[rows[edge:] - first]])


def build_log_index(
    source: ByteSource,
    format: LineFormat | None,
    folder: Path,
    context: JobContext,
    slice_bytes: int = SLICE,
    span: int = SPAN,
) -> LogIndex:
    """Index a log into `folder`, which appears only when it is whole. Without a format there are lines, no records.

    Memory is bounded by a few slices of `slice_bytes`, whatever the size of the source or of its longest line. span: bytes
    that a segment of line starts reaches, at most 2^32. Raises `Cancelled`, `SourceChanged`, `OSError` on a full disk.
    """
    with scratch_folder(folder) as scratch:
        _written(LogColumns(scratch, State(span=span)), source, format, context, slice_bytes)
    return open_log_index(folder)


def extend_log_index(
    source: ByteSource, format: LineFormat | None, folder: Path, context: JobContext, slice_bytes: int = SLICE
) -> LogIndex:
    """The index of a source that grew, or is as it was, gone on with where the one in `folder` ended.

    Who has that one open keeps what it had; if this is ended in its midst, the folder is as it was before. An index that
    isn't there, is damaged or was made for something else is built anew. Raises as `build_log_index` does.
    """
    try:
        header = read_log_header(folder)
    except ValueError:
        return build_log_index(source, format, folder, context, slice_bytes)
    if header.format != (format.id if format else "") or source.size < header.size:
        return build_log_index(source, format, folder, context, slice_bytes)
    if source.size > header.size:
        _written(LogColumns(folder, header.sealed), source, format, context, slice_bytes)
    return open_log_index(folder)


def open_log_index(folder: Path, *, size: int | None = None, format_id: str | None = None) -> LogIndex:
    """The index in a folder. Raises `ValueError` when it is of another version, source size or format, or unfinished."""
    header = read_log_header(folder)
    if (size is not None and header.size != size) or (format_id is not None and header.format != format_id):
        raise ValueError(f"{folder} was made for something else")
    return LogIndex(folder, header)


def _written(
    columns: LogColumns, source: ByteSource, format: LineFormat | None, context: JobContext, slice_bytes: int
) -> None:
    """Scan what the columns don't hold yet, and finish them."""
    scanner = Scanner(format)
    # What glibc gives back to it next it keeps for later, as it does whatever is smaller.
    np.empty(ROOM, dtype=np.uint8)
    held: tuple[int, Rows] | None = None  # the slice with the last line so far: that one may turn out to be unfinished
    with contextlib.closing(columns):
        for start, end, rows in scanned(source, scanner, columns.state.end, slice_bytes):
            context.step(end / source.size, "indexing")
            if len(rows.lines):
                if held is not None:
                    columns.add(held[1])
                held = (start, rows)
            source.forget(start, end - start)
        tail = source.read(source.size - 2, 2) if source.size > 1 else source.read(0, 1)
        loose = None
        if held is not None and not tail.endswith(b"\n"):
            last = held[1].lines.block_start + int(held[1].lines.bounds[-2])
            columns.add(scanner.rows(source, held[0], last))
            loose = scanner.rows(source, last, last + 1)
        elif held is not None:
            columns.add(held[1])
        ending = 2 if tail == b"\r\n" else int(tail.endswith(b"\n"))
        columns.finish(source.size, format.id if format else "", ending, loose)


def _none() -> Int64:
    return np.zeros(0, dtype=np.int64)
