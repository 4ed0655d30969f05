"""Metric points: gathered in memory over many sources, written as few compressed blobs; never one row a point."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b

import msgspec
import numpy as np
import numpy.typing as npt

from workbench.model.records import Series, SeriesPoints
from workbench.store.packing import unzipped, zipped

SCHEMA = """
CREATE TABLE series (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, unit TEXT NOT NULL, labels TEXT NOT NULL,
    kind TEXT NOT NULL, help TEXT NOT NULL
) STRICT;
-- points: zstd of t int64[count] as differences, value float64[count], source uint32[count], naive uint8[count]
CREATE TABLE chunk (
    series INTEGER NOT NULL, number INTEGER NOT NULL, count INTEGER NOT NULL, points BLOB NOT NULL,
    PRIMARY KEY (series, number)
) STRICT, WITHOUT ROWID;
"""
# A series of more chunks than this is put into one at the next flush, unless it is a long one.
CHUNKS, LONG = 16, 10_000_000
POINT_BYTES = 8 + 8 + 4 + 1


@dataclass(frozen=True, slots=True)
class Samples:
    """The points of one series by its sources' own clocks, in order of writing; all arrays of shape (n,).

    t: int64 ns · value: float64 · naive: where t is a wall clock without zone · source: index into `sources` (ids).
    """

    t: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    naive: npt.NDArray[np.bool_]
    source: npt.NDArray[np.int64]
    sources: tuple[str, ...]


def series_id(name: str, labels: Mapping[str, str]) -> str:
    """The id of a series: 80 bits of BLAKE2b over name and sorted labels, so that it survives a rebuilt index."""
    return blake2b(msgspec.json.encode([name, sorted(labels.items())]), digest_size=10).hexdigest()


@dataclass(slots=True)
class _Pending:
    """One series' points that wait to be written."""

    first: SeriesPoints
    parts: list[tuple[SeriesPoints, int]] = field(default_factory=list)


class SampleBuffer:
    """Points of a whole ingest, merged over sources: 480 scrapes of 100 series become 100 blobs."""

    def __init__(self) -> None:
        self._series: dict[tuple[str, frozenset[tuple[str, str]]], _Pending] = {}
        self.points = 0

    def add(self, source: int, batch: SeriesPoints) -> None:
        """Take one source's points of one series. source: its key in the database."""
        count = len(batch.points.t)
        if not count:
            return
        pending = self._series.setdefault((batch.name, frozenset(batch.labels.items())), _Pending(batch))
        pending.parts.append((batch, source))
        self.points += count

    def drop(self, source: int) -> None:
        """Forget what waits of a source."""
        for pending in self._series.values():
            gone = [part for part in pending.parts if part[1] == source]
            pending.parts = [part for part in pending.parts if part[1] != source]
            self.points -= sum(len(batch.points.t) for batch, _source in gone)

    def write(self, connection: sqlite3.Connection) -> None:
        """Write what waits, one blob a series, and wait for more."""
        for pending in self._series.values():
            if pending.parts:
                _append(connection, _series_key(connection, pending.first), _merged(pending.parts))
        self._series.clear()
        self.points = 0


Columns = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.uint32], npt.NDArray[np.uint8]]


def _merged(parts: list[tuple[SeriesPoints, int]]) -> Columns:
    counts = np.array([len(batch.points.t) for batch, _source in parts])
    return (
        np.concatenate([batch.points.t for batch, _source in parts]).astype(np.int64, copy=False),
        np.concatenate([batch.points.value for batch, _source in parts]).astype(np.float64, copy=False),
        np.repeat(np.array([source for _batch, source in parts], np.uint32), counts),
        np.repeat(np.array([batch.naive for batch, _source in parts], np.uint8), counts),
    )


def _series_key(connection: sqlite3.Connection, batch: SeriesPoints) -> int:
    id = series_id(batch.name, batch.labels)
    found = connection.execute("SELECT key FROM series WHERE id = ?", (id,)).fetchone()
    if found:
        return found[0]
    labels = msgspec.json.encode(dict(batch.labels)).decode()
    row = (id, batch.name, batch.unit, labels, batch.kind, batch.help)
    added = connection.execute(
        "INSERT INTO series (id, name, unit, labels, kind, help) VALUES (?, ?, ?, ?, ?, ?)", row
    ).lastrowid
    assert added is not None
    return added


def _append(connection: sqlite3.Connection, series: int, columns: Columns) -> None:
    last, chunks, points = connection.execute(
        "SELECT coalesce(max(number), 0), count(*), coalesce(sum(count), 0) FROM chunk WHERE series = ?", (series,)
    ).fetchone()
    if chunks >= CHUNKS and points < LONG:
        columns = _joined([*_chunks(connection, series), columns])
        connection.execute("DELETE FROM chunk WHERE series = ?", (series,))
    connection.execute("INSERT INTO chunk VALUES (?, ?, ?, ?)", (series, last + 1, len(columns[0]), _blob(columns)))


def _joined(parts: list[Columns]) -> Columns:
    t, value, source, naive = (np.concatenate(column) for column in zip(*parts, strict=True))
    return t, value, source, naive


def _blob(columns: Columns) -> bytes:
    t, value, source, naive = columns
    steps = np.diff(t, prepend=np.int64(0))  # wraps round on overflow, and so does the sum that undoes it
    content = b"".join((steps.tobytes(), value.tobytes(), source.tobytes(), naive.tobytes()))
    return zipped(content)


def _unblob(count: int, blob: bytes) -> Columns:
    """The columns of a blob. Raises `ValueError` when it is damaged."""
    content = unzipped(blob, count * POINT_BYTES)
    t = np.cumsum(np.frombuffer(content, np.int64, count), dtype=np.int64)
    value = np.frombuffer(content, np.float64, count, 8 * count)
    source = np.frombuffer(content, np.uint32, count, 16 * count)
    return t, value, source, np.frombuffer(content, np.uint8, count, 20 * count)


def _chunks(connection: sqlite3.Connection, series: int) -> list[Columns]:
    found = connection.execute("SELECT count, points FROM chunk WHERE series = ? ORDER BY number", (series,))
    return [_unblob(count, blob) for count, blob in found]


def read_samples(connection: sqlite3.Connection, series: int, names: Mapping[int, str]) -> Samples:
    """A series' points; names: ids of the sources that still count, by key."""
    parts = _chunks(connection, series)
    if not parts:
        return Samples(np.empty(0, np.int64), np.empty(0), np.empty(0, bool), np.empty(0, np.int64), ())
    t, value, source, naive = _joined(parts)
    keys, index = np.unique(source, return_inverse=True)
    live = np.array([int(key) in names for key in keys], bool)
    if not live.all():
        kept = live[index]
        t, value, source, naive = t[kept], value[kept], source[kept], naive[kept]
        keys, index = np.unique(source, return_inverse=True)
    return Samples(t, value, naive.astype(bool), index.astype(np.int64), tuple(names[int(key)] for key in keys))


def read_series(connection: sqlite3.Connection, names: Mapping[int, str]) -> tuple[Series, ...]:
    """Every series with points of a source that counts, by name and labels; times are the sources' own clocks."""
    found: list[Series] = []
    for key, id, name, unit, labels, kind, help in connection.execute(
        "SELECT key, id, name, unit, labels, kind, help FROM series ORDER BY name, labels"
    ):
        samples = read_samples(connection, key, names)
        if len(samples.t):
            found.append(_summed(Series(id, name, unit, msgspec.json.decode(labels), kind, help), samples))
    return tuple(found)


def _summed(series: Series, samples: Samples) -> Series:
    real = samples.value[~np.isnan(samples.value)]
    return replace(
        series,
        points=len(samples.t),
        first=int(samples.t.min()),
        last=int(samples.t.max()),
        min=float(real.min()) if len(real) else None,
        max=float(real.max()) if len(real) else None,
        sources=samples.sources,
    )
