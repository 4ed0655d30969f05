"""The maps that a case holds: kept with whatever they read, so that any machine can read its sources again."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.casework.edits import Put, Remove
from workbench.casework.streams import HEAD
from workbench.engine.encodings import PLAIN, encoding_of, transcoder_of
from workbench.engine.unpacking import packing_of, unpacked
from workbench.errors import CaseReadOnly, SettingsError, SourceError
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.notebook import KeptMap
from workbench.readers.core import Reader, Registry
from workbench.readers.mapfile import SourceMap, check, loaded, parsed, written
from workbench.readers.mapped import MapReader, reader_by

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

log = logging.getLogger(__name__)
DRAFT = "draft:"
"""In front of a source's id: a map that somebody began for it and did not finish."""


def kept_readers(maps: Iterable[KeptMap]) -> Iterator[MapReader]:
    """The readers of the maps that a case holds; what a newer program wrote and this one can't read is left out."""
    for kept in maps:
        if kept.id.startswith(DRAFT):
            continue
        try:
            yield reader_by(parsed(kept.text, kept.id), kept.id)
        except SettingsError as error:
            log.warning("%s", error.sentence())


def named_map(registry: Registry, name: str) -> Reader | None:
    """The reader of the map of that name, the newest the case holds first; None where there is none."""
    found = [one for one in registry.readers if isinstance(one, MapReader) and one.map.map.id == name]
    return found[-1] if found else None


def kept_map(reader: Reader | None) -> KeptMap | None:
    """What a case has to hold of a reader: the map that it was made of, if it was."""
    return KeptMap(reader.id, written(reader.map)) if isinstance(reader, MapReader) else None


def lacking(folder: CaseFolder, reader: Reader | None) -> tuple[Put, ...]:
    """The edit that keeps a reader's map with the case; none where it is there, or there is no map."""
    kept = kept_map(reader)
    return () if kept is None or kept.id in folder.notebook.maps else (Put(kept),)


def map_text(folder: CaseFolder, source: Source) -> str:
    """The map that a source is read by, for the process that reads it; empty where it isn't read by one."""
    kept = kept_map(folder.reader_of(source))
    return "" if kept is None else kept.text


def zone_of(reader: Reader | None) -> str:
    """The zone that a map declares for times without one."""
    return reader.zone if isinstance(reader, MapReader) else ""


def keep(folder: CaseFolder, map: SourceMap) -> str:
    """Keep a map with the case; the id of its reader. Raises `SettingsError`, `CaseReadOnly`.

    Never undone: what is read by it may be, and a map that reads nothing does no harm.
    """
    check(map)
    if folder.read_only:
        raise CaseReadOnly(folder.read_only, str(folder.path), "Open it for writing to keep a map with it.")
    for edit in lacking(folder, reader_by(map)):
        folder.keep(edit)
    return map.id


def draft_of(folder: CaseFolder, source: Source) -> SourceMap | None:
    """What somebody began for a source and did not finish; None where there is nothing."""
    kept = folder.notebook.maps.get(DRAFT + source.id)
    if kept is None:
        return None
    try:
        return loaded(kept.text, kept.id)
    except SettingsError as error:
        log.warning("%s", error.sentence())
        return None


def keep_draft(folder: CaseFolder, source: Source, map: SourceMap | None) -> None:
    """Keep what was begun, or (None) forget it; never undone, and nothing where the case can't be written."""
    id = DRAFT + source.id
    if folder.read_only or (map is None and id not in folder.notebook.maps):
        return
    folder.keep(Remove("map", id, forget=True) if map is None else Put(KeptMap(id, written(map))))


def map_of(folder: CaseFolder, source: Source) -> SourceMap | None:
    """The map that a source is read by; None where it isn't read by one."""
    reader = folder.reader_of(source)
    return reader.map if isinstance(reader, MapReader) else None


def head_of(folder: CaseFolder, source: Source, size: int, context: JobContext | None = None) -> bytes:
    """The beginning of a source's text. Raises `SourceError`."""
    with folder.streams.open(source, context) as held:
        return bytes(held.read(0, min(size, held.size)))


def head_of_file(path: Path, size: int) -> bytes:
    """The beginning of a file's text, unpacked and decoded as bringing it in would. Raises `SourceError`."""
    try:
        with path.open("rb") as file:
            raw = file.read(size)
            if packing := packing_of(raw):
                file.seek(0)
                raw = b""
                for piece in unpacked(file, packing):
                    raw += piece
                    if len(raw) >= size:
                        break
    except OSError as error:
        raise SourceError(f"it can't be read ({error.strerror})", str(path), "Check the path.") from error
    encoding = encoding_of(raw[:HEAD])
    return raw if encoding in PLAIN else transcoder_of(encoding).text(raw, last=len(raw) < size)
