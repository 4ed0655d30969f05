"""A tool whose searches are exported as replies, as one value: how its replies are known and what is read of each record."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from workbench.model.case import Problem
from workbench.model.records import Event, Points, SeriesPoints
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.linereader import RecordReader
from workbench.readers.replies import Lists, Row, first_rows, rows_of
from workbench.readers.searchlog import Told, event_of
from workbench.readers.wrapping import unpacked

Sample = tuple[str, Mapping[str, str], int, float]
"""A metric's name, its labels, a time in ns UTC and a value (NaN: a gap)."""


@dataclass(frozen=True, slots=True)
class SearchTool:
    """What a tool's replies look like.

    prefix: of fields without a name that means the same everywhere · holds: texts of which each stands in a head of its
    (`a|b`: one of them) · lists: where its records are · why: what it is known by · known: how sure a first record makes of
    that, 0 where it is none · told: what is said of a record; a sentence for one that is passed over; a `Problem` that is
    counted and told once; None for what is no record · samples: the metric points of a row, None where it is none of a
    metric · paired: rows that belong together made one · packed: whether it may come as a form's field · total: the key
    beside a list that says how many records there are in all.
    """

    id: str
    title: str
    prefix: str
    holds: tuple[bytes, ...]
    lists: Lists
    why: str
    known: Callable[[Row], float]
    told: Callable[[Row], Told | Problem | str | None]
    samples: Callable[[Row], Iterable[Sample] | None] | None = None
    paired: Callable[[Iterable[Row]], Iterable[Row]] | None = None
    kinds: tuple[str, ...] = ("log",)
    packed: bool = False
    total: str = ""

    def reader(self) -> RecordReader:
        """The reader of it."""
        return RecordReader(self.id, self.title, self.kinds, self._judge, self._read)

    def _judge(self, head: bytes, _name: str) -> Sniff:
        if self.packed:
            head = unpacked(head)[0]
        if head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
            return NOT_MINE
        if not all(any(mark in head for mark in marks.split(b"|")) for marks in self.holds):
            return NOT_MINE
        rows: Iterable[Row] = first_rows(head, self.lists)
        rows = self.paired(rows) if self.paired is not None else rows
        sure = max((self.known(row) for row in rows), default=0.0)
        return Sniff(sure, self.why) if sure else NOT_MINE

    def _read(self, source: RawSource) -> Iterator[Batch]:
        data = whole_bytes(source)
        inside, wrapping = unpacked(data) if self.packed else (data, None)
        text = JsonSource(inside, source.name, wrapping=wrapping)
        rows: Iterable[Row] = rows_of(text, self.lists)
        yield from reading(self, text, self.paired(rows) if self.paired is not None else rows)


def reading(tool: SearchTool, text: JsonSource, rows: Iterable[Row]) -> Iterator[Batch]:
    """The rows of a source in batches, as a tool tells of them."""
    samples: list[Sample] = []
    notes: Counter[Problem] = Counter()
    events = _events(tool, text, rows, samples, notes)
    yield from batches(text, events, series_of(samples), kinds="records")
    if notes:
        yield Batch(problems=tuple(_counted(problem, count) for problem, count in notes.items()))


def _events(
    tool: SearchTool, text: JsonSource, rows: Iterable[Row], samples: list[Sample], notes: Counter[Problem]
) -> Iterator[Event]:
    count = most = 0
    for row in rows:
        count += bool(row.list)
        most = max(most, _total(row, tool.total)) if tool.total else 0
        points = tool.samples(row) if tool.samples is not None else None
        if points is not None:
            samples.extend(points)
            continue
        told = tool.told(row)
        if isinstance(told, Problem):
            notes[told] += 1
        elif isinstance(told, str):
            text.wrong(told, row.start)
        elif told is not None:
            notes.update(told.notes)
            yield event_of(told, tool.prefix, text, row)
    if most > count:
        said = f"the search found {most} records and {count} of them are here: fetch the other pages"
        text.problems.append(Problem(said))


def _total(row: Row, key: str) -> int:
    """How many records the search found, as its reply says (a number, or an object with `value`); 0 where it doesn't."""
    said = row.around.get(key) if row.list else None
    said = said.get("value") if isinstance(said, dict) else said
    return said if isinstance(said, int) and not isinstance(said, bool) else 0


def _counted(problem: Problem, count: int) -> Problem:
    return Problem(f"{problem.what} ({count} times)", problem.where) if count > 1 else problem


def series_of(samples: Iterable[Sample]) -> Iterator[SeriesPoints]:
    """Samples as series, each by time; of two at one time the later one counts."""
    held: dict[tuple[str, tuple[tuple[str, str], ...]], dict[int, float]] = defaultdict(dict)
    for name, labels, t, value in samples:
        held[name, tuple(sorted(labels.items()))][t] = value
    for (name, labels), points in held.items():
        times = sorted(points)
        values = np.array([points[t] for t in times], np.float64)
        yield SeriesPoints(name, dict(labels), Points(np.array(times, np.int64), values), kind="gauge")


def number_of(value: object) -> float | None:
    """A sample's value, as JSON number or text (`NaN`, `+Inf` included); None where it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or len(str(value)) > 400:
        return None
    try:
        return float(value) if str(value).strip() and "_" not in str(value) else None
    except (ValueError, OverflowError):
        return None
