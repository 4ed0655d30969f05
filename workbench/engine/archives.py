"""Archives (zip, tar and its compressions) as a run of members, each a bounded stream; nothing is written by a name.

A member's name is shown, never followed: what it says of folders outside is cut off and told. Links are not followed,
devices not opened. What is whole before a fault is given. Zip: APPNOTE 6.3.10; tar: POSIX.1-2017 pax, GNU and v7 by Python's
tarfile, whose extended headers are bounded here.
"""

from __future__ import annotations

import io
import shutil
import tarfile
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from workbench.engine.packing import Limits
from workbench.engine.unpacking import unpacked
from workbench.errors import SourceError

SPARE, FREE_OF_RATIO = 256 << 20, 1 << 30
MEMBERS_LIMIT, DEPTH_LIMIT = 100_000, 5
NAME_LIMIT, HEADER_LIMIT = 400, 1 << 20
TOO_MANY = "the rest was left out"
# Files of these kinds are zips and no archives: a document, a program.
_NO_ARCHIVE = (b"[Content_Types].xml", b"mimetype", b"META-INF/", b"AndroidManifest.xml", b"_rels/")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive. name: cleaned, for display · size: as the archive says, -1 where it doesn't · modified: ns
    UTC, 0 unknown · left: why it is left out, empty where it is read · doubts: what is odd about it, in sentences.
    """

    name: str
    size: int = -1
    modified: int = 0
    left: str = ""
    doubts: tuple[str, ...] = ()


class TooMuch(SourceError):
    """The archive would become more than is allowed: nothing more of it is read."""


@dataclass(slots=True)
class Budget:
    """What one archive, with all that is in archives within it, may still become.

    packed: its own bytes · limits: as for packed files · room: bytes that may be written at most, by the free disk.
    """

    packed: int
    limits: Limits = field(default_factory=Limits)
    room: int = 1 << 62
    written: int = 0
    members: int = 0

    @classmethod
    def of(cls, packed: int, limits: Limits, folder: Path) -> Budget:
        """The budget of an archive whose members go to a folder on some disk."""
        return cls(packed, limits, max(shutil.disk_usage(folder).free - SPARE, 0))

    def take(self, size: int) -> None:
        """So many bytes more. Raises `TooMuch`."""
        self.written += size
        if self.written > self.room:
            raise TooMuch(f"it unpacks to more than fits on the disk; {TOO_MANY}")
        if self.written > self.limits.size:
            raise TooMuch(f"it unpacks to more than {self.limits.size:,} bytes; {TOO_MANY}")
        if self.written > max(FREE_OF_RATIO, self.limits.ratio * self.packed):
            raise TooMuch(f"it unpacks to more than {self.limits.ratio:,} times its size; {TOO_MANY}")

    def count(self) -> None:
        """One member more. Raises `TooMuch`."""
        self.members += 1
        if self.members > MEMBERS_LIMIT:
            raise TooMuch(f"it holds more than {MEMBERS_LIMIT:,} files; {TOO_MANY}")


class MemberStream(io.RawIOBase):
    """A member's bytes, as far as they are whole. fault: why they end early, once they did."""

    def __init__(self, pieces: Iterator[bytes], budget: Budget) -> None:
        super().__init__()
        self._pieces, self._budget, self._left = pieces, budget, b""
        self.fault = ""

    def readable(self) -> bool:
        """It can be read from."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes; 0 at the end, or where a fault ended it. Raises `TooMuch`."""
        while not self._left and not self.fault:
            try:
                piece = next(self._pieces, None)
            except TooMuch:
                raise
            except SourceError as error:
                self.fault = error.what
            except (OSError, EOFError, ValueError, zlib.error, tarfile.TarError, RuntimeError) as error:
                self.fault = f"its bytes are damaged ({str(error).rstrip('.') or type(error).__name__})"
            else:
                if piece is None:
                    return 0
                self._budget.take(len(piece))
                self._left = piece
        count = min(len(self._left), len(buffer))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


Found = tuple[Member, MemberStream | None]


def archive_of(head: bytes) -> str:
    """Which kind of archive bytes begin like: `zip`, `tar`; empty for none. Office files and programs are none."""
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return "" if head[:4] == b"PK\x03\x04" and head[30:].startswith(_NO_ARCHIVE) else "zip"
    return "tar" if _is_tar(head) else ""


def _is_tar(head: bytes) -> bool:
    """By the sum of the first header, which all tars have."""
    block = head[:512]
    if len(block) < 512 or not block.strip(b"\0"):
        return False
    try:
        told = int(block[148:156].split(b"\0")[0].strip() or b"x", 8)
    except ValueError:
        return False
    return told == sum(block[:148]) + 8 * 32 + sum(block[156:])


def members_of(path: Path, kind: str, packing: str, budget: Budget) -> Iterator[Found]:
    """The files of an archive with their streams, in the archive's order; read a stream before asking for the next.

    packing: of a packed tar. Folders are passed over; what is left out has no stream. Raises `SourceError` behind what is
    whole where the archive ends early or is damaged, `TooMuch` where it would become too much.
    """
    from workbench.engine.zipfiles import zip_members

    names = _Names()
    pairs = zip_members(path, budget) if kind == "zip" else _tar_members(path, packing, budget)
    for member, stream in pairs:
        budget.count()
        yield names.clean(member), stream


class _Names:
    """The names of one archive, cleaned; what was there before is told."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}
        self._folded: dict[str, str] = {}

    def clean(self, member: Member) -> Member:
        name, doubts = clean_name(member.name)
        doubts = [*member.doubts, *doubts]
        folded = unicodedata.normalize("NFC", name).casefold()
        if name in self._seen:
            doubts.append(f"the archive holds several files called {name}")
        elif folded in self._folded:
            doubts.append(f"the archive holds {self._folded[folded]} too, the same name to many systems")
        self._seen[name] = self._folded[folded] = name
        return Member(name, member.size, member.modified, member.left, tuple(doubts))


def clean_name(name: str) -> tuple[str, list[str]]:
    """A member's name as it may be shown, without ways out of the archive, and what was odd about it."""
    doubts: list[str] = []
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    kept = [part for part in parts if part != ".." and not (part is parts[0] and part.endswith(":") and len(part) == 2)]
    cleaned = "".join(_shown(char) for char in "/".join(kept)) or "file"
    if len(kept) < len(parts) or name[:1] in ("/", "\\"):
        shown = "".join(_shown(char) for char in name)
        doubts.append(f"the archive calls it {shown[:NAME_LIMIT]}, which leads outside; that name was not followed")
    elif any(_shown(char) != char for char in name):
        doubts.append("its name in the archive holds characters that can't be shown")
    if len(cleaned) > NAME_LIMIT:
        doubts.append(f"its name in the archive has {len(cleaned):,} characters and was cut")
        cleaned = "…" + cleaned[-NAME_LIMIT:]
    return cleaned, doubts


def _shown(char: str) -> str:
    """A character, or its number where it would steer a terminal or turn the writing direction."""
    if char.isprintable():
        return char
    return f"\\x{ord(char) - 0xDC00:02x}" if 0xDC80 <= ord(char) <= 0xDCFF else f"\\u{ord(char):04x}"


# ---- tar ----
class _Header(tarfile.TarInfo):
    """A tar header whose extensions can't be of any size (they are read into memory whole), and whose faults are told.

    Python's own ends in silence where a later header is cut off or damaged.
    """

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> _Header:  # noqa: A002, F811 - its name there
        """The next header. Raises what ends the walk with a word."""
        return _next_header(super().fromtarfile, tarfile)

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        extended = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
        extended += (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
        if self.type in extended and not 0 <= self.size <= HEADER_LIMIT:
            raise tarfile.ReadError(f"an extended header of {self.size:,} bytes")
        return super()._proc_member(tar)  # type: ignore[misc]


def _next_header(read: Callable[[tarfile.TarFile], Any], tar: tarfile.TarFile) -> Any:
    faults: Any = tarfile
    try:
        return read(tar)
    except faults.EmptyHeaderError as error:
        raise faults.SubsequentHeaderError("it has no end mark") from error
    except (faults.TruncatedHeaderError, faults.InvalidHeaderError) as error:
        raise faults.SubsequentHeaderError(str(error)) from error


class _Unpacked(io.RawIOBase):
    """A packed file as the stream of what it unpacks to; bounded by the budget, for what tar passes over counts too."""

    def __init__(self, pieces: Iterator[bytes], budget: Budget) -> None:
        super().__init__()
        self._pieces, self._budget, self._left = pieces, budget, b""
        self.seen, self.fault = 0, ""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            try:
                piece = next(self._pieces, None)
            except SourceError as error:
                piece, self.fault = None, error.what
            if piece is None:
                return 0
            self.seen += len(piece)
            if self.seen > max(FREE_OF_RATIO, self._budget.limits.ratio * self._budget.packed):
                raise TooMuch(f"it unpacks to more than {self._budget.limits.ratio:,} times its size; {TOO_MANY}")
            self._left = piece
        count = min(len(self._left), len(buffer))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _tar_members(path: Path, packing: str, budget: Budget) -> Iterator[Found]:
    with path.open("rb") as file:
        plain = _Unpacked(unpacked(file, packing), budget) if packing else None
        try:
            yield from _walked(cast(BinaryIO, plain or file), budget)
        except tarfile.TarError as error:
            told = f"the tar is damaged or cut off ({str(error).rstrip('.')})"
            raise SourceError(plain.fault if plain and plain.fault else told) from error
        except (OSError, EOFError, ValueError, OverflowError) as error:
            raise SourceError(f"the tar is damaged ({str(error).rstrip('.')})") from error


def _walked(stream: BinaryIO, budget: Budget) -> Iterator[Found]:
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header, errors="surrogateescape") as tar:
        ended = False
        for info in tar:
            cast(Any, tar).members = []  # a list of all of them would grow with the archive
            if info.isdir():
                continue
            modified = int(info.mtime * 10**9) if 0 < info.mtime < 1 << 33 else 0
            if not info.isfile():
                kind = f"a link to {info.linkname[:200]}" if info.islnk() or info.issym() else "no file but a device"
                yield Member(info.name, 0, modified, f"it is {kind} and was not followed"), None
                continue
            inner = MemberStream(_pieces(tar, info), budget)
            yield Member(info.name, info.size, modified), inner
            ended = bool(inner.fault)
            if ended:
                break
    if ended:
        raise SourceError("the tar is damaged or cut off; what follows is missing")


def _pieces(tar: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[bytes]:
    # Only a sparse file needs tarfile's own reading, which gives nothing of a block that is cut off.
    held: Any = tar.extractfile(info) if info.issparse() else cast(Any, tar).fileobj
    if not info.issparse():
        held.seek(info.offset_data)
    left = info.size
    while left > 0:
        piece = held.read(min(left, 1 << 20))
        if not piece:
            raise SourceError("the archive ends in the middle of it, so its end is missing")
        left -= len(piece)
        yield piece


def reading(stream: MemberStream) -> Callable[[int], bytes]:
    """How a member's bytes are read, a block at a time."""
    return io.BufferedReader(stream, 1 << 20).read
