"""The files of a rotated log as one source: made of sources that are in the case, by one edit that can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from workbench.casework.edits import Edit, Put, Remove, Together
from workbench.casework.folder import NO_READER, CaseFolder
from workbench.casework.ordering import Ordered, ordered, refuse
from workbench.casework.reading import read_log, with_stats
from workbench.casework.rotation import named
from workbench.casework.streams import with_stream_faults
from workbench.casework.years import with_declared
from workbench.engine.encodings import UTF8
from workbench.engine.joinedtext import Stretch
from workbench.errors import CaseReadOnly, SourceError
from workbench.jobs import JobContext
from workbench.model.case import ROTATED, Member, Problem, Source
from workbench.model.entities import bytes_citation
from workbench.model.sourcetimes import base_text
from workbench.store.objects import seal

LISTED = 6


def join(folder: CaseFolder, sources: Sequence[Source], context: JobContext) -> Source:
    """Make one source of several that are files of one log: one edit puts it in their place.

    Its text is theirs, the oldest first, a line feed between two where the first lacks one. Their sealed bytes stay as
    they came. Raises `SourceError` that says why they can't be joined; then all stays.
    """
    if folder.read_only:
        raise CaseReadOnly(folder.read_only, str(folder.path), "Open it for writing to join sources.")
    with folder.ingesting:
        reader = refuse(folder, sources)
        order = ordered(folder, sources)
        joined = _read(folder, _fresh(folder, order, reader, context), order, context)
        edits = (Put(joined), *(Remove("source", source.id) for source in order.sources), *_moved_marks(folder, joined))
        folder.do(Together(edits, f"join {len(sources)} files into {joined.name}"))
        names = ", ".join(member.name for member in joined.members[:LISTED])
        more = f" and {len(joined.members) - LISTED} more" if len(joined.members) > LISTED else ""
        folder.store.add_custody("joined", joined.path, f"{names}{more}")
    return joined


def _fresh(folder: CaseFolder, order: Ordered, reader: str, context: JobContext) -> Source:
    """The joined source as it is about to be read, its text written; what its members are is sealed."""
    members = tuple(
        Member(
            one.id,
            one.path,
            one.object,
            one.size,
            one.packing,
            one.encoding,
            one.modified,
            left_out=one.id in order.twins,
        )
        for one in order.sources
    )
    manifest = {ROTATED: [{"path": one.path, "sha256": one.object, "size": one.size} for one in members]}
    digest, _ = seal(msgspec.json.encode(manifest), folder.objects, context)
    like = next((one for one in reversed(order.sources) if one.records), order.sources[-1])
    zone = next((one for one in order.sources if one.records and one.zone_known == "declared"), like)
    source = Source(
        folder.clock.new_id(), folder.store.next_number("source"), _path(folder, order.sources), reader,
        "text" if reader == NO_READER else like.kind, digest, sum(one.size for one in members),
        zone=zone.zone, zone_known=zone.zone_known, offset_ns=like.offset_ns, correction_on=like.correction_on,
        state="pending", added=folder.clock.now(), modified=_changed(order.sources), packing=ROTATED, encoding=UTF8,
        why=like.why, members=members,
    )  # fmt: skip
    stretches = folder.streams.write_joined(source, context)
    return replace(source, members=tuple(_placed(members, stretches)))


def _path(folder: CaseFolder, sources: Sequence[Source]) -> str:
    """That of the log; of its newest file where that would be no name, or that of a source that is no part of it."""
    logs = {named(source.path).log for source in sources}
    log, own = logs.pop(), {source.id for source in sources}
    taken = any(one.path == log and one.id not in own for one in folder.notebook.sources.values())
    return sources[-1].path if logs or taken or log.rpartition("/")[2][:1] in ("", ".") else log


def _changed(sources: Sequence[Source]) -> int:
    """When the newest file that says anything was changed: years are counted back from there."""
    return next((source.modified for source in reversed(sources) if source.records and source.modified), 0)


def _placed(members: Sequence[Member], stretches: Sequence[Stretch]) -> list[Member]:
    """The members with the place of their text; one that was left out has that of the member behind it."""
    left = list(stretches)
    placed: list[Member] = []
    for member in members:
        here = left[0] if member.left_out else left.pop(0)
        problem = "its text is that of the next one" if member.left_out else here.problem
        placed.append(replace(member, start=here.start, length=here.length, lines=here.lines, problem=problem))
    return placed


def _read(folder: CaseFolder, source: Source, order: Ordered, context: JobContext) -> Source:
    """Read the joined text. Raises `SourceError` where its reader finds less in it than in its files."""
    read = with_stream_faults(folder, read_log(folder, source, context))
    if read.reader != source.reader or (not read.records and any(one.records for one in order.sources)):
        folder.forget_logs({source.id})
        what = f"{source.reader} finds nothing in its files together"
        raise SourceError(what, source.path, "They stay as they were.")
    read = _with_year(folder, read, order)
    apart = sum(one.records for one in order.sources if one.id not in order.twins)
    problems = [*order.problems, *read.problems]
    if source.reader != NO_READER and read.records != apart:
        problems.append(Problem(f"its files alone have {apart:,} records, together they are {read.records:,}"))
    unread = (one for one in order.sources if one.reader == NO_READER != source.reader and one.kind != "empty")
    problems += [
        Problem(f"no reader knew it alone; here its lines are read by {source.reader}", one.name) for one in unread
    ]
    return replace(read, problems=tuple(dict.fromkeys(problems)))


def _with_year(folder: CaseFolder, read: Source, order: Ordered) -> Source:
    """The year that was declared of its newest file is declared of the whole."""
    newest = next((one for one in reversed(order.sources) if one.records), None)
    if newest is None or newest.base_known != "declared" or read.undated != newest.undated:
        return read
    log = folder.log(read)
    return with_stats(folder, with_declared(read, log.index.stats, base_text(newest)), log)


def _moved_marks(folder: CaseFolder, joined: Source) -> list[Edit]:
    """Marks on lines of the files stand on the same lines of the joined text."""
    places = {member.source: member for member in joined.members}
    return [
        Put(replace(mark, citation=bytes_citation(joined.id, places[at.source].start + at.offset, at.length)))
        for mark in folder.notebook.marks.values()
        if (at := mark.citation).source in places and at.kind == "bytes"
    ]
