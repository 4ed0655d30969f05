"""One slice of a log: where its lines and records start, when and how severe they are. No line becomes a Python string.

A slice owns the lines that start in it, however far the last of them reaches; so slices need nothing of each other and
may be scanned on two threads. Heads of lines are read by `HeadTree` where that can tell, else by the regex engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.engine.arrowview import binary_column, is_ascii, text_column
from workbench.engine.bytesource import Bytes, ByteSource
from workbench.engine.colours import has_colours, plain_heads, without_colours
from workbench.engine.dialect import ascii_classes
from workbench.engine.headmachine import Machine
from workbench.engine.headpattern import Unsupported, compiled
from workbench.engine.headtree import HeadTree
from workbench.engine.innerlevels import InnerLevels
from workbench.engine.jsonmachine import JsonMachine
from workbench.engine.jsonscan import JsonReading, json_columns
from workbench.engine.levelwords import LevelReader, places_below
from workbench.engine.lineformat import AROUND_LEVEL, LineFormat
from workbench.engine.linestarts import HEAD_LIMIT, JSON_LIMIT, Lines, find_lines, line_above
from workbench.engine.pieces import Pieces
from workbench.engine.stamps import NULL_T
from workbench.engine.stampseries import parse_stamps
from workbench.engine.stampwords import StampReader
from workbench.engine.tally import Tally, counted
from workbench.engine.timeforms import Partial
from workbench.engine.words import PAD, padded
from workbench.engine.years import with_year
from workbench.model.severity import severity_of_status

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
CARRIED = 1 << 16  # bytes above a slice in which a stamp is looked for that its first records share
BATCH = 1 << 16  # lines whose heads are read at once: what they need stays in the processor's caches


@dataclass(frozen=True, slots=True)
class Records:
    """Records of a slice or a batch. begins: bool, one a line · wall, naive, severity: one a record · resolution_ns: the
    finest step that its stamps tell apart.
    """

    begins: Bools
    wall: Int64
    naive: Bools
    severity: npt.NDArray[np.uint8]
    resolution_ns: int


@dataclass(frozen=True, slots=True)
class Rows:
    """What a slice gave. records is None where no format says what a record is · valid: whether its lines are UTF-8."""

    lines: Lines
    records: Records | None
    tally: Tally
    valid: bool


class Scanner:
    """Reads slices by one format, and gets quicker as it learns how the lines look. For any thread.

    quick: whether heads and stamps may be read as words; the answers are the same.
    """

    def __init__(self, format: LineFormat | None, quick: bool = True) -> None:
        self._format = format
        self._others = tuple(Scanner(one, quick) for one in format.others) if format is not None else ()
        self._json_lines = format is not None and any(one.json for one in (format, *format.others))
        self._json = JsonReading(format) if format is not None and format.json else None
        self._tree = _tree(format) if format is not None and quick else None
        self._inner = InnerLevels(format.inner, quick) if format is not None and format.inner else None
        self._pieces = Pieces(format.unfinished, quick) if format is not None and format.unfinished else None
        self._partial: Partial = "none" if format is None else format.partial
        if format is not None:
            self._stamps = StampReader(format.time)
            self._levels = LevelReader(lambda text: severity_of_text(text, format))

    def rows(self, source: ByteSource, start: int, end: int) -> Rows:
        """Lines and records that start in [start, end)."""
        reach = JSON_LIMIT if self._json_lines else HEAD_LIMIT
        lines = find_lines(source, start, end, reach, looked=self._format is not None)
        records = self._records(lines)
        if records is None:
            return Rows(lines, None, Tally(len(lines), skipped=len(lines)), _valid(lines))
        if self._pieces is not None and len(lines):
            records = _pieced(records, lines, source, self._pieces)
        if self._format is not None and self._format.level_below:
            records = replace(records, severity=self._below(source, lines, records))
        if self._format is not None and self._format.carried:
            records = self._carried(source, lines, records)
        tally = counted(
            records.begins, records.wall, records.naive, records.severity, records.resolution_ns, self._partial
        )
        return Rows(lines, records, tally, _valid(lines))

    def _carried(self, source: ByteSource, lines: Lines, records: Records) -> Records:
        """The same where records without a stamp have that of the one above."""
        known = records.wall != NULL_T
        if known.all():
            return records
        wall, naive = records.wall, records.naive
        at = np.maximum.accumulate(np.where(known, np.arange(1, len(known) + 1), 0))
        if not known[0]:
            before = self._above(source, lines.block_start + int(lines.bounds[0]))
            wall, naive = np.append(before[0], wall), np.append(before[1], naive)
        else:
            at = at - 1
        return replace(records, wall=wall[at], naive=naive[at])

    def _above(self, source: ByteSource, end: int) -> tuple[int, bool]:
        """The last stamp above the byte `end`, and whether it has no zone."""
        start = max(end - CARRIED, 0)
        records = self._records(find_lines(source, start, end)) if end > start else None
        if records is None or not (known := np.flatnonzero(records.wall != NULL_T)).size:
            return NULL_T, False
        return int(records.wall[known[-1]]), bool(records.naive[known[-1]])

    def _below(self, source: ByteSource, lines: Lines, records: Records) -> npt.NDArray[np.uint8]:
        """Severities of records whose level begins the line below; that of the last one may lie behind the slice."""
        at = np.flatnonzero(records.begins) + 1
        if not len(at) or lines.cut:
            return records.severity
        end = int(lines.bounds[-1])
        behind = np.frombuffer(source.read(lines.block_start + end, PAD), dtype=np.uint8)
        block = padded(np.concatenate([lines.block[:end], behind]), end)
        places = lines.bounds[at].astype(np.int64)
        if has_colours(block, 0, len(block)):
            plain, places, _ = plain_heads(block, places, np.full(len(places), PAD))
            block = padded(plain, len(plain))
        return self._levels.read(block, places, places_below(block, places), records.severity)

    def _records(self, lines: Lines) -> Records | None:
        if self._format is None:
            return None
        block = lines.block
        if len(lines) and (self._tree is not None or self._others or self._inner is not None):
            block = padded(block, min(int(lines.bounds[-1]), len(block)))
        found: list[Records] = []
        for first in range(0, len(lines), BATCH):
            starts, lengths = lines.ranges(first, first + BATCH)
            records = self._batch(block, starts, lengths, self._format, lines.plain)
            for other in self._others:
                left = np.flatnonzero(~records.begins)
                if len(left) and other._format is not None:
                    more = other._batch(block, starts[left], lengths[left], other._format, lines.plain)
                    records = _mixed(records, _without_zone(more, other._format), left)
            found.append(records)
        return found[0] if len(found) == 1 else _joined(found)

    def _batch(self, block: Bytes, starts: Int64, lengths: Int64, format: LineFormat, plain: bool) -> Records:
        """plain: it is known that no escape stands in the lines."""
        records = self._found(block, starts, lengths, format, plain)
        if self._inner is not None and len(records.severity):
            severity = self._inner.read(block, starts, lengths, records.begins, records.severity)
            records = replace(records, severity=severity)
        return records if format.near is None else replace(records, wall=with_year(records.wall, format.near))

    def _found(self, block: Bytes, starts: Int64, lengths: Int64, format: LineFormat, plain: bool) -> Records:
        coloured = not plain and len(starts) and self._json is None
        if coloured and has_colours(block, int(starts[0]), int(starts[-1] + lengths[-1])):
            block, starts, lengths = plain_heads(block, starts, np.minimum(lengths, HEAD_LIMIT))
            block = padded(block, len(block)) if self._tree is not None else block
        if self._tree is not None:
            return self._quickly(self._tree, block, starts, lengths, format)
        return self._slowly(block, starts, lengths, format)

    def _quickly(self, tree: HeadTree, block: Bytes, starts: Int64, lengths: Int64, format: LineFormat) -> Records:
        heads = tree.read(block, starts, np.minimum(lengths, HEAD_LIMIT))
        some = slice(None) if heads.begins.all() else np.flatnonzero(heads.begins)
        fetched = heads.head if heads.at_start else None
        read = self._stamps.read(
            block, heads.stamp[0][some], heads.stamp[1][some], None if fetched is None else fetched[some]
        )
        severity = heads.severity[some]
        if heads.level is not None:
            severity = self._levels.read(block, heads.level[0][some], heads.level[1][some], severity)
        quick = Records(heads.begins, read.wall, read.naive, severity, read.resolution_ns)
        if not len(heads.unread):
            return quick
        rest = self._slowly(block, starts[heads.unread], lengths[heads.unread], format)
        return _mixed(quick, rest, heads.unread)

    def _slowly(self, block: Bytes, starts: Int64, lengths: Int64, format: LineFormat) -> Records:
        if self._json is not None:
            line, stamps, levels = json_columns(self._json, block, starts, lengths)
        else:
            line, stamps, levels = text_columns(block, starts, np.minimum(lengths, HEAD_LIMIT), format)
        begins = np.zeros(len(starts), dtype=np.bool_)
        begins[line] = True
        read = parse_stamps(stamps, format.time)
        return Records(begins, read.wall, read.naive, severities_of(levels, format), read.resolution_ns)


def _tree(format: LineFormat) -> HeadTree | None:
    try:
        machine = JsonMachine(format) if format.json else Machine(compiled(ascii_classes(format.start)))
    except Unsupported:
        return None
    return HeadTree(machine, lambda text: severity_of_text(text, format), format.default_severity)


def _joined(parts: list[Records]) -> Records:
    """Batches one after the other."""
    if not parts:
        none = np.zeros(0, dtype=np.bool_)
        return Records(none, np.zeros(0, dtype=np.int64), none, none.view(np.uint8), 1_000_000_000)
    begins, wall, naive, severity = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("begins", "wall", "naive", "severity")
    )
    return Records(begins, wall, naive, severity, min(part.resolution_ns for part in parts))


def _without_zone(records: Records, format: LineFormat) -> Records:
    """A format that fixes UTC says so itself, where the source's zone is that of another one."""
    return replace(records, naive=np.zeros_like(records.naive)) if format.zone == "UTC" else records


def _mixed(quick: Records, rest: Records, unread: Int64) -> Records:
    """What both ways found, line by line. unread: the lines that the second one was asked about."""
    count = len(quick.begins)
    wall, naive = np.full(count, NULL_T, dtype=np.int64), np.zeros(count, dtype=np.bool_)
    severity = np.zeros(count, dtype=np.uint8)
    begins = quick.begins.copy()
    begins[unread[rest.begins]] = True
    for part, at in ((quick, np.flatnonzero(quick.begins)), (rest, unread[rest.begins])):
        wall[at], naive[at], severity[at] = part.wall, part.naive, part.severity
    finest = min(quick.resolution_ns, rest.resolution_ns)
    return Records(begins, wall[begins], naive[begins], severity[begins], finest)


def _pieced(records: Records, lines: Lines, source: ByteSource, pieces: Pieces) -> Records:
    """The records without those that begin on a line that goes on with the piece above it."""
    starts, lengths = lines.ranges(0, len(lines))
    above = line_above(source, lines.block_start + int(lines.bounds[0])).decode("utf-8", "replace")
    lengths = np.minimum(lengths, len(lines.block) - starts)
    glued = pieces.glued(lines.block, starts, lengths, records.begins, above)
    if not glued.any():
        return records
    kept = ~glued[records.begins]
    return Records(
        records.begins & ~glued, records.wall[kept], records.naive[kept], records.severity[kept], records.resolution_ns
    )


def _valid(lines: Lines) -> bool:
    """Whether the lines are UTF-8 throughout; of a line too long to be held whole nobody knows."""
    if lines.cut or lines.ascii:
        return not lines.cut
    text = lines.block[int(lines.bounds[0]) : int(lines.bounds[-1])]
    if is_ascii(text):
        return True
    try:
        binary_column(text, np.zeros(1, dtype=np.int64), np.array([len(text)])).cast(pl.String)
    except pl.exceptions.ComputeError:
        return False
    return True


def text_columns(block: Bytes, starts: Int64, lengths: Int64, format: LineFormat) -> tuple[Int64, pl.Series, pl.Series]:
    """Lines that begin a record by `format.start`: their indices, stamp texts and level texts (null where none)."""
    text = text_column(block, starts, lengths)
    pattern = ascii_classes(format.start)
    groups = text.str.extract_groups(pattern) if "(?P<" in pattern or "(?<" in pattern else None
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(text))
    stamps, levels = (_first_found(groups, name, nothing) for name in ("t", "level"))
    matched = stamps.is_not_null().to_numpy().copy()
    rest = np.flatnonzero(~matched)
    if len(rest):  # a stamp may be optional in a format: such a line still begins a record
        matched[rest] = text.gather(rest).str.contains(pattern).to_numpy()
    if matched.all():
        return np.arange(len(matched)), stamps, levels
    line = np.flatnonzero(matched)
    return line, stamps.gather(line), levels.gather(line)


def stamp_in(pattern: str, line: str) -> str:
    """What `t` finds in one line, by the engine that doesn't backtrack; empty where it finds nothing."""
    groups = pl.Series([line]).str.extract_groups(ascii_classes(pattern))
    return _first_found(groups, "t", pl.Series([None], dtype=pl.String))[0] or ""


def _first_found(groups: pl.Series | None, name: str, nothing: pl.Series) -> pl.Series:
    """What the group of this name found, or the same group of another way (t, t2, t3 …)."""
    fields = groups.struct.fields if groups is not None else []
    named = [field for field in fields if field.rstrip("0123456789") == name]
    if groups is None or not named:
        return nothing
    found = groups.struct.field(named[0])
    for other in named[1:]:
        found = found.zip_with(found.is_not_null(), groups.struct.field(other))
    return found


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
        return table.get(without_colours(word).strip(AROUND_LEVEL).lower(), format.default_severity)
    return severity_of_status(int(word)) if word.isascii() and word.isdigit() else format.default_severity
