"""Rows around some rows: what stands before and after each match, as `grep -A -B` shows it, in the merged order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workbench.engine.stamps import NULL_T
from workbench.errors import WorkbenchError
from workbench.model.instants import TimeWindow
from workbench.model.records import KINDS

if TYPE_CHECKING:
    from workbench.engine.spine import Spine

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
MOST = 4_000_000
"""Rows that are looked at around the matches; beyond, a filter that finds less is asked for."""
FURTHER = 8
"""How many times as far is looked where rows of other kinds, sources or times stand between."""
LOG = KINDS.index("log")


@dataclass(frozen=True, slots=True)
class Universe:
    """Which rows count as neighbours: what would be shown without a filter. sources: numbers, None for all."""

    logs_only: bool = True
    window: TimeWindow | None = None
    sources: Collection[int] | None = None

    def holds(self, spine: Spine, rows: Int64) -> Bools:
        """Whether each of the rows belongs to it."""
        held = np.ones(len(rows), dtype=np.bool_)
        if self.logs_only:
            held &= np.asarray(spine.kind[rows]) == LOG
        if self.sources is not None:
            held &= np.isin(spine.source[rows], np.fromiter(self.sources, dtype=np.int64))
        if self.window is not None:
            part = spine.within(self.window)
            held &= (rows >= part.start) & (rows < part.stop) & (np.asarray(spine.t[rows]) != NULL_T)
        return held


def widened(spine: Spine, matches: Int64, centres: Int64, count: int, universe: Universe) -> Int64:
    """The matches, and around each of the centres `count` rows of the universe before and after it.

    matches, centres: spine rows, int64 ascending; the answer, too. Raises `WorkbenchError` when they are too many.
    """
    if not len(centres) or count <= 0:
        return matches
    near = _near(spine, centres, count, count, universe)
    if near is None:
        near = _near(spine, centres, count, count * FURTHER, universe)
    return matches if near is None else np.union1d(matches, near)


def _near(spine: Spine, centres: Int64, count: int, reach: int, universe: Universe) -> Int64 | None:
    """Rows within `count` of a centre among those of the universe that lie within `reach` rows of it.

    None where rows outside of the universe stand between, so that a longer reach may find more.
    """
    rows, stretch = _stretches(spine.rows, centres, reach)
    centre = np.isin(rows, centres, assume_unique=True)
    held = universe.holds(spine, rows) | centre
    short = reach == count and not held.all()
    rows, stretch, centre = rows[held], stretch[held], centre[held]
    place = np.arange(len(rows))
    before = np.maximum.accumulate(np.where(centre, place, -1))
    after = np.minimum.accumulate(np.where(centre, place, len(rows))[::-1])[::-1]
    safe_after = np.minimum(after, len(rows) - 1)
    near = (before >= 0) & (place - before <= count) & (stretch[np.maximum(before, 0)] == stretch)
    near |= (after < len(rows)) & (after - place <= count) & (stretch[safe_after] == stretch)
    return None if short else rows[near]


def _stretches(total: int, centres: Int64, reach: int) -> tuple[Int64, Int64]:
    """All rows within `reach` of a centre, each once, and the number of the stretch that each belongs to."""
    starts, stops = np.maximum(centres - reach, 0), np.minimum(centres + reach + 1, total)
    first = np.concatenate(([True], starts[1:] > stops[:-1]))
    begins = starts[first]
    ends = np.append(stops[np.flatnonzero(first)[1:] - 1], stops[-1])
    lengths = ends - begins
    size = int(lengths.sum())
    if size > MOST:
        raise WorkbenchError(f"{len(centres):,} lines are too many to show what stands around each", "", "Filter more.")
    number = np.repeat(np.arange(len(begins)), lengths)
    offset = np.arange(size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return begins[number] + offset, number
