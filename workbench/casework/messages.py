"""What log records say: their first lines without stamp and level, as columns of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.engine.arrowview import text_column
from workbench.engine.bites import bites
from workbench.engine.bytesource import ByteSource
from workbench.engine.dialect import ascii_classes
from workbench.engine.lineformat import LineFormat
from workbench.engine.part import Part
from workbench.model.case import Source

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

Int64 = npt.NDArray[np.int64]
HEAD = 2_000
"""Bytes of a record that are looked at."""
REACH, SPREAD = 32 << 20, 16
"""Bytes that records looked at together may reach over; times their own bytes, from which each is read by itself."""
_MESSAGE = r'"(?:msg|message|event|text|log|body)"\s*:\s*"((?:[^"\\]|\\.)*)"'
_NAMED = r'(?:^|\s)(?:msg|message)="((?:[^"\\]|\\.)*)"'


def heads_of(folder: CaseFolder, part: Part, source: Source, ats: Int64) -> Iterator[tuple[Int64, pl.Series]]:
    """Some records of a log (ascending), stretch by stretch, and the beginning of each one's text."""
    log = folder.log(source)
    starts, lengths = part.ranges_of(ats)
    lengths = np.minimum(lengths, HEAD)
    for some in bites(starts, lengths, REACH):
        yield ats[some], _read(log.bytes, starts[some], lengths[some])


def _read(source: ByteSource, starts: Int64, lengths: Int64) -> pl.Series:
    """Texts that lie there. Where they lie far apart, what is between them is not asked for."""
    low, high = int(starts[0]), int(starts[-1] + lengths[-1])
    if high - low <= SPREAD * int(lengths.sum()):
        return text_column(source.array(low, high - low), starts - low, lengths)
    each = [source.array(start, size) for start, size in zip(starts.tolist(), lengths.tolist(), strict=True)]
    return text_column(np.concatenate(each), np.cumsum(lengths) - lengths, lengths)


def messages(heads: pl.Series, format: LineFormat | None) -> pl.Series:
    """First lines without stamp and level; of what names its message (JSON, logfmt) only that."""
    if format is not None and format.others:
        return _messages_of_several(heads, format)
    first = heads.str.extract(r"^([^\r\n]*)", 1)
    named = first.str.extract(_NAMED, 1)
    if format is not None and format.json:
        return pl.select(pl.coalesce(first.str.extract(_MESSAGE, 1), first)).to_series()
    # What begins an access log's line holds its request, which is what it says: its level is read from the status behind.
    if format is not None and format.start and format.kind != "http" and format.severities != "status":
        first = first.str.replace(format.start, "").str.strip_chars()
    return pl.select(pl.coalesce(named, first)).to_series()


def _messages_of_several(heads: pl.Series, format: LineFormat) -> pl.Series:
    """Of a log in several formats: each record's by the first one that its line begins a record of."""
    alone = replace(format, others=())
    found = messages(heads, alone)
    for one in reversed((alone, *format.others)):
        its = heads.str.starts_with("{") if one.json else heads.str.contains(ascii_classes(one.start))
        found = messages(heads, one).zip_with(its, found)
    return found


def event_messages(folder: CaseFolder, part: Part, ats: Int64) -> pl.Series:
    """The same of events: the first line of their titles or texts."""
    held = folder.events.read(part.event_of(ats).tolist())
    return pl.Series([(event.title or event.body).partition("\n")[0] for event in held], dtype=pl.String)
