"""What arrives by a pipe is sealed segment by segment: whole lines, flushed to disk, their digest written down beside.

After a kill the ledger says which part of what was copied is what had arrived; the rest behind it was never vouched for.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import msgspec

from workbench.model.instants import Instant

# A segment is ended behind the last line of so many bytes, or of so many seconds.
BYTES, SECONDS = 8 << 20, 30.0
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Segment:
    """The bytes [start, end) of a spool, their SHA-256 (hex), and when they were sealed."""

    start: int
    end: int
    sha256: str
    t: Instant


def ledger_path(spool: Path) -> Path:
    """Where the segments of a spool are written down, one a line."""
    return spool.with_suffix(".segments")


class Ledger:
    """Hashes a spool as it is written and writes its segments down. Used by one thread."""

    def __init__(self, spool: Path, out: FileIO, now: Callable[[], Instant]) -> None:
        self._spool, self._out, self._now = spool, out, now
        self._file = ledger_path(spool).open("ab", buffering=0)
        self._start = self._end = 0
        self._digest, self._rest = hashlib.sha256(), b""
        self._since = time.monotonic()

    def add(self, block: bytes) -> None:
        """So many more bytes are in the spool."""
        lines = block.rfind(b"\n") + 1
        if lines or len(self._rest) > BYTES:
            whole = self._rest + block[: lines or len(block)]
            self._digest.update(whole)
            self._end += len(whole)
            self._rest = block[lines:] if lines else b""
        else:
            self._rest += block
        if self._end - self._start >= BYTES:
            self.seal()

    def seal_when_due(self) -> None:
        """End a segment that was begun a while ago."""
        if self._end > self._start and time.monotonic() - self._since >= SECONDS:
            self.seal()

    def seal(self) -> None:
        """End the segment here. Raises `OSError`."""
        if self._end > self._start:
            os.fsync(self._out.fileno())
            segment = Segment(self._start, self._end, self._digest.hexdigest(), self._now())
            self._file.write(msgspec.json.encode(segment) + b"\n")
            os.fsync(self._file.fileno())
        self._start, self._digest, self._since = self._end, hashlib.sha256(), time.monotonic()

    def close(self) -> None:
        """Nothing more comes."""
        self._file.close()


def read_ledger(spool: Path) -> tuple[Segment, ...]:
    """What was written down; a last line that was cut off is left out, as is all behind a damaged one."""
    found: list[Segment] = []
    try:
        for line in ledger_path(spool).read_bytes().splitlines():
            found.append(msgspec.json.decode(line, type=Segment))
    except (OSError, msgspec.MsgspecError):
        pass
    return tuple(found)


def vouched(spool: Path) -> tuple[int, bool]:
    """Up to which byte a spool is what was sealed, and whether all that was sealed still is what it was."""
    end = 0
    with spool.open("rb") as file:
        for segment in read_ledger(spool):
            digest, left = hashlib.sha256(), segment.end - segment.start
            file.seek(segment.start)
            while left > 0 and (block := file.read(min(BLOCK, left))):
                digest.update(block)
                left -= len(block)
            if segment.start != end or left or digest.hexdigest() != segment.sha256:
                return end, False
            end = segment.end
    return end, True
