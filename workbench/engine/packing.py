"""Text written as the caches that `packed` reads, in bounded memory; `filetext` makes it of packed or encoded files."""

from __future__ import annotations

import errno
import shutil
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np
import zstandard

from workbench.engine.filetext import FileText, Limits
from workbench.engine.packed import DAMAGED, FOOTER, FRAME, MAGIC, VERSION, Header
from workbench.jobs import JobContext

LEVEL, THREADS, AHEAD = 1, 2, 8
SPARE = 256 << 20


def write_packed(
    source: Path, target: Path, packing: str, encoding: str, context: JobContext, limits: Limits | None = None
) -> Header:
    """Unpack and decode `source` into the cache file `target`, in bounded memory; what of it could not be had is told.

    packing: of `unpacking.packing_of`, empty for none · encoding: of `encodings`. Raises `SourceError` when the source
    can't be read, `Cancelled`, and `OSError` when there is no room.
    """
    text = FileText(source, packing, encoding, limits)

    def header(size: int) -> Header:
        return Header(VERSION, size, source.stat().st_size, packing, encoding, tuple(text.problems), text.whole)

    return write_text(text.pieces(context), target, header)


def write_text(pieces: Iterator[bytes], target: Path, header_of: Callable[[int], Header]) -> Header:
    """Write a text into the cache file `target`, whole or not at all. header_of: asked once its size is known.

    Raises what `pieces` raises, and `OSError` when there is no room.
    """
    scratch = target.with_name(f"{target.name}.making")
    try:
        with scratch.open("wb", buffering=0) as out:
            writer = _Writer(out, scratch.parent)
            writer.take(pieces)
            header = header_of(writer.size)
            writer.end(header)
        scratch.replace(target)
        target.with_name(target.name + DAMAGED).unlink(missing_ok=True)
    finally:
        scratch.unlink(missing_ok=True)
    return header


class _Writer:
    """Pieces of any size as frames of one size, packed on two threads and written in order."""

    def __init__(self, out: BinaryIO, folder: Path) -> None:
        self._out, self._folder = out, folder
        self.size = 0
        self._starts = [0]
        self._waiting: deque[Future[bytes]] = deque()
        self._local = threading.local()

    def take(self, pieces: Iterator[bytes]) -> None:
        """Write all."""
        held = bytearray()
        with ThreadPoolExecutor(THREADS, thread_name_prefix="pack") as pool:
            for piece in pieces:
                held += piece
                while len(held) >= FRAME:
                    self._submit(pool, bytes(held[:FRAME]))
                    del held[:FRAME]
            if held:
                self._submit(pool, bytes(held))
            while self._waiting:
                self._write(self._waiting.popleft().result())

    def _submit(self, pool: ThreadPoolExecutor, frame: bytes) -> None:
        self.size += len(frame)
        self._waiting.append(pool.submit(self._packed, frame))
        if len(self._waiting) > AHEAD:
            self._write(self._waiting.popleft().result())

    def _packed(self, frame: bytes) -> bytes:
        if not hasattr(self._local, "compressor"):
            self._local.compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        return self._local.compressor.compress(frame)

    def _write(self, frame: bytes) -> None:
        if len(self._starts) % 64 == 0 and shutil.disk_usage(self._folder).free < SPARE:
            raise OSError(errno.ENOSPC, "No space left on device", str(self._folder))
        _write_all(self._out, frame)
        self._starts.append(self._starts[-1] + len(frame))

    def end(self, header: Header) -> None:
        """Table, header and footer."""
        table, told = np.array(self._starts, dtype="<u8").tobytes(), msgspec.json.encode(header)
        at = self._starts[-1]
        _write_all(self._out, table + told + FOOTER.pack(MAGIC, at, at + len(table), at + len(table) + len(told)))


def _write_all(out: BinaryIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[out.write(rest) :]
