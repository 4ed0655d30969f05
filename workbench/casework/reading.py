"""What reading one source gave: its statistics, doubts and faults, as the Source that is written down."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from workbench.casework.clocks import part_of
from workbench.casework.files import kind_of_unread
from workbench.casework.folder import NO_READER, CaseFolder, Log, stored_as
from workbench.casework.formatchange import in_all_formats
from workbench.casework.pages import record_text
from workbench.casework.streams import EMPTY, HEAD, head_of
from workbench.casework.timedoubts import Told, time_doubts, told_of, without_time_doubts, zone_doubt
from workbench.casework.years import with_base
from workbench.engine.part import Part
from workbench.engine.spine import corrected_times
from workbench.engine.stamps import NULL_T
from workbench.engine.tally import LogStats
from workbench.engine.timeforms import step_of
from workbench.errors import SourceError, WorkbenchError
from workbench.jobs import JobContext
from workbench.model.case import Problem, Source
from workbench.model.instants import SECOND
from workbench.model.records import Event
from workbench.model.severity import LEVELS, level_name
from workbench.readers.core import Batch

PROBLEMS_LIMIT = 50
SAMPLED = 20
RETURNS = "its lines end in returns alone and are read as one; bring it in again with line feeds (tr '\\r' '\\n')"
BLOCK = 4 << 20
# Its head is text, its pack isn't.
BUNDLES = ("git.bundle",)


def read_log(folder: CaseFolder, source: Source, context: JobContext) -> Source:
    """Index a log, or the lines of text that nobody could read; a fault is written into the source."""
    started = time.monotonic()
    if source.reader == NO_READER and source.kind != "text":
        return replace(source, state="kept", problems=_once((*source.problems, _unread(source))))
    try:
        folder.forget_logs({source.id})
        source = replace(source, changes=())
        log = folder.log(source, context)
    except WorkbenchError as error:
        return replace(source, state="failed", problems=(Problem(error.what, error.where),))
    except OSError as error:
        return replace(source, state="failed", problems=(Problem(f"its index can't be written ({error.strerror})"),))
    if log.format is None:
        what = "no reader knows its format; it can be read, searched and cited"
        read = replace(
            source, state="kept", lines=log.index.stats.lines, problems=_once((*source.problems, Problem(what)))
        )
        if source.reader != NO_READER:
            read = replace(read, reader=NO_READER, kind="text", why="")
    else:
        source, log, told = in_all_formats(folder, source, log, context)
        read = with_stats(folder, source, log)
        read = replace(read, problems=_once((*read.problems, *told)))
    if _by_returns(log):
        read = replace(read, problems=_once((*read.problems, Problem(RETURNS, "line 1"))))
    return replace(read, seconds=time.monotonic() - started)


def _by_returns(log: Log) -> bool:
    """Whether what is one line are several, as old Macs and some devices write them."""
    if log.index.lines != 1:
        return False
    head = log.bytes.read(0, HEAD)
    return len(head.rstrip(b"\r").split(b"\r", 2)) > 1 and b"\n" not in head


def _unread(source: Source) -> Problem:
    if source.kind == "empty":
        return Problem(EMPTY)
    return Problem(f"no reader knows its format ({source.kind}); it is kept as it is")


def with_stats(folder: CaseFolder, source: Source, log: Log, tell: Callable[[Source], Told] | None = None) -> Source:
    """A log's source with what its index tells. tell: what its times tell, where that is known already."""
    stats = log.index.stats
    declared = source.zone_known == "declared"
    zone_known = "declared" if declared else "assumed" if stats.naive or not stats.explicit else "explicit"
    source = replace(source, zone_known=zone_known, records=stats.records, lines=stats.lines, state="ready")
    source = with_base(source, stats)
    told = tell(source) if tell else told_of(Part(part_of(folder, source)))
    problems = [*time_doubts(source, stats, told)]
    if stats.skipped:
        plural = "lines belong" if stats.skipped > 1 else "line belongs"
        problems.append(Problem(f"{stats.skipped} {plural} to no record, before the first stamp", "line 1"))
    if not stats.records:
        problems.append(Problem("none of its lines begins a record"))
    return replace(
        source,
        skipped=stats.skipped,
        disorder=stats.disorder,
        step_back=stats.step_back,
        resolution_ns=_resolution(log, stats),
        levels={name: count for name, count in stats.levels.items() if count},
        first=told.first,
        last=told.last,
        problems=_once((*without_time_doubts(source.problems), *problems)),
        **_emitter(_log_resources(log)),
    )


def _resolution(log: Log, stats: LogStats) -> int:
    """The step that its stamps tell apart: minutes, where they have no seconds."""
    coarsest = step_of(log.format.time) if log.format is not None else 1
    return max(stats.resolution_ns, coarsest if coarsest > SECOND else 1)


def _log_resources(log: Log) -> list[dict[str, Any]]:
    """The resources that some records name, spread over the log."""
    if log.format is None or not log.index.records:
        return []
    rows = np.unique(np.linspace(0, log.index.records - 1, SAMPLED).astype(np.int64))
    starts, lengths = log.index.record_ranges_of(rows)
    texts = (record_text(log, *place) for place in zip(starts.tolist(), lengths.tolist(), strict=True))
    return [dict(log.format.parse(text).resource) for text in texts]


def _emitter(resources: list[dict[str, Any]]) -> dict[str, str]:
    """Host and service of a source, where all that name one name the same."""
    found: dict[str, str] = {}
    for field, key in (("host", "host.name"), ("service", "service.name")):
        named = {str(resource[key]) for resource in resources if resource.get(key)}
        if len(named) == 1:
            found[field] = named.pop()
    return found


class RecordReading:
    """One source's records on their way from the worker into the event store."""

    def __init__(self, folder: CaseFolder, source: Source) -> None:
        self._folder, self._source = folder, source
        self._levels: Counter[str] = Counter()
        self._events = self._points = self._skipped = self._disorder = self._step_back = 0
        self._last = NULL_T
        self._naive = self._explicit = False
        self._resolution = 10**9
        self._range: list[int] = []
        self._walls: dict[bool, list[int]] = {False: [], True: []}
        self._series: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
        self._problems: list[Problem] = []
        self._resources: list[dict[str, Any]] = []
        self._started = time.monotonic()
        folder.events.begin(stored_as(source))

    def add(self, batch: Batch) -> None:
        """Take a batch."""
        self._folder.events.add(stored_as(self._source), batch.events, batch.points)
        for event in batch.events:
            self._count(event)
        for naive, walls in self._walls.items():
            if walls:
                self._span(min(walls), max(walls), naive)
                walls.clear()
        for series in batch.points:
            self._series.add((series.name, tuple(sorted(series.labels.items()))))
            self._points += len(series.points.t)
            self._naive |= series.naive
            if len(series.points.t):
                self._span(int(series.points.t.min()), int(series.points.t.max()), series.naive)
        self._skipped += batch.skipped
        self._problems.extend(batch.problems)

    def _span(self, first: int, last: int, naive: bool) -> None:
        ends = corrected_times(np.array([first, last]), np.full(2, naive), self._source.zone, 0)
        self._range += ends.tolist()

    def _count(self, event: Event) -> None:
        self._events += 1
        self._levels[level_name(event.severity)] += 1
        if event.t is None:
            return
        self._disorder += event.t < self._last
        self._step_back = max(self._step_back, self._last - event.t)
        self._last = event.t
        self._naive |= event.naive
        self._explicit |= not event.naive
        self._resolution = min(self._resolution, event.resolution_ns)
        self._walls[event.naive].append(event.t)
        if len(self._resources) < SAMPLED:
            self._resources.append(dict(event.resource))

    def end(self, fault: str, where: str) -> Source:
        """All came, or a fault ended it: the source as it stands, what was whole kept."""
        self._folder.events.finish(stored_as(self._source))
        declared = self._source.zone_known == "declared"
        source = replace(
            self._source,
            state="failed" if fault else "ready",
            zone_known="declared" if declared else "assumed" if self._naive or not self._range else "explicit",
            records=self._events,
            series=len(self._series),
            points=self._points,
            lines=counted_lines(self._folder, self._source),
            skipped=self._skipped,
            disorder=self._disorder,
            step_back=self._step_back,
            resolution_ns=self._resolution if self._events else 1,
            levels={name: self._levels[name] for name in LEVELS if self._levels[name]},
            **_emitter(self._resources),
        )
        return replace(
            source,
            problems=self._doubts(source, fault, where),
            seconds=time.monotonic() - self._started,
            **self._ends(),
        )

    def _ends(self) -> dict[str, int | None]:
        if not self._range:
            return {"first": None, "last": None}
        return {"first": min(self._range), "last": max(self._range)}

    def _doubts(self, source: Source, fault: str, where: str) -> tuple[Problem, ...]:
        doubts = [*without_time_doubts(self._source.problems), *self._problems[:PROBLEMS_LIMIT]]
        if len(self._problems) > PROBLEMS_LIMIT:
            doubts.append(Problem(f"{len(self._problems) - PROBLEMS_LIMIT} more doubts of this kind are not listed"))
        if self._naive and source.zone_known == "assumed":
            doubts.append(Problem(zone_doubt(source), of_time=True))
        if fault:
            doubts.append(Problem(fault, where))
        return _once(doubts)


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Doubts in their order, each once: a source that is read again had some before."""
    return tuple(dict.fromkeys(problems))


def counted_lines(folder: CaseFolder, source: Source) -> int:
    """Physical lines of a text that has no line index, a last one without a line end included; 0 for other bytes."""
    with suppress(SourceError), folder.bytes_of(source) as held:
        if not held.size or source.reader in BUNDLES or kind_of_unread(head_of(held)) == "binary":
            return 0
        ends = sum(int(np.count_nonzero(held.array(start, BLOCK) == ord("\n"))) for start in range(0, held.size, BLOCK))
        return ends + (held.read(held.size - 1, 1) != b"\n")
    return 0
