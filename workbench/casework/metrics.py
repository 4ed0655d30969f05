"""Metric series of a case with corrected times; one series spans all the sources that hold its points."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workbench.casework.folder import stored_as
from workbench.casework.logseries import LogNumbers
from workbench.engine.spine import corrected_times
from workbench.model.case import Source
from workbench.model.entities import Citation
from workbench.model.instants import TimeWindow
from workbench.model.records import Points, Series

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

CACHED_SERIES = 512
NO_POINTS = Points(np.empty(0, np.int64), np.empty(0))


class Metrics:
    """Series and their points, kept while no source and no clock changes."""

    def __init__(self, folder: CaseFolder) -> None:
        self._folder = folder
        self._generation = -1
        self._points: dict[str, Points] = {}
        self._series: tuple[Series, ...] | None = None
        self._logs = LogNumbers(folder)

    def _fresh(self) -> dict[str, Points]:
        if self._generation != self._folder.generation or len(self._points) > CACHED_SERIES:
            self._generation, self._points, self._series = self._folder.generation, {}, None
        return self._points

    def all(self) -> tuple[Series, ...]:
        """Every series that has points, by name and labels, and those out of logs; first, last corrected."""
        return (*self._sampled(), *self._logs.all())

    def _sampled(self) -> tuple[Series, ...]:
        with self._folder.lock:
            self._fresh()
            if self._series is None:
                live = {name: source.id for name, source in self._counted().items()}
                plain = all(_is_plain(source) for source in self._folder.readable() if source.points)
                self._series = tuple(
                    found for series in self._folder.events.series() if (found := self._live(series, live, plain))
                )
            return self._series

    def _counted(self) -> dict[str, Source]:
        """The sources whose points count, by what these are filed under."""
        return {stored_as(source): source for source in self._folder.readable() if not self._folder.is_log(source)}

    def _live(self, series: Series, live: dict[str, str], plain: bool) -> Series | None:
        """The series as today's sources and clocks make it; None where none of its sources counts any more."""
        sources = tuple(live[name] for name in series.sources if name in live)
        if plain and len(sources) == len(series.sources):
            return replace(series, sources=sources)
        points = self._samples(series.id)
        if not len(points.t):
            return None
        values = points.value[~np.isnan(points.value)]
        return replace(
            series,
            points=len(points.t),
            first=int(points.t[0]),
            last=int(points.t[-1]),
            min=float(values.min()) if len(values) else None,
            max=float(values.max()) if len(values) else None,
            sources=sources,
        )

    def find(self, series_id: str) -> Series | None:
        """A series by id."""
        found = next((series for series in self._sampled() if series.id == series_id), None)
        return found or self._logs.find(series_id)

    def points(self, series_id: str, window: TimeWindow | None = None) -> Points:
        """Samples ascending in corrected time; those of `window` [start, end)."""
        points = self._logs.points(series_id)
        if points is None:
            points = self._samples(series_id)
        if window is None:
            return points
        first, last = np.searchsorted(points.t, [window.start, window.end])
        return Points(points.t[first:last], points.value[first:last])

    def _samples(self, series_id: str) -> Points:
        with self._folder.lock:
            kept = self._fresh()
            if series_id not in kept:
                kept[series_id] = self._read(series_id)
            return kept[series_id]

    def _read(self, series_id: str) -> Points:
        samples = self._folder.events.samples(series_id)
        if not len(samples.t):
            return NO_POINTS
        sources = self._counted()
        t = samples.t.copy()
        keep = np.ones(len(t), dtype=np.bool_)
        for number, source_id in enumerate(samples.sources):
            own = samples.source == number
            source = sources.get(source_id)
            if source is None:
                keep &= ~own
            elif not _is_plain(source) or samples.naive[own].any():
                t[own] = corrected_times(t[own], samples.naive[own], source.zone, _offset(source))
        order = np.argsort(t[keep], kind="stable")
        return Points(t[keep][order], samples.value[keep][order])

    def times_of(self, source: Source) -> npt.NDArray[np.int64]:
        """Corrected first and last time of each series in one source: what a clock correction of it moves."""
        ends: list[int] = []
        for series in self._folder.events.series():
            if stored_as(source) in series.sources:
                samples = self._folder.events.samples(series.id)
                own = np.array([name == stored_as(source) for name in samples.sources])[samples.source]
                ends += corrected_times(samples.t[own], samples.naive[own], source.zone, _offset(source)).tolist()
        return np.array(ends, dtype=np.int64)


def _offset(source: Source) -> int:
    return source.offset_ns if source.correction_on else 0


def _is_plain(source: Source) -> bool:
    """Whether the source's own clock is taken as it is."""
    return not _offset(source) and source.zone == "UTC"


def cited_points(folder: CaseFolder, citation: Citation) -> Points:
    """The samples of a cited range, both ends included."""
    return folder.metrics.points(citation.series, TimeWindow(citation.start, citation.end + 1))


def raw_samples(folder: CaseFolder, citation: Citation) -> bytes:
    """A cited range as lines of `<t in ns> <value>`: what its digest covers, so that anybody can check it."""
    points = cited_points(folder, citation)
    rows = zip(points.t.tolist(), points.value.tolist(), strict=True)
    return "".join(f"{t} {value!r}\n" for t, value in rows).encode("ascii")
