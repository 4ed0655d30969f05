"""A log's rows as a search sees them: its records, or its physical lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.engine.logindex import LogIndex

Int64 = npt.NDArray[np.int64]
SLICE_ROWS = 1 << 20


@dataclass(frozen=True, slots=True)
class RowFace:
    """The records of an index, or its physical lines."""

    index: LogIndex
    lines: bool = False

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.index.lines if self.lines else self.index.records

    def ranges(self, first: int, last: int) -> tuple[Int64, Int64]:
        """Starts and lengths of the rows [first, last)."""
        return self.index.line_ranges(first, last) if self.lines else self.index.record_ranges(first, last)

    def ranges_of(self, rows: Int64) -> tuple[Int64, Int64]:
        """The same for any rows, ascending."""
        return self.index.line_ranges_of(rows) if self.lines else self.index.record_ranges_of(rows)

    def at(self, offset: int) -> int:
        """The row that holds a byte; -1 before the first."""
        return self.index.line_at(offset) if self.lines else self.index.record_at(offset)

    def at_all(self, offsets: Int64) -> Int64:
        """The same for ascending offsets."""
        return self.index.lines_at(offsets) if self.lines else self.index.records_at(offsets)

    def start(self, row: int) -> int:
        """The byte a row begins at; the end of the index behind the last."""
        if row >= self.count:
            return self.index.size
        return self.index.line_start(row if self.lines else self.index.line_of(row))

    def cut(self, first: int, start: int, size: int) -> int:
        """The row behind a slice of about `size` bytes from row `first`, which begins at `start`.

        A longer row is a slice of its own.
        """
        last = self.count if start + size >= self.index.size else self.at(start + size)
        return min(max(last, first + 1), first + SLICE_ROWS, self.count)
