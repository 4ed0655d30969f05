"""One writer a case: a lock of the operating system, which goes away with its process, and a text that says who."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path
from typing import BinaryIO

from workbench.errors import CaseError, CaseLocked
from workbench.model.display import visible
from workbench.model.instants import iso
from workbench.store.faults import disk_fault

LOCK = "LOCK"
# Windows locks bytes against reading too, so the byte locked lies far beyond the text that others read.
FAR_BYTE = 1 << 30


class CaseLock:
    """The right to write a case, held from `take` to `release`; a killed holder's lock is gone at once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file: BinaryIO | None = file

    @classmethod
    def take(cls, folder: Path, now: int) -> CaseLock:
        """Take the lock of the case in `folder`. now: ns UTC, for the text.

        Raises `CaseLocked` that names the holder, `CaseReadOnly` where the folder can't be written.
        """
        path = folder / LOCK
        try:
            file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b", 0)
        except OSError as error:
            raise disk_fault(error, "the case can't be opened for writing", folder) from error
        try:
            _lock(file)
        except OSError as error:
            file.close()
            if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                raise CaseError(
                    f"the case can't be locked here: {error.strerror}", str(folder), "Work on a local copy of the case."
                ) from error
            raise CaseLocked(
                f"the case is open for writing elsewhere ({holder(folder)})",
                str(folder),
                "It opens read-only here; close it there to write.",
            ) from None
        try:
            file.truncate(0)
            file.write(f"pid {os.getpid()}\nhost {socket.gethostname()}\nsince {iso(now, 0)}\n".encode())
        except OSError as error:
            file.close()
            raise disk_fault(error, "the case can't be opened for writing", folder) from error
        return cls(file)

    def release(self) -> None:
        """Let others write; may be called twice."""
        if self._file is not None:
            self._file.close()
            self._file = None


def holder(folder: Path) -> str:
    """Who holds the lock, by its text: `process 4711 on host-a since …`; `unknown` where the text says nothing."""
    try:
        lines = (folder / LOCK).read_text("utf-8", "replace")[:1000].splitlines()
    except OSError:
        return "unknown"
    said = dict(line.split(" ", 1) for line in lines if " " in line)
    if "pid" not in said:
        return "unknown"
    return visible(f"process {said['pid']} on {said.get('host', 'unknown')} since {said.get('since', 'unknown')}")


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(FAR_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
