"""Bringing files in: sniff, seal, read, and write down how it went; what is sealed is finished later if it must be."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from workbench.casework.archives import INSIDE, Opening, Sealed, archive_at, is_archive
from workbench.casework.earlyindex import EarlyIndex
from workbench.casework.edits import Put, Together
from workbench.casework.files import Found, files_of
from workbench.casework.folder import NO_READER, CaseFolder
from workbench.casework.growth import read_in_steps
from workbench.casework.indexing import read_records
from workbench.casework.maps import lacking, zone_of
from workbench.casework.pool import ReaderPool
from workbench.casework.reading import read_log
from workbench.casework.streams import Recognised, is_cached, recognised, why_of, with_stream_faults
from workbench.engine.encodings import PLAIN, UTF8, encoding_named
from workbench.errors import CaseReadOnly, SourceError
from workbench.jobs import Cancelled, JobContext
from workbench.model.case import Problem, Source
from workbench.model.instants import zone_named
from workbench.store.objects import path_of, seal, sweep

if TYPE_CHECKING:
    from workbench.model.case import SourceState

SAVE_EVERY = 1.0
SEALERS = 4
EARLY = 4 << 20
BY_REFERENCE = "it is too large to be copied into the case and is read where it lies; keep it there, unchanged"
UNFINISHED: tuple[SourceState, ...] = ("pending", "reading")


class Ingest:
    """One bringing-in. zone: for stamps without one · reader: the id of a reader, instead of choosing by content ·
    encoding: of the text, instead of recognising it.
    """

    def __init__(
        self, folder: CaseFolder, reader: str | None, zone: str | None, context: JobContext, encoding: str | None = None
    ) -> None:
        if folder.read_only:
            raise CaseReadOnly(folder.read_only, str(folder.path), "Open it for writing to bring files in.")
        if zone:
            zone_named(zone)
        self.folder, self.zone, self.context = folder, zone, context
        self.reader = folder.reader_named(reader) if reader else None
        self.encoding = encoding_named(encoding) if encoding else None
        self.below: Path | None = None
        self.done: dict[str, Source] = {}
        self._early: EarlyIndex | None = None
        self._unsaved: dict[str, Source] = {}
        self._maps: dict[Put, None] = {}
        self._collected: list[tuple[str, str]] = []
        self._saved_at = time.monotonic()
        self._known = _known_of(folder.notebook.sources.values())
        self._next_number = folder.store.next_number("source")

    # ------------------------------------------------------------------------------------------------ what is asked
    def files(self, found: Sequence[Found]) -> list[Source]:
        """Seal and read files; sources in the order of the files, those that couldn't be read at all as `failed`."""
        with ReaderPool() as pool, ThreadPoolExecutor(1, thread_name_prefix="index") as lines:
            self._early = EarlyIndex(self.folder, lines, self.context)
            sources = self._sealed(found, pool)
            self._read(pool, sources, lines)
            self._early.sweep()
        return _once([self.done.get(source.id, source) for source in sources])

    def bytes(self, name: str, data: bytes | BinaryIO) -> Source:
        """Seal and read bytes that have no file, or a stream to its end; their time is the case's start, or now."""
        digest, size = seal(data, self.folder.objects, self.context)
        source = self._new(name, digest, size, self.folder.notebook.case.started or self.folder.clock.now())
        sources = self._with_members(source)
        self._save()
        with ReaderPool() as pool, ThreadPoolExecutor(1, thread_name_prefix="index") as lines:
            self._read(pool, sources, lines)
        return self.done.get(source.id, sources[0])

    def finish(self) -> None:
        """Read what an ended process left unfinished, and remove what it left half-copied."""
        sweep(self.folder.objects)
        left = [source for source in self.folder.notebook.sources.values() if source.state in UNFINISHED]
        if left:
            left = [source for one in left for source in self._with_members(one)]
            with ReaderPool() as pool, ThreadPoolExecutor(1, thread_name_prefix="index") as lines:
                self._read(pool, left, lines)

    # ------------------------------------------------------------------------------------------------ sealing
    def _sealed(self, found: Sequence[Found], pool: ReaderPool) -> list[Source]:
        """Every file sealed and known to the notebook as pending, so that a killed process loses none of them."""
        sources: list[Source] = []
        with ThreadPoolExecutor(SEALERS, thread_name_prefix="seal") as sealers:
            waiting = [sealers.submit(self._seal, item) for item in found]
            try:
                for count, (item, sealed) in enumerate(zip(found, waiting, strict=True)):
                    self.context.step(0.5 * count / len(found), f"sealing {item.path.name}")
                    made = self._with_members(self._source_of(item, sealed))
                    sources.extend(made)
                    if any(one.state in UNFINISHED and not self._by_engine(one) for one in made):
                        pool.start()  # so that its start-up overlaps with sealing
                    self._save_when_due()
            finally:
                for sealed in waiting:
                    sealed.cancel()
                self._save()
        return sources

    def _seal(self, item: Found) -> tuple[str, int, int]:
        if item.fault:
            raise SourceError(item.fault, str(item.path))
        if (known := _size_of(item.path)) > self.folder.settings.seal_limit:
            return "", known, item.path.stat().st_mtime_ns
        digest, size = seal(
            item.path, self.folder.objects, JobContext(self._watch), lambda copy: self._begin_early(item.path, copy)
        )
        with suppress(OSError):
            return digest, size, item.path.stat().st_mtime_ns
        return digest, size, 0

    def _begin_early(self, path: Path, copy: Path) -> None:
        """A large log is indexed while it is still being hashed."""
        if self._early is None or copy.stat().st_size < EARLY:
            return
        size, written = copy.stat().st_size, self._written(path)
        if any(known.size == size and known.path == written for known in self._known.values()):
            return  # most likely it is in the case already
        seen = self._recognised(copy, written)
        found = seen.chosen
        if found and found[0].lines and found[1].format and not seen.packing and seen.encoding in PLAIN:
            self._early.begin(written, copy, found[0].id, found[1].format)

    def _recognised(self, path: Path, name: str) -> Recognised:
        return recognised(path, name, self.folder.registry, self.reader, self.encoding)

    def _watch(self, _fraction: float, _text: str) -> None:
        """One of several seals goes on: it ends when the whole is to end."""
        if self.context.stopped:
            raise Cancelled

    def _source_of(self, item: Found, sealed: Future[tuple[str, int, int]]) -> Source:
        try:
            digest, size, modified = sealed.result()
        except SourceError as error:
            fault = f"{error.what}. {error.remedy}" if error.remedy else error.what
            return Source("", 0, str(item.path), state="failed", problems=(Problem(fault),))
        path = self._written(item.path) if digest else str(item.path.resolve())
        return self._new(path, digest, size, modified)

    def _written(self, path: Path) -> str:
        """A path as it is written down."""
        if self.below is not None and path.is_relative_to(self.below):
            return path.relative_to(self.below).as_posix()
        return str(path)

    def _with_members(self, source: Source) -> list[Source]:
        """A source, and behind it those of what is in it, where it is an archive."""
        if not is_archive(source):
            return [source]
        if source.state not in UNFINISHED:
            below = source.path + INSIDE
            return [source, *(known for known in self._known.values() if known.path.startswith(below))]
        found = list(Opening(self.folder, self._new_member, self.context).sources(source))
        for one in found:
            if is_archive(one):
                self._known[one.path, one.object] = self._unsaved[one.id] = one
        return sorted(found, key=lambda one: one.number)

    def _new_member(self, sealed: Sealed) -> Source:
        source = self._new(sealed.path, sealed.digest, sealed.size, sealed.modified)
        if sealed.doubts and source.state in UNFINISHED:
            source = replace(source, problems=(*source.problems, *sealed.doubts))
            self._known[source.path, source.object] = self._unsaved[source.id] = source
        self._save_when_due()
        return source

    def _new(self, path: str, digest: str, size: int, modified: int) -> Source:
        """The source of sealed bytes: the one the case has when these very bytes came by this path before."""
        known = self._known.get((path, digest))
        if known is not None and not digest and (known.size, known.modified) != (size, modified):
            known = None  # read by reference, and not what it was
        if known is not None and self._as_asked(known):
            return known
        if known is not None and known.members:
            known = None  # a file of a joined log, to be read in another way: by itself then
        fields, doubts = self._choose(path, digest)
        if known is None:
            early = self._early.id_for(path, fields["reader"]) if self._early else ""
            source = Source(
                early or self.folder.clock.new_id(), self._take_number(), path, added=self.folder.clock.now()
            )
        else:
            source = known
        doubts = doubts if digest else (*doubts, Problem(BY_REFERENCE))
        source = replace(
            source, object=digest, size=size, modified=modified, state="pending", unpacked=0, problems=doubts, **fields
        )
        if known is None:
            self._collected.append((path, f"sha256 {digest}" if digest else "by reference"))
        self._known[path, digest] = self._unsaved[source.id] = source
        return source

    def _as_asked(self, known: Source) -> bool:
        """Whether it was read as it is to be read now."""
        if is_archive(known):
            return True
        return (self.reader is None or known.reader == self.reader.id) and self.encoding in (None, known.encoding)

    def _take_number(self) -> int:
        self._next_number += 1
        return self._next_number - 1

    def _choose(self, path: str, digest: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
        """How it is packed, encoded and read, its zone as far as that is known before reading, and what is doubtful."""
        place = path_of(self.folder.objects, digest) if digest else Path(path)
        if archive := archive_at(place):
            told = {"packing": archive.packing, "encoding": UTF8, "kind": "archive", "reader": archive.reader}
            return told | {"why": archive.why}, ()
        seen = self._recognised(place, path)
        fields: dict[str, Any] = {"packing": seen.packing, "encoding": seen.encoding, "kind": seen.kind}
        if self.zone:
            fields |= {"zone": self.zone, "zone_known": "declared"}
        if seen.chosen is None:
            return fields | {"reader": NO_READER}, ()
        chosen, sniff = seen.chosen
        zone = sniff.format.zone if sniff.format is not None else zone_of(chosen)
        if zone and not self.zone:
            fields |= {"zone": zone, "zone_known": "declared"}
        self._maps |= dict.fromkeys(lacking(self.folder, chosen))
        return fields | {"reader": chosen.id, "why": why_of(sniff, self.reader is not None)}, sniff.problems

    # ------------------------------------------------------------------------------------------------ reading
    def _read(self, pool: ReaderPool, sources: Sequence[Source], lines: ThreadPoolExecutor) -> None:
        """Read pending sources: logs by the engine in one thread, records in the worker process, both at once."""
        pending = [source for source in sources if source.state in UNFINISHED]
        records = [source for source in pending if not self._by_engine(source)]
        self._total, self._finished = max(len(pending), 1), 0
        waiting = [
            lines.submit(self._reading_of(source), source, self.context)
            for source in pending
            if self._by_engine(source)
        ]
        try:
            self._read_records(pool, records)
            for log in waiting:
                self._end(log.result())
        finally:
            lines.shutdown(wait=True, cancel_futures=True)
            self._save()
            self.folder.forget_spine()

    def _reading_of(self, source: Source) -> Callable[[Source, JobContext], Source]:
        """How a log is read: one that lies elsewhere may be of any size, and is shown as far as it is indexed."""
        if source.object or is_cached(source):
            return partial(read_log, self.folder)
        return partial(read_in_steps, self.folder)

    def _by_engine(self, source: Source) -> bool:
        return source.reader == NO_READER or self.folder.is_log(source)

    def _read_records(self, pool: ReaderPool, sources: Sequence[Source]) -> None:
        for source in read_records(self.folder, pool, sources, self.context):
            self._end(source)

    def _end(self, source: Source) -> None:
        source = with_stream_faults(self.folder, source)
        self._finished += 1
        self.context.step(0.5 + 0.5 * self._finished / self._total, f"read {source.name}")
        self.done[source.id] = self._unsaved[source.id] = source
        self._save_when_due()

    # ------------------------------------------------------------------------------------------------ saving
    def _save_when_due(self) -> None:
        if time.monotonic() - self._saved_at >= SAVE_EVERY:
            self._save()

    def _save(self) -> None:
        """Write down how far it is: in the journal, but nothing that Ctrl+Z takes back.

        What was read is in the index first, so that a source that is said to be read is.
        """
        if self._unsaved:
            self.folder.events.flush()
            label = f"read {len(self._unsaved)} sources"
            puts = (*self._maps, *(Put(source) for source in self._unsaved.values()))
            self.folder.keep(Together(puts, label))
            self._unsaved, self._maps = {}, {}
        if self._collected:
            self.folder.store.add_custody_of("collected", self._collected)
            self._collected = []
        self._saved_at = time.monotonic()


def ingest(
    folder: CaseFolder,
    paths: Iterable[Path],
    reader: str | None,
    zone: str | None,
    context: JobContext,
    below: Path | None = None,
    encoding: str | None = None,
) -> tuple[Source, ...]:
    """Bring files and folders in; see `OpenCase.ingest`."""
    with folder.ingesting:
        work = Ingest(folder, reader, zone, context, encoding)
        work.below = below
        work.finish()
        return tuple(work.files(files_of(paths)))


def ingest_bytes(
    folder: CaseFolder,
    name: str,
    data: bytes | BinaryIO,
    reader: str | None,
    zone: str | None,
    context: JobContext,
    encoding: str | None = None,
) -> Source:
    """Bring bytes in under a name; see `OpenCase.add_bytes`."""
    with folder.ingesting:
        work = Ingest(folder, reader, zone, context, encoding)
        return work.bytes(name, data)


def _known_of(sources: Iterable[Source]) -> dict[tuple[str, str], Source]:
    """Sources by path and digest of what was brought in: a joined one by those of each of its files."""
    known: dict[tuple[str, str], Source] = {}
    for source in sources:
        known |= {(member.path, member.object): source for member in source.members}
        known[source.path, source.object] = source
    return known


def _once(sources: list[Source]) -> list[Source]:
    """A joined source once, however many of its files were asked for."""
    joined: set[str] = set()
    kept: list[Source] = []
    for source in sources:
        if source.id not in joined:
            kept.append(source)
        if source.members:
            joined.add(source.id)
    return kept


def _size_of(path: Path) -> int:
    """A file's size; 0 where it can't be told, which sealing will say."""
    with suppress(OSError):
        return path.stat().st_size
    return 0
