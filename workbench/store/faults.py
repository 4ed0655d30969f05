"""Faults of disks and databases as sentences: what happened, to which file, and what to do about it."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from workbench.errors import CaseError, CaseLocked, CaseReadOnly

FULL = "Free some space and try again: what was saved before is safe."
_NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


def disk_fault(error: OSError, doing: str, where: Path | str) -> CaseError:
    """The sentence for an `OSError`. doing: what could not be done (`the file can't be kept`)."""
    if error.errno in _NO_ROOM:
        return CaseError(f"{doing}: the disk is full or a size limit was reached", str(where), FULL)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return CaseReadOnly(
            f"{doing}: the folder can't be written", str(where), "Copy the case to a place you may write."
        )
    return CaseError(f"{doing}: {error.strerror or error}", str(where), "Check the disk, then try again.")


@contextmanager
def disk_faults(doing: str, where: Path | str) -> Iterator[None]:
    """Every `OSError` inside becomes a `CaseError`."""
    try:
        yield
    except OSError as error:
        raise disk_fault(error, doing, where) from error


def database_fault(error: DBAPIError | sqlite3.Error, path: Path, doing: str = "it can't be saved") -> CaseError:
    """The sentence for what SQLite said."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    name = str(getattr(origin, "sqlite_errorname", ""))
    if name == "SQLITE_FULL" or name.startswith("SQLITE_IOERR"):
        return CaseError(f"{doing}: the disk is full or refuses to write", str(path), FULL)
    if name.startswith("SQLITE_READONLY") or name == "SQLITE_CANTOPEN":
        return CaseReadOnly(
            f"{doing}: the folder can't be written", str(path), "Copy the case to a place you may write."
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return CaseLocked(f"{doing}: another program holds the file", str(path), "Close it there and try again.")
    if name.startswith("SQLITE_CORRUPT") or name == "SQLITE_NOTADB":
        return CaseError(
            f"{doing}: the file is damaged ({origin})", str(path), "The last good copies are in the folder `backups`."
        )
    return CaseError(f"{doing}: {origin}", str(path))


@contextmanager
def database_faults(path: Path, doing: str = "it can't be saved") -> Iterator[None]:
    """Every database error inside becomes a `CaseError`."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise database_fault(error, path, doing) from error
