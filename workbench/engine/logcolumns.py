"""The columns of a log's index on disk: written in one go, or gone on with where they ended.

A folder holds `header.json` and one file a column. What the header counts as sealed is durable and never changes; what
lies in a file behind that may be overwritten: a last line without a line feed, which may still grow, so that its values
stand in the header too, and what a writer left that was killed. A column whose values are all the same has no file. Bits are
packed eight to a byte, the lowest first; those of an unfinished last byte stand in the header.
"""

from __future__ import annotations

import copy
import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

import msgspec
import numpy as np
import numpy.typing as npt

from workbench.engine.columns import HEADER, sampled_sum
from workbench.engine.linestarts import Lines
from workbench.engine.scan import Rows
from workbench.engine.tally import Tally

VERSION = 4
BLOCK = 1 << 16  # lines for which it is counted how many records began before them
SPAN = 1 << 32  # bytes that line starts of one segment may lie apart
TYPES = {
    "start": "<u4", "rank": "<i8", "begins": "|u1", "returns": "|u1", "wall": "<i8", "naive": "|b1", "severity": "|u1",
}  # fmt: skip
PER_RECORD = ("wall", "naive", "severity")
_FILL = 1 << 20
SEND_EVERY = 1 << 20  # lines, some 13 MB


class ColumnState(msgspec.Struct):
    """One column. same: the value of all its rows, None where they differ and lie in a file · ending: the last row's."""

    count: int = 0
    same: int | None = None
    ending: int = 0


class State(msgspec.Struct):
    """What has been written. segments: (first line, offset of its start), from which line starts count · span: the bytes
    that one reaches · valid: stretches of bytes that are UTF-8 · end: offset behind the last line · rest: the bits of an
    unfinished byte.
    """

    tally: Tally = msgspec.field(default_factory=Tally)
    span: int = SPAN
    segments: list[tuple[int, int]] = msgspec.field(default_factory=list)
    valid: list[tuple[int, int]] = msgspec.field(default_factory=list)
    end: int = 0
    columns: dict[str, ColumnState] = msgspec.field(default_factory=lambda: {name: ColumnState() for name in TYPES})
    rest: dict[str, list[bool]] = msgspec.field(default_factory=lambda: {"begins": [], "returns": []})


class Header(msgspec.Struct):
    """A finished index of the first `size` bytes of a source. sealed: what stays · loose: the same with a last line that
    may grow, None where there is none · tail: bytes of the last line end · sums: by column, over what is sealed.
    """

    version: int
    format: str
    size: int
    tail: int
    sealed: State
    loose: State | None
    sums: dict[str, int]

    @property
    def now(self) -> State:
        """Everything that is there."""
        return self.loose or self.sealed


class _Column:
    """One column being written."""

    def __init__(self, path: Path, kind: str, state: ColumnState) -> None:
        self.path, self.kind, self.state = path, np.dtype(kind), state
        self.file: IO[bytes] | None = None

    def append(self, values: npt.NDArray[Any]) -> None:
        """Add rows; raises `OSError` on a full disk."""
        if not len(values):
            return
        self.state.ending = int(values[-1])
        if self.file is None:
            same = int(values[0]) if self.state.count == 0 else self.state.same
            if same is not None and (values == self.kind.type(same)).all():
                self.state.count, self.state.same = self.state.count + len(values), same
                return
            self.file = self._begun()
        self.file.write(np.ascontiguousarray(values, dtype=self.kind).data)
        self.state.count += len(values)

    def _begun(self) -> IO[bytes]:
        """The file, with what stands before the next row."""
        count, same = self.state.count, self.state.same
        file = open(self.path, "r+b" if self.path.exists() else "w+b")  # noqa: SIM115 - held until close()
        if same is None:
            file.seek(count * self.kind.itemsize)
        else:
            for first in range(0, count, _FILL):
                file.write(np.full(min(_FILL, count - first), same, dtype=self.kind).data)
            self.state.same = None
        return file


class LogColumns:
    """Writes the columns of one log. state: what to go on from.

    What was written is sent to the disk now and then while the next slices are scanned, so that little is left at the end.
    """

    def __init__(self, folder: Path, state: State) -> None:
        self.folder, self.state = folder, state
        self._sender = ThreadPoolExecutor(1, thread_name_prefix="columns")
        self._sending: Future[None] | None = None
        self._sent = state.tally.lines
        self._columns = {
            name: _Column(folder / f"{name}.col", kind, state.columns[name]) for name, kind in TYPES.items()
        }

    def add(self, rows: Rows) -> None:
        """Append the lines of one slice; slices come in order."""
        lines, state = rows.lines, self.state
        if not len(lines):
            return
        self._add_starts(lines)
        self._add_bits("returns", lines.returns[:-1])
        if rows.records is not None:
            self._add_ranks(rows.records.begins)
            self._add_bits("begins", rows.records.begins)
            for name in PER_RECORD:
                self._columns[name].append(getattr(rows.records, name))
        start, end = (lines.block_start + int(lines.bounds[at]) for at in (0, -1))
        if rows.valid and state.valid and state.valid[-1][1] == start:
            state.valid[-1] = (state.valid[-1][0], end)
        elif rows.valid:
            state.valid.append((start, end))
        state.end = end
        state.tally += rows.tally
        if state.tally.lines - self._sent >= SEND_EVERY and (self._sending is None or self._sending.done()):
            self._sent_well()
            self._sent = state.tally.lines
            self._sending = self._sender.submit(self._send)

    def _send(self) -> None:
        """Let the disk have what was written."""
        for column in self._columns.values():
            if column.file is not None:
                os.fsync(column.file.fileno())

    def _sent_well(self) -> None:
        """Raise what sending met: the system tells once only that a disk failed."""
        if self._sending is not None:
            self._sending.result()

    def _add_starts(self, lines: Lines) -> None:
        """Line starts as uint32 from their segment's base; a new one begins where that no longer reaches."""
        places, first = lines.bounds[:-1], self.state.tally.lines
        segments, span = self.state.segments, self.state.span
        while len(places):
            start = lines.block_start + int(places[0])
            if not segments or start - segments[-1][1] >= span:
                segments.append((first, start))
            base = segments[-1][1]
            reach = base + span - lines.block_start
            count = len(places) if int(places[-1]) < reach else int(np.searchsorted(places, np.uint32(reach)))
            # uint32 wraps around where block and base lie far apart, and the sum is right again
            shift = np.uint32((lines.block_start - base) % (1 << 32))
            self._columns["start"].append(places[:count] + shift)
            places, first = places[count:], first + count

    def _add_bits(self, name: str, values: npt.NDArray[np.bool_]) -> None:
        rest = self.state.rest
        if rest[name]:
            values = np.concatenate([np.array(rest[name], dtype=np.bool_), values])
        whole = len(values) // 8 * 8
        self._columns[name].append(np.packbits(values[:whole], bitorder="little"))
        rest[name] = values[whole:].tolist()

    def _add_ranks(self, begins: npt.NDArray[np.bool_]) -> None:
        """How many records began before each block of lines that begins here."""
        records, place = self.state.tally.records, 0
        for edge in range(-self.state.tally.lines % BLOCK, len(begins), BLOCK):
            records += int(np.count_nonzero(begins[place:edge]))
            self._columns["rank"].append(np.array([records], dtype=np.int64))
            place = edge

    def finish(self, size: int, format: str, tail: int, loose: Rows | None) -> None:
        """Make everything durable, then the header. tail: bytes of the last line end · loose: the unfinished last line."""
        sealed = copy.deepcopy(self.state) if loose is not None else self.state
        if loose is not None:
            self.add(loose)
        self._sent_well()
        for column in self._columns.values():
            if column.file is not None:
                column.file.flush()
                os.fsync(column.file.fileno())
        self.close()
        now = self.state if loose is not None else None
        header = Header(VERSION, format, size, tail, sealed, now, sums_of(self.folder, sealed))
        scratch = self.folder / f".{HEADER}"
        with open(scratch, "wb") as file:
            file.write(msgspec.json.encode(header))
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(self.folder / HEADER)

    def close(self) -> None:
        """Close the files, finished or not."""
        self._sender.shutdown(wait=True)
        for column in self._columns.values():
            if column.file is not None:
                column.file.close()


def sums_of(folder: Path, state: State) -> dict[str, int]:
    """Sampled sums of the sealed part of every column that has a file."""
    return {
        name: sampled_sum(folder / f"{name}.col", column.count * np.dtype(TYPES[name]).itemsize)
        for name, column in state.columns.items()
        if column.count and column.same is None
    }


def read_log_header(folder: Path) -> Header:
    """The header of an index, its columns checked by sample. Raises `ValueError` when it isn't whole."""
    try:
        header = msgspec.json.decode((folder / HEADER).read_bytes(), type=Header)
    except (OSError, msgspec.MsgspecError) as error:
        raise ValueError(f"{folder} holds no finished index") from error
    if header.version != VERSION or set(header.sealed.columns) != set(TYPES):
        raise ValueError(f"{folder} was made for something else")
    for name, column in header.now.columns.items():
        path, size = folder / f"{name}.col", column.count * np.dtype(TYPES[name]).itemsize
        if column.same is None and size and (not path.exists() or path.stat().st_size < size):
            raise ValueError(f"the column {name} in {folder} is incomplete")
    sums = sums_of(folder, header.sealed)
    if sums != header.sums:
        raise ValueError(f"a column in {folder} is damaged")
    return header


def mapped_column(folder: Path, header: Header, name: str) -> npt.NDArray[Any]:
    """A column mapped, not to be written; of an index whose header was read."""
    state, kind = header.now.columns[name], np.dtype(TYPES[name])
    if state.same is not None or not state.count:
        return np.broadcast_to(kind.type(state.same or 0), (state.count,))
    path = folder / f"{name}.col"
    patched = header.loose is not None and name in PER_RECORD
    column = np.memmap(path, dtype=kind, mode="c" if patched else "r", shape=(state.count,))
    if patched:  # a page of our own: whoever goes on with the index may write another value there
        column[-1] = state.ending
        column.flags.writeable = False
    return np.asarray(column)
