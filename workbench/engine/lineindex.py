"""A log's physical lines as if each were a record without a time: how text that nobody could read is shown."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from workbench.engine.logindex import LogIndex, LogStats
from workbench.engine.stamps import NULL_T

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class LineIndex:
    """The face of a `LogIndex` whose records are the physical lines of another; it keeps no columns of its own."""

    def __init__(self, index: LogIndex) -> None:
        self.of = index
        self.lines = self.records = index.lines
        self.size = index.size
        self.stats = LogStats(lines=self.lines, records=self.lines)
        self.ascending = True
        self.wall = np.broadcast_to(np.int64(NULL_T), self.lines)
        self.naive = np.broadcast_to(np.bool_(False), self.lines)
        self.severity = np.broadcast_to(np.uint8(0), self.lines)
        self.line_ranges = self.record_ranges = index.line_ranges
        self.line_ranges_of = self.record_ranges_of = index.line_ranges_of
        self.line_at = self.record_at = index.line_at
        self.line_places = index.line_places
        self.line_start = index.line_start
        self.lines_at = self.records_at = index.lines_at
        self.is_utf8 = index.is_utf8

    def line_of(self, at: int) -> int:
        """The line of a line: itself."""
        return at

    def lines_of(self, ats: Int64) -> Int64:
        """The line of each line: itself."""
        return ats

    def begins_of_lines(self, first: int, last: int) -> Bools:
        """Whether each line begins a record: it does."""
        return np.ones(last - first, dtype=np.bool_)

    def records_with(self, lines: Int64) -> Int64:
        """The record of each line: itself."""
        return lines

    def records_of_lines(self, first: int, last: int) -> Int64:
        """The record of each line: itself."""
        return np.arange(first, last, dtype=np.int64)
