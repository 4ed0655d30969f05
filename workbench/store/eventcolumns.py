"""The columns of events that the spine is made of: one compressed array a source and flush, not a walk over rows."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.engine.logindex import NULL_T
from workbench.model.records import KINDS, Event
from workbench.store.packing import unzipped, zipped

SCHEMA = """
-- rows: zstd of one array of COLUMNS[count]
CREATE TABLE columns (
    source INTEGER NOT NULL, number INTEGER NOT NULL, count INTEGER NOT NULL, rows BLOB NOT NULL,
    PRIMARY KEY (source, number)
) STRICT, WITHOUT ROWID;
"""
COLUMNS = np.dtype(
    [("row", "<i8"), ("wall", "<i8"), ("wall_end", "<i8"), ("offset", "<i8"), ("length", "<i8")]
    + [("naive", "?"), ("severity", "u1"), ("kind", "u1")]
)
_KIND_INDEX = {kind: index for index, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class EventColumns:
    """One source's events as the spine wants them, in order of writing; all arrays of shape (n,).

    row: id in events.db · wall, wall_end: the source's own clock, int64 ns, NULL_T where there is none · kind: index
    into `records.KINDS`.
    """

    row: npt.NDArray[np.int64]
    wall: npt.NDArray[np.int64]
    wall_end: npt.NDArray[np.int64]
    naive: npt.NDArray[np.bool_]
    severity: npt.NDArray[np.uint8]
    kind: npt.NDArray[np.uint8]
    offset: npt.NDArray[np.int64]
    length: npt.NDArray[np.int64]


def columns_of(row: int, event: Event) -> tuple[int, ...]:
    """An event's row of `COLUMNS`; a time that nanoseconds in 64 bits can't hold counts as none."""
    kind, place = _KIND_INDEX.get(event.kind, 0), event.place
    severity = event.severity if 0 <= event.severity <= 24 else 0
    return row, _held(event.t), _held(event.t_end), place.offset, place.length, event.naive, severity, kind


def _held(t: int | None) -> int:
    return NULL_T if t is None or not NULL_T < t < 1 << 63 else t


def write_columns(connection: sqlite3.Connection, key: int, rows: list[tuple[int, ...]]) -> None:
    """Write some of a source's rows, those that waited since the last flush. key: the source's in the database."""
    blob = zipped(np.array(rows, COLUMNS).tobytes())
    connection.execute(
        "INSERT INTO columns SELECT ?, coalesce(max(number), 0) + 1, ?, ? FROM columns WHERE source = ?",
        (key, len(rows), blob, key),
    )


def _unblob(count: int, blob: bytes) -> np.ndarray:
    content = unzipped(blob, count * COLUMNS.itemsize)
    return np.frombuffer(content, COLUMNS, count)


def read_columns(connection: sqlite3.Connection, source: str) -> EventColumns:
    """A source's columns. Raises `ValueError` when they are damaged."""
    found = connection.execute(
        "SELECT count, rows FROM columns WHERE source = (SELECT key FROM source WHERE id = ?) ORDER BY number",
        (source,),
    )
    parts = [_unblob(count, blob) for count, blob in found]
    table = np.concatenate(parts) if parts else np.empty(0, COLUMNS)
    names = ("row", "wall", "wall_end", "naive", "severity", "kind", "offset", "length")
    return EventColumns(*(np.ascontiguousarray(table[name]) for name in names))
