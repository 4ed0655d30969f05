"""What reading a log gave, counted slice by slice, so that counting can go on where it ended."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from workbench.engine.stamps import NULL_T
from workbench.model.severity import LEVELS, level_of

SECOND = 1_000_000_000
_LEVEL_OF = np.array([level_of(number) for number in range(256)], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class LogStats:
    """What reading a log gave. skipped: lines before the first record · disorder: records stamped before the last
    stamped one above · first_wall, last_wall: earliest and latest stamp as the source wrote it (NULL_T: none) ·
    naive, explicit: whether any stamp lacked, or had, a zone · resolution_ns: the finest step its stamps tell apart.
    """

    lines: int = 0
    records: int = 0
    skipped: int = 0
    disorder: int = 0
    levels: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    resolution_ns: int = SECOND
    first_wall: int = NULL_T
    last_wall: int = NULL_T
    naive: bool = False
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of some lines in a row. opening, closing: first and last stamp among them · the rest as in `LogStats`."""

    lines: int = 0
    records: int = 0
    skipped: int = 0
    disorder: int = 0
    levels: tuple[int, ...] = (0,) * len(LEVELS)
    resolution_ns: int = SECOND
    opening: int = NULL_T
    closing: int = NULL_T
    lowest: int = NULL_T
    highest: int = NULL_T
    naive: bool = False
    explicit: bool = False

    def __add__(self, after: Tally) -> Tally:
        """These lines and those behind them."""
        if self.opening == NULL_T:
            opening, lowest = after.opening, after.lowest
        else:
            opening = self.opening
            lowest = self.lowest if after.opening == NULL_T else min(self.lowest, after.lowest)
        back = NULL_T not in (self.closing, after.opening) and after.opening < self.closing
        return Tally(
            self.lines + after.lines,
            self.records + after.records,
            self.skipped + (0 if self.records else after.skipped),
            self.disorder + after.disorder + back,
            tuple(one + other for one, other in zip(self.levels, after.levels, strict=True)),
            min(self.resolution_ns, after.resolution_ns),
            opening,
            self.closing if after.closing == NULL_T else after.closing,
            lowest,
            max(self.highest, after.highest),
            self.naive or after.naive,
            self.explicit or after.explicit,
        )

    def stats(self) -> LogStats:
        """The same as it is told."""
        return LogStats(
            self.lines, self.records, self.skipped, self.disorder, dict(zip(LEVELS, self.levels, strict=True)),
            self.resolution_ns, self.lowest, self.highest, self.naive, self.explicit,
        )  # fmt: skip


def counted(
    begins: npt.NDArray[np.bool_],
    wall: npt.NDArray[np.int64],
    naive: npt.NDArray[np.bool_],
    severity: npt.NDArray[np.uint8],
    resolution_ns: int,
) -> Tally:
    """The counts of one slice. begins: one a line; the others one a record."""
    lines, records = len(begins), len(wall)
    skipped = int(begins.argmax()) if records else lines
    numbers = np.bincount(severity, minlength=256)
    levels = np.bincount(_LEVEL_OF, weights=numbers, minlength=len(LEVELS)).astype(np.int64)
    base = Tally(lines, records, skipped, levels=tuple(levels.tolist()))
    stamped = wall != NULL_T
    if not stamped.all():
        wall, naive = wall[stamped], naive[stamped]
    if not len(wall):
        return base
    without = bool(naive.any())
    return replace(
        base,
        disorder=int(np.count_nonzero(wall[1:] < wall[:-1])),
        resolution_ns=min(resolution_ns, SECOND),
        opening=int(wall[0]),
        closing=int(wall[-1]),
        lowest=int(wall.min()),
        highest=int(wall.max()),
        naive=without,
        explicit=not (without and naive.all()),
    )
