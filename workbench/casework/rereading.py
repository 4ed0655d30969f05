"""A source read again in another way than was recognised: by another reader, or in another encoding of its text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.casework.edits import Put, Together
from workbench.casework.folder import NO_READER, CaseFolder, stored_as
from workbench.casework.indexing import read_records
from workbench.casework.maps import lacking, zone_of
from workbench.casework.pool import ReaderPool
from workbench.casework.reading import read_log
from workbench.casework.streams import Recognised, why_of, with_stream_faults
from workbench.engine.encodings import encoding_named
from workbench.errors import CaseReadOnly, SourceError
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.readers.core import Reader


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reader that a source could be read by. confidence: 0..1, how sure it is of the beginning · why: in words."""

    reader: str
    title: str
    lines: bool
    confidence: float
    why: str


def candidates(folder: CaseFolder, source: Source) -> tuple[Candidate, ...]:
    """Every reader with what it says of the source's beginning, the surest first."""
    found: list[Candidate] = []
    for reader in folder.registry.readers:
        seen = folder.streams.recognised(source, folder.registry, reader, source.encoding)
        confidence, why = (seen.chosen[1].confidence, seen.chosen[1].why) if seen.chosen else (0.0, "")
        found.append(Candidate(reader.id, reader.title, reader.lines, confidence, why))
    return tuple(sorted(found, key=lambda one: (-one.confidence, not one.lines, one.title.casefold())))


def read_as(
    folder: CaseFolder, source: Source, reader: str | None, encoding: str | None, context: JobContext
) -> Source:
    """Read a source by a reader, in an encoding, or both: its records are made again, one edit says so.

    The bytes stay as they came, and taking the edit back goes back to the records of before. Raises `SourceError` for
    an encoding that is none, for a source that is followed, and when that reader finds nothing in it; then all stays.
    """
    if folder.read_only:
        raise CaseReadOnly(folder.read_only, str(folder.path), "Open it for writing to read a source again.")
    asked = folder.reader_named(reader) if reader else None
    encoding = encoding_named(encoding) if encoding else source.encoding
    if source.state == "live":
        raise SourceError("it is followed", source.path, "Say how to read it once following it has ended.")
    if source.members and encoding != source.encoding:
        remedy = "Take the joining back, and say it of the file that it is about."
        raise SourceError("its files were joined, each in the encoding it is in", source.path, remedy)
    if encoding == source.encoding and (asked is None or asked.id == source.reader):
        return source
    with folder.ingesting:
        seen = _recognised(folder, source, asked, encoding)
        read = with_stream_faults(folder, _read(folder, _fresh(source, seen, encoding, asked), context))
        if asked is not None and (read.reader != asked.id or not (read.records or read.points)):
            folder.events.forget(stored_as(read))
            folder.forget_logs({source.id})
            what = f"{asked.id} finds nothing in it"
            raise SourceError(what, source.path, f"It stays as it was, read by {source.reader}.")
        label = f"read {source.name} by {read.reader}" if asked else f"read {source.name} as {encoding}"
        put, maps = Put(read, label=label), lacking(folder, folder.reader_of(read))
        folder.do(Together((*maps, put), label) if maps else put)
    return read


def _fresh(source: Source, seen: Recognised, encoding: str, asked: Reader | None) -> Source:
    """The source as it is about to be read."""
    reader, why = (NO_READER, "") if seen.chosen is None else (seen.chosen[0].id, why_of(seen.chosen[1], bool(asked)))
    doubts = seen.chosen[1].problems if seen.chosen else ()
    if zone := zone_of(seen.chosen[0] if seen.chosen else None):
        source = replace(source, zone=zone, zone_known="declared")
    return replace(
        source, encoding=encoding, packing=seen.packing, kind=seen.kind, unpacked=0, problems=doubts, state="pending",
        reader=reader, why=why, reading=source.reading + 1, records=0, series=0, points=0, lines=0, skipped=0, disorder=0,
        first=None, last=None, levels={}, host="", service="", changes=(),
    )  # fmt: skip


def _recognised(folder: CaseFolder, source: Source, asked: Reader | None, encoding: str) -> Recognised:
    """Of a source whose encoding is declared the reader stays where it still knows the text."""
    look, registry = folder.streams.recognised, folder.registry
    reader = asked or folder.reader_of(source)
    if reader is not None:
        seen = look(source, registry, reader, encoding)
        if asked is not None or seen.fits:
            return seen
    return look(source, registry, None, encoding)


def _read(folder: CaseFolder, source: Source, context: JobContext) -> Source:
    if source.reader == NO_READER or folder.is_log(source):
        return read_log(folder, source, context)
    with ReaderPool() as pool:
        (read,) = read_records(folder, pool, [source], context)
    folder.events.flush()
    return read
