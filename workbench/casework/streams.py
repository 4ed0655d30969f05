"""A source's bytes as the text that readers, citations and searches see: as they lie, or unpacked and decoded.

Everything below here counts offsets in that text. The file itself stays as it came, sealed or by reference.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.casework.files import kind_of_unread
from workbench.engine.bytesource import ByteSource
from workbench.engine.encodings import PLAIN, UTF8, encoding_of, transcoder_of
from workbench.engine.filetext import Limits
from workbench.engine.joinedtext import Stretch, TextPart, write_joined
from workbench.engine.packed import FrameCache, Header, PackedSource, read_packed_header
from workbench.engine.packing import write_packed
from workbench.engine.unpacking import PIECE, inner_name, packing_of, unpacked
from workbench.errors import SourceChanged, SourceError
from workbench.jobs import JobContext
from workbench.model.case import ROTATED, Member, Source
from workbench.readers.core import Reader, Registry, Sniff
from workbench.store.objects import path_of

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

HEAD = 64 * 1024
HOLE, PACKED_HOLE = 1 << 30, 64 << 20
"""Bytes of zeros at a file's beginning behind which its text is looked for, and of what it unpacks to."""
TEXTS, LIVE, PASSED = "texts", "live", "passed"
# What a reader of records is handed as a plain file; it could not hold more in its memory anyway.
PASSED_LIMIT = 1 << 30
EMPTY = "the file is empty"


def text_name(source: Source) -> str:
    """The name its text would have as a file: `x.log.gz` → `x.log`."""
    return inner_name(source.path, source.packing)


def is_cached(source: Source) -> bool:
    """Whether its text is another than its bytes, and so is kept in the index."""
    return bool(source.packing) or source.encoding not in PLAIN


class Streams:
    """The bytes of one case's sources. Safe to use from any thread; one memory of unpacked frames for all."""

    def __init__(self, folder: CaseFolder) -> None:
        self._folder, self._frames = folder, FrameCache()
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = {}

    def spool(self, source_id: str) -> Path:
        """Where what arrives of a followed file is copied to."""
        return self._folder.path / LIVE / f"{source_id}.log"

    def path(self, source: Source) -> Path:
        """Where its own bytes lie: sealed, copied while it is followed, or by reference."""
        if source.object:
            sealed = path_of(self._folder.objects, source.object)
            # a spool is about to become the object: it has one of the two names at any time
            return sealed if sealed.is_file() or not (spool := self.spool(source.id)).is_file() else spool
        spool = self.spool(source.id)
        return spool if source.feed or spool.is_file() else Path(source.path)

    def text_path(self, source: Source) -> Path:
        """Where its text is kept, if it is another than its bytes."""
        return self._folder.index / TEXTS / f"{source.id}-{source.object[:16] or 'there'}-{source.encoding}"

    def text_size(self, source: Source) -> int | None:
        """How many bytes of text there must be; None where that may change."""
        if not source.object:
            return None
        return source.unpacked if is_cached(source) else source.size

    def open(self, source: Source, context: JobContext | None = None) -> ByteSource:
        """Its text. Raises `SourceError` when its bytes are gone, `SourceChanged` when there are fewer than came in."""
        path = self.path(source)
        if not path.is_file():
            what = "its bytes are not there any more"
            raise SourceError(what, source.path, "Bring the file in again; pinned excerpts stay readable.")
        if is_cached(source):
            return self._text(source, path, context or JobContext())
        try:
            stream = ByteSource(path, sealed=bool(source.object))
        except SourceError:
            if (path := self.path(source)) != path_of(self._folder.objects, source.object):
                raise
            stream = ByteSource(path, sealed=True)  # its spool has just become the object
        if not source.object and stream.size < source.size:
            stream.close()
            what = f"the file is shorter than when it came in ({stream.size:,} of {source.size:,} bytes)"
            raise SourceChanged(what, source.path, "It is read where it lies: put it back, or bring it in again.")
        return stream

    def header(self, source: Source) -> Header | None:
        """What the kept text says of itself; None where there is none, or none that is whole."""
        try:
            return read_packed_header(self.text_path(source)) if is_cached(source) else None
        except (ValueError, SourceError):
            return None

    def _text(self, source: Source, path: Path, context: JobContext) -> PackedSource:
        cache = self.text_path(source)
        with self._lock:
            making = self._making.setdefault(cache.name, threading.Lock())
        with making:
            with suppress(ValueError):
                held = PackedSource(cache, source.path, self._frames)
                if source.object or held.header.packed == path.stat().st_size:
                    return held
                held.close()
            self._write(source, path, cache, context)
            return PackedSource(cache, source.path, self._frames)

    def write_joined(self, source: Source, context: JobContext) -> tuple[Stretch, ...]:
        """Write the text of a source that is being joined; where that of each of its files lies, but of those left out."""
        return self._write(source, self.path(source), self.text_path(source), context)

    def _write(self, source: Source, path: Path, cache: Path, context: JobContext) -> tuple[Stretch, ...]:
        cache.parent.mkdir(parents=True, exist_ok=True)
        limits = Limits(self._folder.settings.unpack_limit, self._folder.settings.unpack_ratio)
        if source.packing == ROTATED:
            return write_joined(self._parts(source), cache, context, limits)
        write_packed(path, cache, source.packing, source.encoding, context, limits)
        return ()

    def _parts(self, source: Source) -> list[TextPart]:
        members = [member for member in source.members if not member.left_out]
        following = [*members[1:], None]
        return [self._part(one, after, source) for one, after in zip(members, following, strict=True)]

    def _part(self, one: Member, after: Member | None, source: Source) -> TextPart:
        """A member to be written; as many bytes and lines as it had, where it was joined before."""
        part = TextPart(one.name, path_of(self._folder.objects, one.object), one.packing, one.encoding, one.size)
        if not any(member.length for member in source.members):
            return part
        ends = after.lines - one.lines - (after.start - one.start - one.length) if after else 0
        return replace(part, start=one.start, length=one.length, ends=ends)

    def recognised(
        self, source: Source, registry: Registry, reader: Reader | None = None, encoding: str | None = None
    ) -> Recognised:
        """Look into a source of the case: into its file, or the text that several were joined into."""
        if source.packing != ROTATED:
            return recognised(self.path(source), source.path, registry, reader, encoding)
        with self.open(source) as held:
            return Recognised(ROTATED, *_of_head(head_of(held), source.path, registry, reader, UTF8))

    def passed(self, source: Source, context: JobContext) -> tuple[Path, int]:
        """A plain file of its text and its size, for a reader of records; `done_with` removes what was made for it.

        Raises `SourceError` when it is too large to be read as records.
        """
        if not is_cached(source):
            return self.path(source), source.size
        with self.open(source, context) as held:
            if held.size > PASSED_LIMIT:
                what = f"its text of {held.size:,} bytes is more than a reader of records is handed"
                raise SourceError(what, source.path, "Unpack it and bring in parts of it.")
            plain = self._folder.index / PASSED / source.id
            plain.parent.mkdir(parents=True, exist_ok=True)
            with plain.open("wb") as out:
                for start in range(0, held.size, PIECE):
                    out.write(held.read(start, PIECE))
            return plain, held.size

    def done_with(self, source_id: str) -> None:
        """A reader of records is through with it."""
        (self._folder.index / PASSED / source_id).unlink(missing_ok=True)


def with_stream_faults(folder: CaseFolder, source: Source) -> Source:
    """A source that was read, with the size of its text and what of that could not be had."""
    if source.state != "failed" and is_cached(source):
        with suppress(SourceError, OSError):
            folder.streams.open(source).close()  # of what nobody read (nothing came out of it) there is none yet
    header = folder.streams.header(source)
    if header is None:
        return source
    doubts = [problem for problem in source.problems if header.whole or problem.what != EMPTY]
    state = source.state if header.whole else "failed"
    problems = tuple(dict.fromkeys((*doubts, *header.problems)))
    return replace(source, unpacked=header.size, state=state, problems=problems)


# -------------------------------------------------------------------------------------------------- recognising
@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is by its first bytes: how it is packed and encoded, its reader (None: nobody's), and its kind."""

    packing: str
    encoding: str
    chosen: tuple[Reader, Sniff] | None
    kind: str

    @property
    def fits(self) -> bool:
        """Whether its reader knows the text, or can read it although it would not choose it."""
        return self.chosen is not None and (self.chosen[1].confidence > 0 or self.chosen[1].format is not None)


ASKED = "it was asked for"


def why_of(sniff: Sniff, asked: bool) -> str:
    """Why a reader reads a source, in words. asked: a person said so."""
    if not asked or sniff.format is not None and sniff.confidence == 0:
        return sniff.why
    return f"{ASKED}; {sniff.why}" if sniff.confidence > 0 else ASKED


def recognised(
    path: Path, name: str, registry: Registry, reader: Reader | None = None, encoding: str | None = None
) -> Recognised:
    """Look into a file by content. reader, encoding: declared, instead of recognised."""
    with path.open("rb") as file:
        raw = file.read(HEAD)
    if raw and not raw.strip(b"\0"):
        with ByteSource(path, sealed=False) as stream:
            raw = head_of(stream)
    packing = packing_of(raw)
    if packing:
        inside, fault = unpacked_head(path, packing)
        found = _of_head(inside, inner_name(name, packing), registry, reader, encoding)
        if fault or found[1] is not None or found[2] != "binary":
            return Recognised(packing, *found)
    return Recognised("", *_of_head(raw, name, registry, reader, encoding))


def _of_head(
    head: bytes, name: str, registry: Registry, reader: Reader | None, declared: str | None
) -> tuple[str, tuple[Reader, Sniff] | None, str]:
    """Encoding, reader and kind. What a reader knows in the bytes it came in (XML says its encoding itself) stays so."""

    def chosen(head: bytes) -> tuple[Reader, Sniff] | None:
        return (reader, reader.sniff(head, name)) if reader else registry.choose(head, name)

    def by_records(found: tuple[Reader, Sniff] | None) -> bool:
        return found is not None and not found[0].lines and found[1].confidence > 0

    encoding = declared or encoding_of(head)
    if encoding in PLAIN:
        found = chosen(head)
        return UTF8, found, _kind(found, head)
    if not declared and by_records(found := chosen(head)):
        return UTF8, found, _kind(found, head)
    head = transcoder_of(encoding).text(head, last=len(head) < HEAD)
    found = chosen(head)
    return encoding, found, _kind(found, head)


def _kind(found: tuple[Reader, Sniff] | None, head: bytes) -> str:
    if found is None:
        return kind_of_unread(head)
    return found[0].kinds[0] if found[0].kinds else "log"


def unpacked_head(path: Path, packing: str) -> tuple[bytes, bool]:
    """The first bytes that a packed file unpacks to, and whether a fault ended them."""
    head, hole = b"", 0
    with path.open("rb") as file:
        pieces: Iterator[bytes] = unpacked(file, packing)
        try:
            for piece in islice(pieces, HEAD):
                head += piece
                if len(head) >= HEAD:
                    bare, hole = head.lstrip(b"\0"), hole + len(head)
                    if bare or hole >= PACKED_HOLE:
                        return (bare if bare and hole > len(head) else head)[:HEAD], False
                    head = b""
        except SourceError:
            return head or b"\0" * bool(hole), True
    return head or b"\0" * bool(hole), False


def head_of(stream: ByteSource) -> bytes:
    """A text's first bytes; of one that begins with nothing but zeros, those behind them.

    Such is a log that was cut to nothing by `copytruncate` while its program went on writing where it was.
    """
    head = first = stream.read(0, HEAD)
    at = len(first)
    while head and not head.strip(b"\0") and at < HOLE:
        head = stream.read(at, PIECE)
        at += len(head)
    return first if head is first else head.lstrip(b"\0")[:HEAD] or first
