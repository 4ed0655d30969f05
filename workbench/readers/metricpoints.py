"""Samples on their way from a tool's reply into series: values and times as text says them, points by time, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from math import nan
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from workbench.engine.stamps import parse_stamp
from workbench.errors import SourceError
from workbench.model.case import Problem
from workbench.model.records import Points, SeriesPoints
from workbench.readers.core import Batch, RawSource
from workbench.readers.forms import Form, fits, judged
from workbench.readers.jsonsource import JsonSource, whole_bytes
from workbench.readers.jsonvalues import whole_at
from workbench.readers.linereader import RecordReader
from workbench.readers.recordmap import RecordMap, Written, plain

LATEST = 2**63 - 1
PROBLEMS_LIMIT = 20
TEXT_LIMIT = 40
_NUMBERS = {float, Written, type(None)}
SeriesKey = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class Gathered:
    """The samples of a source by series. name: the source's, as ingested · skipped: samples that could not be taken."""

    name: str = ""
    problems: list[Problem] = field(default_factory=list)
    skipped: int = 0
    _samples: dict[SeriesKey, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))
    _about: dict[SeriesKey, tuple[str, str, str, bool]] = field(default_factory=dict)
    _bad: int = 0
    _first_bad: str = ""

    @property
    def file(self) -> Mapping[str, str]:
        """The label of series whose reply doesn't say of what they are: without it two files would flow into one."""
        return {"file": PurePosixPath(self.name.replace("\\", "/")).name} if self.name else {}

    def add(
        self, name: str, labels: Mapping[str, Any], samples: Iterable[tuple[int | None, float | None]], *,
        unit: str = "", kind: str = "unknown", help: str = "", naive: bool = False,
    ) -> None:  # fmt: skip
        """Samples of one series: time in ns, None where it is none; value, None where it is none (NaN is a gap)."""
        key = self._key(name, labels)
        self._about.setdefault(key, (unit, kind, help, naive))
        rows = self._samples[key]
        for t, value in samples:
            if t is None or value is None:
                self._bad += 1
                self._first_bad = self._first_bad or ("a time" if t is None else "a value")
            else:
                rows.append((t, value))

    @staticmethod
    def _key(name: str, labels: Mapping[str, Any]) -> SeriesKey:
        return name, tuple(sorted((str(key), plain(value)) for key, value in labels.items()))

    def columns(
        self,
        name: str,
        labels: Mapping[str, Any],
        times: list[Any],
        values: list[Any],
        *,
        unit: str = "",
        help: str = "",
    ) -> None:
        """As `add`, of times in ms since 1970 and values beside them; what has no partner is left out, which is noted."""
        if len(times) != len(values):
            self.note(f"{name} has {len(times)} times and {len(values)} values; what has no partner is left out")
        count = min(len(times), len(values))
        plain_ones = count and set(map(type, times)) == {int} and set(map(type, values)) <= _NUMBERS
        if plain_ones and 0 < min(times) <= max(times) <= LATEST // 10**6:
            self.add(name, labels, (), unit=unit, help=help)
            stamps = (np.array(times[:count], np.int64) * 10**6).tolist()
            numbers = np.array(values[:count], np.float64).tolist()
            self._samples[self._key(name, labels)].extend(zip(stamps, numbers, strict=True))
            return
        pairs = zip(times, values, strict=False)
        self.add(name, labels, ((epoch_ms(t), sample(value)) for t, value in pairs), unit=unit, help=help)

    def note(self, what: str, where: str = "") -> None:
        """Something doubtful, said once."""
        if len(self.problems) < PROBLEMS_LIMIT and not any(one.what == what for one in self.problems):
            self.problems.append(Problem(what, where))

    def series(self) -> Iterator[SeriesPoints]:
        """The series, points ascending; of points at one instant the last one stands, which is noted."""
        twice = 0
        for (name, labels), rows in self._samples.items():
            last = dict(rows)
            twice += len(rows) - len(last)
            t, value = np.fromiter(last, np.int64, len(last)), np.fromiter(last.values(), np.float64, len(last))
            order = np.argsort(t)
            unit, kind, help, naive = self._about[name, labels]
            points = Points(t[order], value[order])
            yield SeriesPoints(name, dict(labels), points, unit, kind, help, naive)
        if twice:
            self.note(f"{twice} points stand at the time of another one of their series; the last of each is kept")

    def counted(self) -> None:
        """Count and say what could not be taken, once all samples are here."""
        if self._bad:
            self.skipped += self._bad
            self.note(f"{self._bad} samples were passed over, the first for want of {self._first_bad}")
            self._bad = 0

    def batches(self) -> Iterator[Batch]:
        """All of it as batches. Raises `SourceError` where nothing of what is there could be taken."""
        self.counted()
        rows = [series for series in self.series() if len(series.points.t)]
        if not rows and self.skipped:
            first = self.problems[0] if self.problems else Problem("it holds no points")
            raise SourceError(f"no points could be read: {first.what}", f"{self.name}, {first.where}".strip(", "))
        if not rows:
            self.note("it holds no points")
        yield Batch(points=tuple(rows), skipped=self.skipped, problems=tuple(self.problems))


@dataclass(frozen=True, slots=True)
class Reply:
    """One kind of reply with metrics. needs: as in `RecordMap` · take: puts the reply's samples where they belong."""

    needs: tuple[str, ...]
    take: Callable[[Mapping[str, Any], Gathered], None]


def metrics_of(id: str, title: str, *replies: Reply, exact: bool = False) -> RecordReader:
    """A reader of JSON replies with metrics: one, a list, or one a line; pages of one series flow together.

    exact: whether times may be seconds with decimals, which must not go through a float.
    """
    forms = [Form(RecordMap(id, title, needs=reply.needs)) for reply in replies]
    taking = [(form.needs(), reply.take) for form, reply in zip(forms, replies, strict=True)]

    def read(source: RawSource) -> Iterator[Batch]:
        text = JsonSource(whole_bytes(source), source.name)
        found = Gathered(source.name)

        def take(position: int) -> None:
            start, _end, whole, cut = whole_at(text, position, exact)
            known = next((take for needs, take in taking if isinstance(whole, Mapping) and fits(needs, whole)), None)
            if known is not None and isinstance(whole, Mapping):
                known(whole, found)
            elif not cut:
                text.wrong(f"this is no object of the kind: {title}", start)

        text.each(take)
        found.problems = [*text.problems, *found.problems]
        found.skipped += text.skipped
        yield from found.batches()

    return RecordReader(id, title, ("metric",), lambda head, _name: judged(forms, head), read)


def sample(value: Any) -> float | None:
    """A value as a number: text too (`NaN`, `+Inf`), null is NaN, what is no number is None."""
    if value is None:
        return nan
    if isinstance(value, float):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | str) or len(plain(value)) > TEXT_LIMIT:
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def epoch_ms(value: Any) -> int | None:
    """Milliseconds since 1970, a number or its text, as ns; None where it is none, or 0, which stands for none."""
    return _epoch(value, 6)


def epoch_s(value: Any) -> int | None:
    """Seconds since 1970 with all their decimals, as ns; else as `epoch_ms`."""
    return _epoch(value, 9)


def _epoch(value: Any, scale: int) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        number = value * 10**scale if abs(value) < LATEST else 0
    else:
        text = plain(value) if not isinstance(value, bool) else ""
        try:
            exact = Decimal(text) if 0 < len(text) <= TEXT_LIMIT else Decimal(0)
            number = int(exact.scaleb(scale)) if exact.is_finite() and exact.adjusted() < 20 else 0
        except (InvalidOperation, ValueError):
            return None
    return number if 0 < number <= LATEST else None


def iso_time(value: Any) -> int | None:
    """ISO 8601, or an epoch whose unit its digits tell; one without a zone counts as UTC. As ns, None where it is none."""
    text = plain(value).strip()
    stamp = parse_stamp(text, "epoch" if text[:1].isdigit() and text.replace(".", "", 1).isdecimal() else "iso")
    return stamp.wall if stamp else None


def rows_of(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
