"""The critical path of a trace: what would have to be faster for the whole to be faster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Times = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From start to end (ns UTC) the path lies in the span of index `at`."""

    at: int
    start: int
    end: int


def critical_path(root: int, times: Sequence[Times | None], children: Sequence[Sequence[int]]) -> tuple[Stretch, ...]:
    """Walked back from the end of the root: the child that ends last before the point reached is next, between children
    the span itself is what took the time.

    times: start and end of each span · children: indices by span; they form a tree below the root. What a child does
    before its parent starts or after it ended can't have held the parent up and counts only inside of it. Of children
    that end together the longer one is taken. The stretches, ascending, lie one behind the other and cover the root.
    """
    whole = times[root]
    if whole is None:
        return ()
    found: list[Stretch] = []
    todo = [(root, *whole)]
    while todo:
        at, low, high = todo.pop()
        point = high
        for end, start, child in _clipped(children[at], times, low, high):
            if end > point:
                continue  # it ran beside the child taken before, which ended later
            if end < point:
                found.append(Stretch(at, end, point))
            todo.append((child, start, end))
            point = start
        if point > low:
            found.append(Stretch(at, low, point))
    return tuple(sorted(found, key=lambda stretch: stretch.start))


def _clipped(children: Sequence[int], times: Sequence[Times | None], low: int, high: int) -> list[tuple[int, int, int]]:
    """End, start and index of the children as far as they lie within [low, high], the last to end first."""
    found = []
    for child in children:
        own = times[child]
        if own is not None and max(own[0], low) < min(own[1], high):
            found.append((min(own[1], high), max(own[0], low), child))
    return sorted(found, key=lambda one: (-one[0], one[1], one[2]))
