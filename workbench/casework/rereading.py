"""A source read again in another way than was recognised: a person declares the encoding of its text."""

from __future__ import annotations

from dataclasses import replace

from workbench.casework.edits import Put
from workbench.casework.folder import NO_READER, CaseFolder
from workbench.casework.indexing import read_records
from workbench.casework.pool import ReaderPool
from workbench.casework.reading import read_log
from workbench.casework.streams import Recognised, recognised, with_stream_faults
from workbench.engine.encodings import encoding_named
from workbench.errors import CaseReadOnly, SourceError
from workbench.jobs import JobContext
from workbench.model.case import Source


def set_encoding(folder: CaseFolder, source: Source, encoding: str, context: JobContext) -> Source:
    """Read a source's text in the encoding of that name: its index is made again, one edit says so.

    The bytes stay as they came. Raises `SourceError` for an encoding that is none, and for a source that is followed.
    """
    encoding = encoding_named(encoding)
    if folder.read_only:
        raise CaseReadOnly(folder.read_only, str(folder.path), "Open it for writing to declare an encoding.")
    if source.state == "live":
        raise SourceError("it is followed", source.path, "Declare its encoding once following it has ended.")
    if encoding == source.encoding:
        return source
    with folder.ingesting:
        seen = _recognised(folder, source, encoding)
        fresh = replace(
            source, encoding=encoding, packing=seen.packing, kind=seen.kind, unpacked=0, problems=(), state="pending",
            reader=seen.chosen[0].id if seen.chosen else NO_READER,
        )  # fmt: skip
        by_engine = fresh.reader == NO_READER or folder.is_log(fresh)
        read = with_stream_faults(folder, _read(folder, fresh, by_engine, context))
        edit = Put(read, label=f"read {source.name} as {encoding}")
        # Records in the store of events are of one reading only, so taking this back would show others than are there.
        _ = folder.do(edit) if by_engine else folder.keep(edit)
    return read


def _recognised(folder: CaseFolder, source: Source, encoding: str) -> Recognised:
    """Its reader stays where it still knows the text."""
    path, registry = folder.object_path(source), folder.registry
    reader = folder.reader_of(source)
    if reader is not None:
        seen = recognised(path, source.path, registry, reader, encoding)
        if seen.chosen is not None and (seen.chosen[1].confidence > 0 or seen.chosen[1].format is not None):
            return seen
    return recognised(path, source.path, registry, None, encoding)


def _read(folder: CaseFolder, source: Source, by_engine: bool, context: JobContext) -> Source:
    if by_engine:
        return read_log(folder, source, context)
    with ReaderPool() as pool:
        (read,) = read_records(folder, pool, [source], context)
    folder.events.flush()
    return read
