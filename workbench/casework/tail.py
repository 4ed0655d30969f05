"""A file that somebody else writes, copied as it arrives into a spool of ours that is only ever appended to.

What was copied stays, whatever becomes of the file: renamed, truncated, deleted, begun anew.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import msgspec

from workbench.engine.sharing import identity, opened_shared
from workbench.errors import SourceError
from workbench.jobs import JobContext
from workbench.model.instants import Instant
from workbench.store.files import write_whole

BLOCK = 1 << 20
# So many bytes before the place reached tell whether a file still is what was copied of it.
CHECKED = 256
# A file that begins and goes on as the one before, so far, is that one written anew; a shorter one may begin alike.
SAME_FROM = 1024
SEARCHED = 10_000
# Whoever writes as fast as we copy is not waited for.
ROUNDS = 16
WAITING = 8
MARKS = 100


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to the file. t: when, ns UTC · at: bytes of the spool before it · what: in words."""

    t: Instant
    at: int
    what: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where copying stands, as it is written down beside the spool.

    device, number: the file whatever it is called · position: bytes of it that were copied when the spool had `size` ·
    marks: what happened lately, `left_out` more before.
    """

    path: str
    device: int = 0
    number: int = 0
    position: int = 0
    size: int = 0
    marks: tuple[Mark, ...] = ()
    left_out: int = 0


class Tail:
    """Copies one file into `spool`, going on where it stood. Not thread-safe: whoever polls holds a lock.

    Raises `SourceError` when the file isn't there or can't be read at the beginning.
    """

    def __init__(self, path: Path, spool: Path, place: Place | None, now: Callable[[], Instant]) -> None:
        self.path, self.spool, self._now = path, spool, now
        self.marks: tuple[Mark, ...] = place.marks if place else ()
        self.left_out = place.left_out if place else 0
        self.pending = self._gone = False
        self._waiting: list[FileIO] = []
        spool.parent.mkdir(parents=True, exist_ok=True)
        self._out = spool.open("a+b", buffering=0)
        self.size = os.fstat(self._out.fileno()).st_size
        self._digest = hashlib.sha256()
        self._hashed = 0
        try:
            self._file, self._position = self._begin(place)
        except OSError as error:
            self._out.close()
            raise SourceError(f"the file can't be read ({error.strerror})", str(path)) from error
        self._write_down()

    def _begin(self, place: Place | None) -> tuple[FileIO, int]:
        """The file that was copied from last, wherever it is now, and how much of it is in the spool."""
        file = opened_shared(self.path)
        if place is None or not self.size:
            return file, 0
        position = place.position + self.size - place.size
        if identity(file.fileno()) == (place.device, place.number) or self._same(file, position):
            if self._continues(file, position):
                return file, position
            self._mark("it was truncated or begun anew while it was not followed")
            return file, 0
        old = self._renamed(place, position)
        if old is not None:
            file.close()
            return old, position
        self._mark("it was replaced by another file while it was not followed; lines between the two may be missing")
        return file, 0

    def _renamed(self, place: Place, position: int) -> FileIO | None:
        """The file that was followed, under another name in the same folder."""
        with suppress(OSError), os.scandir(self.path.parent) as entries:
            for count, entry in enumerate(entries):
                if count >= SEARCHED:
                    return None
                if entry.inode() == place.number and entry.is_file():
                    file = opened_shared(entry.path)
                    if identity(file.fileno()) == (place.device, place.number) and self._continues(file, position):
                        return file
                    file.close()
        return None

    # ------------------------------------------------------------------------------------------------ copying
    def copy(self, context: JobContext, most: int | None = None) -> int:
        """Copy what arrived, at most so many bytes (`pending`: there is more); how many bytes the spool has now.

        Raises `SourceError` on a full disk, `Cancelled`.
        """
        end = self.size + most if most is not None else 1 << 62
        try:
            for _ in range(ROUNDS):
                if not (self._copy_rest(end, context) or self._follow_name()):
                    break
            self.pending = self.size >= end
        except OSError as error:
            raise SourceError(f"what arrives can't be copied ({error.strerror})", str(self.path)) from error
        return self.size

    def _copy_rest(self, end: int, context: JobContext) -> bool:
        """What the file in hand has gained, or all of it anew when it lost some; whether that was anything.

        The spool is not made larger than `end`, and then counts as still gaining.
        """
        known = os.fstat(self._file.fileno()).st_size
        if not self._continues(self._file, self._position, known):
            self._mark("it was truncated; what came before stays here")
            self._position = 0
            self._write_down()
        gained = 0
        self._file.seek(self._position)
        while self._position < known and self.size < end:
            block = self._file.read(min(BLOCK, known - self._position, end - self.size))
            if not block:
                break
            self._append(block)
            self._position += len(block)
            gained += len(block)
            context.step(-1.0, f"following {self.path.name}")
        return gained > 0 or self.size >= end

    def _follow_name(self) -> bool:
        """Go on to the next file of that name, once it holds something; whether it did."""
        self._look_up()
        if not self._waiting or not (len(self._waiting) > 1 or os.fstat(self._waiting[0].fileno()).st_size):
            return False  # whoever writes may not have noticed the new one yet, and go on in the old one
        fresh = self._waiting.pop(0)
        same = self._same(fresh, self._position)
        self._file.close()
        self._file = fresh
        if not same:
            self._mark("it was rotated: a new file of that name begins here")
            self._position = 0
        self._write_down()
        return True

    def _look_up(self) -> None:
        """Open what has the name now, so that it is not lost should it be renamed before it is its turn."""
        newest = self._waiting[-1] if self._waiting else self._file
        try:
            if identity(self.path) != identity(newest.fileno()) and len(self._waiting) < WAITING:
                self._waiting.append(opened_shared(self.path))
            self._gone = False
        except OSError:
            if not self._gone:
                self._gone = True
                self._mark("it was deleted or renamed; it is waited for")

    def _continues(self, file: FileIO, position: int, size: int | None = None) -> bool:
        """Whether the file still has, before `position`, what the spool has at its end."""
        size = os.fstat(file.fileno()).st_size if size is None else size
        count = min(CHECKED, position, self.size)
        return size >= position and self._read(file, position - count, count) == self._tail(count)

    def _tail(self, count: int) -> bytes:
        """The last bytes of the spool that came from the file (a line end put in by us is only ever before them)."""
        return self._read(self._out, self.size - count, count)

    def _same(self, file: FileIO, position: int) -> bool:
        """Whether another file is the one in hand written anew: by an editor, or by a share that numbers them anew."""
        began = self.size - position
        if position < SAME_FROM or began < 0 or not self._continues(file, position):
            return False
        return self._read(file, 0, SAME_FROM) == self._read(self._out, began, SAME_FROM)

    @staticmethod
    def _read(file: FileIO, offset: int, count: int) -> bytes:
        file.seek(offset)
        return file.read(count) or b"" if count else b""

    def _append(self, block: bytes) -> None:
        rest = memoryview(block)
        while rest:
            rest = rest[self._out.write(rest) :]
        if self._hashed == self.size:
            self._digest.update(block)
            self._hashed += len(block)
        self.size += len(block)

    def _mark(self, what: str) -> None:
        """Something happened here; a line that was not finished then never will be."""
        if self.size and self._tail(1) != b"\n":
            self._append(b"\n")
            what += " (the last line had no end, one was put in)"
        marks = (*self.marks, Mark(self._now(), self.size, what))
        self.left_out += max(len(marks) - MARKS, 0)
        self.marks = marks[-MARKS:]

    def _write_down(self) -> None:
        device, number = identity(self._file.fileno())
        place = Place(str(self.path), device, number, self._position, self.size, self.marks, self.left_out)
        write_place(self.spool, place)

    # ------------------------------------------------------------------------------------------------ ending
    def settle(self) -> None:
        """Have the disk hold it."""
        os.fsync(self._out.fileno())

    def digest(self, context: JobContext) -> str:
        """SHA-256 (hex) of the spool. Kept as it grows; one that was not empty at the beginning is read once more."""
        while self._hashed < self.size:
            block = self._read(self._out, self._hashed, min(BLOCK, self.size - self._hashed))
            self._digest.update(block)
            self._hashed += len(block)
            context.step(self._hashed / self.size, f"sealing {self.path.name}")
        return self._digest.hexdigest()

    def close(self) -> None:
        """End copying; where it stood is written down."""
        with suppress(OSError):
            self._write_down()
        for file in (self._file, *self._waiting, self._out):
            file.close()


def place_path(spool: Path) -> Path:
    """Where it is written down how far the copying into a spool is."""
    return spool.with_suffix(".json")


def write_place(spool: Path, place: Place) -> None:
    """Write it down. Raises `OSError`."""
    write_whole(place_path(spool), msgspec.json.encode(place))


def read_place(spool: Path) -> Place | None:
    """What was written down last; None when nothing was, or it is damaged."""
    try:
        return msgspec.json.decode(place_path(spool).read_bytes(), type=Place)
    except (OSError, msgspec.MsgspecError):
        return None
