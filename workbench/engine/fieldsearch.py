"""Searching a log for fields of its records, as the format takes them apart."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from workbench.engine.bytesource import ByteSource
from workbench.engine.fieldtest import fields_test, values_named
from workbench.engine.lineformat import LineFormat
from workbench.engine.logindex import LogIndex
from workbench.engine.needle import Field, Has, Regex
from workbench.engine.rowset import RowSet
from workbench.engine.textsearch import any_value_matches, find_text
from workbench.jobs import JobContext

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
BATCH = 1024
SAMPLE = 256
_RUN = re.compile(r"[0-9A-Za-z]+")
_HEX = re.compile(r"[0-9a-fA-F]+")


def find_field(
    source: ByteSource,
    index: LogIndex,
    format: LineFormat,
    leaf: Field | Has,
    context: JobContext,
    *,
    within: RowSet | None = None,
    found: Callable[[RowSet], None] | None = None,
) -> RowSet:
    """Which records have a field so, by the format's own `parse`; within, found and errors as in `find_text`.

    Only records that hold the longest plain piece of the value (or an escape that could hide it) are taken apart.
    """
    matched = np.zeros(index.records, dtype=np.bool_)
    piece = literal_piece(leaf)
    rows = np.arange(index.records)
    if piece:
        likely = Regex(f"{re.escape(piece)}|\\\\u", ignore_case=True)
        rows = find_text(source, index, likely, context).rows()
        others = np.setdiff1d(np.arange(index.records), rows, assume_unique=True)
        some = others[:: max(len(others) // SAMPLE, 1)]
        # A format may give values that no text holds (its own service name): then the piece proves nothing.
        if _fields_match(source, index, format, leaf, some, context).any():
            rows = np.arange(index.records)
    if within is not None:
        rows = rows[within.mask_all()[rows]]
    matched[rows] = _fields_match(source, index, format, leaf, rows, context)
    return _told(RowSet.from_mask(matched), None, found)


def _told(answer: RowSet, within: RowSet | None, found: Callable[[RowSet], None] | None) -> RowSet:
    answer = answer if within is None else answer & within
    if found is not None:
        found(answer)
    return answer


def _fields_match(
    source: ByteSource, index: LogIndex, format: LineFormat, leaf: Field | Has, rows: Int64, context: JobContext
) -> Bools:
    """Which of some records have a field so, each taken apart."""
    found = np.zeros(len(rows), dtype=np.bool_)
    pattern = leaf if isinstance(leaf, Field) and leaf.regex else None
    test = None if pattern else fields_test(leaf)
    for first in range(0, len(rows), BATCH):
        context.step(first / len(rows), "reading fields")
        starts, lengths = index.record_ranges_of(rows[first : first + BATCH])
        fields = [
            format.parse(source.read(start, length).decode("utf-8", "replace"))
            for start, length in zip(starts.tolist(), lengths.tolist(), strict=True)
        ]
        if test is not None:
            found[first : first + BATCH] = [test(one) for one in fields]
        elif pattern is not None:
            values = [list(values_named(pattern.name, one)) for one in fields]
            found[first : first + BATCH] = any_value_matches(values, pattern, context)
    return found


def literal_piece(leaf: Field | Has) -> str:
    """A run of letters and digits that every record with such a value must hold in its bytes; empty if none is sure.

    Of long hexadecimal values (ids) only 8 digits are taken, since the text may write them with dashes.
    """
    if isinstance(leaf, Has) or leaf.op != "=":
        return ""
    runs = _RUN.findall(leaf.value)
    if not runs:
        return ""
    longest = max(runs, key=len)
    return longest[:8] if _HEX.fullmatch(longest) else longest
