"""The index of a case as a whole: made with which versions, whether it is whole, and making it again from what is sealed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.casework.archives import beside
from workbench.casework.folder import stored_as
from workbench.casework.maps import map_text
from workbench.casework.pool import ReaderPool
from workbench.casework.reading import RecordReading
from workbench.casework.settling import settle
from workbench.casework.streams import is_cached, text_name
from workbench.casework.worker import Part, Task
from workbench.engine import logindex, spine
from workbench.engine.logindex import open_log_index
from workbench.errors import CaseError, SourceError, WorkbenchError
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.readers.core import RawSource, Registry
from workbench.store import events

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from workbench.casework.folder import CaseFolder

FIRST_VERSION = "1"
# A larger store of events is not read through on every opening.
CHECKED_WHOLE = 32 << 20


def versions_of(registry: Registry) -> dict[str, str]:
    """What an index depends on besides the sealed bytes: the forms of its files, and the readers (`version`, if any)."""
    made = {"columns": str(logindex.VERSION), "spine": str(spine.VERSION), "events": str(events.FORMAT)}
    return made | {f"reader {one.id}": str(getattr(one, "version", FIRST_VERSION)) for one in registry.readers}


def outdated(made: Mapping[str, str], now: Mapping[str, str], sources: tuple[Source, ...]) -> bool:
    """Whether an index was made by other versions, of the forms or of a reader that read one of these sources.

    A reader whose plug-in is gone, or came later than the index, changes nothing of what is there.
    """
    asked = {"columns", "spine", "events", *(f"reader {source.reader}" for source in sources)}
    return any(made.get(name, FIRST_VERSION) != now[name] for name in asked if name in now)


def ensure(folder: CaseFolder, context: JobContext) -> None:
    """Have a whole index in use: one that is missing, older or damaged is made again aside and then switched to.

    What happened is told by `folder.index_note`. Raises `Cancelled`, and `CaseError` when it can't be written.
    """
    if not folder.index_is_new:
        fault = _fault(folder)
        if fault:
            folder.renew_index(f"The index was damaged ({fault}) and was made again from the sealed files.")
    if folder.index_is_new:
        _make(folder, context)
        folder.use_index()
    if not folder.read_only:
        settle(folder, context)


def _fault(folder: CaseFolder) -> str:
    """What of the index can't be used, in words; empty when nothing is wrong."""
    for source in _logs(folder):
        try:
            open_log_index(folder.log_folder(source), size=folder.streams.text_size(source))
        except ValueError:
            return f"the columns of {source.name}"
        if is_cached(source) and folder.streams.header(source) is None:
            return f"the unpacked text of {source.name}"
    try:
        there = folder.events.complete()
    except CaseError as error:
        return error.what
    missing = _recorded(folder, there)
    if missing:
        return f"the records of {missing[0].name}" + (f" and {len(missing) - 1} more" if missing[1:] else "")
    return _fault_of_events(folder)


def _fault_of_events(folder: CaseFolder) -> str:
    path = folder.events.path
    if not path.is_file() or path.stat().st_size > CHECKED_WHOLE:
        return ""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError:
        return ""  # on media that can't be written: whoever asks for events reads a copy, and is told
    except sqlite3.DatabaseError:
        return path.name
    return "" if answer == "ok" else path.name


def _logs(folder: CaseFolder) -> list[Source]:
    live = [source for source in folder.notebook.sources.values() if source.state in ("ready", "failed", "kept")]
    return [source for source in live if folder.has_lines(source) and folder.object_path(source).is_file()]


def _recorded(folder: CaseFolder, there: Container[str] = ()) -> list[Source]:
    """Sources whose records or points the store of events should hold, and whose bytes are there to be read; but for those
    that are `there`: nobody need look for their bytes, which every opening of a case would wait for.
    """
    return [
        source
        for source in folder.readable()
        if (source.records or source.points)
        and stored_as(source) not in there
        and not folder.is_log(source)
        and folder.reader_of(source) is not None
        and folder.object_path(source).is_file()
    ]


def _make(folder: CaseFolder, context: JobContext) -> None:
    """Read again everything that the index should hold."""
    logs, recorded = _logs(folder), _recorded(folder)
    steps = len(logs) + len(recorded)
    for count, source in enumerate(logs):
        context.step(count / steps, f"indexing {source.name}")
        try:
            folder.log(source, _part(context, count, steps, source.name))
        except WorkbenchError:
            continue  # said again, with its name, by whoever asks for this source
    if not recorded:
        return
    with ReaderPool() as pool:
        for done, _ in enumerate(read_records(folder, pool, recorded, context), len(logs) + 1):
            context.step(done / steps, "reading records again")
    folder.events.flush()


def read_missing(folder: CaseFolder) -> None:
    """A reading was gone back to, and its records are not in the store: an index made again had no use for them."""
    there = folder.events.complete()
    missing = _recorded(folder, there)
    if missing:
        with ReaderPool() as pool:
            for _ in read_records(folder, pool, missing, JobContext()):
                pass
        folder.events.flush()


def _part(context: JobContext, done: int, steps: int, name: str) -> JobContext:
    """The progress of one of several steps, told as that of the whole; ends when the whole is to end."""
    return JobContext(lambda fraction, _text: context.step((done + max(fraction, 0.0)) / steps, f"indexing {name}"))


def read_records(
    folder: CaseFolder, pool: ReaderPool, sources: Sequence[Source], context: JobContext
) -> Iterator[Source]:
    """Read sources of records in the worker; each as it stands when it is through, a fault written into it."""
    readings = {source.id: RecordReading(folder, source) for source in sources}
    tasks: list[Task] = []
    near = beside(tuple(folder.notebook.sources.values()), folder) if sources else {}
    for source in sources:
        try:
            task = task_of(folder, source, context)
            tasks.append(replace(task, source=replace(task.source, beside=_near(source, near))))
        except (SourceError, OSError) as error:
            what, where = (error.what, "") if isinstance(error, SourceError) else (str(error.strerror), "the index")
            yield readings.pop(source.id).end(what, where)
    try:
        for answer in pool.read(tasks, context):
            if isinstance(answer, Part):
                readings[answer.key].add(answer.batch)
            else:
                folder.streams.done_with(answer.key)
                yield readings[answer.key].end(answer.fault, answer.where)
    finally:
        for task in tasks:
            folder.streams.done_with(task.key)


def _near(source: Source, near: Mapping[str, tuple[tuple[str, str], ...]]) -> tuple[tuple[str, str], ...]:
    """Small files in a source's own folder and the one above."""
    place = source.path.rpartition("/")[0]
    above, _, last = place.rpartition("/")
    own = near.get(place, ())
    # a member at the root of an archive has nothing above it that belongs to it
    return own if not last or last.endswith("!") else (*own, *near.get(above, ()))


def task_of(folder: CaseFolder, source: Source, context: JobContext) -> Task:
    """What the worker is asked to read: a plain file of the source's text. Raises `SourceError`."""
    started = folder.notebook.case.started or 0
    path, size = folder.streams.passed(source, context)
    raw = RawSource(text_name(source), str(path), size, source.modified, started)
    return Task(source.id, source.reader, raw, map_text(folder, source), folder.registry.homes.get(source.reader, ""))
