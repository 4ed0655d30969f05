"""Packed bytes (gzip, zstd, xz, bzip2) as a bounded stream of what was packed; what is whole before a fault is given.

A stream's length says nothing of what it unpacks to, so every step here gives a bounded piece, whatever the ratio.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import BinaryIO, Protocol

from workbench.engine.zstdframes import unpacked_zstd
from workbench.errors import SourceError

PIECE = 1 << 20
# Bytes taken from the file at once; where they hold a fault they are fed again, FINE at a time.
BLOCK, FINE = 64 << 10, 1
XZ_MEMORY = 256 << 20
_FAULTS = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)
_MAGIC = {"gzip": b"\x1f\x8b\x08", "bzip2": b"BZh", "xz": b"\xfd7zXZ\0", "zstd": b"\x28\xb5\x2f\xfd"}
_BZIP2_STARTS = (b"1AY&SY", b"\x17rE8P\x90")
_SKIPPABLE = b"\x2a\x4d\x18"
ENDINGS = {"gzip": (".gz", ".gzip", ".z"), "bzip2": (".bz2", ".bz"), "xz": (".xz",), "zstd": (".zst", ".zstd")}


class _Member(Protocol):
    """One stream of a file: Python's bz2 and lzma decompressors have this face."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """zlib's decompressor with the face of the others."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=31)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        tail = self._stream.unconsumed_tail
        piece = self._stream.decompress(tail + data if tail else data, max_length)
        self.needs_input = not self._stream.unconsumed_tail and len(piece) < max_length
        return piece


_MAKE: dict[str, Callable[[], _Member]] = {
    "gzip": _Gzip,
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY),
}


def packing_of(head: bytes) -> str:
    """How bytes that begin so are packed, by content: `gzip`, `zstd`, `xz`, `bzip2`; empty when they aren't."""
    if head[1:4] == _SKIPPABLE and 0x50 <= head[0] <= 0x5F:
        return "zstd"
    for name, magic in _MAGIC.items():
        if head.startswith(magic):
            fits = name != "bzip2" or (head[3:4] in b"123456789" and head[4:10] in _BZIP2_STARTS)
            return name if fits and len(head) > len(magic) else ""
    return ""


def inner_name(name: str, packing: str) -> str:
    """What the packed file was called: `x.log.gz` → `x.log`, `x.tgz` as it is."""
    for ending in ENDINGS.get(packing, ()):
        if name.lower().endswith(ending) and len(name.rpartition("/")[2]) > len(ending):
            return name[: -len(ending)]
    return name


def unpacked(file: BinaryIO, packing: str, told: Callable[[int], None] = lambda _at: None) -> Iterator[bytes]:
    """What the file holds, in pieces of at most about 1 MiB; several streams one after the other are one text.

    told: called with how many bytes of the file are behind. When the stream is damaged, cut off or followed by
    something else, all that was whole has been given before `SourceError` says so, with the byte as its `where`.
    """
    if packing == "zstd":
        yield from unpacked_zstd(file, told)
        return
    make = _MAKE[packing]
    at, data = 0, b""
    while True:
        if not (data := data or file.read(BLOCK)):
            return
        if at and packing in ("gzip", "xz") and data[0] == 0:
            bare = data.lstrip(b"\0")  # tapes and block devices fill up with zeros
            at, data = at + len(data) - len(bare), bare
            continue
        if at and len(data) < 16:
            data += file.read(BLOCK)
        if at and packing_of(data) != packing:
            raise _followed(packing, at, file)
        at, data = yield from _member(file, make, packing, at, data, told)


def _member(
    file: BinaryIO, make: Callable[[], _Member], packing: str, start: int, data: bytes, told: Callable[[int], None]
) -> Generator[bytes, None, tuple[int, bytes]]:
    """One stream that begins at byte `start` with `data`; returns where it ends and what was read behind that."""
    member, given, at = make(), 0, start
    while not member.eof:
        block = b""
        if member.needs_input:
            block, data = data or file.read(BLOCK), b""
            if not block:
                raise SourceError(f"the {packing} data ends in the middle, so its end is missing", f"byte {at}")
        try:
            piece = member.decompress(block, PIECE)
        except _FAULTS as error:
            yield from _up_to_fault(file, make, packing, start, at, given, error)
            return at, b""
        at += len(block)
        told(at)
        if piece:
            given += len(piece)
            yield piece
    return at - len(member.unused_data), member.unused_data


def _up_to_fault(
    file: BinaryIO, make: Callable[[], _Member], packing: str, start: int, block: int, given: int, error: Exception
) -> Iterator[bytes]:
    """What is whole in the block that holds a fault: a decompressor that fails keeps what it had unpacked by then."""
    file.seek(start)
    member, at, skip = make(), start, given
    try:
        while not member.eof:
            piece_of_input = b""
            if member.needs_input:
                size = FINE if at >= block else min(BLOCK, block - at)
                piece_of_input = file.read(size)
                if not piece_of_input:
                    break
            piece = member.decompress(piece_of_input, PIECE)
            at += len(piece_of_input)
            if fresh := piece[skip:]:
                yield fresh
            skip = max(skip - len(piece), 0)
    except _FAULTS as again:
        error = again
    raise SourceError(_fault(packing, error), f"byte {at}") from error


def _fault(packing: str, error: Exception) -> str:
    """A decompressor's complaint as a sentence."""
    reason = str(error).rpartition(": ")[2].strip().rstrip(".").lower() or type(error).__name__
    if "memory" in reason:
        return f"the {packing} data needs more than {XZ_MEMORY >> 20} MB of memory to be unpacked"
    if "data check" in reason or "crc" in reason:
        return f"the {packing} data doesn't have the checksum it was packed with"
    return f"the {packing} data is damaged ({reason})"


def _followed(packing: str, at: int, file: BinaryIO) -> SourceError:
    rest = file.seek(0, 2) - at
    return SourceError(f"{rest:,} bytes behind its end are no {packing} data and were left out", f"byte {at}")
