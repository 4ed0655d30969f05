"""Tables (CSV, TSV, with semicolons or bars) by a map: rows as records, or as points of series, wide and long.

    time;cpu;memory
    17.03.2026 14:02;0,91;512

is a wide table: each column of numbers is a series;

    time,metric,host,value
    2026-03-17T14:02:11Z,cpu,a,0.91

a long one: name, labels and value stand in columns.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from workbench.errors import SourceError
from workbench.model.case import Problem
from workbench.model.records import Event, Place, Points, SeriesPoints
from workbench.readers.core import Batch, RawSource
from workbench.readers.mapfile import Metrics, SourceMap
from workbench.readers.mapping import Maker, stamp_of
from workbench.readers.recordmap import Path as ValuePath
from workbench.readers.recordmap import compiled, text_at
from workbench.readers.tablenumbers import NAN, number_of
from workbench.readers.tablerows import TableRow, columns_of, fitted, found_delimiter, rows_of

BATCH = 2000
POINTS = 200_000
SERIES_LIMIT = 5_000
PROBLEMS_LIMIT = 20
HEAD = 64 * 1024
Labels = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Told:
    """What was passed over, by what it was: the first line of each, and how often."""

    skipped: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def wrong(self, what: str, line: int) -> None:
        """A row was passed over."""
        self.skipped += 1
        self.doubt(what, line)

    def doubt(self, what: str, line: int) -> None:
        """Something of a row that is kept is not known."""
        if what in self.lines or len(self.lines) < PROBLEMS_LIMIT:
            self.lines.setdefault(what, line)
            self.counts[what] += 1

    def problems(self) -> tuple[Problem, ...]:
        """One for each, with how often it was met."""
        return tuple(
            Problem(f"{what} ({self.counts[what]:,} times)" if self.counts[what] > 1 else what, f"line {line}")
            for what, line in self.lines.items()
        )


def named_rows(
    file: BinaryIO, map: SourceMap, told: Told, delimiter: str
) -> Iterator[tuple[TableRow, Mapping[str, str]]]:
    """The rows under a header with their cells by column; rows of another width are passed over and counted."""
    names: tuple[str, ...] = ()
    for row in rows_of(file, delimiter, told.wrong):
        if not names:
            names = columns_of(row.cells, map.table.header)
            if map.table.header:
                continue
        cells = fitted(row.cells, len(names))
        if cells is None:
            told.wrong(f"a row has not as many cells as there are columns ({len(names)})", row.line)
            continue
        yield row, dict(zip(names, cells, strict=True))


def delimiter_of(map: SourceMap, head: bytes) -> str:
    """The one a map tells, else the one that is found; a comma where none is."""
    return map.table.delimiter or found_delimiter(head) or ","


def read_table(source: RawSource, map: SourceMap, said: tuple[Problem, ...] = ()) -> Iterator[Batch]:
    """Events or points of a table. said: told besides what is met on the way. Raises `SourceError` for no row at all."""
    told = Told()
    empty = True
    try:
        with Path(source.path).open("rb") as file:
            delimiter = delimiter_of(map, file.read(HEAD))
            file.seek(0)
            rows = named_rows(file, map, told, delimiter)
            for batch in _points(rows, map, map.metrics, told) if map.metrics else _events(rows, map, told):
                empty = False
                yield batch
    except OSError as error:
        raise SourceError(f"it can't be read ({error.strerror})", source.name) from error
    problems = told.problems()
    if empty:
        what, where = (problems[0].what, problems[0].where) if problems else ("it holds no row", "")
        raise SourceError(f"no rows could be read: {what}", f"{source.name}, {where}".strip(", "))
    yield Batch(skipped=told.skipped, problems=(*said, *problems))


# ---------------------------------------------------------------------------------------------------- records
def _events(rows: Iterator[tuple[TableRow, Mapping[str, str]]], map: SourceMap, told: Told) -> Iterator[Batch]:
    maker = Maker.of(map.map)
    found: list[Event] = []
    for row, cells in rows:
        event = maker.event((cells,), Place(row.offset, row.length, line=row.line))
        if event.t is None and map.map.t and (raw := text_at(maker.when, (cells,)).strip()):
            told.doubt(without_time(raw, map), row.line)
        found.append(event)
        if len(found) >= BATCH:
            yield Batch(events=tuple(found))
            found = []
    if found:
        yield Batch(events=tuple(found))


def without_time(raw: str, map: SourceMap) -> str:
    """Why a text gave no time, in words."""
    if raw in map.map.none:
        return f"{raw!r} stands for no time"
    if map.map.form == "date" and map.map.day_first is None:
        return "which number of its dates is the day is not said, so its rows have no time"
    return f"a time is not of the form {map.map.form!r}"


# ---------------------------------------------------------------------------------------------------- points
@dataclass(slots=True)
class Gathered:
    """Points of series until they are given on, in the order of the rows."""

    unit: str
    series: dict[tuple[str, Labels, bool], tuple[array, array]] = field(default_factory=dict)
    count: int = 0
    known: set[tuple[str, Labels]] = field(default_factory=set)

    def add(self, name: str, labels: Labels, t: int, naive: bool, value: float) -> bool:
        """Take a point; False where there are more series than a table may have."""
        if (name, labels) not in self.known:
            if len(self.known) >= SERIES_LIMIT:
                return False
            self.known.add((name, labels))
        key = (name, labels, naive)
        if key not in self.series:
            self.series[key] = (array("q"), array("d"))
        times, values = self.series[key]
        times.append(t)
        values.append(value)
        self.count += 1
        return True

    def given(self) -> Batch:
        """All that was gathered, each series ascending; of one moment the order of the rows stays."""
        points: list[SeriesPoints] = []
        for (name, labels, naive), (times, values) in self.series.items():
            t, value = np.frombuffer(times, np.int64).copy(), np.frombuffer(values, np.float64).copy()
            order = np.argsort(t, kind="stable")
            samples = Points(t[order], value[order])
            points.append(SeriesPoints(name, dict(labels), samples, self.unit, naive=naive))
        self.series, self.count = {}, 0
        return Batch(points=tuple(points))


def _points(
    rows: Iterator[tuple[TableRow, Mapping[str, str]]], map: SourceMap, metrics: Metrics, told: Told
) -> Iterator[Batch]:
    gathered = Gathered(metrics.unit)
    take = Taking(map, metrics, gathered, told)
    for row, cells in rows:
        take.row(row.line, cells)
        if gathered.count >= POINTS:
            yield gathered.given()
    if gathered.count:
        yield gathered.given()


class Taking:
    """Points of one row after the other."""

    def __init__(self, map: SourceMap, metrics: Metrics, gathered: Gathered, told: Told) -> None:
        self._map, self._metrics, self._gathered, self._told = map, metrics, gathered, told
        self._t = compiled(map.map.t)
        self._name = compiled(metrics.name)
        self._values = {_column(path): compiled(path) for path in metrics.values}
        self._labels = {_column(path): compiled(path) for path in metrics.labels}

    def row(self, line: int, cells: Mapping[str, str]) -> None:
        """Take what a row holds; line: where it begins, for what is told of it."""
        raw = text_at(self._t, (cells,)).strip()
        rule = self._map.map
        stamp = stamp_of(raw, rule.form, rule.day_first) if raw and raw not in rule.none else None
        if stamp is None:
            self._told.wrong(without_time(raw, self._map) if raw else "a row has no time", line)
            return
        naive = stamp.naive and rule.zone != "UTC"
        labels = tuple((name, text) for name, path in self._labels.items() if (text := text_at(path, (cells,)).strip()))
        for name, value in self._samples(cells, line):
            if not self._gathered.add(name, labels, stamp.wall, naive, value):
                self._told.wrong(f"there are more than {SERIES_LIMIT:,} series; the rows of others are left out", line)
                return

    def _samples(self, cells: Mapping[str, str], line: int) -> Iterator[tuple[str, float]]:
        if self._metrics.shape == "long":
            name = text_at(self._name, (cells,)).strip()
            value = self._number(text_at(next(iter(self._values.values())), (cells,)), "the value", line)
            if not name:
                self._told.wrong("a row has no name of a series", line)
            elif value is not None:
                yield name, value
            return
        if self._values:
            for name, path in self._values.items():
                value = self._number(text_at(path, (cells,)), f"the column {name}", line)
                yield name, NAN if value is None else value
            return
        told = {_column(self._map.map.t), *self._labels}
        for name, text in cells.items():
            value = None if name in told else number_of(text, self._map.table.decimal)
            if value is not None:
                yield name, value

    def _number(self, text: str, what: str, line: int) -> float | None:
        value = number_of(text, self._map.table.decimal)
        if value is None:
            self._told.wrong(f"{what} holds no number", line)
        return value


def _column(path: str) -> str:
    """The column that a path names, as a series or label is called after it."""
    alternatives: tuple[ValuePath, ...] = compiled(path)
    if not alternatives:
        return ""
    return alternatives[0].text or ".".join(str(step) for step in alternatives[0].steps)


def head_table(head: bytes, map: SourceMap) -> tuple[tuple[str, ...], list[dict[str, Any]], bool]:
    """The columns and the first whole rows of a head, and whether all of them have as many cells as there are columns."""
    from io import BytesIO

    cut = head if len(head) < HEAD else head[: head.rfind(b"\n") + 1]
    names: tuple[str, ...] = ()
    found: list[dict[str, Any]] = []
    even = True
    for row in rows_of(BytesIO(cut), delimiter_of(map, cut), lambda _what, _line: None):
        if not names:
            names = columns_of(row.cells, map.table.header)
            if map.table.header:
                continue
        if (cells := fitted(row.cells, len(names))) is not None:
            found.append(dict(zip(names, cells, strict=True)))
        else:
            even = False
        if len(found) >= 200:
            break
    return names, found, even
