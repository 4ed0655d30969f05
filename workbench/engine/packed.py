"""Text that came packed or in another encoding, kept once as independent zstd frames and read at any position.

A cache file: the frames (each `FRAME` bytes of text, the last one less) one after the other · where each begins and
where the last ends, as little-endian uint64 · a JSON header · a footer that says where those two lie. It appears under
its name only when it is whole, and can be made again from the sealed bytes at any time.
"""

from __future__ import annotations

import itertools
import struct
import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import zstandard

from workbench.engine.bytesource import Bytes, ByteSource
from workbench.errors import SourceError
from workbench.model.case import Problem

VERSION = 1
FRAME = 1 << 20
KEPT = 32 << 20
MAGIC = b"wbtext\0\1"
FOOTER = struct.Struct("<8sQQQ")
DAMAGED = ".damaged"


@dataclass(frozen=True, slots=True)
class Header:
    """What a cache file says of itself. size: bytes of text · packed: bytes it was made from · problems: what of
    those could not be had, `where` the byte of the packed file · whole: nothing was cut off, damaged or left out.
    """

    version: int
    size: int
    packed: int
    packing: str
    encoding: str
    problems: tuple[Problem, ...] = ()
    whole: bool = True


class FrameCache:
    """Frames unpacked lately, of all the sources that share it, at most `limit` bytes (`held`: now). Safe in threads."""

    def __init__(self, limit: int = KEPT) -> None:
        self._limit, self.held = limit, 0
        self._frames: OrderedDict[tuple[int, int], bytes] = OrderedDict()
        self._lock, self._keys = threading.Lock(), itertools.count()

    def next_key(self) -> int:
        """What one more source is called here."""
        return next(self._keys)

    def get(self, key: tuple[int, int]) -> bytes | None:
        """A frame, if it is there."""
        with self._lock:
            found = self._frames.get(key)
            if found is not None:
                self._frames.move_to_end(key)
            return found

    def put(self, key: tuple[int, int], frame: bytes) -> None:
        """Keep a frame; the one not asked for the longest goes."""
        with self._lock:
            before = self._frames.pop(key, b"")
            self._frames[key] = frame
            self.held += len(frame) - len(before)
            while self.held > self._limit and len(self._frames) > 1:
                self.held -= len(self._frames.popitem(last=False)[1])

    def forget(self, source: int) -> None:
        """The frames of a source that is closed."""
        with self._lock:
            for key in [key for key in self._frames if key[0] == source]:
                self.held -= len(self._frames.pop(key))


def read_packed_header(path: Path) -> Header:
    """What a cache file says of itself. Raises `ValueError` when it isn't a whole one of this version."""
    with ByteSource(path, sealed=False) as held:
        return _read_header(held)[0]


def _read_header(held: ByteSource) -> tuple[Header, np.ndarray]:
    footer = held.read(held.size - FOOTER.size, FOOTER.size) if held.size >= FOOTER.size else b""
    if len(footer) != FOOTER.size:
        raise ValueError(f"{held.path} is no cache of text")
    magic, table_at, header_at, end = FOOTER.unpack(footer)
    if magic != MAGIC or not table_at <= header_at <= end == held.size - FOOTER.size or (header_at - table_at) % 8:
        raise ValueError(f"{held.path} is no whole cache of text")
    try:
        header = msgspec.json.decode(held.read(header_at, end - header_at), type=Header)
    except msgspec.MsgspecError as error:
        raise ValueError(f"{held.path} holds a broken header") from error
    table = np.frombuffer(held.read(table_at, header_at - table_at), dtype="<u8").astype(np.int64)
    frames = -(-header.size // FRAME)
    if (
        header.version != VERSION
        or len(table) != frames + 1
        or int(table[-1]) != table_at
        or (np.diff(table) < 0).any()
    ):
        raise ValueError(f"{held.path} is of another version")
    return header, table


class PackedSource(ByteSource):
    """The text of a packed or otherwise encoded file, with the face of `ByteSource`. Safe to use from any thread.

    path: the cache file · name: what the source is called in errors · frames: memory shared with other sources.
    Raises `ValueError` when the cache file isn't whole, was found damaged before, or is of another version.
    """

    def __init__(self, path: Path, name: str = "", frames: FrameCache | None = None) -> None:
        if path.with_name(path.name + DAMAGED).exists():
            raise ValueError(f"{path} is damaged")
        self.path, self.sealed = name or str(path), True
        self._cache, self._frames = path, frames or FrameCache()
        try:
            self._held = ByteSource(path, sealed=False)
        except SourceError as error:
            raise ValueError(f"{path} can't be read") from error
        try:
            self.header, self._table = _read_header(self._held)
        except ValueError:
            self._held.close()
            raise
        self.size = self.header.size
        self._key, self._local = self._frames.next_key(), threading.local()

    @property
    def mapped(self) -> bool:
        """Whether `array` costs no copy: it unpacks."""
        return False

    def read(self, offset: int, length: int) -> bytes:
        """The bytes [offset, offset+length) of the text, cut at its end. Raises `SourceError` when they are damaged."""
        first, offset, length = self._range(offset, length)
        if length and (offset + length - 1) // FRAME == first:
            start = offset - first * FRAME
            return self._frame(first, keep=True)[start : start + length]
        return self.array(offset, length).tobytes()

    def array(self, offset: int, length: int) -> Bytes:
        """The same as read-only uint8 of shape (length,)."""
        first, offset, length = self._range(offset, length)
        whole = np.empty(length, dtype=np.uint8)
        at, done = offset, 0
        while done < length:
            number = at // FRAME
            start = at - number * FRAME
            count = min(FRAME - start, length - done)
            frame = self._frame(number, keep=count < FRAME)
            whole[done : done + count] = np.frombuffer(frame, dtype=np.uint8, count=count, offset=start)
            at, done = at + count, done + count
        whole.flags.writeable = False
        return whole

    def _range(self, offset: int, length: int) -> tuple[int, int, int]:
        offset = min(max(offset, 0), self.size)
        return offset // FRAME, offset, max(min(length, self.size - offset), 0)

    def _frame(self, number: int, *, keep: bool) -> bytes:
        """A frame's text; one that was wanted whole is not kept, so that a search does not drive out what is shown."""
        key = self._key, number
        if (found := self._frames.get(key)) is not None:
            return found
        if not hasattr(self._local, "decompressor"):
            self._local.decompressor = zstandard.ZstdDecompressor()
        start, end = int(self._table[number]), int(self._table[number + 1])
        size = min(FRAME, self.size - number * FRAME)
        try:
            frame = self._local.decompressor.decompress(self._held.read(start, end - start), max_output_size=size)
        except zstandard.ZstdError as error:
            raise self._damaged(number) from error
        if len(frame) != size:
            raise self._damaged(number)
        if keep:
            self._frames.put(key, frame)
        return frame

    def _damaged(self, number: int) -> SourceError:
        """The text can be had again from the sealed bytes, so the next one to open the cache shall not trust it."""
        with suppress(OSError):
            self._cache.with_name(self._cache.name + DAMAGED).touch()
        what = f"its unpacked text in the case's index is damaged behind byte {number * FRAME:,}"
        return SourceError(what, self.path, "Open the case again: it is unpacked anew from the sealed file.")

    def grow(self, upto: int | None = None) -> int:
        """What it was made from is whole: it never grows."""
        return self.size

    def begin(self, size: int) -> None:
        """It is whole from the beginning."""

    def forget(self, offset: int, length: int) -> None:
        """Nothing to do: what a slice held is not kept."""

    def close(self) -> None:
        """Let the cache file go."""
        self._frames.forget(self._key)
        self._held.close()
