"""The rows of the log a page at a time: from numbers of the spine to what the table shows, the newest pages kept."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workbench.casework.carriers import bare_id
from workbench.engine.selection import Selection
from workbench.jobs import Start
from workbench.model.code import Frame
from workbench.model.entities import Citation, Entity, bytes_citation
from workbench.model.instants import clock_text
from workbench.model.records import Record
from workbench.model.severity import level_name
from workbench.panels.logs.piecewise import LargeRecord, is_long
from workbench.panels.logs.trace import TEXT_LIMIT, body_lines, chip_text, trace_of
from workbench.views.log.ansi import coloured
from workbench.views.log.rows import BodyLine, BodyPage, LogRow
from workbench.views.log.text import harmless

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

KEPT, LETTERS, SURELY = 1500, 16 << 20, 100
"""Rows that are kept, letters of their texts beyond which fewer are, and how many are kept whatever they hold."""
HELD_LINES = 1600
"""Lines under a record's first that are held; what stands behind them is read in pages when it is asked for."""
FEW, HEAVY = 6, 1 << 21
"""Rows that are read at once whatever they are; bytes of records above which more of them are read in the background."""
SLOW_S = 0.05
"""A page that took longer than this makes the next ones come in the background."""

FIELDS, FIELD_LENGTH = 12, 80
MARKED = 1 << 16
"""Characters of a text in which the id that is lit is looked for while its row is painted."""
UNSHOWN = frozenset({"thread.name", "code.namespace", "exception.stacktrace"})
"""Attributes that say where in the program a line was written, which would bury the message."""
VAGUE = frozenset({"address", "code", "id", "name", "original", "size", "type", "version"})

Rows = npt.NDArray[np.int64] | Selection


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as the panel keeps it. names: what it carries of entities, as (type, value) and (empty, value)."""

    record: Record
    row: LogRow
    names: frozenset[tuple[str, str]]


class ShownFields:
    """A record's fields for columns of their own, read when the first of them is asked for."""

    __slots__ = ("_fields", "_record")

    def __init__(self, record: Record) -> None:
        self._record = record
        self._fields: dict[str, str] | None = None

    def __call__(self) -> dict[str, str]:
        """By full name."""
        if self._fields is None:
            self._fields = shown_fields(self._record)
        return self._fields


class Pages:
    """`rows` are the spine rows shown, ascending. arrived(): rows that were waited for are here."""

    def __init__(self, case: OpenCase, start: Start, arrived: Callable[[], None]) -> None:
        self._case, self._start, self._arrived = case, start, arrived
        self.rows: Rows = np.empty(0, np.int64)
        self._kept: OrderedDict[int, Shown] = OrderedDict()
        self._letters = 0
        self._own: dict[tuple[str, str, str], bool] = {}
        self._generation = case.generation
        self._slow = False
        self._asked: set[int] = set()

    def forget(self) -> None:
        """Drop all pages: records moved or changed."""
        self._kept.clear()
        self._letters = 0
        self._own.clear()
        self._asked.clear()
        self._generation = self._case.generation

    def fetch(self, start: int, stop: int) -> Sequence[LogRow | None]:
        """The rows at positions [start, stop) of `rows`; None for those that are being read."""
        wanted = [int(row) for row in self.rows[start:stop]]
        missing = [row for row in wanted if row not in self._kept]
        if missing:
            self._read(missing)
        return [self._row(row) for row in wanted]

    def shown(self, row: int) -> Shown | None:
        """What is kept of a spine row."""
        return self._kept.get(row)

    def newest(self, count: int) -> list[int]:
        """The spine rows read or asked for last, as many at most."""
        return list(islice(reversed(self._kept), count))

    def record(self, row: int) -> Record | None:
        """The record of a spine row, read if need be; None when there is no such row."""
        if row < 0 or row >= self._case.spine.rows:
            return None
        if row not in self._kept:
            self._keep(self._case.page([row]))
        found = self._kept.get(row)
        return found.record if found else None

    def _row(self, row: int) -> LogRow | None:
        found = self._kept.get(row)
        if found is None:
            return None
        self._kept.move_to_end(row)
        return found.row

    def _read(self, rows: list[int]) -> None:
        if not self._slow and not self._heavy(rows):
            began = time.perf_counter()
            self._keep(self._case.page(rows))
            self._slow = time.perf_counter() - began > SLOW_S
            return
        rows = [row for row in rows if row not in self._asked]
        if rows:
            self._asked.update(rows)
            generation = self._generation
            self._start(
                "Reading log lines", lambda _context: self._timed(rows), lambda page: self._came(page, generation)
            )

    def _heavy(self, rows: list[int]) -> bool:
        """Whether these records are too much text to be read while the window waits."""
        if len(rows) <= FEW:
            return False
        return int(np.sum(self._case.spine.length[np.array(rows, np.int64)])) > HEAVY

    def _timed(self, rows: list[int]) -> tuple[tuple[Record, ...], float]:
        began = time.perf_counter()
        return self._case.page(rows), time.perf_counter() - began

    def _came(self, answer: tuple[tuple[Record, ...], float], generation: int) -> None:
        page, seconds = answer
        self._slow = seconds > SLOW_S
        self._asked.clear()
        if generation == self._case.generation:
            self._keep(page)
            self._arrived()

    def _keep(self, page: Sequence[Record]) -> None:
        for record in page:
            before = self._kept.pop(record.row, None)
            self._letters += len(record.body) - (len(before.record.body) if before is not None else 0)
            self._kept[record.row] = self._shown(record)
        while len(self._kept) > KEPT or (self._letters > LETTERS and len(self._kept) > SURELY):
            self._letters -= len(self._kept.popitem(last=False)[1].record.body)

    # ------------------------------------------------------------------------------------------- records to rows
    def _shown(self, record: Record) -> Shown:
        text = _text_of(record)
        first, _, rest = text[:TEXT_LIMIT].partition("\n")
        if len(text) > TEXT_LIMIT:
            rest = rest.rpartition("\n")[0]
        summed_up = not rest.strip() and bool(record.title) and not first.startswith(record.title[:40])
        count = rest.count("\n") + 1 if rest.strip() else 0
        chip = ""
        if count:
            trace = trace_of(self._case, record)
            chip = chip_text(count, trace, self.owner(record), rest.partition("\n")[0])
        message, inks = coloured(record.title if summed_up else first.rstrip("\r"))
        fields = harmless(fields_text(record, message if summed_up else text))
        row = LogRow(
            row=record.row,
            time=clock_text(record.t, 3, self._case.notebook.case.zone) if record.t is not None else "no time",
            level=level_name(record.severity),
            source=_source_name(record.file_name),
            message=f"{message}  {fields}" if fields else message,
            chip=chip,
            quiet=len(message) if fields else -1,
            more=summed_up,
            body=lambda: self._body(record, first if summed_up else rest),
            t=record.t,
            fields=ShownFields(record),
            inks=inks,
        )
        return Shown(record, self._large(record, row, first, count), _names(record))

    def _large(self, record: Record, row: LogRow, first: str, count: int) -> LogRow:
        """A row whose record is more than is held of it: its line and the lines under it are read piece by piece."""
        large = record.place.length > TEXT_LIMIT or count >= HELD_LINES
        if not (large or is_long(first)) or not record.place.length or record.place.pointer:
            return row
        held = LargeRecord(self._case, record)
        long = None
        if is_long(first) and not row.more:
            long = held.line(first, len(first.encode()) if len(first) < TEXT_LIMIT else record.place.length)
        if not large or not count:
            return replace(row, long=long)

        def rest(at: int) -> BodyPage:
            start = at or held.after_lines(1 + min(count, HELD_LINES))
            return held.lines_from(start) if start >= 0 else ((), -1)

        chip = row.chip
        if record.place.length > TEXT_LIMIT:
            chip = chip.replace(f"{count:,} line", f"more than {count:,} line", 1)
        return replace(row, long=long, chip=chip, rest_at=0, rest=rest)

    def _body(self, record: Record, rest: str) -> tuple[BodyLine, ...]:
        texts = [line.rstrip("\r") for line in rest.split("\n", HELD_LINES)[:HELD_LINES]]
        while texts and not texts[-1].strip():
            texts.pop()
        return body_lines(texts, trace_of(self._case, record), self.owner(record))

    def owner(self, record: Record) -> Callable[[Frame], bool]:
        """Whether a frame of this record's trace is our own code: a repository of the case holds its file."""
        service = str(record.resource.get("service.name", ""))

        def own(frame: Frame) -> bool:
            key = (frame.file, frame.module, frame.function)
            if key not in self._own:
                self._own[key] = self._case.holds_frame(frame, record.t or 0, service)
            return self._own[key]

        return own


def _text_of(record: Record) -> str:
    """The record's whole text; a stack trace that stands in a field of its own is put under it."""
    text = record.body or record.title
    if record.kind != "log" and record.title and record.body and not record.body.startswith(record.title):
        text = f"{record.title}\n{record.body}"
    trace = record.attributes.get("exception.stacktrace")
    if isinstance(trace, str) and trace and trace[:80] not in text:
        text = f"{text}\n{trace}"
    return text


def fields_text(record: Record, text: str) -> str:
    """Further fields that a text does not show, as `name=value`, trace ids last."""
    shown = text[:TEXT_LIMIT]
    parts: list[tuple[bool, str]] = []
    for name, value in record.attributes.items():
        word = str(value)
        if name in UNSHOWN or not isinstance(value, str | int | float) or "\n" in word or word in shown:
            continue
        parts.append((name.endswith("_id"), f"{shown_name(name)}={word[:FIELD_LENGTH]}"))
    return " ".join(part for _last, part in sorted(parts, key=lambda pair: pair[0])[:FIELDS])


def shown_fields(record: Record) -> dict[str, str]:
    """What a record carries by full name, harmless, for columns of their own."""
    return {name: harmless(str(value)[:FIELD_LENGTH]) for name, value in (*record.resource.items(),
            *record.attributes.items())}  # fmt: skip


def shown_name(name: str) -> str:
    """The last part of a field's name, the last two where one says too little: `status_code`, `client.address`."""
    parts = name.split(".")
    return ".".join(parts[-2:]) if parts[-1] in VAGUE else parts[-1]


@lru_cache(256)
def _source_name(name: str) -> str:
    return harmless(name)


def _names(record: Record) -> frozenset[tuple[str, str]]:
    named = {(link.type, link.value) for link in record.links}
    named |= {("", str(value)) for value in record.resource.values() if isinstance(value, str)}
    for key, short in (("service.name", "service"), ("host.name", "host"), ("user.id", "user_id")):
        value = record.resource.get(key) or record.attributes.get(key)
        if value:
            named.add((short, str(value)))
    return frozenset(named)


def carries(shown: Shown, entity: Entity) -> bool:
    """Whether a record names an entity, or its text holds the id, as `query_of` finds it: marks and counts agree.

    Of a long text only the beginning is looked at.
    """
    if (entity.type, entity.value) in shown.names or ("", entity.value) in shown.names:
        return True
    bare = bare_id(entity)
    if not bare:
        return False
    text = shown.record.body[:MARKED]
    return bare in text or bare in text.lower()


def citation_of(record: Record) -> Citation:
    """What a record is cited by."""
    return bytes_citation(record.source_id, record.place.offset, record.place.length)
