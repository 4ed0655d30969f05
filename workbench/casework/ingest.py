"""Bringing files in: sniff, seal, read, and write down how it went; what is sealed is finished later if it must be."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.casework.earlyindex import EarlyIndex
from workbench.casework.edits import Put, Together
from workbench.casework.files import Found, files_of, kind_of_unread
from workbench.casework.folder import HEAD, NO_READER, CaseFolder
from workbench.casework.indexing import task_of
from workbench.casework.pool import ReaderPool
from workbench.casework.reading import RecordReading, read_log
from workbench.casework.worker import Part
from workbench.errors import CaseReadOnly, SourceError, WorkbenchError
from workbench.jobs import Cancelled, JobContext
from workbench.model.case import Problem, Source
from workbench.model.instants import zone_named
from workbench.readers.core import Reader
from workbench.store.objects import path_of, seal, sweep

if TYPE_CHECKING:
    from workbench.model.case import SourceState

SAVE_EVERY = 1.0
SEALERS = 4
EARLY = 4 << 20
BY_REFERENCE = "it is too large to be copied into the case and is read where it lies; keep it there, unchanged"
UNFINISHED: tuple[SourceState, ...] = ("pending", "reading")


class Ingest:
    """One bringing-in. zone: for stamps without one · reader: the id of a reader, instead of choosing by content."""

    def __init__(self, folder: CaseFolder, reader: str | None, zone: str | None, context: JobContext) -> None:
        if folder.read_only:
            raise CaseReadOnly(folder.read_only, str(folder.path), "Open it for writing to bring files in.")
        if zone:
            zone_named(zone)
        self.folder, self.zone, self.context = folder, zone, context
        self.reader = _named(folder, reader) if reader else None
        self.below: Path | None = None
        self.done: dict[str, Source] = {}
        self._early: EarlyIndex | None = None
        self._unsaved: dict[str, Source] = {}
        self._collected: list[tuple[str, str]] = []
        self._saved_at = time.monotonic()
        self._known = {(source.path, source.object): source for source in folder.notebook.sources.values()}
        self._next_number = folder.store.next_number("source")

    # ------------------------------------------------------------------------------------------------ what is asked
    def files(self, found: Sequence[Found]) -> list[Source]:
        """Seal and read files; sources in the order of the files, those that couldn't be read at all as `failed`."""
        with ReaderPool() as pool, ThreadPoolExecutor(1, thread_name_prefix="index") as lines:
            self._early = EarlyIndex(self.folder, lines, self.context)
            sources = self._sealed(found, pool)
            self._read(pool, sources, lines)
            self._early.sweep()
        return [self.done.get(source.id, source) for source in sources]

    def bytes(self, name: str, data: bytes) -> Source:
        """Seal and read bytes that have no file."""
        digest, size = seal(data, self.folder.objects, self.context)
        source = self._new(name, digest, size, self.folder.clock.now())
        self._save()
        with ReaderPool() as pool, ThreadPoolExecutor(1, thread_name_prefix="index") as lines:
            self._read(pool, [source], lines)
        return self.done.get(source.id, source)

    def finish(self) -> None:
        """Read what an ended process left unfinished, and remove what it left half-copied."""
        sweep(self.folder.objects)
        left = [source for source in self.folder.notebook.sources.values() if source.state in UNFINISHED]
        if left:
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
                    sources.append(self._source_of(item, sealed))
                    if sources[-1].state in UNFINISHED and not self._by_engine(sources[-1]):
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
        with copy.open("rb") as file:
            head = file.read(HEAD)
        found = (self.reader, self.reader.sniff(head, written)) if self.reader else None
        found = found or self.folder.registry.choose(head, written)
        if found and found[0].lines and found[1].format:
            self._early.begin(written, copy, found[0].id, found[1].format)

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

    def _new(self, path: str, digest: str, size: int, modified: int) -> Source:
        """The source of sealed bytes: the one the case has when these very bytes came by this path before."""
        known = self._known.get((path, digest))
        if known is not None and not digest and (known.size, known.modified) != (size, modified):
            known = None  # read by reference, and not what it was
        if known is not None and (self.reader is None or known.reader == self.reader.id):
            return known
        reader_id, kind, zone, doubts = self._choose(path, digest)
        if known is None:
            early = self._early.id_for(path, reader_id) if self._early else ""
            source = Source(
                early or self.folder.clock.new_id(), self._take_number(), path, added=self.folder.clock.now()
            )
        else:
            source = known
        doubts = doubts if digest else (*doubts, Problem(BY_REFERENCE))
        source = replace(
            source, reader=reader_id, kind=kind, object=digest, size=size, modified=modified, state="pending",
            problems=doubts, **zone,
        )  # fmt: skip
        if known is None:
            self._collected.append((path, f"sha256 {digest}" if digest else "by reference"))
        self._known[path, digest] = self._unsaved[source.id] = source
        return source

    def _take_number(self) -> int:
        self._next_number += 1
        return self._next_number - 1

    def _choose(self, path: str, digest: str) -> tuple[str, str, dict[str, Any], tuple[Problem, ...]]:
        """The reader's id, the kind of source, the zone as far as it is known before reading, and what is doubtful."""
        with (path_of(self.folder.objects, digest) if digest else Path(path)).open("rb") as file:
            head = file.read(HEAD)
        zone: dict[str, Any] = {"zone": self.zone, "zone_known": "declared"} if self.zone else {}
        if self.reader is not None:
            chosen, sniff = self.reader, self.reader.sniff(head, path)
        else:
            found = self.folder.registry.choose(head, path)
            if found is None:
                return NO_READER, kind_of_unread(head), zone, ()
            chosen, sniff = found
        format_ = sniff.format
        if format_ is not None and format_.zone and not zone:
            zone = {"zone": format_.zone, "zone_known": "declared"}
        return chosen.id, chosen.kinds[0] if chosen.kinds else "log", zone, sniff.problems

    # ------------------------------------------------------------------------------------------------ reading
    def _read(self, pool: ReaderPool, sources: Sequence[Source], lines: ThreadPoolExecutor) -> None:
        """Read pending sources: logs by the engine in one thread, records in the worker process, both at once."""
        pending = [source for source in sources if source.state in UNFINISHED]
        records = [source for source in pending if not self._by_engine(source)]
        self._total, self._finished = max(len(pending), 1), 0
        waiting = [
            lines.submit(read_log, self.folder, source, self.context) for source in pending if self._by_engine(source)
        ]
        try:
            self._read_records(pool, records)
            for log in waiting:
                self._end(log.result())
        finally:
            lines.shutdown(wait=True, cancel_futures=True)
            self._save()
            self.folder.forget_spine()

    def _by_engine(self, source: Source) -> bool:
        return source.reader == NO_READER or self.folder.is_log(source)

    def _read_records(self, pool: ReaderPool, sources: Sequence[Source]) -> None:
        readings = {source.id: RecordReading(self.folder, source) for source in sources}
        for answer in pool.read([task_of(self.folder, source) for source in sources], self.context):
            reading = readings[answer.key]
            if isinstance(answer, Part):
                reading.add(answer.batch)
            else:
                self._end(reading.end(answer.fault, answer.where))

    def _end(self, source: Source) -> None:
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
            self.folder.keep(Together(tuple(Put(source) for source in self._unsaved.values()), label))
            self._unsaved = {}
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
) -> tuple[Source, ...]:
    """Bring files and folders in; see `OpenCase.ingest`."""
    with folder.ingesting:
        work = Ingest(folder, reader, zone, context)
        work.below = below
        work.finish()
        return tuple(work.files(files_of(paths)))


def ingest_bytes(
    folder: CaseFolder, name: str, data: bytes, reader: str | None, zone: str | None, context: JobContext
) -> Source:
    """Bring bytes in under a name; see `OpenCase.add_bytes`."""
    with folder.ingesting:
        work = Ingest(folder, reader, zone, context)
        return work.bytes(name, data)


def _size_of(path: Path) -> int:
    """A file's size; 0 where it can't be told, which sealing will say."""
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _named(folder: CaseFolder, reader_id: str) -> Reader:
    reader = folder.registry.named(reader_id)
    if reader is None:
        raise WorkbenchError(f"there is no reader called {reader_id!r}", "", "`workbench readers` lists them.")
    return reader
