"""How a notebook's file is opened: the one writing connection, read-only ones, and a closed case on read-only media."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import NullPool, StaticPool

BUSY_SECONDS = 5


def writing_engine(path: Path) -> Engine:
    """The engine of the one connection that writes: WAL, flushed at every commit, foreign keys held.

    Transactions are begun and ended by whoever holds it (`BEGIN IMMEDIATE` … `COMMIT`), not by the driver.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False),
        poolclass=StaticPool,
        isolation_level="AUTOCOMMIT",
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        _guard(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    return engine


def reading_engine(path: Path) -> Engine:
    """An engine whose connections can't write; each is opened for its reading and closed behind it."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(
            address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        ),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        _guard(connection)
        connection.execute("PRAGMA query_only = ON")

    return engine


def _guard(connection: sqlite3.Connection) -> None:
    """A case may come from a stranger: its schema may not call functions, and a broken cell is noticed."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")


def wal_of(path: Path) -> Path:
    """Where SQLite keeps what isn't in the file yet."""
    return path.with_name(path.name + "-wal")


def can_write(folder: Path) -> bool:
    """Whether this process may make files in a folder."""
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    return not (hasattr(os, "statvfs") and os.statvfs(folder).f_flag & os.ST_RDONLY)


def _in_wal_mode(path: Path) -> bool:
    """Whether the file says that there is a WAL (SQLite file format 1.3.3): then reading it wants to write beside it."""
    with path.open("rb") as file:
        return file.read(20)[18:20] == b"\x02\x02"


class ReadableCopy:
    """Where a notebook can be read: itself, or, on read-only media and not closed properly, a recovered copy.

    `immutable=1` would open it in place but hide those edits, which were acknowledged.
    """

    def __init__(self, path: Path) -> None:
        self._aside: tempfile.TemporaryDirectory[str] | None = None
        self.path = path
        wal = wal_of(path)
        left = wal.exists() and wal.stat().st_size > 0
        if (left or _in_wal_mode(path)) and not can_write(path.parent):
            self._aside = tempfile.TemporaryDirectory(prefix="workbench-", ignore_cleanup_errors=True)
            self.path = Path(self._aside.name) / path.name
            shutil.copyfile(path, self.path)
            if left:
                shutil.copyfile(wal, wal_of(self.path))

    @property
    def aside(self) -> bool:
        """Whether it is a copy."""
        return self._aside is not None

    def close(self) -> None:
        """Remove the copy, if it is one."""
        if self._aside is not None:
            self._aside.cleanup()
            self._aside = None


def leave(path: Path) -> None:
    """The last one out: bring the WAL into the file and leave WAL mode, so that it opens from read-only media.

    Where somebody still reads, the file stays in WAL mode with an empty WAL, which the next one out mends.
    """
    connection = sqlite3.connect(path, timeout=0.2, isolation_level=None)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError:
        return
    finally:
        connection.close()
