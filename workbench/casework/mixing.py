"""A log in more than one format, put together again from its bytes and what its source says of them."""

from __future__ import annotations

import numpy as np

from workbench.casework.streams import HEAD, head_of, text_name
from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFormat
from workbench.engine.mixedformat import mixed
from workbench.engine.scan import Scanner
from workbench.engine.stamps import NULL_T
from workbench.model.case import Source
from workbench.readers.core import Reader, Registry, Sniff

REACH = 1 << 20
"""Bytes before and behind the first line of another format in which its lines, and a year, are looked for."""


def format_from(reader: Reader, source: Source, stream: ByteSource, registry: Registry) -> LineFormat | None:
    """The format of a source with those that its changes tell of; what can't be had any more is left out."""
    format = reader.sniff(head_of(stream), text_name(source)).format
    for change in source.changes:
        if format is None:
            return None
        other = registry.named(change.reader)
        made = changed(format, other, stream, change.at, source.path) if other is not None else None
        format = format if made is None else made[0]
    return format


def changed(
    format: LineFormat, reader: Reader, stream: ByteSource, at: int, name: str
) -> tuple[LineFormat, Sniff, int | None] | None:
    """A format together with that of a reader whose lines begin at a byte, what the reader says of them, and around which
    instant stamps without a year are dated, if there are any; None where they can't be read together.
    """
    if not reader.lines:
        return None
    sniff = reader.sniff(_left(format, stream, at), name)
    if sniff.format is None or not sniff.confidence:
        return None
    near = _near(format, sniff.format, stream, at) if format.partial != sniff.format.partial else None
    made = mixed(format, sniff.format, near)
    return None if made is None else (made, sniff, near)


def _left(format: LineFormat, stream: ByteSource, at: int) -> bytes:
    """The first lines from a byte on that begin no record of a format."""
    rows = Scanner(format).rows(stream, at, min(at + REACH, stream.size))
    if rows.records is None or not len(rows.lines):
        return b""
    left = np.flatnonzero(~rows.records.begins)
    starts, lengths = rows.lines.ranges(0, len(rows.lines))
    kept: list[bytes] = []
    size = 0
    for line in left.tolist():
        kept.append(rows.lines.block[starts[line] : starts[line] + min(int(lengths[line]), HEAD)].tobytes())
        size += len(kept[-1]) + 1
        if size > HEAD:
            break
    return (b"\n".join(kept) + b"\n")[: HEAD - 1]


def _near(format: LineFormat, other: LineFormat, stream: ByteSource, at: int) -> int | None:
    """The stamp with a year that stands nearest to a byte."""
    dated = format if format.partial == "none" else other
    scanner = Scanner(dated)
    for start, end, which in ((max(at - REACH, 0), at, -1), (at, min(at + REACH, stream.size), 0)):
        records = scanner.rows(stream, start, end).records
        known = records.wall[records.wall != NULL_T] if records is not None else ()
        if len(known):
            return int(known[which])
    return None
