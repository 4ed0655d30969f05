"""The parts of one open case: notebook, sealed objects, index, spine; what the modules of this room work on."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.casework.edits import Edit
from workbench.casework.history import Changes, History, Undone
from workbench.casework.liverows import LiveRows
from workbench.casework.maps import kept_readers, named_map
from workbench.casework.mixing import format_from
from workbench.casework.streams import Streams, is_cached
from workbench.clock import Clock
from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFormat
from workbench.engine.logindex import LogIndex, build_log_index, open_log_index
from workbench.engine.spine import Spine
from workbench.errors import CaseError, CaseLocked, CaseReadOnly, CitationError, WorkbenchError
from workbench.jobs import JobContext
from workbench.model.case import CaseRecord, Source
from workbench.model.instants import Instant
from workbench.model.notebook import Notebook
from workbench.model.records import KINDS
from workbench.query.columns import timed_of_kinds
from workbench.query.evaluate import LeafMemory
from workbench.readers.core import Reader, Registry, load_registry
from workbench.settings import Settings
from workbench.store.events import EventStore
from workbench.store.generations import Generations
from workbench.store.notebook import NotebookStore

if TYPE_CHECKING:
    from workbench.casework.code import Deploys, Repositories, Traces
    from workbench.casework.metrics import Metrics
    from workbench.casework.templates import CaseTemplates

NO_READER = "none"
OF_THE_DAY = tuple(KINDS.index(kind) for kind in ("log", "http", "span", "error", "alert"))


def stored_as(source: Source) -> str:
    """What its records are filed under in the store of events; those of an earlier reading stay, to be gone back to."""
    return f"{source.id}#{source.reading}" if source.reading else source.id


@dataclass(slots=True)
class Log:
    """A source of lines: its text, its columns, and how a record is taken apart (None: lines only).

    folder: where its columns lie, which says by what reader and in what encoding it was read.
    """

    bytes: ByteSource
    index: LogIndex
    format: LineFormat | None
    folder: str = ""

    def record_at(self, offset: int) -> int:
        """Index of the record that holds the byte at `offset`, -1 when none does."""
        at = self.index.record_at(offset)
        if at < 0:
            return -1
        starts, lengths = self.index.record_ranges(at, at + 1)
        return at if offset < int(starts[0]) + int(lengths[0]) else -1


class CaseFolder:
    """One open case. Its parts are opened when first asked for; every method may be called from any thread."""

    def __init__(self, store: NotebookStore, read_only: str, clock: Clock, settings: Settings) -> None:
        from workbench.casework.code import Deploys, Repositories, Traces
        from workbench.casework.live import Live
        from workbench.casework.members import Moved
        from workbench.casework.metrics import Metrics
        from workbench.casework.pages import PageCache
        from workbench.casework.templates import CaseTemplates

        self.path = store.folder
        self.store, self.history = store, History(store)
        self.read_only, self.clock, self.settings = read_only, clock, settings
        self._registry: Registry = load_registry()
        self._with_maps: tuple[object, Registry] | None = None
        self._aside: tempfile.TemporaryDirectory[str] | None = None
        self.objects = self.path / "objects"
        self.generations = Generations(self.path / "index")
        self.index_is_new, self.index_note = False, ""
        self.streams, self.rows, self.live = Streams(self), LiveRows(), Live(self)
        self.index = self._index_folder()
        self.events = self._event_store()
        self.generation = 0
        self.lock = threading.RLock()
        self.ingesting = threading.Lock()
        self._making = threading.Lock()
        self._logs: dict[str, Log] = {}
        self._retired: list[Log] = []
        self._spine: Spine | None = None
        self.memory = LeafMemory()
        self._middle: tuple[int, Instant | None] = (-1, None)
        self.metrics: Metrics = Metrics(self)
        self.repositories: Repositories = Repositories(self)
        self.deploys: Deploys = Deploys(self)
        self.traces: Traces = Traces(self)
        self.templates: CaseTemplates = CaseTemplates(self)
        self.pages = PageCache()
        self.moved = Moved(self)

    def _index_folder(self) -> Path:
        """The generation in use; a new one, to be filled, where there is none of today's versions."""
        from workbench.casework.indexing import outdated, versions_of

        current = self.generations.current()
        if current is not None:
            sources = tuple(self.notebook.sources.values())
            if not outdated(self.generations.versions(current), versions_of(self.registry), sources):
                return current
            self.index_note = "The index was of another version and was made again from the sealed files."
        elif self.notebook.sources:
            self.index_note = "The index was missing and was made again from the sealed files."
        return self._new_index()

    def _new_index(self) -> Path:
        """An empty index that nobody uses yet; a case that can't be written gets one for as long as it is open."""
        from workbench.casework.indexing import versions_of

        self.index_is_new = True
        if not self.read_only:
            self.generations.sweep()
            return self.generations.begin(versions_of(self.registry))
        self._aside = self._aside or tempfile.TemporaryDirectory(prefix="workbench-index-", ignore_cleanup_errors=True)
        return Path(self._aside.name)

    @property
    def index_is_ours(self) -> bool:
        """Whether the index may be written: of the case, or for as long as it is open."""
        return not self.read_only or self._aside is not None

    def _event_store(self) -> EventStore:
        return EventStore(self.index / "events.db", write=self.index_is_ours)

    def renew_index(self, note: str) -> None:
        """Begin an index anew beside the one in use; `note` says why. Raises `CaseError` when it can't be written."""
        self.events.close()
        self.index, self.index_note = self._new_index(), note
        self.events = self._event_store()

    def use_index(self) -> None:
        """The new index holds everything: use it from now on."""
        self.index_is_new = False
        if self._aside is None:
            self.events.flush()
            self.generations.switch(self.index)

    # ------------------------------------------------------------------------------------------------ notebook
    @property
    def notebook(self) -> Notebook:
        """The snapshot as of the last edit, with followed sources as they stand now."""
        return self.rows.over(self.store.notebook)

    def do(self, edit: Edit) -> Changes:
        """Apply an edit; a changed source makes the spine anew."""
        with self.lock:
            changes = self.history.do(edit)
        return self._after(changes)

    def keep(self, edit: Edit) -> Changes:
        """Apply what is nobody's decision (how far reading a source is); never undone."""
        with self.lock:
            changes = self.history.keep(edit)
        return self._after(changes)

    def undo(self) -> Undone | None:
        """Take the newest edit back."""
        with self.lock:
            undone = self.history.undo()
        if undone is not None:
            self._went_back(undone.changes)
        return undone

    def redo(self) -> Undone | None:
        """Apply what was taken back last."""
        with self.lock:
            redone = self.history.redo()
        if redone is not None:
            self._went_back(redone.changes)
        return redone

    def _went_back(self, changes: Changes) -> None:
        from workbench.casework.indexing import read_missing

        if "spine" in changes:
            read_missing(self)
        self._after(changes)

    def _after(self, changes: Changes) -> Changes:
        if "spine" in changes:
            self.live.renew()
            self.forget_spine()
        elif "sources" in changes:
            self.pages.generation = -1
        return changes

    # ------------------------------------------------------------------------------------------------ spine
    @property
    def spine(self) -> Spine:
        """All records in order of corrected time; made anew when a source or its clock changed."""
        from workbench.casework.clocks import spine_of

        with self.lock:
            if self._spine is None:
                self._spine = spine_of(self)
            return self._spine

    def day(self) -> Instant:
        """An instant of the day that a time without a date means: the incident's start, else the middle log record's.

        The middle one: a stray stamp, or a log that begins the day before, must not decide.
        """
        if self.notebook.case.started is not None:
            return self.notebook.case.started
        with self.lock:
            generation, spine = self.generation, self.spine
            if self._middle[0] != generation:
                logs = timed_of_kinds(spine, OF_THE_DAY)
                self._middle = (generation, int(spine.t[logs[len(logs) // 2]]) if logs else None)
            middle = self._middle[1]
        return self.clock.now() if middle is None else middle

    def forget_spine(self) -> None:
        """A source came, went or changed its clock: rows of before are stale."""
        with self.lock:
            self._spine = None
            self.generation += 1

    def hold_log(self, source_id: str, log: Log) -> None:
        """A followed source's columns from now on; those of before read the same bytes, and need no closing."""
        self._logs[source_id] = log

    def forget_logs(self, source_ids: set[str]) -> None:
        """These sources are read again: let go of their columns; another thread may still read their bytes."""
        with self.lock:
            self._retired.extend(self._logs.pop(source_id) for source_id in source_ids & set(self._logs))

    # ------------------------------------------------------------------------------------------------ sources
    @property
    def registry(self) -> Registry:
        """All readers there are here, and those made of the maps that the case holds."""
        kept = self.store.notebook.maps
        if self._with_maps is None or self._with_maps[0] is not kept:
            self._with_maps = (kept, self._registry.with_more(kept_readers(kept.values())))
        return self._with_maps[1]

    def known_source(self, source_id: str) -> Source | None:
        """A source of the case by id, or None."""
        return self.notebook.sources.get(source_id)

    def source_of(self, source_id: str) -> Source:
        """A source by id; raises `CitationError` when the case has none of it."""
        source = self.known_source(source_id)
        if source is None:
            raise CitationError("the case has no such source", source_id, "It may have been taken out.")
        return source

    def readable(self) -> tuple[Source, ...]:
        """Sources whose records and points count: read to the end, as far as they were whole, or by now."""
        live = (source for source in self.notebook.sources.values() if _is_readable(source))
        return tuple(sorted(live, key=lambda source: source.number))

    def reader_of(self, source: Source) -> Reader | None:
        """The reader that read a source; None when nobody could or its plug-in is gone."""
        return self.registry.named(source.reader)

    def reader_named(self, reader_id: str) -> Reader:
        """A reader by id. Raises `WorkbenchError` when there is none."""
        reader = self.registry.named(reader_id) or named_map(self.registry, reader_id)
        if reader is None:
            raise WorkbenchError(f"there is no reader called {reader_id!r}", "", "`workbench readers` lists them.")
        return reader

    def is_log(self, source: Source) -> bool:
        """Whether its records are found by a line format."""
        reader = self.reader_of(source)
        return reader is not None and reader.lines

    def has_lines(self, source: Source) -> bool:
        """Whether it is text with a line index: a log, or text that nobody could read."""
        return source.lines > 0 and (self.is_log(source) or source.reader == NO_READER)

    def object_path(self, source: Source) -> Path:
        """Where a source's own bytes lie: sealed, or by reference when it was too large to copy."""
        return self.streams.path(source)

    @contextlib.contextmanager
    def bytes_of(self, source: Source) -> Iterator[ByteSource]:
        """A source's text, open for as long as the `with` lasts. Raises `SourceError` when its bytes are gone."""
        with self.streams.open(source) as held:
            yield held

    def format_of(self, source: Source, context: JobContext | None = None) -> LineFormat | None:
        """How the source's lines are read, found again from its head; None when it has lines only."""
        if (reader := self.reader_of(source)) is None or not reader.lines:
            return None
        with self.streams.open(source, context) as held:
            return format_from(reader, source, held, self.registry)

    def log_folder(self, source: Source) -> Path:
        """Where a log's columns lie; those of another reader or encoding lie elsewhere."""
        text = f"-{source.encoding}" if is_cached(source) else ""
        return self.index / "logs" / f"{source.id}-{source.readers}{text}"

    def log(self, source: Source, context: JobContext | None = None) -> Log:
        """A log's bytes and columns; columns that are missing or of an older version are made again.

        Making them takes long, so nobody who asks for another log waits for it.
        """
        held = self._held_log(source)
        if held is not None:
            return held
        with self._making:
            held = self._held_log(source)
            if held is None:
                held = self._opened_log(source, context)
                with self.lock:
                    self._logs[source.id] = held
            return held

    def _held_log(self, source: Source) -> Log | None:
        """The columns in use, unless they are of another reader or encoding (which an edit or its undoing changed)."""
        with self.lock:
            held = self._logs.get(source.id)
            if held is not None and held.folder != self.log_folder(source).name:
                self._retired.append(self._logs.pop(source.id))
                return None
            return held

    def _opened_log(self, source: Source, context: JobContext | None) -> Log:
        format_ = self.format_of(source, context)
        stream = self.streams.open(source, context)
        try:
            columns = self._columns(source, stream, format_, context)
            return Log(stream, columns, format_, self.log_folder(source).name)
        except BaseException:
            stream.close()
            raise

    def _columns(
        self, source: Source, stream: ByteSource, format_: LineFormat | None, context: JobContext | None
    ) -> LogIndex:
        folder = self.log_folder(source)
        try:
            return open_log_index(folder)
        except ValueError:
            folder.parent.mkdir(parents=True, exist_ok=True)
            return build_log_index(stream, format_, folder, context or JobContext())

    def close(self) -> None:
        """Let go of everything; the lock last. The spine stays: who paints late must not open logs again for it."""
        self.live.close()
        with self.lock:
            for log in (*self._logs.values(), *self._retired):
                log.bytes.close()
            self._logs.clear()
            self._retired.clear()
            self.events.close()
            self.store.close()
            if self._aside is not None:
                self._aside.cleanup()
                self._aside = None


def _is_readable(source: Source) -> bool:
    return source.state in ("ready", "failed", "live") or (source.state == "reading" and source.records > 0)


def create_folder(path: Path, record: CaseRecord, clock: Clock, settings: Settings) -> CaseFolder:
    """Make a case and open it. Raises `CaseError`."""
    folder = CaseFolder(NotebookStore.create(path, record, clock, settings.author), "", clock, settings)
    folder.use_index()
    return folder


def open_folder(path: Path, write: bool, clock: Clock, settings: Settings) -> CaseFolder:
    """Open a case; where it can't be written, for reading, with the reason. Raises `CaseError`, `CaseTooNew`."""
    reason = "" if write else "it was opened for reading"
    if write:
        try:
            store = NotebookStore.open(path, write=True, clock=clock, author=settings.author)
            return CaseFolder(store, "", clock, settings)
        except (CaseLocked, CaseReadOnly) as error:
            reason = error.what
    store = NotebookStore.open(path, write=False, clock=clock, author=settings.author)
    return CaseFolder(store, reason, clock, settings)


__all__ = ["CaseError", "CaseFolder", "Log", "create_folder", "open_folder"]
