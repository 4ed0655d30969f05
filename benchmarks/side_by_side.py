"""Timing two ways of doing the same work in turn, and the line that says how they compare."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Compared:
    """Seconds of our runs and of the peer's, taken in turn."""

    ours: tuple[float, ...]
    peer: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Our median over the peer's."""
        return statistics.median(self.ours) / statistics.median(self.peer)

    def line(self, what: str, goal: str) -> str:
        """One row for people."""
        ours, peer = statistics.median(self.ours), statistics.median(self.peer)
        spread = f"{min(self.ours):.3f}–{max(self.ours):.3f}"
        return f"{what}: ours {ours:.3f} s ({spread}), peer {peer:.3f} s, ratio {self.ratio:.2f}; goal {goal}"


def compare(ours: Callable[[], float], peer: Callable[[], float], runs: int) -> Compared:
    """Run both in turn, so that a noisy minute touches both; each gives its own seconds."""
    pairs = [(ours(), peer()) for _ in range(runs)]
    return Compared(tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))


def machine() -> str:
    """What it ran on."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
