"""Searching one slice of a log. Two ways, which give the same answer:

- by places: the literals that a match must hold (or candidates for it) are found anywhere in the bytes, in one string or a
  few; what holds none costs nothing more. The rows of the places are the answer, or are asked once more.
- by rows: every row is asked, as a string of its own. Cheaper where many rows match, and where no literal is known.
"""

from __future__ import annotations

import threading
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.engine.arrowview import is_ascii, text_column, utf8_column
from workbench.engine.bytesource import Bytes, ByteSource
from workbench.engine.lineviews import LineViews
from workbench.engine.rowface import SLICE_ROWS, RowFace
from workbench.engine.rowset import RowSet
from workbench.engine.searchplan import SearchPlan
from workbench.errors import QueryError
from workbench.jobs import Cancelled

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
STRETCH = 1 << 20  # bytes that are one string where literals are looked for
FOLD_STRETCH = 8 << 10  # the same in any case, where a string gives one place at a time
ROUNDS = 12
CROWD = 8  # of so many rows one may be a candidate
LONG = 16 << 20  # a longer row is searched in pieces
WHOLE = 64 << 20  # a longer line is matched in pieces that overlap
PIECE, OVERLAP = 1 << 20, 1 << 16
SPREAD = 64  # times their own bytes that rows may reach over, from which each is read by itself


@dataclass(frozen=True, slots=True)
class Cut:
    """A slice: the rows [first, last) and the bytes [start, end) they lie in, line ends included."""

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SliceHits:
    """What a slice gave: the rows that match, as a mask or by number. places: rows its literals were found in; -1 where
    they weren't looked for.
    """

    first: int
    last: int
    mask: Bools | None = None
    rows: Int64 | None = None
    places: int = -1

    @property
    def count(self) -> int:
        """How many rows match."""
        if self.rows is not None:
            return len(self.rows)
        return 0 if self.mask is None else int(np.count_nonzero(self.mask))


@dataclass(frozen=True, slots=True)
class SliceSearch:
    """One search: what it is for and where. abandoned: set once nobody waits for it any more · alone: held while a very
    long row is decoded, whose copies take three times its size, so that no second one does at the same time.
    """

    source: ByteSource
    face: RowFace
    plan: SearchPlan
    within: RowSet | None
    abandoned: threading.Event
    views: LineViews = field(default_factory=LineViews)
    alone: threading.Lock = field(default_factory=threading.Lock)

    def search(self, cut: Cut, by_places: bool) -> SliceHits:
        """The rows of a slice that match. Raises `QueryError`, `SourceChanged`, `Cancelled`."""
        if self.abandoned.is_set():
            raise Cancelled
        first, last = cut.first, cut.last
        asked = last - first if self.within is None else self.within.count_between(first, last)
        if not asked:
            return SliceHits(first, last, rows=_none())
        if last - first == 1 and cut.end - cut.start > LONG:
            return SliceHits(first, last, mask=np.array([self._long(first)]))
        if by_places and self.plan.placed:
            found = self._by_places(cut)
            return replace(self._by_rows(first, last), places=last - first) if found is None else found
        return self._by_rows(first, last)

    def _by_rows(self, first: int, last: int) -> SliceHits:
        if self.face.lines:
            mask = self._lines(first, last)
        else:
            mask = None if self.plan.crossing else self._by_lines(first, last)
            if mask is None:
                mask = self._matches(*self.face.ranges(first, last))
        if self.within is not None:
            mask = mask & self.within.mask(first, last)
        return SliceHits(first, last, mask=mask)

    def _by_lines(self, first: int, last: int) -> Bools | None:
        """Which records match by their lines, whose ranges cost less; None where these are too many."""
        index = self.face.index
        line, behind = index.line_of(first), index.line_of(last)
        if behind - line > 2 * SLICE_ROWS:
            return None
        hits = self._lines(line, behind)
        if behind - line == last - first:
            return hits
        begins = index.begins_of_lines(line, behind)
        behind_first = np.flatnonzero(~begins)
        mask = hits[begins]
        mask[index.records_with(behind_first[hits[behind_first]] + line) - first] = True
        return mask

    def _lines(self, line: int, behind: int) -> Bools:
        """Which of the physical lines [line, behind) match."""
        index = self.face.index
        found = index.line_places(line, behind)
        if found is not None:
            places, zero = found
            start, end = zero + int(places[0]), zero + int(places[-1])
            block = self.source.array(start, end - start)
            if index.is_utf8(start, end) or is_ascii(block):
                return answered(self.plan, self.views.column(block, places))
        return self._matches(*index.line_ranges(line, behind))

    def _matches(self, starts: Int64, lengths: Int64) -> Bools:
        if len(starts) == 1:  # polars copies a text that is the only one, several times
            return self._matches(np.append(starts, starts + lengths), np.append(lengths, 0))[:1]
        start, end = int(starts[0]), int(starts[-1] + lengths[-1])
        block = self.source.array(start, end - start)
        known = self.face.index.is_utf8(start, end)
        return answered(self.plan, text_column(block, starts - start, lengths, known_utf8=known, searched=True))

    def among(self, rows: Int64) -> SliceHits:
        """Those of some rows, ascending, that match; they stand for all rows from the first to the last of them."""
        if self.abandoned.is_set():
            raise Cancelled
        return SliceHits(int(rows[0]), int(rows[-1]) + 1, rows=self._asked(rows))

    def _asked(self, rows: Int64) -> Int64:
        """Which of some rows match, each asked."""
        return rows[self._answers(rows, *self.face.ranges_of(rows))] if len(rows) else rows

    def _answers(self, rows: Int64, starts: Int64, lengths: Int64) -> Bools:
        """Whether each of some rows, which lie there, matches."""
        span, held = int(starts[-1] + lengths[-1] - starts[0]), int(lengths.sum())
        if held > LONG and len(rows) == 1:
            return np.array([self._long(int(rows[0]))])
        if len(rows) > 1 and (held > LONG or min(span, held * SPREAD) > WHOLE):
            half = len(rows) // 2
            parts = [slice(None, half), slice(half, None)]
            return np.concatenate([self._answers(rows[part], starts[part], lengths[part]) for part in parts])
        if span <= held * SPREAD:
            return self._matches(starts, lengths)
        texts = [self.source.array(start, size) for start, size in zip(starts.tolist(), lengths.tolist(), strict=True)]
        block, ends = np.concatenate(texts), np.cumsum(lengths)
        return answered(self.plan, text_column(block, ends - lengths, lengths, searched=True))

    def _by_places(self, cut: Cut) -> SliceHits | None:
        """The rows by the places of literals or candidates; None where the text isn't known to be UTF-8, or ASCII, or where
        there are so many places that it isn't worth it.
        """
        first, last = cut.first, cut.last
        block = self.source.array(cut.start, cut.end - cut.start)
        if self.plan.candidates is not None:
            places = self.plan.candidates.places(block, (last - first) // CROWD) if is_ascii(block) else None
        elif not self.plan.fold:
            places = literal_places(self.plan, block)
        elif self.face.index.is_utf8(cut.start, cut.end) or is_ascii(block):
            places = folded_places(self.plan, block)
        else:
            return None
        if places is None:
            return None
        if not len(places):
            return SliceHits(first, last, rows=_none(), places=0)
        lined = not self.face.lines and not self.plan.crossing
        rows = self._records_by_lines(places + cut.start) if lined else _distinct(self.face.at_all(places + cut.start))
        rows = rows[np.searchsorted(rows, first) :]
        found = len(rows)
        if self.within is not None:
            rows = rows[self.within.mask(first, last)[rows - first]]
        return SliceHits(first, last, rows=rows if lined or self.plan.exact else self._asked(rows), places=found)

    def _records_by_lines(self, offsets: Int64) -> Int64:
        """The records that match by a line of theirs that holds one of these bytes: lines are found and asked for less."""
        index = self.face.index
        lines = _distinct(index.lines_at(offsets))
        if not self.plan.exact:
            by_line = SliceSearch(self.source, RowFace(index, lines=True), self.plan, None, self.abandoned)
            lines = by_line._asked(lines)
        return _distinct(index.records_with(lines))

    def _long(self, row: int) -> bool:
        """Whether one very long row matches: line by line where no match crosses them, so that memory stays bounded."""
        starts, lengths = self.face.ranges(row, row + 1)
        start, end = int(starts[0]), int(starts[0] + lengths[0])
        if self.plan.exact and not self.plan.fold:
            return self._in_pieces(start, end, self.plan.longest)
        index = self.face.index
        if not self.face.lines and not self.plan.crossing:
            line, behind = index.line_at(start), index.line_at(max(end - 1, start)) + 1
            if behind - line > 1:
                return self._line_by_line(line, behind)
        if end - start <= WHOLE:
            with nullcontext() if index.is_utf8(start, end) else self.alone:
                if self.abandoned.is_set():
                    raise Cancelled
                return bool(self._matches(np.array([start]), np.array([end - start]))[0])
        return self._in_pieces(start, end, OVERLAP)

    def _line_by_line(self, line: int, behind: int) -> bool:
        face = RowFace(self.face.index, lines=True)
        lines = SliceSearch(self.source, face, self.plan, None, self.abandoned)
        start = face.start(line)
        while line < behind:
            last = min(face.cut(line, start, PIECE), behind)
            end = face.start(last)
            if lines.search(Cut(line, last, start, end), by_places=True).count:
                return True
            line, start = last, end
        return False

    def _in_pieces(self, start: int, end: int, overlap: int) -> bool:
        """Text is found wherever it stands; a regex takes the ends of a piece for ends of a line, and misses what is
        longer than the overlap and stands across an end.
        """
        for place in range(start, end, PIECE):
            if self.abandoned.is_set():
                raise Cancelled
            size = min(PIECE + overlap, end - place)
            if self._matches(np.array([place]), np.array([size]))[0]:
                return True
        return False


def literal_places(plan: SearchPlan, block: Bytes) -> Int64:
    """Where the literals of a plan stand in some bytes, letter by letter: ascending offsets, all rows with one included.

    Bytes that aren't UTF-8 don't matter: a literal's own bytes are found between them, and read the same.
    """
    each = min(STRETCH, -(-len(block) // 2))  # two strings at least: polars takes a slow path for a single one
    starts = np.arange(0, len(block), max(each, 1))
    lengths = np.minimum(each + plan.longest - 1, len(block) - starts)
    found = utf8_column(block, starts, lengths, searched=True).str.find_many(list(plan.literals), leftmost=True)
    counts = found.list.len().to_numpy()
    if not counts.any():
        return _none()
    inside = found.explode().drop_nulls().to_numpy().astype(np.int64)
    places = inside + np.repeat(starts, counts)
    # a shorter literal than the longest may be found in the overlap as well
    return places[inside < each] if len(plan.literals) > 1 else places


def folded_places(plan: SearchPlan, block: Bytes) -> Int64 | None:
    """The same in any case, of bytes that are UTF-8; None where so many stand there that it isn't worth it."""
    starts = np.arange(0, len(block), FOLD_STRETCH)
    ends = np.minimum(starts + FOLD_STRETCH + plan.longest, len(block))
    starts = _letter_start(block, starts)
    ends = _letter_start(block, ends)
    places: list[Int64] = []
    for _ in range(ROUNDS):
        # null where there is none, which numpy gets as NaN
        at = utf8_column(block, starts, ends - starts, searched=True).str.find(plan.finder).to_numpy()
        hit = np.flatnonzero(at >= 0)
        if not len(hit):
            return np.sort(np.concatenate(places)) if places else _none()
        places.append(at[hit].astype(np.int64) + starts[hit])
        letter = block[places[-1]]
        ends = ends[hit]
        starts = places[-1] + 1 + (letter >= 0xC0) + (letter >= 0xE0) + (letter >= 0xF0)
        left = starts < ends
        starts, ends = starts[left], ends[left]
    return None


def _letter_start(block: Bytes, places: Int64) -> Int64:
    """The places, moved on to where a letter begins."""
    for _ in range(3):
        midst = (block[np.minimum(places, len(block) - 1)] & 0xC0 == 0x80) & (places < len(block))
        if not midst.any():
            break
        places = places + midst
    return places


def answered(plan: SearchPlan, text: pl.Series) -> Bools:
    """Which rows of text match. Raises `QueryError` for a pattern that is too large."""
    try:
        return plan.test(text).to_numpy()
    except pl.exceptions.ComputeError as error:
        raise QueryError("the filter grows too large to search for", "", "Shorten it.") from error


def _none() -> Int64:
    return np.zeros(0, dtype=np.int64)


def _distinct(rows: Int64) -> Int64:
    """Ascending rows, each once; those before the first record (-1) go."""
    return rows[np.flatnonzero(np.diff(rows, prepend=-1) > 0)]
