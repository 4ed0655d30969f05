"""Rows of the spine as records: bytes taken apart by their format, events from the store, times corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from workbench.casework.folder import CaseFolder, Log
from workbench.casework.members import place_of
from workbench.casework.stamping import stamp_text
from workbench.engine.distinct import distinct
from workbench.engine.mixedformat import writer_of
from workbench.engine.part import Part
from workbench.engine.spine import corrected_times
from workbench.engine.stamps import NULL_T, parse_stamp
from workbench.model.case import Source
from workbench.model.instants import Instant, ZoneKnown
from workbench.model.records import KINDS, Event, Kind, Place, Record

Int64 = npt.NDArray[np.int64]
CACHED, LETTERS = 4096, 32 << 20
"""Records shown lately that are kept, and letters of their texts and fields: a few thousand long lines would fill memory."""
PARSE_LIMIT = 1 << 20
"""Bytes of one record that are decoded for showing; the rest is said, and still cited, searched and sealed."""


class PageCache:
    """Records shown lately, by row; emptied when the spine changes."""

    def __init__(self) -> None:
        self.generation = -1
        self.records: dict[int, Record] = {}
        self._letters = 0

    def of(self, generation: int) -> dict[int, Record]:
        """The records of this generation."""
        if generation != self.generation or len(self.records) > CACHED or self._letters > LETTERS:
            self.generation, self.records, self._letters = generation, {}, 0
        return self.records

    def keep(self, generation: int, records: Mapping[int, Record]) -> None:
        """Remember records by row, unless they are of another generation."""
        if generation == self.generation:
            self.records.update(records)
            self._letters += sum(len(one.body) + min(one.place.length, PARSE_LIMIT) for one in records.values())


def page(folder: CaseFolder, rows: Sequence[int] | Int64) -> tuple[Record, ...]:
    """The records of some rows, in the order asked for."""
    with folder.lock:
        spine, generation = folder.spine, folder.generation
        kept = folder.pages.of(generation)
    wanted = [int(row) for row in rows]
    found = {row: kept[row] for row in wanted if row in kept}
    missing = np.array([row for row in dict.fromkeys(wanted) if row not in found], dtype=np.int64)
    number, ats = spine.places(missing)
    for index in distinct(number).tolist():
        some = number == index
        records = records_of(folder, spine.parts[index], ats[some], missing[some])
        found.update(zip(missing[some].tolist(), records, strict=True))
    with folder.lock:
        folder.pages.keep(generation, {row: found[row] for row in missing.tolist()})
    return tuple(found[row] for row in wanted)


def records_of(folder: CaseFolder, part: Part, ats: Int64, rows: Int64 | None = None) -> list[Record]:
    """Some records of a source, in the order asked for. rows: their rows in the spine, where they are known."""
    source = next(source for source in folder.notebook.sources.values() if source.number == part.number)
    numbers = [-1] * len(ats) if rows is None else rows.tolist()
    templates = folder.templates.known(part, source, ats)
    t, ends, severity = part.times.t_of(ats).tolist(), part.t_end_of(ats).tolist(), part.severity[ats].tolist()
    if part.events:
        held = folder.events.read(part.event_of(ats).tolist())
        return [
            event_record(source, event, number, at, end, template)
            for event, number, at, end, template in zip(held, numbers, t, ends, templates, strict=True)
        ]
    log = folder.log(source)
    kinds = [KINDS[kind] for kind in part.kind[ats].tolist()]
    ranges = zip(*(column.tolist() for column in part.ranges_of(ats)), part.lines_of(ats).tolist(), strict=True)
    places = [place_of(source, offset, length, line + 1) for offset, length, line in ranges]
    naive = part.columns.naive[ats].tolist()
    return [
        log_record(log, source, place, number, at, kind, level, bare, template)
        for place, number, at, kind, level, bare, template in zip(
            places, numbers, t, kinds, severity, naive, templates, strict=True
        )
    ]


def known(t: int) -> Instant | None:
    """A column's time, or None where it is unknown."""
    return None if t == NULL_T else int(t)


def corrected(t: Instant | None, naive: bool, source: Source) -> Instant | None:
    """A time by a source's own clock as corrected ns UTC."""
    if t is None:
        return None
    offset = source.offset_ns if source.correction_on else 0
    return int(corrected_times(np.array([t]), np.array([naive]), source.zone, offset)[0])


def zone_known_of(naive: bool, source: Source) -> ZoneKnown:
    """How the zone of one stamp was known."""
    if not naive:
        return "explicit"
    return source.zone_known if source.zone_known in ("declared", "relative") else "assumed"


def event_record(source: Source, event: Event, row: int, t: int, t_end: int, template: str = "") -> Record:
    """The record of an event. t, t_end: corrected, NULL_T unknown."""
    return Record(
        id=record_id(source.id, event.place),
        t=known(t),
        source=source.path,
        source_id=source.id,
        place=event.place,
        kind=event.kind,
        row=row,
        t_end=known(t_end),
        t_observed=corrected(event.t_observed, event.naive, source),
        t_raw=event.t_raw,
        zone_known=zone_known_of(event.naive, source),
        resolution_ns=event.resolution_ns,
        correction=source.offset_ns if source.correction_on else 0,
        phase=event.phase,
        severity=event.severity,
        severity_text=event.severity_text,
        title=event.title,
        body=event.body,
        event_id=event.event_id,
        group_key=event.group_key,
        resource=event.resource,
        attributes=event.attributes,
        links=event.links,
        template=template,
    )


def record_id(source_id: str, place: Place) -> str:
    """`SOURCE:offset+length`, with the pointer where several records share their bytes."""
    return f"{source_id}:{place.offset}+{place.length}" + (f":{place.pointer}" if place.pointer else "")


def log_record(
    log: Log,
    source: Source,
    place: Place,
    row: int,
    t: int,
    kind: Kind,
    severity: int,
    naive: bool,
    template: str = "",
) -> Record:
    """The record of some lines of a log. t: corrected, NULL_T unknown · naive: its stamp has no zone."""
    text = record_text(log, place.offset, place.length)
    assert log.format is not None
    fields = log.format.parse(text)
    t_raw = stamp_text(log.format, text)
    stamp = parse_stamp(t_raw, writer_of(log.format, text).time) if t_raw else None
    return Record(
        id=record_id(source.id, place),
        t=known(t),
        source=source.path,
        source_id=source.id,
        place=place,
        kind=kind,
        row=row,
        t_raw=t_raw,
        zone_known=zone_known_of(naive, source),
        resolution_ns=stamp.resolution_ns if stamp else source.resolution_ns,
        correction=source.offset_ns if source.correction_on else 0,
        severity=severity,
        severity_text=fields.severity_text,
        title=fields.title,
        body=fields.body,
        event_id=fields.event_id,
        resource=fields.resource,
        attributes=fields.attributes,
        links=fields.links,
        template=template,
    )


def record_text(log: Log, offset: int, length: int) -> str:
    """A record's text, up to what is decoded for showing."""
    text = log.bytes.read(offset, min(length, PARSE_LIMIT)).decode("utf-8", "replace")
    return text if length <= PARSE_LIMIT else f"{text}\n[… {length - PARSE_LIMIT} bytes more …]"


def row_text(folder: CaseFolder, source: Source | None, offset: int, length: int) -> str | None:
    """The text of a record of this source that is a log, not taken apart; None for an event."""
    if source is None or not folder.is_log(source):
        return None
    return record_text(folder.log(source), offset, length)


def raw_text(folder: CaseFolder, record: Record) -> str | None:
    """A line record's own text; None for an event, whose words are its fields."""
    source = folder.known_source(record.source_id)
    if source is None or not folder.is_log(source):
        return None
    return folder.log(source).bytes.read(record.place.offset, record.place.length).decode("utf-8", "replace")


def line_record(folder: CaseFolder, source: Source, offset: int, length: int) -> Record:
    """Text that belongs to no record, as one without a time, so that it can be shown and cited."""
    log = folder.log(source)
    line = log.index.line_at(offset)
    if not length:
        following, _ = log.index.line_ranges(line + 1, line + 2)
        length = (int(following[0]) if len(following) else log.bytes.size) - offset
    text = record_text(log, offset, length).rstrip("\r\n")
    place = place_of(source, offset, length, line + 1)
    title = text.partition("\n")[0]
    return Record(record_id(source.id, place), None, source.path, source.id, place, "log", title=title, body=text)
