"""Searching the bytes of a log for text and regexes: a set of its records or of its lines.

Both run in Rust over the file's own bytes (`arrowview`), a slice at a time on two threads. What is matched is the whole
record; what isn't UTF-8 in it reads as U+FFFD.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial

import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.engine.bytesource import ByteSource
from workbench.engine.literals import Literals, literals_of
from workbench.engine.logindex import LogIndex
from workbench.engine.needle import Field, Regex, Text
from workbench.engine.pattern import runs_on_python
from workbench.engine.patternrun import match_in_worker, ranges_in_batches
from workbench.engine.rowface import RowFace
from workbench.engine.rowset import RowSet, RowSetBuilder
from workbench.engine.searchplan import SearchPlan, plan_of
from workbench.engine.searchslice import Cut, SliceHits, SliceSearch, answered
from workbench.jobs import JobContext

Bools = npt.NDArray[np.bool_]
Found = Callable[[RowSet], None]
# each call costs 0.3 ms, and each gives the interpreter from hand to hand: slices are as large as memory allows
FIRST_SLICE, SLICE, PLACES_SLICE = 1 << 20, 32 << 20, 128 << 20
COPIED_SLICE = 8 << 20  # bytes that aren't mapped are copied, and rows that may not be UTF-8, a slice for each thread
LAST_SLICE, LAST_PLACES = 4 << 20, 16 << 20  # towards the end slices get smaller, so that both threads end together
GROWTH = 4
TURN = 0.1  # seconds a slice takes at most where it is above the least, so that a slow search can be left
THREADS, AHEAD = 2, 4
PATIENCE = 0.04  # seconds between two looks at whether to stop
TELL_EVERY = 0.05  # seconds between two answers so far
MANY, MANY_FOLDED = 0.08, 0.03  # rows that hold a literal, from which asking every row is cheaper
MANY_CANDIDATES = 0.12
FEW, FEW_ROWS = 10, 16 << 10  # where fewer than one row in so many can matter, only those are asked, so many at a time
LOOK_AGAIN = 8  # slices after which finding places is tried again
BATCH = 1024


def find_text(
    source: ByteSource,
    index: LogIndex,
    needle: Text | Regex,
    context: JobContext,
    *,
    within: RowSet | None = None,
    found: Found | None = None,
    lines: bool = False,
) -> RowSet:
    """Which records (physical lines where `lines`) hold a text or regex.

    within: only these can matter, the others are no members · found: called from the searching thread with what is
    known so far, at once when there are hits and then every 50 ms at most. Raises `QueryError`, `Cancelled`,
    `SourceChanged`.
    """
    face = RowFace(index, lines)
    if isinstance(needle, Regex) and runs_on_python(needle.pattern, needle.ignore_case):
        return _on_python(source, face, needle, context, within)
    plan = plan_of(needle)
    if plan.everything:
        return RowSet.all(face.count) if within is None else within
    return _Search(source, face, plan, context, within, found).run()


class _Search:
    """One search on its way: slices out to two threads, answers in, the way chosen by what the last ones gave."""

    def __init__(
        self,
        source: ByteSource,
        face: RowFace,
        plan: SearchPlan,
        context: JobContext,
        within: RowSet | None,
        found: Found | None,
    ) -> None:
        self._face, self._context, self._found = face, context, found
        self._abandoned = threading.Event()
        self._slices = SliceSearch(source, face, plan, within, self._abandoned)
        self._most = MANY_FOLDED if plan.fold else MANY if plan.literals else MANY_CANDIDATES
        self._by_places, self._tried, self._since = True, False, 0
        self._mapped = source.mapped
        self._began = time.monotonic()
        self._answer = RowSetBuilder(face.count)
        self._rows, self._hits, self._told, self._next_tell = 0, 0, 0, 0.0

    def run(self) -> RowSet:
        """The answer. A search that ends early leaves its threads to notice by themselves."""
        ahead = self._ahead()
        self._context.step(0.0, "searching")
        within, face = self._slices.within, self._face
        if within is None and face.count and face.start(1) - face.start(0) <= FIRST_SLICE:
            self._take(next(ahead)())  # done before threads could have started
            self._tell()
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="search")
        try:
            pending: set[Future[SliceHits]] = set()
            while True:
                while len(pending) < AHEAD and (cut := next(ahead, None)) is not None:
                    pending.add(pool.submit(cut))
                if not pending:
                    break
                done, pending = wait(pending, PATIENCE, return_when=FIRST_COMPLETED)
                for one in done:
                    self._take(one.result())
                self._context.step(self._rows / self._face.count, "searching")
                self._tell()
        finally:
            self._abandoned.set()
            pool.shutdown(wait=False, cancel_futures=True)
        return self._answer.finish()

    def _ahead(self) -> Iterator[Callable[[], SliceHits]]:
        """The slices, small ones first, so that the first hits are there at once."""
        within, count = self._slices.within, self._face.count
        if within is not None and len(within) * FEW < count:
            for first in range(0, len(within), FEW_ROWS):
                yield partial(self._slices.among, within[first : first + FEW_ROWS])
            return
        first, size, start = 0, FIRST_SLICE, self._face.start(0)
        while first < count:
            by_places = self._way()
            # places are tried on little until it is known that they pay, lest much is lost
            tried = first > 0 and (not by_places or (self._by_places and self._tried))
            if tried:
                size = self._size(size * GROWTH, start, by_places)
            last = self._face.cut(first, start, size if tried else FIRST_SLICE)
            end = self._face.start(last)
            yield partial(self._slices.search, Cut(first, last, start, end), by_places)
            first, start = last, end

    def _size(self, wanted: int, start: int, by_places: bool) -> int:
        """How many bytes the slice from `start` has."""
        index, plan = self._face.index, self._slices.plan
        literal = by_places and plan.candidates is None
        least, most = (LAST_PLACES, PLACES_SLICE) if literal else (LAST_SLICE, SLICE)
        decoded = (plan.fold or not literal) and not index.is_utf8(start, min(start + most, index.size))
        if decoded or not self._mapped:
            most = min(most, COPIED_SLICE)
        done = index.size * self._rows / self._face.count
        pace = done / THREADS / max(time.monotonic() - self._began, 1e-4)
        share = (index.size - start) // (2 * THREADS)
        return int(min(max(wanted, least), most, max(share, least), max(pace * TURN, least)))

    def _way(self) -> bool:
        """Whether the next slice is searched by places."""
        self._since += 1
        return self._slices.plan.placed and (self._by_places or self._since % LOOK_AGAIN == 0)

    def _take(self, hits: SliceHits) -> None:
        if hits.rows is not None:
            self._answer.put_rows(hits.first, hits.last, hits.rows)
        elif hits.mask is not None:
            self._answer.put(hits.first, hits.mask)
        if hits.places >= 0:
            self._tried = True
            self._by_places = hits.places <= self._most * (hits.last - hits.first)
        self._hits += hits.count
        self._rows = max(self._rows, hits.last)

    def _tell(self) -> None:
        now = time.monotonic()
        if self._found is not None and self._hits > self._told and now >= self._next_tell:
            self._told, self._next_tell = self._hits, now + TELL_EVERY
            self._found(self._answer.snapshot())


def _on_python(source: ByteSource, face: RowFace, needle: Regex, context: JobContext, within: RowSet | None) -> RowSet:
    """A regex that Rust's engine doesn't take: matched in a worker, in the rows that hold its literals (if it has any)."""
    # Python lets more letters be the same than Rust does, so without case its literals prove nothing
    known = Literals() if needle.ignore_case else literals_of(needle.pattern)
    if known.any_of and not known.fold:
        plan = plan_of(Regex("|".join(map(re.escape, known.any_of))))
        within = _Search(source, face, plan, context, within, None).run()
    count = face.count if within is None else len(within)

    def batches() -> Iterator[list[bytes]]:
        for first in range(0, count, BATCH):
            last = min(first + BATCH, count)
            ranges = face.ranges(first, last) if within is None else face.ranges_of(within[first:last])
            yield from ranges_in_batches(source, *ranges)

    mask = match_in_worker(batches(), count, needle, context)
    return RowSet.from_mask(mask) if within is None else RowSet.from_rows(within.take(np.flatnonzero(mask)), face.count)


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
    return answered(plan_of(needle), pl.Series(texts, dtype=pl.String))
