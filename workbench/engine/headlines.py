"""Lines on their way through a `HeadTree`: where each of them stands, jumps, and what was found of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.engine.headmachine import Spot
from workbench.engine.words import Bytes, Int64, Words, cut_off, first_marked, marks_in, rows_at

Bools = npt.NDArray[np.bool_]
Stops = tuple[tuple[int, int], ...]
STRIDE = 16  # bytes that are looked at together where lines jump
FAR, STRETCH = 4 << 10, 64 << 10  # a line that has gone so far is looked at by itself, so much at once


@dataclass(frozen=True, slots=True)
class Heads:
    """A batch of lines read. begins: bool (n,) · severity: uint8 (n,), of what isn't in level · stamp, level: int64 (n,)
    places in the block and int32 (n,) lengths, -1 where there is none · unread: rows for the slow way, ascending ·
    head: the first words of each line · at_start: whether every stamp begins where its line does.
    """

    begins: Bools
    severity: npt.NDArray[np.uint8]
    stamp: tuple[Int64, npt.NDArray[np.int32]]
    level: tuple[Int64, npt.NDArray[np.int32]] | None
    unread: Int64
    head: npt.NDArray[np.uint64]
    at_start: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is decided. begins is None where the line is to be read another way; severity is -1 where its text varies."""

    begins: bool | None
    stamp: tuple[Spot, Spot] = (None, None)
    level: tuple[Spot, Spot] = (None, None)
    severity: int = -1


@dataclass(slots=True)
class Group:
    """Lines that stand at one node. at: their rows · bases: where they start, and where they jumped to · shortest: bytes
    of the shortest one · head: the first words of all lines of the batch, by row.
    """

    at: Int64
    ends: Int64
    head: npt.NDArray[np.uint64]
    bases: tuple[Int64, ...]
    shortest: int

    def picked(self, some: Int64) -> Group:
        """Some of them, by their places in the group."""
        ends, bases = self.ends[some], tuple(base[some] for base in self.bases)
        return Group(self.at[some], ends, self.head, bases, int((ends - bases[0]).min()))

    def word(self, number: int) -> Words:
        """One of the first words of each line."""
        words = self.head[:, number]
        return words if len(self.at) == len(words) else words[self.at]


class Reading:
    """The answers for one batch."""

    def __init__(self, block: Bytes, starts: Int64, default: int) -> None:
        count = len(starts)
        self.begins = np.zeros(count, dtype=np.bool_)
        self.severity = np.full(count, default, dtype=np.uint8)
        self._starts = starts
        self._at_start = True
        self.stamp = (starts.copy(), np.full(count, -1, dtype=np.int32))
        self.level: tuple[Int64, npt.NDArray[np.int32]] | None = None
        self.unread: list[Int64] = []

    def take(self, leaf: Leaf, group: Group, some: Int64 | None) -> None:
        """Note what a leaf says of its lines."""
        at = group.at if some is None else group.at[some]
        if leaf.begins is None:
            self.unread.append(at)
        elif leaf.begins:
            into = slice(None) if len(at) == len(self.begins) else at
            self.begins[into] = True
            _place(self.stamp, leaf.stamp, group, some, into)
            self._at_start = self._at_start and leaf.stamp[0] in (None, (0, 0))
            if leaf.severity >= 0:
                self.severity[into] = leaf.severity
            else:
                if self.level is None:
                    self.level = (self._starts.copy(), np.full(len(self.begins), -1, dtype=np.int32))
                _place(self.level, leaf.level, group, some, into)

    def heads(self, head: npt.NDArray[np.uint64]) -> Heads:
        """All of them together. head: the first words of each line."""
        unread = np.sort(np.concatenate(self.unread)) if self.unread else np.zeros(0, dtype=np.int64)
        return Heads(self.begins, self.severity, self.stamp, self.level, unread, head, self._at_start)


def _place(
    into: tuple[Int64, npt.NDArray[np.int32]], spots: tuple[Spot, Spot], group: Group, some: Int64 | None,
    at: Int64 | slice,
) -> None:  # fmt: skip
    begin, end = spots
    if begin is None or end is None:
        return
    (base, first), (last_base, last) = begin, end
    if base == last_base:
        into[1][at] = last - first
        if not base and not first:  # where the line starts, as it stands there already
            return
    starts = group.bases[base] if some is None else group.bases[base][some]
    if base or first:
        into[0][at] = starts + first
    if base != last_base:
        ends = group.bases[last_base] if some is None else group.bases[last_base][some]
        into[1][at] = ends - starts + (last - first)


def jumped(group: Group, skip: int, stops: Stops, high: bool, block: Bytes) -> Group:
    """The lines, `skip` bytes behind their last base, at the next byte that is a stop; the line's end is one."""
    places = group.bases[-1] + skip
    going = np.arange(len(places))
    here, ends = places, group.ends
    for _ in range(FAR // STRIDE):
        if not len(going):
            break
        marks, reach = _marked(block, here, ends, stops, high)
        found = marks != 0
        if found.all():
            places[going] = here + reach + first_marked(marks)
            break
        some = np.flatnonzero(found)
        places[going[some]] = here[some] + reach[some] + first_marked(marks[some])
        on = np.flatnonzero(~found)
        going, here, ends = going[on], here[on] + STRIDE, ends[on]
    else:
        for line, start, end in zip(going.tolist(), here.tolist(), ends.tolist(), strict=True):
            places[line] = _far_stop(block, start, end, stops, high)
    return Group(group.at, group.ends, group.head, (*group.bases, places), group.shortest)


def _far_stop(block: Bytes, start: int, end: int, stops: Stops, high: bool) -> int:
    """The first stop of one line from `start` on, or its end."""
    for at in range(start, end, STRETCH):
        stretch = np.array(block[at : at + -(-min(STRETCH, end - at) // 8) * 8])  # words must not begin at an odd place
        marks = marks_in(stretch.view(np.uint64), stops, high)
        found = np.flatnonzero(marks)
        if len(found):
            first = int(found[0])
            return min(at + 8 * first + int(first_marked(marks[first : first + 1])[0]), end)
    return end


def _marked(block: Bytes, here: Int64, ends: Int64, stops: Stops, high: bool) -> tuple[Words, Int64]:
    """For each place the first of its next words that holds a stop, with its stops marked, and how far off that is."""
    table = rows_at(block, here, STRIDE).reshape(-1)
    left = ends - here
    if int(left.min()) < STRIDE:
        table = cut_off(table, (left[:, None] - np.arange(0, STRIDE, 8)).reshape(-1))
    marks = marks_in(table, stops, high).reshape(len(here), -1)
    first, reach = marks[:, 0].copy(), np.zeros(len(here), dtype=np.int64)
    for word in range(1, STRIDE // 8):
        none = first == 0
        reach += none.astype(np.int64) << 3
        first |= marks[:, word] * none
    return first, reach
