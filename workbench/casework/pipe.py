"""What comes by a pipe, written into a spool of ours by a thread of its own; nothing but a block of it is in memory.

Who writes to the pipe waits when the disk is full, or when nobody has looked for so long that `AHEAD` bytes came.
"""

from __future__ import annotations

import errno
import hashlib
import os
import selectors
import shutil
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import IO

from workbench.casework.segments import Ledger, ledger_path
from workbench.casework.tail import Mark
from workbench.errors import SourceError
from workbench.jobs import JobContext
from workbench.model.instants import Instant

BLOCK = 1 << 16
AHEAD = 64 << 20
# Left free on the disk, so that the notebook can still be saved; looked at every so many bytes.
SPARE, LOOKED = 64 << 20, 8 << 20
WAIT = 0.2


class Pipe:
    """Has the face of `Tail` towards who follows: `copy`, `size`, `marks`, `settle`, `digest`, `close`.

    file: read to its end, and closed. It begins to write when it is told the spool (`into`); until then a block may
    wait in hand.
    """

    def __init__(self, file: IO[bytes], now: Callable[[], Instant]) -> None:
        self.path = self.spool = Path()
        self.marks: tuple[Mark, ...] = ()
        self.left_out, self.size, self.pending = 0, 0, False
        self._file, self._now = file, now
        self._out: FileIO | None = None
        self._ledger: Ledger | None = None
        self._digest = hashlib.sha256()
        self._change = threading.Condition()
        self._waiting = self._begun = self._left = self._over = False
        self._fault: OSError | None = None
        self._allowed, self._looked = AHEAD, -LOOKED
        self._thread = threading.Thread(target=self._run, name="pipe", daemon=True)
        self._thread.start()

    # ------------------------------------------------------------------------------------------------ who follows
    def into(self, spool: Path, name: str) -> None:
        """Write it there from now on; the spool is begun empty. name: what it is called in errors."""
        spool.parent.mkdir(exist_ok=True)
        ledger_path(spool).unlink(missing_ok=True)
        with self._change:
            self.path, self.spool = Path(name), spool
            self._out = spool.open("w+b", buffering=0)
            self._ledger = Ledger(spool, self._out, self._now)
            self._begun = True
            self._change.notify_all()

    @property
    def waiting(self) -> bool:
        """Whether something came and there is no spool for it yet."""
        return self._waiting and not self._begun

    @property
    def begun(self) -> bool:
        """Whether it was told a spool."""
        return self._begun

    @property
    def ended(self) -> bool:
        """Whether nothing will come any more, and all that came is in the spool."""
        return self._over

    def copy(self, _context: JobContext, _most: int | None = None) -> int:
        """How many bytes the spool has by now; who writes may go on from there. Raises `SourceError` on a full disk."""
        with self._change:
            size, fault, self._fault = self.size, self._fault, None
            self._allowed = size + AHEAD
            self._change.notify_all()
        if fault is not None:
            raise SourceError(f"what arrives can't be written ({fault.strerror}); it waits", str(self.path)) from fault
        return size

    def settle(self) -> None:
        """Have the disk hold it."""
        with self._change:
            if self._out is not None:
                os.fsync(self._out.fileno())

    def digest(self, _context: JobContext) -> str:
        """SHA-256 (hex) of the spool, kept as it grew."""
        return self._digest.hexdigest()

    def wait(self, seconds: float) -> None:
        """Wait, no longer than this, until nothing more comes, or something waits for a spool."""
        with self._change:
            self._change.wait_for(lambda: self._over or self._left or self.waiting, seconds)

    def close(self) -> None:
        """Take no more of it, whoever may still write to it; the spool stays."""
        with self._change:
            self._left = True
            self._change.notify_all()
        if sys.platform != "win32":
            self._thread.join(10 * WAIT)  # on Windows it may wait for a pipe that somebody else holds open
        with self._change:
            if self._ledger is not None and self._out is not None:
                with suppress(OSError):
                    self._ledger.seal()
                    os.fsync(self._out.fileno())
                self._ledger.close()
                self._out.close()
            self._ledger = self._out = None

    # ------------------------------------------------------------------------------------------------ the thread
    def _run(self) -> None:
        read = self._reading()
        while (block := read()) is not None and self._written(block):
            pass
        with self._change:
            self._over = not self._left
            self._change.notify_all()
        with suppress(OSError):
            self._file.close()

    def _reading(self) -> Callable[[], bytes | None]:
        """A way to ask for the next block: empty when nothing came for a while, None at the end."""
        number = self._file.fileno()
        if sys.platform == "win32":
            return lambda: self._block(number)
        selector = selectors.DefaultSelector()
        try:
            selector.register(number, selectors.EVENT_READ)
        except OSError:  # a file, which never is to be waited for
            return lambda: self._block(number)
        return lambda: self._block(number) if selector.select(WAIT) else b""

    def _block(self, number: int) -> bytes | None:
        try:
            return os.read(number, BLOCK) or None
        except OSError:
            return None

    def _written(self, block: bytes) -> bool:
        """Write a block when it may be written; whether to go on."""
        with self._change:
            if block and not self._waiting:
                self._waiting = True
                self._change.notify_all()
            while not self._left and block and (self._out is None or self.size >= self._allowed):
                self._change.wait()
            while not self._left:
                try:
                    self._append(block)
                    return True
                except OSError as error:
                    self._fault = error
                    self._change.wait(1.0)
            return False

    def _append(self, block: bytes) -> None:
        """Write a block to the spool, wholly, or raise `OSError`; then it is written once more over what is there."""
        if self._out is None or self._ledger is None:
            return
        if block:
            self._refuse_without_room()
            self._out.seek(self.size)
            rest = memoryview(block)
            while rest:
                rest = rest[self._out.write(rest) :]
            self.size += len(block)
            self._digest.update(block)
        with suppress(OSError):  # what can't be vouched for now is with the next segment; the next write says why
            self._ledger.add(block)
            self._ledger.seal_when_due()

    def _refuse_without_room(self) -> None:
        if self.size - self._looked >= LOOKED:
            if shutil.disk_usage(self.spool.parent).free < SPARE:
                raise OSError(errno.ENOSPC, "the disk is nearly full")
            self._looked = self.size
