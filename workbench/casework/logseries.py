"""Numbers out of logs: how many records match over time, and the values of a numeric field, as metric series.

The definition lies in the notebook; points are computed from the records when somebody looks, and kept while no source
and no clock changes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workbench.casework import corpus
from workbench.casework.facets import number_of, picked, spread, wanted_of
from workbench.casework.rowfields import fields_of
from workbench.engine.selection import Selection
from workbench.engine.spine import Spine
from workbench.engine.stamps import NULL_T
from workbench.errors import QueryError
from workbench.jobs import JobContext
from workbench.model.instants import HOUR, MINUTE, SECOND, TimeWindow, duration_text
from workbench.model.records import KINDS, Points, Series
from workbench.model.searches import LogSeries, Measure

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

MOST_BUCKETS = 200_000
"""Points of one count; a bucket that would give more is taken as often as needed."""
WANTED_BUCKETS = 400
"""Points that a proposed bucket gives: about what a plot's pixels can tell apart."""
STEPS = (
    SECOND // 100, SECOND // 10, SECOND // 2, SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE,
    2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR,
)  # fmt: skip
"""Lengths of time that people count by, ns."""
SPOKEN = (KINDS.index("log"), KINDS.index("http"))
_UNITS = {
    "ns": "ns", "us": "µs", "ms": "ms", "millis": "ms", "milliseconds": "ms", "s": "s", "sec": "s", "secs": "s",
    "seconds": "s", "bytes": "B", "size": "B", "percent": "%",
}  # fmt: skip
SAMPLED = ", a sample of "
NOTHING = Points(np.empty(0, np.int64), np.empty(0))
Known = tuple[Points, tuple[str, ...], str]
Int64 = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def proposed_bucket(width: int) -> int:
    """The length of time, ns, by which a stretch of `width` ns is best counted: one of `STEPS`."""
    return next((step for step in STEPS if step * WANTED_BUCKETS >= width), STEPS[-1])


def neighbour(bucket: int, finer: bool) -> int:
    """The next length of `STEPS` below or above a bucket; the same at the ends."""
    fitting = [step for step in STEPS if (step < bucket if finer else step > bucket)]
    return (fitting[-1] if finer else fitting[0]) if fitting else bucket


def width_of_logs(spine: Spine) -> int:
    """Ns from the first to the last record of all logs; commits and tickets may lie years before them."""
    parts = (part for part in spine.parts if part.one_kind in SPOKEN)
    ends = [end for part in parts if (end := part.times.lowest()) is not None]
    return max(last for _, last in ends) - min(first for first, _ in ends) if ends else 0


class LogNumbers:
    """The log series of one case. Safe from any thread; one that computes holds nobody else up."""

    def __init__(self, folder: CaseFolder) -> None:
        self._folder = folder
        self._generation = -1
        self._known: dict[LogSeries, Known] = {}

    def all(self) -> tuple[Series, ...]:
        """Every one that is declared, in order of making; one that matches nothing has no points."""
        return tuple(self._series(one) for one in self._folder.notebook.log_series.values())

    def find(self, series_id: str) -> Series | None:
        """One by id."""
        one = self._folder.notebook.log_series.get(series_id)
        return self._series(one) if one is not None else None

    def points(self, series_id: str) -> Points | None:
        """Its points, ascending in time; None where there is no such series."""
        one = self._folder.notebook.log_series.get(series_id)
        return self._read(one)[0] if one is not None else None

    def _series(self, one: LogSeries) -> Series:
        points, sources, note = self._read(one)
        values = points.value[~np.isnan(points.value)]
        low, high = (float(values.min()), float(values.max())) if len(values) else (None, None)
        first, last = (int(points.t[0]), int(points.t[-1])) if len(points.t) else (None, None)
        unit = f"{unit_of(one)} of a sample".lstrip() if SAMPLED in note else unit_of(one)
        return Series(
            one.id, one.name, unit, kind="log", help=f"{one.query or 'all records'}{note}", points=len(points.t),
            first=first, last=last, min=low, max=high, sources=sources,
        )  # fmt: skip

    def _read(self, one: LogSeries) -> Known:
        key = replace(one, name="")
        with self._folder.lock:
            generation = self._folder.generation
            if self._generation != generation:
                self._generation, self._known = generation, {}
            held = self._known.get(key)
        if held is None:
            held = computed(self._folder, one, JobContext())
            with self._folder.lock:
                if self._generation == generation:
                    self._known[key] = held
        return held


def computed(folder: CaseFolder, one: LogSeries, context: JobContext) -> Known:
    """Points, the ids of the sources they come from, and what has to be said about them.

    A filter that isn't understood any more gives none and says why. Raises `Cancelled`.
    """
    try:
        rows = corpus.selected(folder, one.query, None, context, None, None)
    except QueryError as error:
        return NOTHING, (), f": {error.sentence()}"
    numbers = {number for number, members in rows.sets.items() if len(members)}
    sources = tuple(source.id for source in folder.readable() if source.number in numbers)
    if one.measure == "count":
        return _counted(rows, one.bucket), sources, ""
    t, value, read = _values(folder, rows, one.field, context)
    note = f"{SAMPLED}{read:,} of {len(rows):,} records" if read < len(rows) else ""
    if note and one.measure == "sum":  # of an even sample, what all of them would come to
        value = value * (len(rows) / read)
    return (Points(t, value) if one.measure == "each" else _measured(t, value, one)), sources, note


def _counted(rows: Selection, bucket: int) -> Points:
    """Records per bucket from the first to the last that their sources have: no record is a count, too."""
    ends = [part.times.lowest() for part in rows.spine.parts if len(rows.sets[part.number])]
    known = [end for end in ends if end is not None]
    if not known:
        return NOTHING
    low, high = min(first for first, _ in known), max(last for _, last in known)
    bucket *= max(-(-(high - low) // (bucket * MOST_BUCKETS)), 1)
    start = low // bucket * bucket
    bins = (high - start) // bucket + 1
    counts = rows.spine.density(TimeWindow(start, start + bins * bucket), bins, rows).sum(axis=1)
    return Points(start + np.arange(bins, dtype=np.int64) * bucket, counts.astype(np.float64))


def _values(folder: CaseFolder, rows: Selection, field: str, context: JobContext) -> tuple[Int64, Floats, int]:
    """Times and numbers of a field, ascending in time, and how many records were looked at."""
    positions = spread(len(rows), wanted_of(len(rows), False))
    times: list[int] = []
    numbers: list[float] = []
    read = 0
    for some in picked(rows, positions):
        context.step(read / len(positions), f"reading {field}")
        read += len(some)
        for t, found in zip(folder.spine.t[some].tolist(), fields_of(folder, some, JobContext()), strict=True):
            for value in found.get(field, ()):
                number = number_of(value)
                if number is not None and t != NULL_T:
                    times.append(t)
                    numbers.append(number)
    t, value = np.array(times, dtype=np.int64), np.array(numbers, dtype=np.float64)
    order = np.argsort(t, kind="stable")
    return t[order], value[order], len(positions)


_MEASURES = {
    "mean": np.mean, "p95": lambda values: np.percentile(values, 95), "max": np.max, "min": np.min, "sum": np.sum,
}  # fmt: skip


def _measured(t: Int64, value: Floats, one: LogSeries) -> Points:
    """One number a bucket that holds any value; where none was written there is a gap, not a zero."""
    if not len(t):
        return NOTHING
    buckets = t // one.bucket * one.bucket
    starts, first = np.unique(buckets, return_index=True)
    measure = _MEASURES[one.measure]
    values = np.array([float(measure(part)) for part in np.split(value, first[1:])])
    gaps = np.flatnonzero(np.diff(starts) > one.bucket)
    t = np.insert(starts, gaps + 1, starts[gaps] + one.bucket)
    return Points(t, np.insert(values, gaps + 1, np.nan))


def unit_of(one: LogSeries) -> str:
    """`per 10 s` of a count; else the unit that the field's name ends with, empty where it has none."""
    if one.measure == "count":
        return f"per {duration_text(one.bucket)}"
    last = one.field.replace(".", "_").replace("-", "_").rsplit("_", 1)[-1]
    return _UNITS.get(last.lower(), "")


def proposed_name(query: str, measure: Measure, field: str) -> str:
    """What a series is called until somebody names it."""
    what = query.removeprefix("kind:log").strip() or "all log records"
    if measure == "count":
        return f"Count of {what}"
    title = {"each": field, "p95": f"p95 of {field}"}.get(measure, f"{measure} of {field}")
    return title if what == "all log records" else f"{title} in {what}"
