"""Sources that are followed while somebody writes them: copied as they arrive, indexed on, sealed when it ends.

What arrives is appended to `live/<source id>.log` in the case and stays there whatever becomes of the file; the spool
is sealed as an object when following ends, when the case is closed, or on the next opening after a kill. A file over
the size in the settings is not copied: it is read where it lies, and may only grow. See `feeds` for commands.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.casework.edits import Changes, Put
from workbench.casework.feeds import Feeds, Run
from workbench.casework.folder import NO_READER
from workbench.casework.growth import FIRST, Growth
from workbench.casework.pipe import Pipe
from workbench.casework.segments import ledger_path
from workbench.casework.streams import is_cached, recognised
from workbench.casework.tail import Place, Tail, read_place
from workbench.engine.encodings import PLAIN
from workbench.engine.sharing import identity
from workbench.errors import CaseReadOnly, SourceChanged, SourceError, WorkbenchError
from workbench.jobs import Cancelled, JobContext
from workbench.model.case import Problem, Source
from workbench.model.instants import zone_named
from workbench.store.objects import adopt, path_of

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

SAVE_EVERY = 60.0
GREW: Changes = frozenset({"sources", "spine"})
NOTHING: Changes = frozenset()


@dataclass(slots=True)
class _Followed:
    """One followed source. tail: how it is copied, None where it is read by reference · file: what is read then ·
    run: where what comes is no file.
    """

    source_id: str
    tail: Tail | Pipe | None
    growth: Growth
    path: Path
    file: tuple[int, int] = (0, 0)
    remarks: tuple[Problem, ...] = ()
    run: Run | None = None
    saved: float = 0.0
    happened: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def marked(self) -> int:
        """How often something happened to the file."""
        return len(self.tail.marks) + self.tail.left_out if self.tail else 0


class Live:
    """The followed sources of one open case. Every method may be called from any thread."""

    def __init__(self, folder: CaseFolder) -> None:
        self._folder, self._feeds = folder, Feeds(folder)
        self._followed: dict[str, _Followed] = {}

    # ------------------------------------------------------------------------------------------------ rows
    def renew(self) -> None:
        """A source's zone or clock was declared: rows of followed ones follow, unless a poll is about to do it."""
        for followed in tuple(self._followed.values()):
            if followed.lock.acquire(blocking=False):
                try:
                    source = self._folder.known_source(followed.source_id)
                    if source is not None and followed.growth.log is not None:
                        self._show(followed, followed.growth.row(source))
                finally:
                    followed.lock.release()

    def _show(self, followed: _Followed, row: Source) -> None:
        marks = followed.growth.places(followed.tail.marks, followed.tail.left_out) if followed.tail else ()
        problems = tuple(dict.fromkeys((*row.problems, *followed.remarks, *marks)))
        self._folder.rows.show(replace(row, problems=problems))

    # ------------------------------------------------------------------------------------------------ beginning
    def follow(self, what: Path | str | Source, reader: str | None, zone: str | None, context: JobContext) -> Source:
        """See `OpenCase.follow`."""
        folder = self._folder
        self._must_write(zone, reader)
        with folder.ingesting:
            known = self._known(what)
            if known is not None and known.id in self._followed:
                source = known
            else:
                source = self._begin(known, Path(known.path if known else str(what)), reader, zone, context)
        self.poll(source.id, context)
        return folder.source_of(source.id)

    def hear(
        self, begin: Callable[[], Run], name: str, reader: str | None, zone: str | None, context: JobContext
    ) -> Source:
        """Follow what a command or standard input says; see `OpenCase.follow_command`."""
        self._must_write(zone, reader)
        with self._folder.ingesting:
            run = begin()
            try:
                source = self._hear(run, run.out, self._feeds.source(run, "", name, zone), reader)
            except BaseException:
                run.end()
                run.leave()
                raise
        self.poll(source.id, context)
        return self._folder.source_of(source.id)

    def _must_write(self, zone: str | None, reader: str | None) -> None:
        folder = self._folder
        if folder.read_only:
            raise CaseReadOnly(folder.read_only, str(folder.path), "Open it for writing to follow something.")
        if zone:
            zone_named(zone)
        if reader:
            folder.reader_named(reader)

    def _hear(self, run: Run, pipe: Pipe, source: Source, reader: str | None) -> Source:
        """Take what comes by a pipe for a source's text from now on; only while `ingesting` is held."""
        folder = self._folder
        spool = folder.streams.spool(source.id)
        pipe.into(spool, source.path)
        folder.keep(Put(source, label=f"began to follow {source.name}"))
        folder.store.add_custody_of("collected", [(source.path, self._feeds.told(source))])
        self._followed[source.id] = _Followed(source.id, pipe, Growth(folder, source, spool, reader), spool, run=run)
        run.ids = (*run.ids, source.id)
        return source

    def _hear_errors(self, followed: _Followed, *, wait: bool = False) -> None:
        """What a command writes as errors is a source of its own, from the first word on."""
        run, folder = followed.run, self._folder
        if run is None or run.err is None or not run.err.waiting or not folder.ingesting.acquire(blocking=wait):
            return  # while something is being brought in it waits in the pipe
        try:
            if run.err.waiting:
                first = folder.source_of(followed.source_id)
                zone = first.zone if first.zone_known == "declared" else None
                self._hear(run, run.err, self._feeds.source(run, first.path, "", zone), None)
        finally:
            folder.ingesting.release()

    def _known(self, what: Path | str | Source) -> Source | None:
        """The source that is meant, or that came from this path before."""
        if isinstance(what, Source):
            return self._folder.source_of(what.id)
        found = self._folder.known_source(str(what))
        if found is not None:
            return found
        paths = {str(what), str(Path(what).absolute())}
        live = [s for s in self._folder.notebook.sources.values() if s.path in paths and s.state != "removed"]
        return next((source for source in reversed(live) if not source.feed), None)

    def _begin(
        self, known: Source | None, path: Path, reader: str | None, zone: str | None, context: JobContext
    ) -> Source:
        folder = self._folder
        path = path.absolute()
        size = self._refuse(path, known)
        source = known or Source(
            folder.clock.new_id(), folder.store.next_number("source"), str(path), added=folder.clock.now()
        )
        if zone:
            source = replace(source, zone=zone, zone_known="declared")
        source = replace(source, state="live", modified=path.stat().st_mtime_ns)
        asked = reader or (known.reader if known and known.reader != NO_READER else None)
        if source.object or size <= folder.settings.seal_limit:
            spool, place = self._spool(source, path)
            tail = Tail(path, spool, place, folder.clock.now)
            followed = _Followed(source.id, tail, Growth(folder, source, spool, asked), path)
        else:
            growth = Growth(folder, source, path, asked)
            followed = _Followed(source.id, None, growth, path, identity(path))
            followed.remarks = (Problem("it is too large to be copied into the case and is read where it lies"),)
        folder.forget_logs({source.id})
        source = replace(source, object="", size=0 if known is None else source.size)
        folder.keep(Put(source, label=f"began to follow {source.name}"))
        folder.store.add_custody_of("collected", [(str(path), "followed as it grows")])
        self._followed[source.id] = followed
        return source

    def _refuse(self, path: Path, known: Source | None) -> int:
        """The file's size; raises `SourceError` for what can't be followed."""
        if known is not None and known.feed:
            what = "it came from a command or from standard input, and none is run again by itself"
            raise SourceError(what, known.path, "Give the command again; what comes then is another source.")
        if not path.is_file():
            raise SourceError("there is no such file to follow", str(path), "Give the path of a log.")
        seen = recognised(path, str(path), self._folder.registry)
        if seen.packing or (known is not None and known.packing):
            raise SourceError("it is packed, and can't be followed", str(path), "Bring it in instead.")
        if seen.encoding not in PLAIN or (known is not None and is_cached(known)):
            what = f"its text is {seen.encoding}; only UTF-8 can be followed"
            raise SourceError(what, str(path), "Bring it in once it is finished.")
        return path.stat().st_size

    def _spool(self, source: Source, path: Path) -> tuple[Path, Place | None]:
        """The spool, beginning with what the case has of it, and where copying stood."""
        spool = self._folder.streams.spool(source.id)
        spool.parent.mkdir(exist_ok=True)
        if not source.object:
            return spool, read_place(spool)
        scratch = spool.with_suffix(".beginning")
        shutil.copyfile(path_of(self._folder.objects, source.object), scratch)
        scratch.replace(spool)
        size = spool.stat().st_size
        place = read_place(spool)
        if place is None or place.size > size:
            place = Place(str(path), *identity(path), size, size)
        return spool, place

    # ------------------------------------------------------------------------------------------------ going on
    def poll(self, source_id: str, context: JobContext) -> Changes:
        """See `OpenCase.poll`."""
        followed = self._followed.get(source_id)
        if followed is None:
            source = self._folder.source_of(source_id)
            if source.feed:
                return NOTHING  # it ended by itself, which its row says
            raise SourceError("it is not followed", source.path)
        with followed.lock:
            if self._followed.get(source_id) is not followed:
                return NOTHING
            if self._folder.store.notebook.sources.get(source_id) is None:
                self._taken_out(followed)
                return NOTHING
            over = followed.run is not None and followed.run.over(followed.tail)
            grew = self._go_on(followed, context)
            while followed.tail is not None and followed.tail.pending:
                grew = self._go_on(followed, context) or grew
            self._hear_errors(followed)
            if over:
                self._seal(followed, context)
                grew = True
        return GREW if grew else NOTHING

    def _taken_out(self, followed: _Followed) -> None:
        """It was taken out of the case; a command's other output goes on as long as it is there."""
        self._drop(followed)
        if followed.run is not None and not any(other.run is followed.run for other in self._followed.values()):
            followed.run.end()
            followed.run.leave()

    def _go_on(self, followed: _Followed, context: JobContext) -> bool:
        """Take in what came, of much a part; whether anything did."""
        fault: SourceError | None = None
        tail, growth = followed.tail, followed.growth
        try:
            size = tail.copy(context, max(FIRST, tail.size)) if tail else self._size_there(followed)
        except SourceError as error:
            size, fault = tail.size if tail else growth.taken, error
        grew = growth.left(size)
        if grew or followed.marked != followed.happened or fault:
            self._take(followed, fault, context)
        while not fault and growth.left(size):
            self._take(followed, fault, context)
        if fault:
            raise fault
        return grew

    def _take(self, followed: _Followed, fault: SourceError | None, context: JobContext) -> None:
        """Index what came, show it, and write the row down when something happened or it is due."""
        folder = self._folder
        source = folder.source_of(followed.source_id)
        if fault is not None and followed.tail is None:
            row, log = source, followed.growth.log
            followed.remarks = tuple(dict.fromkeys((*followed.remarks, Problem(fault.what))))
        else:
            source = replace(source, modified=_changed(followed.path, source.modified))
            row, log = followed.growth.take(source, context)
        with folder.lock:
            self._show(followed, row)
            if log is not None:
                folder.hold_log(followed.source_id, log)
            folder.forget_spine()
        happened = followed.marked
        if happened != followed.happened or time.monotonic() - followed.saved > SAVE_EVERY:
            followed.happened, followed.saved = happened, time.monotonic()
            if followed.tail is not None:
                followed.tail.settle()
            folder.keep(Put(folder.source_of(followed.source_id), label=f"followed {row.name}"))

    def _size_there(self, followed: _Followed) -> int:
        """What a file read by reference holds; one that was truncated or replaced can't be gone on with."""
        try:
            there, size = identity(followed.path), followed.path.stat().st_size
        except OSError as error:
            what = "the file was deleted; what was read of it can't be read again once the case is closed"
            raise SourceError(what, str(followed.path), "Put it back, or end following it.") from error
        if there != followed.file or size < followed.growth.stream.size:
            what = "the file was truncated or replaced, and is too large to have been copied"
            raise SourceChanged(what, str(followed.path), "End following it and bring it in again.")
        return size

    # ------------------------------------------------------------------------------------------------ ending
    def unfollow(self, source_id: str, context: JobContext) -> Source:
        """See `OpenCase.unfollow`."""
        followed = self._followed.get(source_id)
        if followed is None:
            source = self._folder.source_of(source_id)
            if source.feed:
                return source
            raise SourceError("it is not followed", source.path)
        if followed.run is not None:
            followed.run.end()
            self._hear_errors(followed, wait=True)
            for other in followed.run.ids:
                self._end(self._followed.get(other), context)
            followed.run.leave()
        else:
            self._end(followed, context)
        return self._folder.source_of(source_id)

    def _end(self, followed: _Followed | None, context: JobContext) -> None:
        if followed is None:
            return
        with followed.lock:
            if followed.run is not None:
                followed.run.drain(followed.tail)
            with suppress(SourceError):
                self.poll(followed.source_id, context)
            if followed.source_id in self._followed:
                self._seal(followed, context)

    def _seal(self, followed: _Followed, context: JobContext) -> Source:
        """End it: what was copied becomes an object of the case."""
        folder, row = self._folder, self._folder.source_of(followed.source_id)
        digest = ""
        if followed.tail is not None:
            followed.tail.settle()
            digest = followed.tail.digest(context)
        state = "ready" if folder.is_log(row) and followed.growth.log is not None else "kept"
        row = replace(row, object=digest, state=state, size=followed.growth.stream.size)
        if followed.run is not None:
            row = self._feeds.ended(row, followed.run)
        self._drop(followed)
        # said before it is done: a process killed in between finds the spool, and does it on the next opening
        folder.keep(Put(row, label=f"ended following {row.name}"))
        if followed.tail is not None:
            adopt(followed.tail.spool, folder.objects, digest)
            folder.store.add_custody_of("collected", [(row.path, f"sha256 {digest}{self._feeds.how(row)}")])
        if followed.run is not None:
            ledger_path(followed.tail.spool if followed.tail else followed.path).unlink(missing_ok=True)
        return row

    def _drop(self, followed: _Followed) -> None:
        if followed.tail is not None:
            followed.tail.close()
        self._followed.pop(followed.source_id, None)
        self._folder.rows.hide(followed.source_id)
        self._folder.forget_logs({followed.source_id})
        if followed.growth.log is None:
            followed.growth.stream.close()

    def close(self) -> None:
        """The case is closed: seal all."""
        for followed in tuple(self._followed.values()):
            if followed.run is not None:
                followed.run.ask_to_end()
        for source_id in tuple(self._followed):
            with suppress(WorkbenchError, Cancelled, OSError):  # what can't be sealed now is on the next opening
                self.unfollow(source_id, JobContext())


def _changed(path: Path, before: int) -> int:
    """When a file was written to last; as it was known before where it is gone."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return before
