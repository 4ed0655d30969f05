"""Rows of the log written to a file, however many: block by block, with progress, and the file is there whole or not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from workbench.casework.rowforms import FORMS, NO_TIME, Form, Raw, placed_lines, stamp_of
from workbench.engine.bites import bites_held
from workbench.engine.bytesource import ByteSource
from workbench.engine.stamps import NULL_T
from workbench.errors import ExportError, WorkbenchError
from workbench.jobs import JobContext
from workbench.model.entities import bytes_citation

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder
    from workbench.casework.opencase import OpenCase
    from workbench.engine.spine import Spine
    from workbench.model.case import Source
    from workbench.model.records import Record

Int64 = npt.NDArray[np.int64]
BLOCK, PLAIN_BLOCK = 500, 4096
SPREAD, SPREAD_LEAST, SPREAD_MOST = 4, 1 << 16, 64 << 20
"""Bytes between records of a block that are read along rather than that each record is read by itself."""
LONG, PIECE = 8 << 20, 4 << 20
"""Bytes from which a record is written in pieces, and of a piece."""
COPIED_BYTES = 32 << 20
"""The most that is put on a clipboard; more goes into a file."""


class Rows(Protocol):
    """Spine rows, ascending."""

    def __len__(self) -> int:
        """How many."""
        ...

    def __getitem__(self, key: slice, /) -> Int64:
        """Some of them."""
        ...


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written: how many records, in how many bytes."""

    path: Path
    rows: int
    size: int


def form_named(name: str) -> Form:
    """A form by its id. Raises `ExportError` that lists them."""
    if name not in FORMS:
        raise ExportError(f"there is no form called {name!r}", "", f"Choose from {', '.join(FORMS)}.")
    return FORMS[name]


def save(case: OpenCase, folder: CaseFolder, rows: Rows, form: str, path: Path, context: JobContext) -> Saved:
    """Write rows to a file, which replaces one of that name only once it is whole.

    Raises `ExportError` where it can't be written, `Cancelled` when stopped: then there is no file, or the old one.
    """
    chosen = form_named(form)
    _refuse_inside(path, case.path)
    scratch = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    size = 0
    try:
        with scratch.open("wb") as file:
            size += file.write(chosen.head)
            for piece in pieces(case, folder, rows, chosen, context):
                size += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except OSError as error:
        raise ExportError(f"it can't be written ({error.strerror})", str(path), "Choose another place.") from error
    finally:
        scratch.unlink(missing_ok=True)
    return Saved(path, len(rows), size)


def _refuse_inside(path: Path, case: Path) -> None:
    if path.absolute().resolve().is_relative_to(case.absolute().resolve()):
        raise ExportError("that is inside the case", str(path), "Choose a place outside of it.")


def written(case: OpenCase, folder: CaseFolder, rows: Rows, form: str) -> str:
    """Rows as text for a clipboard. Raises `ExportError` when they are more than `COPIED_BYTES`."""
    chosen = form_named(form)
    parts, size = [chosen.head], 0
    for piece in pieces(case, folder, rows, chosen, JobContext()):
        parts.append(piece)
        size += len(piece)
        if size > COPIED_BYTES:
            raise ExportError("that is more than a clipboard should hold", "", "Save what is shown instead.")
    return b"".join(parts).decode("utf-8", "replace")


def pieces(case: OpenCase, folder: CaseFolder, rows: Rows, form: Form, context: JobContext) -> Iterator[bytes]:
    """The rows' bytes block by block, in order. Raises `WorkbenchError` when rows moved meanwhile, and `Cancelled`."""
    first, total = folder.spine, len(rows)
    block = PLAIN_BLOCK if form.plain else BLOCK
    for start in range(0, total, block):
        some = np.asarray(rows[start : start + block], np.int64)
        for few in bites_held(np.asarray(folder.spine.length[some])):
            context.step((start + few.start) / total, f"{start + few.start:,} of {total:,} rows")
            yield from _written(case, folder, some[few], form)
        if not _stayed(first, folder.spine, some):
            raise WorkbenchError("rows moved while they were being saved", "", "Save again.")


def _written(case: OpenCase, folder: CaseFolder, rows: Int64, form: Form) -> Iterator[bytes]:
    if form.plain:
        yield from _together(_plain(case, folder, rows, form))
    else:
        yield b"".join(form.write(case.page(rows), raw_of(case, folder)))


def _together(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The parts of one write, some MB at a time."""
    held: list[bytes] = []
    size = 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _stayed(before: Spine, after: Spine, rows: Int64) -> bool:
    """Whether these rows are the same records still: a log that grows at its end moves none."""
    if after is before or not len(rows):
        return True
    if int(rows[-1]) >= after.rows:
        return False
    same = np.array_equal(before.source[rows], after.source[rows])
    return same and np.array_equal(before.offset[rows], after.offset[rows])


def raw_of(case: OpenCase, folder: CaseFolder) -> Raw:
    """What gives a record's own bytes: of a log from what is open already, of anything else from its source."""
    sources = folder.notebook.sources

    def raw(record: Record) -> bytes:
        source = sources.get(record.source_id)
        if source is not None and folder.is_log(source):
            return folder.log(source).bytes.read(record.place.offset, record.place.length)
        return case.raw(bytes_citation(record.source_id, record.place.offset, record.place.length))

    return raw


def _plain(case: OpenCase, folder: CaseFolder, rows: Int64, form: Form) -> Iterator[bytes]:
    """Records of logs straight from their bytes; others as their form writes them."""
    spine, sources = folder.spine, {source.number: source for source in folder.notebook.sources.values()}
    numbers, offsets, lengths = spine.source[rows], spine.offset[rows], spine.length[rows]
    stamps = _stamps(spine.t[rows])
    logs = {number: _Log(folder, sources[number], form.id == "text") for number in set(map(int, numbers))}
    for number, log in logs.items():
        own = numbers == number
        log.look_up(np.asarray(offsets[own]), np.asarray(lengths[own]))
    places = zip(numbers.tolist(), offsets.tolist(), lengths.tolist(), strict=True)
    for place, (number, offset, length) in enumerate(places):
        log = logs[number]
        if log.held is None:
            yield from form.write(case.page(rows[place : place + 1]), raw_of(case, folder))
        elif length > LONG:
            yield from log.long(offset, length, stamps[place])
        else:
            yield log.written(offset, length, stamps[place])


class _Log:
    """One source while a block is written: its bytes, its name, and the lines its records begin on."""

    def __init__(self, folder: CaseFolder, source: Source, placed: bool) -> None:
        self.held = folder.log(source) if folder.is_log(source) else None
        self.name, self.placed = source.name, placed
        self._lines: Iterator[int] = iter(())
        self._start, self._bytes = 0, b""

    def look_up(self, offsets: Int64, lengths: Int64) -> None:
        """The records that begin at these offsets, in the order in which they are written: their lines, and their bytes
        at once where they lie close to each other.
        """
        if self.held is None or not len(offsets):
            return
        if self.placed:
            self._lines = iter((self.held.index.lines_at(offsets) + 1).tolist())
        start, end = int(offsets.min()), int((offsets + lengths).max())
        near = int(lengths.max()) <= LONG and end - start <= min(
            SPREAD * int(lengths.sum()) + SPREAD_LEAST, SPREAD_MOST
        )
        self._start, self._bytes = (start, self.held.bytes.read(start, end - start)) if near else (start, b"")

    def written(self, offset: int, length: int, stamp: str) -> bytes:
        """One record."""
        assert self.held is not None
        at = offset - self._start
        raw = self._bytes[at : at + length] if self._bytes else self.held.bytes.read(offset, length)
        if not self.placed:
            return raw.rstrip(b"\r\n") + b"\n"
        if b"\n" not in raw:
            return f"{self.name}:{next(self._lines)} {stamp}  ".encode() + raw.rstrip(b"\r") + b"\n"
        return placed_lines(raw, self.name, next(self._lines), stamp)

    def long(self, offset: int, length: int, stamp: str) -> Iterator[bytes]:
        """One very long record, the same in pieces."""
        assert self.held is not None
        line = next(self._lines) if self.placed else 0
        return long_record(self.held.bytes, offset, length, self.name if self.placed else "", line, stamp)


def long_record(source: ByteSource, offset: int, length: int, name: str, line: int, stamp: str) -> Iterator[bytes]:
    """A record's bytes in pieces, as `placed_lines` writes them, or as they stand where there is no name."""
    at, end = offset, _text_end(source, offset, offset + length)
    yield f"{name}:{line} {stamp}  ".encode() if name else b""
    while at < end:
        piece = source.read(at, min(PIECE, end - at))
        if name and piece.endswith(b"\r") and at + len(piece) < end:
            piece = piece[:-1]  # it may belong to the line feed behind it
        at += len(piece)
        first, *others = piece.replace(b"\r\n", b"\n").split(b"\n") if name else [piece]
        yield first
        for other in others:
            line += 1
            yield f"\n{name}:{line} {stamp}  ".encode() + other
    yield b"\n"


def _text_end(source: ByteSource, start: int, end: int) -> int:
    """Where the text of a record ends, the line ends behind it left out; there may be millions of them."""
    while start < end:
        piece = source.read(max(end - PIECE, start), min(PIECE, end - start))
        if kept := len(piece.rstrip(b"\r\n")):
            return end - len(piece) + kept
        end -= len(piece)
    return start


def _stamps(t: Int64) -> list[str]:
    """UTC of many instants at once, as `stamp_of` writes each."""
    if ((t % 1_000_000 == 0) | (t == NULL_T)).all():
        texts = np.datetime_as_string(t.view("datetime64[ns]"), unit="ms").tolist()
        return [NO_TIME if text == "NaT" else f"{text}Z" for text in texts]
    return [stamp_of(None if one == NULL_T else one) for one in t.tolist()]
