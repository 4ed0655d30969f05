"""Which log lines belong to which span: by the span's id, else by time within the trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from workbench.analysis.trails.spans import Trace
from workbench.model.entities import Citation
from workbench.model.instants import Instant


@dataclass(frozen=True, slots=True)
class Carried:
    """A record that carries the id and is no span. what: one line of text · key: its record's id."""

    key: str
    t: Instant | None
    kind: str
    what: str
    severity: int
    citation: Citation
    span: str = ""
    service: str = ""
    source: str = ""


def lines_of_spans(
    trace: Trace, lines: Iterable[Carried]
) -> tuple[Mapping[str, tuple[Carried, ...]], tuple[Carried, ...]]:
    """The lines of each span of a trace, by its key, and those that belong to none; each ascending in time.

    A line that names a span of the trace is that span's, also where only the lines know of the span. Another one belongs
    to the innermost span that ran when it was written: the one of its own service that began last, else the one of any.
    """
    by_id: dict[str, int] = {}
    for number, row in enumerate(trace.rows):
        if row.span.id:
            by_id.setdefault(row.span.id, number)
    found: dict[int, list[Carried]] = {}
    rest: list[Carried] = []
    loose: list[Carried] = []
    for line in sorted(lines, key=lambda line: (line.t is None, line.t or 0, line.key)):
        if line.span in by_id:
            found.setdefault(by_id[line.span], []).append(line)
        elif line.t is None:
            rest.append(line)
        else:
            loose.append(line)
    for line, row in zip(loose, _innermost(trace, loose), strict=True):
        if row < 0:
            rest.append(line)
        else:
            found.setdefault(row, []).append(line)
    early = lambda line: (line.t is None, line.t or 0, line.key)  # noqa: E731
    by_span = {trace.rows[row].span.key: tuple(sorted(some, key=early)) for row, some in found.items()}
    return by_span, tuple(sorted(rest, key=early))


def _innermost(trace: Trace, lines: Sequence[Carried]) -> list[int]:
    """The row of each line (ascending in time), -1 for none: one walk through spans and lines together."""
    starts = sorted(
        (row.times[0], row.depth, number) for number, row in enumerate(trace.rows) if row.times and not row.missing
    )
    running: dict[str | None, list[tuple[int, int, int]]] = {}
    found: list[int] = []
    at = 0
    for line in lines:
        t = line.t or 0
        while at < len(starts) and starts[at][0] <= t:
            start, depth, number = starts[at]
            for name in (None, trace.rows[number].span.service):
                heappush(running.setdefault(name, []), (-start, -depth, number))
            at += 1
        own = _top(trace, running.get(line.service, []), t) if line.service else -1
        found.append(own if own >= 0 else _top(trace, running.get(None, []), t))
    return found


def _top(trace: Trace, heap: list[tuple[int, int, int]], t: Instant) -> int:
    """The row that began last and still runs; those that ended are let go, since time only goes on."""
    while heap:
        times = trace.rows[heap[0][2]].times
        if times is not None and times[1] >= t:
            return heap[0][2]
        heappop(heap)
    return -1
