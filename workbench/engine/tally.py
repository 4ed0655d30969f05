"""What reading a log gave, counted slice by slice, so that counting can go on where it ended."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from workbench.engine.stamps import NULL_T
from workbench.engine.timeforms import Partial
from workbench.engine.turns import MOST, PERIOD, Lap, joined_laps, turn, turned
from workbench.model.severity import LEVELS, level_of

SECOND = 1_000_000_000
_LEVEL_OF = np.array([level_of(number) for number in range(256)], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class LogStats:
    """What reading a log gave. skipped: lines before the first record · disorder: records stamped before the last
    stamped one above · first_wall, last_wall: earliest and latest stamp as the source wrote it (NULL_T: none) ·
    naive, explicit: whether any stamp lacked, or had, a zone · resolution_ns: the finest step its stamps tell apart ·
    step_back: the largest step of disorder, ns · partial: what of the date its stamps don't say; then turns: (record,
    1 or -1) where the next year or day begins, turns_left: those that weren't counted, laps: the stamps in between, in
    order of time (`turns`).
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
    step_back: int = 0
    partial: Partial = "none"
    turns: tuple[tuple[int, int], ...] = ()
    turns_left: int = 0
    laps: tuple[Lap, ...] = ()


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
    step_back: int = 0
    partial: Partial = "none"
    turns: tuple[tuple[int, int], ...] = ()
    turns_left: int = 0
    laps: tuple[Lap, ...] = ()

    def __add__(self, after: Tally) -> Tally:
        """These lines and those behind them."""
        if self.opening == NULL_T:
            opening, lowest = after.opening, after.lowest
        else:
            opening = self.opening
            lowest = self.lowest if after.opening == NULL_T else min(self.lowest, after.lowest)
        partial = after.partial if self.partial == "none" else self.partial
        turns, here = [*self.turns], 0
        step = 0 if NULL_T in (self.closing, after.opening) else after.opening - self.closing
        if partial != "none" and step:
            here = turn(partial, self.closing, after.opening)
            step += here * PERIOD[partial]
        turns += [(self.records, here)] if here else []
        turns += [(self.records + at, by) for at, by in after.turns]
        most = MOST.get(partial, 0)
        made = sum(by for _, by in turns[: min(len(self.turns) + bool(here), most)])
        return Tally(
            self.lines + after.lines,
            self.records + after.records,
            self.skipped + (0 if self.records else after.skipped),
            self.disorder + after.disorder + (step < 0),
            tuple(one + other for one, other in zip(self.levels, after.levels, strict=True)),
            min(self.resolution_ns, after.resolution_ns),
            opening,
            self.closing if after.closing == NULL_T else after.closing,
            lowest,
            max(self.highest, after.highest),
            self.naive or after.naive,
            self.explicit or after.explicit,
            max(self.step_back, after.step_back, -step),
            partial,
            tuple(turns[:most]),
            self.turns_left + after.turns_left + max(len(turns) - most, 0),
            joined_laps(self.laps, after.laps, made, most) if partial != "none" else (),
        )

    def stats(self) -> LogStats:
        """The same as it is told."""
        return LogStats(
            self.lines, self.records, self.skipped, self.disorder, dict(zip(LEVELS, self.levels, strict=True)),
            self.resolution_ns, self.lowest, self.highest, self.naive, self.explicit,
            self.step_back, self.partial, self.turns, self.turns_left, self.laps,
        )  # fmt: skip


def counted(
    begins: npt.NDArray[np.bool_],
    wall: npt.NDArray[np.int64],
    naive: npt.NDArray[np.bool_],
    severity: npt.NDArray[np.uint8],
    resolution_ns: int,
    partial: Partial = "none",
) -> Tally:
    """The counts of one slice. begins: one a line; the others one a record; partial: of their form."""
    lines, records = len(begins), len(wall)
    skipped = int(begins.argmax()) if records else lines
    numbers = np.bincount(severity, minlength=256)
    levels = np.bincount(_LEVEL_OF, weights=numbers, minlength=len(LEVELS)).astype(np.int64)
    base = Tally(lines, records, skipped, levels=tuple(levels.tolist()), partial=partial)
    stamped = wall != NULL_T
    every = bool(stamped.all())
    if not every:
        wall, naive = wall[stamped], naive[stamped]
    if not len(wall):
        return base
    without = bool(naive.any())
    told = turned(wall, partial)
    at = told.at if every or not len(told.at) else np.flatnonzero(stamped)[told.at]
    return replace(
        base,
        disorder=told.disorder,
        step_back=told.step_back,
        turns=tuple(zip(at.tolist(), told.by.tolist(), strict=True)),
        turns_left=told.left,
        laps=told.laps,
        resolution_ns=min(resolution_ns, SECOND),
        opening=int(wall[0]),
        closing=int(wall[-1]),
        lowest=int(wall.min()),
        highest=int(wall.max()),
        naive=without,
        explicit=not (without and naive.all()),
    )
