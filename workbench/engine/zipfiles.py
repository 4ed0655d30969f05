"""Zip archives: members by the central directory, or, where that is cut off, by the headers in front of each.

Python's zipfile reads the directory; how large that may be, and whether members overlap (a bomb needs few bytes that
way), is asked first. Stored, deflate and bzip2 are read; what is encrypted or packed otherwise is told.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from calendar import timegm
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO, cast

from workbench.engine.archives import MEMBERS_LIMIT, Budget, Found, Member, MemberStream, TooMuch
from workbench.errors import SourceError

DIRECTORY_LIMIT, PIECE = 64 << 20, 1 << 20
_METHODS = {0: "stored", 8: "deflate", 12: "bzip2"}
_LOCAL, _END, _END64 = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06"
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_LINK = 0xA000
_CUT = "the zip's directory is missing, so its end was cut off; members were found by their own headers"


def zip_members(path: Path, budget: Budget) -> Iterator[Found]:
    """The members of a zip; see `archives.members_of`."""
    with path.open("rb") as file:
        if (found := _directory(file)) is None:
            yield from _by_headers(file, budget)
            raise SourceError(_CUT)
        count, size = found
        if count > MEMBERS_LIMIT or size > DIRECTORY_LIMIT:
            raise TooMuch(f"its directory of {count:,} files ({size:,} bytes) is larger than is read")
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError) as error:
            yield from _by_headers(file, budget)
            raise SourceError(
                f"the zip's directory is damaged ({error}); members were found by their headers"
            ) from error
        with archive:
            infos = archive.infolist()
            if sum(info.compress_size for info in infos) > path.stat().st_size:
                raise TooMuch("its members overlap, as only a bomb's do; none was unpacked")
            for info in infos:
                if not info.is_dir():
                    yield _member(archive, info, budget)


def _directory(file: BinaryIO) -> tuple[int, int] | None:
    """How many members the directory has and its bytes, as the zip's end says; None where there is no end."""
    size = file.seek(0, 2)
    file.seek(max(size - (1 << 16) - 22, 0))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        return None
    count, length = struct.unpack_from("<HL", tail, at + 10)
    if (
        (count == 0xFFFF or length == 0xFFFFFFFF)
        and (wide := tail.rfind(_END64, 0, at)) >= 0
        and len(tail) >= wide + 56
    ):
        count, length = struct.unpack_from("<QQ", tail, wide + 32)
    return count, length


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Found:
    left = ""
    if info.flag_bits & 1:
        left = "it is encrypted; unpack it and bring it in"
    elif info.compress_type not in _METHODS:
        left = f"it is packed by method {info.compress_type}, which is not read; unpack it and bring it in"
    elif (info.external_attr >> 16) & 0xF000 == _LINK and info.create_system == 3:
        left = "it is a link and was not followed"
    member = Member(info.orig_filename, info.file_size, _modified(info.extra, info.date_time), left)
    return member, None if left else MemberStream(_pieces(archive, info), budget)


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(info) as held:
            while piece := cast(BufferedIOBase, held).read1(PIECE):
                yield piece
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"its bytes are damaged ({str(error).rstrip('.')})") from error
    except EOFError as error:
        raise SourceError("the archive ends in the middle of it, so its end is missing") from error


def _modified(extra: bytes, told: tuple[int, ...]) -> int:
    """A member's time, ns UTC: the extended timestamp (0x5455), else the DOS time as if it were UTC; 0 where it has none.

    It only helps to find the year of stamps without one, for which some hours don't matter.
    """
    at = 0
    while at + 4 <= len(extra):
        tag, size = struct.unpack_from("<HH", extra, at)
        if tag == 0x5455 and size >= 5 and at + 9 <= len(extra) and extra[at + 4] & 1:
            return max(struct.unpack_from("<l", extra, at + 5)[0], 0) * 10**9
        at += 4 + size
    year, month, day = told[:3]
    if year <= 1980 or not (1 <= month <= 12 and 1 <= day <= 31):
        return 0
    return timegm((*told, 0, 0, 0)) * 10**9


# ---- without a directory ----
def _by_headers(file: BinaryIO, budget: Budget) -> Iterator[Found]:
    """Members one behind the other, as far as each tells or shows where it ends."""
    at = 0
    while True:
        file.seek(at)
        head = file.read(_LOCAL_HEADER.size)
        if len(head) < _LOCAL_HEADER.size or not head.startswith(_LOCAL):
            return
        _, _, flags, method, clock, day, _, packed, size, name_size, extra_size = _LOCAL_HEADER.unpack(head)
        name, extra = file.read(name_size), file.read(extra_size)
        begins = at + _LOCAL_HEADER.size + name_size + extra_size
        shown = name.decode("utf-8" if flags & 0x800 else "cp437", "replace")
        date = ((day >> 9) + 1980, day >> 5 & 15, day & 31, clock >> 11, clock >> 5 & 63, (clock & 31) * 2)
        member = Member(shown, size or -1, _modified(extra, date))
        if shown.endswith("/"):
            at = begins + packed
            continue
        if flags & 1 or method not in (0, 8) or (method == 0 and flags & 8):
            left = "the zip's directory is missing and this member can't be read without it"
            yield Member(member.name, member.size, member.modified, left), None
            return
        ends: list[int] = []
        pieces = _inflated(file, begins, ends) if method == 8 else _stored(file, begins, packed, ends)
        stream = MemberStream(pieces, budget)
        yield member, stream
        if stream.fault or not ends:
            return
        at = _behind_descriptor(file, ends[0]) if flags & 8 else ends[0]


def _inflated(file: BinaryIO, at: int, ends: list[int]) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-15)
    while not inflate.eof:
        data = inflate.unconsumed_tail
        if not data:
            file.seek(at)
            data = file.read(1 << 16)
            at += len(data)
            if not data:
                raise SourceError("the archive ends in the middle of it, so its end is missing")
        if piece := inflate.decompress(data, PIECE):
            yield piece
    ends.append(at - len(inflate.unused_data) - len(inflate.unconsumed_tail))


def _stored(file: BinaryIO, at: int, size: int, ends: list[int]) -> Iterator[bytes]:
    left = size
    while left:
        file.seek(at + size - left)
        piece = file.read(min(left, PIECE))
        if not piece:
            raise SourceError("the archive ends in the middle of it, so its end is missing")
        left -= len(piece)
        yield piece
    ends.append(at + size)


def _behind_descriptor(file: BinaryIO, at: int) -> int:
    """Where the next header may begin: behind sizes and sum of 12, 16, 20 or 24 bytes."""
    file.seek(at)
    near = file.read(32)
    for skip in (16, 12, 24, 20):
        if near[skip : skip + 4] in (_LOCAL, b"PK\x01\x02"):
            return at + skip
    return at + 16
