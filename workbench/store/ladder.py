"""The ladder of schema versions: a case of an older program climbs it, one of a newer program is left untouched."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from workbench.errors import CaseError, CaseTooNew
from workbench.store import steps
from workbench.store.backups import back_up
from workbench.store.faults import database_faults, disk_faults
from workbench.store.schema import APPLICATION_ID, VERSION

# step n brings a notebook of version n to n + 1; it runs in a transaction and must not commit.
Step = Callable[[sqlite3.Connection], None]
STEPS: Mapping[int, Step] = {
    1: steps.add_searches,
    2: steps.add_log_series,
    3: steps.add_template_rules,
    4: steps.add_maps,
}


def read_version(path: Path) -> int:
    """The schema version in the file's header, without opening it as a database (SQLite file format, 1.3).

    Raises `CaseError` when the file is no notebook.
    """
    with disk_faults("the case can't be opened", path), path.open("rb") as file:
        head = file.read(100)
    if not head.startswith(b"SQLite format 3\0") or len(head) < 100:
        raise CaseError(
            "it isn't a case's notebook or its start is damaged",
            str(path),
            "The last good copies are in the folder `backups`.",
        )
    if int.from_bytes(head[68:72], "big") not in (APPLICATION_ID, 0):
        raise CaseError("it is another program's database", str(path), "Open the folder of a case.")
    return int.from_bytes(head[60:64], "big")


def refuse_newer(path: Path, version: int, wanted: int = VERSION) -> None:
    """Raise `CaseTooNew` for a notebook of a later version than this program knows."""
    if version > wanted:
        raise CaseTooNew(
            f"a newer program wrote this case: it has format {version}, this program knows up to {wanted}",
            str(path),
            f"Open it with a version of the program that knows format {version}; nothing was touched.",
        )


def climb(
    path: Path, backups: Path, now: int, *, steps: Mapping[int, Step] = STEPS, wanted: int = VERSION
) -> tuple[Path, ...]:
    """Bring the notebook at `path` to version `wanted`, each step behind a verified backup; the backups made.

    A step that fails leaves the notebook as it was before that step. Raises `CaseTooNew`, `CaseError`.
    """
    refuse_newer(path, read_version(path), wanted)
    made: list[Path] = []
    with database_faults(path, "the case can't be brought to today's format"):
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            version: int = connection.execute("PRAGMA user_version").fetchone()[0]
            refuse_newer(path, version, wanted)
            while version < wanted:
                if version not in steps:
                    raise CaseError(f"nothing is known of its format {version}", str(path), "Restore a backup.")
                made.append(back_up(path, backups, now, f"format-{version}"))
                _take(connection, steps[version], version)
                version += 1
        finally:
            connection.close()
    return tuple(made)


def _take(connection: sqlite3.Connection, step: Step, version: int) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        step(connection)
        connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
