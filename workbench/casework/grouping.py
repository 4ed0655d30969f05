"""Rows by the value of a field: how many have which, from when to when; and rows in order of that value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.casework.facets import LONGEST, number_of, spread, wanted_of
from workbench.casework.folder import CaseFolder
from workbench.casework.rowfields import COLUMNS, fields_of, shown
from workbench.engine.spine import LEVEL_OF, Spine
from workbench.engine.stamps import NULL_T
from workbench.jobs import JobContext
from workbench.model.facets import SPARKS, Group, Groups
from workbench.model.instants import Instant, TimeWindow
from workbench.model.records import KINDS
from workbench.model.severity import LEVELS
from workbench.query.fields import canonical

Rows = npt.NDArray[np.int64]
GROUPS = 5_000
"""Groups that are told apart; rows with further values are counted together."""
SORTED = 100_000
"""Rows that are put in order of a field at most."""
BLOCK = 1 << 16
STEP = 500
NUMERIC = 0.9


@dataclass(slots=True)
class _Group:
    """What is counted of one value while rows are read."""

    value: str
    count: int = 0
    first: Instant | None = None
    last: Instant | None = None
    spark: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(SPARKS, np.int64))
    whole: bool = True

    def add(self, times: Rows, span: TimeWindow | None) -> None:
        """More rows with this value, by their times (NULL_T unknown)."""
        self.count += len(times)
        known = times[times != NULL_T]
        if not len(known):
            return
        low, high = int(known.min()), int(known.max())
        self.first = low if self.first is None else min(self.first, low)
        self.last = high if self.last is None else max(self.last, high)
        if span is not None:
            steps = (known - span.start) // max(-(-span.width // SPARKS), 1)
            self.spark += np.bincount(np.clip(steps, 0, SPARKS - 1), minlength=SPARKS)


@dataclass(frozen=True, slots=True)
class SortedRows:
    """Spine rows in order of a field's value, those without it last. total: rows that were to be sorted, of which the
    first `len(rows)` in time were · without: how many lack the field · numeric: ordered as numbers.
    """

    rows: Rows
    total: int
    without: int
    numeric: bool


def grouped(
    folder: CaseFolder,
    rows: Any,
    name: str,
    context: JobContext,
    *,
    whole: bool = False,
    found: Callable[[Groups], None] | None = None,
) -> Groups:
    """Some spine rows (anything with a length that gives rows by slice) by the value of a field. Raises `Cancelled`.

    whole: read all of them, however many; columns (`severity`, `source`, `kind`) are counted whole.
    """
    name = canonical(name)
    spine, total = folder.spine, len(rows)
    span = _span(spine, rows)
    tally = _Tally(name, span)
    if name in COLUMNS:
        for start in range(0, total, BLOCK):
            context.step(start / max(total, 1), "counting rows")
            _add_column(folder, tally, np.asarray(rows[start : start + BLOCK], np.int64))
        return tally.answer(total, total, total)
    count = wanted_of(total, whole)
    wanted = spread(total, count)
    told = 2 * STEP
    for start in range(0, len(wanted), STEP):
        context.step(start / max(len(wanted), 1), f"{start:,} rows read")
        some = np.array([int(rows[int(at)]) for at in wanted[start : start + STEP]], np.int64)
        values = [_cut(fields.get(name, ())) for fields in fields_of(folder, some, JobContext())]
        tally.add(some, spine.t[some], values)
        if found is not None and start + len(some) >= told:
            told *= 2
            found(tally.answer(total, count, start + len(some)))
    return tally.answer(total, count, count)


class _Tally:
    """What is counted while rows are read."""

    def __init__(self, name: str, span: TimeWindow | None) -> None:
        self.name, self._span = name, span
        self._groups: dict[str, _Group] = {}
        self._without = self._others = 0

    def of(self, text: str) -> _Group | None:
        """The group of a value; None where there are too many already."""
        short = text[:LONGEST]
        group = self._groups.get(short)
        if group is None and len(self._groups) < GROUPS:
            group = self._groups[short] = _Group(short, whole=len(text) <= LONGEST)
        return group

    def put(self, text: str, times: Rows) -> None:
        """Rows of one value."""
        group = self.of(text)
        if group is None:
            self._others += len(times)
        else:
            group.add(times, self._span)

    def add(self, rows: Rows, times: Rows, values: list[tuple[str, ...]]) -> None:
        """Rows with what each holds under the field; one with several values is in the group of each."""
        places: dict[str, list[int]] = {}
        for at in range(len(rows)):
            self._without += not values[at]
            for text in dict.fromkeys(values[at]):
                places.setdefault(text, []).append(at)
        for text, some in places.items():
            self.put(text, times[some])

    def answer(self, total: int, wanted: int, read: int) -> Groups:
        """What was counted so far; sparks are copies, for the counting goes on."""
        groups = (
            Group(one.value, one.count, one.first, one.last, one.spark.copy(), one.whole)
            for one in self._groups.values()
        )
        ordered = tuple(sorted(groups, key=lambda group: (-group.count, group.value)))
        return Groups(self.name, total, read, ordered, self._without, self._others, self._span, wanted)


def _cut(values: tuple[Any, ...]) -> tuple[str, ...]:
    """What is told of some values, no longer than it takes to see that one is cut: they are kept for many rows."""
    return tuple(shown(value)[: LONGEST + 1] for value in values)


def _key(value: Any) -> Any:
    """A value as rows are put in order by it."""
    return value[:LONGEST] if isinstance(value, str) else value


def _add_column(folder: CaseFolder, tally: _Tally, rows: Rows) -> None:
    """Rows by one of the spine's own columns, without reading any."""
    spine, times = folder.spine, folder.spine.t[rows]
    if tally.name == "severity":
        codes, names = LEVEL_OF[spine.severity[rows]], dict(enumerate(LEVELS))
    elif tally.name == "kind":
        codes, names = spine.kind[rows], dict(enumerate(KINDS))
    else:
        codes = spine.source[rows]
        names = {source.number: source.path for source in folder.notebook.sources.values()}
    for code in np.unique(codes).tolist():
        tally.put(names[code], times[codes == code])


def _span(spine: Spine, rows: Any) -> TimeWindow | None:
    """From the first to the last row, by the time they stand at."""
    if not len(rows):
        return None
    first, last = int(spine.order[int(rows[0])]), int(spine.order[int(rows[len(rows) - 1])])
    return None if first == NULL_T or last == NULL_T else TimeWindow(first, last + 1)


def sorted_rows(
    folder: CaseFolder, rows: Any, name: str, context: JobContext, *, descending: bool = False, limit: int = SORTED
) -> SortedRows:
    """The first `limit` of some spine rows in order of a field's first value: as numbers where nearly all are, else as
    text; equal ones stay in order of time, rows without the field come last. Raises `Cancelled`.
    """
    name = canonical(name)
    some = np.asarray(rows[: min(limit, len(rows))], np.int64)
    if name == "severity":
        keys: list[Any] = folder.spine.severity[some].tolist()
    elif name == "t":
        keys = [None if t == NULL_T else t for t in folder.spine.t[some].tolist()]
    else:
        keys = [_key(next(iter(fields.get(name, ())), None)) for fields in fields_of(folder, some, context)]
    held = [at for at, key in enumerate(keys) if key is not None]
    missing = [at for at, key in enumerate(keys) if key is None]
    numbers = {at: number for at in held if (number := number_of(keys[at])) is not None}
    numeric = bool(held) and len(numbers) >= NUMERIC * len(held)
    if numeric:
        ordered = sorted(numbers, key=lambda at: numbers[at], reverse=descending)
        ordered += sorted((at for at in held if at not in numbers), key=lambda at: shown(keys[at]))
    else:
        ordered = sorted(held, key=lambda at: shown(keys[at]).casefold(), reverse=descending)
    return SortedRows(some[np.array([*ordered, *missing], np.int64)], len(rows), len(missing), numeric)
