"""Expectations of what a system's exports say, in rows: an input, and of some records their time, severity and links.

A time stands as the input writes it, with what it counts: `1773756131.25 s`, `1773756131250 ms`, `46098.5 ole` (days), or
ISO 8601 (`local` behind it: without a zone); nothing where the input tells none. What begins with `/` is the JSON pointer of
a value in the input. A link stands as `type=value`, or as `type@/pointer`.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from itertools import chain
from typing import Any

import pytest
from recordrows import EXAMPLE_FILES, data_of

from workbench.engine.logindex import LogIndex
from workbench.readers.core import Batch, Registry
from workbench.readers.linereader import LineReader

SECONDS = {"s": Fraction(1), "ms": Fraction(1, 1000), "us": Fraction(1, 10**6), "ns": Fraction(1, 10**9)}
OLE_EPOCH = 25_569  # days from 1899-12-30 to 1970-01-01


@dataclass(frozen=True)
class Seen:
    """What the input says of one record. links: all of them · number: which record."""

    t: str
    severity: int
    links: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True)
class Point:
    """What the input says of one sample: of which series, when, how much. Samples have no severity and no links."""

    series: str
    t: str
    value: float
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One input of a system. recorded: its path among the recorded files, a member of a zip behind `!`; else `written`."""

    system: str
    reader: str
    seen: tuple[Seen | Point, ...]
    written: Any = None
    recorded: str = ""

    @property
    def origin(self) -> str:
        """Two rows of one origin are one input, told twice."""
        return self.recorded or data_of(self.written).decode()

    @property
    def name(self) -> str:
        return f"{self.system}-{self.reader}-{self.recorded or 'written'}"


def seen(t: str, severity: int, *links: str, number: int = 0) -> Seen:
    return Seen(t, severity, links, number)


def written(system: str, reader: str, value: Any, *rows: Seen | Point) -> Row:
    """An input of one's own, after the field list."""
    return Row(system, reader, rows, written=value)


def recorded(system: str, reader: str, path: str, *rows: Seen | Point) -> Row:
    """A recorded file."""
    return Row(system, reader, rows, recorded=path)


def input_of(row: Row) -> bytes:
    """The bytes of a row's input; skips the test where recorded files are not here."""
    if not row.recorded:
        return data_of(row.written)
    path, _, member = row.recorded.partition("!")
    if not (EXAMPLE_FILES / path).is_file():
        pytest.skip("the recorded samples are not here")
    data = (EXAMPLE_FILES / path).read_bytes()
    return zipfile.ZipFile(BytesIO(data)).read(member) if member else data


def pointed(data: bytes, pointer: str) -> str:
    """The value at a JSON pointer as text, numbers in the digits that they are written with."""
    value = json.loads(data.splitlines()[0] if b"\n{" in data else data, parse_float=str, parse_int=str)
    for step in pointer.strip("/").split("/"):
        value = value[int(step)] if isinstance(value, list) else value[step.replace("~1", "/")]
    return str(value)


def instant(text: str) -> tuple[int, bool]:
    """Ns since 1970 in UTC, and whether the text gave no zone."""
    number, _, unit = text.rpartition(" ")
    if unit in SECONDS:
        return int(Fraction(Decimal(number)) * SECONDS[unit] * 10**9), False
    if unit == "ole":
        days = Fraction(Decimal(number)) - OLE_EPOCH
        return round(days * 86_400 * 1000) * 10**6, False
    naive = unit == "local"
    whole, dot, rest = (number if naive else text).replace("Z", "+00:00").partition(".")
    digits = rest[: next((at for at, char in enumerate(rest) if not char.isdigit()), len(rest))]
    moment = datetime.fromisoformat(whole + rest[len(digits) :] if dot else whole)
    assert (moment.tzinfo is None) == naive
    moment = moment.replace(tzinfo=UTC) if naive else moment
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return since // timedelta(seconds=1) * 10**9 + int(digits.ljust(9, "0") or 0), naive


def _time(data: bytes, text: str) -> tuple[int, bool]:
    if text.startswith("/"):
        pointer, _, unit = text.partition(" ")
        return instant(f"{pointed(data, pointer)} {unit}".strip())
    return instant(text)


def _links(data: bytes, texts: tuple[str, ...]) -> set[tuple[str, str]]:
    found = set()
    for text in texts:
        kind, sign, value = text.partition("@/") if "@/" in text else text.partition("=")
        found.add((kind, pointed(data, value) if sign == "@/" else value))
    return found


def check(row: Row, registry: Registry, read: Callable[..., list[Batch]], indexed: Callable[..., tuple[str, LogIndex]]):
    """The reader that the content chooses gives the records that the row expects."""
    data = input_of(row)
    chosen = registry.choose(data[:65_536], "some.file")
    assert chosen is not None
    assert chosen[0].id == row.reader
    if isinstance(chosen[0], LineReader):
        format = chosen[1].format
        assert format is not None
        _check_lines(row, data, format.parse, indexed(data)[1])
        return
    batches = read(row.reader, data, "some.file")
    events = list(chain.from_iterable(batch.events for batch in batches))
    series = list(chain.from_iterable(batch.points for batch in batches))
    for one in row.seen:
        if isinstance(one, Point):
            (found,) = [
                s for s in series if s.name == one.series and {f"{k}={v}" for k, v in s.labels.items()} >= {*one.labels}
            ]
            t, naive = _time(data, one.t)
            at = found.points.t.tolist().index(t)
            assert (found.points.value[at], found.naive) == (one.value, naive)
            continue
        event = events[one.number]
        assert (event.t, event.naive) == (_time(data, one.t) if one.t else (None, False))
        assert event.severity == one.severity
        assert {(link.type, link.value) for link in event.links} == _links(data, one.links)


def _check_lines(row: Row, data: bytes, parse: Callable[[str], Any], index: LogIndex):
    starts, lengths = index.record_ranges(0, index.records)
    for one in row.seen:
        assert isinstance(one, Seen)
        start, length = int(starts[one.number]), int(lengths[one.number])
        fields = parse(data[start : start + length].decode())
        assert (int(index.wall[one.number]), bool(index.naive[one.number])) == _time(data, one.t)
        assert index.severity[one.number] == one.severity
        assert {(link.type, link.value) for link in fields.links} == _links(data, one.links)
