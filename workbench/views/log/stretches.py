"""Rows that are selected: stretches of positions, never one number a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretches:
    """Ascending, separate ranges of positions; counted, stepped through and asked like one sequence of them."""

    ranges: tuple[range, ...] = ()

    @staticmethod
    def of(*ranges: range) -> Stretches:
        """Any ranges of step 1, put in order; those that meet become one."""
        made: list[range] = []
        for one in sorted((one for one in ranges if len(one)), key=lambda one: one.start):
            if made and one.start <= made[-1].stop:
                made[-1] = range(made[-1].start, max(made[-1].stop, one.stop))
            else:
                made.append(one)
        return Stretches(tuple(made))

    def without(self, position: int) -> Stretches:
        """The same but for one position."""
        parts = ((range(one.start, min(position, one.stop)), range(max(position + 1, one.start), one.stop))
                 for one in self.ranges)  # fmt: skip
        return Stretches.of(*(piece for pair in parts for piece in pair))

    def __len__(self) -> int:
        return sum(len(one) for one in self.ranges)

    def __contains__(self, position: object) -> bool:
        return any(position in one for one in self.ranges)

    def __iter__(self) -> Iterator[int]:
        for one in self.ranges:
            yield from one

    def first(self, count: int) -> list[int]:
        """The first `count` positions."""
        found: list[int] = []
        for one in self.ranges:
            found += one[: count - len(found)]
        return found
