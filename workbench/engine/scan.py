"""One slice of a log: where its lines and records start, when and how severe they are. No line becomes a Python string.

A slice owns the lines that start in it, however far the last of them reaches; so slices need nothing of each other and
may be scanned on two threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.engine.arrowview import text_column
from workbench.engine.bytesource import Bytes, ByteSource
from workbench.engine.jsonscan import json_columns
from workbench.engine.lineformat import LineFormat
from workbench.engine.stamps import parse_stamps
from workbench.model.severity import severity_of_status

Int64 = npt.NDArray[np.int64]
NEWLINE, RETURN = 10, 13
HEAD_LIMIT = 1 << 20  # bytes of a line in which stamp and level are looked for
JSON_LIMIT = 64 << 20  # bytes of a line that may still be a JSON record
_READ_ON = 1 << 20


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that start in a slice: where each starts in the source, and where its text lies in `block`.

    start, length: int64 (n,), length without the line end · block_start: place of block[0] in the source
    """

    start: Int64
    length: Int64
    block: Bytes
    block_start: int


@dataclass(frozen=True, slots=True)
class Rows:
    """What a slice gave. line: index among the slice's lines · trim: bytes of line end right before the record."""

    lines: Int64
    line: Int64
    trim: npt.NDArray[np.uint8]
    wall: Int64
    naive: npt.NDArray[np.bool_]
    severity: npt.NDArray[np.uint8]
    resolution_ns: int


def find_lines(source: ByteSource, start: int, end: int, reach: int = HEAD_LIMIT) -> Lines:
    """The lines that start in [start, end) of a source; of a line longer than `reach` at least that much is in `block`.

    Lines end with a line feed; a return right before it belongs to the line end, any other one to the line.
    """
    before = min(start, 2)  # the line end before the first line, to tell how long it is
    block = source.array(start - before, end - start + before)
    starts = np.flatnonzero(block == NEWLINE) + 1
    starts = starts[(starts >= before) & (starts < len(block))]
    if start == 0:
        starts = np.concatenate([np.zeros(1, dtype=np.int64), starts])
    if not len(starts):
        return Lines(starts, starts, block, start - before)
    last = _line_end(source, int(starts[-1]) + start - before, end)
    kept = min(last, max(end, int(starts[-1]) + start - before + reach))
    if kept > end:
        block = source.array(start - before, kept - start + before)
    ends = np.concatenate([starts[1:] - 1, np.array([last - (start - before)])])
    length = ends - starts
    inside = np.minimum(ends, len(block)) - 1
    ended = np.ones(len(ends), dtype=np.bool_)
    ended[-1] = last < source.size
    returns = ended & (length > 0) & (ends <= len(block)) & (block[inside] == RETURN)
    return Lines(starts + (start - before), length - returns, block, start - before)


def _line_end(source: ByteSource, start: int, known: int) -> int:
    """Where the line that starts at `start` ends (its line feed, or the end of the source), read on beyond `known`."""
    place = start
    while place < source.size:
        size = max(known - place, _READ_ON)
        found = np.flatnonzero(source.array(place, size) == NEWLINE)
        if len(found):
            return place + int(found[0])
        place += size
    return source.size


def scan_slice(source: ByteSource, start: int, end: int, format: LineFormat | None) -> Rows:
    """Lines and records that start in [start, end)."""
    lines = find_lines(source, start, end, JSON_LIMIT if format is not None and format.json else HEAD_LIMIT)
    if format is None or not len(lines.start):
        none = np.zeros(0, dtype=np.int64)
        return Rows(lines.start, none, none.astype(np.uint8), none, none.astype(np.bool_), none.astype(np.uint8), 0)
    found = json_columns(lines, format) if format.json else text_columns(lines, format)
    line, stamps, levels = found
    read = parse_stamps(stamps, format.time)
    severity = severities_of(levels, format)
    return Rows(lines.start, line, _trims(lines, line), read.wall, read.naive, severity, read.resolution_ns)


def text_columns(lines: Lines, format: LineFormat) -> tuple[Int64, pl.Series, pl.Series]:
    """Lines that begin a record by `format.start`: their indices, stamp texts and level texts (null where none)."""
    length = np.minimum(lines.length, HEAD_LIMIT)
    text = text_column(lines.block, lines.start - lines.block_start, length)
    pattern = ascii_classes(format.start)
    groups = text.str.extract_groups(pattern) if "(?P<" in pattern or "(?<" in pattern else None
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(text))
    names = groups.struct.fields if groups is not None else []
    stamps = groups.struct.field("t") if groups is not None and "t" in names else nothing
    levels = groups.struct.field("level") if groups is not None and "level" in names else nothing
    matched = stamps.is_not_null().to_numpy().copy()
    rest = np.flatnonzero(~matched)
    if len(rest):  # a stamp may be optional in a format: such a line still begins a record
        matched[rest] = text.gather(rest).str.contains(pattern).to_numpy()
    if matched.all():
        return np.arange(len(matched)), stamps, levels
    line = np.flatnonzero(matched)
    return line, stamps.gather(line), levels.gather(line)


def _trims(lines: Lines, line: Int64) -> npt.NDArray[np.uint8]:
    """Length of the line end before each record: 0 at the very start, 2 for CRLF, else 1."""
    place = lines.start[line] - lines.block_start
    trim = np.ones(len(line), dtype=np.uint8)
    trim[place == 0] = 0
    two = place >= 2
    trim[two] += lines.block[place[two] - 2] == RETURN
    return trim


def severities_of(levels: pl.Series, format: LineFormat) -> npt.NDArray[np.uint8]:
    """Severity numbers of level texts by the format's table; its default where there is no text or it isn't known."""
    words = levels.unique().drop_nulls()
    if not len(words):
        return np.full(len(levels), format.default_severity, dtype=np.uint8)
    numbers = [severity_of_text(word, format) for word in words]
    new = pl.Series(numbers, dtype=pl.UInt8)
    return levels.replace_strict(words, new, default=format.default_severity, return_dtype=pl.UInt8).to_numpy()


def severity_of_text(word: str, format: LineFormat) -> int:
    """One level text by the format's table: a name in any case, or an HTTP status."""
    table = format.severities
    if isinstance(table, Mapping):
        return table.get(word.strip().strip("[]<>():").lower(), format.default_severity)
    return severity_of_status(int(word)) if word.isascii() and word.isdigit() else format.default_severity


_OUTSIDE = {"d": "[0-9]", "w": "[0-9A-Za-z_]", "s": r"[\t\n\v\f\r ]", "b": r"(?-u:\b)"}
_INSIDE = {"d": "0-9", "w": "0-9A-Za-z_", "s": r"\t\n\v\f\r "}
_NEGATED = {"D": "[^0-9]", "W": "[^0-9A-Za-z_]", "S": r"[^\t\n\v\f\r ]"}


def ascii_classes(pattern: str) -> str:
    r"""The same regex with \d, \w, \s and \b meaning ASCII: what log formats mean by them, and twice as fast."""
    out: list[str] = []
    depth, place = 0, 0
    while place < len(pattern):
        char = pattern[place]
        if char == "\\" and place + 1 < len(pattern):
            letter = pattern[place + 1]
            table = {**(_INSIDE if depth else _OUTSIDE), **_NEGATED}
            out.append(table.get(letter, char + letter))
            place += 2
            continue
        if char == "[":
            depth += 1
            # a ] right behind the opening (or its ^) is an ordinary character
            follow = pattern[place + 1 : place + 3]
            literal = 2 if follow == "^]" else 1 if follow[:1] == "]" else 0
            out.append(pattern[place : place + 1 + literal])
            place += 1 + literal
            continue
        depth -= char == "]" and depth > 0
        out.append(char)
        place += 1
    return "".join(out)
