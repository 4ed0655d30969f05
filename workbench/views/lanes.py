"""What a timeline shows, as values: lanes over sorted arrays, so that painting is a search and not a walk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from workbench.model.instants import SECOND, Instant, TimeWindow
from workbench.model.severity import LEVELS

Times = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]
CALM, WARNING, BAD = 0, 1, 2
GROUPS = ("other", "warn", "error")
_GROUP_OF_LEVEL = np.array([CALM, CALM, CALM, CALM, WARNING, BAD, BAD], dtype=np.uint8)
BAR_ROW = 14
NO_SPAN = TimeWindow(0, SECOND)


def _none() -> Times:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Events:
    """Any number of moments, each with a level: t int64 ns ascending and its index in the owner's list, shape (n,).

    groups: the same moments again by how bad they are (`GROUPS`), each ascending, so that a bin is counted with two
    binary searches · before: where a moment stands for many, how many lie before each of a group's moments and (one more)
    in all
    """

    t: Times
    key: Times
    groups: tuple[Times, Times, Times]
    before: tuple[Counts, Counts, Counts] | None = None

    @staticmethod
    def of(t: Times, level: npt.NDArray[np.uint8] | None = None, key: Times | None = None) -> Events:
        """Events from moments in any order, level as index into `severity.LEVELS`."""
        level = np.zeros(t.size, dtype=np.uint8) if level is None else level
        key = np.arange(t.size, dtype=np.int64) if key is None else key
        if t.size and bool((t[1:] < t[:-1]).any()):
            order = np.argsort(t, kind="stable")
            t, level, key = t[order], level[order], key[order]
        group = _GROUP_OF_LEVEL[np.minimum(level, len(LEVELS) - 1)]
        return Events(t, key, (t[group == CALM], t[group == WARNING], t[group == BAD]))

    @staticmethod
    def binned(edges: Times, counts: Counts) -> Events:
        """Too many events to hold each: those of a bin [edges[i], edges[i+1]) stand at its start.

        counts: by bin and level, shape (bins, len(LEVELS))
        """
        some = np.flatnonzero(counts.sum(axis=1))
        t, counts = edges[some], counts[some]
        by_group = [counts[:, group == _GROUP_OF_LEVEL].sum(axis=1) for group in (CALM, WARNING, BAD)]
        calm, warning, bad = (t[group > 0] for group in by_group)
        sums = [np.concatenate([[0], np.cumsum(group[group > 0])]) for group in by_group]
        return Events(t, some, (calm, warning, bad), (sums[0], sums[1], sums[2]))

    @property
    def size(self) -> int:
        """How many events there are."""
        return int(self.t.size) if self.before is None else sum(int(sums[-1]) for sums in self.before)

    def counts(self, edges: Times) -> Counts:
        """How many fall into each bin, by group, shape (3, bins)."""
        places = [np.searchsorted(times, edges) for times in self.groups]
        if self.before is not None:
            places = [sums[place] for sums, place in zip(self.before, places, strict=True)]
        return np.stack([np.diff(place) for place in places])

    def count(self, window: TimeWindow) -> int:
        """How many fall into a window."""
        return int(self.counts(np.array([window.start, window.end], dtype=np.int64)).sum())

    def nearest(self, t: Instant) -> int:
        """Index of the event nearest in time, -1 when there is none."""
        if not self.t.size:
            return -1
        right = int(np.searchsorted(self.t, t))
        if right == self.t.size or (right and t - int(self.t[right - 1]) <= int(self.t[right]) - t):
            return right - 1
        return right


NO_EVENTS = Events(_none(), _none(), (_none(), _none(), _none()))


@dataclass(frozen=True, slots=True)
class DensityLane:
    """Events too many to draw one by one. shape: `stack` (bars by level) or `heat` (cells by count).

    first: an instant and a word that says what began there · lit: moments of what is highlighted, ascending
    grows: room that is left over may go to it
    """

    id: str
    title: str
    icon: str
    events: Events
    shape: Literal["stack", "heat"] = "stack"
    first: tuple[Instant, str] | None = None
    lit: Times = field(default_factory=_none)
    height: int = 38
    grows: bool = True

    @property
    def t(self) -> Times:
        """When each event was, ascending."""
        return self.events.t

    @property
    def count(self) -> int:
        """How many there are in all."""
        return self.events.size


@dataclass(frozen=True, slots=True)
class BarLane:
    """Things that last: t and t_end int64 ns, ascending by t, shape (n,); row: which of the stacked rows each is on.

    ink: token a bar · shape: level name, `detected`, `escalated`, `done`, `impact` or empty · label: text a bar
    outside: labels stand before the bar where it starts with trouble (the incident record's `Impact from`)
    """

    id: str
    title: str
    icon: str
    t: Times
    t_end: Times
    row: npt.NDArray[np.int64]
    ink: Sequence[str]
    shape: Sequence[str]
    label: Sequence[str]
    height: int = 28

    @property
    def rows(self) -> int:
        """How many rows the bars need."""
        return int(self.row.max()) + 1 if self.row.size else 1

    @property
    def count(self) -> int:
        """How many bars there are."""
        return int(self.t.size)


def some_are_bad(count: int, bad: int) -> str:
    """How several marks in one place are called when nothing better is known."""
    return f"{count}, {bad} bad" if bad else f"×{count}"


@dataclass(frozen=True, slots=True)
class MarkLane:
    """Moments that each have a name: t int64 ns ascending, shape (n,), and for each a label, an icon and an ink token.

    look: `tile` (square with icon, label on the free side), `chip` (the label itself, as E17), `dot` (a small ring)
    or `plain` (the bare icon) per mark · many(count, bad): what is written beside marks that fall together · grows: a
    double click adds one · t_end: where those that last end, a bar below them
    """

    id: str
    title: str
    icon: str
    t: Times
    label: Sequence[str]
    icons: Sequence[str]
    ink: Sequence[str]
    look: Sequence[str]
    many: Callable[[int, int], str] = some_are_bad
    grows: bool = False
    t_end: Times | None = None
    height: int = 24

    @property
    def count(self) -> int:
        """How many marks there are."""
        return int(self.t.size)


Lane = DensityLane | BarLane | MarkLane


@dataclass(frozen=True, slots=True)
class TimelineContent:
    """All that a timeline shows. whole: the case from end to end · overview: every record, whatever the filters say.

    lanes: from top to bottom · keep: lane ids from the one that goes last to the one that goes first when height is
    short · gaps: stretches without data · guides: instants of changes, drawn through all lanes · now: greyed after
    """

    whole: TimeWindow
    overview: Events = NO_EVENTS
    lanes: tuple[Lane, ...] = ()
    keep: tuple[str, ...] = ()
    gaps: tuple[TimeWindow, ...] = ()
    guides: Times = field(default_factory=_none)
    now: Instant | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A lane and where it stands, in pixels from the view's top."""

    lane: Lane
    top: float
    height: float

    @property
    def bottom(self) -> float:
        """Where the next one starts."""
        return self.top + self.height


def place(content: TimelineContent, top: float, room: float, passed: int = 0) -> tuple[Placed, ...]:
    """The lanes that fit below `top`, in their order; those first in `keep` stay longest.

    passed: so many of them, the first in `keep` before all, are scrolled past. Room left over goes to lanes that stack
    things, the densest reading of what is there.
    """
    chosen: set[str] = set()
    used = 0
    for lane in ranked(content)[passed:]:
        if used + lane.height > room and chosen:
            break
        chosen.add(lane.id)
        used += lane.height
    shown = [lane for lane in content.lanes if lane.id in chosen]
    heights = {lane.id: float(lane.height) for lane in shown}
    elastic = [lane for lane in shown if isinstance(lane, DensityLane) and lane.shape == "stack" and lane.grows]
    spare = max(room - used, 0.0)
    for lane in elastic:
        heights[lane.id] += min(spare / len(elastic), lane.height * 1.5)
    placed: list[Placed] = []
    for lane in shown:
        placed.append(Placed(lane, top, heights[lane.id]))
        top += heights[lane.id]
    return tuple(placed)


def ranked(content: TimelineContent) -> list[Lane]:
    """All lanes, those that stay longest first."""
    places = {lane: number for number, lane in enumerate(content.keep)}
    return sorted(content.lanes, key=lambda lane: places.get(lane.id, len(places)))


def most_passed(content: TimelineContent, room: float) -> int:
    """How many lanes can be scrolled past until the last one is in sight; 0 where all fit."""
    heights = [lane.height for lane in ranked(content)]
    passed, rest = 0, sum(heights)
    while rest > room and passed < len(heights) - 1:
        rest -= heights[passed]
        passed += 1
    return passed


def pack_rows(start: Times, end: Times) -> npt.NDArray[np.int64]:
    """A row for each of the bars (ascending by start) so that those on one row don't meet; lowest free row first."""
    rows = np.zeros(start.size, dtype=np.int64)
    free: list[int] = []
    for number in range(start.size):
        begins = int(start[number])
        row = next((row for row, until in enumerate(free) if until < begins), len(free))
        if row == len(free):
            free.append(0)
        free[row] = int(end[number])
        rows[number] = row
    return rows


def in_sight(t: Times, t_end: Times, window: TimeWindow) -> Times:
    """Indexes of the bars that meet a window: those that start in it, and of the earlier ones those still open."""
    first, last = (int(edge) for edge in np.searchsorted(t, (window.start, window.end)))
    earlier = np.flatnonzero(t_end[:first] >= window.start)
    return np.concatenate((earlier, np.arange(first, last)))


def stepped(lane: Lane, t: Instant | None, forward: bool) -> int:
    """Index of the lane's next event after an instant, or of the last before it; -1 where there is none."""
    if t is None:
        return (0 if forward else lane.count - 1) if lane.count else -1
    if forward:
        index = int(np.searchsorted(lane.t, t, side="right"))
        return index if index < lane.count else -1
    return int(np.searchsorted(lane.t, t, side="left")) - 1
