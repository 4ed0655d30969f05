"""Lines of a log that begin no record, some of them or all, without reading the whole column."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from workbench.engine.logcolumns import BLOCK
from workbench.engine.logindex import LogIndex

STRETCH = 1 << 20  # lines looked at together
Int64 = npt.NDArray[np.int64]


def loose_lines(index: LogIndex, first: int, last: int, most: int) -> Int64:
    """Physical lines of [first, last) that begin no record, ascending; where there are more, `most` spread evenly."""
    first, last = max(first, 0), min(last, index.lines)
    none = np.zeros(0, dtype=np.int64)
    if last <= first or index.records == index.lines:
        return none
    edges = np.unique(np.concatenate([[first], np.arange(first // BLOCK + 1, -(-last // BLOCK)) * BLOCK, [last]]))
    ranks = np.array([_records_before(index, line) for line in edges.tolist()], dtype=np.int64)
    loose = np.concatenate([[0], np.cumsum(np.diff(edges) - np.diff(ranks))])
    if not loose[-1]:
        return none
    wanted = np.unique(np.linspace(0, int(loose[-1]) - 1, min(most, int(loose[-1]))).astype(np.int64))
    blocks = np.searchsorted(loose, wanted, side="right") - 1
    found: list[Int64] = []
    for block in np.unique(blocks).tolist():
        places = np.flatnonzero(~index.begins_of_lines(int(edges[block]), int(edges[block + 1])))
        found.append(places[wanted[blocks == block] - loose[block]] + edges[block])
    return np.concatenate(found)


def longest_run(index: LogIndex) -> tuple[int, int]:
    """The longest run of physical lines that begin no record, as [first, last)."""
    best, begun = (0, 0), 0  # begun: the line behind the last one that begins a record
    for first in range(0, index.lines, STRETCH):
        ats = np.flatnonzero(index.begins_of_lines(first, first + STRETCH)) + first
        edges = np.concatenate([[begun - 1], ats])
        gaps = np.diff(edges) - 1
        if len(gaps) and int(gaps.max()) > best[1] - best[0]:
            at = int(gaps.argmax())
            best = (int(edges[at]) + 1, int(edges[at + 1]))
        begun = int(edges[-1]) + 1
    return (begun, index.lines) if index.lines - begun > best[1] - best[0] else best


def _records_before(index: LogIndex, line: int) -> int:
    return int(index.records_of_lines(line - 1, line)[0]) + 1 if line else 0
