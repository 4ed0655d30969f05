"""A source whose text grows: its index goes on where it ended, its row says what is there by now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.casework.files import kind_of_unread
from workbench.casework.folder import NO_READER, Log
from workbench.casework.reading import read_log, with_stats
from workbench.casework.streams import HEAD, head_of, why_of
from workbench.casework.tail import Mark
from workbench.casework.timedoubts import Told, joined, told_between
from workbench.casework.years import dating_of
from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFormat
from workbench.engine.logindex import LogIndex, build_log_index, extend_log_index
from workbench.errors import WorkbenchError
from workbench.jobs import JobContext
from workbench.model.case import Problem, Source, SourceState
from workbench.model.instants import SECOND, iso

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

# Bytes that are taken first; then as many again as there are already.
FIRST = 64 << 20
_OF_A_LOG = {
    "records": 0, "lines": 0, "skipped": 0, "disorder": 0, "step_back": 0, "first": None, "last": None,
    "resolution_ns": 1, "levels": {},
}  # fmt: skip


class Growth:
    """One growing text: its stream, and the columns that follow it. Used by one thread at a time.

    taken: bytes that were looked at to the end, -1 before the first time; a stop in between leaves it as it was.
    """

    def __init__(
        self, folder: CaseFolder, source: Source, path: Path, reader: str | None, state: SourceState = "live"
    ) -> None:
        self._folder, self._asked, self._state = folder, reader, state
        self.stream = ByteSource(path, sealed=False)
        self.stream.begin(0)
        self.log: Log | None = None
        self.taken = -1
        self._doubts: tuple[Problem, ...] = ()
        self._kind = source.kind
        self._ends = _Ends()

    def take(self, source: Source, context: JobContext) -> tuple[Source, Log | None]:
        """Look at what came: the source as it stands now, and its columns (None: no lines yet). Raises `SourceError`.

        Of much it takes a part, so that something is shown soon; whoever asks goes on until nothing is `left`.
        """
        size = self.stream.grow(max(FIRST, 2 * self.taken))
        if self.log is None or self.taken < HEAD or self.log.folder != self._folder.log_folder(source).name:
            source = self._begin(source, size, context)
        elif size > self.log.index.size:
            target = self._folder.log_folder(source)
            index = extend_log_index(self.stream, self.log.format, target, context)
            self.log = Log(self.stream, index, self.log.format, target.name)
        self.taken = size
        return self.row(source), self.log

    def _begin(self, source: Source, size: int, context: JobContext) -> Source:
        """While the text is still short its format may become clearer, so it is looked at, and indexed, as a whole."""
        head = head_of(self.stream) if size >= HEAD else self.stream.read(0, size)
        reader_id, kind, format_, zone, why = self._format(source, head)
        source = replace(source, reader=reader_id, kind=kind, why=why)
        if zone and source.zone_known != "declared":
            source = replace(source, zone=zone, zone_known="declared")
        log = None
        if size and (format_ is not None or kind == "text"):
            target = self._folder.log_folder(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            index = build_log_index(self.stream, format_, target, context)
            log = Log(self.stream, index, format_, target.name)
        self._kind, self._ends, self.log = kind, _Ends(), log
        return source

    def _format(self, source: Source, head: bytes) -> tuple[str, str, LineFormat | None, str, str]:
        """Reader, kind, format, the zone it fixes, and why; what only a reader of records knows is followed as lines."""
        registry = self._folder.registry
        asked = registry.named(self._asked) if self._asked else None
        found = (asked, asked.sniff(head, source.path)) if asked else registry.choose(head, source.path)
        if found is None or not found[0].lines or found[1].format is None:
            self._doubts = ()
            return NO_READER, kind_of_unread(head), None, "", ""
        reader, sniff = found
        self._doubts = sniff.problems
        return (
            reader.id,
            reader.kinds[0] if reader.kinds else "log",
            sniff.format,
            sniff.format.zone if sniff.format else "",
            why_of(sniff, asked is not None),
        )

    def left(self, size: int) -> bool:
        """Whether there is more to take of a text that holds so many bytes by now."""
        return self.taken < size

    def row(self, source: Source) -> Source:
        """The source with what its columns tell."""
        source = replace(source, state=self._state, size=self.stream.size, kind=self._kind, problems=self._doubts)
        if self.log is None:
            return replace(source, **_OF_A_LOG)
        if self.log.format is None:
            what = "no reader knows its format; it can be read, searched and cited"
            read = replace(source, **_OF_A_LOG)
            return replace(read, lines=self.log.index.stats.lines, problems=(Problem(what),))
        log = self.log
        told = with_stats(self._folder, source, log, lambda dated: self._ends.of(log.index, dated))
        return replace(told, state=self._state)

    def places(self, marks: Iterable[Mark], left_out: int) -> tuple[Problem, ...]:
        """What happened to the file, as problems with time and line."""
        told: list[Problem] = []
        if left_out:
            told.append(Problem(f"{left_out} earlier truncations, rotations and deletions are not listed"))
        for mark in marks:
            line = 1
            if self.log is not None and mark.at:
                index = self.log.index
                line = index.line_at(mark.at) + 1 if mark.at < index.size else index.lines + 1
            told.append(Problem(f"{mark.what}, at {iso(mark.t // SECOND * SECOND, 0)}", f"line {line}"))
        return tuple(told)


@dataclass(slots=True)
class _Ends:
    """What the times of records tell that won't change any more: all but the last one, whose stamp may still be arriving."""

    settled: int = 0
    told: Told = Told()
    of_clock: tuple[object, ...] = ()

    def of(self, index: LogIndex, source: Source) -> Told:
        """What the times of all records tell now; costs what is new."""
        dating = dating_of(source, index.stats)
        base = None if dating is None else dating.base
        clock = source.zone, source.offset_ns if source.correction_on else 0, base
        if clock != self.of_clock or self.settled > index.records:
            self.settled, self.told, self.of_clock = 0, Told(), clock
        before_last = max(index.records - 1, 0)
        if before_last > self.settled:
            self.told = joined(self.told, told_between(index, self.settled, before_last, dating, *clock[:2]))
            self.settled = before_last
        return joined(self.told, told_between(index, before_last, index.records, dating, *clock[:2]))


def read_in_steps(folder: CaseFolder, source: Source, context: JobContext) -> Source:
    """Read a log where it lies, as `read_log` does; what is indexed so far is there already, in state `reading`."""
    if source.reader == NO_READER and source.kind != "text":
        return read_log(folder, source, context)
    growth: Growth | None = None
    try:
        growth = Growth(folder, source, Path(source.path), source.reader, "reading")
        while growth.left(source.size):
            before = growth.taken
            row, log = growth.take(source, context)
            if growth.taken == before:  # it was cut since it was measured: reading it to the end says so
                break
            with folder.lock:
                folder.rows.show(row)
                if log is not None:
                    folder.hold_log(source.id, log)
                folder.forget_spine()
    except WorkbenchError as error:
        return replace(source, state="failed", problems=(Problem(error.what, error.where),))
    except OSError as error:
        what = f"its index can't be written ({error.strerror})"
        return replace(source, state="failed", problems=(Problem(what),))
    finally:
        folder.rows.hide(source.id)
        if growth is not None and growth.log is None:
            growth.stream.close()
    return read_log(folder, source, context)
