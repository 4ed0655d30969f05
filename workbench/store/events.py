"""What readers found, in `events.db`: events by row id, their columns for the spine, links, and metric points.

Everything here can be read again from the sealed objects; so writing is quick rather than flushed at every step, and a
file that is of an older form or damaged is simply begun anew.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from workbench.engine.needle import Field, Has, Regex, Text
from workbench.errors import CaseError
from workbench.jobs import JobContext
from workbench.model.records import Event, Series, SeriesPoints
from workbench.store import eventcolumns, eventsearch, samples, shapes
from workbench.store.connections import ReadableCopy, leave, wal_of
from workbench.store.eventcolumns import EventColumns, columns_of, read_columns, write_columns
from workbench.store.faults import database_faults
from workbench.store.packing import pack, pack_resource, search_text, storable
from workbench.store.samples import SampleBuffer, Samples
from workbench.store.shapes import Shapes

FORMAT = 1
SCHEMA = """
-- complete: all of the source was read and everything of it is in the file
CREATE TABLE source (
    key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, complete INTEGER NOT NULL,
    events INTEGER NOT NULL, points INTEGER NOT NULL
) STRICT;
-- packed, text: see packing.py · shape: see shapes.py
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL, resource INTEGER NOT NULL, shape INTEGER NOT NULL,
    text TEXT NOT NULL, packed BLOB NOT NULL
) STRICT;
CREATE TABLE resource (key INTEGER PRIMARY KEY, packed BLOB NOT NULL) STRICT;
CREATE INDEX event_source ON event (source);
CREATE TABLE link (
    value TEXT NOT NULL, type TEXT NOT NULL, event INTEGER NOT NULL, PRIMARY KEY (value, type, event)
) STRICT, WITHOUT ROWID;
"""
TABLES = SCHEMA + eventcolumns.SCHEMA + shapes.SCHEMA + samples.SCHEMA
# What waits in memory or in the open transaction before it is written out by itself.
PENDING_POINTS = 4_000_000
PENDING_EVENTS = 50_000
RESOURCES = 20_000
_DAMAGED = "Delete the folder `index` of the case: it is made again from the sealed files."


class EventStore:
    """One generation's `events.db`. One thread at a time writes; any may read meanwhile.

    A source is written by `begin`, `add` …, `finish`; it counts as complete once `flush` has returned, so flush before
    the notebook says that it is read. Whoever reads sees every finished source: what waits is flushed first.
    """

    def __init__(self, path: Path, *, write: bool = True) -> None:
        self.path, self.write = path, write
        self._guard = threading.RLock()
        self._buffer = SampleBuffer()
        self._columns: dict[int, list[tuple[int, ...]]] = {}
        self._finished: dict[int, None] = {}
        self._counts: dict[int, tuple[int, int]] = {}
        self._readers: list[sqlite3.Connection] = []
        self._keys: dict[str, int] = {}
        self._pending_events = 0
        self._shapes: Shapes | None = None
        self._resources: dict[bytes, int] = {}
        self._copy: ReadableCopy | None = None
        self._writer: sqlite3.Connection | None = None
        self._series: tuple[Series, ...] | None = None
        self._closed = False
        with database_faults(path, "the index can't be opened"):
            self._open()

    def _open(self) -> None:
        if self.write:
            try:
                self._writer = self._begun()
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorname", "") not in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
                    raise
                self._begin_anew()
        elif self.path.is_file():
            self._copy = ReadableCopy(self.path)

    def _begun(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=5, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA trusted_schema = OFF")
            version: int = connection.execute("PRAGMA user_version").fetchone()[0]
            there = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
            if version != FORMAT:
                if there:
                    raise _of_another_form()
                connection.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {FORMAT}; COMMIT;")
        except BaseException:
            connection.close()
            raise
        return connection

    def _begin_anew(self) -> None:
        for path in (self.path, wal_of(self.path), self.path.with_name(self.path.name + "-shm")):
            path.unlink(missing_ok=True)
        self._writer = self._begun()

    # ------------------------------------------------------------------------------------------------ writing
    def begin(self, source: str) -> None:
        """Start on a source; what an earlier, unfinished reading left of it is forgotten."""
        self.forget(source)
        with self._writing() as connection:
            key = connection.execute("INSERT INTO source (id, complete, events, points) VALUES (?, 0, 0, 0)", (source,))
            self._keys[source] = key.lastrowid or 0

    def add(self, source: str, events: Iterable[Event] = (), points: Iterable[SeriesPoints] = ()) -> None:
        """Take some of a source's records and points; `begin` is called by itself where it was not."""
        with self._guard:
            if source not in self._keys:
                self.begin(source)
            key = self._keys[source]
            with self._writing() as connection:
                added = self._add_events(connection, key, tuple(events))
            before = self._buffer.points
            for batch in points:
                self._buffer.add(key, batch)
            had = self._counts.get(key, (0, 0))
            self._counts[key] = (had[0] + added, had[1] + self._buffer.points - before)
            if self._buffer.points > PENDING_POINTS or self._pending_events > PENDING_EVENTS:
                self.flush()

    def _add_events(self, connection: sqlite3.Connection, key: int, events: Sequence[Event]) -> int:
        if not events:
            return 0
        last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'event'").fetchone()
        first = last[0] + 1 if last else 1
        numbered = list(enumerate(events, first))
        connection.executemany(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)",
            [
                (row, key, self._resource(event), self._shape(event), search_text(event), pack(event))
                for row, event in numbered
            ],
        )
        connection.executemany(
            "INSERT OR IGNORE INTO link VALUES (?, ?, ?)",
            ((storable(link.value), storable(link.type), row) for row, event in numbered for link in event.links),
        )
        self._columns.setdefault(key, []).extend(columns_of(row, event) for row, event in numbered)
        self._pending_events += len(events)
        return len(events)

    def _shape(self, event: Event) -> int:
        if self._shapes is None:
            assert self._writer is not None
            self._shapes = Shapes(self._writer)
        return self._shapes.of(event)

    def _resource(self, event: Event) -> int:
        """The key of an event's resource; those met lately are written once."""
        packed = pack_resource(event)
        key = self._resources.get(packed)
        if key is None:
            assert self._writer is not None
            if len(self._resources) > RESOURCES:
                self._resources.clear()
            key = self._writer.execute("INSERT INTO resource (packed) VALUES (?)", (packed,)).lastrowid or 0
            self._resources[packed] = key
        return key

    def finish(self, source: str) -> None:
        """All of the source was read."""
        with self._guard:
            if source not in self._keys:
                self.begin(source)
            self._finished[self._keys.pop(source)] = None

    def flush(self) -> None:
        """Write out what waits.

        Raises `CaseError` when the disk is full; then the sources that weren't complete before must be begun again.
        """
        with self._guard:
            if self._writer is None or not (self._writer.in_transaction or self._buffer.points):
                return
            self._write_out()

    def _write_out(self) -> None:
        with self._writing() as connection:
            for key, rows in self._columns.items():
                write_columns(connection, key, rows)
            self._buffer.write(connection)
            connection.executemany(
                "UPDATE source SET complete = 1, events = ?, points = ? WHERE key = ?",
                [(*self._counts.pop(key, (0, 0)), key) for key in self._finished],
            )
            connection.execute("COMMIT")
            self._columns.clear()
            self._finished.clear()
            self._pending_events = 0
            self._series = None

    def forget(self, source: str) -> None:
        """Leave a source out: its events are deleted, its points don't count any more."""
        with self._guard, self._writing() as connection:
            self._keys.pop(source, None)
            found = connection.execute("SELECT key FROM source WHERE id = ?", (source,)).fetchone()
            if not found:
                return
            (key,) = found
            connection.execute("DELETE FROM link WHERE event IN (SELECT id FROM event WHERE source = ?)", found)
            for statement in ("event WHERE source", "columns WHERE source", "source WHERE key"):
                connection.execute(f"DELETE FROM {statement} = ?", found)
            self._buffer.drop(key)
            for waiting in (self._columns, self._finished, self._counts):
                waiting.pop(key, None)
            self._series = None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The writing connection inside a transaction, which stays open until `flush`."""
        with self._guard, database_faults(self.path, "the index can't be written"):
            if self._writer is None:
                raise CaseError("the index is open for reading only", str(self.path), "Open the case for writing.")
            try:
                if not self._writer.in_transaction:
                    self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
            except BaseException:
                self._abandon(self._writer)
                raise

    def _abandon(self, connection: sqlite3.Connection) -> None:
        """Nothing that wasn't flushed can be trusted any more: sources not complete by now must be begun again."""
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        self._buffer = SampleBuffer()
        for waiting in (self._columns, self._finished, self._counts, self._keys, self._resources):
            waiting.clear()
        self._shapes = None
        self._pending_events = 0

    # ------------------------------------------------------------------------------------------------ reading
    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that reads what was flushed, of a pool: a long search must not hold up the page in sight."""
        with database_faults(self.path, "the index can't be read"):
            with self._guard:
                if self._finished:
                    self.flush()
                connection = self._readers.pop() if self._readers else self._reader()
            try:
                yield connection
            except ValueError as error:
                raise CaseError(f"the index is damaged ({error})", str(self.path), _DAMAGED) from error
            finally:
                with self._guard:
                    if self._closed:
                        connection.close()
                    else:
                        self._readers.append(connection)

    def _reader(self) -> sqlite3.Connection:
        path = self._copy.path if self._copy else self.path
        if self._writer is None and self._copy is None:
            connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            connection.executescript(TABLES)
        else:
            address = f"{path.absolute().as_uri()}?mode=ro"
            connection = sqlite3.connect(address, uri=True, timeout=5, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA trusted_schema = OFF")
            if connection.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
                connection.close()
                raise CaseError("the index is of another version", str(self.path), "Open the case for writing once.")
        connection.execute("PRAGMA query_only = ON")
        return connection

    def complete(self) -> dict[str, tuple[int, int]]:
        """The sources that are whole in here: how many events and points each gave."""
        with self._reading() as connection:
            found = connection.execute("SELECT id, events, points FROM source WHERE complete = 1 ORDER BY key")
            return {id: (events, points) for id, events, points in found}

    def columns(self, source: str) -> EventColumns:
        """A source's events as columns; empty when it has none."""
        with self._reading() as connection:
            return read_columns(connection, source)

    def read(self, rows: Sequence[int] | npt.NDArray[np.int64]) -> tuple[Event, ...]:
        """The events of these row ids, in that order. Raises `CaseError` when one isn't there."""
        wanted = [int(row) for row in rows]
        found: dict[int, Event] = {}
        with self._reading() as connection:
            for start in range(0, len(wanted), 500):
                some = wanted[start : start + 500]
                found.update(eventsearch.events_of(connection, some))
        try:
            return tuple(found[row] for row in wanted)
        except KeyError as error:
            raise CaseError(f"the index has no event {error}", str(self.path), _DAMAGED) from None

    def carrying(self, value: str, type: str = "") -> npt.NDArray[np.int64]:
        """Row ids, ascending, of the events that carry a link of that value (of that type, if given)."""
        value = storable(value)
        query = (
            "SELECT DISTINCT event FROM link WHERE value = ?" + (" AND type = ?" if type else "") + " ORDER BY event"
        )
        with self._reading() as connection:
            found = connection.execute(query, (value, type) if type else (value,)).fetchall()
        return np.array([row for (row,) in found], np.int64)

    def matching(self, leaf: Text | Regex | Field | Has, context: JobContext | None = None) -> npt.NDArray[np.int64]:
        """Row ids, ascending, of the events that a leaf of a filter matches; see `eventsearch.matching`."""
        with self._reading() as connection:
            return eventsearch.matching(connection, leaf, context or JobContext())

    def series(self) -> tuple[Series, ...]:
        """Every metric series; first and last are the sources' own clocks."""
        if self._series is None:
            with self._reading() as connection:
                self._series = samples.read_series(connection, _source_names(connection))
        return self._series

    def samples(self, series: str) -> Samples:
        """The points of a series; none when there is no such series."""
        with self._reading() as connection:
            found = connection.execute("SELECT key FROM series WHERE id = ?", (series,)).fetchone()
            return samples.read_samples(connection, found[0] if found else -1, _source_names(connection))

    def close(self) -> None:
        """Flush and let go; leaves one plain file. May be called twice."""
        with self._guard:
            if self._closed:
                return
            try:
                if self._writer is not None and self._writer.in_transaction:
                    self.flush()
            finally:
                self._closed = True
                for connection in self._readers:
                    connection.close()
                if self._writer is not None:
                    self._writer.close()
                    self._writer = None
                    leave(self.path)
                if self._copy is not None:
                    self._copy.close()


def _of_another_form() -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError("the index is of another form")
    error.sqlite_errorname = "SQLITE_NOTADB"
    return error


def _source_names(connection: sqlite3.Connection) -> Mapping[int, str]:
    return dict(connection.execute("SELECT key, id FROM source").fetchall())
