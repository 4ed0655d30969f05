"""Spans of one trace as a tree: who called whom, what is missing, whose clock differs, how long each worked itself.

Nothing that was recorded is left out: a span whose parent isn't in the case hangs below a row that says so, parents that
form a circle are cut at the earliest of them, an id that is used twice is told. Two spans of one id, one `client` and one
`server`, are the two ends of one call (Zipkin's shared spans): the server's stands below the client's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.analysis.trails.criticalpath import critical_path
from workbench.analysis.trails.wording import length_text
from workbench.model.entities import Citation
from workbench.model.instants import Instant

Times = tuple[Instant, Instant]


@dataclass(frozen=True, slots=True)
class Span:
    """One span as recorded. key: its record's id · id, parent: span ids · role: `client`, `server`, … or empty ·
    failed: it ended in an error · t, t_end: corrected ns UTC, None where not told.
    """

    key: str
    id: str
    parent: str
    service: str
    name: str
    t: Instant | None
    t_end: Instant | None
    citation: Citation | None = None
    role: str = ""
    failed: bool = False
    status: str = ""


@dataclass(frozen=True, slots=True)
class SpanRow:
    """One row of the tree, parents before children.

    parent: its parent's row, -1 for none · stop: the row behind its last descendant · times: start and end as drawn, None
    where it has no time · own: ns in which none of its children ran · path: its stretches of the critical path ·
    missing: no span was recorded; it stands for a parent that others name · notes: what is doubtful, in words.
    """

    span: Span
    depth: int
    parent: int
    stop: int
    times: Times | None
    own: int
    path: tuple[Times, ...] = ()
    missing: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skew:
    """The clock of a service against that of one which calls it: ns ahead (below 0: behind), from so many calls."""

    service: str
    against: str
    ns: int
    calls: int

    @property
    def sentence(self) -> str:
        """The same in words."""
        ahead = "ahead of" if self.ns > 0 else "behind"
        return f"The clock of {self.service} seems {length_text(abs(self.ns))} {ahead} that of {self.against}"


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace: rows in the order of the tree, its extent (ns UTC), services in order of appearance.

    root: the row that the critical path is walked back from, -1 where nothing has a time · skews: clocks that differ.
    """

    rows: tuple[SpanRow, ...] = ()
    start: Instant = 0
    end: Instant = 0
    services: tuple[str, ...] = ()
    root: int = -1
    skews: tuple[Skew, ...] = ()

    @property
    def failed(self) -> int:
        """How many spans ended in an error."""
        return sum(row.span.failed for row in self.rows)

    @property
    def recorded(self) -> int:
        """How many spans were recorded; rows that stand for missing ones aren't."""
        return sum(not row.missing for row in self.rows)

    @property
    def on_path(self) -> int:
        """How many spans the critical path goes through."""
        return sum(bool(row.path) for row in self.rows)


def trace_of(spans: Sequence[Span]) -> Trace:
    """The tree of a trace's spans, in any order."""
    if not spans:
        return Trace()
    ordered = sorted(spans, key=lambda span: (span.t is None, span.t or 0, span.key))
    notes: list[list[str]] = [[] for _ in ordered]
    parents, missing = _parents(ordered, notes)
    _cut_circles(parents, notes)
    times: list[Times | None] = [_times(span) for span in ordered]
    _tell_ends(ordered, notes)
    recorded = len(ordered)
    for name, orphans in missing.items():
        for orphan in orphans:
            parents[orphan] = len(ordered)
        ordered.append(_missing_span(name, [times[orphan] for orphan in orphans]))
        times.append(_times(ordered[-1]))
        parents.append(-1)
        notes.append(["parent not in the case"])
    _tell_skew(ordered, parents, times, notes, recorded)
    return _laid_out(ordered, parents, times, notes, recorded)


def _parents(spans: Sequence[Span], notes: list[list[str]]) -> tuple[list[int], dict[str, list[int]]]:
    """The index of each span's parent (-1: none), and who names a parent that isn't there, by its id."""
    holders: dict[str, int] = {}
    clients: dict[str, int] = {}
    for at, span in enumerate(spans):
        before = holders.get(span.id) if span.id else None
        if before is None:
            if span.id:
                holders[span.id] = at
        elif {span.role, spans[before].role} == {"client", "server"} and span.id not in clients:
            client, server = (at, before) if span.role == "client" else (before, at)
            holders[span.id], clients[span.id] = server, client
        else:
            notes[at].append("its id is used twice")
    parents: list[int] = []
    missing: dict[str, list[int]] = {}
    for at, span in enumerate(spans):
        if span.id in clients and holders[span.id] == at:
            parents.append(clients[span.id])
            continue
        parents.append(holders.get(span.parent, -1) if span.parent else -1)
        if span.parent and span.parent not in holders:
            missing.setdefault(span.parent, []).append(at)
    return parents, missing


def _cut_circles(parents: list[int], notes: list[list[str]]) -> None:
    """Take the parent from one span of each circle, the earliest, so that every walk up ends."""
    done = [False] * len(parents)
    for first in range(len(parents)):
        walked: dict[int, int] = {}
        at = first
        while at >= 0 and not done[at]:
            if at in walked:
                circle = list(walked)[walked[at] :]
                cut = min(circle)
                parents[cut] = -1
                notes[cut].append("its parents form a circle")
                break
            walked[at] = len(walked)
            at = parents[at]
        for at in walked:
            done[at] = True


def _times(span: Span) -> Times | None:
    if span.t is None:
        return None
    return span.t, max(span.t, span.t_end if span.t_end is not None else span.t)


def _tell_ends(spans: Sequence[Span], notes: list[list[str]]) -> None:
    for span, said in zip(spans, notes, strict=True):
        if span.t is None:
            said.append("no time given")
        elif span.t_end is None:
            said.append("no end given")
        elif span.t_end < span.t:
            said.append(f"ends {length_text(span.t - span.t_end)} before it starts")


def _missing_span(name: str, times: Sequence[Times | None]) -> Span:
    told = [one for one in times if one is not None]
    start = min((one[0] for one in told), default=None)
    return Span(f"missing:{name}", name, "", "", name, start, max((one[1] for one in told), default=None))


def _tell_skew(
    spans: Sequence[Span], parents: list[int], times: list[Times | None], notes: list[list[str]], recorded: int
) -> None:
    """A cause can't come after its effect, nor a call be answered after it ended: such clocks differ."""
    for at in range(recorded):
        above = parents[at]
        own, outer = times[at], times[above] if 0 <= above < recorded else None
        if own is None or outer is None:
            continue
        if own[0] < outer[0]:
            notes[at].append(f"starts {length_text(outer[0] - own[0])} before its parent (clock skew)")
        elif own[0] > outer[1]:
            call = (spans[above].role, spans[at].role) == ("client", "server")
            late = f"starts {length_text(own[0] - outer[1])} after its parent ended"
            notes[at].append(f"{late} (clock skew)" if call else late)


def aligned(trace: Trace) -> Trace:
    """The trace as if clocks agreed: what a called service stamped is moved by how far its clock seems to be off.

    Spans below one that is moved go with it. Each span that is moved says by how much; nothing recorded is changed.
    """
    skews = {(skew.service, skew.against): skew.ns for skew in trace.skews}
    moves: list[int] = []
    spans: list[Span] = []
    for row in trace.rows:
        above = trace.rows[row.parent] if row.parent >= 0 else None
        move = moves[row.parent] if above is not None else 0
        if above is not None and (above.span.role, row.span.role) == ("client", "server"):
            move -= skews.get((row.span.service, above.span.service), 0)
        moves.append(move)
        span = row.span
        if span.t is not None and move:
            span = replace(span, t=span.t + move, t_end=None if span.t_end is None else span.t_end + move)
        if not row.missing:
            spans.append(span)
    by_key = {row.span.key: move for row, move in zip(trace.rows, moves, strict=True)}
    made = trace_of(spans)
    rows = tuple(_moved(row, by_key.get(row.span.key, 0)) for row in made.rows)
    return replace(made, rows=rows, skews=trace.skews)


def _moved(row: SpanRow, move: int) -> SpanRow:
    if not move or row.missing:
        return row
    return replace(row, notes=(*row.notes, f"drawn {length_text(abs(move))} {'later' if move > 0 else 'earlier'}"))


def skews_of(rows: Sequence[SpanRow]) -> tuple[Skew, ...]:
    """By how much clocks differ, from calls whose server's span doesn't lie within its client's; the largest first.

    The middles of both are taken for the same moment, as if both ways took as long; of several calls the median.
    """
    found: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        above = rows[row.parent] if row.parent >= 0 else None
        if above is None or row.times is None or above.times is None:
            continue
        (low, high), (start, end) = above.times, row.times
        outside = start < low or end > high
        if outside and not above.missing and (above.span.role, row.span.role) == ("client", "server"):
            found.setdefault((row.span.service, above.span.service), []).append((start + end - low - high) // 2)
    made = [Skew(*names, sorted(some)[len(some) // 2], len(some)) for names, some in found.items()]
    return tuple(sorted(made, key=lambda skew: -abs(skew.ns)))


def _laid_out(
    spans: Sequence[Span],
    parents: list[int],
    times: list[Times | None],
    notes: list[list[str]],
    recorded: int,
) -> Trace:
    children: list[list[int]] = [[] for _ in spans]
    roots: list[int] = []
    for at, above in enumerate(parents):
        (children[above] if above >= 0 else roots).append(at)
    early = lambda at: (times[at] is None, (times[at] or (0, 0))[0], at)  # noqa: E731
    for some in (roots, *children):
        some.sort(key=early)
    order, depth = _preorder(roots, children)
    place = {at: row for row, at in enumerate(order)}
    stops = _stops([place[parents[at]] if parents[at] >= 0 else -1 for at in order])
    root = _main_root(roots, times, recorded)
    path: dict[int, list[Times]] = {}
    if root >= 0:
        for stretch in critical_path(root, times, children):
            path.setdefault(stretch.at, []).append((stretch.start, stretch.end))
    rows = tuple(
        SpanRow(spans[at], depth[at], place[parents[at]] if parents[at] >= 0 else -1, stops[row], times[at],
                _own(times[at], [times[child] for child in children[at]]), tuple(path.get(at, ())), at >= recorded,
                tuple(notes[at]))
        for row, at in enumerate(order)
    )  # fmt: skip
    told = [one for one in times if one is not None]
    services = tuple(dict.fromkeys(row.span.service for row in rows if not row.missing))
    start, end = min((one[0] for one in told), default=0), max((one[1] for one in told), default=0)
    return Trace(rows, start, end, services, place.get(root, -1), skews_of(rows))


def _preorder(roots: Sequence[int], children: Sequence[Sequence[int]]) -> tuple[list[int], dict[int, int]]:
    order: list[int] = []
    depth = dict.fromkeys(roots, 0)
    todo = list(reversed(roots))
    while todo:
        at = todo.pop()
        order.append(at)
        for child in reversed(children[at]):
            depth[child] = depth[at] + 1
            todo.append(child)
    return order, depth


def _stops(parents: Sequence[int]) -> list[int]:
    """Of rows in preorder, the row behind each one's last descendant. parents: rows."""
    stops = [row + 1 for row in range(len(parents))]
    for row in range(len(parents) - 1, -1, -1):
        above = parents[row]
        if above >= 0:
            stops[above] = max(stops[above], stops[row])
    return stops


def _main_root(roots: Sequence[int], times: Sequence[Times | None], recorded: int) -> int:
    """The longest of the recorded roots, else the longest of those that are missing."""

    def rank(at: int) -> tuple[bool, int, int]:
        own = times[at] or (0, 0)
        return at < recorded, own[1] - own[0], -at

    return max((at for at in roots if times[at] is not None), key=rank, default=-1)


def _own(times: Times | None, children: Sequence[Times | None]) -> int:
    """Ns of a span in which none of its children ran."""
    if times is None:
        return 0
    low, high = times
    covered, point = 0, low
    for start, end in sorted(one for one in children if one is not None):
        start, end = max(start, point), min(end, high)
        if end > start:
            covered += end - start
            point = end
    return high - low - covered
