"""Records by time and level, counted from the outlines of the sources: only steps that a border of bins cuts are read."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from workbench.engine.outline import GRAIN, LEVEL_OF
from workbench.engine.part import Part
from workbench.engine.rowset import RowSet
from workbench.engine.stamps import NULL_T
from workbench.model.instants import TimeWindow
from workbench.model.severity import LEVELS

Int64 = npt.NDArray[np.int64]
LIMITS = np.iinfo(np.int64)


def edges_of(window: TimeWindow, bins: int) -> Int64:
    """Where the bins of a window begin, and its end: bin i covers [start + i·width/bins, …)."""
    edges = [window.start + -(-window.width * edge // bins) for edge in range(bins + 1)]
    return np.array([min(max(edge, LIMITS.min), LIMITS.max) for edge in edges], dtype=np.int64)


def levels_in(part: Part, edges: Int64, kind: int | None = None, only: RowSet | None = None) -> Int64:
    """Records of a part with a time, by bin and level: int64 (bins, 7). kind: only of that one · only: of these."""
    counts = np.zeros((len(edges) - 1, len(LEVELS)), dtype=np.int64)
    if kind is not None and part.one_kind not in (-1, kind):
        return counts
    if only is not None and len(only) < only.size:
        for ats in _members(part, edges, only):
            counts += _counted(part, ats, edges, kind)
        return counts
    first, last = _bins(part.times.low, edges), _bins(part.times.high, edges)
    inside = (last >= 0) & (first < len(counts))
    whole = inside & (first == last) & (kind is None or part.one_kind >= 0)
    np.add.at(counts, first[whole], part.times.outline.steps["levels"][whole].astype(np.int64))
    cut = np.flatnonzero(inside & ~whole)
    step = part.times.step
    each = max(GRAIN.block // step, 1)
    for some in range(0, len(cut), each):
        ats = (cut[some : some + each, None] * step + np.arange(step)).ravel()
        counts += _counted(part, ats[: np.searchsorted(ats, part.count)], edges, kind)
    return counts


def levels_of(part: Part, ats: Int64, edges: Int64, kind: int | None = None) -> Int64:
    """The same of some records, in any order."""
    counts = np.zeros((len(edges) - 1, len(LEVELS)), dtype=np.int64)
    if kind is not None and part.one_kind not in (-1, kind):
        return counts
    for first in range(0, len(ats), GRAIN.block):
        counts += _counted(part, ats[first : first + GRAIN.block], edges, kind)
    return counts


def _members(part: Part, edges: Int64, only: RowSet) -> Iterator[Int64]:
    """The members of a set block by block, where a block reaches into the bins."""
    inside = (part.times.high >= edges[0]) & (part.times.low < edges[-1])
    step = part.times.step
    each = max(GRAIN.block // step, 1)
    for first in range(0, len(inside), each):
        if inside[first : first + each].any():
            yield only.between(first * step, min((first + each) * step, part.count))


def _counted(part: Part, ats: Int64, edges: Int64, kind: int | None) -> Int64:
    t = part.times.t_of(ats)
    bins = len(edges) - 1
    if len(t) > bins and bool((t[1:] >= t[:-1]).all()):
        borders = np.searchsorted(t, edges)
        inside: slice | npt.NDArray[np.bool_] = slice(int(borders[0]), int(borders[-1]))
        place = np.repeat(np.arange(bins), np.diff(borders))
        keep = t[inside] != NULL_T
    else:
        place = _bins(t, edges)
        inside = (place >= 0) & (place < bins)
        place = place[inside]
        keep = t[inside] != NULL_T
    some = ats[inside]
    if kind is not None and part.one_kind < 0:
        keep &= part.kind[some] == kind
    cells = place * len(LEVELS) + LEVEL_OF[part.severity[some]]
    if not keep.all():
        cells = cells[keep]
    return np.bincount(cells, minlength=bins * len(LEVELS)).reshape(bins, len(LEVELS))


def _bins(t: Int64, edges: Int64) -> Int64:
    return np.searchsorted(edges, t, side="right") - 1
