"""Zstandard data taken apart block by block (RFC 8878, section 3.1), so that each step is bounded and a fault has a place.

A block unpacks to at most 128 KiB. The compressed blocks are the library's; only their borders are read here.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import BinaryIO

import zstandard

from workbench.errors import SourceError

MAGIC = b"\x28\xb5\x2f\xfd"
SKIPPABLE = range(0x184D2A50, 0x184D2A60)
# What the `zstd` program unpacks without being told to use more memory.
WINDOW = 1 << 27
PIECE = 1 << 20
_RESERVED, _ONE_BYTE = 3, 1


def unpacked_zstd(file: BinaryIO, told: Callable[[int], None]) -> Iterator[bytes]:
    """What all frames hold, in pieces of about 1 MiB; `told` and faults as `unpacking.unpacked` has them."""
    at = 0
    while magic := file.read(4):
        if magic == MAGIC:
            at = yield from _gathered(_frame(file, at), told)
        elif int.from_bytes(magic, "little") in SKIPPABLE:
            size = int.from_bytes(_exactly(file, 4, at), "little")
            file.seek(size, 1)
            at += 8 + size
        elif not at:
            raise SourceError("it is no zstd data, or of a version before 2016", "byte 0")
        else:
            rest = file.seek(0, 2) - at
            raise SourceError(f"{rest:,} bytes behind its end are no zstd data and were left out", f"byte {at}")


def _gathered(blocks: Iterator[tuple[bytes, int]], told: Callable[[int], None]) -> Generator[bytes, None, int]:
    """Blocks in larger pieces; what came before a fault is given before it is raised. Returns the byte behind them."""
    pieces: list[bytes] = []
    size = end = 0
    try:
        for piece, end in blocks:
            pieces.append(piece)
            size += len(piece)
            if size >= PIECE:
                yield b"".join(pieces)
                pieces, size = [], 0
                told(end)
    except SourceError:
        if size:
            yield b"".join(pieces)
        raise
    if size:
        yield b"".join(pieces)
    told(end)
    return end


def _frame(file: BinaryIO, start: int) -> Iterator[tuple[bytes, int]]:
    """One frame whose magic has been read: what each block unpacks to, and the byte behind it."""
    head, checked = _header(file, start)
    stream = zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj()
    piece = _fed(stream, MAGIC + head, start)
    at, last = start + 4 + len(head), False
    yield piece, at
    while not last:
        border = _exactly(file, 3, at)
        number = int.from_bytes(border, "little")
        last, kind, length = bool(number & 1), number >> 1 & 3, number >> 3
        if kind == _RESERVED:
            raise SourceError("the zstd data is damaged (a block of no known kind)", f"byte {at}")
        body = _exactly(file, 1 if kind == _ONE_BYTE else length, at)
        piece = _fed(stream, border + body, at)
        at += 3 + len(body)
        yield piece, at
    if checked:
        piece = _fed(stream, _exactly(file, 4, at), at)
        yield piece, at + 4


def _header(file: BinaryIO, start: int) -> tuple[bytes, bool]:
    """A frame's header behind its magic, and whether a checksum follows the blocks (RFC 8878, section 3.1.1.1)."""
    first = _exactly(file, 1, start)
    alone = bool(first[0] & 0x20)
    sized = (1 if alone else 0, 2, 4, 8)[first[0] >> 6]
    named = (0, 1, 2, 4)[first[0] & 3]
    rest = _exactly(file, (not alone) + named + sized, start)
    if named and any(rest[(not alone) : (not alone) + named]):
        raise SourceError("the zstd data was packed with a dictionary, which is not there", f"byte {start}")
    return first + rest, bool(first[0] & 4)


def _exactly(file: BinaryIO, count: int, at: int) -> bytes:
    data = file.read(count) if count else b""
    if len(data) < count:
        raise SourceError("the zstd data ends in the middle, so its end is missing", f"byte {at}")
    return data


def _fed(stream: zstandard.ZstdDecompressionObj, data: bytes, at: int) -> bytes:
    try:
        return stream.decompress(data)
    except zstandard.ZstdError as error:
        reason = str(error).rpartition(": ")[2].strip().lower()
        if "memory" in reason or "window" in reason:
            said = f"the zstd data needs more than {WINDOW >> 20} MB of memory to be unpacked"
        elif "checksum" in reason:
            said = "the zstd data doesn't have the checksum it was packed with"
        else:
            said = f"the zstd data is damaged ({reason})"
        raise SourceError(said, f"byte {at}") from error
