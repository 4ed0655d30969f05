"""The notebook on disk: what persons declared, each change durable before it is acknowledged."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, insert, select, update

from workbench import __version__
from workbench.clock import Clock
from workbench.errors import CaseError, CaseReadOnly
from workbench.model.case import CaseRecord, Problem
from workbench.model.notebook import Notebook
from workbench.store import backups
from workbench.store.connections import ReadableCopy, leave, reading_engine, writing_engine
from workbench.store.faults import database_faults, disk_faults
from workbench.store.files import sync_folder
from workbench.store.journal import Journal, JournalRow
from workbench.store.ladder import climb, read_version, refuse_newer
from workbench.store.lock import CaseLock
from workbench.store.schema import APPLICATION_ID, CASE_DB, CUSTODY, META, VERSION, making
from workbench.store.snapshot import read_notebook, with_touched
from workbench.store.tables import Tables

BACKUPS = "backups"
SOON_S = 1.0
"""Seconds after opening until the notebook is copied aside."""


class Applicable(Protocol):
    """What the store asks of an edit (`casework.edits`)."""

    @property
    def label(self) -> str:
        """What it does, for people."""
        ...

    def perform(self, tables: Tables) -> Any:
        """Apply it; an object with `edit`, `inverse` (both with `encode()`) and `label`."""
        ...


@dataclass(frozen=True, slots=True)
class CustodyRow:
    """Who did what to what was brought in, and when (ns UTC)."""

    seq: int
    at: int
    who: str
    action: str
    what: str
    note: str


@dataclass(frozen=True, slots=True)
class Transaction:
    """What a change is made with; it is durable when the `with` that gave it ends without an error."""

    tables: Tables
    journal: Journal


class NotebookStore:
    """A case's `case.db`. One process writes (it holds the case's lock), through one connection, behind one lock."""

    def __init__(self, folder: Path, clock: Clock, author: str, lock: CaseLock | None) -> None:
        self.folder, self.clock, self.author = folder, clock, author
        self.path = folder / CASE_DB
        self.problems: tuple[Problem, ...] = ()
        self._case_lock = lock
        self._guard = threading.RLock()
        self._copy = None if lock else ReadableCopy(self.path)
        self._engine: Engine = writing_engine(self.path) if lock else reading_engine(self._copy.path)  # type: ignore[union-attr]
        self._writer: Connection | None = self._engine.connect() if lock else None
        self._notebook: Notebook | None = None
        self._backup: threading.Thread | None = None
        self._next_backup = 0
        self._opened = 0
        self._soon: threading.Timer | None = None
        self._copying = threading.Lock()

    @classmethod
    def create(cls, folder: Path, record: CaseRecord, clock: Clock, author: str = "") -> NotebookStore:
        """Make the case folder if needed and an empty notebook in it, open for writing.

        Raises `CaseError` when there is one already or it can't be written.
        """
        with disk_faults("no case can be made here", folder):
            folder.mkdir(parents=True, exist_ok=True)
        lock = CaseLock.take(folder, clock.now())
        try:
            if (folder / CASE_DB).exists():
                raise CaseError("there is a case already", str(folder), "Open it, or choose another name.")
            with database_faults(folder / CASE_DB, "no case can be made here"):
                store = cls(folder, clock, author, lock)
                store._make_tables(record)
            with disk_faults("no case can be made here", folder):
                sync_folder(folder)
                sync_folder(folder.absolute().parent)
        except BaseException:
            lock.release()
            raise
        store._next_backup = clock.now() + backups.EVERY
        store.load()
        return store

    @classmethod
    def open(cls, folder: Path, *, write: bool = True, clock: Clock | None = None, author: str = "") -> NotebookStore:
        """Open the notebook of the case in `folder`, bringing an older one to today's format first (when writing).

        Raises `CaseLocked` when another writes, `CaseReadOnly` where the folder can't be written, `CaseTooNew`, and
        `CaseError` when there is none or it is damaged beyond reading.
        """
        clock = clock or Clock()
        path = folder / CASE_DB
        if not path.is_file():
            raise CaseError("there is no case here", str(folder), "Open the folder that holds `case.db`.")
        refuse_newer(path, read_version(path))
        lock = CaseLock.take(folder, clock.now()) if write else None
        try:
            if lock:
                climb(path, folder / BACKUPS, clock.now())
            with database_faults(path, "the case can't be opened"), disk_faults("the case can't be opened", folder):
                store = cls(folder, clock, author, lock)
            store._refuse_other_versions()
            store.load()
        except BaseException:
            if lock:
                lock.release()
            raise
        if lock and not store.problems:
            store._back_up_soon()
        return store

    def _refuse_other_versions(self) -> None:
        """By SQLite's word: what the file's header says may be older than what lies in the WAL."""
        with self._reading() as connection:
            version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        refuse_newer(self.path, version)
        if version < VERSION:
            raise CaseReadOnly(
                f"its format {version} is an older one", str(self.folder), "Open it for writing once to upgrade it."
            )

    @property
    def read_only(self) -> bool:
        """Whether it was opened for reading."""
        return self._writer is None

    # ------------------------------------------------------------------------------------------------ reading
    @property
    def notebook(self) -> Notebook:
        """The snapshot as of the last change made here; costs nothing."""
        return self._notebook or self.load()

    def load(self) -> Notebook:
        """Read the whole notebook from disk. What is damaged is named in `problems` and left out."""
        self._notebook, self.problems = self._read_again()
        return self._notebook

    def _read_again(self) -> tuple[Notebook, tuple[Problem, ...]]:
        with self._reading() as connection:
            return read_notebook(connection, str(self.path))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with database_faults(self.path, "the case can't be read"):
            if self._writer is not None:
                with self._guard:
                    yield self._writer
            else:
                with self._engine.connect() as connection:
                    yield connection

    def journal(self, limit: int = 1000, before: int | None = None) -> tuple[JournalRow, ...]:
        """The newest rows of the journal, newest first."""
        with self._reading() as connection:
            return Journal(connection).rows(limit, before)

    def steps(self) -> tuple[tuple[JournalRow, ...], tuple[JournalRow, ...]]:
        """The rows of the step that undo would take back, and of the one that redo would bring back."""
        with self._reading() as connection:
            journal = Journal(connection)
            return journal.last_done(), journal.next_undone()

    def custody(self) -> tuple[CustodyRow, ...]:
        """Who did what to what was brought in, oldest first."""
        with self._reading() as connection:
            found = connection.execute(select(CUSTODY).order_by(CUSTODY.c.seq)).mappings()
            return tuple(CustodyRow(**row) for row in found)

    def check(self) -> tuple[str, ...]:
        """What is wrong with the notebook's file, read whole again, in words; empty when nothing is."""
        _notebook, problems = self._read_again()
        said = [one.what for one in problems]
        try:
            with self._reading() as connection:
                answers = connection.exec_driver_sql("PRAGMA quick_check(10)").scalars().all()
                said += [str(answer) for answer in answers if answer != "ok"]
        except CaseError as error:
            said.append(error.what)
        return tuple(said)

    def next_number(self, kind: str) -> int:
        """The number for the next source, evidence or hypothesis; numbers of what was taken out are not used again."""
        with self._reading() as connection:
            return Tables(connection).next_number(kind)

    # ------------------------------------------------------------------------------------------------ writing
    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Change the notebook: all of it and flushed to disk when the `with` ends, or nothing when it raises.

        Raises `CaseReadOnly`, or `CaseError` when the disk is full: nothing is lost then and it may be tried again.
        """
        self._back_up_as_opened()
        with self._guard:
            if self._writer is None:
                raise CaseReadOnly("the case is open for reading only", str(self.folder), "Open it for writing.")
            connection = self._writer
            tables = Tables(connection)
            with database_faults(self.path):
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                try:
                    yield Transaction(tables, Journal(connection))
                    self._count_revision(connection)
                    connection.exec_driver_sql("COMMIT")
                except BaseException:
                    self._roll_back(connection)
                    raise
            self._notebook = with_touched(self.notebook, tables.touched, lambda kind: self._kind(connection, kind))
        self.back_up_when_due()

    def apply(self, edit: Applicable) -> JournalRow:
        """Apply an edit and write its journal row in one transaction; durable when this returns."""
        with self.transaction() as change:
            done = edit.perform(change.tables)
            now = self.clock.now()
            change.journal.drop_undone(now)
            return change.journal.add(
                at=now, who=self.author, label=done.label, edit=done.edit.encode(), inverse=done.inverse.encode()
            )

    def add_custody(self, action: str, what: str, note: str = "") -> None:
        """Write down that something was done to what was brought in (`collected`, `verified`, `exported`)."""
        self.add_custody_of(action, [(what, note)])

    def add_custody_of(self, action: str, things: Sequence[tuple[str, str]]) -> None:
        """The same of several things (what, note) at once."""
        now = self.clock.now()
        rows = [{"at": now, "who": self.author, "action": action, "what": what, "note": note} for what, note in things]
        if rows:
            with self.transaction(), self._reading() as connection:
                connection.execute(insert(CUSTODY), rows)

    def _kind(self, connection: Connection, kind: str) -> dict[str, Any]:
        from workbench.store.tables import read_kind

        return read_kind(connection, kind, str(self.path))[0]

    def _count_revision(self, connection: Connection) -> None:
        connection.execute(
            update(META).where(META.c.key == "revision").values(value=str(self._revision(connection) + 1))
        )

    def _revision(self, connection: Connection) -> int:
        return int(connection.execute(select(META.c.value).where(META.c.key == "revision")).scalar() or 0)

    def _roll_back(self, connection: Connection) -> None:
        """SQLite has rolled back by itself after some faults (a full disk); then there is nothing to do."""
        driver = connection.connection.driver_connection
        if driver is not None and driver.in_transaction:
            connection.exec_driver_sql("ROLLBACK")

    def _make_tables(self, record: CaseRecord) -> None:
        assert self._writer is not None
        connection = self._writer
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        for statement in making():
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
        connection.execute(insert(META), [{"key": "revision", "value": "1"}, {"key": "program", "value": __version__}])
        Tables(connection).put(record)
        connection.exec_driver_sql("COMMIT")
        # so that the file's own header tells its version from the start
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    # ------------------------------------------------------------------------------------------------ backups, end
    @property
    def backups(self) -> Path:
        """Where the rolling copies lie."""
        return self.folder / BACKUPS

    def _back_up_soon(self) -> None:
        """Copy the notebook as it was on opening: a second later, before the first change, or on closing, whichever is
        first. A window that opens a case has something to show before.
        """
        self._opened = self.clock.now()
        self._next_backup = self._opened + backups.EVERY
        self._soon = threading.Timer(SOON_S, self._back_up_as_opened)
        self._soon.daemon = True
        self._soon.start()

    def _back_up_as_opened(self) -> None:
        """Once, unless the last copy holds the same; who wants to change something waits for it."""
        with self._copying:
            opened, self._opened = self._opened, 0
            if not opened:
                return
            found = backups.backups_in(self.backups)
            try:
                with self._reading() as connection:
                    revision = self._revision(connection)
            except CaseError as error:
                self.problems = (*self.problems, Problem(error.what, error.where))
                return
            if not found or found[-1].revision != revision:
                self._back_up(opened)

    def back_up_when_due(self) -> None:
        """Copy the notebook aside, in a thread of its own, when an hour has passed since the last copy."""
        now = self.clock.now()
        if self.read_only or now < self._next_backup or (self._backup and self._backup.is_alive()):
            return
        self._next_backup = now + backups.EVERY
        self._backup = threading.Thread(target=self._back_up, args=(now,), name="backup")
        self._backup.start()

    def _back_up(self, now: int) -> None:
        """A copy that can't be made must not keep anybody from working: it is named in `problems`."""
        try:
            backups.back_up(self.path, self.backups, now)
        except CaseError as error:
            self.problems = (*self.problems, Problem(error.what, error.where))

    def close(self) -> None:
        """Let go of the case; the last one out leaves one plain file. May be called twice."""
        self._back_up_as_opened()
        if self._soon is not None:
            self._soon.cancel()
            self._soon.join()
            self._soon = None
        with self._guard:
            if self._backup is not None:
                self._backup.join()
                self._backup = None
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            self._engine.dispose()
            if self._case_lock is not None:
                leave(self.path)
                self._case_lock.release()
                self._case_lock = None
            if self._copy is not None:
                self._copy.close()
