"""From a citation to the record, row and bytes it points at, and to the place as people read it."""

from __future__ import annotations

import numpy as np

from workbench.casework.folder import CaseFolder
from workbench.casework.metrics import raw_samples
from workbench.casework.pages import line_record, page, records_of
from workbench.engine.part import Part
from workbench.errors import CitationError, CodeError
from workbench.model.case import Source
from workbench.model.code import Hunk
from workbench.model.entities import Citation, bytes_citation
from workbench.model.instants import clock_text
from workbench.model.records import Record

RAW_LIMIT = 1 << 30
TAIL = 1 << 16


def record_of(folder: CaseFolder, citation: Citation) -> Record:
    """The record around the cited bytes; text without records gives its line. Raises `CitationError`."""
    citation = folder.moved.of(citation)
    row = row_of(folder, citation)
    if row >= 0:
        return page(folder, (row,))[0]
    source = folder.source_of(citation.source)
    if citation.kind == "bytes" and folder.has_lines(source):
        return line_record(folder, source, citation.offset, citation.length)
    raise CitationError("the citation points at no record", show_place(folder, citation))


def row_of(folder: CaseFolder, citation: Citation) -> int:
    """The row of the record that begins at, or else lies around, the cited place; -1 when there is none."""
    citation = folder.moved.of(citation)
    source = folder.known_source(citation.source)
    if source is None or citation.kind not in ("bytes", "pointer"):
        return -1
    spine = folder.spine
    part = spine.part(source.number)
    at = -1 if part is None else at_of(folder, part, citation)
    return -1 if part is None or at < 0 else spine.row_at(spine.parts.index(part), at)


def at_of(folder: CaseFolder, part: Part, citation: Citation) -> int:
    """The record of a part that begins at, or else lies around, the cited place; -1 when there is none."""
    if citation.kind == "pointer":
        return _at_of_pointer(folder, part, citation.pointer)
    if citation.kind != "bytes":
        return -1
    at = part.at_of(citation.offset)
    return at if at >= 0 else part.around(citation.offset)


def _at_of_pointer(folder: CaseFolder, part: Part, pointer: str) -> int:
    if not part.events:
        return -1  # a line has no pointer
    for start in range(0, part.count, 1000):
        ats = np.arange(start, min(start + 1000, part.count), dtype=np.int64)
        for at, record in zip(ats.tolist(), records_of(folder, part, ats), strict=True):
            if record.place.pointer == pointer:
                return at
    return -1


def citation_of(record: Record) -> Citation:
    """The citation of a record."""
    return bytes_citation(record.source_id, record.place.offset, record.place.length)


def raw_bytes(folder: CaseFolder, citation: Citation) -> bytes:
    """Exactly the cited bytes: of the source, of a hunk as a patch, or of a range's samples as lines of text."""
    if citation.kind == "hunk":
        return hunk_text(folder, citation).encode("utf-8", "surrogateescape")
    if citation.kind == "range":
        return raw_samples(folder, citation)
    citation = folder.moved.of(citation)
    source = folder.source_of(citation.source)
    with folder.bytes_of(source) as held:
        offset, length = citation.offset, citation.length
        if citation.kind == "source":
            offset, length = 0, held.size
        elif citation.kind == "pointer":
            record = record_of(folder, citation)
            offset, length = record.place.offset, record.place.length
        if offset < 0 or length < 0 or offset + length > held.size:
            raise CitationError(
                f"bytes {offset} to {offset + length} lie outside of it (it has {held.size})", source.path
            )
        if length > RAW_LIMIT:
            raise CitationError(f"{length} bytes are too many to show at once", source.path, "Cite a part of it.")
        return held.read(offset, length)


def hunk_of(folder: CaseFolder, citation: Citation) -> tuple[str, Hunk]:
    """The cited hunk and its file's path. Raises `CitationError` when the commit has none of that number there."""
    try:
        files = folder.repositories.diff(citation.commit)
    except CodeError as error:
        raise CitationError(error.what, error.where, error.remedy) from error
    for file in files:
        if citation.path in (file.new_path, file.old_path):
            for hunk in file.hunks:
                if hunk.number == citation.hunk:
                    return file.path, hunk
    raise CitationError(f"the commit {citation.commit[:12]} has no hunk {citation.hunk} in that file", citation.path)


def hunk_text(folder: CaseFolder, citation: Citation) -> str:
    """A hunk as a patch writes it."""
    path, hunk = hunk_of(folder, citation)
    old = sum(line.kind in ("same", "del") for line in hunk.lines)
    new = sum(line.kind in ("same", "add") for line in hunk.lines)
    signs = {"same": " ", "add": "+", "del": "-"}
    head = f"@@ -{hunk.old_start},{old} +{hunk.new_start},{new} @@ {hunk.heading}".rstrip()
    body = [signs[line.kind] + line.text for line in hunk.lines if line.kind in signs]
    return "\n".join((f"--- a/{path}", f"+++ b/{path}", head, *body)) + "\n"


def line_citation(folder: CaseFolder, source: Source, number: int) -> Citation:
    """The citation of the record that holds a physical line (1-based), or of the line where it belongs to none."""
    if not folder.has_lines(source):
        return _plain_line(folder, source, number)
    log = folder.log(source)
    if not 1 <= number <= log.index.lines:
        raise CitationError(f"it has no line {number} (it has {log.index.lines})", source.path)
    offset, length = (int(column[0]) for column in log.index.line_ranges(number - 1, number))
    record = log.record_at(offset)
    if record >= 0:
        start, size = log.index.record_ranges(record, record + 1)
        return bytes_citation(source.id, int(start[0]), int(size[0]))
    end = log.bytes.read(max(offset, offset + length - TAIL), min(length, TAIL))
    return bytes_citation(source.id, offset, length - len(end) + len(end.rstrip(b"\r\n")))


def _plain_line(folder: CaseFolder, source: Source, number: int) -> Citation:
    """A line of a source that is no log (a document, a line of JSON): counted from its beginning."""
    with folder.bytes_of(source) as held:
        text = held.read(0, min(held.size, RAW_LIMIT))
    offset = 0
    for _ in range(number - 1):
        end = text.find(b"\n", offset)
        if end < 0:
            raise CitationError(f"it has no line {number}", source.path)
        offset = end + 1
    end = text.find(b"\n", offset)
    length = len(text[offset : end if end >= 0 else len(text)].rstrip(b"\r"))
    if not length:
        raise CitationError(f"its line {number} is empty or not there", source.path)
    return bytes_citation(source.id, offset, length)


def show_place(folder: CaseFolder, citation: Citation) -> str:
    """The place for people; a source that is gone is named by its id's beginning."""
    if citation.kind == "hunk":
        name = citation.path.rsplit("/", 1)[-1]
        return f"{name}@{citation.commit[:7]} hunk {citation.hunk}"
    citation = folder.moved.of(citation)
    source = folder.known_source(citation.source)
    if citation.kind == "range":
        zone = folder.notebook.case.zone
        series = folder.metrics.find(citation.series)
        title = series.title if series else citation.series
        return f"{title} {clock_text(citation.start, 0, zone)}–{clock_text(citation.end, 0, zone)}"
    if source is None:
        return f"{citation.source[:8]} (gone)"
    if citation.kind == "bytes":
        member = source.member_at(citation.offset)
        if member is not None and folder.has_lines(source):
            return f"{member.name}:{folder.log(source).index.line_at(citation.offset) + 1 - member.lines}"
        return f"{source.name}:{_line_text(folder, source, citation)}"
    return f"{source.name}#{citation.pointer}" if citation.kind == "pointer" else source.name


def _line_text(folder: CaseFolder, source: Source, citation: Citation) -> str:
    if folder.has_lines(source):
        return str(folder.log(source).index.line_at(citation.offset) + 1)
    row = row_of(folder, citation)
    line = page(folder, (row,))[0].place.line if row >= 0 else 0
    return str(line) if line else f"byte {citation.offset}"
