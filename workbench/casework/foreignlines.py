"""Lines of a log that begin no record and yet look like records: of another format, or many on one line.

A file may change its format half-way, or two programs may write into one. The lines that its reader doesn't know then
belong to the records above them; here that is noticed from some hundred of them and told with its line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.casework.folder import CaseFolder, Log
from workbench.casework.streams import HEAD
from workbench.engine.looselines import longest_run, loose_lines
from workbench.engine.scan import text_columns
from workbench.model.case import Problem, Source
from workbench.readers.core import Reader, Sniff

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
LOOKED_AT = 300
ROUNDS = 4
LINE_LIMIT = 2000
FEWEST = 5
RUN = 20
"""Lines in a row, none of which begins a record, that are looked at by themselves."""
SURE = 0.5


@dataclass(frozen=True, slots=True)
class Foreign:
    """Lines that look like those of another reader. first: the first of them · fitting: how many of those looked at,
    share: of what was looked at · told: what is said of them, where they can't be read.
    """

    reader: Reader
    first: int
    fitting: int
    share: float
    told: str


def foreign_lines(folder: CaseFolder, source: Source, log: Log) -> tuple[Problem, ...]:
    """What lines of another format are doubted for; nothing where none are met."""
    found = met(folder, source, log)
    return () if found is None else (Problem(found.told, f"line {found.first + 1}"),)


def met(folder: CaseFolder, source: Source, log: Log) -> Foreign | None:
    """Lines of another format among those that begin no record: in the longest run of such lines, or spread over all."""
    lines = loose_lines(log.index, 0, log.index.lines, LOOKED_AT)
    if len(lines) < FEWEST:
        return None
    run = longest_run(log.index) if log.index.lines - log.index.records >= RUN else (0, 0)
    if run[1] - run[0] >= RUN:
        inside = loose_lines(log.index, *run, LOOKED_AT)
        start = log.index.line_start(run[0])
        found = _like(folder, source, log, inside, log.bytes.read(start, HEAD)) or _like(folder, source, log, inside)
        if found is not None:
            return found
    return _like(folder, source, log, lines)


def _like(folder: CaseFolder, source: Source, log: Log, lines: Int64, head: bytes = b"") -> Foreign | None:
    """What some loose lines look like, by their beginning, or all of them."""
    known = {source.reader, *(change.reader for change in source.changes)}
    chosen = folder.registry.choose(head or _head(log, lines), source.path)
    if chosen is None or chosen[0].id in known or chosen[1].confidence < SURE:
        return None
    fits = _fitting(log, lines, chosen[1])
    if int(fits.sum()) < FEWEST or fits.mean() < 0.25:
        return None
    first = _first(log, lines, fits, chosen[1])
    told = _told(log, chosen[0], lines[fits], first)
    return Foreign(chosen[0], first, int(fits.sum()), float(fits.mean()), told)


def _told(log: Log, reader: Reader, fitting: Int64, first: int) -> str:
    last = int(log.index.lines_of(np.array([log.index.records - 1]))[0]) if log.index.records else -1
    like = f"look like {reader.title} ({reader.id})"
    if first > last >= 0:
        count = f"{log.index.lines - first:,} lines"
        return f"from line {first + 1} on its lines {like}; these {count} belong to the record on line {last + 1}"
    if int(fitting[-1]) < int(log.index.lines_of(np.array([0]))[0]):
        return f"lines before its first record {like}, and belong to none"
    return f"lines between its records {like}; they belong to the records above them"


def _first(log: Log, lines: Int64, fits: Bools, sniff: Sniff) -> int:
    """The first line that fits, nearer with each round of looking between it and the one before that was looked at."""
    high = int(lines[-1]) + 1
    for _ in range(ROUNDS):
        at = int(np.argmax(fits))
        low, high = int(lines[at - 1]) if at else 0, int(lines[at]) + 1
        lines = loose_lines(log.index, low, high, LOOKED_AT)
        fits = _fitting(log, lines, sniff)
        if not fits.any() or len(lines) < LOOKED_AT:
            break
    return int(lines[int(np.argmax(fits))]) if fits.any() else high - 1


def _fitting(log: Log, lines: Int64, sniff: Sniff) -> Bools:
    """Which of these lines begin a record by the other format; all of them where it is no format of lines."""
    format = sniff.format
    if format is None or format.json:
        return np.ones(len(lines), dtype=np.bool_) if format is None else _objects(log, lines)
    texts = _texts(log, lines)
    sizes = np.array([len(text) for text in texts], dtype=np.int64)
    block = np.frombuffer(b"\n".join(texts) + b"\n", dtype=np.uint8)
    starts = np.cumsum(sizes + 1) - sizes - 1
    fits = np.zeros(len(lines), dtype=np.bool_)
    fits[text_columns(block, starts, sizes, format)[0]] = True
    return fits


def _objects(log: Log, lines: Int64) -> Bools:
    return np.array([text.startswith(b"{") and text.endswith(b"}") for text in _texts(log, lines)], dtype=np.bool_)


def _texts(log: Log, lines: Int64) -> list[bytes]:
    starts, lengths = log.index.line_ranges_of(lines)
    limits = np.minimum(lengths, LINE_LIMIT)
    return [
        log.bytes.read(start, length).rstrip(b"\r")
        for start, length in zip(starts.tolist(), limits.tolist(), strict=True)
    ]


def _head(log: Log, lines: Int64) -> bytes:
    return b"\n".join(_texts(log, lines))[: HEAD - 1] + b"\n"
