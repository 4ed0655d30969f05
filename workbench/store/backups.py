"""Rolling copies of the notebook, each verified: on opening when it changed since, hourly, and before an upgrade."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import CaseError
from workbench.model.instants import HOUR, iso
from workbench.store.faults import database_faults, disk_faults
from workbench.store.files import sync_file, sync_folder

KEPT = 10
EVERY = HOUR
_UNFINISHED = "unfinished-"
_NAME = re.compile(r"^case-(\d{19})-r(\d+)(?:-[a-z0-9-]+)?\.db$")


@dataclass(frozen=True, slots=True)
class Backup:
    """One verified copy. at: ns UTC · revision: of the notebook it holds."""

    path: Path
    at: int
    revision: int


def backups_in(folder: Path) -> tuple[Backup, ...]:
    """The copies in a folder, oldest first."""
    if not folder.is_dir():
        return ()
    found = ((path, _NAME.match(path.name)) for path in folder.iterdir())
    return tuple(
        sorted((Backup(path, int(name[1]), int(name[2])) for path, name in found if name), key=lambda one: one.at)
    )


def back_up(path: Path, folder: Path, now: int, why: str = "") -> Path:
    """Copy the notebook with SQLite's backup API, verify the copy, and drop all but the newest `KEPT`.

    Raises `CaseError` when it can't be written or the copy is not good; then nothing is left behind.
    """
    with disk_faults("no backup could be made", folder):
        folder.mkdir(exist_ok=True)
        for left in folder.glob(f"{_UNFINISHED}*"):
            left.unlink(missing_ok=True)
    unfinished = folder / f"{_UNFINISHED}{now}.db"
    try:
        with database_faults(path, "no backup could be made"), closing(_reader(path)) as source:
            # one read transaction over copying and counting: both see the same notebook though it is written meanwhile
            source.execute("BEGIN")
            with closing(sqlite3.connect(unfinished)) as target:
                source.backup(target)
                target.execute("PRAGMA journal_mode = DELETE")
            revision = _verify(source, unfinished)
        with disk_faults("no backup could be made", folder):
            sync_file(unfinished)
            final = folder / f"case-{now:019d}-r{revision}{'-' + why if why else ''}.db"
            unfinished.replace(final)
            sync_folder(folder)
            _drop_old(folder)
    finally:
        unfinished.unlink(missing_ok=True)
    return final


def _drop_old(folder: Path) -> None:
    for old in backups_in(folder)[:-KEPT]:
        old.path.unlink(missing_ok=True)


def _reader(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10, isolation_level=None)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _verify(source: sqlite3.Connection, copy: Path) -> int:
    """Raise `CaseError` unless the copy is sound and has as many rows in every table; its revision."""
    with closing(_reader(copy)) as connection:
        answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if answer != "ok":
            raise CaseError(
                f"the backup is not good ({answer})", str(copy), "Check the disk; the case itself was not touched."
            )
        if _counts(connection) != _counts(source):
            raise CaseError("the backup has other rows than the case", str(copy), "Check the disk, then try again.")
        return _revision(connection)


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    quoted = {name: '"' + name.replace('"', '""') + '"' for name in names}
    return {name: connection.execute(f"SELECT count(*) FROM {quoted[name]}").fetchone()[0] for name in names}


def _revision(connection: sqlite3.Connection) -> int:
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchone():
        return 0
    row = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
    return int(row[0]) if row else 0


def last_backup_text(folder: Path) -> str:
    """When the last good copy was made, for people; empty when there is none."""
    found = backups_in(folder)
    return iso(found[-1].at, 0) or "" if found else ""
