"""What the structured fields of some rows hold: each field's commonest values with their counts, numbers summed up."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.casework.folder import CaseFolder
from workbench.casework.rowfields import CHUNK, fields_of, shown
from workbench.jobs import JobContext
from workbench.model.facets import BINS, Facet, Facets, FacetValue, Numbers

Rows = npt.NDArray[np.int64]
WHOLE = 200_000
"""Rows up to which all are read."""
SAMPLE = 20_000
"""Rows that are read of more than `WHOLE`, evenly spread, unless all are asked for: shares are within a percent."""
FIRST = 1_000
"""Rows of a first answer, so that something is there at once."""
TOP = 200
"""Values of a field that are told."""
DISTINCT, FIELDS = 50_000, 400
"""Different values of a field that are told apart, and fields: what comes later is only counted."""
LONGEST = 400
"""Characters of a value that are kept."""
NUMBERS = 200_000
"""Numbers of a field that are kept for median and histogram."""
NUMERIC = 0.9
"""Share of a field's values that are numbers where it counts as one of numbers."""


@dataclass(slots=True)
class _Tally:
    """What is counted of one field while rows are read."""

    present: int = 0
    more: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    cut: set[str] = field(default_factory=set)
    numbers: list[float] = field(default_factory=list)
    numeric: int = 0
    seen: int = 0
    least: float = math.inf
    most: float = -math.inf

    def add(self, values: tuple[Any, ...]) -> None:
        """One row's values."""
        self.present += 1
        for value in values:
            self.seen += 1
            text = shown(value)
            if len(text) > LONGEST:
                text = text[:LONGEST]
                self.cut.add(text)
            if text in self.counts or len(self.counts) < DISTINCT:
                self.counts[text] += 1
            else:
                self.more = True
            number = number_of(value)
            if number is not None:
                self.numeric += 1
                self.least, self.most = min(self.least, number), max(self.most, number)
                if len(self.numbers) < NUMBERS:
                    self.numbers.append(number)

    def facet(self, name: str) -> Facet:
        """What was counted so far."""
        top = sorted(self.counts.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP]
        values = tuple(FacetValue(text, count, text not in self.cut) for text, count in top)
        numbers = None
        if self.numbers and self.numeric >= NUMERIC * self.seen:
            numbers = summed_up(np.array(self.numbers), self.least, self.most)
        return Facet(name, self.present, len(self.counts), values, self.more, numbers)


def number_of(value: Any) -> float | None:
    """A value as a finite number, None where it is none; true and false are none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        if not value or len(value) > 40 or not (value[-1].isdigit() or value[-1] == "."):
            return None
        try:
            number = float(value)
        except ValueError:
            return None
    else:
        try:
            number = float(value)
        except OverflowError:
            return None
    return number if math.isfinite(number) else None


def summed_up(numbers: npt.NDArray[np.float64], least: float, most: float) -> Numbers:
    """Median and histogram of some numbers (least and most may be of more than those)."""
    median = float(np.median(numbers))
    low, high = least, most
    inner = np.percentile(numbers, [1, 99])
    # A few values far outside would leave one bar; the histogram then shows the middle.
    if high - low > 4 * (inner[1] - inner[0]) > 0:
        low, high = float(inner[0]), float(inner[1])
    if not math.isfinite(high - low) or high <= low:
        return Numbers(least, median, most, low, high, (len(numbers),))
    counts, _edges = np.histogram(numbers, BINS, (low, high))
    return Numbers(least, median, most, low, high, tuple(counts.tolist()))


def spread(count: int, wanted: int) -> Rows:
    """`wanted` positions evenly spread over `count`, all of them where there are no more."""
    if wanted >= count:
        return np.arange(count, dtype=np.int64)
    return np.arange(wanted, dtype=np.int64) * count // wanted


def counted_fields(
    folder: CaseFolder,
    rows: Any,
    context: JobContext,
    *,
    whole: bool = False,
    found: Callable[[Facets], None] | None = None,
) -> Facets:
    """The fields of some spine rows (anything with a length that gives rows by slice).

    whole: read all of them, however many · found: called from the reading thread with a first answer of
    `FIRST` rows, and then with each doubling. Raises `Cancelled`.
    """
    total = len(rows)
    wanted = wanted_of(total, whole)
    if found is not None and wanted > FIRST:
        found(_read(folder, picked(rows, spread(total, FIRST)), total, wanted, context))
    return _read(folder, picked(rows, spread(total, wanted)), total, wanted, context, found)


def wanted_of(total: int, whole: bool) -> int:
    """How many of so many rows are read."""
    return total if whole or total <= WHOLE else min(SAMPLE, total)


def picked(rows: Any, positions: Rows) -> Iterable[Rows]:
    """Rows at ascending positions, `CHUNK` at a time."""
    for start in range(0, len(positions), CHUNK):
        some = positions[start : start + CHUNK]
        first, last = int(some[0]), int(some[-1])
        if last - first == len(some) - 1:
            yield np.asarray(rows[first : last + 1], np.int64)
        else:
            yield np.array([int(rows[int(at)]) for at in some], np.int64)


def _read(
    folder: CaseFolder,
    blocks: Iterable[Rows],
    total: int,
    wanted: int,
    context: JobContext,
    found: Callable[[Facets], None] | None = None,
) -> Facets:
    tallies: dict[str, _Tally] = {}
    left_out: set[str] = set()
    read, told = 0, FIRST * 4
    for block in blocks:
        context.step(read / max(wanted, 1), f"{read:,} rows read")
        for values in fields_of(folder, block, JobContext()):
            _add(tallies, left_out, values)
        read += len(block)
        if found is not None and read >= told:
            told = read * 2
            found(_answer(tallies, left_out, total, wanted, read))
    return _answer(tallies, left_out, total, wanted, read)


def _add(tallies: dict[str, _Tally], left_out: set[str], values: Mapping[str, tuple[Any, ...]]) -> None:
    for name, some in values.items():
        tally = tallies.get(name)
        if tally is None:
            if len(tallies) >= FIELDS:
                if len(left_out) < DISTINCT:
                    left_out.add(name)
                continue
            tally = tallies[name] = _Tally()
        tally.add(some)


def _answer(tallies: Mapping[str, _Tally], left_out: set[str], total: int, wanted: int, read: int) -> Facets:
    fields = tuple(tallies[name].facet(name) for name in sorted(tallies))
    return Facets(total, read, fields, len(left_out), wanted)
