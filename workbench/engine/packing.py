"""Packed or otherwise encoded files written as the text caches that `packed` reads: in bounded memory, bombs bounded."""

from __future__ import annotations

import errno
import shutil
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np
import zstandard

from workbench.engine.encodings import PLAIN, transcoded, transcoder_of
from workbench.engine.packed import DAMAGED, FOOTER, FRAME, MAGIC, VERSION, Header
from workbench.engine.unpacking import PIECE, unpacked
from workbench.errors import SourceError
from workbench.jobs import JobContext
from workbench.model.case import Problem

LEVEL, THREADS, AHEAD = 1, 2, 8
# Ratios are judged from here on: a short file of one repeated line packs as well as a bomb does.
RATIO_FROM = 1 << 30
SPARE = 256 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a packed file may become. size: bytes of text · ratio: times its own size, once it is over 1 GiB."""

    size: int = 1 << 40
    ratio: int = 1000


def write_packed(
    source: Path, target: Path, packing: str, encoding: str, context: JobContext, limits: Limits | None = None
) -> Header:
    """Unpack and decode `source` into the cache file `target`, in bounded memory; what of it could not be had is told.

    packing: of `unpacking.packing_of`, empty for none · encoding: of `encodings`. Raises `SourceError` when the source
    can't be read, `Cancelled`, and `OSError` when there is no room.
    """
    limits = limits or Limits()
    scratch = target.with_name(f"{target.name}.making")
    try:
        with _opened(source) as file, scratch.open("wb", buffering=0) as out:
            whole = source.stat().st_size
            progress = _Progress(context, whole, limits)
            transcoder = None if encoding in PLAIN else transcoder_of(encoding)
            pieces = unpacked(file, packing, progress.told) if packing else _plain(file, progress)
            pieces = transcoded(pieces, transcoder) if transcoder else pieces
            writer = _Writer(out, scratch.parent)
            problems = writer.take(progress.limited(pieces))
            unharmed = not problems
            if transcoder and (what := transcoder.remark()):
                problems.append(Problem(what, f"byte {transcoder.first} of the {'unpacked ' if packing else ''}file"))
            header = Header(VERSION, writer.size, whole, packing, encoding, tuple(problems), unharmed)
            writer.end(header)
        scratch.replace(target)
        target.with_name(target.name + DAMAGED).unlink(missing_ok=True)
    finally:
        scratch.unlink(missing_ok=True)
    return header


def _opened(source: Path) -> BinaryIO:
    try:
        return source.open("rb")
    except OSError as error:
        raise SourceError(f"the file can't be read ({error.strerror})", str(source)) from error


def _plain(file: BinaryIO, progress: _Progress) -> Iterator[bytes]:
    at = 0
    while piece := file.read(PIECE):
        at += len(piece)
        progress.told(at)
        yield piece


class _Progress:
    """How far into the packed file the reading is, and whether what comes out of it stays in proportion."""

    def __init__(self, context: JobContext, whole: int, limits: Limits) -> None:
        self._context, self._whole, self._limits = context, whole, limits
        self._at = 0

    def told(self, at: int) -> None:
        """So many bytes are behind."""
        self._at = at
        self._context.step(at / max(self._whole, 1), "unpacking")

    def limited(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces as long as they stay in the limits; then a `SourceError` says that the rest was left out."""
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > self._limits.size:
                raise self._too_much(f"more than {self._limits.size:,} bytes")
            if size > RATIO_FROM and size > self._limits.ratio * max(self._at, 1):
                raise self._too_much(f"more than {self._limits.ratio:,} times its own size")
            self._context.step(self._at / max(self._whole, 1), "unpacking")
            yield piece

    def _too_much(self, what: str) -> SourceError:
        return SourceError(f"it unpacks to {what}; what comes behind that was left out", f"byte {self._at}")


class _Writer:
    """Pieces of any size as frames of one size, packed on two threads and written in order."""

    def __init__(self, out: BinaryIO, folder: Path) -> None:
        self._out, self._folder = out, folder
        self.size = 0
        self._starts = [0]
        self._waiting: deque[Future[bytes]] = deque()
        self._local = threading.local()

    def take(self, pieces: Iterator[bytes]) -> list[Problem]:
        """Write all; a fault of the stream is told, and what came before it is kept."""
        problems: list[Problem] = []
        held = bytearray()
        with ThreadPoolExecutor(THREADS, thread_name_prefix="pack") as pool:
            try:
                for piece in pieces:
                    held += piece
                    while len(held) >= FRAME:
                        self._submit(pool, bytes(held[:FRAME]))
                        del held[:FRAME]
            except SourceError as error:
                problems.append(Problem(error.what, error.where))
            if held:
                self._submit(pool, bytes(held))
            while self._waiting:
                self._write(self._waiting.popleft().result())
        return problems

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
