"""The index of one log: where its lines and records are, when and how severe, as mapped columns in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from workbench.engine.bytesource import ByteSource
from workbench.engine.columns import ColumnFolder, mapped, read_header, written_folder
from workbench.engine.lineformat import LineFormat
from workbench.engine.scan import Rows, scan_slice
from workbench.engine.stamps import NULL_T
from workbench.jobs import JobContext
from workbench.model.severity import LEVELS, level_of

__all__ = ["NULL_T", "LogIndex", "LogStats", "build_log_index", "extend_log_index", "open_log_index"]

Int64 = npt.NDArray[np.int64]
VERSION = 2
SLICE = 8 << 20
THREADS = 2
_TYPES = {
    "line_start": "<i8", "offset": "<i8", "length": "<i8", "line": "<i8", "wall": "<i8", "naive": "|b1",
    "severity": "|u1",
}  # fmt: skip
_LEVEL_OF = np.array([level_of(number) for number in range(256)], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class LogStats:
    """What reading a log gave. skipped: lines before the first record · disorder: records stamped before the last
    stamped one above · first_wall, last_wall: earliest and latest stamp as the source wrote it (NULL_T: none) ·
    naive, explicit: whether any stamp lacked, or had, a zone · resolution_ns: the finest step its stamps tell apart.
    """

    lines: int = 0
    records: int = 0
    skipped: int = 0
    disorder: int = 0
    levels: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    resolution_ns: int = 1_000_000_000
    first_wall: int = NULL_T
    last_wall: int = NULL_T
    naive: bool = False
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class LogIndex:
    """Columns of one log, mapped read-only. line_start has one entry a physical line; the others one a record.

    offset, length: a record's bytes, continuation lines included, without its last line end · wall: ns as the source
    wrote it (NULL_T unknown) · naive: the stamp had no zone · line: 0-based physical line it begins on
    """

    line_start: Int64
    offset: Int64
    length: Int64
    wall: Int64
    naive: npt.NDArray[np.bool_]
    severity: npt.NDArray[np.uint8]
    line: Int64
    stats: LogStats
    size: int
    ended: bool

    @property
    def lines(self) -> int:
        """How many physical lines there are; an unfinished last one counts."""
        return len(self.line_start)

    @property
    def records(self) -> int:
        """How many records there are."""
        return len(self.offset)

    @property
    def ascending(self) -> bool:
        """Whether no stamped record lies before the last stamped one above it."""
        return self.stats.disorder == 0

    def line_ranges(self, first: int, last: int) -> tuple[Int64, Int64]:
        """Starts and lengths of the physical lines [first, last), without the line feed (a return before it stays)."""
        first, last = max(first, 0), min(last, self.lines)
        if last <= first:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        starts = np.array(self.line_start[first:last])
        end = int(self.line_start[last]) - 1 if last < self.lines else self.size - self.ended
        return starts, np.append(starts[1:] - 1, end) - starts

    def line_at(self, offset: int) -> int:
        """The physical line that holds the byte at `offset`."""
        return max(int(np.searchsorted(self.line_start, offset, side="right")) - 1, 0)

    def line_ranges_of(self, ats: Int64) -> tuple[Int64, Int64]:
        """The same for any physical lines, ascending."""
        starts = np.asarray(self.line_start[ats])
        following = np.minimum(ats + 1, self.lines - 1)
        last = self.size - self.ended
        return starts, np.where(ats + 1 < self.lines, self.line_start[following] - 1, last) - starts

    def lines_at(self, offsets: Int64) -> Int64:
        """The physical lines that hold the bytes at these ascending offsets; what searching maps its hits with."""
        return np.maximum(np.searchsorted(self.line_start, offsets, side="right") - 1, 0)

    def record_ranges(self, first: int, last: int) -> tuple[Int64, Int64]:
        """Starts and lengths of the records [first, last), continuation lines included, without the last line end."""
        first, last = max(first, 0), max(last, 0)
        return np.array(self.offset[first:last]), np.array(self.length[first:last])

    def record_ranges_of(self, ats: Int64) -> tuple[Int64, Int64]:
        """The same for any records, ascending."""
        return self.offset[ats], self.length[ats]

    def record_at(self, offset: int) -> int:
        """The record that holds the byte at `offset`; -1 before the first."""
        return int(np.searchsorted(self.offset, offset, side="right")) - 1

    def records_at(self, offsets: Int64) -> Int64:
        """The records that hold the bytes at these ascending offsets; -1 before the first."""
        return np.searchsorted(self.offset, offsets, side="right") - 1

    def lines_of(self, ats: Int64) -> Int64:
        """The physical line each of these records begins on."""
        return self.line[ats]

    def records_of_lines(self, first: int, last: int) -> Int64:
        """The record each of the physical lines [first, last) belongs to; -1 before the first record."""
        first, last = max(first, 0), min(last, self.lines)
        return np.searchsorted(self.line, np.arange(first, last), side="right") - 1

    def is_utf8(self, start: int, end: int) -> bool:
        """Whether the bytes [start, end) are known to be valid UTF-8; False where nobody has looked."""
        return end <= start


def build_log_index(
    source: ByteSource, format: LineFormat | None, folder: Path, context: JobContext, slice_bytes: int = SLICE
) -> LogIndex:
    """Index a log into `folder`, which appears only when it is whole. Without a format there are lines, no records.

    Memory is bounded by a few slices of `slice_bytes`, whatever the size of the source or of its longest line.
    Raises `Cancelled`, `SourceChanged`, and `OSError` on a full disk.
    """
    with written_folder(folder, _TYPES) as columns:
        joined = _Joined(columns, source)
        for done, rows in _scanned(source, format, slice_bytes):
            context.step(done / source.size, "indexing")
            joined.add(rows)
            source.forget(done - 2 * slice_bytes, 2 * slice_bytes)
        stats = joined.end()
        columns.finish(
            {
                "version": VERSION,
                "format": format.id if format else "",
                "size": source.size,
                "ended": source.read(source.size - 1, 1) == b"\n",
                "stats": msgspec.to_builtins(stats),
            }
        )
    return open_log_index(folder)


def open_log_index(folder: Path, *, size: int | None = None, format_id: str | None = None) -> LogIndex:
    """The index in a folder. Raises `ValueError` when it is of another version, source size or format, or unfinished."""
    header = read_header(folder)
    wrong = header.get("version") != VERSION or (size is not None and header.get("size") != size)
    if wrong or (format_id is not None and header.get("format") != format_id):
        raise ValueError(f"{folder} was made for something else")
    try:
        stats = msgspec.convert(header.get("stats"), LogStats)
    except msgspec.ValidationError as error:
        raise ValueError(f"{folder} holds a broken header") from error
    rows = {name: stats.lines if name == "line_start" else stats.records for name in _TYPES}
    return LogIndex(**mapped(folder, header, rows), stats=stats, size=header["size"], ended=bool(header.get("ended")))


def extend_log_index(source: ByteSource, format: LineFormat | None, folder: Path, context: JobContext) -> LogIndex:
    """The index of a source that grew since the one in `folder` was made, in its place. Raises as building one does."""
    return build_log_index(source, format, folder, context)


def _scanned(source: ByteSource, format: LineFormat | None, slice_bytes: int) -> Iterator[tuple[int, Rows]]:
    """Every slice in order, two at work and one waiting; with how many bytes are behind it."""
    ranges = [(start, min(start + slice_bytes, source.size)) for start in range(0, source.size, slice_bytes)]
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="scan")
    waiting: list[tuple[int, Future[Rows]]] = []
    try:
        for start, end in ranges:
            waiting.append((end, pool.submit(scan_slice, source, start, end, format)))
            if len(waiting) > THREADS:
                done, rows = waiting.pop(0)
                yield done, rows.result()
        for done, rows in waiting:
            yield done, rows.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class _Joined:
    """Slices put together: what one slice can't know (its first line's number, where its last record ends)."""

    def __init__(self, columns: ColumnFolder, source: ByteSource) -> None:
        self._columns, self._source = columns, source
        self._lines = self._records = self._disorder = self._skipped = 0
        self._open_record = -1
        self._levels = np.zeros(len(LEVELS), dtype=np.int64)
        self._last = self._first_wall = self._last_wall = NULL_T
        self._resolution = 1_000_000_000
        self._naive = self._explicit = False

    def add(self, rows: Rows) -> None:
        """Append one slice."""
        columns = self._columns
        columns.append("line_start", rows.lines)
        if len(rows.line):
            offset = rows.lines[rows.line]
            ends = offset - rows.trim
            starts = offset if self._open_record < 0 else np.concatenate([[self._open_record], offset])
            columns.append("length", (ends if self._open_record >= 0 else ends[1:]) - starts[:-1])
            columns.append("offset", offset)
            columns.append("line", rows.line + self._lines)
            for name in ("wall", "naive", "severity"):
                columns.append(name, getattr(rows, name))
            if self._open_record < 0:
                self._skipped = self._lines + int(rows.line[0])
            self._open_record = int(offset[-1])
            self._count(rows)
        self._lines += len(rows.lines)

    def _count(self, rows: Rows) -> None:
        self._records += len(rows.line)
        self._levels += np.bincount(_LEVEL_OF[rows.severity], minlength=len(LEVELS))
        stamped = rows.wall != NULL_T
        wall = rows.wall[stamped]
        if not len(wall):
            return
        before = np.concatenate([[self._last], wall[:-1]])
        self._disorder += int(np.count_nonzero(wall < before))
        self._last = int(wall[-1])
        self._first_wall = int(wall.min()) if self._first_wall == NULL_T else min(self._first_wall, int(wall.min()))
        self._last_wall = max(self._last_wall, int(wall.max()))
        self._resolution = min(self._resolution, rows.resolution_ns)
        naive = rows.naive[stamped]
        self._naive |= bool(naive.any())
        self._explicit |= bool((~naive).any())

    def end(self) -> LogStats:
        """Close the last record and tell what came together."""
        if self._open_record >= 0:
            tail = self._source.read(max(self._source.size - 2, self._open_record), 2)
            trim = 2 if tail == b"\r\n" else 1 if tail.endswith(b"\n") else 0
            self._columns.append("length", np.array([self._source.size - trim - self._open_record]))
        else:
            self._skipped = self._lines
        levels: dict[str, Any] = dict(zip(LEVELS, self._levels.tolist(), strict=True))
        return LogStats(
            self._lines, self._records, self._skipped, self._disorder, levels, self._resolution, self._first_wall,
            self._last_wall, self._naive, self._explicit,
        )  # fmt: skip
