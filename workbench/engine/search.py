"""Searching the bytes of a log: text, regexes and fields, as a set of its records or of its lines.

Text and regexes run in Rust over the file's own bytes (`arrowview`), a slice at a time on two threads. What is matched
is the whole record; what isn't UTF-8 in it reads as U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.engine.arrowview import text_column
from workbench.engine.bytesource import ByteSource
from workbench.engine.fieldtest import fields_test, values_named
from workbench.engine.lineformat import LineFormat
from workbench.engine.logindex import LogIndex
from workbench.engine.needle import Field, Has, Regex, Text
from workbench.engine.pattern import runs_on_python, rust_pattern
from workbench.engine.patternrun import match_in_worker, ranges_in_batches
from workbench.engine.rowset import RowSet
from workbench.errors import QueryError
from workbench.jobs import JobContext

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
SLICE = 8 << 20
LONG = 16 << 20  # a longer record is searched in pieces, which polars holds four times
OVERLAP = 1 << 16
SLICE_ROWS = 200_000
BATCH = 1024
SAMPLE = 256
THREADS = 2
_RUN = re.compile(r"[0-9A-Za-z]+")
_HEX = re.compile(r"[0-9a-fA-F]+")


def find_text(
    source: ByteSource,
    index: LogIndex,
    needle: Text | Regex,
    context: JobContext,
    *,
    within: RowSet | None = None,
    found: Callable[[RowSet], None] | None = None,
    lines: bool = False,
) -> RowSet:
    """Which records (physical lines where `lines`) hold a text or regex.

    within: only these can matter, the others are no members · found: called from the searching thread with what is
    known so far. Raises `QueryError`, `Cancelled`, `SourceChanged`.
    """
    starts, lengths = index.line_ranges(0, index.lines) if lines else index.record_ranges(0, index.records)
    answer = RowSet.from_mask(_find(source, starts, lengths, needle, context))
    return _told(answer, within, found)


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


def find_lines(source: ByteSource, index: LogIndex, leaf: Text | Regex, context: JobContext) -> Bools:
    """Which physical lines hold a text or regex: bool (lines,). Errors as in `find_text`."""
    return find_text(source, index, leaf, context, lines=True).mask_all()


def line_ranges(source: ByteSource, index: LogIndex) -> tuple[Int64, Int64]:
    """Offset and length of every physical line, without its newline (a CR before it stays: `$` matches there too)."""
    return index.line_ranges(0, index.lines)


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


def any_value_matches(values: Sequence[Sequence[str]], leaf: Field | Regex, context: JobContext) -> Bools:
    """Which rows hold a text that a regex (or a `field:/regex/`) matches: bool (rows,). As bounded as `find_text`."""
    needle = Regex(leaf.value, leaf.ignore_case) if isinstance(leaf, Field) else leaf
    matched = find_in_texts([value for row in values for value in row], needle, context)
    owner = np.repeat(np.arange(len(values)), [len(row) for row in values])
    return np.bincount(owner[matched], minlength=len(values)) > 0


def find_in_texts(texts: Sequence[str], needle: Text | Regex, context: JobContext) -> Bools:
    """Which texts hold a needle: the same answers as `find_text`, for text that isn't bytes of a source."""
    if isinstance(needle, Regex) and runs_on_python(needle.pattern, needle.ignore_case):
        batches = (
            [text.encode("utf-8", "replace") for text in texts[first : first + BATCH]]
            for first in range(0, len(texts), BATCH)
        )
        return match_in_worker(batches, len(texts), needle, context)
    return _answer(_test(needle), pl.Series(texts, dtype=pl.String))


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


def _find(source: ByteSource, starts: Int64, lengths: Int64, leaf: Text | Regex, context: JobContext) -> Bools:
    if isinstance(leaf, Regex) and runs_on_python(leaf.pattern, leaf.ignore_case):
        return match_in_worker(ranges_in_batches(source, starts, lengths), len(starts), leaf, context)
    test = _test(leaf)
    found = np.zeros(len(starts), dtype=np.bool_)
    with ThreadPoolExecutor(THREADS, thread_name_prefix="search") as pool:
        waiting = []
        for first, last in slices(starts, lengths):
            waiting.append(
                (first, last, pool.submit(_search_slice, source, starts[first:last], lengths[first:last], test))
            )
            if len(waiting) > THREADS:
                begin, end, answer = waiting.pop(0)
                found[begin:end] = answer.result()
                context.step(end / len(starts), "searching")
        for begin, end, answer in waiting:
            found[begin:end] = answer.result()
    return found


def slices(starts: Int64, lengths: Int64) -> Iterator[tuple[int, int]]:
    """Rows cut so that a slice covers some `SLICE` bytes; a longer row is a slice of its own."""
    first = 0
    ends = starts + lengths
    while first < len(starts):
        last = int(np.searchsorted(ends, starts[first] + SLICE, side="right"))
        last = min(max(last, first + 1), first + SLICE_ROWS)
        yield first, last
        first = last


def _test(leaf: Text | Regex) -> Callable[[pl.Series], pl.Series]:
    if isinstance(leaf, Regex):
        pattern = rust_pattern(leaf.pattern, leaf.ignore_case)
        return lambda text: text.str.contains(pattern)
    if leaf.case:
        return lambda text: text.str.contains(leaf.value, literal=True)
    pattern = f"(?i){re.escape(leaf.value)}"
    return lambda text: text.str.contains(pattern)


def _search_slice(source: ByteSource, starts: Int64, lengths: Int64, test: Callable[[pl.Series], pl.Series]) -> Bools:
    start = int(starts[0])
    if len(starts) == 1 and lengths[0] > LONG:
        return np.array([_search_long(source, start, int(lengths[0]), test)])
    block = source.array(start, int(starts[-1] + lengths[-1]) - start)
    return _answer(test, text_column(block, starts - start, lengths))


def _search_long(source: ByteSource, start: int, length: int, test: Callable[[pl.Series], pl.Series]) -> bool:
    """Search one very long record in pieces that overlap, so that its length costs no memory.

    Text is found wherever it stands; a regex takes the ends of a piece for ends of a line, and misses what is longer
    than the overlap and stands across an end.
    """
    for offset in range(0, length, SLICE):
        block = source.array(start + offset, min(SLICE + OVERLAP, length - offset))
        zero = np.zeros(1, dtype=np.int64)
        if _answer(test, text_column(block, zero, zero + len(block)))[0]:
            return True
    return False


def _answer(test: Callable[[pl.Series], pl.Series], text: pl.Series) -> Bools:
    try:
        return test(text).to_numpy()
    except pl.exceptions.ComputeError as error:
        raise QueryError("the filter grows too large to search for", "", "Shorten it.") from error
